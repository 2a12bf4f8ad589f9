#include "engine/fleet.h"

#include "base/err.h"
#include "base/log.h"
#include "model/network.h"

#include <string.h>

struct FleetReport {
    gatomicrefcount refs;
    HostInventory *inventory;
};

typedef struct {
    Host *row;
    FleetReport *report;  /* NULL: not reported since the engine started */
    GPtrArray *nics;      /* of HostNic; this, policies and leases are replaced, never changed */
    GHashTable *policies; /* host NIC id -> FleetPolicy */
    GPtrArray *leases;    /* of Lease */
    VfCounts counts;      /* of all PFs, made of the above */
    GHashTable *vms;      /* VM id -> MiB, as pointer-sized number */
} Member;

struct Fleet {
    Store *store;
    void (*changed)(gpointer data);
    gpointer data;
    GMutex reload_lock;  /* held while the store is read and what was read is put in place.  Taken
                          * before 'lock' */
    GMutex lock;         /* of what follows */
    GHashTable *members; /* host id -> Member */
    GHashTable *bridges; /* name on hosts -> network id */
    GHashTable *labels;  /* network id -> label, as in the snapshot */
    Snapshot *snapshot;
};

/* --- values ------------------------------------------------------------------------------------
 */

static FleetReport *report_new(HostInventory *inventory)
{
    FleetReport *report = g_new0(FleetReport, 1);
    g_atomic_ref_count_init(&report->refs);
    report->inventory = inventory;
    return report;
}

const HostInventory *fleet_report_get(const FleetReport *report)
{
    return report->inventory;
}

void fleet_report_unref(FleetReport *report)
{
    if (report == NULL || !g_atomic_ref_count_dec(&report->refs))
        return;
    host_inventory_free(report->inventory);
    g_free(report);
}

static void policy_free(FleetPolicy *policy)
{
    g_strfreev(policy->networks);
    g_strfreev(policy->labels);
    g_free(policy);
}

static GHashTable *policies_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)policy_free);
}

static Member *member_new(void)
{
    Member *member = g_new0(Member, 1);
    member->nics = g_ptr_array_new_with_free_func(entity_free);
    member->leases = g_ptr_array_new_with_free_func(entity_free);
    member->policies = policies_new();
    member->vms = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return member;
}

static void member_free(Member *member)
{
    entity_free(member->row);
    fleet_report_unref(member->report);
    g_ptr_array_unref(member->nics);
    g_ptr_array_unref(member->leases);
    g_hash_table_unref(member->policies);
    g_hash_table_unref(member->vms);
    g_free(member);
}

/* --- from facts to the snapshot ----------------------------------------------------------------
 */

VfState fleet_vf_state(const VfInfo *vf, const Lease *lease)
{
    if (lease == NULL)
        return vf->state;
    switch ((LeaseState)lease->state) {
    case LEASE_NONE:
        return vf->state;
    case LEASE_RESERVED:
        return vf->state == VF_HELD_BY_VM ? VF_HELD_BY_VM : VF_LEASED;
    case LEASE_ACTIVE: /* the agent has said so; its inventory may follow */
        return VF_HELD_BY_VM;
    case LEASE_SCRUBBING:
        return VF_SCRUBBING;
    case LEASE_QUARANTINED:
        return VF_QUARANTINED;
    }
    return vf->state;
}

static gint64 free_memory(const Member *member)
{
    GHashTableIter iter;
    gpointer mib;
    gint64 used = 0;
    g_hash_table_iter_init(&iter, member->vms);
    while (g_hash_table_iter_next(&iter, NULL, &mib))
        used += GPOINTER_TO_SIZE(mib);
    return MAX(member->report->inventory->memory_mib - used, 0);
}

const Lease **fleet_index_leases(const GPtrArray *leases, const char *pf_id, guint n_vfs)
{
    const Lease **indexed = g_new0(const Lease *, n_vfs);
    for (guint i = 0; i < leases->len; i++) {
        const Lease *lease = leases->pdata[i];
        if (lease->vf_index < n_vfs && strcmp(lease->host_nic, pf_id) == 0)
            indexed[lease->vf_index] = lease;
    }
    return indexed;
}

guint fleet_n_indexes(const NicInfo *info)
{
    guint n_indexes = 0;
    for (guint i = 0; i < info->vfs->len; i++)
        n_indexes = MAX(n_indexes, ((VfInfo *)info->vfs->pdata[i])->index + 1);
    return n_indexes;
}

