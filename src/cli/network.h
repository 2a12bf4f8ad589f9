/* network.h - commands on networks and vNIC profiles whose options are more than a path in the
 * body.
 */
#pragma once

#include "cli/command.h"

bool network_add(Cli *cli, GError **error);
bool network_set(Cli *cli, GError **error);
bool profile_add(Cli *cli, GError **error);
bool profile_set(Cli *cli, GError **error);
