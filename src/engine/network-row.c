#include "engine/network-row.h"

#include "engine/role.h"
#include "model/role.h"
#include "model/cluster.h"
#include "model/network-filter.h"
#include "model/vm.h"
#include "model/vnic-profile.h"

#include <string.h>

bool network_row_add_management(Store *store, const char *data_center_id, GError **error)
{
    g_autoptr(Network) network = entity_new(&network_type);
    network->name = g_strdup(NETWORK_MANAGEMENT_NAME);
    network->description = g_strdup("Management Network");
    network->data_center = g_strdup(data_center_id);
    network->vdsm_name = g_strdup(NETWORK_MANAGEMENT_NAME);
    network->usages = g_strdupv((char *[]){ "vm", NULL });
    if (!store_insert(store, network, error))
        return false;

    return network_row_add_profile(store, network, error);
}

bool network_row_add_profile(Store *store, const Network *network, GError **error)
{
    g_autoptr(VnicProfile) profile = entity_new(&vnic_profile_type);
    profile->name = g_strdup(network->name);
    profile->network = g_strdup(network->base.id);
    profile->data_center = g_strdup(network->data_center);
    profile->network_filter = g_strdup(NETWORK_FILTER_DEFAULT_ID);
    return store_insert(store, profile, error) &&
           role_grant(store, ROLE_VNIC_PROFILE_USER_ID, "group", GROUP_EVERYONE_ID,
                      &vnic_profile_type, profile->base.id, error);
}

bool network_row_find_management(Store *store, const char *network_id, char **ret_cluster,
                                 GError **error)
{
    *ret_cluster = NULL;
    g_autoptr(GPtrArray) rows =
        store_list_by(store, &cluster_network_type, "network", network_id, error);
    for (guint i = 0; rows != NULL && i < rows->len; i++) {
        const ClusterNetwork *row = g_ptr_array_index(rows, i);
        if (!row->management)
            continue;
        *ret_cluster = crud_name(store, &cluster_type, row->cluster);
        break;
    }
    return rows != NULL;
}

Network *network_row_management(Store *store, const char *data_center_id, GError **error)
{
    const StoreCondition conditions[] = {
        { .column = "data_center", .text = data_center_id },
        { .column = "name", .text = NETWORK_MANAGEMENT_NAME },
    };
    const StoreQuery query = { .conditions = conditions, .n_conditions = 2, .limit = 1 };
    g_autoptr(GPtrArray) networks = store_list(store, &network_type, &query, error);
    return networks != NULL && networks->len > 0 ? g_ptr_array_steal_index(networks, 0) : NULL;
}

Network *network_row_find(Store *store, const char *data_center_id, const char *ref, GError **error)
{
    Network *by_id = store_find(store, &network_type, "id", ref, NULL);
    if (by_id != NULL)
        return by_id;
    const StoreCondition conditions[] = {
        { .column = "data_center", .text = data_center_id },
        { .column = "name", .text = ref },
    };
    const StoreQuery query = { .conditions = conditions, .n_conditions = 2 };
    g_autoptr(GPtrArray) networks = store_list(store, &network_type, &query, error);
    if (networks == NULL)
        return NULL;
    if (networks->len == 0)
        return fault_null(error, FAULT_ENTITY_NOT_FOUND, network_type.title, ref);
    return g_ptr_array_steal_index(networks, 0);
}

char *network_row_management_name(Store *store, const char *cluster_id)
{
    g_autoptr(GPtrArray) rows =
        store_list_by(store, &cluster_network_type, "cluster", cluster_id, NULL);
    for (guint i = 0; rows != NULL && i < rows->len; i++) {
        const ClusterNetwork *row = g_ptr_array_index(rows, i);
        if (row->management)
            return crud_name(store, &network_type, row->network);
    }
    return g_strdup("?");
}

bool network_row_attach(Store *store, const char *cluster_id, const char *network_id,
                        gboolean required, GError **error)
{
    g_autoptr(ClusterNetwork) row = entity_new(&cluster_network_type);
    row->cluster = g_strdup(cluster_id);
    row->network = g_strdup(network_id);
    row->required = required;
    return store_insert(store, row, error);
}

bool network_row_attach_management(Store *store, const char *cluster_id, const char *network_id,
                                   GError **error)
{
    g_autoptr(ClusterNetwork) row = entity_new(&cluster_network_type);
    row->cluster = g_strdup(cluster_id);
    row->network = g_strdup(network_id);
    row->display = row->migration = row->management = row->default_route = TRUE;
    return store_insert(store, row, error);
}

