/* physical-function.h - the PFs of all hosts with their VFs, as a caller may see them.
 *
 * Made of the fleet's memory in one go; the store is asked for names only, a query a type whatever
 * the number of PFs. */
#pragma once

#include "engine/fleet.h"
#include "engine/vf-user.h"
#include "model/cluster.h"

/* What of them is wanted: ids, NULL: any. */
typedef struct {
    const char *cluster, *host;
    const char *network; /* PFs whose VFs may serve it: of its data center, by their policy */
    gint64 max;          /* negative: all */
    bool users;          /* also who has each VF */
} PfQuery;

/* A network that a PF may serve while not all are allowed. */
typedef struct {
    const Network *network;
    const char *label; /* what it is there by; NULL: by its name */
} PfServed;

/* Everything is borrowed from the list. */
typedef struct {
    const FleetHost *host;
    const Cluster *cluster; /* the host's */
    const HostNic *nic;
    const NicInfo *info;       /* NULL: the host does not report it now */
    const FleetPolicy *policy; /* NULL: all networks are allowed */
    GArray *served;            /* of PfServed, by name; of those that the caller sees */
    const Lease **leases;      /* by index of the VF; NULL: VFs were not asked for */
    VfCounts counts;
} PhysicalFunction;

typedef struct PfList PfList;

/* By name of the host, then of the NIC.  ERR_NOT_FOUND for an id of the query that the caller does
 * not see. */
PfList *engine_list_pfs(Engine *engine, const Caller *caller, const PfQuery *query, GError **error);
void pf_list_free(PfList *list); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PfList, pf_list_free)

guint pf_list_length(const PfList *list);
const PhysicalFunction *pf_list_get(const PfList *list, guint i);
const VfUsers *pf_list_users(const PfList *list); /* NULL: VFs were not asked for */
