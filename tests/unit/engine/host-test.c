#include "fixture.h"

#include "model/job.h"

#include <string.h>

static void test_defaults(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Host) host = add_host(f, "h1");
    g_assert_cmpstr(host->cluster, ==, CLUSTER_DEFAULT_ID);
    g_assert_cmpint(host->port, ==, HOST_DEFAULT_PORT);
    g_assert_cmpint(host->status, ==, HOST_INSTALLING);
    g_assert_true(host->activate_when_ready);
    assert_event(f, "USER_ADD_VDS", "Host h1 was added");
}

static void test_not_activated(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Host) host = add(
        f, given(&host_type, "name", "h1", "address", "h1", "activate_when_ready", "false", NULL),
        NULL);
    g_assert_false(host->activate_when_ready);
}

static void test_unique(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Host) host = add_host(f, "h1");
    refuse_add(f, given(&host_type, "name", "h1", "address", "h9", NULL), NULL,
               FAULT_HOST_NAME_IN_USE, "The Host name h1 is already in use");
    refuse_add(f, given(&host_type, "name", "h2", "address", "h1", NULL), NULL,
               FAULT_HOST_ADDRESS_IN_USE, "The address h1 is already in use by host h1");
    g_autoptr(Host) other_port =
        add(f, given(&host_type, "name", "h2", "address", "h1", "port", "54322", NULL), NULL);
    refuse_update(f, other_port->base.id, given(&host_type, "port", "54321", NULL),
                  FAULT_HOST_ADDRESS_IN_USE, "Cannot edit Host");
}

static void test_address(void)
{
    static const char *const good[] = { "192.0.2.7", "2001:db8::1", "h-1.example.org" };
    static const char *const bad[] = { "a b", "h1/", "-h", "h..1", "h1:54321" };
    g_autoptr(Fixture) f = fixture_new();
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++)
        refuse_add(f, given(&host_type, "name", "x", "address", bad[i], NULL), NULL,
                   FAULT_HOST_ADDRESS_INVALID, bad[i]);
    for (gsize i = 0; i < G_N_ELEMENTS(good); i++) {
        g_autofree char *name = g_strdup_printf("h%zu", i);
        g_autoptr(Host) host =
            add(f, given(&host_type, "name", name, "address", good[i], NULL), NULL);
    }
}

static void test_update(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Host) host = add_host(f, "h1");
    g_autoptr(Host) moved = update(f, host->base.id, given(&host_type, "address", "h9", NULL));
    g_assert_cmpstr(moved->address, ==, "h9");

    g_autoptr(Cluster) cluster = add(
        f, given(&cluster_type, "name", "c2", "data_center", DATA_CENTER_DEFAULT_ID, NULL), NULL);
    set_host_status(f, host->base.id, HOST_UP);
    refuse_update(f, host->base.id, given(&host_type, "address", "h8", NULL),
                  FAULT_HOST_STATUS_NOT_VALID_FOR_UPDATE,
                  "h1 is up; its address can only be changed in maintenance");
    refuse_update(f, host->base.id, given(&host_type, "cluster", cluster->base.id, NULL),
                  FAULT_HOST_STATUS_NOT_VALID_FOR_UPDATE, "cluster");
    g_autoptr(Host) renamed =
        update(f, host->base.id, given(&host_type, "name", "h2", "comment", "x", NULL));
    g_assert_cmpint(renamed->status, ==, HOST_UP);
    set_host_status(f, host->base.id, HOST_MAINTENANCE);
    g_autoptr(Host) elsewhere =
        update(f, host->base.id, given(&host_type, "cluster", cluster->base.id, NULL));
    g_assert_cmpstr(elsewhere->cluster, ==, cluster->base.id);
}

static void test_remove_by_status(void)
{
    static const struct {
        HostStatus status;
        bool may;
    } cases[] = {
        { HOST_INSTALLING, true },
        { HOST_INSTALL_FAILED, true },
        { HOST_UNASSIGNED, true },
        { HOST_CONNECTING, false },
        { HOST_UP, false },
        { HOST_NON_RESPONSIVE, true },
        { HOST_NON_OPERATIONAL, true },
        { HOST_PREPARING_FOR_MAINTENANCE, false },
        { HOST_MAINTENANCE, true },
        { HOST_DOWN, true },
        { HOST_REBOOT, false },
        { HOST_PENDING_APPROVAL, true },
        { HOST_INITIALIZING, false },
    };
    G_STATIC_ASSERT(G_N_ELEMENTS(cases) == N_HOST_STATUSES);
    g_autoptr(Fixture) f = fixture_new();
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *name = g_strdup_printf("h%zu", i);
        g_autoptr(Host) host = add_host(f, name);
        set_host_status(f, host->base.id, cases[i].status);
        if (cases[i].may)
            removes(f, &host_type, host->base.id);
        else
            refuse_remove(f, &host_type, host->base.id, FAULT_HOST_REMOVE_STATUS_ILLEGAL,
                          enum_word(&host_status_table, (int)cases[i].status));
    }
}

