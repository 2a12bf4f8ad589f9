#include "engine/host-statistics.h"

#include "engine/permission.h"
#include "engine/runtime-private.h"

#include <string.h>

#define MIB (1024.0 * 1024)

/* The newest two answers of a host that were sampled at different times. */
typedef struct {
    json_t *now, *before; /* 'before' NULL: only one so far */
} Answers;

struct StatisticMemory {
    GMutex lock;
    GHashTable *hosts; /* id -> Answers */
};

static void answers_free(gpointer data)
{
    Answers *answers = data;
    json_decref(answers->now);
    json_decref(answers->before);
    g_free(answers);
}

StatisticMemory *statistic_memory_new(void)
{
    StatisticMemory *memory = g_new0(StatisticMemory, 1);
    g_mutex_init(&memory->lock);
    memory->hosts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, answers_free);
    return memory;
}

void statistic_memory_free(StatisticMemory *memory)
{
    if (memory == NULL)
        return;
    g_hash_table_unref(memory->hosts);
    g_mutex_clear(&memory->lock);
    g_free(memory);
}

/* --- values ------------------------------------------------------------------------------------
 */

/* A number, or VDSM's text of one; 0 when there is none. */
static double number(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    const char *text = json_string_value(value);
    return text != NULL ? g_ascii_strtod(text, NULL) : json_number_value(value);
}

/* --- of a host ---------------------------------------------------------------------------------
 */

/* What Host.getStats says, times 'scale'. */
typedef struct {
    Statistic statistic;
    const char *key;
    double scale;
} HostRow;

#define GAUGE(name, text, type, unit)                                                              \
    {                                                                                              \
        name, text, STATISTIC_GAUGE, STATISTIC_##type, unit, 0                                     \
    }

static const HostRow host_rows[] = {
    { GAUGE("memory.free", "Free memory", INTEGER, "bytes"), "memFree", MIB },
    { GAUGE("memory.shared", "Shared memory", INTEGER, "bytes"), "memShared", MIB },
    { GAUGE("memory.buffers", "IO buffers", INTEGER, "bytes"), "memBuffers", MIB },
    { GAUGE("memory.cached", "OS caches", INTEGER, "bytes"), "memCached", MIB },
    { GAUGE("swap.total", "Total swap", INTEGER, "bytes"), "swapTotal", MIB },
    { GAUGE("swap.free", "Free swap", INTEGER, "bytes"), "swapFree", MIB },
    { GAUGE("swap.cached", "Swap also in memory", INTEGER, "bytes"), "swapCached", MIB },
    { GAUGE("ksm.cpu.current", "KSM CPU usage", DECIMAL, "percent"), "ksmCpu", 1 },
    { GAUGE("cpu.current.user", "User CPU usage", DECIMAL, "percent"), "cpuUser", 1 },
    { GAUGE("cpu.current.system", "System CPU usage", DECIMAL, "percent"), "cpuSys", 1 },
    { GAUGE("cpu.current.idle", "Idle CPU usage", DECIMAL, "percent"), "cpuIdle", 1 },
    { GAUGE("cpu.load.avg.5m", "CPU 5 minute load average", DECIMAL, "percent"), "cpuLoad5m", 100 },
    { GAUGE("boot.time", "Boot time of the machine", INTEGER, "none"), "bootTime", 1 },
};

static void append(GArray *statistics, Statistic statistic, double value)
{
    statistic.value = MAX(value, 0);
    g_array_append_val(statistics, statistic);
}

static void add_host(GArray *statistics, const Host *host, const json_t *stats)
{
    static const Statistic total = GAUGE("memory.total", "Total memory", INTEGER, "bytes");
    static const Statistic used = GAUGE("memory.used", "Used memory", INTEGER, "bytes");
    static const Statistic swap_used = GAUGE("swap.used", "Used swap", INTEGER, "bytes");
    double memory = (double)host->memory_mib;
    append(statistics, total, memory * MIB);
    append(statistics, used, (memory - number(stats, "memFree")) * MIB);
    for (gsize i = 0; i < G_N_ELEMENTS(host_rows); i++)
        append(statistics, host_rows[i].statistic,
               number(stats, host_rows[i].key) * host_rows[i].scale);
    append(statistics, swap_used, (number(stats, "swapTotal") - number(stats, "swapFree")) * MIB);
}

/* --- of a NIC ----------------------------------------------------------------------------------
 */

/* A counter of the NIC, or how fast it grows. */
typedef struct {
    Statistic statistic;
    const char *key;
    bool rate;
    double scale;
} NicRow;

