#include "engine/event-log.h"
#include "engine/job.h"
#include "engine/ledger.h"
#include "engine/permission.h"
#include "engine/pf-policy.h"
#include "engine/runtime-private.h"

#include <string.h>

#define HOST_AWAY_MS 5000
#define LOOK_MS      1000
#define APPEAR_US    G_TIME_SPAN_MINUTE /* until the VFs that the agent made are reported */
#define WAIT_MS      240000             /* of the caller; the job goes on */

/* --- checks ------------------------------------------------------------------------------------
 */

#define STOP_VMS  "stop these VMs or unplug their vNICs"
#define FREE_HERE "end that use on the host"

/* What ends the use of a VF in this state, which keeps the number from being changed: all VFs are
 * destroyed and made anew, so nobody may use one.  NULL: it is not in use. */
static const char *const remedies[N_VF_STATES] = {
    [VF_HELD_BY_VM] = STOP_VMS,
    [VF_LEASED] = STOP_VMS,
    [VF_UPPER_DEVICE] = FREE_HERE,
    [VF_HOST_ADDRESS] = FREE_HERE,
    [VF_USERSPACE_DRIVER] = FREE_HERE,
    [VF_OTHER_NAMESPACE] = FREE_HERE,
    [VF_SCRUBBING] = "wait for some seconds",
};

typedef struct {
    HostNic *nic;
    Host *host;
    FleetReport *report;
    const NicInfo *info; /* borrowed from 'report' */
} Pf;

static void pf_clear(Pf *pf)
{
    entity_free(pf->nic);
    entity_free(pf->host);
    fleet_report_unref(pf->report);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Pf, pf_clear)

static bool pf_init(Pf *pf, Engine *engine, const char *nic_id, GError **error)
{
    *pf = (Pf){ 0 };
    pf->nic = store_get(engine->store, &host_nic_type, nic_id, NULL);
    if (pf->nic == NULL)
        return fault_set(error, FAULT_NIC_NOT_EXISTS, nic_id);
    if (!host_nic_is_pf(pf->nic))
        return fault_set(error, FAULT_NIC_NOT_SRIOV, pf->nic->name);
    pf->host = store_get(engine->store, &host_type, pf->nic->host, error);
    if (pf->host == NULL)
        return false;
    pf->report = fleet_report(engine->runtime->fleet, pf->nic->host);
    pf->info = pf->report != NULL && pf->nic->present
                   ? host_inventory_find_nic(fleet_report_get(pf->report), pf->nic->name)
                   : NULL;
    return pf->info != NULL ||
           fault_set(error, FAULT_NIC_NOT_PRESENT, pf->nic->name, pf->host->name);
}

static const Lease *find_lease(GPtrArray *leases, guint index)
{
    for (guint i = 0; i < leases->len; i++) {
        const Lease *lease = leases->pdata[i];
        if (lease->vf_index == index)
            return lease;
    }
    return NULL;
}

/* "VM web", or what else the host says of it; NULL: nothing. */
static char *user_of(Engine *engine, const VfInfo *vf, const Lease *lease)
{
    const char *vm_id = lease != NULL && lease->vm != NULL ? lease->vm : vf->vm_id;
    g_autoptr(Vm) vm = vm_id != NULL ? store_get(engine->store, &vm_type, vm_id, NULL) : NULL;
    return vm != NULL ? g_strconcat("VM ", vm->name, NULL) : g_strdup(vf->detail);
}

static void add_user(Engine *engine, GString *users, const VfInfo *vf, const Lease *lease)
{
    g_autofree char *user = user_of(engine, vf, lease);
    g_autofree char *state = vf_state_format(fleet_vf_state(vf, lease), user);
    g_string_append_printf(users, "%sVF %u %s", users->len > 0 ? ", " : "", vf->index, state);
}

static void add_remedy(GString *todo, const char *remedy)
{
    if (strstr(todo->str, remedy) == NULL)
        g_string_append_printf(todo, "%s%s", todo->len > 0 ? "; " : "", remedy);
}

/* Who uses VFs of the PF, in words, and through 'ret_todo' what to do about it; NULL: nobody. */
static char *find_users(Engine *engine, const Pf *pf, GPtrArray *leases, char **ret_todo)
{
    g_autoptr(GString) users = g_string_new(NULL), todo = g_string_new(NULL);
    for (guint i = 0; i < pf->info->vfs->len; i++) {
        const VfInfo *vf = pf->info->vfs->pdata[i];
        const Lease *lease = find_lease(leases, vf->index);
        const char *remedy = remedies[fleet_vf_state(vf, lease)];
        if (remedy == NULL)
            continue;
        add_user(engine, users, vf, lease);
        add_remedy(todo, remedy);
    }
    if (users->len == 0)
        return NULL;
    *ret_todo = g_strdup(todo->str);
    return g_strdup(users->str);
}

