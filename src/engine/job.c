#include "engine/job.h"

#include "base/log.h"
#include "base/uuid.h"
#include "engine/event-log.h"
#include "engine/runtime-private.h"
#include "link/vdsm-code.h"

#include <string.h>

#define MAX_WORKERS      64
#define STORE_RETRY_MS   1000
#define UNDO_RETRY_MS    5000
#define MAX_WAIT_MS      60000
#define FAILURE_MAX      3000 /* bytes of a reason that are kept */
#define KEEP_FINISHED_US (10 * G_TIME_SPAN_MINUTE)
#define KEEP_FAILED_US   (60 * G_TIME_SPAN_MINUTE)
#define EXPIRE_AT_ONCE   500

static const JobKind *const kinds[] = {
    &vm_start_job,    &vm_stop_job,       &vm_shutdown_job,   &pf_count_job,
    &vm_nic_plug_job, &vm_nic_unplug_job, &vm_nic_update_job,
};

typedef enum { LIFE_QUEUED, LIFE_RUNNING, LIFE_PARKED } LifeState;

/* A job that has not ended.  'run' and 'step' belong to the worker; the rest to Jobs.lock. */
typedef struct JobLife {
    Jobs *jobs;
    JobRun run;
    Step *step;    /* the row of the step that is applied; NULL while undoing */
    gint64 n_rows; /* step rows so far */
    guint wait_ms; /* of the last STEP_WAIT */
    bool undo_failure_told;

    char *id, *vm, *host, *host_nic; /* copies, for lookups */
    LifeState state;
    bool wake, abort;
    char *told;
    GSource *timer;
} JobLife;

struct Jobs {
    Engine *engine;
    GMainContext *context;
    GThreadPool *pool;
    GMutex lock;
    GCond ended;
    GHashTable *lives; /* job id -> JobLife */
    bool stopping;
};

static Jobs *jobs_of(Engine *engine)
{
    return engine->runtime->jobs;
}

static bool is_stopping(Jobs *jobs)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&jobs->lock);
    return jobs->stopping;
}

/* --- making one --------------------------------------------------------------------------------
 */

static void set_payload(Job *job, const json_t *payload)
{
    char *text = json_dumps(payload, JSON_COMPACT);
    g_free(job->payload);
    job->payload = g_strdup(text);
    free(text);
}

Job *job_new(const JobKind *kind, const Caller *caller, const char *description)
{
    Job *job = entity_new(&job_type);
    job->base.id = uuid_new();
    job->kind = g_strdup(kind->kind);
    job->description = g_strdup(description);
    job->status = JOB_STARTED;
    job->owner = g_strdup(caller->user_id);
    job->correlation_id = g_strdup(caller->correlation_id);
    job->start_time = job->last_updated = engine_now();
    return job;
}

static const JobKind *find_kind(const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (g_strcmp0(kinds[i]->kind, name) == 0)
            return kinds[i];
    return NULL;
}

static Step *insert_step(Store *store, const Job *job, const JobStep *kind, gint64 number,
                         GError **error)
{
    g_autoptr(Step) step = entity_new(&step_type);
    step->job = g_strdup(job->base.id);
    step->description = g_strdup(kind->description);
    step->kind = STEP_EXECUTING;
    step->number = number;
    step->status = JOB_STARTED;
    step->start_time = engine_now();
    return store_insert(store, step, error) ? g_steal_pointer(&step) : NULL;
}

bool job_insert(Engine *engine, Job *job, const Caller *caller, json_t *payload, GError **error)
{
    const JobKind *kind = find_kind(job->kind);
    json_object_set_new(payload, "user", json_string(caller->user_name));
    set_payload(job, payload);
    if (!store_insert(engine->store, job, error))
        return false;
    g_autoptr(Step) step = insert_step(engine->store, job, &kind->steps[0], 0, error);
    return step != NULL;
}

Caller job_caller(const JobRun *run)
{
    const char *user = json_string_value(json_object_get(run->payload, "user"));
    return (Caller){ .user_id = run->row->owner,
                     .user_name = user != NULL ? user : "SYSTEM",
                     .correlation_id =
                         run->row->correlation_id != NULL ? run->row->correlation_id : "" };
}

void job_wait_ms(JobRun *run, guint ms)
{
    run->life->wait_ms = ms;
}

void job_restart(JobRun *run)
{
    run->restart = true;
}

