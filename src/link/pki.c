#include "link/pki.h"

#include "base/err.h"
#include "base/fs-at.h"

#include <arpa/inet.h>
#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <string.h>

#define SERIAL_SIZE 16
#define URI_PREFIX  "berth:"
#define MAX_NAME    255
#define DAY         86400

static const char *const role_names[] = {
    [PKI_ROLE_CA] = "ca",
    [PKI_ROLE_ENGINE] = "engine",
    [PKI_ROLE_HOST] = "host",
    [PKI_ROLE_SERVER] = "server",
};
G_STATIC_ASSERT(G_N_ELEMENTS(role_names) == N_PKI_ROLES);

typedef struct gnutls_x509_crt_int Crt;
typedef struct gnutls_x509_crq_int Crq;
typedef struct gnutls_x509_privkey_int Privkey;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Crt, gnutls_x509_crt_deinit)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Crq, gnutls_x509_crq_deinit)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Privkey, gnutls_x509_privkey_deinit)

const char *pki_role_name(PkiRole role)
{
    return role_names[role];
}

/* Throws when 'code' is a GnuTLS failure. */
static bool check(int code, const char *what, GError **error)
{
    return code >= 0 || err_set(error, ERR_INTERNAL, "%s: %s", what, gnutls_strerror(code));
}

static gnutls_datum_t datum_of(const char *text)
{
    return (gnutls_datum_t){ (unsigned char *)text, (unsigned)strlen(text) };
}

/* A GnuTLS text as one of GLib's; frees the first. */
static char *take_datum(gnutls_datum_t *datum)
{
    char *text = g_strndup((const char *)datum->data, datum->size);
    gnutls_free(datum->data);
    return text;
}

/* ------------------------------------------------------------------------------ PEM in and out */

static Privkey *import_key(const char *pem, GError **error)
{
    g_autoptr(Privkey) key = NULL;
    gnutls_datum_t data = datum_of(pem);
    int code = gnutls_x509_privkey_init(&key);
    if (code == 0)
        code = gnutls_x509_privkey_import2(key, &data, GNUTLS_X509_FMT_PEM, NULL, 0);
    if (code < 0)
        return err_null(error, ERR_INVALID, "read private key: %s", gnutls_strerror(code));
    return g_steal_pointer(&key);
}

static Crt *import_cert(const gnutls_datum_t *data, gnutls_x509_crt_fmt_t format, GError **error)
{
    g_autoptr(Crt) cert = NULL;
    int code = gnutls_x509_crt_init(&cert);
    if (code == 0)
        code = gnutls_x509_crt_import(cert, data, format);
    if (code < 0)
        return err_null(error, ERR_INVALID, "read certificate: %s", gnutls_strerror(code));
    return g_steal_pointer(&cert);
}

static Crt *import_cert_pem(const char *pem, GError **error)
{
    gnutls_datum_t data = datum_of(pem);
    return import_cert(&data, GNUTLS_X509_FMT_PEM, error);
}

static char *export_key(Privkey *key, GError **error)
{
    gnutls_datum_t data = { 0 };
    int code =
        gnutls_x509_privkey_export2_pkcs8(key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &data);
    return check(code, "write private key", error) ? take_datum(&data) : NULL;
}

static char *export_cert(Crt *cert, GError **error)
{
    gnutls_datum_t data = { 0 };
    int code = gnutls_x509_crt_export2(cert, GNUTLS_X509_FMT_PEM, &data);
    return check(code, "write certificate", error) ? take_datum(&data) : NULL;
}

/* ------------------------------------------------------------------------------ making */

static Privkey *make_key(GError **error)
{
    g_autoptr(Privkey) key = NULL;
    int code = gnutls_x509_privkey_init(&key);
    if (code == 0)
        code = gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA,
                                            GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0);
    return check(code, "make private key", error) ? g_steal_pointer(&key) : NULL;
}

