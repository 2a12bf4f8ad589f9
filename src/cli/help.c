#include "cli/command.h"

#include "base/err.h"

#include <string.h>

static void usage(const Command *command, GString *text)
{
    g_string_append_printf(text, "berth %s", command->noun);
    if (command->verb != NULL)
        g_string_append_printf(text, " %s", command->verb);
    if (command->arguments != NULL)
        g_string_append_printf(text, " %s", command->arguments);
}

static void print_option(const CliOption *option, FILE *file)
{
    g_autofree char *left =
        g_strdup_printf("--%s %s", option->name, option->value != NULL ? option->value : "");
    fprintf(file, "  %-26s %s\n", left, option->help);
}

static void print_global_options(FILE *file)
{
    for (const CliOption *option = global_options; option->name != NULL; option++)
        print_option(option, file);
}

void help_print(FILE *file)
{
    fputs("berth - virtual machines on SR-IOV virtual functions\n\n", file);
    for (const Command *command = commands; command->noun != NULL; command++) {
        g_autoptr(GString) left = g_string_new(NULL);
        usage(command, left);
        fprintf(file, "  %-36s %s\n", left->str, command->summary);
    }
    fputs("\nOptions of every command:\n", file);
    print_global_options(file);
    fputs(
        "\nExit status: 0 done, 1 internal, 2 bad input, 3 not found, 4 not logged in, 5 denied,\n"
        "6 conflict or busy, 7 unreachable, 8 timed out, 9 no space.\n",
        file);
}

void help_print_command(const Command *command, FILE *file)
{
    g_autoptr(GString) text = g_string_new("Usage: ");
    usage(command, text);
    fprintf(file, "%s%s\n\n%s.\n", text->str, command->options[0] != NULL ? " [OPTION]..." : "",
            command->summary);
    if (command->text != NULL)
        fprintf(file, "%s\n", command->text);
    fputs("\nOptions:\n", file);
    const CliOption *option;
    for (guint i = 0; (option = command_option(command, i)) != NULL; i++)
        print_option(option, file);
    print_global_options(file);
}

void help_print_noun(const char *noun, FILE *file)
{
    bool first = true;
    for (const Command *command = commands; command->noun != NULL; command++) {
        if (strcmp(command->noun, noun) != 0)
            continue;
        if (!first)
            fputc('\n', file);
        help_print_command(command, file);
        first = false;
    }
    if (first)
        help_print(file);
}

/* --- manual page --------------------------------------------------------------------------------
 */

/* Text as troff takes it: no line may begin with a dot, hyphens are minus signs. */
static void troff(const char *text, FILE *file)
{
    for (const char *c = text; *c != '\0'; c++)
        if (*c == '-' || *c == '\\')
            fprintf(file, *c == '-' ? "\\-" : "\\e");
        else
            fputc(*c, file);
}

static void man_option(const CliOption *option, FILE *file)
{
    fputs(".RS\n.TP\n.B \\-\\-", file);
    troff(option->name, file);
    if (option->value != NULL)
        fprintf(file, " \\fI%s\\fR", option->value);
    fputc('\n', file);
    troff(option->help, file);
    fputs("\n.RE\n", file);
}

void help_print_man(FILE *file)
{
    fputs(".TH BERTH 1\n.SH NAME\nberth \\- virtual machines on SR\\-IOV virtual functions\n"
          ".SH SYNOPSIS\n.B berth\n.I COMMAND\n[\\fIARGUMENT\\fR]... [\\fIOPTION\\fR]...\n"
          ".SH DESCRIPTION\nThe command line of Berth: hosts, their network cards and virtual "
          "functions, logical networks, virtual machines.  It speaks the engine's REST API.\n"
          ".SH COMMANDS\n",
          file);
    for (const Command *command = commands; command->noun != NULL; command++) {
        g_autoptr(GString) words = g_string_new(NULL);
        usage(command, words);
        fputs(".TP\n.B ", file);
        troff(words->str, file);
        fputc('\n', file);
        troff(command->summary, file);
        fputs(".\n", file);
        if (command->text != NULL) {
            troff(command->text, file);
            fputc('\n', file);
        }
        const CliOption *option;
        for (guint i = 0; (option = command_option(command, i)) != NULL; i++)
            man_option(option, file);
    }
    fputs(".SH OPTIONS OF EVERY COMMAND\n", file);
    for (const CliOption *option = global_options; option->name != NULL; option++)
        man_option(option, file);
    fputs(".SH EXIT STATUS\n", file);
    for (int code = 0; code < N_ERR_CODES; code++)
        fprintf(file, ".TP\n.B %d\n%s\n", err_info((ErrCode)code)->exit_status,
                err_info((ErrCode)code)->name);
    fputs(".SH FILES\n.TP\n.I ~/.config/berth/session.json\nThe engine's address, its CA and the "
          "token; \\fBBERTH_SESSION\\fR names another file.\n"
          ".SH SEE ALSO\n.BR berth\\-engine (8),\n.BR berth\\-agent (8)\n",
          file);
}

