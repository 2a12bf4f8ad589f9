#include "engine/crud.h"
#include "engine/event-log.h"
#include "engine/job.h"
#include "engine/permission.h"
#include "engine/runtime-private.h"
#include "engine/vm-event.h"
#include "link/vdsm-code.h"

#include <string.h>

#define HOST_AWAY_MS    15000
#define LOOK_MS         15000
#define SHUTDOWN_MAX_US (5 * G_TIME_SPAN_MINUTE)

/* --- the requests ------------------------------------------------------------------------------
 */

typedef struct {
    const JobKind *kind;
    const char *verb;  /* "stop" */
    const char *doing; /* "Stopping VM %s" */
    const char *event; /* when it is accepted; NULL: none */
} StopKind;

static bool check_host_answers(Store *store, const StopKind *kind, const Vm *vm, GError **error)
{
    g_autoptr(Host) host = store_get(store, &host_type, vm->host, error);
    if (host == NULL)
        return false;
    return host->status != HOST_NON_RESPONSIVE ||
           fault_set(error, FAULT_VM_FAILED, kind->verb, vm->name, host->name,
                     "the host does not answer");
}

static bool check(Engine *engine, const StopKind *kind, const Vm *vm, GError **error)
{
    if (vm->status == VM_DOWN || vm->host == NULL)
        return fault_set(error, FAULT_VM_IS_NOT_RUNNING, kind->verb, vm->name,
                         enum_word(&vm_status_table, vm->status));
    return check_host_answers(engine->store, kind, vm, error);
}

/* A guest can only be asked once it runs. */
static bool check_guest(const Vm *vm, GError **error)
{
    if (vm->status == VM_UP || vm->status == VM_POWERING_UP || vm->status == VM_NOT_RESPONDING ||
        vm->status == VM_POWERING_DOWN || vm->status == VM_REBOOT_IN_PROGRESS)
        return true;
    return fault_set(error, FAULT_VM_STATUS_ILLEGAL, "shut down VM", vm->name,
                     enum_word(&vm_status_table, vm->status));
}

static bool record_request(Engine *engine, const Caller *caller, const StopKind *kind, Vm *vm,
                           const char *reason, Job **ret_job, GError **error)
{
    g_autofree char *description = g_strdup_printf(kind->doing, vm->name);
    g_autoptr(Job) job = job_new(kind->kind, caller, description);
    job->vm = g_strdup(vm->base.id);
    job->host = g_strdup(vm->host);
    const EventRefs refs = { .vm = vm->base.id,
                             .vm_name = vm->name,
                             .host = vm->host,
                             .cluster = vm->cluster,
                             .words = EVENT_WORDS("reason", reason) };
    json_t *payload = json_pack("{s:s, s:I}", "reason", reason, "epoch", (json_int_t)vm->run_epoch);
    bool inserted = job_insert(engine, job, caller, payload, error);
    json_decref(payload);
    g_free(vm->stop_reason);
    vm->stop_reason = g_strdup(reason);
    if (!inserted || !store_update(engine->store, vm, error) ||
        (kind->event != NULL && !event_add(engine->store, caller, kind->event, &refs, error)))
        return false;
    *ret_job = g_steal_pointer(&job);
    return true;
}

/* The job that was asked to end this very run before; NULL: none.  One that has just ended an
 * earlier run is another matter. */
static char *find_same(Engine *engine, const StopKind *kind, const Vm *vm)
{
    g_autofree char *id = NULL;
    if (!jobs_find(engine, vm->base.id, kind->kind->kind, &id))
        return NULL;
    g_autoptr(Job) job = store_get(engine->store, &job_type, id, NULL);
    json_t *payload = job != NULL ? json_loads(job->payload, 0, NULL) : NULL;
    bool same = payload != NULL && verb_param_int(payload, "epoch", 0) == vm->run_epoch;
    json_decref(payload);
    return same ? g_steal_pointer(&id) : NULL;
}

static bool request(Engine *engine, const Caller *caller, const StopKind *kind, const char *id,
                    const char *reason, char **ret_job, GError **error)
{
    g_autoptr(Job) job = NULL;
    if (!permission_check(engine, caller, ACTION_VM_STOP, &vm_type, id, error))
        return false;
    g_autoptr(StoreTxn) txn = store_begin(engine->store, error);
    g_autoptr(Vm) vm = txn != NULL ? store_get(engine->store, &vm_type, id, error) : NULL;
    if (vm == NULL || !check(engine, kind, vm, error) ||
        (kind->kind == &vm_shutdown_job && !check_guest(vm, error)))
        return false;
    g_autofree char *same = find_same(engine, kind, vm);
    if (same != NULL) { /* asked twice is asked once */
        if (ret_job != NULL)
            *ret_job = g_steal_pointer(&same);
        return true;
    }
    if (!record_request(engine, caller, kind, vm, reason != NULL ? reason : "", &job, error) ||
        !store_commit(txn, error))
        return false;
    if (ret_job != NULL)
        *ret_job = g_strdup(job->base.id);
    job_start(engine, g_steal_pointer(&job));
    return true;
}

