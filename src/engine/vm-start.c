#include "engine/event-log.h"
#include "engine/job.h"
#include "engine/ledger.h"
#include "engine/permission.h"
#include "engine/runtime-private.h"
#include "engine/vm-event.h"
#include "engine/vm-facts.h"
#include "link/domain-xml.h"
#include "link/vdsm-code.h"

#include <string.h>

#define MAX_PLACINGS  16                    /* each time somebody else was faster */
#define MAX_RERUNS    3                     /* on other hosts, as oVirt does */
#define SCRUB_WAIT_US (10 * G_USEC_PER_SEC) /* for VFs that somebody just gave back */
#define SCRUB_LOOK_US (G_USEC_PER_SEC / 10)
#define LOOK_MS       15000 /* how long an event may be missing before the host is asked */
#define HOST_AWAY_MS  15000
#define LAUNCH_MAX_US (10 * G_TIME_SPAN_MINUTE)
#define DETAILS_MAX   3500 /* bytes of the fault's tree of reasons */

/* --- refusals ----------------------------------------------------------------------------------
 */

static void add_line(GString *text, int indent, const char *line)
{
    g_string_append_printf(text, "\n%*s%s", indent, "", line);
}

static void add_host(GString *text, const PlacementHostVerdict *host)
{
    add_line(text, 1, host->text);
    for (guint i = 0; i < host->vnics->len; i++) {
        const PlacementVnicVerdict *vnic = host->vnics->pdata[i];
        add_line(text, 3, vnic->text);
        for (guint j = 0; j < vnic->pfs->len; j++)
            add_line(text, 5, ((PlacementPfVerdict *)vnic->pfs->pdata[j])->text);
    }
}

/* The reasons of every host that could be meant, as far as there is room. */
static char *describe(const PlacementExplanation *explanation)
{
    GString *text = g_string_new(NULL);
    guint n_left = 0;
    for (guint i = 0; i < explanation->hosts->len; i++) {
        const PlacementHostVerdict *host = explanation->hosts->pdata[i];
        if (host->reason == PLACEMENT_HOST_CLUSTER)
            continue;
        if (text->len > DETAILS_MAX)
            n_left++;
        else
            add_host(text, host);
    }
    if (n_left > 0)
        g_string_append_printf(text, "\n … and %u more hosts", n_left);
    return g_string_free(text, FALSE);
}

/* Whether any host is up to be asked at all. */
static bool has_hosts(const PlacementExplanation *explanation)
{
    for (guint i = 0; i < explanation->hosts->len; i++) {
        const PlacementHostVerdict *host = explanation->hosts->pdata[i];
        if (host->reason != PLACEMENT_HOST_CLUSTER &&
            host->reason != PLACEMENT_HOST_NOT_SCHEDULABLE)
            return true;
    }
    return false;
}

static bool refuse(Engine *engine, const Caller *caller, const Vm *vm,
                   const PlacementExplanation *explanation, GError **error)
{
    g_autofree char *details = describe(explanation);
    const EventRefs refs = { .vm = vm->base.id,
                             .vm_name = vm->name,
                             .cluster = vm->cluster,
                             .words = EVENT_WORDS("reason", explanation->text) };
    event_record(engine, caller, "USER_FAILED_RUN_VM", &refs);
    if (!has_hosts(explanation))
        return fault_set(error, FAULT_VM_NO_HOSTS, vm->name);
    return fault_set(error, FAULT_VM_NOT_PLACED, vm->name, details);
}

/* --- what is asked -----------------------------------------------------------------------------
 */

static bool boots_from(const Vm *vm, const VmStartOverlay *overlay, const char *device)
{
    const char *const *devices = overlay->boot_devices != NULL
                                     ? overlay->boot_devices
                                     : (const char *const *)vm->boot_devices;
    return devices != NULL && g_strv_contains(devices, device);
}