/* 'ret_free', the indexes of the free ones, may be NULL. */
static VfCounts count_vfs(const GPtrArray *leases, const char *pf_id, const NicInfo *info,
                          GArray *ret_free)
{
    VfCounts counts = { 0 };
    g_autofree const Lease **indexed = fleet_index_leases(leases, pf_id, fleet_n_indexes(info));
    for (guint i = 0; i < info->vfs->len; i++) {
        const VfInfo *vf = info->vfs->pdata[i];
        VfState state = fleet_vf_state(vf, indexed[vf->index]);
        counts.by_state[state]++;
        if (state == VF_FREE && ret_free != NULL)
            g_array_append_val(ret_free, vf->index);
    }
    return counts;
}

VfCounts fleet_count_pf(const GPtrArray *leases, const char *pf_id, const NicInfo *info)
{
    return count_vfs(leases, pf_id, info, NULL);
}

static PlacementPf *make_pf(const Member *member, const HostNic *nic, const NicInfo *info)
{
    PlacementPf *pf = placement_pf_new();
    pf->id = g_strdup(nic->base.id);
    pf->name = g_strdup(nic->name);
    pf->numa_node = info->numa_node;
    pf->up = info->up;
    pf->carrier = info->carrier;
    pf->all_networks_allowed = nic->all_networks_allowed;
    const FleetPolicy *policy = g_hash_table_lookup(member->policies, nic->base.id);
    if (policy != NULL) {
        pf->networks = g_strdupv(policy->networks);
        pf->labels = g_strdupv(policy->labels);
    }
    VfCounts counts = count_vfs(member->leases, pf->id, info, pf->free_vfs);
    memcpy(pf->by_state, counts.by_state, sizeof pf->by_state);
    return pf;
}

static bool is_schedulable(const Member *member, PlacementHost *host)
{
    const Host *row = member->row;
    if (row->status == HOST_UP && member->report != NULL)
        return true;
    if (row->status == HOST_UP)
        host->reason = g_strdup("has not reported its inventory yet");
    else
        host->reason = g_strdup_printf("is %s", enum_word(&host_status_table, row->status));
    return false;
}

static char **bridged_networks(const Fleet *fleet, const HostInventory *inventory)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    for (guint i = 0; i < inventory->nics->len; i++) {
        const NicInfo *nic = inventory->nics->pdata[i];
        const char *network = g_strcmp0(nic->kind, "bridge") == 0
                                  ? g_hash_table_lookup(fleet->bridges, nic->ifname)
                                  : NULL;
        if (network != NULL)
            g_ptr_array_add(ids, g_strdup(network));
    }
    g_ptr_array_add(ids, NULL);
    return (char **)g_ptr_array_steal(ids, NULL);
}

static const NicInfo *find_nic(const FleetReport *report, const HostNic *nic)
{
    return report != NULL && nic->present ? host_inventory_find_nic(report->inventory, nic->name)
                                          : NULL;
}

static PlacementHost *make_host(const Fleet *fleet, const Member *member)
{
    PlacementHost *host = placement_host_new();
    host->id = g_strdup(member->row->base.id);
    host->name = g_strdup(member->row->name);
    host->cluster = g_strdup(member->row->cluster);
    host->schedulable = is_schedulable(member, host);
    if (!host->schedulable)
        return host;
    const HostInventory *inventory = member->report->inventory;
    host->n_cpus = inventory->n_cpus;
    host->free_memory_mib = free_memory(member);
    host->networks = bridged_networks(fleet, inventory);
    for (guint i = 0; i < member->nics->len; i++) {
        const HostNic *nic = member->nics->pdata[i];
        const NicInfo *info = find_nic(member->report, nic);
        if (info != NULL && info->total_vfs > 0)
            g_ptr_array_add(host->pfs, make_pf(member, nic, info));
    }
    return host;
}

static void set_snapshot(Fleet *fleet, Snapshot *snapshot)
{
    if (snapshot != fleet->snapshot)
        snapshot_unref(g_steal_pointer(&fleet->snapshot));
    fleet->snapshot = snapshot;
}

static VfCounts count_host(const Member *member)
{
    VfCounts counts = { 0 };
    for (guint i = 0; i < member->nics->len; i++) {
        const HostNic *nic = member->nics->pdata[i];
        const NicInfo *info = host_nic_is_pf(nic) ? find_nic(member->report, nic) : NULL;
        if (info == NULL)
            continue;
        VfCounts pf = count_vfs(member->leases, nic->base.id, info, NULL);
        vf_counts_add(&counts, &pf);
    }
    return counts;
}

