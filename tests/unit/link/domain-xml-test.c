#include "base/err.h"
#include "link/domain-xml.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define VM     "7d3f6c1e-5a0b-4a55-9c39-2f6f0a1b6d10"
#define VNIC   "5b0c9a3e-0d7c-4b57-8a51-0d2f6c1b7e21"
#define VNIC_2 "3c1fe0aa-1111-4b57-8a51-0d2f6c1b7e22"

static VmSpecNic *make_vf_nic(void)
{
    VmSpecNic *nic = vm_spec_nic_new();
    nic->kind = VM_SPEC_NIC_VF;
    nic->vnic_id = g_strdup(VNIC);
    nic->name = g_strdup("nic1");
    nic->mac = mac_from_number(G_GUINT64_CONSTANT(0x566f1a2b0005));
    nic->vlan = 100;
    nic->network = g_strdup("red & \"blue\" <net>");
    nic->link_up = TRUE;
    nic->pf_mac = mac_from_number(G_GUINT64_CONSTANT(0xb49691aa0010));
    nic->pf_port = g_strdup("p0");
    nic->vf_index = 3;
    nic->vf_pci = (PciAddress){ 0, 0x3b, 1, 2 };
    nic->epoch = 77;
    return nic;
}

static VmSpec *make_spec(void)
{
    VmSpec *spec = vm_spec_new();
    spec->id = g_strdup(VM);
    spec->name = g_strdup("fw-01");
    spec->memory_mib = 256;
    spec->n_cpus = 4;
    spec->sockets = 2;
    spec->cores = 2;
    spec->threads = 1;
    spec->kernel = g_strdup("/boot/vmlinuz");
    spec->initrd = g_strdup("/boot/initrd");
    spec->cmdline = g_strdup("console=ttyS0 a=\"b c\" <&>");
    spec->epoch = 9;
    g_ptr_array_add(spec->nics, make_vf_nic());
    VmSpecNic *bridge = vm_spec_nic_new();
    bridge->kind = VM_SPEC_NIC_BRIDGE;
    bridge->vnic_id = g_strdup(VNIC_2);
    bridge->mac = mac_from_number(G_GUINT64_CONSTANT(0x566f1a2b0006));
    bridge->bridge = g_strdup("vmnet100");
    bridge->model = g_strdup("virtio");
    g_ptr_array_add(spec->nics, bridge);
    return spec;
}

static void assert_same_nic(const VmSpecNic *a, const VmSpecNic *b)
{
    g_assert_cmpint(a->kind, ==, b->kind);
    g_assert_cmpstr(a->vnic_id, ==, b->vnic_id);
    g_assert_cmpstr(a->name, ==, b->name);
    g_assert_true(mac_equal(&a->mac, &b->mac));
    g_assert_cmpuint(a->vlan, ==, b->vlan);
    g_assert_cmpstr(a->network, ==, b->network);
    g_assert_cmpint(a->link_up, ==, b->link_up);
    g_assert_true(mac_equal(&a->pf_mac, &b->pf_mac));
    g_assert_cmpstr(a->pf_port, ==, b->pf_port);
    g_assert_cmpuint(a->vf_index, ==, b->vf_index);
    g_assert_true(pci_equal(&a->vf_pci, &b->vf_pci));
    g_assert_cmpuint(a->epoch, ==, b->epoch);
    g_assert_cmpstr(a->bridge, ==, b->bridge);
    g_assert_cmpstr(a->model, ==, b->model);
    g_assert_cmpstr(a->standby, ==, b->standby);
    g_assert_cmpint(a->is_standby, ==, b->is_standby);
}

