#include "engine/engine-private.h"

#include "engine/event-log.h"
#include "engine/grants.h"
#include "engine/runtime.h"
#include "engine/session.h"

typedef struct {
    guint id;
    EngineWatcher changed;
    gpointer data;
} ChangeWatch;

static guint or_default(guint value, guint fallback)
{
    return value != 0 ? value : fallback;
}

Engine *engine_new(const EngineConfig *config, Store *store, GError **error)
{
    guint seed = or_default(config->seed, g_random_int() | 1);
    HostPort *port = host_link_port_new(config->pki_dir, config->heartbeat_ms, seed, error);
    return port != NULL ? engine_new_with_port(config, store, port, error) : NULL;
}

Engine *engine_new_with_port(const EngineConfig *config, Store *store, HostPort *port,
                             GError **error)
{
    Engine *engine = g_new0(Engine, 1);
    engine->config = (EngineConfig){
        .pki_dir = g_strdup(config->pki_dir),
        .public_url = g_strdup(config->public_url),
        .heartbeat_ms = or_default(config->heartbeat_ms, 15000),
        .connecting_grace_ms = or_default(config->connecting_grace_ms, 60000),
        .reservation_ms = or_default(config->reservation_ms, 300000),
        .audit_ms = or_default(config->audit_ms, 60000),
        .seed = or_default(config->seed, g_random_int() | 1),
    };
    engine->store = store;
    engine->sessions = sessions_new();
    engine->grants = grant_cache_new();
    pthread_mutex_init(&engine->watch_lock, NULL);
    engine->watches = g_array_new(FALSE, FALSE, sizeof(ChangeWatch));
    store_watch(store, engine_changed, engine);

    /* It puts itself into 'engine' before its threads begin. */
    if (runtime_new(engine, port, error) == NULL) {
        engine_free(engine);
        return NULL;
    }
    event_record(engine, NULL, "VDC_START", NULL);
    return engine;
}

void engine_stop(Engine *engine)
{
    if (engine != NULL)
        runtime_stop_soon(engine->runtime);
}

void engine_free(Engine *engine)
{
    if (engine == NULL)
        return;
    runtime_free(engine->runtime);
    store_watch(engine->store, NULL, NULL);
    sessions_free(engine->sessions);
    grant_cache_free(engine->grants);
    g_array_free(engine->watches, TRUE);
    pthread_mutex_destroy(&engine->watch_lock);
    g_free((char *)engine->config.pki_dir);
    g_free((char *)engine->config.public_url);
    g_free(engine);
}

Store *engine_store(Engine *engine)
{
    return engine->store;
}

gint64 engine_now(void)
{
    return g_get_real_time();
}

void engine_changed(EntityTypeSet types, gpointer data)
{
    Engine *engine = data;
    pthread_mutex_lock(&engine->watch_lock);
    for (guint i = 0; i < engine->watches->len; i++) {
        const ChangeWatch *watch = &g_array_index(engine->watches, ChangeWatch, i);
        watch->changed(types, watch->data);
    }
    pthread_mutex_unlock(&engine->watch_lock);
}

guint engine_watch_changes(Engine *engine, EngineWatcher changed, gpointer data)
{
    pthread_mutex_lock(&engine->watch_lock);
    ChangeWatch watch = { .id = ++engine->last_watch, .changed = changed, .data = data };
    g_array_append_val(engine->watches, watch);
    pthread_mutex_unlock(&engine->watch_lock);
    return watch.id;
}

void engine_unwatch_changes(Engine *engine, guint id)
{
    pthread_mutex_lock(&engine->watch_lock);
    for (guint i = 0; i < engine->watches->len; i++) {
        if (g_array_index(engine->watches, ChangeWatch, i).id == id) {
            g_array_remove_index(engine->watches, i);
            break;
        }
    }
    pthread_mutex_unlock(&engine->watch_lock);
}
