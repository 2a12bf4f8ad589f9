#include "cli/command.h"

#include "cli/crud.h"
#include "cli/event.h"
#include "cli/host.h"
#include "cli/login.h"
#include "cli/vm.h"

#include "base/err.h"

static bool help_run(Cli *cli, GError **error)
{
    if (cli_argument(cli, 0) != NULL)
        help_print_noun(cli_argument(cli, 0), stdout);
    else
        help_print(stdout);
    return true;
}

static bool man_run(Cli *cli, GError **error)
{
    help_print_man(stdout);
    return true;
}

static bool completion_run(Cli *cli, GError **error)
{
    return help_print_completion(cli_argument(cli, 0), stdout, error);
}

/* Options that several rows share; every table is ended by an empty row. */
static const CliOption texts[] = {
    {"description",  "TEXT", "description", "what it is for" },
    { "comment", "TEXT", "comment", "a note" },
    { 0            },
};
static const CliOption new_name[] = {
    {"name",  "NAME", "name", "a new name" },
    { 0},
};
static const CliOption listing[] = {
    {"search", "QUERY", NULL, "only what matches, e.g. 'name=web* and status=up'" },
    { "max",    "N", NULL, "at most so many" },
    { 0      },
};
static const CliOption waiting[] = {
    {"wait", NULL, NULL, "return when it is done, not when it was accepted" },
    { 0 },
};
static const CliOption reason[] = {
    {"reason",  "TEXT", "reason", "why" },
    { 0},
};
static const CliOption data_center[] = {
    {"data-center",       "NAME", "data_center/name", "where it belongs (default: Default)" },
    { 0},
};
static const CliOption network[] = {
    {"vlan",     "TAG", "vlan/id", "VLAN tag, 1 to 4094" },
    { "mtu", "BYTES", "mtu", "0: the default, 1500" },
    { 0        },
};
static const CliOption profile_network[] = {
    {"network",       "NAME", "network/name", "its network" },
    { 0},
};
static const CliOption profile[] = {
    {"mode",               "MODE", "pass_through/mode", "enabled: a VF for each vNIC; disabled: a bridge" },
    { "migratable", "YESNO", "migratable", "true or false; passthrough only" },
    { 0                  },
};
static const CliOption vm_place[] = {
    {"cluster",       "NAME", "cluster/name", "where it may run (default: Default)" },
    { "template", "NAME", "template/name", "default: Blank" },
    { 0             },
};
static const CliOption vm[] = {
    {"memory",                "BYTES", "memory", "e.g. 1073741824" },
    { "cores",               "N", "cpu/topology/cores", "cores of a socket" },
    { "sockets",                      "N", "cpu/topology/sockets", "sockets" },
    { "kernel",      "PATH", "os/kernel", "boot this kernel, a path on the host" },
    { "initrd",    "PATH", "os/initrd", "with this initial RAM disk" },
    { "cmdline",              "TEXT", "os/cmdline", "and this kernel command line" },
    { 0},
};
static const CliOption vm_run_once[] = {
    {"host",            "NAME", NULL, "on this host only" },
    { "kernel",             "PATH", "vm/os/kernel", "this time only" },
    { "initrd",                "PATH", "vm/os/initrd", "this time only" },
    { "cmdline","TEXT", "vm/os/cmdline", "this time only" },
    { 0},
};
static const CliOption vnic[] = {
    {"profile",                                                  "NAME", NULL, "its vNIC profile: name, NETWORK/NAME or id" },
    { "type",                                                      "TYPE", "interface", "virtio, e1000, … (default: what the profile asks for)" },
    { "mac",                                                         "MAC", "mac/address", "a MAC of your own instead of one from the pool" },
    { "linked","YESNO", "linked", "link state" },
    { "plugged", "YESNO", "plugged", "card status" },
    { 0                                                    },
};
static const CliOption host_new[] = {
    {"address",  "ADDRESS", "address", "where its agent listens" },
    { "port", "PORT", "port", "default: 54321" },
    { "cluster",         "NAME", "cluster/name", "default: Default" },
    { 0   },
};
static const CliOption host_change[] = {
    {"address",  "ADDRESS", "address", "in maintenance only" },
    { 0},
};
static const CliOption required[] = {
    {"required", NULL, NULL, "hosts without it are not operational" },
    { 0     },
};
static const CliOption login[] = {
    {"user",                                          "NAME@DOMAIN", NULL, "default: admin@internal" },
    { "password-file",                                           "FILE", NULL, "read the password from it; -: standard input" },
    { "ca",                                              "FILE", NULL, "PEM of the CA to trust" },
    { "fingerprint","SHA256", NULL, "of the CA to trust" },
    { 0},
};
static const CliOption pf[] = {
    {"vfs",                                                          "N", "virtual_functions_configuration/number_of_virtual_functions", "how many VFs" },
    { "all-networks", "YESNO", "virtual_functions_configuration/all_networks_allowed",
     "true: any network; false: only the allowed" },
    { "allow-network",                                                             "NAME", NULL, "allow this network (again for more)" },
    { "deny-network",                                                       "NAME", NULL, "no longer allow it" },
    { "allow-label",                   "LABEL", NULL, "allow all networks with this label" },
    { "deny-label",                                               "LABEL", NULL, "no longer allow it" },
    { 0                                                         },
};
static const CliOption events[] = {
    {"search",           "QUERY", NULL, "e.g. 'severity=error'" },
    { "max",              "N", NULL, "at most so many" },
    { "from",                 "ID", NULL, "only after this event" },
    { "follow",  NULL, NULL, "go on as events happen" },
    { 0},
};

