/* Rules of clusters.  The management network of the data center is in each of its clusters. */
#include "engine/crud.h"
#include "engine/mac-allocate.h"
#include "engine/network-row.h"
#include "engine/runtime.h"
#include "engine/version-rule.h"
#include "model/catalogue.h"
#include "model/cluster.h"
#include "model/data-center.h"
#include "model/host.h"
#include "model/vm.h"

#include <string.h>

static bool check_name(const Crud *crud, const Cluster *cluster, GError **error)
{
    g_autoptr(Cluster) other =
        crud_other(crud, &cluster_type, "name", cluster->name, cluster->base.id);
    if (other != NULL)
        return fault_set(error, FAULT_CLUSTER_NAME_IN_USE, crud->verb, cluster->name, other->name);
    return crud_check_name(crud, cluster, cluster->name, true, error);
}

static bool take_pool_of_data_center(const Crud *crud, Cluster *cluster, GError **error)
{
    g_autoptr(DataCenter) data_center =
        store_get(crud->store, &data_center_type, cluster->data_center, error);
    if (data_center != NULL)
        cluster->mac_pool = g_strdup(data_center->mac_pool);
    return data_center != NULL;
}

/* --- settings ----------------------------------------------------------------------------------
 */

static bool check_cpu(const Crud *crud, const Cluster *cluster, GError **error)
{
    if (cluster->cpu_type == NULL || *cluster->cpu_type == '\0')
        return true;
    g_autofree char *version = version_text(cluster->version_major, cluster->version_minor);
    g_autoptr(ClusterLevel) level = store_get(crud->store, &cluster_level_type, version, error);
    if (level == NULL)
        return false;
    for (int i = 0; level->cpu_types[i] != NULL; i++) {
        const char *name = strrchr(level->cpu_types[i], ',');
        if (strcmp(name + 1, cluster->cpu_type) == 0)
            return true;
    }
    return fault_set(error, FAULT_CLUSTER_CPU_NOT_FOUND, crud->verb, cluster->cpu_type, version,
                     version);
}

/* What oVirt would take, but nothing here could do. */
static bool check_supported(const Crud *crud, const Cluster *cluster, GError **error)
{
    if (cluster->switch_type != SWITCH_LEGACY)
        return fault_set(error, FAULT_CLUSTER_SWITCH_TYPE, crud->verb, cluster->name,
                         enum_word(&switch_type_table, cluster->switch_type));
    if (!cluster->virt_service || cluster->gluster_service)
        return fault_set(error, FAULT_CLUSTER_SERVICES, crud->verb, cluster->name);
    if (cluster->external_providers != NULL && cluster->external_providers[0] != NULL)
        return fault_set(error, FAULT_CLUSTER_EXTERNAL_PROVIDER, crud->verb, cluster->name);
    return true;
}

static bool check_settings(const Crud *crud, const Cluster *cluster, GError **error)
{
    bool has_number = cluster->serial_number != NULL && *cluster->serial_number != '\0';
    bool has_bandwidth = cluster->bandwidth_custom != CLUSTER_NO_BANDWIDTH;
    if (has_number != (cluster->serial_number_policy == SERIAL_NUMBER_CUSTOM))
        return fault_set(error, FAULT_CLUSTER_SERIAL_NUMBER, crud->verb, cluster->name);
    if (has_bandwidth != (cluster->bandwidth_method == BANDWIDTH_CUSTOM))
        return fault_set(error, FAULT_CLUSTER_MIGRATION_BANDWIDTH, crud->verb, cluster->name);
    return version_check(crud, &cluster_type, cluster->version_major, cluster->version_minor,
                         error) &&
           check_cpu(crud, cluster, error) && check_supported(crud, cluster, error);
}

/* A value that only went with the other choice goes with it. */
static void drop_orphans(const Cluster *before, Cluster *cluster)
{
    if (before->serial_number_policy != cluster->serial_number_policy &&
        cluster->serial_number_policy != SERIAL_NUMBER_CUSTOM &&
        g_strcmp0(before->serial_number, cluster->serial_number) == 0)
        g_clear_pointer(&cluster->serial_number, g_free);
    if (before->bandwidth_method != cluster->bandwidth_method &&
        cluster->bandwidth_method != BANDWIDTH_CUSTOM &&
        before->bandwidth_custom == cluster->bandwidth_custom)
        cluster->bandwidth_custom = CLUSTER_NO_BANDWIDTH;
}

static bool check_data_center_version(const Crud *crud, const Cluster *cluster, GError **error)
{
    g_autoptr(DataCenter) data_center =
        store_get(crud->store, &data_center_type, cluster->data_center, error);
    if (data_center == NULL || cluster->version_minor >= data_center->version_minor)
        return data_center != NULL;
    g_autofree char *its = version_text(cluster->version_major, cluster->version_minor);
    g_autofree char *least = version_text(data_center->version_major, data_center->version_minor);
    return fault_set(error, FAULT_CLUSTER_VERSION_LOWER, crud->verb, cluster->name, its, least);
}