static void test_round_trip(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(VmSpec) spec = make_spec();
    g_autofree char *xml = domain_xml_write(spec, &error);
    g_assert_no_error(error);
    g_autoptr(VmSpec) again = domain_xml_read(xml, strlen(xml), &error);
    g_assert_no_error(error);
    g_assert_cmpstr(again->id, ==, spec->id);
    g_assert_cmpstr(again->name, ==, spec->name);
    g_assert_cmpuint(again->memory_mib, ==, spec->memory_mib);
    g_assert_cmpuint(again->n_cpus, ==, spec->n_cpus);
    g_assert_cmpuint(again->sockets, ==, spec->sockets);
    g_assert_cmpuint(again->cores, ==, spec->cores);
    g_assert_cmpuint(again->threads, ==, spec->threads);
    g_assert_cmpstr(again->kernel, ==, spec->kernel);
    g_assert_cmpstr(again->initrd, ==, spec->initrd);
    g_assert_cmpstr(again->cmdline, ==, spec->cmdline);
    g_assert_cmpint(again->kvm, ==, spec->kvm);
    g_assert_cmpint(again->start_paused, ==, spec->start_paused);
    g_assert_cmpuint(again->epoch, ==, spec->epoch);
    g_assert_cmpuint(again->nics->len, ==, 2);
    for (guint i = 0; i < 2; i++)
        assert_same_nic(again->nics->pdata[i], spec->nics->pdata[i]);
    g_autofree char *xml_again = domain_xml_write(again, &error);
    g_assert_cmpstr(xml_again, ==, xml);
}

static void test_variants_round_trip(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(VmSpec) spec = make_spec();
    g_clear_pointer(&spec->kernel, g_free);
    g_clear_pointer(&spec->initrd, g_free);
    g_clear_pointer(&spec->cmdline, g_free);
    spec->boot_devices = g_strsplit("hd network", " ", -1);
    spec->kvm = spec->start_paused = TRUE;
    ((VmSpecNic *)spec->nics->pdata[0])->link_up = FALSE;
    ((VmSpecNic *)spec->nics->pdata[0])->vlan = 0;
    ((VmSpecNic *)spec->nics->pdata[1])->vlan = 20;
    g_autofree char *xml = domain_xml_write(spec, &error);
    g_autoptr(VmSpec) again = domain_xml_read(xml, strlen(xml), &error);
    g_assert_no_error(error);
    g_assert_true(again->kvm && again->start_paused);
    g_assert_cmpstr(again->boot_devices[1], ==, "network");
    for (guint i = 0; i < 2; i++)
        assert_same_nic(again->nics->pdata[i], spec->nics->pdata[i]);
}

/* libvirt's own opinion, where its tool is there. */
static void validate(const char *xml, const char *name)
{
    g_autofree char *tool = g_find_program_in_path("virt-xml-validate");
    g_autofree char *lint = g_find_program_in_path("xmllint");
    if (tool == NULL || lint == NULL) {
        g_test_skip("virt-xml-validate is not there");
        return;
    }
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_strdup_printf("%s/%s-%d.xml", g_get_tmp_dir(), name, (int)getpid());
    g_assert_true(g_file_set_contents(path, xml, -1, &error));
    const char *argv[] = { tool, path, "domain", NULL };
    g_autofree char *out = NULL, *err = NULL;
    int status = -1;
    g_spawn_sync(NULL, (char **)argv, NULL, 0, NULL, NULL, &out, &err, &status, &error);
    g_assert_no_error(error);
    g_unlink(path);
    g_test_message("%s%s\n%s", out, err, xml);
    g_assert_cmpint(status, ==, 0);
}

static void test_libvirt_takes_it(void)
{
    g_autoptr(VmSpec) spec = make_spec();
    g_autofree char *xml = domain_xml_write(spec, NULL);
    validate(xml, "berth-domain-vf");
    g_ptr_array_remove_index(spec->nics, 0);
    spec->kvm = TRUE;
    g_autofree char *without_vf = domain_xml_write(spec, NULL);
    validate(without_vf, "berth-domain-bridge");
}

static guint count(const char *text, const char *part)
{
    guint n = 0;
    while ((text = strstr(text, part)) != NULL) {
        n++;
        text += strlen(part);
    }
    return n;
}

