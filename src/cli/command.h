/* command.h - what a command of the program is: one row says its words, options, help and function.
 *
 * Help, the manual page and shell completion are printed from these rows. */
#pragma once

#include "cli/api.h"
#include "cli/table.h"

#include <glib.h>
#include <stdbool.h>

typedef struct Resource Resource;
typedef struct Cli Cli;

typedef struct {
    const char *name;  /* "vlan": --vlan */
    const char *value; /* "TAG"; NULL: a flag */
    const char *path;  /* where in a body it goes; NULL: the command knows */
    const char *help;
} CliOption;

typedef struct {
    const Resource *resource;    /* what the first word names */
    const char *noun, *verb;     /* "vm", "start"; verb NULL: a command of one word */
    const char *arguments;       /* "HOST [PF]": capitals, brackets are optional, NULL: none */
    const char *summary;         /* one line */
    const char *text;            /* more for the manual page, or NULL */
    const CliOption *options[5]; /* tables, each ended by a NULL name; NULL: no more */
    bool (*run)(Cli *cli, GError **error);
} Command;

/* One run of the program. */
struct Cli {
    const Command *command;
    GPtrArray *arguments; /* of char *: the positional ones */
    GHashTable *options;  /* name -> GPtrArray of char * ("" for a flag) */
    bool json;            /* --output json */
    bool quiet;           /* no progress */
    Session *session;
    Api *api;
};

/* The option row 'i' of all the command's tables; NULL at the end. */
const CliOption *command_option(const Command *command, guint i);

/* commands.c; ended by a NULL noun. */
extern const Command commands[];
extern const CliOption global_options[];

/* Finds the row and reads the command line into 'cli'.  ERR_INVALID says what is possible. */
bool cli_parse(Cli *cli, int argc, char **argv, GError **error);
void cli_clear(Cli *cli);

/* The option's last value; NULL when not given. */
const char *cli_option(const Cli *cli, const char *name);
bool cli_flag(const Cli *cli, const char *name);
/* All values; NULL when not given. */
const GPtrArray *cli_values(const Cli *cli, const char *name);
/* The positional argument 'i'; NULL when it was not given. */
const char *cli_argument(const Cli *cli, guint i);

/* The session's API; logs the user in mind, not in: without a session an error. */
Api *cli_api(Cli *cli, GError **error);

/* Prints a value as indented JSON. */
void cli_print_json(json_t *value);

/* help.c: all from the rows. */
void help_print(FILE *file);
void help_print_command(const Command *command, FILE *file);
void help_print_noun(const char *noun, FILE *file);
void help_print_man(FILE *file);
bool help_print_completion(const char *shell, FILE *file, GError **error);
