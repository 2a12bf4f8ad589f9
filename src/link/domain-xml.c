#include "link/domain-xml.h"

#include "base/err.h"
#include "base/uuid.h"

#include <errno.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlwriter.h>
#include <string.h>

#define OVIRT_NS       "http://ovirt.org/vm/1.0"
#define ALIAS_PREFIX   "ua-"
#define SPARE_PORTS    4    /* for hot plug: q35 takes one device a root port */
#define MAX_INTERFACES 1024 /* read from one domain */

/* ------------------------------------------------------------------------------ writer */

typedef xmlTextWriter Writer;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Writer, xmlFreeTextWriter)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(xmlBuffer, xmlBufferFree)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(xmlDoc, xmlFreeDoc)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(xmlParserCtxt, xmlFreeParserCtxt)

static void begin(Writer *writer, const char *name)
{
    xmlTextWriterStartElement(writer, BAD_CAST name);
}

static void end(Writer *writer)
{
    xmlTextWriterEndElement(writer);
}

/* Writes name and value pairs up to a NULL name; a NULL value is left out. */
static void G_GNUC_NULL_TERMINATED attributes(Writer *writer, const char *name, ...)
{
    va_list args;
    va_start(args, name);
    for (; name != NULL; name = va_arg(args, const char *)) {
        const char *value = va_arg(args, const char *);
        if (value != NULL)
            xmlTextWriterWriteAttribute(writer, BAD_CAST name, BAD_CAST value);
    }
    va_end(args);
}

static void G_GNUC_PRINTF(3, 4)
    attribute_format(Writer *writer, const char *name, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *value = g_strdup_vprintf(format, args);
    va_end(args);
    attributes(writer, name, value, NULL);
}

/* <name>text</name>; nothing when 'text' is NULL. */
static void text_element(Writer *writer, const char *name, const char *text)
{
    if (text != NULL)
        xmlTextWriterWriteElement(writer, BAD_CAST name, BAD_CAST text);
}

static void number_element(Writer *writer, const char *name, guint64 number)
{
    char text[24];
    g_snprintf(text, sizeof text, "%" G_GUINT64_FORMAT, number);
    text_element(writer, name, text);
}

/* <name a="value"/> */
static void leaf(Writer *writer, const char *name, const char *attribute, const char *value)
{
    begin(writer, name);
    attributes(writer, attribute, value, NULL);
    end(writer);
}

static char *alias_of(const VmSpecNic *nic)
{
    return g_strconcat(ALIAS_PREFIX, nic->vnic_id, NULL);
}

static void write_mac(Writer *writer, const VmSpecNic *nic)
{
    char text[MAC_TEXT_SIZE];
    if (!mac_is_zero(&nic->mac))
        leaf(writer, "mac", "address", mac_format(&nic->mac, text));
}

static void write_vf(Writer *writer, const VmSpecNic *nic)
{
    attributes(writer, "type", "hostdev", "managed", "yes", NULL);
    leaf(writer, "driver", "name", "vfio");
    if (nic->vlan > 0) {
        begin(writer, "vlan");
        begin(writer, "tag");
        attribute_format(writer, "id", "%u", nic->vlan);
        end(writer);
        end(writer);
    }
    begin(writer, "source");
    begin(writer, "address");
    attributes(writer, "type", "pci", NULL);
    attribute_format(writer, "domain", "0x%04x", nic->vf_pci.domain);
    attribute_format(writer, "bus", "0x%02x", nic->vf_pci.bus);
    attribute_format(writer, "slot", "0x%02x", nic->vf_pci.slot);
    attribute_format(writer, "function", "0x%x", nic->vf_pci.function);
    end(writer);
    end(writer);
}

/* The guest's driver makes one interface of a VF and its stand-in. */
static void write_teaming(Writer *writer, const VmSpecNic *nic)
{
    g_autofree char *standby =
        nic->standby != NULL ? g_strconcat(ALIAS_PREFIX, nic->standby, NULL) : NULL;
    if (standby == NULL && !nic->is_standby)
        return;
    begin(writer, "teaming");
    attributes(writer, "type", standby != NULL ? "transient" : "persistent", "persistent", standby,
               NULL);
    end(writer);
}

static void write_bridge(Writer *writer, const VmSpecNic *nic)
{
    attributes(writer, "type", "bridge", NULL);
    leaf(writer, "source", "bridge", nic->bridge);
    leaf(writer, "model", "type", nic->model != NULL ? nic->model : "virtio");
    leaf(writer, "link", "state", nic->link_up ? "up" : "down");
}

