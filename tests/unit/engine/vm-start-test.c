/* Starting and stopping VMs: on hosts that behave, in competition, and on hosts that do not. */
#include "rig.h"

#include "link/vdsm-code.h"

#include <string.h>

#define assert_contains(text, part)                                                                \
    do {                                                                                           \
        if (strstr(text, part) == NULL)                                                            \
            g_error("\"%s\" does not contain \"%s\"", text, part);                                 \
    } while (0)

/* --- hosts that behave -------------------------------------------------------------------------
 */

static void test_start_stop(void)
{
    g_autoptr(Rig) rig = rig_new(2, 4, false);
    g_autofree char *red = rig_add_network(rig, 100);
    g_autofree char *vm = rig_add_vm(rig, "web", 2, red);
    rig_start(rig);
    rig_vm_start(rig, vm);
    rig_await_vm(rig, vm, VM_UP);
    rig_await_sound(rig);
    g_assert_cmpint(rig_n_leases(rig, LEASE_ACTIVE), ==, 2);
    g_assert_cmpuint(fake_find_vf(rig->world, vm)->vlan, ==, 100);
    g_assert_true(rig_has_event(rig, "USER_STARTED_VM"));
    g_assert_true(rig_has_event(rig, "USER_RUN_VM"));

    rig_vm_stop(rig, vm);
    rig_await_vm(rig, vm, VM_DOWN);
    rig_await_sound(rig);
    g_assert_cmpint(rig_n_leases(rig, LEASE_ACTIVE), ==, 0);
    g_assert_true(rig_has_event(rig, "USER_STOP_VM"));
    g_assert_false(rig_has_event(rig, "VM_DOWN_ERROR"));
}

static void test_shutdown(void)
{
    g_autoptr(Rig) rig = rig_new(1, 2, false);
    g_autofree char *red = rig_add_network(rig, 100);
    g_autofree char *vm = rig_add_vm(rig, "web", 1, red);
    rig_start(rig);
    rig_vm_start(rig, vm);
    rig_await_vm(rig, vm, VM_UP);
    engine_vm_shutdown(rig->engine, &rig->caller, vm, "maintenance", NULL, &rig->error);
    g_assert_no_error(rig->error);
    rig_await_vm(rig, vm, VM_DOWN);
    rig_await_sound(rig);
    g_assert_true(rig_has_event(rig, "USER_INITIATED_SHUTDOWN_VM"));
}

static void test_ends_by_itself(void)
{
    g_autoptr(Rig) rig = rig_new(1, 2, false);
    g_autofree char *red = rig_add_network(rig, 100);
    g_autofree char *vm = rig_add_vm(rig, "web", 1, red);
    rig_start(rig);
    rig_vm_start(rig, vm);
    rig_await_vm(rig, vm, VM_UP);
    rig_await_quiet(rig);
    fake_vm_ends(rig->world, vm);
    rig_await_vm(rig, vm, VM_DOWN);
    rig_await_sound(rig);
    g_assert_true(rig_has_event(rig, "VM_DOWN_ERROR"));
}

static void test_run_once(void)
{
    g_autoptr(Rig) rig = rig_new(3, 2, false);
    g_autofree char *red = rig_add_network(rig, 100);
    g_autofree char *vm = rig_add_vm(rig, "web", 1, red);
    const VmStartOverlay overlay = { .host = "h2", .cmdline = "once=1", .kernel = "/boot/other" };
    const VmStartOverlay nowhere = { .host = "h9" };
    rig_start(rig);
    g_assert_false(engine_vm_start(rig->engine, &rig->caller, vm, &nowhere, NULL, &rig->error));
    g_assert_error(rig->error, FAULT, FAULT_HOST_NOT_EXISTS);
    g_clear_error(&rig->error);
    engine_vm_start(rig->engine, &rig->caller, vm, &overlay, NULL, &rig->error);
    g_assert_no_error(rig->error);
    rig_await_vm(rig, vm, VM_UP);
    g_assert_cmpint(fake_find_vm(rig->world, vm), ==, 1);
    const char *xml = NULL;
    for (int i = 0; i < FAKE_VMS && xml == NULL; i++)
        if (strcmp(rig->world->hosts[1].vms[i].id, vm) == 0)
            xml = rig->world->hosts[1].vms[i].xml;
    assert_contains(xml, "once=1");
    assert_contains(xml, "/boot/other");
    rig_await_sound(rig);
}

