#include "engine/vm-event.h"

#include "base/log.h"
#include "engine/event-log.h"
#include "engine/ledger.h"
#include "engine/runtime-private.h"
#include "engine/vm-next-run.h"

#include <string.h>

/* VDSM's words of a VM's status.  A host that speaks of a launch has the domain already, which is
 * later than our own "wait for launch". */
static const struct {
    const char *word;
    VmStatus status;
} statuses[] = {
    { "Down", VM_DOWN },
    { "WaitForLaunch", VM_POWERING_UP },
    { "Powering up", VM_POWERING_UP },
    { "Up", VM_UP },
    { "Paused", VM_PAUSED },
    { "Powering down", VM_POWERING_DOWN },
    { "RebootInProgress", VM_REBOOT_IN_PROGRESS },
    { "Not Responding", VM_NOT_RESPONDING },
    { "Migration Source", VM_MIGRATING },
    { "Migration Destination", VM_MIGRATING },
};

/* VDSM's exit reasons that nobody need worry about: migrated, saved, shut down by administrator or
 * user, and the guest's reboot. */
static bool is_wanted_exit(gint64 reason)
{
    return reason == 0 || (reason >= 4 && reason <= 7) || reason == 13;
}

static gint64 time_of(const json_t *stats)
{
    const char *text = verb_param_string(stats, "statusTime");
    return text != NULL ? g_ascii_strtoll(text, NULL, 10) : 0;
}

VmReport *vm_report_new(const json_t *stats)
{
    const char *word = verb_param_string(stats, "status");
    for (gsize i = 0; word != NULL && i < G_N_ELEMENTS(statuses); i++) {
        if (g_ascii_strcasecmp(statuses[i].word, word) != 0)
            continue;
        VmReport *report = g_new0(VmReport, 1);
        report->status = statuses[i].status;
        report->epoch = verb_param_int(stats, "epoch", 0);
        report->time = time_of(stats);
        report->failed = verb_param_int(stats, "exitCode", 0) != 0 ||
                         !is_wanted_exit(verb_param_int(stats, "exitReason", 0));
        report->message = g_strdup(verb_param_string(stats, "exitMessage"));
        return report;
    }
    return NULL;
}

void vm_report_free(VmReport *report)
{
    if (report == NULL)
        return;
    g_free(report->message);
    g_free(report);
}

/* --- down --------------------------------------------------------------------------------------
 */

bool vm_event_write_down(Engine *engine, Vm *vm, bool by_us, const char *detail, GError **error)
{
    if (by_us && !store_next(engine->store, "epoch", &vm->run_epoch, error))
        return false;
    vm->status = VM_DOWN;
    vm->run_once = FALSE;
    vm_next_run_apply(vm);
    vm->stop_time = engine_now();
    g_clear_pointer(&vm->host, g_free);
    g_free(vm->status_detail);
    vm->status_detail = g_strdup(detail);
    return store_update(engine->store, vm, error);
}

void vm_event_after_down(Engine *engine, const char *vm_id, const char *host_id)
{
    fleet_vm_gone(engine->runtime->fleet, host_id, vm_id);
    fleet_reload_leases(engine->runtime->fleet, host_id);
    monitor_scrub(engine, host_id);
    jobs_wake(engine, vm_id);
}

static bool is_run(const Vm *vm, const char *host_id, gint64 epoch)
{
    return vm->status != VM_DOWN && g_strcmp0(vm->host, host_id) == 0 &&
           (epoch == 0 || vm->run_epoch == epoch);
}

static bool add_down_event(Engine *engine, const Vm *vm, const char *host_id, const VmDown *how,
                           GError **error)
{
    const EventRefs refs = {
        .vm = vm->base.id,
        .vm_name = vm->name,
        .host = host_id,
        .cluster = vm->cluster,
        .words = EVENT_WORDS("reason", how->reason != NULL ? how->reason : ""),
    };
    return how->event == NULL || event_add(engine->store, how->caller, how->event, &refs, error);
}

