#include "base/err.h"
#include "link/inventory-json.h"

#include <string.h>

static VfInfo *make_vf(guint index)
{
    VfInfo *vf = vf_info_new();
    vf->index = index;
    vf->pci = (PciAddress){ 0, 0x3b, 1, (guint8)index };
    vf->iommu_group = 121;
    vf->group_shared_with = g_strdup("0000:3b:01.7");
    vf->driver = g_strdup("vfio-pci");
    vf->mac = mac_from_number(G_GUINT64_CONSTANT(0x566f1a2b0005));
    vf->vlan = 100;
    vf->vlan_qos = 3;
    vf->vlan_proto = 0x88a8;
    vf->spoofchk = TRUE;
    vf->link_state = VF_LINK_ENABLE;
    vf->max_tx_mbps = 10000;
    vf->numa_node = 0;
    vf->state = VF_HELD_BY_VM;
    vf->detail = g_strdup("7d3f6c1e-5a0b-4a55-9c39-2f6f0a1b6d10");
    vf->vm_id = g_strdup("7d3f6c1e-5a0b-4a55-9c39-2f6f0a1b6d10");
    vf->alias = g_strdup("ua-5b0c9a3e-0d7c-4b57-8a51-0d2f6c1b7e21");
    vf->epoch = 42;
    return vf;
}

static NicInfo *make_pf(void)
{
    NicInfo *nic = nic_info_new();
    nic->ifname = g_strdup("ens1f0");
    nic->permanent_mac = nic->mac = mac_from_number(G_GUINT64_CONSTANT(0xb49691aa0010));
    nic->pci = (PciAddress){ 0, 0x3b, 0, 0 };
    nic->has_pci = TRUE;
    nic->pci_path = g_strdup("0000:3a:00.0/0000:3b:00.0");
    nic->port_id = g_strdup("0");
    nic->driver = g_strdup("igb");
    nic->speed_mbps = 1000;
    nic->up = nic->carrier = nic->autoprobe = TRUE;
    nic->mtu = 1500;
    nic->total_vfs = 7;
    nic->num_vfs = 2;
    g_ptr_array_add(nic->vfs, make_vf(0));
    g_ptr_array_add(nic->vfs, vf_info_new());
    return nic;
}

static HostInventory *make_inventory(void)
{
    HostInventory *inventory = host_inventory_new();
    inventory->generation = 7;
    inventory->boot_id = g_strdup("0f3b");
    inventory->hostname = g_strdup("hyper-1");
    inventory->kernel_args = g_strdup("intel_iommu=on");
    inventory->memory_mib = 515555;
    inventory->n_cpus = 128;
    inventory->iommu = inventory->vfio = TRUE;
    g_ptr_array_add(inventory->nics, make_pf());
    NicInfo *bridge = nic_info_new();
    bridge->ifname = g_strdup("ovirtmgmt");
    bridge->kind = g_strdup("bridge");
    g_ptr_array_add(inventory->nics, bridge);
    return inventory;
}

static void test_round_trip(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(HostInventory) inventory = make_inventory();
    json_t *json = host_inventory_to_json(inventory);
    g_autoptr(HostInventory) again = host_inventory_from_json(json, &error);
    g_assert_no_error(error);
    json_t *json_again = host_inventory_to_json(again);
    g_assert_true(json_equal(json, json_again));

    const NicInfo *pf = again->nics->pdata[0], *bridge = again->nics->pdata[1];
    const VfInfo *vf = pf->vfs->pdata[0], *plain = pf->vfs->pdata[1];
    g_assert_cmpuint(again->generation, ==, 7);
    g_assert_null(again->os);
    g_assert_true(pf->has_pci && !bridge->has_pci);
    g_assert_cmpint(pf->numa_node, ==, -1);
    g_assert_cmpint(pf->speed_mbps, ==, 1000);
    g_assert_true(pf->carrier && !bridge->carrier);
    g_assert_cmpuint(vf->vlan_proto, ==, 0x88a8);
    g_assert_cmpint(vf->state, ==, VF_HELD_BY_VM);
    g_assert_cmpint(vf->link_state, ==, VF_LINK_ENABLE);
    g_assert_cmpuint(vf->epoch, ==, 42);
    g_assert_cmpint(plain->iommu_group, ==, -1);
    g_assert_true(mac_is_zero(&plain->mac));
    json_decref(json);
    json_decref(json_again);
}