/* With 'lock' held. */
static void replace(Fleet *fleet, Member *member)
{
    member->counts = count_host(member);
    set_snapshot(fleet, snapshot_with_host(fleet->snapshot, make_host(fleet, member)));
}

static void rebuild(Fleet *fleet, Member *member)
{
    replace(fleet, member);
    fleet->changed(fleet->data);
}

Snapshot *fleet_snapshot(Fleet *fleet)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&fleet->lock);
    return snapshot_ref(fleet->snapshot);
}

/* --- reading the store again -------------------------------------------------------------------
 */

/* A cache that could not be filled is not a failure of the change that was committed. */
static void log_reload(const char *what, const char *host_id, const GError *error)
{
    log_warning("fleet-stale what=%s host=%s reason=\"%s\"", what, host_id, error->message);
}

static void forget(Fleet *fleet, const char *host_id)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&fleet->lock);
    if (!g_hash_table_remove(fleet->members, host_id))
        return;
    set_snapshot(fleet, snapshot_without_host(fleet->snapshot, host_id));
    fleet->changed(fleet->data);
}

/* Takes 'row'. */
static void put_row(Fleet *fleet, Host *row)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&fleet->lock);
    Member *member = g_hash_table_lookup(fleet->members, row->base.id);
    if (member == NULL) {
        member = member_new();
        g_hash_table_insert(fleet->members, g_strdup(row->base.id), member);
    }
    entity_free(member->row);
    member->row = row;
    rebuild(fleet, member);
}

void fleet_reload_host(Fleet *fleet, const char *host_id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&fleet->reload_lock);
    Host *row = store_get(fleet->store, &host_type, host_id, &error);
    if (row != NULL)
        put_row(fleet, row);
    else if (err_code(error) == ERR_NOT_FOUND)
        forget(fleet, host_id);
    else
        log_reload("host", host_id, error);
}

void fleet_expect_host(Fleet *fleet, const Host *host)
{
    put_row(fleet, entity_dup(host));
}

void fleet_reload_leases(Fleet *fleet, const char *host_id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&fleet->reload_lock);
    GPtrArray *leases = store_list_by(fleet->store, &lease_type, "host", host_id, &error);
    if (leases == NULL) {
        log_reload("leases", host_id, error);
        return;
    }
    g_autoptr(GMutexLocker) inner G_GNUC_UNUSED = g_mutex_locker_new(&fleet->lock);
    Member *member = g_hash_table_lookup(fleet->members, host_id);
    if (member == NULL) {
        g_ptr_array_unref(leases);
        return;
    }
    g_ptr_array_unref(member->leases);
    member->leases = leases;
    rebuild(fleet, member);
}

/* 'rows' NULL: none. */
static char **collect(const GPtrArray *rows, const char *column)
{
    guint n = rows != NULL ? rows->len : 0;
    char **words = g_new0(char *, n + 1);
    for (guint i = 0; i < n; i++) {
        const Entity *row = rows->pdata[i];
        const Field *field = &row->type->fields[entity_row_of(row->type, column)];
        words[i] = g_strdup(field_string(row, field));
    }
    return words;
}

static FleetPolicy *policy_new(const GPtrArray *networks, const GPtrArray *labels)
{
    FleetPolicy *policy = g_new0(FleetPolicy, 1);
    policy->networks = collect(networks, "network");
    policy->labels = collect(labels, "label");
    return policy;
}

static FleetPolicy *read_policy(Store *store, const char *nic_id, GError **error)
{
    g_autoptr(GPtrArray) networks =
        store_list_by(store, &pf_network_type, "host_nic", nic_id, error);
    g_autoptr(GPtrArray) labels =
        networks == NULL ? NULL : store_list_by(store, &pf_label_type, "host_nic", nic_id, error);
    return labels != NULL ? policy_new(networks, labels) : NULL;
}

static bool has_policy(const HostNic *nic)
{
    return host_nic_is_pf(nic) && !nic->all_networks_allowed;
}

