#include "cli/host.h"

#include "base/err.h"
#include "cli/crud.h"
#include "cli/json-path.h"
#include "cli/login.h"
#include "cli/wait.h"

#include <string.h>

/* POSTs an action of the object that the arguments name. */
static json_t *act(Cli *cli, const Resource *resource, const char *action, json_t *body,
                   GError **error)
{
    g_autofree char *path = NULL;
    json_t *found = resource_find(cli, resource, 0, &path, error), *reply = NULL;
    if (found != NULL) {
        g_autofree char *where = g_strdup_printf("%s/%s", path, action);
        json_t *given = body != NULL ? json_incref(body) : json_object();
        reply = api_request(cli->api, "POST", where, given, error);
        json_decref(given);
    }
    json_decref(found);
    return reply;
}

static bool act_and_say(Cli *cli, const Resource *resource, const char *action, const char *done,
                        GError **error)
{
    json_t *body = crud_body(cli), *reply = act(cli, resource, action, body, error);
    json_decref(body);
    if (reply == NULL)
        return false;
    crud_done(cli, reply, "%s %s.", done, cli_argument(cli, resource_depth(resource) - 1));
    json_decref(reply);
    return true;
}

static void print_token(Cli *cli, json_t *reply)
{
    if (cli->json) {
        cli_print_json(reply);
        return;
    }
    g_autofree char *command = json_path_text(reply, "enrollment_token/command");
    g_autofree char *token = json_path_text(reply, "enrollment_token/token");
    printf("On the host, as root, within the hour:\n\n  %s\n\n"
           "and give it this token when it asks:\n\n  %s\n",
           command != NULL ? command : "berth-agent enroll", token != NULL ? token : "-");
}

bool host_token(Cli *cli, GError **error)
{
    json_t *reply = act(cli, &host_resource, "enrollmenttoken", NULL, error);
    if (reply == NULL)
        return false;
    print_token(cli, reply);
    json_decref(reply);
    return true;
}

/* Root's password of the file that an option names; nothing without one. */
static bool give_password(Cli *cli, json_t *body, GError **error)
{
    const char *file = cli_option(cli, "root-password-file");
    if (file == NULL)
        return true;
    g_autofree char *password = login_read_secret(file, "Password of root on the host: ", error);
    if (password == NULL)
        return false;
    g_strchomp(password);
    json_object_set_new(body, "root_password", json_string(password));
    explicit_bzero(password, strlen(password));
    return true;
}

bool host_install(Cli *cli, GError **error)
{
    json_t *body = crud_body(cli), *reply = NULL;
    if (cli_flag(cli, "no-activate"))
        json_object_set_new(body, "activate", json_false());
    if (give_password(cli, body, error))
        reply = act(cli, &host_resource, "install", body, error);
    json_decref(body);
    if (reply != NULL)
        crud_done(cli, reply, "Installing host %s.", cli_argument(cli, 0));
    json_decref(reply);
    return reply != NULL;
}

bool host_fence(Cli *cli, GError **error)
{
    json_t *body = json_pack("{s:s}", "fence_type", "manual");
    json_t *reply = act(cli, &host_resource, "fence", body, error);
    json_decref(body);
    if (reply != NULL)
        crud_done(cli, reply, "The VMs of host %s are down.", cli_argument(cli, 0));
    json_decref(reply);
    return reply != NULL;
}

bool host_statistics(Cli *cli, GError **error)
{
    g_autofree char *path = NULL;
    json_t *host = resource_find(cli, &host_resource, 0, &path, error);
    g_autofree char *where = host != NULL ? g_strdup_printf("%s/statistics", path) : NULL;
    json_t *statistics = where != NULL ? api_list(cli->api, where, "statistic", error) : NULL;
    bool good = statistics != NULL && resource_print(cli, &statistic_resource, statistics, error);
    json_decref(statistics);
    json_decref(host);
    return good;
}

bool host_approve(Cli *cli, GError **error)
{
    return act_and_say(cli, &host_resource, "approve", "Approved host", error);
}

