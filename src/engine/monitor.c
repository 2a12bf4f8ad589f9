#include "engine/monitor.h"

#include "base/log.h"
#include "engine/audit.h"
#include "engine/event-log.h"
#include "engine/host-nic-sync.h"
#include "engine/host-status.h"
#include "engine/ledger.h"
#include "engine/runtime-private.h"
#include "engine/scrub.h"
#include "engine/strand.h"
#include "engine/vm-event.h"
#include "link/inventory-json.h"

#include <string.h>

#define MAX_THREADS 32 /* of each pool; hosts that answer slowly hold one */

/* One host.  Counted: the link's callbacks, timers and queued work hold it. */
typedef struct {
    gatomicrefcount refs;
    Monitor *monitor;
    char *id;
    Strand *reports, *care; /* see monitor.h */
    AuditMemory *memory;    /* of 'care' */
    GMutex inventory_lock;  /* one inventory after the other is taken in; before 'lock' */
    char *boot_id;          /* of the last one, with its generation */
    guint64 generation;
    GMutex lock; /* of what follows */
    void *link;  /* the port's; NULL: not connected */
    LinkState state;
    char *address; /* as the link was made */
    guint16 port;
    GHashTable *vm_times; /* VM id -> newest clock of a report */
    /* Of the loop. */
    GSource *grace, *audit;
} Watch;

struct Monitor {
    Engine *engine;
    HostPort *port;
    GMainContext *context;
    GThreadPool *report_pool, *care_pool;
    GMutex lock;
    GHashTable *watches; /* host id -> Watch */
    bool stopping;
};

/* --- a watch -----------------------------------------------------------------------------------
 */

static Watch *watch_ref(Watch *watch)
{
    g_atomic_ref_count_inc(&watch->refs);
    return watch;
}

static void watch_unref(gpointer data)
{
    Watch *watch = data;
    if (!g_atomic_ref_count_dec(&watch->refs))
        return;
    strand_free(watch->reports);
    strand_free(watch->care);
    audit_memory_free(watch->memory);
    g_hash_table_unref(watch->vm_times);
    g_mutex_clear(&watch->inventory_lock);
    g_mutex_clear(&watch->lock);
    g_free(watch->address);
    g_free(watch->boot_id);
    g_free(watch->id);
    g_free(watch);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Watch, watch_unref)

static Watch *watch_new(Monitor *monitor, const char *id)
{
    Watch *watch = g_new0(Watch, 1);
    g_atomic_ref_count_init(&watch->refs);
    watch->monitor = monitor;
    watch->id = g_strdup(id);
    watch->reports = strand_new(monitor->report_pool);
    watch->care = strand_new(monitor->care_pool);
    watch->memory = audit_memory_new();
    watch->vm_times = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_mutex_init(&watch->inventory_lock);
    g_mutex_init(&watch->lock);
    return watch;
}

/* The caller unrefs; NULL: not watched. */
static Watch *find_watch(Monitor *monitor, const char *id)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&monitor->lock);
    Watch *watch = monitor->stopping ? NULL : g_hash_table_lookup(monitor->watches, id);
    return watch != NULL ? watch_ref(watch) : NULL;
}

static Watch *ensure_watch(Monitor *monitor, const char *id)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&monitor->lock);
    if (monitor->stopping)
        return NULL;
    Watch *watch = g_hash_table_lookup(monitor->watches, id);
    if (watch == NULL) {
        watch = watch_new(monitor, id);
        g_hash_table_insert(monitor->watches, watch->id, watch);
    }
    return watch_ref(watch);
}

static bool is_up(Watch *watch)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&watch->lock);
    return watch->link != NULL && watch->state == LINK_UP;
}

/* Work without a value, on the strand of what takes long. */
static void post_care(Watch *watch, void (*work)(gpointer data, gpointer owner))
{
    strand_post(watch->care, work, watch->monitor->engine, watch_ref(watch), watch_unref);
}

/* What went wrong on a strand has no caller to be told. */
static void log_failure(const Watch *watch, const char *what, const GError *error)
{
    log_warning("host-%s-failed host=%s reason=\"%s\"", what, watch->id, error->message);
}

