/* Starting and stopping VMs on hosts that behave. */
#include "rig.h"

#include "engine/event-log.h"

#include <string.h>

static void test_start_stop(void)
{
    g_autoptr(Rig) rig = rig_new(2, 4, false);
    g_autofree char *red = rig_add_network(rig, 100);
    g_autofree char *vm = rig_add_vm(rig, "web", 2, red);
    rig_start(rig);
    rig_vm_start(rig, vm);
    rig_await_vm(rig, vm, VM_UP);
    rig_await_quiet(rig);
    rig_check(rig);
    g_assert_cmpint(rig_n_leases(rig, LEASE_ACTIVE), ==, 2);
    g_assert_cmpuint(fake_find_vf(rig->world, vm)->vlan, ==, 100);
    g_assert_true(rig_has_event(rig, "USER_STARTED_VM"));
    g_assert_true(rig_has_event(rig, "USER_RUN_VM"));

    rig_vm_stop(rig, vm);
    rig_await_vm(rig, vm, VM_DOWN);
    rig_await_quiet(rig);
    rig_check(rig);
    g_assert_cmpint(rig_n_leases(rig, LEASE_ACTIVE), ==, 0);
    g_assert_true(rig_has_event(rig, "USER_STOP_VM"));
    g_assert_false(rig_has_event(rig, "VM_DOWN_ERROR"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/vm-start/start-stop", test_start_stop);
    return g_test_run();
}
