#include "placement/key-map.h"

#include "base/intern.h"
#include "placement/host-set.h"

#include <string.h>

#define N_BUCKETS 256

typedef struct {
    KeyKind kind;
    const char *text; /* interned, one reference */
    gpointer value;
} Entry;

typedef struct {
    int references; /* atomic */
    guint n_entries;
    Entry entries[];
} Bucket;

struct KeyMap {
    int references;             /* atomic */
    Bucket *buckets[N_BUCKETS]; /* NULL: empty */
};

/* A value is a counted thing or a number, by the kind of its key. */
static gpointer value_ref(KeyKind kind, gpointer value)
{
    switch (kind) {
    case KEY_HOST:
        return value;
    case KEY_LABEL_OF:
        return value == NULL ? NULL : (gpointer)intern_ref(value);
    case KEY_CLUSTER:
    case KEY_NETWORK:
    case KEY_LABEL:
    case KEY_BRIDGE:
        break;
    }
    return host_set_ref(value);
}

static void value_unref(KeyKind kind, gpointer value)
{
    switch (kind) {
    case KEY_HOST:
        return;
    case KEY_LABEL_OF:
        intern_unref(value);
        return;
    case KEY_CLUSTER:
    case KEY_NETWORK:
    case KEY_LABEL:
    case KEY_BRIDGE:
        host_set_unref(value);
    }
}

static void bucket_unref(Bucket *bucket)
{
    if (bucket == NULL || !g_atomic_int_dec_and_test(&bucket->references))
        return;
    for (guint i = 0; i < bucket->n_entries; i++) {
        value_unref(bucket->entries[i].kind, bucket->entries[i].value);
        intern_unref(bucket->entries[i].text);
    }
    g_free(bucket);
}

/* A copy of what has a value, with room for one more. */
static Bucket *bucket_copy(const Bucket *bucket)
{
    guint n_entries = bucket == NULL ? 0 : bucket->n_entries;
    Bucket *copy = g_malloc0(sizeof *copy + (n_entries + 1) * sizeof copy->entries[0]);
    copy->references = 1;
    for (guint i = 0; i < n_entries; i++) {
        const Entry *entry = &bucket->entries[i];
        if (entry->value != NULL)
            copy->entries[copy->n_entries++] = (Entry){ entry->kind, intern_ref(entry->text),
                                                        value_ref(entry->kind, entry->value) };
    }
    return copy;
}

KeyMap *key_map_new(void)
{
    KeyMap *map = g_new0(KeyMap, 1);
    map->references = 1;
    return map;
}

KeyMap *key_map_ref(KeyMap *map)
{
    g_atomic_int_inc(&map->references);
    return map;
}

void key_map_unref(KeyMap *map)
{
    if (map == NULL || !g_atomic_int_dec_and_test(&map->references))
        return;
    for (guint i = 0; i < N_BUCKETS; i++)
        bucket_unref(map->buckets[i]);
    g_free(map);
}

static void own_map(KeyMap **map)
{
    if (g_atomic_int_get(&(*map)->references) == 1)
        return;
    KeyMap *copy = key_map_new();
    for (guint i = 0; i < N_BUCKETS; i++) {
        copy->buckets[i] = (*map)->buckets[i];
        if (copy->buckets[i] != NULL)
            g_atomic_int_inc(&copy->buckets[i]->references);
    }
    key_map_unref(*map);
    *map = copy;
}

/* Interned texts differ by address; the low bits of an address hold nothing. */
static guint bucket_of(KeyKind kind, const char *text)
{
    guint64 mixed = ((guint64)GPOINTER_TO_SIZE(text) >> 4) + (guint64)kind;
    return (guint)(mixed * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15) >> 56);
}

static int find_entry(const Bucket *bucket, KeyKind kind, const char *text)
{
    for (guint i = 0; bucket != NULL && i < bucket->n_entries; i++)
        if (bucket->entries[i].text == text && bucket->entries[i].kind == kind)
            return (int)i;
    return -1;
}

gpointer *key_map_edit(KeyMap **map, KeyKind kind, const char *text)
{
    own_map(map);
    Bucket **bucket = &(*map)->buckets[bucket_of(kind, text)];
    int i = find_entry(*bucket, kind, text);
    if (i >= 0 && g_atomic_int_get(&(*bucket)->references) == 1)
        return &(*bucket)->entries[i].value;
    Bucket *copy = bucket_copy(*bucket);
    bucket_unref(*bucket);
    *bucket = copy;
    i = find_entry(copy, kind, text);
    if (i < 0) {
        i = (int)copy->n_entries++;
        copy->entries[i] = (Entry){ kind, intern_ref(text), NULL };
    }
    return &copy->entries[i].value;
}

gpointer key_map_find(const KeyMap *map, KeyKind kind, const char *text)
{
    const Bucket *bucket = map->buckets[bucket_of(kind, text)];
    int i = find_entry(bucket, kind, text);
    return i < 0 ? NULL : bucket->entries[i].value;
}
