#include "cli/crud.h"

#include "base/err.h"
#include "cli/json-path.h"

bool crud_done(Cli *cli, json_t *item, const char *format, ...)
{
    if (cli->json) {
        cli_print_json(item);
        return true;
    }
    va_list args;
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    putchar('\n');
    return true;
}

/* "?search=…&max=…" of the options; "" when none was given. */
static char *list_query(const Cli *cli)
{
    g_autoptr(GString) query = g_string_new(NULL);
    static const char *const names[] = { "search", "max", "from" };
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        const char *value = cli_option(cli, names[i]);
        if (value == NULL)
            continue;
        g_autofree char *escaped = api_escape(value);
        g_string_append_printf(query, "%c%s=%s", query->len > 0 ? '&' : '?', names[i], escaped);
    }
    return g_string_free(g_steal_pointer(&query), FALSE);
}

bool crud_list(Cli *cli, GError **error)
{
    const Resource *resource = cli->command->resource;
    Api *api = cli_api(cli, error);
    g_autofree char *collection = api == NULL ? NULL : resource_collection(cli, resource, 0, error);
    if (collection == NULL)
        return false;
    g_autofree char *query = list_query(cli), *path = g_strconcat(collection, query, NULL);
    json_t *items = api_list(api, path, resource->element, error);
    bool good = items != NULL && resource_print(cli, resource, items, error);
    json_decref(items);
    return good;
}

bool crud_show(Cli *cli, GError **error)
{
    const Resource *resource = cli->command->resource;
    json_t *item = resource_find(cli, resource, 0, NULL, error);
    bool good = item != NULL && resource_print_one(cli, resource, item, error);
    json_decref(item);
    return good;
}

json_t *crud_body(const Cli *cli)
{
    json_t *body = json_object();
    const CliOption *option;
    for (guint o = 0; (option = command_option(cli->command, o)) != NULL; o++) {
        const GPtrArray *values = cli_values(cli, option->name);
        if (option->path == NULL || values == NULL)
            continue;
        for (guint i = 0; i < values->len; i++)
            json_path_set(body, option->path, option->value == NULL ? "true" : values->pdata[i]);
    }
    return body;
}

bool crud_add(Cli *cli, GError **error)
{
    return crud_add_body(cli, crud_body(cli), error);
}

static bool add_with_default(Cli *cli, const char *const (*defaults)[2], GError **error)
{
    json_t *body = crud_body(cli);
    for (; (*defaults)[0] != NULL; defaults++)
        if (json_path_get(body, (*defaults)[0]) == NULL)
            json_path_set(body, (*defaults)[0], (*defaults)[1]);
    return crud_add_body(cli, body, error);
}

bool vm_add(Cli *cli, GError **error)
{
    static const char *const defaults[][2] = { { "cluster/name", "Default" },
                                               { "template/name", "Blank" },
                                               { NULL, NULL } };
    return add_with_default(cli, defaults, error);
}

bool crud_add_body(Cli *cli, json_t *body, GError **error)
{
    const Resource *resource = cli->command->resource;
    Api *api = cli_api(cli, error);
    g_autofree char *collection = api == NULL ? NULL : resource_collection(cli, resource, 0, error);
    const char *name = cli_argument(cli, resource_depth(resource) - 1);
    json_t *item = NULL;
    if (collection != NULL) {
        json_path_set(body, "name", name);
        item = api_request(api, "POST", collection, body, error);
    }
    json_decref(body);
    if (item == NULL)
        return false;
    crud_done(cli, item, "Added %s %s.", resource->title, name);
    json_decref(item);
    return true;
}

bool crud_set(Cli *cli, GError **error)
{
    return crud_set_body(cli, crud_body(cli), error);
}

bool crud_set_body(Cli *cli, json_t *body, GError **error)
{
    const Resource *resource = cli->command->resource;
    g_autofree char *path = NULL;
    if (json_object_size(body) == 0) {
        json_decref(body);
        return err_set(error, ERR_INVALID, "Nothing to set. See: berth %s set --help",
                       cli->command->noun);
    }
    json_t *found = resource_find(cli, resource, 0, &path, error);
    json_t *item = found == NULL ? NULL : api_request(cli->api, "PUT", path, body, error);
    json_decref(body);
    json_decref(found);
    if (item == NULL)
        return false;
    crud_done(cli, item, "Changed %s %s.", resource->title,
              cli_argument(cli, resource_depth(resource) - 1));
    json_decref(item);
    return true;
}

bool crud_remove(Cli *cli, GError **error)
{
    const Resource *resource = cli->command->resource;
    g_autofree char *path = NULL;
    json_t *found = resource_find(cli, resource, 0, &path, error);
    json_t *reply = found == NULL ? NULL : api_request(cli->api, "DELETE", path, NULL, error);
    json_decref(found);
    if (reply == NULL)
        return false;
    crud_done(cli, reply, "Removed %s %s.", resource->title,
              cli_argument(cli, resource_depth(resource) - 1));
    json_decref(reply);
    return true;
}