/* What of a VM's settings its domain gets. */
static void test_settings(void)
{
    static const char *const parts[] = {
        "<os firmware=\"efi\">",
        "<loader secure=\"yes\"/>",
        "<smm state=\"on\"/>",
        "<bootmenu enable=\"yes\"/>",
        "<smbios mode=\"sysinfo\"/>",
        "<entry name=\"serial\">A &lt;1&gt;</entry>",
        "<shares>512</shares>",
        "<vcpupin vcpu=\"1\" cpuset=\"0-3,^2\"/>",
        "<cpu mode=\"custom\">",
        "<model>Skylake-Server</model>",
        "<clock offset=\"timezone\" timezone=\"Europe/Prague\"/>",
        "/dev/hwrng",
        "<memballoon model=\"none\"/>",
    };
    g_autoptr(VmSpec) spec = make_spec();
    g_ptr_array_remove_index(spec->nics, 0);
    g_autofree char *plain = domain_xml_write(spec, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
        g_assert_null(strstr(plain, parts[i]));
    spec->kvm = TRUE;
    spec->firmware = "efi";
    spec->secure_boot = spec->boot_menu = spec->no_balloon = TRUE;
    spec->serial = g_strdup("A <1>");
    spec->cpu_shares = 512;
    spec->cpu_pins = g_strsplit("0\n0|1\n0-3,^2", "|", -1);
    spec->cpu_model = g_strdup("Skylake-Server");
    spec->time_zone = g_strdup("Europe/Prague");
    spec->rng_path = "/dev/hwrng";
    g_autoptr(GError) error = NULL;
    g_autofree char *xml = domain_xml_write(spec, &error);
    g_assert_no_error(error);
    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_test_message("%s", parts[i]);
        g_assert_nonnull(strstr(xml, parts[i]));
    }
    validate(xml, "berth-domain-settings");

    /* Emulation has no CPU of a host. */
    spec->kvm = FALSE;
    g_autofree char *emulated = domain_xml_write(spec, NULL);
    g_assert_null(strstr(emulated, "Skylake"));
    g_free(spec->serial);
    spec->serial = g_strdup("\x01");
    g_assert_null(domain_xml_write(spec, &error));
    g_assert_error(error, ERR, ERR_INVALID);
}

static void test_what_is_written(void)
{
    g_autoptr(VmSpec) spec = make_spec();
    g_autofree char *xml = domain_xml_write(spec, NULL);
    g_assert_cmpuint(count(xml, "pcie-root-port"), ==, 2 + 1 + 4); /* NICs, rng, spare */
    static const char *const parts[] = {
        "<interface type=\"hostdev\" managed=\"yes\">",
        "<tag id=\"100\"/>",
        "<driver name=\"vfio\"/>",
        "<address type=\"pci\" domain=\"0x0000\" bus=\"0x3b\" slot=\"0x01\" function=\"0x2\"/>",
        "<alias name=\"ua-" VNIC "\"/>",
        "<log file=\"/var/log/berth/vm/" VM ".console\" append=\"off\"/>",
        "<memballoon model=\"none\"/>",
        "<ovirt-vm:vf_pf_mac>b4:96:91:aa:00:10</ovirt-vm:vf_pf_mac>",
        "<ovirt-vm:vf_epoch>77</ovirt-vm:vf_epoch>",
        "<ovirt-vm:vm_epoch>9</ovirt-vm:vm_epoch>",
        "<link state=\"down\"/>",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_test_message("%s", parts[i]);
        g_assert_cmpuint(count(xml, parts[i]), ==, 1);
    }
    g_autofree char *nic = domain_xml_write_nic(spec->nics->pdata[0], NULL);
    g_assert_true(g_str_has_prefix(nic, "<interface type=\"hostdev\""));
}

