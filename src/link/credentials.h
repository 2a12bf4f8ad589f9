/* credentials.h - who we are and whom we trust on the host link: one certificate, its key, one CA.
 *
 * Loaded once and shared by all links of a process.  Reference-counted because links of different
 * threads outlive each other.  Immutable, any thread. */
#pragma once

#include <glib.h>
#include <gnutls/gnutls.h>

typedef struct LinkCredentials LinkCredentials;

/* Reads PEM files.  Blocking. */
LinkCredentials *link_credentials_load(const char *ca_file, const char *cert_file,
                                       const char *key_file, GError **error);
/* Of a server that asks nobody for a certificate: whoever connects has to prove otherwise what he
 * may.  'cert' and 'key' are PEM texts. */
LinkCredentials *link_credentials_new_open(const char *cert, const char *key, GError **error);
LinkCredentials *link_credentials_ref(LinkCredentials *credentials);
void link_credentials_unref(LinkCredentials *credentials); /* NULL is fine */

/* For transport.c: a new TLS session that requires a certificate of our CA from the other side. */
gnutls_session_t link_credentials_new_session(LinkCredentials *credentials, gboolean server,
                                              GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(LinkCredentials, link_credentials_unref)
