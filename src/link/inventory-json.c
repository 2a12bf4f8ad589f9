#include "link/inventory-json.h"

#include "base/err.h"

#include <string.h>

#define MAX_NICS   4096
#define MAX_VFS    65536
#define MAX_STRING 4096

typedef enum {
    KIND_STRING,  /* char *; null when absent */
    KIND_BOOL,    /* gboolean */
    KIND_UINT,    /* guint */
    KIND_INT64,   /* gint64 or guint64 */
    KIND_NUMBER,  /* int; null for -1 */
    KIND_MAC,     /* MacAddr; null for zero */
    KIND_PCI,     /* PciAddress */
    KIND_NODEDEV, /* PciAddress, written only: VDSM's name of the device */
    KIND_ENUM,    /* int, of the EnumTable in 'words' */
    KIND_UPDOWN,  /* gboolean as "up" or "down" */
    KIND_PROTO,   /* guint, 0x8100 or 0x88a8, as VDSM's words */
} Kind;

typedef struct {
    const char *group; /* object within the object; NULL: the object itself */
    const char *name;
    Kind kind;
    gsize offset;
    gint64 max; /* of a number */
    const EnumTable *words;
} Member;

#define VF(member)   offsetof(VfInfo, member)
#define NIC(member)  offsetof(NicInfo, member)
#define HOST(member) offsetof(HostInventory, member)

/* clang-format off */
static const Member vf_members[] = {
    /* group  name               kind          offset                 max          words */
    { NULL,   "index",           KIND_UINT,    VF(index),             65535,       NULL },
    { NULL,   "deviceName",      KIND_NODEDEV, VF(pci),               0,           NULL },
    { NULL,   "pci",             KIND_PCI,     VF(pci),               0,           NULL },
    { NULL,   "ifname",          KIND_STRING,  VF(ifname),            0,           NULL },
    { NULL,   "driver",          KIND_STRING,  VF(driver),            0,           NULL },
    { NULL,   "mac",             KIND_MAC,     VF(mac),               0,           NULL },
    { NULL,   "vlan",            KIND_UINT,    VF(vlan),              4094,        NULL },
    { NULL,   "vlanProto",       KIND_PROTO,   VF(vlan_proto),        0,           NULL },
    { NULL,   "vlanQos",         KIND_UINT,    VF(vlan_qos),          7,           NULL },
    { NULL,   "trust",           KIND_BOOL,    VF(trust),             0,           NULL },
    { NULL,   "spoofchk",        KIND_BOOL,    VF(spoofchk),          0,           NULL },
    { NULL,   "linkState",       KIND_ENUM,    VF(link_state),        0,           &vf_link_state_table },
    { NULL,   "minTxMbps",       KIND_UINT,    VF(min_tx_mbps),       G_MAXINT32,  NULL },
    { NULL,   "maxTxMbps",       KIND_UINT,    VF(max_tx_mbps),       G_MAXINT32,  NULL },
    { NULL,   "numaNode",        KIND_NUMBER,  VF(numa_node),         65535,       NULL },
    { NULL,   "iommuGroup",      KIND_NUMBER,  VF(iommu_group),       G_MAXINT32,  NULL },
    { NULL,   "groupSharedWith", KIND_STRING,  VF(group_shared_with), 0,           NULL },
    { NULL,   "state",           KIND_ENUM,    VF(state),             0,           &vf_state_table },
    { NULL,   "detail",          KIND_STRING,  VF(detail),            0,           NULL },
    { NULL,   "vmId",            KIND_STRING,  VF(vm_id),             0,           NULL },
    { NULL,   "alias",           KIND_STRING,  VF(alias),             0,           NULL },
    { NULL,   "epoch",           KIND_INT64,   VF(epoch),             0,           NULL },
};

/* "pci" stands in nic_info_to_json(): a NIC may have none. */
static const Member nic_members[] = {
    { NULL,   "ifname",          KIND_STRING,  NIC(ifname),           0,           NULL },
    { NULL,   "permanentMac",    KIND_MAC,     NIC(permanent_mac),    0,           NULL },
    { NULL,   "mac",             KIND_MAC,     NIC(mac),              0,           NULL },
    { NULL,   "pciPath",         KIND_STRING,  NIC(pci_path),         0,           NULL },
    { NULL,   "portId",          KIND_STRING,  NIC(port_id),          0,           NULL },
    { NULL,   "driver",          KIND_STRING,  NIC(driver),           0,           NULL },
    { NULL,   "kind",            KIND_STRING,  NIC(kind),             0,           NULL },
    { NULL,   "master",          KIND_STRING,  NIC(master),           0,           NULL },
    { NULL,   "up",              KIND_BOOL,    NIC(up),               0,           NULL },
    { "link", "state",           KIND_UPDOWN,  NIC(carrier),          0,           NULL },
    { "link", "speed",           KIND_INT64,   NIC(speed_mbps),       0,           NULL },
    { NULL,   "mtu",             KIND_UINT,    NIC(mtu),              G_MAXINT32,  NULL },
    { NULL,   "numaNode",        KIND_NUMBER,  NIC(numa_node),        65535,       NULL },
    { NULL,   "totalVfs",        KIND_UINT,    NIC(total_vfs),        65535,       NULL },
    { NULL,   "numVfs",          KIND_UINT,    NIC(num_vfs),          65535,       NULL },
    { NULL,   "autoprobe",       KIND_BOOL,    NIC(autoprobe),        0,           NULL },
};

