/* Changing the number of VFs of a PF. */
#include "rig.h"

#include "link/vdsm-code.h"
#include "model/event.h"
#include "model/job.h"

#include <string.h>

#define assert_contains(text, part)                                                                \
    do {                                                                                           \
        if (strstr(text, part) == NULL)                                                            \
            g_error("\"%s\" does not contain \"%s\"", text, part);                                 \
    } while (0)

static bool change(Rig *rig, int host, int pf, gint64 number)
{
    g_autoptr(HostNic) nic = rig_pf(rig, host, pf);
    return engine_pf_update(rig->engine, &rig->caller, nic->base.id, number, PF_KEEP, &rig->error);
}

static bool check_only(Rig *rig, int host, int pf, gint64 number)
{
    g_autoptr(HostNic) nic = rig_pf(rig, host, pf);
    return engine_pf_check(rig->engine, &rig->caller, nic->base.id, number, PF_KEEP, &rig->error);
}

static void refuse(Rig *rig, int host, int pf, gint64 number, Fault fault, const char *part)
{
    g_assert_false(change(rig, host, pf, number));
    g_assert_error(rig->error, FAULT, (int)fault);
    assert_contains(rig->error->message, part);
    g_clear_error(&rig->error);
}

/* A check says what the change says, and leaves no event. */
static void refuse_both(Rig *rig, int host, int pf, gint64 number, Fault fault, const char *part)
{
    gint64 n_events = store_count(rig->store, &event_type, NULL, NULL);
    g_assert_false(check_only(rig, host, pf, number));
    g_assert_cmpint(store_count(rig->store, &event_type, NULL, NULL), ==, n_events);
    g_assert_error(rig->error, FAULT, (int)fault);
    g_autofree char *said = g_strdup(rig->error->message);
    g_clear_error(&rig->error);
    refuse(rig, host, pf, number, fault, said);
    assert_contains(said, part);
}

static void test_up_and_down(void)
{
    g_autoptr(Rig) rig = rig_new(1, 0, false);
    rig_start(rig);
    g_assert_true(change(rig, 0, 0, 4));
    g_autoptr(HostNic) nic = rig_pf(rig, 0, 0);
    g_autoptr(GPtrArray) vfs =
        engine_list(rig->engine, &rig->caller, &virtual_function_type, nic->base.id, NULL, NULL);
    g_assert_cmpint(nic->num_vfs, ==, 4);
    g_assert_cmpuint(vfs->len, ==, 4);
    g_assert_cmpint(((VirtualFunction *)vfs->pdata[0])->state, ==, VF_FREE);
    g_assert_true(change(rig, 0, 0, 0));
    g_assert_cmpuint(rig->world->hosts[0].pfs[0].num_vfs, ==, 0);
    g_assert_cmpint(rig_n_events(rig, "UPDATE_HOST_NIC_VFS_CONFIG"), ==, 2);
    g_assert_false(rig_has_event(rig, "PF_VF_COUNT_CHANGED"));
    rig_await_sound(rig);
    g_assert_cmpint(store_count(rig->store, &lease_type, NULL, NULL), ==, 0);
}

static void test_refused(void)
{
    g_autoptr(Rig) rig = rig_new(1, 2, false);
    g_autofree char *red = rig_add_network(rig, 100);
    g_autofree char *vm = rig_add_vm(rig, "web", 1, red);
    rig_start(rig);
    refuse_both(rig, 0, 0, FAKE_VFS + 1, FAULT_NUM_VFS_RANGE, "9");
    refuse_both(rig, 0, 0, -2, FAULT_NUM_VFS_RANGE, "-2");
    rig_vm_start(rig, vm);
    rig_await_vm(rig, vm, VM_UP);
    rig_await_sound(rig);
    int pf = fake_find_vf(rig->world, vm) < &rig->world->hosts[0].pfs[1].vfs[0] ? 0 : 1;
    refuse_both(rig, 0, pf, 4, FAULT_NUM_VFS_CANNOT_BE_CHANGED, "VM web");
    refuse_both(rig, 0, pf, FAKE_VFS + 1, FAULT_NUM_VFS_CANNOT_BE_CHANGED, "VM web");
    g_assert_true(change(rig, 0, pf, 2)); /* as it is: nothing to do */
    g_assert_true(change(rig, 0, 1 - pf, 4));
    rig_await_sound(rig);
    g_assert_cmpint(rig_n_events(rig, "UPDATE_HOST_NIC_VFS_CONFIG_FAILED"), ==, 4);
}