/* --- inventory ---------------------------------------------------------------------------------
 */

static void set_text(char **text, const char *value)
{
    g_free(*text);
    *text = g_strdup(value);
}

static void fill_host(Host *host, const HostInventory *inventory)
{
    set_text(&host->boot_id, inventory->boot_id);
    set_text(&host->os, inventory->os);
    set_text(&host->kernel, inventory->kernel);
    set_text(&host->kernel_args, inventory->kernel_args);
    set_text(&host->agent_version, inventory->agent_version);
    set_text(&host->libvirt_version, inventory->libvirt_version);
    set_text(&host->cpu_model, inventory->cpu_model);
    host->memory_mib = inventory->memory_mib;
    host->n_cpus = inventory->n_cpus;
    host->iommu = inventory->iommu;
    host->kvm = inventory->kvm;
}

static bool add_event(Watch *watch, const Host *host, const char *kind, GError **error)
{
    const EventRefs refs = { .host = host->base.id,
                             .host_name = host->name,
                             .cluster = host->cluster };
    return event_add(watch->monitor->engine->store, NULL, kind, &refs, error);
}

/* What an administrator should know of the host itself. */
static bool tell(Watch *watch, const Host *old, const Host *now, GError **error)
{
    bool first = old->boot_id == NULL;
    bool rebooted = !first && g_strcmp0(old->boot_id, now->boot_id) != 0;
    bool lost_kvm = !now->kvm && (first || old->kvm);
    return (!rebooted || add_event(watch, now, "HOST_REBOOTED", error)) &&
           (!lost_kvm || add_event(watch, now, "VDS_RUN_IN_NO_KVM_MODE", error));
}

/* Rows of the host and its NICs, in one transaction; nothing is written when nothing differs. */
static bool store_inventory(Watch *watch, const HostInventory *inventory, GError **error)
{
    Engine *engine = watch->monitor->engine;
    bool nics_changed = false;
    g_autoptr(StoreTxn) txn = store_begin(engine->store, error);
    if (txn == NULL)
        return false;
    g_autoptr(Host) old = store_get(engine->store, &host_type, watch->id, error);
    if (old == NULL || !host_nic_sync(engine, old, inventory, &nics_changed, error))
        return false;
    g_autoptr(Host) now = entity_dup(old);
    fill_host(now, inventory);
    bool host_changed = !entity_equal(old, now);
    if (!host_changed && !nics_changed)
        return true;
    now->generation = (gint64)inventory->generation;
    now->last_seen = engine_now();
    return tell(watch, old, now, error) && store_update(engine->store, now, error) &&
           store_commit(txn, error);
}

/* Takes 'inventory'.  One that is older than the last does nothing. */
static bool take_inventory(Watch *watch, HostInventory *inventory, GError **error)
{
    g_autoptr(HostInventory) owned = inventory;
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&watch->inventory_lock);
    bool same_boot = g_strcmp0(watch->boot_id, inventory->boot_id) == 0;
    if (same_boot && inventory->generation < watch->generation)
        return true;
    if (!store_inventory(watch, inventory, error))
        return false;
    set_text(&watch->boot_id, inventory->boot_id);
    watch->generation = inventory->generation;
    fleet_set_inventory(watch->monitor->engine->runtime->fleet, watch->id, g_steal_pointer(&owned));
    return true;
}

static bool refresh(Watch *watch, GError **error)
{
    Engine *engine = watch->monitor->engine;
    json_t *json = monitor_call(engine, watch->id, "Sriov.inventory", NULL, 0, error);
    if (json == NULL)
        return false;
    HostInventory *inventory = host_inventory_from_json(json, error);
    json_decref(json);
    return inventory != NULL && take_inventory(watch, inventory, error);
}

bool monitor_is_connected(Engine *engine, const char *host_id)
{
    g_autoptr(Watch) watch = find_watch(engine->runtime->monitor, host_id);
    return watch != NULL && is_up(watch);
}

bool monitor_refresh(Engine *engine, const char *host_id, GError **error)
{
    g_autoptr(Watch) watch = find_watch(engine->runtime->monitor, host_id);
    if (watch == NULL)
        return err_set(error, ERR_UNREACHABLE, "host %s is not connected", host_id);
    return refresh(watch, error);
}

