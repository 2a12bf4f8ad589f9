/* Rules of the parameters that a vNIC gives its network filter. */
#include "engine/crud.h"

#include "model/network-filter.h"
#include "model/vm.h"

#include <string.h>

static bool check_name(const Crud *crud, const NetworkFilterParameter *parameter, const VmNic *nic,
                       GError **error)
{
    g_autoptr(GPtrArray) others =
        store_list_by(crud->store, &network_filter_parameter_type, "nic", nic->base.id, error);
    for (guint i = 0; others != NULL && i < others->len; i++) {
        const NetworkFilterParameter *other = g_ptr_array_index(others, i);
        if (strcmp(other->name, parameter->name) == 0 &&
            g_strcmp0(other->base.id, parameter->base.id) != 0)
            return fault_set(error, FAULT_FILTER_PARAMETER_NAME_IN_USE, crud->verb, nic->name,
                             parameter->name);
    }
    return others != NULL && crud_check_name(crud, parameter, parameter->name, true, error);
}

static bool before_add(const Crud *crud, void *entity, GError **error)
{
    NetworkFilterParameter *parameter = entity;
    g_autoptr(VmNic) nic = store_get(crud->store, &vm_nic_type, parameter->nic, error);
    if (nic == NULL)
        return false;
    parameter->vm = g_strdup(nic->vm);
    return check_name(crud, parameter, nic, error);
}

static bool before_update(const Crud *crud, const void *old, void *entity, GError **error)
{
    const NetworkFilterParameter *parameter = entity;
    g_autoptr(VmNic) nic = store_get(crud->store, &vm_nic_type, parameter->nic, error);
    return nic != NULL && check_name(crud, parameter, nic, error);
}

static void refs(const void *entity, EventRefs *ret_refs, const char **ret_words)
{
    const NetworkFilterParameter *parameter = entity;
    ret_refs->vm = parameter->vm;
    ret_words[0] = "parameter";
    ret_words[1] = parameter->name;
}

const CrudRules network_filter_parameter_rules = {
    .type = &network_filter_parameter_type,
    .parent = "nic",
    .add.action = ACTION_VM_NETWORK,
    .add.done = "NETWORK_ADD_NIC_FILTER_PARAMETER",
    .add.failed = "NETWORK_ADD_NIC_FILTER_PARAMETER_FAILED",
    .update.action = ACTION_VM_NETWORK,
    .update.done = "NETWORK_UPDATE_NIC_FILTER_PARAMETER",
    .update.failed = "NETWORK_UPDATE_NIC_FILTER_PARAMETER_FAILED",
    .remove.action = ACTION_VM_NETWORK,
    .remove.done = "NETWORK_REMOVE_NIC_FILTER_PARAMETER",
    .remove.failed = "NETWORK_REMOVE_NIC_FILTER_PARAMETER_FAILED",
    .before_add = before_add,
    .before_update = before_update,
    .refs = refs,
};
