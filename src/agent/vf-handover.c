#include "agent/vf-handover.h"

#include "agent/inventory.h"
#include "agent/pf-link.h"
#include "agent/vf-attr.h"
#include "base/err.h"
#include "base/log.h"

static char *nic_key(const VmSpecNic *nic)
{
    return vf_ledger_key(&nic->pf_mac, nic->pf_port, nic->vf_index);
}

const char *vf_handover_nic_name(const VmSpecNic *nic)
{
    return nic->name != NULL ? nic->name : nic->vnic_id != NULL ? nic->vnic_id : "(unnamed)";
}

bool vf_handover_is_complete(const VmSpecNic *nic)
{
    return nic->vnic_id != NULL && !mac_is_zero(&nic->pf_mac) && !mac_is_zero(&nic->mac) &&
           nic->epoch != 0;
}

/* ------------------------------------------------------------------------------ step: claim */

bool vf_handover_claim(VfHandover *handover, GError **error)
{
    for (guint i = 0; i < handover->nics->len; i++) {
        const VmSpecNic *nic = handover->nics->pdata[i];
        if (nic->kind == VM_SPEC_NIC_VF) {
            g_autofree char *key = nic_key(nic);
            g_autofree char *alias = g_strdup_printf("ua-%s", nic->vnic_id);
            if (!vf_ledger_claim(handover->world.ledger, key, nic->epoch, handover->vm_id, alias,
                                 error))
                return err_prefix(error, "vNIC %s", vf_handover_nic_name(nic));
        }
        handover->n_claimed = i + 1;
    }
    return true;
}

/* A VF that was only claimed is given back as it was: it may be in use by somebody else. */
void vf_handover_undo(VfHandover *handover)
{
    while (handover->n_claimed > 0) {
        const VmSpecNic *nic = handover->nics->pdata[--handover->n_claimed];
        if (nic->kind != VM_SPEC_NIC_VF)
            continue;
        g_autofree char *key = nic_key(nic);
        g_autoptr(GError) dirty = NULL;
        g_autoptr(GError) error = NULL;
        if (handover->touched)
            vm_release_vf(&handover->world, handover->host, key, handover->vm_id, &dirty, &error);
        else
            vf_ledger_release(handover->world.ledger, key, NULL, &error);
        const GError *trouble = error != NULL ? error : dirty;
        if (trouble != NULL)
            log_error("vf-quarantined vf=%s vm=%s error=\"%s\"", key, handover->vm_id,
                      trouble->message);
    }
}

/* ------------------------------------------------------------------------------ step: check */

static bool check_vf(const VmSpecNic *nic, const NicInfo *pf, const VfInfo *vf, GError **error)
{
    char is[PCI_TEXT_SIZE], named[PCI_TEXT_SIZE];
    if (!pci_equal(&vf->pci, &nic->vf_pci))
        return err_set(error, ERR_NOT_FOUND, "%s VF %u is at %s now, the order names %s",
                       pf->ifname, vf->index, pci_format(&vf->pci, is),
                       pci_format(&nic->vf_pci, named));
    if (vf->state == VF_FREE)
        return true;
    return err_set(error, ERR_BUSY, "%s VF %u %s%s%s%s", pf->ifname, vf->index,
                   vf_state_sentence(vf->state), vf->detail != NULL ? " (" : "",
                   vf->detail != NULL ? vf->detail : "", vf->detail != NULL ? ")" : "");
}

/* Two VFs with one MAC take each other's traffic, whichever networks they are in. */
static bool check_mac(const VfHandover *handover, const VmSpecNic *nic, const VfInfo *own,
                      GError **error)
{
    char text[MAC_TEXT_SIZE];
    for (guint i = 0; i < handover->inventory->nics->len; i++) {
        const NicInfo *pf = handover->inventory->nics->pdata[i];
        for (guint j = 0; j < pf->vfs->len; j++) {
            const VfInfo *vf = pf->vfs->pdata[j];
            if (vf != own && mac_equal(&vf->mac, &nic->mac))
                return err_set(error, ERR_BUSY, "MAC %s is already on %s VF %u",
                               mac_format(&nic->mac, text), pf->ifname, vf->index);
        }
    }
    for (guint i = 0; i < handover->nics->len; i++) {
        const VmSpecNic *other = handover->nics->pdata[i];
        if (other != nic && other->kind == VM_SPEC_NIC_VF && mac_equal(&other->mac, &nic->mac))
            return err_set(error, ERR_INVALID, "MAC %s is on vNIC %s as well",
                           mac_format(&nic->mac, text), vf_handover_nic_name(other));
    }
    return true;
}

