/* Networks, their labels, and vNIC profiles. */
#include "fixture.h"
#include "model/network-filter.h"
#include "model/qos.h"

#include <string.h>

#define DC "data_center", DATA_CENTER_DEFAULT_ID

static void *network(const char *name)
{
    return given(&network_type, "name", name, DC, NULL);
}

/* --- networks --------------------------------------------------------------------------------- */

static void test_profile_of_same_name(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Network) red = add(f, network("red"), NULL);
    g_assert_true(network_is_vm(red));
    g_autoptr(VnicProfile) profile = profile_of(f, red->base.id);
    g_assert_cmpstr(profile->name, ==, "red");
    g_assert_cmpint(profile->pass_through, ==, PASS_THROUGH_DISABLED);
}

static void test_no_profile(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Network) storage =
        add(f, given(&network_type, "name", "storage", DC, "usages", "", NULL), NULL);
    g_assert_false(network_is_vm(storage));
    Network *input = network("red");
    input->profile_required = FALSE;
    for (int row = 0; row < network_type.n_fields; row++)
        if (g_strcmp0(network_type.fields[row].path, "profile_required") == 0)
            entity_set_given(input, row);
    g_autoptr(Network) red = add(f, input, NULL);
    g_autoptr(GPtrArray) profiles = store_list(f->store, &vnic_profile_type, NULL, NULL);
    g_assert_cmpuint(profiles->len, ==, 1);
}

static void test_device_name(void)
{
    static const struct {
        const char *name;
        bool same;
    } cases[] = {
        { "red", true },
        { "exactly15chars_", true },
        { "sixteen_chars_xx", false },
        { "with space", false },
        { "\xd7\xa8\xd7\xa9\xd7\xaa", false },
        { "a.b", false },
    };
    g_autoptr(Fixture) f = fixture_new();
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Network) added = add(f, network(cases[i].name), NULL);
        g_assert_cmpuint(strlen(added->vdsm_name), <=, 15);
        if (cases[i].same) {
            g_assert_cmpstr(added->vdsm_name, ==, cases[i].name);
        } else {
            g_autofree char *digits = g_strdup_printf("on%.8s%.4s%.1s", added->base.id,
                                                      added->base.id + 9, added->base.id + 14);
            g_assert_cmpstr(added->vdsm_name, ==, digits);
        }
    }
}

static void test_rename(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Network) red = add(f, network("red"), NULL);
    g_autoptr(Network) blue = update(f, red->base.id, given(&network_type, "name", "blue", NULL));
    g_assert_cmpstr(blue->vdsm_name, ==, "blue");
    g_autoptr(Network) odd = add(f, network("with space"), NULL);
    refuse_update(f, red->base.id, given(&network_type, "name", odd->vdsm_name, NULL),
                  FAULT_NETWORK_DEVICE_NAME_IN_USE, "is the name on hosts of network with space");
}

static void test_network_name(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(DataCenter) dc = add(f, given(&data_center_type, "name", "dc2", NULL), NULL);
    g_autoptr(Network) red = add(f, network("red"), NULL);
    refuse_add(f, network("red"), NULL, FAULT_NETWORK_NAME_IN_USE,
               "The name red is already in use by a network of data center Default");
    refuse_add(f, network("bond7"), NULL, FAULT_NETWORK_BOND_NAME, "bond7");
    refuse_add(f, network("red "), NULL, FAULT_NAME_MAY_NOT_BE_EMPTY, "Cannot add Network");
    g_autoptr(Network) there = add(f, given(&network_type, "name", "red", NULL), dc->base.id);
    g_assert_cmpstr(there->data_center, ==, dc->base.id);
}

static void test_options(void)
{
    g_autoptr(Fixture) f = fixture_new();
    refuse_add(f, given(&network_type, "name", "x", DC, "usages", "", "stp", "true", NULL), NULL,
               FAULT_NON_VM_NETWORK_STP, "STP");
    refuse_add(f,
               given(&network_type, "name", "x", DC, "usages", "", "port_isolation", "true", NULL),
               NULL, FAULT_NON_VM_NETWORK_PORT_ISOLATION, "port isolation");
    g_autoptr(Network) bad = given(&network_type, "name", "x", DC, "vlan", "4095", NULL);
    g_assert_null(engine_add(f->engine, &f->caller, &bad->base, NULL, NULL, &f->error));
    g_assert_error(f->error, ERR, ERR_INVALID);
    g_clear_error(&f->error);
    g_autoptr(Network) good =
        add(f, given(&network_type, "name", "x", DC, "vlan", "4094", "mtu", "9000", NULL), NULL);
    g_assert_cmpint(good->vlan, ==, 4094);
}

