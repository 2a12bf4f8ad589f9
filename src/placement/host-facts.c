#include "placement/host-facts.h"

#include "base/intern.h"

#include <stdlib.h>
#include <string.h>

static guint length(char *const *list)
{
    return list == NULL ? 0 : g_strv_length((char **)list);
}

/* Everything in one block: a placement looks at many hosts and at little of each. */
static HostFacts *allocate(const PlacementHost *host)
{
    guint n_pfs = host->pfs->len, n_texts = 0, n_networks = length(host->networks);
    for (guint i = 0; i < n_pfs; i++) {
        const PlacementPf *pf = host->pfs->pdata[i];
        n_texts += length(pf->networks) + length(pf->labels);
    }
    guint n_keys = 1 + n_texts + n_networks;
    gsize size = sizeof(HostFacts) + n_keys * sizeof(HostKey) +
                 (n_texts + n_networks) * sizeof(char *) + n_pfs * sizeof(PfFacts);
    HostFacts *facts = g_malloc0(size);
    facts->keys = (HostKey *)(facts + 1); /* the widest first, for alignment */
    facts->texts = (const char **)(facts->keys + n_keys);
    facts->networks = facts->texts + n_texts;
    facts->pfs = (PfFacts *)(facts->networks + n_networks);
    facts->n_pfs = n_pfs;
    return facts;
}

static guint intern_all(const char **place, char *const *list)
{
    guint n = length(list);
    for (guint i = 0; i < n; i++)
        place[i] = intern_new(list[i]);
    return n;
}

static void add_key(HostFacts *facts, KeyKind kind, const char *text)
{
    facts->keys[facts->n_keys++] = (HostKey){ kind, text };
}

static int compare_indexes(gconstpointer a, gconstpointer b)
{
    guint x = *(const guint *)a, y = *(const guint *)b;
    return (x > y) - (x < y);
}

static void add_pf(HostFacts *facts, guint i)
{
    PlacementPf *pf = facts->host->pfs->pdata[i];
    g_array_sort(pf->free_vfs, compare_indexes);
    pf->by_state[VF_FREE] = pf->free_vfs->len;

    PfFacts *p = &facts->pfs[i];
    p->n_free = pf->free_vfs->len;
    for (int state = 0; state < N_VF_STATES; state++)
        p->n_vfs += pf->by_state[state];
    p->numa_node = pf->numa_node;
    p->up = pf->up;
    p->carrier = pf->carrier;
    p->all_networks_allowed = pf->all_networks_allowed;
    p->first_text = facts->n_texts;
    p->n_networks = intern_all(facts->texts + p->first_text, pf->networks);
    p->n_labels = intern_all(facts->texts + p->first_text + p->n_networks, pf->labels);
    facts->n_texts += p->n_networks + p->n_labels;

    if (!p->up || !p->carrier || p->n_free == 0)
        return;
    facts->n_free += p->n_free;
    facts->free_for_all |= p->all_networks_allowed;
    for (guint j = 0; j < p->n_networks + p->n_labels; j++)
        add_key(facts, j < p->n_networks ? KEY_NETWORK : KEY_LABEL,
                facts->texts[p->first_text + j]);
}

int host_key_compare(const HostKey *a, const HostKey *b)
{
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return (a->text > b->text) - (a->text < b->text);
}

static int compare_keys(const void *a, const void *b)
{
    return host_key_compare(a, b);
}

static void sort_keys(HostFacts *facts)
{
    qsort(facts->keys, facts->n_keys, sizeof facts->keys[0], compare_keys);
    guint n = 0;
    for (guint i = 0; i < facts->n_keys; i++)
        if (i == 0 || host_key_compare(&facts->keys[i], &facts->keys[n - 1]) != 0)
            facts->keys[n++] = facts->keys[i];
    facts->n_keys = n;
}

HostFacts *host_facts_new(PlacementHost *host)
{
    HostFacts *facts = allocate(host);
    facts->references = 1;
    facts->host = host;
    facts->cluster = host->cluster == NULL ? NULL : intern_new(host->cluster);
    facts->free_memory_mib = host->free_memory_mib;
    facts->n_cpus = host->n_cpus;
    facts->schedulable = host->schedulable;
    if (facts->cluster != NULL)
        add_key(facts, KEY_CLUSTER, facts->cluster);
    facts->n_networks = intern_all(facts->networks, host->networks);
    for (guint i = 0; i < facts->n_networks; i++)
        add_key(facts, KEY_BRIDGE, facts->networks[i]);
    for (guint i = 0; i < facts->n_pfs; i++)
        add_pf(facts, i);
    sort_keys(facts);
    return facts;
}

HostFacts *host_facts_ref(HostFacts *facts)
{
    g_atomic_int_inc(&facts->references);
    return facts;
}

void host_facts_unref(HostFacts *facts)
{
    if (facts == NULL || !g_atomic_int_dec_and_test(&facts->references))
        return;
    for (guint i = 0; i < facts->n_texts; i++)
        intern_unref(facts->texts[i]);
    for (guint i = 0; i < facts->n_networks; i++)
        intern_unref(facts->networks[i]);
    intern_unref(facts->cluster);
    placement_host_free(facts->host);
    g_free(facts);
}

bool host_facts_has_bridge(const HostFacts *facts, const char *network)
{
    for (guint i = 0; i < facts->n_networks; i++)
        if (facts->networks[i] == network)
            return true;
    return false;
}