bool engine_vm_stop(Engine *engine, const Caller *caller, const char *id, const char *reason,
                    char **ret_job, GError **error)
{
    static const StopKind kind = { &vm_stop_job, "stop", "Stopping VM %s", NULL };
    return request(engine, caller, &kind, id, reason, ret_job, error);
}

bool engine_vm_shutdown(Engine *engine, const Caller *caller, const char *id, const char *reason,
                        char **ret_job, GError **error)
{
    static const StopKind kind = { &vm_shutdown_job, "shut down", "Shutting down VM %s",
                                   "USER_INITIATED_SHUTDOWN_VM" };
    return request(engine, caller, &kind, id, reason, ret_job, error);
}

/* The guest keeps its domain, and with it its VFs: nothing changes hands. */
bool engine_vm_reboot(Engine *engine, const Caller *caller, const char *id, GError **error)
{
    static const StopKind kind = { NULL, "reboot", NULL, NULL };
    g_autoptr(GError) failure = NULL;
    if (!permission_check(engine, caller, ACTION_VM_REBOOT, &vm_type, id, error))
        return false;
    g_autoptr(Vm) vm = store_get(engine->store, &vm_type, id, error);
    if (vm == NULL || !check(engine, &kind, vm, error))
        return false;
    if (vm->status != VM_UP)
        return fault_set(error, FAULT_VM_STATUS_ILLEGAL, "reboot VM", vm->name,
                         enum_word(&vm_status_table, vm->status));
    json_t *params =
        json_pack("{s:s, s:b, s:I}", "vmID", id, "reboot", 1, "epoch", (json_int_t)vm->run_epoch);
    json_t *answer = monitor_call(engine, vm->host, "VM.shutdown", params, 0, &failure);
    json_decref(answer);
    const EventRefs refs = { .vm = id,
                             .vm_name = vm->name,
                             .host = vm->host,
                             .cluster = vm->cluster,
                             .words =
                                 EVENT_WORDS("reason", failure != NULL ? failure->message : "") };
    event_record(engine, caller, failure == NULL ? "USER_REBOOT_VM" : "USER_FAILED_REBOOT_VM",
                 &refs);
    g_autofree char *host = failure != NULL ? crud_name(engine->store, &host_type, vm->host) : NULL;
    return failure == NULL ||
           fault_set(error, FAULT_VM_FAILED, "reboot", vm->name, host, failure->message);
}

/* --- steps -------------------------------------------------------------------------------------
 */

static gint64 epoch_of(const JobRun *run)
{
    return verb_param_int(run->payload, "epoch", 0);
}

static const char *reason_of(const JobRun *run)
{
    const char *reason = verb_param_string(run->payload, "reason");
    return reason != NULL ? reason : "";
}

/* The start of this VM that has not ended; by the store, since it may just be about to be run. */
static bool find_start(JobRun *run, char **ret_id, GError **error)
{
    const StoreCondition conditions[] = {
        { "vm", STORE_EQ, run->row->vm, 0 },
        { "kind", STORE_EQ, VM_START_JOB, 0 },
        { "status", STORE_EQ, enum_word(&job_status_table, JOB_STARTED), 0 },
    };
    const StoreQuery query = { conditions, G_N_ELEMENTS(conditions), NULL, false, 1, 0 };
    g_autoptr(GPtrArray) jobs = store_list(run->engine->store, &job_type, &query, error);
    if (jobs == NULL)
        return false;
    *ret_id = jobs->len > 0 ? g_strdup(((Job *)jobs->pdata[0])->base.id) : NULL;
    return true;
}

/* A VM that is being started is stopped by its start giving up. */
static StepResult give_up_start(JobRun *run, GError **error)
{
    g_autofree char *start = NULL;
    if (!find_start(run, &start, error))
        return STEP_FAILED;
    if (start == NULL)
        return STEP_DONE;
    jobs_abort(run->engine, start);
    job_wait_ms(run, 1000);
    return STEP_WAIT;
}

/* The run that is to be stopped; NULL without an error when it has ended. */
static Vm *get_run(JobRun *run, GError **error)
{
    g_autoptr(Vm) vm = store_get(run->engine->store, &vm_type, run->row->vm, error);
    bool same =
        vm != NULL && vm->status != VM_DOWN && vm->run_epoch == epoch_of(run) && vm->host != NULL;
    return same ? g_steal_pointer(&vm) : NULL;
}

