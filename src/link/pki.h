/* pki.h - the internal certificate authority and the certificates of engine, hosts and REST server.
 *
 * EC P-256 keys, random 128-bit serials, PEM text.  A certificate says its role and identity in a
 * URI name, "berth:host:<uuid>", and the identity in its CN.  Time and validity come from the
 * caller; randomness from GnuTLS.  Blocking (key generation), any thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum {
    PKI_ROLE_CA,
    PKI_ROLE_ENGINE, /* engine on the host link */
    PKI_ROLE_HOST,   /* agent on the host link */
    PKI_ROLE_SERVER, /* REST listener */
    N_PKI_ROLES
} PkiRole;

/* What a certificate shall say. */
typedef struct {
    PkiRole role;
    const char *identity;     /* UUID of host or engine; host name of a server */
    const char *const *names; /* of a server: DNS names and IP addresses; NULL: none */
    gint64 not_before;        /* seconds since the epoch */
    guint days;               /* of validity */
} PkiSubject;

/* What a certificate says. */
typedef struct {
    PkiRole role;
    char *identity;
    char *fingerprint; /* SHA-256, lower-case hex with ':' */
    char *serial;      /* lower-case hex */
    gint64 not_before, not_after;
} PkiIdentity;

const char *pki_role_name(PkiRole role); /* "host" */

/* A CA: self-signed, may sign leaves only.  Callers own both texts. */
bool pki_make_ca(const char *common_name, gint64 not_before, guint days, char **ret_key,
                 char **ret_cert, GError **error);

/* A key with a certificate that it signs itself, for TLS of a server that is known by its
 * fingerprint alone. */
bool pki_make_self_signed(const char *common_name, gint64 not_before, guint days, char **ret_key,
                          char **ret_cert, GError **error);

/* A key and a certificate request for it.  The key never leaves its machine. */
bool pki_make_request(const char *common_name, char **ret_key, char **ret_request, GError **error);

/* Signs: only the public key is taken from 'request' (its own signature is checked); the names are
 * those of 'subject'.  Caller frees. */
char *pki_sign(const char *ca_key, const char *ca_cert, const char *request,
               const PkiSubject *subject, GError **error);

/* Key, request and signature in one go, for certificates of the CA's own machine. */
bool pki_issue(const char *ca_key, const char *ca_cert, const PkiSubject *subject, char **ret_key,
               char **ret_cert, GError **error);

/* Reads role and identity of a certificate, which the caller has verified against the CA. */
PkiIdentity *pki_identity_read(const char *cert, GError **error);
PkiIdentity *pki_identity_read_der(const void *der, gsize size, GError **error);
void pki_identity_free(PkiIdentity *identity);

/* SHA-256 of the certificate, lower-case hex with ':'.  Caller frees. */
char *pki_fingerprint(const char *cert, GError **error);
char *pki_fingerprint_der(const void *der, gsize size, GError **error);
/* Of the public key in a request, whose own signature is checked. */
char *pki_request_fingerprint(const char *request, GError **error);

/* True when 'cert' was signed by 'ca_cert' and 'key' is its key: what enrolment stores fits. */
bool pki_check_pair(const char *ca_cert, const char *cert, const char *key, GError **error);

/* Replace a file atomically: keys with mode 0600, certificates 0644. */
bool pki_write_key(int root_fd, const char *path, const char *pem, GError **error);
bool pki_write_cert(int root_fd, const char *path, const char *pem, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PkiIdentity, pki_identity_free)