static void test_data_center_is_fixed(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(DataCenter) dc = add(f, given(&data_center_type, "name", "dc2", NULL), NULL);
    g_autoptr(Network) red = add(f, network("red"), NULL);
    refuse_update(f, red->base.id, given(&network_type, "data_center", dc->base.id, NULL),
                  FAULT_NETWORK_DATA_CENTER_FIXED,
                  "red belongs to data center Default and cannot be moved to dc2");
}

static void test_management_is_protected(void)
{
    g_autoptr(Fixture) f = fixture_new();
    refuse_remove(f, &network_type, NETWORK_MANAGEMENT_ID, FAULT_MANAGEMENT_NETWORK_REMOVE,
                  "ovirtmgmt is the management network of cluster Default");
    refuse_update(f, NETWORK_MANAGEMENT_ID, given(&network_type, "name", "other", NULL),
                  FAULT_MANAGEMENT_NETWORK_CHANGE, "ovirtmgmt");
    refuse_update(f, NETWORK_MANAGEMENT_ID, given(&network_type, "usages", "", NULL),
                  FAULT_MANAGEMENT_NETWORK_CHANGE, "ovirtmgmt");
    g_autoptr(Network) tagged =
        update(f, NETWORK_MANAGEMENT_ID, given(&network_type, "vlan", "7", "usages", "vm", NULL));
    g_assert_cmpint(tagged->vlan, ==, 7);
}

static void test_used_network(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Network) red = add_network(f, "red");
    g_autoptr(VnicProfile) profile = profile_of(f, red->base.id);
    g_autoptr(Vm) vm = add_vm(f, "web");
    g_autoptr(VmNic) nic = add_nic(f, vm->base.id, "nic1", profile->base.id);
    refuse_remove(f, &network_type, red->base.id, FAULT_NETWORK_IN_ONE_USE, "nic1 of VM web");
    refuse_update(f, red->base.id, given(&network_type, "usages", "", NULL),
                  FAULT_NETWORK_IN_ONE_USE, "Cannot edit Network");
    g_autoptr(VmNic) second = add_nic(f, vm->base.id, "nic2", profile->base.id);
    refuse_remove(f, &network_type, red->base.id, FAULT_NETWORK_IN_MANY_USES,
                  "nic1 of VM web, nic2 of VM web");
    removes(f, &vm_type, vm->base.id);
    removes(f, &network_type, red->base.id);
    g_assert_cmpint(store_count(f->store, &vnic_profile_type, NULL, NULL), ==, 1);
}

static void test_vm_network_has_profiles(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Network) red = add(f, network("red"), NULL);
    g_autoptr(Network) plain = update(f, red->base.id, given(&network_type, "usages", "", NULL));
    g_assert_null(store_find(f->store, &vnic_profile_type, "network", red->base.id, NULL));
    g_autoptr(Network) again = update(f, red->base.id, given(&network_type, "usages", "vm", NULL));
    g_autoptr(VnicProfile) profile = profile_of(f, red->base.id);
    g_assert_cmpstr(profile->name, ==, "red");
}

/* --- labels ----------------------------------------------------------------------------------- */

