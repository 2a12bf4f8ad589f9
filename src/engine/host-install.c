#include "engine/host-install.h"

#include "base/log.h"
#include "engine/event-log.h"
#include "engine/host-certificate.h"
#include "engine/job-record.h"
#include "engine/permission.h"
#include "engine/pki-files.h"
#include "engine/runtime-private.h"
#include "engine/secret.h"
#include "link/client.h"
#include "link/enroll-wire.h"

#include <string.h>

#define MAX_THREADS 8
#define CONNECT_MS  60000 /* of one conversation; PAM may take a while to say no */
#define LEAVE_MS    20000
#define RETURN_MS   30000 /* for an agent that was told to leave to listen again */
#define RETRY_US    100000

struct Installs {
    Engine *engine;
    GThreadPool *pool;
    GCancellable *cancellable;
};

/* One installation under way. */
typedef struct {
    Engine *engine;
    GCancellable *cancellable;
    char *host_id, *password;
    LinkCredentials *credentials;
    Host *host; /* as it was when it began */
} Install;

static void install_free(Install *install)
{
    secret_free(install->password);
    link_credentials_unref(install->credentials);
    entity_free(install->host);
    g_free(install->host_id);
    g_free(install);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Install, install_free)

/* --- what a client says ------------------------------------------------------------------------
 */

const char *host_install_password(const Host *given)
{
    const char *password =
        given->root_password != NULL ? given->root_password : given->ssh_password;
    return password != NULL && *password != '\0' ? password : NULL;
}

static bool check_fingerprint(Host *given, const char *verb, GError **error)
{
    if (given->enroll_fingerprint == NULL)
        return true;
    char *normal = *given->enroll_fingerprint != '\0'
                       ? enroll_fingerprint_normal(given->enroll_fingerprint)
                       : NULL;
    if (normal == NULL && *given->enroll_fingerprint != '\0')
        return fault_set(error, FAULT_HOST_FINGERPRINT_INVALID, verb, given->enroll_fingerprint);
    g_free(given->enroll_fingerprint);
    given->enroll_fingerprint = normal; /* empty: forget it */
    return true;
}

bool host_install_check(Host *given, const char *verb, GError **error)
{
    const char *method = given->ssh_method;
    if (given->ssh_user != NULL && *given->ssh_user != '\0' && strcmp(given->ssh_user, "root") != 0)
        return fault_set(error, FAULT_HOST_USER_NOT_ROOT, verb, given->ssh_user);
    if (method != NULL && g_ascii_strcasecmp(method, "password") == 0 &&
        host_install_password(given) == NULL)
        return fault_set(error, FAULT_HOST_EMPTY_PASSWORD, verb);
    return check_fingerprint(given, verb, error);
}

/* --- an agent that has a certificate already ---------------------------------------------------
 */

/* One call of an agent that nobody watches. */
typedef struct {
    LinkClient *client;
    bool asked, done, good;
    GError *error;
} Errand;

static void on_left(json_t *result, const GError *error, void *data)
{
    Errand *errand = data;
    errand->done = true;
    errand->good = error == NULL;
    if (error != NULL && errand->error == NULL)
        errand->error = g_error_copy(error);
}

static void on_state(LinkClient *client, LinkState state, const GError *reason, void *data)
{
    Errand *errand = data;
    if (state == LINK_UP && !errand->asked) {
        errand->asked = true;
        link_client_call(client, "Host.leave", json_pack("{s:s}", "reason", "install"), 0, on_left,
                         errand);
    }
    if (reason != NULL) {
        g_clear_error(&errand->error);
        errand->error = g_error_copy(reason);
    }
}

static gboolean errand_is_late(gpointer data)
{
    Errand *errand = data;
    errand->done = true;
    return G_SOURCE_REMOVE;
}

/* Tells the agent, which is 'identity' to us, to forget that. */
static bool tell_to_leave(const Install *install, const char *identity, GError **error)
{
    static const LinkClientOps ops = { on_state, NULL };
    const LinkClientConfig config = { .address = install->host->address,
                                      .port = (guint16)install->host->port,
                                      .identity = identity,
                                      .credentials = install->credentials };
    Errand errand = { 0 };
    g_autoptr(GMainContext) context = g_main_context_new();
    g_autoptr(GSource) timer = g_timeout_source_new(LEAVE_MS);
    g_source_set_callback(timer, errand_is_late, &errand, NULL);
    g_source_attach(timer, context);
    errand.client = link_client_new(context, &config, &ops, &errand);
    while (!errand.done && !g_cancellable_is_cancelled(install->cancellable))
        g_main_context_iteration(context, TRUE);
    link_client_free(errand.client);
    while (g_main_context_iteration(context, FALSE))
        ;
    g_source_destroy(timer);
    g_autoptr(GError) failure = errand.error;
    return errand.good || err_set(error, ERR_UNREACHABLE,
                                  "its agent is enrolled and cannot be told to begin anew: %s",
                                  failure != NULL ? failure->message : "it did not answer");
}