/* Gives VF 0 of the first PF to the VM's vNIC, in the database alone. */
static void reserve(Rig *rig, const char *vm_id)
{
    g_autoptr(HostNic) nic = rig_pf(rig, 0, 0);
    g_autoptr(VmNic) vnic = store_find(rig->store, &vm_nic_type, "vm", vm_id, NULL);
    g_autoptr(Lease) lease = entity_new(&lease_type);
    lease->host = g_strdup(nic->host);
    lease->host_nic = g_strdup(nic->base.id);
    lease->state = LEASE_RESERVED;
    lease->vm = g_strdup(vm_id);
    lease->vm_nic = g_strdup(vnic->base.id);
    lease->expires = G_MAXINT64;
    g_autoptr(StoreTxn) txn = store_begin(rig->store, NULL);
    g_assert_true(store_insert(rig->store, lease, NULL));
    g_assert_true(store_commit(txn, NULL));
}

/* The refusal names every VF in the way, whose it is, and what to do about each kind. */
static void test_says_who_is_in_the_way(void)
{
    g_autoptr(Rig) rig = rig_new(1, 3, false);
    g_autofree char *red = rig_add_network(rig, 100);
    g_autofree char *vm = rig_add_vm(rig, "web", 1, red);
    rig->world->hosts[0].pfs[0].vfs[1].state = VF_UPPER_DEVICE;
    rig->world->hosts[0].pfs[0].vfs[2].state = VF_QUARANTINED; /* not in the way */
    rig_start(rig);
    reserve(rig, vm);
    refuse_both(
        rig, 0, 0, 2, FAULT_NUM_VFS_CANNOT_BE_CHANGED,
        "from 3 to 2, as all of them would be made anew: VF 0 is reserved (VM web), VF 1 has a "
        "bridge, VLAN, bond or macvtap on it. First stop these VMs or unplug their vNICs; end "
        "that use on the host.");
}

static void test_check_only(void)
{
    g_autoptr(Rig) rig = rig_new(1, 2, false);
    rig_start(rig);
    g_autoptr(HostNic) before = rig_pf(rig, 0, 0);
    gint64 n_events = store_count(rig->store, &event_type, NULL, NULL);
    gint64 n_jobs = store_count(rig->store, &job_type, NULL, NULL);
    static const struct {
        gint64 number;
        int all;
    } cases[] = { { 4, PF_KEEP }, { 2, PF_KEEP }, { 0, FALSE }, { PF_KEEP, FALSE } };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        engine_pf_check(rig->engine, &rig->caller, before->base.id, cases[i].number, cases[i].all,
                        &rig->error);
        g_assert_no_error(rig->error);
    }
    g_autoptr(HostNic) after = rig_pf(rig, 0, 0);
    g_assert_true(entity_equal(before, after));
    g_assert_cmpuint(rig->world->hosts[0].pfs[0].num_vfs, ==, 2);
    g_assert_cmpint(store_count(rig->store, &event_type, NULL, NULL), ==, n_events);
    g_assert_cmpint(store_count(rig->store, &job_type, NULL, NULL), ==, n_jobs);
    g_assert_cmpint(store_count(rig->store, &lease_type, NULL, NULL), ==, 0);
    g_assert_false(
        engine_pf_check(rig->engine, &rig->caller, before->base.id, PF_KEEP, PF_KEEP, &rig->error));
    g_assert_error(rig->error, FAULT, FAULT_PF_NOTHING_GIVEN);
    g_clear_error(&rig->error);
}

