/* ledger.h - leases: which VF is promised to, or held by, which vNIC, and who must see to it.
 *
 *   reserved     its job, until it is activated or expires
 *   active       the run of its VM: whoever records the VM down releases it
 *   scrubbing    scrub.h, when the host is connected
 *   quarantined  scrub.h tries again after each connection; else an administrator
 *
 * Every write runs in the calling thread's transaction; that (PF, VF) is unique in the database is
 * what makes two owners impossible.  After the commit the caller says fleet_reload_leases(). */
#pragma once

#include "model/lease.h"
#include "store/store.h"

/* A lease to be: of the VF 'vf_index' of PF 'host_nic'. */
typedef struct {
    const char *host_nic;
    guint vf_index;
    const char *vm_nic; /* NULL: the job itself wants it (number of VFs) */
} LedgerClaim;

/* On whose behalf leases are written. */
typedef struct {
    const char *host, *vm, *job;
    gint64 epoch;
    gint64 now, expires;
} LedgerOwner;

/* Reserves all claims.  ERR_CONFLICT when somebody has one of the VFs: roll back, place again. */
bool ledger_reserve(Store *store, const LedgerOwner *owner, const LedgerClaim *claims,
                    guint n_claims, GError **error);

/* Takes a VF that is to be scrubbed or that a VM of ours was found to hold. */
bool ledger_take(Store *store, const LedgerOwner *owner, const LedgerClaim *claim, LeaseState state,
                 GError **error);

/* Moves one lease on; LEASE_NONE frees the VF.  'detail' is why it is quarantined, else NULL. */
bool ledger_move(Store *store, Lease *lease, LeaseState to, const char *detail, GError **error);

/* The reserved leases of a job become active. */
bool ledger_activate_job(Store *store, const char *job, GError **error);

/* The reserved leases of a job whose VFs nobody has touched become free. */
bool ledger_free_job(Store *store, const char *job, GError **error);

/* The reserved and active leases of a VM whose domain is gone are to be scrubbed.  Only those of
 * the run 'epoch', with what was plugged into it since; 0: of any. */
bool ledger_release_vm(Store *store, const char *vm_id, gint64 epoch, GError **error);

/* GPtrArrays of Lease. */
GPtrArray *ledger_of_job(Store *store, const char *job, GError **error);
GPtrArray *ledger_of_vm(Store *store, const char *vm, GError **error);
GPtrArray *ledger_of_host(Store *store, const char *host, GError **error);
