/* Rules of VMs. */
#include "engine/crud.h"
#include "engine/mac-allocate.h"
#include "engine/network-row.h"
#include "model/cluster.h"
#include "model/host.h"
#include "model/lease.h"
#include "model/vnic-profile.h"

#include <string.h>

#define MIB           (G_GINT64_CONSTANT(1) << 20)
#define MAX_MEMORY    (16 * MIB * MIB) /* 16 TiB */
#define MAX_CPUS      512
#define NUMBER_LENGTH 24

/* What may change while it runs; all other rows need a start to take effect. */
static const char *const live_columns[] = { "name",        "description",  "comment",
                                            "affinity",    "pinned_hosts", "delete_protected",
                                            "start_paused" };

static const char *number_text(gint64 number, char buffer[NUMBER_LENGTH])
{
    g_snprintf(buffer, NUMBER_LENGTH, "%" G_GINT64_FORMAT, number);
    return buffer;
}

static bool check_size(const Crud *crud, const Vm *vm, GError **error)
{
    char a[NUMBER_LENGTH], b[NUMBER_LENGTH], c[NUMBER_LENGTH], d[NUMBER_LENGTH];
    if (vm->memory < MIB || vm->memory > MAX_MEMORY || vm->memory % MIB != 0)
        return fault_set(error, FAULT_VM_MEMORY_INVALID, crud->verb, number_text(vm->memory, a),
                         vm->name, "1", number_text(MAX_MEMORY / MIB, b));
    bool positive = vm->sockets >= 1 && vm->cores >= 1 && vm->threads >= 1;
    bool small = vm->sockets <= MAX_CPUS && vm->cores <= MAX_CPUS && vm->threads <= MAX_CPUS;
    if (!positive || !small || vm->sockets * vm->cores * vm->threads > MAX_CPUS)
        return fault_set(error, FAULT_VM_TOPOLOGY_INVALID, crud->verb, vm->name,
                         number_text(vm->sockets, a), number_text(vm->cores, b),
                         number_text(vm->threads, c), number_text(MAX_CPUS, d));
    return true;
}

static bool is_set(const char *text)
{
    return text != NULL && *text != '\0';
}

static bool check_path(const Crud *crud, const Vm *vm, const char *what, const char *path,
                       GError **error)
{
    return !is_set(path) || *path == '/' ||
           fault_set(error, FAULT_VM_PATH_INVALID, crud->verb, what, vm->name, path);
}

static bool check_boot(const Crud *crud, const Vm *vm, GError **error)
{
    if (!check_path(crud, vm, "kernel", vm->kernel, error) ||
        !check_path(crud, vm, "initrd", vm->initrd, error))
        return false;
    if (!is_set(vm->kernel) && (is_set(vm->initrd) || is_set(vm->cmdline)))
        return fault_set(error, FAULT_VM_LINUX_BOOT_PARAMS, crud->verb, vm->name);
    return true;
}

static bool check_pinning(const Crud *crud, const Vm *vm, GError **error)
{
    for (int i = 0; vm->pinned_hosts != NULL && vm->pinned_hosts[i] != NULL; i++) {
        g_autoptr(Host) host = store_get(crud->store, &host_type, vm->pinned_hosts[i], error);
        if (host == NULL)
            return false;
        if (strcmp(host->cluster, vm->cluster) != 0) {
            g_autofree char *cluster = crud_name(crud->store, &cluster_type, vm->cluster);
            return fault_set(error, FAULT_VM_PINNED_NOWHERE, crud->verb, vm->name, host->name,
                             cluster);
        }
    }
    return true;
}

static bool check(const Crud *crud, const Vm *vm, GError **error)
{
    g_autoptr(Vm) namesake = crud_other(crud, &vm_type, "name", vm->name, vm->base.id);
    if (namesake != NULL)
        return fault_set(error, FAULT_NAME_ALREADY_USED, crud->verb, vm_type.title, vm->name,
                         "another VM");
    return crud_check_name(crud, vm, vm->name, true, error) && check_size(crud, vm, error) &&
           check_boot(crud, vm, error) && check_pinning(crud, vm, error);
}

static bool before_add(const Crud *crud, void *entity, GError **error)
{
    Vm *vm = entity;
    if (!crud_given(Vm, vm, boot_devices))
        vm->boot_devices = g_strsplit("hd", " ", -1); /* as its template has it */
    vm->creation_time = engine_now();
    vm->status = VM_DOWN;
    return check(crud, vm, error);
}

/* --- changing --------------------------------------------------------------------------------- */

static bool check_running(const Vm *before, const Vm *vm, GError **error)
{
    if (!vm_status_is_running(before->status))
        return true;
    for (int row = 0; row < vm_type.n_fields; row++) {
        const Field *field = &vm_type.fields[row];
        if (!field_is_stored(field) || !crud_differs(before, vm, field->column))
            continue;
        bool live = false;
        for (gsize i = 0; i < G_N_ELEMENTS(live_columns); i++)
            live |= strcmp(live_columns[i], field->column) == 0;
        if (!live)
            return fault_set(error, FAULT_VM_MUST_BE_DOWN, before->name,
                             enum_word(&vm_status_table, before->status),
                             field->path != NULL ? field->path : field->column);
    }
    return true;
}

