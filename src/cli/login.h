/* login.h - who we are to the engine. */
#pragma once

#include "cli/command.h"

/* What a secret option says: a file's content, or what is typed; NULL with an error. */
char *login_read_secret(const char *file, const char *prompt, GError **error);

bool login_run(Cli *cli, GError **error);
bool logout_run(Cli *cli, GError **error);
bool whoami_run(Cli *cli, GError **error);

/* A password of the file that --password-file names, else typed without echo.  Caller wipes and
 * frees. */
char *login_password(Cli *cli, GError **error);
