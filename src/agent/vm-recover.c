/* Domains come, go and change: by events and, after a restart of libvirt or of the agent, by
 * comparing what runs with what we know. */
#include "agent/agent-private.h"

#include "agent/inventory.h"
#include "agent/vm-nic.h"
#include "base/err.h"
#include "base/log.h"
#include "link/domain-xml.h"

#include <string.h>

/* -------------------------------------------------------------------- learn, in a worker */

typedef struct {
    SysDomain *domain;
    VmSpec *spec;
    bool ours, lacks_vf;
} Found;

typedef struct {
    Agent *agent;
    AgentWorld world;
    HostInventory *host;
    gint64 began_us;
    char *only_id;     /* look at this domain only; NULL: at all */
    bool restarted;    /* libvirt or we: it may have left devices with vfio */
    GPtrArray *found;  /* of Found */
    GPtrArray *strays; /* of char *, keys of VFs that vfio holds for nobody */
    GError *error;
} Recovery;

static void found_free(Found *found)
{
    sys_domain_free(found->domain);
    vm_spec_free(found->spec);
    g_free(found);
}

static void recovery_free(Recovery *recovery)
{
    host_inventory_free(recovery->host);
    g_free(recovery->only_id);
    g_clear_pointer(&recovery->found, g_ptr_array_unref);
    g_clear_pointer(&recovery->strays, g_ptr_array_unref);
    g_clear_error(&recovery->error);
    g_free(recovery);
}

char *vm_recover_vf_key(const HostInventory *inventory, const VmSpecNic *nic)
{
    NicInfo *pf;
    VfInfo *vf;
    if (!mac_is_zero(&nic->pf_mac))
        return vf_ledger_key(&nic->pf_mac, nic->pf_port, nic->vf_index);
    if (!inventory_find_vf_by_pci(inventory, &nic->vf_pci, &pf, &vf))
        return NULL; /* not a VF, or of a card we do not mind */
    return vf_ledger_key(&pf->permanent_mac, pf->port_id, vf->index);
}

static void adopt_vfs(Recovery *recovery, const HostInventory *inventory, const Found *found)
{
    for (guint i = 0; i < found->spec->nics->len; i++) {
        const VmSpecNic *nic = found->spec->nics->pdata[i];
        g_autoptr(GError) error = NULL;
        g_autofree char *key =
            nic->kind == VM_SPEC_NIC_VF ? vm_recover_vf_key(inventory, nic) : NULL;
        g_autofree char *alias =
            nic->vnic_id != NULL ? g_strdup_printf("ua-%s", nic->vnic_id) : NULL;
        if (key != NULL && !vf_ledger_adopt(recovery->world.ledger, key, nic->epoch,
                                            found->domain->id, alias, &error))
            log_error("vf-adopt-failed vf=%s vm=%s error=\"%s\"", key, found->domain->id,
                      error->message);
    }
}

static void learn_domain(Recovery *recovery, const HostInventory *inventory, SysDomain *domain)
{
    g_autoptr(GError) error = NULL;
    Found *found = g_new0(Found, 1);
    found->domain = domain;
    found->spec = domain_xml_read(domain->xml, strlen(domain->xml), &error);
    if (found->spec == NULL) {
        log_error("vm-xml-unreadable vm=%s error=\"%s\"", domain->id, error->message);
        found_free(found);
        return;
    }
    found->ours = found->spec->epoch != 0 || vf_ledger_knows_vm(recovery->world.ledger, domain->id);
    found->lacks_vf = vm_nic_lacks_vf(recovery->world.ledger, domain->id, found->spec, inventory);
    adopt_vfs(recovery, inventory, found);
    g_ptr_array_add(recovery->found, found);
}

/* A VF that we handed out once and that vfio still holds though no domain has it: libvirt died
 * before it could give it back, and nobody else will.  While libvirt lives, such a VF may be of a
 * domain that is just being started.  Quarantined ones get another try. */
static bool is_stray(const Recovery *recovery, const VfInfo *vf, const VfRecord *record)
{
    if (record->vm_id != NULL || record->scrubbing || record->epoch == 0)
        return false;
    bool vfio = g_strcmp0(vf->driver, "vfio-pci") == 0;
    return vfio ? recovery->restarted : record->quarantine != NULL;
}