void *network_row_attachment(Store *store, const char *cluster_id, const char *network_id)
{
    const StoreCondition conditions[] = {
        { .column = "cluster", .text = cluster_id },
        { .column = "network", .text = network_id },
    };
    const StoreQuery query = { .conditions = conditions, .n_conditions = 2, .limit = 1 };
    g_autoptr(GPtrArray) rows = store_list(store, &cluster_network_type, &query, NULL);
    return rows != NULL && rows->len > 0 ? g_ptr_array_steal_index(rows, 0) : NULL;
}

/* Adds the text of each plugged vNIC of a running VM that uses the profile. */
static bool add_running(Store *store, const char *profile_id, GPtrArray *texts, GError **error)
{
    g_autoptr(GPtrArray) nics =
        store_list_by(store, &vm_nic_type, "vnic_profile", profile_id, error);
    for (guint i = 0; nics != NULL && i < nics->len; i++) {
        const VmNic *nic = g_ptr_array_index(nics, i);
        g_autoptr(Vm) vm = nic->plugged ? store_get(store, &vm_type, nic->vm, NULL) : NULL;
        if (vm != NULL && vm_status_is_running((VmStatus)vm->status))
            g_ptr_array_add(texts, g_strdup_printf("%s of VM %s", nic->name, vm->name));
    }
    return nics != NULL;
}

GPtrArray *network_row_running_uses(Store *store, const char *network_id, GError **error)
{
    g_autoptr(GPtrArray) profiles =
        store_list_by(store, &vnic_profile_type, "network", network_id, error);
    if (profiles == NULL)
        return NULL;
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < profiles->len; i++)
        if (!add_running(store, ((Entity *)g_ptr_array_index(profiles, i))->id, texts, error))
            return NULL;
    return g_steal_pointer(&texts);
}

GPtrArray *network_row_profile_uses(Store *store, const char *profile_id, const char *cluster_id,
                                    GError **error)
{
    g_autoptr(GPtrArray) nics =
        store_list_by(store, &vm_nic_type, "vnic_profile", profile_id, error);
    if (nics == NULL)
        return NULL;
    GPtrArray *uses = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < nics->len; i++) {
        const VmNic *nic = g_ptr_array_index(nics, i);
        g_autoptr(Vm) vm = store_get(store, &vm_type, nic->vm, NULL);
        if (vm != NULL && (cluster_id == NULL || strcmp(vm->cluster, cluster_id) == 0))
            g_ptr_array_add(uses, g_strdup_printf("%s of VM %s", nic->name, vm->name));
    }
    return uses;
}

static GPtrArray *failover_uses(Store *store, const char *profile_id, const char *but_network_id,
                                GError **error)
{
    g_autoptr(GPtrArray) profiles =
        store_list_by(store, &vnic_profile_type, "failover", profile_id, error);
    if (profiles == NULL)
        return NULL;
    GPtrArray *uses = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < profiles->len; i++) {
        const VnicProfile *profile = g_ptr_array_index(profiles, i);
        if (g_strcmp0(profile->network, but_network_id) == 0)
            continue;
        g_autofree char *network = crud_name(store, &network_type, profile->network);
        g_ptr_array_add(uses, g_strdup_printf("profile %s of network %s", profile->name, network));
    }
    return uses;
}

GPtrArray *network_row_failover_uses(Store *store, const char *profile_id, GError **error)
{
    return failover_uses(store, profile_id, NULL, error);
}

GPtrArray *network_row_uses(Store *store, const char *network_id, const char *cluster_id,
                            GError **error)
{
    g_autoptr(GPtrArray) profiles =
        store_list_by(store, &vnic_profile_type, "network", network_id, error);
    if (profiles == NULL)
        return NULL;
    g_autoptr(GPtrArray) uses = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < profiles->len; i++) {
        const VnicProfile *profile = g_ptr_array_index(profiles, i);
        GPtrArray *more = network_row_profile_uses(store, profile->base.id, cluster_id, error);
        if (more == NULL)
            return NULL;
        g_ptr_array_extend_and_steal(uses, more);
        more = cluster_id == NULL ? failover_uses(store, profile->base.id, network_id, error)
                                  : g_ptr_array_new();
        if (more == NULL)
            return NULL;
        g_ptr_array_extend_and_steal(uses, more);
    }
    return g_steal_pointer(&uses);
}
