#include "agent/sys.h"

ENUM_TABLE(
    vf_attr, [VF_ATTR_MAC] = "mac", [VF_ATTR_VLAN] = "vlan", [VF_ATTR_SPOOFCHK] = "spoofchk",
    [VF_ATTR_TRUST] = "trust", [VF_ATTR_LINK_STATE] = "link_state", [VF_ATTR_RATES] = "rates");

void sys_free(Sys *sys)
{
    if (sys != NULL)
        sys->ops->free(sys);
}

SysLink *sys_link_new(void)
{
    SysLink *link = g_new0(SysLink, 1);
    link->addresses = g_ptr_array_new_with_free_func(g_free);
    link->vfs = g_array_new(FALSE, TRUE, sizeof(VfAttrs));
    return link;
}

void sys_link_free(SysLink *link)
{
    if (link == NULL)
        return;
    g_free(link->name);
    g_free(link->kind);
    g_free(link->port_name);
    g_clear_pointer(&link->addresses, g_ptr_array_unref);
    g_clear_pointer(&link->vfs, g_array_unref);
    g_free(link);
}

SysPci *sys_pci_new(void)
{
    SysPci *pci = g_new0(SysPci, 1);
    pci->numa_node = -1;
    pci->iommu_group = -1;
    pci->vfs = g_ptr_array_new_with_free_func((GDestroyNotify)sys_pci_free);
    return pci;
}

void sys_pci_free(SysPci *pci)
{
    if (pci == NULL)
        return;
    g_free(pci->path);
    g_free(pci->driver);
    g_free(pci->group_shared_with);
    g_free(pci->ifname);
    g_clear_pointer(&pci->vfs, g_ptr_array_unref);
    g_free(pci);
}

void sys_domain_free(SysDomain *domain)
{
    if (domain == NULL)
        return;
    g_free(domain->id);
    g_free(domain->name);
    g_free(domain->xml);
    g_free(domain);
}

SysLink *sys_link_find(const GPtrArray *links, const char *name)
{
    for (guint i = 0; i < links->len; i++) {
        SysLink *link = links->pdata[i];
        if (g_strcmp0(link->name, name) == 0)
            return link;
    }
    return NULL;
}

SysLink *sys_link_find_index(const GPtrArray *links, int ifindex)
{
    for (guint i = 0; i < links->len; i++) {
        SysLink *link = links->pdata[i];
        if (link->ifindex == ifindex)
            return link;
    }
    return NULL;
}