static bool find_vf(const VfHandover *handover, const VmSpecNic *nic, NicInfo **ret_pf,
                    VfInfo **ret_vf, GError **error)
{
    char text[MAC_TEXT_SIZE];
    if (inventory_find_vf(handover->inventory, &nic->pf_mac, nic->pf_port, nic->vf_index, ret_pf,
                          ret_vf))
        return true;
    return err_set(error, ERR_NOT_FOUND, "no VF %u on the PF with permanent MAC %s, port %s",
                   nic->vf_index, mac_format(&nic->pf_mac, text),
                   nic->pf_port != NULL ? nic->pf_port : "0");
}

bool vf_handover_check(VfHandover *handover, GError **error)
{
    handover->inventory = inventory_read(handover->world.sys, handover->world.ledger,
                                         handover->host, handover->vm_id, error);
    if (handover->inventory == NULL)
        return false;
    for (guint i = 0; i < handover->nics->len; i++) {
        const VmSpecNic *nic = handover->nics->pdata[i];
        NicInfo *pf;
        VfInfo *vf;
        if (nic->kind == VM_SPEC_NIC_VF &&
            (!find_vf(handover, nic, &pf, &vf, error) || !check_vf(nic, pf, vf, error) ||
             !check_mac(handover, nic, vf, error)))
            return err_prefix(error, "vNIC %s", vf_handover_nic_name(nic));
    }
    return true;
}

/* ------------------------------------------------------------------------- steps: raise, set */

bool vf_handover_raise(VfHandover *handover, GError **error)
{
    for (guint i = 0; i < handover->nics->len; i++) {
        const VmSpecNic *nic = handover->nics->pdata[i];
        NicInfo *pf;
        VfInfo *vf;
        bool was_down, carrier = true;
        if (nic->kind != VM_SPEC_NIC_VF)
            continue;
        if (!find_vf(handover, nic, &pf, &vf, error) ||
            !pf_link_ensure_up(handover->world.sys, pf->ifname, handover->world.times.carrier_ms,
                               &was_down, &carrier, error))
            return err_prefix(error, "vNIC %s", vf_handover_nic_name(nic));
        if (!carrier)
            log_warning("pf-no-carrier pf=%s vm=%s", pf->ifname, handover->vm_id);
    }
    return true;
}

/* Spoof check and trust only where the driver tells of them. */
static bool set_vf(VfHandover *handover, const VmSpecNic *nic, GError **error)
{
    NicInfo *pf;
    VfInfo *vf;
    VfAttrs now;
    if (!find_vf(handover, nic, &pf, &vf, error) ||
        !vf_attr_read(handover->world.sys, pf->ifname, vf->index, &now, error))
        return false;
    VfOrder order = { .given = 1u << VF_ATTR_MAC | 1u << VF_ATTR_VLAN,
                      .attrs = { .index = vf->index,
                                 .mac = nic->mac,
                                 .vlan = nic->vlan,
                                 .vlan_proto = 0x8100,
                                 .spoofchk = 1 } };
    if (now.spoofchk >= 0)
        order.given |= 1u << VF_ATTR_SPOOFCHK;
    if (now.trust >= 0)
        order.given |= 1u << VF_ATTR_TRUST;
    if (!nic->link_up) {
        order.given |= 1u << VF_ATTR_LINK_STATE;
        order.attrs.link_state = VF_LINK_DISABLE;
    }
    const VfAttrPf attr_pf = { pf->ifname, pf->driver, pf->permanent_mac };
    handover->touched = true;
    return vf_attr_set(handover->world.sys, &attr_pf, &order, error);
}

bool vf_handover_set(VfHandover *handover, GError **error)
{
    for (guint i = 0; i < handover->nics->len; i++) {
        const VmSpecNic *nic = handover->nics->pdata[i];
        if (nic->kind == VM_SPEC_NIC_VF && !set_vf(handover, nic, error))
            return err_prefix(error, "vNIC %s", vf_handover_nic_name(nic));
    }
    return true;
}

void vf_handover_confirm(VfHandover *handover)
{
    for (guint i = 0; i < handover->nics->len; i++) {
        const VmSpecNic *nic = handover->nics->pdata[i];
        g_autoptr(GError) error = NULL;
        if (nic->kind != VM_SPEC_NIC_VF)
            continue;
        g_autofree char *key = nic_key(nic);
        if (!vf_ledger_confirm(handover->world.ledger, key, handover->vm_id, &error))
            log_error("vf-not-confirmed vf=%s vm=%s error=\"%s\"", key, handover->vm_id,
                      error->message);
    }
}

void vf_handover_clear(VfHandover *handover)
{
    g_clear_pointer(&handover->inventory, host_inventory_free);
}
