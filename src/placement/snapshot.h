/* snapshot.h - the inventory that placement reads: hosts, their PFs and free VFs, by network.
 *
 * Immutable and counted: any thread may read a Snapshot it holds a reference to, while others make
 * newer ones from it.  A new snapshot shares every unchanged host with the old one, so replacing
 * one host costs microseconds whatever the number of hosts.  Pure: whoever makes the hosts
 * (engine, from inventory and leases) decides what is free.
 *
 * A PF's policy is kept as written (network ids and labels), and a network's label is a fact of
 * the snapshot of its own: relabelling a network changes at once what every PF may serve, without
 * touching a host. */
#pragma once

#include "model/inventory.h"

#include <glib.h>
#include <stdbool.h>

/* A PF as placement sees it.  Plain data, made by the caller. */
typedef struct {
    char *id, *name; /* host NIC id; "ens1f0" */
    int numa_node;   /* -1: unknown */
    gboolean up, carrier;
    gboolean all_networks_allowed;
    char **networks;             /* ids of networks its VFs may serve; NULL: none */
    char **labels;               /* labels its VFs may serve; NULL: none */
    guint by_state[N_VF_STATES]; /* VFs by state; [VF_FREE] is set from 'free_vfs' on the way in */
    GArray *free_vfs; /* of guint: indexes of the free VFs, any order (sorted on the way in) */
} PlacementPf;

typedef struct {
    int node;
    gint64 free_memory_mib; /* -1: unknown */
} PlacementNumaNode;

typedef struct {
    char *id, *name;
    char *cluster;
    gboolean schedulable;
    char *reason; /* when not schedulable, in words: "is in maintenance" */
    gint64 free_memory_mib;
    guint n_cpus;
    char **networks;        /* ids of networks with a bridge here, for virtio vNICs; NULL: none */
    GArray *numa_nodes;     /* of PlacementNumaNode; empty or one: distance does not matter */
    guint8 *numa_distances; /* numa_nodes->len squared, as /sys/…/distance; NULL: 10 and 20 */
    GPtrArray *pfs;         /* of PlacementPf */
} PlacementHost;

/* Empty ones with their containers; free functions take NULL. */
PlacementHost *placement_host_new(void);
PlacementHost *placement_host_dup(const PlacementHost *host);
void placement_host_free(PlacementHost *host);
PlacementPf *placement_host_find_pf(const PlacementHost *host, const char *id); /* NULL: none */
PlacementPf *placement_pf_new(void);
void placement_pf_free(PlacementPf *pf);

typedef struct Snapshot Snapshot;

/* Without a host and a label. */
Snapshot *snapshot_new(void);

/* The snapshot can be shared with any thread; the last unref frees it. */
Snapshot *snapshot_ref(Snapshot *snapshot);
void snapshot_unref(Snapshot *snapshot); /* NULL is fine */

/* A new snapshot in which 'host' (taken) is added, or replaces the one with its id. */
Snapshot *snapshot_with_host(Snapshot *old, PlacementHost *host);

/* A new snapshot without the host 'id'; the same one when there is no such host. */
Snapshot *snapshot_without_host(Snapshot *old, const char *id);

/* A new snapshot in which network 'network' carries 'label'; NULL: none any more. */
Snapshot *snapshot_with_label(Snapshot *old, const char *network, const char *label);

/* A new snapshot in which the VFs of PF 'pf' of 'host' may serve 'network', too: to see what would
 * come of it.  The same one when they may anyway or there is no such PF. */
Snapshot *snapshot_with_network_allowed(Snapshot *old, const char *host, const char *pf,
                                        const char *network);

guint snapshot_n_hosts(const Snapshot *snapshot);

/* The hosts, in no meaningful order: call with 0 .. snapshot_n_slots() - 1, NULL for a gap. */
guint snapshot_n_slots(const Snapshot *snapshot);
const PlacementHost *snapshot_host(const Snapshot *snapshot, guint slot);

/* NULL when there is none.  Borrowed from 'snapshot'. */
const PlacementHost *snapshot_find_host(const Snapshot *snapshot, const char *id);

/* The label of a network; NULL: none. */
const char *snapshot_label(const Snapshot *snapshot, const char *network);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Snapshot, snapshot_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PlacementHost, placement_host_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PlacementPf, placement_pf_free)
