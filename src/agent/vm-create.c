/* VM.create: from domain XML to a running domain, with its VFs claimed, checked and set before
 * libvirt, and with them the guest, sees them. */
#include "agent/agent-private.h"

#include "agent/inventory.h"
#include "agent/pf-link.h"
#include "agent/vf-attr.h"
#include "base/err.h"
#include "base/log.h"
#include "link/domain-xml.h"
#include "link/vdsm-code.h"
#include "link/verbs.h"

#include <string.h>

typedef struct {
    Agent *agent;
    AgentWorld world;
    HostInventory *host;
    char *vm_id, *xml;
    VmSpec *spec;
    AgentCall *call;          /* answered once the checks passed; then NULL */
    HostInventory *inventory; /* after the claim */
    guint n_claimed;          /* of the VFs of 'spec', in its order */
    bool touched;             /* their attributes may have been set */
    bool unknown;             /* whether the domain runs cannot be told now */
    GError *error;
} Create;

static void create_free(Create *create)
{
    host_inventory_free(create->host);
    host_inventory_free(create->inventory);
    g_free(create->vm_id);
    g_free(create->xml);
    vm_spec_free(create->spec);
    g_clear_error(&create->error);
    g_free(create);
}

static char *nic_key(const VmSpecNic *nic)
{
    return vf_ledger_key(&nic->pf_mac, nic->pf_port, nic->vf_index);
}

static const char *nic_name(const VmSpecNic *nic)
{
    return nic->name != NULL ? nic->name : nic->vnic_id != NULL ? nic->vnic_id : "(unnamed)";
}

/* ------------------------------------------------------------------------------ step: claim */

static bool claim_vfs(Create *create, GError **error)
{
    for (guint i = 0; i < create->spec->nics->len; i++) {
        const VmSpecNic *nic = create->spec->nics->pdata[i];
        if (nic->kind == VM_SPEC_NIC_VF) {
            g_autofree char *key = nic_key(nic);
            g_autofree char *alias = g_strdup_printf("ua-%s", nic->vnic_id);
            if (!vf_ledger_claim(create->world.ledger, key, nic->epoch, create->vm_id, alias,
                                 error))
                return err_prefix(error, "vNIC %s", nic_name(nic));
        }
        create->n_claimed = i + 1;
    }
    return true;
}