/* The NICs of a host and the policies of its PFs. */
static bool read_nics(Store *store, const char *host_id, GPtrArray **ret_nics,
                      GHashTable **ret_policies, GError **error)
{
    g_autoptr(GPtrArray) nics = store_list_by(store, &host_nic_type, "host", host_id, error);
    if (nics == NULL)
        return false;
    g_autoptr(GHashTable) policies = policies_new();
    for (guint i = 0; i < nics->len; i++) {
        const HostNic *nic = nics->pdata[i];
        if (!has_policy(nic))
            continue;
        FleetPolicy *policy = read_policy(store, nic->base.id, error);
        if (policy == NULL)
            return false;
        g_hash_table_insert(policies, g_strdup(nic->base.id), policy);
    }
    *ret_nics = g_steal_pointer(&nics);
    *ret_policies = g_steal_pointer(&policies);
    return true;
}

/* An agent that is asked again says the same under the same generation. */
static bool says_the_same(const FleetReport *a, const FleetReport *b)
{
    return a != NULL && b != NULL && a->inventory->generation == b->inventory->generation &&
           g_strcmp0(a->inventory->boot_id, b->inventory->boot_id) == 0;
}

/* Takes 'report', which may be NULL: as it was. */
static void put_nics(Fleet *fleet, const char *host_id, FleetReport *report, GPtrArray *nics,
                     GHashTable *policies)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&fleet->lock);
    Member *member = g_hash_table_lookup(fleet->members, host_id);
    if (member == NULL) {
        fleet_report_unref(report);
        return;
    }
    bool no_news = says_the_same(report, member->report);
    if (report != NULL) {
        fleet_report_unref(member->report);
        member->report = report;
    }
    g_ptr_array_unref(member->nics);
    member->nics = g_ptr_array_ref(nics);
    g_hash_table_unref(member->policies);
    member->policies = g_hash_table_ref(policies);
    replace(fleet, member);
    if (!no_news)
        fleet->changed(fleet->data);
}

static void reload_nics(Fleet *fleet, const char *host_id, FleetReport *report)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) nics = NULL;
    g_autoptr(GHashTable) policies = NULL;
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&fleet->reload_lock);
    if (read_nics(fleet->store, host_id, &nics, &policies, &error)) {
        put_nics(fleet, host_id, report, nics, policies);
    } else {
        log_reload("nics", host_id, error);
        fleet_report_unref(report);
    }
}

void fleet_reload_policies(Fleet *fleet, const char *host_id)
{
    reload_nics(fleet, host_id, NULL);
}

void fleet_set_inventory(Fleet *fleet, const char *host_id, HostInventory *inventory)
{
    reload_nics(fleet, host_id, report_new(inventory));
}

/* --- networks and labels -----------------------------------------------------------------------
 */

static GHashTable *read_bridges(Store *store, GError **error)
{
    g_autoptr(GPtrArray) networks = store_list(store, &network_type, NULL, error);
    if (networks == NULL)
        return NULL;
    GHashTable *bridges = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (guint i = 0; i < networks->len; i++) {
        const Network *network = networks->pdata[i];
        const char *name = network->vdsm_name != NULL ? network->vdsm_name : network->name;
        g_hash_table_insert(bridges, g_strdup(name), g_strdup(network->base.id));
    }
    return bridges;
}

static GHashTable *read_labels(Store *store, GError **error)
{
    g_autoptr(GPtrArray) rows = store_list(store, &network_label_type, NULL, error);
    if (rows == NULL)
        return NULL;
    GHashTable *labels = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (guint i = 0; i < rows->len; i++) {
        const NetworkLabel *row = rows->pdata[i];
        g_hash_table_insert(labels, g_strdup(row->network), g_strdup(row->label));
    }
    return labels;
}

/* Tells the snapshot which networks lost or changed their label, then which have one. */
static void put_labels(Fleet *fleet, GHashTable *labels)
{
    GHashTableIter iter;
    gpointer network, label;
    g_hash_table_iter_init(&iter, fleet->labels);
    while (g_hash_table_iter_next(&iter, &network, NULL))
        if (!g_hash_table_contains(labels, network))
            set_snapshot(fleet, snapshot_with_label(fleet->snapshot, network, NULL));
    g_hash_table_iter_init(&iter, labels);
    while (g_hash_table_iter_next(&iter, &network, &label))
        if (g_strcmp0(g_hash_table_lookup(fleet->labels, network), label) != 0)
            set_snapshot(fleet, snapshot_with_label(fleet->snapshot, network, label));
    g_hash_table_unref(fleet->labels);
    fleet->labels = g_hash_table_ref(labels);
}

