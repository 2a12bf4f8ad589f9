/* Rules of QoS.  A profile or network whose QoS is removed has none from then on. */
#include "engine/crud.h"

#include "model/data-center.h"
#include "model/qos.h"

#include <string.h>

static bool is_plain(const char *name)
{
    for (const char *c = name; *c != '\0'; c = g_utf8_next_char(c))
        if (!g_unichar_isalnum(g_utf8_get_char(c)) && strchr("_-", *c) == NULL)
            return false;
    return true;
}

static bool check_name(const Crud *crud, const Qos *qos, GError **error)
{
    if (!is_plain(qos->name))
        return fault_set(error, FAULT_QOS_NAME_INVALID, crud->verb, qos->name);
    g_autoptr(GPtrArray) others =
        store_list_by(crud->store, &qos_type, "data_center", qos->data_center, error);
    for (guint i = 0; others != NULL && i < others->len; i++) {
        const Qos *other = g_ptr_array_index(others, i);
        if (other->type != qos->type || strcmp(other->name, qos->name) != 0 ||
            g_strcmp0(other->base.id, qos->base.id) == 0)
            continue;
        g_autofree char *data_center = crud_name(crud->store, &data_center_type, qos->data_center);
        return fault_set(
            error, qos->type == QOS_NETWORK ? FAULT_NETWORK_QOS_NAME_IN_USE : FAULT_QOS_NAME_IN_USE,
            crud->verb, data_center, enum_word(&qos_type_table, qos->type), qos->name);
    }
    return others != NULL;
}

/* --- values of each type ---------------------------------------------------------------------- */

static bool check_direction(const Crud *crud, const Qos *qos, const char *direction, gint64 average,
                            gint64 peak, gint64 burst, GError **error)
{
    int n_given = (average != QOS_UNLIMITED) + (peak != QOS_UNLIMITED) + (burst != QOS_UNLIMITED);
    if (n_given == 0)
        return true;
    if (n_given != 3)
        return fault_set(error, FAULT_NETWORK_QOS_MISSING_VALUES, crud->verb, qos->name, direction);
    if (peak >= average)
        return true;
    g_autofree char *high = g_strdup_printf("%" G_GINT64_FORMAT, peak);
    g_autofree char *low = g_strdup_printf("%" G_GINT64_FORMAT, average);
    return fault_set(error, FAULT_NETWORK_QOS_PEAK_LOWER, crud->verb, direction, qos->name, high,
                     low);
}

static bool check_network(const Crud *crud, const Qos *qos, GError **error)
{
    return check_direction(crud, qos, "inbound", qos->inbound_average, qos->inbound_peak,
                           qos->inbound_burst, error) &&
           check_direction(crud, qos, "outbound", qos->outbound_average, qos->outbound_peak,
                           qos->outbound_burst, error);
}

static bool check_host_network(const Crud *crud, const Qos *qos, GError **error)
{
    gint64 realtime = qos->outbound_average_realtime, limit = qos->outbound_average_upperlimit;
    if (qos->outbound_average_linkshare == QOS_UNLIMITED)
        return fault_set(error, FAULT_HOST_NETWORK_QOS_MISSING_VALUES, crud->verb, qos->name);
    if (realtime == QOS_UNLIMITED || limit == QOS_UNLIMITED || realtime <= limit)
        return true;
    g_autofree char *least = g_strdup_printf("%" G_GINT64_FORMAT, realtime);
    g_autofree char *most = g_strdup_printf("%" G_GINT64_FORMAT, limit);
    return fault_set(error, FAULT_HOST_NETWORK_QOS_INCONSISTENT, crud->verb, qos->name, least,
                     most);
}

static bool check_total(const Crud *crud, const Qos *qos, const char *what, gint64 total,
                        gint64 reads, gint64 writes, GError **error)
{
    /* 0 is no limit, and what oVirt's own dialog sends for a field that is left out. */
    return total <= 0 || (reads <= 0 && writes <= 0) ||
           fault_set(error, FAULT_STORAGE_QOS_BOTH, crud->verb, qos->name, what);
}

