/* command.h - the subcommands of berth-engine.  Each returns the exit status. */
#pragma once

#include "engine/engine.h"
#include "engined/config.h"

int init_command(int argc, char **argv);
int run_command(int argc, char **argv);

/* Says it on standard error; the exit status for it. */
int report(const GError *error);

/* What the engine takes from the configuration; borrows its texts. */
EngineConfig engine_config_from(const Config *config);
