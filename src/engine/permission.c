#include "engine/permission.h"

#include "engine/grants.h"
#include "engine/role.h"
#include "engine/visibility.h"
#include "model/cluster.h"
#include "model/data-center.h"
#include "model/host.h"
#include "model/network.h"
#include "model/role.h"
#include "model/vm.h"
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
    [ACTION_CLUSTER_NETWORK_EDIT] = "configure_cluster_network",
    [ACTION_NETWORK_CREATE] = "create_storage_pool_network",
    [ACTION_NETWORK_EDIT] = "configure_storage_pool_network",
    [ACTION_NETWORK_DELETE] = "delete_storage_pool_network",
    [ACTION_NETWORK_LABEL] = "configure_storage_pool_network",
    [ACTION_TAG_MANAGE] = "tag_management",
    [ACTION_BOOKMARK_MANAGE] = "bookmark_management",
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
    [ACTION_USER_MANAGE] = "manipulate_users",
    [ACTION_ROLE_MANAGE] = "manipulate_roles",
    [ACTION_PERMISSION_MANAGE] = "manipulate_permissions",
    [ACTION_VM_REBOOT] = "reboot_vm",
    [ACTION_TEMPLATE_CREATE] = "create_template",
    [ACTION_TEMPLATE_EDIT] = "edit_template_properties",
    [ACTION_TEMPLATE_DELETE] = "delete_template",
    [ACTION_TEMPLATE_NETWORK] = "configure_template_network",
};

const char *permission_permit(Action action)
{
    g_assert(action < N_ACTIONS);
    return permits[action];
}

/* The reference by which each type inherits, where it is not the one that it is served under; what
 * has none inherits from the system alone. */
static const struct {
    const EntityType *type;
    const char *column;
} parents[] = {
    { &cluster_type, "data_center" },  { &network_type, "data_center" },
    { &vnic_profile_type, "network" }, { &host_type, "cluster" },
    { &template_type, "cluster" },     { &template_nic_type, "template" },
    { &vm_type, "cluster" },
};

const char *permission_parent_column(const EntityType *type)
{
    for (gsize i = 0; i < G_N_ELEMENTS(parents); i++)
        if (parents[i].type == type)
            return parents[i].column;
    return type->parent;
}

void permission_parent(const void *entity, const EntityType **ret_type, const char **ret_id)
{
    const EntityType *type = ((const Entity *)entity)->type;
    const char *column = permission_parent_column(type);
    const Field *field = column != NULL ? &type->fields[entity_row_of(type, column)] : NULL;
    if (type == &permission_type)
        field = permission_object(entity);
    *ret_id = field != NULL ? field_string(entity, field) : NULL;
    *ret_type = *ret_id != NULL ? field->detail : NULL;
}

bool permission_is_granted(Store *store, const Grants *grants, const EntityType *type,
                           const char *id, bool (*test)(const Grant *grant, int permit), int permit)
{
    g_autoptr(Entity) entity = NULL;
    while (type != NULL) {
        const Grant *grant = grants_find(grants, id);
        if (grant != NULL && test(grant, permit))
            return true;
        g_autoptr(Entity) next = type->computed ? NULL : store_find(store, type, "id", id, NULL);
        if (next == NULL)
            return false;
        entity_free(entity);
        entity = g_steal_pointer(&next);
        permission_parent(entity, &type, &id);
    }
    return false;
}

static bool holds_permit(Engine *engine, const Grants *grants, int permit, const EntityType *type,
                         const char *id)
{
    if (grants_hold(grants, permit))
        return true;
    return grants_hold_anywhere(grants, permit) &&
           permission_is_granted(engine->store, grants, type, id, grant_holds, permit);
}

bool permission_check_permit(Engine *engine, const Caller *caller, const char *permit,
                             const EntityType *type, const char *id, GError **error)
{
    g_autoptr(Grants) grants = grants_of(engine, caller != NULL ? caller->user_id : NULL);
    if (holds_permit(engine, grants, permit_find(permit), type, id))
        return true;
    const char *name = caller != NULL && caller->user_name != NULL ? caller->user_name : "?";
    g_autofree char *object =
        type != NULL ? g_strdup_printf("%s %s", type->title, id) : g_strdup("the system");
    return fault_set(error, FAULT_NOT_AUTHORIZED, name, permit, object);
}

