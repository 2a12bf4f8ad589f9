/* Rules of vNIC profiles. */
#include "engine/network-row.h"

#include "model/vnic-profile.h"

#include <string.h>

static bool check_name(const Crud *crud, const VnicProfile *profile, const Network *network,
                       GError **error)
{
    g_autoptr(GPtrArray) others =
        store_list_by(crud->store, &vnic_profile_type, "network", profile->network, error);
    for (guint i = 0; others != NULL && i < others->len; i++) {
        const VnicProfile *other = g_ptr_array_index(others, i);
        if (strcmp(other->name, profile->name) == 0 &&
            g_strcmp0(other->base.id, profile->base.id) != 0)
            return fault_set(error, FAULT_PROFILE_NAME_IN_USE, crud->verb, network->name,
                             profile->name);
    }
    return others != NULL && crud_check_name(crud, profile, profile->name, false, error);
}

static bool check(const Crud *crud, const VnicProfile *profile, const Network *network,
                  GError **error)
{
    if (!check_name(crud, profile, network, error))
        return false;
    if (profile->pass_through != PASS_THROUGH_ENABLED)
        return true;
    if (profile->port_mirroring)
        return fault_set(error, FAULT_PROFILE_PASSTHROUGH_PROPERTIES, crud->verb, profile->name);
    if (network->port_isolation)
        return fault_set(error, FAULT_PROFILE_PASSTHROUGH_PORT_ISOLATION, crud->verb, profile->name,
                         network->name);
    return true;
}

static bool before_add(const Crud *crud, void *entity, GError **error)
{
    const VnicProfile *profile = entity;
    g_autoptr(Network) network = store_get(crud->store, &network_type, profile->network, error);
    if (network == NULL)
        return false;
    if (!network_is_vm(network))
        return fault_set(error, FAULT_PROFILE_NON_VM_NETWORK, network->name);
    return check(crud, profile, network, error);
}

static bool check_unused(const Crud *crud, const VnicProfile *profile, GError **error)
{
    g_autoptr(GPtrArray) uses =
        network_row_profile_uses(crud->store, profile->base.id, NULL, error);
    if (uses == NULL)
        return false;
    if (uses->len == 0)
        return true;
    g_autofree char *text = crud_enumerate(uses);
    return fault_set(error, uses->len == 1 ? FAULT_PROFILE_IN_ONE_USE : FAULT_PROFILE_IN_MANY_USES,
                     crud->verb, profile->name, text);
}

static bool before_update(const Crud *crud, const void *old, void *entity, GError **error)
{
    const VnicProfile *before = old, *profile = entity;
    g_autoptr(Network) network = store_get(crud->store, &network_type, profile->network, error);
    bool reconnects = before->pass_through != profile->pass_through ||
                      before->port_mirroring != profile->port_mirroring;
    return network != NULL && check(crud, profile, network, error) &&
           (!reconnects || check_unused(crud, before, error));
}

static bool before_remove(const Crud *crud, const void *entity, GError **error)
{
    return check_unused(crud, entity, error);
}

static void refs(const void *entity, EventRefs *ret_refs, const char **ret_words)
{
    const VnicProfile *profile = entity;
    ret_refs->network = profile->network;
    ret_words[0] = "profile";
    ret_words[1] = profile->name;
}

const CrudRules vnic_profile_rules = {
    .type = &vnic_profile_type,
    .parent = "network",
    .add.action = ACTION_VNIC_PROFILE_CREATE,
    .add.done = "ADD_VNIC_PROFILE",
    .add.failed = "ADD_VNIC_PROFILE_FAILED",
    .update.action = ACTION_VNIC_PROFILE_EDIT,
    .update.done = "UPDATE_VNIC_PROFILE",
    .update.failed = "UPDATE_VNIC_PROFILE_FAILED",
    .remove.action = ACTION_VNIC_PROFILE_DELETE,
    .remove.done = "REMOVE_VNIC_PROFILE",
    .remove.failed = "REMOVE_VNIC_PROFILE_FAILED",
    .fixed.column = "network",
    .fixed.fault = FAULT_PROFILE_NETWORK_FIXED,
    .before_add = before_add,
    .before_update = before_update,
    .before_remove = before_remove,
    .refs = refs,
};
