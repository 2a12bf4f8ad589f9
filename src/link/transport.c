#include "link/transport.h"

#include "base/err.h"
#include "link/timer.h"

#include <gio/gio.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#define READ_SIZE        16384 /* a TLS record */
#define READS_PER_TURN   64    /* then other links get their turn */
#define ACCEPTS_PER_TURN 16
#define BACKLOG          128
#define FINISH_MS        2000 /* for the other side to read our last words */
#define ACCEPT_PAUSE_MS  1000 /* when the process is out of descriptors */

typedef enum {
    PHASE_CONNECT,   /* TCP */
    PHASE_WAIT,      /* for link_transport_handshake() */
    PHASE_HANDSHAKE, /* TLS */
    PHASE_OPEN,
    PHASE_FINISH, /* writes, and drops what comes: a reset would eat our last words */
    PHASE_END,
} Phase;

struct LinkTransport {
    int refs; /* the owner's, and one for each dispatch or GIO call under way */
    Phase phase;
    bool server;
    GMainContext *context;
    LinkCredentials *credentials;
    LinkTransportLimits limits;
    const LinkTransportOps *ops; /* NULL: freed by the owner */
    void *data;

    GCancellable *cancellable;
    GSocket *socket;
    gnutls_session_t session;
    GBytes *resume;
    PkiIdentity *peer;
    char *address;

    GSource *in, *out;
    LinkTimer *timer; /* handshake, first frame, finish; and the end from the loop */
    StompParser *parser;
    GQueue output; /* of GBytes */
    gsize head_sent;
    gsize output_size;
    GError *reason;
};

static void watch_input(LinkTransport *transport);
static void watch_output(LinkTransport *transport);
static void handshake_step(LinkTransport *transport);

static LinkTransport *transport_new(GMainContext *context, bool server,
                                    LinkCredentials *credentials, const LinkTransportLimits *limits)
{
    LinkTransport *transport = g_new0(LinkTransport, 1);
    transport->refs = 1;
    transport->server = server;
    transport->context = g_main_context_ref(context);
    transport->credentials = link_credentials_ref(credentials);
    transport->limits = *limits;
    transport->address = g_strdup("");
    transport->cancellable = g_cancellable_new();
    transport->parser =
        stomp_parser_new(server ? STOMP_FROM_CLIENT : STOMP_FROM_SERVER, limits->max_body);
    g_queue_init(&transport->output);
    return transport;
}

static void transport_unref(LinkTransport *transport)
{
    if (--transport->refs > 0)
        return;
    g_clear_pointer(&transport->session, gnutls_deinit);
    g_clear_object(&transport->socket);
    g_clear_object(&transport->cancellable);
    g_clear_pointer(&transport->resume, g_bytes_unref);
    g_clear_error(&transport->reason);
    g_queue_clear_full(&transport->output, (GDestroyNotify)g_bytes_unref);
    stomp_parser_free(transport->parser);
    pki_identity_free(transport->peer);
    link_credentials_unref(transport->credentials);
    g_main_context_unref(transport->context);
    g_free(transport->address);
    g_free(transport);
}

static void drop_source(GSource **source)
{
    if (*source != NULL)
        g_source_destroy(*source);
    g_clear_pointer(source, g_source_unref);
}

/* Takes the connection down; nothing is told. */
static void shut(LinkTransport *transport)
{
    bool polite = transport->phase == PHASE_OPEN || transport->phase == PHASE_FINISH;
    transport->phase = PHASE_END;
    drop_source(&transport->in);
    drop_source(&transport->out);
    g_clear_pointer(&transport->timer, link_timer_free);
    g_cancellable_cancel(transport->cancellable);
    if (polite && transport->reason == NULL && g_queue_is_empty(&transport->output))
        gnutls_bye(transport->session, GNUTLS_SHUT_WR); /* never waits: the socket does not block */
    if (transport->socket != NULL)
        g_socket_close(transport->socket, NULL);
}

void link_transport_free(LinkTransport *transport)
{
    if (transport == NULL)
        return;
    transport->ops = NULL;
    shut(transport);
    transport_unref(transport);
}

