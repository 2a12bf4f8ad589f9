#include "agent/inventory.h"

#include "agent/vf-driver.h"
#include "link/inventory-json.h"

#include <string.h>

#ifndef BERTH_VERSION
#define BERTH_VERSION "0.1.0"
#endif

/* All facts of one reading. */
typedef struct {
    Sys *sys;
    VfLedger *ledger;
    const char *as_vm;
    GPtrArray *links; /* of SysLink */
    GHashTable *pcis; /* address as text -> SysPci, of the functions behind links */
    GHashTable *vfs;  /* address as text -> SysPci of a VF, borrowed from its PF */
} Facts;

static void read_functions(Facts *facts)
{
    for (guint i = 0; i < facts->links->len; i++) {
        const SysLink *link = facts->links->pdata[i];
        char text[PCI_TEXT_SIZE];
        if (!link->has_pci || g_hash_table_contains(facts->pcis, pci_format(&link->pci, text)) ||
            g_hash_table_contains(facts->vfs, text))
            continue;
        SysPci *pci = facts->sys->ops->read_pci(facts->sys, &link->pci, NULL);
        if (pci == NULL)
            continue; /* it went away in between; the next event tells */
        g_hash_table_insert(facts->pcis, g_strdup(text), pci);
        for (guint j = 0; j < pci->vfs->len; j++) {
            SysPci *vf = pci->vfs->pdata[j];
            if (vf != NULL)
                g_hash_table_insert(facts->vfs, g_strdup(pci_format(&vf->pci, text)), vf);
        }
    }
}

static const SysPci *find_function(const Facts *facts, const SysLink *link)
{
    char text[PCI_TEXT_SIZE];
    if (!link->has_pci)
        return NULL;
    const SysPci *pci = g_hash_table_lookup(facts->pcis, pci_format(&link->pci, text));
    return pci != NULL ? pci : g_hash_table_lookup(facts->vfs, text);
}

/* ------------------------------------------------------------------------------------ one VF */

static bool is_userspace_driver(const char *driver)
{
    static const char *const drivers[] = { "vfio-pci", "uio_pci_generic", "igb_uio", "pci-stub",
                                           NULL };
    return driver != NULL && g_strv_contains(drivers, driver);
}

/* What sits on 'link': "bridge br0"; NULL when nothing does.  Caller frees. */
static char *find_upper(const Facts *facts, const SysLink *link)
{
    for (guint i = 0; i < facts->links->len; i++) {
        const SysLink *upper = facts->links->pdata[i];
        if (upper->ifindex == link->master || upper->lower == link->ifindex)
            return g_strdup_printf("%s %s", upper->kind != NULL ? upper->kind : "device",
                                   upper->name);
    }
    return NULL;
}

/* The netdev of the VF, and who uses it on the host.  Sysfs shows a function's netdevs of our own
 * network namespace only. */
static VfState judge_netdev(const Facts *facts, const VfInfo *vf, char **ret_detail)
{
    if (vf->driver == NULL)
        return VF_FREE;
    const SysLink *link = vf->ifname != NULL ? sys_link_find(facts->links, vf->ifname) : NULL;
    if (link == NULL)
        return VF_OTHER_NAMESPACE;
    *ret_detail = find_upper(facts, link);
    if (*ret_detail != NULL)
        return VF_UPPER_DEVICE;
    if (link->addresses->len == 0)
        return VF_FREE;
    *ret_detail = g_strdup(link->addresses->pdata[0]);
    return VF_HOST_ADDRESS;
}

