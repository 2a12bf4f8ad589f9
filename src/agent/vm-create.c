/* VM.create: from domain XML to a running domain, with its VFs claimed, checked and set before
 * libvirt, and with them the guest, sees them. */
#include "agent/agent-private.h"

#include "agent/vf-handover.h"
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
    AgentCall *call;     /* answered once the checks passed; then NULL */
    VfHandover handover; /* of the VFs of 'spec' */
    bool unknown;        /* whether the domain runs cannot be told now */
    GError *error;
} Create;

static void create_free(Create *create)
{
    host_inventory_free(create->host);
    vf_handover_clear(&create->handover);
    g_free(create->vm_id);
    g_free(create->xml);
    vm_spec_free(create->spec);
    g_clear_error(&create->error);
    g_free(create);
}

/* ------------------------------------------------------------------------------- steps: VFs */

static bool claim_vfs(Create *create, GError **error)
{
    return vf_handover_claim(&create->handover, error);
}

/* A domain that may run keeps them. */
static void unclaim_vfs(Create *create)
{
    if (!create->unknown)
        vf_handover_undo(&create->handover);
}

static bool check_host(Create *create, GError **error)
{
    return vf_handover_check(&create->handover, error);
}

static bool raise_pfs(Create *create, GError **error)
{
    return vf_handover_raise(&create->handover, error);
}

static bool set_vfs(Create *create, GError **error)
{
    return vf_handover_set(&create->handover, error);
}

/* ------------------------------------------------------------------------------ step: start */

static bool start_domain(Create *create, GError **error)
{
    if (!create->world.sys->ops->create_domain(create->world.sys, create->xml,
                                               create->spec->start_paused, error))
        return false;
    vf_handover_confirm(&create->handover);
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
        if (nic->kind == VM_SPEC_NIC_VF && !vf_handover_is_complete(nic))
            return err_null(error, ERR_INVALID, "vNIC %s has a VF without identity, MAC or epoch",
                            vf_handover_nic_name(nic));
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
    create->handover = (VfHandover){ .world = agent->world,
                                     .host = create->host,
                                     .vm_id = create->vm_id,
                                     .nics = create->spec->nics };
    Vm *vm = vm_new(read_spec(xml, vm_id, NULL), xml);
    vm->creating = true;
    g_hash_table_replace(agent->vms, vm->id, vm);
    work_pool_push(agent->work, vm->id, create_in_worker, create_done, create);
}