static const Member host_members[] = {
    { NULL,   "generation",      KIND_INT64,   HOST(generation),      0,           NULL },
    { NULL,   "bootId",          KIND_STRING,  HOST(boot_id),         0,           NULL },
    { NULL,   "hostname",        KIND_STRING,  HOST(hostname),        0,           NULL },
    { NULL,   "os",              KIND_STRING,  HOST(os),              0,           NULL },
    { NULL,   "kernel",          KIND_STRING,  HOST(kernel),          0,           NULL },
    { NULL,   "kernelArgs",      KIND_STRING,  HOST(kernel_args),     0,           NULL },
    { NULL,   "agentVersion",    KIND_STRING,  HOST(agent_version),   0,           NULL },
    { NULL,   "libvirtVersion",  KIND_STRING,  HOST(libvirt_version), 0,           NULL },
    { NULL,   "qemuVersion",     KIND_STRING,  HOST(qemu_version),    0,           NULL },
    { NULL,   "cpuModel",        KIND_STRING,  HOST(cpu_model),       0,           NULL },
    { NULL,   "memoryMib",       KIND_INT64,   HOST(memory_mib),      0,           NULL },
    { NULL,   "cpus",            KIND_UINT,    HOST(n_cpus),          65535,       NULL },
    { NULL,   "kvm",             KIND_BOOL,    HOST(kvm),             0,           NULL },
    { NULL,   "iommu",           KIND_BOOL,    HOST(iommu),           0,           NULL },
    { NULL,   "interruptRemapping", KIND_BOOL, HOST(interrupt_remapping), 0,       NULL },
    { NULL,   "unsafeInterrupts", KIND_BOOL,   HOST(unsafe_interrupts), 0,         NULL },
    { NULL,   "vfio",            KIND_BOOL,    HOST(vfio),            0,           NULL },
};
/* clang-format on */

static const struct {
    const char *word;
    guint number;
} vlan_protos[] = { { "802.1Q", 0x8100 }, { "802.1ad", 0x88a8 } };

/* ------------------------------------------------------------------------------ writing */

static json_t *text_or_null(const char *text)
{
    if (text == NULL)
        return json_null();
    g_autofree char *valid = g_utf8_make_valid(text, -1); /* a driver may say anything */
    return json_string(valid);
}

static json_t *mac_or_null(const MacAddr *mac)
{
    char text[MAC_TEXT_SIZE];
    return mac_is_zero(mac) ? json_null() : json_string(mac_format(mac, text));
}

static json_t *proto_to_json(guint number)
{
    for (gsize i = 0; i < G_N_ELEMENTS(vlan_protos); i++)
        if (vlan_protos[i].number == number)
            return json_string(vlan_protos[i].word);
    return json_null();
}

static json_t *write_member(const Member *member, const void *object)
{
    const void *at = (const char *)object + member->offset;
    char text[PCI_TEXT_SIZE];
    switch (member->kind) {
    case KIND_STRING:
        return text_or_null(*(char *const *)at);
    case KIND_BOOL:
        return json_boolean(*(const gboolean *)at);
    case KIND_UINT:
        return json_integer(*(const guint *)at);
    case KIND_INT64:
        return json_integer(*(const gint64 *)at);
    case KIND_NUMBER:
        return *(const int *)at < 0 ? json_null() : json_integer(*(const int *)at);
    case KIND_MAC:
        return mac_or_null(at);
    case KIND_PCI:
        return json_string(pci_format(at, text));
    case KIND_NODEDEV:
        return json_string(pci_format_nodedev(at, text));
    case KIND_ENUM:
        return json_string(enum_word(member->words, *(const int *)at));
    case KIND_UPDOWN:
        return json_string(*(const gboolean *)at ? "up" : "down");
    case KIND_PROTO:
        return proto_to_json(*(const guint *)at);
    }
    g_assert_not_reached();
}

/* The object a member of 'group' stands in; made when it is not there. */
static json_t *ensure_group(json_t *json, const char *group)
{
    if (group == NULL)
        return json;
    json_t *inner = json_object_get(json, group);
    if (inner == NULL)
        json_object_set_new(json, group, inner = json_object());
    return inner;
}

