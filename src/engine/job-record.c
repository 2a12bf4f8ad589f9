#include "engine/job-record.h"

#include "base/uuid.h"

#include <string.h>

static const struct {
    const char *kind;
    const char *job, *step; /* "Installing host %s" */
} texts[] = {
    { HOST_INSTALL_JOB, "Installing host %s", "Enrolling its agent" },
    { HOST_ACTIVATE_JOB, "Activating host %s", "Waiting for its agent to report" },
};

static Job *new_job(const Caller *caller, const Host *host, const char *kind, const char *text)
{
    Job *job = entity_new(&job_type);
    job->base.id = uuid_new();
    job->kind = g_strdup(kind);
    job->description = g_strdup_printf(text, host->name);
    job->status = JOB_STARTED;
    job->owner = g_strdup(caller->user_id);
    job->correlation_id = g_strdup(caller->correlation_id);
    job->host = g_strdup(host->base.id);
    job->start_time = job->last_updated = engine_now();
    return job;
}

static Step *new_step(const Job *job, const char *text)
{
    Step *step = entity_new(&step_type);
    step->job = g_strdup(job->base.id);
    step->description = g_strdup(text);
    step->kind = STEP_EXECUTING;
    step->status = JOB_STARTED;
    step->start_time = job->start_time;
    return step;
}

bool job_record_begin(Store *store, const Caller *caller, const char *kind, const Host *host,
                      GError **error)
{
    gsize i = 0;
    while (strcmp(texts[i].kind, kind) != 0)
        i++;
    g_autoptr(Job) job = new_job(caller, host, kind, texts[i].job);
    g_autoptr(Step) step = new_step(job, texts[i].step);
    if (!store_insert(store, job, error) || !store_insert(store, step, error))
        return false;
    caller_tell_job(caller, job->base.id);
    return true;
}

static bool end_steps(Store *store, const Job *job, GError **error)
{
    g_autoptr(GPtrArray) steps = store_list_by(store, &step_type, "job", job->base.id, error);
    for (guint i = 0; steps != NULL && i < steps->len; i++) {
        Step *step = steps->pdata[i];
        step->status = job->status;
        step->end_time = job->end_time;
        g_free(step->failure);
        step->failure = g_strdup(job->failure);
        if (!store_update(store, step, error))
            return false;
    }
    return steps != NULL;
}

bool job_record_end(Store *store, const char *kind, const char *host_id, JobStatus status,
                    const char *failure, GError **error)
{
    const StoreCondition conditions[] = {
        { "status", STORE_EQ, enum_word(&job_status_table, JOB_STARTED), 0 },
        { "kind", STORE_EQ, kind, 0 },
        { "host", STORE_EQ, host_id, 0 },
    };
    const StoreQuery query = { .conditions = conditions, .n_conditions = host_id != NULL ? 3 : 2 };
    g_autoptr(GPtrArray) jobs = store_list(store, &job_type, &query, error);
    for (guint i = 0; jobs != NULL && i < jobs->len; i++) {
        Job *job = jobs->pdata[i];
        job->status = (int)status;
        job->end_time = job->last_updated = engine_now();
        g_free(job->failure);
        job->failure = g_strdup(failure);
        if (!end_steps(store, job, error) || !store_update(store, job, error))
            return false;
    }
    return jobs != NULL;
}
