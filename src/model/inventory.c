#include "model/inventory.h"

#include <string.h>

ENUM_TABLE(vf_state, [VF_FREE] = "free", [VF_HELD_BY_VM] = "held_by_vm", [VF_LEASED] = "leased",
           [VF_UPPER_DEVICE] = "upper_device", [VF_HOST_ADDRESS] = "host_address",
           [VF_USERSPACE_DRIVER] = "userspace_driver", [VF_GROUP_SHARED] = "iommu_group_shared",
           [VF_NO_IOMMU] = "no_iommu", [VF_OTHER_NAMESPACE] = "other_namespace",
           [VF_QUARANTINED] = "quarantined", [VF_SCRUBBING] = "scrubbing");

ENUM_TABLE(vf_link_state, [VF_LINK_AUTO] = "auto", [VF_LINK_ENABLE] = "enable",
           [VF_LINK_DISABLE] = "disable", [VF_LINK_UNKNOWN] = "unknown");

const char *vf_state_sentence(VfState state)
{
    static const char *const sentences[N_VF_STATES] = {
        [VF_FREE] = "is free",
        [VF_HELD_BY_VM] = "is held by a VM",
        [VF_LEASED] = "is reserved",
        [VF_UPPER_DEVICE] = "has a bridge, VLAN, bond or macvtap on it",
        [VF_HOST_ADDRESS] = "carries an address of the host",
        [VF_USERSPACE_DRIVER] = "is bound to a userspace driver outside Berth",
        [VF_GROUP_SHARED] = "shares its IOMMU group with another device",
        [VF_NO_IOMMU] = "has no IOMMU group: the IOMMU is off",
        [VF_OTHER_NAMESPACE] = "is used in another network namespace of the host",
        [VF_QUARANTINED] = "is quarantined: it did not read back clean",
        [VF_SCRUBBING] = "is being put back to neutral",
    };
    g_assert(state < N_VF_STATES);
    return sentences[state];
}

char *vf_state_format(VfState state, const char *what)
{
    const char *sentence = vf_state_sentence(state);
    return what != NULL ? g_strdup_printf("%s (%s)", sentence, what) : g_strdup(sentence);
}

ENUM_TABLE(vf_class, [VF_CLASS_FREE] = "free", [VF_CLASS_USED] = "used",
           [VF_CLASS_UNUSABLE] = "unusable", [VF_CLASS_QUARANTINED] = "quarantined");

VfClass vf_state_class(VfState state)
{
    static const VfClass classes[N_VF_STATES] = {
        [VF_FREE] = VF_CLASS_FREE,
        [VF_HELD_BY_VM] = VF_CLASS_USED,
        [VF_LEASED] = VF_CLASS_USED,
        [VF_UPPER_DEVICE] = VF_CLASS_UNUSABLE,
        [VF_HOST_ADDRESS] = VF_CLASS_UNUSABLE,
        [VF_USERSPACE_DRIVER] = VF_CLASS_UNUSABLE,
        [VF_GROUP_SHARED] = VF_CLASS_UNUSABLE,
        [VF_NO_IOMMU] = VF_CLASS_UNUSABLE,
        [VF_OTHER_NAMESPACE] = VF_CLASS_UNUSABLE,
        [VF_QUARANTINED] = VF_CLASS_QUARANTINED,
        [VF_SCRUBBING] = VF_CLASS_UNUSABLE,
    };
    g_assert(state < N_VF_STATES);
    return classes[state];
}

void vf_counts_add(VfCounts *counts, const VfCounts *more)
{
    for (int state = 0; state < N_VF_STATES; state++)
        counts->by_state[state] += more->by_state[state];
}

guint vf_counts_total(const VfCounts *counts)
{
    guint total = 0;
    for (int state = 0; state < N_VF_STATES; state++)
        total += counts->by_state[state];
    return total;
}

guint vf_counts_of(const VfCounts *counts, VfClass class)
{
    guint n = 0;
    for (int state = 0; state < N_VF_STATES; state++)
        n += vf_state_class((VfState)state) == class ? counts->by_state[state] : 0;
    return n;
}

HostInventory *host_inventory_new(void)
{
    HostInventory *inventory = g_new0(HostInventory, 1);
    inventory->nics = g_ptr_array_new_with_free_func((GDestroyNotify)nic_info_free);
    return inventory;
}

