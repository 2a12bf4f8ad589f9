/* Data centers, clusters, and networks in clusters. */
#include "fixture.h"
#include "model/catalogue.h"
#include "model/qos.h"

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
                                                REQUIRED(FALSE), &f->error));
    assert_event(f, "NETWORK_ATTACH_NETWORK_TO_CLUSTER",
                 "Network red was attached to cluster Default");

    g_autofree char *before = world(f);
    g_assert_false(engine_cluster_network_attach(f->engine, &f->caller, CLUSTER_DEFAULT_ID,
                                                 red->base.id, REQUIRED(TRUE), &f->error));
    assert_refused(f, before, FAULT_NETWORK_ALREADY_IN_CLUSTER, "red is already attached");
    assert_event(f, "NETWORK_ATTACH_NETWORK_TO_CLUSTER_FAILED", "red");

    g_assert_false(engine_cluster_network_attach(f->engine, &f->caller, CLUSTER_DEFAULT_ID, "blue",
                                                 REQUIRED(TRUE), &f->error));
    assert_refused(f, before, FAULT_ENTITY_NOT_FOUND, "blue");
}

static void test_attach_from_other_data_center(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(DataCenter) dc = add(f, given(&data_center_type, "name", "dc2", NULL), NULL);
    g_autoptr(Network) red = new_network(f, "red", dc->base.id);
    g_autofree char *before = world(f);
    g_assert_false(engine_cluster_network_attach(f->engine, &f->caller, CLUSTER_DEFAULT_ID,
                                                 red->base.id, REQUIRED(TRUE), &f->error));
    assert_refused(f, before, FAULT_NETWORK_FROM_DIFFERENT_DC, "another data center");
}

static void test_change_required(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Network) red = add_network(f, "red");
    g_assert_true(engine_cluster_network_update(f->engine, &f->caller, CLUSTER_DEFAULT_ID,
                                                red->base.id, REQUIRED(FALSE), &f->error));
    assert_event(f, "NETWORK_UPDATE_NETWORK_ON_CLUSTER", "red");
    g_autofree char *before = world(f);
    g_assert_false(engine_cluster_network_update(f->engine, &f->caller, CLUSTER_DEFAULT_ID,
                                                 NETWORK_MANAGEMENT_ID, REQUIRED(FALSE),
                                                 &f->error));
    assert_refused(f, before, FAULT_MANAGEMENT_NETWORK_REQUIRED, "ovirtmgmt");
}

static guint bit(NetworkRole role)
{
    return 1u << role;
}

static bool set_roles(Fixture *f, const char *network, guint given, guint roles)
{
    const ClusterNetworkChange change = { CLUSTER_NETWORK_KEEP, given, roles };
    return engine_cluster_network_update(f->engine, &f->caller, CLUSTER_DEFAULT_ID, network,
                                         &change, &f->error);
}

/* "display migration" of a network in the default cluster. */
static char *roles_of(Fixture *f, const char *network)
{
    const StoreCondition conditions[] = {
        { .column = "cluster", .text = CLUSTER_DEFAULT_ID },
        { .column = "network", .text = network },
    };
    const StoreQuery query = { .conditions = conditions, .n_conditions = 2 };
    g_autoptr(GPtrArray) rows = store_list(f->store, &cluster_network_type, &query, NULL);
    g_assert_cmpuint(rows->len, ==, 1);
    GString *words = g_string_new(NULL);
    for (int role = 0; role < N_NETWORK_ROLES; role++)
        if (*cluster_network_role(g_ptr_array_index(rows, 0), role))
            g_string_append_printf(words, "%s%s", words->len > 0 ? " " : "",
                                   network_role_word(role));
    return g_string_free(words, FALSE);
}

#define assert_roles(f, network, expected)                                                         \
    do {                                                                                           \
        g_autofree char *roles_now = roles_of(f, network);                                         \
        g_assert_cmpstr(roles_now, ==, expected);                                                  \
    } while (0)

