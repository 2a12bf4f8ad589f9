#include "model/role.h"

#include "model/cluster.h"
#include "model/data-center.h"
#include "model/host.h"
#include "model/mac-pool.h"
#include "model/network.h"
#include "model/permit.h"
#include "model/user.h"
#include "model/vm.h"
#include "model/vnic-profile.h"

#define AT(member) FIELD_AT(Role, member)

static const Field fields[] = {
    { AT(name), "name", FIELD_STRING, F_REQUIRED | F_ALWAYS, 1, 126, NULL, "Unique name." },
    { AT(description), "description", FIELD_STRING, F_ALWAYS, 0, 4000, NULL, "Free text." },
    { AT(mutable), "mutable", FIELD_BOOL, F_READONLY | F_ALWAYS, 0, 0, NULL,
      "Whether it can be changed and removed; the roles of oVirt cannot.", .initial = TRUE },
    { AT(administrative), "administrative", FIELD_BOOL, F_IMMUTABLE | F_ALWAYS, 0, 0, NULL,
      "Whether it is a role of administrators, which only a SuperUser gives away." },
    { AT(views_children), NULL, FIELD_BOOL, F_INTERNAL, 0, 0, NULL,
      "Whether its holder sees what lies in the object.", .initial = TRUE },
    { AT(permits), "permits/permit", FIELD_STRINGS, F_REQUIRED | F_IDS | F_INPUT_ONLY, 0, 0,
      &permit_type, "What it allows." },
};

const EntityType role_type = ENTITY_TYPE(Role, fields, .name = "role", .element = "role",
                                         .collection = "roles", .path = "roles", .title = "Role");

#undef AT
#define AT(member) FIELD_AT(Permission, member)

static const Field permission_fields[] = {
    { AT(role), "role", FIELD_REF, F_REQUIRED | F_ALWAYS, 0, 0, &role_type, "What is allowed." },
    { AT(user), "user", FIELD_REF, 0, 0, 0, &user_type, "Who is allowed it." },
    { AT(group), "group", FIELD_REF, 0, 0, 0, &group_type, "Or the group that is." },
    { AT(data_center), "data_center", FIELD_REF, 0, 0, 0, &data_center_type, "On what." },
    { AT(cluster), "cluster", FIELD_REF, 0, 0, 0, &cluster_type, "On what." },
    { AT(host), "host", FIELD_REF, 0, 0, 0, &host_type, "On what." },
    { AT(network), "network", FIELD_REF, 0, 0, 0, &network_type, "On what." },
    { AT(vnic_profile), "vnic_profile", FIELD_REF, 0, 0, 0, &vnic_profile_type, "On what." },
    { AT(vm), "vm", FIELD_REF, 0, 0, 0, &vm_type, "On what." },
    { AT(template), "template", FIELD_REF, 0, 0, 0, &template_type, "On what." },
    { AT(mac_pool), "mac_pool", FIELD_REF, 0, 0, 0, &mac_pool_type, "On what." },
};

const EntityType permission_type =
    ENTITY_TYPE(Permission, permission_fields, .name = "permission", .element = "permission",
                .collection = "permissions", .path = "permissions", .title = "Permission");

#define FIRST_OBJECT 3 /* row */

const Field *permission_object(const Permission *permission)
{
    for (gsize i = FIRST_OBJECT; i < G_N_ELEMENTS(permission_fields); i++)
        if (field_string(permission, &permission_fields[i]) != NULL)
            return &permission_fields[i];
    return NULL;
}

const char *permission_column(const EntityType *type)
{
    for (gsize i = FIRST_OBJECT; i < G_N_ELEMENTS(permission_fields); i++)
        if (permission_fields[i].detail == type)
            return permission_fields[i].column;
    return NULL;
}
