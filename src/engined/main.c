/* The engine program: "init" makes what it needs once, "run" serves. */
#include "engined/command.h"

#include <locale.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *summary;
} commands[] = {
    { "init", init_command, "make the database, the certificates and the administrator" },
    { "run", run_command, "serve until it is told to stop" },
};

static void print_help(FILE *stream)
{
    fputs("Usage: berth-engine COMMAND [OPTION…]\n\n"
          "The engine of Berth: virtual functions of SR-IOV cards for virtual machines.\n\n"
          "Commands:\n",
          stream);
    for (gsize i = 0; i < G_N_ELEMENTS(commands); i++)
        fprintf(stream, "  %-6s %s\n", commands[i].name, commands[i].summary);
    fputs("\nOptions:\n"
          "  --version  print the version\n"
          "  --help     print this; after a command: its options\n",
          stream);
}

int report(const GError *error)
{
    fprintf(stderr, "berth-engine: %s\n", error->message);
    return err_info(fault_err_code(error))->exit_status;
}

EngineConfig engine_config_from(const Config *config)
{
    return (EngineConfig){
        .pki_dir = config->pki_dir,
        .public_url = config->public_url,
        .heartbeat_ms = (guint)config->heartbeat_ms,
        .connecting_grace_ms = (guint)config->connecting_grace_ms,
        .reservation_ms = (guint)config->reservation_ms,
        .audit_ms = (guint)config->audit_ms,
    };
}

/* Threads that mostly wait do not need a heap each, in which the memory of the longest list that
 * they ever made stays. */
static void share_heaps(void)
{
    mallopt(M_ARENA_MAX, (int)MAX(g_get_num_processors(), 2));
}

int main(int argc, char **argv)
{
    share_heaps();
    setlocale(LC_ALL, "");
    g_set_prgname("berth-engine");
    if (argc >= 2 && strcmp(argv[1], "--version") == 0) {
        puts("berth-engine " BERTH_VERSION);
        return 0;
    }
    bool asked = argc >= 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0);
    for (gsize i = 0; argc >= 2 && i < G_N_ELEMENTS(commands); i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argc - 1, argv + 1);
    if (argc >= 2 && !asked)
        fprintf(stderr, "berth-engine: there is no command \"%s\"\n\n", argv[1]);
    print_help(asked ? stdout : stderr);
    return asked ? 0 : 2;
}