static void test_roles_move(void)
{
    g_autoptr(Fixture) f = fixture_new();
    const guint all = (1u << N_NETWORK_ROLES) - 1;
    g_autoptr(Network) red = add_network(f, "red");
    g_autoptr(Network) blue = add_network(f, "blue");
    assert_roles(f, NETWORK_MANAGEMENT_ID, "management display migration default_route");
    g_assert_true(set_roles(f, red->base.id, all, bit(ROLE_DISPLAY) | bit(ROLE_MIGRATION)));
    assert_event(f, "NETWORK_UPDATE_NETWORK_ON_CLUSTER", "red");
    assert_roles(f, red->base.id, "display migration");
    assert_roles(f, NETWORK_MANAGEMENT_ID, "management default_route");
    /* From one to another, and only what is said. */
    g_assert_true(set_roles(f, blue->base.id, bit(ROLE_DISPLAY), bit(ROLE_DISPLAY)));
    assert_roles(f, blue->base.id, "display");
    assert_roles(f, red->base.id, "migration");
    /* What is given up goes back. */
    g_assert_true(set_roles(f, red->base.id, all, 0));
    assert_roles(f, red->base.id, "");
    assert_roles(f, NETWORK_MANAGEMENT_ID, "management migration default_route");
    /* The management network keeps what nobody else has. */
    g_assert_true(set_roles(f, NETWORK_MANAGEMENT_ID, all, 0));
    assert_roles(f, NETWORK_MANAGEMENT_ID, "management migration default_route");
    g_assert_true(engine_cluster_network_detach(f->engine, &f->caller, CLUSTER_DEFAULT_ID,
                                                blue->base.id, &f->error));
    assert_roles(f, NETWORK_MANAGEMENT_ID, "management display migration default_route");
}

static void test_same_roles_are_no_event(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Network) red = add_network(f, "red");
    g_assert_true(set_roles(f, red->base.id, bit(ROLE_DISPLAY), bit(ROLE_DISPLAY)));
    gint64 before = n_events(f);
    g_assert_true(set_roles(f, red->base.id, bit(ROLE_DISPLAY), bit(ROLE_DISPLAY)));
    g_assert_cmpint(n_events(f), ==, before);
}

static void test_management_moves_without_hosts(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Network) red = add_network(f, "red");
    g_autoptr(Host) host = add_host(f, "h1");
    g_autofree char *before = world(f);
    g_assert_false(set_roles(f, red->base.id, bit(ROLE_MANAGEMENT), bit(ROLE_MANAGEMENT)));
    assert_refused(f, before, FAULT_MANAGEMENT_NETWORK_HOSTS, "host h1");
    g_assert_false(set_roles(f, red->base.id, bit(ROLE_GLUSTER), bit(ROLE_GLUSTER)));
    assert_refused(f, before, FAULT_GLUSTER_NETWORK, "red");
    removes(f, &host_type, host->base.id);
    g_assert_true(set_roles(f, red->base.id, bit(ROLE_MANAGEMENT), bit(ROLE_MANAGEMENT)));
    assert_roles(f, red->base.id, "management");
    refuse_remove(f, &network_type, red->base.id, FAULT_MANAGEMENT_NETWORK_REMOVE, "Default");
    assert_roles(f, NETWORK_MANAGEMENT_ID, "display migration default_route");
    g_assert_true(engine_cluster_network_detach(f->engine, &f->caller, CLUSTER_DEFAULT_ID,
                                                NETWORK_MANAGEMENT_ID, &f->error));
    assert_roles(f, red->base.id, "management display migration default_route");
}

/* --- settings ----------------------------------------------------------------------------------
 */

#define SET(...) given(&cluster_type, __VA_ARGS__, NULL)

static void test_cluster_defaults(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Cluster) added = add_cluster(f, "c2", DATA_CENTER_DEFAULT_ID);
    g_autoptr(Cluster) seeded = store_get(f->store, &cluster_type, CLUSTER_DEFAULT_ID, NULL);
    /* The one of a fresh installation is as any other. */
    for (int row = 0; row < cluster_type.n_fields; row++) {
        const Field *field = &cluster_type.fields[row];
        if (!field_is_stored(field) || strcmp(field->column, "name") == 0 ||
            strcmp(field->column, "description") == 0)
            continue;
        g_autofree char *one = field_text(added, field), *other = field_text(seeded, field);
        g_test_message("%s", field->column);
        g_assert_cmpstr(one, ==, other);
    }
}

