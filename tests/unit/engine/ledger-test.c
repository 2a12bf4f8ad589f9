/* The ledger alone: who may have a VF, and how it gets from one to the next. */
#include "rig.h"

#include "base/err.h"
#include "engine/ledger.h"

#include <string.h>

typedef struct {
    Rig *rig;
    HostNic *pf;
    StoreTxn *txn;
} Ledger;

static void ledger_init(Ledger *ledger)
{
    ledger->rig = rig_new(1, 2, false);
    ledger->txn = store_begin(ledger->rig->store, NULL);
    ledger->pf = entity_new(&host_nic_type);
    ledger->pf->host = g_strdup(ledger->rig->world->hosts[0].id);
    g_assert_true(store_insert(ledger->rig->store, ledger->pf, NULL));
}

static void ledger_clear(Ledger *ledger)
{
    store_txn_free(ledger->txn);
    entity_free(ledger->pf);
    rig_free(ledger->rig);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Ledger, ledger_clear)

static bool reserve(Ledger *ledger, const char *job, guint first, guint n, gint64 epoch,
                    GError **error)
{
    const LedgerOwner owner = {
        .host = ledger->pf->host, .job = job, .epoch = epoch, .expires = 9
    };
    LedgerClaim claims[8];
    for (guint i = 0; i < n; i++)
        claims[i] = (LedgerClaim){ ledger->pf->base.id, first + i, NULL };
    return ledger_reserve(ledger->rig->store, &owner, claims, n, error);
}

static void test_one_owner(void)
{
    g_auto(Ledger) ledger = { 0 };
    g_autoptr(GError) error = NULL;
    ledger_init(&ledger);
    g_assert_true(reserve(&ledger, "job-1", 0, 2, 1, NULL));
    g_assert_false(reserve(&ledger, "job-2", 1, 1, 2, &error));
    g_assert_error(error, ERR, ERR_CONFLICT);
    g_assert_true(reserve(&ledger, "job-2", 2, 1, 2, NULL));
}

static void test_life(void)
{
    g_auto(Ledger) ledger = { 0 };
    ledger_init(&ledger);
    Store *store = ledger.rig->store;
    g_assert_true(reserve(&ledger, "job-1", 0, 2, 1, NULL));
    g_assert_true(ledger_activate_job(store, "job-1", NULL));
    g_autoptr(GPtrArray) active = ledger_of_host(store, ledger.pf->host, NULL);
    g_assert_cmpuint(active->len, ==, 2);
    for (guint i = 0; i < 2; i++) {
        Lease *lease = active->pdata[i];
        g_assert_cmpint(lease->state, ==, LEASE_ACTIVE);
        g_assert_cmpint(lease->expires, ==, 0);
        g_assert_null(lease->job);
        g_assert_false(ledger_move(store, lease, LEASE_NONE, NULL, NULL)); /* not without a scrub */
        g_assert_true(ledger_move(store, lease, LEASE_SCRUBBING, NULL, NULL));
    }
    g_assert_true(ledger_move(store, active->pdata[0], LEASE_NONE, NULL, NULL));
    g_assert_true(ledger_move(store, active->pdata[1], LEASE_QUARANTINED, "dirt", NULL));
    g_autoptr(GPtrArray) left = ledger_of_host(store, ledger.pf->host, NULL);
    g_assert_cmpuint(left->len, ==, 1);
    g_assert_cmpstr(((Lease *)left->pdata[0])->detail, ==, "dirt");
}

static void test_given_up(void)
{
    g_auto(Ledger) ledger = { 0 };
    ledger_init(&ledger);
    Store *store = ledger.rig->store;
    g_assert_true(reserve(&ledger, "job-1", 0, 2, 1, NULL));
    g_assert_true(reserve(&ledger, "job-2", 2, 1, 2, NULL));
    g_assert_true(ledger_free_job(store, "job-1", NULL));
    g_autoptr(GPtrArray) left = ledger_of_host(store, ledger.pf->host, NULL);
    g_assert_cmpuint(left->len, ==, 1);
    g_assert_cmpstr(((Lease *)left->pdata[0])->job, ==, "job-2");
}

/* The leases below that epoch are released, the others are not. */
static void expect_states(Store *store, const Vm *vm, gint64 epoch)
{
    g_autoptr(GPtrArray) leases = ledger_of_vm(store, vm->base.id, NULL);
    for (guint i = 0; i < leases->len; i++) {
        const Lease *lease = leases->pdata[i];
        g_assert_cmpint(lease->state, ==, lease->epoch < epoch ? LEASE_SCRUBBING : LEASE_RESERVED);
    }
}

/* A release of an earlier run leaves the leases of the present one alone; that of a run takes what
 * was plugged into it later, which has a higher epoch. */
static void test_release_by_epoch(void)
{
    g_auto(Ledger) ledger = { 0 };
    ledger_init(&ledger);
    Store *store = ledger.rig->store;
    g_autoptr(Vm) vm = entity_new(&vm_type);
    vm->name = g_strdup("web");
    vm->cluster = g_strdup("58cfb470-0313-02c4-0100-0000000002e9");
    vm->run_epoch = 7;
    g_assert_true(store_insert(store, vm, NULL));
    for (guint i = 0; i < 4; i++) {
        const LedgerOwner owner = {
            .host = ledger.pf->host, .vm = vm->base.id, .job = "job", .epoch = 5 + i
        };
        const LedgerClaim claim = { ledger.pf->base.id, i, NULL };
        g_assert_true(ledger_reserve(store, &owner, &claim, 1, NULL));
    }
    g_assert_true(ledger_release_vm(store, vm->base.id, 5, NULL));
    expect_states(store, vm, 7); /* 6 was plugged into run 5; 7 is the present one */
    g_assert_true(ledger_release_vm(store, vm->base.id, 7, NULL));
    expect_states(store, vm, G_MAXINT64); /* 8 was plugged into run 7 */
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/ledger/one-owner", test_one_owner);
    g_test_add_func("/ledger/life", test_life);
    g_test_add_func("/ledger/given-up", test_given_up);
    g_test_add_func("/ledger/release-by-epoch", test_release_by_epoch);
    return g_test_run();
}