/* --- coming up ---------------------------------------------------------------------------------
 */

/* The memory of the VMs that are here, before the first is placed beside them. */
static bool count_memory(Watch *watch, GError **error)
{
    Engine *engine = watch->monitor->engine;
    g_autoptr(GPtrArray) vms = store_list_by(engine->store, &vm_type, "host", watch->id, error);
    if (vms == NULL)
        return false;
    for (guint i = 0; i < vms->len; i++) {
        const Vm *vm = vms->pdata[i];
        fleet_vm_runs(engine->runtime->fleet, watch->id, vm->base.id, vm->memory >> 20);
    }
    return true;
}

static bool bring_up(Watch *watch, GError **error)
{
    Engine *engine = watch->monitor->engine;
    g_mutex_lock(&watch->lock);
    g_hash_table_remove_all(watch->vm_times); /* the clock may have begun anew */
    g_mutex_unlock(&watch->lock);
    if (!host_status_happens(engine, watch->id, HOST_CONTACTED, NULL, error) ||
        !refresh(watch, error) || !count_memory(watch, error))
        return false;
    fleet_reload_leases(engine->runtime->fleet, watch->id);
    return audit_host(engine, watch->id, watch->memory, error) &&
           host_status_happens(engine, watch->id, HOST_READ, NULL, error);
}

/* A host that shall go into maintenance does so once its VFs are neutral or it cannot be asked. */
static void settle_maintenance(Watch *watch)
{
    Engine *engine = watch->monitor->engine;
    g_autoptr(GError) error = NULL;
    g_autoptr(Host) host = store_get(engine->store, &host_type, watch->id, NULL);
    if (host == NULL || host->status != HOST_PREPARING_FOR_MAINTENANCE)
        return;
    g_autoptr(GPtrArray) leases = ledger_of_host(engine->store, watch->id, &error);
    bool waits = false;
    for (guint i = 0; leases != NULL && i < leases->len; i++)
        waits |= ((Lease *)leases->pdata[i])->state != LEASE_QUARANTINED;
    if (leases == NULL || (waits && is_up(watch)))
        return;
    if (!host_status_happens(engine, watch->id, HOST_SETTLED, NULL, &error))
        log_failure(watch, "maintenance", error);
    monitor_host_changed(watch->monitor, watch->id);
}

static void scrub_here(gpointer data, gpointer owner)
{
    Watch *watch = data;
    if (is_up(watch))
        scrub_host(owner, watch->id, false);
    settle_maintenance(watch);
}

static void link_is_up(gpointer data, gpointer owner)
{
    Watch *watch = data;
    g_autoptr(GError) error = NULL;
    if (!is_up(watch))
        return;
    if (bring_up(watch, &error)) {
        log_info("host-up host=%s", watch->id);
        scrub_host(owner, watch->id, true);
        settle_maintenance(watch);
    } else if (is_up(watch)) {
        log_failure(watch, "initialization", error); /* the safety net tries again */
    }
    jobs_wake(owner, watch->id);
}

/* Also the safety net for a host that answers but has not come up. */
static void audit_here(gpointer data, gpointer owner)
{
    Watch *watch = data;
    Engine *engine = owner;
    g_autoptr(GError) error = NULL;
    g_autoptr(Host) host = store_get(engine->store, &host_type, watch->id, NULL);
    if (host == NULL || !is_up(watch))
        return;
    if (host->status != HOST_UP && host->status != HOST_PREPARING_FOR_MAINTENANCE) {
        link_is_up(data, owner);
        return;
    }
    if (!audit_host(engine, watch->id, watch->memory, &error))
        log_failure(watch, "audit", error);
    scrub_here(data, owner);
    jobs_wake(engine, watch->id);
}

/* --- going away --------------------------------------------------------------------------------
 */

typedef struct {
    Watch *watch;
    char *reason;
} Loss;

static void loss_free(gpointer data)
{
    Loss *loss = data;
    watch_unref(loss->watch);
    g_free(loss->reason);
    g_free(loss);
}

