#include "rest/sign-in.h"

#include "base/log.h"
#include "engine/secret.h"
#include "rest/cookie-session.h"
#include "rest/prefer.h"
#include "rest/credentials.h"

#include <string.h>

static char *cookie_of(const HttpRequest *request)
{
    return cookie_find(http_request_header(request, "cookie"), COOKIE_NAME);
}

/* --- credentials ------------------------------------------------------------------------------ */

static User *check_credentials(Call *call, const Credentials *credentials, GError **error)
{
    switch (credentials->kind) {
    case CREDENTIALS_BEARER:
        call->token = g_strdup(credentials->token);
        return engine_token_user(call->engine, call->token, error);
    case CREDENTIALS_BASIC: {
        g_autofree char *user = credentials_full_user(credentials->user);
        return engine_check_password(call->engine, user, credentials->password, error);
    }
    case CREDENTIALS_BROKEN:
        return refuse_null(error, REFUSAL_UNAUTHENTICATED,
                           "The Authorization header is not well formed");
    case CREDENTIALS_NONE:
        break;
    }
    return refuse_null(error, REFUSAL_UNAUTHENTICATED,
                       "This needs a user: send a token or a user name and password");
}

/* --- sessions --------------------------------------------------------------------------------- */

/* Ends the session of the cookie and the token that was made for it. */
static void end_session(Call *call, const char *cookie)
{
    g_auto(CookieSession) session = { 0 };
    g_autoptr(GError) failure = NULL;
    if (cookie_sessions_remove(call->api->sessions, cookie, &session) && session.owns_token &&
        !engine_token_revoke(call->engine, session.token, &failure))
        log_line(LOG_LEVEL_WARNING, "session-not-ended error=%s", failure->message);
}

/* A token that comes along is what is meant; a password must be of the same user. */
static bool is_meant(const CookieSession *session, const Credentials *credentials)
{
    if (credentials->kind == CREDENTIALS_NONE)
        return true;
    if (credentials->kind != CREDENTIALS_BASIC)
        return false;
    g_autofree char *user = credentials_full_user(credentials->user);
    return strcmp(user, session->user_name) == 0;
}

/* A page of another site can make a browser send the cookie, but not this header. */
static bool check_csrf(const Call *call, const CookieSession *session, const char *cookie,
                       GError **error)
{
    const char *header = http_request_header(call->request, "jsessionid");
    return !session->csrf || (header != NULL && secret_equal(header, cookie)) ||
           refuse(error, REFUSAL_DENIED,
                  "The session was begun with csrf-protection: send its id in the header "
                  "JSESSIONID, too");
}

/* The user of the session of 'cookie'; NULL without an error when there is none that counts. */
static User *session_user(Call *call, const char *cookie, const Credentials *credentials,
                          GError **error)
{
    g_auto(CookieSession) session = { 0 };
    if (!cookie_sessions_find(call->api->sessions, cookie, g_get_monotonic_time(), &session) ||
        !is_meant(&session, credentials) || !check_csrf(call, &session, cookie, error))
        return NULL;
    User *user = engine_token_user(call->engine, session.token, NULL);
    if (user == NULL)
        end_session(call, cookie);
    else
        call->token = g_strdup(session.token);
    return user;
}

static bool read_ttl(const Call *call, gint64 *ret_us, GError **error)
{
    const char *text = http_request_header(call->request, "session-ttl");
    gint64 minutes = COOKIE_TTL_DEFAULT;
    if (text != NULL && !g_ascii_string_to_signed(text, 10, 1, COOKIE_TTL_MAX, &minutes, NULL))
        return refuse(error, REFUSAL_VALUE,
                      "Session-TTL is \"%.80s\", not a number of minutes from 1 to %d", text,
                      COOKIE_TTL_MAX);
    *ret_us = minutes * G_TIME_SPAN_MINUTE;
    return true;
}

/* The token of the call, or for a password a new one, is kept under a cookie. */
static bool start_session(Call *call, unsigned prefer, GError **error)
{
    CookieSession session = { .csrf = (prefer & PREFER_CSRF) != 0, .user_name = call->user_name };
    if (!read_ttl(call, &session.ttl_us, error))
        return false;
    session.owns_token = call->token == NULL;
    if (session.owns_token)
        call->token = engine_token_new(call->engine, call->user, NULL, error);
    session.token = call->token;
    if (session.token == NULL)
        return false;
    g_autoptr(GPtrArray) ended = g_ptr_array_new_with_free_func((GDestroyNotify)secret_free);
    call->new_cookie =
        cookie_sessions_add(call->api->sessions, &session, g_get_monotonic_time(), ended, error);
    for (guint i = 0; i < ended->len; i++)
        engine_token_revoke(call->engine, ended->pdata[i], NULL);
    return call->new_cookie != NULL;
}

/* --- both ------------------------------------------------------------------------------------- */

static void set_caller(Call *call)
{
    call->user_name = g_strconcat(call->user->name, "@internal", NULL);
    call->caller.user_id = call->user->base.id;
    call->caller.user_name = call->user_name;
}

bool sign_in(Call *call, GError **error)
{
    unsigned prefer = prefer_parse(http_request_header(call->request, "prefer"));
    g_autofree char *cookie = cookie_of(call->request);
    g_autoptr(Credentials) credentials =
        credentials_parse(http_request_header(call->request, "authorization"));
    g_autoptr(GError) failure = NULL;
    if (cookie != NULL && (prefer & PREFER_NEW) != 0)
        end_session(call, cookie);
    else if (cookie != NULL)
        call->user = session_user(call, cookie, credentials, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    bool by_cookie = call->user != NULL;
    if (!by_cookie)
        call->user = check_credentials(call, credentials, error);
    if (call->user == NULL)
        return false;
    set_caller(call);
    if (!engine_check_login(call->engine, &call->caller, error))
        return false;
    if (by_cookie && (prefer & PREFER_PERSISTENT) == 0)
        call->last_cookie = g_steal_pointer(&cookie);
    return by_cookie || (prefer & PREFER_PERSISTENT) == 0 || start_session(call, prefer, error);
}

void sign_in_finish(Call *call)
{
    if (call->new_cookie != NULL) {
        g_autofree char *value = g_strdup_printf(
            COOKIE_NAME "=%s; Path=" API_PREFIX "; Secure; HttpOnly", call->new_cookie);
        http_reply_add_header(call->reply, "Set-Cookie", value);
    }
    if (call->last_cookie != NULL)
        end_session(call, call->last_cookie);
}

bool sign_in_may_wait(const HttpRequest *request)
{
    const char *authorization = http_request_header(request, "authorization");
    return (authorization != NULL && g_ascii_strncasecmp(authorization, "basic", 5) == 0) ||
           http_request_header(request, "cookie") != NULL ||
           http_request_header(request, "prefer") != NULL;
}
