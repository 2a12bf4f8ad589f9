/* event-stream.h - events as server-sent events, as they happen; and in which collections something
 * has changed, for a client that shows them.
 *
 * Nothing is queued for a client: it has a place in the list of events, and what comes after that
 * is read from the store when the client can take it.  One that falls behind costs nobody anything,
 * and one that comes back with its last id misses no event.  Changes are one set of collections for
 * a client, told when it can take them; one that comes back reads anew what it shows. */
#pragma once

#include "engine/engine.h"
#include "rest/http.h"

typedef struct EventHub EventHub;

/* Wakes the streams when something has happened.  Borrows 'engine'. */
EventHub *event_hub_new(Engine *engine);
void event_hub_free(EventHub *hub); /* every stream must have been freed */

/* A stream of what comes after event 'last_id' and, with 'changes', of what changes from now on,
 * for 'caller' (copied).  'token' NULL: none; with one, the stream ends when it does.  'prefix' is
 * static. */
HttpStream *event_stream_new(EventHub *hub, const Caller *caller, const char *token,
                             const char *prefix, gint64 last_id, bool changes);