bool host_add(Cli *cli, GError **error)
{
    Api *api = cli_api(cli, error);
    if (api == NULL)
        return false;
    json_t *body = crud_body(cli);
    json_path_set(body, "name", cli_argument(cli, 0));
    bool by_password = cli_option(cli, "root-password-file") != NULL;
    json_t *item =
        give_password(cli, body, error)
            ? api_request(api, "POST",
                          cli_flag(cli, "no-activate") ? "hosts?activate=false" : "hosts", body,
                          error)
            : NULL;
    json_decref(body);
    if (item == NULL)
        return false;
    if (by_password) {
        crud_done(cli, item, "Installing host %s; \"berth host list\" shows how it goes.",
                  cli_argument(cli, 0));
        json_decref(item);
        return true;
    }
    g_autofree char *where =
        g_strdup_printf("hosts/%s/enrollmenttoken", json_string_value(json_object_get(item, "id")));
    json_t *empty = json_object(), *reply = api_request(api, "POST", where, empty, error);
    json_decref(empty);
    if (reply != NULL) {
        if (!cli->json)
            printf("Added host %s.\n", cli_argument(cli, 0));
        print_token(cli, reply);
    }
    json_decref(reply);
    json_decref(item);
    return reply != NULL;
}

bool host_activate(Cli *cli, GError **error)
{
    return act_and_say(cli, &host_resource, "activate", "Activating host", error);
}

bool host_deactivate(Cli *cli, GError **error)
{
    return act_and_say(cli, &host_resource, "deactivate", "Moving to maintenance: host", error);
}

bool host_refresh(Cli *cli, GError **error)
{
    return act_and_say(cli, &host_resource, "refresh", "Read again: host", error);
}

/* --- virtual functions -------------------------------------------------------------------------
 */

/* The PFs to show: the named one, or all of the host. */
static json_t *pfs_of(Cli *cli, char **ret_collection, GError **error)
{
    Api *api = cli_api(cli, error);
    g_autofree char *collection =
        api == NULL ? NULL : resource_collection(cli, &nic_resource, 0, error);
    json_t *pfs = NULL;
    if (collection == NULL)
        return NULL;
    if (cli_argument(cli, 1) != NULL) {
        json_t *nic =
            api_find(api, collection, nic_resource.element, false, cli_argument(cli, 1), error);
        pfs = nic == NULL ? NULL : json_pack("[o]", nic);
    } else
        pfs = api_list(api, collection, nic_resource.element, error);
    *ret_collection = g_steal_pointer(&collection);
    return pfs;
}

static const char *const vf_titles[] = { "PF",  "VF",   "PCI",    "STATE",  "VM",
                                         "MAC", "VLAN", "DRIVER", "DETAIL", NULL };

bool vf_list(Cli *cli, GError **error)
{
    g_autofree char *collection = NULL;
    json_t *pfs = pfs_of(cli, &collection, error);
    if (pfs == NULL)
        return false;
    json_t *all = json_array(), *pf, *vf;
    g_autoptr(Table) table = table_new(vf_titles);
    size_t i, k;
    json_array_foreach(pfs, i, pf)
    {
        if (json_object_get(pf, "virtual_functions_configuration") == NULL)
            continue;
        g_autofree char *path = g_strdup_printf("%s/%s/virtualfunctions", collection,
                                                json_string_value(json_object_get(pf, "id")));
        json_t *vfs = api_list(cli->api, path, "virtual_function", error);
        if (vfs == NULL)
            break;
        json_array_extend(all, vfs);
        json_array_foreach(vfs, k, vf)
        {
            table_add(table, json_string_value(json_object_get(pf, "name")));
            for (const Column *column = vf_resource.columns; column->title != NULL; column++) {
                g_autofree char *text = json_path_text(vf, column->path);
                table_add(table, text);
            }
        }
        json_decref(vfs);
    }
    bool good = i == json_array_size(pfs);
    if (good && cli->json)
        cli_print_json(all);
    else if (good)
        table_print(table, stdout);
    json_decref(all);
    json_decref(pfs);
    return good;
}

/* Adds "host=ID" to 'query' when the option 'host' names one of 'resource'. */
static bool add_filter(Cli *cli, GString *query, const char *option, const Resource *resource,
                       GError **error)
{
    const char *name = cli_option(cli, option);
    if (name == NULL)
        return true;
    json_t *item = api_find(cli->api, resource->path, resource->element, true, name, error);
    if (item == NULL)
        return false;
    g_string_append_printf(query, "%c%s=%s", query->len > 0 ? '&' : '?', option,
                           json_string_value(json_object_get(item, "id")));
    json_decref(item);
    return true;
}

