/* Rules of hosts' rows: adding, changing, removing.  What a host does is host-activate.c's and the
 * monitor's. */
#include "engine/crud.h"

#include "engine/host-install.h"
#include "engine/job-record.h"
#include "engine/runtime.h"
#include "model/cluster.h"
#include "model/host.h"
#include "model/lease.h"

#include <string.h>

/* States without a link that matters: address, port and cluster may change. */
static const bool may_reconnect[N_HOST_STATUSES] = {
    [HOST_INSTALLING] = true, [HOST_INSTALL_FAILED] = true,   [HOST_MAINTENANCE] = true,
    [HOST_DOWN] = true,       [HOST_PENDING_APPROVAL] = true,
};

static const bool may_remove[N_HOST_STATUSES] = {
    [HOST_INSTALLING] = true,     [HOST_INSTALL_FAILED] = true,   [HOST_UNASSIGNED] = true,
    [HOST_NON_RESPONSIVE] = true, [HOST_NON_OPERATIONAL] = true,  [HOST_MAINTENANCE] = true,
    [HOST_DOWN] = true,           [HOST_PENDING_APPROVAL] = true,
};

/* A name of letters, digits, '-' and '.', or an IP address. */
static bool is_address(const char *address)
{
    static const char allowed[] =
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-.";
    return g_hostname_is_ip_address(address) ||
           (*address != '\0' && strchr("-.", *address) == NULL &&
            strspn(address, allowed) == strlen(address) && strstr(address, "..") == NULL);
}

bool host_check(const Crud *crud, const Host *host, GError **error)
{
    g_autoptr(Host) namesake = crud_other(crud, &host_type, "name", host->name, host->base.id);
    if (namesake != NULL)
        return fault_set(error, FAULT_HOST_NAME_IN_USE, crud->verb, host->name);
    if (!crud_check_name(crud, host, host->name, true, error))
        return false;
    if (!is_address(host->address))
        return fault_set(error, FAULT_HOST_ADDRESS_INVALID, crud->verb, host->address);

    g_autoptr(GPtrArray) same =
        store_list_by(crud->store, &host_type, "address", host->address, error);
    for (guint i = 0; same != NULL && i < same->len; i++) {
        const Host *other = g_ptr_array_index(same, i);
        if (other->port == host->port && g_strcmp0(other->base.id, host->base.id) != 0)
            return fault_set(error, FAULT_HOST_ADDRESS_IN_USE, crud->verb, host->address,
                             other->name);
    }
    return same != NULL;
}

static bool before_add(const Crud *crud, void *entity, GError **error)
{
    Host *host = entity;
    if (!crud_given(Host, host, activate_when_ready))
        host->activate_when_ready = TRUE;
    if (host->cluster == NULL)
        host->cluster = g_strdup(CLUSTER_DEFAULT_ID);
    host->status = HOST_INSTALLING;
    host->install_pending = host_install_password(host) != NULL;
    if (!host_install_check(host, crud->verb, error))
        return false;
    g_autoptr(Cluster) cluster = store_get(crud->store, &cluster_type, host->cluster, error);
    return cluster != NULL && host_check(crud, host, error);
}

static bool before_update(const Crud *crud, const void *old, void *entity, GError **error)
{
    static const char *const reconnecting[] = { "address", "port", "cluster" };
    const Host *before = old;
    Host *host = entity;
    if (host->cluster == NULL)
        host->cluster = g_strdup(before->cluster);
    if (crud_differs(before, host, "enroll_fingerprint") &&
        !host_install_check(host, crud->verb, error))
        return false;
    for (gsize i = 0; i < G_N_ELEMENTS(reconnecting); i++)
        if (crud_differs(before, host, reconnecting[i]) && !may_reconnect[before->status])
            return fault_set(error, FAULT_HOST_STATUS_NOT_VALID_FOR_UPDATE, before->name,
                             enum_word(&host_status_table, before->status), reconnecting[i]) ||
                   crud_about(error, &host_type, reconnecting[i]);
    return host_check(crud, host, error);
}

/* What adds it with a password also installs it. */
static bool after_add(const Crud *crud, const void *entity, GError **error)
{
    const Host *host = entity;
    return !host->install_pending ||
           job_record_begin(crud->store, crud->caller, HOST_INSTALL_JOB, host, error);
}

/* --- removing --------------------------------------------------------------------------------- */

