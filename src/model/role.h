/* role.h - named lists of permits, and who holds which role on what.  Pure data. */
#pragma once

#include "model/entity.h"

#define ROLE_SUPER_USER_ID        "00000000-0000-0000-0000-000000000001"
#define ROLE_USER_VM_MANAGER_ID   "def00006-0000-0000-0000-def000000006"
#define ROLE_TEMPLATE_OWNER_ID    "def0000a-0000-0000-0000-def00000000f"
#define ROLE_VNIC_PROFILE_USER_ID "def0000a-0000-0000-0000-def000000010"

typedef struct {
    Entity base;
    char *name, *description;
    gboolean mutable;        /* not one of those that are always there */
    gboolean administrative; /* given and taken by a SuperUser only */
    gboolean views_children; /* who holds it on a thing sees what lies in the thing */
    char **permits;          /* names */
} Role;

/* A role for one user or one group, on the one object that is not NULL; on none: on the system. */
typedef struct {
    Entity base;
    char *role;
    char *user, *group;
    char *data_center, *cluster, *host, *network, *vnic_profile, *vm, *template, *mac_pool;
} Permission;

extern const EntityType role_type, permission_type;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Role, entity_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Permission, entity_free)

/* The row of the permission's reference to its object; NULL: the system. */
const Field *permission_object(const Permission *permission);

/* The column of permissions for objects of 'type'; NULL when there are none. */
const char *permission_column(const EntityType *type);
