/* mac-pool.h - MAC pools, whose ranges are pairs. */
#pragma once

#include "cli/command.h"

bool mac_pool_add(Cli *cli, GError **error);
bool mac_pool_set(Cli *cli, GError **error);
