#include "base/uuid.h"
#include "engine/runtime-private.h"
#include "engine/ledger.h"

#include <string.h>

static const Lease *find_lease(GPtrArray *leases, guint index)
{
    for (guint i = 0; i < leases->len; i++) {
        const Lease *lease = leases->pdata[i];
        if (lease->vf_index == index)
            return lease;
    }
    return NULL;
}

static char *detail_of(const VfInfo *vf, const Lease *lease, VfState state)
{
    if (lease != NULL && lease->detail != NULL)
        return g_strdup(lease->detail);
    return vf->detail != NULL ? g_strdup(vf->detail) : g_strdup(vf_state_sentence(state));
}

/* The user is whom Berth gave it to; else whom the host knows. */
static void fill_user(VirtualFunction *row, const VfInfo *vf, const Lease *lease)
{
    if (lease == NULL) {
        row->epoch = (gint64)vf->epoch;
        row->vm = g_strdup(vf->vm_id);
        return;
    }
    row->lease_state = lease->state;
    row->epoch = lease->epoch;
    row->vm = g_strdup(lease->vm);
    row->vm_nic = g_strdup(lease->vm_nic);
}

static VirtualFunction *make_row(const HostNic *nic, const VfInfo *vf, const Lease *lease)
{
    char pci[PCI_TEXT_SIZE], mac[MAC_TEXT_SIZE];
    g_autofree char *name = g_strdup_printf("%s-%u", nic->base.id, vf->index);
    VfState state = fleet_vf_state(vf, lease);
    VirtualFunction *row = entity_new(&virtual_function_type);
    row->base.id = uuid_from_name(name);
    row->host = g_strdup(nic->host);
    row->host_nic = g_strdup(nic->base.id);
    row->index = vf->index;
    row->pci = g_strdup(pci_format(&vf->pci, pci));
    row->driver = g_strdup(vf->driver);
    row->ifname = g_strdup(vf->ifname);
    row->mac = mac_is_zero(&vf->mac) ? NULL : g_strdup(mac_format(&vf->mac, mac));
    row->vlan = vf->vlan;
    row->iommu_group = vf->iommu_group;
    row->numa_node = vf->numa_node;
    row->spoof_check = vf->spoofchk;
    row->trust = vf->trust;
    row->link_state = (int)vf->link_state;
    row->min_tx_mbps = vf->min_tx_mbps;
    row->max_tx_mbps = vf->max_tx_mbps;
    row->state = (int)state;
    row->detail = detail_of(vf, lease, state);
    fill_user(row, vf, lease);
    return row;
}

GPtrArray *virtual_function_list(Engine *engine, const char *nic_id, GError **error)
{
    g_autoptr(HostNic) nic = store_get(engine->store, &host_nic_type, nic_id, error);
    g_autoptr(GPtrArray) leases =
        nic != NULL ? store_list_by(engine->store, &lease_type, "host_nic", nic_id, error) : NULL;
    if (leases == NULL)
        return NULL;
    GPtrArray *rows = g_ptr_array_new_with_free_func(entity_free);
    g_autoptr(FleetReport) report = fleet_report(engine->runtime->fleet, nic->host);
    const NicInfo *info = report != NULL && nic->present
                              ? host_inventory_find_nic(fleet_report_get(report), nic->name)
                              : NULL;
    for (guint i = 0; info != NULL && i < info->vfs->len; i++) {
        const VfInfo *vf = info->vfs->pdata[i];
        g_ptr_array_add(rows, make_row(nic, vf, find_lease(leases, vf->index)));
    }
    return rows;
}
