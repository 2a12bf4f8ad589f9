#include "placement/placement.h"

#include "placement/explain.h"
#include "placement/rules.h"

#include <string.h>

/* --- reasons ---------------------------------------------------------------------------------- */

ENUM_TABLE(
    placement_reason, [PLACEMENT_FITS] = "fits", [PLACEMENT_HOST_CLUSTER] = "host_cluster",
    [PLACEMENT_HOST_NOT_ALLOWED] = "host_not_allowed", [PLACEMENT_HOST_EXCLUDED] = "host_excluded",
    [PLACEMENT_HOST_NOT_SCHEDULABLE] = "host_not_schedulable",
    [PLACEMENT_HOST_MEMORY] = "host_memory", [PLACEMENT_HOST_CPUS] = "host_cpus",
    [PLACEMENT_HOST_VNIC] = "host_vnic", [PLACEMENT_HOST_JOINT] = "host_joint",
    [PLACEMENT_HOST_NUMA] = "host_numa", [PLACEMENT_VNIC_NO_BRIDGE] = "vnic_no_bridge",
    [PLACEMENT_VNIC_NO_PF] = "vnic_no_pf", [PLACEMENT_VNIC_NO_VF] = "vnic_no_vf",
    [PLACEMENT_VNIC_SPREAD] = "vnic_spread", [PLACEMENT_VNIC_SHORTAGE] = "vnic_shortage",
    [PLACEMENT_PF_DOWN] = "pf_down", [PLACEMENT_PF_NO_CARRIER] = "pf_no_carrier",
    [PLACEMENT_PF_NETWORK] = "pf_network", [PLACEMENT_PF_NO_VFS] = "pf_no_vfs",
    [PLACEMENT_PF_NONE_FREE] = "pf_none_free", [PLACEMENT_PF_NUMA] = "pf_numa",
    [PLACEMENT_NO_HOSTS] = "no_hosts", [PLACEMENT_NO_HOST] = "no_host");
G_STATIC_ASSERT(G_N_ELEMENTS(placement_reason_words) == N_PLACEMENT_REASONS);

const char *placement_reason_sentence(PlacementReason reason)
{
    static const char *const sentences[] = {
        [PLACEMENT_FITS] = "fits",
        [PLACEMENT_HOST_CLUSTER] = "is in another cluster",
        [PLACEMENT_HOST_NOT_ALLOWED] = "is not among the hosts that the VM may run on",
        [PLACEMENT_HOST_EXCLUDED] = "is left out this time",
        [PLACEMENT_HOST_NOT_SCHEDULABLE] = "takes no VMs now",
        [PLACEMENT_HOST_MEMORY] = "has too little free memory",
        [PLACEMENT_HOST_CPUS] = "has too few CPUs",
        [PLACEMENT_HOST_VNIC] = "has nothing for one of the vNICs",
        [PLACEMENT_HOST_JOINT] = "has something for each vNIC, but not for all of them together",
        [PLACEMENT_HOST_NUMA] = "has VFs for the vNICs, but not near the memory of the VM",
        [PLACEMENT_VNIC_NO_BRIDGE] = "finds no bridge of its network",
        [PLACEMENT_VNIC_NO_PF] = "finds no SR-IOV interface",
        [PLACEMENT_VNIC_NO_VF] = "finds no VF that it may use",
        [PLACEMENT_VNIC_SPREAD] = "finds too few PFs for its spread group",
        [PLACEMENT_VNIC_SHORTAGE] = "competes with other vNICs of the VM for too few VFs",
        [PLACEMENT_PF_DOWN] = "is down",
        [PLACEMENT_PF_NO_CARRIER] = "has no carrier",
        [PLACEMENT_PF_NETWORK] = "may not serve the network",
        [PLACEMENT_PF_NO_VFS] = "has its number of VFs set to 0",
        [PLACEMENT_PF_NONE_FREE] = "has no free VF",
        [PLACEMENT_PF_NUMA] = "is not near the memory of the VM",
        [PLACEMENT_NO_HOSTS] = "there is no host",
        [PLACEMENT_NO_HOST] = "no host fits",
    };
    G_STATIC_ASSERT(G_N_ELEMENTS(sentences) == N_PLACEMENT_REASONS);
    return sentences[reason];
}

/* --- candidates ------------------------------------------------------------------------------- */