static void write_interface(Writer *writer, const VmSpecNic *nic)
{
    g_autofree char *alias = alias_of(nic);
    begin(writer, "interface");
    switch (nic->kind) {
    case VM_SPEC_NIC_VF:
        write_vf(writer, nic);
        break;
    case VM_SPEC_NIC_BRIDGE:
        write_bridge(writer, nic);
        break;
    }
    write_mac(writer, nic);
    write_teaming(writer, nic);
    leaf(writer, "alias", "name", alias);
    end(writer);
}

static void write_vf_custom(Writer *writer, const VmSpecNic *nic)
{
    char mac[MAC_TEXT_SIZE];
    text_element(writer, "ovirt-vm:vf_pf_mac", mac_format(&nic->pf_mac, mac));
    text_element(writer, "ovirt-vm:vf_pf_port", nic->pf_port);
    number_element(writer, "ovirt-vm:vf_index", nic->vf_index);
    number_element(writer, "ovirt-vm:vf_epoch", nic->epoch);
    text_element(writer, "ovirt-vm:vf_link_state", nic->link_up ? "auto" : "disable");
}

static void write_device_metadata(Writer *writer, const VmSpecNic *nic)
{
    char mac[MAC_TEXT_SIZE];
    g_autofree char *alias = alias_of(nic);
    begin(writer, "ovirt-vm:device");
    attributes(writer, "alias", alias, "mac_address",
               mac_is_zero(&nic->mac) ? NULL : mac_format(&nic->mac, mac), NULL);
    text_element(writer, "ovirt-vm:network", nic->network);
    begin(writer, "ovirt-vm:custom");
    text_element(writer, "ovirt-vm:vnic_name", nic->name);
    if (nic->kind == VM_SPEC_NIC_VF)
        write_vf_custom(writer, nic);
    else if (nic->vlan > 0)
        number_element(writer, "ovirt-vm:vlan", nic->vlan);
    end(writer);
    end(writer);
}

static void begin_metadata(Writer *writer)
{
    begin(writer, "metadata");
    begin(writer, "ovirt-vm:vm");
    attributes(writer, "xmlns:ovirt-vm", OVIRT_NS, NULL);
}

static void write_metadata(Writer *writer, const VmSpec *spec)
{
    begin_metadata(writer);
    begin(writer, "ovirt-vm:custom");
    number_element(writer, "ovirt-vm:vm_epoch", spec->epoch);
    end(writer);
    for (guint i = 0; i < spec->nics->len; i++)
        write_device_metadata(writer, spec->nics->pdata[i]);
    text_element(writer, "ovirt-vm:launchPaused", spec->start_paused ? "true" : "false");
    end(writer);
    end(writer);
}

static void write_os(Writer *writer, const VmSpec *spec)
{
    begin(writer, "os");
    attributes(writer, "firmware", spec->firmware, NULL);
    begin(writer, "type");
    attributes(writer, "arch", "x86_64", "machine", "q35", NULL);
    xmlTextWriterWriteString(writer, BAD_CAST "hvm");
    end(writer);
    if (spec->secure_boot)
        leaf(writer, "loader", "secure", "yes");
    text_element(writer, "kernel", spec->kernel);
    text_element(writer, "initrd", spec->initrd);
    text_element(writer, "cmdline", spec->cmdline);
    for (char **device = spec->boot_devices; device != NULL && *device != NULL; device++)
        leaf(writer, "boot", "dev", *device);
    if (spec->boot_devices == NULL && spec->kernel == NULL)
        leaf(writer, "boot", "dev", "hd");
    if (spec->boot_menu)
        leaf(writer, "bootmenu", "enable", "yes");
    if (spec->serial != NULL)
        leaf(writer, "smbios", "mode", "sysinfo");
    end(writer);
}

static void write_sysinfo(Writer *writer, const VmSpec *spec)
{
    if (spec->serial == NULL)
        return;
    begin(writer, "sysinfo");
    attributes(writer, "type", "smbios", NULL);
    begin(writer, "system");
    begin(writer, "entry");
    attributes(writer, "name", "serial", NULL);
    xmlTextWriterWriteString(writer, BAD_CAST spec->serial);
    end(writer);
    end(writer);
    end(writer);
}

