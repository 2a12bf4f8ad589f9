/* job-record.h - work on a host that no table of steps does, recorded as a job with one step so
 * that it can be followed: an installation, which has a worker of its own, and an activation, which
 * is over when the host is up.
 *
 * Not work of Jobs: nothing is run, undone or taken up by it, and nothing waits for it.  All in the
 * transaction of the calling thread. */
#pragma once

#include "engine/engine-private.h"
#include "model/host.h"
#include "model/job.h"

#define HOST_INSTALL_JOB  "host-install"
#define HOST_ACTIVATE_JOB "host-activate"

/* Records that one of 'kind' has begun, and tells the caller which job it is. */
bool job_record_begin(Store *store, const Caller *caller, const char *kind, const Host *host,
                      GError **error);

/* Ends what is under way of 'kind' on that host (NULL: on any).  'failure' says why it did not
 * finish; NULL when it did. */
bool job_record_end(Store *store, const char *kind, const char *host_id, JobStatus status,
                    const char *failure, GError **error);
