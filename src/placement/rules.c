#include "placement/rules.h"

#include "base/intern.h"

#include <string.h>

/* Numbers of one unit each go from 0 to about 16, so that factors compare. */
#define UNITS 16

#define LOCAL_DISTANCE  10 /* as in /sys/devices/system/node/node0/distance */
#define REMOTE_DISTANCE 20
#define MAX_HEADROOM    8 /* networks; so many are as good as any number */
#define CROWDING_FACTOR 4

/* --- the request ------------------------------------------------------------------------------ */

/* Items of one group get the number of the first of them; alone in it is no group. */
static void find_groups(Task *task)
{
    for (int i = 0; i < task->n_items; i++) {
        const char *name = task->request->vnics[task->items[i]].spread_group;
        task->groups[i] = ASSIGN_NONE;
        for (int j = 0; name != NULL && j < i; j++)
            if (g_strcmp0(name, task->request->vnics[task->items[j]].spread_group) == 0) {
                if (task->groups[j] == ASSIGN_NONE)
                    task->groups[j] = j;
                task->groups[i] = task->groups[j];
                break;
            }
    }
}

void task_init(Task *task, Snapshot *snapshot, const PlacementRequest *request)
{
    gsize n_vnics = (gsize)request->n_vnics;
    *task = (Task){ .snapshot = snapshot, .request = request };
    task->cluster = request->cluster == NULL ? NULL : intern_new(request->cluster);
    task->networks = g_new0(const char *, n_vnics);
    task->labels = g_new0(const char *, n_vnics);
    task->items = g_new(int, n_vnics);
    task->groups = g_new(int, n_vnics);
    task->bins = g_new(int, n_vnics);
    task->assigner = assigner_new();
    for (int i = 0; i < request->n_vnics; i++) {
        const PlacementVnic *vnic = &request->vnics[i];
        if (vnic->network != NULL) {
            task->networks[i] = intern_new(vnic->network);
            task->labels[i] = snapshot_label_of(snapshot, task->networks[i]);
        }
        if (vnic->kind == PLACEMENT_NIC_VF) {
            task->items[task->n_items++] = i;
            task->wants_numa |= vnic->numa != PLACEMENT_NUMA_IGNORE;
        }
    }
    find_groups(task);
}

void task_clear(Task *task)
{
    for (int i = 0; i < task->request->n_vnics; i++)
        intern_unref(task->networks[i]);
    intern_unref(task->cluster);
    g_free(task->networks);
    g_free(task->labels);
    g_free(task->items);
    g_free(task->groups);
    g_free(task->bins);
    g_free(task->costs);
    g_free(task->places);
    assigner_free(task->assigner);
}

static const PlacementVnic *vnic_of(const Task *task, int item)
{
    return &task->request->vnics[task->items[item]];
}

/* --- filters of hosts ------------------------------------------------------------------------- */

static bool is_listed(const char *const *list, const HostFacts *facts)
{
    return list != NULL && g_strv_contains(list, facts->host->id);
}

static bool in_cluster(const Task *task, const HostFacts *facts)
{
    return task->cluster == NULL || facts->cluster == task->cluster;
}

static bool is_allowed(const Task *task, const HostFacts *facts)
{
    const char *const *list = task->request->allowed_hosts;
    return list == NULL || list[0] == NULL || is_listed(list, facts);
}

static bool is_not_excluded(const Task *task, const HostFacts *facts)
{
    return !is_listed(task->request->excluded_hosts, facts);
}

static bool is_schedulable(const Task *task, const HostFacts *facts)
{
    return facts->schedulable;
}

static bool has_memory(const Task *task, const HostFacts *facts)
{
    return facts->free_memory_mib >= task->request->memory_mib;
}

static bool has_cpus(const Task *task, const HostFacts *facts)
{
    return facts->n_cpus >= task->request->n_cpus;
}

