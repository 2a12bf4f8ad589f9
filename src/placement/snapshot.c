/* Hosts lie in slots, 64 to a chunk; sets of slots say who has what.  A new snapshot copies the
 * list of chunks, the one chunk and the few sets that change, and counts one reference more on the
 * rest. */
#include "placement/snapshot-index.h"

#include "base/intern.h"

#include <string.h>

#define CHUNK_SIZE 64

typedef struct {
    int references;               /* atomic */
    HostFacts *hosts[CHUNK_SIZE]; /* NULL: a gap */
} Chunk;

struct Snapshot {
    int references; /* atomic */
    guint n_hosts, n_chunks;
    KeyMap *map;
    HostSet *sets[N_SETS];
    Chunk *chunks[];
};

/* --- chunks ----------------------------------------------------------------------------------- */

static void chunk_unref(Chunk *chunk)
{
    if (chunk == NULL || !g_atomic_int_dec_and_test(&chunk->references))
        return;
    for (guint i = 0; i < CHUNK_SIZE; i++)
        host_facts_unref(chunk->hosts[i]);
    g_free(chunk);
}

static Chunk *chunk_copy(const Chunk *chunk)
{
    Chunk *copy = g_new0(Chunk, 1);
    copy->references = 1;
    for (guint i = 0; chunk != NULL && i < CHUNK_SIZE; i++)
        if (chunk->hosts[i] != NULL)
            copy->hosts[i] = host_facts_ref(chunk->hosts[i]);
    return copy;
}

/* --- making snapshots ------------------------------------------------------------------------- */

static Snapshot *allocate(guint n_chunks)
{
    Snapshot *snapshot = g_malloc0(sizeof *snapshot + n_chunks * sizeof snapshot->chunks[0]);
    snapshot->references = 1;
    snapshot->n_chunks = n_chunks;
    return snapshot;
}

Snapshot *snapshot_new(void)
{
    Snapshot *snapshot = allocate(0);
    snapshot->map = key_map_new();
    return snapshot;
}

/* The same, of the caller's own, with room for 'slot'. */
static Snapshot *copy_with_room(const Snapshot *old, guint slot)
{
    Snapshot *snapshot = allocate(MAX(old->n_chunks, slot / CHUNK_SIZE + 1));
    snapshot->n_hosts = old->n_hosts;
    snapshot->map = key_map_ref(old->map);
    for (guint i = 0; i < N_SETS; i++)
        snapshot->sets[i] = host_set_ref(old->sets[i]);
    for (guint i = 0; i < old->n_chunks; i++) {
        snapshot->chunks[i] = old->chunks[i];
        if (snapshot->chunks[i] != NULL)
            g_atomic_int_inc(&snapshot->chunks[i]->references);
    }
    return snapshot;
}

Snapshot *snapshot_ref(Snapshot *snapshot)
{
    g_atomic_int_inc(&snapshot->references);
    return snapshot;
}

void snapshot_unref(Snapshot *snapshot)
{
    if (snapshot == NULL || !g_atomic_int_dec_and_test(&snapshot->references))
        return;
    for (guint i = 0; i < snapshot->n_chunks; i++)
        chunk_unref(snapshot->chunks[i]);
    for (guint i = 0; i < N_SETS; i++)
        host_set_unref(snapshot->sets[i]);
    key_map_unref(snapshot->map);
    g_free(snapshot);
}

/* --- the index -------------------------------------------------------------------------------- */

int snapshot_memory_step(gint64 free_memory_mib)
{
    if (free_memory_mib < 1)
        return -1;
    int step = 63 - __builtin_clzll((guint64)free_memory_mib);
    return MIN(step, SNAPSHOT_MEMORY_STEPS - 1);
}

/* Whether a host with these facts (NULL: none) belongs in a set. */
static bool belongs(const HostFacts *facts, SnapshotSet which)
{
    if (facts == NULL)
        return false;
    if (which == SET_OCCUPIED)
        return true;
    if (which == SET_SCHEDULABLE)
        return facts->schedulable;
    if (which == SET_FREE_FOR_ALL)
        return facts->free_for_all;
    if (which < SET_FREE)
        return snapshot_memory_step(facts->free_memory_mib) >= (int)(which - SET_MEMORY);
    return facts->n_free > which - SET_FREE;
}

static void put_key(Snapshot *snapshot, const HostKey *key, guint slot, bool present)
{
    const HostSet *now = snapshot_key_set(snapshot, key->kind, key->text);
    if (host_set_contains(now, slot) == present)
        return;
    gpointer *value = key_map_edit(&snapshot->map, key->kind, key->text);
    host_set_put((HostSet **)value, slot, present);
}

/* Both lists of keys are sorted: what is in one only has come or gone. */
static void index_keys(Snapshot *snapshot, guint slot, const HostFacts *old, const HostFacts *now)
{
    guint n_old = old == NULL ? 0 : old->n_keys, n_now = now == NULL ? 0 : now->n_keys;
    for (guint i = 0, j = 0; i < n_old || j < n_now;) {
        int order = i == n_old   ? 1
                    : j == n_now ? -1
                                 : host_key_compare(&old->keys[i], &now->keys[j]);
        if (order < 0)
            put_key(snapshot, &old->keys[i], slot, false);
        else if (order > 0)
            put_key(snapshot, &now->keys[j], slot, true);
        i += order <= 0;
        j += order >= 0;
    }
}