static bool check_path(const Vm *vm, const char *what, const char *path, GError **error)
{
    g_autofree char *field = g_strconcat("vm/os/", what, NULL);
    return path == NULL || g_path_is_absolute(path) ||
           fault_set(error, FAULT_VM_PATH_INVALID, "run", what, vm->name, path) ||
           err_about(error, field);
}

static bool check(const VmFacts *facts, const VmStartOverlay *overlay, GError **error)
{
    const Vm *vm = facts->vm;
    const char *kernel = overlay->kernel != NULL ? overlay->kernel : vm->kernel;
    const char *initrd = overlay->initrd != NULL ? overlay->initrd : vm->initrd;
    if (vm->status != VM_DOWN)
        return fault_set(error, FAULT_VM_IS_RUNNING, "run", vm->name,
                         enum_word(&vm_status_table, vm->status));
    if (overlay->n_initializations > 1)
        return fault_set(error, FAULT_VM_TWO_INITIALIZATIONS, vm->name);
    if (!check_path(vm, "kernel", kernel, error) || !check_path(vm, "initrd", initrd, error))
        return false;
    if (kernel == NULL && initrd != NULL)
        return fault_set(error, FAULT_VM_LINUX_BOOT_PARAMS, "run", vm->name);
    if (kernel != NULL)
        return true;
    if (!boots_from(vm, overlay, "network"))
        return fault_set(error, FAULT_VM_RUN_FROM_DISK, vm->name);
    return facts->nics->len > 0 || fault_set(error, FAULT_VM_RUN_FROM_NETWORK, vm->name);
}

/* The host of a run-once, by id or name; NULL without an error when none is given. */
static char *find_host(Store *store, const VmStartOverlay *overlay, GError **error)
{
    if (overlay->host == NULL)
        return NULL;
    g_autoptr(Host) host = store_get(store, &host_type, overlay->host, NULL);
    if (host == NULL)
        host = store_find(store, &host_type, "name", overlay->host, error);
    if (host == NULL && (error == NULL || *error == NULL)) {
        fault_set(error, FAULT_HOST_NOT_EXISTS, "run", "VM", overlay->host);
        err_about(error, "vm/placement_policy/hosts/host");
    }
    return host != NULL ? g_strdup(host->base.id) : NULL;
}

static void set_text(json_t *payload, const char *name, const char *text)
{
    if (text != NULL)
        json_object_set_new(payload, name, json_string(text));
}

static json_t *make_payload(const VmStartOverlay *overlay, const char *host)
{
    json_t *payload = json_pack("{s:[]}", "tried");
    set_text(payload, "host", host);
    set_text(payload, "kernel", overlay->kernel);
    set_text(payload, "initrd", overlay->initrd);
    set_text(payload, "cmdline", overlay->cmdline);
    if (overlay->pause)
        json_object_set_new(payload, "pause", json_true());
    if (overlay->boot_devices != NULL) {
        json_t *devices = json_array();
        for (const char *const *device = overlay->boot_devices; *device != NULL; device++)
            json_array_append_new(devices, json_string(*device));
        json_object_set_new(payload, "boot_devices", devices);
    }
    if (json_object_size(payload) > 1) /* more than what has been tried */
        json_object_set_new(payload, "run_once", json_true());
    return payload;
}

/* --- placing -----------------------------------------------------------------------------------
 */

static PlacementResult *place(Engine *engine, const VmFacts *facts, const json_t *payload)
{
    g_autoptr(Snapshot) snapshot = fleet_snapshot(engine->runtime->fleet);
    const json_t *tried = json_object_get(payload, "tried");
    const char *hosts[] = { verb_param_string(payload, "host"), NULL };
    const char *excluded[MAX_RERUNS + 2] = { NULL };
    for (gsize i = 0; i < json_array_size(tried) && i < G_N_ELEMENTS(excluded) - 1; i++)
        excluded[i] = json_string_value(json_array_get(tried, i));
    guint64 seed = engine->config.seed + (guint64)g_atomic_int_add(&engine->runtime->n_starts, 1);
    g_auto(VmRequest) request = { 0 };
    vm_request_init(&request, facts, hosts[0] != NULL ? hosts : NULL, excluded, seed);
    return placement_place(snapshot, &request.request);
}