/* What every certificate has: version, random serial, name, validity, key identifier. */
static bool set_common(Crt *cert, const char *common_name, gint64 not_before, guint days,
                       GError **error)
{
    guint8 serial[SERIAL_SIZE], key_id[64];
    size_t key_id_size = sizeof key_id;
    int code = gnutls_rnd(GNUTLS_RND_NONCE, serial, sizeof serial);
    serial[0] &= 0x7f; /* a positive DER integer of 16 bytes */
    serial[0] |= 0x40;
    if (code == 0)
        code = gnutls_x509_crt_set_version(cert, 3);
    if (code == 0)
        code = gnutls_x509_crt_set_serial(cert, serial, sizeof serial);
    if (code == 0)
        code = gnutls_x509_crt_set_dn_by_oid(cert, GNUTLS_OID_X520_COMMON_NAME, 0, common_name,
                                             (unsigned)strlen(common_name));
    if (code == 0)
        code = gnutls_x509_crt_set_activation_time(cert, (time_t)not_before);
    if (code == 0)
        code = gnutls_x509_crt_set_expiration_time(cert, (time_t)(not_before + (gint64)days * DAY));
    if (code == 0)
        code = gnutls_x509_crt_get_key_id(cert, GNUTLS_KEYID_USE_SHA256, key_id, &key_id_size);
    if (code == 0)
        code = gnutls_x509_crt_set_subject_key_id(cert, key_id, key_id_size);
    return check(code, "fill certificate", error);
}

static bool make_self_signed(const char *common_name, gint64 not_before, guint days, bool is_ca,
                             char **ret_key, char **ret_cert, GError **error)
{
    unsigned usage =
        is_ca ? GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN : GNUTLS_KEY_DIGITAL_SIGNATURE;
    g_autoptr(Privkey) key = make_key(error);
    g_autoptr(Crt) cert = NULL;
    if (key == NULL || !check(gnutls_x509_crt_init(&cert), "make certificate", error) ||
        !check(gnutls_x509_crt_set_key(cert, key), "make certificate", error) ||
        !set_common(cert, common_name, not_before, days, error))
        return false;
    int code = gnutls_x509_crt_set_basic_constraints(cert, is_ca, is_ca ? 0 : -1); /* of leaves */
    if (code == 0)
        code = gnutls_x509_crt_set_key_usage(cert, usage);
    if (code == 0)
        code = gnutls_x509_crt_sign2(cert, cert, key, GNUTLS_DIG_SHA256, 0);
    if (!check(code, "sign certificate", error))
        return false;
    g_autofree char *key_pem = export_key(key, error);
    g_autofree char *cert_pem = key_pem != NULL ? export_cert(cert, error) : NULL;
    if (cert_pem == NULL)
        return false;
    *ret_key = g_steal_pointer(&key_pem);
    *ret_cert = g_steal_pointer(&cert_pem);
    return true;
}

bool pki_make_ca(const char *common_name, gint64 not_before, guint days, char **ret_key,
                 char **ret_cert, GError **error)
{
    return make_self_signed(common_name, not_before, days, true, ret_key, ret_cert, error);
}

bool pki_make_self_signed(const char *common_name, gint64 not_before, guint days, char **ret_key,
                          char **ret_cert, GError **error)
{
    return make_self_signed(common_name, not_before, days, false, ret_key, ret_cert, error);
}

bool pki_make_request(const char *common_name, char **ret_key, char **ret_request, GError **error)
{
    g_autoptr(Privkey) key = make_key(error);
    g_autoptr(Crq) request = NULL;
    if (key == NULL)
        return false;
    int code = gnutls_x509_crq_init(&request);
    if (code == 0)
        code = gnutls_x509_crq_set_version(request, 1);
    if (code == 0)
        code = gnutls_x509_crq_set_dn_by_oid(request, GNUTLS_OID_X520_COMMON_NAME, 0, common_name,
                                             (unsigned)strlen(common_name));
    if (code == 0)
        code = gnutls_x509_crq_set_key(request, key);
    if (code == 0)
        code = gnutls_x509_crq_sign2(request, key, GNUTLS_DIG_SHA256, 0);
    gnutls_datum_t data = { 0 };
    if (code == 0)
        code = gnutls_x509_crq_export2(request, GNUTLS_X509_FMT_PEM, &data);
    if (!check(code, "make certificate request", error))
        return false;
    g_autofree char *request_pem = take_datum(&data);
    *ret_key = export_key(key, error);
    if (*ret_key == NULL)
        return false;
    *ret_request = g_steal_pointer(&request_pem);
    return true;
}

