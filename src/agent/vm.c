#include "agent/vm.h"

#include "agent/agent-private.h"
#include "link/server.h"
#include "link/vdsm-code.h"
#include "link/verbs.h"

ENUM_TABLE(vm_status_word, [VM_WAIT_FOR_LAUNCH] = "WaitForLaunch", [VM_POWERING_UP] = "Powering up",
           [VM_UP] = "Up", [VM_PAUSED] = "Paused", [VM_POWERING_DOWN] = "Powering down",
           [VM_DOWN] = "Down");

Vm *vm_new(VmSpec *spec, const char *xml)
{
    Vm *vm = g_new0(Vm, 1);
    vm->spec = spec;
    vm->id = g_strdup(spec->id);
    vm->name = g_strdup(spec->name);
    vm->xml = g_strdup(xml);
    vm->status = VM_WAIT_FOR_LAUNCH;
    vm->status_time = link_notify_time();
    vm->started_us = g_get_monotonic_time();
    vm->waiting = g_ptr_array_new();
    vm->unplugs = g_ptr_array_new_with_free_func((GDestroyNotify)vm_unplug_free);
    return vm;
}

void vm_free(Vm *vm)
{
    if (vm == NULL)
        return;
    vm_spec_free(vm->spec);
    g_free(vm->id);
    g_free(vm->name);
    g_free(vm->xml);
    g_free(vm->exit_message);
    g_ptr_array_unref(vm->waiting);
    g_ptr_array_unref(vm->unplugs);
    g_free(vm);
}

Vm *vm_find_called(AgentCall *call)
{
    const char *id = verb_param_string(call->params, "vmID");
    guint64 epoch = (guint64)verb_param_int(call->params, "epoch", 0);
    Vm *vm = g_hash_table_lookup(call->agent->vms, id);
    if (vm == NULL || vm->foreign) {
        agent_call_fail(call, VDSM_NO_SUCH_VM, "no VM %s on this host", id);
        return NULL;
    }
    if (epoch != 0 && epoch < vm->spec->epoch) {
        agent_call_fail(call, VDSM_VF_OLD_EPOCH,
                        "VM %s was started with epoch %" G_GUINT64_FORMAT
                        ", the order has %" G_GUINT64_FORMAT,
                        id, vm->spec->epoch, epoch);
        return NULL;
    }
    return vm;
}

/* What it says at start, and on Down, is more than the word. */
static json_t *status_event(const Vm *vm)
{
    return vm->status == VM_UP ? vm_stats_to_json(vm) : vm_status_to_json(vm);
}

void vm_set_status(Agent *agent, Vm *vm, VmStatus status)
{
    if (vm->status == status && status != VM_WAIT_FOR_LAUNCH)
        return;
    vm->status = status;
    vm->status_time = link_notify_time();
    if (vm->foreign)
        return;
    g_autofree char *method = g_strdup_printf("|virt|VM_status|%s", vm->id);
    agent_emit(agent, method, json_pack("{s:o}", vm->id, status_event(vm)));
}

void vm_set_exit(Vm *vm, VmExit exit)
{
    vm->exit_code = exit.failed ? 1 : 0;
    vm->exit_reason = (int)exit.reason;
    g_free(vm->exit_message);
    vm->exit_message = g_strdup(exit.message);
}

VmExit vm_exit_of(const Vm *vm, SysStopReason reason)
{
    switch (reason) {
    case SYS_STOP_GUEST:
        return vm->stop_ordered
                   ? (VmExit){ false, VM_EXIT_ADMIN, "Shut down by the engine" }
                   : (VmExit){ false, VM_EXIT_GUEST, "Shut down from within the guest" };
    case SYS_STOP_DESTROYED:
        return vm->stop_ordered
                   ? (VmExit){ false, VM_EXIT_ADMIN, "Destroyed by the engine" }
                   : (VmExit){ true, VM_EXIT_ERROR, "Destroyed on the host, not by the engine" };
    case SYS_STOP_CRASHED:
        return (VmExit){ true, VM_EXIT_LOST_QEMU, "Lost connection with the QEMU process" };
    case SYS_STOP_FAILED:
        return (VmExit){ true, VM_EXIT_START_FAILED, "The domain failed to start" };
    case SYS_STOP_MIGRATED:
        return (VmExit){ false, VM_EXIT_MIGRATED, "Migration succeeded" };
    case SYS_STOP_SAVED:
        return (VmExit){ false, VM_EXIT_SAVED, "Saved" };
    }
    g_assert_not_reached();
}

static void set_time(json_t *json, const char *name, gint64 number)
{
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, number);
    json_object_set_new(json, name, json_string(text));
}

json_t *vm_status_to_json(const Vm *vm)
{
    json_t *json = json_pack("{s:s, s:s}", "vmId", vm->id, "status",
                             enum_word(&vm_status_word_table, (int)vm->status));
    set_time(json, "statusTime", vm->status_time);
    if (vm->status == VM_DOWN) {
        json_object_set_new(json, "exitCode", json_integer(vm->exit_code));
        json_object_set_new(json, "exitReason", json_integer(vm->exit_reason));
        json_object_set_new(json, "exitMessage",
                            json_string(vm->exit_message != NULL ? vm->exit_message : ""));
    }
    return json;
}

static void set_format(json_t *json, const char *name, const char *format, ...) G_GNUC_PRINTF(3, 4);
static void set_format(json_t *json, const char *name, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    json_object_set_new(json, name, json_string(text));
}

/* What a running VM of ours says whatever it does. */
static const char constants[] =
    "{\"vmType\": \"kvm\", \"acpiEnable\": \"true\", \"monitorResponse\": \"0\", \"clientIp\": "
    "\"\","
    " \"timeOffset\": \"0\", \"pauseCode\": \"NOERR\", \"cpuActual\": true, \"cpuSys\": \"0.00\","
    " \"memUsage\": \"0\", \"network\": {}, \"disks\": {}, \"displayInfo\": [], \"guestIPs\": \"\","
    " \"guestFQDN\": \"\", \"username\": \"\", \"session\": \"Unknown\", \"guestCPUCount\": -1}";

/* Numbers as text, and NIC counters of bridge NICs only, as VDSM has them. */
json_t *vm_stats_to_json(const Vm *vm)
{
    json_t *status = vm_status_to_json(vm);
    if (vm->status == VM_DOWN)
        return status;
    json_t *json = json_loads(constants, 0, NULL);
    json_object_update(json, status);
    json_decref(status);
    json_object_set_new(json, "vmName", json_string(vm->name != NULL ? vm->name : ""));
    json_object_set_new(json, "kvmEnable", json_string(vm->spec->kvm ? "true" : "false"));
    set_time(json, "elapsedTime", (g_get_monotonic_time() - vm->started_us) / G_USEC_PER_SEC);
    set_format(json, "cpuUser", "%.2f", vm->cpu_percent);
    set_format(json, "cpuUsage", "%" G_GUINT64_FORMAT, vm->cpu_ns);
    set_format(json, "vcpuCount", "%u", vm->spec->n_cpus);
    /* A different hash makes an engine fetch the XML. */
    set_format(json, "hash", "%u", vm->xml != NULL ? g_str_hash(vm->xml) : 0);
    return json;
}
