/* Random hosts and requests: against every possible assignment when they are small, and for what
 * must hold always when they are large. */
#include "placement/assign.h"
#include "placement/placement.h"
#include "placement/snapshot-index.h"

#include <string.h>

#define N_NETWORKS 4
#define N_LABELS   2

static const char *const network_names[N_NETWORKS] = { "red", "blue", "green", "black" };
static const char *const label_names[N_LABELS] = { "fast", "slow" };

/* --- random things ---------------------------------------------------------------------------- */

static guint below(GRand *rand, guint n)
{
    return (guint)g_rand_int_range(rand, 0, (gint32)n);
}

static bool chance(GRand *rand, guint percent)
{
    return below(rand, 100) < percent;
}

static char **some_of(GRand *rand, const char *const *names, guint n, guint percent)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    for (guint i = 0; i < n; i++)
        if (chance(rand, percent))
            g_strv_builder_add(builder, names[i]);
    return g_strv_builder_end(builder);
}

static PlacementPf *random_pf(GRand *rand, const char *host, guint i, guint max_vfs)
{
    PlacementPf *pf = placement_pf_new();
    pf->id = g_strdup_printf("%s-pf%u", host, i);
    pf->name = g_strdup_printf("ens%u", i);
    pf->numa_node = (int)below(rand, 4) - 1;
    pf->up = chance(rand, 95);
    pf->carrier = chance(rand, 95);
    pf->all_networks_allowed = chance(rand, 15);
    pf->networks = some_of(rand, network_names, N_NETWORKS, 40);
    pf->labels = some_of(rand, label_names, N_LABELS, 20);
    guint n_vfs = below(rand, max_vfs + 1);
    for (guint vf = n_vfs; vf-- > 0;) /* not sorted */
        if (chance(rand, 50))
            g_array_append_val(pf->free_vfs, vf);
    pf->by_state[VF_HELD_BY_VM] = n_vfs - pf->free_vfs->len;
    return pf;
}

static PlacementHost *random_host(GRand *rand, guint number, guint n_pfs, guint max_vfs)
{
    PlacementHost *host = placement_host_new();
    host->id = g_strdup_printf("h%04u", number);
    host->name = g_strdup(host->id);
    host->cluster = g_strdup(chance(rand, 70) ? "c1" : "c2");
    host->schedulable = chance(rand, 85);
    host->free_memory_mib = below(rand, 4096);
    host->n_cpus = 1 + below(rand, 8);
    host->networks = some_of(rand, network_names, N_NETWORKS, 70);
    guint n_nodes = below(rand, 3);
    for (guint i = 0; i < n_nodes; i++) {
        PlacementNumaNode node = { (int)i, chance(rand, 50) ? -1 : (gint64)below(rand, 2048) };
        g_array_append_val(host->numa_nodes, node);
    }
    for (guint i = 0; i < n_pfs; i++)
        g_ptr_array_add(host->pfs, random_pf(rand, host->id, i, max_vfs));
    return host;
}

static void replace(Snapshot **snapshot, Snapshot *next)
{
    snapshot_unref(*snapshot);
    *snapshot = next;
}

static void random_labels(GRand *rand, Snapshot **snapshot)
{
    for (guint i = 0; i < N_NETWORKS; i++)
        replace(snapshot,
                snapshot_with_label(*snapshot, network_names[i],
                                    chance(rand, 50) ? NULL : label_names[below(rand, N_LABELS)]));
}

static PlacementRequest random_request(GRand *rand, PlacementVnic *vnics, int max_vnics)
{
    static const char *const groups[] = { NULL, NULL, "g1", "g2" };
    static const char *const ids[] = { "0", "1", "2", "3", "4", "5", "6", "7" };
    int n_vnics = (int)below(rand, (guint)max_vnics + 1);
    for (int i = 0; i < n_vnics; i++)
        vnics[i] = (PlacementVnic){
            .id = ids[i],
            .name = ids[i],
            .kind = chance(rand, 85) ? PLACEMENT_NIC_VF : PLACEMENT_NIC_VIRTIO,
            .network = chance(rand, 10) ? NULL : network_names[below(rand, N_NETWORKS)],
            .spread_group = groups[below(rand, G_N_ELEMENTS(groups))],
            .numa = (PlacementNuma)(chance(rand, 70) ? PLACEMENT_NUMA_IGNORE : below(rand, 3)),
        };
    return (PlacementRequest){
        .vm = "vm",
        .cluster = chance(rand, 50) ? "c1" : NULL,
        .memory_mib = below(rand, 2048),
        .n_cpus = 1 + below(rand, 4),
        .vnics = vnics,
        .n_vnics = n_vnics,
        .pack = chance(rand, 20),
        .seed = g_rand_int(rand),
    };
}