/* An agent that another host of ours has is not taken away from it. */
static bool check_not_of_another(const Install *install, const char *identity, GError **error)
{
    if (identity == NULL)
        return err_set(error, ERR_DENIED, "who answers there is not an agent");
    g_autoptr(Host) other = store_find(install->engine->store, &host_type, "id", identity, NULL);
    return other == NULL || strcmp(identity, install->host_id) == 0 ||
           err_set(error, ERR_CONFLICT, "the agent there is that of host %s", other->name);
}

static bool is_cancelled(const Install *install, GError **error)
{
    return g_cancellable_is_cancelled(install->cancellable) &&
           !err_set(error, ERR_UNREACHABLE, "the engine is stopping");
}

static EnrollWire *connect_once(const Install *install, GError **error)
{
    return enroll_wire_connect(install->host->address, (guint16)install->host->port,
                               install->credentials, CONNECT_MS, install->cancellable, error);
}

/* After it left, until it waits for us again. */
static EnrollWire *connect_again(const Install *install, GError **error)
{
    gint64 deadline = g_get_monotonic_time() + RETURN_MS * 1000;
    for (;;) {
        g_autoptr(GError) failure = NULL;
        g_autoptr(EnrollWire) wire = connect_once(install, &failure);
        if (wire != NULL && enroll_wire_peer(wire) == ENROLL_PEER_NEW)
            return g_steal_pointer(&wire);
        if (is_cancelled(install, error))
            return NULL;
        if (g_get_monotonic_time() > deadline)
            return err_null(error, ERR_TIMEOUT, "its agent did not come back to be enrolled: %s",
                            failure != NULL ? failure->message : "it keeps its certificate");
        g_usleep(RETRY_US);
    }
}

/* A connection to an agent that waits to be enrolled. */
static EnrollWire *connect_to_new(const Install *install, GError **error)
{
    g_autoptr(EnrollWire) wire = connect_once(install, error);
    if (wire == NULL)
        return NULL;
    switch (enroll_wire_peer(wire)) {
    case ENROLL_PEER_NEW:
        return g_steal_pointer(&wire);
    case ENROLL_PEER_OURS:
        break;
    case ENROLL_PEER_FOREIGN:
        return err_null(
            error, ERR_DENIED,
            "its agent is enrolled with another engine; run \"berth-agent leave\" there "
            "and restart it");
    }
    g_autofree char *identity = g_strdup(enroll_wire_identity(wire));
    if (!check_not_of_another(install, identity, error))
        return NULL;
    g_clear_pointer(&wire, enroll_wire_free);
    return tell_to_leave(install, identity, error) ? connect_again(install, error) : NULL;
}

/* --- the conversation --------------------------------------------------------------------------
 */

/* Before the password is sent: is it the agent that is meant? */
static bool check_peer(const Install *install, const EnrollWire *wire, GError **error)
{
    const char *expected = install->host->enroll_fingerprint;
    const char *shown = enroll_wire_fingerprint(wire);
    return expected == NULL || strcmp(expected, shown) == 0 ||
           err_set(error, ERR_DENIED,
                   "its agent shows the key SHA256:%s, expected is SHA256:%s; if the agent was set "
                   "up anew, change the host's ssh.fingerprint",
                   shown, expected);
}

static json_t *exchange(EnrollWire *wire, json_t *message, GError **error)
{
    return enroll_wire_send(wire, message, error) ? enroll_wire_receive(wire, error) : NULL;
}

/* The agent's request, for which it wants the password. */
static char *ask_request(const Install *install, EnrollWire *wire, GError **error)
{
    json_t *answer = exchange(wire,
                              json_pack("{s:i, s:s, s:s, s:s}", "enroll", 1, "user", "root",
                                        "password", install->password, "host", install->host_id),
                              error);
    const char *request = json_string_value(json_object_get(answer, "csr"));
    char *copy = g_strdup(request);
    if (answer != NULL && request == NULL)
        err_set(error, ERR_INVALID, "its agent sent no certificate request");
    json_decref(answer);
    return copy;
}