/* ERR_BUSY alone is the link's: its agent is still finding its VMs. */
bool job_is_unknown(const GError *error)
{
    ErrCode code = err_code(error);
    int number = link_error_number(error);
    return code == ERR_UNREACHABLE || code == ERR_TIMEOUT || number == VDSM_RECOVERING ||
           number == VDSM_QUEUE_FULL || (code == ERR_BUSY && number == 0);
}

/* --- storing progress --------------------------------------------------------------------------
 */

static char *cut(const char *text)
{
    const char *end = text;
    while (*end != '\0' && end - text < FAILURE_MAX)
        end = g_utf8_next_char(end);
    return g_strndup(text, (gsize)(end - text));
}

/* Finds the row of the step that is under way, when this engine did not write it itself. */
static bool load_step(JobLife *life, GError **error)
{
    if (life->n_rows > 0)
        return true;
    g_autoptr(GPtrArray) rows =
        store_list_by(life->run.engine->store, &step_type, "job", life->id, error);
    if (rows == NULL)
        return false;
    life->n_rows = rows->len;
    for (guint i = 0; i < rows->len; i++) {
        const Step *row = rows->pdata[i];
        if (row->status == JOB_STARTED && life->step == NULL)
            life->step = entity_dup(row);
    }
    return true;
}

/* The row of the current step as it ends; NULL when there is none. */
static bool make_ended_step(JobLife *life, JobStatus status, const char *failure, Step **ret,
                            GError **error)
{
    if (!load_step(life, error))
        return false;
    if (life->step == NULL)
        return true;
    *ret = entity_dup(life->step);
    (*ret)->status = (int)status;
    (*ret)->end_time = engine_now();
    (*ret)->failure = failure != NULL ? cut(failure) : NULL;
    return true;
}

/* The job is at an end of its table: it has finished, failed, or begins anew. */
static bool settle(JobRun *run, GError **error)
{
    Job *row = run->row;
    if (row->undoing ? row->next_step > 0 : row->next_step < run->kind->n_steps)
        return true;
    bool (*hook)(JobRun *, GError **) = row->undoing ? run->kind->failed : run->kind->finished;
    run->restart = false;
    if (hook != NULL && !hook(run, error))
        return false;
    if (run->restart) {
        row->undoing = FALSE;
        g_clear_pointer(&row->failure, g_free);
        return true;
    }
    row->status = !row->undoing ? JOB_FINISHED : run->aborted ? JOB_ABORTED : JOB_FAILED;
    row->end_time = engine_now();
    return true;
}

static bool write_progress(JobRun *run, const Step *ended, bool (*record)(JobRun *, GError **),
                           Step **ret_begun, GError **error)
{
    Engine *engine = run->engine;
    g_autoptr(Step) begun = NULL;
    g_autoptr(StoreTxn) txn = store_begin(engine->store, error);
    if (txn == NULL || (record != NULL && !record(run, error)) || !settle(run, error))
        return false;
    Job *row = run->row;
    if (ended != NULL && !store_update(engine->store, ended, error))
        return false;
    if (!row->undoing && row->status == JOB_STARTED) {
        begun = insert_step(engine->store, row, &run->kind->steps[row->next_step],
                            run->life->n_rows, error);
        if (begun == NULL)
            return false;
    }
    set_payload(row, run->payload);
    row->last_updated = engine_now();
    if (!store_update(engine->store, row, error) || !store_commit(txn, error))
        return false;
    *ret_begun = g_steal_pointer(&begun);
    return true;
}

/* One transaction: what 'record' writes, the step that ended, the job as it is now ('next', taken)
 * and, while it goes forward, the row of its next step.  The hooks see 'next' as run->row and may
 * change it and the payload; when it fails, both are as before. */
static bool store_progress(JobRun *run, Job *next, const Step *ended,
                           bool (*record)(JobRun *run, GError **error), GError **error)
{
    JobLife *life = run->life;
    Job *old = run->row;
    json_t *old_payload = json_deep_copy(run->payload);
    Step *begun = NULL;
    run->row = next;
    if (!load_step(life, error) || !write_progress(run, ended, record, &begun, error)) {
        run->row = old;
        entity_free(next);
        json_decref(run->payload);
        run->payload = old_payload;
        return false;
    }
    entity_free(old);
    json_decref(old_payload);
    entity_free(life->step);
    life->step = begun;
    life->n_rows += begun != NULL;
    run->resumed = false;
    run->step_time = 0;
    life->undo_failure_told = false;
    return true;
}

