#include "engine/pf-policy.h"

#include "fixture.h"

#include <string.h>

/* A host with a PF for which specific networks may be set, and two networks. */
typedef struct {
    Fixture *f;
    Host *host;
    HostNic *pf;
    Network *red, *blue;
} Setup;

static Setup setup_new(bool specific)
{
    Setup s = { .f = fixture_new() };
    s.host = add_host(s.f, "h1");
    s.pf = add_pf(s.f, s.host->base.id, "ens1f0");
    s.red = add_network(s.f, "red");
    s.blue = add_network(s.f, "blue");
    if (specific)
        g_assert_true(pf_policy_set_all_networks_allowed(s.f->engine, &s.f->caller, s.pf->base.id,
                                                         FALSE, &s.f->error));
    return s;
}

static void setup_clear(Setup *s)
{
    entity_free(s->host);
    entity_free(s->pf);
    entity_free(s->red);
    entity_free(s->blue);
    fixture_free(s->f);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Setup, setup_clear)

#define CALL(function, what) function(s.f->engine, &s.f->caller, s.pf->base.id, what, &s.f->error)

static gint64 n_rows(const Setup *s, const EntityType *type)
{
    return store_count(s->f->store, type, NULL, NULL);
}

static void test_networks(void)
{
    g_auto(Setup) s = setup_new(true);
    g_assert_true(CALL(engine_pf_allow_network, s.red->base.id));
    assert_event(s.f, "ADD_VFS_CONFIG_NETWORK",
                 "Network red was added to the VFs configuration of network interface card ens1f0 "
                 "on host h1");
    g_assert_true(CALL(engine_pf_allow_network, "blue"));
    g_assert_cmpint(n_rows(&s, &pf_network_type), ==, 2);

    g_autofree char *before = world(s.f);
    g_assert_false(CALL(engine_pf_allow_network, "red"));
    assert_refused(s.f, before, FAULT_NETWORK_ALREADY_IN_VFS_CONFIG,
                   "red is already allowed on ens1f0");
    assert_event(s.f, "ADD_VFS_CONFIG_NETWORK_FAILED", "Failed to add network red");
    g_assert_false(CALL(engine_pf_allow_network, "green"));
    assert_refused(s.f, before, FAULT_PF_NETWORK_NOT_EXISTS, "green");
    g_assert_false(CALL(engine_pf_disallow_network, NETWORK_MANAGEMENT_ID));
    assert_refused(s.f, before, FAULT_NETWORK_NOT_IN_VFS_CONFIG, "ovirtmgmt");

    g_assert_true(CALL(engine_pf_disallow_network, s.red->base.id));
    assert_event(s.f, "REMOVE_VFS_CONFIG_NETWORK", "Network red was removed");
    g_assert_cmpint(n_rows(&s, &pf_network_type), ==, 1);
}

static void test_labels(void)
{
    g_auto(Setup) s = setup_new(true);
    g_assert_true(CALL(engine_pf_allow_label, "fast"));
    assert_event(s.f, "ADD_VFS_CONFIG_LABEL", "Label fast was added");
    g_autofree char *before = world(s.f);
    g_assert_false(CALL(engine_pf_allow_label, "fast"));
    assert_refused(s.f, before, FAULT_LABEL_ALREADY_IN_VFS_CONFIG, "fast");
    g_assert_false(CALL(engine_pf_allow_label, "a/b"));
    assert_refused(s.f, before, FAULT_NETWORK_LABEL_INVALID, "a/b");
    g_assert_false(CALL(engine_pf_disallow_label, "slow"));
    assert_refused(s.f, before, FAULT_LABEL_NOT_IN_VFS_CONFIG, "slow");
    g_assert_true(CALL(engine_pf_disallow_label, "fast"));
    assert_event(s.f, "REMOVE_VFS_CONFIG_LABEL", "Label fast was removed");
}