static void write_cpu_tune(Writer *writer, const VmSpec *spec)
{
    if (spec->cpu_shares == 0 && spec->cpu_pins == NULL)
        return;
    begin(writer, "cputune");
    if (spec->cpu_shares != 0)
        number_element(writer, "shares", spec->cpu_shares);
    for (char **pin = spec->cpu_pins; pin != NULL && *pin != NULL; pin++) {
        g_auto(GStrv) parts = g_strsplit(*pin, "\n", 2);
        begin(writer, "vcpupin");
        attributes(writer, "vcpu", parts[0], "cpuset", parts[1], NULL);
        end(writer);
    }
    end(writer);
}

static void write_clock(Writer *writer, const VmSpec *spec)
{
    begin(writer, "clock");
    attributes(writer, "offset", spec->time_zone != NULL ? "timezone" : "utc", "timezone",
               spec->time_zone, NULL);
    end(writer);
}

static void write_cpu(Writer *writer, const VmSpec *spec)
{
    begin(writer, "cpu");
    /* Emulation has no CPU of a host to be like. */
    const char *mode = spec->cpu_model != NULL ? "custom" : spec->cpu_mode;
    attributes(writer, "mode",
               !spec->kvm     ? "maximum"
               : mode != NULL ? mode
                              : "host-passthrough",
               NULL);
    if (spec->kvm)
        text_element(writer, "model", spec->cpu_model);
    if (spec->sockets > 0 && spec->sockets * spec->cores * spec->threads == spec->n_cpus) {
        begin(writer, "topology");
        attribute_format(writer, "sockets", "%u", spec->sockets);
        attribute_format(writer, "cores", "%u", spec->cores);
        attribute_format(writer, "threads", "%u", spec->threads);
        end(writer);
    }
    end(writer);
}

static void write_controller(Writer *writer, const char *type, const char *model, int index)
{
    begin(writer, "controller");
    attributes(writer, "type", type, NULL);
    if (index >= 0)
        attribute_format(writer, "index", "%d", index);
    attributes(writer, "model", model, NULL);
    end(writer);
}

static void write_console(Writer *writer, const VmSpec *spec)
{
    g_autofree char *log = g_strconcat(DOMAIN_XML_CONSOLE_DIR "/", spec->id, ".console", NULL);
    begin(writer, "serial");
    attributes(writer, "type", "pty", NULL);
    begin(writer, "log");
    attributes(writer, "file", log, "append", "off", NULL);
    end(writer);
    end(writer);
    begin(writer, "console");
    attributes(writer, "type", "pty", NULL);
    leaf(writer, "target", "type", "serial");
    end(writer);
}

static void write_rng(Writer *writer, const VmSpec *spec)
{
    begin(writer, "rng");
    attributes(writer, "model", "virtio", NULL);
    begin(writer, "backend");
    attributes(writer, "model", "random", NULL);
    xmlTextWriterWriteString(writer,
                             BAD_CAST(spec->rng_path != NULL ? spec->rng_path : "/dev/urandom"));
    end(writer);
    end(writer);
}

static bool has_vf(const VmSpec *spec)
{
    for (guint i = 0; i < spec->nics->len; i++)
        if (((const VmSpecNic *)spec->nics->pdata[i])->kind == VM_SPEC_NIC_VF)
            return true;
    return false;
}

static void write_devices(Writer *writer, const VmSpec *spec)
{
    /* VFIO pins all of the guest's memory, so a balloon could give nothing back. */
    bool balloon = !has_vf(spec) && !spec->no_balloon;
    int n_ports = (int)spec->nics->len + 1 /* rng */ + balloon + SPARE_PORTS;
    begin(writer, "devices");
    write_controller(writer, "usb", "none", -1);
    write_controller(writer, "pci", "pcie-root", 0);
    for (int i = 1; i <= n_ports; i++)
        write_controller(writer, "pci", "pcie-root-port", i);
    for (guint i = 0; i < spec->nics->len; i++)
        write_interface(writer, spec->nics->pdata[i]);
    write_console(writer, spec);
    write_rng(writer, spec);
    leaf(writer, "memballoon", "model", balloon ? "virtio" : "none");
    end(writer);
}