static bool give_certificate(EnrollWire *wire, const char *certificate, const char *ca,
                             GError **error)
{
    json_t *answer =
        exchange(wire, json_pack("{s:s, s:s}", "certificate", certificate, "ca", ca), error);
    bool good = json_is_true(json_object_get(answer, "enrolled"));
    if (answer != NULL && !good)
        err_set(error, ERR_INVALID, "its agent did not say that it is enrolled");
    json_decref(answer);
    return good;
}

/* The row, when nobody removed the host or gave up meanwhile. */
static bool note_enrolled(const Install *install, const char *certificate, const char *fingerprint,
                          GError **error)
{
    Engine *engine = install->engine;
    g_autoptr(StoreTxn) txn = store_begin(engine->store, error);
    g_autoptr(Host) host =
        txn != NULL ? store_get(engine->store, &host_type, install->host_id, error) : NULL;
    if (host == NULL || !host_certificate_note(host, certificate, error))
        return false;
    g_free(host->enroll_fingerprint);
    host->enroll_fingerprint = g_strdup(fingerprint);
    const EventRefs refs = { .host = host->base.id,
                             .host_name = host->name,
                             .cluster = host->cluster };
    return store_update(engine->store, host, error) &&
           event_add(engine->store, NULL, "VDS_INSTALL", &refs, error) &&
           job_record_end(engine->store, HOST_INSTALL_JOB, host->base.id, JOB_FINISHED, NULL,
                          error) &&
           store_commit(txn, error);
}

static bool enroll(const Install *install, EnrollWire *wire, GError **error)
{
    char *ca_key = NULL;
    g_autofree char *ca = NULL, *certificate = NULL;
    if (!check_peer(install, wire, error))
        return false;
    g_autofree char *request = ask_request(install, wire, error);
    if (request == NULL || !host_certificate_load_ca(install->engine, &ca_key, &ca, error))
        return false;
    certificate = host_certificate_sign(ca_key, ca, install->host, request, error);
    secret_free(ca_key);
    return certificate != NULL && give_certificate(wire, certificate, ca, error) &&
           note_enrolled(install, certificate, enroll_wire_fingerprint(wire), error);
}

/* --- the worker --------------------------------------------------------------------------------
 */

static LinkCredentials *load_credentials(const Engine *engine, GError **error)
{
    const char *dir = engine->config.pki_dir;
    g_autofree char *ca = g_build_filename(dir, PKI_CA_CERT, NULL);
    g_autofree char *cert = g_build_filename(dir, PKI_ENGINE_CERT, NULL);
    g_autofree char *key = g_build_filename(dir, PKI_ENGINE_KEY, NULL);
    return link_credentials_load(ca, cert, key, error);
}

static bool attempt(Install *install, GError **error)
{
    install->host = store_get(install->engine->store, &host_type, install->host_id, error);
    if (install->host == NULL)
        return false;
    install->credentials = load_credentials(install->engine, error);
    g_autoptr(EnrollWire) wire =
        install->credentials != NULL ? connect_to_new(install, error) : NULL;
    return wire != NULL && enroll(install, wire, error);
}

static bool give_up(Engine *engine, const char *host_id, const char *reason, GError **error)
{
    g_autoptr(StoreTxn) txn = store_begin(engine->store, error);
    g_autoptr(Host) host =
        txn != NULL ? store_find(engine->store, &host_type, "id", host_id, error) : NULL;
    if (txn == NULL ||
        !job_record_end(engine->store, HOST_INSTALL_JOB, host_id, JOB_FAILED, reason, error))
        return false;
    if (host == NULL || !host->install_pending)
        return store_commit(txn, error); /* removed, or enrolled by a token */
    host->status = HOST_INSTALL_FAILED;
    host->install_pending = FALSE;
    g_free(host->status_detail);
    host->status_detail = g_strdup(reason);
    const EventRefs refs = { .host = host_id,
                             .host_name = host->name,
                             .cluster = host->cluster,
                             .words = EVENT_WORDS("reason", reason) };
    return store_update(engine->store, host, error) &&
           event_add(engine->store, NULL, "VDS_INSTALL_FAILED", &refs, error) &&
           store_commit(txn, error);
}

static void run(gpointer data, gpointer user_data)
{
    g_autoptr(Install) install = data;
    Engine *engine = install->engine;
    g_autoptr(GError) error = NULL, failure = NULL;
    if (attempt(install, &error)) {
        log_info("host-installed host=%s", install->host_id);
    } else if (g_cancellable_is_cancelled(install->cancellable)) {
        return; /* the next engine says so */
    } else {
        log_warning("host-install-failed host=%s reason=\"%s\"", install->host_id, error->message);
        if (!give_up(engine, install->host_id, error->message, &failure))
            log_error("host-not-updated host=%s error=\"%s\"", install->host_id, failure->message);
    }
    runtime_host_changed(engine, install->host_id);
}