static Crq *import_request(const char *pem, GError **error)
{
    g_autoptr(Crq) request = NULL;
    gnutls_datum_t data = datum_of(pem);
    int code = gnutls_x509_crq_init(&request);
    if (code == 0)
        code = gnutls_x509_crq_import(request, &data, GNUTLS_X509_FMT_PEM);
    if (code == 0)
        code = gnutls_x509_crq_verify(request, 0);
    if (code < 0)
        return err_null(error, ERR_INVALID, "read certificate request: %s", gnutls_strerror(code));
    return g_steal_pointer(&request);
}

/* Adds 'name' as an IP address when it is one, else as a DNS name. */
static int add_server_name(Crt *cert, const char *name)
{
    guint8 address[16];
    gsize size = inet_pton(AF_INET, name, address) == 1    ? 4
                 : inet_pton(AF_INET6, name, address) == 1 ? 16
                                                           : 0;
    if (size > 0)
        return gnutls_x509_crt_set_subject_alt_name(cert, GNUTLS_SAN_IPADDRESS, address,
                                                    (unsigned)size, GNUTLS_FSAN_APPEND);
    return gnutls_x509_crt_set_subject_alt_name(cert, GNUTLS_SAN_DNSNAME, name,
                                                (unsigned)strlen(name), GNUTLS_FSAN_APPEND);
}

