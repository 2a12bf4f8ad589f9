/* login.h - who we are to the engine. */
#pragma once

#include "cli/command.h"

bool login_run(Cli *cli, GError **error);
bool logout_run(Cli *cli, GError **error);
bool whoami_run(Cli *cli, GError **error);