/* What libvirt shows of a running domain of ours and of one that somebody else started. */
static void test_read_live(void)
{
    g_autofree char *path = g_test_build_filename(G_TEST_DIST, "domain-live.xml", NULL);
    g_autofree char *xml = NULL;
    g_assert_true(g_file_get_contents(path, &xml, NULL, NULL));
    g_autoptr(GError) error = NULL;
    g_autoptr(VmSpec) spec = domain_xml_read(xml, strlen(xml), &error);
    g_assert_no_error(error);
    g_assert_cmpuint(spec->memory_mib, ==, 256);
    g_assert_cmpuint(spec->epoch, ==, 9);
    g_assert_cmpuint(spec->nics->len, ==, 4);
    const VmSpecNic *ours = spec->nics->pdata[0], *foreign = spec->nics->pdata[1];
    const VmSpecNic *bridge = spec->nics->pdata[2], *plain = spec->nics->pdata[3];
    g_assert_cmpstr(ours->vnic_id, ==, VNIC);
    g_assert_cmpuint(ours->vf_pci.bus, ==, 0x3b);
    g_assert_cmpuint(ours->vf_index, ==, 3);
    g_assert_cmpuint(ours->epoch, ==, 77);
    g_assert_cmpstr(ours->network, ==, "red");
    g_assert_cmpint(foreign->kind, ==, VM_SPEC_NIC_VF);
    g_assert_null(foreign->vnic_id);
    g_assert_cmpuint(foreign->vf_pci.bus, ==, 59); /* decimal, as oVirt writes it */
    g_assert_cmpint(bridge->kind, ==, VM_SPEC_NIC_BRIDGE);
    g_assert_cmpstr(bridge->bridge, ==, "virbr0");
    g_assert_cmpint(plain->kind, ==, VM_SPEC_NIC_VF);
    g_assert_cmpuint(plain->vf_pci.function, ==, 7);
}

static void test_refuse_to_read(void)
{
#define HEAD "<domain type='kvm'><name>n</name><uuid>" VM "</uuid>"
    static const struct {
        const char *xml, *part;
    } cases[] = {
        { "", "" },
        { "<domain", "line 1" },
        { "<domain/>", "no valid uuid" },
        { "<domain><name>n</name><uuid>x</uuid></domain>", "no valid uuid" },
        { "<network/>", "not of a domain" },
        { "<!DOCTYPE d [<!ENTITY a 'x'>]><domain>&a;</domain>", "document type" },
        { "<!DOCTYPE d SYSTEM 'file:///etc/passwd'><domain/>", "document type" },
        { HEAD "&a;</domain>", "" },
        { HEAD "<memory>a lot</memory></domain>", "memory" },
        { HEAD "<memory unit='stone'>1</memory></domain>", "stone" },
        { HEAD "<memory unit='TiB'>99999999999</memory></domain>", "memory" },
        { HEAD "<vcpu>-1</vcpu></domain>", "vcpu" },
        { HEAD "<devices><interface type='hostdev'/></devices></domain>", "no source address" },
        { HEAD "<devices><interface type='hostdev'><source><address bus='0x100'/></source>"
               "</interface></devices></domain>",
          "bus" },
        { HEAD "<devices><interface type='bridge'><mac address='zz'/></interface></devices>"
               "</domain>",
          "MAC" },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_test_message("%s", cases[i].xml);
        g_assert_null(domain_xml_read(cases[i].xml, strlen(cases[i].xml), &error));
        g_assert_error(error, ERR, ERR_INVALID);
        g_test_message("  -> %s", error->message);
        g_assert_nonnull(strstr(error->message, cases[i].part));
    }
    g_autoptr(GError) error = NULL;
    g_autofree char *large = g_strnfill(DOMAIN_XML_MAX_SIZE + 1, ' ');
    g_assert_null(domain_xml_read(large, DOMAIN_XML_MAX_SIZE + 1, &error));
    g_assert_error(error, ERR, ERR_TOO_LARGE);
}

static void refuse_spec(VmSpec *spec)
{
    g_autoptr(VmSpec) own = spec;
    g_autoptr(GError) error = NULL;
    g_assert_null(domain_xml_write(own, &error));
    g_assert_error(error, ERR, ERR_INVALID);
    g_test_message("%s", error->message);
}

static void test_refuse_to_write(void)
{
    VmSpec *spec = make_spec();
    g_free(spec->id);
    spec->id = g_strdup("../../etc/passwd"); /* would stand in a path */
    refuse_spec(spec);

    spec = make_spec();
    g_free(spec->cmdline);
    spec->cmdline = g_strdup("bell \x07");
    refuse_spec(spec);

    spec = make_spec();
    g_free(spec->name);
    spec->name = g_strdup("latin \xe9");
    refuse_spec(spec);

    spec = make_spec();
    spec->memory_mib = 0;
    refuse_spec(spec);

    spec = make_spec();
    g_clear_pointer(&((VmSpecNic *)spec->nics->pdata[0])->vnic_id, g_free);
    refuse_spec(spec);

    spec = make_spec();
    g_clear_pointer(&((VmSpecNic *)spec->nics->pdata[1])->bridge, g_free);
    refuse_spec(spec);
}