/* Tells the owner the end.  Runs from the loop only. */
static void end(LinkTransport *transport)
{
    if (transport->phase == PHASE_END)
        return;
    g_autoptr(GError) reason = g_steal_pointer(&transport->reason);
    if (reason == NULL)
        err_set(&reason, ERR_UNREACHABLE, "the link was closed");
    shut(transport);
    if (transport->ops != NULL)
        transport->ops->closed(transport, reason, transport->data);
}

static const char *phase_deadline_text(Phase phase)
{
    switch (phase) {
    case PHASE_CONNECT:
    case PHASE_WAIT:
        return "the connection was not accepted in time";
    case PHASE_HANDSHAKE:
        return "the TLS handshake was not finished in time";
    case PHASE_OPEN:
        return "no frame came in time";
    case PHASE_FINISH:
    case PHASE_END:
        break;
    }
    return "the link was closed";
}

static void timer_passed(void *data)
{
    LinkTransport *transport = data;
    transport->refs++;
    if (transport->reason == NULL)
        err_set(&transport->reason, ERR_TIMEOUT, "%s", phase_deadline_text(transport->phase));
    end(transport);
    transport_unref(transport);
}

static void set_timer(LinkTransport *transport, gint64 wait_ms)
{
    if (transport->timer == NULL)
        transport->timer = link_timer_new(transport->context, timer_passed, transport);
    link_timer_set(transport->timer, wait_ms);
}

void link_transport_close(LinkTransport *transport, GError *reason)
{
    if (transport->phase == PHASE_END || transport->reason != NULL) {
        g_clear_error(&reason);
        return;
    }
    transport->reason = reason;
    drop_source(&transport->in);
    drop_source(&transport->out);
    set_timer(transport, 0);
}

void link_transport_finish(LinkTransport *transport, GError *reason)
{
    if (transport->phase != PHASE_OPEN || transport->reason != NULL) {
        link_transport_close(transport, reason);
        return;
    }
    transport->phase = PHASE_FINISH;
    transport->reason = reason;
    set_timer(transport, FINISH_MS);
    watch_output(transport);
}

/* ------------------------------------------------------------------------------ reading */

static bool read_tls_error(LinkTransport *transport, ssize_t code, GError **error)
{
    if (code == 0 || code == GNUTLS_E_PREMATURE_TERMINATION)
        return err_set(error, ERR_UNREACHABLE, "the other side closed the link");
    if (code == GNUTLS_E_FATAL_ALERT_RECEIVED)
        return err_set(error, ERR_DENIED, "the other side refused the link: %s",
                       gnutls_alert_get_name(gnutls_alert_get(transport->session)));
    return err_set(error, ERR_UNREACHABLE, "TLS: %s", gnutls_strerror((int)code));
}

/* Hands out the frames that are whole; false when the owner or an error ended it. */
static bool deliver_frames(LinkTransport *transport, GError **error)
{
    while (transport->ops != NULL && transport->phase == PHASE_OPEN && transport->reason == NULL) {
        GError *wrong = NULL;
        g_autoptr(StompFrame) frame = stomp_parser_next(transport->parser, &wrong);
        if (wrong != NULL) {
            g_propagate_error(error, wrong);
            return false;
        }
        if (frame == NULL)
            return true;
        if (transport->server)
            link_timer_set(transport->timer, -1); /* the first frame is there */
        transport->ops->frame(transport, frame, transport->data);
    }
    return false;
}

static bool is_again(ssize_t code)
{
    return code == GNUTLS_E_AGAIN || code == GNUTLS_E_INTERRUPTED;
}

/* Takes 'error'. */
static void break_off(LinkTransport *transport, GError *error)
{
    if (transport->ops->broken != NULL)
        transport->ops->broken(transport, error, transport->data);
    link_transport_finish(transport, error);
}

/* In FINISH: ends as soon as the other side does. */
static void drop_input(LinkTransport *transport)
{
    guint8 buffer[READ_SIZE];
    ssize_t n = 1;
    for (int i = 0; i < READS_PER_TURN && n > 0; i++)
        n = gnutls_record_recv(transport->session, buffer, sizeof buffer);
    if (n <= 0 && !is_again(n))
        end(transport);
}

