#include "engine/scrub.h"

#include "base/log.h"
#include "engine/event-log.h"
#include "engine/ledger.h"
#include "engine/runtime-private.h"
#include "link/vdsm-code.h"

#include <string.h>

/* What came of a scrub. */
typedef struct {
    bool clean;
    const char *detail;
} ScrubEnd;

static bool add_event(Engine *engine, const char *kind, const Lease *lease, const char *reason,
                      GError **error)
{
    g_autoptr(HostNic) nic = store_get(engine->store, &host_nic_type, lease->host_nic, NULL);
    g_autofree char *index = g_strdup_printf("%" G_GINT64_FORMAT, lease->vf_index);
    const EventRefs refs = {
        .host = lease->host,
        .vm = lease->vm,
        .vm_name = lease->vm != NULL ? NULL : "nobody",
        .words = EVENT_WORDS("vf", index, "nic", nic != NULL ? nic->name : lease->host_nic,
                             "reason", reason),
    };
    return event_add(engine->store, NULL, kind, &refs, error);
}

/* The lease as it is now; NULL without an error when this scrub does not end it. */
static Lease *get_waiting(Engine *engine, const Lease *lease, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(Lease) now = store_get(engine->store, &lease_type, lease->base.id, &failure);
    if (now == NULL && err_code(failure) != ERR_NOT_FOUND)
        g_propagate_error(error, g_steal_pointer(&failure));
    if (now == NULL || now->epoch != lease->epoch ||
        (now->state != LEASE_SCRUBBING && now->state != LEASE_ACTIVE))
        return NULL;
    return g_steal_pointer(&now);
}

/* A lease that is still active when its end is told was released by the host itself. */
static bool release(Engine *engine, Lease *lease, GError **error)
{
    return lease->state == LEASE_SCRUBBING ||
           ledger_move(engine->store, lease, LEASE_SCRUBBING, NULL, error);
}

static bool record_end(Engine *engine, const Lease *lease, const ScrubEnd *end, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(StoreTxn) txn = store_begin(engine->store, error);
    if (txn == NULL)
        return false;
    g_autoptr(Lease) now = get_waiting(engine, lease, &failure);
    if (now == NULL && failure != NULL)
        g_propagate_error(error, g_steal_pointer(&failure));
    if (now == NULL)
        return error == NULL || *error == NULL;
    const char *reason = end->detail != NULL ? end->detail : "it did not read back neutral";
    if (!release(engine, now, error))
        return false;
    bool written = end->clean ? ledger_move(engine->store, now, LEASE_NONE, NULL, error)
                              : ledger_move(engine->store, now, LEASE_QUARANTINED, reason, error) &&
                                    add_event(engine, "VF_QUARANTINED", now, reason, error);
    return written && store_commit(txn, error);
}

static void take_end(Engine *engine, const Lease *lease, const ScrubEnd *end)
{
    g_autoptr(GError) error = NULL;
    if (record_end(engine, lease, end, &error))
        log_info("vf-scrubbed host=%s pf=%s vf=%" G_GINT64_FORMAT " clean=%d", lease->host,
                 lease->host_nic, lease->vf_index, end->clean);
    else
        log_warning("scrub-not-recorded host=%s pf=%s vf=%" G_GINT64_FORMAT " reason=\"%s\"",
                    lease->host, lease->host_nic, lease->vf_index, error->message);
}

/* The agent has carried out a newer order for this VF than ours, so the counter of epochs went
 * back (an old database was restored): go on with a new one. */
static void renew_epoch(Engine *engine, const Lease *lease)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(StoreTxn) txn = store_begin(engine->store, &error);
    g_autoptr(Lease) now = txn != NULL ? get_waiting(engine, lease, &error) : NULL;
    if (now == NULL || !store_next(engine->store, "epoch", &now->epoch, &error) ||
        !store_update(engine->store, now, &error) || !store_commit(txn, &error))
        log_warning("scrub-epoch-not-renewed pf=%s reason=\"%s\"", lease->host_nic,
                    error != NULL ? error->message : "it is gone");
}

static void take_refusal(Engine *engine, const Lease *lease, const GError *error)
{
    const ScrubEnd gone = { true, NULL }, failed = { false, error->message };
    if (job_is_unknown(error))
        return; /* asked again when the host is back, and with each audit */
    switch (link_error_number(error)) {
    case VDSM_VF_NO_SUCH: /* the VF itself is gone, and with it all that was set on it */
        take_end(engine, lease, &gone);
        return;
    case VDSM_VF_IN_USE: /* its domain is still going down: its end is told */
        return;
    case VDSM_VF_OLD_EPOCH:
        renew_epoch(engine, lease);
        return;
    default:
        take_end(engine, lease, &failed);
    }
}

/* The PF as the host names it now; NULL while it is not there. */
static const NicInfo *find_pf(Engine *engine, const HostInventory *inventory, const char *nic_id)
{
    g_autoptr(HostNic) nic = store_get(engine->store, &host_nic_type, nic_id, NULL);
    return nic != NULL && nic->present ? host_inventory_find_nic(inventory, nic->name) : NULL;
}