static void write_domain(Writer *writer, const VmSpec *spec)
{
    begin(writer, "domain");
    attributes(writer, "type", spec->kvm ? "kvm" : "qemu", NULL);
    text_element(writer, "name", spec->name);
    text_element(writer, "uuid", spec->id);
    write_metadata(writer, spec);
    begin(writer, "memory");
    attributes(writer, "unit", "MiB", NULL);
    xmlTextWriterWriteFormatString(writer, "%" G_GUINT64_FORMAT, spec->memory_mib);
    end(writer);
    number_element(writer, "vcpu", spec->n_cpus);
    write_cpu_tune(writer, spec);
    write_sysinfo(writer, spec);
    write_os(writer, spec);
    begin(writer, "features");
    leaf(writer, "acpi", NULL, NULL);
    leaf(writer, "apic", NULL, NULL);
    if (spec->secure_boot)
        leaf(writer, "smm", "state", "on");
    end(writer);
    write_cpu(writer, spec);
    write_clock(writer, spec);
    text_element(writer, "on_poweroff", "destroy");
    text_element(writer, "on_reboot", "restart");
    text_element(writer, "on_crash", "destroy");
    write_devices(writer, spec);
    end(writer);
}

/* True when 'text' (NULL is fine) can stand in XML: libxml2's writer does not look. */
static bool can_stand(const char *text)
{
    if (text == NULL)
        return true;
    if (!g_utf8_validate(text, -1, NULL))
        return false;
    for (const char *c = text; *c != '\0'; c = g_utf8_next_char(c)) {
        gunichar u = g_utf8_get_char(c);
        if ((u < 0x20 && u != '\t' && u != '\n' && u != '\r') || u == 0xfffe || u == 0xffff)
            return false;
    }
    return true;
}

static bool nic_is_writable(const VmSpecNic *nic, GError **error)
{
    const char *texts[] = { nic->name,   nic->network, nic->pf_port,
                            nic->bridge, nic->model,   nic->standby };
    if (nic->vnic_id == NULL || !uuid_is_valid(nic->vnic_id))
        return err_set(error, ERR_INVALID, "vNIC %.80s has no UUID as its id",
                       nic->name != NULL ? nic->name : "");
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        if (!can_stand(texts[i]))
            return err_set(error, ERR_INVALID, "a text of vNIC %s cannot stand in XML",
                           nic->vnic_id);
    if (nic->kind == VM_SPEC_NIC_BRIDGE && nic->bridge == NULL)
        return err_set(error, ERR_INVALID, "vNIC %s has no bridge", nic->vnic_id);
    return true;
}

static bool spec_is_writable(const VmSpec *spec, GError **error)
{
    const char *texts[] = { spec->name,     spec->kernel,    spec->initrd,    spec->cmdline,
                            spec->cpu_mode, spec->cpu_model, spec->time_zone, spec->serial };
    if (spec->id == NULL || !uuid_is_valid(spec->id))
        return err_set(error, ERR_INVALID, "the VM has no UUID as its id");
    if (spec->name == NULL || *spec->name == '\0')
        return err_set(error, ERR_INVALID, "VM %s has no name", spec->id);
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        if (!can_stand(texts[i]))
            return err_set(error, ERR_INVALID, "a text of VM %s cannot stand in XML", spec->id);
    for (char **device = spec->boot_devices; device != NULL && *device != NULL; device++)
        if (!can_stand(*device))
            return err_set(error, ERR_INVALID, "a boot device of VM %s cannot stand in XML",
                           spec->id);
    if (spec->memory_mib == 0 || spec->n_cpus == 0)
        return err_set(error, ERR_INVALID, "VM %s has no memory or no CPU", spec->id);
    for (guint i = 0; i < spec->nics->len; i++)
        if (!nic_is_writable(spec->nics->pdata[i], error))
            return err_prefix(error, "VM %s", spec->id);
    return true;
}

char *domain_xml_write(const VmSpec *spec, GError **error)
{
    if (!spec_is_writable(spec, error))
        return NULL;
    g_autoptr(xmlBuffer) buffer = xmlBufferCreate();
    g_autoptr(Writer) writer = xmlNewTextWriterMemory(buffer, 0);
    xmlTextWriterSetIndent(writer, 1);
    write_domain(writer, spec);
    xmlTextWriterFlush(writer);
    return g_strdup((const char *)xmlBufferContent(buffer));
}

char *domain_xml_write_nic(const VmSpecNic *nic, GError **error)
{
    if (!nic_is_writable(nic, error))
        return NULL;
    g_autoptr(xmlBuffer) buffer = xmlBufferCreate();
    g_autoptr(Writer) writer = xmlNewTextWriterMemory(buffer, 0);
    write_interface(writer, nic);
    xmlTextWriterFlush(writer);
    return g_strdup((const char *)xmlBufferContent(buffer));
}

