#include "engine/vm-nic-plug.h"

#include "base/log.h"
#include "engine/job.h"
#include "engine/ledger.h"
#include "engine/runtime-private.h"
#include "engine/vm-facts.h"
#include "link/domain-xml.h"
#include "link/vdsm-code.h"
#include "model/lease.h"

#include <string.h>

#define MAX_PLACINGS  16 /* each time somebody else was faster */
#define SCRUB_WAIT_US (10 * G_USEC_PER_SEC)
#define SCRUB_LOOK_MS 100
#define HOST_AWAY_MS  5000
#define WAIT_MS       180000 /* of the caller; the job goes on */

/* --- what a job remembers ----------------------------------------------------------------------
 */

static bool is_kept(const Field *field)
{
    return field_is_stored(field) && field->kind != FIELD_CONST && field->kind != FIELD_STRINGS &&
           strcmp(field->column, "plugged") != 0;
}

/* The row as it was, but for whether it is plugged. */
static json_t *save_row(const VmNic *nic)
{
    json_t *saved = json_object();
    for (int i = 0; i < vm_nic_type.n_fields; i++) {
        const Field *field = &vm_nic_type.fields[i];
        if (!is_kept(field))
            continue;
        bool text =
            field->kind == FIELD_STRING || field->kind == FIELD_REF || field->kind == FIELD_MAC;
        const char *value = text ? field_string(nic, field) : NULL;
        json_object_set_new(saved, field->column,
                            !text           ? json_integer(field_int(nic, field))
                            : value != NULL ? json_string(value)
                                            : json_null());
    }
    return saved;
}

static void restore_row(VmNic *nic, const json_t *saved)
{
    for (int i = 0; i < vm_nic_type.n_fields; i++) {
        const Field *field = &vm_nic_type.fields[i];
        const json_t *value = is_kept(field) ? json_object_get(saved, field->column) : NULL;
        if (json_is_integer(value))
            field_set_int(nic, field, json_integer_value(value));
        else if (value != NULL)
            field_take_string(nic, field, g_strdup(json_string_value(value)));
    }
}

static const char *nic_id_of(const JobRun *run)
{
    return verb_param_string(run->payload, "nic");
}

static json_t *before_of(const JobRun *run)
{
    return json_object_get(run->payload, "before");
}

static bool was_added(const JobRun *run)
{
    return verb_param_bool(run->payload, "added", false);
}

/* --- what is asked -----------------------------------------------------------------------------
 */

/* A command that makes a job in its own transaction. */
typedef struct {
    const JobKind *kind;
    const char *verb;  /* "plug": for "Cannot plug VM network interface. …" */
    const char *doing; /* "Plugging %s into VM %s" */
    Job *job;          /* once it is inserted */
    bool overtaken;    /* out: somebody else was faster */
} Begin;

static const char *status_word(const Vm *vm)
{
    return enum_word(&vm_status_table, vm->status);
}

static bool check_status(const Vm *vm, const Begin *begin, GError **error)
{
    g_autofree char *verb = g_strdup_printf("%s VM network interface", begin->verb);
    bool runs =
        vm->status == VM_UP || vm->status == VM_POWERING_UP || vm->status == VM_POWERING_DOWN;
    return (runs && vm->host != NULL) ||
           fault_set(error, FAULT_VM_STATUS_ILLEGAL, verb, vm->name, status_word(vm));
}

/* One at a time; a start that only waits for the guest is no obstacle. */
static bool check_no_other(Store *store, const Vm *vm, const Begin *begin, GError **error)
{
    const StoreCondition conditions[] = {
        { "vm", STORE_EQ, vm->base.id, 0 },
        { "status", STORE_EQ, enum_word(&job_status_table, JOB_STARTED), 0 },
        { "kind", STORE_NE, VM_START_JOB, 0 },
    };
    const StoreQuery query = { conditions, G_N_ELEMENTS(conditions), NULL, false, 1, 0 };
    g_autoptr(GPtrArray) jobs = store_list(store, &job_type, &query, error);
    if (jobs == NULL)
        return false;
    return jobs->len == 0 ||
           fault_set(error, FAULT_OBJECT_LOCKED, begin->verb, "VM network interface", vm->name,
                     ((Job *)jobs->pdata[0])->description);
}

static Vm *get_vm(Store *store, const VmNic *nic, const Begin *begin, GError **error)
{
    g_autoptr(Vm) vm = store_get(store, &vm_type, nic->vm, error);
    return vm != NULL && check_status(vm, begin, error) && check_no_other(store, vm, begin, error)
               ? g_steal_pointer(&vm)
               : NULL;
}

static bool insert_job(const Crud *crud, Begin *begin, const Vm *vm, const VmNic *nic,
                       json_t *payload, GError **error)
{
    g_autofree char *description = g_strdup_printf(begin->doing, nic->name, vm->name);
    begin->job = job_new(begin->kind, crud->caller, description);
    begin->job->vm = g_strdup(vm->base.id);
    begin->job->host = g_strdup(vm->host);
    json_object_set_new(payload, "nic", json_string(nic->base.id));
    json_object_set_new(payload, "name", json_string(nic->name));
    json_object_set_new(payload, "run", json_integer(vm->run_epoch));
    bool inserted = job_insert(crud->engine, begin->job, crud->caller, payload, error);
    json_decref(payload);
    return inserted;
}