void host_install_start(Engine *engine, const char *host_id, const char *password)
{
    Installs *installs = engine->runtime->installs;
    Install *install = g_new0(Install, 1);
    install->engine = engine;
    install->cancellable = installs->cancellable;
    install->host_id = g_strdup(host_id);
    install->password = g_strdup(password);
    g_thread_pool_push(installs->pool, install, NULL);
}

bool engine_host_install(Engine *engine, const Caller *caller, const char *id, Host *given,
                         GError **error)
{
    static const bool may_install[N_HOST_STATUSES] = {
        [HOST_INSTALL_FAILED] = true,
        [HOST_MAINTENANCE] = true,
        [HOST_DOWN] = true,
        [HOST_INSTALLING] = true,
    };
    if (!permission_check(engine, caller, ACTION_HOST_MAINTENANCE, &host_type, id, error))
        return false;
    g_autoptr(StoreTxn) txn = store_begin(engine->store, error);
    g_autoptr(Host) host = txn != NULL ? store_get(engine->store, &host_type, id, error) : NULL;
    if (host == NULL || !host_install_check(given, "install", error))
        return false;
    const char *password = host_install_password(given);
    if (password == NULL)
        return fault_set(error, FAULT_HOST_EMPTY_PASSWORD, "install");
    if (host->install_pending)
        return fault_set(error, FAULT_OBJECT_LOCKED, "install", "Host", host->name,
                         "it is being installed");
    if (!may_install[host->status])
        return fault_set(error, FAULT_HOST_INSTALL_STATUS, host->name,
                         enum_word(&host_status_table, host->status));
    if (given->enroll_fingerprint != NULL) {
        g_free(host->enroll_fingerprint);
        host->enroll_fingerprint = g_strdup(given->enroll_fingerprint);
    }
    host->status = HOST_INSTALLING;
    host->install_pending = TRUE;
    g_clear_pointer(&host->certificate_fingerprint, g_free); /* nobody connects to it meanwhile */
    host->activate_when_ready = given->activate_when_ready;
    g_clear_pointer(&host->status_detail, g_free);
    const EventRefs refs = { .host = id, .host_name = host->name, .cluster = host->cluster };
    if (!store_update(engine->store, host, error) ||
        !event_add(engine->store, caller, "VDS_INSTALL_STARTED", &refs, error) ||
        !job_record_begin(engine->store, caller, HOST_INSTALL_JOB, host, error) ||
        !store_commit(txn, error))
        return false;
    runtime_host_changed(engine, id);
    host_install_start(engine, id, password);
    return true;
}

/* --- life --------------------------------------------------------------------------------------
 */

#define RESTARTED "the engine was restarted meanwhile and keeps no password; install it again"

/* Of those that were removed or enrolled by a token while they were installed, too. */
static bool end_jobs(Engine *engine, GError **error)
{
    g_autoptr(StoreTxn) txn = store_begin(engine->store, error);
    return txn != NULL &&
           job_record_end(engine->store, HOST_INSTALL_JOB, NULL, JOB_FAILED, RESTARTED, error) &&
           store_commit(txn, error);
}

bool installs_recover(Engine *engine, GError **error)
{
    const StoreCondition condition = { .column = "install_pending", .number = TRUE };
    const StoreQuery query = { .conditions = &condition, .n_conditions = 1 };
    g_autoptr(GPtrArray) hosts = store_list(engine->store, &host_type, &query, error);
    for (guint i = 0; hosts != NULL && i < hosts->len; i++)
        if (!give_up(engine, ((const Entity *)hosts->pdata[i])->id, RESTARTED, error))
            return false;
    return hosts != NULL && end_jobs(engine, error);
}

static void drop(gpointer data)
{
    install_free(data);
}

Installs *installs_new(Engine *engine)
{
    Installs *installs = g_new0(Installs, 1);
    installs->engine = engine;
    installs->cancellable = g_cancellable_new();
    installs->pool = g_thread_pool_new_full(run, installs, drop, MAX_THREADS, FALSE, NULL);
    return installs;
}

void installs_stop_soon(Installs *installs)
{
    g_cancellable_cancel(installs->cancellable);
}

void installs_free(Installs *installs)
{
    if (installs == NULL)
        return;
    installs_stop_soon(installs);
    g_thread_pool_free(installs->pool, TRUE, TRUE);
    g_object_unref(installs->cancellable);
    g_free(installs);
}