static void test_specific_needs_flag(void)
{
    g_auto(Setup) s = setup_new(false);
    g_autofree char *before = world(s.f);
    g_assert_false(CALL(engine_pf_allow_network, "red"));
    assert_refused(s.f, before, FAULT_CANNOT_SET_SPECIFIC_NETWORKS, "ens1f0");
    g_assert_false(CALL(engine_pf_disallow_network, s.red->base.id));
    assert_refused(s.f, before, FAULT_CANNOT_SET_SPECIFIC_NETWORKS, "ens1f0");
    g_assert_false(CALL(engine_pf_allow_label, "fast"));
    assert_refused(s.f, before, FAULT_CANNOT_SET_SPECIFIC_NETWORKS, "ens1f0");
    g_assert_false(CALL(engine_pf_disallow_label, "fast"));
    assert_refused(s.f, before, FAULT_CANNOT_SET_SPECIFIC_NETWORKS, "ens1f0");
}

static void test_allowing_all_clears(void)
{
    g_auto(Setup) s = setup_new(true);
    assert_event(s.f, "UPDATE_HOST_NIC_VFS_CONFIG", "ens1f0 on host h1 was updated");
    g_assert_true(CALL(engine_pf_allow_network, "red"));
    g_assert_true(CALL(engine_pf_allow_label, "fast"));
    g_assert_true(CALL(pf_policy_set_all_networks_allowed, TRUE));
    g_assert_cmpint(n_rows(&s, &pf_network_type), ==, 0);
    g_assert_cmpint(n_rows(&s, &pf_label_type), ==, 0);
    g_assert_true(CALL(pf_policy_set_all_networks_allowed, FALSE));
    g_autoptr(HostNic) pf = store_get(s.f->store, &host_nic_type, s.pf->base.id, NULL);
    g_assert_false(pf->all_networks_allowed);
}

static void test_network_leaves_with_its_removal(void)
{
    g_auto(Setup) s = setup_new(true);
    g_assert_true(CALL(engine_pf_allow_network, "red"));
    removes(s.f, &network_type, s.red->base.id);
    g_assert_cmpint(n_rows(&s, &pf_network_type), ==, 0);
}

static void test_no_pf(void)
{
    g_auto(Setup) s = setup_new(true);
    g_autoptr(HostNic) plain = entity_new(&host_nic_type);
    plain->host = g_strdup(s.host->base.id);
    plain->name = g_strdup("eno1");
    put(s.f, plain);
    g_autofree char *before = world(s.f);
    g_assert_false(
        engine_pf_allow_network(s.f->engine, &s.f->caller, plain->base.id, "red", &s.f->error));
    assert_refused(s.f, before, FAULT_NIC_NOT_SRIOV, "eno1 is not SR-IOV capable");
    g_assert_false(
        engine_pf_allow_network(s.f->engine, &s.f->caller, "nothing", "red", &s.f->error));
    g_assert_cmpint(fault_err_code(s.f->error), ==, ERR_NOT_FOUND);
    assert_refused(s.f, before, FAULT_NIC_NOT_EXISTS, "nothing");
}

static void test_permission(void)
{
    g_auto(Setup) s = setup_new(true);
    s.f->caller = (Caller){ "somebody", "somebody", "c" };
    g_autofree char *before = world(s.f);
    g_assert_false(CALL(engine_pf_allow_network, "red"));
    assert_refused(s.f, before, FAULT_NOT_AUTHORIZED, "configure_host_network");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pf-policy/networks", test_networks);
    g_test_add_func("/pf-policy/labels", test_labels);
    g_test_add_func("/pf-policy/specific-needs-flag", test_specific_needs_flag);
    g_test_add_func("/pf-policy/allowing-all-clears", test_allowing_all_clears);
    g_test_add_func("/pf-policy/network-leaves", test_network_leaves_with_its_removal);
    g_test_add_func("/pf-policy/no-pf", test_no_pf);
    g_test_add_func("/pf-policy/permission", test_permission);
    return g_test_run();
}