static void scrub_one(Engine *engine, const HostInventory *inventory, const Lease *lease)
{
    char device[PCI_TEXT_SIZE];
    g_autoptr(GError) error = NULL;
    const NicInfo *pf = find_pf(engine, inventory, lease->host_nic);
    if (pf == NULL || jobs_find(engine, lease->host_nic, PF_COUNT_JOB, NULL))
        return;
    json_t *params =
        json_pack("{s:s, s:I, s:I}", "deviceName", pci_format_nodedev(&pf->pci, device), "index",
                  (json_int_t)lease->vf_index, "epoch", (json_int_t)lease->epoch);
    json_t *result = monitor_call(engine, lease->host, "Sriov.scrub", params, 0, &error);
    if (result == NULL) {
        take_refusal(engine, lease, error);
        return;
    }
    const ScrubEnd end = { verb_param_bool(result, "clean", false),
                           verb_param_string(result, "detail") };
    take_end(engine, lease, &end);
    json_decref(result);
}

/* Another chance for VFs that did not read back clean. */
static void release_quarantined(Engine *engine, Lease *lease)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(StoreTxn) txn = store_begin(engine->store, &error);
    if (txn == NULL || !store_next(engine->store, "epoch", &lease->epoch, &error) ||
        !ledger_move(engine->store, lease, LEASE_SCRUBBING, NULL, &error) ||
        !store_commit(txn, &error))
        log_warning("quarantine-not-tried pf=%s reason=\"%s\"", lease->host_nic, error->message);
}

void scrub_host(Engine *engine, const char *host_id, bool quarantined)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(FleetReport) report = fleet_report(engine->runtime->fleet, host_id);
    g_autoptr(GPtrArray) leases = ledger_of_host(engine->store, host_id, &error);
    if (leases == NULL)
        log_warning("scrub-failed host=%s reason=\"%s\"", host_id, error->message);
    bool any = false;
    for (guint i = 0; report != NULL && leases != NULL && i < leases->len; i++) {
        Lease *lease = leases->pdata[i];
        if (lease->state == LEASE_QUARANTINED && quarantined)
            release_quarantined(engine, lease);
        if (lease->state != LEASE_SCRUBBING)
            continue;
        any = true;
        scrub_one(engine, fleet_report_get(report), lease);
    }
    if (any)
        fleet_reload_leases(engine->runtime->fleet, host_id);
}

void scrub_reported(Engine *engine, const char *host_id, const char *device, guint vf_index,
                    gint64 epoch, bool clean, const char *detail)
{
    g_autoptr(FleetReport) report = fleet_report(engine->runtime->fleet, host_id);
    const NicInfo *pf =
        report != NULL ? host_inventory_find_nic(fleet_report_get(report), device) : NULL;
    g_autoptr(GPtrArray) leases = ledger_of_host(engine->store, host_id, NULL);
    const ScrubEnd end = { clean, detail };
    for (guint i = 0; pf != NULL && leases != NULL && i < leases->len; i++) {
        const Lease *lease = leases->pdata[i];
        bool waits = lease->state == LEASE_SCRUBBING || lease->state == LEASE_ACTIVE;
        if (waits && lease->vf_index == vf_index && lease->epoch == epoch &&
            find_pf(engine, fleet_report_get(report), lease->host_nic) == pf) {
            take_end(engine, lease, &end);
            fleet_reload_leases(engine->runtime->fleet, host_id);
        }
    }
}

/* --- reservations ------------------------------------------------------------------------------
 */

/* Of a job under way: renewed.  Of none: its VF may have been touched, so it is scrubbed. */
static bool expire_one(Engine *engine, Lease *lease, GError **error)
{
    g_autoptr(StoreTxn) txn = store_begin(engine->store, error);
    if (txn == NULL)
        return false;
    g_autoptr(Lease) now = store_get(engine->store, &lease_type, lease->base.id, error);
    if (now == NULL)
        return false;
    if (now->state != LEASE_RESERVED)
        return true;
    if (now->job != NULL && jobs_is_live(engine, now->job)) {
        now->expires = engine_now() + engine->config.reservation_ms * G_TIME_SPAN_MILLISECOND;
        return store_update(engine->store, now, error) && store_commit(txn, error);
    }
    return add_event(engine, "LEASE_EXPIRED", now, "", error) &&
           ledger_move(engine->store, now, LEASE_SCRUBBING, NULL, error) &&
           store_commit(txn, error);
}

void scrub_expired(Engine *engine)
{
    g_autoptr(GError) error = NULL;
    const StoreCondition conditions[] = {
        { "state", STORE_EQ, enum_word(&lease_state_table, LEASE_RESERVED), 0 },
        { "expires", STORE_LT, NULL, engine_now() },
    };
    const StoreQuery query = { conditions, G_N_ELEMENTS(conditions), NULL, false, 0, 0 };
    g_autoptr(GPtrArray) leases = store_list(engine->store, &lease_type, &query, &error);
    for (guint i = 0; leases != NULL && error == NULL && i < leases->len; i++) {
        Lease *lease = leases->pdata[i];
        if (!expire_one(engine, lease, &error))
            break;
        fleet_reload_leases(engine->runtime->fleet, lease->host);
        monitor_scrub(engine, lease->host);
    }
    if (error != NULL && err_code(error) != ERR_NOT_FOUND)
        log_warning("reservations-not-expired reason=\"%s\"", error->message);
}
