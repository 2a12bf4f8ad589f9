/* What happens to the VFs of a VM that is gone: libvirt lets go, scrub, read back, free. */
#include "agent/agent-private.h"

#include "agent/inventory.h"
#include "agent/vf-attr.h"
#include "agent/vm-nic.h"
#include "base/err.h"
#include "base/log.h"

/* ------------------------------------------------------------------------------ one VF, in a
 * worker */

/* Where the VF is now; false when it is not there any more. */
static bool locate(const AgentWorld *world, const HostInventory *host, const char *key,
                   HostInventory **ret_inventory, NicInfo **ret_pf, VfInfo **ret_vf, GError **error)
{
    g_autofree char *port = NULL;
    MacAddr mac;
    guint index;
    g_autoptr(HostInventory) inventory =
        inventory_read(world->sys, world->ledger, host, NULL, error);
    if (inventory == NULL)
        return false;
    if (!vf_ledger_parse_key(key, &mac, &port, &index) ||
        !inventory_find_vf(inventory, &mac, port, index, ret_pf, ret_vf))
        return err_set(error, ERR_NOT_FOUND, "VF %s is not there", key);
    *ret_inventory = g_steal_pointer(&inventory);
    return true;
}

static bool is_free_of_vfio(const VfInfo *vf)
{
    return g_strcmp0(vf->driver, "vfio-pci") != 0;
}

/* libvirt gives a managed device back after it said that the domain stopped; when it died before,
 * it never does, and we take the device back ourselves. */
static bool wait_let_go(const AgentWorld *world, const HostInventory *host, const char *key,
                        GError **error)
{
    gint64 deadline = g_get_monotonic_time() + (gint64)world->times.release_ms * 1000;
    SysWatch *watch = world->sys->ops->watch_new(world->sys, error);
    if (watch == NULL)
        return false;
    bool good = true, let_go = false;
    while (good && !let_go) {
        g_autoptr(HostInventory) inventory = NULL;
        NicInfo *pf;
        VfInfo *vf;
        good = locate(world, host, key, &inventory, &pf, &vf, error);
        let_go = good && is_free_of_vfio(vf);
        gint64 left_ms = (deadline - g_get_monotonic_time()) / 1000;
        if (good && !let_go && left_ms <= 0) {
            good = world->sys->ops->rebind(world->sys, &vf->pci, error);
            break;
        }
        if (good && !let_go)
            world->sys->ops->watch_wait(watch, (int)MIN(left_ms, 500));
    }
    world->sys->ops->watch_free(watch);
    return good;
}

static bool scrub(const AgentWorld *world, const HostInventory *host, const char *key,
                  GError **error)
{
    g_autoptr(HostInventory) inventory = NULL;
    NicInfo *pf;
    VfInfo *vf;
    if (!wait_let_go(world, host, key, error) ||
        !locate(world, host, key, &inventory, &pf, &vf, error))
        return false;
    VfAttrPf attr_pf = { pf->ifname, pf->driver, pf->permanent_mac };
    return vf_attr_scrub(world->sys, &attr_pf, vf->index, error);
}

bool vm_release_vf(const AgentWorld *world, const HostInventory *host, const char *key,
                   const char *vm_id, GError **ret_dirty, GError **error)
{
    g_autoptr(GError) dirty = NULL;
    if (!vf_ledger_begin_scrub(world->ledger, key, vm_id, error))
        return false;
    scrub(world, host, key, &dirty);
    /* A VF that is not there any more is not dirty either. */
    if (dirty != NULL && err_code(dirty) == ERR_NOT_FOUND)
        g_clear_error(&dirty);
    if (!vf_ledger_release(world->ledger, key, dirty, error))
        return false;
    *ret_dirty = g_steal_pointer(&dirty);
    return true;
}

/* -------------------------------------------------------------------------------- VFs as freed */

static void freed_vf_free(FreedVf *vf)
{
    g_free(vf->key);
    g_free(vf->vm_id);
    g_free(vf->alias);
    g_clear_error(&vf->dirty);
    g_clear_error(&vf->error);
    g_free(vf);
}

GPtrArray *freed_vfs_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)freed_vf_free);
}

FreedVf *freed_vfs_add(GPtrArray *vfs, const AgentWorld *world, const char *key)
{
    g_auto(VfRecord) record = { 0 };
    vf_ledger_get(world->ledger, key, &record);
    FreedVf *vf = g_new0(FreedVf, 1);
    vf->key = g_strdup(key);
    vf->vm_id = g_steal_pointer(&record.vm_id);
    vf->alias = g_steal_pointer(&record.alias);
    vf->epoch = record.epoch;
    g_ptr_array_add(vfs, vf);
    return vf;
}

void freed_vfs_free_one(GPtrArray *vfs, const AgentWorld *world, const HostInventory *host,
                        const char *key)
{
    FreedVf *vf = freed_vfs_add(vfs, world, key);
    vm_release_vf(world, host, key, vf->vm_id, &vf->dirty, &vf->error);
}

const FreedVf *freed_vfs_find(const GPtrArray *vfs, const char *alias)
{
    for (guint i = 0; i < vfs->len; i++) {
        const FreedVf *vf = vfs->pdata[i];
        if (g_strcmp0(vf->alias, alias) == 0)
            return vf;
    }
    return NULL;
}