/* clang-format off: one row a line */
const Command commands[] = {
  /* resource, noun, verb, arguments, options, function
  *     summary
  *     more for the manual page */
    {NULL,
     "login", NULL,
     "URL", "Log in and keep a token",
     "The engine's CA is trusted when its fingerprint is confirmed or given; the password "
      "is read from the terminal or a file and is not kept.", { login },
     login_run },
    { NULL,                               "logout", NULL, NULL, "Give the token back", NULL, { NULL }, logout_run },
    { NULL,          "whoami", NULL, NULL, "Who is logged in, and where", NULL, { NULL }, whoami_run },
    { &data_center_resource,
     "datacenter", "list",
     NULL, "List data centers",
     NULL, { listing },
     crud_list },
    { &data_center_resource,                                  "datacenter", "show", "NAME", "Show one", NULL, { NULL }, crud_show },
    { &data_center_resource,
     "datacenter", "add",
     "NAME", "Add one, with its management network",
     NULL, { texts },
     crud_add },
    { &data_center_resource,
     "datacenter", "set",
     "NAME", "Change one",
     NULL, { new_name, texts },
     crud_set },
    { &data_center_resource,
     "datacenter", "remove",
     "NAME", "Remove one without clusters",
     NULL, { NULL },
     crud_remove },
    { &cluster_resource,                         "cluster", "list", NULL, "List clusters", NULL, { listing }, crud_list },
    { &cluster_resource,                               "cluster", "show", "NAME", "Show one", NULL, { NULL }, crud_show },
    { &cluster_resource,
     "cluster", "add",
     "NAME", "Add one",
     NULL, { data_center, texts },
     crud_add },
    { &cluster_resource,
     "cluster", "set",
     "NAME", "Change one",
     NULL, { new_name, texts },
     crud_set },
    { &cluster_resource,
     "cluster", "remove",
     "NAME", "Remove one without hosts and VMs",
     NULL, { NULL },
     crud_remove },
    { &cluster_resource,
     "cluster", "attach",
     "CLUSTER NETWORK", "Offer a network in a cluster",
     NULL, { required },
     cluster_attach },
    { &cluster_resource,
     "cluster", "detach",
     "CLUSTER NETWORK", "Take a network out of a cluster",
     NULL, { NULL },
     cluster_detach },
    { &host_resource,                                "host", "list", NULL, "List hosts", NULL, { listing }, crud_list },
    { &host_resource,                                "host", "show", "NAME", "Show one", NULL, { NULL }, crud_show },
    { &host_resource,
     "host", "add",
     "NAME", "Add one and print how to enrol its agent",
     "The token it prints works once, within the hour.", { host_new, texts },
     host_add },
    { &host_resource,
     "host", "set",
     "NAME", "Change one",
     NULL, { new_name, host_change, texts },
     crud_set },
    { &host_resource,
     "host", "remove",
     "NAME", "Remove one that is in maintenance",
     NULL, { NULL },
     crud_remove },
    { &host_resource,
     "host", "token",
     "NAME", "Make a new enrolment token",
     NULL, { NULL },
     host_token },
    { &host_resource,
     "host", "activate",
     "NAME", "Let VMs start there",
     NULL, { NULL },
     host_activate },
    { &host_resource,
     "host", "deactivate",
     "NAME", "Move to maintenance",
     NULL, { reason },
     host_deactivate },
    { &host_resource,
     "host", "refresh",
     "NAME", "Read its devices again",
     NULL, { NULL },
     host_refresh },
    { &nic_resource,
     "nic", "list",
     "HOST", "List the network interfaces of a host",
     NULL, { NULL },
     crud_list },
    { &nic_resource,                                "nic", "show", "HOST NIC", "Show one", NULL, { NULL }, crud_show },
    { &nic_resource,
     "pf", "show",
     "HOST PF", "Show a PF and what its VFs may serve",
     NULL, { NULL },
     pf_show },
    { &nic_resource,
     "pf", "set",
     "HOST PF", "Set the VFs of a PF and what they may serve",
     "The number is kept over reboots. It can change only while no VF of the PF is used. "
      "To allow a network or label is to switch from all networks to specific ones.", { pf },
     pf_set },
    { &vf_resource,
     "vf", "list",
     "HOST [PF]", "List VFs, who uses them, and why one is not free",
     NULL, { NULL },
     vf_list },
    { &network_resource,
     "network", "list",
     NULL, "List logical networks",
     NULL, { listing },
     crud_list },
    { &network_resource,                "network", "show", "NAME", "Show one", NULL, { NULL }, crud_show },
    { &network_resource,
     "network", "add",
     "NAME", "Add one, with a vNIC profile of the same name",
     NULL, { data_center, network, texts },
     network_add },
    { &network_resource,
     "network", "set",
     "NAME", "Change one",
     NULL, { new_name, network, texts },
     crud_set },
    { &network_resource,
     "network", "remove",
     "NAME", "Remove one that no VM uses",
     NULL, { NULL },
     crud_remove },
    { &network_resource,
     "label", "list",
     "NETWORK", "List the labels of a network",
     NULL, { NULL },
     label_list },
    { &network_resource,
     "label", "add",
     "NETWORK LABEL", "Label a network",
     NULL, { NULL },
     label_add },
    { &network_resource,
     "label", "remove",
     "NETWORK LABEL", "Take a label off",
     NULL, { NULL },
     label_remove },
    { &profile_resource,                             "profile", "list", NULL, "List vNIC profiles", NULL, { NULL }, crud_list },
    { &profile_resource,
     "profile", "show",
     "NAME", "Show one (name or id)",
     NULL, { NULL },
     crud_show },
    { &profile_resource,
     "profile", "add",
     "NAME", "Add one",
     NULL, { profile_network, profile, texts },
     crud_add },
    { &profile_resource,
     "profile", "set",
     "NAME", "Change one",
     NULL, { new_name, profile, texts },
     crud_set },
    { &profile_resource,
     "profile", "remove",
     "NAME", "Remove one that no vNIC uses",
     NULL, { NULL },
     crud_remove },
    { &mac_pool_resource,                             "macpool", "list", NULL, "List MAC pools", NULL, { NULL }, crud_list },
    { &mac_pool_resource,                               "macpool", "show", "NAME", "Show one", NULL, { NULL }, crud_show },
    { &mac_pool_resource,
     "macpool", "remove",
     "NAME", "Remove one that nothing uses",
     NULL, { NULL },
     crud_remove },
    { &vm_resource,                  "vm", "list", NULL, "List VMs", NULL, { listing }, crud_list },
    { &vm_resource,                              "vm", "show", "NAME", "Show one", NULL, { NULL }, crud_show },
    { &vm_resource,                          "vm", "add", "NAME", "Add one", NULL, { vm_place, vm, texts }, vm_add },
    { &vm_resource,             "vm", "set", "NAME", "Change one", NULL, { new_name, vm, texts }, crud_set },
    { &vm_resource,
     "vm", "remove",
     "NAME", "Remove one that is down",
     NULL, { NULL },
     crud_remove },
    { &vm_resource,
     "vm", "start",
     "NAME", "Start one on a host with suitable free VFs",
     "Without --host every host of the cluster is looked at. When none will do, the "
      "reasons of every host, vNIC and PF are printed and nothing stays reserved.", { vm_run_once, waiting },
     vm_start },
    { &vm_resource,                              "vm", "stop", "NAME", "Switch one off", NULL, { reason, waiting }, vm_stop },
    { &vm_resource,
     "vm", "shutdown",
     "NAME", "Ask the guest to shut down",
     NULL, { reason, waiting },
     vm_shutdown },
    { &vm_resource,
     "vm", "explain",
     "NAME", "Why which host, or why none",
     NULL, { NULL },
     vm_explain },
    { &vnic_resource,                  "vnic", "list", "VM", "List the vNICs of a VM", NULL, { NULL }, crud_list },
    { &vnic_resource,                           "vnic", "show", "VM NIC", "Show one", NULL, { NULL }, crud_show },
    { &vnic_resource, "vnic", "add", "VM NIC", "Add one", NULL, { vnic }, vnic_add },
    { &vnic_resource,                           "vnic", "set", "VM NIC", "Change one", NULL, { new_name, vnic }, vnic_set },
    { &vnic_resource,                                  "vnic", "remove", "VM NIC", "Remove one", NULL, { NULL }, crud_remove },
    { &template_resource,
     "template", "list",
     NULL, "List templates",
     NULL, { listing },
     crud_list },
    { &event_resource,
     "event", "list",
     NULL, "List what happened, the newest first",
     "With --follow: from now on, or from --from, as it happens.", { events },
     event_list },
    { &job_resource,                                "job", "list", NULL, "List long work", NULL, { listing }, crud_list },
    { &job_resource,                      "job", "show", "ID", "Show one with its steps", NULL, { NULL }, job_show },
    { NULL,
     "completion", NULL,
     "SHELL", "Print completion for bash or zsh",
     NULL, { NULL },
     completion_run },
    { NULL,                           "man", NULL, NULL, "Print the manual page (troff)", NULL, { NULL }, man_run },
    { NULL,  "help", NULL, "[COMMAND]", "This, or help on a command", NULL, { NULL }, help_run },
    { 0                          },
};
/* clang-format on */
