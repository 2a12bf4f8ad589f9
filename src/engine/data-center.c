/* Rules of data centers.  Each has a management network of its own. */
#include "engine/crud.h"
#include "engine/mac-allocate.h"
#include "engine/network-row.h"
#include "engine/runtime.h"
#include "engine/version-rule.h"
#include "model/cluster.h"
#include "model/data-center.h"
#include "model/mac-pool.h"

static bool check_name(const Crud *crud, const DataCenter *data_center, GError **error)
{
    g_autoptr(DataCenter) other =
        crud_other(crud, &data_center_type, "name", data_center->name, data_center->base.id);
    if (other != NULL)
        return fault_set(error, FAULT_NAME_ALREADY_USED, crud->verb, data_center_type.title,
                         data_center->name, "another data center");
    return crud_check_name(crud, data_center, data_center->name, true, error);
}

/* Clusters are of its version or a higher one. */
static bool check_clusters(const Crud *crud, const DataCenter *data_center, GError **error)
{
    g_autoptr(GPtrArray) clusters =
        store_list_by(crud->store, &cluster_type, "data_center", data_center->base.id, error);
    for (guint i = 0; clusters != NULL && i < clusters->len; i++) {
        const Cluster *cluster = g_ptr_array_index(clusters, i);
        if (cluster->version_minor >= data_center->version_minor)
            continue;
        g_autofree char *its = version_text(cluster->version_major, cluster->version_minor);
        g_autofree char *asked =
            version_text(data_center->version_major, data_center->version_minor);
        return fault_set(error, FAULT_DATA_CENTER_VERSION_CLUSTERS, data_center->name, asked,
                         cluster->name, its);
    }
    return clusters != NULL;
}

static bool check_version(const Crud *crud, const DataCenter *data_center, GError **error)
{
    return version_check(crud, &data_center_type, data_center->version_major,
                         data_center->version_minor, error) &&
           (data_center->base.id == NULL || check_clusters(crud, data_center, error));
}

static bool before_add(const Crud *crud, void *entity, GError **error)
{
    DataCenter *data_center = entity;
    if (data_center->mac_pool == NULL)
        data_center->mac_pool = g_strdup(MAC_POOL_DEFAULT_ID);
    return check_name(crud, data_center, error) && check_version(crud, data_center, error);
}

static bool after_add(const Crud *crud, const void *entity, GError **error)
{
    const DataCenter *data_center = entity;
    return network_row_add_management(crud->store, data_center->base.id, error);
}

/* Clusters that had the pool of their data center follow it. */
static bool move_cluster(const Crud *crud, Cluster *cluster, const DataCenter *now, GError **error)
{
    g_autoptr(MacPool) pool = store_get(crud->store, &mac_pool_type, now->mac_pool, error);
    g_autoptr(GPtrArray) nics = mac_cluster_nics(crud->store, cluster->base.id, error);
    if (pool == NULL || nics == NULL || !mac_check_move(crud, &data_center_type, nics, pool, error))
        return false;
    g_free(cluster->mac_pool);
    cluster->mac_pool = g_strdup(now->mac_pool);
    return store_update(crud->store, cluster, error);
}

static bool before_update(const Crud *crud, const void *old, void *entity, GError **error)
{
    const DataCenter *before = old;
    DataCenter *data_center = entity;
    if (data_center->mac_pool == NULL)
        data_center->mac_pool = g_strdup(before->mac_pool);
    if (!check_name(crud, data_center, error) || !check_version(crud, data_center, error))
        return false;
    if (g_strcmp0(before->mac_pool, data_center->mac_pool) == 0)
        return true;
    g_autoptr(GPtrArray) clusters =
        store_list_by(crud->store, &cluster_type, "data_center", data_center->base.id, error);
    for (guint i = 0; clusters != NULL && i < clusters->len; i++) {
        Cluster *cluster = g_ptr_array_index(clusters, i);
        bool follows =
            cluster->mac_pool == NULL || g_strcmp0(cluster->mac_pool, before->mac_pool) == 0;
        if (follows && !move_cluster(crud, cluster, data_center, error))
            return false;
    }
    return clusters != NULL;
}

static bool before_remove(const Crud *crud, const void *entity, GError **error)
{
    const DataCenter *data_center = entity;
    g_autoptr(Cluster) cluster =
        store_find(crud->store, &cluster_type, "data_center", data_center->base.id, NULL);
    if (cluster != NULL)
        return fault_set(error, FAULT_DATA_CENTER_HAS_CLUSTERS, data_center->name, cluster->name);

    /* Without a cluster there is no VM that could use one of its networks. */
    g_autoptr(GPtrArray) networks =
        store_list_by(crud->store, &network_type, "data_center", data_center->base.id, error);
    for (guint i = 0; networks != NULL && i < networks->len; i++) {
        const Network *network = g_ptr_array_index(networks, i);
        if (!store_delete(crud->store, &network_type, network->base.id, error))
            return false;
    }
    return networks != NULL;
}

static bool show(Engine *engine, GPtrArray *entities, GError **error)
{
    for (guint i = 0; i < entities->len; i++) {
        DataCenter *data_center = g_ptr_array_index(entities, i);
        g_autoptr(GStrvBuilder) versions = g_strv_builder_new();
        for (gint64 minor = data_center->version_minor; minor <= CLUSTER_VERSION_MINOR_MAX;
             minor++) {
            g_autofree char *version = g_strdup_printf("%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT,
                                                       data_center->version_major, minor);
            g_strv_builder_add(versions, version);
        }
        g_strfreev(data_center->supported_versions);
        data_center->supported_versions = g_strv_builder_end(versions);
    }
    return true;
}

static void refs(const void *entity, EventRefs *ret_refs, const char **ret_words)
{
    const DataCenter *data_center = entity;
    ret_refs->data_center = data_center->base.id;
    ret_refs->data_center_name = data_center->name;
}

static void changed(Engine *engine, const void *entity, bool gone)
{
    runtime_networks_changed(engine);
}

const CrudRules data_center_rules = {
    .type = &data_center_type,
    .add.action = ACTION_DATA_CENTER_CREATE,
    .add.done = "USER_ADD_STORAGE_POOL",
    .add.failed = "USER_ADD_STORAGE_POOL_FAILED",
    .update.action = ACTION_DATA_CENTER_EDIT,
    .update.done = "USER_UPDATE_STORAGE_POOL",
    .update.failed = "USER_UPDATE_STORAGE_POOL_FAILED",
    .remove.action = ACTION_DATA_CENTER_DELETE,
    .remove.done = "USER_REMOVE_STORAGE_POOL",
    .remove.failed = "USER_REMOVE_STORAGE_POOL_FAILED",
    .before_add = before_add,
    .after_add = after_add,
    .before_update = before_update,
    .before_remove = before_remove,
    .refs = refs,
    .changed = changed,
    .show = show,
};
