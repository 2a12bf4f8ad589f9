/* Hosts that come, go, move their cards and are put into maintenance. */
#include "rig.h"

#include "engine/host-status.h"

#include <string.h>

/* A status that a person has ordered is only left by what that order waits for. */
static void test_statuses(void)
{
    g_assert_cmpint(host_status_next(HOST_UNASSIGNED, HOST_CONTACTED), ==, HOST_INITIALIZING);
    g_assert_cmpint(host_status_next(HOST_INITIALIZING, HOST_READ), ==, HOST_UP);
    g_assert_cmpint(host_status_next(HOST_UP, HOST_LOST), ==, HOST_CONNECTING);
    g_assert_cmpint(host_status_next(HOST_CONNECTING, HOST_GRACE_OVER), ==, HOST_NON_RESPONSIVE);
    g_assert_cmpint(host_status_next(HOST_NON_RESPONSIVE, HOST_READ), ==, HOST_UP);
    for (int what = 0; what < N_HOST_HAPPENINGS; what++) {
        g_assert_cmpint(host_status_next(HOST_MAINTENANCE, (HostHappening)what), ==,
                        HOST_MAINTENANCE);
        g_assert_cmpint(host_status_next(HOST_PREPARING_FOR_MAINTENANCE, (HostHappening)what), ==,
                        what == HOST_SETTLED ? HOST_MAINTENANCE : HOST_PREPARING_FOR_MAINTENANCE);
    }
}

static char *start_vm(Rig *rig)
{
    g_autofree char *red = rig_add_network(rig, 100);
    char *vm = rig_add_vm(rig, "web", 1, red);
    rig_vm_start(rig, vm);
    rig_await_vm(rig, vm, VM_UP);
    rig_await_sound(rig);
    return vm;
}

static void test_comes_up(void)
{
    g_autoptr(Rig) rig = rig_new(1, 3, false);
    rig_start(rig);
    g_autoptr(HostNic) nic = rig_pf(rig, 0, 0);
    g_autoptr(HostInventory) inventory = engine_host_inventory(rig->engine, nic->host);
    g_assert_cmpint(nic->total_vfs, ==, FAKE_VFS);
    g_assert_cmpint(nic->num_vfs, ==, 3);
    g_assert_true(nic->all_networks_allowed);
    g_assert_cmpuint(inventory->nics->len, ==, FAKE_PFS);
    g_assert_true(rig_has_event(rig, "VDS_DETECTED"));
    g_assert_true(rig_has_event(rig, "VDS_RUN_IN_NO_KVM_MODE"));
}

static void test_goes_and_comes_back(void)
{
    g_autoptr(Rig) rig = rig_new(1, 2, false);
    rig_start(rig);
    g_autofree char *vm = start_vm(rig);
    fake_set_reachable(rig->world, 0, false);
    rig_await_event(rig, "HOST_LINK_LOST");
    rig_await_host(rig, 0, HOST_NON_RESPONSIVE);
    rig_await_vm(rig, vm, VM_UNKNOWN);
    g_assert_true(rig_has_event(rig, "VDS_FAILURE"));
    fake_set_reachable(rig->world, 0, true);
    rig_await_host(rig, 0, HOST_UP);
    rig_await_vm(rig, vm, VM_UP);
    rig_await_sound(rig);
    g_assert_true(rig_has_event(rig, "HOST_LINK_RESTORED"));
    g_assert_cmpint(rig_n_events(rig, "USER_RUN_VM"), ==, 1);
}

static void test_short_loss(void)
{
    g_autoptr(Rig) rig = rig_new(1, 2, false);
    rig->config.connecting_grace_ms = 60000;
    rig_start(rig);
    g_autofree char *vm G_GNUC_UNUSED = start_vm(rig);
    fake_set_reachable(rig->world, 0, false);
    rig_await_host(rig, 0, HOST_CONNECTING);
    fake_set_reachable(rig->world, 0, true);
    rig_await_host(rig, 0, HOST_UP);
    rig_await_sound(rig);
    g_assert_false(rig_has_event(rig, "VDS_FAILURE"));
}

