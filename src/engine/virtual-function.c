#include "engine/ledger.h"
#include "engine/runtime-private.h"
#include "engine/vf-user.h"

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

static void fill_user(VirtualFunction *row, const VfUser *user)
{
    if (user->vm != NULL) {
        row->vm = g_strdup(user->vm->base.id);
        row->vm_name = g_strdup(user->vm->name);
    }
    if (user->nic != NULL) {
        row->vm_nic = g_strdup(user->nic->base.id);
        row->vm_nic_name = g_strdup(user->nic->name);
    }
    if (user->network != NULL) {
        row->network = g_strdup(user->network->base.id);
        row->network_name = g_strdup(user->network->name);
    }
}

static VirtualFunction *make_row(const HostNic *nic, const VfInfo *vf, const Lease *lease,
                                 const VfUsers *users)
{
    char pci[PCI_TEXT_SIZE], mac[MAC_TEXT_SIZE];
    VfState state = fleet_vf_state(vf, lease);
    VirtualFunction *row = entity_new(&virtual_function_type);
    row->base.id = virtual_function_id(nic->base.id, vf->index);
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
    row->class = (int)vf_state_class(state);
    VfUser user = vf_users_find(users, vf, lease);
    row->detail = vf_state_format(state, vf_users_what(users, vf, lease, &user));
    row->lease_state = lease != NULL ? lease->state : LEASE_NONE;
    row->epoch = lease != NULL ? lease->epoch : (gint64)vf->epoch;
    fill_user(row, &user);
    return row;
}

GPtrArray *virtual_function_list(Engine *engine, const Caller *caller, const char *nic_id,
                                 GError **error)
{
    g_autoptr(HostNic) nic = store_get(engine->store, &host_nic_type, nic_id, error);
    g_autoptr(GPtrArray) leases =
        nic != NULL ? store_list_by(engine->store, &lease_type, "host_nic", nic_id, error) : NULL;
    if (leases == NULL)
        return NULL;
    g_autoptr(FleetReport) report = fleet_report(engine->runtime->fleet, nic->host);
    const NicInfo *info = report != NULL && nic->present
                              ? host_inventory_find_nic(fleet_report_get(report), nic->name)
                              : NULL;
    guint n_vfs = info != NULL ? info->vfs->len : 0;
    g_autoptr(VfUsers) users = vf_users_new(engine, caller);
    for (guint i = 0; i < n_vfs; i++) {
        const VfInfo *vf = info->vfs->pdata[i];
        vf_users_note(users, vf, find_lease(leases, vf->index));
    }
    if (!vf_users_read(users, error))
        return NULL;
    GPtrArray *rows = g_ptr_array_new_with_free_func(entity_free);
    for (guint i = 0; i < n_vfs; i++) {
        const VfInfo *vf = info->vfs->pdata[i];
        g_ptr_array_add(rows, make_row(nic, vf, find_lease(leases, vf->index), users));
    }
    return rows;
}
