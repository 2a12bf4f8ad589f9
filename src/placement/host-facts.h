/* host-facts.h - one host, prepared for deciding: what placement looks at, in one piece of memory.
 *
 * Texts are interned, so that comparing is comparing pointers.  Counted and never edited. */
#pragma once

#include "placement/key-map.h"
#include "placement/snapshot.h"

/* A PF in the terms of the rules. */
typedef struct {
    guint n_free, n_vfs;
    int numa_node;
    gboolean up, carrier, all_networks_allowed;
    guint first_text, n_networks, n_labels; /* in HostFacts.texts: networks, then labels */
} PfFacts;

/* A set of the snapshot's index that the host is in. */
typedef struct {
    KeyKind kind;
    const char *text;
} HostKey;

typedef struct {
    int references; /* atomic */
    PlacementHost *host;
    const char *cluster; /* interned; NULL: none */
    gint64 free_memory_mib;
    guint n_cpus;
    gboolean schedulable;
    guint n_pfs, n_texts, n_networks, n_keys;
    guint n_free;          /* VFs of PFs that are up with carrier */
    gboolean free_for_all; /* one of them is on a PF that serves every network */
    PfFacts *pfs;
    const char **texts;    /* what PFs allow, one reference each */
    const char **networks; /* with a bridge here, one reference each */
    HostKey *keys;         /* sorted, each once; no references: they are those of the above */
} HostFacts;

/* Takes 'host'; sorts its free VFs and counts them. */
HostFacts *host_facts_new(PlacementHost *host);
HostFacts *host_facts_ref(HostFacts *facts);
void host_facts_unref(HostFacts *facts); /* NULL is fine */

/* Whether PF number 'pf' may serve 'network' with 'label' (both interned; NULL: none). */
static inline bool host_facts_allows(const HostFacts *facts, guint pf, const char *network,
                                     const char *label)
{
    const PfFacts *p = &facts->pfs[pf];
    if (p->all_networks_allowed || network == NULL)
        return true;
    const char *const *texts = (const char *const *)facts->texts + p->first_text;
    for (guint i = 0; i < p->n_networks; i++)
        if (texts[i] == network)
            return true;
    for (guint i = 0; label != NULL && i < p->n_labels; i++)
        if (texts[p->n_networks + i] == label)
            return true;
    return false;
}

/* Whether the host has a bridge of 'network' (interned). */
bool host_facts_has_bridge(const HostFacts *facts, const char *network);

/* Order of HostKeys in 'keys'. */
int host_key_compare(const HostKey *a, const HostKey *b);
