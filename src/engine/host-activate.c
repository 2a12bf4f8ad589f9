#include "engine/event-log.h"
#include "engine/job-record.h"
#include "engine/permission.h"
#include "engine/runtime-private.h"

#include <string.h>

/* --- activate ----------------------------------------------------------------------------------
 */

static bool check_activate(const Host *host, GError **error)
{
    switch ((HostStatus)host->status) {
    case HOST_UP:
        return fault_set(error, FAULT_HOST_ALREADY_UP, host->name);
    case HOST_INSTALLING:
    case HOST_INSTALL_FAILED:
    case HOST_NON_OPERATIONAL:
    case HOST_MAINTENANCE:
    case HOST_DOWN:
        return host->certificate_fingerprint != NULL ||
               fault_set(error, FAULT_HOST_NOT_ENROLLED, host->name);
    case HOST_UNASSIGNED:
    case HOST_CONNECTING:
    case HOST_NON_RESPONSIVE:
    case HOST_PREPARING_FOR_MAINTENANCE:
    case HOST_REBOOT:
    case HOST_PENDING_APPROVAL:
    case HOST_INITIALIZING:
    case N_HOST_STATUSES:
        break;
    }
    return fault_set(error, FAULT_HOST_ACTIVATE_STATUS, host->name,
                     enum_word(&host_status_table, host->status));
}

static void set_status(Host *host, HostStatus status, const char *detail)
{
    host->status = (int)status;
    g_free(host->status_detail);
    host->status_detail = g_strdup(detail);
}

bool engine_host_activate(Engine *engine, const Caller *caller, const char *id, GError **error)
{
    if (!permission_check(engine, caller, ACTION_HOST_MAINTENANCE, &host_type, id, error))
        return false;
    g_autoptr(StoreTxn) txn = store_begin(engine->store, error);
    g_autoptr(Host) host = txn != NULL ? store_get(engine->store, &host_type, id, error) : NULL;
    if (host == NULL || !check_activate(host, error))
        return false;
    const EventRefs refs = { .host = id, .host_name = host->name, .cluster = host->cluster };
    set_status(host, HOST_UNASSIGNED, NULL);
    if (!store_update(engine->store, host, error) ||
        !event_add(engine->store, caller, "VDS_ACTIVATE", &refs, error) ||
        !job_record_begin(engine->store, caller, HOST_ACTIVATE_JOB, host, error) ||
        !store_commit(txn, error))
        return false;
    runtime_host_changed(engine, id);
    return true;
}

/* --- deactivate --------------------------------------------------------------------------------
 */

static bool check_deactivate(const Host *host, GError **error)
{
    switch ((HostStatus)host->status) {
    case HOST_MAINTENANCE:
    case HOST_PREPARING_FOR_MAINTENANCE:
        return fault_set(error, FAULT_HOST_IN_MAINTENANCE, host->name);
    case HOST_UP:
    case HOST_UNASSIGNED:
    case HOST_CONNECTING:
    case HOST_NON_RESPONSIVE:
    case HOST_NON_OPERATIONAL:
    case HOST_INSTALL_FAILED:
    case HOST_INITIALIZING:
    case HOST_DOWN:
        return true;
    case HOST_INSTALLING:
    case HOST_REBOOT:
    case HOST_PENDING_APPROVAL:
    case N_HOST_STATUSES:
        break;
    }
    return fault_set(error, FAULT_HOST_MAINTENANCE_STATUS, host->name,
                     enum_word(&host_status_table, host->status));
}

/* VMs cannot be migrated away yet, so there may be none. */
static bool check_no_vms(Engine *engine, const Host *host, GError **error)
{
    g_autoptr(GPtrArray) vms = store_list_by(engine->store, &vm_type, "host", host->base.id, error);
    if (vms == NULL || vms->len == 0)
        return vms != NULL;
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < vms->len && names->len < 1000; i++)
        g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", ((Vm *)vms->pdata[i])->name);
    return fault_set(error, FAULT_HOST_MAINTENANCE_NON_MIGRATABLE, host->name, names->str);
}

