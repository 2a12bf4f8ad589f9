#include "engine/vm-audit.h"

#include "base/log.h"
#include "engine/event-log.h"
#include "engine/runtime-private.h"
#include "engine/vm-event.h"
#include "engine/vm-nic-plug.h"
#include "link/domain-xml.h"

#include <string.h>

typedef struct {
    Engine *engine;
    const char *host_id;
    AuditMemory *memory;
} Round;

static const json_t *find_stats(const json_t *stats, const char *vm_id)
{
    gsize i;
    json_t *item;
    json_array_foreach(stats, i, item)
    {
        if (g_strcmp0(verb_param_string(item, "vmId"), vm_id) == 0)
            return item;
    }
    return NULL;
}

/* --- those recorded to be here -----------------------------------------------------------------
 */

/* The host says by a hash when the domain is another than at the last look. */
static void compare_nics(Round *round, const Vm *vm, const json_t *item)
{
    const char *hash = verb_param_string(item, "hash");
    g_autofree char *key = g_strdup_printf("domain of %s is %s", vm->base.id, hash);
    if (hash != NULL && audit_memory_is_new(round->memory, key))
        vm_nic_plug_compare(round->engine, round->host_id, vm->base.id);
}

static void check_recorded(Round *round, const Vm *vm, const json_t *stats)
{
    Engine *engine = round->engine;
    const json_t *item = find_stats(stats, vm->base.id);
    g_autoptr(GError) error = NULL;
    g_autoptr(VmReport) report = item != NULL ? vm_report_new(item) : NULL;
    bool is_job_s = vm->status == VM_WAIT_FOR_LAUNCH || jobs_find(engine, vm->base.id, NULL, NULL);
    if (is_job_s || (item != NULL && report == NULL))
        return;
    if (report != NULL) {
        vm_event_report(engine, round->host_id, vm->base.id, report);
        compare_nics(round, vm, item);
        return;
    }
    const VmDown gone = { false, "VM_DOWN_ERROR", NULL, "Its host no longer runs it." };
    if (!vm_event_down(engine, vm->base.id, round->host_id, vm->run_epoch, &gone, &error))
        log_warning("vm-down-not-recorded vm=%s reason=\"%s\"", vm->name, error->message);
}

/* --- those that are here beyond that -----------------------------------------------------------
 */

static void tell_foreign(Round *round, const json_t *item)
{
    const char *id = verb_param_string(item, "vmId"), *name = verb_param_string(item, "vmName");
    g_autofree char *key = g_strdup_printf("domain %s", id);
    const EventRefs refs = { .host = round->host_id,
                             .words = EVENT_WORDS("domain", name != NULL ? name : id) };
    if (audit_memory_is_new(round->memory, key))
        event_record(round->engine, NULL, "VM_FOREIGN", &refs);
}

/* The epoch in the domain's own metadata; 0: none. */
static gint64 read_epoch(Round *round, const char *vm_id)
{
    json_t *xmls = monitor_call(round->engine, round->host_id, "Host.dumpxmls",
                                json_pack("{s:[s]}", "vmList", vm_id), 0, NULL);
    const char *xml = json_string_value(json_object_get(xmls, vm_id));
    g_autoptr(VmSpec) spec = xml != NULL ? domain_xml_read(xml, strlen(xml), NULL) : NULL;
    json_decref(xmls);
    return spec != NULL ? (gint64)spec->epoch : 0;
}

static bool adopt(Round *round, const char *vm_id, gint64 epoch, const VmReport *report,
                  GError **error)
{
    Engine *engine = round->engine;
    g_autoptr(StoreTxn) txn = store_begin(engine->store, error);
    g_autoptr(Vm) vm = txn != NULL ? store_get(engine->store, &vm_type, vm_id, error) : NULL;
    if (vm == NULL)
        return false;
    if (vm->status != VM_DOWN || vm->run_epoch > epoch)
        return true;
    const EventRefs refs = { .vm = vm_id, .vm_name = vm->name, .host = round->host_id };
    vm->status = (int)report->status;
    vm->run_epoch = epoch;
    vm->host = g_strdup(round->host_id);
    g_clear_pointer(&vm->status_detail, g_free);
    fleet_vm_runs(engine->runtime->fleet, round->host_id, vm_id, vm->memory >> 20);
    if (!store_update(engine->store, vm, error) ||
        !event_add(engine->store, NULL, "USER_RUN_VM", &refs, error) || !store_commit(txn, error)) {
        fleet_vm_gone(engine->runtime->fleet, round->host_id, vm_id);
        return false;
    }
    return true;
}

static bool stop_stale(Round *round, const Vm *vm, gint64 epoch, GError **error)
{
    const EventRefs refs = { .vm = vm->base.id, .vm_name = vm->name, .host = round->host_id };
    json_t *params = json_pack("{s:s, s:I}", "vmID", vm->base.id, "epoch", (json_int_t)epoch);
    json_t *answer = monitor_call(round->engine, round->host_id, "VM.destroy", params, 0, error);
    if (answer == NULL)
        return false;
    json_decref(answer);
    event_record(round->engine, NULL, "VM_START_STALE", &refs);
    return true;
}

static void check_unexpected(Round *round, const json_t *item)
{
    Engine *engine = round->engine;
    const char *id = verb_param_string(item, "vmId");
    g_autoptr(GError) error = NULL;
    g_autoptr(VmReport) report = vm_report_new(item);
    g_autoptr(Vm) vm = store_get(engine->store, &vm_type, id, NULL);
    bool here = vm != NULL && vm->status != VM_DOWN && g_strcmp0(vm->host, round->host_id) == 0;
    if (report == NULL || report->status == VM_DOWN || here || jobs_find(engine, id, NULL, NULL))
        return;
    gint64 epoch = vm == NULL ? 0 : report->epoch > 0 ? report->epoch : read_epoch(round, id);
    bool good = true;
    if (epoch == 0)
        tell_foreign(round, item);
    else if (vm->status == VM_DOWN && epoch >= vm->run_epoch)
        good = adopt(round, id, epoch, report, &error);
    else if (epoch < vm->run_epoch)
        good = stop_stale(round, vm, epoch, &error);
    if (!good)
        log_warning("vm-audit-failed vm=%s host=%s reason=\"%s\"", id, round->host_id,
                    error->message);
}

bool vm_audit(Engine *engine, const char *host_id, AuditMemory *memory, GError **error)
{
    Round round = { engine, host_id, memory };
    g_autoptr(GPtrArray) vms = store_list_by(engine->store, &vm_type, "host", host_id, error);
    json_t *stats =
        vms != NULL ? monitor_call(engine, host_id, "Host.getAllVmStats", NULL, 0, error) : NULL;
    if (stats == NULL)
        return false;
    gsize i;
    json_t *item;
    for (guint j = 0; j < vms->len; j++)
        check_recorded(&round, vms->pdata[j], stats);
    json_array_foreach(stats, i, item) check_unexpected(&round, item);
    json_decref(stats);
    return true;
}
