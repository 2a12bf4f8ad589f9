/* Data centers, clusters, and networks in clusters. */
#include "fixture.h"

#include <string.h>

static Cluster *add_cluster(Fixture *f, const char *name, const char *data_center)
{
    return add(f, given(&cluster_type, "name", name, "data_center", data_center, NULL), NULL);
}

static Network *management_of(Fixture *f, const char *data_center)
{
    g_autoptr(GPtrArray) networks =
        store_list_by(f->store, &network_type, "data_center", data_center, NULL);
    g_assert_cmpuint(networks->len, ==, 1);
    return g_ptr_array_steal_index(networks, 0);
}

/* --- data centers ----------------------------------------------------------------------------- */

static void test_data_center_has_management_network(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(DataCenter) dc = add(f, given(&data_center_type, "name", "dc2", NULL), NULL);
    g_assert_cmpstr(dc->mac_pool, ==, MAC_POOL_DEFAULT_ID);
    assert_event(f, "USER_ADD_STORAGE_POOL", "Data center dc2 was added");
    g_autoptr(Network) network = management_of(f, dc->base.id);
    g_assert_cmpstr(network->name, ==, "ovirtmgmt");
    g_assert_true(network_is_vm(network));
    g_autoptr(VnicProfile) profile = profile_of(f, network->base.id);
    g_assert_cmpstr(profile->name, ==, "ovirtmgmt");
}

static void test_data_center_name(void)
{
    g_autoptr(Fixture) f = fixture_new();
    refuse_add(f, given(&data_center_type, "name", "Default", NULL), NULL, FAULT_NAME_ALREADY_USED,
               "Cannot add Data Center. The name Default is already in use");
    refuse_add(f, given(&data_center_type, "name", " x", NULL), NULL, FAULT_NAME_MAY_NOT_BE_EMPTY,
               "Cannot add Data Center");
    refuse_add(f, given(&data_center_type, "name", "a b", NULL), NULL, FAULT_NAME_SPECIAL_CHARS,
               "a b");
    g_autoptr(DataCenter) dc = add(f, given(&data_center_type, "name", "dc2", NULL), NULL);
    refuse_update(f, dc->base.id, given(&data_center_type, "name", "Default", NULL),
                  FAULT_NAME_ALREADY_USED, "Cannot edit Data Center");
}

static void test_data_center_remove(void)
{
    g_autoptr(Fixture) f = fixture_new();
    refuse_remove(f, &data_center_type, DATA_CENTER_DEFAULT_ID, FAULT_DATA_CENTER_HAS_CLUSTERS,
                  "still has the cluster Default");
    assert_event(f, "USER_REMOVE_STORAGE_POOL_FAILED", "Default");
    g_autofree char *before = world(f);
    g_autoptr(DataCenter) dc = add(f, given(&data_center_type, "name", "dc2", NULL), NULL);
    removes(f, &data_center_type, dc->base.id);
    g_autofree char *after = world(f);
    g_assert_cmpstr(before, ==, after);
}

static void test_clusters_follow_pool(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(MacPool) pool = add(
        f,
        given(&mac_pool_type, "name", "p2", "ranges", "02:00:00:00:00:01,02:00:00:00:00:09", NULL),
        NULL);
    g_autoptr(DataCenter) dc = update(f, DATA_CENTER_DEFAULT_ID,
                                      given(&data_center_type, "mac_pool", pool->base.id, NULL));
    g_autoptr(Cluster) cluster = store_get(f->store, &cluster_type, CLUSTER_DEFAULT_ID, NULL);
    g_assert_cmpstr(cluster->mac_pool, ==, pool->base.id);
}

/* --- clusters --------------------------------------------------------------------------------- */

static void test_cluster_has_management_network(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Cluster) cluster = add_cluster(f, "c2", DATA_CENTER_DEFAULT_ID);
    g_assert_cmpstr(cluster->mac_pool, ==, MAC_POOL_DEFAULT_ID);
    assert_event(f, "USER_ADD_CLUSTER", "Cluster c2 was added");
    g_autoptr(GPtrArray) rows =
        store_list_by(f->store, &cluster_network_type, "cluster", cluster->base.id, NULL);
    g_assert_cmpuint(rows->len, ==, 1);
    const ClusterNetwork *row = g_ptr_array_index(rows, 0);
    g_assert_cmpstr(row->network, ==, NETWORK_MANAGEMENT_ID);
    g_assert_true(row->required);
}