static void test_label(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Network) red = add(f, network("red"), NULL);
    g_assert_true(engine_network_label_add(f->engine, &f->caller, red->base.id, "fast", &f->error));
    assert_event(f, "LABEL_NETWORK", "Network red was labeled fast");

    g_autofree char *before = world(f);
    g_assert_false(
        engine_network_label_add(f->engine, &f->caller, red->base.id, "slow", &f->error));
    assert_refused(f, before, FAULT_NETWORK_ALREADY_LABELED, "red already has the label fast");
    g_assert_false(
        engine_network_label_remove(f->engine, &f->caller, red->base.id, "slow", &f->error));
    assert_refused(f, before, FAULT_NETWORK_NOT_LABELED, "slow");
    g_assert_false(
        engine_network_label_add(f->engine, &f->caller, NETWORK_MANAGEMENT_ID, "a b", &f->error));
    assert_refused(f, before, FAULT_NETWORK_LABEL_INVALID, "a b");
    g_assert_false(engine_network_label_add(f->engine, &f->caller, "nothing", "fast", &f->error));
    g_assert_cmpint(fault_err_code(f->error), ==, ERR_NOT_FOUND);
    g_clear_error(&f->error);

    g_assert_true(
        engine_network_label_remove(f->engine, &f->caller, red->base.id, "fast", &f->error));
    assert_event(f, "UNLABEL_NETWORK", "Label fast was removed from network red");
    g_assert_true(engine_network_label_add(f->engine, &f->caller, red->base.id, "slow", &f->error));
}

/* --- vNIC profiles ---------------------------------------------------------------------------- */

static void *profile(const char *name, const char *network_id)
{
    return given(&vnic_profile_type, "name", name, "network", network_id, NULL);
}

static void test_profile_name(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Network) red = add(f, network("red"), NULL);
    refuse_add(f, profile("red", red->base.id), NULL, FAULT_PROFILE_NAME_IN_USE,
               "Network red already has a profile with the name red");
    g_autoptr(VnicProfile) same = add(f, profile("ovirtmgmt", red->base.id), NULL);
    assert_event(f, "ADD_VNIC_PROFILE", "vNIC profile ovirtmgmt was added to network red");
    refuse_update(f, same->base.id, given(&vnic_profile_type, "name", "red", NULL),
                  FAULT_PROFILE_NAME_IN_USE, "Cannot edit VM network interface profile");
}

static void test_profile_of_non_vm_network(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Network) storage =
        add(f, given(&network_type, "name", "storage", DC, "usages", "", NULL), NULL);
    refuse_add(f, profile("gold", storage->base.id), NULL, FAULT_PROFILE_NON_VM_NETWORK,
               "storage is not a VM network");
}

static void test_passthrough_exclusions(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Network) red = add(f, network("red"), NULL);
    refuse_add(f,
               given(&vnic_profile_type, "name", "vf", "network", red->base.id, "pass_through",
                     "enabled", "port_mirroring", "true", NULL),
               NULL, FAULT_PROFILE_PASSTHROUGH_PROPERTIES, "port mirroring");
    g_autoptr(Network) isolated =
        add(f, given(&network_type, "name", "iso", DC, "port_isolation", "true", NULL), NULL);
    refuse_add(f,
               given(&vnic_profile_type, "name", "vf", "network", isolated->base.id, "pass_through",
                     "enabled", NULL),
               NULL, FAULT_PROFILE_PASSTHROUGH_PORT_ISOLATION, "iso");
    g_autoptr(VnicProfile) vf = add_passthrough(f, red->base.id, "vf");
    refuse_update(f, red->base.id, given(&network_type, "port_isolation", "true", NULL),
                  FAULT_PROFILE_PASSTHROUGH_PORT_ISOLATION, "vf");
    refuse_update(f, vf->base.id, given(&vnic_profile_type, "port_mirroring", "true", NULL),
                  FAULT_PROFILE_PASSTHROUGH_PROPERTIES, "vf");
    g_autoptr(VnicProfile) plain = update(
        f, vf->base.id,
        given(&vnic_profile_type, "pass_through", "disabled", "port_mirroring", "true", NULL));
    g_assert_true(plain->port_mirroring);
}