static VfState judge(const Facts *facts, const VfInfo *vf, const VfRecord *record,
                     char **ret_detail)
{
    if (record->vm_id != NULL && g_strcmp0(record->vm_id, facts->as_vm) != 0) {
        *ret_detail = g_strdup(record->vm_id);
        return VF_HELD_BY_VM;
    }
    if (record->scrubbing)
        return VF_SCRUBBING;
    if (is_userspace_driver(vf->driver)) {
        *ret_detail = g_strdup(vf->driver);
        return VF_USERSPACE_DRIVER;
    }
    VfState state = judge_netdev(facts, vf, ret_detail);
    if (state != VF_FREE)
        return state;
    if (record->quarantine != NULL) {
        *ret_detail = g_strdup(record->quarantine);
        return VF_QUARANTINED;
    }
    if (vf->iommu_group < 0)
        return VF_NO_IOMMU;
    *ret_detail = g_strdup(vf->group_shared_with);
    return vf->group_shared_with != NULL ? VF_GROUP_SHARED : VF_FREE;
}

static void take_attrs(VfInfo *vf, const VfAttrs *attrs)
{
    vf->mac = attrs->mac;
    vf->vlan = attrs->vlan;
    vf->vlan_qos = attrs->vlan_qos;
    vf->vlan_proto = attrs->vlan_proto;
    vf->spoofchk = attrs->spoofchk > 0;
    vf->trust = attrs->trust > 0;
    vf->link_state = attrs->link_state;
    vf->min_tx_mbps = attrs->min_tx_mbps;
    vf->max_tx_mbps = attrs->max_tx_mbps;
}

static VfInfo *make_vf(const Facts *facts, const NicInfo *pf, const SysLink *link,
                       const SysPci *pci, guint index)
{
    g_auto(VfRecord) record = { 0 };
    g_autofree char *key = vf_ledger_key(&pf->permanent_mac, pf->port_id, index);
    vf_ledger_get(facts->ledger, key, &record);

    VfInfo *vf = vf_info_new();
    vf->index = index;
    vf->pci = pci->pci;
    vf->iommu_group = pci->iommu_group;
    vf->group_shared_with = g_strdup(pci->group_shared_with);
    vf->driver = g_strdup(pci->driver);
    vf->ifname = g_strdup(pci->ifname);
    vf->numa_node = pci->numa_node;
    vf->link_state = VF_LINK_UNKNOWN;
    for (guint i = 0; i < link->vfs->len; i++) {
        const VfAttrs *attrs = &g_array_index(link->vfs, VfAttrs, i);
        if (attrs->index == index)
            take_attrs(vf, attrs);
    }
    vf->vm_id = g_strdup(record.vm_id);
    vf->alias = g_strdup(record.alias);
    vf->epoch = record.epoch;
    vf->state = judge(facts, vf, &record, &vf->detail);
    return vf;
}

/* ----------------------------------------------------------------------------------- one NIC */

static char *make_port_id(const Facts *facts, const SysLink *link)
{
    if (link->port_name != NULL)
        return g_strdup(link->port_name);
    int port = facts->sys->ops->read_dev_port(facts->sys, link->name);
    return g_strdup_printf("%d", MAX(port, 0));
}

static void fill_pf(const Facts *facts, NicInfo *nic, const SysLink *link, const SysPci *pci)
{
    nic->port_id = make_port_id(facts, link);
    nic->total_vfs = vf_driver_limit(vf_driver_find(pci->driver), pci->total_vfs);
    nic->num_vfs = pci->num_vfs;
    nic->autoprobe = pci->autoprobe;
    for (guint i = 0; i < pci->vfs->len; i++)
        if (pci->vfs->pdata[i] != NULL)
            g_ptr_array_add(nic->vfs, make_vf(facts, nic, link, pci->vfs->pdata[i], i));
}

