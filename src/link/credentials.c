#include "link/credentials.h"

#include "base/err.h"

#include <stdbool.h>
#include <string.h>

#define PRIORITY "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"

struct LinkCredentials {
    gatomicrefcount refs;
    gnutls_certificate_credentials_t certificates;
    gnutls_priority_t priority;
    gnutls_datum_t ticket_key; /* session tickets of a server; new with each start */
    bool open;                 /* a server that asks for no certificate */
};

static bool load(LinkCredentials *credentials, const char *ca_file, const char *cert_file,
                 const char *key_file, GError **error)
{
    gnutls_certificate_credentials_t certificates = credentials->certificates;
    int n = gnutls_certificate_set_x509_trust_file(certificates, ca_file, GNUTLS_X509_FMT_PEM);
    if (n <= 0)
        return err_set(error, ERR_INVALID, "read CA certificate %s: %s", ca_file,
                       n < 0 ? gnutls_strerror(n) : "it holds none");
    int code = gnutls_certificate_set_x509_key_file(certificates, cert_file, key_file,
                                                    GNUTLS_X509_FMT_PEM);
    if (code < 0)
        return err_set(error, ERR_INVALID, "read certificate %s and key %s: %s", cert_file,
                       key_file, gnutls_strerror(code));
    return true;
}

static LinkCredentials *credentials_new(GError **error)
{
    g_autoptr(LinkCredentials) credentials = g_new0(LinkCredentials, 1);
    g_atomic_ref_count_init(&credentials->refs);
    int code = gnutls_certificate_allocate_credentials(&credentials->certificates);
    if (code == 0)
        code = gnutls_priority_init(&credentials->priority, PRIORITY, NULL);
    if (code == 0)
        code = gnutls_session_ticket_key_generate(&credentials->ticket_key);
    if (code < 0)
        return err_null(error, ERR_INTERNAL, "set up TLS: %s", gnutls_strerror(code));
    return g_steal_pointer(&credentials);
}

LinkCredentials *link_credentials_load(const char *ca_file, const char *cert_file,
                                       const char *key_file, GError **error)
{
    g_autoptr(LinkCredentials) credentials = credentials_new(error);
    if (credentials == NULL || !load(credentials, ca_file, cert_file, key_file, error))
        return NULL;
    return g_steal_pointer(&credentials);
}

LinkCredentials *link_credentials_new_open(const char *cert, const char *key, GError **error)
{
    g_autoptr(LinkCredentials) credentials = credentials_new(error);
    if (credentials == NULL)
        return NULL;
    const gnutls_datum_t cert_data = { (unsigned char *)cert, (unsigned)strlen(cert) };
    const gnutls_datum_t key_data = { (unsigned char *)key, (unsigned)strlen(key) };
    int code = gnutls_certificate_set_x509_key_mem(credentials->certificates, &cert_data, &key_data,
                                                   GNUTLS_X509_FMT_PEM);
    if (code < 0)
        return err_null(error, ERR_INVALID, "read certificate and key: %s", gnutls_strerror(code));
    credentials->open = true;
    return g_steal_pointer(&credentials);
}

LinkCredentials *link_credentials_ref(LinkCredentials *credentials)
{
    g_atomic_ref_count_inc(&credentials->refs);
    return credentials;
}

void link_credentials_unref(LinkCredentials *credentials)
{
    if (credentials == NULL || !g_atomic_ref_count_dec(&credentials->refs))
        return;
    if (credentials->certificates != NULL)
        gnutls_certificate_free_credentials(credentials->certificates);
    if (credentials->priority != NULL)
        gnutls_priority_deinit(credentials->priority);
    gnutls_free(credentials->ticket_key.data);
    g_free(credentials);
}

gnutls_session_t link_credentials_new_session(LinkCredentials *credentials, gboolean server,
                                              GError **error)
{
    gnutls_session_t session = NULL;
    unsigned flags = GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL;
    int code = gnutls_init(&session, flags | (server ? GNUTLS_SERVER : GNUTLS_CLIENT));
    if (code == 0)
        code = gnutls_priority_set(session, credentials->priority);
    if (code == 0)
        code = gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, credentials->certificates);
    if (code == 0 && server) {
        gnutls_certificate_server_set_request(session, credentials->open ? GNUTLS_CERT_IGNORE
                                                                         : GNUTLS_CERT_REQUIRE);
        code = gnutls_session_ticket_enable_server(session, &credentials->ticket_key);
    }
    if (code == 0)
        return session;
    if (session != NULL)
        gnutls_deinit(session);
    return err_null(error, ERR_INTERNAL, "set up a TLS session: %s", gnutls_strerror(code));
}