/* Who chooses another pool than comes by itself must be allowed to use it. */
static bool check_pool_permit(const Crud *crud, const Cluster *cluster, GError **error)
{
    return permission_check(crud->engine, crud->caller, ACTION_MAC_POOL_USE, &mac_pool_type,
                            cluster->mac_pool, error);
}

static void set_defaults(Cluster *cluster)
{
    if (cluster->scheduling_policy == NULL)
        cluster->scheduling_policy = g_strdup(SCHEDULING_POLICY_DEFAULT_ID);
    if (cluster->migration_policy == NULL)
        cluster->migration_policy = g_strdup(MIGRATION_POLICY_DEFAULT_ID);
    if (cluster->rng_sources == NULL || cluster->rng_sources[0] == NULL) {
        g_strfreev(cluster->rng_sources);
        cluster->rng_sources = g_strdupv((char *[]){ "urandom", NULL });
    }
}

/* --- adding ------------------------------------------------------------------------------------
 */

/* The version of its data center, when it asks for none. */
static bool take_version(const Crud *crud, Cluster *cluster, GError **error)
{
    if (crud_given(Cluster, cluster, version_minor))
        return true;
    g_autoptr(DataCenter) data_center =
        store_get(crud->store, &data_center_type, cluster->data_center, error);
    if (data_center != NULL)
        cluster->version_minor = data_center->version_minor;
    return data_center != NULL;
}

static bool before_add(const Crud *crud, void *entity, GError **error)
{
    Cluster *cluster = entity;
    set_defaults(cluster);
    return check_name(crud, cluster, error) && take_version(crud, cluster, error) &&
           check_settings(crud, cluster, error) &&
           check_data_center_version(crud, cluster, error) &&
           (cluster->mac_pool != NULL ? check_pool_permit(crud, cluster, error)
                                      : take_pool_of_data_center(crud, cluster, error));
}

/* The network that it is to be managed by, as it was given; else the usual one. */
static Network *find_management(const Crud *crud, const Cluster *cluster, GError **error)
{
    const char *ref = cluster->management_network_id != NULL ? cluster->management_network_id
                                                             : cluster->management_network_name;
    GError *failure = NULL;
    g_autoptr(Network) network =
        ref != NULL ? network_row_find(crud->store, cluster->data_center, ref, &failure)
                    : network_row_management(crud->store, cluster->data_center, &failure);
    if (failure != NULL) {
        g_propagate_error(error, failure);
        return NULL;
    }
    if (network == NULL) {
        g_autofree char *name = crud_name(crud->store, &data_center_type, cluster->data_center);
        return fault_null(error, FAULT_NO_MANAGEMENT_NETWORK, name);
    }
    if (strcmp(network->data_center, cluster->data_center) != 0) {
        fault_set(error, FAULT_NETWORK_FROM_DIFFERENT_DC, network->name, cluster->name);
        err_about(error, "management_network");
        return NULL;
    }
    return g_steal_pointer(&network);
}

static bool attach_management(const Crud *crud, const Cluster *cluster, GError **error)
{
    g_autoptr(Network) network = find_management(crud, cluster, error);
    return network != NULL &&
           network_row_attach_management(crud->store, cluster->base.id, network->base.id, error);
}

static bool after_add(const Crud *crud, const void *entity, GError **error)
{
    return attach_management(crud, entity, error);
}

/* --- changing ----------------------------------------------------------------------------------
 */

/* The first host or VM of the cluster, as text; NULL when it is empty. */
static char *find_member(const Crud *crud, const EntityType *type, const char *cluster_id)
{
    g_autoptr(Entity) member = store_find(crud->store, type, "cluster", cluster_id, NULL);
    return member != NULL ? crud_name(crud->store, type, member->id) : NULL;
}

static bool check_data_center(const Crud *crud, const Cluster *cluster, GError **error)
{
    g_autofree char *host = find_member(crud, &host_type, cluster->base.id);
    if (host != NULL)
        return fault_set(error, FAULT_CLUSTER_DATA_CENTER_FIXED, cluster->name, "host", host);
    g_autofree char *vm = find_member(crud, &vm_type, cluster->base.id);
    if (vm != NULL)
        return fault_set(error, FAULT_CLUSTER_DATA_CENTER_FIXED, cluster->name, "VM", vm);
    return true;
}

/* Its networks are those of another data center from now on. */
static bool change_networks(const Crud *crud, const Cluster *cluster, GError **error)
{
    g_autoptr(GPtrArray) rows =
        store_list_by(crud->store, &cluster_network_type, "cluster", cluster->base.id, error);
    for (guint i = 0; rows != NULL && i < rows->len; i++) {
        const Entity *row = g_ptr_array_index(rows, i);
        if (!store_delete(crud->store, &cluster_network_type, row->id, error))
            return false;
    }
    return rows != NULL && attach_management(crud, cluster, error);
}

