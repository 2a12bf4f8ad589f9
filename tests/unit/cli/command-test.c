#include "base/err.h"
#include "cli/command.h"

#include <string.h>

static void test_rows_are_unique_and_complete(void)
{
    for (const Command *a = commands; a->noun != NULL; a++) {
        g_assert_nonnull(a->summary);
        g_assert_nonnull(a->run);
        for (const Command *b = commands; b != a; b++)
            g_assert_false(strcmp(a->noun, b->noun) == 0 && g_strcmp0(a->verb, b->verb) == 0);
        const CliOption *one, *two;
        for (guint i = 0; (one = command_option(a, i)) != NULL; i++)
            for (guint k = 0; k < i && (two = command_option(a, k)) != NULL; k++)
                g_assert_cmpstr(one->name, !=, two->name);
    }
}

typedef struct {
    const char *line;  /* words */
    const char *error; /* part of the message; NULL: accepted */
} ParseCase;

static void test_parse(void)
{
    static const ParseCase cases[] = {
        { "vm start web --host h1 --wait", NULL },
        { "vm start web --host=h1", NULL },
        { "pf set h1 ens1 --vfs 4 --allow-network red --allow-network blue", NULL },
        { "vf list h1", NULL },
        { "vf list h1 ens1", NULL },
        { "vm start -- --odd", NULL },
        { "vm start web --help", NULL },
        { "vm start", "Usage: berth vm start NAME" },
        { "vm start a b", "Usage: berth vm start NAME" },
        { "vm start web --host", "--host needs a value" },
        { "vm start web --wait=1", "--wait takes no value" },
        { "vm start web --speed 9", "There is no option --speed" },
        { "vm fly web", "There is no \"berth vm fly\"" },
        { "vm", "berth vm does what?" },
        { "ship list", "There is no command \"ship\"" },
        { "vm list --output yaml", "--output is table or json" },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *line = g_strconcat("berth ", cases[i].line, NULL);
        g_auto(GStrv) argv = g_strsplit(line, " ", -1);
        g_autoptr(GError) error = NULL;
        Cli cli = { 0 };
        bool parsed = cli_parse(&cli, (int)g_strv_length(argv), argv, &error);
        if (cases[i].error == NULL)
            g_assert_no_error(error);
        else {
            g_assert_error(error, ERR, ERR_INVALID);
            g_assert_nonnull(strstr(error->message, cases[i].error));
        }
        g_assert_true(parsed == (cases[i].error == NULL));
        cli_clear(&cli);
    }
}

static void test_values_are_kept(void)
{
    char *argv[] = {
        "berth",    "pf",  "set", "h1", "p1", "--allow-network", "red", "--allow-network=blue",
        "--output", "json"
    };
    Cli cli = { 0 };
    g_assert_true(cli_parse(&cli, G_N_ELEMENTS(argv), argv, NULL));
    g_assert_cmpstr(cli_argument(&cli, 1), ==, "p1");
    g_assert_null(cli_argument(&cli, 2));
    const GPtrArray *networks = cli_values(&cli, "allow-network");
    g_assert_cmpuint(networks->len, ==, 2);
    g_assert_cmpstr(networks->pdata[1], ==, "blue");
    g_assert_true(cli.json);
    cli_clear(&cli);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/cli/command/rows-are-unique-and-complete", test_rows_are_unique_and_complete);
    g_test_add_func("/cli/command/parse", test_parse);
    g_test_add_func("/cli/command/values-are-kept", test_values_are_kept);
    return g_test_run();
}