static const struct {
    PlacementReason reason;
    bool (*passes)(const Task *task, const HostFacts *facts);
} host_filters[] = {
    { PLACEMENT_HOST_CLUSTER, in_cluster },
    { PLACEMENT_HOST_NOT_ALLOWED, is_allowed },
    { PLACEMENT_HOST_EXCLUDED, is_not_excluded },
    { PLACEMENT_HOST_NOT_SCHEDULABLE, is_schedulable },
    { PLACEMENT_HOST_MEMORY, has_memory },
    { PLACEMENT_HOST_CPUS, has_cpus },
};

bool rules_host_passes(const Task *task, const HostFacts *facts, PlacementReason *ret_reason)
{
    for (gsize i = 0; i < G_N_ELEMENTS(host_filters); i++)
        if (!host_filters[i].passes(task, facts)) {
            *ret_reason = host_filters[i].reason;
            return false;
        }
    *ret_reason = PLACEMENT_FITS;
    return true;
}

bool rules_bridge_passes(const Task *task, const HostFacts *facts, int vnic)
{
    return task->request->vnics[vnic].kind != PLACEMENT_NIC_VIRTIO ||
           task->networks[vnic] == NULL || host_facts_has_bridge(facts, task->networks[vnic]);
}

/* --- NUMA ------------------------------------------------------------------------------------- */

static const PlacementNumaNode *node_at(const HostFacts *facts, guint i)
{
    return &g_array_index(facts->host->numa_nodes, PlacementNumaNode, i);
}

static bool node_has_memory(const Task *task, const HostFacts *facts, guint i)
{
    gint64 free_mib = node_at(facts, i)->free_memory_mib;
    return free_mib < 0 || free_mib >= task->request->memory_mib;
}

/* Whether distance matters here at all. */
static bool numa_counts(const Task *task, const HostFacts *facts)
{
    return task->wants_numa && facts->host->numa_nodes->len > 1;
}

static int find_node(const HostFacts *facts, int node)
{
    for (guint i = 0; i < facts->host->numa_nodes->len; i++)
        if (node_at(facts, i)->node == node)
            return (int)i;
    return -1;
}

/* Between two nodes by number; a PF that does not know its node is far from all. */
static int distance(const HostFacts *facts, int from, int to)
{
    int i = find_node(facts, from), j = find_node(facts, to);
    if (i < 0 || j < 0)
        return REMOTE_DISTANCE;
    if (facts->host->numa_distances != NULL)
        return facts->host->numa_distances[(guint)i * facts->host->numa_nodes->len + (guint)j];
    return i == j ? LOCAL_DISTANCE : REMOTE_DISTANCE;
}

/* --- filters of PFs --------------------------------------------------------------------------- */

static bool pf_is_up(const Task *task, const HostFacts *facts, guint pf, int item)
{
    return facts->pfs[pf].up;
}

static bool pf_has_carrier(const Task *task, const HostFacts *facts, guint pf, int item)
{
    return facts->pfs[pf].carrier;
}

static bool pf_has_vfs(const Task *task, const HostFacts *facts, guint pf, int item)
{
    return facts->pfs[pf].n_vfs > 0;
}

static bool pf_allows_network(const Task *task, const HostFacts *facts, guint pf, int item)
{
    int vnic = task->items[item];
    return host_facts_allows(facts, pf, task->networks[vnic], task->labels[vnic]);
}

static bool pf_has_free_vf(const Task *task, const HostFacts *facts, guint pf, int item)
{
    return facts->pfs[pf].n_free > 0;
}

static bool pf_is_near_memory(const Task *task, const HostFacts *facts, guint pf, int item)
{
    if (vnic_of(task, item)->numa != PLACEMENT_NUMA_REQUIRED || !numa_counts(task, facts))
        return true;
    int node = find_node(facts, facts->pfs[pf].numa_node);
    return node >= 0 && node_has_memory(task, facts, (guint)node);
}

