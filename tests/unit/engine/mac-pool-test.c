/* MAC pools, and the addresses that vNICs get from them. */
#include "fixture.h"

#include <string.h>

static void *pool(const char *name, const char *ranges)
{
    return given(&mac_pool_type, "name", name, "ranges", ranges, NULL);
}

/* A cluster with a pool of its own, and a VM in it. */
typedef struct {
    MacPool *pool;
    Cluster *cluster;
    Vm *vm;
} Site;

static void site_clear(Site *site)
{
    entity_free(site->pool);
    entity_free(site->cluster);
    entity_free(site->vm);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Site, site_clear)

static Site add_site(Fixture *f, const char *name, const char *ranges)
{
    Site site = { .pool = add(f, pool(name, ranges), NULL) };
    site.cluster = add(f,
                       given(&cluster_type, "name", name, "data_center", DATA_CENTER_DEFAULT_ID,
                             "mac_pool", site.pool->base.id, NULL),
                       NULL);
    site.vm = add(f,
                  given(&vm_type, "name", name, "cluster", site.cluster->base.id, "template",
                        TEMPLATE_BLANK_ID, NULL),
                  NULL);
    return site;
}

static VmNic *add_plain(Fixture *f, const Site *site, const char *name)
{
    return add(f, given(&vm_nic_type, "name", name, NULL), site->vm->base.id);
}

static VmNic *add_with_mac(Fixture *f, const Site *site, const char *name, const char *mac)
{
    return add(f, given(&vm_nic_type, "name", name, "mac", mac, NULL), site->vm->base.id);
}

/* --- pools ------------------------------------------------------------------------------------ */

static void test_ranges(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(MacPool) added =
        add(f, pool("p", "02:00:00:00:00:0A,02:00:00:00:00:0B 02:00:00:00:00:01,02:00:00:00:00:02"),
            NULL);
    g_assert_cmpstr(added->ranges[0], ==, "02:00:00:00:00:0a,02:00:00:00:00:0b");
    assert_event(f, "ADD_MAC_POOL_SUCCESS", "MAC pool p was added");

    refuse_add(f, pool("q", ""), NULL, FAULT_MAC_POOL_MUST_HAVE_RANGE, "q");
    refuse_add(f, pool("q", "02:00:00:00:01:09,02:00:00:00:01:01"), NULL,
               FAULT_MAC_POOL_RANGE_INVALID, "ends before it begins");
    refuse_add(f, pool("q", "01:00:00:00:00:01,01:00:00:00:00:02"), NULL,
               FAULT_MAC_POOL_RANGE_INVALID, "multicast");
    refuse_add(f, pool("q", "02:00:00:00:00:zz,02:00:00:00:00:02"), NULL,
               FAULT_MAC_POOL_RANGE_INVALID, "q");
    refuse_add(f, pool("q", "02:00:00:00:00:02"), NULL, FAULT_MAC_POOL_RANGE_INVALID, "pair");
    refuse_add(
        f, pool("q", "02:00:00:01:00:01,02:00:00:01:00:05 02:00:00:01:00:05,02:00:00:01:00:09"),
        NULL, FAULT_MAC_POOL_OVERLAPPING_RANGES, "MAC pool cannot contain ranges which overlap");
    refuse_add(f, pool("q", "02:00:00:00:00:02,02:00:00:00:00:05"), NULL,
               FAULT_MAC_POOL_OVERLAPS_OTHER, "MAC pool cannot contain ranges which overlap");
    refuse_add(f, pool("p", "02:00:00:00:01:01,02:00:00:00:01:02"), NULL, FAULT_NAME_ALREADY_USED,
               "p");
}

static void test_change_ranges(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(MacPool) p = add(f, pool("p", "02:00:00:00:00:01,02:00:00:00:00:05"), NULL);
    g_autoptr(MacPool) wider =
        update(f, p->base.id,
               given(&mac_pool_type, "ranges", "02:00:00:00:00:01,02:00:00:00:00:09", NULL));
    g_assert_cmpstr(wider->ranges[0], ==, "02:00:00:00:00:01,02:00:00:00:00:09");
    refuse_update(f, p->base.id,
                  given(&mac_pool_type, "ranges", "56:6f:1a:1b:00:00,56:6f:1a:1b:00:01", NULL),
                  FAULT_MAC_POOL_OVERLAPS_OTHER, "Default");
}