/* --- one step ----------------------------------------------------------------------------------
 */

typedef enum { GO_ON, PARK, ENDED } Outcome;

/* The store could not be written: what was done stays to be done again. */
static Outcome retry(JobRun *run, const GError *error)
{
    log_warning("job-progress-not-stored job=%s kind=%s reason=\"%s\"", run->row->base.id,
                run->kind->kind, error->message);
    job_wait_ms(run, STORE_RETRY_MS);
    return PARK;
}

static Outcome step_done(JobRun *run)
{
    g_autoptr(GError) error = NULL;
    const JobStep *step = &run->kind->steps[run->row->next_step];
    g_autoptr(Step) ended = NULL;
    if (!make_ended_step(run->life, JOB_FINISHED, NULL, &ended, &error))
        return retry(run, error);
    Job *next = entity_dup(run->row);
    next->next_step++;
    if (!store_progress(run, next, ended, step->record, &error))
        return retry(run, error);
    return run->row->status == JOB_STARTED ? GO_ON : ENDED;
}

/* The step that failed is undone, too: it may have been done in part. */
static Outcome begin_undo(JobRun *run, const char *reason)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Step) ended = NULL;
    if (!make_ended_step(run->life, JOB_FAILED, reason, &ended, &error))
        return retry(run, error);
    Job *next = entity_dup(run->row);
    next->undoing = TRUE;
    next->next_step++;
    g_free(next->failure);
    next->failure = cut(reason);
    if (run->aborted)
        json_object_set_new(run->payload, "aborted", json_true());
    if (!store_progress(run, next, ended, NULL, &error))
        return retry(run, error);
    log_info("job-undoing job=%s kind=%s reason=\"%s\"", run->row->base.id, run->kind->kind,
             run->row->failure);
    return GO_ON;
}

static Outcome apply_one(JobRun *run)
{
    g_autoptr(GError) error = NULL;
    if (run->aborted)
        return begin_undo(run, "it was given up");
    switch (run->kind->steps[run->row->next_step].apply(run, &error)) {
    case STEP_DONE:
        return step_done(run);
    case STEP_WAIT:
        return PARK;
    case STEP_FAILED: /* a full disk or the end of the engine is no verdict on the step */
        return err_code(error) == ERR_NO_SPACE || is_stopping(run->life->jobs)
                   ? retry(run, error)
                   : begin_undo(run, error->message);
    }
    return PARK;
}

static Outcome undo_stored(JobRun *run, gint64 n_left)
{
    g_autoptr(GError) error = NULL;
    Job *next = entity_dup(run->row);
    next->next_step = n_left;
    if (!store_progress(run, next, NULL, NULL, &error))
        return retry(run, error);
    return run->row->status == JOB_STARTED ? GO_ON : ENDED;
}

/* An administrator should know, once, what could not be given back. */
static Outcome undo_failed(JobRun *run, const GError *error)
{
    JobLife *life = run->life;
    const EventRefs refs = { .host = run->row->host,
                             .vm = run->row->vm,
                             .words = EVENT_WORDS("job", run->row->description, "reason",
                                                  error->message) };
    if (!life->undo_failure_told && err_code(error) != ERR_NO_SPACE && !is_stopping(life->jobs))
        event_record(run->engine, NULL, "JOB_UNDO_FAILED", &refs);
    life->undo_failure_told = true;
    log_warning("job-undo-failed job=%s kind=%s reason=\"%s\"", run->row->base.id, run->kind->kind,
                error->message);
    job_wait_ms(run, UNDO_RETRY_MS);
    return PARK;
}

static Outcome undo_one(JobRun *run)
{
    g_autoptr(GError) error = NULL;
    gint64 n_left = run->row->next_step;
    while (n_left > 0 && run->kind->steps[n_left - 1].undo == NULL)
        n_left--;
    if (n_left == 0)
        return undo_stored(run, 0);
    switch (run->kind->steps[n_left - 1].undo(run, &error)) {
    case STEP_DONE:
        return undo_stored(run, n_left - 1);
    case STEP_WAIT:
        return PARK;
    case STEP_FAILED:
        return undo_failed(run, error);
    }
    return PARK;
}