static bool check_pool(const Crud *crud, const Cluster *cluster, GError **error)
{
    g_autoptr(MacPool) pool = store_get(crud->store, &mac_pool_type, cluster->mac_pool, error);
    g_autoptr(GPtrArray) nics = mac_cluster_nics(crud->store, cluster->base.id, error);
    return pool != NULL && nics != NULL && mac_check_move(crud, &cluster_type, nics, pool, error);
}

/* Hosts and VMs were made for the version that it has. */
static bool check_version_change(const Crud *crud, const Cluster *before, const Cluster *cluster,
                                 GError **error)
{
    if (cluster->version_minor >= before->version_minor)
        return true;
    const char *kind = "host";
    g_autofree char *member = find_member(crud, &host_type, cluster->base.id);
    if (member == NULL) {
        kind = "VM";
        member = find_member(crud, &vm_type, cluster->base.id);
    }
    if (member == NULL)
        return true;
    g_autofree char *from = version_text(before->version_major, before->version_minor);
    g_autofree char *to = version_text(cluster->version_major, cluster->version_minor);
    return fault_set(error, FAULT_CLUSTER_VERSION_DECREASE, cluster->name, kind, member, from, to);
}

/* In its data center the role moves between the networks of the cluster, not here. */
static bool check_management(const Crud *crud, const Cluster *cluster, GError **error)
{
    if (cluster->management_network_id == NULL && cluster->management_network_name == NULL)
        return true;
    g_autoptr(Network) asked = find_management(crud, cluster, error);
    if (asked == NULL)
        return false;
    g_autoptr(ClusterNetwork) row =
        network_row_attachment(crud->store, cluster->base.id, asked->base.id);
    if (row != NULL && row->management)
        return true;
    g_autofree char *now = network_row_management_name(crud->store, cluster->base.id);
    return fault_set(error, FAULT_CLUSTER_MANAGEMENT_FIXED, cluster->name, now, asked->name);
}

static bool before_update(const Crud *crud, const void *old, void *entity, GError **error)
{
    const Cluster *before = old;
    Cluster *cluster = entity;
    bool moves = crud_differs(before, cluster, "data_center");
    if (cluster->mac_pool == NULL && !take_pool_of_data_center(crud, cluster, error))
        return false;
    set_defaults(cluster);
    drop_orphans(before, cluster);
    return check_name(crud, cluster, error) && check_settings(crud, cluster, error) &&
           check_data_center_version(crud, cluster, error) &&
           check_version_change(crud, before, cluster, error) &&
           (moves ? check_data_center(crud, before, error)
                  : check_management(crud, cluster, error)) &&
           (!crud_differs(before, cluster, "mac_pool") ||
            (check_pool_permit(crud, cluster, error) && check_pool(crud, cluster, error)));
}

static bool after_update(const Crud *crud, const void *old, const void *entity, GError **error)
{
    return !crud_differs(old, entity, "data_center") || change_networks(crud, entity, error);
}

static bool before_remove(const Crud *crud, const void *entity, GError **error)
{
    const Cluster *cluster = entity;
    g_autofree char *host = find_member(crud, &host_type, cluster->base.id);
    if (host != NULL)
        return fault_set(error, FAULT_CLUSTER_HAS_HOSTS, cluster->name, host);
    g_autofree char *vm = find_member(crud, &vm_type, cluster->base.id);
    if (vm != NULL)
        return fault_set(error, FAULT_CLUSTER_HAS_VMS, cluster->name, vm);
    return true;
}

static void refs(const void *entity, EventRefs *ret_refs, const char **ret_words)
{
    const Cluster *cluster = entity;
    ret_refs->cluster = cluster->base.id;
    ret_refs->cluster_name = cluster->name;
    ret_refs->data_center = cluster->data_center;
}

static void changed(Engine *engine, const void *entity, bool gone)
{
    runtime_networks_changed(engine);
}

const CrudRules cluster_rules = {
    .type = &cluster_type,
    .parent = "data_center",
    .add.action = ACTION_CLUSTER_CREATE,
    .add.done = "USER_ADD_CLUSTER",
    .add.failed = "USER_ADD_CLUSTER_FAILED",
    .update.action = ACTION_CLUSTER_EDIT,
    .update.done = "USER_UPDATE_CLUSTER",
    .update.failed = "USER_UPDATE_CLUSTER_FAILED",
    .remove.action = ACTION_CLUSTER_DELETE,
    .remove.done = "USER_REMOVE_CLUSTER",
    .remove.failed = "USER_REMOVE_CLUSTER_FAILED",
    .before_add = before_add,
    .after_add = after_add,
    .before_update = before_update,
    .after_update = after_update,
    .before_remove = before_remove,
    .refs = refs,
    .changed = changed,
};