/* --- the rules once more, written as plainly as can be ---------------------------------------- */

static bool lists(char *const *list, const char *text)
{
    return list != NULL && text != NULL && g_strv_contains((const char *const *)list, text);
}

static bool pf_serves(const Snapshot *snapshot, const PlacementPf *pf, const PlacementVnic *vnic)
{
    return pf->up && pf->carrier && pf->free_vfs->len > 0 &&
           (vnic->network == NULL || pf->all_networks_allowed ||
            lists(pf->networks, vnic->network) ||
            lists(pf->labels, snapshot_label(snapshot, vnic->network)));
}

static bool node_is_possible(const PlacementHost *host, const PlacementRequest *request, int node)
{
    for (guint i = 0; i < host->numa_nodes->len; i++) {
        const PlacementNumaNode *n = &g_array_index(host->numa_nodes, PlacementNumaNode, i);
        if (n->node == node)
            return n->free_memory_mib < 0 || n->free_memory_mib >= request->memory_mib;
    }
    return false;
}

/* Whether vNICs from 'i' on can be assigned after 'taken' of each PF; 'chosen' holds the PFs. */
static bool try_all(const Snapshot *snapshot, const PlacementHost *host,
                    const PlacementRequest *request, int node, int i, guint *taken, int *chosen)
{
    if (i == request->n_vnics)
        return true;
    const PlacementVnic *vnic = &request->vnics[i];
    chosen[i] = -1;
    if (vnic->kind == PLACEMENT_NIC_VIRTIO)
        return (vnic->network == NULL || lists(host->networks, vnic->network)) &&
               try_all(snapshot, host, request, node, i + 1, taken, chosen);
    for (guint p = 0; p < host->pfs->len; p++) {
        const PlacementPf *pf = host->pfs->pdata[p];
        bool possible = pf_serves(snapshot, pf, vnic) && taken[p] < pf->free_vfs->len;
        if (vnic->numa == PLACEMENT_NUMA_REQUIRED && host->numa_nodes->len > 1)
            possible = possible && pf->numa_node == node && node_is_possible(host, request, node);
        for (int j = 0; possible && vnic->spread_group != NULL && j < i; j++)
            possible = chosen[j] != (int)p ||
                       g_strcmp0(request->vnics[j].spread_group, vnic->spread_group) != 0;
        if (!possible)
            continue;
        taken[p]++;
        chosen[i] = (int)p;
        if (try_all(snapshot, host, request, node, i + 1, taken, chosen))
            return true;
        taken[p]--;
        chosen[i] = -1;
    }
    return false;
}

static bool host_is_feasible(const Snapshot *snapshot, const PlacementHost *host,
                             const PlacementRequest *request)
{
    if (!host->schedulable || host->free_memory_mib < request->memory_mib ||
        host->n_cpus < request->n_cpus ||
        (request->cluster != NULL && g_strcmp0(host->cluster, request->cluster) != 0))
        return false;
    for (int node = -1; node < 3; node++) {
        guint taken[16] = { 0 };
        int chosen[16];
        if (try_all(snapshot, host, request, node, 0, taken, chosen))
            return true;
    }
    return false;
}

/* --- what must hold of every choice ----------------------------------------------------------- */

