/* placement.h - which host a VM runs on, and which VF each of its vNICs gets, or why none.
 *
 * A VM is never refused when some choice of PFs would do: the vNICs of a VM are assigned to the
 * PFs of a host together, by minimum-cost flow.  Among hosts that fit the cheapest is taken; when
 * more than PLACEMENT_SAMPLE fit, of that many, drawn by the seed.
 *
 * Pure: the same snapshot, request and seed give the same answer.  Nothing is reserved here; the
 * lease table is the arbiter.  Any thread. */
#pragma once

#include "model/enum.h"
#include "placement/snapshot.h"

#include <glib.h>
#include <stdbool.h>

#define PLACEMENT_SAMPLE 24

typedef enum { PLACEMENT_NIC_VF, PLACEMENT_NIC_VIRTIO } PlacementNicKind;

/* What happens to a vNIC that finds no VF. */
typedef enum { PLACEMENT_MODE_REQUIRED } PlacementMode;

/* How close a VF must be to the memory of the VM. */
typedef enum {
    PLACEMENT_NUMA_IGNORE,
    PLACEMENT_NUMA_PREFERRED,
    PLACEMENT_NUMA_REQUIRED
} PlacementNuma;

/* Texts of a request are borrowed and must outlive the call only. */
typedef struct {
    const char *id, *name;
    PlacementNicKind kind;
    PlacementMode mode;
    const char *network;      /* id; NULL: none, any PF will do */
    const char *network_name; /* for sentences; NULL: the id */
    const char *spread_group; /* vNICs of one group get VFs of different PFs; NULL: none */
    PlacementNuma numa;
} PlacementVnic;

typedef struct {
    const char *vm, *vm_name;
    const char *cluster; /* id; NULL: any */
    gint64 memory_mib;
    guint n_cpus;
    const char *const *allowed_hosts;  /* ids, NULL-terminated; NULL or empty: any */
    const char *const *excluded_hosts; /* e.g. where the last attempt failed; NULL: none */
    const PlacementVnic *vnics;
    int n_vnics;
    gboolean pack; /* fill one PF before the next; FALSE: spread over PFs */
    guint64 seed;
} PlacementRequest;

/* Why, of a host, a vNIC or a PF.  The words are stable codes of the API. */
typedef enum {
    PLACEMENT_FITS,
    /* a host */
    PLACEMENT_HOST_CLUSTER,
    PLACEMENT_HOST_NOT_ALLOWED,
    PLACEMENT_HOST_EXCLUDED,
    PLACEMENT_HOST_NOT_SCHEDULABLE,
    PLACEMENT_HOST_MEMORY,
    PLACEMENT_HOST_CPUS,
    PLACEMENT_HOST_VNIC,  /* at least one vNIC finds nothing here */
    PLACEMENT_HOST_JOINT, /* each vNIC alone would, all together do not */
    PLACEMENT_HOST_NUMA,  /* they would, but not near the memory of the VM */
    /* a vNIC */
    PLACEMENT_VNIC_NO_BRIDGE, /* virtio: its network is not on this host */
    PLACEMENT_VNIC_NO_PF,     /* the host has no PF at all */
    PLACEMENT_VNIC_NO_VF,     /* no PF has a VF for it */
    PLACEMENT_VNIC_SPREAD,    /* too few PFs for its spread group */
    PLACEMENT_VNIC_SHORTAGE,  /* in competition with other vNICs of the VM */
    /* a PF */
    PLACEMENT_PF_DOWN,
    PLACEMENT_PF_NO_CARRIER,
    PLACEMENT_PF_NETWORK,
    PLACEMENT_PF_NO_VFS,
    PLACEMENT_PF_NONE_FREE,
    PLACEMENT_PF_NUMA,
    /* all of it */
    PLACEMENT_NO_HOSTS, /* there is none at all */
    PLACEMENT_NO_HOST,  /* none fits */
    N_PLACEMENT_REASONS
} PlacementReason;
extern const EnumTable placement_reason_table;                 /* "host_memory", … */
const char *placement_reason_sentence(PlacementReason reason); /* "has too little free memory" */

/* The tree of reasons.  Each 'text' is a whole sentence with names and counts. */
typedef struct {
    char *pf, *name; /* id and name */
    PlacementReason reason;
    guint n_free, n_vfs;
    guint by_state[N_VF_STATES];
    char *text; /* "ens1f0: 4 of 7 free, network red is not allowed" */
} PlacementPfVerdict;

typedef struct {
    char *vnic, *name;
    PlacementReason reason;
    char *text;     /* "nic1: no PF has a free VF for network red" */
    GPtrArray *pfs; /* of PlacementPfVerdict, by name; empty for virtio */
} PlacementVnicVerdict;

/* One row of the table of weights, as it came out. */
typedef struct {
    const char *name; /* "numa", static */
    gint64 cost;
} PlacementCost;

typedef struct {
    char *host, *name;
    PlacementReason reason;
    char *text;       /* "h1: nic1 and nic2 both need ens1f0, which has 1 free VF" */
    GPtrArray *vnics; /* of PlacementVnicVerdict; empty when the host itself is out */
    gint64 cost;      /* when it fits: the lower the better */
    GArray *costs;    /* of PlacementCost */
} PlacementHostVerdict;

typedef struct {
    PlacementReason reason; /* FITS when some host does */
    char *host;             /* id of the one that is chosen; NULL: none */
    char *text;             /* one sentence for a fault or an event */
    GPtrArray *hosts;       /* of PlacementHostVerdict, by name */
} PlacementExplanation;

/* What one vNIC gets. */
typedef struct {
    char *vnic, *name; /* as in the request */
    const char *pf;    /* id of the host NIC; NULL: virtio */
    const char *pf_name;
    guint vf_index;
} PlacementVnicChoice;

typedef struct {
    const char *host, *host_name; /* NULL: none fits, see 'explanation' */
    int numa_node;                /* the node the VM should live on; -1: any */
    PlacementVnicChoice *vnics;   /* in the order of the request */
    int n_vnics;
    gint64 cost;
    PlacementExplanation *explanation; /* of a refusal; NULL when placed */
    Snapshot *snapshot;                /* keeps the texts above alive, but for those of vNICs */
} PlacementResult;

/* Chooses; never NULL. */
PlacementResult *placement_place(Snapshot *snapshot, const PlacementRequest *request);
void placement_result_free(PlacementResult *result);

/* The verdict on every host, and the choice placement_place() makes.  Costs time in proportion to
 * the number of hosts: for people, not for the way to a start. */
PlacementExplanation *placement_explain(Snapshot *snapshot, const PlacementRequest *request);
void placement_explanation_free(PlacementExplanation *explanation);

/* The tree as indented lines, one verdict a line.  Caller frees. */
char *placement_explanation_format(const PlacementExplanation *explanation);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PlacementResult, placement_result_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PlacementExplanation, placement_explanation_free)