static void test_cluster_refuses_what_is_not_here(void)
{
    g_autoptr(Fixture) f = fixture_new();
    refuse_update(f, CLUSTER_DEFAULT_ID, SET("switch_type", "ovs"), FAULT_CLUSTER_SWITCH_TYPE,
                  "switch type ovs");
    refuse_update(f, CLUSTER_DEFAULT_ID, SET("gluster_service", "true"), FAULT_CLUSTER_SERVICES,
                  "gluster_service");
    refuse_update(f, CLUSTER_DEFAULT_ID, SET("virt_service", "false"), FAULT_CLUSTER_SERVICES,
                  "virt_service");
    refuse_update(f, CLUSTER_DEFAULT_ID, SET("cpu_type", "Abacus"), FAULT_CLUSTER_CPU_NOT_FOUND,
                  "\"Abacus\" in version 4.7");
    refuse_update(f, CLUSTER_DEFAULT_ID, SET("scheduling_policy", CLUSTER_DEFAULT_ID),
                  FAULT_ENTITY_NOT_FOUND, "Scheduling Policy");
    refuse_update(f, CLUSTER_DEFAULT_ID, SET("serial_number", "x"), FAULT_CLUSTER_SERIAL_NUMBER,
                  "custom");
    refuse_update(f, CLUSTER_DEFAULT_ID, SET("serial_number_policy", "custom"),
                  FAULT_CLUSTER_SERIAL_NUMBER, "custom");
    refuse_update(f, CLUSTER_DEFAULT_ID, SET("bandwidth_custom", "100"),
                  FAULT_CLUSTER_MIGRATION_BANDWIDTH, "custom");
}

static void test_cluster_settings_stay(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Cluster) set =
        update(f, CLUSTER_DEFAULT_ID,
               SET("cpu_type", "Intel Skylake Server Family", "ksm_enabled", "false", "over_commit",
                   "150", "on_error", "do_not_migrate", "rng_sources", "urandom hwrng",
                   "bandwidth_method", "custom", "bandwidth_custom", "100", "serial_number_policy",
                   "custom", "serial_number", "x"));
    g_autoptr(Cluster) stored = store_get(f->store, &cluster_type, CLUSTER_DEFAULT_ID, NULL);
    g_assert_true(entity_equal(set, stored));
    g_assert_cmpstr(stored->cpu_type, ==, "Intel Skylake Server Family");
    g_assert_cmpint(stored->over_commit, ==, 150);
    g_assert_cmpstr(stored->rng_sources[1], ==, "hwrng");
    /* What only went with the old choice goes with it. */
    g_autoptr(Cluster) back = update(f, CLUSTER_DEFAULT_ID,
                                     SET("bandwidth_method", "auto", "serial_number_policy", "vm"));
    g_assert_cmpint(back->bandwidth_custom, ==, CLUSTER_NO_BANDWIDTH);
    g_assert_null(back->serial_number);
}

static void test_versions(void)
{
    g_autoptr(Fixture) f = fixture_new();
    refuse_update(f, CLUSTER_DEFAULT_ID, SET("version_minor", "9"), FAULT_VERSION_NOT_SUPPORTED,
                  "4.9 is not supported; possible are 4.2 to 4.7");
    refuse_update(f, CLUSTER_DEFAULT_ID, SET("version_minor", "6"), FAULT_CLUSTER_VERSION_LOWER,
                  "lower than 4.7 of its data center");
    g_autoptr(DataCenter) older =
        update(f, DATA_CENTER_DEFAULT_ID, given(&data_center_type, "version_minor", "4", NULL));
    g_assert_cmpstr(older->supported_versions[0], ==, "4,4");
    g_assert_cmpstr(older->supported_versions[3], ==, "4,7");
    g_autoptr(Cluster) young = add_cluster(f, "c4", DATA_CENTER_DEFAULT_ID);
    g_assert_cmpint(young->version_minor, ==, 4);
    g_autoptr(Cluster) lower = update(f, CLUSTER_DEFAULT_ID, SET("version_minor", "6"));
    refuse_update(f, DATA_CENTER_DEFAULT_ID, given(&data_center_type, "version_minor", "5", NULL),
                  FAULT_DATA_CENTER_VERSION_CLUSTERS, "cluster c4 is of 4.4");
    g_autoptr(Host) host = add_host(f, "h1");
    refuse_update(f, CLUSTER_DEFAULT_ID, SET("version_minor", "5"), FAULT_CLUSTER_VERSION_DECREASE,
                  "host h1 and can therefore not go back from version 4.6 to 4.5");
}

