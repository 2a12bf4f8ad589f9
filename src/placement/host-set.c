#include "placement/host-set.h"

#include <string.h>

static HostSet *new_set(guint n_words)
{
    HostSet *set = g_malloc0(sizeof *set + n_words * sizeof set->words[0]);
    set->references = 1;
    set->n_words = n_words;
    return set;
}

HostSet *host_set_ref(HostSet *set)
{
    if (set != NULL)
        g_atomic_int_inc(&set->references);
    return set;
}

void host_set_unref(HostSet *set)
{
    if (set != NULL && g_atomic_int_dec_and_test(&set->references))
        g_free(set);
}

/* Makes '*set' the caller's own, with room for 'slot'. */
static void own(HostSet **set, guint slot)
{
    guint n_words = MAX(slot / 64 + 1, *set == NULL ? 0 : (*set)->n_words);
    if (*set != NULL && g_atomic_int_get(&(*set)->references) == 1 && (*set)->n_words == n_words)
        return;
    HostSet *copy = new_set(n_words);
    if (*set != NULL)
        memcpy(copy->words, (*set)->words, (*set)->n_words * sizeof copy->words[0]);
    host_set_unref(*set);
    *set = copy;
}

void host_set_put(HostSet **set, guint slot, bool present)
{
    if (host_set_contains(*set, slot) == present)
        return;
    own(set, slot);
    (*set)->words[slot / 64] ^= G_GUINT64_CONSTANT(1) << slot % 64;
}

bool host_set_contains(const HostSet *set, guint slot)
{
    return host_set_word(set, slot / 64) >> slot % 64 & 1;
}

guint host_set_first_gap(const HostSet *set)
{
    guint i = 0;
    while (host_set_word(set, i) == G_MAXUINT64)
        i++;
    return i * 64 + (guint)__builtin_ctzll(~host_set_word(set, i));
}
