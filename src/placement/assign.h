/* assign.h - items to bins, all of them together, at the lowest cost: the joint assignment of
 * vNICs to PFs.
 *
 * A minimum-cost flow by successive shortest paths
 *
 *     source -> item -> (group, bin) -> bin -> sink
 *
 * where an item without a group goes to the bin itself, (group, bin) lets one item through, and
 * bin -> sink is one arc a place, each dearer than the one before by 'crowding'.  It finds an
 * assignment whenever there is one.  Knows nothing of hosts; the sizes are those of one VM and one
 * host. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define ASSIGN_NEVER (-1) /* cost of a pair that may not be */
#define ASSIGN_NONE  (-1) /* no group, no bin */

typedef struct Assigner Assigner;

/* Scratch memory that any number of problems, one after another, are solved in. */
Assigner *assigner_new(void);
void assigner_free(Assigner *assigner); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Assigner, assigner_free)

typedef struct {
    int n_items, n_bins;
    const gint64 *costs; /* [item * n_bins + bin]; ASSIGN_NEVER or 0 and up */
    const int *groups;   /* of each item: 0 .. n_items - 1, or ASSIGN_NONE */
    const guint *places; /* of each bin */
    gint64 crowding;     /* of the second item in a bin; twice that of the third … */
} AssignProblem;

/* Sets ret_bins[item] for all items and the sum of the costs.  False when not all items can have a
 * bin; assign_violator() then says why. */
bool assign_solve(Assigner *assigner, const AssignProblem *problem, int *ret_bins,
                  gint64 *ret_cost);

/* After a failed assign_solve(), the proof: the items whose flag in ret_items is set have no way
 * but to the bins with ret_places[bin] >= 0, and these are one fewer than the items, all together.
 * ret_grouped[bin]: these are the places that the items' group may have, not all of the bin's. */
void assign_violator(Assigner *assigner, const AssignProblem *problem, bool *ret_items,
                     int *ret_places, bool *ret_grouped);