/* --- completion ---------------------------------------------------------------------------------
 */

/* "noun:verb verb verb" lines and "noun verb:--option --option" lines, for either shell. */
static void print_words(FILE *file)
{
    const char *last = NULL;
    fputs("_berth_verbs() {\n  case $1 in\n", file);
    for (const Command *command = commands; command->noun != NULL; command++) {
        if (command->verb == NULL)
            continue;
        if (g_strcmp0(last, command->noun) != 0)
            fprintf(file, "%s  %s) echo \"", last != NULL ? "\";;\n" : "", command->noun);
        fprintf(file, "%s ", command->verb);
        last = command->noun;
    }
    fputs("\";;\n  esac\n}\n_berth_options() {\n  case \"$1 $2\" in\n", file);
    for (const Command *command = commands; command->noun != NULL; command++) {
        fprintf(file, "  \"%s %s\"*) echo \"", command->noun, command->verb ? command->verb : "");
        const CliOption *option;
        for (guint i = 0; (option = command_option(command, i)) != NULL; i++)
            fprintf(file, "--%s ", option->name);
        fputs("\";;\n", file);
    }
    fputs("  esac\n}\n_berth_nouns() { echo \"", file);
    last = NULL;
    for (const Command *command = commands; command->noun != NULL; command++) {
        if (g_strcmp0(last, command->noun) != 0)
            fprintf(file, "%s ", command->noun);
        last = command->noun;
    }
    fputs("\"; }\n_berth_names() {\n"
          "  berth \"$1\" list --output json 2>/dev/null |\n"
          "    sed -n 's/^    \"name\": \"\\(.*\\)\",\\{0,1\\}$/\\1/p'\n}\n",
          file);
}

static const char bash_script[] =
    "_berth() {\n"
    "  local cur=${COMP_WORDS[COMP_CWORD]} noun=${COMP_WORDS[1]} verb=${COMP_WORDS[2]} words\n"
    "  case $COMP_CWORD in\n"
    "    1) words=$(_berth_nouns);;\n"
    "    2) words=$(_berth_verbs \"$noun\");;\n"
    "    *) case $cur in\n"
    "         -*) words=\"$(_berth_options \"$noun\" \"$verb\") --output --quiet --help\";;\n"
    "         *) case $noun in\n"
    "              nic|pf|vf) [ \"$COMP_CWORD\" = 3 ] && words=$(_berth_names host);;\n"
    "              vnic) [ \"$COMP_CWORD\" = 3 ] && words=$(_berth_names vm);;\n"
    "              label) [ \"$COMP_CWORD\" = 3 ] && words=$(_berth_names network);;\n"
    "              *) [ \"$COMP_CWORD\" = 3 ] && words=$(_berth_names \"$noun\");;\n"
    "            esac;;\n"
    "       esac;;\n"
    "  esac\n"
    "  COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
    "}\n"
    "complete -F _berth berth\n";

bool help_print_completion(const char *shell, FILE *file, GError **error)
{
    bool zsh = strcmp(shell, "zsh") == 0;
    if (!zsh && strcmp(shell, "bash") != 0)
        return err_set(error, ERR_INVALID, "There is completion for bash and zsh, not for \"%s\"",
                       shell);
    if (zsh)
        fputs("#compdef berth\nautoload -U +X bashcompinit && bashcompinit\n", file);
    print_words(file);
    fputs(bash_script, file);
    return true;
}