static const struct {
    PlacementReason reason;
    bool (*passes)(const Task *task, const HostFacts *facts, guint pf, int item);
} pf_filters[] = {
    { PLACEMENT_PF_DOWN, pf_is_up },
    { PLACEMENT_PF_NO_CARRIER, pf_has_carrier },
    { PLACEMENT_PF_NO_VFS, pf_has_vfs },
    { PLACEMENT_PF_NETWORK, pf_allows_network },
    { PLACEMENT_PF_NONE_FREE, pf_has_free_vf },
    { PLACEMENT_PF_NUMA, pf_is_near_memory },
};

bool rules_pf_passes(const Task *task, const HostFacts *facts, guint pf, int item,
                     PlacementReason *ret_reason)
{
    for (gsize i = 0; i < G_N_ELEMENTS(pf_filters); i++)
        if (!pf_filters[i].passes(task, facts, pf, item)) {
            *ret_reason = pf_filters[i].reason;
            return false;
        }
    *ret_reason = PLACEMENT_FITS;
    return true;
}

/* --- weights ---------------------------------------------------------------------------------- */

/* The share of the host's free memory that the VM takes. */
static gint64 load_cost(const Task *task, const HostFacts *facts)
{
    return facts->free_memory_mib <= 0 ? 0
                                       : UNITS * task->request->memory_mib / facts->free_memory_mib;
}

/* A VM without need of VFs leaves the hosts that have some to those that do. */
static gint64 waste_cost(const Task *task, const HostFacts *facts)
{
    return task->n_items == 0 && facts->n_free > 0 ? UNITS : 0;
}

static const struct {
    const char *name;
    int factor;
    gint64 (*cost)(const Task *task, const HostFacts *facts);
} host_weights[] = {
    { "load", 2, load_cost },
    { "waste", 1, waste_cost },
};

static gint64 numa_cost(const Task *task, const HostFacts *facts, guint pf, int item, int node)
{
    if (node < 0 || vnic_of(task, item)->numa == PLACEMENT_NUMA_IGNORE)
        return 0;
    return distance(facts, node, facts->pfs[pf].numa_node) - LOCAL_DISTANCE;
}

/* The more networks a PF may serve, the more the picky ones may need it yet. */
static gint64 headroom_cost(const Task *task, const HostFacts *facts, guint pf, int item, int node)
{
    const PfFacts *p = &facts->pfs[pf];
    guint n_texts = p->n_networks + p->n_labels;
    if (task->networks[task->items[item]] == NULL)
        n_texts++; /* none of them is the vNIC's own */
    return p->all_networks_allowed ? MAX_HEADROOM : (gint64)CLAMP(n_texts, 1, MAX_HEADROOM) - 1;
}

/* The share of the PF's VFs that is taken: what shares a port shares its bandwidth. */
static gint64 usage_cost(const Task *task, const HostFacts *facts, guint pf, int item, int node)
{
    const PfFacts *p = &facts->pfs[pf];
    guint n_counted = task->request->pack ? p->n_free : p->n_vfs - p->n_free;
    return p->n_vfs == 0 ? 0 : UNITS * (gint64)n_counted / p->n_vfs;
}

static const struct {
    const char *name;
    int factor;
    gint64 (*cost)(const Task *task, const HostFacts *facts, guint pf, int item, int node);
} pf_weights[] = {
    { "numa", 4, numa_cost },
    { "headroom", 4, headroom_cost },
    { "usage", 1, usage_cost },
};

gint64 rules_host_cost(const Task *task, const HostFacts *facts)
{
    gint64 cost = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(host_weights); i++)
        cost += host_weights[i].factor * host_weights[i].cost(task, facts);
    return cost;
}

static gint64 pf_cost(const Task *task, const HostFacts *facts, guint pf, int item, int node)
{
    gint64 cost = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(pf_weights); i++)
        cost += pf_weights[i].factor * pf_weights[i].cost(task, facts, pf, item, node);
    return cost;
}

/* --- the joint assignment --------------------------------------------------------------------- */