static bool check_no_pinned_vm(const Crud *crud, const Host *host, GError **error)
{
    /* Kept as a list in one column; this narrows, strv decides. */
    g_autofree char *like = g_strdup_printf("*%s*", host->base.id);
    const StoreCondition condition = { .column = "pinned_hosts", .op = STORE_LIKE, .text = like };
    const StoreQuery query = { .conditions = &condition, .n_conditions = 1 };
    g_autoptr(GPtrArray) vms = store_list(crud->store, &vm_type, &query, error);
    for (guint i = 0; vms != NULL && i < vms->len; i++) {
        const Vm *vm = g_ptr_array_index(vms, i);
        if (vm->pinned_hosts != NULL &&
            g_strv_contains((const char *const *)vm->pinned_hosts, host->base.id))
            return fault_set(error, FAULT_HOST_REMOVE_PINNED_VM, vm->name, host->name);
    }
    return vms != NULL;
}

/* A VF in quarantine goes with its host; any other lease says that somebody may use it. */
static bool release_quarantined(const Crud *crud, const Host *host, GError **error)
{
    g_autoptr(GPtrArray) leases =
        store_list_by(crud->store, &lease_type, "host", host->base.id, error);
    for (guint i = 0; leases != NULL && i < leases->len; i++) {
        const Lease *lease = g_ptr_array_index(leases, i);
        if (lease->state != LEASE_QUARANTINED) {
            g_autofree char *nic = crud_name(crud->store, &host_nic_type, lease->host_nic);
            g_autofree char *index = g_strdup_printf("%" G_GINT64_FORMAT, lease->vf_index);
            return fault_set(error, FAULT_HOST_REMOVE_ASSIGNED_VF, index, nic, host->name,
                             enum_word(&lease_state_table, lease->state));
        }
        if (!store_delete(crud->store, &lease_type, lease->base.id, error))
            return false;
    }
    return leases != NULL;
}

static bool before_remove(const Crud *crud, const void *entity, GError **error)
{
    const Host *host = entity;
    if (!may_remove[host->status])
        return fault_set(error, FAULT_HOST_REMOVE_STATUS_ILLEGAL, host->name,
                         enum_word(&host_status_table, host->status));
    g_autoptr(Vm) vm = store_find(crud->store, &vm_type, "host", host->base.id, NULL);
    if (vm != NULL)
        return fault_set(error, FAULT_HOST_REMOVE_RUNNING_VM, vm->name, host->name);
    return crud_check_no_job(crud, host, "host", error) && check_no_pinned_vm(crud, host, error) &&
           release_quarantined(crud, host, error);
}

/* --- showing ---------------------------------------------------------------------------------- */

/* VMs on a host, of one status or (negative) of any. */
static gint64 count_vms(Engine *engine, const char *host_id, int status, GError **error)
{
    StoreCondition conditions[] = { { .column = "host", .text = host_id }, { .column = "status" } };
    if (status >= 0)
        conditions[1].text = enum_word(&vm_status_table, status);
    const StoreQuery query = { .conditions = conditions, .n_conditions = status >= 0 ? 2 : 1 };
    return store_count(engine->store, &vm_type, &query, error);
}

static bool show(Engine *engine, GPtrArray *entities, GError **error)
{
    for (guint i = 0; i < entities->len; i++) {
        Host *host = g_ptr_array_index(entities, i);
        host->vms_total = count_vms(engine, host->base.id, -1, error);
        if (host->vms_total <= 0)
            continue;
        host->vms_active = count_vms(engine, host->base.id, VM_UP, error);
        host->vms_migrating = count_vms(engine, host->base.id, VM_MIGRATING, error);
    }
    return error == NULL || *error == NULL;
}

static void refs(const void *entity, EventRefs *ret_refs, const char **ret_words)
{
    const Host *host = entity;
    ret_refs->host = host->base.id;
    ret_refs->host_name = host->name;
    ret_refs->cluster = host->cluster;
}

static void changed(Engine *engine, const void *entity, bool gone)
{
    const Host *host = entity;
    if (gone)
        runtime_host_removed(engine, host->base.id);
    else
        runtime_host_changed(engine, host->base.id);
}

/* What was just added with a password; an update that repeats one means nothing by it. */
static void added(Engine *engine, const void *entity)
{
    const Host *host = entity;
    if (host->install_pending)
        host_install_start(engine, host->base.id, host_install_password(host));
}

const CrudRules host_rules = {
    .type = &host_type,
    .parent = "cluster",
    .add.action = ACTION_HOST_CREATE,
    .add.done = "USER_ADD_VDS",
    .add.failed = "USER_FAILED_ADD_VDS",
    .update.action = ACTION_HOST_EDIT,
    .update.done = "USER_UPDATE_VDS",
    .update.failed = "USER_FAILED_UPDATE_VDS",
    .remove.action = ACTION_HOST_DELETE,
    .remove.done = "USER_REMOVE_VDS",
    .remove.failed = "USER_FAILED_REMOVE_VDS",
    .before_add = before_add,
    .after_add = after_add,
    .before_update = before_update,
    .before_remove = before_remove,
    .show = show,
    .refs = refs,
    .added = added,
    .changed = changed,
};