/* As the store has it: who was just shown that a job has ended may ask for the next at once. */
static bool is_being_changed(Engine *engine, const char *nic_id)
{
    const StoreCondition conditions[] = {
        { .column = "host_nic", .op = STORE_EQ, .text = nic_id },
        { .column = "kind", .op = STORE_EQ, .text = PF_COUNT_JOB },
        { .column = "status", .op = STORE_EQ, .text = enum_word(&job_status_table, JOB_STARTED) },
    };
    const StoreQuery query = { .conditions = conditions, .n_conditions = G_N_ELEMENTS(conditions) };
    return store_count(engine->store, &job_type, &query, NULL) > 0;
}

static bool check(Engine *engine, const Pf *pf, gint64 number, GPtrArray *leases, GError **error)
{
    g_autofree char *old = g_strdup_printf("%u", pf->info->num_vfs);
    g_autofree char *new = g_strdup_printf("%" G_GINT64_FORMAT, number);
    g_autofree char *max = g_strdup_printf("%u", pf->info->total_vfs);
    g_autofree char *todo = NULL, *users = find_users(engine, pf, leases, &todo);
    if (is_being_changed(engine, pf->nic->base.id))
        return fault_set(error, FAULT_OBJECT_LOCKED, "edit", "VF configuration", pf->nic->name,
                         "the number of its VFs is being changed");
    if (!monitor_is_connected(engine, pf->host->base.id))
        return fault_set(error, FAULT_PF_HOST_AWAY, pf->nic->name, pf->host->name,
                         enum_word(&host_status_table, pf->host->status));
    if (users != NULL)
        return fault_set(error, FAULT_NUM_VFS_CANNOT_BE_CHANGED, pf->nic->name, old, new, users,
                         todo);
    if (number < 0 || number > pf->info->total_vfs)
        return fault_set(error, FAULT_NUM_VFS_RANGE, new, pf->nic->name, max);
    return true;
}

/* --- the job -----------------------------------------------------------------------------------
 */

/* The job leases every VF that is and that shall be, so that none is given to a VM meanwhile.  VFs
 * in quarantine have a lease already; making VFs anew is what gets them out. */
static bool claim_all(Engine *engine, const Pf *pf, gint64 number, const Job *job, gint64 epoch,
                      GPtrArray *leases, GError **error)
{
    gint64 now = engine_now();
    const LedgerOwner owner = {
        .host = pf->nic->host,
        .job = job->base.id,
        .epoch = epoch,
        .now = now,
        .expires = now + engine->config.reservation_ms * G_TIME_SPAN_MILLISECOND,
    };
    g_autoptr(GArray) claims = g_array_new(FALSE, FALSE, sizeof(LedgerClaim));
    guint n_vfs = MAX(pf->info->num_vfs, (guint)number);
    for (guint i = 0; i < n_vfs; i++) {
        const LedgerClaim claim = { pf->nic->base.id, i, NULL };
        if (find_lease(leases, i) == NULL)
            g_array_append_val(claims, claim);
    }
    return ledger_reserve(engine->store, &owner, (const LedgerClaim *)(void *)claims->data,
                          claims->len, error);
}

static bool insert_job(Engine *engine, const Caller *caller, const Pf *pf, gint64 number,
                       GPtrArray *leases, Job *job, GError **error)
{
    gint64 epoch;
    if (!store_next(engine->store, "epoch", &epoch, error))
        return false;
    json_t *payload =
        json_pack("{s:I, s:I}", "number", (json_int_t)number, "epoch", (json_int_t)epoch);
    bool inserted = job_insert(engine, job, caller, payload, error) &&
                    claim_all(engine, pf, number, job, epoch, leases, error);
    json_decref(payload);
    return inserted;
}

/* Checks and claims in one transaction; the job is started when that is committed. */
static bool begin(Engine *engine, const Caller *caller, const Pf *pf, gint64 number, char **ret_id,
                  GError **error)
{
    g_autofree char *description = g_strdup_printf("Changing the number of VFs of %s on host %s",
                                                   pf->nic->name, pf->host->name);
    g_autoptr(StoreTxn) txn = store_begin(engine->store, error);
    if (txn == NULL)
        return false;
    g_autoptr(GPtrArray) leases =
        store_list_by(engine->store, &lease_type, "host_nic", pf->nic->base.id, error);
    if (leases == NULL || !check(engine, pf, number, leases, error))
        return false;
    g_autoptr(Job) job = job_new(&pf_count_job, caller, description);
    job->host = g_strdup(pf->nic->host);
    job->host_nic = g_strdup(pf->nic->base.id);
    if (!insert_job(engine, caller, pf, number, leases, job, error) || !store_commit(txn, error))
        return false;
    *ret_id = g_strdup(job->base.id);
    fleet_reload_leases(engine->runtime->fleet, pf->nic->host);
    job_start(engine, g_steal_pointer(&job));
    return true;
}

