#include "engine/audit.h"

#include <string.h>

ENUM_TABLE(audit_class, [AUDIT_LEAKED] = "leaked", [AUDIT_ADOPTED] = "adopted",
           [AUDIT_FOREIGN] = "foreign", [AUDIT_DIRTY] = "dirty", [AUDIT_DRIFTED] = "drifted",
           [AUDIT_LOST] = "lost", [AUDIT_DUPLICATE] = "duplicate");

#define ALIAS_PREFIX "ua-"

static void finding_free(gpointer data)
{
    AuditFinding *finding = data;
    g_free(finding->reason);
    g_free(finding);
}

/* One VF with all that is known of it. */
typedef struct {
    const AuditFacts *facts;
    GPtrArray *findings;
    const HostNic *nic;
    const VfInfo *vf;
    const Lease *lease;
} Case;

static void add(const Case *c, AuditClass class, const AuditVnic *vnic, char *reason)
{
    AuditFinding *finding = g_new(AuditFinding, 1);
    *finding = (AuditFinding){ class, c->nic, c->vf, c->lease, vnic, reason };
    g_ptr_array_add(c->findings, finding);
}

static bool is_skipped(const AuditFacts *facts, const char *id)
{
    return id != NULL && g_hash_table_contains(facts->skipped, id);
}

static const AuditVnic *find_vnic(const AuditFacts *facts, const char *id)
{
    return id != NULL ? g_hash_table_lookup(facts->vnics, id) : NULL;
}

static bool is_held(const VfInfo *vf)
{
    return vf->vm_id != NULL || vf->state == VF_HELD_BY_VM;
}

/* The vNIC that the holder's own alias names, when both are ours and run here. */
static const AuditVnic *holder_vnic(const Case *c)
{
    const char *alias = c->vf->alias;
    if (alias == NULL || !g_str_has_prefix(alias, ALIAS_PREFIX))
        return NULL;
    const AuditVnic *vnic = find_vnic(c->facts, alias + strlen(ALIAS_PREFIX));
    return vnic != NULL && g_strcmp0(vnic->vm, c->vf->vm_id) == 0 ? vnic : NULL;
}

static char *holder_text(const VfInfo *vf)
{
    if (vf->vm_id != NULL)
        return g_strdup_printf("domain %s has it", vf->vm_id);
    return g_strdup(vf->detail != NULL ? vf->detail : "a domain has it");
}

static char *drift_text(const VfInfo *vf, const AuditVnic *vnic)
{
    char is[MAC_TEXT_SIZE], wanted[MAC_TEXT_SIZE];
    bool mac = !mac_equal(&vf->mac, &vnic->mac), vlan = vf->vlan != vnic->vlan;
    if (!mac && !vlan)
        return NULL;
    g_autofree char *of_vlan =
        vlan ? g_strdup_printf("its VLAN is %u in place of %u", vf->vlan, vnic->vlan) : NULL;
    if (!mac)
        return g_steal_pointer(&of_vlan);
    return g_strdup_printf("its MAC is %s in place of %s%s%s", mac_format(&vf->mac, is),
                           mac_format(&vnic->mac, wanted), vlan ? ", " : "", vlan ? of_vlan : "");
}

static void check_active(const Case *c)
{
    const AuditVnic *vnic = find_vnic(c->facts, c->lease->vm_nic);
    if (vnic == NULL || c->lease->epoch < vnic->epoch) {
        add(c, AUDIT_LEAKED, NULL, g_strdup("its VM does not run here"));
    } else if (!is_held(c->vf)) {
        add(c, AUDIT_LOST, vnic, g_strdup_printf("VM %s runs without it", vnic->vm_name));
    } else if (c->vf->vm_id != NULL && strcmp(c->vf->vm_id, vnic->vm) != 0) {
        add(c, AUDIT_FOREIGN, vnic, holder_text(c->vf));
    } else {
        char *drift = drift_text(c->vf, vnic);
        if (drift != NULL)
            add(c, AUDIT_DRIFTED, vnic, drift);
    }
}

static void check_held(const Case *c)
{
    const AuditVnic *vnic = holder_vnic(c);
    if (vnic != NULL)
        add(c, AUDIT_ADOPTED, vnic, g_strdup_printf("VM %s has it", vnic->vm_name));
    else if (c->lease == NULL)
        add(c, AUDIT_FOREIGN, NULL, holder_text(c->vf));
}