static void link_is_lost(gpointer data, gpointer owner)
{
    Loss *loss = data;
    g_autoptr(GError) error = NULL;
    if (is_up(loss->watch))
        return; /* it is back already */
    if (!host_status_happens(owner, loss->watch->id, HOST_LOST, loss->reason, &error))
        log_failure(loss->watch, "status", error);
    settle_maintenance(loss->watch);
}

static void grace_has_passed(gpointer data, gpointer owner)
{
    Watch *watch = data;
    g_autoptr(GError) error = NULL;
    if (is_up(watch))
        return;
    if (!host_status_happens(owner, watch->id, HOST_GRACE_OVER, NULL, &error))
        log_failure(watch, "status", error);
}

/* --- the loop's side ---------------------------------------------------------------------------
 */

static void stop_timer(GSource **timer)
{
    if (*timer == NULL)
        return;
    g_source_destroy(*timer);
    g_clear_pointer(timer, g_source_unref);
}

static void start_timer(Watch *watch, GSource **timer, guint ms, GSourceFunc rings)
{
    if (*timer != NULL)
        return;
    *timer = g_timeout_source_new(ms);
    g_source_set_callback(*timer, rings, watch_ref(watch), watch_unref);
    g_source_attach(*timer, watch->monitor->context);
}

static gboolean grace_rings(gpointer data)
{
    Watch *watch = data;
    g_clear_pointer(&watch->grace, g_source_unref);
    post_care(watch, grace_has_passed);
    return G_SOURCE_REMOVE;
}

static gboolean audit_rings(gpointer data)
{
    post_care(data, audit_here);
    return G_SOURCE_CONTINUE;
}

static void on_state(LinkState state, const GError *reason, void *data)
{
    Watch *watch = data;
    const EngineConfig *config = &watch->monitor->engine->config;
    g_mutex_lock(&watch->lock);
    watch->state = state;
    g_mutex_unlock(&watch->lock);
    switch (state) {
    case LINK_UP:
        stop_timer(&watch->grace);
        start_timer(watch, &watch->audit, config->audit_ms, audit_rings);
        post_care(watch, link_is_up);
        return;
    case LINK_RECOVERING:
        return;
    case LINK_CONNECTING:
        break;
    }
    stop_timer(&watch->audit);
    start_timer(watch, &watch->grace, config->connecting_grace_ms, grace_rings);
    Loss *loss = g_new(Loss, 1);
    *loss = (Loss){ watch_ref(watch),
                    g_strdup(reason != NULL ? reason->message : "it does not answer") };
    strand_post(watch->care, link_is_lost, watch->monitor->engine, loss, loss_free);
}

/* Something that the agent has pushed, on its way to the strand. */
typedef struct {
    Watch *watch;
    char *unique;
    gint64 time;
    json_t *params;
} Report;

static void report_free(gpointer data)
{
    Report *report = data;
    watch_unref(report->watch);
    json_decref(report->params);
    g_free(report->unique);
    g_free(report);
}

static void vm_status_report(gpointer data, gpointer owner)
{
    Report *report = data;
    g_autoptr(VmReport) vm = vm_report_new(json_object_get(report->params, report->unique));
    if (vm == NULL)
        return;
    vm->time = report->time;
    vm_event_report(owner, report->watch->id, report->unique, vm);
}

static void inventory_report(gpointer data, gpointer owner)
{
    Report *report = data;
    g_autoptr(GError) error = NULL;
    HostInventory *inventory = host_inventory_from_json(report->params, &error);
    if (inventory == NULL || !take_inventory(report->watch, inventory, &error)) {
        log_failure(report->watch, "inventory", error);
        return;
    }
    post_care(report->watch, scrub_here); /* what was busy may be free now */
}

static void scrubbed_report(gpointer data, gpointer owner)
{
    Report *report = data;
    scrub_reported(
        owner, report->watch->id, report->unique, (guint)verb_param_int(report->params, "index", 0),
        verb_param_int(report->params, "epoch", 0), verb_param_bool(report->params, "clean", false),
        verb_param_string(report->params, "detail"));
}

/* A guest has let a device go when nobody waited for it any more: the domain is another now, which
 * an audit looks at. */