/* By the store, as its callers see jobs, too.  A job that ends a VM is not in the way: there is no
 * VM here, so it only has its end to write.  An activation ends by this. */
static bool check_no_job(Engine *engine, const Host *host, GError **error)
{
    const StoreCondition conditions[] = {
        { "host", STORE_EQ, host->base.id, 0 },
        { "status", STORE_EQ, enum_word(&job_status_table, JOB_STARTED), 0 },
        { "kind", STORE_NE, VM_STOP_JOB, 0 },
        { "kind", STORE_NE, VM_SHUTDOWN_JOB, 0 },
        { "kind", STORE_NE, HOST_ACTIVATE_JOB, 0 },
    };
    const StoreQuery query = { conditions, G_N_ELEMENTS(conditions), NULL, false, 1, 0 };
    g_autoptr(GPtrArray) jobs = store_list(engine->store, &job_type, &query, error);
    if (jobs == NULL || jobs->len == 0)
        return jobs != NULL;
    return fault_set(error, FAULT_HOST_MAINTENANCE_TASKS, host->name,
                     ((Job *)jobs->pdata[0])->description);
}

bool engine_host_deactivate(Engine *engine, const Caller *caller, const char *id,
                            const char *reason, GError **error)
{
    if (!permission_check(engine, caller, ACTION_HOST_MAINTENANCE, &host_type, id, error))
        return false;
    g_autoptr(StoreTxn) txn = store_begin(engine->store, error);
    g_autoptr(Host) host = txn != NULL ? store_get(engine->store, &host_type, id, error) : NULL;
    if (host == NULL || !check_deactivate(host, error) || !check_no_vms(engine, host, error) ||
        !check_no_job(engine, host, error))
        return false;
    const EventRefs refs = { .host = id,
                             .host_name = host->name,
                             .cluster = host->cluster,
                             .words = EVENT_WORDS("reason", reason != NULL ? reason : "") };
    set_status(host, HOST_PREPARING_FOR_MAINTENANCE, reason);
    if (!store_update(engine->store, host, error) ||
        !event_add(engine->store, caller, "USER_VDS_MAINTENANCE", &refs, error) ||
        !job_record_end(engine->store, HOST_ACTIVATE_JOB, id, JOB_ABORTED,
                        "the host was put into maintenance meanwhile", error) ||
        !store_commit(txn, error))
        return false;
    runtime_host_changed(engine, id);
    return true;
}

/* --- refresh -----------------------------------------------------------------------------------
 */

bool engine_host_refresh(Engine *engine, const Caller *caller, const char *id, GError **error)
{
    g_autoptr(GError) failure = NULL;
    if (!permission_check(engine, caller, ACTION_HOST_REFRESH, &host_type, id, error))
        return false;
    g_autoptr(Host) host = store_get(engine->store, &host_type, id, error);
    if (host == NULL)
        return false;
    if (!monitor_refresh(engine, id, &failure)) {
        const EventRefs refs = { .host = id,
                                 .host_name = host->name,
                                 .words = EVENT_WORDS("reason", failure->message) };
        event_record(engine, caller, "HOST_REFRESH_CAPABILITIES_FAILED", &refs);
        return fault_set(error, FAULT_HOST_NOT_RESPONDING, "refresh", host->name, failure->message);
    }
    const EventRefs refs = { .host = id, .host_name = host->name };
    event_record(engine, caller, "HOST_REFRESHED_CAPABILITIES", &refs);
    monitor_audit(engine, id);
    return true;
}

HostInventory *engine_host_inventory(Engine *engine, const char *id)
{
    g_autoptr(FleetReport) report = fleet_report(engine->runtime->fleet, id);
    return report != NULL ? host_inventory_dup(fleet_report_get(report)) : NULL;
}