/* Replaces the hosts whose bridges now belong to other networks. */
static void put_bridges(Fleet *fleet, GHashTable *bridges)
{
    GHashTableIter iter;
    gpointer value;
    g_hash_table_unref(fleet->bridges);
    fleet->bridges = g_hash_table_ref(bridges);
    g_hash_table_iter_init(&iter, fleet->members);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        Member *member = value;
        const PlacementHost *host = snapshot_find_host(fleet->snapshot, member->row->base.id);
        if (member->report == NULL || host == NULL || !host->schedulable)
            continue;
        g_auto(GStrv) networks = bridged_networks(fleet, member->report->inventory);
        if (!g_strv_equal((const char *const *)networks, (const char *const *)host->networks))
            rebuild(fleet, member);
    }
}

static bool load_networks(Fleet *fleet, GError **error)
{
    g_autoptr(GHashTable) bridges = read_bridges(fleet->store, error);
    g_autoptr(GHashTable) labels = bridges == NULL ? NULL : read_labels(fleet->store, error);
    if (labels == NULL)
        return false;
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&fleet->lock);
    put_labels(fleet, labels);
    put_bridges(fleet, bridges);
    fleet->changed(fleet->data);
    return true;
}

void fleet_reload_networks(Fleet *fleet)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&fleet->reload_lock);
    if (!load_networks(fleet, &error))
        log_reload("networks", "-", error);
}

/* --- memory ------------------------------------------------------------------------------------
 */

void fleet_vm_runs(Fleet *fleet, const char *host_id, const char *vm_id, gint64 memory_mib)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&fleet->lock);
    Member *member = g_hash_table_lookup(fleet->members, host_id);
    if (member == NULL)
        return;
    g_hash_table_insert(member->vms, g_strdup(vm_id), GSIZE_TO_POINTER((gsize)memory_mib));
    rebuild(fleet, member);
}

void fleet_vm_gone(Fleet *fleet, const char *host_id, const char *vm_id)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&fleet->lock);
    Member *member = g_hash_table_lookup(fleet->members, host_id);
    if (member != NULL && g_hash_table_remove(member->vms, vm_id))
        rebuild(fleet, member);
}

FleetReport *fleet_report(Fleet *fleet, const char *host_id)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&fleet->lock);
    Member *member = g_hash_table_lookup(fleet->members, host_id);
    if (member == NULL || member->report == NULL)
        return NULL;
    g_atomic_ref_count_inc(&member->report->refs);
    return member->report;
}

/* --- for who looks at many hosts ---------------------------------------------------------------
 */

static void fleet_host_free(gpointer data)
{
    FleetHost *host = data;
    g_free(host->id);
    g_free(host->name);
    g_free(host->cluster);
    fleet_report_unref(host->report);
    g_ptr_array_unref(host->nics);
    g_hash_table_unref(host->policies);
    g_ptr_array_unref(host->leases);
    g_free(host);
}

static FleetHost *fleet_host_new(const Member *member)
{
    FleetHost *host = g_new0(FleetHost, 1);
    host->id = g_strdup(member->row->base.id);
    host->name = g_strdup(member->row->name);
    host->cluster = g_strdup(member->row->cluster);
    host->status = member->row->status;
    host->report = member->report;
    if (host->report != NULL)
        g_atomic_ref_count_inc(&host->report->refs);
    host->nics = g_ptr_array_ref(member->nics);
    host->policies = g_hash_table_ref(member->policies);
    host->leases = g_ptr_array_ref(member->leases);
    return host;
}

GPtrArray *fleet_hosts(Fleet *fleet, const char *host_id)
{
    GPtrArray *hosts = g_ptr_array_new_with_free_func(fleet_host_free);
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&fleet->lock);
    if (host_id != NULL) {
        const Member *member = g_hash_table_lookup(fleet->members, host_id);
        if (member != NULL)
            g_ptr_array_add(hosts, fleet_host_new(member));
        return hosts;
    }
    GHashTableIter iter;
    gpointer member;
    g_hash_table_iter_init(&iter, fleet->members);
    while (g_hash_table_iter_next(&iter, NULL, &member))
        g_ptr_array_add(hosts, fleet_host_new(member));
    return hosts;
}

const NicInfo *fleet_host_find_nic(const FleetHost *host, const HostNic *nic)
{
    return find_nic(host->report, nic);
}