static void nic_removed_report(gpointer data, gpointer owner)
{
    Report *report = data;
    monitor_audit(owner, report->watch->id);
}

static void network_report(gpointer data, gpointer owner)
{
    Report *report = data;
    g_autoptr(GError) error = NULL;
    if (!refresh(report->watch, &error))
        log_failure(report->watch, "refresh", error);
}

/* What is done with each event of the link; those without a row say nothing that the next
 * inventory does not say. */
static const struct {
    const char *component, *operation;
    void (*take)(gpointer data, gpointer owner);
} takers[] = {
    { "virt", "VM_status", vm_status_report },  { "virt", "nic_removed", nic_removed_report },
    { "sriov", "inventory", inventory_report }, { "sriov", "scrubbed", scrubbed_report },
    { "net", "host_conn", network_report },
};

static void on_event(const LinkEvent *event, void *data)
{
    Watch *watch = data;
    for (gsize i = 0; i < G_N_ELEMENTS(takers); i++) {
        if (strcmp(event->component, takers[i].component) != 0 ||
            strcmp(event->operation, takers[i].operation) != 0)
            continue;
        Report *report = g_new(Report, 1);
        *report = (Report){ watch_ref(watch), g_strdup(event->unique), event->notify_time,
                            json_incref((json_t *)event->params) };
        strand_post(watch->reports, takers[i].take, watch->monitor->engine, report, report_free);
    }
}

static const HostPortOps port_ops = { on_state, on_event };

static void disconnect(Watch *watch)
{
    stop_timer(&watch->grace);
    stop_timer(&watch->audit);
    g_mutex_lock(&watch->lock);
    void *link = g_steal_pointer(&watch->link);
    watch->state = LINK_CONNECTING;
    g_mutex_unlock(&watch->lock);
    if (link == NULL)
        return;
    watch->monitor->port->disconnect(link);
    watch_unref(watch); /* the link's */
}

static bool monitor_is_stopping(Monitor *monitor)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&monitor->lock);
    return monitor->stopping;
}

static gboolean disconnect_in_loop(gpointer data)
{
    disconnect(data);
    return G_SOURCE_REMOVE;
}

/* What to connect to, on its way to the loop. */
typedef struct {
    Watch *watch;
    char *address;
    guint16 port;
} Target;

static void target_free(gpointer data)
{
    Target *target = data;
    watch_unref(target->watch);
    g_free(target->address);
    g_free(target);
}

static gboolean connect_in_loop(gpointer data)
{
    Target *target = data;
    Watch *watch = target->watch;
    Monitor *monitor = watch->monitor;
    bool same = watch->link != NULL && watch->port == target->port &&
                g_strcmp0(watch->address, target->address) == 0;
    if (same || monitor_is_stopping(monitor))
        return G_SOURCE_REMOVE;
    disconnect(watch);
    const HostAddress address = { watch->id, target->address, target->port };
    start_timer(watch, &watch->grace, monitor->engine->config.connecting_grace_ms, grace_rings);
    void *link = monitor->port->connect(monitor->port, monitor->context, &address, &port_ops,
                                        watch_ref(watch));
    g_mutex_lock(&watch->lock);
    watch->link = link;
    watch->port = target->port;
    set_text(&watch->address, target->address);
    g_mutex_unlock(&watch->lock);
    return G_SOURCE_REMOVE;
}

/* Never at once, even before the loop runs: links are made and ended by its thread alone. */
static void in_loop(Monitor *monitor, GSourceFunc work, gpointer data, GDestroyNotify free_data)
{
    GSource *source = g_idle_source_new();
    g_source_set_priority(source, G_PRIORITY_DEFAULT);
    g_source_set_callback(source, work, data, free_data);
    g_source_attach(source, monitor->context);
    g_source_unref(source);
}

/* --- which hosts are watched -------------------------------------------------------------------
 */

