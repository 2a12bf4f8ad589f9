/* rules.h - what a host and a PF must have, and what makes one better than another.
 *
 * Filters and weights are tables: a rule is a row.  place() and explain() walk the same rows. */
#pragma once

#include "placement/assign.h"
#include "placement/placement.h"
#include "placement/snapshot-index.h"

/* A request with its texts looked up, and scratch memory for one host at a time. */
typedef struct {
    Snapshot *snapshot;
    const PlacementRequest *request;
    const char *cluster;   /* interned; NULL: any */
    const char **networks; /* by vNIC, interned; NULL: none */
    const char **labels;   /* by vNIC, borrowed from the snapshot; NULL: none */
    int n_items;           /* vNICs that need a VF */
    int *items;            /* their numbers in the request */
    int *groups;           /* their spread groups, as assign.h wants them */
    bool wants_numa;       /* one of them does not ignore NUMA */

    Assigner *assigner;
    gint64 *costs; /* n_items x number of PFs */
    gsize n_costs;
    guint *places;
    int *bins;
} Task;

void task_init(Task *task, Snapshot *snapshot, const PlacementRequest *request);
void task_clear(Task *task);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Task, task_clear)

/* How the vNICs of the task go on one host. */
typedef struct {
    gint64 cost;
    int numa_node;
    int *bins; /* by item: PF number */
} Fit;

/* Whether the host passes all filters of hosts and bridges; the first that it does not pass. */
bool rules_host_passes(const Task *task, const HostFacts *facts, PlacementReason *ret_reason);
bool rules_bridge_passes(const Task *task, const HostFacts *facts, int vnic);

/* The same for a PF and an item. */
bool rules_pf_passes(const Task *task, const HostFacts *facts, guint pf, int item,
                     PlacementReason *ret_reason);

/* The cost of the host itself, whatever its PFs. */
gint64 rules_host_cost(const Task *task, const HostFacts *facts);

/* The best joint assignment; false when there is none.  fit->bins has room for n_items. */
bool rules_fit(Task *task, const HostFacts *facts, Fit *fit);

/* As rules_fit() without regard to NUMA; after a false, assign_violator() on 'ret_problem' says
 * why. */
bool rules_fit_anywhere(Task *task, const HostFacts *facts, AssignProblem *ret_problem);

/* One row a weight, as it comes out for 'fit': an array of PlacementCost. */
GArray *rules_costs(Task *task, const HostFacts *facts, const Fit *fit);
