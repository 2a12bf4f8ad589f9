/* Host.getStats: sampled in a worker now and then, answered from the last sample. */
#include "agent/agent-private.h"

#include "base/log.h"
#include "link/server.h"

#include <math.h>

typedef struct {
    Agent *agent;
    AgentWorld world;
    SysLoad load;
    GPtrArray *links, *domains; /* NULL: could not be read */
} Sampling;

static void sample_in_worker(gpointer data)
{
    Sampling *sampling = data;
    Sys *sys = sampling->world.sys;
    sys->ops->read_load(sys, &sampling->load);
    sampling->links = sys->ops->list_links(sys, NULL);
    sampling->domains = sys->ops->list_domains(sys, false, NULL);
}

static void take_domain(Agent *agent, const SysDomain *domain, gint64 elapsed_us)
{
    Vm *vm = g_hash_table_lookup(agent->vms, domain->id);
    if (vm == NULL)
        return;
    if (vm->cpu_ns > 0 && elapsed_us > 0 && domain->cpu_ns >= vm->cpu_ns)
        vm->cpu_percent = (double)(domain->cpu_ns - vm->cpu_ns) / 10.0 / (double)elapsed_us;
    vm->cpu_ns = domain->cpu_ns;
    vm->memory_kib = domain->memory_kib;
    vm->status_time = link_notify_time(); /* of the sample, not of an answer made from it */
}

static void sample_done(gpointer data)
{
    g_autofree Sampling *sampling = data;
    AgentSample *sample = &sampling->agent->sample;
    gint64 now = g_get_real_time();
    for (guint i = 0; sampling->domains != NULL && i < sampling->domains->len; i++)
        take_domain(sampling->agent, sampling->domains->pdata[i], now - sample->wall_us);
    sample->previous = sample->load;
    sample->load = sampling->load;
    sample->wall_us = now;
    if (sampling->links != NULL) {
        g_clear_pointer(&sample->links, g_ptr_array_unref);
        sample->links = sampling->links;
    }
    g_clear_pointer(&sampling->domains, g_ptr_array_unref);
}

static gboolean on_sample(gpointer data)
{
    Agent *agent = data;
    Sampling *sampling = g_new0(Sampling, 1);
    sampling->agent = agent;
    sampling->world = agent->world;
    /* One at a time: a libvirt that does not answer must not eat up the workers. */
    work_pool_push(agent->work, "samples", sample_in_worker, sample_done, sampling);
    return G_SOURCE_CONTINUE;
}

void host_stats_start(Agent *agent)
{
    agent->sample_source = g_timeout_add_seconds(agent->world.times.sample_s, on_sample, agent);
    on_sample(agent);
}

void host_stats_stop(Agent *agent)
{
    g_clear_handle_id(&agent->sample_source, g_source_remove);
}

static void set_format(json_t *json, const char *name, const char *format, ...) G_GNUC_PRINTF(3, 4);
static void set_format(json_t *json, const char *name, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    json_object_set_new(json, name, json_string(text));
}

/* The validator of VDSM's clients wants a fraction in "sampleTime". */
static double sample_time(const AgentSample *sample)
{
    double seconds = (double)sample->wall_us / G_USEC_PER_SEC;
    return seconds == floor(seconds) ? seconds + 0.001 : seconds;
}

static json_t *link_to_json(const Agent *agent, const SysLink *link)
{
    const NicInfo *nic = host_inventory_find_nic(agent->inventory, link->name);
    json_t *json =
        json_pack("{s:s, s:s, s:f}", "name", link->name, "state", link->carrier ? "up" : "down",
                  "sampleTime", sample_time(&agent->sample));
    set_format(json, "speed", "%" G_GINT64_FORMAT, nic != NULL ? nic->speed_mbps : 0);
    set_format(json, "rx", "%" G_GUINT64_FORMAT, link->rx_bytes);
    set_format(json, "tx", "%" G_GUINT64_FORMAT, link->tx_bytes);
    set_format(json, "rxErrors", "%" G_GUINT64_FORMAT, link->rx_errors);
    set_format(json, "txErrors", "%" G_GUINT64_FORMAT, link->tx_errors);
    set_format(json, "rxDropped", "%" G_GUINT64_FORMAT, link->rx_dropped);
    set_format(json, "txDropped", "%" G_GUINT64_FORMAT, link->tx_dropped);
    return json;
}

