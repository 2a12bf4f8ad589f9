#include "engine/audit.h"

#include "base/log.h"
#include "engine/event-log.h"
#include "engine/ledger.h"
#include "engine/runtime-private.h"
#include "engine/vm-audit.h"
#include "engine/vm-facts.h"

#include <string.h>

/* --- memory ------------------------------------------------------------------------------------
 */

struct AuditMemory {
    GHashTable *last, *now; /* keys of the last round and of this one */
};

AuditMemory *audit_memory_new(void)
{
    AuditMemory *memory = g_new(AuditMemory, 1);
    memory->last = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    memory->now = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return memory;
}

void audit_memory_free(AuditMemory *memory)
{
    g_hash_table_unref(memory->last);
    g_hash_table_unref(memory->now);
    g_free(memory);
}

bool audit_memory_is_new(AuditMemory *memory, const char *key)
{
    bool first = g_hash_table_add(memory->now, g_strdup(key));
    return first && !g_hash_table_contains(memory->last, key);
}

static void begin_round(AuditMemory *memory)
{
    GHashTable *oldest = memory->last;
    memory->last = memory->now;
    memory->now = oldest;
    g_hash_table_remove_all(memory->now);
}

/* --- facts -------------------------------------------------------------------------------------
 */

void audit_vnic_free(AuditVnic *vnic)
{
    g_free(vnic->id);
    g_free(vnic->name);
    g_free(vnic->vm);
    g_free(vnic->vm_name);
    g_free(vnic);
}

static void facts_clear(AuditFacts *facts)
{
    g_clear_pointer(&facts->nics, g_ptr_array_unref);
    g_clear_pointer(&facts->leases, g_ptr_array_unref);
    g_clear_pointer(&facts->vnics, g_hash_table_unref);
    g_clear_pointer(&facts->macs, g_hash_table_unref);
    g_clear_pointer(&facts->skipped, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(AuditFacts, facts_clear)

static void add_vnic(AuditFacts *facts, const Vm *vm, const VmFactsNic *nic)
{
    AuditVnic *vnic = g_new0(AuditVnic, 1);
    vnic->id = g_strdup(nic->nic->base.id);
    vnic->name = g_strdup(nic->nic->name);
    vnic->vm = g_strdup(vm->base.id);
    vnic->vm_name = g_strdup(vm->name);
    vnic->epoch = vm->run_epoch;
    vnic->vlan = nic->network != NULL && nic->network->vlan > 0 ? (guint)nic->network->vlan : 0;
    if (nic->nic->mac != NULL)
        mac_parse(nic->nic->mac, &vnic->mac, NULL);
    g_hash_table_replace(facts->vnics, vnic->id, vnic);
}

static void skip_if_busy(AuditFacts *facts, Engine *engine, const char *id)
{
    if (id != NULL && jobs_find(engine, id, NULL, NULL))
        g_hash_table_add(facts->skipped, g_strdup(id));
}

/* The VMs that are recorded to run here, with their vNICs. */
static bool load_vnics(AuditFacts *facts, Engine *engine, const char *host_id, GError **error)
{
    g_autoptr(GPtrArray) vms = store_list_by(engine->store, &vm_type, "host", host_id, error);
    if (vms == NULL)
        return false;
    for (guint i = 0; i < vms->len; i++) {
        g_autoptr(VmFacts) vm = vm_facts_load(engine->store, ((Vm *)vms->pdata[i])->base.id, error);
        if (vm == NULL)
            return false;
        skip_if_busy(facts, engine, vm->vm->base.id);
        for (guint j = 0; vm->vm->status != VM_DOWN && j < vm->nics->len; j++) {
            const VmFactsNic *nic = vm->nics->pdata[j];
            if (nic->nic->interface == VM_NIC_PCI_PASSTHROUGH)
                add_vnic(facts, vm->vm, nic);
        }
    }
    return true;
}

/* What the store says, before the host is asked: what is asked later is newer. */
static bool load_store(AuditFacts *facts, Engine *engine, const char *host_id, GError **error)
{
    facts->vnics =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)audit_vnic_free);
    facts->macs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    facts->skipped = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    facts->leases = ledger_of_host(engine->store, host_id, error);
    if (facts->leases == NULL || !load_vnics(facts, engine, host_id, error))
        return false;
    for (guint i = 0; i < facts->leases->len; i++)
        skip_if_busy(facts, engine, ((Lease *)facts->leases->pdata[i])->vm);
    return true;
}