static bool check_host(Store *store, const PlacementResult *placed, GError **error)
{
    g_autoptr(Host) host = store_get(store, &host_type, placed->host, error);
    return host != NULL &&
           (host->status == HOST_UP || err_set(error, ERR_CONFLICT, "host %s is %s", host->name,
                                               enum_word(&host_status_table, host->status)));
}

static bool reserve(Engine *engine, const VmFacts *facts, const PlacementResult *placed,
                    const char *job, gint64 epoch, GError **error)
{
    gint64 now = engine_now();
    const LedgerOwner owner = {
        .host = placed->host,
        .vm = facts->vm->base.id,
        .job = job,
        .epoch = epoch,
        .now = now,
        .expires = now + engine->config.reservation_ms * G_TIME_SPAN_MILLISECOND,
    };
    g_autoptr(GArray) claims = g_array_new(FALSE, FALSE, sizeof(LedgerClaim));
    for (guint i = 0; i < facts->nics->len; i++) {
        const PlacementVnicChoice *choice = &placed->vnics[i];
        const VmFactsNic *nic = facts->nics->pdata[i];
        const LedgerClaim claim = { choice->pf, choice->vf_index, nic->nic->base.id };
        if (choice->pf != NULL)
            g_array_append_val(claims, claim);
    }
    return ledger_reserve(engine->store, &owner, (const LedgerClaim *)(void *)claims->data,
                          claims->len, error);
}

/* The decision, in the transaction of the calling thread.  ERR_CONFLICT: somebody was faster, place
 * again. */
static bool take(Engine *engine, const VmFacts *facts, const PlacementResult *placed,
                 const char *job, json_t *payload, GError **error)
{
    gint64 epoch;
    g_autoptr(Vm) vm = entity_dup(facts->vm);
    if (!check_host(engine->store, placed, error) ||
        !store_next(engine->store, "epoch", &epoch, error) ||
        !reserve(engine, facts, placed, job, epoch, error))
        return false;
    vm->status = VM_WAIT_FOR_LAUNCH;
    vm->run_once = verb_param_bool(payload, "run_once", false);
    vm->run_epoch = epoch;
    g_free(vm->host);
    vm->host = g_strdup(placed->host);
    g_clear_pointer(&vm->status_detail, g_free);
    g_clear_pointer(&vm->stop_reason, g_free);
    json_object_set_new(payload, "epoch", json_integer(epoch));
    return store_update(engine->store, vm, error);
}

/* The VM's row is read again inside the transaction: of two starts of one VM one is refused. */
static bool check_still_down(Engine *engine, VmFacts *facts, GError **error)
{
    Vm *vm = store_get(engine->store, &vm_type, facts->vm->base.id, error);
    if (vm == NULL)
        return false;
    entity_free(facts->vm);
    facts->vm = vm;
    return vm->status == VM_DOWN || fault_set(error, FAULT_VM_IS_RUNNING, "run", vm->name,
                                              enum_word(&vm_status_table, vm->status));
}