static void check_vnic(const Snapshot *snapshot, const PlacementHost *host,
                       const PlacementVnic *vnic, const PlacementVnicChoice *choice, int node)
{
    if (vnic->kind == PLACEMENT_NIC_VIRTIO) {
        g_assert_null(choice->pf);
        g_assert_true(vnic->network == NULL || lists(host->networks, vnic->network));
        return;
    }
    const PlacementPf *pf = NULL;
    for (guint i = 0; i < host->pfs->len; i++)
        if (strcmp(((PlacementPf *)host->pfs->pdata[i])->id, choice->pf) == 0)
            pf = host->pfs->pdata[i];
    g_assert_nonnull(pf);
    g_assert_true(pf_serves(snapshot, pf, vnic));
    if (vnic->numa == PLACEMENT_NUMA_REQUIRED && host->numa_nodes->len > 1)
        g_assert_cmpint(pf->numa_node, ==, node);
    bool is_free = false;
    for (guint i = 0; i < pf->free_vfs->len; i++)
        is_free |= g_array_index(pf->free_vfs, guint, i) == choice->vf_index;
    g_assert_true(is_free);
}

static void check_result(const Snapshot *snapshot, const PlacementRequest *request,
                         const PlacementResult *result)
{
    const PlacementHost *host = snapshot_find_host(snapshot, result->host);
    g_assert_true(host->schedulable);
    g_assert_cmpint(host->free_memory_mib, >=, request->memory_mib);
    g_assert_cmpint(host->n_cpus, >=, request->n_cpus);
    for (int i = 0; i < request->n_vnics; i++) {
        const PlacementVnicChoice *a = &result->vnics[i];
        check_vnic(snapshot, host, &request->vnics[i], a, result->numa_node);
        for (int j = 0; a->pf != NULL && j < i; j++) {
            const PlacementVnicChoice *b = &result->vnics[j];
            bool same_pf = g_strcmp0(a->pf, b->pf) == 0;
            g_assert_false(same_pf && a->vf_index == b->vf_index);
            if (request->vnics[i].spread_group != NULL &&
                g_strcmp0(request->vnics[i].spread_group, request->vnics[j].spread_group) == 0)
                g_assert_false(same_pf);
        }
    }
}

/* The tree and the choice agree, host by host, with the plain rules. */
static void check_explanation(const Snapshot *snapshot, const PlacementRequest *request,
                              const PlacementExplanation *explanation)
{
    for (guint i = 0; i < explanation->hosts->len; i++) {
        const PlacementHostVerdict *verdict = explanation->hosts->pdata[i];
        const PlacementHost *host = snapshot_find_host(snapshot, verdict->host);
        bool feasible = host_is_feasible(snapshot, host, request);
        if (feasible != (verdict->reason == PLACEMENT_FITS))
            g_test_message("%s", verdict->text);
        g_assert_true(feasible == (verdict->reason == PLACEMENT_FITS));
        g_assert_cmpint(strlen(verdict->text), >, strlen(verdict->name));
    }
}

static void test_small_against_all_assignments(void)
{
    guint n_placed = 0, n_refused = 0, n_joint = 0;
    for (guint32 seed = 0; seed < 20000; seed++) {
        g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
        g_autoptr(Snapshot) snapshot = snapshot_new();
        guint n_hosts = below(rand, 4);
        bool feasible = false;
        random_labels(rand, &snapshot);
        for (guint i = 0; i < n_hosts; i++)
            replace(&snapshot,
                    snapshot_with_host(snapshot, random_host(rand, i, below(rand, 5), 3)));
        PlacementVnic vnics[5];
        PlacementRequest request = random_request(rand, vnics, 5);
        for (guint i = 0; i < snapshot_n_slots(snapshot); i++) {
            const PlacementHost *host = snapshot_host(snapshot, i);
            feasible |= host != NULL && host_is_feasible(snapshot, host, &request);
        }
        g_autoptr(PlacementResult) result = placement_place(snapshot, &request);
        if ((result->host != NULL) != feasible)
            g_test_message("seed %u: %s", seed,
                           result->host != NULL ? result->host : result->explanation->text);
        g_assert_true((result->host != NULL) == feasible);
        g_autoptr(PlacementExplanation) explanation = placement_explain(snapshot, &request);
        check_explanation(snapshot, &request, explanation);
        for (guint i = 0; i < explanation->hosts->len; i++)
            n_joint += ((PlacementHostVerdict *)explanation->hosts->pdata[i])->reason ==
                       PLACEMENT_HOST_JOINT;
        n_placed += feasible;
        n_refused += !feasible;
        if (feasible)
            check_result(snapshot, &request, result);
    }
    g_test_message("%u placed, %u refused, %u joint failures", n_placed, n_refused, n_joint);
    /* The draw must be worth something. */
    g_assert_cmpint(n_placed, >, 1000);
    g_assert_cmpint(n_refused, >, 1000);
    g_assert_cmpint(n_joint, >, 500);
}

