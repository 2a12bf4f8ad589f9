/* Rules of VMs. */
#include "engine/crud.h"
#include "engine/mac-allocate.h"
#include "engine/network-row.h"
#include "engine/vm-next-run.h"
#include "engine/vm-nic.h"
#include "engine/vm-settings.h"
#include "model/cluster.h"
#include "model/host.h"
#include "model/lease.h"
#include "model/vnic-profile.h"

#include <string.h>

#define NUMBER_LENGTH 24

static const char *number_text(gint64 number, char buffer[NUMBER_LENGTH])
{
    g_snprintf(buffer, NUMBER_LENGTH, "%" G_GINT64_FORMAT, number);
    return buffer;
}

static bool check(const Crud *crud, const Vm *vm, GError **error)
{
    g_autoptr(Vm) namesake = crud_other(crud, &vm_type, "name", vm->name, vm->base.id);
    if (namesake != NULL)
        return fault_set(error, FAULT_NAME_ALREADY_USED, crud->verb, vm_type.title, vm->name,
                         "another VM");
    return crud_check_name(crud, vm, vm->name, true, error) &&
           vm_settings_check(crud, &vm->common, error) &&
           vm_settings_check_pinning(crud, &vm->common, error);
}

/* --- adding ------------------------------------------------------------------------------------
 */

static char *data_center_of(const Crud *crud, const char *cluster_id)
{
    g_autoptr(Cluster) cluster = store_get(crud->store, &cluster_type, cluster_id, NULL);
    return cluster != NULL ? g_strdup(cluster->data_center) : NULL;
}

/* A template of another data center has its vNICs in networks that are not here. */
static bool check_template(const Crud *crud, const Vm *vm, const Template *template, GError **error)
{
    if (template->cluster == NULL)
        return true;
    g_autofree char *its = data_center_of(crud, template->cluster);
    g_autofree char *ours = data_center_of(crud, vm->cluster);
    if (g_strcmp0(its, ours) == 0)
        return true;
    g_autofree char *cluster = crud_name(crud->store, &cluster_type, vm->cluster);
    return fault_set(error, FAULT_VM_TEMPLATE_OTHER_DC, vm->name, template->name, cluster);
}

static bool before_add(const Crud *crud, void *entity, GError **error)
{
    Vm *vm = entity;
    g_autoptr(Template) template = store_get(crud->store, &template_type, vm->template, error);
    if (template == NULL || !check_template(crud, vm, template, error))
        return false;
    vm_settings_inherit(&vm->common, &template->common);
    vm_settings_normalise(&vm->common);
    if (vm->clone) { /* it has all of its own, and its template may go */
        vm->original_template = g_steal_pointer(&vm->template);
        vm->template = g_strdup(TEMPLATE_BLANK_ID);
    }
    vm->clone = vm->next_run_only = FALSE;
    vm->creation_time = engine_now();
    vm->status = VM_DOWN;
    return check(crud, vm, error);
}

static bool after_add(const Crud *crud, const void *entity, GError **error)
{
    const Vm *vm = entity;
    const char *template = vm->original_template != NULL ? vm->original_template : vm->template;
    const StoreCondition condition = { .column = "template", .text = template };
    const StoreQuery query = { .conditions = &condition, .n_conditions = 1, .order = "position" };
    g_autoptr(GPtrArray) nics = store_list(crud->store, &template_nic_type, &query, error);
    for (guint i = 0; nics != NULL && i < nics->len; i++)
        if (!vm_nic_copy(crud, g_ptr_array_index(nics, i), vm->base.id, error))
            return false;
    return nics != NULL;
}

/* Of the versions of a template its name means the newest. */
static bool means(const Crud *crud, const void *entity, const char *column, const void *candidate)
{
    if (strcmp(column, "template") != 0)
        return true;
    const Template *template = candidate;
    g_autoptr(GPtrArray) all =
        store_list_by(crud->store, &template_type, "name", template->name, NULL);
    for (guint i = 0; all != NULL && i < all->len; i++)
        if (((const Template *)g_ptr_array_index(all, i))->version_number >
            template->version_number)
            return false;
    return true;
}

/* --- changing --------------------------------------------------------------------------------- */

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
    vm_settings_normalise(&vm->common);
    if (vm_status_is_running(before->status))
        return vm_next_run_split(crud, before, vm, error) && check(crud, vm, error);
    vm->next_run_only = FALSE;
    return check(crud, vm, error) && check_cluster(crud, before, vm, error);
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
        return fault_set(error, FAULT_DELETE_PROTECTED, vm_type.title, vm->name);
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
    .after_add = after_add,
    .means = means,
    .before_update = before_update,
    .before_remove = before_remove,
    .refs = refs,
};