/* The shape of the host link contract. */
static void test_sriov_list(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(HostInventory) inventory = make_inventory();
    json_t *list = sriov_list_to_json(inventory, NULL, &error);
    g_assert_cmpuint(json_object_size(list), ==, 1);
    const json_t *pf = json_object_get(list, "pci_0000_3b_00_0");
    const char *text = NULL, *vf_name = NULL, *proto = NULL, *state = NULL;
    int total = 0, speed = 0, group = 0;
    int code = json_unpack((json_t *)pf, "{s:s, s:i, s:{s:i, s:s}, s:[{s:s, s:i, s:s}, o]}", "pci",
                           &text, "totalVfs", &total, "link", "speed", &speed, "state", &state,
                           "vfs", "deviceName", &vf_name, "iommuGroup", &group, "vlanProto", &proto,
                           &(json_t *){ NULL });
    g_assert_cmpint(code, ==, 0);
    g_assert_cmpstr(text, ==, "0000:3b:00.0");
    g_assert_cmpint(total, ==, 7);
    g_assert_cmpint(speed, ==, 1000);
    g_assert_cmpstr(state, ==, "up");
    g_assert_cmpstr(vf_name, ==, "pci_0000_3b_01_0");
    g_assert_cmpint(group, ==, 121);
    g_assert_cmpstr(proto, ==, "802.1ad");
    json_decref(list);

    g_assert_null(sriov_list_to_json(inventory, "pci_0000_ff_00_0", &error));
    g_assert_error(error, ERR, ERR_NOT_FOUND);
}

/* Replaces one member of the first VF, NIC or the host, and expects a refusal that names it. */
static void test_refuse(void)
{
    static const struct {
        const char *where, *name, *value; /* NULL: removed */
    } cases[] = {
        { "host", "generation", "-1" },
        { "host", "generation", "\"7\"" },
        { "host", "memoryMib", NULL },
        { "host", "kvm", "1" },
        { "host", "hostname", "5" },
        { "host", "nics", "{}" },
        { "host", "nics", NULL },
        { "nic", "ifname", "null" },
        { "nic", "permanentMac", "\"52:54\"" },
        { "nic", "pci", "\"3b:00\"" },
        { "nic", "totalVfs", "70000" },
        { "nic", "link", "[]" },
        { "nic", "vfs", "null" },
        { "vf", "index", "65536" },
        { "vf", "vlan", "4095" },
        { "vf", "vlanProto", "\"802.1x\"" },
        { "vf", "state", "\"broken\"" },
        { "vf", "linkState", "null" },
        { "vf", "pci", "null" },
        { "vf", "epoch", "1.5" },
        { "vf", "iommuGroup", "-1" },
        { "vf", "trust", "\"true\"" },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(HostInventory) inventory = make_inventory();
        json_t *host = host_inventory_to_json(inventory);
        json_t *nic = json_array_get(json_object_get(host, "nics"), 0);
        json_t *vf = json_array_get(json_object_get(nic, "vfs"), 0);
        json_t *target = strcmp(cases[i].where, "host") == 0  ? host
                         : strcmp(cases[i].where, "nic") == 0 ? nic
                                                              : vf;
        if (cases[i].value == NULL)
            json_object_del(target, cases[i].name);
        else
            json_object_set_new(target, cases[i].name,
                                json_loads(cases[i].value, JSON_DECODE_ANY, NULL));
        g_test_message("%s.%s = %s", cases[i].where, cases[i].name, cases[i].value);
        g_assert_null(host_inventory_from_json(host, &error));
        g_assert_error(error, ERR, ERR_INVALID);
        g_test_message("  -> %s", error->message);
        g_assert_nonnull(strstr(error->message, cases[i].name));
        json_decref(host);
    }
}

static void test_unknown_members_are_skipped(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(HostInventory) inventory = make_inventory();
    json_t *host = host_inventory_to_json(inventory);
    json_object_set_new(host, "notify_time", json_integer(5));
    json_object_set_new(json_array_get(json_object_get(host, "nics"), 0), "eswitch", json_null());
    g_autoptr(HostInventory) again = host_inventory_from_json(host, &error);
    g_assert_no_error(error);
    json_decref(host);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/inventory-json/round-trip", test_round_trip);
    g_test_add_func("/inventory-json/sriov-list", test_sriov_list);
    g_test_add_func("/inventory-json/refuse", test_refuse);
    g_test_add_func("/inventory-json/unknown-members", test_unknown_members_are_skipped);
    return g_test_run();
}
