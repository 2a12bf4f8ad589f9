/* job.h - long work and its steps, as recorded.  Pure data. */
#pragma once

#include "model/entity.h"

typedef enum { JOB_STARTED, JOB_FINISHED, JOB_FAILED, JOB_ABORTED, JOB_UNKNOWN } JobStatus;
extern const EnumTable job_status_table;

typedef struct {
    Entity base;
    char *description, *kind; /* kind: the command, "vm-start" */
    int status;               /* JobStatus */
    char *owner;              /* user id */
    char *correlation_id;
    char *host, *vm, *host_nic;
    char *payload;    /* JSON of what the steps need, so that a restarted engine goes on */
    gint64 next_step; /* index of the step to run, or to undo */
    gboolean undoing;
    char *failure; /* why it failed */
    gint64 start_time, end_time, last_updated;
    gboolean external, auto_cleared;
} Job;

typedef enum {
    STEP_VALIDATING,
    STEP_EXECUTING,
    STEP_FINALIZING,
    STEP_REBALANCING_VOLUME,
    STEP_REMOVING_BRICKS,
    STEP_UNKNOWN,
    N_STEP_TYPES
} StepType;
extern const EnumTable step_type_table;

typedef struct {
    Entity base;
    char *job, *description;
    int kind; /* StepType */
    gboolean external;
    gint64 number;
    int status; /* JobStatus */
    gint64 start_time, end_time;
    char *failure;
} Step;

extern const EntityType job_type, step_type;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Job, entity_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Step, entity_free)
