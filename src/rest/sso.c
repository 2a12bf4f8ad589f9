/* Single sign-on as oVirt's SDKs use it: a password for a token, and back.
 *
 * Replies are JSON whatever was asked for, and of success never hold the key "error": by that the
 * SDKs decide. */
#include "rest/handlers.h"

#include "rest/credentials.h"

#include <string.h>

#define SCOPE "ovirt-app-api"

/* The parameters of query and form body together; NULL with an error. */
static GHashTable *read_form(Call *call, GError **error)
{
    g_autoptr(GHashTable) form = url_form_new();
    const GByteArray *body = call->request->body;
    if (!url_form_parse((const char *)body->data, body->len, form, error))
        return NULL;
    GHashTableIter iter;
    gpointer name, value;
    g_hash_table_iter_init(&iter, call->url->params);
    while (g_hash_table_iter_next(&iter, &name, &value))
        if (!g_hash_table_contains(form, name))
            g_hash_table_insert(form, g_strdup(name), g_strdup(value));
    return g_steal_pointer(&form);
}

static void reply_json(Call *call, unsigned status, Emit *emit)
{
    call->format = REPR_JSON;
    call_take_reply(call, status, emit);
}

static bool reply_empty(Call *call)
{
    call_reply_text(call, 200, media_name(MEDIA_JSON), g_strdup("{}"));
    return true;
}

/* 'code' is OAuth's word.  oVirt's own scope has the text where OAuth has the word; a description
 * beside it would make its clients show the text twice and the word never. */
static bool reply_error(Call *call, unsigned status, const char *code, const char *text)
{
    Emit *emit = emit_new(REPR_JSON);
    emit_open(emit, "");
    emit_text(emit, "error_code", code);
    emit_text(emit, "error", text);
    emit_close(emit);
    reply_json(call, status, emit);
    return true;
}

static bool reply_failure(Call *call, const GError *error)
{
    if (refusal_status(error) == 401 || refusal_status(error) == 403)
        return reply_error(call, 400, "access_denied", error->message);
    return reply_error(call, refusal_status(error), "server_error", error->message);
}

static void reply_token(Call *call, const char *token, gint64 expires_us, const char *scope)
{
    g_autofree char *expires_ms =
        g_strdup_printf("%" G_GINT64_FORMAT, expires_us > 0 ? expires_us / 1000 : G_MAXINT64);
    Emit *emit = emit_new(REPR_JSON);
    emit_open(emit, "");
    emit_text(emit, "access_token", token);
    emit_text(emit, "scope", scope);
    emit_text(emit, "exp", expires_ms);
    emit_text(emit, "token_type", "bearer");
    emit_close(emit);
    reply_json(call, 200, emit);
}

static bool grant(Call *call, const char *user_name, const char *password, const char *scope)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *full_name = credentials_full_user(user_name);
    g_autoptr(User) user = engine_check_password(call->engine, full_name, password, &error);
    const Caller caller = { .user_id = user != NULL ? user->base.id : NULL,
                            .user_name = user_name };
    bool may = user != NULL && engine_check_login(call->engine, &caller, &error);
    gint64 expires = 0;
    g_autofree char *token = may ? engine_token_new(call->engine, user, &expires, &error) : NULL;
    if (token == NULL)
        return reply_failure(call, error);
    reply_token(call, token, expires, scope);
    return true;
}

bool sso_token(Call *call, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(GHashTable) form = read_form(call, &failure);
    if (form == NULL)
        return reply_error(call, 400, "invalid_request", failure->message);
    const char *type = g_hash_table_lookup(form, "grant_type");
    const char *user = g_hash_table_lookup(form, "username");
    const char *password = g_hash_table_lookup(form, "password");
    const char *scope = g_hash_table_lookup(form, "scope");
    if (type == NULL)
        return reply_error(call, 400, "invalid_request", "The parameter grant_type is missing");
    if (strcmp(type, "password") != 0)
        return reply_error(call, 400, "unsupported_grant_type",
                           "This grant type is not supported; \"password\" is");
    if (user == NULL || *user == '\0' || password == NULL)
        return reply_error(call, 400, "invalid_request",
                           "The parameters username and password are needed");
    return grant(call, user, password, scope != NULL ? scope : SCOPE);
}

/* The token that a form names; NULL: none, or nothing but an empty text, as the Go SDK sends. */
static char *form_token(Call *call)
{
    g_autoptr(GHashTable) form = read_form(call, NULL);
    const char *token = form != NULL ? g_hash_table_lookup(form, "token") : NULL;
    return token != NULL && *token != '\0' ? g_strdup(token) : NULL;
}

bool sso_token_info(Call *call, GError **error)
{
    g_autofree char *token = form_token(call);
    g_autoptr(User) user = token != NULL ? engine_token_user(call->engine, token, NULL) : NULL;
    if (user == NULL)
        return reply_error(call, 400, "invalid_token", "The token is unknown or has expired");
    Emit *emit = emit_new(REPR_JSON);
    emit_open(emit, "");
    emit_text(emit, "active", "true");
    emit_text(emit, "scope", SCOPE);
    emit_text(emit, "token_type", "bearer");
    emit_text(emit, "user_id", user->user_name);
    emit_close(emit);
    reply_json(call, 200, emit);
    return true;
}

bool sso_revoke(Call *call, GError **error)
{
    g_autofree char *token = form_token(call);
    g_autoptr(GError) failure = NULL;
    /* An unknown token is not there any more, which is what was asked for. */
    if (token != NULL && !engine_token_revoke(call->engine, token, &failure) &&
        refusal_status(failure) >= 500)
        return reply_failure(call, failure);
    return reply_empty(call);
}

bool sso_logout(Call *call, GError **error)
{
    return sso_revoke(call, error);
}