static void read_some(LinkTransport *transport)
{
    guint8 buffer[READ_SIZE];
    for (int i = 0; i < READS_PER_TURN || gnutls_record_check_pending(transport->session) > 0;
         i++) {
        ssize_t n = gnutls_record_recv(transport->session, buffer, sizeof buffer);
        if (is_again(n))
            return;
        GError *error = NULL;
        if (n <= 0) {
            if (n < 0 && !gnutls_error_is_fatal((int)n))
                continue; /* a warning alert */
            read_tls_error(transport, n, &error);
            link_transport_close(transport, error);
            return;
        }
        stomp_parser_push(transport->parser, buffer, (gsize)n);
        if (transport->ops->received != NULL)
            transport->ops->received(transport, transport->data);
        if (!deliver_frames(transport, &error)) {
            if (error != NULL)
                break_off(transport, error);
            return;
        }
    }
}

static gboolean input_ready(GSocket *socket, GIOCondition condition, gpointer data)
{
    LinkTransport *transport = data;
    transport->refs++;
    if (transport->phase == PHASE_HANDSHAKE)
        handshake_step(transport);
    else if (transport->phase == PHASE_FINISH)
        drop_input(transport);
    else
        read_some(transport);
    transport_unref(transport);
    return G_SOURCE_CONTINUE; /* the source may be destroyed by now */
}

static void watch_input(LinkTransport *transport)
{
    if (transport->in != NULL)
        return;
    transport->in = g_socket_create_source(transport->socket, G_IO_IN, NULL);
    g_source_set_callback(transport->in, G_SOURCE_FUNC(input_ready), transport, NULL);
    g_source_attach(transport->in, transport->context);
}

/* ------------------------------------------------------------------------------ writing */

/* Writes until the queue is empty or the socket is full. */
static void write_some(LinkTransport *transport)
{
    while (!g_queue_is_empty(&transport->output)) {
        gsize size;
        const guint8 *bytes = g_bytes_get_data(g_queue_peek_head(&transport->output), &size);
        ssize_t n = gnutls_record_send(transport->session, bytes + transport->head_sent,
                                       size - transport->head_sent);
        if (is_again(n)) {
            watch_output(transport);
            return;
        }
        if (n < 0) {
            GError *error = NULL;
            read_tls_error(transport, n, &error);
            link_transport_close(transport, error);
            drop_source(&transport->out);
            return;
        }
        transport->head_sent += (gsize)n;
        transport->output_size -= (gsize)n;
        if (transport->head_sent == size) {
            g_bytes_unref(g_queue_pop_head(&transport->output));
            transport->head_sent = 0;
        }
    }
    drop_source(&transport->out);
    if (transport->phase == PHASE_FINISH)
        gnutls_bye(transport->session, GNUTLS_SHUT_WR); /* that was all: the other side may close */
}

static gboolean output_ready(GSocket *socket, GIOCondition condition, gpointer data)
{
    LinkTransport *transport = data;
    transport->refs++;
    if (transport->phase == PHASE_HANDSHAKE)
        handshake_step(transport);
    else
        write_some(transport);
    transport_unref(transport);
    return G_SOURCE_CONTINUE;
}

static void watch_output(LinkTransport *transport)
{
    if (transport->out != NULL)
        return;
    transport->out = g_socket_create_source(transport->socket, G_IO_OUT, NULL);
    g_source_set_callback(transport->out, G_SOURCE_FUNC(output_ready), transport, NULL);
    g_source_attach(transport->out, transport->context);
}

void link_transport_send(LinkTransport *transport, GBytes *frame)
{
    if (transport->phase != PHASE_OPEN || transport->reason != NULL) {
        g_bytes_unref(frame);
        return;
    }
    bool idle = g_queue_is_empty(&transport->output);
    gsize size = g_bytes_get_size(frame);
    if (transport->output_size + size > transport->limits.max_output) {
        g_bytes_unref(frame);
        GError *error = NULL;
        err_set(&error, ERR_TOO_LARGE,
                "the other side takes too slowly: %zu bytes wait, at most %zu may",
                transport->output_size + size, transport->limits.max_output);
        link_transport_close(transport, error);
        return;
    }
    g_queue_push_tail(&transport->output, frame);
    transport->output_size += size;
    if (idle)
        write_some(transport);
}

