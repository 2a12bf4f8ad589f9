#include "engine/ledger.h"

#include "base/err.h"
#include "model/vm.h"

static bool insert(Store *store, const LedgerOwner *owner, const LedgerClaim *claim,
                   LeaseState state, GError **error)
{
    g_autoptr(Lease) lease = entity_new(&lease_type);
    lease->host = g_strdup(owner->host);
    lease->host_nic = g_strdup(claim->host_nic);
    lease->vf_index = claim->vf_index;
    lease->state = (int)state;
    lease->vm = g_strdup(owner->vm);
    lease->vm_nic = g_strdup(claim->vm_nic);
    lease->job = g_strdup(owner->job);
    lease->epoch = owner->epoch;
    lease->created = owner->now;
    lease->expires = state == LEASE_RESERVED ? owner->expires : 0;
    return store_insert(store, lease, error);
}

bool ledger_reserve(Store *store, const LedgerOwner *owner, const LedgerClaim *claims,
                    guint n_claims, GError **error)
{
    for (guint i = 0; i < n_claims; i++)
        if (!insert(store, owner, &claims[i], LEASE_RESERVED, error))
            return false;
    return true;
}

bool ledger_take(Store *store, const LedgerOwner *owner, const LedgerClaim *claim, LeaseState state,
                 GError **error)
{
    return insert(store, owner, claim, state, error);
}

bool ledger_move(Store *store, Lease *lease, LeaseState to, const char *detail, GError **error)
{
    LeaseState from = (LeaseState)lease->state;
    if (from == to)
        return true;
    if (!lease_may_become(from, to))
        return err_set(error, ERR_INTERNAL, "a lease that is %s cannot become %s",
                       enum_word(&lease_state_table, (int)from),
                       enum_word(&lease_state_table, (int)to));
    if (to == LEASE_NONE)
        return store_delete(store, &lease_type, lease->base.id, error);
    lease->state = (int)to;
    lease->expires = 0;
    g_clear_pointer(&lease->job, g_free); /* a job owns what is reserved, nothing else */
    if (to == LEASE_QUARANTINED) {        /* may last: its last user can be removed meanwhile */
        g_clear_pointer(&lease->vm, g_free);
        g_clear_pointer(&lease->vm_nic, g_free);
    }
    g_free(lease->detail);
    lease->detail = g_strdup(detail);
    return store_update(store, lease, error);
}

GPtrArray *ledger_of_job(Store *store, const char *job, GError **error)
{
    return store_list_by(store, &lease_type, "job", job, error);
}

GPtrArray *ledger_of_vm(Store *store, const char *vm, GError **error)
{
    return store_list_by(store, &lease_type, "vm", vm, error);
}

GPtrArray *ledger_of_host(Store *store, const char *host, GError **error)
{
    return store_list_by(store, &lease_type, "host", host, error);
}

static bool move_reserved(Store *store, const char *job, LeaseState to, GError **error)
{
    g_autoptr(GPtrArray) leases = ledger_of_job(store, job, error);
    if (leases == NULL)
        return false;
    for (guint i = 0; i < leases->len; i++) {
        Lease *lease = leases->pdata[i];
        if (lease->state == LEASE_RESERVED && !ledger_move(store, lease, to, NULL, error))
            return false;
    }
    return true;
}

bool ledger_activate_job(Store *store, const char *job, GError **error)
{
    return move_reserved(store, job, LEASE_ACTIVE, error);
}

bool ledger_free_job(Store *store, const char *job, GError **error)
{
    return move_reserved(store, job, LEASE_NONE, error);
}

/* A lease has the epoch of its run or, when it was plugged in later, a higher one that is below
 * that of the next run. */
static bool is_of_run(const Lease *lease, const Vm *vm, gint64 epoch)
{
    return epoch == 0 ||
           (lease->epoch >= epoch && (vm->run_epoch <= epoch || lease->epoch < vm->run_epoch));
}

bool ledger_release_vm(Store *store, const char *vm_id, gint64 epoch, GError **error)
{
    g_autoptr(Vm) vm = store_get(store, &vm_type, vm_id, error);
    g_autoptr(GPtrArray) leases = vm != NULL ? ledger_of_vm(store, vm_id, error) : NULL;
    if (leases == NULL)
        return false;
    for (guint i = 0; i < leases->len; i++) {
        Lease *lease = leases->pdata[i];
        bool held = lease->state == LEASE_RESERVED || lease->state == LEASE_ACTIVE;
        if (held && is_of_run(lease, vm, epoch) &&
            !ledger_move(store, lease, LEASE_SCRUBBING, NULL, error))
            return false;
    }
    return true;
}