static void find_strays(Recovery *recovery, const HostInventory *inventory)
{
    for (guint i = 0; i < inventory->nics->len; i++) {
        const NicInfo *pf = inventory->nics->pdata[i];
        for (guint j = 0; j < pf->vfs->len; j++) {
            const VfInfo *vf = pf->vfs->pdata[j];
            g_auto(VfRecord) record = { 0 };
            g_autofree char *key = vf_ledger_key(&pf->permanent_mac, pf->port_id, vf->index);
            vf_ledger_get(recovery->world.ledger, key, &record);
            if (is_stray(recovery, vf, &record))
                g_ptr_array_add(recovery->strays, g_steal_pointer(&key));
        }
    }
}

/* They were ours and are nobody's: a scrub makes them free, or leaves them in quarantine. */
static void scrub_strays(Recovery *recovery)
{
    for (guint i = 0; i < recovery->strays->len; i++) {
        const char *key = recovery->strays->pdata[i];
        g_autoptr(GError) error = NULL;
        g_autoptr(GError) dirty = NULL;
        vm_release_vf(&recovery->world, recovery->host, key, NULL, &dirty, &error);
        const GError *trouble = error != NULL ? error : dirty;
        if (trouble != NULL)
            log_error("vf-quarantined vf=%s error=\"%s\"", key, trouble->message);
        else
            log_info("vf-stray-freed vf=%s", key);
    }
}

static void recover_in_worker(gpointer data)
{
    Recovery *recovery = data;
    g_autoptr(GPtrArray) domains =
        recovery->world.sys->ops->list_domains(recovery->world.sys, true, &recovery->error);
    g_autoptr(HostInventory) inventory =
        domains != NULL ? inventory_read(recovery->world.sys, recovery->world.ledger,
                                         recovery->host, NULL, &recovery->error)
                        : NULL;
    if (inventory == NULL)
        return;
    for (guint i = 0; i < domains->len; i++) {
        SysDomain *domain = domains->pdata[i];
        if (recovery->only_id != NULL && strcmp(recovery->only_id, domain->id) != 0)
            continue;
        domains->pdata[i] = NULL;
        learn_domain(recovery, inventory, domain);
    }
    if (recovery->only_id == NULL) {
        find_strays(recovery, inventory);
        scrub_strays(recovery);
    }
}

/* ------------------------------------------------------------------- take, on the main thread */

static VmStatus status_of(SysDomainState state)
{
    switch (state) {
    case SYS_DOMAIN_STARTING:
        return VM_POWERING_UP;
    case SYS_DOMAIN_RUNNING:
        return VM_UP;
    case SYS_DOMAIN_PAUSED:
        return VM_PAUSED;
    case SYS_DOMAIN_STOPPING:
        return VM_POWERING_DOWN;
    case SYS_DOMAIN_OFF:
        break;
    }
    return VM_POWERING_DOWN;
}

static void take_found(Agent *agent, Found *found)
{
    Vm *vm = g_hash_table_lookup(agent->vms, found->domain->id);
    if (vm == NULL) {
        vm = vm_new(g_steal_pointer(&found->spec), found->domain->xml);
        vm->foreign = !found->ours;
        g_hash_table_replace(agent->vms, vm->id, vm);
        log_info("vm-found vm=%s name=%s foreign=%d", vm->id, vm->name, vm->foreign);
    }
    vm->seen_us = g_get_monotonic_time();
    if (!vm->creating && !vm->releasing)
        vm_set_status(agent, vm, status_of(found->domain->state));
    if (found->lacks_vf)
        vm_nic_settle(agent, vm, NULL);
}

static bool was_found(const Recovery *recovery, const Vm *vm)
{
    for (guint i = 0; i < recovery->found->len; i++) {
        const Found *found = recovery->found->pdata[i];
        if (strcmp(found->domain->id, vm->id) == 0)
            return true;
    }
    return false;
}

/* VMs whose end nobody told us. */
static void release_missing(Agent *agent, const Recovery *recovery)
{
    g_autoptr(GPtrArray) missing = g_ptr_array_new();
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, agent->vms);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const Vm *vm = value;
        if (!vm->creating && !vm->releasing && vm->status != VM_DOWN && !was_found(recovery, vm) &&
            vm->seen_us < recovery->began_us)
            g_ptr_array_add(missing, value);
    }
    for (guint i = 0; i < missing->len; i++)
        vm_release_start(agent, missing->pdata[i],
                         (VmExit){ true, VM_EXIT_MISSING, "The domain is gone" });
}

