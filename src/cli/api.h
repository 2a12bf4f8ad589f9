/* api.h - requests to the engine's REST API, in JSON.  Blocking; one thread. */
#pragma once

#include "cli/session.h"

#include <jansson.h>

typedef struct Api Api;

/* Borrows 'session'. */
Api *api_new(const Session *session);
void api_free(Api *api);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Api, api_free)

/* One request below /ovirt-engine/api, e.g. "vms?search=…".  'body' may be NULL and is borrowed.
 * Returns the reply's JSON (caller decrefs); a fault becomes an error whose message is its detail
 * and whose code follows from the HTTP status. */
json_t *api_request(Api *api, const char *method, const char *path, json_t *body, GError **error);

/* Percent-encodes 'text' for a path or query.  Caller frees. */
char *api_escape(const char *text);

/* All items of a collection, e.g. ("hosts", "host").  Caller decrefs the array. */
json_t *api_list(Api *api, const char *path, const char *element, GError **error);

/* The item of a collection whose name or id is 'name'; ERR_NOT_FOUND names the kind.  With
 * 'searchable' the engine looks the name up. */
json_t *api_find(Api *api, const char *path, const char *element, bool searchable, const char *name,
                 GError **error);

/* Reads a stream of server-sent events until 'event' returns false or 'seconds' have passed (0:
 * never; then the stream is opened again whenever it breaks, going on after the last id).  Besides
 * real events it is called with NULL about every second. */
bool api_stream(Api *api, const char *path, bool (*event)(json_t *data, gpointer user_data),
                gpointer user_data, guint seconds, GError **error);

/* --- without a session yet ---------------------------------------------------------------------
 */
/* The engine's CA certificate, fetched without trust: compare its fingerprint before use. */
char *api_fetch_ca(const char *url, GError **error);
/* SHA-256 of a PEM certificate's DER, lower-case hex. */
char *api_fingerprint(const char *pem, GError **error);
/* Password grant. */
char *api_login(const char *url, const char *ca_pem, const char *user, const char *password,
                GError **error);
bool api_logout(const Session *session, GError **error);
