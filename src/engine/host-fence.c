/* "Host has been rebooted": a person vouches that a host that does not answer is off.
 *
 * Its VMs are recorded down, so that they can start elsewhere.  Their VFs stay leased to nobody
 * else: they are of this host, and are scrubbed when it is back.  Should a VM run there in truth,
 * its run is stale by its epoch, and the audit ends it. */
#include "engine/event-log.h"
#include "engine/permission.h"
#include "engine/runtime-private.h"
#include "engine/vm-event.h"

static bool check(const Host *host, GError **error)
{
    return host->status == HOST_NON_RESPONSIVE ||
           fault_set(error, FAULT_HOST_FENCE_STATUS, host->name,
                     enum_word(&host_status_table, host->status));
}

/* One that is about to start there is its job's, which gives up or goes on when it can ask. */
static bool set_down(Engine *engine, const Caller *caller, const Vm *vm, GError **error)
{
    const VmDown how = { true, "VM_WAS_SET_DOWN_DUE_TO_HOST_REBOOT_OR_MANUAL_FENCE", caller,
                         "Its host was confirmed to be off." };
    if (vm->status == VM_WAIT_FOR_LAUNCH)
        return true;
    if (!vm_event_down(engine, vm->base.id, vm->host, vm->run_epoch, &how, error))
        return false;
    jobs_wake(engine, vm->base.id);
    return true;
}

bool engine_host_fence_manual(Engine *engine, const Caller *caller, const char *id, GError **error)
{
    if (!permission_check(engine, caller, ACTION_HOST_MAINTENANCE, &host_type, id, error))
        return false;
    g_autoptr(Host) host = store_get(engine->store, &host_type, id, error);
    if (host == NULL || !check(host, error))
        return false;
    const EventRefs refs = { .host = id, .host_name = host->name, .cluster = host->cluster };
    event_record(engine, caller, "HOST_FENCED_MANUALLY", &refs);
    g_autoptr(GPtrArray) vms = store_list_by(engine->store, &vm_type, "host", id, error);
    for (guint i = 0; vms != NULL && i < vms->len; i++)
        if (!set_down(engine, caller, vms->pdata[i], error))
            return false;
    return vms != NULL;
}