/* --- placing -----------------------------------------------------------------------------------
 */

static char *describe(const PlacementExplanation *explanation, const char *host)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < explanation->hosts->len; i++) {
        const PlacementHostVerdict *verdict = explanation->hosts->pdata[i];
        if (g_strcmp0(verdict->host, host) != 0)
            continue;
        g_string_append(text, verdict->text);
        for (guint j = 0; j < verdict->vnics->len; j++) {
            const PlacementVnicVerdict *vnic = verdict->vnics->pdata[j];
            for (guint k = 0; k < vnic->pfs->len; k++)
                g_string_append_printf(text, "; %s",
                                       ((PlacementPfVerdict *)vnic->pfs->pdata[k])->text);
        }
    }
    return g_strdup(text->len > 0 ? text->str : explanation->text);
}

static PlacementResult *place(Engine *engine, const Vm *vm, const VmFactsNic *nic)
{
    g_autoptr(Snapshot) snapshot = fleet_snapshot(engine->runtime->fleet);
    const char *hosts[] = { vm->host, NULL };
    PlacementVnic vnics[2];
    const PlacementRequest request = {
        .vm = vm->base.id,
        .vm_name = vm->name,
        .cluster = vm->cluster,
        .allowed_hosts = hosts,
        .vnics = vnics,
        .n_vnics = (int)vm_facts_nic_request(nic, vnics),
        .seed = engine->config.seed + (guint64)g_atomic_int_add(&engine->runtime->n_starts, 1),
    };
    return placement_place(snapshot, &request);
}

/* Also that of the stand-in of a passthrough one. */
static bool lacks_bridge(const PlacementExplanation *explanation, const char *host)
{
    for (guint i = 0; i < explanation->hosts->len; i++) {
        const PlacementHostVerdict *verdict = explanation->hosts->pdata[i];
        for (guint j = 0; g_strcmp0(verdict->host, host) == 0 && j < verdict->vnics->len; j++)
            if (((PlacementVnicVerdict *)verdict->vnics->pdata[j])->reason ==
                PLACEMENT_VNIC_NO_BRIDGE)
                return true;
    }
    return false;
}

static bool refuse(const Crud *crud, const Begin *begin, const Vm *vm, const VmFactsNic *nic,
                   const PlacementExplanation *explanation, GError **error)
{
    bool wants_vf =
        nic->nic->interface == VM_NIC_PCI_PASSTHROUGH && !lacks_bridge(explanation, vm->host);
    g_autofree char *host = crud_name(crud->store, &host_type, vm->host);
    g_autofree char *why = describe(explanation, vm->host);
    return fault_set(error, wants_vf ? FAULT_VNIC_NO_SUITABLE_VF : FAULT_VNIC_NETWORK_NOT_ON_HOST,
                     begin->verb, nic->nic->name, vm->name, host, why);
}

/* The VF for the vNIC, leased to the job; nothing for an emulated one, whose network must be on the
 * host. */
static bool reserve(const Crud *crud, const Vm *vm, const VmFactsNic *nic,
                    const PlacementResult *placed, const Job *job, GError **error)
{
    const PlacementVnicChoice *choice = &placed->vnics[0];
    gint64 now = engine_now();
    LedgerOwner owner = {
        .host = vm->host,
        .vm = vm->base.id,
        .job = job->base.id,
        .now = now,
        .expires = now + crud->engine->config.reservation_ms * G_TIME_SPAN_MILLISECOND,
    };
    const LedgerClaim claim = { choice->pf, choice->vf_index, nic->nic->base.id };
    return choice->pf == NULL || (store_next(crud->store, "epoch", &owner.epoch, error) &&
                                  ledger_reserve(crud->store, &owner, &claim, 1, error));
}

