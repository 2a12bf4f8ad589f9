#include "cli/resource.h"

#include "base/err.h"
#include "cli/json-path.h"

#include <string.h>

/* --- how values look ----------------------------------------------------------------------------
 */

static char *format_mib(const char *text)
{
    return g_strdup_printf("%" G_GINT64_FORMAT " MiB", g_ascii_strtoll(text, NULL, 10) / 1048576);
}

static char *format_speed(const char *text)
{
    gint64 speed = g_ascii_strtoll(text, NULL, 10);
    if (speed >= 1000000000)
        return g_strdup_printf("%g Gbit/s", (double)speed / 1e9);
    return g_strdup_printf("%g Mbit/s", (double)speed / 1e6);
}

static char *format_time(const char *text)
{
    g_autoptr(GDateTime) utc =
        g_date_time_new_from_unix_utc(g_ascii_strtoll(text, NULL, 10) / 1000);
    g_autoptr(GDateTime) here = utc == NULL ? NULL : g_date_time_to_local(utc);
    return here == NULL ? g_strdup(text) : g_date_time_format(here, "%Y-%m-%d %H:%M:%S");
}

static char *format_pass_through(const char *text)
{
    return g_strdup(strcmp(text, "enabled") == 0 ? "passthrough" : "bridge");
}

/* --- the collections ----------------------------------------------------------------------------
 */

const Resource data_center_resource = { "data center",
                                        "datacenters",
                                        "data_center",
                                        NULL,
                                        true,
                                        (const Column[]){
                                            { "NAME", "name", NULL, NULL },
                                            { "STATUS", "status", NULL, NULL },
                                            { "MAC POOL", "mac_pool/id", &mac_pool_resource, NULL },
                                            { "DESCRIPTION", "description", NULL, NULL },
                                            { NULL } } };

const Resource cluster_resource = { "cluster",
                                    "clusters",
                                    "cluster",
                                    NULL,
                                    true,
                                    (const Column[]){ { "NAME", "name", NULL, NULL },
                                                      { "DATA CENTER", "data_center/id",
                                                        &data_center_resource, NULL },
                                                      { "DESCRIPTION", "description", NULL, NULL },
                                                      { NULL } } };

const Resource host_resource = { "host",
                                 "hosts",
                                 "host",
                                 NULL,
                                 true,
                                 (const Column[]){
                                     { "NAME", "name", NULL, NULL },
                                     { "ADDRESS", "address", NULL, NULL },
                                     { "CLUSTER", "cluster/id", &cluster_resource, NULL },
                                     { "STATUS", "status", NULL, NULL },
                                     { "MEMORY", "memory", NULL, format_mib },
                                     { "DETAIL", "status_detail", NULL, NULL },
                                     { NULL } } };

const Resource nic_resource = {
    "NIC",
    "nics",
    "host_nic",
    &host_resource,
    false,
    (const Column[]){
        { "NAME", "name", NULL, NULL },
        { "MAC", "mac/address", NULL, NULL },
        { "STATUS", "status", NULL, NULL },
        { "SPEED", "speed", NULL, format_speed },
        { "VFS", "virtual_functions_configuration/number_of_virtual_functions", NULL, NULL },
        { "MAX VFS", "virtual_functions_configuration/max_number_of_virtual_functions", NULL,
          NULL },
        { "ALL NETWORKS", "virtual_functions_configuration/all_networks_allowed", NULL, NULL },
        { NULL } }
};

const Resource pf_resource = { "physical function",
                               "physicalfunctions",
                               "physical_function",
                               NULL,
                               false,
                               (const Column[]){
                                   { "HOST", "host/name", NULL, NULL },
                                   { "PF", "name", NULL, NULL },
                                   { "SPEED", "speed", NULL, format_speed },
                                   { "FREE", "free", NULL, NULL },
                                   { "USED", "used", NULL, NULL },
                                   { "UNUSABLE", "unusable", NULL, NULL },
                                   { "QUARANTINED", "quarantined", NULL, NULL },
                                   { "TOTAL", "number_of_virtual_functions", NULL, NULL },
                                   { NULL } } };

