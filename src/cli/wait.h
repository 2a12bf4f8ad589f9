/* wait.h - waiting for something to become true at the engine, with a sign of life. */
#pragma once

#include "cli/command.h"

/* Shows 'text' on standard error while something long runs; NULL takes it away.  Nothing when
 * standard error is no terminal or with --quiet. */
void wait_note(Cli *cli, const char *text);

/* Looks with 'done' at once, whenever the engine reports an event, and now and then, until it
 * returns true or sets an error, at most 'seconds'.  'text' says what is waited for; ERR_TIMEOUT
 * then names it. */
bool wait_until(Cli *cli, const char *text, guint seconds,
                bool (*done)(Cli *cli, gpointer data, GError **error), gpointer data,
                GError **error);