static bool wants_link(const Host *host)
{
    if (host->certificate_fingerprint == NULL)
        return false;
    switch ((HostStatus)host->status) {
    case HOST_UNASSIGNED:
    case HOST_CONNECTING:
    case HOST_UP:
    case HOST_NON_RESPONSIVE:
    case HOST_PREPARING_FOR_MAINTENANCE:
    case HOST_DOWN:
    case HOST_REBOOT:
    case HOST_INITIALIZING:
        return true;
    case HOST_INSTALLING:
        return host->activate_when_ready;
    case HOST_INSTALL_FAILED:
    case HOST_NON_OPERATIONAL:
    case HOST_MAINTENANCE:
    case HOST_PENDING_APPROVAL:
    case N_HOST_STATUSES:
        return false;
    }
    return false;
}

static void forget(Watch *watch)
{
    Monitor *monitor = watch->monitor;
    g_mutex_lock(&monitor->lock);
    g_hash_table_steal(monitor->watches, watch->id);
    g_mutex_unlock(&monitor->lock);
    in_loop(monitor, disconnect_in_loop, watch_ref(watch), watch_unref);
    strand_close(watch->reports);
    strand_close(watch->care);
    watch_unref(watch); /* the table's */
}

static void reconsider(gpointer data, gpointer owner)
{
    Watch *watch = data;
    Engine *engine = owner;
    g_autoptr(GError) error = NULL;
    fleet_reload_host(engine->runtime->fleet, watch->id);
    g_autoptr(Host) host = store_get(engine->store, &host_type, watch->id, &error);
    if (host == NULL && err_code(error) != ERR_NOT_FOUND) {
        log_failure(watch, "lookup", error);
    } else if (host == NULL) {
        forget(watch);
    } else if (wants_link(host)) {
        Target *target = g_new(Target, 1);
        *target = (Target){ watch_ref(watch), g_strdup(host->address), (guint16)host->port };
        in_loop(watch->monitor, connect_in_loop, target, target_free);
        settle_maintenance(watch);
    } else {
        in_loop(watch->monitor, disconnect_in_loop, watch_ref(watch), watch_unref);
    }
}

void monitor_host_changed(Monitor *monitor, const char *host_id)
{
    g_autoptr(Watch) watch = ensure_watch(monitor, host_id);
    if (watch != NULL)
        post_care(watch, reconsider);
}

void monitor_host_removed(Monitor *monitor, const char *host_id)
{
    g_autoptr(Watch) watch = find_watch(monitor, host_id);
    if (watch != NULL)
        post_care(watch, reconsider);
}

bool monitor_is_news(Engine *engine, const char *host_id, const char *vm_id, gint64 time)
{
    g_autoptr(Watch) watch = find_watch(engine->runtime->monitor, host_id);
    if (watch == NULL || time == 0)
        return true;
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&watch->lock);
    const gint64 *last = g_hash_table_lookup(watch->vm_times, vm_id);
    if (last != NULL && time < *last)
        return false;
    g_hash_table_replace(watch->vm_times, g_strdup(vm_id), g_memdup2(&time, sizeof time));
    return true;
}

void monitor_scrub(Engine *engine, const char *host_id)
{
    g_autoptr(Watch) watch = find_watch(engine->runtime->monitor, host_id);
    if (watch != NULL)
        post_care(watch, scrub_here);
}

void monitor_audit(Engine *engine, const char *host_id)
{
    g_autoptr(Watch) watch = find_watch(engine->runtime->monitor, host_id);
    if (watch != NULL)
        post_care(watch, audit_here);
}

/* --- calls -------------------------------------------------------------------------------------
 */

/* An answer that a thread waits for; the thread and the link's callback hold it. */
typedef struct {
    gatomicrefcount refs;
    GMutex lock;
    GCond answered;
    bool done;
    json_t *result;
    GError *error;
} Answer;

static void answer_unref(Answer *answer)
{
    if (!g_atomic_ref_count_dec(&answer->refs))
        return;
    json_decref(answer->result);
    g_clear_error(&answer->error);
    g_cond_clear(&answer->answered);
    g_mutex_clear(&answer->lock);
    g_free(answer);
}

static void on_answer(json_t *result, const GError *error, void *data)
{
    Answer *answer = data;
    g_mutex_lock(&answer->lock);
    answer->done = true;
    answer->result = json_incref(result);
    answer->error = error != NULL ? g_error_copy(error) : NULL;
    g_cond_signal(&answer->answered);
    g_mutex_unlock(&answer->lock);
    answer_unref(answer);
}