/* The slots that the sets of the snapshot do not rule out, 64 a word. */
typedef struct {
    guint64 *words;
    guint n_words;
} Candidates;

static void candidates_clear(Candidates *candidates)
{
    g_free(candidates->words);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Candidates, candidates_clear)

static void keep(Candidates *candidates, const HostSet *set)
{
    for (guint i = 0; i < candidates->n_words; i++)
        candidates->words[i] &= host_set_word(set, i);
}

/* Hosts with a free VF on a PF that may serve the network, by its id, its label or as any other. */
static void keep_network(Candidates *candidates, const Task *task, int vnic)
{
    const HostSet *all = snapshot_set(task->snapshot, SET_FREE_FOR_ALL);
    const HostSet *own = snapshot_key_set(task->snapshot, KEY_NETWORK, task->networks[vnic]);
    const HostSet *label = task->labels[vnic] == NULL
                               ? NULL
                               : snapshot_key_set(task->snapshot, KEY_LABEL, task->labels[vnic]);
    for (guint i = 0; i < candidates->n_words; i++)
        candidates->words[i] &=
            host_set_word(all, i) | host_set_word(own, i) | host_set_word(label, i);
}

static void keep_vnic(Candidates *candidates, const Task *task, int vnic)
{
    if (task->networks[vnic] == NULL)
        return;
    switch (task->request->vnics[vnic].kind) {
    case PLACEMENT_NIC_VF:
        keep_network(candidates, task, vnic);
        break;
    case PLACEMENT_NIC_VIRTIO:
        keep(candidates, snapshot_key_set(task->snapshot, KEY_BRIDGE, task->networks[vnic]));
        break;
    }
}

static void keep_allowed(Candidates *candidates, const Task *task)
{
    const char *const *allowed = task->request->allowed_hosts;
    HostSet *set = NULL;
    if (allowed == NULL || allowed[0] == NULL)
        return;
    for (int i = 0; allowed[i] != NULL; i++) {
        int slot = snapshot_find_slot(task->snapshot, allowed[i]);
        if (slot >= 0)
            host_set_put(&set, (guint)slot, true);
    }
    keep(candidates, set);
    host_set_unref(set);
}

static void candidates_init(Candidates *candidates, const Task *task)
{
    const Snapshot *snapshot = task->snapshot;
    candidates->n_words = snapshot_n_slots(snapshot) / 64;
    candidates->words = g_new(guint64, candidates->n_words);
    for (guint i = 0; i < candidates->n_words; i++)
        candidates->words[i] = host_set_word(snapshot_set(snapshot, SET_SCHEDULABLE), i);
    if (task->cluster != NULL)
        keep(candidates, snapshot_key_set(snapshot, KEY_CLUSTER, task->cluster));
    int step = snapshot_memory_step(task->request->memory_mib);
    if (step >= 0)
        keep(candidates, snapshot_set(snapshot, SET_MEMORY + (guint)step));
    if (task->n_items > 0)
        keep(candidates,
             snapshot_set(snapshot, SET_FREE + (guint)MIN(task->n_items, SNAPSHOT_FREE_STEPS) - 1));
    for (int i = 0; i < task->request->n_vnics; i++)
        keep_vnic(candidates, task, i);
    keep_allowed(candidates, task);
}

/* Takes out the first candidate at or after 'from', going round once; -1: none is left. */
static int take_from(Candidates *candidates, guint from)
{
    guint start = from / 64;
    for (guint i = 0; i <= candidates->n_words; i++) {
        guint64 *word = &candidates->words[(start + i) % candidates->n_words];
        guint64 bits = i == 0 ? *word & G_MAXUINT64 << from % 64 : *word;
        if (bits == 0)
            continue;
        int bit = __builtin_ctzll(bits);
        *word &= ~(G_GUINT64_CONSTANT(1) << bit);
        return (int)(((start + i) % candidates->n_words) * 64) + bit;
    }
    return -1;
}

