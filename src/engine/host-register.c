/* Hosts that register themselves, and what an administrator makes of them.
 *
 * A host that nobody has approved has a row and nothing else: no certificate, no link, no VM.  It
 * is known by its key, so that asking twice makes no second one, and there are only so many. */
#include "engine/event-log.h"

#include "base/uuid.h"
#include "engine/crud.h"
#include "engine/host-certificate.h"
#include "engine/permission.h"
#include "engine/runtime.h"
#include "engine/secret.h"
#include "link/pki.h"
#include "model/cluster.h"

#include <string.h>

#define MAX_PENDING 32
#define MAX_REQUEST 8192

/* --- the agent's side ------------------------------------------------------------------------- */

static bool check_room(Engine *engine, GError **error)
{
    const StoreCondition pending = { .column = "status",
                                     .text = enum_word(&host_status_table, HOST_PENDING_APPROVAL) };
    const StoreQuery query = { .conditions = &pending, .n_conditions = 1 };
    gint64 n = store_count(engine->store, &host_type, &query, error);
    return n >= 0 && (n < MAX_PENDING ||
                      fault_set(error, FAULT_HOST_REGISTER_LIMIT, G_STRINGIFY(MAX_PENDING)));
}

/* The same rules as when somebody adds it. */
static bool insert(Engine *engine, const HostRegistration *given, const char *key, char **ret_id,
                   GError **error)
{
    const Crud crud = { .engine = engine, .store = engine->store, .verb = "register" };
    g_autoptr(Host) host = entity_new(&host_type);
    host->name = g_strdup(given->name);
    host->address = g_strdup(given->address);
    host->port = given->port;
    host->cluster = g_strdup(CLUSTER_DEFAULT_ID);
    host->status = HOST_PENDING_APPROVAL;
    host->request = g_strdup(given->request);
    host->request_key = g_strdup(key);
    g_autoptr(StoreTxn) txn = store_begin(engine->store, error);
    if (txn == NULL || !check_room(engine, error) || !entity_validate(host, false, error) ||
        !host_check(&crud, host, error) || !store_insert(engine->store, host, error))
        return false;
    const EventRefs refs = { .host = host->base.id,
                             .host_name = host->name,
                             .cluster = host->cluster,
                             .words = EVENT_WORDS("address", host->address, "key", key) };
    if (!event_add(engine->store, NULL, "HOST_REGISTERED", &refs, error) ||
        !store_commit(txn, error))
        return false;
    runtime_host_changed(engine, host->base.id);
    *ret_id = g_strdup(host->base.id);
    return true;
}

bool engine_host_register(Engine *engine, const HostRegistration *given, char **ret_id,
                          char **ret_certificate, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autofree char *key = strlen(given->request) <= MAX_REQUEST
                               ? pki_request_fingerprint(given->request, &failure)
                               : NULL;
    if (key == NULL)
        return fault_set(error, FAULT_HOST_REQUEST_INVALID, given->name,
                         failure != NULL ? failure->message : "it is too long");
    g_autoptr(Host) known = store_find(engine->store, &host_type, "request_key", key, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (known != NULL) {
        *ret_id = g_strdup(known->base.id);
        *ret_certificate = g_strdup(known->certificate);
        return true;
    }
    if (given->known_id != NULL)
        return fault_set(error, FAULT_HOST_REGISTER_REFUSED, given->name);
    *ret_certificate = NULL;
    return insert(engine, given, key, ret_id, error);
}

/* --- the administrator's side ----------------------------------------------------------------- */

static bool take_cluster(Engine *engine, Host *host, const char *cluster, GError **error)
{
    if (cluster == NULL)
        return true;
    g_autoptr(Cluster) found = crud_find(engine->store, &cluster_type, cluster, error);
    if (found == NULL)
        return err_about(error, "cluster");
    g_free(host->cluster);
    host->cluster = g_strdup(found->base.id);
    return true;
}

static bool sign(Host *host, const char *ca_key, const char *ca, GError **error)
{
    host->certificate = host_certificate_sign(ca_key, ca, host, host->request, error);
    return host->certificate != NULL && host_certificate_note(host, host->certificate, error);
}

static bool approve(Engine *engine, const Caller *caller, const char *id, const char *cluster,
                    bool activate, const char *ca_key, const char *ca, GError **error)
{
    g_autoptr(StoreTxn) txn = store_begin(engine->store, error);
    g_autoptr(Host) host = txn != NULL ? store_get(engine->store, &host_type, id, error) : NULL;
    if (host == NULL)
        return false;
    if (host->status != HOST_PENDING_APPROVAL || host->request == NULL)
        return fault_set(error, FAULT_HOST_APPROVE_STATUS, host->name,
                         enum_word(&host_status_table, host->status));
    host->activate_when_ready = activate;
    if (!take_cluster(engine, host, cluster, error) || !sign(host, ca_key, ca, error))
        return false;
    if (activate)
        host->status = HOST_INSTALLING; /* until its agent has collected the certificate */
    const EventRefs refs = { .host = id, .host_name = host->name, .cluster = host->cluster };
    return store_update(engine->store, host, error) &&
           event_add(engine->store, caller, "VDS_APPROVE", &refs, error) &&
           store_commit(txn, error);
}

bool engine_host_approve(Engine *engine, const Caller *caller, const char *id, const char *cluster,
                         bool activate, GError **error)
{
    char *ca_key = NULL;
    g_autofree char *ca = NULL;
    if (!permission_check(engine, caller, ACTION_HOST_ENROLL, &host_type, id, error) ||
        !host_certificate_load_ca(engine, &ca_key, &ca, error))
        return false;
    bool good = approve(engine, caller, id, cluster, activate, ca_key, ca, error);
    secret_free(ca_key);
    if (good)
        runtime_host_changed(engine, id);
    return good;
}
