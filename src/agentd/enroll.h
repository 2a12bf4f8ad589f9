/* enroll.h - gets this host its certificate from the engine, by a one-time token. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* What a token says: "<host id>.<secret>.<SHA-256 of the CA certificate>". */
typedef struct {
    char *host_id, *secret;
    char *fingerprint; /* lower-case hex without ':' */
} EnrollToken;

bool enroll_token_parse(const char *token, EnrollToken *ret, GError **error);
void enroll_token_clear(EnrollToken *token);

/* Fetches the CA certificate, trusts it only when it is the one the token names, and then asks for
 * a certificate over a connection verified by it.  Key and certificates are on disk, each
 * replaced as a whole, only when all of it fits together.  'engine' is "https://address:port". */
bool enroll_host(const char *engine, const char *token, const char *pki_dir, char **ret_host_id,
                 GError **error);

/* What a host that registers itself says.  'fingerprint' (of the engine's CA) NULL: whoever answers
 * is believed, and 'ret_fingerprint' says who that was. */
typedef struct {
    const char *engine, *fingerprint, *name, *address;
    guint port;
} Registration;

/* Puts this host into the engine's list of those that wait to be approved; with 'wait' it asks
 * again until somebody has approved it, and stores the certificate.  '*ret_approved' says whether.
 */
bool enroll_register(const Registration *registration, const char *pki_dir, bool wait,
                     char **ret_fingerprint, bool *ret_approved, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(EnrollToken, enroll_token_clear)