static json_t *call(JobRun *run, const Vm *vm, const char *verb, GError **error)
{
    json_t *params =
        json_pack("{s:s, s:I}", "vmID", run->row->vm, "epoch", (json_int_t)epoch_of(run));
    return monitor_call(run->engine, vm->host, verb, params, 0, error);
}

static StepResult destroy(JobRun *run, GError **error)
{
    static const VmDown silent = { .by_us = true };
    g_autoptr(GError) failure = NULL;
    g_autoptr(Vm) vm = get_run(run, &failure);
    if (vm == NULL && failure == NULL)
        return STEP_DONE;
    json_t *answer = vm != NULL ? call(run, vm, "VM.destroy", &failure) : NULL;
    bool gone = answer != NULL || link_error_number(failure) == VDSM_NO_SUCH_VM;
    json_decref(answer);
    if (gone)
        return vm_event_down(run->engine, vm->base.id, vm->host, epoch_of(run), &silent, error)
                   ? STEP_DONE
                   : STEP_FAILED;
    if (vm != NULL && job_is_unknown(failure)) {
        job_wait_ms(run, HOST_AWAY_MS);
        return STEP_WAIT;
    }
    g_propagate_error(error, g_steal_pointer(&failure));
    return STEP_FAILED;
}

static StepResult ask_guest(JobRun *run, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(Vm) vm = get_run(run, &failure);
    if (vm == NULL && failure == NULL)
        return STEP_DONE;
    json_t *answer = vm != NULL ? call(run, vm, "VM.shutdown", &failure) : NULL;
    json_decref(answer);
    if (answer != NULL || link_error_number(failure) == VDSM_NO_SUCH_VM)
        return STEP_DONE; /* asking twice is asking once */
    if (vm != NULL && job_is_unknown(failure)) {
        job_wait_ms(run, HOST_AWAY_MS);
        return STEP_WAIT;
    }
    g_propagate_error(error, g_steal_pointer(&failure));
    return STEP_FAILED;
}

/* The event that tells of the end may have been lost; the audit finds such a VM. */
static StepResult await_down(JobRun *run, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(Vm) vm = get_run(run, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return STEP_FAILED;
    }
    if (vm == NULL)
        return STEP_DONE;
    if (g_get_monotonic_time() - run->step_time > SHUTDOWN_MAX_US) {
        err_set(error, ERR_TIMEOUT, "its guest did not shut down within %d s",
                (int)(SHUTDOWN_MAX_US / G_USEC_PER_SEC));
        return STEP_FAILED;
    }
    if (run->resumed)
        monitor_audit(run->engine, vm->host);
    job_wait_ms(run, LOOK_MS);
    return STEP_WAIT;
}

/* --- the end -----------------------------------------------------------------------------------
 */

static bool add_event(JobRun *run, const char *kind, const char *reason, GError **error)
{
    const Caller caller = job_caller(run);
    const EventRefs refs = { .vm = run->row->vm,
                             .host = run->row->host,
                             .words = EVENT_WORDS("reason", reason) };
    return event_add(run->engine->store, &caller, kind, &refs, error);
}

static bool stopped(JobRun *run, GError **error)
{
    return add_event(run, "USER_STOP_VM", reason_of(run), error);
}

static bool stop_failed(JobRun *run, GError **error)
{
    return add_event(run, "USER_FAILED_STOP_VM", run->row->failure, error);
}

static bool shutdown_failed(JobRun *run, GError **error)
{
    return add_event(run, "USER_FAILED_SHUTDOWN_VM", run->row->failure, error);
}

static const JobStep stop_steps[] = {
    { "give-up-start", "Giving up the start of the VM", give_up_start, NULL, NULL },
    { "destroy", "Powering off the VM", destroy, NULL, NULL },
};

const JobKind vm_stop_job = {
    .kind = VM_STOP_JOB,
    .steps = stop_steps,
    .n_steps = G_N_ELEMENTS(stop_steps),
    .finished = stopped,
    .failed = stop_failed,
};

static const JobStep shutdown_steps[] = {
    { "shutdown", "Asking the guest to shut down", ask_guest, NULL, NULL },
    { "await-down", "Waiting for the VM to go down", await_down, NULL, NULL },
};

const JobKind vm_shutdown_job = {
    .kind = VM_SHUTDOWN_JOB,
    .steps = shutdown_steps,
    .n_steps = G_N_ELEMENTS(shutdown_steps),
    .failed = shutdown_failed,
};