/* --- the worker --------------------------------------------------------------------------------
 */

static void life_free(JobLife *life)
{
    entity_free(life->run.row);
    json_decref(life->run.payload);
    g_free(life->run.told);
    entity_free(life->step);
    g_free(life->told);
    g_free(life->id);
    g_free(life->vm);
    g_free(life->host);
    g_free(life->host_nic);
    g_free(life);
}

static void disarm(JobLife *life)
{
    if (life->timer == NULL)
        return;
    g_source_destroy(life->timer);
    g_clear_pointer(&life->timer, g_source_unref);
}

/* With the lock held. */
static void wake(JobLife *life)
{
    life->wake = true;
    if (life->state != LIFE_PARKED || life->jobs->stopping)
        return;
    disarm(life);
    life->state = LIFE_QUEUED;
    g_thread_pool_push(life->jobs->pool, life, NULL);
}

typedef struct {
    Jobs *jobs;
    char *id;
} Alarm;

static void alarm_free(gpointer data)
{
    Alarm *alarm = data;
    g_free(alarm->id);
    g_free(alarm);
}

/* In the loop. */
static gboolean alarm_rings(gpointer data)
{
    Alarm *alarm = data;
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&alarm->jobs->lock);
    JobLife *life = g_hash_table_lookup(alarm->jobs->lives, alarm->id);
    if (life != NULL && life->timer == g_main_current_source())
        wake(life);
    return G_SOURCE_REMOVE;
}

static void arm(JobLife *life)
{
    Alarm *alarm = g_new(Alarm, 1);
    *alarm = (Alarm){ life->jobs, g_strdup(life->id) };
    life->timer = g_timeout_source_new(MIN(life->wait_ms, MAX_WAIT_MS));
    g_source_set_callback(life->timer, alarm_rings, alarm, alarm_free);
    g_source_attach(life->timer, life->jobs->context);
}

/* Hands the worker what others have said since it last looked.  False: the engine stops. */
static bool take_news(JobLife *life)
{
    JobRun *run = &life->run;
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&life->jobs->lock);
    life->state = LIFE_RUNNING;
    life->wake = false;
    run->aborted |= life->abort;
    if (life->told != NULL) {
        g_free(run->told);
        run->told = g_steal_pointer(&life->told);
    }
    g_free(life->host);
    life->host = g_strdup(run->row->host);
    return !life->jobs->stopping;
}

/* False when somebody has woken it meanwhile. */
static bool park(JobLife *life)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&life->jobs->lock);
    if (life->wake && !life->jobs->stopping)
        return false;
    life->state = LIFE_PARKED;
    arm(life);
    return true;
}

/* What was told too late for the job to act on it is looked at anew. */
static void end(JobLife *life)
{
    JobRun *run = &life->run;
    Jobs *jobs = life->jobs;
    Engine *engine = jobs->engine;
    log_info("job-ended job=%s kind=%s status=%s reason=\"%s\"", life->id, run->kind->kind,
             enum_word(&job_status_table, run->row->status),
             run->row->failure != NULL ? run->row->failure : "");
    if (run->kind->ended != NULL)
        run->kind->ended(run);
    g_mutex_lock(&jobs->lock);
    g_hash_table_remove(jobs->lives, life->id);
    g_cond_broadcast(&jobs->ended);
    bool late = life->told != NULL;
    g_mutex_unlock(&jobs->lock);
    if (late && run->row->host != NULL)
        monitor_audit(engine, run->row->host);
    if (run->row->vm != NULL)
        jobs_wake(engine, run->row->vm); /* a stop waits for the start that it made give up */
    life_free(life);
}

static void work(gpointer data, gpointer user_data)
{
    JobLife *life = data;
    JobRun *run = &life->run;
    while (take_news(life)) {
        life->wait_ms = MAX_WAIT_MS;
        if (run->step_time == 0)
            run->step_time = g_get_monotonic_time();
        Outcome outcome = run->row->undoing ? undo_one(run) : apply_one(run);
        if (outcome == ENDED) {
            end(life);
            return;
        }
        if (outcome == PARK) {
            run->resumed = true;
            if (park(life))
                return;
        }
    }
}

/* --- the jobs under way ------------------------------------------------------------------------
 */