static bool load_macs_of(AuditFacts *facts, Store *store, const NicInfo *nic, GError **error)
{
    for (guint i = 0; i < nic->vfs->len; i++) {
        const VfInfo *vf = nic->vfs->pdata[i];
        char text[MAC_TEXT_SIZE];
        g_autoptr(GError) failure = NULL;
        if (vf->state != VF_FREE || mac_is_zero(&vf->mac))
            continue;
        g_autoptr(VmNic) row =
            store_find(store, &vm_nic_type, "mac", mac_format(&vf->mac, text), &failure);
        if (failure != NULL) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return false;
        }
        if (row != NULL)
            g_hash_table_add(facts->macs, g_strdup(text));
    }
    return true;
}

static bool load_host(AuditFacts *facts, Engine *engine, const char *host_id,
                      const HostInventory *inventory, GError **error)
{
    facts->inventory = inventory;
    facts->nics = store_list_by(engine->store, &host_nic_type, "host", host_id, error);
    for (guint i = 0; facts->nics != NULL && i < facts->nics->len; i++)
        skip_if_busy(facts, engine, ((HostNic *)facts->nics->pdata[i])->base.id);
    for (guint i = 0; facts->nics != NULL && i < inventory->nics->len; i++)
        if (!load_macs_of(facts, engine->store, inventory->nics->pdata[i], error))
            return false;
    return facts->nics != NULL;
}

/* --- healing -----------------------------------------------------------------------------------
 */

typedef struct {
    Engine *engine;
    const char *host_id;
    AuditMemory *memory;
} Healer;

static gint64 index_of(const AuditFinding *finding)
{
    return finding->vf != NULL ? finding->vf->index : finding->lease->vf_index;
}

static bool add_event(const Healer *healer, const AuditFinding *finding, const char *kind,
                      const char *reason, GError **error)
{
    char mac[MAC_TEXT_SIZE] = "";
    g_autofree char *index = g_strdup_printf("%" G_GINT64_FORMAT, index_of(finding));
    const char *vm = finding->vnic != NULL    ? finding->vnic->vm
                     : finding->lease != NULL ? finding->lease->vm
                                              : NULL;
    if (finding->vf != NULL)
        mac_format(&finding->vf->mac, mac);
    const EventRefs refs = {
        .host = healer->host_id,
        .vm = vm,
        .vm_name = vm == NULL ? "nobody" : NULL,
        .words = EVENT_WORDS("vf", index, "nic", finding->nic->name, "reason", reason, "vnic",
                             finding->vnic != NULL ? finding->vnic->name : "?", "mac", mac),
    };
    return event_add(healer->engine->store, NULL, kind, &refs, error);
}

/* The lease of the VF as it is now, inside the transaction; false when it is not the one that was
 * compared: somebody has acted meanwhile and the finding is void. */
static bool is_unchanged(const Healer *healer, const AuditFinding *finding, Lease **ret_lease)
{
    const StoreCondition conditions[] = {
        { "host_nic", STORE_EQ, finding->nic->base.id, 0 },
        { "vf_index", STORE_EQ, NULL, index_of(finding) },
    };
    const StoreQuery query = { conditions, G_N_ELEMENTS(conditions), NULL, false, 1, 0 };
    g_autoptr(GPtrArray) rows = store_list(healer->engine->store, &lease_type, &query, NULL);
    if (rows == NULL)
        return false;
    const Lease *now = rows->len > 0 ? rows->pdata[0] : NULL;
    *ret_lease = now != NULL ? entity_dup(now) : NULL;
    if (now == NULL || finding->lease == NULL)
        return now == NULL && finding->lease == NULL;
    return now->state == finding->lease->state && now->epoch == finding->lease->epoch &&
           strcmp(now->base.id, finding->lease->base.id) == 0;
}

