#include "link/enroll-wire.h"

#include "base/err.h"
#include "link/pki.h"

#include <gnutls/x509.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#define MAX_LINE (64 * 1024)
#define MAX_TEXT 500 /* of the other side's error */

struct EnrollWire {
    GSocket *socket;
    LinkCredentials *credentials;
    gnutls_session_t session;
    GCancellable *cancellable;
    gint64 deadline; /* monotonic */
    EnrollPeer peer;
    char *fingerprint, *identity;
    GString *input;
};

/* ------------------------------------------------------------------------------ waiting */

/* Waits until the socket is ready for what TLS wants; false at the deadline. */
static bool await(EnrollWire *wire, GError **error)
{
    GIOCondition condition = gnutls_record_get_direction(wire->session) == 1 ? G_IO_OUT : G_IO_IN;
    gint64 left = wire->deadline - g_get_monotonic_time();
    g_autoptr(GError) failure = NULL;
    if (left > 0 &&
        g_socket_condition_timed_wait(wire->socket, condition, left, wire->cancellable, &failure))
        return true;
    if (failure == NULL || g_error_matches(failure, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
        return err_set(error, ERR_TIMEOUT, "the other side did not answer in time");
    return err_set(error, ERR_UNREACHABLE, "%s", failure->message);
}

static bool is_again(ssize_t code)
{
    return code == GNUTLS_E_AGAIN || code == GNUTLS_E_INTERRUPTED;
}

static bool fail(EnrollWire *wire, ssize_t code, const char *what, GError **error)
{
    if (code == 0 || code == GNUTLS_E_PREMATURE_TERMINATION)
        return err_set(error, ERR_UNREACHABLE, "%s: the other side closed the connection", what);
    if (code == GNUTLS_E_FATAL_ALERT_RECEIVED)
        return err_set(error, ERR_DENIED, "%s: the other side refused: %s", what,
                       gnutls_alert_get_name(gnutls_alert_get(wire->session)));
    return err_set(error, ERR_UNREACHABLE, "%s: %s", what, gnutls_strerror((int)code));
}

/* ------------------------------------------------------------------------------ opening */

static bool handshake(EnrollWire *wire, GError **error)
{
    for (;;) {
        int code = gnutls_handshake(wire->session);
        if (code == GNUTLS_E_SUCCESS)
            return true;
        if (is_again(code) && !await(wire, error))
            return false;
        if (!is_again(code) && gnutls_error_is_fatal(code))
            return fail(wire, code, "TLS handshake", error);
    }
}

/* Takes the socket as it is: it stays the caller's to close, too. */
static EnrollWire *wire_new(GSocket *socket, LinkCredentials *credentials, bool server,
                            guint timeout_ms, GCancellable *cancellable, GError **error)
{
    g_autoptr(EnrollWire) wire = g_new0(EnrollWire, 1);
    wire->socket = g_object_ref(socket);
    wire->credentials = link_credentials_ref(credentials);
    wire->cancellable = cancellable != NULL ? g_object_ref(cancellable) : NULL;
    wire->deadline = g_get_monotonic_time() + (gint64)timeout_ms * 1000;
    wire->input = g_string_new(NULL);
    g_socket_set_blocking(socket, FALSE);
    g_socket_set_option(socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
    wire->session = link_credentials_new_session(credentials, server, error);
    if (wire->session == NULL)
        return NULL;
    gnutls_transport_set_int(wire->session, g_socket_get_fd(socket));
    return handshake(wire, error) ? g_steal_pointer(&wire) : NULL;
}

static bool is_signed_by_itself(const gnutls_datum_t *der)
{
    gnutls_x509_crt_t cert = NULL;
    bool by_itself = gnutls_x509_crt_init(&cert) == 0 &&
                     gnutls_x509_crt_import(cert, der, GNUTLS_X509_FMT_DER) == 0 &&
                     gnutls_x509_crt_check_issuer(cert, cert) == 1;
    gnutls_x509_crt_deinit(cert);
    return by_itself;
}

static bool read_peer(EnrollWire *wire, GError **error)
{
    unsigned n = 0, status = 0;
    const gnutls_datum_t *chain = gnutls_certificate_get_peers(wire->session, &n);
    if (chain == NULL || n == 0)
        return err_set(error, ERR_DENIED, "the other side showed no certificate");
    wire->fingerprint = pki_fingerprint_der(chain[0].data, chain[0].size, error);
    if (wire->fingerprint == NULL)
        return false;
    bool ours = gnutls_certificate_verify_peers2(wire->session, &status) == 0 && status == 0;
    g_autoptr(PkiIdentity) identity =
        ours ? pki_identity_read_der(chain[0].data, chain[0].size, NULL) : NULL;
    wire->peer = ours                             ? ENROLL_PEER_OURS
                 : is_signed_by_itself(&chain[0]) ? ENROLL_PEER_NEW
                                                  : ENROLL_PEER_FOREIGN;
    if (identity != NULL && identity->role == PKI_ROLE_HOST)
        wire->identity = g_strdup(identity->identity);
    return true;
}

EnrollWire *enroll_wire_connect(const char *address, guint16 port, LinkCredentials *credentials,
                                guint timeout_ms, GCancellable *cancellable, GError **error)
{
    g_autoptr(GSocketClient) client = g_socket_client_new();
    g_autoptr(GSocketConnectable) target = g_network_address_new(address, port);
    g_autoptr(GError) failure = NULL;
    g_socket_client_set_enable_proxy(client, FALSE);
    g_socket_client_set_timeout(client, MAX(timeout_ms / 1000, 1));
    g_autoptr(GSocketConnection) connection =
        g_socket_client_connect(client, target, cancellable, &failure);
    if (connection == NULL)
        return err_null(error, ERR_UNREACHABLE, "connect to %s port %u: %s", address, port,
                        failure->message);
    g_autoptr(EnrollWire) wire = wire_new(g_socket_connection_get_socket(connection), credentials,
                                          false, timeout_ms, cancellable, error);
    return wire != NULL && read_peer(wire, error) ? g_steal_pointer(&wire) : NULL;
}

EnrollWire *enroll_wire_accept(GSocket *socket, LinkCredentials *credentials, guint timeout_ms,
                               GCancellable *cancellable, GError **error)
{
    return wire_new(socket, credentials, true, timeout_ms, cancellable, error);
}

void enroll_wire_free(EnrollWire *wire)
{
    if (wire == NULL)
        return;
    if (wire->session != NULL) {
        gnutls_bye(wire->session, GNUTLS_SHUT_WR); /* never waits: the socket does not block */
        gnutls_deinit(wire->session);
    }
    if (wire->input != NULL) {
        explicit_bzero(wire->input->str, wire->input->allocated_len);
        g_string_free(wire->input, TRUE);
    }
    g_clear_object(&wire->socket);
    g_clear_object(&wire->cancellable);
    link_credentials_unref(wire->credentials);
    g_free(wire->fingerprint);
    g_free(wire->identity);
    g_free(wire);
}

EnrollPeer enroll_wire_peer(const EnrollWire *wire)
{
    return wire->peer;
}

const char *enroll_wire_fingerprint(const EnrollWire *wire)
{
    return wire->fingerprint;
}

const char *enroll_wire_identity(const EnrollWire *wire)
{
    return wire->identity;
}

/* ------------------------------------------------------------------------------ lines */

static bool send_all(EnrollWire *wire, const char *bytes, gsize size, GError **error)
{
    for (gsize sent = 0; sent < size;) {
        ssize_t n = gnutls_record_send(wire->session, bytes + sent, size - sent);
        if (n > 0)
            sent += (gsize)n;
        else if (!is_again(n))
            return fail(wire, n, "send", error);
        else if (!await(wire, error))
            return false;
    }
    return true;
}

bool enroll_wire_send(EnrollWire *wire, json_t *message, GError **error)
{
    char *text = json_dumps(message, JSON_COMPACT);
    gsize size = strlen(text);
    json_decref(message);
    text[size] = '\n'; /* in place of its end: no second copy of what may be a secret */
    bool sent = send_all(wire, text, size + 1, error);
    explicit_bzero(text, size + 1);
    free(text);
    return sent;
}

json_t *enroll_message_parse(const char *line, gsize size, GError **error)
{
    json_error_t failure;
    if (size > MAX_LINE)
        return err_null(error, ERR_TOO_LARGE, "a message has more than %d bytes", MAX_LINE);
    json_t *message = json_loadb(line, size, JSON_REJECT_DUPLICATES, &failure);
    if (message == NULL)
        return err_null(error, ERR_INVALID, "a message is no JSON: %s", failure.text);
    if (json_is_object(message))
        return message;
    json_decref(message);
    return err_null(error, ERR_INVALID, "a message is no JSON object");
}

/* More bytes into 'input'. */
static bool read_more(EnrollWire *wire, GError **error)
{
    char bytes[4096];
    for (;;) {
        ssize_t n = gnutls_record_recv(wire->session, bytes, sizeof bytes);
        if (n > 0) {
            g_string_append_len(wire->input, bytes, n);
            explicit_bzero(bytes, sizeof bytes);
            return true;
        }
        if (is_again(n)) {
            if (!await(wire, error))
                return false;
        } else if (n == 0 || gnutls_error_is_fatal((int)n)) {
            return fail(wire, n, "receive", error);
        }
    }
}

json_t *enroll_wire_receive(EnrollWire *wire, GError **error)
{
    const char *end;
    while ((end = memchr(wire->input->str, '\n', wire->input->len)) == NULL) {
        if (wire->input->len > MAX_LINE)
            return err_null(error, ERR_TOO_LARGE, "a message has more than %d bytes", MAX_LINE);
        if (!read_more(wire, error))
            return NULL;
    }
    gsize size = (gsize)(end - wire->input->str);
    json_t *message = enroll_message_parse(wire->input->str, size, error);
    explicit_bzero(wire->input->str, size);
    g_string_erase(wire->input, 0, (gssize)size + 1);
    const char *text = json_string_value(json_object_get(message, "error"));
    if (text == NULL)
        return message;
    err_set(error, ERR_DENIED, "%.*s", MAX_TEXT, text);
    json_decref(message);
    return NULL;
}

/* ------------------------------------------------------------------------------ fingerprints */

char *enroll_fingerprint_normal(const char *text)
{
    g_autoptr(GString) normal = g_string_new(NULL);
    if (g_ascii_strncasecmp(text, "SHA256:", 7) == 0)
        text += 7;
    guint n_digits = 0;
    for (; *text != '\0'; text++) {
        if (*text == ':')
            continue;
        if (!g_ascii_isxdigit(*text) || n_digits == 64)
            return NULL;
        if (n_digits > 0 && n_digits % 2 == 0)
            g_string_append_c(normal, ':');
        g_string_append_c(normal, g_ascii_tolower(*text));
        n_digits++;
    }
    return n_digits == 64 ? g_strdup(normal->str) : NULL;
}
