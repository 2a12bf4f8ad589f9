/* What state a VF is in, for each way somebody may use it. */
#include "agent/inventory.h"
#include "simulator/fake.h"
#include "state-dir.h"

#define BOOT "6f1c3b52-0000-4000-8000-000000000000"
#define PF   "enp1s0"
#define MAC  "52:54:00:00:01:00"
#define KEY  MAC "/0/1"

typedef struct {
    StateDir dir;
    Sys *sys;
    VfLedger *ledger;
    HostInventory *host, *inventory;
} Fixture;

static void set_up(Fixture *f, gconstpointer data)
{
    PciAddress pci = { 0, 1, 0, 0 };
    state_dir_open(&f->dir);
    f->sys = sys_fake_new();
    f->ledger = vf_ledger_open(f->dir.fd, BOOT, NULL);
    f->host = inventory_read_host(f->sys);
    sys_fake_add_pf(f->sys, PF, MAC, "0000:01:00.0", "igb", 8, 7);
    g_assert_true(f->sys->ops->write_autoprobe(f->sys, &pci, false, NULL));
    g_assert_true(f->sys->ops->write_vf_count(f->sys, &pci, 3, NULL));
}

static void tear_down(Fixture *f, gconstpointer data)
{
    host_inventory_free(f->inventory);
    host_inventory_free(f->host);
    vf_ledger_free(f->ledger);
    sys_free(f->sys);
    state_dir_close(&f->dir);
}

static const VfInfo *read_vf(Fixture *f, const char *as_vm)
{
    g_autoptr(GError) error = NULL;
    host_inventory_free(f->inventory);
    f->inventory = inventory_read(f->sys, f->ledger, f->host, as_vm, &error);
    g_assert_no_error(error);
    return host_inventory_find_nic(f->inventory, PF)->vfs->pdata[1];
}

static void expect(Fixture *f, VfState state, const char *detail)
{
    const VfInfo *vf = read_vf(f, NULL);
    g_assert_cmpstr(enum_word(&vf_state_table, (int)vf->state), ==,
                    enum_word(&vf_state_table, (int)state));
    g_assert_cmpstr(vf->detail, ==, detail);
}

static void bind_to_host(Fixture *f)
{
    sys_fake_set_vf_driver(f->sys, PF, 1, "igbvf", "enp1s0v1");
}

static void test_free(Fixture *f, gconstpointer data)
{
    expect(f, VF_FREE, NULL);
    bind_to_host(f); /* an idle netdev of the host is nobody's */
    expect(f, VF_FREE, NULL);
}

static void test_held(Fixture *f, gconstpointer data)
{
    g_assert_true(vf_ledger_claim(f->ledger, KEY, 5, "7d3f", "ua-1", NULL));
    expect(f, VF_HELD_BY_VM, "7d3f");
    g_assert_cmpstr(read_vf(f, NULL)->alias, ==, "ua-1");
    g_assert_cmpuint(read_vf(f, NULL)->epoch, ==, 5);
    g_assert_cmpint(read_vf(f, "7d3f")->state, ==, VF_FREE); /* for the VM itself */
    g_assert_cmpint(read_vf(f, "other")->state, ==, VF_HELD_BY_VM);
}

static void test_scrubbing_and_quarantined(Fixture *f, gconstpointer data)
{
    g_autoptr(GError) dirty = g_error_new_literal(ERR, ERR_INTERNAL, "vlan reads back as 100");
    g_assert_true(vf_ledger_begin_scrub(f->ledger, KEY, NULL, NULL));
    expect(f, VF_SCRUBBING, NULL);
    g_assert_true(vf_ledger_release(f->ledger, KEY, dirty, NULL));
    expect(f, VF_QUARANTINED, "vlan reads back as 100");
    g_assert_true(vf_ledger_begin_scrub(f->ledger, KEY, NULL, NULL));
    g_assert_true(vf_ledger_release(f->ledger, KEY, NULL, NULL));
    expect(f, VF_FREE, NULL);
}