void link_transport_send_heart_beat(LinkTransport *transport)
{
    if (g_queue_is_empty(&transport->output))
        link_transport_send(transport, g_bytes_new_static("\n", 1));
}

/* ------------------------------------------------------------------------------ handshake */

static bool verify_peer(LinkTransport *transport, GError **error)
{
    unsigned status = 0;
    int code = gnutls_certificate_verify_peers3(transport->session, NULL, &status);
    if (code < 0)
        return err_set(error, ERR_DENIED, "the other side's certificate: %s",
                       gnutls_strerror(code));
    if (status != 0) {
        gnutls_datum_t text = { 0 };
        gnutls_certificate_verification_status_print(status, GNUTLS_CRT_X509, &text, 0);
        err_set(error, ERR_DENIED, "%s", text.data != NULL ? (char *)text.data : "not trusted");
        gnutls_free(text.data);
        return false;
    }
    unsigned n = 0;
    const gnutls_datum_t *chain = gnutls_certificate_get_peers(transport->session, &n);
    if (chain == NULL || n == 0)
        return err_set(error, ERR_DENIED, "the other side showed no certificate");
    transport->peer = pki_identity_read_der(chain[0].data, chain[0].size, error);
    return transport->peer != NULL;
}

/* The reason of a failed handshake, which the other side is told as an alert. */
static void handshake_failed(LinkTransport *transport, int code)
{
    GError *error = NULL;
    if (code == GNUTLS_E_NO_CERTIFICATE_FOUND || code == GNUTLS_E_CERTIFICATE_REQUIRED)
        err_set(&error, ERR_DENIED, "the other side showed no certificate of our CA");
    else
        read_tls_error(transport, code, &error);
    gnutls_alert_send_appropriate(transport->session, code);
    err_prefix(&error, "TLS handshake");
    link_transport_close(transport, error);
}

static void handshake_done(LinkTransport *transport)
{
    GError *error = NULL;
    if (!verify_peer(transport, &error)) {
        gnutls_alert_send(transport->session, GNUTLS_AL_FATAL, GNUTLS_A_BAD_CERTIFICATE);
        link_transport_close(transport, error);
        return;
    }
    transport->phase = PHASE_OPEN;
    set_timer(transport, transport->server ? (gint64)transport->limits.handshake_ms : -1);
    drop_source(&transport->out);
    watch_input(transport);
    if (transport->ops->opened != NULL)
        transport->ops->opened(transport, transport->data);
    if (transport->ops != NULL && transport->phase == PHASE_OPEN && transport->reason == NULL)
        read_some(transport); /* TLS may hold bytes that no poll will show */
}

static void handshake_step(LinkTransport *transport)
{
    int code;
    do
        code = gnutls_handshake(transport->session);
    while (code < 0 && !is_again(code) && !gnutls_error_is_fatal(code));
    if (code == GNUTLS_E_SUCCESS) {
        handshake_done(transport);
    } else if (!is_again(code)) {
        handshake_failed(transport, code);
    } else if (gnutls_record_get_direction(transport->session) == 1) {
        watch_output(transport);
    } else {
        drop_source(&transport->out);
        watch_input(transport);
    }
}