static void test_explain(void)
{
    g_autoptr(Rig) rig = rig_new(2, 2, false);
    g_autofree char *red = rig_add_network(rig, 100);
    g_autofree char *vm = rig_add_vm(rig, "web", 2, red);
    rig_start(rig);
    g_autoptr(PlacementResult) would =
        engine_vm_explain(rig->engine, &rig->caller, vm, NULL, NULL, NULL);
    g_assert_nonnull(would->host);
    g_assert_cmpuint(would->explanation->hosts->len, ==, 2);
    rig_vm_start(rig, vm);
    rig_await_vm(rig, vm, VM_UP);
    g_autoptr(PlacementResult) does =
        engine_vm_explain(rig->engine, &rig->caller, vm, NULL, NULL, NULL);
    g_assert_cmpstr(does->host, ==, rig->world->hosts[fake_find_vm(rig->world, vm)].id);
    g_assert_cmpint(does->n_vnics, ==, 2);
    g_assert_nonnull(does->vnics[0].pf_name);
    rig_await_quiet(rig);
}

/* --- refusals ----------------------------------------------------------------------------------
 */

static void test_no_vf(void)
{
    g_autoptr(Rig) rig = rig_new(2, 1, false);
    g_autofree char *red = rig_add_network(rig, 100);
    g_autofree char *vm = rig_add_vm(rig, "wide", 3, red);
    rig_start(rig);
    g_assert_false(engine_vm_start(rig->engine, &rig->caller, vm, NULL, NULL, &rig->error));
    g_assert_error(rig->error, FAULT, FAULT_VM_NOT_PLACED);
    assert_contains(rig->error->message, "h1");
    assert_contains(rig->error->message, "h2");
    assert_contains(rig->error->message, "nic1");
    g_assert_true(rig_has_event(rig, "USER_FAILED_RUN_VM"));
    g_assert_false(rig_has_event(rig, "USER_STARTED_VM"));
    g_assert_cmpint(store_count(rig->store, &lease_type, NULL, NULL), ==, 0);
    rig_await_vm(rig, vm, VM_DOWN);
    rig_check(rig);
}

static void test_no_host(void)
{
    g_autoptr(Rig) rig = rig_new(2, 1, false);
    g_autofree char *red = rig_add_network(rig, 100);
    g_autofree char *vm = rig_add_vm(rig, "web", 1, red);
    rig->world->hosts[0].reachable = rig->world->hosts[1].reachable = false;
    rig_start(rig);
    g_assert_false(engine_vm_start(rig->engine, &rig->caller, vm, NULL, NULL, &rig->error));
    g_assert_error(rig->error, FAULT, FAULT_VM_NO_HOSTS);
}

static void test_wrong_status(void)
{
    g_autoptr(Rig) rig = rig_new(1, 2, false);
    g_autofree char *red = rig_add_network(rig, 100);
    g_autofree char *vm = rig_add_vm(rig, "web", 1, red);
    rig_start(rig);
    g_assert_false(engine_vm_stop(rig->engine, &rig->caller, vm, NULL, NULL, &rig->error));
    g_assert_error(rig->error, FAULT, FAULT_VM_IS_NOT_RUNNING);
    g_clear_error(&rig->error);
    rig_vm_start(rig, vm);
    g_assert_false(engine_vm_start(rig->engine, &rig->caller, vm, NULL, NULL, &rig->error));
    g_assert_error(rig->error, FAULT, FAULT_VM_IS_RUNNING);
    rig_await_quiet(rig);
}

/* --- competition -------------------------------------------------------------------------------
 */

typedef struct {
    Rig *rig;
    const char *vm;
    bool started;
} Racer;

static gpointer race(gpointer data)
{
    Racer *racer = data;
    g_autoptr(GError) error = NULL;
    racer->started =
        engine_vm_start(racer->rig->engine, &racer->rig->caller, racer->vm, NULL, NULL, &error);
    g_assert_true(racer->started || error->domain == FAULT);
    return NULL;
}

