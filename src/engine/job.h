/* job.h - long work as a table of steps with apply and undo, whose progress is stored.
 *
 * An engine that is killed at any point goes on, or undoes, with the next one.  So every apply and
 * undo may run again after it was done in part or whole; what it did before is read from the host
 * (run->resumed says that nobody knows), never assumed.  A step may block on the store and on one
 * call of an agent; it must not wait for a guest: it returns STEP_WAIT and runs again when
 * somebody says jobs_wake() or its time has come. */
#pragma once

#include "engine/engine-private.h"
#include "model/job.h"

#include <jansson.h>

typedef struct Jobs Jobs;
typedef struct JobRun JobRun;

typedef enum {
    STEP_DONE,
    STEP_WAIT,   /* run it again when woken, or after job_wait_ms() */
    STEP_FAILED, /* '*error' is set: undo this step and those before it */
} StepResult;

typedef struct {
    const char *name, *description;
    StepResult (*apply)(JobRun *run, GError **error);
    /* NULL: nothing to undo.  STEP_FAILED is tried again later, for ever: what was taken must be
     * given back. */
    StepResult (*undo)(JobRun *run, GError **error);
    /* Writes what 'apply' has made true in the transaction that stores the step's end.  NULL is
     * fine. */
    bool (*record)(JobRun *run, GError **error);
} JobStep;

typedef struct {
    const char *kind; /* "vm-start" */
    const JobStep *steps;
    int n_steps;
    /* Write what goes with the end, in its transaction; NULL is fine.  'failed' runs after the
     * undos; it may call job_restart() instead of letting the job end. */
    bool (*finished)(JobRun *run, GError **error);
    bool (*failed)(JobRun *run, GError **error);
    void (*ended)(JobRun *run); /* after that commit: tell the caches; NULL is fine */
} JobKind;

#define VM_START_JOB      "vm-start"
#define VM_STOP_JOB       "vm-stop"
#define VM_SHUTDOWN_JOB   "vm-shutdown"
#define PF_COUNT_JOB      "pf-count"
#define VM_NIC_PLUG_JOB   "vm-nic-plug"
#define VM_NIC_UNPLUG_JOB "vm-nic-unplug"
#define VM_NIC_UPDATE_JOB "vm-nic-update"
extern const JobKind vm_start_job, vm_stop_job, vm_shutdown_job, pf_count_job, vm_nic_plug_job,
    vm_nic_unplug_job, vm_nic_update_job;

/* A job on its way, in the hands of the worker that runs it. */
struct JobRun {
    Engine *engine;
    const JobKind *kind;
    Job *row;
    json_t *payload;  /* of row->payload; what a step changes is stored with its end */
    bool resumed;     /* this step may have been applied before */
    gint64 step_time; /* monotonic, when this step was first run by this engine */
    bool aborted;     /* somebody asked to give up */
    char *told;       /* by jobs_tell(); NULL: nothing */
    bool restart;     /* see job_restart() */
    struct JobLife *life;
};

/* A new row with an id, to be filled in and inserted.  The caller frees. */
Job *job_new(const JobKind *kind, const Caller *caller, const char *description);

/* Inserts the job with what its steps need ('payload', an object, borrowed) and its first step, in
 * the transaction of the calling thread. */
bool job_insert(Engine *engine, Job *job, const Caller *caller, json_t *payload, GError **error);

/* After the commit: runs it.  Takes 'job'. */
void job_start(Engine *engine, Job *job);

/* As jobs_wait(), unless the caller does not want to wait; tells him which job it is. */
bool job_await(Engine *engine, const Caller *caller, const char *job_id, guint timeout_ms,
               GError **error);

/* In a step: how long STEP_WAIT waits at most, from now. */
void job_wait_ms(JobRun *run, guint ms);

/* In kind->failed(): begin anew with the first step instead of ending.  The payload says what is
 * different this time. */
void job_restart(JobRun *run);

/* The one who asked, for events.  Borrowed from 'run'. */
Caller job_caller(const JobRun *run);

/* True when 'error' says that the agent's answer is not known, or that it cannot be asked now. */
bool job_is_unknown(const GError *error);

/* --- the jobs under way ------------------------------------------------------------------------
 */

Jobs *jobs_new(Engine *engine, GMainContext *context);
/* Takes up the jobs of an earlier engine. */
bool jobs_recover(Jobs *jobs, GError **error);
/* From now on no result of a step counts any more ... */
void jobs_stop_soon(Jobs *jobs);
/* ... and now all steps that were running have returned. */
void jobs_stop(Jobs *jobs);
void jobs_free(Jobs *jobs);

/* Runs again what waits and is about this VM, host or NIC. */
void jobs_wake(Engine *engine, const char *subject);

/* Whether a job of 'kind' (NULL: any) about this VM, host or NIC is under way; '*ret_id' (NULL is
 * fine) is its id, which the caller frees. */
bool jobs_find(Engine *engine, const char *subject, const char *kind, char **ret_id);
bool jobs_is_live(Engine *engine, const char *job_id);

/* Tells the job of 'kind' about 'subject' what was seen and wakes it.  False: there is none. */
bool jobs_tell(Engine *engine, const char *subject, const char *kind, const char *text);

/* Asks the job to give up and undo; returns at once.  Too late for one that ends just now. */
void jobs_abort(Engine *engine, const char *job_id);

/* Blocks until the job has ended; false with ERR_TIMEOUT, or with what it failed of. */
bool jobs_wait(Engine *engine, const char *job_id, guint timeout_ms, GError **error);

/* Removes what ended long ago. */
void jobs_expire(Engine *engine);