static bool change(Engine *engine, const Caller *caller, const Pf *pf, gint64 number,
                   GError **error)
{
    g_autofree char *job = NULL;
    g_autoptr(GError) failure = NULL;
    if (number == pf->info->num_vfs)
        return true;
    if (!begin(engine, caller, pf, number, &job, error))
        return false;
    return job_await(engine, caller, job, WAIT_MS, &failure) ||
           fault_set(error, FAULT_UPDATE_NUM_VFS_FAILURE, pf->host->name, pf->nic->name,
                     failure->message);
}

/* A refusal is an event, too; a job tells of its own failure. */
static void record_refusal(Engine *engine, const Caller *caller, const Pf *pf, const GError *error)
{
    bool told = error->domain == FAULT && error->code == FAULT_UPDATE_NUM_VFS_FAILURE;
    const EventRefs refs = {
        .host = pf->host->base.id,
        .host_name = pf->host->name,
        .words = EVENT_WORDS("nic", pf->nic->name, "reason", error->message),
    };
    if (!told)
        event_record(engine, caller, "UPDATE_HOST_NIC_VFS_CONFIG_FAILED", &refs);
}

/* Loads the PF when its number of VFs is asked to be another. */
static bool may_ask(Pf *pf, Engine *engine, const Caller *caller, const char *nic_id, gint64 number,
                    int all_networks_allowed, GError **error)
{
    if (!permission_check(engine, caller, ACTION_HOST_NETWORK, &host_nic_type, nic_id, error) ||
        (number != PF_KEEP && !pf_init(pf, engine, nic_id, error)))
        return false;
    return number != PF_KEEP || all_networks_allowed != PF_KEEP ||
           fault_set(error, FAULT_PF_NOTHING_GIVEN, nic_id);
}

static bool check_change(Engine *engine, const Pf *pf, gint64 number, GError **error)
{
    if (number == pf->info->num_vfs)
        return true;
    g_autoptr(GPtrArray) leases =
        store_list_by(engine->store, &lease_type, "host_nic", pf->nic->base.id, error);
    return leases != NULL && check(engine, pf, number, leases, error);
}

bool engine_pf_check(Engine *engine, const Caller *caller, const char *nic_id, gint64 number,
                     int all_networks_allowed, GError **error)
{
    g_auto(Pf) pf = { 0 };
    return may_ask(&pf, engine, caller, nic_id, number, all_networks_allowed, error) &&
           (number == PF_KEEP || check_change(engine, &pf, number, error)) &&
           (all_networks_allowed == PF_KEEP ||
            pf_policy_check_all_networks_allowed(engine, caller, nic_id, all_networks_allowed,
                                                 error));
}