static int run_race(Racer *racers, int n)
{
    GThread *threads[16];
    int n_started = 0;
    for (int i = 0; i < n; i++)
        threads[i] = g_thread_new("racer", race, &racers[i]);
    for (int i = 0; i < n; i++) {
        g_thread_join(threads[i]);
        n_started += racers[i].started;
    }
    return n_started;
}

static void test_race(void)
{
    g_autoptr(Rig) rig = rig_new(1, 2, true);
    g_autofree char *red = rig_add_network(rig, 100);
    g_autoptr(GPtrArray) vms = g_ptr_array_new_with_free_func(g_free);
    Racer racers[16];
    for (int i = 0; i < 16; i++) {
        g_autofree char *name = g_strdup_printf("vm%d", i);
        g_ptr_array_add(vms, rig_add_vm(rig, name, 1, red));
        racers[i] = (Racer){ rig, vms->pdata[i], false };
    }
    rig_start(rig);
    g_assert_cmpint(run_race(racers, 16), ==, 4);
    for (int i = 0; i < 16; i++)
        rig_await_vm(rig, racers[i].vm, racers[i].started ? VM_UP : VM_DOWN);
    rig_await_sound(rig);
    g_assert_cmpint(rig_n_leases(rig, LEASE_ACTIVE), ==, 4);
}

static void test_race_of_one_vm(void)
{
    g_autoptr(Rig) rig = rig_new(2, 4, true);
    g_autofree char *red = rig_add_network(rig, 100);
    g_autofree char *vm = rig_add_vm(rig, "web", 1, red);
    Racer racers[8];
    for (int i = 0; i < 8; i++)
        racers[i] = (Racer){ rig, vm, false };
    rig_start(rig);
    g_assert_cmpint(run_race(racers, 8), ==, 1);
    rig_await_vm(rig, vm, VM_UP);
    rig_await_sound(rig);
}

/* --- failures ----------------------------------------------------------------------------------
 */

static void test_other_host(void)
{
    g_autoptr(Rig) rig = rig_new(2, 2, false);
    g_autofree char *red = rig_add_network(rig, 100);
    g_autofree char *vm = rig_add_vm(rig, "web", 1, red);
    rig_start(rig);
    fake_fault(rig->world, "VM.create", FAKE_REFUSE, VDSM_CANNOT_CREATE, 0, 1);
    rig_vm_start(rig, vm);
    rig_await_vm(rig, vm, VM_UP);
    rig_await_sound(rig);
    g_assert_cmpint(rig_n_events(rig, "USER_INITIATED_RUN_VM_FAILED"), ==, 1);
    g_assert_false(rig_has_event(rig, "USER_FAILED_RUN_VM"));
}

static void test_guest_dies(void)
{
    g_autoptr(Rig) rig = rig_new(2, 2, false);
    g_autofree char *red = rig_add_network(rig, 100);
    g_autofree char *vm = rig_add_vm(rig, "web", 1, red);
    rig_start(rig);
    rig->world->guests_die = true;
    rig_vm_start(rig, vm);
    rig_await_quiet(rig);
    rig_await_vm(rig, vm, VM_DOWN);
    rig_check(rig);
    g_assert_cmpint(rig_n_events(rig, "USER_INITIATED_RUN_VM_FAILED"), ==, 1);
    g_assert_cmpint(rig_n_events(rig, "USER_FAILED_RUN_VM"), ==, 1);
}

static void test_stop_while_starting(void)
{
    g_autoptr(Rig) rig = rig_new(2, 2, false);
    g_autofree char *red = rig_add_network(rig, 100);
    g_autofree char *vm = rig_add_vm(rig, "web", 1, red);
    rig_start(rig);
    rig->world->boot_ms = 100000000;
    rig_vm_start(rig, vm);
    rig_await_vm(rig, vm, VM_POWERING_UP);
    rig_vm_stop(rig, vm);
    rig_await_vm(rig, vm, VM_DOWN);
    rig_await_sound(rig);
    g_assert_true(rig_has_event(rig, "USER_STOP_VM"));
    g_assert_false(rig_has_event(rig, "USER_FAILED_RUN_VM"));
}

static void test_stop_at_once(void)
{
    g_autoptr(Rig) rig = rig_new(2, 2, false);
    g_autofree char *red = rig_add_network(rig, 100);
    g_autofree char *vm = rig_add_vm(rig, "web", 1, red);
    rig_start(rig);
    for (int i = 0; i < 20; i++) {
        rig_vm_start(rig, vm);
        rig_vm_stop(rig, vm);
        rig_await_vm(rig, vm, VM_DOWN);
        rig_await_sound(rig);
    }
}