/* The cost of the flow is the lowest there is. */
G_GNUC_NO_INLINE static gint64 cheapest(const AssignProblem *problem, int item, guint *taken,
                                        int *bins)
{
    if (item == problem->n_items)
        return 0;
    gint64 best = -1;
    for (int bin = 0; bin < problem->n_bins; bin++) {
        gint64 cost = problem->costs[item * problem->n_bins + bin];
        bool possible = cost != ASSIGN_NEVER && taken[bin] < problem->places[bin];
        for (int j = 0; j < item; j++)
            possible = possible && (bins[j] != bin || problem->groups[item] == ASSIGN_NONE ||
                                    problem->groups[j] != problem->groups[item]);
        if (!possible)
            continue;
        cost += (gint64)taken[bin]++ * problem->crowding;
        bins[item] = bin;
        gint64 rest = cheapest(problem, item + 1, taken, bins);
        if (rest >= 0 && (best < 0 || cost + rest < best))
            best = cost + rest;
        taken[bin]--;
    }
    return best;
}

static void test_assignment_is_the_cheapest(void)
{
    g_autoptr(Assigner) assigner = assigner_new();
    guint n_failed = 0;
    for (guint32 seed = 0; seed < 20000; seed++) {
        g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
        gint64 costs[25];
        int groups[5], bins[5], brute[5];
        guint places[5], taken[5] = { 0 };
        AssignProblem problem = {
            (int)below(rand, 6), 1 + (int)below(rand, 5), costs, groups, places, below(rand, 4)
        };
        for (int i = 0; i < problem.n_items; i++) {
            groups[i] = chance(rand, 50) ? ASSIGN_NONE : (int)below(rand, 2);
            bins[i] = brute[i] = -1;
        }
        for (int i = 0; i < problem.n_bins; i++)
            places[i] = below(rand, 4);
        for (int i = 0; i < problem.n_items * problem.n_bins; i++)
            costs[i] = chance(rand, 40) ? ASSIGN_NEVER : (gint64)below(rand, 20);
        gint64 cost = -1, best = cheapest(&problem, 0, taken, brute);
        bool solved = assign_solve(assigner, &problem, bins, &cost);
        g_assert_true(solved == (best >= 0));
        if (solved) {
            g_assert_cmpint(cost, ==, best);
            continue;
        }
        /* The proof holds: these items may go to these bins only, and that is one place too few. */
        bool items[5], grouped[5];
        int at[5], n_items = 0, n_places = 0;
        assign_violator(assigner, &problem, items, at, grouped);
        for (int i = 0; i < problem.n_items; i++) {
            n_items += items[i];
            for (int bin = 0; items[i] && bin < problem.n_bins; bin++)
                g_assert_true(costs[i * problem.n_bins + bin] == ASSIGN_NEVER || at[bin] >= 0);
        }
        for (int bin = 0; bin < problem.n_bins; bin++)
            n_places += MAX(at[bin], 0);
        g_assert_cmpint(n_places, ==, n_items - 1);
        n_failed++;
    }
    g_assert_cmpint(n_failed, >, 1000);
}

/* --- the index -------------------------------------------------------------------------------- */

static guint count_bits(const HostSet *set)
{
    guint n = 0;
    for (guint i = 0; set != NULL && i < set->n_words; i++)
        n += (guint)__builtin_popcountll(set->words[i]);
    return n;
}

/* The same hosts are in 'a' of one snapshot and 'b' of the other. */
static void assert_same_set(const Snapshot *x, const HostSet *a, const Snapshot *y,
                            const HostSet *b)
{
    g_assert_cmpint(count_bits(a), ==, count_bits(b));
    for (guint i = 0; i < snapshot_n_slots(x); i++) {
        const PlacementHost *host = snapshot_host(x, i);
        if (host == NULL) {
            g_assert_false(host_set_contains(a, i));
            continue;
        }
        int slot = snapshot_find_slot(y, host->id);
        g_assert_cmpint(slot, >=, 0);
        g_assert_true(host_set_contains(a, i) == host_set_contains(b, (guint)slot));
    }
}

