/* scrub.h - puts VFs back to neutral that no VM has any more, and frees their leases.
 *
 * The order carries the epoch of the lease, so that one that arrives late does nothing to the next
 * owner.  An order whose answer is lost is given again: scrubbing twice is scrubbing once. */
#pragma once

#include "engine/engine-private.h"

/* Scrubs all VFs of this host that are waiting for it; with 'quarantined' also those that did not
 * read back clean before.  Blocks on the agent; on a strand of the host. */
void scrub_host(Engine *engine, const char *host_id, bool quarantined);

/* The agent says how a scrub of its own ended. */
void scrub_reported(Engine *engine, const char *host_id, const char *device, guint vf_index,
                    gint64 epoch, bool clean, const char *detail);

/* Takes back reservations that no job renews, and renews those of jobs under way. */
void scrub_expired(Engine *engine);