static json_t *write_members(const Member *members, gsize n, const void *object)
{
    json_t *json = json_object();
    for (gsize i = 0; i < n; i++)
        json_object_set_new(ensure_group(json, members[i].group), members[i].name,
                            write_member(&members[i], object));
    return json;
}

json_t *vf_info_to_json(const VfInfo *vf)
{
    return write_members(vf_members, G_N_ELEMENTS(vf_members), vf);
}

json_t *nic_info_to_json(const NicInfo *nic)
{
    char pci[PCI_TEXT_SIZE];
    json_t *json = write_members(nic_members, G_N_ELEMENTS(nic_members), nic);
    json_object_set_new(json, "pci",
                        nic->has_pci ? json_string(pci_format(&nic->pci, pci)) : json_null());
    json_t *vfs = json_array();
    for (guint i = 0; i < nic->vfs->len; i++)
        json_array_append_new(vfs, vf_info_to_json(nic->vfs->pdata[i]));
    json_object_set_new(json, "vfs", vfs);
    return json;
}

json_t *host_inventory_to_json(const HostInventory *inventory)
{
    json_t *json = write_members(host_members, G_N_ELEMENTS(host_members), inventory);
    json_t *nics = json_array();
    for (guint i = 0; i < inventory->nics->len; i++)
        json_array_append_new(nics, nic_info_to_json(inventory->nics->pdata[i]));
    json_object_set_new(json, "nics", nics);
    return json;
}

static bool is_pf(const NicInfo *nic)
{
    return nic->has_pci && nic->total_vfs > 0;
}

json_t *sriov_list_to_json(const HostInventory *inventory, const char *device_name, GError **error)
{
    json_t *list = json_object();
    for (guint i = 0; i < inventory->nics->len; i++) {
        const NicInfo *nic = inventory->nics->pdata[i];
        char name[PCI_TEXT_SIZE];
        if (is_pf(nic) &&
            (device_name == NULL || strcmp(pci_format_nodedev(&nic->pci, name), device_name) == 0))
            json_object_set_new(list, pci_format_nodedev(&nic->pci, name), nic_info_to_json(nic));
    }
    if (device_name == NULL || json_object_size(list) > 0)
        return list;
    json_decref(list);
    return err_null(error, ERR_NOT_FOUND, "%s is no SR-IOV device of this host", device_name);
}

/* ------------------------------------------------------------------------------ reading */

static bool wrong(const Member *member, const char *wanted, GError **error)
{
    return err_set(error, ERR_INVALID, "%s%s%s must be %s",
                   member->group != NULL ? member->group : "", member->group != NULL ? "." : "",
                   member->name, wanted);
}

static bool read_string(const Member *member, const json_t *json, char **ret, GError **error)
{
    if (!json_is_null(json) && (!json_is_string(json) || json_string_length(json) > MAX_STRING))
        return wrong(member, "a string of at most 4096 bytes or null", error);
    g_free(*ret);
    *ret = g_strdup(json_string_value(json));
    return true;
}

static bool read_integer(const Member *member, const json_t *json, gint64 *ret, GError **error)
{
    gint64 max = member->max > 0 ? member->max : G_MAXINT64;
    gint64 value = json_integer_value(json);
    if (!json_is_integer(json) || value < 0 || value > max) {
        g_autofree char *wanted = g_strdup_printf("an integer from 0 to %" G_GINT64_FORMAT, max);
        return wrong(member, wanted, error);
    }
    *ret = value;
    return true;
}

static bool read_bool(const Member *member, const json_t *json, gboolean *ret, GError **error)
{
    if (!json_is_boolean(json))
        return wrong(member, "true or false", error);
    *ret = json_is_true(json);
    return true;
}

/* Reads a text member by 'parse', a function of a value type. */
static bool read_word(const Member *member, const json_t *json, void *ret, GError **error)
{
    const char *text = json_string_value(json);
    if (text == NULL)
        return wrong(member, "a string", error);
    bool good = false;
    if (member->kind == KIND_PCI)
        good = pci_parse(text, ret, error);
    else if (member->kind == KIND_MAC)
        good = mac_parse(text, ret, error);
    else
        good = enum_parse(member->words, text, ret, error);
    return good || err_prefix(error, "%s", member->name);
}

static bool read_up_down(const Member *member, const json_t *json, gboolean *ret, GError **error)
{
    const char *text = json_string_value(json);
    if (text == NULL || (strcmp(text, "up") != 0 && strcmp(text, "down") != 0))
        return wrong(member, "\"up\" or \"down\"", error);
    *ret = strcmp(text, "up") == 0;
    return true;
}

