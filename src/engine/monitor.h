/* monitor.h - watches over every host: its link, its status, what it reports.
 *
 * A host has two strands.  What the agent pushes (VM status, inventory) runs on one; on the other
 * what may take long: coming up, audits, scrubs.  So a guest that goes down is recorded while a
 * VF is being scrubbed. */
#pragma once

#include "engine/engine-private.h"

#include <jansson.h>

typedef struct Monitor Monitor;

/* Takes 'port'. */
Monitor *monitor_new(Engine *engine, HostPort *port, GMainContext *context);
/* Begins to watch all hosts of the store. */
bool monitor_start(Monitor *monitor, GError **error);
/* In the loop: ends all links; calls fail from now on. */
void monitor_disconnect(Monitor *monitor);
/* Waits for the work that is running. */
void monitor_stop(Monitor *monitor);
void monitor_free(Monitor *monitor); /* NULL is fine */

/* The row was added or changed; connects or disconnects as its status wants. */
void monitor_host_changed(Monitor *monitor, const char *host_id);
void monitor_host_removed(Monitor *monitor, const char *host_id);

/* Calls a verb of the host's agent and blocks for its answer, which the caller decrefs; 'params' is
 * taken; 'timeout_ms' 0 is the verb's own.  ERR_UNREACHABLE at once when there is no link.  Not in
 * the loop. */
json_t *monitor_call(Engine *engine, const char *host_id, const char *verb, json_t *params,
                     guint timeout_ms, GError **error);

/* Whether a call would reach the host's agent now. */
bool monitor_is_connected(Engine *engine, const char *host_id);

/* Reads the inventory anew and takes it in; blocks. */
bool monitor_refresh(Engine *engine, const char *host_id, GError **error);

/* Whether a report of a VM is not older than the newest so far, by the host's clock (0: not told);
 * answers and events overtake each other. */
bool monitor_is_news(Engine *engine, const char *host_id, const char *vm_id, gint64 time);

/* Later, on the host's strand: there are VFs to scrub; something does not fit. */
void monitor_scrub(Engine *engine, const char *host_id);
void monitor_audit(Engine *engine, const char *host_id);