/* To log in and to read is to hold "login" somewhere; what is read must be seen besides. */
static bool check_read(Engine *engine, const Caller *caller, const EntityType *type, const char *id,
                       GError **error)
{
    g_autoptr(Grants) grants = grants_of(engine, caller != NULL ? caller->user_id : NULL);
    if (!grants_may_log_in(grants)) {
        const char *name = caller != NULL && caller->user_name != NULL ? caller->user_name : "?";
        return fault_set(error, FAULT_LOGIN_NOT_PERMITTED, name);
    }
    if (type == NULL || grants_see_all(grants))
        return true;
    g_autoptr(Entity) entity = store_get(engine->store, type, id, error);
    return entity != NULL && visibility_check(engine, caller, entity, error);
}

bool permission_check(Engine *engine, const Caller *caller, Action action, const EntityType *type,
                      const char *id, GError **error)
{
    if (action == ACTION_READ)
        return check_read(engine, caller, type, id, error);
    return permission_check_permit(engine, caller, permission_permit(action), type, id, error);
}

bool permission_check_add(Engine *engine, const Caller *caller, Action action, const void *entity,
                          GError **error)
{
    const EntityType *type;
    const char *id;
    permission_parent(entity, &type, &id);
    return permission_check(engine, caller, action, type, id, error);
}

/* Permits that a reference needs on its target and a list on the entity itself, as in oVirt: a
 * profile is used by who may configure vNICs on it, hosts are chosen by administrators. */
static const struct {
    const EntityType *type;
    const char *column, *permit;
} references[] = {
    { &vm_type, "cluster", "create_vm" },
    { &vm_type, "template", "create_vm" },
    { &vm_type, "pinned_hosts", "edit_admin_vm_properties" },
    { &vm_nic_type, "vnic_profile", "configure_vm_network" },
    { &host_type, "cluster", "create_host" },
    { &cluster_type, "data_center", "create_cluster" },
    { &cluster_type, "mac_pool", "configure_mac_pool" },
    { &data_center_type, "mac_pool", "configure_mac_pool" },
};

bool permission_check_references(Engine *engine, const Caller *caller, const void *old,
                                 const void *entity, GError **error)
{
    const EntityType *type = ((const Entity *)entity)->type;
    for (gsize i = 0; i < G_N_ELEMENTS(references); i++) {
        if (references[i].type != type)
            continue;
        const Field *field = &type->fields[entity_row_of(type, references[i].column)];
        g_autofree char *before = old != NULL ? field_text(old, field) : NULL;
        g_autofree char *after = field_text(entity, field);
        if (after == NULL || *after == '\0' || g_strcmp0(before, after) == 0)
            continue;
        const EntityType *target = field->detail;
        const char *id = after;
        if (field->kind == FIELD_STRINGS && old == NULL)
            permission_parent(entity, &target, &id);
        else if (field->kind == FIELD_STRINGS) {
            target = type;
            id = ((const Entity *)old)->id;
        }
        if (!permission_check_permit(engine, caller, references[i].permit, target, id, error))
            return false;
    }
    return true;
}

/* What the creator of a thing gets on it. */
static const struct {
    const EntityType *type;
    const char *role_id;
} owners[] = {
    { &vm_type, ROLE_USER_VM_MANAGER_ID },
    { &template_type, ROLE_TEMPLATE_OWNER_ID },
};

bool permission_own(Engine *engine, const Caller *caller, const void *entity, GError **error)
{
    const Entity *it = entity;
    g_autoptr(Grants) grants = grants_of(engine, caller != NULL ? caller->user_id : NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(owners) && !grants_see_all(grants); i++)
        if (owners[i].type == it->type && !role_grant(engine->store, owners[i].role_id, "user",
                                                      caller->user_id, it->type, it->id, error))
            return false;
    return true;
}

bool permission_holds(Engine *engine, const Caller *caller, const char *permit,
                      const EntityType *type, const char *id)
{
    return permission_check_permit(engine, caller, permit, type, id, NULL);
}

bool permission_is_super_user(Engine *engine, const Caller *caller)
{
    g_autoptr(Grants) grants = grants_of(engine, caller != NULL ? caller->user_id : NULL);
    return grants_super_user(grants);
}
