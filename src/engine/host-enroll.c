/* Enrolment: an agent proves with a one-time secret which host it is, and gets its certificate. */
#include "engine/event-log.h"

#include "base/autofd.h"
#include "base/fs-at.h"
#include "base/uuid.h"
#include "engine/host-certificate.h"
#include "engine/permission.h"
#include "engine/pki-files.h"
#include "engine/runtime.h"
#include "engine/secret.h"
#include "engine/session.h"
#include "link/pki.h"
#include "model/host.h"

#define TOKEN_LIFETIME (1 * G_TIME_SPAN_HOUR)
#define MAX_PEM        (64 * 1024)
#define MAX_TOKEN      512

/* States in which the agent of an enrolled host may be enrolled again. */
static const bool may_enroll_again[N_HOST_STATUSES] = {
    [HOST_INSTALLING] = true,     [HOST_INSTALL_FAILED] = true, [HOST_MAINTENANCE] = true,
    [HOST_NON_RESPONSIVE] = true, [HOST_DOWN] = true,           [HOST_PENDING_APPROVAL] = true,
};

static char *read_pki(Engine *engine, const char *path, GError **error)
{
    autofd int dir = fs_at_open_root(engine->config.pki_dir, error);
    return dir >= 0 ? fs_at_read(dir, path, MAX_PEM, error) : NULL;
}

/* --- the administrator's side ----------------------------------------------------------------- */

static bool store_token(Engine *engine, const Caller *caller, const char *host_id,
                        const char *digest, gint64 expires, GError **error)
{
    g_autoptr(StoreTxn) txn = store_begin(engine->store, error);
    g_autoptr(Host) host =
        txn != NULL ? store_get(engine->store, &host_type, host_id, error) : NULL;
    if (host == NULL)
        return false;
    if (host->certificate_fingerprint != NULL && !may_enroll_again[host->status])
        return fault_set(error, FAULT_HOST_ENROLL_STATUS, host->name,
                         enum_word(&host_status_table, host->status));
    g_free(host->token_hash);
    host->token_hash = g_strdup(digest);
    host->token_expires = expires;
    const EventRefs refs = { .host = host_id, .host_name = host->name };
    return store_update(engine->store, host, error) &&
           event_add(engine->store, caller, "USER_UPDATE_VDS", &refs, error) &&
           store_commit(txn, error);
}

char *engine_host_token_new(Engine *engine, const Caller *caller, const char *host_id,
                            gint64 *ret_expires, GError **error)
{
    if (!permission_check(engine, caller, ACTION_HOST_ENROLL, &host_type, host_id, error))
        return NULL;
    g_autofree char *ca = read_pki(engine, PKI_CA_CERT, error);
    g_autofree char *fingerprint = ca != NULL ? pki_fingerprint(ca, error) : NULL;
    char *secret = fingerprint != NULL ? secret_new(error) : NULL;
    if (secret == NULL)
        return NULL;
    g_autofree char *digest = secret_digest(secret);
    gint64 expires = engine_now() + TOKEN_LIFETIME;
    char *token = NULL;
    if (store_token(engine, caller, host_id, digest, expires, error)) {
        token = g_strdup_printf("%s.%s.%s", host_id, secret, fingerprint);
        if (ret_expires != NULL)
            *ret_expires = expires;
    }
    secret_free(secret);
    return token;
}

/* --- the agent's side ------------------------------------------------------------------------- */

/* Why a token is refused, for the administrator; NULL when it is right. */
static const char *refusal(const Host *host, const char *digest)
{
    if (host->token_hash == NULL)
        return "there is no token, or it was used";
    if (!secret_equal(host->token_hash, digest))
        return "the token is wrong";
    if (host->token_expires <= engine_now())
        return "the token has expired";
    return NULL;
}

typedef struct {
    char *id, *secret_digest;
    const char *csr;
    char *ca_key, *ca_cert;
    char *certificate; /* the result */
    const char *refusal;
} Enrolment;

static void enrolment_clear(Enrolment *enrolment)
{
    g_free(enrolment->id);
    g_free(enrolment->secret_digest);
    secret_free(enrolment->ca_key);
    g_free(enrolment->ca_cert);
    g_free(enrolment->certificate);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Enrolment, enrolment_clear)

static bool parse_token(const char *token, Enrolment *ret)
{
    if (strlen(token) > MAX_TOKEN)
        return false;
    g_auto(GStrv) parts = g_strsplit(token, ".", 3);
    if (g_strv_length(parts) != 3 || !uuid_is_valid(parts[0]))
        return false;
    ret->id = g_strdup(parts[0]);
    ret->secret_digest = secret_digest(parts[1]);
    return true;
}

/* In one transaction, so that a secret serves once. */
static bool enroll(Engine *engine, Enrolment *enrolment, GError **error)
{
    g_autoptr(StoreTxn) txn = store_begin(engine->store, error);
    if (txn == NULL)
        return false;
    g_autoptr(Host) host = store_find(engine->store, &host_type, "id", enrolment->id, NULL);
    if (host == NULL)
        return fault_set(error, FAULT_HOST_TOKEN_INVALID);
    enrolment->refusal = refusal(host, enrolment->secret_digest);
    if (enrolment->refusal != NULL)
        return fault_set(error, FAULT_HOST_TOKEN_INVALID);
    enrolment->certificate =
        host_certificate_sign(enrolment->ca_key, enrolment->ca_cert, host, enrolment->csr, error);
    if (enrolment->certificate == NULL ||
        !host_certificate_note(host, enrolment->certificate, error))
        return false;
    const EventRefs refs = { .host = host->base.id, .host_name = host->name };
    return store_update(engine->store, host, error) &&
           event_add(engine->store, NULL, "HOST_ENROLLED", &refs, error) &&
           store_commit(txn, error);
}

/* A guess costs the guesser a line in the event log, but not without end. */
static void record_refusal(Engine *engine, const Enrolment *enrolment)
{
    if (enrolment->refusal == NULL || !sessions_may_record_failure(engine->sessions, enrolment->id))
        return;
    event_record(
        engine, NULL, "HOST_ENROLL_REFUSED",
        &(EventRefs){ .host = enrolment->id, .words = EVENT_WORDS("reason", enrolment->refusal) });
}

bool engine_host_enroll(Engine *engine, const char *token, const char *csr_pem,
                        char **ret_certificate_pem, char **ret_ca_pem, char **ret_host_id,
                        GError **error)
{
    g_auto(Enrolment) enrolment = { .csr = csr_pem };
    if (!parse_token(token, &enrolment))
        return fault_set(error, FAULT_HOST_TOKEN_INVALID);
    if (!host_certificate_load_ca(engine, &enrolment.ca_key, &enrolment.ca_cert, error))
        return false;
    if (!enroll(engine, &enrolment, error)) {
        record_refusal(engine, &enrolment);
        return false;
    }
    runtime_host_changed(engine, enrolment.id);
    *ret_certificate_pem = g_steal_pointer(&enrolment.certificate);
    *ret_ca_pem = g_steal_pointer(&enrolment.ca_cert);
    *ret_host_id = g_steal_pointer(&enrolment.id);
    return true;
}