static void assert_same_key(const Snapshot *x, const Snapshot *y, KeyKind kind, const char *text)
{
    g_autoptr(GRefString) interned = g_ref_string_new_intern(text);
    assert_same_set(x, snapshot_key_set(x, kind, interned), y, snapshot_key_set(y, kind, interned));
}

static void assert_same_index(const Snapshot *x, const Snapshot *y)
{
    g_assert_cmpint(snapshot_n_hosts(x), ==, snapshot_n_hosts(y));
    for (int i = 0; i < N_SETS; i++)
        assert_same_set(x, snapshot_set(x, (SnapshotSet)i), y, snapshot_set(y, (SnapshotSet)i));
    for (int i = 0; i < N_NETWORKS; i++) {
        assert_same_key(x, y, KEY_NETWORK, network_names[i]);
        assert_same_key(x, y, KEY_BRIDGE, network_names[i]);
        g_assert_cmpstr(snapshot_label(x, network_names[i]), ==,
                        snapshot_label(y, network_names[i]));
    }
    for (int i = 0; i < N_LABELS; i++)
        assert_same_key(x, y, KEY_LABEL, label_names[i]);
    assert_same_key(x, y, KEY_CLUSTER, "c1");
    assert_same_key(x, y, KEY_CLUSTER, "c2");
}

/* The same hosts and labels, put together from nothing and in another order. */
static Snapshot *from_scratch(const Snapshot *snapshot)
{
    Snapshot *scratch = snapshot_new();
    for (guint i = snapshot_n_slots(snapshot); i-- > 0;) {
        const PlacementHost *host = snapshot_host(snapshot, i);
        if (host != NULL)
            replace(&scratch, snapshot_with_host(scratch, placement_host_dup(host)));
    }
    for (guint i = 0; i < N_NETWORKS; i++)
        replace(&scratch, snapshot_with_label(scratch, network_names[i],
                                              snapshot_label(snapshot, network_names[i])));
    return scratch;
}

static void test_index_is_that_of_the_hosts(void)
{
    for (guint32 seed = 0; seed < 20; seed++) {
        g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
        g_autoptr(Snapshot) snapshot = snapshot_new();
        for (int i = 0; i < 600; i++) {
            guint number = below(rand, 200);
            g_autofree char *id = g_strdup_printf("h%04u", number);
            g_autoptr(Snapshot) old = snapshot_ref(snapshot);
            g_autoptr(Snapshot) old_scratch = i % 97 == 0 ? from_scratch(old) : NULL;
            if (chance(rand, 25))
                replace(&snapshot, snapshot_without_host(snapshot, id));
            else if (chance(rand, 10))
                random_labels(rand, &snapshot);
            else
                replace(&snapshot, snapshot_with_host(snapshot, random_host(rand, number, 3, 3)));
            if (i % 97 != 0)
                continue;
            g_autoptr(Snapshot) scratch = from_scratch(snapshot);
            assert_same_index(snapshot, scratch);
            assert_same_index(old, old_scratch); /* the old one was left alone */
        }
    }
}

static void test_relabelling_takes_effect_at_once(void)
{
    g_autoptr(Snapshot) snapshot = snapshot_new();
    g_autoptr(GRand) rand = g_rand_new_with_seed(1);
    PlacementHost *host = random_host(rand, 0, 0, 0);
    PlacementPf *pf = placement_pf_new();
    guint vf = 3;
    pf->id = g_strdup("pf");
    pf->name = g_strdup("ens1f0");
    pf->up = pf->carrier = TRUE;
    pf->labels = g_strsplit("fast", ",", -1);
    g_array_append_val(pf->free_vfs, vf);
    g_ptr_array_add(host->pfs, pf);
    host->schedulable = TRUE;
    replace(&snapshot, snapshot_with_host(snapshot, host));
    PlacementVnic vnic = { .id = "nic1", .name = "nic1", .network = "red" };
    PlacementRequest request = { .vm = "vm", .n_cpus = 1, .vnics = &vnic, .n_vnics = 1 };
    static const struct {
        const char *label;
        bool placed;
    } steps[] = {
        { NULL, false }, { "fast", true }, { "slow", false }, { "fast", true }, { NULL, false }
    };
    for (gsize i = 0; i < G_N_ELEMENTS(steps); i++) {
        replace(&snapshot, snapshot_with_label(snapshot, "red", steps[i].label));
        g_autoptr(PlacementResult) result = placement_place(snapshot, &request);
        g_assert_true((result->host != NULL) == steps[i].placed);
    }
}

