/* Rules of vNICs. */
#include "engine/vm-nic.h"

#include "engine/mac-allocate.h"
#include "engine/network-row.h"
#include "engine/vm-nic-plug.h"
#include "model/cluster.h"
#include "model/host.h"
#include "model/lease.h"
#include "model/vnic-profile.h"

#include <string.h>

static const char *status_word(const Vm *vm)
{
    return enum_word(&vm_status_table, vm->status);
}

bool vm_nic_check_profile(const Crud *crud, const VnicFacts *nic, GError **error)
{
    if (nic->vnic_profile == NULL)
        return true;
    g_autoptr(VnicProfile) profile =
        store_get(crud->store, &vnic_profile_type, nic->vnic_profile, error);
    if (profile == NULL)
        return false;
    if (!vm_nic_means_profile(crud, nic->owner_cluster, profile)) {
        g_autofree char *network = crud_name(crud->store, &network_type, profile->network);
        g_autofree char *cluster = crud_name(crud->store, &cluster_type, nic->owner_cluster);
        return fault_set(error, FAULT_VNIC_NETWORK_NOT_IN_CLUSTER, crud->verb, network,
                         profile->name, cluster, nic->owner);
    }
    bool passthrough = profile->pass_through == PASS_THROUGH_ENABLED;
    return passthrough == (nic->interface == VM_NIC_PCI_PASSTHROUGH) ||
           fault_set(error, FAULT_VNIC_TYPE_NOT_MATCH_PROFILE, crud->verb,
                     enum_word(&vm_nic_interface_table, nic->interface), nic->name, profile->name,
                     passthrough ? "enabled" : "disabled");
}

bool vm_nic_means_profile(const Crud *crud, const char *owner_cluster, const VnicProfile *profile)
{
    g_autoptr(ClusterNetwork) row =
        owner_cluster != NULL ? network_row_attachment(crud->store, owner_cluster, profile->network)
                              : NULL;
    return row != NULL;
}

static bool check(const Crud *crud, const VmNic *nic, const Vm *vm, const GPtrArray *nics,
                  GError **error)
{
    if (!crud_check_name(crud, nic, nic->name, false, error))
        return false;
    for (guint i = 0; i < nics->len; i++) {
        const VmNic *other = g_ptr_array_index(nics, i);
        if (strcmp(other->name, nic->name) == 0 && g_strcmp0(other->base.id, nic->base.id) != 0)
            return fault_set(error, FAULT_VNIC_NAME_IN_USE, crud->verb, vm_nic_type.title, vm->name,
                             nic->name);
    }
    const VnicFacts facts = { nic->name, nic->interface, nic->vnic_profile, vm->name, vm->cluster };
    if (!vm_nic_check_profile(crud, &facts, error))
        return false;
    if (nic->interface == VM_NIC_PCI_PASSTHROUGH && !nic->linked)
        return fault_set(error, FAULT_VNIC_UNLINK_PASSTHROUGH, crud->verb, nic->name, vm->name);
    return true;
}

/* Its address: the given one when it may be used, else one of the pool. */
static bool take_mac(const Crud *crud, VmNic *nic, const Vm *vm, GError **error)
{
    g_autoptr(MacPool) pool = mac_pool_of_cluster(crud->store, vm->cluster, error);
    if (pool == NULL)
        return false;
    if (nic->mac == NULL || *nic->mac == '\0') {
        g_free(nic->mac);
        nic->mac = mac_allocate(crud, pool, error);
        return nic->mac != NULL;
    }
    MacAddr mac;
    if (!mac_parse(nic->mac, &mac, NULL) || mac_is_multicast(&mac) || mac_is_zero(&mac))
        return fault_set(error, FAULT_MAC_INVALID, crud->verb, nic->mac);
    char text[MAC_TEXT_SIZE];
    g_free(nic->mac);
    nic->mac = g_strdup(mac_format(&mac, text));
    return mac_check_unused(crud, pool, nic->mac, nic->base.id, error);
}

static gint64 next_position(const GPtrArray *nics)
{
    gint64 next = 0;
    for (guint i = 0; i < nics->len; i++)
        next = MAX(next, ((const VmNic *)g_ptr_array_index(nics, i))->position + 1);
    return next;
}

static bool before_add(const Crud *crud, void *entity, GError **error)
{
    VmNic *nic = entity;
    g_autoptr(Vm) vm = store_get(crud->store, &vm_type, nic->vm, error);
    if (vm == NULL)
        return false;
    if (vm->status != VM_DOWN && vm->status != VM_UP)
        return fault_set(error, FAULT_VNIC_ADD_STATUS, vm->name, status_word(vm));
    if (vm->status == VM_UP && nic->plugged) /* since the request was looked at */
        return fault_set(error, FAULT_OBJECT_LOCKED, crud->verb, "VM network interface", vm->name,
                         "it has just been started");
    g_autoptr(GPtrArray) nics = store_list_by(crud->store, &vm_nic_type, "vm", nic->vm, error);
    if (nics == NULL)
        return false;
    if (nics->len >= VNICS_MAX)
        return fault_set(error, FAULT_VNIC_LIMIT, vm->name, G_STRINGIFY(VNICS_MAX));
    nic->position = next_position(nics);
    return check(crud, nic, vm, nics, error) && take_mac(crud, nic, vm, error);
}