static void *with_management(void *cluster, const char *name)
{
    Cluster *input = cluster;
    input->management_network_name = g_strdup(name);
    for (int row = 0; row < cluster_type.n_fields; row++)
        if (cluster_type.fields[row].offset == offsetof(Cluster, management_network_name))
            entity_set_given(input, row);
    return input;
}

static void test_management_network_of_a_new_cluster(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Network) red = new_network(f, "red", DATA_CENTER_DEFAULT_ID);
    refuse_add(f, with_management(SET("name", "c2", "data_center", DATA_CENTER_DEFAULT_ID), "blue"),
               NULL, FAULT_ENTITY_NOT_FOUND, "blue");
    g_autoptr(Cluster) cluster = add(
        f, with_management(SET("name", "c2", "data_center", DATA_CENTER_DEFAULT_ID), "red"), NULL);
    g_autoptr(ClusterNetwork) row =
        store_find(f->store, &cluster_network_type, "cluster", cluster->base.id, NULL);
    g_assert_cmpstr(row->network, ==, red->base.id);
    g_assert_true(row->management && row->display && row->required);
    g_autoptr(Cluster) same =
        update(f, cluster->base.id, with_management(SET("comment", "x"), "red"));
    refuse_update(f, cluster->base.id, with_management(SET("comment", "y"), "ovirtmgmt"),
                  FAULT_CLUSTER_MANAGEMENT_FIXED, "is red");
}

/* The values that the seed gives as options are those of the field tables. */
static gint64 max_of(const EntityType *type, const char *column)
{
    return type->fields[entity_row_of(type, column)].max;
}

static void test_options(void)
{
    const struct {
        const char *name;
        gint64 value;
    } cases[] = {
        { "MaxAverageNetworkQoSValue", max_of(&qos_type, "inbound_average") },
        { "MaxPeakNetworkQoSValue", max_of(&qos_type, "inbound_peak") },
        { "MaxBurstNetworkQoSValue", max_of(&qos_type, "inbound_burst") },
        { "MaxHostNetworkQosShares", max_of(&qos_type, "outbound_average_linkshare") },
        { "MaxVmNameLength", max_of(&vm_type, "name") },
    };
    g_autoptr(Fixture) f = fixture_new();
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(SystemOption) option =
            store_get(f->store, &system_option_type, cases[i].name, NULL);
        g_autofree char *value = g_strdup_printf("4.7,%" G_GINT64_FORMAT, cases[i].value);
        g_assert_cmpstr(option->values[g_strv_length(option->values) - 1], ==, value);
    }
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
    g_test_add_func("/cluster-network/roles-move", test_roles_move);
    g_test_add_func("/cluster-network/same-roles", test_same_roles_are_no_event);
    g_test_add_func("/cluster-network/management-moves", test_management_moves_without_hosts);
    g_test_add_func("/cluster/defaults", test_cluster_defaults);
    g_test_add_func("/cluster/refuses", test_cluster_refuses_what_is_not_here);
    g_test_add_func("/cluster/settings-stay", test_cluster_settings_stay);
    g_test_add_func("/cluster/versions", test_versions);
    g_test_add_func("/cluster/new-management-network", test_management_network_of_a_new_cluster);
    g_test_add_func("/catalogue/options", test_options);
    return g_test_run();
}