static char *explain_text(Snapshot *snapshot, const PlacementRequest *request)
{
    g_autoptr(PlacementExplanation) explanation = placement_explain(snapshot, request);
    return placement_explanation_format(explanation);
}

/* The host as it would be reported if the network were in the list of its PF. */
static PlacementHost *with_listed(const PlacementHost *host, guint pf, const char *network)
{
    PlacementHost *copy = placement_host_dup(host);
    PlacementPf *changed = copy->pfs->pdata[pf];
    g_autofree char *listed = g_strjoinv(" ", changed->networks);
    g_autofree char *all = g_strconcat(listed, *listed != '\0' ? " " : "", network, NULL);
    g_strfreev(changed->networks);
    changed->networks = g_strsplit(all, " ", -1);
    return copy;
}

/* What is assumed has the effect that it would have, and the snapshot it began with has none. */
static void test_assuming_is_as_if(void)
{
    guint n_changed = 0;
    for (guint32 seed = 0; seed < 400; seed++) {
        g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
        g_autoptr(Snapshot) snapshot = snapshot_new();
        for (guint i = 0; i < 5; i++)
            replace(&snapshot, snapshot_with_host(snapshot, random_host(rand, i, 3, 3)));
        random_labels(rand, &snapshot);
        PlacementVnic vnics[4];
        const PlacementRequest request = random_request(rand, vnics, 4);
        const PlacementHost *host = snapshot_host(snapshot, below(rand, 5));
        guint i = below(rand, 3);
        const PlacementPf *pf = host->pfs->pdata[i];
        const char *network = network_names[below(rand, N_NETWORKS)];

        g_autofree char *before = explain_text(snapshot, &request);
        g_autoptr(Snapshot) assumed =
            snapshot_with_network_allowed(snapshot, host->id, pf->id, network);
        if (pf->all_networks_allowed || lists(pf->networks, network)) {
            g_assert_true(assumed == snapshot);
            continue;
        }
        g_autoptr(Snapshot) real = snapshot_with_host(snapshot, with_listed(host, i, network));
        g_autofree char *what_if = explain_text(assumed, &request);
        g_autofree char *then = explain_text(real, &request);
        g_autofree char *after = explain_text(snapshot, &request);
        g_assert_cmpstr(what_if, ==, then);
        g_assert_cmpstr(after, ==, before);
        n_changed += strcmp(what_if, before) != 0;
    }
    g_assert_cmpuint(n_changed, >, 20);
}

/* --- large ------------------------------------------------------------------------------------ */

/* Takes the VFs of 'result', as a lease would. */
static PlacementHost *with_vfs_taken(const Snapshot *snapshot, const PlacementResult *result,
                                     gint64 memory_mib)
{
    PlacementHost *host = placement_host_dup(snapshot_find_host(snapshot, result->host));
    host->free_memory_mib -= memory_mib;
    for (int i = 0; i < result->n_vnics; i++)
        for (guint p = 0; result->vnics[i].pf != NULL && p < host->pfs->len; p++) {
            PlacementPf *pf = host->pfs->pdata[p];
            if (strcmp(pf->id, result->vnics[i].pf) != 0)
                continue;
            guint j = 0;
            while (g_array_index(pf->free_vfs, guint, j) != result->vnics[i].vf_index)
                j++;
            g_array_remove_index(pf->free_vfs, j);
            pf->by_state[VF_LEASED]++;
        }
    return host;
}

/* VM after VM until none fits any more: each choice is right, no VF is given twice, and the
 * refusals are true. */