const Resource vf_resource = { "virtual function",
                               "virtualfunctions",
                               "virtual_function",
                               &nic_resource,
                               false,
                               (const Column[]){ { "VF", "index", NULL, NULL },
                                                 { "PCI", "pci_address", NULL, NULL },
                                                 { "STATE", "status", NULL, NULL },
                                                 { "VM", "vm/name", NULL, NULL },
                                                 { "MAC", "mac/address", NULL, NULL },
                                                 { "VLAN", "vlan/id", NULL, NULL },
                                                 { "DRIVER", "driver", NULL, NULL },
                                                 { "DETAIL", "status_detail", NULL, NULL },
                                                 { NULL } } };

const Resource network_resource = { "network",
                                    "networks",
                                    "network",
                                    NULL,
                                    true,
                                    (const Column[]){ { "NAME", "name", NULL, NULL },
                                                      { "DATA CENTER", "data_center/id",
                                                        &data_center_resource, NULL },
                                                      { "VLAN", "vlan/id", NULL, NULL },
                                                      { "MTU", "mtu", NULL, NULL },
                                                      { "USAGES", "usages/usage", NULL, NULL },
                                                      { "DESCRIPTION", "description", NULL, NULL },
                                                      { NULL } } };

const Resource profile_resource = { "vNIC profile",
                                    "vnicprofiles",
                                    "vnic_profile",
                                    NULL,
                                    true,
                                    (const Column[]){
                                        { "NAME", "name", NULL, NULL },
                                        { "NETWORK", "network/id", &network_resource, NULL },
                                        { "MODE", "pass_through/mode", NULL, format_pass_through },
                                        { "MIGRATABLE", "migratable", NULL, NULL },
                                        { "FILTER", "network_filter/id", &filter_resource, NULL },
                                        { "DESCRIPTION", "description", NULL, NULL },
                                        { NULL } } };

const Resource qos_resource = { "QoS",
                                "qoss",
                                "qos",
                                &data_center_resource,
                                false,
                                (const Column[]){
                                    { "NAME", "name", NULL, NULL },
                                    { "TYPE", "type", NULL, NULL },
                                    { "IN", "inbound_average", NULL, NULL },
                                    { "OUT", "outbound_average", NULL, NULL },
                                    { "SHARE", "outbound_average_linkshare", NULL, NULL },
                                    { "IOPS", "max_iops", NULL, NULL },
                                    { "CPU", "cpu_limit", NULL, NULL },
                                    { "DESCRIPTION", "description", NULL, NULL },
                                    { NULL } } };

const Resource filter_resource = {
    "network filter",
    "networkfilters",
    "network_filter",
    NULL,
    false,
    (const Column[]){ { "NAME", "name", NULL, NULL }, { "ID", "id", NULL, NULL }, { NULL } }
};

const Resource bookmark_resource = {
    "bookmark",
    "bookmarks",
    "bookmark",
    NULL,
    false,
    (const Column[]){ { "NAME", "name", NULL, NULL }, { "SEARCH", "value", NULL, NULL }, { NULL } }
};

const Resource mac_pool_resource = { "MAC pool",
                                     "macpools",
                                     "mac_pool",
                                     NULL,
                                     true,
                                     (const Column[]){
                                         { "NAME", "name", NULL, NULL },
                                         { "FROM", "ranges/range/from", NULL, NULL },
                                         { "TO", "ranges/range/to", NULL, NULL },
                                         { "DUPLICATES", "allow_duplicates", NULL, NULL },
                                         { "DEFAULT", "default_pool", NULL, NULL },
                                         { NULL } } };

const Resource vm_resource = { "VM",
                               "vms",
                               "vm",
                               NULL,
                               true,
                               (const Column[]){
                                   { "NAME", "name", NULL, NULL },
                                   { "STATUS", "status", NULL, NULL },
                                   { "HOST", "host/id", &host_resource, NULL },
                                   { "CLUSTER", "cluster/id", &cluster_resource, NULL },
                                   { "MEMORY", "memory", NULL, format_mib },
                                   { "DETAIL", "status_detail", NULL, NULL },
                                   { NULL } } };

