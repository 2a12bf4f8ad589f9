#include "cli/user.h"

#include "base/err.h"
#include "cli/crud.h"
#include "cli/json-path.h"
#include "cli/login.h"

#include <string.h>

bool user_add(Cli *cli, GError **error)
{
    json_t *body = crud_body(cli);
    json_path_set(body, "principal", cli_argument(cli, 0));
    return crud_add_body(cli, body, error);
}

bool user_password(Cli *cli, GError **error)
{
    g_autofree char *password = login_password(cli, error);
    if (password == NULL)
        return false;
    json_t *body = json_object();
    json_path_set(body, "password", password);
    memset(password, 0, strlen(password));
    return crud_set_body(cli, body, error);
}

/* --- groups ----------------------------------------------------------------------------------- */

static const char *id_of(json_t *item)
{
    return json_string_value(json_object_get(item, "id"));
}

/* "groups/ID/users" and the user, of the two names given; caller decrefs and frees. */
static json_t *find_both(Cli *cli, char **ret_path, GError **error)
{
    g_autofree char *group = NULL;
    json_t *found = resource_find(cli, &group_resource, 0, &group, error);
    json_decref(found);
    json_t *user = found != NULL ? resource_find(cli, &user_resource, 1, NULL, error) : NULL;
    if (user != NULL)
        *ret_path = g_strdup_printf("%s/users", group);
    return user;
}

bool group_add_user(Cli *cli, GError **error)
{
    g_autofree char *path = NULL;
    json_t *user = find_both(cli, &path, error);
    json_t *body = user != NULL ? json_pack("{s:s}", "id", id_of(user)) : NULL;
    json_t *reply = user != NULL ? api_request(cli->api, "POST", path, body, error) : NULL;
    if (reply != NULL)
        crud_done(cli, reply, "%s is in group %s.", cli_argument(cli, 1), cli_argument(cli, 0));
    json_decref(body);
    json_decref(user);
    json_decref(reply);
    return reply != NULL;
}

bool group_remove_user(Cli *cli, GError **error)
{
    g_autofree char *path = NULL;
    json_t *user = find_both(cli, &path, error);
    g_autofree char *one = user != NULL ? g_strdup_printf("%s/%s", path, id_of(user)) : NULL;
    json_t *reply = user != NULL ? api_request(cli->api, "DELETE", one, NULL, error) : NULL;
    if (reply != NULL)
        crud_done(cli, reply, "%s is no longer in group %s.", cli_argument(cli, 1),
                  cli_argument(cli, 0));
    json_decref(user);
    json_decref(reply);
    return reply != NULL;
}

/* --- permissions ------------------------------------------------------------------------------ */

/* What a permission can be on; each is an option by its name. */
static const struct {
    const char *option;
    const Resource *resource;
} objects[] = {
    { "data-center", &data_center_resource },
    { "cluster", &cluster_resource },
    { "host", &host_resource },
    { "network", &network_resource },
    { "profile", &profile_resource },
    { "vm", &vm_resource },
    { "template", &template_resource },
    { "mac-pool", &mac_pool_resource },
};

/* "vms/ID/permissions" of the object of the options; without one those of the system. */
static char *collection(Cli *cli, GError **error)
{
    Api *api = cli_api(cli, error);
    for (gsize i = 0; api != NULL && i < G_N_ELEMENTS(objects); i++) {
        const char *name = cli_option(cli, objects[i].option);
        const Resource *resource = objects[i].resource;
        if (name == NULL)
            continue;
        json_t *item =
            api_find(api, resource->path, resource->element, resource->searchable, name, error);
        char *path =
            item != NULL ? g_strdup_printf("%s/%s/permissions", resource->path, id_of(item)) : NULL;
        json_decref(item);
        return path;
    }
    return api != NULL ? g_strdup("permissions") : NULL;
}

bool permission_list(Cli *cli, GError **error)
{
    g_autofree char *path = collection(cli, error);
    json_t *items = path != NULL ? api_list(cli->api, path, "permission", error) : NULL;
    bool good = items != NULL && resource_print(cli, &permission_resource, items, error);
    json_decref(items);
    return good;
}

/* Who gets it: the user or the group of the options; caller decrefs. */
static json_t *subject_body(Cli *cli, GError **error)
{
    const char *user = cli_option(cli, "user"), *group = cli_option(cli, "group");
    if ((user == NULL) == (group == NULL))
        return err_null(error, ERR_INVALID, "Give --user or --group: who gets the role");
    const Resource *resource = user != NULL ? &user_resource : &group_resource;
    json_t *item = api_find(cli->api, resource->path, resource->element, true,
                            user != NULL ? user : group, error);
    json_t *body = item != NULL ? json_pack("{s:{s:s}, s:{s:s}}", resource->element, "id",
                                            id_of(item), "role", "name", cli_argument(cli, 0))
                                : NULL;
    json_decref(item);
    return body;
}

bool permission_add(Cli *cli, GError **error)
{
    g_autofree char *path = collection(cli, error);
    json_t *body = path != NULL ? subject_body(cli, error) : NULL;
    json_t *item = body != NULL ? api_request(cli->api, "POST", path, body, error) : NULL;
    if (item != NULL)
        crud_done(cli, item, "Added permission %s.", id_of(item));
    json_decref(body);
    json_decref(item);
    return item != NULL;
}

bool permission_remove(Cli *cli, GError **error)
{
    g_autofree char *path = g_strdup_printf("permissions/%s", cli_argument(cli, 0));
    Api *api = cli_api(cli, error);
    json_t *reply = api != NULL ? api_request(api, "DELETE", path, NULL, error) : NULL;
    if (reply != NULL)
        crud_done(cli, reply, "Removed permission %s.", cli_argument(cli, 0));
    json_decref(reply);
    return reply != NULL;
}