VfCounts fleet_count(Fleet *fleet, const char *host_id)
{
    VfCounts counts = { 0 };
    GHashTableIter iter;
    gpointer value;
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&fleet->lock);
    if (host_id != NULL) {
        const Member *member = g_hash_table_lookup(fleet->members, host_id);
        return member != NULL ? member->counts : counts;
    }
    g_hash_table_iter_init(&iter, fleet->members);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        vf_counts_add(&counts, &((const Member *)value)->counts);
    return counts;
}

/* --- life --------------------------------------------------------------------------------------
 */

/* The rows of 'type', in GPtrArrays, by the text of 'column'. */
static GHashTable *read_groups(Store *store, const EntityType *type, const char *column,
                               GError **error)
{
    g_autoptr(GPtrArray) rows = store_list(store, type, NULL, error);
    if (rows == NULL)
        return NULL;
    const Field *field = &type->fields[entity_row_of(type, column)];
    GHashTable *groups =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    for (guint i = 0; i < rows->len; i++) {
        const char *key = field_string(rows->pdata[i], field);
        GPtrArray *group = g_hash_table_lookup(groups, key);
        if (group == NULL) {
            group = g_ptr_array_new_with_free_func(entity_free);
            g_hash_table_insert(groups, g_strdup(key), group);
        }
        g_ptr_array_add(group, g_steal_pointer(&rows->pdata[i]));
    }
    return groups;
}

/* Takes the array of 'key' into '*place', if there is one. */
static void take_group(GHashTable *groups, const char *key, GPtrArray **place)
{
    GPtrArray *group = g_hash_table_lookup(groups, key);
    if (group == NULL)
        return;
    g_ptr_array_unref(*place);
    *place = g_ptr_array_ref(group);
}

/* What is stored of the hosts' NICs, before they report: a query a type, whatever their number.
 * No host can be placed on yet, so the snapshot stays. */
static bool load_nics(Fleet *fleet, GError **error)
{
    Store *store = fleet->store;
    g_autoptr(GHashTable) nics = read_groups(store, &host_nic_type, "host", error);
    g_autoptr(GHashTable) leases =
        nics != NULL ? read_groups(store, &lease_type, "host", error) : NULL;
    g_autoptr(GHashTable) networks =
        leases != NULL ? read_groups(store, &pf_network_type, "host_nic", error) : NULL;
    g_autoptr(GHashTable) labels =
        networks != NULL ? read_groups(store, &pf_label_type, "host_nic", error) : NULL;
    if (labels == NULL)
        return false;
    GHashTableIter iter;
    gpointer id, value;
    g_hash_table_iter_init(&iter, fleet->members);
    while (g_hash_table_iter_next(&iter, &id, &value)) {
        Member *member = value;
        take_group(nics, id, &member->nics);
        take_group(leases, id, &member->leases);
        for (guint i = 0; i < member->nics->len; i++) {
            const HostNic *nic = member->nics->pdata[i];
            const char *nic_id = nic->base.id;
            if (has_policy(nic))
                g_hash_table_insert(member->policies, g_strdup(nic_id),
                                    policy_new(g_hash_table_lookup(networks, nic_id),
                                               g_hash_table_lookup(labels, nic_id)));
        }
    }
    return true;
}

static bool load_hosts(Fleet *fleet, GError **error)
{
    g_autoptr(GPtrArray) rows = store_list(fleet->store, &host_type, NULL, error);
    if (rows == NULL)
        return false;
    for (guint i = 0; i < rows->len; i++)
        put_row(fleet, entity_dup(rows->pdata[i]));
    return true;
}

Fleet *fleet_new(Store *store, void (*changed)(gpointer data), gpointer data, GError **error)
{
    Fleet *fleet = g_new0(Fleet, 1);
    fleet->store = store;
    fleet->changed = changed;
    fleet->data = data;
    g_mutex_init(&fleet->reload_lock);
    g_mutex_init(&fleet->lock);
    fleet->members =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)member_free);
    fleet->bridges = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    fleet->labels = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    fleet->snapshot = snapshot_new();
    if (load_networks(fleet, error) && load_hosts(fleet, error) && load_nics(fleet, error))
        return fleet;
    fleet_free(fleet);
    return NULL;
}

void fleet_free(Fleet *fleet)
{
    if (fleet == NULL)
        return;
    snapshot_unref(fleet->snapshot);
    g_hash_table_unref(fleet->members);
    g_hash_table_unref(fleet->bridges);
    g_hash_table_unref(fleet->labels);
    g_mutex_clear(&fleet->lock);
    g_mutex_clear(&fleet->reload_lock);
    g_free(fleet);
}