static NicInfo *make_nic(const Facts *facts, const SysLink *link)
{
    const SysPci *pci = find_function(facts, link);
    const SysLink *master =
        link->master != 0 ? sys_link_find_index(facts->links, link->master) : NULL;
    NicInfo *nic = nic_info_new();
    nic->ifname = g_strdup(link->name);
    nic->mac = link->mac;
    nic->permanent_mac = mac_is_zero(&link->permanent_mac) ? link->mac : link->permanent_mac;
    nic->kind = g_strdup(link->kind);
    nic->master = master != NULL ? g_strdup(master->name) : NULL;
    nic->up = link->up;
    nic->carrier = link->carrier;
    nic->mtu = link->mtu;
    if (link->carrier && link->kind == NULL)
        nic->speed_mbps = facts->sys->ops->read_speed_mbps(facts->sys, link->name);
    if (pci == NULL)
        return nic;
    nic->has_pci = TRUE;
    nic->pci = pci->pci;
    nic->pci_path = g_strdup(pci->path);
    nic->driver = g_strdup(pci->driver);
    nic->numa_node = pci->numa_node;
    if (pci->total_vfs > 0)
        fill_pf(facts, nic, link, pci);
    return nic;
}

HostInventory *inventory_read(Sys *sys, VfLedger *ledger, const HostInventory *host,
                              const char *as_vm, GError **error)
{
    g_autoptr(GPtrArray) links = sys->ops->list_links(sys, error);
    if (links == NULL)
        return NULL;
    g_autoptr(GHashTable) pcis =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)sys_pci_free);
    g_autoptr(GHashTable) vfs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Facts facts = { sys, ledger, as_vm, links, pcis, vfs };
    read_functions(&facts);

    HostInventory *inventory = host_inventory_dup(host);
    for (guint i = 0; i < links->len; i++) {
        const SysLink *link = links->pdata[i];
        if (strcmp(link->name, "lo") != 0)
            g_ptr_array_add(inventory->nics, make_nic(&facts, link));
    }
    return inventory;
}

HostInventory *inventory_read_host(Sys *sys)
{
    HostInventory *host = host_inventory_new();
    sys->ops->read_host(sys, host);
    host->agent_version = g_strdup(BERTH_VERSION);
    return host;
}

bool inventory_equal(const HostInventory *a, const HostInventory *b)
{
    json_t *json_a = host_inventory_to_json(a), *json_b = host_inventory_to_json(b);
    json_object_del(json_a, "generation");
    json_object_del(json_b, "generation");
    bool equal = json_equal(json_a, json_b);
    json_decref(json_a);
    json_decref(json_b);
    return equal;
}

typedef bool (*VfMatch)(const NicInfo *pf, const VfInfo *vf, gconstpointer data);

static bool find_vf(const HostInventory *inventory, VfMatch match, gconstpointer data,
                    NicInfo **ret_pf, VfInfo **ret_vf)
{
    for (guint i = 0; i < inventory->nics->len; i++) {
        NicInfo *pf = inventory->nics->pdata[i];
        for (guint j = 0; j < pf->vfs->len; j++) {
            VfInfo *vf = pf->vfs->pdata[j];
            if (!match(pf, vf, data))
                continue;
            *ret_pf = pf;
            *ret_vf = vf;
            return true;
        }
    }
    return false;
}

typedef struct {
    const MacAddr *pf_mac;
    const char *pf_port;
    guint index;
} VfIdentity;

static bool match_identity(const NicInfo *pf, const VfInfo *vf, gconstpointer data)
{
    const VfIdentity *identity = data;
    return vf->index == identity->index && mac_equal(&pf->permanent_mac, identity->pf_mac) &&
           g_strcmp0(pf->port_id, identity->pf_port != NULL ? identity->pf_port : "0") == 0;
}

static bool match_pci(const NicInfo *pf, const VfInfo *vf, gconstpointer data)
{
    return pci_equal(&vf->pci, data);
}

bool inventory_find_vf(const HostInventory *inventory, const MacAddr *pf_mac, const char *pf_port,
                       guint index, NicInfo **ret_pf, VfInfo **ret_vf)
{
    VfIdentity identity = { pf_mac, pf_port, index };
    return find_vf(inventory, match_identity, &identity, ret_pf, ret_vf);
}

bool inventory_find_vf_by_pci(const HostInventory *inventory, const PciAddress *pci,
                              NicInfo **ret_pf, VfInfo **ret_vf)
{
    return find_vf(inventory, match_pci, pci, ret_pf, ret_vf);
}
