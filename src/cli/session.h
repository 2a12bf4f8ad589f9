/* session.h - which engine, and the token that "berth login" keeps.
 *
 * Kept in $BERTH_SESSION, else $XDG_CONFIG_HOME/berth/session.json (0600).  The password is never
 * kept.  Trust is the engine's own CA, pinned at login. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct {
    char *url;  /* "https://192.0.2.1:8443" */
    char *user; /* "admin@internal" */
    char *token;
    char *ca_pem; /* the only trust root */
} Session;

Session *session_new(void);
void session_free(Session *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Session, session_free)

/* ERR_UNAUTHENTICATED with "run berth login" when there is none. */
Session *session_load(GError **error);
bool session_save(const Session *session, GError **error);
bool session_remove(GError **error);
