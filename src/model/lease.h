/* lease.h - the ledger: which VF is promised to, or held by, which vNIC.
 *
 *   free -> reserved(job, epoch, expiry) -> active(vm, vnic, epoch) -> scrubbing -> free
 *                      \-> expired -> free                              \-> quarantined
 *
 * A row exists for every state but free.  (host_nic, vf_index) is unique in the database: that is
 * what makes two owners impossible.  Epochs come from one counter that only grows.  Pure. */
#pragma once

#include "model/entity.h"

typedef enum {
    LEASE_NONE,
    LEASE_RESERVED,
    LEASE_ACTIVE,
    LEASE_SCRUBBING,
    LEASE_QUARANTINED
} LeaseState;
extern const EnumTable lease_state_table;

typedef struct {
    Entity base;
    char *host, *host_nic;
    gint64 vf_index;
    int state; /* LeaseState */
    char *vm, *vm_nic, *job;
    gint64 epoch;
    gint64 created, expires; /* expires: while reserved; 0 afterwards */
    char *detail;            /* why quarantined */
} Lease;

extern const EntityType lease_type;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Lease, entity_free)

/* Whether the ledger allows 'from' -> 'to'. */
bool lease_may_become(LeaseState from, LeaseState to);