static void test_remove_with_vm(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Host) host = add_host(f, "h1");
    g_autoptr(Vm) vm = add_vm(f, "web");
    vm->host = g_strdup(host->base.id);
    vm->status = VM_UNKNOWN;
    g_autoptr(StoreTxn) txn = store_begin(f->store, NULL);
    g_assert_true(store_update(f->store, vm, NULL));
    g_assert_true(store_commit(txn, NULL));
    refuse_remove(f, &host_type, host->base.id, FAULT_HOST_REMOVE_RUNNING_VM,
                  "VM web still runs on host h1");
}

static void test_remove_with_pinned_vm(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Host) host = add_host(f, "h1");
    g_autoptr(Vm) vm = add_vm(f, "web");
    g_autoptr(Vm) pinned = update(f, vm->base.id, given(&vm_type, "pinned_hosts", "h1", NULL));
    g_assert_cmpstr(pinned->pinned_hosts[0], ==, host->base.id);
    refuse_remove(f, &host_type, host->base.id, FAULT_HOST_REMOVE_PINNED_VM,
                  "VM web is pinned to host h1");
}

static void test_remove_with_lease(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Host) host = add_host(f, "h1");
    g_autoptr(HostNic) pf = add_pf(f, host->base.id, "ens1f0");
    g_autoptr(Lease) lease = add_lease(f, pf, NULL, LEASE_SCRUBBING);
    refuse_remove(f, &host_type, host->base.id, FAULT_HOST_REMOVE_ASSIGNED_VF,
                  "VF 3 of ens1f0 on host h1 is still scrubbing");
    g_autoptr(StoreTxn) txn = store_begin(f->store, NULL);
    lease->state = LEASE_QUARANTINED;
    g_assert_true(store_update(f->store, lease, NULL));
    g_assert_true(store_commit(txn, NULL));
    removes(f, &host_type, host->base.id);
    g_assert_cmpint(store_count(f->store, &host_nic_type, NULL, NULL), ==, 0);
    assert_event(f, "USER_REMOVE_VDS", "h1");
}

static void test_remove_with_job(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Host) host = add_host(f, "h1");
    g_autoptr(Job) job = entity_new(&job_type);
    job->description = g_strdup("Changing VFs of ens1f0");
    job->status = JOB_STARTED;
    job->host = g_strdup(host->base.id);
    put(f, job);
    refuse_remove(f, &host_type, host->base.id, FAULT_OBJECT_LOCKED,
                  "Cannot remove Host. Related operation is currently in progress on h1");
}

static void test_summary(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Host) host = add_host(f, "h1");
    static const VmStatus statuses[] = { VM_UP, VM_UP, VM_MIGRATING, VM_POWERING_UP };
    for (gsize i = 0; i < G_N_ELEMENTS(statuses); i++) {
        g_autofree char *name = g_strdup_printf("vm%zu", i);
        g_autoptr(Vm) vm = add_vm(f, name);
        vm->host = g_strdup(host->base.id);
        vm->status = (int)statuses[i];
        g_autoptr(StoreTxn) txn = store_begin(f->store, NULL);
        g_assert_true(store_update(f->store, vm, NULL));
        g_assert_true(store_commit(txn, NULL));
    }
    g_autoptr(Host) shown = engine_get(f->engine, &f->caller, &host_type, host->base.id, &f->error);
    g_assert_cmpint(shown->vms_total, ==, 4);
    g_assert_cmpint(shown->vms_active, ==, 2);
    g_assert_cmpint(shown->vms_migrating, ==, 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/host/defaults", test_defaults);
    g_test_add_func("/host/not-activated", test_not_activated);
    g_test_add_func("/host/unique", test_unique);
    g_test_add_func("/host/address", test_address);
    g_test_add_func("/host/update", test_update);
    g_test_add_func("/host/remove-by-status", test_remove_by_status);
    g_test_add_func("/host/remove-with-vm", test_remove_with_vm);
    g_test_add_func("/host/remove-with-pinned-vm", test_remove_with_pinned_vm);
    g_test_add_func("/host/remove-with-lease", test_remove_with_lease);
    g_test_add_func("/host/remove-with-job", test_remove_with_job);
    g_test_add_func("/host/summary", test_summary);
    return g_test_run();
}
