#include "agent/agent-private.h"

#include "agent/inventory.h"
#include "agent/vm-nic.h"
#include "base/err.h"
#include "base/log.h"
#include "link/vdsm-code.h"

#include <string.h>

#define N_WORKERS 16

struct AgentVerb {
    const char *name;
    void (*handle)(AgentCall *call);
    /* What a use case's error is in this verb, where it is not what the code is in general; 0. */
    int not_found, busy, conflict, unreachable;
};

static void call_true(AgentCall *call)
{
    agent_call_reply(call, NULL);
}

/* One row a verb of link/verbs.h. */
/* clang-format off */
static const AgentVerb verbs[] = {
    /* name, handle, not_found, busy, conflict, unreachable */
    { "Host.ping",                   call_true },
    { "Host.ping2",                  call_true },
    { "Host.confirmConnectivity",    call_true },
    { "Host.getCapabilities",        call_get_capabilities },
    { "Host.getNetworkCapabilities", call_get_network_capabilities },
    { "Host.getStats",               call_get_stats },
    { "Host.getAllVmStats",          call_all_vm_stats },
    { "Host.hostdevListByCaps",      call_hostdev_list },
    { "Host.hostdevChangeNumvfs",    call_change_numvfs, VDSM_VF_NO_SUCH, VDSM_BUSY, 0, 0 },
    { "Host.hostdevReattach",        call_reattach,      VDSM_VF_NO_SUCH, VDSM_VF_IN_USE, 0, 0 },
    { "Host.getVMList",              call_vm_list },
    { "Host.dumpxmls",               call_dump_xmls },
    { "Host.setSafeNetworkConfig",   call_true },
    { "VM.create",                   call_vm_create,     VDSM_VF_NO_SUCH, VDSM_VF_IN_USE,
                                                         VDSM_VF_OLD_EPOCH, VDSM_CANNOT_CREATE },
    { "VM.destroy",                  call_vm_destroy,    VDSM_NO_SUCH_VM, 0, 0, VDSM_DESTROY_FAILED },
    { "VM.shutdown",                 call_vm_shutdown,   VDSM_NO_SUCH_VM, 0, 0, VDSM_GENERAL },
    { "VM.hotplugNic",               call_hotplug_nic },
    { "VM.hotunplugNic",             call_hotunplug_nic },
    { "VM.updateDevice",             call_update_device },
    { "VM.getStats",                 call_vm_stats,      VDSM_NO_SUCH_VM, 0, 0, 0 },
    { "Sriov.list",                  call_sriov_list,    VDSM_VF_NO_SUCH, 0, 0, 0 },
    { "Sriov.setVf",                 call_set_vf,        VDSM_VF_NO_SUCH, VDSM_VF_IN_USE, 0, 0 },
    { "Sriov.scrub",                 call_scrub,         VDSM_VF_NO_SUCH, VDSM_VF_IN_USE, 0, 0 },
    { "Sriov.inventory",             call_sriov_inventory },
};
/* clang-format on */

/* -------------------------------------------------------------------------------------- answers */

/* Answers on the next round of the loop, so that no answer comes before its call returned. */
typedef struct {
    AgentCall *call;
    json_t *result;
    int code;
    char *message;
} Answer;

static gboolean deliver(gpointer data)
{
    Answer *answer = data;
    AgentCall *call = answer->call;
    call->answer(answer->result, answer->code, answer->message, call->data);
    json_decref(answer->result);
    json_decref(call->params);
    g_free(call);
    g_free(answer->message);
    g_free(answer);
    return G_SOURCE_REMOVE;
}

static void send_answer(AgentCall *call, json_t *result, int code, char *message)
{
    Answer *answer = g_new0(Answer, 1);
    *answer = (Answer){ call, result, code, message };
    work_send(deliver, answer);
}

void agent_call_reply(AgentCall *call, json_t *result)
{
    send_answer(call, result != NULL ? result : json_true(), 0, NULL);
}

void agent_call_fail(AgentCall *call, int code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    send_answer(call, NULL, code, g_strdup_vprintf(format, args));
    va_end(args);
}

void agent_call_fail_error(AgentCall *call, const GError *error)
{
    ErrCode code = err_code(error);
    const AgentVerb *verb = call->verb;
    int special = code == ERR_NOT_FOUND     ? verb->not_found
                  : code == ERR_BUSY        ? verb->busy
                  : code == ERR_CONFLICT    ? verb->conflict
                  : code == ERR_UNREACHABLE ? verb->unreachable
                                            : 0;
    agent_call_fail(call, special != 0 ? special : err_info(code)->jsonrpc_code, "%s",
                    error->message);
}