static void test_vm_ends_meanwhile(void)
{
    g_autoptr(Rig) rig = rig_new(1, 2, false);
    rig_start(rig);
    g_autofree char *vm = start_vm(rig);
    fake_set_reachable(rig->world, 0, false);
    rig_await_host(rig, 0, HOST_NON_RESPONSIVE);
    fake_vm_ends(rig->world, vm);
    fake_set_reachable(rig->world, 0, true);
    rig_await_vm(rig, vm, VM_DOWN);
    rig_await_sound(rig);
    g_assert_true(rig_has_event(rig, "VM_DOWN_ERROR"));
}

static void test_reboots(void)
{
    g_autoptr(Rig) rig = rig_new(1, 2, false);
    rig_start(rig);
    g_autofree char *vm = start_vm(rig);
    fake_set_reachable(rig->world, 0, false);
    rig_await_host(rig, 0, HOST_CONNECTING);
    fake_host_reboots(rig->world, 0);
    fake_set_reachable(rig->world, 0, true);
    rig_await_event(rig, "HOST_REBOOTED");
    rig_await_vm(rig, vm, VM_DOWN);
    rig_await_sound(rig);
    rig_vm_start(rig, vm);
    rig_await_vm(rig, vm, VM_UP);
    rig_await_sound(rig);
}

/* --- maintenance -------------------------------------------------------------------------------
 */

static void test_maintenance(void)
{
    g_autoptr(Rig) rig = rig_new(1, 2, false);
    const char *host = rig->world->hosts[0].id;
    rig_start(rig);
    g_autofree char *vm = start_vm(rig);
    g_assert_false(engine_host_deactivate(rig->engine, &rig->caller, host, NULL, &rig->error));
    g_assert_error(rig->error, FAULT, FAULT_HOST_MAINTENANCE_NON_MIGRATABLE);
    g_assert_nonnull(strstr(rig->error->message, "web"));
    g_clear_error(&rig->error);

    rig_vm_stop(rig, vm);
    rig_await_vm(rig, vm, VM_DOWN);
    rig_await_sound(rig);
    engine_host_deactivate(rig->engine, &rig->caller, host, "new fans", &rig->error);
    g_assert_no_error(rig->error);
    rig_await_host(rig, 0, HOST_MAINTENANCE);
    g_assert_false(engine_host_deactivate(rig->engine, &rig->caller, host, NULL, &rig->error));
    g_assert_error(rig->error, FAULT, FAULT_HOST_IN_MAINTENANCE);
    g_clear_error(&rig->error);
    g_assert_false(engine_vm_start(rig->engine, &rig->caller, vm, NULL, NULL, &rig->error));
    g_assert_error(rig->error, FAULT, FAULT_VM_NO_HOSTS);
    g_clear_error(&rig->error);

    engine_host_activate(rig->engine, &rig->caller, host, &rig->error);
    g_assert_no_error(rig->error);
    rig_await_host(rig, 0, HOST_UP);
    g_assert_false(engine_host_activate(rig->engine, &rig->caller, host, &rig->error));
    g_assert_error(rig->error, FAULT, FAULT_HOST_ALREADY_UP);
    g_clear_error(&rig->error);
    rig_vm_start(rig, vm);
    rig_await_vm(rig, vm, VM_UP);
    rig_await_sound(rig);
}

static int host_of(Rig *rig, const char *vm_id)
{
    g_autoptr(Vm) vm = store_get(rig->store, &vm_type, vm_id, NULL);
    for (int i = 0; i < FAKE_HOSTS; i++)
        if (g_strcmp0(vm->host, rig->world->hosts[i].id) == 0)
            return i;
    g_assert_not_reached();
}