static void test_profile_filter(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Network) red = add(f, network("red"), NULL);
    g_autoptr(VnicProfile) automatic = profile_of(f, red->base.id);
    g_assert_cmpstr(automatic->network_filter, ==, NETWORK_FILTER_DEFAULT_ID);
    g_autoptr(VnicProfile) gold = add(f, profile("gold", red->base.id), NULL);
    g_assert_cmpstr(gold->network_filter, ==, NETWORK_FILTER_DEFAULT_ID);
    g_autoptr(VnicProfile) none = add(f,
                                      given(&vnic_profile_type, "name", "none", "network",
                                            red->base.id, "network_filter", "", NULL),
                                      NULL);
    g_assert_null(none->network_filter);
    g_autoptr(NetworkFilter) clean =
        store_find(f->store, &network_filter_type, "name", "clean-traffic", NULL);
    g_autoptr(VnicProfile) changed =
        update(f, none->base.id, given(&vnic_profile_type, "network_filter", clean->base.id, NULL));
    g_assert_cmpstr(changed->network_filter, ==, clean->base.id);
    g_autoptr(VnicProfile) kept =
        update(f, none->base.id, given(&vnic_profile_type, "comment", "x", NULL));
    g_assert_cmpstr(kept->network_filter, ==, clean->base.id);
    g_autoptr(VnicProfile) cleared =
        update(f, none->base.id, given(&vnic_profile_type, "network_filter", "", NULL));
    g_assert_null(cleared->network_filter);
    refuse_update(f, none->base.id, given(&vnic_profile_type, "network_filter", red->base.id, NULL),
                  FAULT_PROFILE_FILTER_INVALID, red->base.id);
}

static void test_passthrough_has_no_filter(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Network) red = add(f, network("red"), NULL);
    g_autoptr(VnicProfile) vf = add_passthrough(f, red->base.id, "vf");
    g_assert_null(vf->network_filter);
    refuse_update(f, vf->base.id,
                  given(&vnic_profile_type, "network_filter", NETWORK_FILTER_DEFAULT_ID, NULL),
                  FAULT_PROFILE_PASSTHROUGH_PROPERTIES, "cannot have a network filter");
    g_autoptr(VnicProfile) gold = add(f, profile("gold", red->base.id), NULL);
    refuse_update(f, gold->base.id, given(&vnic_profile_type, "pass_through", "enabled", NULL),
                  FAULT_PROFILE_PASSTHROUGH_PROPERTIES, "cannot have a network filter");
    g_autoptr(VnicProfile) both =
        update(f, gold->base.id,
               given(&vnic_profile_type, "pass_through", "enabled", "network_filter", "", NULL));
    g_assert_cmpint(both->pass_through, ==, PASS_THROUGH_ENABLED);
}

static void test_profile_qos(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Network) red = add(f, network("red"), NULL);
    g_autoptr(Qos) limit =
        add(f, given(&qos_type, "name", "limit", "type", "network", NULL), DATA_CENTER_DEFAULT_ID);
    g_autoptr(Qos) cpu =
        add(f, given(&qos_type, "name", "cpu", "type", "cpu", "cpu_limit", "50", NULL),
            DATA_CENTER_DEFAULT_ID);
    g_autoptr(DataCenter) dc = add(f, given(&data_center_type, "name", "dc2", NULL), NULL);
    g_autoptr(Qos) there =
        add(f, given(&qos_type, "name", "limit", "type", "network", NULL), dc->base.id);
    g_autoptr(VnicProfile) gold = add(f,
                                      given(&vnic_profile_type, "name", "gold", "network",
                                            red->base.id, "qos", limit->base.id, NULL),
                                      NULL);
    g_assert_cmpstr(gold->qos, ==, limit->base.id);
    const char *const wrong[] = { cpu->base.id, there->base.id, red->base.id };
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++)
        refuse_update(f, gold->base.id, given(&vnic_profile_type, "qos", wrong[i], NULL),
                      FAULT_PROFILE_QOS_NOT_EXISTS, "no QoS");
    refuse_add(f,
               given(&vnic_profile_type, "name", "vf", "network", red->base.id, "pass_through",
                     "enabled", "qos", limit->base.id, NULL),
               NULL, FAULT_PROFILE_PASSTHROUGH_PROPERTIES, "cannot have a QoS");
    removes(f, &qos_type, limit->base.id);
    g_autoptr(VnicProfile) without = store_get(f->store, &vnic_profile_type, gold->base.id, NULL);
    g_assert_null(without->qos);
}