/* Puts 'facts' (taken; NULL: nothing) into 'slot' of a snapshot of the caller's own. */
static void put(Snapshot *snapshot, guint slot, HostFacts *facts)
{
    Chunk **chunk = &snapshot->chunks[slot / CHUNK_SIZE];
    Chunk *copy = chunk_copy(*chunk);
    HostFacts *old = copy->hosts[slot % CHUNK_SIZE]; /* the copy's reference is now ours */
    copy->hosts[slot % CHUNK_SIZE] = facts;
    chunk_unref(*chunk);
    *chunk = copy;

    for (guint i = 0; i < N_SETS; i++)
        host_set_put(&snapshot->sets[i], slot, belongs(facts, i));
    index_keys(snapshot, slot, old, facts);
    host_facts_unref(old);
}

Snapshot *snapshot_with_host(Snapshot *old, PlacementHost *host)
{
    autointern const char *id = intern_new(host->id);
    guint known = GPOINTER_TO_UINT(key_map_find(old->map, KEY_HOST, id));
    guint slot = known > 0 ? known - 1 : host_set_first_gap(old->sets[SET_OCCUPIED]);
    Snapshot *snapshot = copy_with_room(old, slot);
    if (known == 0) {
        *key_map_edit(&snapshot->map, KEY_HOST, id) = GUINT_TO_POINTER(slot + 1);
        snapshot->n_hosts++;
    }
    put(snapshot, slot, host_facts_new(host));
    return snapshot;
}

Snapshot *snapshot_without_host(Snapshot *old, const char *id)
{
    int slot = snapshot_find_slot(old, id);
    if (slot < 0)
        return snapshot_ref(old);
    autointern const char *text = intern_new(id);
    Snapshot *snapshot = copy_with_room(old, (guint)slot);
    *key_map_edit(&snapshot->map, KEY_HOST, text) = NULL;
    snapshot->n_hosts--;
    put(snapshot, (guint)slot, NULL);
    return snapshot;
}

Snapshot *snapshot_with_label(Snapshot *old, const char *network, const char *label)
{
    autointern const char *text = intern_new(network);
    if (g_strcmp0(snapshot_label_of(old, text), label) == 0)
        return snapshot_ref(old);
    Snapshot *snapshot = copy_with_room(old, 0);
    gpointer *value = key_map_edit(&snapshot->map, KEY_LABEL_OF, text);
    intern_unref(*value);
    *value = label == NULL ? NULL : (gpointer)intern_new(label);
    return snapshot;
}

static void allow(PlacementPf *pf, const char *network)
{
    guint n = pf->networks != NULL ? g_strv_length(pf->networks) : 0;
    pf->networks = g_renew(char *, pf->networks, n + 2);
    pf->networks[n] = g_strdup(network);
    pf->networks[n + 1] = NULL;
}

Snapshot *snapshot_with_network_allowed(Snapshot *old, const char *host, const char *pf,
                                        const char *network)
{
    const PlacementHost *now = snapshot_find_host(old, host);
    const PlacementPf *known = now != NULL ? placement_host_find_pf(now, pf) : NULL;
    bool listed = known != NULL && known->networks != NULL &&
                  g_strv_contains((const char *const *)known->networks, network);
    if (known == NULL || known->all_networks_allowed || listed)
        return snapshot_ref(old);
    PlacementHost *changed = placement_host_dup(now);
    allow(placement_host_find_pf(changed, pf), network);
    return snapshot_with_host(old, changed);
}

/* --- reading ---------------------------------------------------------------------------------- */

guint snapshot_n_hosts(const Snapshot *snapshot)
{
    return snapshot->n_hosts;
}

guint snapshot_n_slots(const Snapshot *snapshot)
{
    return snapshot->n_chunks * CHUNK_SIZE;
}

const HostFacts *snapshot_facts(const Snapshot *snapshot, guint slot)
{
    const Chunk *chunk = snapshot->chunks[slot / CHUNK_SIZE];
    return chunk == NULL ? NULL : chunk->hosts[slot % CHUNK_SIZE];
}

const PlacementHost *snapshot_host(const Snapshot *snapshot, guint slot)
{
    const HostFacts *facts = snapshot_facts(snapshot, slot);
    return facts == NULL ? NULL : facts->host;
}

int snapshot_find_slot(const Snapshot *snapshot, const char *id)
{
    autointern const char *text = intern_new(id);
    return (int)GPOINTER_TO_UINT(key_map_find(snapshot->map, KEY_HOST, text)) - 1;
}

const PlacementHost *snapshot_find_host(const Snapshot *snapshot, const char *id)
{
    int slot = snapshot_find_slot(snapshot, id);
    return slot < 0 ? NULL : snapshot_host(snapshot, (guint)slot);
}

const HostSet *snapshot_set(const Snapshot *snapshot, SnapshotSet which)
{
    return snapshot->sets[which];
}

const HostSet *snapshot_key_set(const Snapshot *snapshot, KeyKind kind, const char *text)
{
    return key_map_find(snapshot->map, kind, text);
}

const char *snapshot_label_of(const Snapshot *snapshot, const char *network)
{
    return key_map_find(snapshot->map, KEY_LABEL_OF, network);
}

const char *snapshot_label(const Snapshot *snapshot, const char *network)
{
    autointern const char *text = intern_new(network);
    return snapshot_label_of(snapshot, text);
}