static void recover_done(gpointer data)
{
    Recovery *recovery = data;
    Agent *agent = recovery->agent;
    if (recovery->only_id == NULL)
        agent->reconciling = false;
    if (recovery->error != NULL) {
        /* Without libvirt there is nothing to compare with: it tells when it is back. */
        log_warning("vm-list-failed error=\"%s\"", recovery->error->message);
    } else if (!agent->stopping) {
        for (guint i = 0; i < recovery->found->len; i++)
            take_found(agent, recovery->found->pdata[i]);
        if (recovery->only_id == NULL) {
            release_missing(agent, recovery);
            vm_release_orphans(agent);
            agent->vms_known = true;
        }
        inventory_watch_touch(agent);
    }
    recovery_free(recovery);
}

static void recover(Agent *agent, const char *only_id, bool restarted)
{
    Recovery *recovery = g_new0(Recovery, 1);
    recovery->agent = agent;
    recovery->world = agent->world;
    recovery->host = host_inventory_dup(agent->host);
    recovery->only_id = g_strdup(only_id);
    recovery->restarted = restarted;
    recovery->began_us = g_get_monotonic_time();
    recovery->found = g_ptr_array_new_with_free_func((GDestroyNotify)found_free);
    recovery->strays = g_ptr_array_new_with_free_func(g_free);
    work_pool_push(agent->work, only_id, recover_in_worker, recover_done, recovery);
}

static void reconcile(Agent *agent, bool restarted)
{
    if (agent->reconciling || agent->stopping)
        return;
    agent->reconciling = true;
    recover(agent, NULL, restarted);
}

void vm_recover_reconcile(Agent *agent)
{
    reconcile(agent, false);
}

/* ------------------------------------------------------------------------------------- events */

static void on_stopped(Agent *agent, Vm *vm, SysStopReason reason)
{
    if (vm->creating)
        vm->stopped_early = true; /* its worker decides */
    else
        vm_release_start(agent, vm, vm_exit_of(vm, reason));
}

static void on_running(Agent *agent, Vm *vm)
{
    if (!vm->creating && !vm->releasing && vm->status != VM_POWERING_DOWN)
        vm_set_status(agent, vm, VM_UP);
}

static void on_event(const SysEvent *event, gpointer data)
{
    Agent *agent = data;
    Vm *vm = event->domain_id != NULL ? g_hash_table_lookup(agent->vms, event->domain_id) : NULL;
    if (agent->stopping)
        return;
    switch (event->kind) {
    case SYS_EVENT_DOMAINS_BACK:
        reconcile(agent, true);
        return;
    case SYS_EVENT_DOMAINS_LOST:
        log_warning("libvirt-lost");
        return;
    case SYS_EVENT_DOMAIN_STARTED:
        if (vm == NULL)
            recover(agent, event->domain_id, false); /* somebody else's */
        else
            vm_set_status(agent, vm, VM_POWERING_UP);
        return;
    case SYS_EVENT_DOMAIN_RUNNING:
        if (vm != NULL)
            on_running(agent, vm);
        return;
    case SYS_EVENT_DOMAIN_PAUSED:
        if (vm != NULL && !vm->creating && !vm->releasing)
            vm_set_status(agent, vm, VM_PAUSED);
        return;
    case SYS_EVENT_DOMAIN_STOPPING:
        if (vm != NULL)
            vm_set_status(agent, vm, VM_POWERING_DOWN);
        return;
    case SYS_EVENT_DOMAIN_STOPPED:
        if (vm != NULL)
            on_stopped(agent, vm, event->stop);
        return;
    case SYS_EVENT_DEVICE_REMOVED:
        if (vm != NULL)
            vm_nic_settle(agent, vm, event->alias);
        inventory_watch_touch(agent);
        return;
    case SYS_EVENT_DEVICE_KEPT:
        if (vm != NULL)
            vm_nic_kept(agent, vm, event->alias);
        return;
    }
}

void vm_recover_start(Agent *agent)
{
    agent->world.sys->ops->start_events(agent->world.sys, on_event, agent);
}
