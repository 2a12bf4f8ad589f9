#include "agent/vm-nic.h"

#include "agent/inventory.h"
#include "agent/vf-handover.h"
#include "base/err.h"
#include "base/log.h"
#include "link/domain-xml.h"
#include "link/vdsm-code.h"
#include "link/verbs.h"

#include <string.h>

/* One order about one vNIC, in a worker with all it needs as values. */
typedef struct {
    Agent *agent;
    AgentWorld world;
    HostInventory *host;
    AgentCall *call; /* NULL: nobody waits for this very order */
    char *vm_id;
    char *vnic_id;    /* of a settling: whose end the engine must be told; NULL: nobody's */
    VmSpecNic *nic;   /* as ordered; NULL for an unplug */
    char *xml;        /* of the domain, as it is now; NULL: it could not be read */
    VmSpec *spec;     /* what 'xml' says */
    bool is_down;     /* there is no such domain */
    bool unknown;     /* whether it was done cannot be told now */
    bool stale;       /* a newer order was seen */
    GPtrArray *freed; /* of FreedVf */
    GError *error;
} NicOrder;

static void order_free(NicOrder *order)
{
    host_inventory_free(order->host);
    g_free(order->vm_id);
    g_free(order->vnic_id);
    vm_spec_nic_free(order->nic);
    g_free(order->xml);
    vm_spec_free(order->spec);
    g_ptr_array_unref(order->freed);
    g_clear_error(&order->error);
    g_free(order);
}

static NicOrder *order_new(Agent *agent, AgentCall *call, const Vm *vm)
{
    NicOrder *order = g_new0(NicOrder, 1);
    order->agent = agent;
    order->world = agent->world;
    order->host = host_inventory_dup(agent->host);
    order->call = call;
    order->vm_id = g_strdup(vm->id);
    order->freed = freed_vfs_new();
    return order;
}

static char *alias_of(const char *vnic_id)
{
    return g_strconcat("ua-", vnic_id, NULL);
}

static void push(NicOrder *order, WorkFunc func, WorkDone done)
{
    work_pool_push(order->agent->work, order->vm_id, func, done, order);
}

/* ------------------------------------------------------------------------- the domain, in workers
 */