/* The event names the PF as the host calls it now; a VF whose card is gone has none. */
static void tell_scrubbed(Agent *agent, const FreedVf *released)
{
    g_autofree char *port = NULL;
    char nodedev[PCI_TEXT_SIZE];
    MacAddr mac;
    NicInfo *pf;
    VfInfo *vf;
    guint index;
    const GError *trouble = released->error != NULL ? released->error : released->dirty;
    if (trouble != NULL)
        log_error("vf-quarantined vf=%s error=\"%s\"", released->key, trouble->message);
    if (!vf_ledger_parse_key(released->key, &mac, &port, &index) || agent->inventory == NULL ||
        !inventory_find_vf(agent->inventory, &mac, port, index, &pf, &vf))
        return;
    g_autofree char *method =
        g_strdup_printf("|sriov|scrubbed|%s", pci_format_nodedev(&pf->pci, nodedev));
    json_t *params = json_pack("{s:i, s:I, s:b}", "index", (int)index, "epoch",
                               (json_int_t)released->epoch, "clean", trouble == NULL);
    if (trouble != NULL)
        json_object_set_new(params, "detail", json_string(trouble->message));
    agent_emit(agent, method, params);
}

void freed_vfs_tell(Agent *agent, const GPtrArray *vfs)
{
    for (guint i = 0; i < vfs->len; i++)
        tell_scrubbed(agent, vfs->pdata[i]);
}

/* ---------------------------------------------------------------------------- all VFs of a VM */

typedef struct {
    Agent *agent;
    AgentWorld world;
    HostInventory *host;
    char *vm_id; /* NULL: orphans */
    VmExit exit;
    char *exit_message;
    GPtrArray *vfs; /* of FreedVf */
} Release;

static Release *release_new(Agent *agent, const char *vm_id)
{
    Release *release = g_new0(Release, 1);
    release->agent = agent;
    release->world = agent->world;
    release->host = host_inventory_dup(agent->host);
    release->vm_id = g_strdup(vm_id);
    release->vfs = freed_vfs_new();
    return release;
}

static void release_free(Release *release)
{
    host_inventory_free(release->host);
    g_free(release->vm_id);
    g_free(release->exit_message);
    g_ptr_array_unref(release->vfs);
    g_free(release);
}

static void release_in_worker(gpointer data)
{
    Release *release = data;
    for (guint i = 0; i < release->vfs->len; i++) {
        FreedVf *vf = release->vfs->pdata[i];
        vm_release_vf(&release->world, release->host, vf->key, vf->vm_id, &vf->dirty, &vf->error);
    }
}

static void answer_waiting(Agent *agent, Vm *vm)
{
    g_autoptr(GPtrArray) waiting = g_steal_pointer(&vm->waiting);
    vm->waiting = g_ptr_array_new();
    for (guint i = 0; i < waiting->len; i++)
        agent_call_reply(waiting->pdata[i], NULL);
    /* Who destroys has seen it; a foreign one is none of the engine's. */
    if (waiting->len > 0 || vm->foreign)
        g_hash_table_remove(agent->vms, vm->id);
}

/* The VFs are free, and the inventory says so. */
static void release_told(gpointer data)
{
    Release *release = data;
    Agent *agent = release->agent;
    freed_vfs_tell(agent, release->vfs);
    Vm *vm = release->vm_id != NULL ? g_hash_table_lookup(agent->vms, release->vm_id) : NULL;
    if (vm != NULL) {
        vm->releasing = false;
        vm_set_exit(vm, release->exit);
        log_info("vm-down vm=%s vfs=%u reason=\"%s\"", vm->id, release->vfs->len, vm->exit_message);
        vm_set_status(agent, vm, VM_DOWN);
        vm_nic_vm_down(agent, vm);
        answer_waiting(agent, vm);
    }
    release_free(release);
}

static void release_done(gpointer data)
{
    Release *release = data;
    inventory_watch_then(release->agent, release_told, release);
}

void vm_release_start(Agent *agent, Vm *vm, VmExit exit)
{
    if (vm->releasing || vm->status == VM_DOWN)
        return;
    vm->releasing = true;
    Release *release = release_new(agent, vm->id);
    release->exit_message = g_strdup(exit.message);
    release->exit = exit;
    release->exit.message = release->exit_message;
    g_autoptr(GPtrArray) keys = vf_ledger_list_held(agent->world.ledger, vm->id);
    for (guint i = 0; i < keys->len; i++)
        freed_vfs_add(release->vfs, &agent->world, keys->pdata[i]);
    vm_set_status(agent, vm, VM_POWERING_DOWN);
    work_pool_push(agent->work, vm->id, release_in_worker, release_done, release);
}

void vm_release_orphans(Agent *agent)
{
    g_autoptr(GPtrArray) keys = vf_ledger_list_held(agent->world.ledger, NULL);
    Release *release = release_new(agent, NULL);
    for (guint i = 0; i < keys->len; i++) {
        g_auto(VfRecord) record = { 0 };
        vf_ledger_get(agent->world.ledger, keys->pdata[i], &record);
        if (record.vm_id == NULL || g_hash_table_contains(agent->vms, record.vm_id))
            continue;
        log_warning("vf-orphan vf=%s vm=%s", (char *)keys->pdata[i], record.vm_id);
        freed_vfs_add(release->vfs, &agent->world, keys->pdata[i]);
    }
    if (release->vfs->len > 0)
        work_pool_push(agent->work, NULL, release_in_worker, release_done, release);
    else
        release_free(release);
}
