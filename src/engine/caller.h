/* caller.h - on whose behalf a use case runs.  A value; rest makes one per request. */
#pragma once

#include <glib.h>

typedef struct {
    const char *user_id;
    const char *user_name;      /* "admin@internal", for events */
    const char *correlation_id; /* never NULL */
} Caller;