static bool check_storage(const Crud *crud, const Qos *qos, GError **error)
{
    return check_total(crud, qos, "throughput", qos->max_throughput, qos->max_read_throughput,
                       qos->max_write_throughput, error) &&
           check_total(crud, qos, "iops", qos->max_iops, qos->max_read_iops, qos->max_write_iops,
                       error);
}

static bool check_cpu(const Crud *crud, const Qos *qos, GError **error)
{
    return qos->cpu_limit != QOS_UNLIMITED ||
           fault_set(error, FAULT_QOS_MISSING_VALUES, crud->verb, qos->name, "cpu_limit");
}

static bool check(const Crud *crud, const Qos *qos, GError **error)
{
    static bool (*const checks[N_QOS_TYPES])(const Crud *crud, const Qos *qos, GError **error) = {
        [QOS_STORAGE] = check_storage,
        [QOS_CPU] = check_cpu,
        [QOS_NETWORK] = check_network,
        [QOS_HOST_NETWORK] = check_host_network,
    };
    const char *foreign = qos_foreign_value(qos);
    if (foreign != NULL)
        return fault_set(error, FAULT_QOS_FOREIGN_VALUE, crud->verb, qos->name,
                         enum_word(&qos_type_table, qos->type), foreign) ||
               err_about(error, foreign);
    return check_name(crud, qos, error) && checks[qos->type](crud, qos, error);
}

/* --- the commands ------------------------------------------------------------------------------
 */

static bool before_add(const Crud *crud, void *entity, GError **error)
{
    return check(crud, entity, error);
}

static bool before_update(const Crud *crud, const void *old, void *entity, GError **error)
{
    const Qos *before = old, *qos = entity;
    if (before->type != qos->type)
        return fault_set(error, FAULT_QOS_TYPE_FIXED, before->name,
                         enum_word(&qos_type_table, before->type),
                         enum_word(&qos_type_table, qos->type));
    return check(crud, qos, error);
}

static void refs(const void *entity, EventRefs *ret_refs, const char **ret_words)
{
    const Qos *qos = entity;
    ret_refs->data_center = qos->data_center;
    ret_words[0] = "qos";
    ret_words[1] = qos->name;
}

/* oVirt has events of their own for those of vNICs. */
static const char *kind_of(const void *entity, const char *kind)
{
    static const char *const network_kinds[][2] = {
        { "USER_ADDED_QOS", "USER_ADDED_NETWORK_QOS" },
        { "USER_FAILED_TO_ADD_QOS", "USER_FAILED_TO_ADD_NETWORK_QOS" },
        { "USER_UPDATED_QOS", "USER_UPDATED_NETWORK_QOS" },
        { "USER_FAILED_TO_UPDATE_QOS", "USER_FAILED_TO_UPDATE_NETWORK_QOS" },
        { "USER_REMOVED_QOS", "USER_REMOVED_NETWORK_QOS" },
        { "USER_FAILED_TO_REMOVE_QOS", "USER_FAILED_TO_REMOVE_NETWORK_QOS" },
    };
    const Qos *qos = entity;
    for (gsize i = 0; qos->type == QOS_NETWORK && i < G_N_ELEMENTS(network_kinds); i++)
        if (strcmp(network_kinds[i][0], kind) == 0)
            return network_kinds[i][1];
    return kind;
}

const CrudRules qos_rules = {
    .type = &qos_type,
    .parent = "data_center",
    .add.action = ACTION_QOS_MANAGE,
    .add.done = "USER_ADDED_QOS",
    .add.failed = "USER_FAILED_TO_ADD_QOS",
    .update.action = ACTION_QOS_MANAGE,
    .update.done = "USER_UPDATED_QOS",
    .update.failed = "USER_FAILED_TO_UPDATE_QOS",
    .remove.action = ACTION_QOS_MANAGE,
    .remove.done = "USER_REMOVED_QOS",
    .remove.failed = "USER_FAILED_TO_REMOVE_QOS",
    .before_add = before_add,
    .before_update = before_update,
    .refs = refs,
    .kind_of = kind_of,
};
