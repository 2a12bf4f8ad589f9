/* permission.h - may this caller do that?  Deny by default. */
#pragma once

#include "engine/engine-private.h"

typedef enum {
    ACTION_READ,
    ACTION_DATA_CENTER_CREATE,
    ACTION_DATA_CENTER_EDIT,
    ACTION_DATA_CENTER_DELETE,
    ACTION_CLUSTER_CREATE,
    ACTION_CLUSTER_EDIT,
    ACTION_CLUSTER_DELETE,
    ACTION_CLUSTER_NETWORK_ASSIGN,
    ACTION_NETWORK_CREATE,
    ACTION_NETWORK_EDIT,
    ACTION_NETWORK_DELETE,
    ACTION_NETWORK_LABEL,
    ACTION_QOS_MANAGE,
    ACTION_TAG_MANAGE, /* also affinity labels */
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
    N_ACTIONS
} Action;

/* The permit (oVirt's name) that 'action' needs. */
const char *permission_permit(Action action);

/* Finds what the permissions of an 'entity' are inherited from; NULL, NULL: the system. */
void permission_parent(const void *entity, const EntityType **ret_type, const char **ret_id);

/* False with FAULT_NOT_AUTHORIZED unless 'caller' may do 'action' to the entity 'id' of 'type';
 * NULL, NULL is the system. */
bool permission_check(Engine *engine, const Caller *caller, Action action, const EntityType *type,
                      const char *id, GError **error);

/* The same for a new 'entity', whose references are set: it is asked of what it will lie in. */
bool permission_check_add(Engine *engine, const Caller *caller, Action action, const void *entity,
                          GError **error);