static void adopt_socket(LinkTransport *transport, GSocket *socket)
{
    transport->socket = g_object_ref(socket);
    g_socket_set_blocking(socket, FALSE);
    g_socket_set_keepalive(socket, TRUE);
    g_socket_set_option(socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
    g_autoptr(GSocketAddress) remote = g_socket_get_remote_address(socket, NULL);
    if (G_IS_INET_SOCKET_ADDRESS(remote)) {
        g_autofree char *text = g_inet_address_to_string(
            g_inet_socket_address_get_address(G_INET_SOCKET_ADDRESS(remote)));
        g_free(transport->address);
        transport->address = g_strdup_printf(
            "%s port %u", text, g_inet_socket_address_get_port(G_INET_SOCKET_ADDRESS(remote)));
    }
}

void link_transport_handshake(LinkTransport *transport)
{
    if (transport->phase != PHASE_WAIT || transport->reason != NULL)
        return;
    GError *error = NULL;
    transport->phase = PHASE_HANDSHAKE;
    transport->session =
        link_credentials_new_session(transport->credentials, transport->server, &error);
    if (transport->session == NULL) {
        link_transport_close(transport, error);
        return;
    }
    gnutls_transport_set_int(transport->session, g_socket_get_fd(transport->socket));
    if (transport->resume != NULL) {
        gsize size;
        const void *data = g_bytes_get_data(transport->resume, &size);
        gnutls_session_set_data(transport->session, data, size);
    }
    set_timer(transport, transport->limits.handshake_ms);
    watch_output(transport); /* the first step comes from the loop */
}

/* ------------------------------------------------------------------------------ client */

static void connect_done(GObject *source, GAsyncResult *result, gpointer data)
{
    LinkTransport *transport = data;
    g_autoptr(GError) error = NULL;
    g_autoptr(GSocketConnection) connection =
        g_socket_client_connect_finish(G_SOCKET_CLIENT(source), result, &error);
    if (transport->phase == PHASE_CONNECT && transport->reason == NULL) {
        if (connection == NULL) {
            err_set(&transport->reason, ERR_UNREACHABLE, "%s", error->message);
            end(transport);
        } else {
            adopt_socket(transport, g_socket_connection_get_socket(connection));
            transport->phase = PHASE_WAIT;
            if (transport->ops->connected != NULL)
                transport->ops->connected(transport, transport->data);
            else
                link_transport_handshake(transport);
        }
    }
    transport_unref(transport);
}

LinkTransport *link_transport_connect(GMainContext *context, const char *address, guint16 port,
                                      LinkCredentials *credentials, GBytes *session,
                                      const LinkTransportLimits *limits,
                                      const LinkTransportOps *ops, void *data)
{
    LinkTransport *transport = transport_new(context, false, credentials, limits);
    transport->ops = ops;
    transport->data = data;
    transport->resume = session != NULL ? g_bytes_ref(session) : NULL;

    g_autoptr(GSocketClient) client = g_socket_client_new();
    g_autoptr(GSocketConnectable) target = g_network_address_new(address, port);
    g_socket_client_set_enable_proxy(client, FALSE);
    transport->refs++;
    g_main_context_push_thread_default(context);
    g_socket_client_connect_async(client, target, transport->cancellable, connect_done, transport);
    g_main_context_pop_thread_default(context);
    return transport;
}

const PkiIdentity *link_transport_get_peer(const LinkTransport *transport)
{
    return transport->peer;
}

const char *link_transport_get_address(const LinkTransport *transport)
{
    return transport->address;
}

GBytes *link_transport_get_session(const LinkTransport *transport)
{
    gnutls_datum_t data = { 0 };
    if (transport->session == NULL ||
        (gnutls_session_get_flags(transport->session) & GNUTLS_SFLAGS_SESSION_TICKET) == 0 ||
        gnutls_session_get_data2(transport->session, &data) < 0)
        return NULL;
    GBytes *bytes = g_bytes_new(data.data, data.size);
    gnutls_free(data.data);
    return bytes;
}

bool link_transport_is_resumed(const LinkTransport *transport)
{
    return transport->session != NULL && gnutls_session_is_resumed(transport->session) != 0;
}

/* ------------------------------------------------------------------------------ server */

struct LinkListener {
    GMainContext *context;
    LinkCredentials *credentials;
    LinkTransportLimits limits;
    void (*accepted)(LinkTransport *transport, void *data);
    void *data;
    GSocket *socket;
    GSource *in;
    LinkTimer *pause;
    guint16 port;
};

static void watch_listener(void *data);

static gboolean listener_ready(GSocket *socket, GIOCondition condition, gpointer data)
{
    LinkListener *listener = data;
    for (int i = 0; i < ACCEPTS_PER_TURN; i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GSocket) accepted = g_socket_accept(socket, NULL, &error);
        if (accepted == NULL) {
            if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
                break;
            drop_source(&listener->in); /* out of descriptors: a poll would spin */
            link_timer_set(listener->pause, ACCEPT_PAUSE_MS);
            break;
        }
        LinkTransport *transport =
            transport_new(listener->context, true, listener->credentials, &listener->limits);
        adopt_socket(transport, accepted);
        transport->phase = PHASE_WAIT;
        listener->accepted(transport, listener->data);
    }
    return G_SOURCE_CONTINUE;
}

