/* Jobs and steps that somebody else does and only records here. */
#include "engine/crud.h"

#include "model/job.h"

#define MAX_STEPS 1000

/* The job that is to be changed from outside; NULL with a fault when it must not be. */
static Job *get_external(Store *store, const char *id, const char *verb, bool ended, GError **error)
{
    g_autoptr(Job) job = store_get(store, &job_type, id, error);
    if (job == NULL)
        return NULL;
    if (!job->external)
        return fault_null(error, FAULT_JOB_NOT_EXTERNAL, verb, job->description);
    if (job->status != JOB_STARTED && !ended)
        return fault_null(error, FAULT_JOB_ENDED, verb, job->description,
                          enum_word(&job_status_table, job->status));
    return g_steal_pointer(&job);
}

/* --- adding ----------------------------------------------------------------------------------- */

static bool before_add_job(const Crud *crud, void *entity, GError **error)
{
    Job *job = entity;
    job->external = TRUE;
    job->status = JOB_STARTED;
    job->start_time = job->last_updated = engine_now();
    job->owner = g_strdup(crud->caller->user_id);
    job->correlation_id = g_strdup(crud->caller->correlation_id);
    return true;
}

static bool before_add_step(const Crud *crud, void *entity, GError **error)
{
    Step *step = entity;
    g_autoptr(Job) job = get_external(crud->store, step->job, "extend", false, error);
    if (job == NULL)
        return false;
    const StoreCondition condition = { .column = "job", .text = step->job };
    const StoreQuery query = { .conditions = &condition, .n_conditions = 1 };
    step->external = TRUE;
    step->status = JOB_STARTED;
    step->number = store_count(crud->store, &step_type, &query, error);
    step->start_time = job->last_updated = engine_now();
    if (step->number >= MAX_STEPS)
        return fault_set(error, FAULT_JOB_STEPS_LIMIT, job->description, G_STRINGIFY(MAX_STEPS));
    return step->number >= 0 && store_update(crud->store, job, error);
}

const CrudRules job_rules = {
    .type = &job_type,
    .add.action = ACTION_TASK_INJECT,
    .add.done = CRUD_SILENT,
    .before_add = before_add_job,
};

const CrudRules step_rules = {
    .type = &step_type,
    .parent = "job",
    .add.action = ACTION_TASK_INJECT,
    .add.done = CRUD_SILENT,
    .before_add = before_add_step,
};

/* --- ending ----------------------------------------------------------------------------------- */

static bool end_step(Store *store, Step *step, JobStatus status, GError **error)
{
    step->status = (int)status;
    step->end_time = engine_now();
    return store_update(store, step, error);
}

/* With a job end its steps, as it did. */
static bool end_steps(Store *store, const Job *job, GError **error)
{
    g_autoptr(GPtrArray) steps = store_list_by(store, &step_type, "job", job->base.id, error);
    for (guint i = 0; steps != NULL && i < steps->len; i++) {
        Step *step = steps->pdata[i];
        if (step->status == JOB_STARTED && !end_step(store, step, (JobStatus)job->status, error))
            return false;
    }
    return steps != NULL;
}

bool engine_job_end(Engine *engine, const Caller *caller, const char *id, bool succeeded,
                    GError **error)
{
    if (!permission_check(engine, caller, ACTION_TASK_INJECT, NULL, NULL, error))
        return false;
    g_autoptr(StoreTxn) txn = store_begin(engine->store, error);
    g_autoptr(Job) job = txn != NULL ? get_external(engine->store, id, "end", false, error) : NULL;
    if (job == NULL)
        return false;
    job->status = succeeded ? JOB_FINISHED : JOB_FAILED;
    job->end_time = job->last_updated = engine_now();
    return end_steps(engine->store, job, error) && store_update(engine->store, job, error) &&
           store_commit(txn, error);
}

bool engine_job_clear(Engine *engine, const Caller *caller, const char *id, GError **error)
{
    if (!permission_check(engine, caller, ACTION_TASK_INJECT, NULL, NULL, error))
        return false;
    g_autoptr(StoreTxn) txn = store_begin(engine->store, error);
    g_autoptr(Job) job = txn != NULL ? get_external(engine->store, id, "clear", true, error) : NULL;
    if (job == NULL)
        return false;
    job->auto_cleared = TRUE;
    job->last_updated = engine_now();
    return store_update(engine->store, job, error) && store_commit(txn, error);
}

bool engine_step_end(Engine *engine, const Caller *caller, const char *job_id, const char *id,
                     bool succeeded, GError **error)
{
    if (!permission_check(engine, caller, ACTION_TASK_INJECT, NULL, NULL, error))
        return false;
    g_autoptr(StoreTxn) txn = store_begin(engine->store, error);
    g_autoptr(Step) step = txn != NULL ? store_get(engine->store, &step_type, id, error) : NULL;
    if (step == NULL)
        return false;
    if (g_strcmp0(step->job, job_id) != 0)
        return err_set(error, ERR_NOT_FOUND, "Job %s has no step %s", job_id, id);
    g_autoptr(Job) job = get_external(engine->store, job_id, "change", true, error);
    if (job == NULL)
        return false;
    if (step->status != JOB_STARTED)
        return fault_set(error, FAULT_STEP_ENDED, step->description,
                         enum_word(&job_status_table, step->status));
    job->last_updated = engine_now();
    return end_step(engine->store, step, succeeded ? JOB_FINISHED : JOB_FAILED, error) &&
           store_update(engine->store, job, error) && store_commit(txn, error);
}