/* It would be waited for in vain. */
static void test_host_is_away(void)
{
    g_autoptr(Rig) rig = rig_new(1, 2, false);
    rig->config.connecting_grace_ms = 60000;
    rig_start(rig);
    fake_set_reachable(rig->world, 0, false);
    rig_await_host(rig, 0, HOST_CONNECTING);
    refuse_both(rig, 0, 0, 4, FAULT_PF_HOST_AWAY, "host h1 is not connected: it is connecting");
    fake_set_reachable(rig->world, 0, true);
    rig_await_host(rig, 0, HOST_UP);
    g_assert_true(change(rig, 0, 0, 4));
    rig_await_sound(rig);
}

static void test_agent_refuses(void)
{
    g_autoptr(Rig) rig = rig_new(1, 2, false);
    rig_start(rig);
    fake_fault(rig->world, "Host.hostdevChangeNumvfs", FAKE_REFUSE, VDSM_BUSY, 0, 1);
    refuse(rig, 0, 0, 4, FAULT_UPDATE_NUM_VFS_FAILURE, "h1");
    rig_await_sound(rig);
    g_assert_cmpint(rig_n_events(rig, "UPDATE_HOST_NIC_VFS_CONFIG_FAILED"), ==, 1);
    g_assert_cmpint(store_count(rig->store, &lease_type, NULL, NULL), ==, 0);
}

/* A caller who does not wait has the job at once, and in it how it went, and why. */
static void test_not_waiting(void)
{
    static const struct {
        bool refused;
        JobStatus status;
    } cases[] = { { false, JOB_FINISHED }, { true, JOB_FAILED } };
    g_autoptr(Rig) rig = rig_new(1, 2, false);
    rig_start(rig);
    g_autoptr(HostNic) nic = rig_pf(rig, 0, 0);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *id = NULL;
        Caller caller = rig->caller;
        caller.async = true;
        caller.ret_job = &id;
        if (cases[i].refused)
            fake_fault(rig->world, "Host.hostdevChangeNumvfs", FAKE_REFUSE, VDSM_BUSY, 0, 1);
        engine_pf_update(rig->engine, &caller, nic->base.id, 4 + (int)i, PF_KEEP, &rig->error);
        g_assert_no_error(rig->error);
        g_assert_nonnull(id);
        rig_await_sound(rig);
        g_autoptr(Job) job = store_get(rig->store, &job_type, id, NULL);
        g_autoptr(GPtrArray) steps = store_list_by(rig->store, &step_type, "job", id, NULL);
        const Step *first = steps->pdata[0];
        g_assert_cmpint(job->status, ==, cases[i].status);
        g_assert_cmpint(first->status, ==, cases[i].status);
        g_assert_true((job->failure != NULL) == cases[i].refused);
        g_assert_cmpstr(first->failure, ==, job->failure);
    }
}

/* While a job changes the number, who asks for another is told so, also by a mere check. */
static void test_one_at_a_time(void)
{
    g_autoptr(Rig) rig = rig_new(1, 2, false);
    rig_start(rig);
    g_autoptr(HostNic) nic = rig_pf(rig, 0, 0);
    g_autofree char *id = NULL;
    Caller caller = rig->caller;
    caller.async = true;
    caller.ret_job = &id;
    fake_fault(rig->world, "Host.hostdevChangeNumvfs", FAKE_LOSE_ANSWER, 0, 0, 1);
    engine_pf_update(rig->engine, &caller, nic->base.id, 4, PF_KEEP, &rig->error);
    g_assert_no_error(rig->error);
    refuse(rig, 0, 0, 5, FAULT_OBJECT_LOCKED, nic->name);
    g_assert_false(
        engine_pf_check(rig->engine, &rig->caller, nic->base.id, 5, PF_KEEP, &rig->error));
    g_assert_error(rig->error, FAULT, FAULT_OBJECT_LOCKED);
    g_clear_error(&rig->error);
    rig_await_sound(rig);
}