const Resource vnic_resource = { "vNIC",
                                 "nics",
                                 "nic",
                                 &vm_resource,
                                 false,
                                 (const Column[]){
                                     { "NAME", "name", NULL, NULL },
                                     { "TYPE", "interface", NULL, NULL },
                                     { "PROFILE", "vnic_profile/id", &profile_resource, NULL },
                                     { "MAC", "mac/address", NULL, NULL },
                                     { "PLUGGED", "plugged", NULL, NULL },
                                     { "LINKED", "linked", NULL, NULL },
                                     { NULL } } };

const Resource template_resource = { "template",
                                     "templates",
                                     "template",
                                     NULL,
                                     true,
                                     (const Column[]){ { "NAME", "name", NULL, NULL },
                                                       { "STATUS", "status", NULL, NULL },
                                                       { "DESCRIPTION", "description", NULL, NULL },
                                                       { NULL } } };

const Resource event_resource = { "event",
                                  "events",
                                  "event",
                                  NULL,
                                  true,
                                  (const Column[]){ { "TIME", "time", NULL, format_time },
                                                    { "SEVERITY", "severity", NULL, NULL },
                                                    { "CODE", "code", NULL, NULL },
                                                    { "EVENT", "description", NULL, NULL },
                                                    { NULL } } };

const Resource statistic_resource = { "statistic",
                                      "statistics",
                                      "statistic",
                                      &host_resource,
                                      false,
                                      (const Column[]){
                                          { "NAME", "name", NULL, NULL },
                                          { "VALUE", "values/value/datum", NULL, NULL },
                                          { "UNIT", "unit", NULL, NULL },
                                          { NULL } } };

const Resource job_resource = { "job",
                                "jobs",
                                "job",
                                NULL,
                                true,
                                (const Column[]){ { "ID", "id", NULL, NULL },
                                                  { "STARTED", "start_time", NULL, format_time },
                                                  { "STATUS", "status", NULL, NULL },
                                                  { "DESCRIPTION", "description", NULL, NULL },
                                                  { NULL } } };

const Resource step_resource = { "step",
                                 "steps",
                                 "step",
                                 &job_resource,
                                 false,
                                 (const Column[]){ { "STEP", "description", NULL, NULL },
                                                   { "STATUS", "status", NULL, NULL },
                                                   { "ENDED", "end_time", NULL, format_time },
                                                   { NULL } } };

const Resource user_resource = { "user",
                                 "users",
                                 "user",
                                 NULL,
                                 true,
                                 (const Column[]){ { "NAME", "name", NULL, NULL },
                                                   { "USER NAME", "user_name", NULL, NULL },
                                                   { "LAST NAME", "last_name", NULL, NULL },
                                                   { "EMAIL", "email", NULL, NULL },
                                                   { "DISABLED", "disabled", NULL, NULL },
                                                   { NULL } } };

const Resource group_resource = { "group",
                                  "groups",
                                  "group",
                                  NULL,
                                  true,
                                  (const Column[]){ { "NAME", "name", NULL, NULL },
                                                    { "DOMAIN", "domain/name", NULL, NULL },
                                                    { NULL } } };

const Resource role_resource = { "role",
                                 "roles",
                                 "role",
                                 NULL,
                                 false,
                                 (const Column[]){
                                     { "NAME", "name", NULL, NULL },
                                     { "ADMINISTRATIVE", "administrative", NULL, NULL },
                                     { "MUTABLE", "mutable", NULL, NULL },
                                     { "DESCRIPTION", "description", NULL, NULL },
                                     { NULL } } };

const Resource permission_resource = { "permission",
                                       "permissions",
                                       "permission",
                                       NULL,
                                       false,
                                       (const Column[]){
                                           { "ID", "id", NULL, NULL },
                                           { "ROLE", "role/id", &role_resource, NULL },
                                           { "USER", "user/id", &user_resource, NULL },
                                           { "GROUP", "group/id", &group_resource, NULL },
                                           { NULL } } };