static JobLife *life_new(Jobs *jobs, Job *row)
{
    JobLife *life = g_new0(JobLife, 1);
    life->jobs = jobs;
    life->id = g_strdup(row->base.id);
    life->vm = g_strdup(row->vm);
    life->host = g_strdup(row->host);
    life->host_nic = g_strdup(row->host_nic);
    life->run.engine = jobs->engine;
    life->run.kind = find_kind(row->kind);
    life->run.row = row;
    life->run.life = life;
    life->run.payload = json_loads(row->payload != NULL ? row->payload : "{}", 0, NULL);
    if (life->run.payload == NULL)
        life->run.payload = json_object();
    life->run.aborted = json_is_true(json_object_get(life->run.payload, "aborted"));
    return life;
}

static void launch(Jobs *jobs, JobLife *life)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&jobs->lock);
    g_hash_table_insert(jobs->lives, life->id, life);
    life->state = LIFE_QUEUED;
    if (!jobs->stopping)
        g_thread_pool_push(jobs->pool, life, NULL);
}

void job_start(Engine *engine, Job *job)
{
    Jobs *jobs = jobs_of(engine);
    launch(jobs, life_new(jobs, job));
}

Jobs *jobs_new(Engine *engine, GMainContext *context)
{
    Jobs *jobs = g_new0(Jobs, 1);
    jobs->engine = engine;
    jobs->context = g_main_context_ref(context);
    g_mutex_init(&jobs->lock);
    g_cond_init(&jobs->ended);
    jobs->lives = g_hash_table_new(g_str_hash, g_str_equal);
    jobs->pool = g_thread_pool_new(work, NULL, MAX_WORKERS, FALSE, NULL);
    return jobs;
}

static bool recover_one(Jobs *jobs, const Job *row)
{
    if (find_kind(row->kind) == NULL)
        return false; /* somebody else's, recorded only */
    JobLife *life = life_new(jobs, entity_dup(row));
    life->run.resumed = true;
    launch(jobs, life);
    log_info("job-recovered job=%s kind=%s step=%" G_GINT64_FORMAT " undoing=%d", row->base.id,
             row->kind, row->next_step, row->undoing);
    return true;
}

bool jobs_recover(Jobs *jobs, GError **error)
{
    Store *store = jobs->engine->store;
    g_autoptr(GPtrArray) rows =
        store_list_by(store, &job_type, "status", enum_word(&job_status_table, JOB_STARTED), error);
    if (rows == NULL)
        return false;
    for (guint i = 0; i < rows->len; i++) {
        const Job *row = rows->pdata[i];
        if (row->external)
            continue; /* somebody else goes on with it */
        const EventRefs refs = { .host = row->host,
                                 .vm = row->vm,
                                 .words = EVENT_WORDS("job", row->description) };
        if (recover_one(jobs, row))
            event_record(jobs->engine, NULL, "JOB_RECOVERED", &refs);
    }
    return true;
}

void jobs_stop_soon(Jobs *jobs)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&jobs->lock);
    jobs->stopping = true;
    g_cond_broadcast(&jobs->ended);
}

void jobs_stop(Jobs *jobs)
{
    g_thread_pool_free(g_steal_pointer(&jobs->pool), FALSE, TRUE);
}

void jobs_free(Jobs *jobs)
{
    GHashTableIter iter;
    gpointer life;
    g_hash_table_iter_init(&iter, jobs->lives);
    while (g_hash_table_iter_next(&iter, NULL, &life)) {
        g_hash_table_iter_steal(&iter);
        disarm(life);
        life_free(life);
    }
    g_hash_table_unref(jobs->lives);
    g_main_context_unref(jobs->context);
    g_cond_clear(&jobs->ended);
    g_mutex_clear(&jobs->lock);
    g_free(jobs);
}

static bool is_about(const JobLife *life, const char *subject)
{
    return g_strcmp0(life->vm, subject) == 0 || g_strcmp0(life->host, subject) == 0 ||
           g_strcmp0(life->host_nic, subject) == 0;
}

/* With the lock held. */
static JobLife *find(Jobs *jobs, const char *subject, const char *kind)
{
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, jobs->lives);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        JobLife *life = value;
        if (is_about(life, subject) && (kind == NULL || strcmp(life->run.kind->kind, kind) == 0))
            return life;
    }
    return NULL;
}

