/* engine-private.h - what the files of this folder share; nobody else includes it. */
#pragma once

#include "engine/engine.h"

#include <pthread.h>

typedef struct HostPort HostPort; /* host-port.h */

struct Runtime;    /* runtime.h: loop thread, host links, inventory, jobs */
struct Sessions;   /* session.h: tokens and failed logins in memory */
struct GrantCache; /* grants.h: who may do what */

struct Engine {
    EngineConfig config; /* our own copies of the texts; zeros replaced by the defaults */
    Store *store;        /* borrowed */
    struct Sessions *sessions;
    struct GrantCache *grants;
    struct Runtime *runtime;
    pthread_mutex_t watch_lock; /* of the two below */
    GArray *watches;
    guint last_watch;
};

/* As engine_new(), with hosts behind 'port' (taken, also on an error): tests invent theirs. */
Engine *engine_new_with_port(const EngineConfig *config, Store *store, HostPort *port,
                             GError **error);

/* Tells the watchers that things of these types have changed: for what is not in the store, which
 * tells of its commits by itself. */
void engine_changed(EntityTypeSet types, gpointer engine);

/* Microseconds since the epoch, as FIELD_TIME holds them. */
gint64 engine_now(void);