void host_inventory_free(HostInventory *inventory)
{
    if (inventory == NULL)
        return;
    g_free(inventory->boot_id);
    g_free(inventory->hostname);
    g_free(inventory->os);
    g_free(inventory->kernel);
    g_free(inventory->kernel_args);
    g_free(inventory->agent_version);
    g_free(inventory->libvirt_version);
    g_free(inventory->qemu_version);
    g_free(inventory->cpu_model);
    g_clear_pointer(&inventory->nics, g_ptr_array_unref);
    g_free(inventory);
}

NicInfo *nic_info_new(void)
{
    NicInfo *nic = g_new0(NicInfo, 1);
    nic->numa_node = -1;
    nic->vfs = g_ptr_array_new_with_free_func((GDestroyNotify)vf_info_free);
    return nic;
}

void nic_info_free(NicInfo *nic)
{
    if (nic == NULL)
        return;
    g_free(nic->ifname);
    g_free(nic->pci_path);
    g_free(nic->port_id);
    g_free(nic->driver);
    g_free(nic->kind);
    g_free(nic->master);
    g_clear_pointer(&nic->vfs, g_ptr_array_unref);
    g_free(nic);
}

VfInfo *vf_info_new(void)
{
    VfInfo *vf = g_new0(VfInfo, 1);
    vf->iommu_group = -1;
    vf->numa_node = -1;
    vf->vlan_proto = 0x8100;
    return vf;
}

void vf_info_free(VfInfo *vf)
{
    if (vf == NULL)
        return;
    g_free(vf->group_shared_with);
    g_free(vf->driver);
    g_free(vf->ifname);
    g_free(vf->detail);
    g_free(vf->vm_id);
    g_free(vf->alias);
    g_free(vf);
}

static VfInfo *vf_info_dup(const VfInfo *vf)
{
    VfInfo *copy = g_memdup2(vf, sizeof *vf);
    copy->group_shared_with = g_strdup(vf->group_shared_with);
    copy->driver = g_strdup(vf->driver);
    copy->ifname = g_strdup(vf->ifname);
    copy->detail = g_strdup(vf->detail);
    copy->vm_id = g_strdup(vf->vm_id);
    copy->alias = g_strdup(vf->alias);
    return copy;
}

static NicInfo *nic_info_dup(const NicInfo *nic)
{
    NicInfo *copy = g_memdup2(nic, sizeof *nic);
    copy->ifname = g_strdup(nic->ifname);
    copy->pci_path = g_strdup(nic->pci_path);
    copy->port_id = g_strdup(nic->port_id);
    copy->driver = g_strdup(nic->driver);
    copy->kind = g_strdup(nic->kind);
    copy->master = g_strdup(nic->master);
    copy->vfs = g_ptr_array_new_with_free_func((GDestroyNotify)vf_info_free);
    for (guint i = 0; i < nic->vfs->len; i++)
        g_ptr_array_add(copy->vfs, vf_info_dup(nic->vfs->pdata[i]));
    return copy;
}

HostInventory *host_inventory_dup(const HostInventory *inventory)
{
    HostInventory *copy = g_memdup2(inventory, sizeof *inventory);
    copy->boot_id = g_strdup(inventory->boot_id);
    copy->hostname = g_strdup(inventory->hostname);
    copy->os = g_strdup(inventory->os);
    copy->kernel = g_strdup(inventory->kernel);
    copy->kernel_args = g_strdup(inventory->kernel_args);
    copy->agent_version = g_strdup(inventory->agent_version);
    copy->libvirt_version = g_strdup(inventory->libvirt_version);
    copy->qemu_version = g_strdup(inventory->qemu_version);
    copy->cpu_model = g_strdup(inventory->cpu_model);
    copy->nics = g_ptr_array_new_with_free_func((GDestroyNotify)nic_info_free);
    for (guint i = 0; i < inventory->nics->len; i++)
        g_ptr_array_add(copy->nics, nic_info_dup(inventory->nics->pdata[i]));
    return copy;
}

NicInfo *host_inventory_find_nic(const HostInventory *inventory, const char *name)
{
    PciAddress pci;
    bool by_pci = pci_parse_nodedev(name, &pci, NULL);
    for (guint i = 0; i < inventory->nics->len; i++) {
        NicInfo *nic = inventory->nics->pdata[i];
        if (by_pci ? nic->has_pci && pci_equal(&nic->pci, &pci) : g_strcmp0(nic->ifname, name) == 0)
            return nic;
    }
    return NULL;
}
