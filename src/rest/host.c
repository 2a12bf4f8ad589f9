/* Actions of hosts, and their enrolment. */
#include "rest/handlers.h"

#include "model/host.h"

static bool reply_done(Call *call)
{
    call_reply_action(call, call->job, NULL, NULL);
    return true;
}

bool host_activate(Call *call, GError **error)
{
    return engine_host_activate(call->engine, &call->caller, call_parent_id(call), error) &&
           reply_done(call);
}

bool host_deactivate(Call *call, GError **error)
{
    return engine_host_deactivate(call->engine, &call->caller, call_parent_id(call),
                                  call_text(call, "reason"), error) &&
           reply_done(call);
}

bool host_refresh(Call *call, GError **error)
{
    return engine_host_refresh(call->engine, &call->caller, call_parent_id(call), error) &&
           reply_done(call);
}

static char *dup_text(const Call *call, const char *path)
{
    return g_strdup(call_text(call, path));
}

/* "activate" of the query or the body; not given: true. */
static bool read_activate(const Call *call, gboolean *ret, GError **error)
{
    g_autoptr(GError) failure = NULL;
    bool activate = true;
    if (url_param(call->url, "activate") != NULL)
        activate = url_param_bool(call->url, "activate");
    else if (!node_bool(call->body, "activate", &activate, &failure))
        return refuse_as(error, REFUSAL_VALUE, failure);
    *ret = activate;
    return true;
}

bool host_install(Call *call, GError **error)
{
    g_autoptr(Host) given = entity_new(&host_type);
    given->root_password = dup_text(call, "root_password");
    given->ssh_password = dup_text(call, "ssh/user/password");
    given->ssh_user = dup_text(call, "ssh/user/user_name");
    given->ssh_method = dup_text(call, "ssh/authentication_method");
    given->enroll_fingerprint = dup_text(call, "ssh/fingerprint");
    return read_activate(call, &given->activate_when_ready, error) &&
           engine_host_install(call->engine, &call->caller, call_parent_id(call), given, error) &&
           reply_done(call);
}

bool host_fence(Call *call, GError **error)
{
    const char *type = call_text(call, "fence_type");
    if (type == NULL)
        return refuse(error, REFUSAL_INCOMPLETE, "Action [fence_type] required for fence") ||
               err_about(error, "fence_type");
    if (g_ascii_strcasecmp(type, "manual") != 0)
        return refuse(error, REFUSAL_VALUE,
                      "\"%.40s\" is not a way to fence: there is no power management; manual is",
                      type) ||
               err_about(error, "fence_type");
    return engine_host_fence_manual(call->engine, &call->caller, call_parent_id(call), error) &&
           reply_done(call);
}

bool host_approve(Call *call, GError **error)
{
    gboolean activate;
    const char *cluster = call_text(call, "cluster/id");
    if (cluster == NULL)
        cluster = call_text(call, "cluster/name");
    return read_activate(call, &activate, error) &&
           engine_host_approve(call->engine, &call->caller, call_parent_id(call), cluster, activate,
                               error) &&
           reply_done(call);
}

static void reply_registration(Call *call, const char *id, const char *certificate)
{
    Emit *emit = emit_new(REPR_JSON);
    emit_open(emit, "registration");
    emit_text(emit, "host_id", id);
    emit_text(emit, "status", certificate != NULL ? "approved" : "pending_approval");
    if (certificate != NULL) {
        emit_text(emit, "certificate", certificate);
        emit_text(emit, "ca", call->api->ca_pem);
    }
    emit_close(emit);
    call->format = REPR_JSON;
    call_take_reply(call, 200, emit);
}

/* An agent's that has nothing yet: it gets nothing but a place in the list. */
bool host_register(Call *call, GError **error)
{
    const GByteArray *bytes = call->request->body;
    g_autoptr(GError) failure = NULL;
    g_autoptr(Node) body =
        node_parse(REPR_JSON, (const char *)bytes->data, bytes->len, NULL, &failure);
    HostRegistration given = { 0 };
    if (body == NULL || !node_int(body, "port", 1, 65535, &given.port, &failure))
        return refuse(error, REFUSAL_MALFORMED, "%s", failure->message);
    given.request = node_text(body, "csr");
    given.name = node_text(body, "name");
    given.address = node_text(body, "address");
    given.known_id = node_text(body, "host_id");
    if (given.port == 0)
        given.port = HOST_DEFAULT_PORT;
    if (given.request == NULL || given.name == NULL || given.address == NULL)
        return refuse(error, REFUSAL_INCOMPLETE, "Registration [csr, name, address] required");
    g_autofree char *id = NULL, *certificate = NULL;
    if (!engine_host_register(call->engine, &given, &id, &certificate, error))
        return false;
    reply_registration(call, id, certificate);
    return true;
}

typedef struct {
    const char *token, *public_url;
    gint64 expires;
} Enrollment;

static void emit_enrollment(Emit *emit, gpointer data)
{
    const Enrollment *enrollment = data;
    g_autofree char *command =
        g_strdup_printf("berth-agent enroll --engine %s --token-file -", enrollment->public_url);
    emit_open(emit, "enrollment_token");
    emit_text(emit, "token", enrollment->token);
    emit_time(emit, "expires", enrollment->expires);
    emit_text(emit, "command", command);
    emit_close(emit);
}

bool host_enrollment_token(Call *call, GError **error)
{
    Enrollment enrollment = { .public_url = call->api->public_url };
    g_autofree char *token = engine_host_token_new(
        call->engine, &call->caller, call_parent_id(call), &enrollment.expires, error);
    if (token == NULL)
        return false;
    enrollment.token = token;
    call_reply_action(call, NULL, emit_enrollment, &enrollment);
    return true;
}

/* An agent's: no user, the token in the body is what it may. */
bool host_enroll(Call *call, GError **error)
{
    const GByteArray *bytes = call->request->body;
    g_autoptr(GError) failure = NULL;
    g_autoptr(Node) body =
        node_parse(REPR_JSON, (const char *)bytes->data, bytes->len, NULL, &failure);
    if (body == NULL)
        return refuse(error, REFUSAL_MALFORMED, "%s", failure->message);
    const char *token = node_text(body, "token"), *request = node_text(body, "csr");
    if (token == NULL || request == NULL)
        return refuse(error, REFUSAL_INCOMPLETE, "Enrollment [token, csr] required");

    g_autofree char *certificate = NULL, *ca = NULL, *host_id = NULL;
    if (!engine_host_enroll(call->engine, token, request, &certificate, &ca, &host_id, error))
        return false;
    Emit *emit = emit_new(REPR_JSON);
    emit_open(emit, "enrollment");
    emit_text(emit, "certificate", certificate);
    emit_text(emit, "ca", ca);
    emit_text(emit, "host_id", host_id);
    emit_close(emit);
    call->format = REPR_JSON;
    call_take_reply(call, 200, emit);
    return true;
}