char *domain_xml_write_hotplug(const VmSpecNic *nic, GError **error)
{
    if (!nic_is_writable(nic, error))
        return NULL;
    g_autoptr(xmlBuffer) buffer = xmlBufferCreate();
    g_autoptr(Writer) writer = xmlNewTextWriterMemory(buffer, 0);
    begin(writer, "hotplug");
    begin(writer, "devices");
    write_interface(writer, nic);
    end(writer);
    begin_metadata(writer);
    write_device_metadata(writer, nic);
    end(writer);
    end(writer);
    end(writer);
    xmlTextWriterFlush(writer);
    return g_strdup((const char *)xmlBufferContent(buffer));
}

char *domain_xml_write_hotunplug(const char *vnic_id)
{
    g_autofree char *alias = g_strconcat(ALIAS_PREFIX, vnic_id, NULL);
    g_autoptr(xmlBuffer) buffer = xmlBufferCreate();
    g_autoptr(Writer) writer = xmlNewTextWriterMemory(buffer, 0);
    begin(writer, "hotunplug");
    begin(writer, "devices");
    begin(writer, "interface");
    leaf(writer, "alias", "name", alias);
    end(writer);
    end(writer);
    end(writer);
    xmlTextWriterFlush(writer);
    return g_strdup((const char *)xmlBufferContent(buffer));
}

/* ------------------------------------------------------------------------------ tree helpers */

