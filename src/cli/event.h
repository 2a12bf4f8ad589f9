/* event.h - what happened at the engine. */
#pragma once

#include "cli/command.h"

bool event_list(Cli *cli, GError **error);
bool job_show(Cli *cli, GError **error);