static void test_lost(void)
{
    static const FakeWrong wrongs[] = { FAKE_LOSE_ORDER, FAKE_LOSE_ANSWER, FAKE_DROP_LINK };
    g_autoptr(Rig) rig = rig_new(1, 2, false);
    rig_start(rig);
    for (gsize i = 0; i < G_N_ELEMENTS(wrongs); i++) {
        fake_fault(rig->world, "Host.hostdevChangeNumvfs", wrongs[i], 0, 0, 1);
        g_assert_true(change(rig, 0, 0, 3 + (int)i));
        g_assert_cmpuint(rig->world->hosts[0].pfs[0].num_vfs, ==, 3 + i);
        rig_await_sound(rig);
    }
}

static void test_flag_only(void)
{
    g_autoptr(Rig) rig = rig_new(1, 2, false);
    rig_start(rig);
    g_autoptr(HostNic) nic = rig_pf(rig, 0, 0);
    g_assert_false(
        engine_pf_update(rig->engine, &rig->caller, nic->base.id, PF_KEEP, PF_KEEP, &rig->error));
    g_assert_error(rig->error, FAULT, FAULT_PF_NOTHING_GIVEN);
    g_clear_error(&rig->error);
    engine_pf_update(rig->engine, &rig->caller, nic->base.id, PF_KEEP, FALSE, &rig->error);
    g_assert_no_error(rig->error);

    g_autofree char *red = rig_add_network(rig, 100);
    g_autofree char *vm = rig_add_vm(rig, "wide", 4, red);
    g_assert_false(engine_vm_start(rig->engine, &rig->caller, vm, NULL, NULL, &rig->error));
    g_assert_error(rig->error, FAULT, FAULT_VM_NOT_PLACED);
}

/* --- against VM starts -------------------------------------------------------------------------
 */

static gpointer change_often(gpointer data)
{
    Rig *rig = data;
    g_autoptr(HostNic) nic = rig_pf(rig, 0, 0);
    for (int i = 0; i < 12; i++)
        engine_pf_update(rig->engine, &rig->caller, nic->base.id, 1 + i % FAKE_VFS, PF_KEEP, NULL);
    return NULL;
}

/* No VF ever vanishes under a VM: the world counts that as a violation. */
static void test_race(void)
{
    g_autoptr(Rig) rig = rig_new(1, 2, true);
    g_autofree char *red = rig_add_network(rig, 100);
    g_autofree char *vm = rig_add_vm(rig, "web", 2, red);
    rig_start(rig);
    GThread *threads[2];
    for (int i = 0; i < 2; i++)
        threads[i] = g_thread_new("changer", change_often, rig);
    for (int i = 0; i < 12; i++) {
        if (engine_vm_start(rig->engine, &rig->caller, vm, NULL, NULL, NULL))
            engine_vm_stop(rig->engine, &rig->caller, vm, NULL, NULL, NULL);
        g_usleep(2000);
    }
    for (int i = 0; i < 2; i++)
        g_thread_join(threads[i]);
    rig_await_sound(rig);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pf-count/up-and-down", test_up_and_down);
    g_test_add_func("/pf-count/refused", test_refused);
    g_test_add_func("/pf-count/says-who-is-in-the-way", test_says_who_is_in_the_way);
    g_test_add_func("/pf-count/check-only", test_check_only);
    g_test_add_func("/pf-count/host-is-away", test_host_is_away);
    g_test_add_func("/pf-count/agent-refuses", test_agent_refuses);
    g_test_add_func("/pf-count/not-waiting", test_not_waiting);
    g_test_add_func("/pf-count/one-at-a-time", test_one_at_a_time);
    g_test_add_func("/pf-count/lost", test_lost);
    g_test_add_func("/pf-count/flag-only", test_flag_only);
    g_test_add_func("/pf-count/race", test_race);
    return g_test_run();
}