/* Reads the domain as it is now. */
static bool look(NicOrder *order, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_clear_pointer(&order->spec, vm_spec_free);
    g_free(order->xml);
    order->xml = order->world.sys->ops->dup_domain_xml(order->world.sys, order->vm_id, &failure);
    if (order->xml == NULL) {
        order->is_down = err_code(failure) == ERR_NOT_FOUND;
        order->unknown = !order->is_down;
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    order->spec = domain_xml_read(order->xml, strlen(order->xml), error);
    return order->spec != NULL;
}

/* The vNIC in the domain; NULL: it is not there. */
static const VmSpecNic *find_nic(const VmSpec *spec, const char *vnic_id)
{
    for (guint i = 0; i < spec->nics->len; i++) {
        const VmSpecNic *nic = spec->nics->pdata[i];
        if (g_strcmp0(nic->vnic_id, vnic_id) == 0)
            return nic;
    }
    return NULL;
}

static bool has_vf(const VmSpec *spec, const HostInventory *inventory, const char *key,
                   const char *alias)
{
    for (guint i = 0; i < spec->nics->len; i++) {
        const VmSpecNic *nic = spec->nics->pdata[i];
        if (nic->kind != VM_SPEC_NIC_VF)
            continue;
        g_autofree char *its_alias = nic->vnic_id != NULL ? alias_of(nic->vnic_id) : NULL;
        g_autofree char *its_key = vm_recover_vf_key(inventory, nic);
        if (g_strcmp0(its_key, key) == 0 || (alias != NULL && g_strcmp0(its_alias, alias) == 0))
            return true;
    }
    return false;
}

bool vm_nic_lacks_vf(VfLedger *ledger, const char *vm_id, const VmSpec *spec,
                     const HostInventory *inventory)
{
    g_autoptr(GPtrArray) keys = vf_ledger_list_held(ledger, vm_id);
    bool lacks = false;
    for (guint i = 0; i < keys->len; i++) {
        g_auto(VfRecord) record = { 0 };
        vf_ledger_get(ledger, keys->pdata[i], &record);
        lacks |= !has_vf(spec, inventory, keys->pdata[i], record.alias);
    }
    return lacks;
}

/* Frees the VFs that the ledger says the VM has and its domain, as just read, has not.  Nobody
 * plugs meanwhile: all orders about a VM run one after another. */
static bool free_absent(NicOrder *order, GError **error)
{
    g_autoptr(GPtrArray) keys = vf_ledger_list_held(order->world.ledger, order->vm_id);
    if (keys->len == 0)
        return true;
    g_autoptr(HostInventory) inventory =
        inventory_read(order->world.sys, order->world.ledger, order->host, NULL, error);
    for (guint i = 0; inventory != NULL && i < keys->len; i++) {
        g_auto(VfRecord) record = { 0 };
        vf_ledger_get(order->world.ledger, keys->pdata[i], &record);
        if (!has_vf(order->spec, inventory, keys->pdata[i], record.alias))
            freed_vfs_free_one(order->freed, &order->world, order->host, keys->pdata[i]);
    }
    return inventory != NULL;
}

/* --------------------------------------------------------------------------------------- plug */

/* Whether what the domain has is what was ordered: then the order has been carried out before. */
static bool is_same(const VmSpecNic *now, const VmSpecNic *wanted, GError **error)
{
    char is[PCI_TEXT_SIZE], asked[PCI_TEXT_SIZE];
    bool same = now->kind == wanted->kind && mac_equal(&now->mac, &wanted->mac) &&
                (now->kind != VM_SPEC_NIC_VF || pci_equal(&now->vf_pci, &wanted->vf_pci));
    return same || err_set(error, ERR_CONFLICT,
                           "the VM has vNIC %s already, as another device (%s, asked is %s)",
                           vf_handover_nic_name(wanted), pci_format(&now->vf_pci, is),
                           pci_format(&wanted->vf_pci, asked));
}

static bool attach(NicOrder *order, VfHandover *handover, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autofree char *xml = domain_xml_write_nic(order->nic, error);
    if (xml == NULL)
        return false;
    if (order->world.sys->ops->attach_device(order->world.sys, order->vm_id, xml, &failure)) {
        vf_handover_confirm(handover);
        return true;
    }
    order->unknown = err_code(failure) == ERR_TIMEOUT;
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

static bool plug(NicOrder *order, GError **error)
{
    g_autoptr(GPtrArray) nics = g_ptr_array_new();
    g_ptr_array_add(nics, order->nic);
    VfHandover handover = {
        .world = order->world, .host = order->host, .vm_id = order->vm_id, .nics = nics
    };
    bool claimed = vf_handover_claim(&handover, error);
    order->stale = !claimed && err_code(*error) == ERR_CONFLICT;
    bool plugged = claimed && vf_handover_check(&handover, error) &&
                   vf_handover_raise(&handover, error) && vf_handover_set(&handover, error) &&
                   attach(order, &handover, error);
    /* A VF that the guest may have stays its: as soon as libvirt is back the domain is looked at.
     */
    if (!plugged && !order->unknown)
        vf_handover_undo(&handover);
    vf_handover_clear(&handover);
    return plugged;
}

static void plug_in_worker(gpointer data)
{
    NicOrder *order = data;
    if (!look(order, &order->error))
        return;
    const VmSpecNic *now = find_nic(order->spec, order->vnic_id);
    if (now != NULL)
        is_same(now, order->nic, &order->error);
    else if (plug(order, &order->error))
        look(order, NULL);
}

/* Keeps what the domain is like now: engines compare the hash of it. */
static void take_xml(NicOrder *order)
{
    Vm *vm = g_hash_table_lookup(order->agent->vms, order->vm_id);
    if (vm == NULL || order->xml == NULL)
        return;
    g_free(vm->xml);
    vm->xml = g_strdup(order->xml);
}

static int code_of(const NicOrder *order, int code)
{
    return order->is_down   ? VDSM_VM_IS_DOWN
           : order->unknown ? VDSM_RECOVERING
           : order->stale   ? VDSM_VF_OLD_EPOCH
                            : code;
}

static void plug_answer(gpointer data)
{
    NicOrder *order = data;
    char mac[MAC_TEXT_SIZE];
    if (order->error != NULL) {
        agent_call_fail(order->call, code_of(order, VDSM_PLUG_FAILED), "%s", order->error->message);
    } else {
        g_autofree char *alias = alias_of(order->vnic_id);
        agent_call_reply(order->call, json_pack("{s:[{s:s, s:s}], s:s*}", "devices", "macAddr",
                                                mac_format(&order->nic->mac, mac), "alias", alias,
                                                "xml", order->xml));
    }
    order_free(order);
}

static void plug_done(gpointer data)
{
    NicOrder *order = data;
    if (order->error != NULL)
        log_warning("nic-plug-failed vm=%s vnic=%s error=\"%s\"", order->vm_id, order->vnic_id,
                    order->error->message);
    else
        log_info("nic-plugged vm=%s vnic=%s", order->vm_id, order->vnic_id);
    take_xml(order);
    inventory_watch_then(order->agent, plug_answer, order);
}

/* The running VM that a call is about; answers and returns NULL when there is none. */
static Vm *find_running(AgentCall *call)
{
    Vm *vm = vm_find_called(call);
    if (vm == NULL || vm->status != VM_DOWN)
        return vm;
    agent_call_fail(call, VDSM_VM_IS_DOWN, "VM %s is down", vm->id);
    return NULL;
}

static const char *xml_of(const AgentCall *call)
{
    return verb_param_string(json_object_get(call->params, "params"), "xml");
}

static VmSpecNic *read_nic(const char *xml, GError **error)
{
    g_autoptr(VmSpecNic) nic = domain_xml_read_hotplug(xml, strlen(xml), error);
    if (nic == NULL)
        return NULL;
    if (nic->kind == VM_SPEC_NIC_VF && !vf_handover_is_complete(nic))
        return err_null(error, ERR_INVALID, "vNIC %s has a VF without identity, MAC or epoch",
                        vf_handover_nic_name(nic));
    return g_steal_pointer(&nic);
}

/* The order of a call that brings a vNIC; answers and returns NULL when it is no good. */
static NicOrder *order_from(AgentCall *call)
{
    g_autoptr(GError) error = NULL;
    const Vm *vm = find_running(call);
    if (vm == NULL)
        return NULL;
    g_autoptr(VmSpecNic) nic = read_nic(xml_of(call), &error);
    if (nic == NULL) {
        agent_call_fail_error(call, error);
        return NULL;
    }
    NicOrder *order = order_new(call->agent, call, vm);
    order->vnic_id = g_strdup(nic->vnic_id);
    order->nic = g_steal_pointer(&nic);
    return order;
}

void call_hotplug_nic(AgentCall *call)
{
    NicOrder *order = order_from(call);
    if (order != NULL)
        push(order, plug_in_worker, plug_done);
}

/* ------------------------------------------------------------------------------------- update */

static void update_in_worker(gpointer data)
{
    NicOrder *order = data;
    if (!look(order, &order->error))
        return;
    const VmSpecNic *now = find_nic(order->spec, order->vnic_id);
    g_autofree char *xml = domain_xml_write_nic(order->nic, &order->error);
    if (now == NULL || now->kind != VM_SPEC_NIC_BRIDGE || order->nic->kind != VM_SPEC_NIC_BRIDGE) {
        g_clear_error(&order->error);
        err_set(&order->error, ERR_CONFLICT,
                now == NULL ? "the VM has no vNIC %s"
                            : "vNIC %s is a VF, which cannot be changed while it is plugged",
                vf_handover_nic_name(order->nic));
    } else if (xml != NULL && order->world.sys->ops->update_device(order->world.sys, order->vm_id,
                                                                   xml, &order->error)) {
        look(order, NULL);
    }
}

static void update_done(gpointer data)
{
    NicOrder *order = data;
    take_xml(order);
    if (order->error != NULL)
        agent_call_fail(order->call, code_of(order, VDSM_UPDATE_FAILED), "%s",
                        order->error->message);
    else
        agent_call_reply(order->call, json_object());
    order_free(order);
}

void call_update_device(AgentCall *call)
{
    const json_t *params = json_object_get(call->params, "params");
    if (strcmp(verb_param_string(params, "deviceType"), "interface") != 0) {
        agent_call_fail(call, VDSM_NOT_IMPLEMENTED, "a %s cannot be changed while the VM runs",
                        verb_param_string(params, "deviceType"));
        return;
    }
    NicOrder *order = order_from(call);
    if (order != NULL)
        push(order, update_in_worker, update_done);
}

/* ------------------------------------------------------------------------------------- unplug */

/* Somebody waits for a device to go. */
struct VmUnplug {
    Agent *agent;
    char *vm_id, *vnic_id, *alias;
    GPtrArray *calls; /* of AgentCall */
    guint deadline;   /* source; 0: the guest was not asked yet, or its time is over */
    bool over;        /* one last look, then it has failed */
};

void vm_unplug_free(VmUnplug *unplug)
{
    g_clear_handle_id(&unplug->deadline, g_source_remove);
    g_free(unplug->vm_id);
    g_free(unplug->vnic_id);
    g_free(unplug->alias);
    g_ptr_array_unref(unplug->calls);
    g_free(unplug);
}

static VmUnplug *find_unplug(const Vm *vm, const char *alias)
{
    for (guint i = 0; i < vm->unplugs->len; i++) {
        VmUnplug *unplug = vm->unplugs->pdata[i];
        if (strcmp(unplug->alias, alias) == 0)
            return unplug;
    }
    return NULL;
}

static void unplug_failed(Vm *vm, VmUnplug *unplug, int code, const char *reason)
{
    log_warning("nic-unplug-failed vm=%s vnic=%s error=\"%s\"", vm->id, unplug->vnic_id, reason);
    for (guint i = 0; i < unplug->calls->len; i++)
        agent_call_fail(unplug->calls->pdata[i], code, "%s", reason);
    g_ptr_array_remove(vm->unplugs, unplug);
}

/* How the scrub of the device's VF ended, when it had one. */
static json_t *unplug_result(const GPtrArray *freed, const char *alias)
{
    const FreedVf *vf = freed_vfs_find(freed, alias);
    const GError *trouble = vf == NULL ? NULL : vf->error != NULL ? vf->error : vf->dirty;
    if (vf == NULL)
        return json_object();
    return json_pack("{s:b, s:s*}", "clean", trouble == NULL, "detail",
                     trouble != NULL ? trouble->message : NULL);
}

static void unplug_succeeded(Vm *vm, VmUnplug *unplug, const GPtrArray *freed)
{
    log_info("nic-unplugged vm=%s vnic=%s", vm->id, unplug->vnic_id);
    for (guint i = 0; i < unplug->calls->len; i++)
        agent_call_reply(unplug->calls->pdata[i], unplug_result(freed, unplug->alias));
    g_ptr_array_remove(vm->unplugs, unplug);
}

/* ---- settle */

static void settle_in_worker(gpointer data)
{
    NicOrder *order = data;
    if (look(order, &order->error))
        free_absent(order, &order->error);
}

/* Nobody waits (any more), so the engine has to be told. */
static void tell_removed(Agent *agent, const Vm *vm, const char *alias)
{
    g_autofree char *method = g_strdup_printf("|virt|nic_removed|%s", vm->id);
    log_info("nic-gone vm=%s alias=%s", vm->id, alias);
    agent_emit(agent, method, json_pack("{s:s}", "alias", alias));
}

static void unplug_timed_out(Vm *vm, VmUnplug *unplug, const NicOrder *order)
{
    g_autofree char *reason = g_strdup_printf(
        "the guest does not answer the unplug request within %u s; the device stays plugged "
        "until it does",
        order->world.times.unplug_ms / 1000);
    unplug_failed(vm, unplug, order->unknown ? VDSM_RECOVERING : VDSM_UNPLUG_FAILED, reason);
}

/* Answers those whose device is gone, and those whose time is over. */
static void settle_told(gpointer data)
{
    NicOrder *order = data;
    Agent *agent = order->agent;
    Vm *vm = g_hash_table_lookup(agent->vms, order->vm_id);
    g_autofree char *gone = order->vnic_id != NULL && order->spec != NULL &&
                                    find_nic(order->spec, order->vnic_id) == NULL
                                ? alias_of(order->vnic_id)
                                : NULL;
    freed_vfs_tell(agent, order->freed);
    if (vm != NULL && !vm->foreign && gone != NULL && find_unplug(vm, gone) == NULL)
        tell_removed(agent, vm, gone);
    for (guint i = vm != NULL ? vm->unplugs->len : 0; i-- > 0;) {
        VmUnplug *unplug = vm->unplugs->pdata[i];
        bool there = order->spec == NULL || find_nic(order->spec, unplug->vnic_id) != NULL;
        if (!there)
            unplug_succeeded(vm, unplug, order->freed);
        else if (unplug->over)
            unplug_timed_out(vm, unplug, order);
    }
    order_free(order);
}

static void settle_done(gpointer data)
{
    NicOrder *order = data;
    if (order->error != NULL && !order->is_down)
        log_warning("vm-nics-not-compared vm=%s error=\"%s\"", order->vm_id, order->error->message);
    take_xml(order);
    inventory_watch_then(order->agent, settle_told, order);
}

void vm_nic_settle(Agent *agent, Vm *vm, const char *alias)
{
    if (vm->releasing || vm->status == VM_DOWN)
        return;
    NicOrder *order = order_new(agent, NULL, vm);
    if (alias != NULL && g_str_has_prefix(alias, "ua-") && find_unplug(vm, alias) == NULL)
        order->vnic_id = g_strdup(alias + strlen("ua-"));
    push(order, settle_in_worker, settle_done);
}

/* ---- ask */

static gboolean on_deadline(gpointer data)
{
    VmUnplug *unplug = data;
    Vm *vm = g_hash_table_lookup(unplug->agent->vms, unplug->vm_id);
    unplug->deadline = 0;
    unplug->over = true;
    vm_nic_settle(unplug->agent, vm, NULL);
    return G_SOURCE_REMOVE;
}

static void ask_in_worker(gpointer data)
{
    NicOrder *order = data;
    g_autofree char *alias = alias_of(order->vnic_id);
    g_autoptr(GError) failure = NULL;
    if (!look(order, &order->error))
        return;
    log_info("nic-unplug-asked vm=%s vnic=%s", order->vm_id, order->vnic_id);
    if (find_nic(order->spec, order->vnic_id) != NULL &&
        !order->world.sys->ops->detach_device(order->world.sys, order->vm_id, alias, &failure) &&
        err_code(failure) != ERR_NOT_FOUND) {
        order->unknown = err_code(failure) == ERR_UNREACHABLE || err_code(failure) == ERR_TIMEOUT;
        order->error = g_steal_pointer(&failure);
        return;
    }
    /* It may have gone while we asked, or long ago. */
    if (look(order, &order->error))
        free_absent(order, &order->error);
}

static void ask_told(gpointer data)
{
    NicOrder *order = data;
    Agent *agent = order->agent;
    Vm *vm = g_hash_table_lookup(agent->vms, order->vm_id);
    g_autofree char *alias = alias_of(order->vnic_id);
    VmUnplug *unplug = vm != NULL ? find_unplug(vm, alias) : NULL;
    freed_vfs_tell(agent, order->freed);
    if (unplug == NULL) {
        /* Its end was seen by somebody else meanwhile. */
    } else if (order->error != NULL) {
        unplug_failed(vm, unplug, code_of(order, VDSM_UNPLUG_FAILED), order->error->message);
    } else if (find_nic(order->spec, order->vnic_id) == NULL) {
        unplug_succeeded(vm, unplug, order->freed);
    } else if (unplug->deadline == 0) {
        unplug->deadline = g_timeout_add(agent->world.times.unplug_ms, on_deadline, unplug);
    }
    order_free(order);
}

static void ask_done(gpointer data)
{
    NicOrder *order = data;
    take_xml(order);
    inventory_watch_then(order->agent, ask_told, order);
}

void call_hotunplug_nic(AgentCall *call)
{
    g_autoptr(GError) error = NULL;
    Agent *agent = call->agent;
    Vm *vm = find_running(call);
    const char *xml = xml_of(call);
    if (vm == NULL)
        return;
    g_autofree char *vnic_id = domain_xml_read_hotunplug(xml, strlen(xml), &error);
    if (vnic_id == NULL) {
        agent_call_fail_error(call, error);
        return;
    }
    g_autofree char *alias = alias_of(vnic_id);
    VmUnplug *unplug = find_unplug(vm, alias);
    if (unplug != NULL) { /* asked twice is asked once */
        g_ptr_array_add(unplug->calls, call);
        return;
    }
    unplug = g_new0(VmUnplug, 1);
    *unplug = (VmUnplug){ agent, g_strdup(vm->id), g_strdup(vnic_id), g_steal_pointer(&alias),
                          g_ptr_array_new() };
    g_ptr_array_add(unplug->calls, call);
    g_ptr_array_add(vm->unplugs, unplug);
    NicOrder *order = order_new(agent, NULL, vm);
    order->vnic_id = g_steal_pointer(&vnic_id);
    push(order, ask_in_worker, ask_done);
}

void vm_nic_kept(Agent *agent, Vm *vm, const char *alias)
{
    VmUnplug *unplug = find_unplug(vm, alias);
    if (unplug != NULL)
        unplug_failed(vm, unplug, VDSM_UNPLUG_FAILED,
                      "the guest refused the unplug request; the device stays plugged");
}

void vm_nic_vm_down(Agent *agent, Vm *vm)
{
    g_autoptr(GPtrArray) none = freed_vfs_new();
    for (guint i = vm->unplugs->len; i-- > 0;)
        unplug_succeeded(vm, vm->unplugs->pdata[i], none);
}

void vm_nic_stop(Agent *agent)
{
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, agent->vms);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        Vm *vm = value;
        for (guint i = vm->unplugs->len; i-- > 0;)
            unplug_failed(vm, vm->unplugs->pdata[i], VDSM_RECOVERING, "the agent is stopping");
    }
}