#define RATE(name, text, unit)                                                                     \
    {                                                                                              \
        name, text, STATISTIC_GAUGE, STATISTIC_DECIMAL, unit, 0                                    \
    }
#define TOTAL(name, text, unit)                                                                    \
    {                                                                                              \
        name, text, STATISTIC_COUNTER, STATISTIC_INTEGER, unit, 0                                  \
    }

static const NicRow nic_rows[] = {
    { RATE("data.current.rx", "Receive data rate", "bytes_per_second"), "rx", true, 1 },
    { RATE("data.current.tx", "Transmit data rate", "bytes_per_second"), "tx", true, 1 },
    { RATE("data.current.rx.bps", "Receive data rate", "bits_per_second"), "rx", true, 8 },
    { RATE("data.current.tx.bps", "Transmit data rate", "bits_per_second"), "tx", true, 8 },
    { TOTAL("errors.total.rx", "Total errors receiving data", "none"), "rxErrors", false, 1 },
    { TOTAL("errors.total.tx", "Total errors transmitting data", "none"), "txErrors", false, 1 },
    { TOTAL("data.total.rx", "Total received data", "bytes"), "rx", false, 1 },
    { TOTAL("data.total.tx", "Total transmitted data", "bytes"), "tx", false, 1 },
};

static const json_t *link_of(const json_t *stats, const char *name)
{
    return json_object_get(json_object_get(stats, "network"), name);
}

static double rate(const json_t *now, const json_t *before, const char *key)
{
    double seconds = number(now, "sampleTime") - number(before, "sampleTime");
    return before != NULL && seconds > 0 ? (number(now, key) - number(before, key)) / seconds : 0;
}

static void add_nic(GArray *statistics, const char *name, const Answers *answers)
{
    const json_t *now = link_of(answers->now, name), *before = link_of(answers->before, name);
    for (gsize i = 0; now != NULL && i < G_N_ELEMENTS(nic_rows); i++) {
        const NicRow *row = &nic_rows[i];
        double value = row->rate ? rate(now, before, row->key) : number(now, row->key);
        append(statistics, row->statistic, value * row->scale);
    }
}

/* --- asking ------------------------------------------------------------------------------------
 */

/* All links of a host are sampled at once. */
static double sampled(const json_t *stats)
{
    const char *name;
    json_t *link;
    json_object_foreach(json_object_get(stats, "network"), name, link)
    {
        return number(link, "sampleTime");
    }
    return 0;
}

/* Takes 'stats'.  Locked. */
static const Answers *remember(StatisticMemory *memory, const char *host_id, json_t *stats)
{
    Answers *answers = g_hash_table_lookup(memory->hosts, host_id);
    if (answers == NULL) {
        answers = g_new0(Answers, 1);
        g_hash_table_insert(memory->hosts, g_strdup(host_id), answers);
    } else if (sampled(stats) != sampled(answers->now)) {
        json_decref(answers->before);
        answers->before = g_steal_pointer(&answers->now);
    }
    json_decref(answers->now);
    answers->now = stats;
    return answers;
}

/* A host that cannot be asked now has no statistics: that is no error of the one who asks. */
static json_t *ask(Engine *engine, const char *host_id)
{
    return monitor_call(engine, host_id, "Host.getStats", NULL, 0, NULL);
}

GArray *engine_host_statistics(Engine *engine, const Caller *caller, const char *host_id,
                               GError **error)
{
    g_autoptr(Host) host = engine_get(engine, caller, &host_type, host_id, error);
    if (host == NULL)
        return NULL;
    GArray *statistics = g_array_new(FALSE, FALSE, sizeof(Statistic));
    json_t *stats = ask(engine, host_id);
    if (stats != NULL)
        add_host(statistics, host, stats);
    json_decref(stats);
    return statistics;
}

GArray *engine_nic_statistics(Engine *engine, const Caller *caller, const char *nic_id,
                              GError **error)
{
    if (!permission_check(engine, caller, ACTION_READ, &host_nic_type, nic_id, error))
        return NULL;
    g_autoptr(HostNic) nic = store_get(engine->store, &host_nic_type, nic_id, error);
    if (nic == NULL)
        return NULL;
    GArray *statistics = g_array_new(FALSE, FALSE, sizeof(Statistic));
    json_t *stats = nic->present && nic->name != NULL ? ask(engine, nic->host) : NULL;
    if (stats == NULL)
        return statistics;
    StatisticMemory *memory = engine->runtime->statistics;
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&memory->lock);
    add_nic(statistics, nic->name, remember(memory, nic->host, stats));
    return statistics;
}