/* A VF that was only claimed is given back as it was: it may be in use by somebody else. */
static void unclaim_vfs(Create *create)
{
    while (!create->unknown && create->n_claimed > 0) {
        const VmSpecNic *nic = create->spec->nics->pdata[--create->n_claimed];
        if (nic->kind != VM_SPEC_NIC_VF)
            continue;
        g_autofree char *key = nic_key(nic);
        g_autoptr(GError) dirty = NULL;
        g_autoptr(GError) error = NULL;
        if (create->touched)
            vm_release_vf(&create->world, create->host, key, create->vm_id, &dirty, &error);
        else
            vf_ledger_release(create->world.ledger, key, NULL, &error);
        const GError *trouble = error != NULL ? error : dirty;
        if (trouble != NULL)
            log_error("vf-quarantined vf=%s vm=%s error=\"%s\"", key, create->vm_id,
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
static bool check_mac(const Create *create, const VmSpecNic *nic, const VfInfo *own, GError **error)
{
    char text[MAC_TEXT_SIZE];
    for (guint i = 0; i < create->inventory->nics->len; i++) {
        const NicInfo *pf = create->inventory->nics->pdata[i];
        for (guint j = 0; j < pf->vfs->len; j++) {
            const VfInfo *vf = pf->vfs->pdata[j];
            if (vf != own && mac_equal(&vf->mac, &nic->mac))
                return err_set(error, ERR_BUSY, "MAC %s is already on %s VF %u",
                               mac_format(&nic->mac, text), pf->ifname, vf->index);
        }
    }
    for (guint i = 0; i < create->spec->nics->len; i++) {
        const VmSpecNic *other = create->spec->nics->pdata[i];
        if (other != nic && other->kind == VM_SPEC_NIC_VF && mac_equal(&other->mac, &nic->mac))
            return err_set(error, ERR_INVALID, "MAC %s is on vNIC %s as well",
                           mac_format(&nic->mac, text), nic_name(other));
    }
    return true;
}

static bool find_vf(const Create *create, const VmSpecNic *nic, NicInfo **ret_pf, VfInfo **ret_vf,
                    GError **error)
{
    char text[MAC_TEXT_SIZE];
    if (inventory_find_vf(create->inventory, &nic->pf_mac, nic->pf_port, nic->vf_index, ret_pf,
                          ret_vf))
        return true;
    return err_set(error, ERR_NOT_FOUND, "no VF %u on the PF with permanent MAC %s, port %s",
                   nic->vf_index, mac_format(&nic->pf_mac, text),
                   nic->pf_port != NULL ? nic->pf_port : "0");
}

static bool check_host(Create *create, GError **error)
{
    create->inventory =
        inventory_read(create->world.sys, create->world.ledger, create->host, create->vm_id, error);
    if (create->inventory == NULL)
        return false;
    for (guint i = 0; i < create->spec->nics->len; i++) {
        const VmSpecNic *nic = create->spec->nics->pdata[i];
        NicInfo *pf;
        VfInfo *vf;
        if (nic->kind == VM_SPEC_NIC_VF &&
            (!find_vf(create, nic, &pf, &vf, error) || !check_vf(nic, pf, vf, error) ||
             !check_mac(create, nic, vf, error)))
            return err_prefix(error, "vNIC %s", nic_name(nic));
    }
    return true;
}

/* ------------------------------------------------------------------------- steps: raise, set */

static bool raise_pfs(Create *create, GError **error)
{
    for (guint i = 0; i < create->spec->nics->len; i++) {
        const VmSpecNic *nic = create->spec->nics->pdata[i];
        NicInfo *pf;
        VfInfo *vf;
        bool was_down, carrier = true;
        if (nic->kind != VM_SPEC_NIC_VF)
            continue;
        if (!find_vf(create, nic, &pf, &vf, error) ||
            !pf_link_ensure_up(create->world.sys, pf->ifname, create->world.times.carrier_ms,
                               &was_down, &carrier, error))
            return err_prefix(error, "vNIC %s", nic_name(nic));
        if (!carrier)
            log_warning("pf-no-carrier pf=%s vm=%s", pf->ifname, create->vm_id);
    }
    return true;
}

/* Spoof check and trust only where the driver tells of them. */
static bool set_vf(Create *create, const VmSpecNic *nic, GError **error)
{
    NicInfo *pf;
    VfInfo *vf;
    VfAttrs now;
    if (!find_vf(create, nic, &pf, &vf, error) ||
        !vf_attr_read(create->world.sys, pf->ifname, vf->index, &now, error))
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
    create->touched = true;
    return vf_attr_set(create->world.sys, &attr_pf, &order, error);
}

static bool set_vfs(Create *create, GError **error)
{
    for (guint i = 0; i < create->spec->nics->len; i++) {
        const VmSpecNic *nic = create->spec->nics->pdata[i];
        if (nic->kind == VM_SPEC_NIC_VF && !set_vf(create, nic, error))
            return err_prefix(error, "vNIC %s", nic_name(nic));
    }
    return true;
}

/* ------------------------------------------------------------------------------ step: start */

/* That the order was carried out must not be forgotten: repeated later, it would start the VM
 * again.  A running domain is no reason to fail, whatever the disk says. */
static void confirm_vfs(Create *create)
{
    for (guint i = 0; i < create->spec->nics->len; i++) {
        const VmSpecNic *nic = create->spec->nics->pdata[i];
        g_autoptr(GError) error = NULL;
        if (nic->kind != VM_SPEC_NIC_VF)
            continue;
        g_autofree char *key = nic_key(nic);
        if (!vf_ledger_confirm(create->world.ledger, key, create->vm_id, &error))
            log_error("vf-not-confirmed vf=%s vm=%s error=\"%s\"", key, create->vm_id,
                      error->message);
    }
}

static bool start_domain(Create *create, GError **error)
{
    if (!create->world.sys->ops->create_domain(create->world.sys, create->xml,
                                               create->spec->start_paused, error))
        return false;
    confirm_vfs(create);
    return true;
}

/* The answer may have been lost, not the domain. */
static void stop_domain(Create *create)
{
    g_autoptr(GError) error = NULL;
    if (err_code(create->error) != ERR_TIMEOUT)
        return;
    if (create->world.sys->ops->destroy_domain(create->world.sys, create->vm_id, &error) ||
        err_code(error) == ERR_NOT_FOUND)
        return;
    create->unknown = true;
    log_error("vm-state-unknown vm=%s error=\"%s\"", create->vm_id, error->message);
}

/* -------------------------------------------------------------------------------- the steps */

static bool accept_order(Create *create, GError **error);

static const struct {
    const char *name;
    bool (*apply)(Create *create, GError **error);
    void (*undo)(Create *create); /* also after its own 'apply' failed; NULL: nothing */
} steps[] = {
    { "claim", claim_vfs, unclaim_vfs },
    { "check", check_host, NULL },
    { "accept", accept_order, NULL },
    { "raise", raise_pfs, NULL },
    { "set", set_vfs, NULL }, /* giving back scrubs */
    { "start", start_domain, stop_domain },
};

static void create_in_worker(gpointer data)
{
    Create *create = data;
    bool stale = false;
    if (!vf_ledger_see_vm(create->world.ledger, create->vm_id, create->spec->epoch, &stale,
                          &create->error))
        return;
    if (stale) {
        err_set(&create->error, ERR_CONFLICT,
                "VM %s: epoch %" G_GUINT64_FORMAT " is older than one already seen", create->vm_id,
                create->spec->epoch);
        return;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(steps); i++) {
        if (steps[i].apply(create, &create->error))
            continue;
        log_warning("vm-create-failed vm=%s step=%s error=\"%s\"", create->vm_id, steps[i].name,
                    create->error->message);
        for (gsize j = i + 1; j-- > 0;)
            if (steps[j].undo != NULL)
                steps[j].undo(create);
        return;
    }
}

/* ------------------------------------------------------------------------- on the main thread */

static void reply_status(AgentCall *call, const Vm *vm)
{
    json_t *result = vm_status_to_json(vm);
    json_object_set_new(result, "xml", json_string(vm->xml));
    agent_call_reply(call, result);
}

static gboolean on_accepted(gpointer data)
{
    Create *create = data;
    Vm *vm = g_hash_table_lookup(create->agent->vms, create->vm_id);
    reply_status(g_steal_pointer(&create->call), vm);
    vm_set_status(create->agent, vm, VM_WAIT_FOR_LAUNCH);
    inventory_watch_touch(create->agent);
    return G_SOURCE_REMOVE;
}

/* The answer goes out now: what follows may take long, and its failure is told as Down. */
static bool accept_order(Create *create, GError **error)
{
    work_send(on_accepted, create);
    return true;
}

static void create_failed(Create *create, Vm *vm)
{
    if (create->call != NULL) {
        agent_call_fail_error(create->call, create->error);
        g_hash_table_remove(create->agent->vms, create->vm_id);
        return;
    }
    if (create->unknown)
        return; /* libvirt tells when it is back */
    vm_set_exit(vm, (VmExit){ true, VM_EXIT_ERROR, create->error->message });
    vm_set_status(create->agent, vm, VM_DOWN);
}

static void create_done(gpointer data)
{
    Create *create = data;
    Agent *agent = create->agent;
    Vm *vm = g_hash_table_lookup(agent->vms, create->vm_id);
    vm->creating = false;
    vm->seen_us = g_get_monotonic_time();
    if (create->error != NULL) {
        create_failed(create, vm);
    } else {
        log_info("vm-started vm=%s name=%s", vm->id, vm->name);
        vm_set_status(agent, vm, create->spec->start_paused ? VM_PAUSED : VM_UP);
        if (vm->stopped_early)
            vm_release_start(agent, vm, (VmExit){ true, VM_EXIT_LOST_QEMU, "Stopped at start" });
    }
    inventory_watch_touch(agent);
    create_free(create);
}

/* Answers a repeated, late or impossible order; true when it was answered. */
static bool answer_existing(AgentCall *call, const VmSpec *spec)
{
    const Vm *vm = g_hash_table_lookup(call->agent->vms, spec->id);
    if (vm == NULL || (vm->status == VM_DOWN && spec->epoch > vm->spec->epoch))
        return false;
    if (spec->epoch != 0 && spec->epoch == vm->spec->epoch && vm->status != VM_DOWN)
        reply_status(call, vm);
    else if (spec->epoch < vm->spec->epoch)
        agent_call_fail(call, VDSM_VF_OLD_EPOCH,
                        "VM %s: epoch %" G_GUINT64_FORMAT " is older than %" G_GUINT64_FORMAT,
                        spec->id, spec->epoch, vm->spec->epoch);
    else
        agent_call_fail(call, VDSM_VM_EXISTS, "VM %s is here already: %s", spec->id,
                        enum_word(&vm_status_word_table, (int)vm->status));
    return true;
}

static VmSpec *read_spec(const char *xml, const char *vm_id, GError **error)
{
    g_autoptr(VmSpec) spec = domain_xml_read(xml, strlen(xml), error);
    if (spec == NULL)
        return NULL;
    if (g_strcmp0(spec->id, vm_id) != 0)
        return err_null(error, ERR_INVALID, "the XML is of VM %s, the order of %s",
                        spec->id != NULL ? spec->id : "(none)", vm_id);
    for (guint i = 0; i < spec->nics->len; i++) {
        const VmSpecNic *nic = spec->nics->pdata[i];
        if (nic->kind == VM_SPEC_NIC_VF && (nic->vnic_id == NULL || mac_is_zero(&nic->pf_mac) ||
                                            mac_is_zero(&nic->mac) || nic->epoch == 0))
            return err_null(error, ERR_INVALID, "vNIC %s has a VF without identity, MAC or epoch",
                            nic_name(nic));
    }
    return g_steal_pointer(&spec);
}

void call_vm_create(AgentCall *call)
{
    g_autoptr(GError) error = NULL;
    Agent *agent = call->agent;
    const char *vm_id = verb_param_string(call->params, "vmID");
    const char *xml = verb_param_string(json_object_get(call->params, "vmParams"), "xml");
    g_autoptr(VmSpec) spec = read_spec(xml, vm_id, &error);
    if (spec == NULL) {
        agent_call_fail_error(call, error);
        return;
    }
    if (answer_existing(call, spec))
        return;
    Create *create = g_new0(Create, 1);
    create->agent = agent;
    create->world = agent->world;
    create->host = host_inventory_dup(agent->host);
    create->vm_id = g_strdup(spec->id);
    create->xml = g_strdup(xml);
    create->call = call;
    create->spec = g_steal_pointer(&spec);
    Vm *vm = vm_new(read_spec(xml, vm_id, NULL), xml);
    vm->creating = true;
    g_hash_table_replace(agent->vms, vm->id, vm);
    work_pool_push(agent->work, vm->id, create_in_worker, create_done, create);
}