void jobs_wake(Engine *engine, const char *subject)
{
    Jobs *jobs = jobs_of(engine);
    GHashTableIter iter;
    gpointer life;
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&jobs->lock);
    g_hash_table_iter_init(&iter, jobs->lives);
    while (g_hash_table_iter_next(&iter, NULL, &life))
        if (is_about(life, subject))
            wake(life);
}

bool jobs_find(Engine *engine, const char *subject, const char *kind, char **ret_id)
{
    Jobs *jobs = jobs_of(engine);
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&jobs->lock);
    const JobLife *life = find(jobs, subject, kind);
    if (life != NULL && ret_id != NULL)
        *ret_id = g_strdup(life->id);
    return life != NULL;
}

bool jobs_is_live(Engine *engine, const char *job_id)
{
    Jobs *jobs = jobs_of(engine);
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&jobs->lock);
    return g_hash_table_contains(jobs->lives, job_id);
}

bool jobs_tell(Engine *engine, const char *subject, const char *kind, const char *text)
{
    Jobs *jobs = jobs_of(engine);
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&jobs->lock);
    JobLife *life = find(jobs, subject, kind);
    if (life == NULL)
        return false;
    g_free(life->told);
    life->told = g_strdup(text);
    wake(life);
    return true;
}

void jobs_abort(Engine *engine, const char *job_id)
{
    Jobs *jobs = jobs_of(engine);
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&jobs->lock);
    JobLife *life = g_hash_table_lookup(jobs->lives, job_id);
    if (life == NULL)
        return;
    life->abort = true;
    wake(life);
}

static bool wait_for_end(Jobs *jobs, const char *job_id, guint timeout_ms, GError **error)
{
    gint64 deadline = g_get_monotonic_time() + timeout_ms * G_TIME_SPAN_MILLISECOND;
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&jobs->lock);
    while (!jobs->stopping && g_hash_table_contains(jobs->lives, job_id))
        if (!g_cond_wait_until(&jobs->ended, &jobs->lock, deadline))
            return err_set(error, ERR_TIMEOUT, "not done after %u s; job %s goes on",
                           timeout_ms / 1000, job_id);
    return !jobs->stopping ||
           err_set(error, ERR_TIMEOUT, "the engine is stopping; job %s goes on with the next",
                   job_id);
}

bool jobs_wait(Engine *engine, const char *job_id, guint timeout_ms, GError **error)
{
    if (!wait_for_end(jobs_of(engine), job_id, timeout_ms, error))
        return false;
    g_autoptr(Job) row = store_get(engine->store, &job_type, job_id, error);
    if (row == NULL)
        return false;
    return row->status == JOB_FINISHED ||
           err_set(error, ERR_CONFLICT, "%s",
                   row->failure != NULL ? row->failure : "the job was given up");
}

bool job_await(Engine *engine, const Caller *caller, const char *job_id, guint timeout_ms,
               GError **error)
{
    caller_tell_job(caller, job_id);
    return caller->async || jobs_wait(engine, job_id, timeout_ms, error);
}

static bool expire(Engine *engine, JobStatus status, gint64 before, GError **error)
{
    const StoreCondition conditions[] = {
        { "status", STORE_EQ, enum_word(&job_status_table, (int)status), 0 },
        { "end_time", STORE_LT, NULL, before },
        { "auto_cleared", STORE_EQ, NULL, TRUE },
    };
    const StoreQuery query = {
        conditions, G_N_ELEMENTS(conditions), NULL, false, EXPIRE_AT_ONCE, 0
    };
    g_autoptr(GPtrArray) rows = store_list(engine->store, &job_type, &query, error);
    if (rows == NULL || rows->len == 0)
        return rows != NULL;
    g_autoptr(StoreTxn) txn = store_begin(engine->store, error);
    if (txn == NULL)
        return false;
    for (guint i = 0; i < rows->len; i++)
        if (!store_delete(engine->store, &job_type, ((Job *)rows->pdata[i])->base.id, error))
            return false;
    return store_commit(txn, error);
}

void jobs_expire(Engine *engine)
{
    g_autoptr(GError) error = NULL;
    gint64 now = engine_now();
    if (!expire(engine, JOB_FINISHED, now - KEEP_FINISHED_US, &error) ||
        !expire(engine, JOB_FAILED, now - KEEP_FAILED_US, &error) ||
        !expire(engine, JOB_ABORTED, now - KEEP_FAILED_US, &error))
        log_warning("jobs-not-expired reason=\"%s\"", error->message);
}