static void test_cluster_name(void)
{
    g_autoptr(Fixture) f = fixture_new();
    refuse_add(f,
               given(&cluster_type, "name", "Default", "data_center", DATA_CENTER_DEFAULT_ID, NULL),
               NULL, FAULT_CLUSTER_NAME_IN_USE, "Cannot add Cluster. The name Default");
}

static void test_cluster_remove(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Host) host = add_host(f, "h1");
    refuse_remove(f, &cluster_type, CLUSTER_DEFAULT_ID, FAULT_CLUSTER_HAS_HOSTS, "host h1");
    removes(f, &host_type, host->base.id);
    g_autoptr(Vm) vm = add_vm(f, "web");
    refuse_remove(f, &cluster_type, CLUSTER_DEFAULT_ID, FAULT_CLUSTER_HAS_VMS, "VM web");
    removes(f, &vm_type, vm->base.id);
    removes(f, &cluster_type, CLUSTER_DEFAULT_ID);
    g_assert_cmpint(store_count(f->store, &cluster_network_type, NULL, NULL), ==, 0);
}

static void test_cluster_changes_data_center(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(DataCenter) dc = add(f, given(&data_center_type, "name", "dc2", NULL), NULL);
    g_autoptr(Cluster) cluster = add_cluster(f, "c2", DATA_CENTER_DEFAULT_ID);
    g_autoptr(Cluster) moved =
        update(f, cluster->base.id, given(&cluster_type, "data_center", dc->base.id, NULL));
    g_autoptr(Network) management = management_of(f, dc->base.id);
    g_autoptr(ClusterNetwork) row =
        store_find(f->store, &cluster_network_type, "cluster", cluster->base.id, NULL);
    g_assert_cmpstr(row->network, ==, management->base.id);

    g_autoptr(Vm) vm = add_vm(f, "web");
    refuse_update(f, CLUSTER_DEFAULT_ID, given(&cluster_type, "data_center", dc->base.id, NULL),
                  FAULT_CLUSTER_DATA_CENTER_FIXED, "VM web");
}

static MacPool *add_pool(Fixture *f, const char *name, const char *range)
{
    return add(f, given(&mac_pool_type, "name", name, "ranges", range, NULL), NULL);
}

/* Two clusters with pools of their own, and a vNIC with the same address in each. */
static void test_cluster_changes_pool(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(MacPool) pool = add_pool(f, "p2", "02:00:00:00:00:01,02:00:00:00:00:09");
    g_autoptr(Cluster) other = add(f,
                                   given(&cluster_type, "name", "c2", "data_center",
                                         DATA_CENTER_DEFAULT_ID, "mac_pool", pool->base.id, NULL),
                                   NULL);
    g_autoptr(Vm) a = add_vm(f, "a");
    g_autoptr(Vm) b = add(f,
                          given(&vm_type, "name", "b", "cluster", other->base.id, "template",
                                TEMPLATE_BLANK_ID, NULL),
                          NULL);
    g_autoptr(VmNic) first =
        add(f, given(&vm_nic_type, "name", "nic1", "mac", "02:aa:00:00:00:01", NULL), a->base.id);
    g_autoptr(VmNic) second =
        add(f, given(&vm_nic_type, "name", "nic1", "mac", "02:aa:00:00:00:01", NULL), b->base.id);
    refuse_update(f, other->base.id, given(&cluster_type, "mac_pool", MAC_POOL_DEFAULT_ID, NULL),
                  FAULT_MAC_POOL_MIGRATE,
                  "Cannot migrate MACs to another MAC pool: 02:aa:00:00:00:01 is already in use");
    removes(f, &vm_nic_type, first->base.id);
    g_autoptr(Cluster) moved =
        update(f, other->base.id, given(&cluster_type, "mac_pool", MAC_POOL_DEFAULT_ID, NULL));
}

/* --- networks in clusters --------------------------------------------------------------------- */

static Network *new_network(Fixture *f, const char *name, const char *data_center)
{
    return add(f, given(&network_type, "name", name, "data_center", data_center, NULL), NULL);
}

