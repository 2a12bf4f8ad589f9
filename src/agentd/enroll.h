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

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(EnrollToken, enroll_token_clear)
