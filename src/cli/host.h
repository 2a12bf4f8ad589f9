/* host.h - what is done to hosts and their PFs, beyond list and show. */
#pragma once

#include "cli/command.h"

bool host_add(Cli *cli, GError **error);
bool host_fence(Cli *cli, GError **error);
bool host_statistics(Cli *cli, GError **error);
bool host_approve(Cli *cli, GError **error);
bool host_install(Cli *cli, GError **error);
bool host_activate(Cli *cli, GError **error);
bool host_deactivate(Cli *cli, GError **error);
bool host_refresh(Cli *cli, GError **error);
bool host_token(Cli *cli, GError **error);

bool vf_list(Cli *cli, GError **error);
bool pf_list(Cli *cli, GError **error);
bool pf_set(Cli *cli, GError **error);
bool pf_show(Cli *cli, GError **error);

bool label_list(Cli *cli, GError **error);
bool label_add(Cli *cli, GError **error);
bool label_remove(Cli *cli, GError **error);

bool cluster_attach(Cli *cli, GError **error);
bool cluster_detach(Cli *cli, GError **error);