/* Its vNICs' networks must be in the new cluster, and their MAC addresses free there. */
static bool check_vnics_in_cluster(const Crud *crud, const Vm *vm, const Cluster *cluster,
                                   const GPtrArray *nics, GError **error)
{
    for (guint i = 0; i < nics->len; i++) {
        const VmNic *nic = g_ptr_array_index(nics, i);
        if (nic->vnic_profile == NULL)
            continue;
        g_autoptr(VnicProfile) profile =
            store_get(crud->store, &vnic_profile_type, nic->vnic_profile, error);
        if (profile == NULL)
            return false;
        g_autoptr(ClusterNetwork) row =
            network_row_attachment(crud->store, cluster->base.id, profile->network);
        if (row == NULL) {
            g_autofree char *network = crud_name(crud->store, &network_type, profile->network);
            return fault_set(error, FAULT_VNIC_NETWORK_NOT_IN_CLUSTER, crud->verb, network,
                             profile->name, cluster->name, vm->name);
        }
    }
    g_autoptr(MacPool) pool = mac_pool_of_cluster(crud->store, cluster->base.id, error);
    return pool != NULL && mac_check_move(crud, &vm_type, nics, pool, error);
}

static bool check_cluster(const Crud *crud, const Vm *before, const Vm *vm, GError **error)
{
    if (strcmp(before->cluster, vm->cluster) == 0)
        return true;
    g_autoptr(Cluster) from = store_get(crud->store, &cluster_type, before->cluster, error);
    g_autoptr(Cluster) to =
        from != NULL ? store_get(crud->store, &cluster_type, vm->cluster, error) : NULL;
    if (to == NULL)
        return false;
    if (g_strcmp0(from->data_center, to->data_center) != 0)
        return fault_set(error, FAULT_VM_CLUSTER_OTHER_DC, vm->name, to->name);
    g_autoptr(GPtrArray) nics = store_list_by(crud->store, &vm_nic_type, "vm", vm->base.id, error);
    return nics != NULL && check_vnics_in_cluster(crud, vm, to, nics, error);
}

static bool before_update(const Crud *crud, const void *old, void *entity, GError **error)
{
    const Vm *before = old;
    Vm *vm = entity;
    if (vm->cluster == NULL)
        vm->cluster = g_strdup(before->cluster);
    return check_running(before, vm, error) && check(crud, vm, error) &&
           check_cluster(crud, before, vm, error);
}

/* --- removing --------------------------------------------------------------------------------- */

static bool check_no_lease(const Crud *crud, const Vm *vm, GError **error)
{
    g_autoptr(Lease) lease = store_find(crud->store, &lease_type, "vm", vm->base.id, NULL);
    if (lease == NULL)
        return true;
    g_autofree char *nic = crud_name(crud->store, &host_nic_type, lease->host_nic);
    g_autofree char *host = crud_name(crud->store, &host_type, lease->host);
    char index[NUMBER_LENGTH];
    return fault_set(error, FAULT_VM_HAS_LEASE, crud->verb, number_text(lease->vf_index, index),
                     nic, host, enum_word(&lease_state_table, lease->state), vm->name);
}

static bool before_remove(const Crud *crud, const void *entity, GError **error)
{
    const Vm *vm = entity;
    if (vm->status != VM_DOWN)
        return fault_set(error, FAULT_VM_REMOVE_NOT_DOWN, vm->name,
                         enum_word(&vm_status_table, vm->status));
    if (vm->delete_protected)
        return fault_set(error, FAULT_VM_DELETE_PROTECTED, vm->name);
    return crud_check_no_job(crud, vm, "vm", error) && check_no_lease(crud, vm, error);
}

static void refs(const void *entity, EventRefs *ret_refs, const char **ret_words)
{
    const Vm *vm = entity;
    ret_refs->vm = vm->base.id;
    ret_refs->vm_name = vm->name;
    ret_refs->cluster = vm->cluster;
}

const CrudRules vm_rules = {
    .type = &vm_type,
    .parent = "cluster",
    .add.action = ACTION_VM_CREATE,
    .add.done = "USER_ADD_VM",
    .add.failed = "USER_FAILED_ADD_VM",
    .update.action = ACTION_VM_EDIT,
    .update.done = "USER_UPDATE_VM",
    .update.failed = "USER_FAILED_UPDATE_VM",
    .remove.action = ACTION_VM_DELETE,
    .remove.done = "USER_REMOVE_VM_FINISHED",
    .remove.failed = "USER_FAILED_REMOVE_VM",
    .before_add = before_add,
    .before_update = before_update,
    .before_remove = before_remove,
    .refs = refs,
};