static void test_remove(void)
{
    g_autoptr(Fixture) f = fixture_new();
    refuse_remove(f, &mac_pool_type, MAC_POOL_DEFAULT_ID, FAULT_MAC_POOL_REMOVE_DEFAULT, "Default");
    g_auto(Site) site = add_site(f, "p", "02:00:00:00:00:01,02:00:00:00:00:05");
    refuse_remove(f, &mac_pool_type, site.pool->base.id, FAULT_MAC_POOL_STILL_USED,
                  "still used by cluster p");
    removes(f, &vm_type, site.vm->base.id);
    removes(f, &cluster_type, site.cluster->base.id);
    removes(f, &mac_pool_type, site.pool->base.id);
    assert_event(f, "REMOVE_MAC_POOL_SUCCESS", "p");
}

static void test_forbid_duplicates(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_auto(Site) site = add_site(f, "p", "02:00:00:00:00:01,02:00:00:00:00:05");
    g_autoptr(MacPool) lax =
        update(f, site.pool->base.id, given(&mac_pool_type, "allow_duplicates", "true", NULL));
    g_autoptr(VmNic) a = add_with_mac(f, &site, "nic1", "02:bb:00:00:00:01");
    g_autoptr(VmNic) b = add_with_mac(f, &site, "nic2", "02:bb:00:00:00:01");
    refuse_update(f, site.pool->base.id, given(&mac_pool_type, "allow_duplicates", "false", NULL),
                  FAULT_MAC_POOL_DUPLICATES, "mac pool contains duplicate macs: 02:bb:00:00:00:01");
    removes(f, &vm_nic_type, b->base.id);
    g_autoptr(MacPool) strict =
        update(f, site.pool->base.id, given(&mac_pool_type, "allow_duplicates", "false", NULL));
}

/* --- addresses -------------------------------------------------------------------------------- */

static void test_allocation(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_auto(Site) site =
        add_site(f, "p", "02:00:00:00:00:01,02:00:00:00:00:02 02:00:00:00:01:01,02:00:00:00:01:01");
    static const char *const expected[] = { "02:00:00:00:00:01", "02:00:00:00:00:02",
                                            "02:00:00:00:01:01" };
    for (gsize i = 0; i < G_N_ELEMENTS(expected); i++) {
        g_autofree char *name = g_strdup_printf("nic%zu", i);
        g_autoptr(VmNic) nic = add_plain(f, &site, name);
        g_assert_cmpstr(nic->mac, ==, expected[i]);
    }
    refuse_add(f, given(&vm_nic_type, "name", "nic9", NULL), site.vm->base.id,
               FAULT_MAC_POOL_NOT_ENOUGH, "Not enough MAC addresses left in MAC pool p");
    g_autoptr(VmNic) second = store_find(f->store, &vm_nic_type, "mac", expected[1], NULL);
    removes(f, &vm_nic_type, second->base.id);
    g_autoptr(VmNic) again = add_plain(f, &site, "nic9");
    g_assert_cmpstr(again->mac, ==, expected[1]);
}

/* A pool of more addresses than are looked at one by one. */
static void test_large_pool(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_auto(Site) site = add_site(f, "p", "02:00:00:00:00:00,02:00:00:00:00:63");
    g_autoptr(VmNic) last = NULL;
    for (int i = 0; i < 100; i++) {
        g_autoptr(VmNic) nic = entity_new(&vm_nic_type);
        nic->vm = g_strdup(site.vm->base.id);
        nic->name = g_strdup_printf("other%d", i);
        nic->mac = g_strdup_printf("02:00:00:00:00:%02x", i);
        put(f, nic);
        if (i == 99)
            last = entity_dup(nic);
    }
    g_autoptr(Vm) vm = add(f,
                           given(&vm_type, "name", "q", "cluster", site.cluster->base.id,
                                 "template", TEMPLATE_BLANK_ID, NULL),
                           NULL);
    refuse_add(f, given(&vm_nic_type, "name", "nic1", NULL), vm->base.id, FAULT_MAC_POOL_NOT_ENOUGH,
               "MAC pool p");
    removes(f, &vm_nic_type, last->base.id);
    g_autoptr(VmNic) nic = add(f, given(&vm_nic_type, "name", "nic1", NULL), vm->base.id);
    g_assert_cmpstr(nic->mac, ==, "02:00:00:00:00:63");
}