static bool take(const Healer *healer, const AuditFinding *finding, const char *vm,
                 const char *vnic, gint64 epoch, LeaseState state, GError **error)
{
    const LedgerOwner owner = {
        .host = healer->host_id, .vm = vm, .epoch = epoch, .now = engine_now()
    };
    const LedgerClaim claim = { finding->nic->base.id, finding->vf->index, vnic };
    return ledger_take(healer->engine->store, &owner, &claim, state, error);
}

static bool heal_leaked(const Healer *healer, const AuditFinding *finding, Lease *lease,
                        GError **error)
{
    g_autoptr(Vm) vm =
        lease->vm != NULL ? store_get(healer->engine->store, &vm_type, lease->vm, NULL) : NULL;
    bool runs = vm != NULL && vm->status != VM_DOWN && vm->run_epoch <= lease->epoch &&
                g_strcmp0(vm->host, healer->host_id) == 0;
    return runs || (add_event(healer, finding, "VF_LEAKED", finding->reason, error) &&
                    ledger_move(healer->engine->store, lease, LEASE_SCRUBBING, NULL, error));
}

static bool heal_adopted(const Healer *healer, const AuditFinding *finding, Lease *lease,
                         GError **error)
{
    const AuditVnic *vnic = finding->vnic;
    if (lease != NULL && !ledger_move(healer->engine->store, lease, LEASE_NONE, NULL, error))
        return false;
    /* What was plugged in later has an epoch of its own. */
    gint64 epoch = MAX(vnic->epoch, (gint64)finding->vf->epoch);
    return take(healer, finding, vnic->vm, vnic->id, epoch, LEASE_ACTIVE, error) &&
           add_event(healer, finding, "VF_LEASED", finding->reason, error);
}

static bool heal_dirty(const Healer *healer, const AuditFinding *finding, Lease *lease,
                       GError **error)
{
    gint64 epoch;
    return store_next(healer->engine->store, "epoch", &epoch, error) &&
           take(healer, finding, NULL, NULL, epoch, LEASE_SCRUBBING, error) &&
           add_event(healer, finding, "VF_DIRTY", finding->reason, error);
}

/* What can be healed in the ledger: in one transaction, and only if nothing has changed. */
static bool heal_in_ledger(const Healer *healer, const AuditFinding *finding,
                           bool (*heal)(const Healer *, const AuditFinding *, Lease *, GError **),
                           GError **error)
{
    Engine *engine = healer->engine;
    g_autoptr(Lease) lease = NULL;
    g_autoptr(StoreTxn) txn = store_begin(engine->store, error);
    if (txn == NULL)
        return false;
    return !is_unchanged(healer, finding, &lease) ||
           (heal(healer, finding, lease, error) && store_commit(txn, error));
}

static bool set_vf(const Healer *healer, const AuditFinding *finding, GError **error)
{
    char device[PCI_TEXT_SIZE], mac[MAC_TEXT_SIZE];
    const NicInfo *pf = NULL;
    g_autoptr(FleetReport) report = fleet_report(healer->engine->runtime->fleet, healer->host_id);
    if (report != NULL)
        pf = host_inventory_find_nic(fleet_report_get(report), finding->nic->name);
    if (pf == NULL)
        return err_set(error, ERR_NOT_FOUND, "%s is gone", finding->nic->name);
    json_t *params =
        json_pack("{s:s, s:I, s:{s:s, s:I}, s:I}", "deviceName",
                  pci_format_nodedev(&pf->pci, device), "index", (json_int_t)finding->vf->index,
                  "config", "mac", mac_format(&finding->vnic->mac, mac), "vlan",
                  (json_int_t)finding->vnic->vlan, "epoch", (json_int_t)finding->lease->epoch);
    json_t *answer = monitor_call(healer->engine, healer->host_id, "Sriov.setVf", params, 0, error);
    json_decref(answer);
    return answer != NULL;
}

