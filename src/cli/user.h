/* user.h - users, groups and permissions, where a collection's row is not enough. */
#pragma once

#include "cli/resource.h"

bool user_add(Cli *cli, GError **error);
bool user_password(Cli *cli, GError **error);
bool group_add_user(Cli *cli, GError **error);
bool group_remove_user(Cli *cli, GError **error);
bool permission_list(Cli *cli, GError **error);
bool permission_add(Cli *cli, GError **error);
bool permission_remove(Cli *cli, GError **error);