/* Steele, Lea and Flood's SplitMix64: a good number from any seed. */
static guint64 next_random(guint64 *state)
{
    guint64 z = *state += G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * G_GUINT64_CONSTANT(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * G_GUINT64_CONSTANT(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static int take_any(Candidates *candidates, guint64 *state)
{
    if (candidates->n_words == 0)
        return -1;
    return take_from(candidates, (guint)(next_random(state) % (candidates->n_words * 64)));
}

/* --- the choice ------------------------------------------------------------------------------- */

static bool passes(const Task *task, const HostFacts *facts)
{
    PlacementReason reason;
    bool good = rules_host_passes(task, facts, &reason);
    for (int i = 0; good && i < task->request->n_vnics; i++)
        good = rules_bridge_passes(task, facts, i);
    return good;
}

/* Tries candidates until none is left, or one fits and enough were tried. */
static const HostFacts *choose(Task *task, Fit *best)
{
    g_auto(Candidates) candidates = { 0 };
    g_autofree int *bins = g_new(int, MAX(task->n_items, 1));
    guint64 state = task->request->seed;
    const HostFacts *chosen = NULL;
    candidates_init(&candidates, task);
    for (int tried = 0; chosen == NULL || tried < PLACEMENT_SAMPLE; tried++) {
        int slot = take_any(&candidates, &state);
        if (slot < 0)
            break;
        const HostFacts *facts = snapshot_facts(task->snapshot, (guint)slot);
        Fit fit = { .bins = bins };
        if (!passes(task, facts) ||
            (chosen != NULL && rules_host_cost(task, facts) >= best->cost) ||
            !rules_fit(task, facts, &fit) || (chosen != NULL && fit.cost >= best->cost))
            continue;
        chosen = facts;
        best->cost = fit.cost;
        best->numa_node = fit.numa_node;
        memcpy(best->bins, fit.bins, (gsize)task->n_items * sizeof bins[0]);
    }
    return chosen;
}

/* Hands out the lowest free VFs of each PF, in the order of the vNICs. */
static void choose_vfs(const Task *task, const HostFacts *facts, const Fit *fit,
                       PlacementVnicChoice *choices)
{
    g_autofree guint *n_taken = g_new0(guint, facts->n_pfs);
    for (int item = 0; item < task->n_items; item++) {
        guint i = (guint)fit->bins[item];
        const PlacementPf *pf = facts->host->pfs->pdata[i];
        PlacementVnicChoice *choice = &choices[task->items[item]];
        choice->pf = pf->id;
        choice->pf_name = pf->name;
        choice->vf_index = g_array_index(pf->free_vfs, guint, n_taken[i]++);
    }
}

static PlacementResult *choose_result(Snapshot *snapshot, const PlacementRequest *request)
{
    g_auto(Task) task;
    task_init(&task, snapshot, request);
    g_autofree int *bins = g_new(int, MAX(task.n_items, 1));
    Fit fit = { .bins = bins, .numa_node = -1 };
    PlacementResult *result = g_new0(PlacementResult, 1);
    result->n_vnics = request->n_vnics;
    result->vnics = g_new0(PlacementVnicChoice, request->n_vnics);
    for (int i = 0; i < request->n_vnics; i++) {
        result->vnics[i].vnic = g_strdup(request->vnics[i].id);
        result->vnics[i].name = g_strdup(request->vnics[i].name);
    }
    result->numa_node = -1;
    result->snapshot = snapshot_ref(snapshot);
    const HostFacts *chosen = choose(&task, &fit);
    if (chosen == NULL)
        return result;
    result->host = chosen->host->id;
    result->host_name = chosen->host->name;
    result->numa_node = fit.numa_node;
    result->cost = fit.cost;
    choose_vfs(&task, chosen, &fit, result->vnics);
    return result;
}

PlacementResult *placement_place(Snapshot *snapshot, const PlacementRequest *request)
{
    PlacementResult *result = choose_result(snapshot, request);
    if (result->host == NULL)
        result->explanation = explain(snapshot, request, result);
    return result;
}

PlacementExplanation *placement_explain(Snapshot *snapshot, const PlacementRequest *request)
{
    g_autoptr(PlacementResult) result = choose_result(snapshot, request);
    return explain(snapshot, request, result);
}

void placement_result_free(PlacementResult *result)
{
    if (result == NULL)
        return;
    placement_explanation_free(result->explanation);
    for (int i = 0; i < result->n_vnics; i++) {
        g_free(result->vnics[i].vnic);
        g_free(result->vnics[i].name);
    }
    g_free(result->vnics);
    snapshot_unref(result->snapshot);
    g_free(result);
}
