#include "cli/network.h"

#include "base/err.h"
#include "base/uuid.h"
#include "cli/crud.h"
#include "cli/json-path.h"

#include <string.h>

/* Puts what an option names by name or id into 'body'; "none" clears. */
static void set_ref(const Cli *cli, json_t *body, const char *option, const char *element)
{
    const char *value = cli_option(cli, option);
    if (value == NULL)
        return;
    json_t *ref = json_object();
    if (strcmp(value, "none") != 0)
        json_object_set_new(ref, uuid_is_valid(value) ? "id" : "name", json_string(value));
    json_object_set_new(body, element, ref);
}

static void set_name_servers(const Cli *cli, json_t *body)
{
    const GPtrArray *values = cli_values(cli, "dns");
    if (values == NULL)
        return;
    json_t *servers = json_array();
    for (guint i = 0; i < values->len; i++)
        if (strcmp(values->pdata[i], "none") != 0)
            json_array_append_new(servers, json_string(values->pdata[i]));
    json_object_set_new(body, "dns_resolver_configuration",
                        json_pack("{s:{s:o}}", "name_servers", "name_server", servers));
}

static bool set_usages(const Cli *cli, json_t *body, GError **error)
{
    const char *value = cli_option(cli, "vm");
    if (value == NULL)
        return true;
    if (strcmp(value, "true") != 0 && strcmp(value, "false") != 0)
        return err_set(error, ERR_INVALID, "--vm is true or false, not \"%s\"", value);
    json_object_set_new(body, "usages",
                        strcmp(value, "true") == 0 ? json_pack("{s:[s]}", "usage", "vm")
                                                   : json_object());
    return true;
}

/* NULL with an error when an option is wrong. */
static json_t *network_body(Cli *cli, GError **error)
{
    json_t *body = crud_body(cli);
    set_ref(cli, body, "qos", "qos");
    set_name_servers(cli, body);
    if (set_usages(cli, body, error))
        return body;
    json_decref(body);
    return NULL;
}

bool network_add(Cli *cli, GError **error)
{
    json_t *body = network_body(cli, error);
    if (body == NULL)
        return false;
    if (json_path_get(body, "data_center/name") == NULL)
        json_path_set(body, "data_center/name", "Default");
    return crud_add_body(cli, body, error);
}

bool network_set(Cli *cli, GError **error)
{
    json_t *body = network_body(cli, error);
    return body != NULL && crud_set_body(cli, body, error);
}

static json_t *profile_body(Cli *cli)
{
    json_t *body = crud_body(cli);
    set_ref(cli, body, "filter", "network_filter");
    set_ref(cli, body, "qos", "qos");
    set_ref(cli, body, "failover", "failover");
    return body;
}

bool profile_add(Cli *cli, GError **error)
{
    return crud_add_body(cli, profile_body(cli), error);
}

bool profile_set(Cli *cli, GError **error)
{
    return crud_set_body(cli, profile_body(cli), error);
}