/* The one transaction of a start; '*ret_job' is the job to run. */
static bool accept_placement(Engine *engine, const Caller *caller, VmFacts *facts,
                             const PlacementResult *placed, json_t *payload, Job **ret_job,
                             GError **error)
{
    Store *store = engine->store;
    g_autoptr(StoreTxn) txn = store_begin(store, error);
    if (txn == NULL || !check_still_down(engine, facts, error))
        return false;
    const Vm *vm = facts->vm;
    g_autofree char *description = g_strdup_printf("Launching VM %s", vm->name);
    const EventRefs refs = { .vm = vm->base.id,
                             .vm_name = vm->name,
                             .host = placed->host,
                             .host_name = placed->host_name,
                             .cluster = vm->cluster };
    g_autoptr(Job) job = job_new(&vm_start_job, caller, description);
    if (!take(engine, facts, placed, job->base.id, payload, error))
        return false;
    job->vm = g_strdup(vm->base.id);
    job->host = g_strdup(placed->host);
    fleet_vm_runs(engine->runtime->fleet, placed->host, vm->base.id, vm->memory >> 20);
    if (!job_insert(engine, job, caller, payload, error) ||
        !event_add(store, caller, "USER_STARTED_VM", &refs, error) || !store_commit(txn, error)) {
        fleet_vm_gone(engine->runtime->fleet, placed->host, vm->base.id);
        return false;
    }
    *ret_job = g_steal_pointer(&job);
    return true;
}

/* Somebody was faster, or the host went away meanwhile: a conflict that is no fault. */
static bool was_overtaken(const GError *error)
{
    return error->domain == ERR && error->code == ERR_CONFLICT;
}

/* A start right after a stop must not be refused for the moment in which its VFs are cleaned. */
static PlacementResult *place_patiently(Engine *engine, const VmFacts *facts, const json_t *payload)
{
    gint64 deadline = g_get_monotonic_time() + SCRUB_WAIT_US;
    PlacementResult *placed = place(engine, facts, payload);
    while (placed->host == NULL && vm_facts_refused_for(placed->explanation, VF_SCRUBBING) &&
           g_get_monotonic_time() < deadline) {
        placement_result_free(placed);
        g_usleep(SCRUB_LOOK_US);
        placed = place(engine, facts, payload);
    }
    return placed;
}

static bool place_and_accept(Engine *engine, const Caller *caller, VmFacts *facts, json_t *payload,
                             char **ret_job, GError **error)
{
    Fleet *fleet = engine->runtime->fleet;
    for (int i = 0; i < MAX_PLACINGS; i++) {
        g_autoptr(GError) failure = NULL;
        g_autoptr(PlacementResult) placed = place_patiently(engine, facts, payload);
        Job *job = NULL;
        if (placed->host == NULL)
            return refuse(engine, caller, facts->vm, placed->explanation, error);
        if (accept_placement(engine, caller, facts, placed, payload, &job, &failure)) {
            if (ret_job != NULL)
                *ret_job = g_strdup(job->base.id);
            job_start(engine, job);
            fleet_reload_leases(fleet, placed->host);
            return true;
        }
        if (!was_overtaken(failure)) {
            g_propagate_error(error, g_steal_pointer(&failure));
            return false;
        }
        fleet_reload_host(fleet, placed->host);
        fleet_reload_leases(fleet, placed->host);
    }
    return err_set(error, ERR_BUSY,
                   "VM %s was placed %d times, and each time another VM was faster; try again",
                   facts->vm->name, MAX_PLACINGS);
}

/* Nothing brings such data to a guest here: it must not pass in silence. */
static void tell_uninitialized(Engine *engine, const Caller *caller, const Vm *vm)
{
    const EventRefs refs = { .vm = vm->base.id, .vm_name = vm->name, .cluster = vm->cluster };
    event_record(engine, caller, "VM_NOT_INITIALIZED", &refs);
}