static bool is_element(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

/* The next sibling element 'name' from 'node' on; NULL when none. */
static xmlNode *find(xmlNode *node, const char *name)
{
    while (node != NULL && !is_element(node, name))
        node = node->next;
    return node;
}

static xmlNode *child(const xmlNode *node, const char *name)
{
    return node != NULL ? find(node->children, name) : NULL;
}

/* A copy of libxml2's text; frees that. */
static char *take_xml_text(xmlChar *text)
{
    char *copy = g_strdup((const char *)text);
    xmlFree(text);
    return copy;
}

/* Text of the child 'name'; NULL when there is none.  Caller frees. */
static char *child_text(const xmlNode *node, const char *name)
{
    xmlNode *found = child(node, name);
    if (found == NULL)
        return NULL;
    char *text = take_xml_text(xmlNodeGetContent(found));
    return text != NULL ? g_strstrip(text) : NULL;
}

/* Value of an attribute; NULL when there is none, or no node.  Caller frees. */
static char *attribute(const xmlNode *node, const char *name)
{
    return node != NULL ? take_xml_text(xmlGetNoNsProp(node, BAD_CAST name)) : NULL;
}

static bool attribute_is(const xmlNode *node, const char *name, const char *value)
{
    g_autofree char *text = attribute(node, name);
    return g_strcmp0(text, value) == 0;
}

/* Reads "59", "0x3b"; NULL leaves '*ret' alone. */
static bool parse_number(const char *text, guint64 max, const char *what, guint64 *ret,
                         GError **error)
{
    if (text == NULL)
        return true;
    char *end_of_number = NULL;
    errno = 0;
    guint64 number = g_ascii_strtoull(text, &end_of_number, 0);
    if (errno != 0 || !g_ascii_isdigit(*text) || *end_of_number != '\0' || number > max)
        return err_set(error, ERR_INVALID, "%s is \"%.40s\", not a number up to %" G_GUINT64_FORMAT,
                       what, text, max);
    *ret = number;
    return true;
}

static bool attribute_uint(const xmlNode *node, const char *name, guint64 max, guint *ret,
                           GError **error)
{
    g_autofree char *text = attribute(node, name);
    guint64 number = *ret;
    if (!parse_number(text, max, name, &number, error))
        return false;
    *ret = (guint)number;
    return true;
}

static bool child_number(const xmlNode *node, const char *name, guint64 max, guint64 *ret,
                         GError **error)
{
    g_autofree char *text = child_text(node, name);
    return parse_number(text, max, name, ret, error);
}

/* ------------------------------------------------------------------------------ reader */

static bool read_pci(const xmlNode *address, PciAddress *ret, GError **error)
{
    guint domain = 0, bus = 0, slot = 0, function = 0;
    if (address == NULL)
        return err_set(error, ERR_INVALID, "a host device has no source address");
    if (!attribute_uint(address, "domain", 0xffffffff, &domain, error) ||
        !attribute_uint(address, "bus", 0xff, &bus, error) ||
        !attribute_uint(address, "slot", 31, &slot, error) ||
        !attribute_uint(address, "function", 7, &function, error))
        return false;
    *ret = (PciAddress){ domain, (guint8)bus, (guint8)slot, (guint8)function };
    return true;
}

/* The "ovirt-vm:device" with the alias of 'nic'; NULL when there is none. */
static xmlNode *find_device(const xmlNode *metadata, const VmSpecNic *nic)
{
    g_autofree char *alias = nic->vnic_id != NULL ? alias_of(nic) : NULL;
    for (xmlNode *node = child(metadata, "device"); alias != NULL && node != NULL;
         node = find(node->next, "device"))
        if (attribute_is(node, "alias", alias))
            return node;
    return NULL;
}

static bool read_device_metadata(const xmlNode *metadata, VmSpecNic *nic, GError **error)
{
    const xmlNode *device = find_device(metadata, nic);
    const xmlNode *custom = child(device, "custom");
    guint64 index = 0, vlan = nic->vlan;
    if (device == NULL)
        return true;
    nic->network = child_text(device, "network");
    nic->name = child_text(custom, "vnic_name");
    nic->pf_port = child_text(custom, "vf_pf_port");
    g_autofree char *pf_mac = child_text(custom, "vf_pf_mac");
    g_autofree char *link_state = child_text(custom, "vf_link_state");
    if (!child_number(custom, "vf_index", 65535, &index, error) ||
        !child_number(custom, "vf_epoch", G_MAXINT64, &nic->epoch, error) ||
        !child_number(custom, "vlan", 4094, &vlan, error) ||
        (pf_mac != NULL && !mac_parse(pf_mac, &nic->pf_mac, error)))
        return false;
    if (g_strcmp0(link_state, "disable") == 0)
        nic->link_up = FALSE;
    nic->vf_index = (guint)index;
    nic->vlan = (guint)vlan;
    return true;
}

static void read_teaming(const xmlNode *node, VmSpecNic *nic)
{
    const xmlNode *teaming = child(node, "teaming");
    g_autofree char *standby = attribute(teaming, "persistent");
    nic->is_standby = attribute_is(teaming, "type", "persistent");
    if (standby != NULL && g_str_has_prefix(standby, ALIAS_PREFIX))
        nic->standby = g_strdup(standby + strlen(ALIAS_PREFIX));
}

static bool read_interface(const xmlNode *node, const xmlNode *metadata, VmSpecNic *nic,
                           GError **error)
{
    g_autofree char *mac = attribute(child(node, "mac"), "address");
    g_autofree char *alias = attribute(child(node, "alias"), "name");
    if (mac != NULL && !mac_parse(mac, &nic->mac, error))
        return false;
    if (alias != NULL && g_str_has_prefix(alias, ALIAS_PREFIX))
        nic->vnic_id = g_strdup(alias + strlen(ALIAS_PREFIX));
    nic->link_up = !attribute_is(child(node, "link"), "state", "down");
    read_teaming(node, nic);
    if (nic->kind == VM_SPEC_NIC_VF) {
        const xmlNode *tag = child(child(node, "vlan"), "tag");
        if (!read_pci(child(child(node, "source"), "address"), &nic->vf_pci, error) ||
            !attribute_uint(tag, "id", 4094, &nic->vlan, error))
            return false;
    } else {
        nic->bridge = attribute(child(node, "source"), "bridge");
        nic->model = attribute(child(node, "model"), "type");
    }
    return read_device_metadata(metadata, nic, error);
}

static bool read_hostdev(const xmlNode *node, VmSpecNic *nic, GError **error)
{
    nic->link_up = TRUE;
    return read_pci(child(child(node, "source"), "address"), &nic->vf_pci, error);
}

/* Fills '*ret' with a new NIC, or NULL when 'node' is none that concerns us. */
static bool read_device(const xmlNode *node, const xmlNode *metadata, VmSpecNic **ret,
                        GError **error)
{
    bool interface = is_element(node, "interface");
    bool hostdev = is_element(node, "hostdev") && attribute_is(node, "type", "pci");
    bool vf = hostdev || (interface && attribute_is(node, "type", "hostdev"));
    *ret = NULL;
    if (!vf && !(interface && attribute_is(node, "type", "bridge")))
        return true;
    g_autoptr(VmSpecNic) nic = vm_spec_nic_new();
    nic->kind = vf ? VM_SPEC_NIC_VF : VM_SPEC_NIC_BRIDGE;
    if (!(hostdev ? read_hostdev(node, nic, error) : read_interface(node, metadata, nic, error)))
        return false;
    *ret = g_steal_pointer(&nic);
    return true;
}

static bool read_devices(const xmlNode *domain, const xmlNode *metadata, VmSpec *spec,
                         GError **error)
{
    const xmlNode *devices = child(domain, "devices");
    for (xmlNode *node = devices != NULL ? devices->children : NULL; node != NULL;
         node = node->next) {
        VmSpecNic *nic = NULL;
        if (spec->nics->len > MAX_INTERFACES)
            return err_set(error, ERR_TOO_LARGE, "more than %d interfaces", MAX_INTERFACES);
        if (!read_device(node, metadata, &nic, error))
            return err_prefix(error, "device %u", spec->nics->len);
        if (nic != NULL)
            g_ptr_array_add(spec->nics, nic);
    }
    return true;
}

static bool read_memory(const xmlNode *domain, VmSpec *spec, GError **error)
{
    static const struct {
        const char *unit;
        guint64 bytes;
    } units[] = {
        { "b", 1 },
        { "bytes", 1 },
        { "KB", 1000 },
        { "k", G_GUINT64_CONSTANT(1) << 10 },
        { "KiB", G_GUINT64_CONSTANT(1) << 10 },
        { "MB", 1000 * 1000 },
        { "M", G_GUINT64_CONSTANT(1) << 20 },
        { "MiB", G_GUINT64_CONSTANT(1) << 20 },
        { "GB", 1000 * 1000 * 1000 },
        { "G", G_GUINT64_CONSTANT(1) << 30 },
        { "GiB", G_GUINT64_CONSTANT(1) << 30 },
        { "T", G_GUINT64_CONSTANT(1) << 40 },
        { "TiB", G_GUINT64_CONSTANT(1) << 40 },
    };
    g_autofree char *unit = attribute(child(domain, "memory"), "unit");
    guint64 amount = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(units); i++) {
        if (strcmp(units[i].unit, unit != NULL ? unit : "KiB") != 0)
            continue;
        if (!child_number(domain, "memory", G_MAXINT64 / units[i].bytes, &amount, error))
            return false;
        spec->memory_mib = amount * units[i].bytes >> 20;
        return true;
    }
    return err_set(error, ERR_INVALID, "memory has the unknown unit \"%.20s\"", unit);
}