/* In the transaction that adds or changes the row of 'entity', which is not plugged yet. */
static bool begin_plug(const Crud *crud, const void *old, void *entity, CrudAlso *also,
                       GError **error)
{
    Begin *begin = also->data;
    VmNic *nic = entity;
    g_autoptr(GError) failure = NULL;
    g_autoptr(Vm) vm = get_vm(crud->store, nic, begin, error);
    g_autoptr(VmFactsNic) facts = vm != NULL ? vm_facts_nic_load(crud->store, nic, error) : NULL;
    if (facts == NULL)
        return false;
    g_autoptr(PlacementResult) placed = place(crud->engine, vm, facts);
    if (placed->host == NULL) {
        also->again = vm_facts_refused_for(placed->explanation, VF_SCRUBBING);
        return refuse(crud, begin, vm, facts, placed->explanation, error);
    }
    json_t *payload = json_pack("{s:b}", "added", old == NULL);
    if (old != NULL && !entity_equal(old, entity))
        json_object_set_new(payload, "before", save_row(old));
    also->silent = true;
    if (!insert_job(crud, begin, vm, nic, payload, error))
        return false;
    if (reserve(crud, vm, facts, placed, begin->job, &failure))
        return true;
    also->again = begin->overtaken = failure->domain == ERR && failure->code == ERR_CONFLICT;
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

/* --- the commands ------------------------------------------------------------------------------
 */

static bool add_event(Engine *engine, const Caller *caller, const char *kind, const char *vm,
                      const char *host, const char *nic, const char *reason, GError **error)
{
    const EventRefs refs = { .vm = vm,
                             .host = host,
                             .words = EVENT_WORDS("nic", nic, "reason", reason) };
    return event_add(engine->store, caller, kind, &refs, error);
}

/* That there is no VF left is for administrators, though oVirt has it for a bad request. */
static void record_refusal(Engine *engine, const Caller *caller, const char *kind, const char *vm,
                           const char *nic, const GError *error)
{
    const EventRefs refs = { .vm = vm, .words = EVENT_WORDS("nic", nic, "reason", error->message) };
    if (g_error_matches(error, FAULT, FAULT_VNIC_NO_SUITABLE_VF))
        event_record(engine, caller, kind, &refs);
    else
        crud_failed(engine, caller, kind, &refs, error);
}

/* Runs the job of 'begin' and, for who wants to wait, blocks until it has ended. */
static bool run_job(Engine *engine, const Caller *caller, Begin *begin, Fault fault,
                    const char *nic_name, GError **error)
{
    g_autoptr(GError) failure = NULL;
    Job *job = g_steal_pointer(&begin->job);
    g_autofree char *id = g_strdup(job->base.id);
    g_autofree char *vm = crud_name(engine->store, &vm_type, job->vm);
    g_autofree char *host = g_strdup(job->host);
    job_start(engine, job);
    fleet_reload_leases(engine->runtime->fleet, host);
    return job_await(engine, caller, id, WAIT_MS, &failure) ||
           fault_set(error, fault, nic_name, vm, failure->message);
}

/* Whether it is worth to place once more, after a moment. */
static bool is_worth_another(Engine *engine, const Begin *begin, const CrudAlso *also,
                             const char *host, int n_tries, gint64 deadline)
{
    if (!also->again)
        return false;
    if (begin->overtaken) {
        fleet_reload_leases(engine->runtime->fleet, host);
        return n_tries < MAX_PLACINGS;
    }
    g_usleep(SCRUB_LOOK_MS * 1000);
    return g_get_monotonic_time() < deadline;
}

/* What begins a plug: crud_add() or crud_update() with all it needs. */
typedef struct {
    const Caller *caller;
    const char *id; /* NULL: it is added */
    const Entity *given;
    GHashTable *refs_by_name;
    const char *parent_id;
} Request;

static VmNic *store_row(Engine *engine, const Request *request, CrudAlso *also, GError **error)
{
    return request->id == NULL ? crud_add(engine, request->caller, request->given,
                                          request->refs_by_name, request->parent_id, also, error)
                               : crud_update(engine, request->caller, request->id, request->given,
                                             request->refs_by_name, also, error);
}

/* The row as it is after the job; NULL when that failed. */
static VmNic *plug(Engine *engine, const Request *request, const char *vm_id, const char *host,
                   const char *nic_name, GError **error)
{
    gint64 deadline = g_get_monotonic_time() + SCRUB_WAIT_US;
    for (int i = 1;; i++) {
        g_autoptr(GError) failure = NULL;
        Begin begin = { &vm_nic_plug_job, "plug", "Plugging %s into VM %s", NULL, false };
        CrudAlso also = { .write = begin_plug, .data = &begin };
        g_autoptr(VmNic) nic = store_row(engine, request, &also, &failure);
        if (nic != NULL)
            return run_job(engine, request->caller, &begin, FAULT_VNIC_PLUG_FAILED, nic->name,
                           error)
                       ? store_get(engine->store, &vm_nic_type, nic->base.id, error)
                       : NULL;
        g_clear_pointer(&begin.job, entity_free);
        if (is_worth_another(engine, &begin, &also, host, i, deadline))
            continue;
        record_refusal(engine, request->caller, "NETWORK_ACTIVATE_VM_INTERFACE_FAILURE", vm_id,
                       nic_name, failure);
        g_propagate_error(error, g_steal_pointer(&failure));
        return NULL;
    }
}

void *vm_nic_plug_add(Engine *engine, const Caller *caller, const Entity *given,
                      GHashTable *refs_by_name, const char *parent_id, GError **error)
{
    const VmNic *asked = (const VmNic *)given;
    bool plugged = !entity_given_at(asked, offsetof(VmNic, plugged)) || asked->plugged;
    const char *vm_id = parent_id != NULL ? parent_id : asked->vm;
    g_autoptr(Vm) vm = vm_id != NULL ? store_get(engine->store, &vm_type, vm_id, NULL) : NULL;
    if (vm == NULL || !plugged || !vm_status_is_running(vm->status))
        return crud_add(engine, caller, given, refs_by_name, parent_id, NULL, error);
    g_autoptr(VmNic) input = entity_dup(given);
    input->plugged = FALSE;
    entity_set_given(input, entity_row_of(&vm_nic_type, "plugged"));
    const Request request = { caller, NULL, &input->base, refs_by_name, parent_id };
    return plug(engine, &request, vm->base.id, vm->host, asked->name != NULL ? asked->name : "?",
                error);
}

/* The transaction of an unplug has nothing but its job. */
static bool begin_unplug(Engine *engine, const Caller *caller, const char *id, Begin *begin,
                         GError **error)
{
    const Crud crud = { engine, engine->store, caller, begin->verb };
    g_autoptr(StoreTxn) txn = store_begin(engine->store, error);
    g_autoptr(VmNic) nic = txn != NULL ? store_get(engine->store, &vm_nic_type, id, error) : NULL;
    g_autoptr(Vm) vm = nic != NULL ? get_vm(engine->store, nic, begin, error) : NULL;
    return vm != NULL && insert_job(&crud, begin, vm, nic, json_object(), error) &&
           store_commit(txn, error);
}

static bool unplug(Engine *engine, const Caller *caller, const VmNic *nic, GError **error)
{
    g_autoptr(GError) failure = NULL;
    Begin begin = { &vm_nic_unplug_job, "unplug", "Unplugging %s from VM %s", NULL, false };
    if (begin_unplug(engine, caller, nic->base.id, &begin, &failure))
        return run_job(engine, caller, &begin, FAULT_VNIC_UNPLUG_FAILED, nic->name, error);
    g_clear_pointer(&begin.job, entity_free);
    record_refusal(engine, caller, "NETWORK_DEACTIVATE_VM_INTERFACE_FAILURE", nic->vm, nic->name,
                   failure);
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

/* The change of a device that stays plugged; without one that the guest sees there is no job. */
static bool begin_live(const Crud *crud, const void *old, void *entity, CrudAlso *also,
                       GError **error)
{
    Begin *begin = also->data;
    VmNic *nic = entity;
    if (!crud_differs(old, entity, "linked") && !crud_differs(old, entity, "vnic_profile"))
        return true;
    g_autoptr(Vm) vm = get_vm(crud->store, nic, begin, error);
    g_autoptr(VmFactsNic) facts = vm != NULL ? vm_facts_nic_load(crud->store, nic, error) : NULL;
    if (facts == NULL)
        return false;
    g_autoptr(PlacementResult) placed = place(crud->engine, vm, facts);
    if (placed->host == NULL)
        return refuse(crud, begin, vm, facts, placed->explanation, error);
    also->silent = true;
    return insert_job(crud, begin, vm, nic, json_pack("{s:o}", "before", save_row(old)), error);
}

static VmNic *update_live(Engine *engine, const Request *request, GError **error)
{
    Begin begin = { &vm_nic_update_job, "edit", "Changing %s of VM %s", NULL, false };
    CrudAlso also = { .write = begin_live, .data = &begin };
    g_autoptr(VmNic) nic = store_row(engine, request, &also, error);
    if (nic == NULL) {
        g_clear_pointer(&begin.job, entity_free);
        return NULL;
    }
    if (begin.job == NULL)
        return g_steal_pointer(&nic);
    return run_job(engine, request->caller, &begin, FAULT_VNIC_LIVE_UPDATE_FAILED, nic->name, error)
               ? store_get(engine->store, &vm_nic_type, nic->base.id, error)
               : NULL;
}

/* Whether anything but 'plugged' is given. */
static bool has_more(const VmNic *given)
{
    for (int i = 0; i < vm_nic_type.n_fields; i++)
        if (i != entity_row_of(&vm_nic_type, "plugged") && entity_given(given, i))
            return true;
    return false;
}

static VmNic *unplug_and_update(Engine *engine, const Request *request, const VmNic *now,
                                const VmNic *given, GError **error)
{
    Caller waits = *request->caller;
    waits.async &= !has_more(given);
    if (!unplug(engine, &waits, now, error))
        return NULL;
    if (!has_more(given))
        return store_get(engine->store, &vm_nic_type, now->base.id, error);
    Request rest = *request;
    rest.given = &given->base;
    return store_row(engine, &rest, NULL, error);
}

void *vm_nic_plug_update(Engine *engine, const Caller *caller, const char *id, const Entity *given,
                         GHashTable *refs_by_name, GError **error)
{
    const VmNic *asked = (const VmNic *)given;
    g_autoptr(VmNic) now = store_get(engine->store, &vm_nic_type, id, NULL);
    g_autoptr(Vm) vm = now != NULL ? store_get(engine->store, &vm_type, now->vm, NULL) : NULL;
    bool turns = now != NULL && entity_given_at(asked, offsetof(VmNic, plugged)) &&
                 !asked->plugged != !now->plugged;
    bool live = vm != NULL && vm_status_is_running(vm->status) && (turns || now->plugged);
    if (!permission_check(engine, caller, ACTION_VM_NETWORK, &vm_nic_type, id, error))
        return NULL;
    if (!live)
        return crud_update(engine, caller, id, given, refs_by_name, NULL, error);
    g_autoptr(VmNic) input = entity_dup(given);
    input->plugged = now->plugged;
    const Request request = { caller, id, &input->base, refs_by_name, NULL };
    if (!turns)
        return update_live(engine, &request, error);
    return now->plugged ? unplug_and_update(engine, &request, now, asked, error)
                        : plug(engine, &request, vm->base.id, vm->host, now->name, error);
}

/* --- steps -------------------------------------------------------------------------------------
 */

static StepResult host_is_away(JobRun *run)
{
    job_wait_ms(run, HOST_AWAY_MS);
    return STEP_WAIT;
}

/* The VM, when it is the run that the job is about; NULL without an error when that has ended. */
static Vm *get_run(JobRun *run, GError **error)
{
    g_autoptr(Vm) vm = store_get(run->engine->store, &vm_type, run->row->vm, error);
    bool same = vm != NULL && vm->status != VM_DOWN &&
                vm->run_epoch == verb_param_int(run->payload, "run", 0) &&
                g_strcmp0(vm->host, run->row->host) == 0;
    return same ? g_steal_pointer(&vm) : NULL;
}

/* Calls a verb about the vNIC with 'xml' (taken). */
static json_t *call(JobRun *run, const char *verb, char *xml, GError **error)
{
    g_autofree char *taken = xml;
    json_t *params = json_pack("{s:s, s:{s:s, s:s, s:s}, s:I}", "vmID", run->row->vm, "params",
                               "vmId", run->row->vm, "deviceType", "interface", "xml", taken,
                               "epoch", (json_int_t)verb_param_int(run->payload, "run", 0));
    return monitor_call(run->engine, run->row->host, verb, params, 0, error);
}

static bool is_gone(const GError *failure)
{
    int number = link_error_number(failure);
    return number == VDSM_NO_SUCH_VM || number == VDSM_VM_IS_DOWN;
}

/* Which of the two devices that a vNIC may have. */
typedef enum { THE_DEVICE, THE_STANDBY } Which;

static VmFactsNic *load_facts(JobRun *run, GError **error)
{
    Store *store = run->engine->store;
    g_autoptr(VmNic) row = store_get(store, &vm_nic_type, nic_id_of(run), error);
    return row != NULL ? vm_facts_nic_load(store, row, error) : NULL;
}

/* What the agent is to plug or to change; NULL without an error while the host has not reported. */
static char *make_xml(JobRun *run, const VmFactsNic *facts, Which which, GError **error)
{
    Engine *engine = run->engine;
    g_autoptr(FleetReport) report = fleet_report(engine->runtime->fleet, run->row->host);
    g_autoptr(GPtrArray) leases = ledger_of_vm(engine->store, run->row->vm, error);
    if (leases == NULL || report == NULL)
        return NULL;
    g_autoptr(VmSpecNic) spec =
        which == THE_STANDBY
            ? vm_facts_standby_spec(facts, error)
            : vm_facts_nic_spec(facts, engine->store, leases, fleet_report_get(report), error);
    return spec != NULL ? domain_xml_write_hotplug(spec, error) : NULL;
}

/* Gives the order 'verb', which may have been given before: an agent that has carried it out says
 * so again. */
static StepResult give_order(JobRun *run, const char *verb, Which which, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(Vm) vm = get_run(run, &failure);
    g_autoptr(VmFactsNic) facts = vm != NULL ? load_facts(run, &failure) : NULL;
    if (facts != NULL && which == THE_STANDBY && facts->failover == NULL)
        return STEP_DONE;
    if (vm == NULL && failure == NULL)
        err_set(&failure, ERR_CONFLICT, "the VM was stopped meanwhile");
    char *xml = facts != NULL ? make_xml(run, facts, which, &failure) : NULL;
    if (vm != NULL && xml == NULL && failure == NULL)
        return host_is_away(run);
    json_t *answer = xml != NULL ? call(run, verb, xml, &failure) : NULL;
    json_decref(answer);
    if (answer != NULL)
        return STEP_DONE;
    if (xml != NULL && job_is_unknown(failure))
        return host_is_away(run);
    g_propagate_error(error, g_steal_pointer(&failure));
    return STEP_FAILED;
}

static StepResult order_plug(JobRun *run, GError **error)
{
    return give_order(run, "VM.hotplugNic", THE_DEVICE, error);
}

static StepResult order_plug_standby(JobRun *run, GError **error)
{
    return give_order(run, "VM.hotplugNic", THE_STANDBY, error);
}

static bool record_plugged(JobRun *run, GError **error)
{
    Store *store = run->engine->store;
    g_autoptr(VmNic) nic = store_get(store, &vm_nic_type, nic_id_of(run), error);
    if (nic == NULL || !ledger_activate_job(store, run->row->base.id, error))
        return false;
    nic->plugged = TRUE;
    return store_update(store, nic, error);
}

/* Has the device out of the VM, also when it never got there.  '*ret_answer' (owned by the caller;
 * NULL: the VM is gone) says how the scrub of its VF ended. */
static StepResult take_out(JobRun *run, const char *device, json_t **ret_answer, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(Vm) vm = get_run(run, &failure);
    *ret_answer = vm != NULL
                      ? call(run, "VM.hotunplugNic", domain_xml_write_hotunplug(device), &failure)
                      : NULL;
    if (*ret_answer != NULL || failure == NULL || is_gone(failure))
        return STEP_DONE;
    if (vm != NULL && job_is_unknown(failure))
        return host_is_away(run);
    g_propagate_error(error, g_steal_pointer(&failure));
    return STEP_FAILED;
}

/* The lease of a vNIC that is out of its VM: the host says that the VF is clean, or why not, or it
 * is asked to see to it.  The vNIC itself may be removed at once. */
static bool release_lease(Store *store, Lease *lease, const json_t *answer, GError **error)
{
    bool told = verb_param_given(answer, "clean"), clean = verb_param_bool(answer, "clean", false);
    const char *detail = verb_param_string(answer, "detail");
    if (lease->state != LEASE_RESERVED && lease->state != LEASE_ACTIVE &&
        lease->state != LEASE_SCRUBBING)
        return true;
    g_clear_pointer(&lease->vm_nic, g_free);
    if (lease->state == LEASE_SCRUBBING ? !store_update(store, lease, error)
                                        : !ledger_move(store, lease, LEASE_SCRUBBING, NULL, error))
        return false;
    return !told || ledger_move(store, lease, clean ? LEASE_NONE : LEASE_QUARANTINED,
                                clean            ? NULL
                                : detail != NULL ? detail
                                                 : "it did not read back neutral",
                                error);
}

static bool release_leases(Store *store, const char *nic_id, const json_t *answer, GError **error)
{
    g_autoptr(GPtrArray) leases = store_list_by(store, &lease_type, "vm_nic", nic_id, error);
    for (guint i = 0; leases != NULL && i < leases->len; i++)
        if (!release_lease(store, leases->pdata[i], answer, error))
            return false;
    return leases != NULL;
}

static StepResult withdraw(JobRun *run, GError **error)
{
    Store *store = run->engine->store;
    json_t *answer = NULL;
    StepResult result = take_out(run, nic_id_of(run), &answer, error);
    json_decref(answer);
    if (result != STEP_DONE)
        return result;
    g_autoptr(StoreTxn) txn = store_begin(store, error);
    return txn != NULL && release_leases(store, nic_id_of(run), NULL, error) &&
                   store_commit(txn, error)
               ? STEP_DONE
               : STEP_FAILED;
}

/* What stands in for a VF; where nothing does there is nothing to take out. */
static StepResult take_out_standby(JobRun *run, GError **error)
{
    g_autoptr(VmFactsNic) facts = load_facts(run, error);
    json_t *answer = NULL;
    if (facts == NULL)
        return STEP_FAILED;
    if (facts->failover == NULL)
        return STEP_DONE;
    g_autofree char *id = vm_facts_standby_id(facts->nic);
    StepResult result = take_out(run, id, &answer, error);
    json_decref(answer);
    return result;
}

static StepResult order_unplug(JobRun *run, GError **error)
{
    json_t *answer = NULL;
    StepResult result = take_out(run, nic_id_of(run), &answer, error);
    if (result == STEP_DONE)
        json_object_set_new(run->payload, "answer", answer != NULL ? answer : json_object());
    else
        json_decref(answer);
    return result;
}

static bool record_unplugged(JobRun *run, GError **error)
{
    Store *store = run->engine->store;
    g_autoptr(VmNic) nic = store_get(store, &vm_nic_type, nic_id_of(run), error);
    if (nic == NULL ||
        !release_leases(store, nic_id_of(run), json_object_get(run->payload, "answer"), error))
        return false;
    nic->plugged = FALSE;
    return store_update(store, nic, error);
}

static StepResult put_back_standby(JobRun *run, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(Vm) vm = get_run(run, &failure);
    if (vm == NULL && failure == NULL)
        return STEP_DONE;
    g_clear_error(&failure);
    StepResult result = order_plug_standby(run, &failure);
    if (result != STEP_FAILED)
        return result;
    log_warning("nic-standby-not-put-back vm=%s nic=%s reason=\"%s\"", run->row->vm, nic_id_of(run),
                failure->message);
    return STEP_DONE; /* the VF works without */
}

static StepResult order_update(JobRun *run, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(Vm) vm = get_run(run, &failure);
    if (vm == NULL && failure == NULL)
        return STEP_DONE; /* its next start does as the row says */
    return give_order(run, "VM.updateDevice", THE_DEVICE, error);
}

static bool is_scrubbing(JobRun *run)
{
    g_autoptr(GPtrArray) leases = ledger_of_vm(run->engine->store, run->row->vm, NULL);
    bool scrubbing = false;
    for (guint i = 0; leases != NULL && i < leases->len; i++)
        scrubbing |= ((Lease *)leases->pdata[i])->state == LEASE_SCRUBBING;
    return scrubbing;
}

/* An agent that was restarted meanwhile has cleaned the VF on its own, and is asked whether it did;
 * who asked for the unplug may want to plug it at once. */
static StepResult await_scrub(JobRun *run, GError **error)
{
    if (!is_scrubbing(run) || g_get_monotonic_time() - run->step_time > SCRUB_WAIT_US)
        return STEP_DONE;
    monitor_scrub(run->engine, run->row->host);
    job_wait_ms(run, SCRUB_LOOK_MS);
    return STEP_WAIT;
}

/* VF NICs come and go with it, and who asked reads them next. */
static StepResult refresh(JobRun *run, GError **error)
{
    const Caller caller = job_caller(run);
    const EventRefs refs = { .host = run->row->host };
    if (monitor_refresh(run->engine, run->row->host, NULL))
        event_record(run->engine, &caller, "HOST_REFRESHED_CAPABILITIES", &refs);
    return STEP_DONE;
}

/* --- the end -----------------------------------------------------------------------------------
 */

static bool tell(JobRun *run, const char *kind, GError **error)
{
    const Caller caller = job_caller(run);
    return add_event(run->engine, &caller, kind, run->row->vm, run->row->host,
                     verb_param_string(run->payload, "name"),
                     run->row->failure != NULL ? run->row->failure : "", error);
}

static bool plug_finished(JobRun *run, GError **error)
{
    return (!was_added(run) || tell(run, "NETWORK_ADD_VM_INTERFACE", error)) &&
           (before_of(run) == NULL || tell(run, "NETWORK_UPDATE_VM_INTERFACE", error)) &&
           tell(run, "NETWORK_ACTIVATE_VM_INTERFACE_SUCCESS", error);
}

/* As it was before the request. */
static bool restore(JobRun *run, GError **error)
{
    Store *store = run->engine->store;
    g_autoptr(VmNic) nic = store_get(store, &vm_nic_type, nic_id_of(run), error);
    if (nic == NULL)
        return false;
    if (before_of(run) != NULL)
        restore_row(nic, before_of(run));
    return before_of(run) == NULL || store_update(store, nic, error);
}

static bool plug_failed(JobRun *run, GError **error)
{
    Store *store = run->engine->store;
    bool undone = was_added(run) ? release_leases(store, nic_id_of(run), NULL, error) &&
                                       store_delete(store, &vm_nic_type, nic_id_of(run), error) &&
                                       tell(run, "NETWORK_ADD_VM_INTERFACE_FAILED", error)
                                 : restore(run, error);
    return undone && tell(run, "NETWORK_ACTIVATE_VM_INTERFACE_FAILURE", error);
}

static bool unplug_finished(JobRun *run, GError **error)
{
    return tell(run, "NETWORK_DEACTIVATE_VM_INTERFACE_SUCCESS", error);
}

static bool unplug_failed(JobRun *run, GError **error)
{
    return tell(run, "NETWORK_DEACTIVATE_VM_INTERFACE_FAILURE", error);
}

static bool update_finished(JobRun *run, GError **error)
{
    return tell(run, "NETWORK_UPDATE_VM_INTERFACE", error);
}

static bool update_failed(JobRun *run, GError **error)
{
    return restore(run, error) && tell(run, "NETWORK_UPDATE_VM_INTERFACE_FAILED", error);
}

static void tell_caches(JobRun *run)
{
    fleet_reload_leases(run->engine->runtime->fleet, run->row->host);
    monitor_scrub(run->engine, run->row->host);
}

static const JobStep plug_steps[] = {
    { "plug", "Plugging the network interface into the VM", order_plug, withdraw, NULL },
    { "plug-standby", "Plugging in what stands in for it", order_plug_standby, take_out_standby,
      record_plugged },
    { "refresh", "Reading the host's network interfaces anew", refresh, NULL, NULL },
};

const JobKind vm_nic_plug_job = {
    .kind = VM_NIC_PLUG_JOB,
    .steps = plug_steps,
    .n_steps = G_N_ELEMENTS(plug_steps),
    .finished = plug_finished,
    .failed = plug_failed,
    .ended = tell_caches,
};

/* What stands in goes first: when the guest keeps the VF, it is put back. */
static const JobStep unplug_steps[] = {
    { "unplug-standby", "Unplugging what stands in for it", take_out_standby, put_back_standby,
      NULL },
    { "unplug", "Unplugging the network interface from the VM", order_unplug, NULL,
      record_unplugged },
    { "scrub", "Waiting for its virtual function to be clean", await_scrub, NULL, NULL },
    { "refresh", "Reading the host's network interfaces anew", refresh, NULL, NULL },
};

const JobKind vm_nic_unplug_job = {
    .kind = VM_NIC_UNPLUG_JOB,
    .steps = unplug_steps,
    .n_steps = G_N_ELEMENTS(unplug_steps),
    .finished = unplug_finished,
    .failed = unplug_failed,
    .ended = tell_caches,
};

static const JobStep update_steps[] = {
    { "update", "Changing the network interface in the VM", order_update, NULL, NULL },
};

const JobKind vm_nic_update_job = {
    .kind = VM_NIC_UPDATE_JOB,
    .steps = update_steps,
    .n_steps = G_N_ELEMENTS(update_steps),
    .finished = update_finished,
    .failed = update_failed,
};

/* --- what happened by itself -------------------------------------------------------------------
 */

static VmSpec *read_domain(Engine *engine, const char *host_id, const char *vm_id, GError **error)
{
    json_t *xmls = monitor_call(engine, host_id, "Host.dumpxmls",
                                json_pack("{s:[s]}", "vmList", vm_id), 0, error);
    const char *xml = verb_param_string(xmls, vm_id);
    VmSpec *spec = xml != NULL ? domain_xml_read(xml, strlen(xml), error) : NULL;
    json_decref(xmls);
    return spec;
}

static bool has_nic(const VmSpec *spec, const char *id)
{
    for (guint i = 0; i < spec->nics->len; i++)
        if (g_strcmp0(((VmSpecNic *)spec->nics->pdata[i])->vnic_id, id) == 0)
            return true;
    return false;
}

static bool correct(Engine *engine, const Vm *vm, VmNic *nic, bool plugged, GError **error)
{
    log_info("nic-corrected vm=%s nic=%s plugged=%d", vm->name, nic->name, plugged);
    nic->plugged = plugged;
    return (plugged || release_leases(engine->store, nic->base.id, NULL, error)) &&
           store_update(engine->store, nic, error) &&
           add_event(engine, NULL,
                     plugged ? "NETWORK_ACTIVATE_VM_INTERFACE_SUCCESS"
                             : "NETWORK_DEACTIVATE_VM_INTERFACE_SUCCESS",
                     vm->base.id, vm->host, nic->name, "", error);
}

/* The id of the last job about the VM; NULL: there was none.  Caller frees. */
static char *last_job(Store *store, const char *vm_id)
{
    const StoreCondition condition = { "vm", STORE_EQ, vm_id, 0 };
    const StoreQuery query = { &condition, 1, "start_time", true, 1, 0 };
    g_autoptr(GPtrArray) jobs = store_list(store, &job_type, &query, NULL);
    return jobs != NULL && jobs->len > 0 ? g_strdup(((Job *)jobs->pdata[0])->base.id) : NULL;
}

/* Whether nobody has been at the VM since 'job' was its last one. */
static bool is_untouched(Store *store, const Vm *vm, const char *job)
{
    static const Begin begin = { .verb = "edit" };
    g_autofree char *last = last_job(store, vm->base.id);
    return g_strcmp0(last, job) == 0 && check_no_other(store, vm, &begin, NULL);
}

/* In one transaction, and only if the run is still the one whose domain was read and nobody has
 * been at it.  '*ret_changed' says whether anything was. */
static bool take_word(Engine *engine, const char *host_id, const VmSpec *spec, const char *job,
                      bool *ret_changed, GError **error)
{
    Store *store = engine->store;
    g_autoptr(StoreTxn) txn = store_begin(store, error);
    g_autoptr(Vm) vm = txn != NULL ? store_get(store, &vm_type, spec->id, error) : NULL;
    if (vm == NULL)
        return false;
    bool same = g_strcmp0(vm->host, host_id) == 0 && vm->run_epoch == (gint64)spec->epoch &&
                vm->status != VM_DOWN && is_untouched(store, vm, job);
    g_autoptr(GPtrArray) nics = store_list_by(store, &vm_nic_type, "vm", spec->id, error);
    for (guint i = 0; same && nics != NULL && i < nics->len; i++) {
        VmNic *nic = nics->pdata[i];
        bool there = has_nic(spec, nic->base.id);
        if (there == (nic->plugged != FALSE))
            continue;
        *ret_changed = true;
        if (!correct(engine, vm, nic, there, error))
            return false;
    }
    return nics != NULL && store_commit(txn, error);
}

void vm_nic_plug_compare(Engine *engine, const char *host_id, const char *vm_id)
{
    g_autoptr(GError) error = NULL;
    bool changed = false;
    g_autofree char *job = last_job(engine->store, vm_id);
    if (jobs_find(engine, vm_id, NULL, NULL))
        return;
    g_autoptr(VmSpec) spec = read_domain(engine, host_id, vm_id, &error);
    if (spec == NULL || !take_word(engine, host_id, spec, job, &changed, &error))
        log_warning("vm-nics-not-compared vm=%s reason=\"%s\"", vm_id,
                    error != NULL ? error->message : "its domain was not told");
    if (!changed)
        return;
    fleet_reload_leases(engine->runtime->fleet, host_id);
    monitor_scrub(engine, host_id);
}