static void test_fill_many_hosts(void)
{
    for (guint32 seed = 0; seed < 3; seed++) {
        g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
        g_autoptr(Snapshot) snapshot = snapshot_new();
        g_autoptr(GHashTable) given = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        random_labels(rand, &snapshot);
        for (guint i = 0; i < 300; i++)
            replace(&snapshot, snapshot_with_host(snapshot, random_host(rand, i, 4, 8)));
        int n_refused = 0;
        while (n_refused < 200) {
            PlacementVnic vnics[5];
            PlacementRequest request = random_request(rand, vnics, 5);
            request.memory_mib /= 16;
            g_autoptr(PlacementResult) result = placement_place(snapshot, &request);
            if (result->host == NULL) {
                check_explanation(snapshot, &request, result->explanation);
                n_refused++;
                continue;
            }
            check_result(snapshot, &request, result);
            bool took = false;
            for (int i = 0; i < result->n_vnics; i++)
                if (result->vnics[i].pf != NULL) {
                    took = true;
                    g_assert_true(
                        g_hash_table_add(given, g_strdup_printf("%s/%u", result->vnics[i].pf,
                                                                result->vnics[i].vf_index)));
                }
            n_refused += !took; /* else a VM without VFs would go on for ever */
            replace(&snapshot, snapshot_with_host(
                                   snapshot, with_vfs_taken(snapshot, result, request.memory_mib)));
        }
        g_test_message("%u VFs given", g_hash_table_size(given));
        g_assert_cmpint(g_hash_table_size(given), >, 500);
    }
}

static void test_same_seed_same_answer(void)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(7);
    g_autoptr(Snapshot) snapshot = snapshot_new();
    for (guint i = 0; i < 300; i++)
        replace(&snapshot, snapshot_with_host(snapshot, random_host(rand, i, 4, 8)));
    g_autoptr(GHashTable) hosts = g_hash_table_new(g_str_hash, g_str_equal);
    for (int i = 0; i < 200; i++) {
        PlacementVnic vnic = { .id = "0", .name = "0", .network = NULL };
        PlacementRequest request = {
            .vm = "vm", .n_cpus = 1, .vnics = &vnic, .n_vnics = 1, .seed = (guint64)i
        };
        g_autoptr(PlacementResult) a = placement_place(snapshot, &request);
        g_autoptr(PlacementResult) b = placement_place(snapshot, &request);
        g_assert_cmpstr(a->host, ==, b->host);
        g_assert_cmpstr(a->vnics[0].pf, ==, b->vnics[0].pf);
        g_assert_cmpint(a->vnics[0].vf_index, ==, b->vnics[0].vf_index);
        g_hash_table_add(hosts, (gpointer)a->host);
    }
    g_assert_cmpint(g_hash_table_size(hosts), >, 10); /* the seed spreads */
}

/* Readers place while a writer replaces hosts: for the thread sanitizer. */
static gpointer place_many(gpointer data)
{
    Snapshot *snapshot = data;
    for (guint i = 0; i < 300; i++) {
        PlacementVnic vnics[2] = { { .id = "0", .name = "0", .network = "red" },
                                   { .id = "1", .name = "1", .network = "blue" } };
        PlacementRequest request = {
            .vm = "vm", .n_cpus = 1, .vnics = vnics, .n_vnics = 2, .seed = i
        };
        g_autoptr(PlacementResult) result = placement_place(snapshot, &request);
        if (result->host != NULL)
            check_result(snapshot, &request, result);
    }
    snapshot_unref(snapshot);
    return NULL;
}

static void test_threads(void)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(3);
    g_autoptr(Snapshot) snapshot = snapshot_new();
    GThread *threads[3];
    for (guint i = 0; i < 200; i++)
        replace(&snapshot, snapshot_with_host(snapshot, random_host(rand, i, 4, 8)));
    for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] = g_thread_new("placer", place_many, snapshot_ref(snapshot));
    for (guint i = 0; i < 500; i++)
        replace(&snapshot, snapshot_with_host(snapshot, random_host(rand, below(rand, 200), 4, 8)));
    for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
        g_thread_join(threads[i]);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/placement/property/small", test_small_against_all_assignments);
    g_test_add_func("/placement/property/cheapest", test_assignment_is_the_cheapest);
    g_test_add_func("/placement/property/index", test_index_is_that_of_the_hosts);
    g_test_add_func("/placement/property/relabelling", test_relabelling_takes_effect_at_once);
    g_test_add_func("/placement/property/assuming", test_assuming_is_as_if);
    g_test_add_func("/placement/property/fill", test_fill_many_hosts);
    g_test_add_func("/placement/property/seed", test_same_seed_same_answer);
    g_test_add_func("/placement/property/threads", test_threads);
    return g_test_run();
}