bool pf_list(Cli *cli, GError **error)
{
    Api *api = cli_api(cli, error);
    g_autoptr(GString) query = g_string_new(NULL);
    if (api == NULL || !add_filter(cli, query, "cluster", &cluster_resource, error) ||
        !add_filter(cli, query, "host", &host_resource, error) ||
        !add_filter(cli, query, "network", &network_resource, error))
        return false;
    g_autofree char *path = g_strconcat(pf_resource.path, query->str, NULL);
    json_t *items = api_list(api, path, pf_resource.element, error);
    bool good = items != NULL && resource_print(cli, &pf_resource, items, error);
    json_decref(items);
    return good;
}

/* Adds or removes each value of the option 'name' in a sub-collection of the PF. */
static bool each_value(Cli *cli, const char *path, const char *name, const char *collection,
                       const char *member, bool add, GError **error)
{
    const GPtrArray *values = cli_values(cli, name);
    for (guint i = 0; values != NULL && i < values->len; i++) {
        const char *value = values->pdata[i];
        g_autofree char *where = NULL;
        json_t *body = NULL;
        if (add) {
            where = g_strdup_printf("%s/%s", path, collection);
            body = json_pack("{s:s}", member, value);
        } else {
            g_autofree char *id = g_strdup(value);
            if (g_strcmp0(member, "name") == 0) {
                json_t *network = api_find(cli->api, "networks", "network", true, value, error);
                if (network == NULL)
                    return false;
                g_free(id);
                id = g_strdup(json_string_value(json_object_get(network, "id")));
                json_decref(network);
            }
            g_autofree char *escaped = api_escape(id);
            where = g_strdup_printf("%s/%s/%s", path, collection, escaped);
        }
        json_t *reply = api_request(cli->api, add ? "POST" : "DELETE", where, body, error);
        json_decref(body);
        if (reply == NULL)
            return false;
        json_decref(reply);
    }
    return true;
}

static bool update_vfs(Cli *cli, const char *path, GError **error)
{
    json_t *body = crud_body(cli);
    /* To name a network or label is to say "specific networks". */
    bool specific = cli_values(cli, "allow-network") || cli_values(cli, "allow-label");
    if (specific && cli_option(cli, "all-networks") == NULL)
        json_path_set(body, "virtual_functions_configuration/all_networks_allowed", "false");
    json_t *reply = json_object();
    if (json_object_size(body) > 0) {
        g_autofree char *where = g_strdup_printf("%s/updatevirtualfunctionsconfiguration", path);
        json_decref(reply);
        wait_note(cli, "Setting the virtual functions …");
        reply = api_request(cli->api, "POST", where, body, error);
        wait_note(cli, NULL);
    }
    json_decref(body);
    json_decref(reply);
    return reply != NULL;
}

static json_t *names_in(Cli *cli, const char *path, const char *collection, const char *element,
                        const char *member, GError **error)
{
    g_autofree char *where = g_strdup_printf("%s/%s", path, collection);
    json_t *items = api_list(cli->api, where, element, error), *item;
    if (items == NULL)
        return NULL;
    json_t *names = json_array();
    size_t i;
    json_array_foreach(items, i, item) json_array_append(names, json_object_get(item, member));
    json_decref(items);
    return names;
}

bool pf_show(Cli *cli, GError **error)
{
    g_autofree char *path = NULL;
    json_t *pf = resource_find(cli, &nic_resource, 0, &path, error);
    if (pf == NULL)
        return false;
    if (json_object_get(pf, "virtual_functions_configuration") == NULL) {
        json_decref(pf);
        return err_set(error, ERR_UNSUPPORTED, "%s of %s is not SR-IOV capable",
                       cli_argument(cli, 1), cli_argument(cli, 0));
    }
    json_t *networks =
        names_in(cli, path, "virtualfunctionallowednetworks", "network", "name", error);
    json_t *labels = networks == NULL ? NULL
                                      : names_in(cli, path, "virtualfunctionallowedlabels",
                                                 "network_label", "id", error);
    bool good = labels != NULL;
    if (good && cli->json) {
        json_object_set(pf, "allowed_networks", networks);
        json_object_set(pf, "allowed_labels", labels);
        cli_print_json(pf);
    } else if (good) {
        resource_print_one(cli, &nic_resource, pf, error);
        json_t *both = json_pack("{s:O, s:O}", "networks", networks, "labels", labels);
        g_autofree char *n = json_path_text(both, "networks"), *l = json_path_text(both, "labels");
        printf("%-14s %s\n%-14s %s\n", "NETWORKS", *n ? n : "-", "LABELS", *l ? l : "-");
        json_decref(both);
    }
    json_decref(labels);
    json_decref(networks);
    json_decref(pf);
    return good;
}

