#include "engine/runtime-private.h"

#include "base/log.h"
#include "engine/scrub.h"

#define UPKEEP_MS 30000 /* at most, between looks for what has expired */

/* --- the loop ----------------------------------------------------------------------------------
 */

static gpointer run_loop(gpointer data)
{
    Runtime *runtime = data;
    g_main_context_push_thread_default(runtime->context);
    g_main_loop_run(runtime->loop);
    g_main_context_pop_thread_default(runtime->context);
    return NULL;
}

static gboolean quit_loop(gpointer data)
{
    Runtime *runtime = data;
    g_main_loop_quit(runtime->loop);
    return G_SOURCE_REMOVE;
}

static gboolean disconnect_all(gpointer data)
{
    Runtime *runtime = data;
    monitor_disconnect(runtime->monitor);
    return G_SOURCE_REMOVE;
}

static void attach(Runtime *runtime, GSource *source, GSourceFunc work)
{
    g_source_set_callback(source, work, runtime, NULL);
    g_source_attach(source, runtime->context);
    g_source_unref(source);
}

/* --- upkeep ------------------------------------------------------------------------------------
 */

static void keep_up(gpointer data, gpointer owner)
{
    Engine *engine = owner;
    scrub_expired(engine);
    jobs_expire(engine);
}

static gboolean upkeep_rings(gpointer data)
{
    Runtime *runtime = data;
    strand_post(runtime->upkeep, keep_up, runtime->engine, NULL, NULL);
    return G_SOURCE_CONTINUE;
}

static guint upkeep_ms(const EngineConfig *config)
{
    return CLAMP(config->reservation_ms / 4, 100, UPKEEP_MS);
}

/* --- life --------------------------------------------------------------------------------------
 */

static void fleet_changed(gpointer engine)
{
    engine_changed(entity_type_bit(&virtual_function_type), engine);
}

static bool start(Runtime *runtime, GError **error)
{
    Engine *engine = runtime->engine;
    runtime->fleet = fleet_new(engine->store, fleet_changed, engine, error);
    if (runtime->fleet == NULL || !installs_recover(engine, error) ||
        !jobs_recover(runtime->jobs, error) || !monitor_start(runtime->monitor, error))
        return false;
    attach(runtime, g_timeout_source_new(upkeep_ms(&engine->config)), upkeep_rings);
    upkeep_rings(runtime);
    return true;
}

Runtime *runtime_new(Engine *engine, HostPort *port, GError **error)
{
    Runtime *runtime = g_new0(Runtime, 1);
    runtime->engine = engine;
    engine->runtime = runtime; /* jobs and strands find it there */
    runtime->context = g_main_context_new();
    runtime->loop = g_main_loop_new(runtime->context, FALSE);
    runtime->jobs = jobs_new(engine, runtime->context);
    runtime->monitor = monitor_new(engine, port, runtime->context);
    runtime->installs = installs_new(engine);
    runtime->statistics = statistic_memory_new();
    runtime->upkeep_pool = strand_pool_new(1);
    runtime->upkeep = strand_new(runtime->upkeep_pool);
    runtime->thread = g_thread_new("engine-loop", run_loop, runtime);
    if (start(runtime, error))
        return runtime;
    runtime_free(runtime);
    engine->runtime = NULL;
    return NULL;
}

void runtime_stop_soon(Runtime *runtime)
{
    jobs_stop_soon(runtime->jobs);
    installs_stop_soon(runtime->installs);
    attach(runtime, g_idle_source_new(), disconnect_all);
}

/* First the links end, so that nobody waits for a host; then the workers; the loop last. */
void runtime_free(Runtime *runtime)
{
    if (runtime == NULL)
        return;
    runtime_stop_soon(runtime);
    installs_free(runtime->installs);
    monitor_stop(runtime->monitor);
    jobs_stop(runtime->jobs);
    strand_free(runtime->upkeep);
    g_thread_pool_free(runtime->upkeep_pool, FALSE, TRUE);
    attach(runtime, g_idle_source_new(), quit_loop);
    g_thread_join(runtime->thread);
    g_main_loop_unref(runtime->loop);
    jobs_free(runtime->jobs);
    monitor_free(runtime->monitor);
    statistic_memory_free(runtime->statistics);
    g_main_context_unref(runtime->context);
    fleet_free(runtime->fleet);
    g_free(runtime);
}

/* --- what has changed --------------------------------------------------------------------------
 */

void runtime_host_changed(Engine *engine, const char *host_id)
{
    monitor_host_changed(engine->runtime->monitor, host_id);
}

void runtime_host_removed(Engine *engine, const char *host_id)
{
    monitor_host_removed(engine->runtime->monitor, host_id);
}

void runtime_pf_policy_changed(Engine *engine, const char *host_id)
{
    fleet_reload_policies(engine->runtime->fleet, host_id);
}

void runtime_networks_changed(Engine *engine)
{
    fleet_reload_networks(engine->runtime->fleet);
}