bool engine_vm_start(Engine *engine, const Caller *caller, const char *id,
                     const VmStartOverlay *overlay, char **ret_job, GError **error)
{
    static const VmStartOverlay nothing = { 0 };
    g_autoptr(GError) failure = NULL;
    if (overlay == NULL)
        overlay = &nothing;
    if (!permission_check(engine, caller, ACTION_VM_RUN, &vm_type, id, error))
        return false;
    g_autoptr(VmFacts) facts = vm_facts_load(engine->store, id, error);
    if (facts == NULL || !check(facts, overlay, error))
        return false;
    g_autofree char *host = find_host(engine->store, overlay, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    json_t *payload = make_payload(overlay, host);
    bool started = place_and_accept(engine, caller, facts, payload, ret_job, error);
    json_decref(payload);
    if (started && overlay->n_initializations > 0)
        tell_uninitialized(engine, caller, facts->vm);
    return started;
}

/* --- steps -------------------------------------------------------------------------------------
 */

static gint64 epoch_of(const JobRun *run)
{
    return verb_param_int(run->payload, "epoch", 0);
}

static StepResult host_is_away(JobRun *run)
{
    job_wait_ms(run, HOST_AWAY_MS);
    return STEP_WAIT;
}

/* What the host says of the VM. */
typedef enum { LOOK_RUNS, LOOK_ENDED, LOOK_ABSENT, LOOK_UNKNOWN } Look;

/* '*ret_report' is set for RUNS and ENDED, owned by the caller. */
static Look look(JobRun *run, VmReport **ret_report)
{
    g_autoptr(GError) error = NULL;
    json_t *stats = monitor_call(run->engine, run->row->host, "VM.getStats",
                                 json_pack("{s:s}", "vmID", run->row->vm), 0, &error);
    if (stats == NULL)
        return link_error_number(error) == VDSM_NO_SUCH_VM ? LOOK_ABSENT : LOOK_UNKNOWN;
    *ret_report = vm_report_new(json_array_get(stats, 0));
    json_decref(stats);
    if (*ret_report == NULL)
        return LOOK_UNKNOWN;
    return (*ret_report)->status == VM_DOWN ? LOOK_ENDED : LOOK_RUNS;
}

static bool ended(const VmReport *report, GError **error)
{
    return err_set(error, ERR_CONFLICT, "its domain ended: %s",
                   report->message != NULL ? report->message : "no reason was given");
}

/* A stop may have come between the decision and this step. */
static bool check_run(JobRun *run, const Vm *vm, GError **error)
{
    if (vm->status != VM_DOWN && vm->run_epoch == epoch_of(run) &&
        g_strcmp0(vm->host, run->row->host) == 0)
        return true;
    return err_set(error, ERR_CONFLICT, "VM %s was stopped meanwhile", vm->name);
}

/* The whole order; NULL without an error while the host has not reported. */
static json_t *make_order(JobRun *run, GError **error)
{
    Engine *engine = run->engine;
    g_autoptr(FleetReport) report = fleet_report(engine->runtime->fleet, run->row->host);
    g_autoptr(VmFacts) facts = vm_facts_load(engine->store, run->row->vm, error);
    if (facts == NULL || !check_run(run, facts->vm, error) || report == NULL)
        return NULL;
    g_autoptr(GPtrArray) leases = ledger_of_vm(engine->store, run->row->vm, error);
    if (leases == NULL)
        return NULL;
    g_autoptr(VmSpec) spec =
        vm_facts_spec(facts, engine->store, run->payload, leases, fleet_report_get(report), error);
    g_autofree char *xml = spec != NULL ? domain_xml_write(spec, error) : NULL;
    if (xml == NULL)
        return NULL;
    return json_pack("{s:s, s:{s:s, s:s}, s:I}", "vmID", run->row->vm, "vmParams", "vmId",
                     run->row->vm, "xml", xml, "epoch", (json_int_t)epoch_of(run));
}

/* The order may have been given before, by this engine or an earlier one. */
static StepResult reconcile(JobRun *run, GError **error)
{
    g_autoptr(VmReport) report = NULL;
    switch (look(run, &report)) {
    case LOOK_RUNS:
        return STEP_DONE;
    case LOOK_ENDED:
        ended(report, error);
        return STEP_FAILED;
    case LOOK_ABSENT:
    case LOOK_UNKNOWN:
        break;
    }
    return STEP_WAIT;
}

static StepResult give_order(JobRun *run, GError **error)
{
    g_autoptr(GError) failure = NULL;
    json_t *order = make_order(run, &failure);
    if (order == NULL && failure == NULL)
        return host_is_away(run);
    json_t *answer =
        order == NULL ? NULL
                      : monitor_call(run->engine, run->row->host, "VM.create", order, 0, &failure);
    if (answer != NULL) {
        json_decref(answer);
        return STEP_DONE;
    }
    if (order != NULL && job_is_unknown(failure))
        return host_is_away(run);
    if (order != NULL && link_error_number(failure) == VDSM_VM_EXISTS)
        return reconcile(run, error);
    g_propagate_error(error, g_steal_pointer(&failure));
    return STEP_FAILED;
}

static StepResult create(JobRun *run, GError **error)
{
    g_autoptr(VmReport) report = NULL;
    if (json_array_size(json_object_get(run->payload, "tried")) > 0)
        fleet_reload_leases(run->engine->runtime->fleet, run->row->host); /* of a rerun */
    if (!run->resumed)
        return give_order(run, error);
    switch (look(run, &report)) {
    case LOOK_RUNS:
        return STEP_DONE;
    case LOOK_ENDED:
        ended(report, error);
        return STEP_FAILED;
    case LOOK_ABSENT:
        return give_order(run, error);
    case LOOK_UNKNOWN:
        break;
    }
    return host_is_away(run);
}

/* The host has the domain: its VFs are the VM's. */
static bool record_created(JobRun *run, GError **error)
{
    Store *store = run->engine->store;
    g_autoptr(Vm) vm = store_get(store, &vm_type, run->row->vm, error);
    if (vm == NULL || !ledger_activate_job(store, run->row->base.id, error))
        return false;
    if (vm->status != VM_WAIT_FOR_LAUNCH)
        return true;
    vm->status = VM_POWERING_UP;
    return store_update(store, vm, error);
}

static bool release(JobRun *run, GError **error)
{
    Engine *engine = run->engine;
    g_autoptr(StoreTxn) txn = store_begin(engine->store, error);
    return txn != NULL && ledger_release_vm(engine->store, run->row->vm, epoch_of(run), error) &&
           store_commit(txn, error);
}

/* Its VFs are free only when the host says that the domain is gone. */
static StepResult destroy(JobRun *run, GError **error)
{
    Engine *engine = run->engine;
    const char *host = run->row->host;
    g_autoptr(GError) failure = NULL;
    json_t *params =
        json_pack("{s:s, s:I}", "vmID", run->row->vm, "epoch", (json_int_t)epoch_of(run));
    json_t *answer = monitor_call(engine, host, "VM.destroy", params, 0, &failure);
    json_decref(answer);
    if (answer == NULL && job_is_unknown(failure))
        return host_is_away(run);
    if (answer == NULL && link_error_number(failure) != VDSM_NO_SUCH_VM) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return STEP_FAILED;
    }
    if (!release(run, error))
        return STEP_FAILED;
    fleet_vm_gone(engine->runtime->fleet, host, run->row->vm);
    fleet_reload_leases(engine->runtime->fleet, host);
    monitor_scrub(engine, host);
    return STEP_DONE;
}