static int set_authority(Crt *cert, Crt *ca)
{
    guint8 key_id[64];
    size_t size = sizeof key_id;
    int code = gnutls_x509_crt_get_subject_key_id(ca, key_id, &size, NULL);
    if (code == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
        return 0; /* a CA of somebody else may have none */
    return code < 0 ? code : gnutls_x509_crt_set_authority_key_id(cert, key_id, size);
}

/* Names and purposes of a leaf.  Both ends of the host link are server as well as client. */
static bool set_leaf(Crt *cert, const PkiSubject *subject, GError **error)
{
    g_autofree char *uri =
        g_strdup_printf(URI_PREFIX "%s:%s", role_names[subject->role], subject->identity);
    int code = gnutls_x509_crt_set_subject_alt_name(cert, GNUTLS_SAN_URI, uri,
                                                    (unsigned)strlen(uri), GNUTLS_FSAN_APPEND);
    for (const char *const *name = subject->names; code == 0 && name != NULL && *name != NULL;
         name++)
        code = add_server_name(cert, *name);
    if (code == 0)
        code = gnutls_x509_crt_set_basic_constraints(cert, 0, -1);
    if (code == 0)
        code = gnutls_x509_crt_set_key_usage(cert, GNUTLS_KEY_DIGITAL_SIGNATURE);
    if (code == 0)
        code = gnutls_x509_crt_set_key_purpose_oid(cert, GNUTLS_KP_TLS_WWW_SERVER, 0);
    if (code == 0 && subject->role != PKI_ROLE_SERVER)
        code = gnutls_x509_crt_set_key_purpose_oid(cert, GNUTLS_KP_TLS_WWW_CLIENT, 0);
    return check(code, "fill certificate", error);
}

/* An identity stands in a URI and a CN, and is compared as text. */
static bool identity_is_valid(const char *identity)
{
    gsize length = strlen(identity);
    return length > 0 && length <= 64 &&
           strspn(identity, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._") ==
               length;
}

static bool subject_is_valid(const PkiSubject *subject, GError **error)
{
    if (subject->role == PKI_ROLE_CA)
        return err_set(error, ERR_INVALID, "a CA cannot be signed by another one");
    if (!identity_is_valid(subject->identity))
        return err_set(error, ERR_INVALID, "\"%.80s\" cannot be an identity in a certificate",
                       subject->identity);
    for (const char *const *name = subject->names; name != NULL && *name != NULL; name++)
        if (**name == '\0' || strlen(*name) > MAX_NAME)
            return err_set(error, ERR_INVALID, "\"%.80s\" cannot be a name in a certificate",
                           *name);
    return true;
}

char *pki_sign(const char *ca_key, const char *ca_cert, const char *request,
               const PkiSubject *subject, GError **error)
{
    if (!subject_is_valid(subject, error))
        return NULL;
    g_autoptr(Privkey) key = import_key(ca_key, error);
    g_autoptr(Crt) ca = key != NULL ? import_cert_pem(ca_cert, error) : NULL;
    g_autoptr(Crq) parsed = ca != NULL ? import_request(request, error) : NULL;
    g_autoptr(Crt) cert = NULL;
    if (parsed == NULL || !check(gnutls_x509_crt_init(&cert), "make certificate", error))
        return NULL;
    gnutls_pubkey_t public_key = NULL;
    int code = gnutls_pubkey_init(&public_key);
    if (code == 0)
        code = gnutls_pubkey_import_x509_crq(public_key, parsed, 0);
    if (code == 0)
        code = gnutls_x509_crt_set_pubkey(cert, public_key);
    gnutls_pubkey_deinit(public_key);
    if (!check(code, "take the public key of the request", error) ||
        !set_common(cert, subject->identity, subject->not_before, subject->days, error) ||
        !set_leaf(cert, subject, error) ||
        !check(set_authority(cert, ca), "name the CA in the certificate", error) ||
        !check(gnutls_x509_crt_sign2(cert, ca, key, GNUTLS_DIG_SHA256, 0), "sign", error))
        return NULL;
    return export_cert(cert, error);
}

bool pki_issue(const char *ca_key, const char *ca_cert, const PkiSubject *subject, char **ret_key,
               char **ret_cert, GError **error)
{
    g_autofree char *key = NULL, *request = NULL;
    if (!subject_is_valid(subject, error) ||
        !pki_make_request(subject->identity, &key, &request, error))
        return false;
    *ret_cert = pki_sign(ca_key, ca_cert, request, subject, error);
    if (*ret_cert == NULL)
        return false;
    *ret_key = g_steal_pointer(&key);
    return true;
}

/* ------------------------------------------------------------------------------ reading */

static char *format_hex(const guint8 *bytes, gsize size, const char *separator)
{
    GString *text = g_string_sized_new(3 * size);
    for (gsize i = 0; i < size; i++)
        g_string_append_printf(text, "%s%02x", i > 0 ? separator : "", bytes[i]);
    return g_string_free(text, FALSE);
}

static char *fingerprint_of(Crt *cert, GError **error)
{
    guint8 digest[32];
    size_t size = sizeof digest;
    int code = gnutls_x509_crt_get_fingerprint(cert, GNUTLS_DIG_SHA256, digest, &size);
    return check(code, "fingerprint certificate", error) ? format_hex(digest, size, ":") : NULL;
}

/* Takes "berth:<role>:<identity>" apart. */
static bool parse_uri(const char *uri, PkiIdentity *identity)
{
    if (!g_str_has_prefix(uri, URI_PREFIX))
        return false;
    const char *rest = uri + strlen(URI_PREFIX);
    for (int role = 0; role < N_PKI_ROLES; role++) {
        gsize length = strlen(role_names[role]);
        if (role != PKI_ROLE_CA && strncmp(rest, role_names[role], length) == 0 &&
            rest[length] == ':' && identity_is_valid(rest + length + 1)) {
            identity->role = (PkiRole)role;
            g_free(identity->identity);
            identity->identity = g_strdup(rest + length + 1);
            return true;
        }
    }
    return false;
}

/* Finds the one URI name that is ours; two would leave the role open. */
static bool read_role(Crt *cert, PkiIdentity *identity, GError **error)
{
    int n_found = 0;
    for (unsigned i = 0;; i++) {
        char name[MAX_NAME + 1];
        size_t size = sizeof name;
        int kind = gnutls_x509_crt_get_subject_alt_name(cert, i, name, &size, NULL);
        if (kind == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
            break;
        if (kind == GNUTLS_SAN_URI && size < sizeof name && memchr(name, '\0', size) == NULL) {
            name[size] = '\0';
            n_found += parse_uri(name, identity);
        } else if (kind < 0 && kind != GNUTLS_E_SHORT_MEMORY_BUFFER) {
            return check(kind, "read names of certificate", error);
        }
    }
    if (n_found == 1)
        return true;
    return err_set(error, ERR_DENIED, "the certificate says %s role in Berth",
                   n_found == 0 ? "no" : "more than one");
}

static PkiIdentity *identity_of(Crt *cert, GError **error)
{
    g_autoptr(PkiIdentity) identity = g_new0(PkiIdentity, 1);
    guint8 serial[64];
    size_t size = sizeof serial;
    if (gnutls_x509_crt_get_ca_status(cert, NULL) > 0)
        identity->role = PKI_ROLE_CA;
    else if (!read_role(cert, identity, error))
        return NULL;
    identity->fingerprint = fingerprint_of(cert, error);
    if (identity->fingerprint == NULL ||
        !check(gnutls_x509_crt_get_serial(cert, serial, &size), "read serial", error))
        return NULL;
    identity->serial = format_hex(serial, size, "");
    identity->not_before = (gint64)gnutls_x509_crt_get_activation_time(cert);
    identity->not_after = (gint64)gnutls_x509_crt_get_expiration_time(cert);
    return g_steal_pointer(&identity);
}

PkiIdentity *pki_identity_read(const char *cert, GError **error)
{
    g_autoptr(Crt) parsed = import_cert_pem(cert, error);
    return parsed != NULL ? identity_of(parsed, error) : NULL;
}

PkiIdentity *pki_identity_read_der(const void *der, gsize size, GError **error)
{
    gnutls_datum_t data = { (unsigned char *)der, (unsigned)size };
    g_autoptr(Crt) parsed = import_cert(&data, GNUTLS_X509_FMT_DER, error);
    return parsed != NULL ? identity_of(parsed, error) : NULL;
}

void pki_identity_free(PkiIdentity *identity)
{
    if (identity == NULL)
        return;
    g_free(identity->identity);
    g_free(identity->fingerprint);
    g_free(identity->serial);
    g_free(identity);
}

char *pki_fingerprint(const char *cert, GError **error)
{
    g_autoptr(Crt) parsed = import_cert_pem(cert, error);
    return parsed != NULL ? fingerprint_of(parsed, error) : NULL;
}

char *pki_fingerprint_der(const void *der, gsize size, GError **error)
{
    gnutls_datum_t data = { (unsigned char *)der, (unsigned)size };
    g_autoptr(Crt) parsed = import_cert(&data, GNUTLS_X509_FMT_DER, error);
    return parsed != NULL ? fingerprint_of(parsed, error) : NULL;
}

char *pki_request_fingerprint(const char *request, GError **error)
{
    guint8 key_id[64];
    size_t size = sizeof key_id;
    g_autoptr(Crq) parsed = import_request(request, error);
    if (parsed == NULL ||
        !check(gnutls_x509_crq_get_key_id(parsed, GNUTLS_KEYID_USE_SHA256, key_id, &size),
               "fingerprint request", error))
        return NULL;
    return format_hex(key_id, size, ":");
}

bool pki_check_pair(const char *ca_cert, const char *cert, const char *key, GError **error)
{
    g_autoptr(Crt) ca = import_cert_pem(ca_cert, error);
    g_autoptr(Crt) leaf = ca != NULL ? import_cert_pem(cert, error) : NULL;
    g_autoptr(Privkey) private_key = leaf != NULL ? import_key(key, error) : NULL;
    if (private_key == NULL)
        return false;
    unsigned status = 0;
    Crt *trusted = ca;
    int code =
        gnutls_x509_crt_verify(leaf, &trusted, 1, GNUTLS_VERIFY_DISABLE_TIME_CHECKS, &status);
    if (code < 0 || status != 0)
        return err_set(error, ERR_INVALID, "the certificate was not signed by this CA");
    guint8 key_id[64], cert_id[64];
    size_t key_size = sizeof key_id, cert_size = sizeof cert_id;
    code = gnutls_x509_privkey_get_key_id(private_key, GNUTLS_KEYID_USE_SHA256, key_id, &key_size);
    if (code == 0)
        code = gnutls_x509_crt_get_key_id(leaf, GNUTLS_KEYID_USE_SHA256, cert_id, &cert_size);
    if (!check(code, "compare key and certificate", error))
        return false;
    if (key_size != cert_size || memcmp(key_id, cert_id, key_size) != 0)
        return err_set(error, ERR_INVALID, "the certificate is not of this key");
    return true;
}

/* ------------------------------------------------------------------------------ files */

bool pki_write_key(int root_fd, const char *path, const char *pem, GError **error)
{
    return fs_at_replace(root_fd, path, pem, strlen(pem), 0600, error);
}

bool pki_write_cert(int root_fd, const char *path, const char *pem, GError **error)
{
    return fs_at_replace(root_fd, path, pem, strlen(pem), 0644, error);
}
