/* Lists and statistics of VMs, from what is known: nothing here asks libvirt. */
#include "agent/agent-private.h"

#include "link/vdsm-code.h"
#include "link/verbs.h"

#include <string.h>

/* Ours, in the order of their ids. */
static GPtrArray *list_vms(const Agent *agent)
{
    GPtrArray *vms = g_ptr_array_new();
    g_autoptr(GList) ids = g_list_sort(g_hash_table_get_keys(agent->vms), (GCompareFunc)strcmp);
    for (GList *link = ids; link != NULL; link = link->next) {
        Vm *vm = g_hash_table_lookup(agent->vms, link->data);
        if (!vm->foreign)
            g_ptr_array_add(vms, vm);
    }
    return vms;
}

void call_all_vm_stats(AgentCall *call)
{
    g_autoptr(GPtrArray) vms = list_vms(call->agent);
    json_t *result = json_array();
    for (guint i = 0; i < vms->len; i++)
        json_array_append_new(result, vm_stats_to_json(vms->pdata[i]));
    agent_call_reply(call, result);
}

void call_vm_stats(AgentCall *call)
{
    const char *id = verb_param_string(call->params, "vmID");
    const Vm *vm = g_hash_table_lookup(call->agent->vms, id);
    if (vm == NULL || vm->foreign)
        agent_call_fail(call, VDSM_NO_SUCH_VM, "no VM %s on this host", id);
    else
        agent_call_reply(call, json_pack("[o]", vm_stats_to_json(vm)));
}

/* True when 'id' is in "vmList" of the call, or the call has none. */
static bool is_asked(const AgentCall *call, const char *id)
{
    const json_t *asked = json_object_get(call->params, "vmList");
    size_t i;
    json_t *value;
    json_array_foreach((json_t *)asked, i, value)
    {
        if (strcmp(json_string_value(value), id) == 0)
            return true;
    }
    return json_array_size(asked) == 0;
}

void call_vm_list(AgentCall *call)
{
    g_autoptr(GPtrArray) vms = list_vms(call->agent);
    json_t *result = json_array();
    for (guint i = 0; i < vms->len; i++) {
        const Vm *vm = vms->pdata[i];
        if (is_asked(call, vm->id))
            json_array_append_new(result, vm_status_to_json(vm));
    }
    agent_call_reply(call, result);
}

void call_dump_xmls(AgentCall *call)
{
    g_autoptr(GPtrArray) vms = list_vms(call->agent);
    const json_t *asked = json_object_get(call->params, "vmList");
    json_t *result = json_object();
    for (guint i = 0; i < vms->len; i++) {
        const Vm *vm = vms->pdata[i];
        if (is_asked(call, vm->id) && vm->xml != NULL)
            json_object_set_new(result, vm->id, json_string(vm->xml));
    }
    if (json_object_size(result) < json_array_size(asked)) {
        json_decref(result);
        agent_call_fail(call, JSONRPC_INTERNAL, "one of the VMs is not on this host");
        return;
    }
    agent_call_reply(call, result);
}