static void test_failover(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Network) red = add(f, network("red"), NULL);
    g_autoptr(Network) blue = add(f, network("blue"), NULL);
    g_autoptr(VnicProfile) plain = profile_of(f, red->base.id);
    g_autoptr(VnicProfile) vf = add_passthrough(f, blue->base.id, "vf");
    g_autoptr(VnicProfile) vf2 = add_passthrough(f, blue->base.id, "vf2");
    refuse_update(f, vf->base.id, given(&vnic_profile_type, "failover", plain->base.id, NULL),
                  FAULT_PROFILE_FAILOVER_NEEDS_PASSTHROUGH, "passthrough and migratable");
    refuse_update(f, vf->base.id,
                  given(&vnic_profile_type, "migratable", "true", "failover", vf->base.id, NULL),
                  FAULT_PROFILE_FAILOVER_SELF, "its own failover");
    refuse_update(f, vf->base.id,
                  given(&vnic_profile_type, "migratable", "true", "failover", vf2->base.id, NULL),
                  FAULT_PROFILE_FAILOVER_INVALID, "vf2");
    refuse_update(f, vf->base.id,
                  given(&vnic_profile_type, "migratable", "true", "failover", red->base.id, NULL),
                  FAULT_PROFILE_FAILOVER_INVALID, red->base.id);
    g_autoptr(VnicProfile) with =
        update(f, vf->base.id,
               given(&vnic_profile_type, "migratable", "true", "failover", plain->base.id, NULL));
    g_assert_cmpstr(with->failover, ==, plain->base.id);
    refuse_update(f, plain->base.id, given(&vnic_profile_type, "comment", "x", NULL),
                  FAULT_PROFILE_IS_FAILOVER, "profile vf of network blue");
    g_autoptr(VnicProfile) same =
        update(f, plain->base.id, given(&vnic_profile_type, "name", "red", NULL));
    refuse_remove(f, &vnic_profile_type, plain->base.id, FAULT_PROFILE_IS_FAILOVER, "vf");
    refuse_remove(f, &network_type, red->base.id, FAULT_NETWORK_IN_ONE_USE,
                  "profile vf of network blue");
    g_autoptr(VnicProfile) cleared =
        update(f, vf->base.id, given(&vnic_profile_type, "failover", "", NULL));
    g_assert_null(cleared->failover);
    removes(f, &network_type, red->base.id);
}

static void test_used_failover(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Network) red = add_network(f, "red");
    g_autoptr(VnicProfile) plain = profile_of(f, red->base.id);
    g_autoptr(VnicProfile) vf = add_passthrough(f, red->base.id, "vf");
    g_autoptr(VnicProfile) migratable =
        update(f, vf->base.id, given(&vnic_profile_type, "migratable", "true", NULL));
    g_autoptr(Vm) vm = add_vm(f, "web");
    g_autoptr(VmNic) nic = add(f,
                               given(&vm_nic_type, "name", "nic1", "interface", "pci_passthrough",
                                     "vnic_profile", vf->base.id, NULL),
                               vm->base.id);
    refuse_update(f, vf->base.id, given(&vnic_profile_type, "failover", plain->base.id, NULL),
                  FAULT_PROFILE_IN_ONE_USE, "nic1 of VM web");
}

static void test_custom_properties(void)
{
    g_autoptr(Fixture) f = fixture_new();
    VnicProfile *input = profile("gold", NETWORK_MANAGEMENT_ID);
    input->custom_properties = g_strdupv((char *[]){ "SecurityGroups,x", NULL });
    for (int row = 0; row < vnic_profile_type.n_fields; row++)
        if (vnic_profile_type.fields[row].offset == offsetof(VnicProfile, custom_properties))
            entity_set_given(input, row);
    refuse_add(f, input, NULL, FAULT_PROFILE_CUSTOM_PROPERTY, "Custom property SecurityGroups");
}

static void test_profile_of_unknown_network(void)
{
    g_autoptr(Fixture) f = fixture_new();
    refuse_add(f, profile("gold", CLUSTER_DEFAULT_ID), NULL, FAULT_PROFILE_NETWORK_NOT_EXISTS,
               "Network " CLUSTER_DEFAULT_ID " does not exist");
}

static void test_filter_parameters(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Vm) vm = add_vm(f, "web");
    g_autoptr(VmNic) nic = add_nic(f, vm->base.id, "nic1", VNIC_PROFILE_DEFAULT_ID);
    g_autoptr(NetworkFilterParameter) ip =
        add(f, given(&network_filter_parameter_type, "name", "IP", "value", "192.0.2.1", NULL),
            nic->base.id);
    assert_event(f, "NETWORK_ADD_NIC_FILTER_PARAMETER", "IP was added");
    refuse_add(f, given(&network_filter_parameter_type, "name", "IP", "value", "x", NULL),
               nic->base.id, FAULT_FILTER_PARAMETER_NAME_IN_USE, "IP");
    g_autoptr(NetworkFilterParameter) changed =
        update(f, ip->base.id, given(&network_filter_parameter_type, "value", "192.0.2.2", NULL));
    g_assert_cmpstr(changed->value, ==, "192.0.2.2");
    removes(f, &vm_type, vm->base.id);
    g_assert_cmpint(store_count(f->store, &network_filter_parameter_type, NULL, NULL), ==, 0);
}