/* The first host is away, and a person says that it is off. */
static void fence(Rig *rig, int host, const char *vm, bool was_off)
{
    const char *id = rig->world->hosts[host].id;
    g_assert_false(engine_host_fence_manual(rig->engine, &rig->caller, id, &rig->error));
    g_assert_error(rig->error, FAULT, FAULT_HOST_FENCE_STATUS);
    g_clear_error(&rig->error);
    fake_set_reachable(rig->world, host, false);
    rig_await_host(rig, host, HOST_NON_RESPONSIVE);
    if (was_off)
        fake_host_reboots(rig->world, host);
    engine_host_fence_manual(rig->engine, &rig->caller, id, &rig->error);
    g_assert_no_error(rig->error);
    rig_await_vm(rig, vm, VM_DOWN);
    g_assert_true(rig_has_event(rig, "VM_WAS_SET_DOWN_DUE_TO_HOST_REBOOT_OR_MANUAL_FENCE"));
    g_assert_cmpint(rig_n_leases(rig, LEASE_SCRUBBING), ==, 1); /* nobody else gets that VF */
}

static void test_fenced(void)
{
    g_autoptr(Rig) rig = rig_new(2, 1, false);
    rig_start(rig);
    g_autofree char *vm = start_vm(rig);
    int first = host_of(rig, vm);
    fence(rig, first, vm, true);
    rig_vm_start(rig, vm);
    rig_await_vm(rig, vm, VM_UP);
    g_assert_cmpint(host_of(rig, vm), !=, first);
    fake_set_reachable(rig->world, first, true);
    rig_await_host(rig, first, HOST_UP);
    rig_await_sound(rig);
    g_assert_cmpint(rig_n_leases(rig, LEASE_SCRUBBING), ==, 0);
}

/* Who said so was wrong: the VM lives.  Its run has been given up, so it is ended. */
static void test_fenced_by_mistake(void)
{
    g_autoptr(Rig) rig = rig_new(2, 1, false);
    rig_start(rig);
    g_autofree char *vm = start_vm(rig);
    int first = host_of(rig, vm);
    fence(rig, first, vm, false);
    fake_set_reachable(rig->world, first, true);
    rig_await_host(rig, first, HOST_UP);
    rig_await_event(rig, "VM_START_STALE");
    rig_await_vm(rig, vm, VM_DOWN);
    rig_await_sound(rig);
}

static void test_maintenance_of_a_dead_host(void)
{
    g_autoptr(Rig) rig = rig_new(2, 2, false);
    rig_start(rig);
    fake_set_reachable(rig->world, 0, false);
    rig_await_host(rig, 0, HOST_NON_RESPONSIVE);
    engine_host_deactivate(rig->engine, &rig->caller, rig->world->hosts[0].id, NULL, &rig->error);
    g_assert_no_error(rig->error);
    rig_await_host(rig, 0, HOST_MAINTENANCE);
}

static void test_refresh(void)
{
    g_autoptr(Rig) rig = rig_new(1, 2, false);
    const char *host = rig->world->hosts[0].id;
    rig_start(rig);
    engine_host_refresh(rig->engine, &rig->caller, host, &rig->error);
    g_assert_no_error(rig->error);
    g_assert_true(rig_has_event(rig, "HOST_REFRESHED_CAPABILITIES"));
    fake_set_reachable(rig->world, 0, false);
    rig_await_host(rig, 0, HOST_CONNECTING);
    g_assert_false(engine_host_refresh(rig->engine, &rig->caller, host, &rig->error));
    g_assert_error(rig->error, FAULT, FAULT_HOST_NOT_RESPONDING);
}

/* --- cards -------------------------------------------------------------------------------------
 */

static void change_world(Rig *rig, void (*change)(FakeHost *host))
{
    fake_set_reachable(rig->world, 0, false);
    rig_await_host(rig, 0, HOST_CONNECTING);
    change(&rig->world->hosts[0]);
    rig->world->hosts[0].generation++;
    fake_set_reachable(rig->world, 0, true);
    rig_await_host(rig, 0, HOST_UP);
}

static void rename_card(FakeHost *host)
{
    g_strlcpy(host->pfs[0].name, "ens1f0np0", sizeof host->pfs[0].name);
}

static void take_card(FakeHost *host)
{
    host->pfs[0].present = false;
}

static void return_card(FakeHost *host)
{
    host->pfs[0].present = true;
}

