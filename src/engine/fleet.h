/* fleet.h - the engine's memory of its hosts, and the snapshot that placement reads.
 *
 * A cache: the store owns rows, leases and policies, the hosts own their inventory.  Whoever
 * commits a change of what is named below says so here after the commit; the fleet reads it again
 * and replaces that one host in the snapshot.  Because the store is read anew each time, two
 * changes may arrive in either order.  Any thread; never inside a transaction. */
#pragma once

#include "model/host-nic.h"
#include "model/host.h"
#include "model/inventory.h"
#include "model/lease.h"
#include "placement/snapshot.h"
#include "store/store.h"

typedef struct Fleet Fleet;

/* Reads the hosts' rows, networks and labels.  'changed(data)' is called when the snapshot or what
 * a host reports has become another; from any thread, and must not call back. */
Fleet *fleet_new(Store *store, void (*changed)(gpointer data), gpointer data, GError **error);
void fleet_free(Fleet *fleet);

/* The current snapshot; the caller unrefs. */
Snapshot *fleet_snapshot(Fleet *fleet);

/* The row: name, cluster, status.  Adds a new host, forgets a removed one. */
void fleet_reload_host(Fleet *fleet, const char *host_id);
/* The row as it is about to be committed, so that who sees its new status can rely on placement;
 * in the transaction.  Whether the commit succeeds or not, fleet_reload_host() follows. */
void fleet_expect_host(Fleet *fleet, const Host *host);
void fleet_reload_leases(Fleet *fleet, const char *host_id);
void fleet_reload_policies(Fleet *fleet, const char *host_id);
void fleet_reload_networks(Fleet *fleet);

/* A new inventory (taken), whose host_nic rows were just written. */
void fleet_set_inventory(Fleet *fleet, const char *host_id, HostInventory *inventory);

/* Memory that is spoken for.  Said before the commit that starts a VM, and after the one that
 * records it down: so no run is missed. */
void fleet_vm_runs(Fleet *fleet, const char *host_id, const char *vm_id, gint64 memory_mib);
void fleet_vm_gone(Fleet *fleet, const char *host_id, const char *vm_id);

/* An inventory that does not change, shared by reference; NULL: the host has not reported. */
typedef struct FleetReport FleetReport;
FleetReport *fleet_report(Fleet *fleet, const char *host_id);
const HostInventory *fleet_report_get(const FleetReport *report);
void fleet_report_unref(FleetReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FleetReport, fleet_report_unref)

/* What a VF is, all things considered.  'lease' NULL: none. */
VfState fleet_vf_state(const VfInfo *vf, const Lease *lease);

/* --- for who looks at many hosts -------------------------------------------------------------- */

/* What the VFs of one PF may serve; NULL-terminated. */
typedef struct {
    char **networks, **labels; /* ids; words */
} FleetPolicy;

/* A host as it was known when it was asked for: a copy of the little of its row, and references to
 * what does not change. */
typedef struct {
    char *id, *name, *cluster;
    int status;           /* HostStatus */
    FleetReport *report;  /* NULL: not reported since the engine started */
    GPtrArray *nics;      /* of HostNic, also of a host that has not reported */
    GHashTable *policies; /* host NIC id -> FleetPolicy, where not all networks are allowed */
    GPtrArray *leases;    /* of Lease */
} FleetHost;

/* All hosts, of FleetHost, in no order; or the one with that id, or none. */
GPtrArray *fleet_hosts(Fleet *fleet, const char *host_id);

/* The NIC in the host's last report; NULL when the host does not report it now. */
const NicInfo *fleet_host_find_nic(const FleetHost *host, const HostNic *nic);

/* The leases of a PF by index of the VF, NULL where there is none; for fewer than 'n_vfs'.  The
 * caller frees the array. */
const Lease **fleet_index_leases(const GPtrArray *leases, const char *pf_id, guint n_vfs);

/* How many indexes the VFs of a PF take. */
guint fleet_n_indexes(const NicInfo *info);

/* Its VFs, by what they are. */
VfCounts fleet_count_pf(const GPtrArray *leases, const char *pf_id, const NicInfo *info);

/* The VFs of one host, or (NULL) of all: kept, not counted now. */
VfCounts fleet_count(Fleet *fleet, const char *host_id);
