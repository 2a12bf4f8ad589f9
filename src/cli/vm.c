#include "cli/vm.h"

#include "base/err.h"
#include "cli/crud.h"
#include "cli/json-path.h"
#include "cli/wait.h"

#include <string.h>

#define WAIT_SECONDS 600

typedef struct {
    const char *path;   /* "vms/ID" */
    const char *job;    /* id; NULL: the engine named none */
    const char *wanted; /* "up", "down" */
} Goal;

/* True when the VM is in the wanted state; an error when its job has failed. */
static bool reached(Cli *cli, gpointer data, GError **error)
{
    const Goal *goal = data;
    json_t *vm = api_request(cli->api, "GET", goal->path, NULL, error);
    if (vm == NULL)
        return false;
    g_autofree char *status = json_path_text(vm, "status");
    json_decref(vm);
    if (g_strcmp0(status, goal->wanted) == 0)
        return true;
    if (goal->job == NULL)
        return false;

    g_autofree char *where = g_strdup_printf("jobs/%s", goal->job);
    json_t *job = api_request(cli->api, "GET", where, NULL, error);
    if (job == NULL)
        return false;
    g_autofree char *state = json_path_text(job, "status"), *why = json_path_text(job, "failure");
    json_decref(job);
    if (g_strcmp0(state, "failed") == 0 || g_strcmp0(state, "aborted") == 0)
        err_set(error, ERR_CONFLICT, "%s", why != NULL && *why ? why : "the job failed");
    return false;
}

/* Does the action and, with --wait, waits until the VM is 'wanted'. */
static bool change(Cli *cli, const char *action, json_t *body, const char *wanted,
                   const char *doing, GError **error)
{
    g_autofree char *path = NULL;
    const char *name = cli_argument(cli, 0);
    json_t *found = resource_find(cli, &vm_resource, 0, &path, error), *reply = NULL;
    if (found != NULL) {
        g_autofree char *where = g_strdup_printf("%s/%s", path, action);
        reply = api_request(cli->api, "POST", where, body, error);
    }
    json_decref(found);
    json_decref(body);
    if (reply == NULL)
        return false;
    g_autofree char *job = json_path_text(reply, "job/id");
    json_decref(reply);

    if (cli_flag(cli, "wait")) {
        Goal goal = { path, job, wanted };
        g_autofree char *text = g_strdup_printf("%s %s", doing, name);
        if (!wait_until(cli, text, WAIT_SECONDS, reached, &goal, error))
            return err_prefix(error, "VM %s", name);
    }
    json_t *vm = api_request(cli->api, "GET", path, NULL, error);
    if (vm == NULL)
        return false;
    g_autofree char *status = json_path_text(vm, "status");
    crud_done(cli, vm, "VM %s: %s.", name, status);
    json_decref(vm);
    return true;
}

bool vm_start(Cli *cli, GError **error)
{
    json_t *body = crud_body(cli);
    const char *host = cli_option(cli, "host");
    if (host != NULL) {
        json_t *hosts = json_pack("{s:{s:[{s:s}]}}", "hosts", "host", "name", host);
        json_t *vm = json_object_get(body, "vm");
        if (vm == NULL)
            json_object_set_new(body, "vm", json_pack("{s:o}", "placement_policy", hosts));
        else
            json_object_set_new(vm, "placement_policy", hosts);
    }
    return change(cli, "start", body, "up", "Starting", error);
}

bool vm_stop(Cli *cli, GError **error)
{
    return change(cli, "stop", crud_body(cli), "down", "Stopping", error);
}

bool vm_shutdown(Cli *cli, GError **error)
{
    return change(cli, "shutdown", crud_body(cli), "down", "Shutting down", error);
}

bool vm_reboot(Cli *cli, GError **error)
{
    return change(cli, "reboot", crud_body(cli), "up", "Rebooting", error);
}

/* --- vNICs --------------------------------------------------------------------------------------
 */

/* True when 'profile' is what 'wanted' names: an id, a name, or NETWORK/NAME. */
static bool is_named(json_t *profile, const char *wanted, json_t *networks)
{
    g_autofree char *id = json_path_text(profile, "id"), *name = json_path_text(profile, "name"),
                    *network_id = json_path_text(profile, "network/id");
    if (g_strcmp0(id, wanted) == 0 || g_strcmp0(name, wanted) == 0)
        return true;
    json_t *network;
    size_t i;
    json_array_foreach(networks, i, network)
    {
        g_autofree char *own = json_path_text(network, "id"), *n = json_path_text(network, "name");
        g_autofree char *full = g_strdup_printf("%s/%s", n, name);
        if (g_strcmp0(own, network_id) == 0 && g_strcmp0(full, wanted) == 0)
            return true;
    }
    return false;
}

