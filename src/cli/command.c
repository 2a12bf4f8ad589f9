#include "cli/command.h"

#include "base/err.h"

#include <string.h>

const CliOption global_options[] = {
    { "output", "FORMAT", NULL, "table (for people) or json (for programs)" },
    { "quiet", NULL, NULL, "no progress while waiting" },
    { "help", NULL, NULL, "what the command does and its options" },
    { NULL, NULL, NULL, NULL },
};

const CliOption *command_option(const Command *command, guint i)
{
    for (guint t = 0; t < G_N_ELEMENTS(command->options) && command->options[t] != NULL; t++)
        for (const CliOption *option = command->options[t]; option->name != NULL; option++)
            if (i-- == 0)
                return option;
    return NULL;
}

static const CliOption *find_in(const CliOption *options, const char *name)
{
    for (; options != NULL && options->name != NULL; options++)
        if (strcmp(options->name, name) == 0)
            return options;
    return NULL;
}

static const CliOption *find_option(const Command *command, const char *name)
{
    const CliOption *option;
    for (guint i = 0; (option = command_option(command, i)) != NULL; i++)
        if (strcmp(option->name, name) == 0)
            return option;
    return find_in(global_options, name);
}

static void add_option(Cli *cli, const char *name, const char *value)
{
    GPtrArray *values = g_hash_table_lookup(cli->options, name);
    if (values == NULL) {
        values = g_ptr_array_new_with_free_func(g_free);
        g_hash_table_insert(cli->options, g_strdup(name), values);
    }
    g_ptr_array_add(values, g_strdup(value));
}

/* Takes the option at argv[*i], and its value. */
static bool take_option(Cli *cli, int argc, char **argv, int *i, GError **error)
{
    const char *word = argv[*i] + 2, *equals = strchr(word, '=');
    g_autofree char *name =
        equals != NULL ? g_strndup(word, (gsize)(equals - word)) : g_strdup(word);
    const CliOption *option = find_option(cli->command, name);
    if (option == NULL)
        return err_set(error, ERR_INVALID, "There is no option --%s here. See: berth %s %s --help",
                       name, cli->command->noun, cli->command->verb ? cli->command->verb : "");
    if (option->value == NULL) {
        if (equals != NULL)
            return err_set(error, ERR_INVALID, "--%s takes no value", name);
        add_option(cli, name, "");
        return true;
    }
    if (equals == NULL && *i + 1 >= argc)
        return err_set(error, ERR_INVALID, "--%s needs a value: %s", name, option->value);
    add_option(cli, name, equals != NULL ? equals + 1 : argv[++*i]);
    return true;
}

static bool check_arguments(const Cli *cli, GError **error)
{
    const Command *command = cli->command;
    g_auto(GStrv) names = g_strsplit(command->arguments != NULL ? command->arguments : "", " ", -1);
    guint most = 0, least = 0;
    bool endless = false;
    for (char **name = names; *name != NULL; name++) {
        if (**name == '\0')
            continue;
        most++;
        least += **name != '[';
        endless = endless || strstr(*name, "...") != NULL;
    }
    if (cli->arguments->len < least || (!endless && cli->arguments->len > most))
        return err_set(error, ERR_INVALID, "Usage: berth %s%s%s %s", command->noun,
                       command->verb != NULL ? " " : "", command->verb != NULL ? command->verb : "",
                       command->arguments != NULL ? command->arguments : "");
    return true;
}

static bool set_output(Cli *cli, GError **error)
{
    const char *output = cli_option(cli, "output");
    cli->quiet = cli_flag(cli, "quiet");
    cli->json = g_strcmp0(output, "json") == 0;
    if (output != NULL && !cli->json && strcmp(output, "table") != 0)
        return err_set(error, ERR_INVALID, "--output is table or json, not \"%s\"", output);
    return true;
}

static const Command *find_command(const char *noun, const char *verb, bool *ret_noun_known)
{
    *ret_noun_known = false;
    for (const Command *command = commands; command->noun != NULL; command++) {
        if (strcmp(command->noun, noun) != 0)
            continue;
        *ret_noun_known = true;
        if (command->verb == NULL || g_strcmp0(command->verb, verb) == 0)
            return command;
    }
    return NULL;
}

static bool unknown_command(const char *noun, const char *verb, bool noun_known, GError **error)
{
    if (!noun_known)
        return err_set(error, ERR_INVALID, "There is no command \"%s\". See: berth help", noun);
    g_autoptr(GString) verbs = g_string_new(NULL);
    for (const Command *command = commands; command->noun != NULL; command++)
        if (strcmp(command->noun, noun) == 0)
            g_string_append_printf(verbs, "%s%s", verbs->len > 0 ? ", " : "", command->verb);
    if (verb == NULL)
        return err_set(error, ERR_INVALID, "berth %s does what? One of: %s", noun, verbs->str);
    return err_set(error, ERR_INVALID, "There is no \"berth %s %s\", but: %s", noun, verb,
                   verbs->str);
}

bool cli_parse(Cli *cli, int argc, char **argv, GError **error)
{
    cli->arguments = g_ptr_array_new_with_free_func(g_free);
    cli->options =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    const char *verb = argc > 2 && argv[2][0] != '-' ? argv[2] : NULL;
    bool noun_known;
    cli->command = find_command(argv[1], verb, &noun_known);
    if (cli->command == NULL)
        return unknown_command(argv[1], verb, noun_known, error);

    bool words_only = false;
    for (int i = cli->command->verb != NULL ? 3 : 2; i < argc; i++) {
        if (!words_only && strcmp(argv[i], "--") == 0)
            words_only = true;
        else if (!words_only && g_str_has_prefix(argv[i], "--")) {
            if (!take_option(cli, argc, argv, &i, error))
                return false;
        } else
            g_ptr_array_add(cli->arguments, g_strdup(argv[i]));
    }
    if (cli_flag(cli, "help"))
        return true;
    return set_output(cli, error) && check_arguments(cli, error);
}

void cli_clear(Cli *cli)
{
    g_clear_pointer(&cli->arguments, g_ptr_array_unref);
    g_clear_pointer(&cli->options, g_hash_table_unref);
    g_clear_pointer(&cli->api, api_free);
    g_clear_pointer(&cli->session, session_free);
}

const GPtrArray *cli_values(const Cli *cli, const char *name)
{
    return g_hash_table_lookup(cli->options, name);
}

const char *cli_option(const Cli *cli, const char *name)
{
    const GPtrArray *values = cli_values(cli, name);
    return values == NULL ? NULL : values->pdata[values->len - 1];
}

bool cli_flag(const Cli *cli, const char *name)
{
    return g_hash_table_contains(cli->options, name);
}

const char *cli_argument(const Cli *cli, guint i)
{
    return i < cli->arguments->len ? cli->arguments->pdata[i] : NULL;
}

Api *cli_api(Cli *cli, GError **error)
{
    if (cli->api == NULL) {
        cli->session = session_load(error);
        if (cli->session == NULL)
            return NULL;
        cli->api = api_new(cli->session);
    }
    return cli->api;
}

void cli_print_json(json_t *value)
{
    json_dumpf(value, stdout, JSON_INDENT(2) | JSON_ENCODE_ANY);
    putchar('\n');
}