static bool read_cpus(const xmlNode *domain, VmSpec *spec, GError **error)
{
    const xmlNode *topology = child(child(domain, "cpu"), "topology");
    guint64 n_cpus = 1;
    if (!child_number(domain, "vcpu", 65535, &n_cpus, error) ||
        !attribute_uint(topology, "sockets", 65535, &spec->sockets, error) ||
        !attribute_uint(topology, "cores", 65535, &spec->cores, error) ||
        !attribute_uint(topology, "threads", 65535, &spec->threads, error))
        return false;
    spec->n_cpus = (guint)n_cpus;
    return true;
}

static void read_boot(const xmlNode *domain, VmSpec *spec)
{
    const xmlNode *os = child(domain, "os");
    spec->kernel = child_text(os, "kernel");
    spec->initrd = child_text(os, "initrd");
    spec->cmdline = child_text(os, "cmdline");
    g_autoptr(GPtrArray) devices = g_ptr_array_new();
    for (xmlNode *boot = child(os, "boot"); boot != NULL; boot = find(boot->next, "boot")) {
        char *device = attribute(boot, "dev");
        if (device != NULL)
            g_ptr_array_add(devices, device);
    }
    if (devices->len == 0)
        return;
    g_ptr_array_add(devices, NULL);
    spec->boot_devices = (char **)g_ptr_array_free(g_steal_pointer(&devices), FALSE);
}

static VmSpec *read_domain(const xmlNode *domain, GError **error)
{
    g_autoptr(VmSpec) spec = vm_spec_new();
    if (domain == NULL || !is_element(domain, "domain"))
        return err_null(error, ERR_INVALID, "the XML is not of a domain");
    spec->id = child_text(domain, "uuid");
    spec->name = child_text(domain, "name");
    if (spec->id == NULL || !uuid_is_valid(spec->id) || spec->name == NULL || *spec->name == '\0')
        return err_null(error, ERR_INVALID, "the domain has no valid uuid and name");
    spec->kvm = attribute_is(domain, "type", "kvm");
    const xmlNode *metadata = child(child(domain, "metadata"), "vm");
    g_autofree char *paused = child_text(metadata, "launchPaused");
    spec->start_paused = g_strcmp0(paused, "true") == 0;
    read_boot(domain, spec);
    if (!read_memory(domain, spec, error) || !read_cpus(domain, spec, error) ||
        !child_number(child(metadata, "custom"), "vm_epoch", G_MAXINT64, &spec->epoch, error) ||
        !read_devices(domain, metadata, spec, error)) {
        err_prefix(error, "domain %s", spec->id);
        return NULL;
    }
    return g_steal_pointer(&spec);
}

