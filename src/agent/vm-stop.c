/* VM.destroy and VM.shutdown. */
#include "agent/agent-private.h"

#include "base/err.h"
#include "link/vdsm-code.h"
#include "link/verbs.h"

typedef struct {
    Agent *agent;
    AgentWorld world;
    AgentCall *call;
    char *vm_id;
    bool reboot;
    GError *error;
} Stop;

static void stop_free(Stop *stop)
{
    g_free(stop->vm_id);
    g_clear_error(&stop->error);
    g_free(stop);
}

static Stop *stop_new(AgentCall *call, const Vm *vm)
{
    Stop *stop = g_new0(Stop, 1);
    stop->agent = call->agent;
    stop->world = call->agent->world;
    stop->call = call;
    stop->vm_id = g_strdup(vm->id);
    return stop;
}

/* ---------------------------------------------------------------------------------- destroy */

static void destroy_in_worker(gpointer data)
{
    Stop *stop = data;
    stop->world.sys->ops->destroy_domain(stop->world.sys, stop->vm_id, &stop->error);
}

/* The answer waits until the VFs are free: then the engine may give them away. */
static void destroy_done(gpointer data)
{
    Stop *stop = data;
    Vm *vm = g_hash_table_lookup(stop->agent->vms, stop->vm_id);
    if (vm == NULL) {
        agent_call_reply(stop->call, NULL); /* another order was faster */
    } else if (vm->status == VM_DOWN) {
        /* Known to be gone: whether libvirt can be reached does not matter. */
        g_hash_table_remove(stop->agent->vms, vm->id);
        agent_call_reply(stop->call, NULL);
    } else if (stop->error != NULL && err_code(stop->error) != ERR_NOT_FOUND) {
        agent_call_fail(stop->call, VDSM_DESTROY_FAILED, "%s", stop->error->message);
    } else {
        g_ptr_array_add(vm->waiting, stop->call);
        vm_release_start(stop->agent, vm, vm_exit_of(vm, SYS_STOP_DESTROYED));
    }
    stop_free(stop);
}

/* Behind a start of the same VM: the domain exists then, or does not. */
void call_vm_destroy(AgentCall *call)
{
    Vm *vm = vm_find_called(call);
    if (vm == NULL)
        return;
    vm->stop_ordered = true;
    work_pool_push(call->agent->work, vm->id, destroy_in_worker, destroy_done, stop_new(call, vm));
}

/* --------------------------------------------------------------------------------- shutdown */

static void shutdown_in_worker(gpointer data)
{
    Stop *stop = data;
    stop->world.sys->ops->shutdown_domain(stop->world.sys, stop->vm_id, stop->reboot, &stop->error);
}

static void shutdown_done(gpointer data)
{
    Stop *stop = data;
    if (stop->error != NULL)
        agent_call_fail_error(stop->call, stop->error);
    else
        agent_call_reply(stop->call, NULL);
    stop_free(stop);
}

void call_vm_shutdown(AgentCall *call)
{
    Vm *vm = vm_find_called(call);
    if (vm == NULL)
        return;
    if (vm->status == VM_DOWN) {
        agent_call_fail(call, VDSM_VM_IS_DOWN, "VM %s is down", vm->id);
        return;
    }
    Stop *stop = stop_new(call, vm);
    stop->reboot = verb_param_bool(call->params, "reboot", false);
    if (!stop->reboot) {
        vm->stop_ordered = true;
        vm_set_status(call->agent, vm, VM_POWERING_DOWN);
    }
    work_pool_push(call->agent->work, vm->id, shutdown_in_worker, shutdown_done, stop);
}