void agent_call(Agent *agent, const char *name, json_t *params, AgentAnswer answer, gpointer data)
{
    AgentCall *call = g_new0(AgentCall, 1);
    call->agent = agent;
    call->params = json_incref(params);
    call->answer = answer;
    call->data = data;
    for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++)
        if (strcmp(verbs[i].name, name) == 0)
            call->verb = &verbs[i];
    if (call->verb == NULL)
        agent_call_fail(call, JSONRPC_NO_METHOD, "%s is not known", name);
    else if (!agent_is_ready(agent))
        agent_call_fail(call, VDSM_RECOVERING, "recovering: VMs are being looked for");
    else
        call->verb->handle(call);
}

void agent_emit(Agent *agent, const char *method, json_t *params)
{
    if (agent->link.emit != NULL)
        agent->link.emit(method, params, agent->link.data);
    else
        json_decref(params);
}

/* --------------------------------------------------------------------------------- life */

VfApply agent_vf_apply(const AgentWorld *world, const HostInventory *host)
{
    return (VfApply){ world->sys,
                      world->ledger,
                      world->policy,
                      host,
                      world->times.write_ms,
                      world->times.settle_ms,
                      world->times.carrier_ms };
}

Agent *agent_new(Sys *sys, int state_fd, const AgentTimes *times, GError **error)
{
    g_autofree char *boot_id = sys->ops->dup_boot_id(sys);
    g_autoptr(VfLedger) ledger = vf_ledger_open(state_fd, boot_id, error);
    g_autoptr(VfPolicy) policy = ledger != NULL ? vf_policy_open(state_fd, error) : NULL;
    if (policy == NULL)
        return NULL;
    Agent *agent = g_new0(Agent, 1);
    agent->world = (AgentWorld){ sys, g_steal_pointer(&ledger), g_steal_pointer(&policy), *times };
    agent->waiting_for_reading = inventory_watch_waiting_new();
    AgentTimes *t = &agent->world.times;
    t->carrier_ms = t->carrier_ms != 0 ? t->carrier_ms : 5000;
    t->unplug_ms = t->unplug_ms != 0 ? t->unplug_ms : 30000;
    t->release_ms = t->release_ms != 0 ? t->release_ms : 10000;
    t->coalesce_ms = t->coalesce_ms != 0 ? t->coalesce_ms : 50;
    t->poll_s = t->poll_s != 0 ? t->poll_s : 60;
    t->sample_s = t->sample_s != 0 ? t->sample_s : 15;
    agent->machine_uuid = sys->ops->dup_machine_uuid(sys);
    /* Above all that an agent before us gave since boot: engines take an older one for stale. */
    agent->generation = (guint64)g_get_monotonic_time();
    agent->work = work_pool_new(N_WORKERS);
    agent->vms = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)vm_free);
    return agent;
}

/* What an agent was killed in is ended before anything else may touch a PF. */
typedef struct {
    Agent *agent;
    HostInventory *host;
} Start;

static void note_repair(const char *pf, const char *what, const GError *error, gpointer user_data)
{
    if (error != NULL)
        log_warning("vf-count-repair pf=%s what=\"%s\" error=\"%s\"", pf, what, error->message);
    else
        log_info("vf-count-repair pf=%s what=\"%s\"", pf, what);
}

static void start_in_worker(gpointer data)
{
    Start *start = data;
    start->host = inventory_read_host(start->agent->world.sys);
    VfApply apply = agent_vf_apply(&start->agent->world, start->host);
    vf_apply_repair(&apply, note_repair, NULL);
}

static void start_done(gpointer data)
{
    g_autofree Start *start = data;
    Agent *agent = start->agent;
    agent->host = start->host;
    if (agent->stopping)
        return;
    inventory_watch_start(agent);
    host_stats_start(agent);
    vm_recover_start(agent);
}

void agent_start(Agent *agent, const AgentLink *link)
{
    g_assert(!agent->started);
    agent->started = true;
    agent->link = *link;
    if (link->set_recovering != NULL)
        link->set_recovering(true, link->data);
    Start *start = g_new0(Start, 1);
    start->agent = agent;
    work_pool_push(agent->work, NULL, start_in_worker, start_done, start);
}

void agent_free(Agent *agent)
{
    if (agent == NULL)
        return;
    agent->stopping = true;
    agent->world.sys->ops->start_events(agent->world.sys, NULL, NULL);
    host_stats_stop(agent);
    inventory_watch_stop(agent);
    vm_nic_stop(agent);
    work_pool_free(agent->work);
    g_hash_table_unref(agent->vms);
    g_free(agent->machine_uuid);
    host_inventory_free(agent->host);
    host_inventory_free(agent->inventory);
    g_clear_pointer(&agent->sample.links, g_ptr_array_unref);
    vf_ledger_free(agent->world.ledger);
    vf_policy_free(agent->world.policy);
    g_free(agent);
}

bool agent_is_ready(const Agent *agent)
{
    return agent->ready;
}

bool agent_is_busy(const Agent *agent)
{
    return work_pool_count(agent->work) > 0;
}

const HostInventory *agent_get_inventory(const Agent *agent)
{
    return agent->inventory;
}