static void test_hotplug_round_trip(void)
{
    g_autoptr(VmSpec) spec = make_spec();
    for (guint i = 0; i < spec->nics->len; i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *xml = domain_xml_write_hotplug(spec->nics->pdata[i], &error);
        g_assert_no_error(error);
        g_autoptr(VmSpecNic) nic = domain_xml_read_hotplug(xml, strlen(xml), &error);
        g_assert_no_error(error);
        assert_same_nic(spec->nics->pdata[i], nic);
    }
    g_autofree char *xml = domain_xml_write_hotunplug(VNIC);
    g_autofree char *id = domain_xml_read_hotunplug(xml, strlen(xml), NULL);
    g_assert_cmpstr(id, ==, VNIC);
}

/* A VF and the virtio NIC that stands in for it, as libvirt and the guest's driver want them. */
static void test_teaming(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(VmSpec) spec = make_spec();
    VmSpecNic *vf = spec->nics->pdata[0], *bridge = spec->nics->pdata[1];
    vf->standby = g_strdup(bridge->vnic_id);
    bridge->is_standby = TRUE;
    bridge->mac = vf->mac;
    g_autofree char *xml = domain_xml_write(spec, &error);
    g_assert_no_error(error);
    g_assert_nonnull(strstr(xml, "<teaming type=\"transient\" persistent=\"ua-" VNIC_2 "\"/>"));
    g_assert_nonnull(strstr(xml, "<teaming type=\"persistent\"/>"));
    g_autoptr(VmSpec) again = domain_xml_read(xml, strlen(xml), &error);
    g_assert_no_error(error);
    for (guint i = 0; i < spec->nics->len; i++)
        assert_same_nic(spec->nics->pdata[i], again->nics->pdata[i]);
}

static void test_hotplug_refused(void)
{
    static const char *const bad[] = {
        "",
        "<hotplug/>",
        "<domain><devices/></domain>",
        "<hotplug><devices><interface type='bridge'/></devices></hotplug>",
        "<hotplug><devices><interface type='bridge'><alias name='net0'/></interface></devices>"
        "</hotplug>",
        "<hotplug><devices><interface type='bridge'><alias name='ua-no-uuid'/></interface>"
        "</devices></hotplug>",
        "<hotplug><devices><interface type='user'><alias name='ua-" VNIC "'/></interface>"
        "</devices></hotplug>",
        "<hotplug><devices><interface type='bridge'><alias name='ua-" VNIC "'/></interface>"
        "<interface type='bridge'><alias name='ua-" VNIC_2 "'/></interface></devices></hotplug>",
        "<!DOCTYPE hotplug><hotplug/>",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_test_message("%s", bad[i]);
        g_assert_null(domain_xml_read_hotplug(bad[i], strlen(bad[i]), &error));
        g_assert_error(error, ERR, ERR_INVALID);
        g_assert_null(domain_xml_read_hotunplug(bad[i], strlen(bad[i]), NULL));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/domain-xml/round-trip", test_round_trip);
    g_test_add_func("/domain-xml/variants-round-trip", test_variants_round_trip);
    g_test_add_func("/domain-xml/libvirt-takes-it", test_libvirt_takes_it);
    g_test_add_func("/domain-xml/settings", test_settings);
    g_test_add_func("/domain-xml/what-is-written", test_what_is_written);
    g_test_add_func("/domain-xml/read-live", test_read_live);
    g_test_add_func("/domain-xml/refuse-to-read", test_refuse_to_read);
    g_test_add_func("/domain-xml/refuse-to-write", test_refuse_to_write);
    g_test_add_func("/domain-xml/hotplug-round-trip", test_hotplug_round_trip);
    g_test_add_func("/domain-xml/teaming", test_teaming);
    g_test_add_func("/domain-xml/hotplug-refused", test_hotplug_refused);
    return g_test_run();
}