static void test_card_is_renamed(void)
{
    g_autoptr(Rig) rig = rig_new(1, 2, false);
    rig->config.connecting_grace_ms = 60000;
    rig_start(rig);
    g_autoptr(HostNic) before = rig_pf(rig, 0, 0);
    engine_pf_update(rig->engine, &rig->caller, before->base.id, PF_KEEP, FALSE, &rig->error);
    g_assert_no_error(rig->error);
    change_world(rig, rename_card);
    g_autoptr(HostNic) after = rig_pf(rig, 0, 0);
    g_assert_cmpstr(before->base.id, ==, after->base.id);
    g_assert_cmpstr(after->name, ==, "ens1f0np0");
    g_assert_false(after->all_networks_allowed);
    g_assert_cmpint(rig_n_events(rig, "PF_RENAMED"), ==, 1);
}

static void test_card_vanishes(void)
{
    g_autoptr(Rig) rig = rig_new(1, 2, false);
    rig->config.connecting_grace_ms = 60000;
    rig_start(rig);
    g_autoptr(HostNic) before = rig_pf(rig, 0, 0);
    change_world(rig, take_card);
    g_autoptr(HostNic) gone = rig_pf(rig, 0, 0);
    g_assert_false(gone->present);
    g_assert_true(rig_has_event(rig, "PF_VANISHED"));
    g_assert_false(
        engine_pf_update(rig->engine, &rig->caller, gone->base.id, 4, PF_KEEP, &rig->error));
    g_assert_error(rig->error, FAULT, FAULT_NIC_NOT_PRESENT);
    change_world(rig, return_card);
    g_autoptr(HostNic) back = rig_pf(rig, 0, 0);
    g_assert_true(back->present);
    g_assert_cmpstr(before->base.id, ==, back->base.id);
    g_assert_true(rig_has_event(rig, "PF_RETURNED"));
}

/* Hosts that are not enrolled are left alone; one that is removed is forgotten. */
static void test_not_enrolled(void)
{
    g_autoptr(Rig) rig = rig_new(2, 2, false);
    g_autoptr(StoreTxn) txn = store_begin(rig->store, NULL);
    g_autoptr(Host) host = store_get(rig->store, &host_type, rig->world->hosts[1].id, NULL);
    g_clear_pointer(&host->certificate_fingerprint, g_free);
    host->status = HOST_INSTALLING;
    store_update(rig->store, host, NULL);
    store_commit(txn, NULL);
    rig->world->hosts[1].reachable = false; /* so that rig_start() does not wait for it */
    rig_start(rig);
    fake_set_reachable(rig->world, 1, true);
    g_usleep(50000);
    rig_await_host(rig, 1, HOST_INSTALLING);
    g_assert_false(engine_host_activate(rig->engine, &rig->caller, host->base.id, &rig->error));
    g_assert_error(rig->error, FAULT, FAULT_HOST_NOT_ENROLLED);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/monitor/fenced", test_fenced);
    g_test_add_func("/monitor/fenced-by-mistake", test_fenced_by_mistake);
    g_test_add_func("/monitor/statuses", test_statuses);
    g_test_add_func("/monitor/comes-up", test_comes_up);
    g_test_add_func("/monitor/goes-and-comes-back", test_goes_and_comes_back);
    g_test_add_func("/monitor/short-loss", test_short_loss);
    g_test_add_func("/monitor/vm-ends-meanwhile", test_vm_ends_meanwhile);
    g_test_add_func("/monitor/reboots", test_reboots);
    g_test_add_func("/monitor/maintenance", test_maintenance);
    g_test_add_func("/monitor/maintenance-of-a-dead-host", test_maintenance_of_a_dead_host);
    g_test_add_func("/monitor/refresh", test_refresh);
    g_test_add_func("/monitor/card-is-renamed", test_card_is_renamed);
    g_test_add_func("/monitor/card-vanishes", test_card_vanishes);
    g_test_add_func("/monitor/not-enrolled", test_not_enrolled);
    return g_test_run();
}