void link_transport_start(LinkTransport *transport, const LinkTransportOps *ops, void *data)
{
    transport->ops = ops;
    transport->data = data;
    link_transport_handshake(transport);
}

static void watch_listener(void *data)
{
    LinkListener *listener = data;
    listener->in = g_socket_create_source(listener->socket, G_IO_IN, NULL);
    g_source_set_callback(listener->in, G_SOURCE_FUNC(listener_ready), listener, NULL);
    g_source_attach(listener->in, listener->context);
}

/* A listening socket on one address, or NULL. */
static GSocket *listen_on(GInetAddress *address, guint16 port, GError **error)
{
    g_autoptr(GSocketAddress) at = g_inet_socket_address_new(address, port);
    g_autoptr(GSocket) socket = g_socket_new(g_inet_address_get_family(address),
                                             G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);
    if (socket == NULL)
        return NULL;
    g_socket_set_blocking(socket, FALSE);
    g_socket_set_listen_backlog(socket, BACKLOG);
    if (g_inet_address_get_family(address) == G_SOCKET_FAMILY_IPV6)
        g_socket_set_option(socket, IPPROTO_IPV6, IPV6_V6ONLY, 0, NULL);
    if (!g_socket_bind(socket, at, TRUE, error) || !g_socket_listen(socket, error))
        return NULL;
    return g_steal_pointer(&socket);
}

static GSocket *listen_anywhere(guint16 port, GError **error)
{
    g_autoptr(GInetAddress) any6 = g_inet_address_new_any(G_SOCKET_FAMILY_IPV6);
    g_autoptr(GInetAddress) any4 = g_inet_address_new_any(G_SOCKET_FAMILY_IPV4);
    GSocket *socket = listen_on(any6, port, NULL);
    return socket != NULL ? socket : listen_on(any4, port, error);
}

static GSocket *open_listener(const char *address, guint16 port, GError **error)
{
    if (address == NULL)
        return listen_anywhere(port, error);
    g_autoptr(GInetAddress) parsed = g_inet_address_new_from_string(address);
    if (parsed == NULL)
        return err_null(error, ERR_INVALID, "\"%.60s\" is not an IP address", address);
    return listen_on(parsed, port, error);
}

LinkListener *link_listener_new(GMainContext *context, const char *address, guint16 port,
                                LinkCredentials *credentials, const LinkTransportLimits *limits,
                                void (*accepted)(LinkTransport *transport, void *data), void *data,
                                GError **error)
{
    g_autoptr(GSocket) socket = open_listener(address, port, error);
    g_autoptr(GSocketAddress) local =
        socket != NULL ? g_socket_get_local_address(socket, error) : NULL;
    if (local == NULL) {
        err_prefix(error, "listen on %s port %u", address != NULL ? address : "any address", port);
        return NULL;
    }
    LinkListener *listener = g_new0(LinkListener, 1);
    listener->context = g_main_context_ref(context);
    listener->credentials = link_credentials_ref(credentials);
    listener->limits = *limits;
    listener->accepted = accepted;
    listener->data = data;
    listener->port = g_inet_socket_address_get_port(G_INET_SOCKET_ADDRESS(local));
    listener->socket = g_steal_pointer(&socket);
    listener->pause = link_timer_new(context, watch_listener, listener);
    watch_listener(listener);
    return listener;
}

guint16 link_listener_get_port(const LinkListener *listener)
{
    return listener->port;
}

void link_listener_free(LinkListener *listener)
{
    if (listener == NULL)
        return;
    drop_source(&listener->in);
    link_timer_free(listener->pause);
    g_socket_close(listener->socket, NULL);
    g_object_unref(listener->socket);
    link_credentials_unref(listener->credentials);
    g_main_context_unref(listener->context);
    g_free(listener);
}
