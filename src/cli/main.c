/* The command line program: parse, run the command's function, turn an error into an exit status.
 */
#include "cli/command.h"

#include "base/err.h"

#include <curl/curl.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

static int report(const Cli *cli, const GError *error)
{
    const ErrInfo *info = err_info(err_code(error));
    if (cli->json) {
        json_t *fault =
            json_pack("{s:{s:s, s:s}}", "error", "code", info->name, "message", error->message);
        json_dumpf(fault, stderr, JSON_INDENT(2));
        fputc('\n', stderr);
        json_decref(fault);
    } else
        fprintf(stderr, "berth: %s\n", error->message);
    return info->exit_status;
}

static int run(int argc, char **argv)
{
    Cli cli = { 0 };
    g_autoptr(GError) error = NULL;
    int status = 0;
    if (!cli_parse(&cli, argc, argv, &error))
        status = report(&cli, error);
    else if (cli_flag(&cli, "help"))
        help_print_command(cli.command, stdout);
    else if (!cli.command->run(&cli, &error))
        status = report(&cli, error);
    cli_clear(&cli);
    return status;
}

int main(int argc, char **argv)
{
    setlocale(LC_ALL, "");
    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        help_print(argc < 2 ? stderr : stdout);
        return argc < 2 ? 2 : 0;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("berth " BERTH_VERSION);
        return 0;
    }
    curl_global_init(CURL_GLOBAL_DEFAULT);
    int status = run(argc, argv);
    curl_global_cleanup();
    return status;
}
