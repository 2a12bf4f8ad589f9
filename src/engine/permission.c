#include "engine/permission.h"

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
    [ACTION_VNIC_PROFILE_CREATE] = "create_network_vnic_profile",
    [ACTION_VNIC_PROFILE_EDIT] = "configure_network_vnic_profile",
    [ACTION_VNIC_PROFILE_DELETE] = "delete_network_vnic_profile",
    [ACTION_MAC_POOL_CREATE] = "create_mac_pool",
    [ACTION_MAC_POOL_EDIT] = "edit_mac_pool",
    [ACTION_MAC_POOL_DELETE] = "delete_mac_pool",
    [ACTION_HOST_CREATE] = "create_host",
    [ACTION_HOST_EDIT] = "edit_host_configuration",
    [ACTION_HOST_DELETE] = "delete_host",
    [ACTION_HOST_ENROLL] = "edit_host_configuration",
    [ACTION_HOST_MAINTENANCE] = "manipulate_host",
    [ACTION_HOST_REFRESH] = "manipulate_host",
    [ACTION_HOST_NETWORK] = "configure_host_network",
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

bool permission_check(Engine *engine, const Caller *caller, Action action, GError **error)
{
    if (holds_permit(engine, caller, action))
        return true;
    const char *name = caller != NULL && caller->user_name != NULL ? caller->user_name : "?";
    return fault_set(error, FAULT_NOT_AUTHORIZED, name, permission_permit(action));
}
