/* host-set.h - a set of slot numbers of a snapshot, one bit each, shared until it is changed.
 *
 * Counted; a set with more than one reference is never edited.  NULL is the empty set. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct {
    int references; /* atomic */
    guint n_words;
    guint64 words[];
} HostSet;

HostSet *host_set_ref(HostSet *set); /* NULL gives NULL */
void host_set_unref(HostSet *set);   /* NULL is fine */

/* Adds or removes 'slot' in '*set', which the caller owns one reference of: a set that others hold
 * too is copied first.  Nothing happens when nothing would change. */
void host_set_put(HostSet **set, guint slot, bool present);

bool host_set_contains(const HostSet *set, guint slot);

/* The lowest number that is not in 'set'. */
guint host_set_first_gap(const HostSet *set);

/* The 'i'th 64 slots as bits; 0 beyond the end. */
static inline guint64 host_set_word(const HostSet *set, guint i)
{
    return set != NULL && i < set->n_words ? set->words[i] : 0;
}