/* The link must not go while it is called. */
static bool begin_call(Watch *watch, const char *verb, json_t *params, guint timeout_ms,
                       Answer *answer)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&watch->lock);
    if (watch->link == NULL) {
        json_decref(params);
        return false;
    }
    g_atomic_ref_count_inc(&answer->refs);
    watch->monitor->port->call(watch->link, verb, params, timeout_ms, on_answer, answer);
    return true;
}

/* The port answers every call, at the latest with ERR_TIMEOUT or when the link ends. */
static json_t *await_answer(Answer *answer, GError **error)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&answer->lock);
    while (!answer->done)
        g_cond_wait(&answer->answered, &answer->lock);
    if (answer->error != NULL)
        g_propagate_error(error, g_steal_pointer(&answer->error));
    return g_steal_pointer(&answer->result);
}

json_t *monitor_call(Engine *engine, const char *host_id, const char *verb, json_t *params,
                     guint timeout_ms, GError **error)
{
    Monitor *monitor = engine->runtime->monitor;
    g_assert(!g_main_context_is_owner(monitor->context));
    g_autoptr(Watch) watch = find_watch(monitor, host_id);
    Answer *answer = g_new0(Answer, 1);
    g_atomic_ref_count_init(&answer->refs);
    g_mutex_init(&answer->lock);
    g_cond_init(&answer->answered);
    json_t *result = NULL;
    if (watch == NULL)
        json_decref(params);
    if (watch != NULL && begin_call(watch, verb, params, timeout_ms, answer))
        result = await_answer(answer, error);
    else
        err_set(error, ERR_UNREACHABLE, "host %s is not connected", host_id);
    answer_unref(answer);
    return result;
}

/* --- life --------------------------------------------------------------------------------------
 */

Monitor *monitor_new(Engine *engine, HostPort *port, GMainContext *context)
{
    Monitor *monitor = g_new0(Monitor, 1);
    monitor->engine = engine;
    monitor->port = port;
    monitor->context = g_main_context_ref(context);
    monitor->report_pool = strand_pool_new(MAX_THREADS);
    monitor->care_pool = strand_pool_new(MAX_THREADS);
    monitor->watches = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, watch_unref);
    g_mutex_init(&monitor->lock);
    return monitor;
}

bool monitor_start(Monitor *monitor, GError **error)
{
    g_autoptr(GPtrArray) hosts = store_list(monitor->engine->store, &host_type, NULL, error);
    if (hosts == NULL)
        return false;
    for (guint i = 0; i < hosts->len; i++)
        monitor_host_changed(monitor, ((Host *)hosts->pdata[i])->base.id);
    return true;
}

static GPtrArray *all_watches(Monitor *monitor)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(watch_unref);
    GHashTableIter iter;
    gpointer watch;
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&monitor->lock);
    monitor->stopping = true;
    g_hash_table_iter_init(&iter, monitor->watches);
    while (g_hash_table_iter_next(&iter, NULL, &watch))
        g_ptr_array_add(all, watch_ref(watch));
    return all;
}

void monitor_disconnect(Monitor *monitor)
{
    g_autoptr(GPtrArray) all = all_watches(monitor);
    for (guint i = 0; i < all->len; i++)
        disconnect(all->pdata[i]);
}

void monitor_stop(Monitor *monitor)
{
    g_autoptr(GPtrArray) all = all_watches(monitor);
    for (guint i = 0; i < all->len; i++) {
        Watch *watch = all->pdata[i];
        strand_close(watch->reports);
        strand_close(watch->care);
    }
    g_thread_pool_free(g_steal_pointer(&monitor->report_pool), FALSE, TRUE);
    g_thread_pool_free(g_steal_pointer(&monitor->care_pool), FALSE, TRUE);
}

void monitor_free(Monitor *monitor)
{
    if (monitor == NULL)
        return;
    g_hash_table_unref(monitor->watches);
    monitor->port->free(monitor->port);
    g_main_context_unref(monitor->context);
    g_mutex_clear(&monitor->lock);
    g_free(monitor);
}
