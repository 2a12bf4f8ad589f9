/* caller.h - on whose behalf a use case runs.  A value; rest makes one per request. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct {
    const char *user_id;
    const char *user_name;      /* "admin@internal", for events */
    const char *correlation_id; /* never NULL */
    bool async;     /* what makes a job returns when that is accepted, not when it has ended */
    char **ret_job; /* not NULL: gets the id of that job, which the caller frees */
} Caller;

/* Tells the caller, if he wants to know, which job a command of his has made: of several the last.
 */
static inline void caller_tell_job(const Caller *caller, const char *id)
{
    if (caller->ret_job == NULL)
        return;
    g_free(*caller->ret_job);
    *caller->ret_job = g_strdup(id);
}
