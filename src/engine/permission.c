#include "engine/permission.h"

#include "model/cluster.h"
#include "model/host.h"
#include "model/job.h"
#include "model/network-filter.h"
#include "model/network.h"
#include "model/qos.h"
#include "model/vnic-profile.h"

/* What each action needs, by oVirt's names. */
static const char *const permits[N_ACTIONS] = {
    [ACTION_READ] = "login",
    [ACTION_DATA_CENTER_CREATE] = "create_storage_pool",
    [ACTION_DATA_CENTER_EDIT] = "edit_storage_pool_configuration",
    [ACTION_DATA_CENTER_DELETE] = "delete_storage_pool",
    [ACTION_CLUSTER_CREATE] = "create_cluster",
    [ACTION_CLUSTER_EDIT] = "edit_cluster_configuration",
    [ACTION_CLUSTER_DELETE] = "delete_cluster",
    [ACTION_CLUSTER_NETWORK_ASSIGN] = "assign_cluster_network",
    [ACTION_NETWORK_CREATE] = "create_storage_pool_network",
    [ACTION_NETWORK_EDIT] = "configure_storage_pool_network",
    [ACTION_NETWORK_DELETE] = "delete_storage_pool_network",
    [ACTION_NETWORK_LABEL] = "configure_storage_pool_network",
    [ACTION_TAG_MANAGE] = "tag_management",
    [ACTION_QOS_MANAGE] = "configure_storage_pool_network",
    [ACTION_VNIC_PROFILE_CREATE] = "create_network_vnic_profile",
    [ACTION_VNIC_PROFILE_EDIT] = "configure_network_vnic_profile",
    [ACTION_VNIC_PROFILE_DELETE] = "delete_network_vnic_profile",
    [ACTION_MAC_POOL_CREATE] = "create_mac_pool",
    [ACTION_MAC_POOL_EDIT] = "edit_mac_pool",
    [ACTION_MAC_POOL_DELETE] = "delete_mac_pool",
    [ACTION_MAC_POOL_USE] = "configure_mac_pool",
    [ACTION_HOST_CREATE] = "create_host",
    [ACTION_HOST_EDIT] = "edit_host_configuration",
    [ACTION_HOST_DELETE] = "delete_host",
    [ACTION_HOST_ENROLL] = "edit_host_configuration",
    [ACTION_HOST_MAINTENANCE] = "manipulate_host",
    [ACTION_HOST_REFRESH] = "manipulate_host",
    [ACTION_HOST_NETWORK] = "configure_host_network",
    [ACTION_EVENT_INJECT] = "inject_external_events",
    [ACTION_EVENT_MANAGE] = "audit_log_management",
    [ACTION_TASK_INJECT] = "inject_external_tasks",
    [ACTION_VM_CREATE] = "create_vm",
    [ACTION_VM_EDIT] = "edit_vm_properties",
    [ACTION_VM_DELETE] = "delete_vm",
    [ACTION_VM_NETWORK] = "configure_vm_network",
    [ACTION_VM_RUN] = "run_vm",
    [ACTION_VM_STOP] = "stop_vm",
};

const char *permission_permit(Action action)
{
    g_assert(action < N_ACTIONS);
    return permits[action];
}

/* The administrator holds every permit; nobody else holds one yet. */
static bool holds_permit(Engine *engine, const Caller *caller, Action action)
{
    if (caller == NULL || g_strcmp0(caller->user_id, USER_ADMIN_ID) != 0)
        return false;
    g_autoptr(User) user = store_get(engine->store, &user_type, caller->user_id, NULL);
    return user != NULL && !user->disabled && permission_permit(action) != NULL;
}

/* The reference by which each type inherits; what is not here inherits from the system alone. */
static const struct {
    const EntityType *type;
    const char *column;
} parents[] = {
    { &cluster_type, "data_center" },
    { &network_type, "data_center" },
    { &network_label_type, "network" },
    { &vnic_profile_type, "network" },
    { &cluster_network_type, "cluster" },
    { &host_type, "cluster" },
    { &host_nic_type, "host" },
    { &pf_network_type, "host_nic" },
    { &pf_label_type, "host_nic" },
    { &vm_type, "cluster" },
    { &vm_nic_type, "vm" },
    { &step_type, "job" },
    { &qos_type, "data_center" },
    { &network_filter_parameter_type, "nic" },
};

void permission_parent(const void *entity, const EntityType **ret_type, const char **ret_id)
{
    const EntityType *type = ((const Entity *)entity)->type;
    *ret_type = NULL;
    *ret_id = NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(parents); i++) {
        if (parents[i].type != type)
            continue;
        const Field *field = &type->fields[entity_row_of(type, parents[i].column)];
        *ret_id = field_string(entity, field);
        *ret_type = *ret_id != NULL ? field->detail : NULL;
    }
}

bool permission_check_add(Engine *engine, const Caller *caller, Action action, const void *entity,
                          GError **error)
{
    const EntityType *type;
    const char *id;
    permission_parent(entity, &type, &id);
    return permission_check(engine, caller, action, type, id, error);
}

bool permission_check(Engine *engine, const Caller *caller, Action action, const EntityType *type,
                      const char *id, GError **error)
{
    if (holds_permit(engine, caller, action))
        return true;
    const char *name = caller != NULL && caller->user_name != NULL ? caller->user_name : "?";
    return fault_set(error, FAULT_NOT_AUTHORIZED, name, permission_permit(action));
}
