/* cookie-session.h - persistent sessions as oVirt has them: "Prefer: persistent-auth" is answered
 * with a cookie, which stands for the credentials until a request with it no longer asks for that.
 *
 * They live in memory and as tokens of the engine, which says whose they are; after a restart of
 * the engine a client shows its credentials again.  Any thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define COOKIE_NAME        "JSESSIONID"
#define COOKIE_SESSION_MAX 1000
/* Idle time in minutes: what a session has unless the client asks, and the most it can ask for. */
#define COOKIE_TTL_DEFAULT 30
#define COOKIE_TTL_MAX     1440

/* The value of the cookie 'name' in the header "Cookie" (may be NULL); NULL: none. */
char *cookie_find(const char *header, const char *name);

typedef struct {
    char *token;     /* of the engine */
    char *user_name; /* "admin@internal", as it signed in */
    bool owns_token; /* it was made for the session and ends with it */
    bool csrf;
    gint64 ttl_us;
} CookieSession;

void cookie_session_clear(CookieSession *session);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CookieSession, cookie_session_clear)

typedef struct CookieSessions CookieSessions;
CookieSessions *cookie_sessions_new(void);
void cookie_sessions_free(CookieSessions *sessions); /* NULL is fine */

/* Keeps a copy of 'session' under a fresh id, which it returns.  Tokens of sessions that ended by
 * it, as they were idle for too long or there are too many, are added to 'ended' (of char *). */
char *cookie_sessions_add(CookieSessions *sessions, const CookieSession *session, gint64 now,
                          GPtrArray *ended, GError **error);

/* Whether there is one with that id, not idle for too long; it was used now. */
bool cookie_sessions_find(CookieSessions *sessions, const char *id, gint64 now, CookieSession *ret);

/* Ends it.  False: there was none. */
bool cookie_sessions_remove(CookieSessions *sessions, const char *id, CookieSession *ret);