bool vm_nic_copy(const Crud *crud, const TemplateNic *from, const char *vm_id, GError **error)
{
    g_autoptr(VmNic) nic = entity_new(&vm_nic_type);
    nic->vm = g_strdup(vm_id);
    nic->name = g_strdup(from->name);
    nic->description = g_strdup(from->description);
    nic->comment = g_strdup(from->comment);
    nic->interface = from->interface;
    nic->vnic_profile = g_strdup(from->vnic_profile);
    nic->linked = from->linked;
    nic->plugged = from->plugged;
    return before_add(crud, nic, error) && store_insert(crud->store, nic, error);
}

/* What is in a running VM keeps its type and address; a passthrough one, as its clients expect,
 * keeps all it has.  To plug and to unplug is vm-nic-plug.c's. */
static bool check_running(const Crud *crud, const VmNic *before, const VmNic *nic, const Vm *vm,
                          GError **error)
{
    static const char *const fixed[] = { "interface", "mac" };
    if (!vm_status_is_running(vm->status))
        return true;
    if (before->plugged != nic->plugged)
        return fault_set(error, FAULT_OBJECT_LOCKED, crud->verb, "VM network interface", vm->name,
                         "it has just been started");
    if (!before->plugged)
        return true;
    const char *changed = NULL;
    for (gsize i = 0; changed == NULL && i < G_N_ELEMENTS(fixed); i++)
        if (crud_differs(before, nic, fixed[i]))
            changed = fixed[i];
    if (changed == NULL && before->interface != VM_NIC_PCI_PASSTHROUGH)
        return true;
    fault_set(error, FAULT_VNIC_HOT_UPDATE, vm->name, status_word(vm), before->name);
    return changed != NULL && crud_about(error, &vm_nic_type, changed);
}

static bool before_update(const Crud *crud, const void *old, void *entity, GError **error)
{
    const VmNic *before = old;
    VmNic *nic = entity;
    g_autoptr(Vm) vm = store_get(crud->store, &vm_type, nic->vm, error);
    if (vm == NULL || !check_running(crud, before, nic, vm, error))
        return false;
    g_autoptr(GPtrArray) nics = store_list_by(crud->store, &vm_nic_type, "vm", nic->vm, error);
    if (nics == NULL || !check(crud, nic, vm, nics, error))
        return false;
    if (nic->mac == NULL)
        nic->mac = g_strdup(before->mac);
    return !crud_differs(before, nic, "mac") || take_mac(crud, nic, vm, error);
}

static void refs(const void *entity, EventRefs *ret_refs, const char **ret_words)
{
    const VmNic *nic = entity;
    ret_refs->vm = nic->vm;
    ret_words[0] = "nic";
    ret_words[1] = nic->name;
}

/* Plugging has an event of its own, beside that of the change. */
static bool after_update(const Crud *crud, const void *old, const void *entity, GError **error)
{
    const VmNic *nic = entity;
    if (((const VmNic *)old)->plugged == nic->plugged)
        return true;
    const EventRefs event = { .vm = nic->vm, .words = EVENT_WORDS("nic", nic->name) };
    return event_add(crud->store, crud->caller,
                     nic->plugged ? "NETWORK_ACTIVATE_VM_INTERFACE_SUCCESS"
                                  : "NETWORK_DEACTIVATE_VM_INTERFACE_SUCCESS",
                     &event, error);
}

static bool before_remove(const Crud *crud, const void *entity, GError **error)
{
    const VmNic *nic = entity;
    g_autoptr(Vm) vm = store_get(crud->store, &vm_type, nic->vm, error);
    if (vm == NULL)
        return false;
    if (nic->plugged && vm_status_is_running(vm->status))
        return fault_set(error, FAULT_VNIC_REMOVE_ACTIVE, nic->name, vm->name, status_word(vm));
    g_autoptr(Lease) lease = store_find(crud->store, &lease_type, "vm_nic", nic->base.id, NULL);
    if (lease == NULL)
        return true;
    g_autofree char *pf = crud_name(crud->store, &host_nic_type, lease->host_nic);
    g_autofree char *host = crud_name(crud->store, &host_type, lease->host);
    g_autofree char *index = g_strdup_printf("%" G_GINT64_FORMAT, lease->vf_index);
    return fault_set(error, FAULT_VM_HAS_LEASE, crud->verb, index, pf, host,
                     enum_word(&lease_state_table, lease->state), vm->name);
}

/* Among profiles of one name that of a network in the VM's cluster is meant. */
static bool means(const Crud *crud, const void *entity, const char *column, const void *candidate)
{
    if (strcmp(column, "vnic_profile") != 0)
        return true;
    const VmNic *nic = entity;
    g_autoptr(Vm) vm = nic->vm != NULL ? store_get(crud->store, &vm_type, nic->vm, NULL) : NULL;
    return vm != NULL && vm_nic_means_profile(crud, vm->cluster, candidate);
}

const CrudRules vm_nic_rules = {
    .type = &vm_nic_type,
    .parent = "vm",
    .add.action = ACTION_VM_NETWORK,
    .add.done = "NETWORK_ADD_VM_INTERFACE",
    .add.failed = "NETWORK_ADD_VM_INTERFACE_FAILED",
    .update.action = ACTION_VM_NETWORK,
    .update.done = "NETWORK_UPDATE_VM_INTERFACE",
    .update.failed = "NETWORK_UPDATE_VM_INTERFACE_FAILED",
    .remove.action = ACTION_VM_NETWORK,
    .remove.done = "NETWORK_REMOVE_VM_INTERFACE",
    .remove.failed = "NETWORK_REMOVE_VM_INTERFACE_FAILED",
    .run_add = vm_nic_plug_add,
    .run_update = vm_nic_plug_update,
    .before_add = before_add,
    .before_update = before_update,
    .after_update = after_update,
    .before_remove = before_remove,
    .means = means,
    .refs = refs,
};
