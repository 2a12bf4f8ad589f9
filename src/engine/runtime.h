/* runtime.h - everything in the engine that is alive: links to hosts, their monitoring, jobs,
 * timers.
 *
 * One loop thread owns the links and timers; what blocks (store, agents' answers) runs in a pool of
 * workers, in order for one host.  The rest of the engine says here, after its commit, what has
 * changed; these calls may come from any thread, return at once, and are cheap to repeat. */
#pragma once

#include "engine/engine.h"
#include "engine/host-port.h"

typedef struct Runtime Runtime;

/* Recovers leases and jobs from the store, then connects to every enrolled host that should be
 * watched.  Takes 'port', also on an error.  engine_new() hands in host_link_port_new(); tests
 * their own. */
Runtime *runtime_new(Engine *engine, HostPort *port, GError **error);

/* Who waits for a job or a host is told that it takes too long; nothing more is begun. */
void runtime_stop_soon(Runtime *runtime);

/* Stops where it is; what was under way goes on with the next engine.  NULL is fine. */
void runtime_free(Runtime *runtime);

/* A host row was inserted, was enrolled, or has a new name, address, port, cluster or status. */
void runtime_host_changed(Engine *engine, const char *host_id);
void runtime_host_removed(Engine *engine, const char *host_id);

/* The allowed networks, labels or all_networks_allowed of a PF of this host have changed. */
void runtime_pf_policy_changed(Engine *engine, const char *host_id);

/* A network was added, renamed or removed, or its labels have changed. */
void runtime_networks_changed(Engine *engine);

/* The VFs of PF 'nic_id', as virtual_function_type shows them to the caller; empty while the host
 * has not reported.  ERR_NOT_FOUND for an unknown NIC. */
GPtrArray *virtual_function_list(Engine *engine, const Caller *caller, const char *nic_id,
                                 GError **error);