bool vm_event_down(Engine *engine, const char *vm_id, const char *host_id, gint64 epoch,
                   const VmDown *how, GError **error)
{
    g_autoptr(StoreTxn) txn = store_begin(engine->store, error);
    if (txn == NULL)
        return false;
    g_autoptr(Vm) vm = store_get(engine->store, &vm_type, vm_id, error);
    if (vm == NULL)
        return false;
    if (!is_run(vm, host_id, epoch))
        return true;
    if (!add_down_event(engine, vm, host_id, how, error) ||
        !ledger_release_vm(engine->store, vm_id, vm->run_epoch, error) ||
        !vm_event_write_down(engine, vm, how->by_us, how->reason, error) ||
        !store_commit(txn, error))
        return false;
    log_info("vm-down vm=%s host=%s reason=\"%s\"", vm->name, host_id,
             how->reason != NULL ? how->reason : "");
    vm_event_after_down(engine, vm_id, host_id);
    return true;
}

/* The jobs that bring a VM up or down know what its end means; nobody else does. */
static bool leave_to_job(Engine *engine, const Vm *vm, const char *text)
{
    return jobs_tell(engine, vm->base.id, VM_START_JOB, text) ||
           jobs_tell(engine, vm->base.id, VM_STOP_JOB, text);
}

static void report_down(Engine *engine, const char *host_id, const Vm *vm, const VmReport *report)
{
    g_autoptr(GError) error = NULL;
    const char *reason = report->message != NULL ? report->message
                         : report->failed        ? "Its domain ended unexpectedly."
                                                 : "It was shut down.";
    const VmDown how = { false, report->failed ? "VM_DOWN_ERROR" : "VM_DOWN", NULL, reason };
    if (leave_to_job(engine, vm, reason) || vm->status == VM_WAIT_FOR_LAUNCH)
        return; /* the latter: a job is about to begin, and this is of an earlier run */
    if (!vm_event_down(engine, vm->base.id, host_id, vm->run_epoch, &how, &error))
        log_warning("vm-down-not-recorded vm=%s reason=\"%s\"", vm->name, error->message);
}

/* --- every other status ------------------------------------------------------------------------
 */

static bool is_launching(const Vm *vm)
{
    return vm->status == VM_WAIT_FOR_LAUNCH || vm->status == VM_POWERING_UP;
}

static const char *status_event(const Vm *vm, VmStatus to)
{
    if (to == VM_UP && is_launching(vm))
        return "USER_RUN_VM";
    if (to == VM_NOT_RESPONDING)
        return "VM_NOT_RESPONDING";
    return NULL;
}

static bool record_status(Engine *engine, const char *host_id, const char *vm_id, gint64 epoch,
                          VmStatus to, GError **error)
{
    g_autoptr(StoreTxn) txn = store_begin(engine->store, error);
    if (txn == NULL)
        return false;
    g_autoptr(Vm) vm = store_get(engine->store, &vm_type, vm_id, error);
    if (vm == NULL)
        return false;
    if (!is_run(vm, host_id, epoch) || vm->status == (int)to)
        return true;
    const char *event = status_event(vm, to);
    const EventRefs refs = {
        .vm = vm_id, .vm_name = vm->name, .host = host_id, .cluster = vm->cluster
    };
    if (to == VM_UP && is_launching(vm))
        vm->start_time = engine_now();
    vm->status = (int)to;
    return store_update(engine->store, vm, error) &&
           (event == NULL || event_add(engine->store, NULL, event, &refs, error)) &&
           store_commit(txn, error);
}

void vm_event_report(Engine *engine, const char *host_id, const char *vm_id, const VmReport *report)
{
    g_autoptr(GError) error = NULL;
    if (!monitor_is_news(engine, host_id, vm_id, report->time))
        return;
    g_autoptr(Vm) vm = store_get(engine->store, &vm_type, vm_id, &error);
    if (vm == NULL) {
        if (err_code(error) != ERR_NOT_FOUND)
            log_warning("vm-status-not-recorded vm=%s reason=\"%s\"", vm_id, error->message);
        return; /* a domain that is not ours; the audit tells of it */
    }
    if (!is_run(vm, host_id, report->epoch) || vm->status == (int)report->status)
        return;
    if (report->status == VM_DOWN)
        report_down(engine, host_id, vm, report);
    else if (!record_status(engine, host_id, vm_id, vm->run_epoch, report->status, &error))
        log_warning("vm-status-not-recorded vm=%s reason=\"%s\"", vm->name, error->message);
    jobs_wake(engine, vm_id);
}