/* --- finding ------------------------------------------------------------------------------------
 */

guint resource_depth(const Resource *resource)
{
    return resource->parent == NULL ? 1 : 1 + resource_depth(resource->parent);
}

char *resource_collection(Cli *cli, const Resource *resource, guint first, GError **error)
{
    if (resource->parent == NULL)
        return g_strdup(resource->path);
    g_autofree char *parent_path = NULL;
    json_t *parent = resource_find(cli, resource->parent, first, &parent_path, error);
    if (parent == NULL)
        return NULL;
    json_decref(parent);
    return g_strdup_printf("%s/%s", parent_path, resource->path);
}

json_t *resource_find(Cli *cli, const Resource *resource, guint first, char **ret_path,
                      GError **error)
{
    Api *api = cli_api(cli, error);
    g_autofree char *collection =
        api == NULL ? NULL : resource_collection(cli, resource, first, error);
    if (collection == NULL)
        return NULL;
    const char *name = cli_argument(cli, first + resource_depth(resource) - 1);
    json_t *item = api_find(api, collection, resource->element, resource->searchable, name, error);
    if (item != NULL && ret_path != NULL)
        *ret_path =
            g_strdup_printf("%s/%s", collection, json_string_value(json_object_get(item, "id")));
    return item;
}

/* --- printing -----------------------------------------------------------------------------------
 */

/* id -> name of a whole collection, read once per command. */
static GHashTable *names_of(Cli *cli, const Resource *resource, GHashTable *cache)
{
    GHashTable *names = g_hash_table_lookup(cache, resource);
    if (names != NULL)
        return names;
    names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_hash_table_insert(cache, (gpointer)resource, names);
    json_t *items = api_list(cli->api, resource->path, resource->element, NULL), *item;
    size_t i;
    json_array_foreach(items, i, item)
        g_hash_table_insert(names, json_path_text(item, "id"), json_path_text(item, "name"));
    json_decref(items);
    return names;
}

static char *cell(Cli *cli, const Column *column, json_t *item, GHashTable *cache)
{
    g_autofree char *text = json_path_text(item, column->path);
    if (text == NULL || *text == '\0')
        return NULL;
    if (column->names != NULL) {
        const char *name = g_hash_table_lookup(names_of(cli, column->names, cache), text);
        return g_strdup(name != NULL ? name : text);
    }
    return column->format != NULL ? column->format(text) : g_steal_pointer(&text);
}

static GHashTable *name_cache_new(void)
{
    return g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_hash_table_unref);
}

bool resource_print(Cli *cli, const Resource *resource, json_t *items, GError **error)
{
    if (cli->json) {
        cli_print_json(items);
        return true;
    }
    g_autoptr(GPtrArray) titles = g_ptr_array_new();
    for (const Column *column = resource->columns; column->title != NULL; column++)
        g_ptr_array_add(titles, (gpointer)column->title);
    g_ptr_array_add(titles, NULL);
    g_autoptr(Table) table = table_new((const char *const *)titles->pdata);
    g_autoptr(GHashTable) cache = name_cache_new();
    json_t *item;
    size_t i;
    json_array_foreach(items, i, item) for (const Column *column = resource->columns;
                                            column->title != NULL; column++)
    {
        g_autofree char *text = cell(cli, column, item, cache);
        table_add(table, text);
    }
    table_print(table, stdout);
    return true;
}

bool resource_print_one(Cli *cli, const Resource *resource, json_t *item, GError **error)
{
    if (cli->json) {
        cli_print_json(item);
        return true;
    }
    g_autoptr(GHashTable) cache = name_cache_new();
    printf("%-14s %s\n", "ID", json_string_value(json_object_get(item, "id")));
    for (const Column *column = resource->columns; column->title != NULL; column++) {
        g_autofree char *text = cell(cli, column, item, cache);
        printf("%-14s %s\n", column->title, text != NULL ? text : "-");
    }
    return true;
}