static void test_attach(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Network) red = new_network(f, "red", DATA_CENTER_DEFAULT_ID);
    g_assert_true(engine_cluster_network_attach(f->engine, &f->caller, CLUSTER_DEFAULT_ID, "red",
                                                FALSE, &f->error));
    assert_event(f, "NETWORK_ATTACH_NETWORK_TO_CLUSTER",
                 "Network red was attached to cluster Default");

    g_autofree char *before = world(f);
    g_assert_false(engine_cluster_network_attach(f->engine, &f->caller, CLUSTER_DEFAULT_ID,
                                                 red->base.id, TRUE, &f->error));
    assert_refused(f, before, FAULT_NETWORK_ALREADY_IN_CLUSTER, "red is already attached");
    assert_event(f, "NETWORK_ATTACH_NETWORK_TO_CLUSTER_FAILED", "red");

    g_assert_false(engine_cluster_network_attach(f->engine, &f->caller, CLUSTER_DEFAULT_ID, "blue",
                                                 TRUE, &f->error));
    assert_refused(f, before, FAULT_ENTITY_NOT_FOUND, "blue");
}

static void test_attach_from_other_data_center(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(DataCenter) dc = add(f, given(&data_center_type, "name", "dc2", NULL), NULL);
    g_autoptr(Network) red = new_network(f, "red", dc->base.id);
    g_autofree char *before = world(f);
    g_assert_false(engine_cluster_network_attach(f->engine, &f->caller, CLUSTER_DEFAULT_ID,
                                                 red->base.id, TRUE, &f->error));
    assert_refused(f, before, FAULT_NETWORK_FROM_DIFFERENT_DC, "another data center");
}

static void test_change_required(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Network) red = add_network(f, "red");
    g_assert_true(engine_cluster_network_update(f->engine, &f->caller, CLUSTER_DEFAULT_ID,
                                                red->base.id, FALSE, &f->error));
    assert_event(f, "NETWORK_UPDATE_NETWORK_ON_CLUSTER", "red");
    g_autofree char *before = world(f);
    g_assert_false(engine_cluster_network_update(f->engine, &f->caller, CLUSTER_DEFAULT_ID,
                                                 NETWORK_MANAGEMENT_ID, FALSE, &f->error));
    assert_refused(f, before, FAULT_MANAGEMENT_NETWORK_REQUIRED, "ovirtmgmt");
}

static void test_detach(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Network) red = add_network(f, "red");
    g_autoptr(VnicProfile) profile = profile_of(f, red->base.id);
    g_autoptr(Vm) vm = add_vm(f, "web");
    g_autoptr(VmNic) nic = add_nic(f, vm->base.id, "nic1", profile->base.id);
    g_autofree char *before = world(f);
    g_assert_false(engine_cluster_network_detach(f->engine, &f->caller, CLUSTER_DEFAULT_ID,
                                                 red->base.id, &f->error));
    assert_refused(f, before, FAULT_CLUSTER_NETWORK_IN_USE, "nic1 of VM web");
    g_assert_false(engine_cluster_network_detach(f->engine, &f->caller, CLUSTER_DEFAULT_ID,
                                                 NETWORK_MANAGEMENT_ID, &f->error));
    assert_refused(f, before, FAULT_MANAGEMENT_NETWORK_REMOVE, "ovirtmgmt");

    removes(f, &vm_nic_type, nic->base.id);
    g_assert_true(engine_cluster_network_detach(f->engine, &f->caller, CLUSTER_DEFAULT_ID,
                                                red->base.id, &f->error));
    assert_event(f, "NETWORK_DETACH_NETWORK_TO_CLUSTER", "red");
    g_autofree char *without = world(f);
    g_assert_false(engine_cluster_network_detach(f->engine, &f->caller, CLUSTER_DEFAULT_ID,
                                                 red->base.id, &f->error));
    g_assert_cmpint(fault_err_code(f->error), ==, ERR_NOT_FOUND);
    assert_refused(f, without, FAULT_NETWORK_NOT_IN_CLUSTER, "red is not attached");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/data-center/management-network", test_data_center_has_management_network);
    g_test_add_func("/data-center/name", test_data_center_name);
    g_test_add_func("/data-center/remove", test_data_center_remove);
    g_test_add_func("/data-center/clusters-follow-pool", test_clusters_follow_pool);
    g_test_add_func("/cluster/management-network", test_cluster_has_management_network);
    g_test_add_func("/cluster/name", test_cluster_name);
    g_test_add_func("/cluster/remove", test_cluster_remove);
    g_test_add_func("/cluster/changes-data-center", test_cluster_changes_data_center);
    g_test_add_func("/cluster/changes-pool", test_cluster_changes_pool);
    g_test_add_func("/cluster-network/attach", test_attach);
    g_test_add_func("/cluster-network/other-data-center", test_attach_from_other_data_center);
    g_test_add_func("/cluster-network/change-required", test_change_required);
    g_test_add_func("/cluster-network/detach", test_detach);
    return g_test_run();
}