static void test_profile_network_is_fixed(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Network) red = add(f, network("red"), NULL);
    refuse_update(f, VNIC_PROFILE_DEFAULT_ID,
                  given(&vnic_profile_type, "network", red->base.id, NULL),
                  FAULT_PROFILE_NETWORK_FIXED,
                  "ovirtmgmt belongs to network ovirtmgmt and cannot be moved to red");
}

static void test_used_profile(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Network) red = add_network(f, "red");
    g_autoptr(VnicProfile) gold = profile_of(f, red->base.id);
    g_autoptr(Vm) vm = add_vm(f, "web");
    g_autoptr(VmNic) nic = add_nic(f, vm->base.id, "nic1", gold->base.id);
    refuse_remove(f, &vnic_profile_type, gold->base.id, FAULT_PROFILE_IN_ONE_USE, "nic1 of VM web");
    refuse_update(f, gold->base.id, given(&vnic_profile_type, "pass_through", "enabled", NULL),
                  FAULT_PROFILE_IN_ONE_USE, "nic1 of VM web");
    refuse_update(f, gold->base.id, given(&vnic_profile_type, "port_mirroring", "true", NULL),
                  FAULT_PROFILE_IN_ONE_USE, "nic1 of VM web");
    for (int i = 2; i <= 7; i++) {
        g_autofree char *name = g_strdup_printf("nic%d", i);
        g_autoptr(VmNic) more = add_nic(f, vm->base.id, name, gold->base.id);
    }
    refuse_remove(f, &vnic_profile_type, gold->base.id, FAULT_PROFILE_IN_MANY_USES, "and 2 more");
    g_autoptr(VnicProfile) renamed = update(
        f, gold->base.id, given(&vnic_profile_type, "name", "gold", "migratable", "true", NULL));
    g_assert_true(renamed->migratable);
    removes(f, &vm_type, vm->base.id);
    removes(f, &vnic_profile_type, gold->base.id);
    assert_event(f, "REMOVE_VNIC_PROFILE", "gold of network red");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/network/profile-of-same-name", test_profile_of_same_name);
    g_test_add_func("/network/no-profile", test_no_profile);
    g_test_add_func("/network/device-name", test_device_name);
    g_test_add_func("/network/rename", test_rename);
    g_test_add_func("/network/name", test_network_name);
    g_test_add_func("/network/options", test_options);
    g_test_add_func("/network/data-center-is-fixed", test_data_center_is_fixed);
    g_test_add_func("/network/management-is-protected", test_management_is_protected);
    g_test_add_func("/profile/filter", test_profile_filter);
    g_test_add_func("/profile/passthrough-has-no-filter", test_passthrough_has_no_filter);
    g_test_add_func("/profile/qos", test_profile_qos);
    g_test_add_func("/profile/failover", test_failover);
    g_test_add_func("/profile/used-failover", test_used_failover);
    g_test_add_func("/profile/custom-properties", test_custom_properties);
    g_test_add_func("/profile/unknown-network", test_profile_of_unknown_network);
    g_test_add_func("/nic/filter-parameters", test_filter_parameters);
    g_test_add_func("/network/used", test_used_network);
    g_test_add_func("/network/vm-network-has-profiles", test_vm_network_has_profiles);
    g_test_add_func("/network-label/one", test_label);
    g_test_add_func("/vnic-profile/name", test_profile_name);
    g_test_add_func("/vnic-profile/non-vm-network", test_profile_of_non_vm_network);
    g_test_add_func("/vnic-profile/passthrough-exclusions", test_passthrough_exclusions);
    g_test_add_func("/vnic-profile/network-is-fixed", test_profile_network_is_fixed);
    g_test_add_func("/vnic-profile/used", test_used_profile);
    return g_test_run();
}
