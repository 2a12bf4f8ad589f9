/* permission.h - may this caller do that?  Deny by default. */
#pragma once

#include "engine/grants.h"

typedef enum {
    ACTION_READ,
    ACTION_DATA_CENTER_CREATE,
    ACTION_DATA_CENTER_EDIT,
    ACTION_DATA_CENTER_DELETE,
    ACTION_CLUSTER_CREATE,
    ACTION_CLUSTER_EDIT,
    ACTION_CLUSTER_DELETE,
    ACTION_CLUSTER_NETWORK_ASSIGN, /* and take away: asked of the network */
    ACTION_CLUSTER_NETWORK_EDIT,
    ACTION_NETWORK_CREATE,
    ACTION_NETWORK_EDIT,
    ACTION_NETWORK_DELETE,
    ACTION_NETWORK_LABEL,
    ACTION_QOS_MANAGE,
    ACTION_TAG_MANAGE, /* also affinity labels */
    ACTION_BOOKMARK_MANAGE,
    ACTION_VNIC_PROFILE_CREATE,
    ACTION_VNIC_PROFILE_EDIT,
    ACTION_VNIC_PROFILE_DELETE,
    ACTION_MAC_POOL_CREATE,
    ACTION_MAC_POOL_EDIT,
    ACTION_MAC_POOL_DELETE,
    ACTION_MAC_POOL_USE,
    ACTION_HOST_CREATE,
    ACTION_HOST_EDIT,
    ACTION_HOST_DELETE,
    ACTION_HOST_ENROLL,
    ACTION_HOST_MAINTENANCE,
    ACTION_HOST_REFRESH,
    ACTION_HOST_NETWORK, /* PFs: number of VFs, allowed networks and labels */
    ACTION_EVENT_INJECT,
    ACTION_EVENT_MANAGE,
    ACTION_TASK_INJECT,
    ACTION_VM_CREATE,
    ACTION_VM_EDIT,
    ACTION_VM_DELETE,
    ACTION_VM_NETWORK,
    ACTION_VM_RUN,
    ACTION_VM_STOP,
    ACTION_USER_MANAGE, /* and groups */
    ACTION_ROLE_MANAGE,
    ACTION_PERMISSION_MANAGE,
    ACTION_VM_REBOOT,
    ACTION_TEMPLATE_CREATE,
    ACTION_TEMPLATE_EDIT,
    ACTION_TEMPLATE_DELETE,
    ACTION_TEMPLATE_NETWORK,
    N_ACTIONS
} Action;

/* The permit (oVirt's name) that 'action' needs. */
const char *permission_permit(Action action);

/* The column of what entities of 'type' inherit from; NULL: the system, or none. */
const char *permission_parent_column(const EntityType *type);

/* Finds what the permissions of an 'entity' are inherited from; NULL, NULL: the system. */
void permission_parent(const void *entity, const EntityType **ret_type, const char **ret_id);

/* Whether 'test' holds of a grant on the entity 'id' of 'type' or on anything that it inherits
 * from; 'permit' is passed on to it. */
bool permission_is_granted(Store *store, const Grants *grants, const EntityType *type,
                           const char *id, bool (*test)(const Grant *grant, int permit),
                           int permit);

/* False with FAULT_NOT_AUTHORIZED unless 'caller' may do 'action' to the entity 'id' of 'type';
 * NULL, NULL is the system.  To read is to see: ERR_NOT_FOUND for what the caller does not. */
bool permission_check(Engine *engine, const Caller *caller, Action action, const EntityType *type,
                      const char *id, GError **error);

/* The same for a new 'entity', whose references are set: it is asked of what it will lie in. */
bool permission_check_add(Engine *engine, const Caller *caller, Action action, const void *entity,
                          GError **error);

/* What it takes besides to refer to other things as 'entity' does; 'old' is what it was, NULL: it
 * is new.  References that do not change need nothing. */
bool permission_check_references(Engine *engine, const Caller *caller, const void *old,
                                 const void *entity, GError **error);

/* Gives the caller the role that makes a new 'entity' his own, unless he sees everything anyway. */
bool permission_own(Engine *engine, const Caller *caller, const void *entity, GError **error);

/* The same by the name of a permit, for what a command needs besides. */
bool permission_check_permit(Engine *engine, const Caller *caller, const char *permit,
                             const EntityType *type, const char *id, GError **error);
bool permission_holds(Engine *engine, const Caller *caller, const char *permit,
                      const EntityType *type, const char *id);

/* Whether the role SuperUser is held on the system: who may give roles of administrators away. */
bool permission_is_super_user(Engine *engine, const Caller *caller);
