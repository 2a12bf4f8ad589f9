/* Rules of vNIC profiles. */
#include "engine/network-row.h"

#include "model/network-filter.h"
#include "model/qos.h"
#include "model/vnic-profile.h"

#include <string.h>

static bool is_pass_through(const VnicProfile *profile)
{
    return profile->pass_through == PASS_THROUGH_ENABLED;
}

/* --- what it may have --------------------------------------------------------------------------
 */

static bool check_qos(const Crud *crud, const VnicProfile *profile, GError **error)
{
    if (profile->qos == NULL)
        return true;
    g_autoptr(Qos) qos = store_get(crud->store, &qos_type, profile->qos, error);
    if (qos == NULL)
        return false;
    return (qos->type == QOS_NETWORK && g_strcmp0(qos->data_center, profile->data_center) == 0) ||
           fault_set(error, FAULT_PROFILE_QOS_NOT_EXISTS, crud->verb, qos->name);
}

static bool check_name(const Crud *crud, const VnicProfile *profile, const Network *network,
                       GError **error)
{
    g_autoptr(GPtrArray) others =
        store_list_by(crud->store, &vnic_profile_type, "network", profile->network, error);
    for (guint i = 0; others != NULL && i < others->len; i++) {
        const VnicProfile *other = g_ptr_array_index(others, i);
        if (strcmp(other->name, profile->name) == 0 &&
            g_strcmp0(other->base.id, profile->base.id) != 0)
            return fault_set(error, FAULT_PROFILE_NAME_IN_USE, crud->verb, network->name,
                             profile->name);
    }
    return others != NULL && crud_check_name(crud, profile, profile->name, false, error);
}

static bool check_custom_properties(const Crud *crud, const VnicProfile *profile, GError **error)
{
    if (profile->custom_properties == NULL || profile->custom_properties[0] == NULL)
        return true;
    g_auto(GStrv) halves = g_strsplit(profile->custom_properties[0], ",", 2);
    return fault_set(error, FAULT_PROFILE_CUSTOM_PROPERTY, crud->verb, halves[0], profile->name);
}

/* What of the profile only the host's side of a vNIC could do, "port mirroring, QoS", and the row
 * of the first; NULL when it has nothing of that kind. */
static char *host_side(const VnicProfile *profile, const char **ret_column)
{
    const struct {
        const char *name, *column;
        bool present;
    } properties[] = {
        { "port mirroring", "port_mirroring", profile->port_mirroring },
        { "a QoS", "qos", profile->qos != NULL },
        { "a network filter", "network_filter", profile->network_filter != NULL },
    };
    g_autoptr(GString) names = g_string_new(NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(properties); i++) {
        if (!properties[i].present)
            continue;
        if (names->len == 0)
            *ret_column = properties[i].column;
        g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", properties[i].name);
    }
    return names->len > 0 ? g_string_free(g_steal_pointer(&names), FALSE) : NULL;
}

static bool check_pass_through(const Crud *crud, const VnicProfile *profile, const Network *network,
                               GError **error)
{
    if (!is_pass_through(profile))
        return true;
    const char *column = NULL;
    g_autofree char *names = host_side(profile, &column);
    if (names != NULL)
        return fault_set(error, FAULT_PROFILE_PASSTHROUGH_PROPERTIES, crud->verb, profile->name,
                         names) ||
               crud_about(error, &vnic_profile_type, column);
    return !network->port_isolation || fault_set(error, FAULT_PROFILE_PASSTHROUGH_PORT_ISOLATION,
                                                 crud->verb, profile->name, network->name);
}

static bool check_failover(const Crud *crud, const VnicProfile *profile, GError **error)
{
    if (profile->failover == NULL)
        return true;
    if (g_strcmp0(profile->failover, profile->base.id) == 0)
        return fault_set(error, FAULT_PROFILE_FAILOVER_SELF, crud->verb, profile->name);
    g_autoptr(VnicProfile) failover =
        store_get(crud->store, &vnic_profile_type, profile->failover, error);
    if (failover == NULL)
        return false;
    if (is_pass_through(failover))
        return fault_set(error, FAULT_PROFILE_FAILOVER_INVALID, crud->verb, failover->name);
    return (is_pass_through(profile) && profile->migratable) ||
           fault_set(error, FAULT_PROFILE_FAILOVER_NEEDS_PASSTHROUGH, crud->verb, profile->name,
                     failover->name);
}

/* In oVirt's order. */
static bool check(const Crud *crud, const VnicProfile *profile, const Network *network,
                  GError **error)
{
    return check_name(crud, profile, network, error) &&
           check_custom_properties(crud, profile, error) &&
           check_pass_through(crud, profile, network, error) &&
           check_failover(crud, profile, error);
}

/* --- the commands ------------------------------------------------------------------------------
 */

static void set_default_filter(VnicProfile *profile)
{
    if (!crud_given(VnicProfile, profile, network_filter) && !is_pass_through(profile))
        profile->network_filter = g_strdup(NETWORK_FILTER_DEFAULT_ID);
}