/* What was given back is not given out again before the rest was. */
static void test_allocation_goes_on(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_auto(Site) site = add_site(f, "p", "02:00:00:00:00:01,02:00:00:00:00:05");
    g_autoptr(VmNic) first = add_plain(f, &site, "nic1");
    removes(f, &vm_nic_type, first->base.id);
    g_autoptr(VmNic) second = add_plain(f, &site, "nic1");
    g_assert_cmpstr(second->mac, ==, "02:00:00:00:00:02");
}

static void test_allocation_skips_given(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_auto(Site) site = add_site(f, "p", "02:00:00:00:00:01,02:00:00:00:00:05");
    g_autoptr(VmNic) custom = add_with_mac(f, &site, "nic1", "02:00:00:00:00:01");
    g_autoptr(VmNic) nic = add_plain(f, &site, "nic2");
    g_assert_cmpstr(nic->mac, ==, "02:00:00:00:00:02");
}

static void test_given_address(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_auto(Site) site = add_site(f, "p", "02:00:00:00:00:01,02:00:00:00:00:05");
    g_autoptr(VmNic) nic = add_with_mac(f, &site, "nic1", "02:BB:00:00:00:01");
    g_assert_cmpstr(nic->mac, ==, "02:bb:00:00:00:01");
    refuse_add(f, given(&vm_nic_type, "name", "nic2", "mac", "02:bb:00:00:00:01", NULL),
               site.vm->base.id, FAULT_MAC_IN_USE,
               "MAC Address 02:bb:00:00:00:01 is already in use by nic1 of VM p");
    refuse_add(f, given(&vm_nic_type, "name", "nic2", "mac", "01:00:5e:00:00:01", NULL),
               site.vm->base.id, FAULT_MAC_INVALID, "01:00:5e:00:00:01");
    refuse_add(f, given(&vm_nic_type, "name", "nic2", "mac", "00:00:00:00:00:00", NULL),
               site.vm->base.id, FAULT_MAC_INVALID, "00:00:00:00:00:00");
    g_autoptr(VmNic) second = add_plain(f, &site, "nic2");
    refuse_update(f, second->base.id, given(&vm_nic_type, "mac", "02:bb:00:00:00:01", NULL),
                  FAULT_MAC_IN_USE, "Cannot edit VM network interface");
    g_autoptr(VmNic) same =
        update(f, nic->base.id, given(&vm_nic_type, "mac", "02:bb:00:00:00:01", NULL));
}

/* Under another pool the same address is somebody else's business. */
static void test_scope_is_the_pool(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_auto(Site) p = add_site(f, "p", "02:00:00:00:00:01,02:00:00:00:00:05");
    g_auto(Site) q = add_site(f, "q", "02:00:00:00:01:01,02:00:00:00:01:05");
    g_autoptr(VmNic) a = add_with_mac(f, &p, "nic1", "02:bb:00:00:00:01");
    g_autoptr(VmNic) b = add_with_mac(f, &q, "nic1", "02:bb:00:00:00:01");
    refuse_update(f, q.vm->base.id, given(&vm_type, "cluster", p.cluster->base.id, NULL),
                  FAULT_MAC_POOL_MIGRATE, "Cannot migrate MACs to another MAC pool");
    removes(f, &vm_nic_type, a->base.id);
    g_autoptr(Vm) moved =
        update(f, q.vm->base.id, given(&vm_type, "cluster", p.cluster->base.id, NULL));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/mac-pool/ranges", test_ranges);
    g_test_add_func("/mac-pool/change-ranges", test_change_ranges);
    g_test_add_func("/mac-pool/remove", test_remove);
    g_test_add_func("/mac-pool/forbid-duplicates", test_forbid_duplicates);
    g_test_add_func("/mac-allocate/allocation", test_allocation);
    g_test_add_func("/mac-allocate/large-pool", test_large_pool);
    g_test_add_func("/mac-allocate/goes-on", test_allocation_goes_on);
    g_test_add_func("/mac-allocate/skips-given", test_allocation_skips_given);
    g_test_add_func("/mac-allocate/given-address", test_given_address);
    g_test_add_func("/mac-allocate/scope-is-the-pool", test_scope_is_the_pool);
    return g_test_run();
}