static void tell(const Healer *healer, const AuditFinding *finding, const char *kind,
                 const char *reason)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(StoreTxn) txn = store_begin(healer->engine->store, &error);
    if (txn == NULL || !add_event(healer, finding, kind, reason, &error) ||
        !store_commit(txn, &error))
        log_warning("audit-not-told host=%s reason=\"%s\"", healer->host_id, error->message);
}

/* Tells it once, until a round does not find it any more. */
static void tell_once(const Healer *healer, const AuditFinding *finding, const char *kind,
                      const char *reason)
{
    g_autofree char *key =
        g_strdup_printf("%s %s %" G_GINT64_FORMAT, kind, finding->nic->base.id, index_of(finding));
    if (audit_memory_is_new(healer->memory, key))
        tell(healer, finding, kind, reason);
}

static void heal_drifted(const Healer *healer, const AuditFinding *finding)
{
    g_autoptr(GError) error = NULL;
    if (set_vf(healer, finding, &error)) {
        tell(healer, finding, "VF_DRIFTED", finding->reason);
        return;
    }
    g_autofree char *reason = g_strdup_printf("%s; %s", finding->reason, error->message);
    if (!job_is_unknown(error))
        tell_once(healer, finding, "VF_DRIFT_NOT_HEALED", reason);
}

/* A start that has ended since the facts were read makes these void. */
static bool is_void(const Healer *healer, const AuditFinding *finding)
{
    g_autoptr(Lease) lease = NULL;
    return !is_unchanged(healer, finding, &lease);
}

static bool heal(const Healer *healer, const AuditFinding *finding, GError **error)
{
    log_info("audit-found class=%s host=%s pf=%s vf=%" G_GINT64_FORMAT " reason=\"%s\"",
             enum_word(&audit_class_table, (int)finding->class), healer->host_id,
             finding->nic->name, index_of(finding), finding->reason);
    switch (finding->class) {
    case AUDIT_LEAKED:
        return heal_in_ledger(healer, finding, heal_leaked, error);
    case AUDIT_ADOPTED:
        return heal_in_ledger(healer, finding, heal_adopted, error);
    case AUDIT_DIRTY:
        return heal_in_ledger(healer, finding, heal_dirty, error);
    case AUDIT_DRIFTED:
        if (!is_void(healer, finding))
            heal_drifted(healer, finding);
        return true;
    case AUDIT_FOREIGN:
        if (!is_void(healer, finding))
            tell_once(healer, finding, "VF_FOREIGN_USE", finding->reason);
        return true;
    case AUDIT_LOST:
        if (!is_void(healer, finding))
            tell_once(healer, finding, "VF_DRIFT_NOT_HEALED", finding->reason);
        return true;
    case AUDIT_DUPLICATE:
        tell_once(healer, finding, "MAC_DUPLICATE", finding->reason);
        return true;
    case N_AUDIT_CLASSES:
        break;
    }
    return true;
}

static bool audit_vfs(Engine *engine, const char *host_id, AuditMemory *memory, GError **error)
{
    const Healer healer = { engine, host_id, memory };
    g_auto(AuditFacts) facts = { 0 };
    if (!load_store(&facts, engine, host_id, error) || !monitor_refresh(engine, host_id, error))
        return false;
    g_autoptr(FleetReport) report = fleet_report(engine->runtime->fleet, host_id);
    if (report == NULL)
        return err_set(error, ERR_UNREACHABLE, "host %s has not reported", host_id);
    if (!load_host(&facts, engine, host_id, fleet_report_get(report), error))
        return false;
    g_autoptr(GPtrArray) findings = audit_compare(&facts);
    for (guint i = 0; i < findings->len; i++)
        if (!heal(&healer, findings->pdata[i], error))
            return false;
    if (findings->len > 0)
        fleet_reload_leases(engine->runtime->fleet, host_id);
    return true;
}

bool audit_host(Engine *engine, const char *host_id, AuditMemory *memory, GError **error)
{
    begin_round(memory);
    return vm_audit(engine, host_id, memory, error) && audit_vfs(engine, host_id, memory, error);
}
