/* audit.h - compares what Berth believes of a host's VFs with what the host reports, and heals.
 *
 *   leaked     a lease whose VM does not run here           -> scrubbed and freed
 *   adopted    a VF that a VM of ours holds without a lease -> leased to its vNIC
 *   foreign    a VF held by somebody else                   -> event; it is not placeable anyway
 *   dirty      a free VF with a VLAN or a vNIC's MAC on it  -> scrubbed
 *   drifted    MAC or VLAN of a VM's VF differ              -> set again
 *   lost       a VM runs without the VF it was given        -> event
 *   duplicate  one MAC on two VFs                           -> event
 *
 * A VF, PF or VM that a job is about is the job's business and left out.  What needs a person is
 * told once, until it is gone. */
#pragma once

#include "engine/engine-private.h"
#include "model/lease.h"

typedef enum {
    AUDIT_LEAKED,
    AUDIT_ADOPTED,
    AUDIT_FOREIGN,
    AUDIT_DIRTY,
    AUDIT_DRIFTED,
    AUDIT_LOST,
    AUDIT_DUPLICATE,
    N_AUDIT_CLASSES
} AuditClass;
extern const EnumTable audit_class_table;

/* A plugged passthrough vNIC of a VM that is recorded to run on the host. */
typedef struct {
    char *id, *name, *vm, *vm_name;
    gint64 epoch; /* of the run; a lease that was plugged into it has a higher one */
    MacAddr mac;
    guint vlan;
} AuditVnic;
void audit_vnic_free(AuditVnic *vnic);

typedef struct {
    const HostInventory *inventory;
    GPtrArray *nics;     /* of HostNic: the stored rows */
    GPtrArray *leases;   /* of Lease; read before the inventory was asked for */
    GHashTable *vnics;   /* id -> AuditVnic */
    GHashTable *macs;    /* texts: MACs on the host's VFs that some vNIC has */
    GHashTable *skipped; /* ids of VMs and PFs that jobs are about */
} AuditFacts;

/* Borrows from the facts. */
typedef struct {
    AuditClass class;
    const HostNic *nic;
    const VfInfo *vf;
    const Lease *lease;    /* NULL: none */
    const AuditVnic *vnic; /* NULL: none that runs here */
    char *reason;          /* a clause for people */
} AuditFinding;

/* Every difference, in the order of PFs and VFs.  Pure. */
GPtrArray *audit_compare(const AuditFacts *facts);

/* What was told already; one of each host. */
typedef struct AuditMemory AuditMemory;
AuditMemory *audit_memory_new(void);
void audit_memory_free(AuditMemory *memory);

/* True when 'key' was not told in the last round; remembers it for the next. */
bool audit_memory_is_new(AuditMemory *memory, const char *key);

/* Reads the store, then the host, compares and heals; VMs first (vm-audit.h).  False: the host
 * could not be asked.  Blocks; on a strand of the host.  scrub_host() afterwards does the scrubs.
 */
bool audit_host(Engine *engine, const char *host_id, AuditMemory *memory, GError **error);