bool engine_pf_update(Engine *engine, const Caller *caller, const char *nic_id, gint64 number,
                      int all_networks_allowed, GError **error)
{
    g_auto(Pf) pf = { 0 };
    g_autoptr(GError) failure = NULL;
    if (!may_ask(&pf, engine, caller, nic_id, number, all_networks_allowed, error))
        return false;
    if (number != PF_KEEP && !change(engine, caller, &pf, number, &failure)) {
        record_refusal(engine, caller, &pf, failure);
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    return all_networks_allowed == PF_KEEP ||
           pf_policy_set_all_networks_allowed(engine, caller, nic_id, all_networks_allowed, error);
}

/* --- steps -------------------------------------------------------------------------------------
 */

static gint64 number_of(const JobRun *run)
{
    return verb_param_int(run->payload, "number", 0);
}

/* How many VFs the host reports; false while it cannot be told. */
static bool count_vfs(JobRun *run, guint *ret_n_vfs, char device[PCI_TEXT_SIZE])
{
    Engine *engine = run->engine;
    g_autoptr(FleetReport) report = fleet_report(engine->runtime->fleet, run->row->host);
    g_autoptr(HostNic) nic = store_get(engine->store, &host_nic_type, run->row->host_nic, NULL);
    const NicInfo *info = report != NULL && nic != NULL && nic->present
                              ? host_inventory_find_nic(fleet_report_get(report), nic->name)
                              : NULL;
    if (info == NULL)
        return false;
    *ret_n_vfs = info->vfs->len;
    pci_format_nodedev(&info->pci, device);
    return info->vfs->len == info->num_vfs;
}

static StepResult wait_ms(JobRun *run, guint ms)
{
    job_wait_ms(run, ms);
    return STEP_WAIT;
}

/* Whether the outcome is not known.  A host that says itself that the driver takes too long has
 * answered: to ask again would only be told that the card is busy. */
static bool is_unknown(const GError *failure)
{
    bool said = link_error_number(failure) != 0;
    return job_is_unknown(failure) && !(said && err_code(failure) == ERR_TIMEOUT);
}

/* An order whose answer was lost is given again only after a look at what it did. */
static StepResult order(JobRun *run, GError **error)
{
    guint n_vfs;
    char device[PCI_TEXT_SIZE];
    g_autoptr(GError) failure = NULL;
    if (run->resumed && !monitor_refresh(run->engine, run->row->host, NULL))
        return wait_ms(run, HOST_AWAY_MS);
    if (!count_vfs(run, &n_vfs, device))
        return wait_ms(run, LOOK_MS);
    if (run->resumed && n_vfs == number_of(run))
        return STEP_DONE;
    json_t *params =
        json_pack("{s:s, s:I, s:I}", "deviceName", device, "numvfs", (json_int_t)number_of(run),
                  "epoch", (json_int_t)verb_param_int(run->payload, "epoch", 0));
    json_t *answer =
        monitor_call(run->engine, run->row->host, "Host.hostdevChangeNumvfs", params, 0, &failure);
    json_decref(answer);
    if (answer != NULL)
        return STEP_DONE;
    if (is_unknown(failure))
        return wait_ms(run, HOST_AWAY_MS);
    g_propagate_error(error, g_steal_pointer(&failure));
    return STEP_FAILED;
}

static StepResult await_vfs(JobRun *run, GError **error)
{
    guint n_vfs = 0;
    char device[PCI_TEXT_SIZE];
    bool asked = monitor_refresh(run->engine, run->row->host, NULL);
    bool counted = asked && count_vfs(run, &n_vfs, device);
    if (counted && n_vfs == number_of(run))
        return STEP_DONE;
    if (counted && g_get_monotonic_time() - run->step_time > APPEAR_US) {
        err_set(error, ERR_CONFLICT, "%" G_GINT64_FORMAT " VFs were asked, %u are there",
                number_of(run), n_vfs);
        return STEP_FAILED;
    }
    return wait_ms(run, asked ? LOOK_MS : HOST_AWAY_MS);
}

/* --- the end -----------------------------------------------------------------------------------
 */

static bool add_event(JobRun *run, const char *kind, GError **error)
{
    Store *store = run->engine->store;
    const Caller caller = job_caller(run);
    g_autoptr(HostNic) nic = store_get(store, &host_nic_type, run->row->host_nic, error);
    if (nic == NULL)
        return false;
    const EventRefs refs = { .host = run->row->host,
                             .words = EVENT_WORDS("nic", nic->name, "reason", run->row->failure) };
    return event_add(store, &caller, kind, &refs, error);
}

/* VFs that were in quarantine are others now. */
static bool free_quarantined(JobRun *run, GError **error)
{
    Store *store = run->engine->store;
    g_autoptr(GPtrArray) leases =
        store_list_by(store, &lease_type, "host_nic", run->row->host_nic, error);
    for (guint i = 0; leases != NULL && i < leases->len; i++) {
        Lease *lease = leases->pdata[i];
        if (lease->state == LEASE_QUARANTINED &&
            (!ledger_move(store, lease, LEASE_SCRUBBING, NULL, error) ||
             !ledger_move(store, lease, LEASE_NONE, NULL, error)))
            return false;
    }
    return leases != NULL;
}

static bool finished(JobRun *run, GError **error)
{
    return ledger_free_job(run->engine->store, run->row->base.id, error) &&
           free_quarantined(run, error) && add_event(run, "UPDATE_HOST_NIC_VFS_CONFIG", error);
}

/* The agent has put the old number back. */
static bool failed(JobRun *run, GError **error)
{
    return ledger_free_job(run->engine->store, run->row->base.id, error) &&
           add_event(run, "UPDATE_HOST_NIC_VFS_CONFIG_FAILED", error);
}

static void tell_caches(JobRun *run)
{
    fleet_reload_leases(run->engine->runtime->fleet, run->row->host);
}

static const JobStep steps[] = {
    { "change", "Changing the number of VFs", order, NULL, NULL },
    { "await-vfs", "Waiting for the VFs to appear", await_vfs, NULL, NULL },
};

const JobKind pf_count_job = {
    .kind = PF_COUNT_JOB,
    .steps = steps,
    .n_steps = G_N_ELEMENTS(steps),
    .finished = finished,
    .failed = failed,
    .ended = tell_caches,
};