/* A free VF's MAC may be anything its driver likes, but not that of a vNIC. */
static void check_free(const Case *c)
{
    char mac[MAC_TEXT_SIZE];
    if (c->vf->vlan != 0)
        add(c, AUDIT_DIRTY, NULL, g_strdup_printf("VLAN %u is still set on it", c->vf->vlan));
    else if (g_hash_table_contains(c->facts->macs, mac_format(&c->vf->mac, mac)))
        add(c, AUDIT_DIRTY, NULL, g_strdup_printf("it still has MAC %s of a vNIC", mac));
}

static void check_vf(const Case *c)
{
    LeaseState state = c->lease != NULL ? (LeaseState)c->lease->state : LEASE_NONE;
    if (is_skipped(c->facts, c->vf->vm_id) ||
        (c->lease != NULL && is_skipped(c->facts, c->lease->vm)))
        return;
    switch (state) {
    case LEASE_ACTIVE:
        check_active(c);
        return;
    case LEASE_NONE:
        if (is_held(c->vf))
            check_held(c);
        else if (c->vf->state == VF_FREE)
            check_free(c);
        return;
    case LEASE_SCRUBBING: /* its VM was recorded down, but runs */
        if (is_held(c->vf))
            check_held(c);
        return;
    case LEASE_RESERVED:
    case LEASE_QUARANTINED:
        return;
    }
}

static const Lease *find_lease(const AuditFacts *facts, const HostNic *nic, guint index)
{
    for (guint i = 0; i < facts->leases->len; i++) {
        const Lease *lease = facts->leases->pdata[i];
        if (lease->vf_index == index && strcmp(lease->host_nic, nic->base.id) == 0)
            return lease;
    }
    return NULL;
}

/* 'seen': MAC -> the name of the VF that had it. */
static void check_duplicate(const Case *c, GHashTable *seen)
{
    char text[MAC_TEXT_SIZE];
    if (mac_is_zero(&c->vf->mac))
        return;
    g_autofree char *name = g_strdup_printf("VF %u of %s", c->vf->index, c->nic->name);
    const char *other = g_hash_table_lookup(seen, mac_format(&c->vf->mac, text));
    if (other != NULL)
        add(c, AUDIT_DUPLICATE, NULL, g_strdup_printf("%s and %s", other, name));
    else
        g_hash_table_insert(seen, g_strdup(text), g_steal_pointer(&name));
}

/* Leases of VFs that are not there: the count was changed behind our back. */
static void check_vanished(const AuditFacts *facts, const HostNic *nic, const NicInfo *info,
                           GPtrArray *findings)
{
    for (guint i = 0; i < facts->leases->len; i++) {
        const Lease *lease = facts->leases->pdata[i];
        Case c = { facts, findings, nic, NULL, lease };
        if (strcmp(lease->host_nic, nic->base.id) != 0 || lease->vf_index < info->vfs->len ||
            lease->state != LEASE_ACTIVE || is_skipped(facts, lease->vm))
            continue;
        const AuditVnic *vnic = find_vnic(facts, lease->vm_nic);
        if (vnic == NULL || lease->epoch < vnic->epoch)
            add(&c, AUDIT_LEAKED, NULL, g_strdup("its VM does not run here"));
        else
            add(&c, AUDIT_LOST, vnic,
                g_strdup_printf("it does not exist any more, but VM %s has it", vnic->vm_name));
    }
}

GPtrArray *audit_compare(const AuditFacts *facts)
{
    GPtrArray *findings = g_ptr_array_new_with_free_func(finding_free);
    g_autoptr(GHashTable) macs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (guint i = 0; i < facts->nics->len; i++) {
        const HostNic *nic = facts->nics->pdata[i];
        const NicInfo *info = nic->present && host_nic_is_pf(nic)
                                  ? host_inventory_find_nic(facts->inventory, nic->name)
                                  : NULL;
        if (info == NULL || is_skipped(facts, nic->base.id))
            continue;
        for (guint j = 0; j < info->vfs->len; j++) {
            const VfInfo *vf = info->vfs->pdata[j];
            Case c = { facts, findings, nic, vf, find_lease(facts, nic, vf->index) };
            check_vf(&c);
            check_duplicate(&c, macs);
        }
        check_vanished(facts, nic, info, findings);
    }
    return findings;
}
