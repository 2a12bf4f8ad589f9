/* Rules of clusters.  The management network of the data center is in each of its clusters. */
#include "engine/crud.h"
#include "engine/mac-allocate.h"
#include "engine/network-row.h"
#include "engine/runtime.h"
#include "model/cluster.h"
#include "model/data-center.h"
#include "model/host.h"
#include "model/vm.h"

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

static bool before_add(const Crud *crud, void *entity, GError **error)
{
    Cluster *cluster = entity;
    return check_name(crud, cluster, error) &&
           (cluster->mac_pool != NULL || take_pool_of_data_center(crud, cluster, error));
}

static bool attach_management(const Crud *crud, const Cluster *cluster, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(Network) network =
        network_row_management(crud->store, cluster->data_center, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (network == NULL) {
        g_autofree char *name = crud_name(crud->store, &data_center_type, cluster->data_center);
        return fault_set(error, FAULT_NO_MANAGEMENT_NETWORK, name);
    }
    return network_row_attach(crud->store, cluster->base.id, network->base.id, TRUE, error);
}

static bool after_add(const Crud *crud, const void *entity, GError **error)
{
    return attach_management(crud, entity, error);
}

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

static bool before_update(const Crud *crud, const void *old, void *entity, GError **error)
{
    const Cluster *before = old;
    Cluster *cluster = entity;
    if (cluster->mac_pool == NULL && !take_pool_of_data_center(crud, cluster, error))
        return false;
    return check_name(crud, cluster, error) &&
           (!crud_differs(before, cluster, "data_center") ||
            check_data_center(crud, before, error)) &&
           (!crud_differs(before, cluster, "mac_pool") || check_pool(crud, cluster, error));
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