static bool before_add(const Crud *crud, void *entity, GError **error)
{
    VnicProfile *profile = entity;
    g_autoptr(Network) network = store_get(crud->store, &network_type, profile->network, error);
    if (network == NULL)
        return false;
    profile->data_center = g_strdup(network->data_center);
    set_default_filter(profile);
    if (!check_qos(crud, profile, error))
        return false;
    if (!network_is_vm(network))
        return fault_set(error, FAULT_PROFILE_NON_VM_NETWORK, network->name);
    return check(crud, profile, network, error);
}

static bool check_unused(const Crud *crud, const VnicProfile *profile, GError **error)
{
    g_autoptr(GPtrArray) uses =
        network_row_profile_uses(crud->store, profile->base.id, NULL, error);
    if (uses == NULL)
        return false;
    if (uses->len == 0)
        return true;
    g_autofree char *text = crud_enumerate(uses);
    return fault_set(error, uses->len == 1 ? FAULT_PROFILE_IN_ONE_USE : FAULT_PROFILE_IN_MANY_USES,
                     crud->verb, profile->name, text);
}

static bool check_no_failover(const Crud *crud, const VnicProfile *profile, GError **error)
{
    g_autoptr(GPtrArray) uses = network_row_failover_uses(crud->store, profile->base.id, error);
    if (uses == NULL)
        return false;
    if (uses->len == 0)
        return true;
    g_autofree char *text = crud_enumerate(uses);
    return fault_set(error, FAULT_PROFILE_IS_FAILOVER, crud->verb, profile->name, text);
}

/* What vNICs are connected by stays while there are any. */
static bool check_same(const Crud *crud, const VnicProfile *before, const VnicProfile *profile,
                       GError **error)
{
    static const char *const fixed[] = { "pass_through", "port_mirroring", "failover" };
    for (gsize i = 0; i < G_N_ELEMENTS(fixed); i++)
        if (crud_differs(before, profile, fixed[i]))
            return check_unused(crud, before, error) ||
                   crud_about(error, &vnic_profile_type, fixed[i]);
    return true;
}

static bool before_update(const Crud *crud, const void *old, void *entity, GError **error)
{
    const VnicProfile *before = old, *profile = entity;
    g_autoptr(Network) network = store_get(crud->store, &network_type, profile->network, error);
    return network != NULL &&
           (entity_equal(before, profile) || check_no_failover(crud, before, error)) &&
           check_qos(crud, profile, error) && check_same(crud, before, profile, error) &&
           check(crud, profile, network, error);
}

static bool before_remove(const Crud *crud, const void *entity, GError **error)
{
    return check_unused(crud, entity, error) && check_no_failover(crud, entity, error);
}

/* A QoS by name is one of the network's data center. */
static bool means(const Crud *crud, const void *entity, const char *column, const void *candidate)
{
    if (strcmp(column, "qos") != 0)
        return true;
    const VnicProfile *profile = entity;
    const Qos *qos = candidate;
    g_autoptr(Network) network = profile->network != NULL
                                     ? store_get(crud->store, &network_type, profile->network, NULL)
                                     : NULL;
    return qos->type == QOS_NETWORK &&
           (network == NULL || strcmp(qos->data_center, network->data_center) == 0);
}

static void refs(const void *entity, EventRefs *ret_refs, const char **ret_words)
{
    const VnicProfile *profile = entity;
    ret_refs->network = profile->network;
    ret_words[0] = "profile";
    ret_words[1] = profile->name;
}

static const struct CrudUnknown unknown[] = {
    { "network", FAULT_PROFILE_NETWORK_NOT_EXISTS },
    { "qos", FAULT_PROFILE_QOS_NOT_EXISTS },
    { "network_filter", FAULT_PROFILE_FILTER_INVALID },
    { "failover", FAULT_PROFILE_FAILOVER_INVALID },
    { NULL },
};

const CrudRules vnic_profile_rules = {
    .type = &vnic_profile_type,
    .parent = "network",
    .add.action = ACTION_VNIC_PROFILE_CREATE,
    .add.done = "ADD_VNIC_PROFILE",
    .add.failed = "ADD_VNIC_PROFILE_FAILED",
    .update.action = ACTION_VNIC_PROFILE_EDIT,
    .update.done = "UPDATE_VNIC_PROFILE",
    .update.failed = "UPDATE_VNIC_PROFILE_FAILED",
    .remove.action = ACTION_VNIC_PROFILE_DELETE,
    .remove.done = "REMOVE_VNIC_PROFILE",
    .remove.failed = "REMOVE_VNIC_PROFILE_FAILED",
    .fixed.column = "network",
    .fixed.fault = FAULT_PROFILE_NETWORK_FIXED,
    .unknown = unknown,
    .before_add = before_add,
    .before_update = before_update,
    .before_remove = before_remove,
    .means = means,
    .refs = refs,
};