/* 'node': where the VM would live; -1: does not matter. */
static gint64 pair_cost(const Task *task, const HostFacts *facts, guint pf, int item, int node)
{
    PlacementReason reason;
    bool is_near = node < 0 || vnic_of(task, item)->numa != PLACEMENT_NUMA_REQUIRED ||
                   facts->pfs[pf].numa_node == node;
    if (!is_near || !rules_pf_passes(task, facts, pf, item, &reason))
        return ASSIGN_NEVER;
    return pf_cost(task, facts, pf, item, node);
}

static void state_problem(Task *task, const HostFacts *facts, int node, AssignProblem *ret)
{
    gsize n_costs = (gsize)task->n_items * facts->n_pfs;
    if (n_costs > task->n_costs) {
        task->costs = g_renew(gint64, task->costs, n_costs);
        task->places = g_renew(guint, task->places, n_costs);
        task->n_costs = n_costs;
    }
    for (guint pf = 0; task->n_items > 0 && pf < facts->n_pfs; pf++)
        task->places[pf] = facts->pfs[pf].n_free;
    gint64 *cost = task->costs;
    for (int item = 0; item < task->n_items; item++)
        for (guint pf = 0; pf < facts->n_pfs; pf++)
            *cost++ = pair_cost(task, facts, pf, item, node);
    *ret = (AssignProblem){ task->n_items, (int)facts->n_pfs,
                            task->costs,   task->groups,
                            task->places,  task->request->pack ? 0 : CROWDING_FACTOR };
}

/* Keeps the cheaper of 'fit' and what is possible on 'node'. */
static bool try_node(Task *task, const HostFacts *facts, int node, bool found, Fit *fit)
{
    AssignProblem problem;
    gint64 cost;
    state_problem(task, facts, node, &problem);
    if (!assign_solve(task->assigner, &problem, task->bins, &cost) || (found && cost >= fit->cost))
        return found;
    fit->cost = cost;
    fit->numa_node = node;
    if (task->n_items > 0)
        memcpy(fit->bins, task->bins, (gsize)task->n_items * sizeof fit->bins[0]);
    return true;
}

bool rules_fit(Task *task, const HostFacts *facts, Fit *fit)
{
    bool found = false, tried = false;
    for (guint i = 0; numa_counts(task, facts) && i < facts->host->numa_nodes->len; i++)
        if (node_has_memory(task, facts, i)) {
            found = try_node(task, facts, node_at(facts, i)->node, found, fit);
            tried = true;
        }
    if (!tried)
        found = try_node(task, facts, -1, false, fit);
    if (found)
        fit->cost += rules_host_cost(task, facts);
    return found;
}

bool rules_fit_anywhere(Task *task, const HostFacts *facts, AssignProblem *ret_problem)
{
    gint64 cost;
    state_problem(task, facts, -1, ret_problem);
    return assign_solve(task->assigner, ret_problem, task->bins, &cost);
}

static void add_cost(GArray *costs, const char *name, gint64 cost)
{
    PlacementCost row = { name, cost };
    g_array_append_val(costs, row);
}

GArray *rules_costs(Task *task, const HostFacts *facts, const Fit *fit)
{
    GArray *costs = g_array_new(FALSE, FALSE, sizeof(PlacementCost));
    gint64 rest = fit->cost;
    for (gsize i = 0; i < G_N_ELEMENTS(host_weights); i++) {
        gint64 cost = host_weights[i].factor * host_weights[i].cost(task, facts);
        add_cost(costs, host_weights[i].name, cost);
        rest -= cost;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(pf_weights); i++) {
        gint64 cost = 0;
        for (int item = 0; item < task->n_items; item++)
            cost += pf_weights[i].factor *
                    pf_weights[i].cost(task, facts, (guint)fit->bins[item], item, fit->numa_node);
        add_cost(costs, pf_weights[i].name, cost);
        rest -= cost;
    }
    add_cost(costs, "crowding", rest);
    return costs;
}