bool pf_set(Cli *cli, GError **error)
{
    g_autofree char *path = NULL;
    json_t *pf = resource_find(cli, &nic_resource, 0, &path, error);
    if (pf == NULL)
        return false;
    json_decref(pf);
    if (g_hash_table_size(cli->options) == 0)
        return err_set(error, ERR_INVALID, "Nothing to set. See: berth pf set --help");
    return update_vfs(cli, path, error) &&
           each_value(cli, path, "allow-network", "virtualfunctionallowednetworks", "name", true,
                      error) &&
           each_value(cli, path, "deny-network", "virtualfunctionallowednetworks", "name", false,
                      error) &&
           each_value(cli, path, "allow-label", "virtualfunctionallowedlabels", "id", true,
                      error) &&
           each_value(cli, path, "deny-label", "virtualfunctionallowedlabels", "id", false,
                      error) &&
           pf_show(cli, error);
}

/* --- labels and cluster networks ----------------------------------------------------------------
 */

static const Resource label_resource = {
    "label",           "networklabels", "network_label",
    &network_resource, false,           (const Column[]){ { "LABEL", "id", NULL, NULL }, { NULL } }
};

bool label_list(Cli *cli, GError **error)
{
    Api *api = cli_api(cli, error);
    g_autofree char *path =
        api == NULL ? NULL : resource_collection(cli, &label_resource, 0, error);
    json_t *items = path == NULL ? NULL : api_list(api, path, "network_label", error);
    bool good = items != NULL && resource_print(cli, &label_resource, items, error);
    json_decref(items);
    return good;
}

/* Adds to, or removes from, a collection under the object that the first argument names. */
static bool change_member(Cli *cli, const Resource *owner, const char *collection,
                          const char *member, json_t *body, const char *id, GError **error)
{
    g_autofree char *path = NULL;
    json_t *found = resource_find(cli, owner, 0, &path, error), *reply = NULL;
    if (found != NULL) {
        g_autofree char *escaped = id == NULL ? NULL : api_escape(id);
        g_autofree char *where =
            g_strconcat(path, "/", collection, id != NULL ? "/" : NULL, escaped, NULL);
        reply = api_request(cli->api, id == NULL ? "POST" : "DELETE", where, body, error);
    }
    json_decref(found);
    json_decref(body);
    if (reply == NULL)
        return false;
    crud_done(cli, reply, "%s %s %s %s %s %s.", id == NULL ? "Added" : "Removed", member,
              cli_argument(cli, 1), id == NULL ? "to" : "from", owner->title, cli_argument(cli, 0));
    json_decref(reply);
    return true;
}

bool label_add(Cli *cli, GError **error)
{
    return change_member(cli, &network_resource, "networklabels", "label",
                         json_pack("{s:s}", "id", cli_argument(cli, 1)), NULL, error);
}

bool label_remove(Cli *cli, GError **error)
{
    return change_member(cli, &network_resource, "networklabels", "label", NULL,
                         cli_argument(cli, 1), error);
}

bool cluster_attach(Cli *cli, GError **error)
{
    json_t *body = json_pack("{s:s, s:s}", "name", cli_argument(cli, 1), "required",
                             cli_flag(cli, "required") ? "true" : "false");
    return change_member(cli, &cluster_resource, "networks", "network", body, NULL, error);
}

bool cluster_detach(Cli *cli, GError **error)
{
    Api *api = cli_api(cli, error);
    json_t *network = api == NULL
                          ? NULL
                          : api_find(api, "networks", "network", true, cli_argument(cli, 1), error);
    if (network == NULL)
        return false;
    g_autofree char *id = g_strdup(json_string_value(json_object_get(network, "id")));
    json_decref(network);
    return change_member(cli, &cluster_resource, "networks", "network", NULL, id, error);
}