static void add_network(const Agent *agent, json_t *json)
{
    json_t *network = json_object();
    guint64 rx_dropped = 0, tx_dropped = 0;
    for (guint i = 0; agent->sample.links != NULL && i < agent->sample.links->len; i++) {
        const SysLink *link = agent->sample.links->pdata[i];
        if (g_str_equal(link->name, "lo"))
            continue;
        json_object_set_new(network, link->name, link_to_json(agent, link));
        rx_dropped += link->rx_dropped;
        tx_dropped += link->tx_dropped;
    }
    json_object_set_new(json, "network", network);
    set_format(json, "rxDropped", "%" G_GUINT64_FORMAT, rx_dropped);
    set_format(json, "txDropped", "%" G_GUINT64_FORMAT, tx_dropped);
}

static double percent(guint64 now, guint64 before, guint64 total)
{
    return total > 0 && now >= before ? 100.0 * (double)(now - before) / (double)total : 0;
}

static void add_cpu(const AgentSample *sample, json_t *json)
{
    const SysLoad *now = &sample->load, *before = &sample->previous;
    guint64 total = now->user_ticks + now->system_ticks + now->idle_ticks - before->user_ticks -
                    before->system_ticks - before->idle_ticks;
    set_format(json, "cpuUser", "%.2f", percent(now->user_ticks, before->user_ticks, total));
    set_format(json, "cpuSys", "%.2f", percent(now->system_ticks, before->system_ticks, total));
    set_format(json, "cpuIdle", "%.2f", percent(now->idle_ticks, before->idle_ticks, total));
    set_format(json, "cpuLoad", "%.2f", now->load);
}

static void add_vm_counts(const Agent *agent, json_t *json)
{
    int count = 0, active = 0;
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, agent->vms);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const Vm *vm = value;
        count += !vm->foreign;
        active += !vm->foreign && vm->status != VM_DOWN;
    }
    json_object_set_new(json, "vmCount", json_integer(count));
    json_object_set_new(json, "vmActive", json_integer(active));
}

/* What engines expect to be there, of a host that has none of it. */
static const char constants[] =
    "{\"netConfigDirty\": \"False\", \"anonHugePages\": \"0\","
    " \"thpState\": \"unknown\", \"ksmPages\": 0, \"ksmState\": false, \"ksmCpu\": 0,"
    " \"ksmMergeAcrossNodes\": true, \"momStatus\": \"disabled\", \"cpuStatistics\": {},"
    " \"numaNodeMemFree\": {}, \"diskStats\": {}, \"storageDomains\": {}, \"haStats\": {},"
    " \"vmMigrating\": 0, \"incomingVmMigrations\": 0, \"outgoingVmMigrations\": 0}";

static void add_memory(const SysLoad *load, json_t *json)
{
    guint64 used_kib = load->memory_kib - MIN(load->available_kib, load->memory_kib);
    json_object_set_new(json, "memFree", json_integer((json_int_t)(load->available_kib / 1024)));
    json_object_set_new(json, "swapTotal", json_integer((json_int_t)(load->swap_kib / 1024)));
    json_object_set_new(json, "swapFree", json_integer((json_int_t)(load->swap_free_kib / 1024)));
    /* Not VDSM's: for the statistics that oVirt's engine lists. */
    json_object_set_new(json, "memBuffers", json_integer((json_int_t)(load->buffers_kib / 1024)));
    json_object_set_new(json, "memCached", json_integer((json_int_t)(load->cached_kib / 1024)));
    json_object_set_new(json, "swapCached",
                        json_integer((json_int_t)(load->swap_cached_kib / 1024)));
    json_object_set_new(json, "memShared", json_integer((json_int_t)(load->shared_kib / 1024)));
    set_format(json, "cpuLoad5m", "%.2f", load->load_5m);
    set_format(json, "memUsed", "%.0f", percent(used_kib, 0, load->memory_kib));
}

void call_get_stats(AgentCall *call)
{
    const Agent *agent = call->agent;
    const AgentSample *sample = &agent->sample;
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autofree char *date = g_date_time_format(now, "%Y-%m-%dT%H:%M:%S GMT");
    json_t *json = json_loads(constants, 0, NULL);
    json_object_set_new(json, "dateTime", json_string(date));
    set_format(json, "elapsedTime", "%" G_GINT64_FORMAT, sample->load.uptime_s);
    set_format(json, "bootTime", "%" G_GINT64_FORMAT,
               sample->wall_us / G_USEC_PER_SEC - sample->load.uptime_s);
    add_memory(&sample->load, json);
    add_cpu(sample, json);
    add_network(agent, json);
    add_vm_counts(agent, json);
    agent_call_reply(call, json);
}
