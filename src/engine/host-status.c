#include "engine/host-status.h"

#include "engine/event-log.h"
#include "engine/job-record.h"
#include "engine/runtime-private.h"

/* clang-format off */
static const HostStatus next[N_HOST_STATUSES][N_HOST_HAPPENINGS] = {
#define ROW(from, contacted, read, lost, grace_over, settled)                                      \
    [HOST_##from] = { HOST_##contacted, HOST_##read, HOST_##lost, HOST_##grace_over, HOST_##settled }
    /*  status           contacted        read             lost             grace over       settled */
    ROW(INSTALLING,      INITIALIZING,    UP,              INSTALLING,      NON_RESPONSIVE,  INSTALLING),
    ROW(INSTALL_FAILED,  INSTALL_FAILED,  INSTALL_FAILED,  INSTALL_FAILED,  INSTALL_FAILED,  INSTALL_FAILED),
    ROW(UNASSIGNED,      INITIALIZING,    UP,              UNASSIGNED,      NON_RESPONSIVE,  UNASSIGNED),
    ROW(CONNECTING,      CONNECTING,      UP,              CONNECTING,      NON_RESPONSIVE,  CONNECTING),
    ROW(UP,              UP,              UP,              CONNECTING,      NON_RESPONSIVE,  UP),
    ROW(NON_RESPONSIVE,  NON_RESPONSIVE,  UP,              NON_RESPONSIVE,  NON_RESPONSIVE,  NON_RESPONSIVE),
    ROW(NON_OPERATIONAL, NON_OPERATIONAL, NON_OPERATIONAL, NON_OPERATIONAL, NON_OPERATIONAL, NON_OPERATIONAL),
    ROW(PREPARING_FOR_MAINTENANCE, PREPARING_FOR_MAINTENANCE, PREPARING_FOR_MAINTENANCE,
                         PREPARING_FOR_MAINTENANCE, PREPARING_FOR_MAINTENANCE,       MAINTENANCE),
    ROW(MAINTENANCE,     MAINTENANCE,     MAINTENANCE,     MAINTENANCE,     MAINTENANCE,     MAINTENANCE),
    ROW(DOWN,            DOWN,            UP,              DOWN,            NON_RESPONSIVE,  DOWN),
    ROW(REBOOT,          REBOOT,          UP,              REBOOT,          NON_RESPONSIVE,  REBOOT),
    ROW(PENDING_APPROVAL, PENDING_APPROVAL, PENDING_APPROVAL, PENDING_APPROVAL, PENDING_APPROVAL, PENDING_APPROVAL),
    ROW(INITIALIZING,    INITIALIZING,    UP,              INITIALIZING,    NON_RESPONSIVE,  INITIALIZING),
#undef ROW
};
/* clang-format on */

HostStatus host_status_next(HostStatus status, HostHappening what)
{
    g_assert(status < N_HOST_STATUSES && what < N_HOST_HAPPENINGS);
    return next[status][what];
}

/* What an administrator is told; NULL: nothing. */
static const char *event_of(HostStatus from, HostStatus to)
{
    if (to == HOST_UP)
        return from == HOST_CONNECTING || from == HOST_NON_RESPONSIVE ? "HOST_LINK_RESTORED"
                                                                      : "VDS_DETECTED";
    return to == HOST_CONNECTING       ? "HOST_LINK_LOST"
           : to == HOST_NON_RESPONSIVE ? "VDS_FAILURE"
           : to == HOST_MAINTENANCE    ? "VDS_MAINTENANCE"
                                       : NULL;
}

static bool add_event(Engine *engine, const Host *host, HostStatus from, const char *reason,
                      GError **error)
{
    const char *kind = event_of(from, (HostStatus)host->status);
    const EventRefs refs = {
        .host = host->base.id,
        .host_name = host->name,
        .cluster = host->cluster,
        .words =
            EVENT_WORDS("reason", reason, "status", enum_word(&host_status_table, host->status)),
    };
    return kind == NULL || event_add(engine->store, NULL, kind, &refs, error);
}

static bool set_vms_unknown(Engine *engine, const Host *host, GError **error)
{
    Store *store = engine->store;
    g_autoptr(GPtrArray) vms = store_list_by(store, &vm_type, "host", host->base.id, error);
    if (vms == NULL)
        return false;
    for (guint i = 0; i < vms->len; i++) {
        Vm *vm = vms->pdata[i];
        if (vm->status == VM_WAIT_FOR_LAUNCH || vm->status == VM_UNKNOWN)
            continue; /* the job that starts it says how it went */
        vm->status = VM_UNKNOWN;
        const EventRefs refs = { .vm = vm->base.id, .vm_name = vm->name, .host = host->base.id };
        if (!store_update(store, vm, error) ||
            !event_add(store, NULL, "VM_SET_TO_UNKNOWN_STATUS", &refs, error))
            return false;
    }
    return true;
}

/* What waits for the host to be up has seen it, or that it does not answer. */
static bool end_activation(Engine *engine, const Host *host, const char *reason, GError **error)
{
    if (host->status != HOST_UP && host->status != HOST_NON_RESPONSIVE)
        return true;
    bool up = host->status == HOST_UP;
    return job_record_end(engine->store, HOST_ACTIVATE_JOB, host->base.id,
                          up ? JOB_FINISHED : JOB_FAILED,
                          up               ? NULL
                          : reason != NULL ? reason
                                           : "its agent does not answer",
                          error);
}

/* Lays it over the row; false when nothing changes.  A host that was lost keeps the newest reason,
 * one that is up has none, and that of a maintenance is a person's. */
static bool lay_over(Host *host, HostHappening what, const char *reason)
{
    HostStatus to = host_status_next((HostStatus)host->status, what);
    bool in_maintenance = to == HOST_PREPARING_FOR_MAINTENANCE || to == HOST_MAINTENANCE;
    const char *detail = to == HOST_UP                          ? NULL
                         : what == HOST_LOST && !in_maintenance ? reason
                                                                : host->status_detail;
    if (to == (HostStatus)host->status && g_strcmp0(detail, host->status_detail) == 0)
        return false;
    char *copy = g_strdup(detail);
    g_free(host->status_detail);
    host->status_detail = copy;
    host->status = (int)to;
    return true;
}

bool host_status_happens(Engine *engine, const char *host_id, HostHappening what,
                         const char *reason, GError **error)
{
    g_autoptr(StoreTxn) txn = store_begin(engine->store, error);
    g_autoptr(Host) host =
        txn != NULL ? store_get(engine->store, &host_type, host_id, error) : NULL;
    if (host == NULL)
        return false;
    HostStatus from = (HostStatus)host->status;
    if (!lay_over(host, what, reason))
        return true;
    bool changed = host->status != (int)from;
    if ((changed && !add_event(engine, host, from, reason, error)) ||
        (changed && host->status == HOST_NON_RESPONSIVE && !set_vms_unknown(engine, host, error)) ||
        (changed && !end_activation(engine, host, reason, error)) ||
        !store_update(engine->store, host, error))
        return false;
    fleet_expect_host(engine->runtime->fleet, host);
    bool committed = store_commit(txn, error);
    fleet_reload_host(engine->runtime->fleet, host_id);
    return committed;
}