static void test_userspace(Fixture *f, gconstpointer data)
{
    sys_fake_set_vf_driver(f->sys, PF, 1, "vfio-pci", NULL);
    expect(f, VF_USERSPACE_DRIVER, "vfio-pci");
}

static void test_upper_device(Fixture *f, gconstpointer kind)
{
    bind_to_host(f);
    sys_fake_add_link(f->sys, "upper0", kind, "enp1s0v1");
    g_autofree char *detail = g_strdup_printf("%s upper0", (const char *)kind);
    expect(f, VF_UPPER_DEVICE, detail);
}

static void test_other_namespace(Fixture *f, gconstpointer data)
{
    sys_fake_set_vf_driver(f->sys, PF, 1, "igbvf", NULL);
    expect(f, VF_OTHER_NAMESPACE, NULL);
}

static void test_shared_group(Fixture *f, gconstpointer data)
{
    sys_fake_share_group(f->sys, PF, 1, "0000:01:10.5");
    expect(f, VF_GROUP_SHARED, "0000:01:10.5");
}

static void test_pf(Fixture *f, gconstpointer data)
{
    read_vf(f, NULL);
    const NicInfo *pf = host_inventory_find_nic(f->inventory, PF);
    char mac[MAC_TEXT_SIZE];
    g_assert_cmpstr(mac_format(&pf->permanent_mac, mac), ==, MAC);
    g_assert_cmpstr(pf->pci_path, ==, "0000:00:02.0/0000:01:00.0");
    g_assert_cmpstr(pf->port_id, ==, "0");
    g_assert_cmpuint(pf->total_vfs, ==, 7); /* what the driver makes, not what the card says */
    g_assert_cmpuint(pf->num_vfs, ==, 3);
}

static void test_finds(Fixture *f, gconstpointer data)
{
    NicInfo *pf;
    VfInfo *vf;
    MacAddr mac;
    PciAddress pci = { 0, 1, 16, 2 };
    read_vf(f, NULL);
    g_assert_true(mac_parse(MAC, &mac, NULL));
    g_assert_true(inventory_find_vf(f->inventory, &mac, "0", 2, &pf, &vf));
    g_assert_true(pci_equal(&vf->pci, &pci));
    g_assert_false(inventory_find_vf(f->inventory, &mac, "0", 3, &pf, &vf));
    g_assert_false(inventory_find_vf(f->inventory, &mac, "1", 2, &pf, &vf));
    g_assert_true(inventory_find_vf_by_pci(f->inventory, &pci, &pf, &vf));
    g_assert_cmpuint(vf->index, ==, 2);
}

static void test_equal(Fixture *f, gconstpointer data)
{
    g_autoptr(HostInventory) a = inventory_read(f->sys, f->ledger, f->host, NULL, NULL);
    g_autoptr(HostInventory) b = inventory_read(f->sys, f->ledger, f->host, NULL, NULL);
    b->generation = 7;
    g_assert_true(inventory_equal(a, b));
    VfAttrs attrs = { .index = 1, .vlan = 5, .spoofchk = 1 };
    sys_fake_set_vf_attrs(f->sys, PF, &attrs);
    g_autoptr(HostInventory) c = inventory_read(f->sys, f->ledger, f->host, NULL, NULL);
    g_assert_false(inventory_equal(a, c));
}

#define ADD(name, data, func)                                                                      \
    g_test_add("/agent/inventory/" name, Fixture, data, set_up, func, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("free", NULL, test_free);
    ADD("held", NULL, test_held);
    ADD("scrubbing-and-quarantined", NULL, test_scrubbing_and_quarantined);
    ADD("userspace", NULL, test_userspace);
    ADD("upper-bridge", "bridge", test_upper_device);
    ADD("upper-bond", "bond", test_upper_device);
    ADD("upper-vlan", "vlan", test_upper_device);
    ADD("upper-macvtap", "macvtap", test_upper_device);
    ADD("other-namespace", NULL, test_other_namespace);
    ADD("shared-group", NULL, test_shared_group);
    ADD("pf", NULL, test_pf);
    ADD("finds", NULL, test_finds);
    ADD("equal", NULL, test_equal);
    return g_test_run();
}