/* What was told may be of an earlier run: the host has the last word. */
static StepResult look_for_up(JobRun *run, GError **error)
{
    g_autoptr(VmReport) report = NULL;
    switch (look(run, &report)) {
    case LOOK_RUNS:
        vm_event_report(run->engine, run->row->host, run->row->vm, report);
        if (report->status == VM_UP || g_get_monotonic_time() - run->step_time > LAUNCH_MAX_US)
            return STEP_DONE; /* it runs; its events say the rest */
        break;
    case LOOK_ENDED:
        ended(report, error);
        return STEP_FAILED;
    case LOOK_ABSENT:
        err_set(error, ERR_CONFLICT, "its domain ended: %s",
                run->told != NULL ? run->told : "it vanished from the host");
        return STEP_FAILED;
    case LOOK_UNKNOWN:
        break;
    }
    job_wait_ms(run, LOOK_MS);
    return STEP_WAIT;
}

static StepResult await_up(JobRun *run, GError **error)
{
    g_autoptr(Vm) vm = store_get(run->engine->store, &vm_type, run->row->vm, error);
    if (vm == NULL || !check_run(run, vm, error))
        return STEP_FAILED;
    if (vm->status == VM_UP || vm->status == VM_PAUSED)
        return STEP_DONE;
    if (run->resumed || run->told != NULL)
        return look_for_up(run, error);
    job_wait_ms(run, LOOK_MS);
    return STEP_WAIT;
}