/* Puts the profile that --profile names, and the interface it asks for, into 'body'. */
static bool set_profile(Cli *cli, json_t *body, GError **error)
{
    const char *wanted = cli_option(cli, "profile");
    Api *api = cli_api(cli, error);
    if (api == NULL || wanted == NULL)
        return api != NULL;
    json_t *profiles = api_list(api, "vnicprofiles", "vnic_profile", error);
    json_t *networks = profiles == NULL ? NULL : api_list(api, "networks", "network", error);
    json_t *profile, *found = NULL;
    guint n_found = 0;
    size_t i;
    if (networks != NULL)
        json_array_foreach(profiles, i, profile) if (is_named(profile, wanted, networks))
        {
            found = profile;
            n_found++;
        }
    if (n_found == 1) {
        g_autofree char *id = json_path_text(found, "id"),
                        *mode = json_path_text(found, "pass_through/mode");
        json_path_set(body, "vnic_profile/id", id);
        if (cli_option(cli, "type") == NULL)
            json_path_set(body, "interface",
                          g_strcmp0(mode, "enabled") == 0 ? "pci_passthrough" : "virtio");
    } else if (networks != NULL)
        err_set(error, n_found == 0 ? ERR_NOT_FOUND : ERR_CONFLICT,
                n_found == 0 ? "There is no vNIC profile \"%s\""
                             : "Several vNIC profiles are called \"%s\"; write NETWORK/NAME",
                wanted);
    json_decref(networks);
    json_decref(profiles);
    return n_found == 1;
}

static bool with_profile(Cli *cli, bool (*go_on)(Cli *cli, json_t *body, GError **error),
                         GError **error)
{
    json_t *body = crud_body(cli);
    if (set_profile(cli, body, error))
        return go_on(cli, body, error);
    json_decref(body);
    return false;
}

bool vnic_add(Cli *cli, GError **error)
{
    return with_profile(cli, crud_add_body, error);
}

bool vnic_set(Cli *cli, GError **error)
{
    return with_profile(cli, crud_set_body, error);
}

/* Waits as long as the engine does: until the device is in the VM, or really out of it. */
static bool act_on_vnic(Cli *cli, const char *action, const char *done, GError **error)
{
    g_autofree char *path = NULL;
    json_t *found = resource_find(cli, &vnic_resource, 0, &path, error);
    if (found == NULL)
        return false;
    json_decref(found);
    g_autofree char *where = g_strdup_printf("%s/%s", path, action);
    json_t *body = json_object();
    json_t *reply = api_request(cli->api, "POST", where, body, error);
    json_decref(body);
    if (reply != NULL)
        crud_done(cli, reply, "%s %s of VM %s.", done, cli_argument(cli, 1), cli_argument(cli, 0));
    json_decref(reply);
    return reply != NULL;
}

bool vnic_plug(Cli *cli, GError **error)
{
    return act_on_vnic(cli, "activate", "Plugged", error);
}

bool vnic_unplug(Cli *cli, GError **error)
{
    return act_on_vnic(cli, "deactivate", "Unplugged", error);
}

/* --- placement explained ------------------------------------------------------------------------
 */

/* The engine's sentence already begins with the name. */
static void print_line(int depth, json_t *node)
{
    g_autofree char *text = json_path_text(node, "text");
    printf("%*s%s\n", 2 * depth, "", text != NULL ? text : "");
}

/* The levels of the explanation, outermost first: list member, item member. */
static const char *const levels[][2] = {
    { "hosts", "host" },
    { "nics", "nic" },
    { "pfs", "pf" },
};

static void print_level(json_t *parent, guint level)
{
    if (level >= G_N_ELEMENTS(levels))
        return;
    g_autofree char *path = g_strjoin("/", levels[level][0], levels[level][1], NULL);
    json_t *items = json_path_get(parent, path), *item;
    size_t i;
    json_array_foreach(items, i, item)
    {
        print_line((int)level + 1, item);
        print_level(item, level + 1);
    }
}

bool vm_explain(Cli *cli, GError **error)
{
    g_autofree char *path = NULL;
    json_t *found = resource_find(cli, &vm_resource, 0, &path, error);
    if (found == NULL)
        return false;
    json_decref(found);
    g_autofree char *where = g_strdup_printf("%s/placement", path);
    json_t *reply = api_request(cli->api, "GET", where, NULL, error);
    if (reply == NULL)
        return false;
    if (cli->json)
        cli_print_json(reply);
    else {
        print_line(0, reply);
        print_level(reply, 0);
    }
    json_decref(reply);
    return true;
}
