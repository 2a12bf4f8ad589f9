#include "model/job.h"

#include "model/host-nic.h"
#include "model/host.h"
#include "model/user.h"
#include "model/vm.h"

ENUM_TABLE(job_status, [JOB_STARTED] = "started", [JOB_FINISHED] = "finished",
           [JOB_FAILED] = "failed", [JOB_ABORTED] = "aborted", [JOB_UNKNOWN] = "unknown");

ENUM_TABLE(step_type, [STEP_VALIDATING] = "validating", [STEP_EXECUTING] = "executing",
           [STEP_FINALIZING] = "finalizing", [STEP_REBALANCING_VOLUME] = "rebalancing_volume",
           [STEP_REMOVING_BRICKS] = "removing_bricks", [STEP_UNKNOWN] = "unknown");
G_STATIC_ASSERT(G_N_ELEMENTS(step_type_words) == N_STEP_TYPES);

#define PAYLOAD_MAX (1 << 20)
#define AT(member)  FIELD_AT(Job, member)

static const Field fields[] = {
    { AT(description), "description", FIELD_STRING, F_REQUIRED | F_ALWAYS, 1, 4000, NULL,
      "What is being done." },
    { AT(status), "status", FIELD_ENUM, F_ALWAYS | F_READONLY, 0, 0, &job_status_table,
      "How it goes." },
    { AT(failure), "failure", FIELD_STRING, F_READONLY, 0, 4000, NULL, "Why it failed." },
    { AT(owner), "owner", FIELD_REF, F_READONLY, 0, 0, &user_type, "Who asked for it." },
    { AT(correlation_id), "correlation_id", FIELD_STRING, F_READONLY, 0, 0, NULL,
      "Ties requests, jobs and events together." },
    { AT(start_time), "start_time", FIELD_TIME, F_READONLY, 0, 0, NULL, "When it began." },
    { AT(end_time), "end_time", FIELD_TIME, F_READONLY, 0, 0, NULL, "When it ended." },
    { AT(last_updated), "last_updated", FIELD_TIME, F_READONLY, 0, 0, NULL,
      "When it last changed." },
    { AT(external), "external", FIELD_BOOL, F_ALWAYS | F_READONLY, 0, 0, NULL,
      "Recorded for somebody else." },
    { AT(auto_cleared), "auto_cleared", FIELD_BOOL, F_ALWAYS, 0, 0, NULL,
      "Forgotten some time after its end.", .initial = TRUE },
    { AT(kind), NULL, FIELD_STRING, F_INTERNAL, 0, 0, NULL, "The command." },
    { AT(host), NULL, FIELD_REF, F_INTERNAL, 0, 0, &host_type, "The host it works on." },
    { AT(vm), NULL, FIELD_REF, F_INTERNAL, 0, 0, &vm_type, "The VM it works on." },
    { AT(host_nic), NULL, FIELD_REF, F_INTERNAL, 0, 0, &host_nic_type, "The PF it works on." },
    { AT(payload), NULL, FIELD_STRING, F_INTERNAL, 0, PAYLOAD_MAX, NULL, "What its steps need." },
    { AT(next_step), NULL, FIELD_INT, F_INTERNAL, 0, 0, NULL, "Step to run, or to undo." },
    { AT(undoing), NULL, FIELD_BOOL, F_INTERNAL, 0, 0, NULL, "It goes backwards." },
};

const EntityType job_type = ENTITY_TYPE(Job, fields, .name = "job", .element = "job",
                                        .collection = "jobs", .path = "jobs", .title = "Job");

#undef AT
#define AT(member) FIELD_AT(Step, member)

static const Field step_fields[] = {
    { AT(description), "description", FIELD_STRING, F_REQUIRED | F_ALWAYS, 1, 4000, NULL,
      "What is done." },
    { AT(kind), "type", FIELD_ENUM, F_REQUIRED | F_ALWAYS, 0, 0, &step_type_table,
      "What it is for." },
    { AT(external), "external", FIELD_BOOL, F_ALWAYS | F_READONLY, 0, 0, NULL,
      "Recorded for somebody else." },
    { AT(number), "number", FIELD_INT, F_ALWAYS | F_READONLY, 0, 0, NULL, "Order in the job." },
    { AT(status), "status", FIELD_ENUM, F_ALWAYS | F_READONLY, 0, 0, &job_status_table,
      "How it goes." },
    { AT(failure), "failure", FIELD_STRING, F_READONLY, 0, 4000, NULL, "Why it failed." },
    { AT(start_time), "start_time", FIELD_TIME, F_READONLY, 0, 0, NULL, "When it began." },
    { AT(end_time), "end_time", FIELD_TIME, F_READONLY, 0, 0, NULL, "When it ended." },
    { AT(job), "job", FIELD_REF, F_READONLY, 0, 0, &job_type, "The job it is part of." },
};

const EntityType step_type =
    ENTITY_TYPE(Step, step_fields, .name = "step", .element = "step", .collection = "steps",
                .path = "steps", .parent = "job", .title = "Step");