static bool read_proto(const Member *member, const json_t *json, guint *ret, GError **error)
{
    const char *text = json_string_value(json);
    for (gsize i = 0; text != NULL && i < G_N_ELEMENTS(vlan_protos); i++)
        if (strcmp(vlan_protos[i].word, text) == 0) {
            *ret = vlan_protos[i].number;
            return true;
        }
    if (!json_is_null(json))
        return wrong(member, "\"802.1Q\" or \"802.1ad\" or null", error);
    *ret = 0;
    return true;
}

static bool read_member(const Member *member, const json_t *json, void *object, GError **error)
{
    void *at = (char *)object + member->offset;
    gint64 number = -1;
    switch (member->kind) {
    case KIND_STRING:
        return read_string(member, json, at, error);
    case KIND_BOOL:
        return read_bool(member, json, at, error);
    case KIND_INT64:
        return read_integer(member, json, at, error);
    case KIND_UINT:
        if (!read_integer(member, json, &number, error))
            return false;
        *(guint *)at = (guint)number;
        return true;
    case KIND_NUMBER:
        if (!json_is_null(json) && !read_integer(member, json, &number, error))
            return false;
        *(int *)at = (int)number;
        return true;
    case KIND_MAC:
        if (json_is_null(json)) {
            *(MacAddr *)at = (MacAddr){ 0 };
            return true;
        }
        return read_word(member, json, at, error);
    case KIND_PCI:
    case KIND_ENUM:
        return read_word(member, json, at, error);
    case KIND_NODEDEV:
        return true;
    case KIND_UPDOWN:
        return read_up_down(member, json, at, error);
    case KIND_PROTO:
        return read_proto(member, json, at, error);
    }
    g_assert_not_reached();
}

static bool read_members(const Member *members, gsize n, const json_t *json, void *object,
                         GError **error)
{
    if (!json_is_object(json))
        return err_set(error, ERR_INVALID, "not an object");
    for (gsize i = 0; i < n; i++) {
        const Member *member = &members[i];
        const json_t *holder = member->group != NULL ? json_object_get(json, member->group) : json;
        const json_t *value = json_object_get(holder, member->name);
        if (value == NULL && member->kind != KIND_NODEDEV)
            return wrong(member, "there", error);
        if (!read_member(member, value, object, error))
            return false;
    }
    return true;
}

VfInfo *vf_info_from_json(const json_t *json, GError **error)
{
    g_autoptr(VfInfo) vf = vf_info_new();
    if (!read_members(vf_members, G_N_ELEMENTS(vf_members), json, vf, error))
        return NULL;
    return g_steal_pointer(&vf);
}

static bool read_vfs(const json_t *list, NicInfo *nic, GError **error)
{
    gsize n = json_array_size(list);
    if (!json_is_array(list) || n > MAX_VFS)
        return err_set(error, ERR_INVALID, "vfs must be an array of at most %d", MAX_VFS);
    for (gsize i = 0; i < n; i++) {
        VfInfo *vf = vf_info_from_json(json_array_get(list, i), error);
        if (vf == NULL)
            return err_prefix(error, "vfs[%zu]", i);
        g_ptr_array_add(nic->vfs, vf);
    }
    return true;
}

NicInfo *nic_info_from_json(const json_t *json, GError **error)
{
    static const Member pci_member = { NULL, "pci", KIND_PCI, NIC(pci), 0, NULL };
    g_autoptr(NicInfo) nic = nic_info_new();
    if (!read_members(nic_members, G_N_ELEMENTS(nic_members), json, nic, error))
        return NULL;
    const json_t *pci = json_object_get(json, "pci");
    nic->has_pci = pci != NULL && !json_is_null(pci);
    if (nic->has_pci && !read_member(&pci_member, pci, nic, error))
        return NULL;
    if (nic->ifname == NULL)
        return err_null(error, ERR_INVALID, "ifname must be there");
    if (!read_vfs(json_object_get(json, "vfs"), nic, error))
        return NULL;
    return g_steal_pointer(&nic);
}

HostInventory *host_inventory_from_json(const json_t *json, GError **error)
{
    g_autoptr(HostInventory) inventory = host_inventory_new();
    if (!read_members(host_members, G_N_ELEMENTS(host_members), json, inventory, error))
        return NULL;
    const json_t *list = json_object_get(json, "nics");
    gsize n = json_array_size(list);
    if (!json_is_array(list) || n > MAX_NICS)
        return err_null(error, ERR_INVALID, "nics must be an array of at most %d", MAX_NICS);
    for (gsize i = 0; i < n; i++) {
        NicInfo *nic = nic_info_from_json(json_array_get(list, i), error);
        if (nic == NULL) {
            err_prefix(error, "nics[%zu]", i);
            return NULL;
        }
        g_ptr_array_add(inventory->nics, nic);
    }
    return g_steal_pointer(&inventory);
}