/* Every order of a start and a stop is lost, before or after it was carried out. */
static void test_lost(void)
{
    static const char *const verbs[] = { "VM.create", "VM.destroy", "Sriov.scrub", "VM.getStats" };
    static const FakeWrong wrongs[] = { FAKE_LOSE_ORDER, FAKE_LOSE_ANSWER, FAKE_DROP_LINK };
    g_autoptr(Rig) rig = rig_new(2, 2, false);
    g_autofree char *red = rig_add_network(rig, 100);
    g_autofree char *vm = rig_add_vm(rig, "web", 2, red);
    rig_start(rig);
    for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++)
        for (gsize j = 0; j < G_N_ELEMENTS(wrongs); j++) {
            fake_fault(rig->world, verbs[i], wrongs[j], 0, 0, 1);
            rig_vm_start(rig, vm);
            rig_await_vm(rig, vm, VM_UP);
            rig_await_sound(rig);
            rig_vm_stop(rig, vm);
            rig_await_vm(rig, vm, VM_DOWN);
            rig_await_sound(rig);
        }
    g_assert_false(rig_has_event(rig, "USER_FAILED_RUN_VM"));
}

/* No event of any host arrives: what is true is found out by looking. */
static void test_silent(void)
{
    g_autoptr(Rig) rig = rig_new(2, 2, false);
    g_autofree char *red = rig_add_network(rig, 100);
    g_autofree char *vm = rig_add_vm(rig, "web", 2, red);
    rig->world->silent = true;
    rig_start(rig);
    rig_vm_start(rig, vm);
    rig_await_vm(rig, vm, VM_UP);
    rig_await_sound(rig);
    fake_vm_ends(rig->world, vm);
    rig_await_vm(rig, vm, VM_DOWN);
    rig_await_sound(rig);
}

static void test_host_goes_away(void)
{
    g_autoptr(Rig) rig = rig_new(1, 2, false);
    g_autofree char *red = rig_add_network(rig, 100);
    g_autofree char *vm = rig_add_vm(rig, "web", 1, red);
    rig_start(rig);
    rig->world->boot_ms = 100000000;
    rig_vm_start(rig, vm);
    rig_await_vm(rig, vm, VM_POWERING_UP);
    fake_set_reachable(rig->world, 0, false);
    rig_await_host(rig, 0, HOST_NON_RESPONSIVE);
    g_assert_cmpint(rig_n_leases(rig, LEASE_ACTIVE), ==, 1);
    g_assert_false(engine_vm_stop(rig->engine, &rig->caller, vm, NULL, NULL, &rig->error));
    g_assert_error(rig->error, FAULT, FAULT_VM_FAILED);
    rig->world->boot_ms = 5;
    fake_set_reachable(rig->world, 0, true);
    rig_await_vm(rig, vm, VM_UP);
    rig_await_sound(rig);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/vm-start/start-stop", test_start_stop);
    g_test_add_func("/vm-start/shutdown", test_shutdown);
    g_test_add_func("/vm-start/ends-by-itself", test_ends_by_itself);
    g_test_add_func("/vm-start/run-once", test_run_once);
    g_test_add_func("/vm-start/explain", test_explain);
    g_test_add_func("/vm-start/no-vf", test_no_vf);
    g_test_add_func("/vm-start/no-host", test_no_host);
    g_test_add_func("/vm-start/wrong-status", test_wrong_status);
    g_test_add_func("/vm-start/race", test_race);
    g_test_add_func("/vm-start/race-of-one-vm", test_race_of_one_vm);
    g_test_add_func("/vm-start/other-host", test_other_host);
    g_test_add_func("/vm-start/guest-dies", test_guest_dies);
    g_test_add_func("/vm-start/stop-while-starting", test_stop_while_starting);
    g_test_add_func("/vm-start/stop-at-once", test_stop_at_once);
    g_test_add_func("/vm-start/lost", test_lost);
    g_test_add_func("/vm-start/silent", test_silent);
    g_test_add_func("/vm-start/host-goes-away", test_host_goes_away);
    return g_test_run();
}
