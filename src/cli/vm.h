/* vm.h - what is done to VMs beyond list, add and set. */
#pragma once

#include "cli/command.h"

bool vm_start(Cli *cli, GError **error);
bool vm_stop(Cli *cli, GError **error);
bool vm_shutdown(Cli *cli, GError **error);
bool vm_reboot(Cli *cli, GError **error);
bool vm_explain(Cli *cli, GError **error);

/* The profile is named; without --type the interface follows from it. */
bool vnic_add(Cli *cli, GError **error);
bool vnic_set(Cli *cli, GError **error);
bool vnic_plug(Cli *cli, GError **error);
bool vnic_unplug(Cli *cli, GError **error);