/* Stops at the first "<!DOCTYPE": what it may declare is never looked at. */
static void refuse_document_type(void *context, const xmlChar *name, const xmlChar *external_id,
                                 const xmlChar *system_id)
{
    bool *refused = ((xmlParserCtxt *)context)->_private;
    *refused = true;
    xmlStopParser(context);
}

/* The document of 'xml'; the caller frees. */
static xmlDoc *read_document(const char *xml, gsize size, GError **error)
{
    if (size > DOMAIN_XML_MAX_SIZE)
        return err_null(error, ERR_TOO_LARGE, "domain XML of %zu bytes, at most %d are taken", size,
                        DOMAIN_XML_MAX_SIZE);
    bool refused = false;
    g_autoptr(xmlParserCtxt) context = xmlNewParserCtxt();
    context->_private = &refused;
    context->sax->internalSubset = refuse_document_type;
    g_autoptr(xmlDoc) doc =
        xmlCtxtReadMemory(context, xml, (int)size, NULL, NULL,
                          XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    const xmlError *wrong = xmlCtxtGetLastError(context);
    if (refused)
        return err_null(error, ERR_INVALID, "domain XML with a document type is not taken");
    if (doc == NULL)
        return err_null(error, ERR_INVALID, "domain XML, line %d: %s",
                        wrong != NULL ? wrong->line : 0,
                        wrong != NULL ? g_strchomp(wrong->message) : "cannot be read");
    return g_steal_pointer(&doc);
}

VmSpec *domain_xml_read(const char *xml, gsize size, GError **error)
{
    g_autoptr(xmlDoc) doc = read_document(xml, size, error);
    return doc != NULL ? read_domain(xmlDocGetRootElement(doc), error) : NULL;
}

/* The only interface of the order whose root is 'element', which must have an alias of ours. */
static xmlNode *find_ordered(const xmlNode *root, const char *element, GError **error)
{
    if (root == NULL || !is_element(root, element))
        return err_null(error, ERR_INVALID, "the XML is no <%s>", element);
    xmlNode *node = child(child(root, "devices"), "interface");
    g_autofree char *alias = attribute(child(node, "alias"), "name");
    if (node == NULL || find(node->next, "interface") != NULL)
        return err_null(error, ERR_INVALID, "<%s> must hold exactly one interface", element);
    if (alias == NULL || !g_str_has_prefix(alias, ALIAS_PREFIX) ||
        !uuid_is_valid(alias + strlen(ALIAS_PREFIX)))
        return err_null(error, ERR_INVALID,
                        "the alias \"%.80s\" is not \"" ALIAS_PREFIX "\" and the id of a vNIC",
                        alias != NULL ? alias : "");
    return node;
}

VmSpecNic *domain_xml_read_hotplug(const char *xml, gsize size, GError **error)
{
    g_autoptr(xmlDoc) doc = read_document(xml, size, error);
    const xmlNode *root = doc != NULL ? xmlDocGetRootElement(doc) : NULL;
    const xmlNode *node = doc != NULL ? find_ordered(root, "hotplug", error) : NULL;
    VmSpecNic *nic = NULL;
    if (node == NULL)
        return NULL;
    if (!read_device(node, child(child(root, "metadata"), "vm"), &nic, error))
        return NULL;
    return nic != NULL ? nic
                       : err_null(error, ERR_INVALID,
                                  "the interface is neither of type hostdev nor bridge");
}

char *domain_xml_read_hotunplug(const char *xml, gsize size, GError **error)
{
    g_autoptr(xmlDoc) doc = read_document(xml, size, error);
    const xmlNode *root = doc != NULL ? xmlDocGetRootElement(doc) : NULL;
    const xmlNode *node = doc != NULL ? find_ordered(root, "hotunplug", error) : NULL;
    g_autofree char *alias = node != NULL ? attribute(child(node, "alias"), "name") : NULL;
    return alias != NULL ? g_strdup(alias + strlen(ALIAS_PREFIX)) : NULL;
}