/* --- the end -----------------------------------------------------------------------------------
 */

static bool may_run_again(const JobRun *run)
{
    return !run->aborted && verb_param_string(run->payload, "host") == NULL &&
           json_array_size(json_object_get(run->payload, "tried")) < MAX_RERUNS;
}

/* Places the VM on another host; '*ret_placed' tells whether there is one. */
static bool run_again(JobRun *run, bool *ret_placed, GError **error)
{
    Engine *engine = run->engine;
    Job *row = run->row;
    g_autoptr(VmFacts) facts = vm_facts_load(engine->store, row->vm, error);
    if (facts == NULL)
        return false;
    json_t *payload = json_deep_copy(run->payload);
    json_array_append_new(json_object_get(payload, "tried"), json_string(row->host));
    g_autoptr(PlacementResult) placed = place(engine, facts, payload);
    *ret_placed = placed->host != NULL;
    const EventRefs refs = { .vm = row->vm,
                             .host = row->host,
                             .words = EVENT_WORDS("reason", row->failure) };
    bool good = !*ret_placed ||
                (event_add(engine->store, NULL, "USER_INITIATED_RUN_VM_FAILED", &refs, error) &&
                 take(engine, facts, placed, row->base.id, payload, error));
    if (good && *ret_placed) {
        json_object_update(run->payload, payload);
        g_free(row->host);
        row->host = g_strdup(placed->host);
        fleet_vm_runs(engine->runtime->fleet, row->host, row->vm, facts->vm->memory >> 20);
        job_restart(run);
    }
    json_decref(payload);
    return good;
}

static bool give_up(JobRun *run, Vm *vm, GError **error)
{
    const Caller caller = job_caller(run);
    const EventRefs refs = { .vm = vm->base.id,
                             .vm_name = vm->name,
                             .host = run->row->host,
                             .cluster = vm->cluster,
                             .words = EVENT_WORDS("reason", run->row->failure) };
    return (run->aborted ||
            event_add(run->engine->store, &caller, "USER_FAILED_RUN_VM", &refs, error)) &&
           vm_event_write_down(run->engine, vm, true, run->row->failure, error);
}

static bool failed(JobRun *run, GError **error)
{
    bool placed = false;
    g_autoptr(Vm) vm = store_get(run->engine->store, &vm_type, run->row->vm, error);
    if (vm == NULL)
        return false;
    if (vm->status == VM_DOWN || vm->run_epoch != epoch_of(run))
        return true;
    if (may_run_again(run) && !run_again(run, &placed, error))
        return false;
    return placed || give_up(run, vm, error);
}

static void tell_caches(JobRun *run)
{
    if (run->row->status != JOB_FINISHED)
        vm_event_after_down(run->engine, run->row->vm, run->row->host);
}

static const JobStep steps[] = {
    { "create", "Creating the VM on its host", create, destroy, record_created },
    { "await-up", "Waiting for the VM to come up", await_up, NULL, NULL },
};

const JobKind vm_start_job = {
    .kind = VM_START_JOB,
    .steps = steps,
    .n_steps = G_N_ELEMENTS(steps),
    .failed = failed,
    .ended = tell_caches,
};
