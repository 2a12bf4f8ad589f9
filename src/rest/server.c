#include "rest/server.h"

#include "base/autofd.h"
#include "base/err.h"
#include "base/log.h"
#include "rest/tls-hold.h"
#include "rest/workers.h"

#include <errno.h>
#include <gio/gio.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>

/* A body over the limit is still read up to here, without being kept: a client that is cut off
 * while it sends does not get to see why. */
#define MAX_DISCARDED (16 * 1024 * 1024)

/* Holds the head of a request, and a piece of its body or of the reply's head.  The library wipes
 * all of it after each request, so that an idle client costs as much as a busy one. */
#define CONNECTION_MEMORY (16 * 1024)

/* A client reads that much of a reply in the time that it has for one request. */
#define READ_IN_DEADLINE (8 * 1024 * 1024)

#define MAX_WORKERS    64
#define STREAM_BLOCK   4096
#define DRAIN_US       (3 * G_TIME_SPAN_SECOND)
#define TLS_PRIORITIES "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"

struct Server {
    struct MHD_Daemon *daemon;
    ServerHandler handler;
    gpointer data;
    guint16 port;
    Workers *workers;
    GThread *reaper;
    gint64 request_deadline_us;

    /* Of all below; a leaf but for libmicrohttpd's own.  pthread's, because the thread sanitizer
     * does not see GLib's. */
    pthread_mutex_t lock;
    pthread_cond_t stopped, drained;
    bool stopping;
    guint n_exchanges;
    GHashTable *peers;   /* set of Peer */
    GHashTable *streams; /* set of Stream */
};

/* A connection.  Only the client's part of a request has a deadline. */
typedef struct {
    int fd;          /* borrowed; open as long as the peer is in 'peers' */
    gint64 deadline; /* monotonic, of what the client does now; 0: it waits for us */
    TlsHold *hold;
} Peer;

/* One request from its first line to the end of its reply. */
typedef struct {
    Server *server;
    struct MHD_Connection *connection;
    HttpRequest *request;
    HttpReply *reply;
    guint64 discarded; /* bytes of a body that is too large */
    bool begun;
} Exchange;

/* A reply that is made while it is sent. */
typedef struct {
    Server *server;
    struct MHD_Connection *connection;
    HttpStream *source;
    GBytes *pending;      /* what of it did not fit yet */
    pthread_mutex_t lock; /* of all below */
    bool woken;           /* since next() was last asked */
    bool suspended;
    bool ending;
} Stream;

static void init_condition(pthread_cond_t *condition)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(condition, &attributes);
    pthread_condattr_destroy(&attributes);
}

/* False when 'deadline', of g_get_monotonic_time(), has passed. */
static bool wait_until(pthread_cond_t *condition, pthread_mutex_t *lock, gint64 deadline)
{
    struct timespec at = { .tv_sec = deadline / G_USEC_PER_SEC,
                           .tv_nsec = deadline % G_USEC_PER_SEC * 1000 };
    return pthread_cond_timedwait(condition, lock, &at) == 0;
}

/* --- deadlines of clients --------------------------------------------------------------------- */

static Peer *peer_of(Exchange *exchange)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(exchange->connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info != NULL ? info->socket_context : NULL;
}

/* The client has 'allowed_us' for its next part; 0: it has none, but waits. */
static void set_deadline(Exchange *exchange, gint64 allowed_us)
{
    Peer *peer = peer_of(exchange);
    if (peer == NULL)
        return;
    pthread_mutex_lock(&exchange->server->lock);
    peer->deadline = allowed_us > 0 ? g_get_monotonic_time() + allowed_us : 0;
    pthread_mutex_unlock(&exchange->server->lock);
}

static Peer *peer_new(const Server *server, struct MHD_Connection *connection)
{
    Peer *peer = g_new0(Peer, 1);
    peer->fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    peer->deadline = g_get_monotonic_time() + server->request_deadline_us;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
    peer->hold = tls_hold_new(info->tls_session, peer->fd);
    return peer;
}

/* The library has ended the TLS session before. */
static void peer_free(gpointer data)
{
    Peer *peer = data;
    tls_hold_free(peer->hold);
    g_free(peer);
}

static void on_connection(void *data, struct MHD_Connection *connection, void **context,
                          enum MHD_ConnectionNotificationCode code)
{
    Server *server = data;
    pthread_mutex_lock(&server->lock);
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        Peer *peer = peer_new(server, connection);
        g_hash_table_add(server->peers, peer);
        *context = peer;
    } else {
        g_hash_table_remove(server->peers, *context);
        *context = NULL;
    }
    pthread_mutex_unlock(&server->lock);
}

/* Each byte restarts libmicrohttpd's own timeout, so a client that dribbles would stay for ever. */
static gpointer reap_peers(gpointer data)
{
    Server *server = data;
    pthread_mutex_lock(&server->lock);
    while (!server->stopping) {
        gint64 now = g_get_monotonic_time();
        GHashTableIter iter;
        gpointer key;
        g_hash_table_iter_init(&iter, server->peers);
        while (g_hash_table_iter_next(&iter, &key, NULL)) {
            Peer *peer = key;
            if (peer->deadline != 0 && now > peer->deadline)
                shutdown(peer->fd, SHUT_RDWR);
        }
        wait_until(&server->stopped, &server->lock, now + G_TIME_SPAN_SECOND);
    }
    pthread_mutex_unlock(&server->lock);
    return NULL;
}

/* --- streams ---------------------------------------------------------------------------------- */

static void stream_wake(gpointer data)
{
    Stream *stream = data;
    pthread_mutex_lock(&stream->lock);
    stream->woken = true;
    if (stream->suspended) {
        stream->suspended = false;
        MHD_resume_connection(stream->connection);
    }
    pthread_mutex_unlock(&stream->lock);
}

static void stream_end(Stream *stream)
{
    pthread_mutex_lock(&stream->lock);
    stream->ending = true;
    pthread_mutex_unlock(&stream->lock);
    stream_wake(stream);
}

static gsize take_pending(Stream *stream, char *buffer, gsize max)
{
    gsize size;
    const void *bytes = g_bytes_get_data(stream->pending, &size);
    gsize n = MIN(size, max);
    memcpy(buffer, bytes, n);
    GBytes *rest = n < size ? g_bytes_new_from_bytes(stream->pending, n, size - n) : NULL;
    g_bytes_unref(stream->pending);
    stream->pending = rest;
    return n;
}

/* True when next() is worth asking; else the connection sleeps until it is woken. */
static bool begin_asking(Stream *stream, bool asked)
{
    pthread_mutex_lock(&stream->lock);
    bool go = !asked || stream->woken;
    stream->woken = false;
    if (!go) {
        stream->suspended = true;
        MHD_suspend_connection(stream->connection);
    }
    pthread_mutex_unlock(&stream->lock);
    return go;
}

static ssize_t read_stream(void *data, uint64_t position, char *buffer, size_t max)
{
    Stream *stream = data;
    bool asked = false;
    while (stream->pending == NULL) {
        if (!begin_asking(stream, asked))
            return 0;
        pthread_mutex_lock(&stream->lock);
        bool ended = stream->ending;
        pthread_mutex_unlock(&stream->lock);
        if (!ended)
            stream->pending = stream->source->next(stream->source, &ended);
        if (stream->pending == NULL && ended)
            return MHD_CONTENT_READER_END_OF_STREAM;
        asked = true;
    }
    return (ssize_t)take_pending(stream, buffer, max);
}

static void free_stream(void *data)
{
    Stream *stream = data;
    pthread_mutex_lock(&stream->server->lock);
    g_hash_table_remove(stream->server->streams, stream);
    pthread_mutex_unlock(&stream->server->lock);
    stream->source->free(stream->source);
    g_clear_pointer(&stream->pending, g_bytes_unref);
    pthread_mutex_destroy(&stream->lock);
    g_free(stream);
}

static struct MHD_Response *stream_response(Exchange *exchange)
{
    Stream *stream = g_new0(Stream, 1);
    stream->server = exchange->server;
    stream->connection = exchange->connection;
    stream->source = g_steal_pointer(&exchange->reply->stream);
    pthread_mutex_init(&stream->lock, NULL);
    stream->source->set_wake(stream->source, stream_wake, stream);
    pthread_mutex_lock(&stream->server->lock);
    g_hash_table_add(stream->server->streams, stream);
    stream->ending = stream->server->stopping;
    pthread_mutex_unlock(&stream->server->lock);
    return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK, read_stream, stream,
                                             free_stream);
}

/* --- one request ------------------------------------------------------------------------------ */

static void free_bytes(void *data)
{
    g_bytes_unref(data);
}

static struct MHD_Response *body_response(HttpReply *reply)
{
    GBytes *body = reply->body != NULL ? g_steal_pointer(&reply->body) : g_bytes_new(NULL, 0);
    gsize size;
    const void *bytes = g_bytes_get_data(body, &size);
    /* The library wants a pointer it could write through, and does not. */
    return MHD_create_response_from_buffer_with_free_callback_cls(
        size, size > 0 ? (void *)(guintptr)bytes : (void *)(guintptr) "", free_bytes, body);
}

/* Who reads slower than this is cut off: a reply lies in memory until it is read.  A stream may
 * take as long as it likes. */
static gint64 reading_time(const Server *server, const HttpReply *reply)
{
    if (reply->stream != NULL)
        return 0;
    gsize size = reply->body != NULL ? g_bytes_get_size(reply->body) : 0;
    return server->request_deadline_us * (gint64)(1 + size / READ_IN_DEADLINE);
}

/* Whether a body is sure to follow the head. */
static bool has_body(const HttpReply *reply, const char *method)
{
    return reply->stream == NULL && reply->body != NULL && g_bytes_get_size(reply->body) > 0 &&
           strcmp(method, MHD_HTTP_METHOD_HEAD) != 0 && reply->status >= 200 &&
           reply->status != MHD_HTTP_NO_CONTENT && reply->status != MHD_HTTP_NOT_MODIFIED;
}

/* What a reply says unless it says otherwise. */
static const struct {
    const char *name, *value;
} defaults[] = {
    { "Cache-Control", "no-cache" },
    { "X-Content-Type-Options", "nosniff" },
    { "Content-Security-Policy", "frame-ancestors 'none'" },
};

static enum MHD_Result send_reply(Exchange *exchange, const char *method)
{
    HttpReply *reply = exchange->reply;
    Peer *peer = peer_of(exchange);
    bool together = peer != NULL && has_body(reply, method);
    set_deadline(exchange, reading_time(exchange->server, reply));
    struct MHD_Response *response =
        reply->stream != NULL ? stream_response(exchange) : body_response(reply);
    if (response == NULL)
        return MHD_NO;
    if (reply->content_type != NULL)
        MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, reply->content_type);
    for (gsize i = 0; i < G_N_ELEMENTS(defaults); i++)
        if (http_reply_header(reply, defaults[i].name) == NULL)
            MHD_add_response_header(response, defaults[i].name, defaults[i].value);
    for (guint i = 0; i + 1 < reply->headers->len; i += 2)
        MHD_add_response_header(response, reply->headers->pdata[i], reply->headers->pdata[i + 1]);
    enum MHD_Result result = MHD_queue_response(exchange->connection, reply->status, response);
    if (together && result == MHD_YES)
        tls_hold_next(peer->hold);
    MHD_destroy_response(response);
    return result;
}

static void work(gpointer data, gpointer server_data)
{
    Exchange *exchange = data;
    Server *server = server_data;
    exchange->reply = server->handler.answer(exchange->request, server->data);
    MHD_resume_connection(exchange->connection);
}

/* Hands the request to a worker; false when the server is going away. */
static bool begin_work(Exchange *exchange)
{
    Server *server = exchange->server;
    pthread_mutex_lock(&server->lock);
    bool go = !server->stopping;
    if (go) {
        MHD_suspend_connection(exchange->connection);
        workers_push(server->workers, exchange);
    }
    pthread_mutex_unlock(&server->lock);
    return go;
}

static enum MHD_Result add_header(void *data, enum MHD_ValueKind kind, const char *name,
                                  const char *value)
{
    if (value != NULL && g_utf8_validate(value, -1, NULL))
        http_request_add_header(data, name, value);
    return MHD_YES;
}

/* The size that the client announced; 0 when it did not. */
static guint64 announced_size(const HttpRequest *request)
{
    const char *text = http_request_header(request, "content-length");
    return text != NULL ? g_ascii_strtoull(text, NULL, 10) : 0;
}

/* Replies, or has a worker make the reply and call again. */
static enum MHD_Result answer_request(Exchange *exchange, const char *method)
{
    Server *server = exchange->server;
    if (exchange->reply == NULL) {
        set_deadline(exchange, 0);
        if (server->handler.may_wait(exchange->request, server->data) && begin_work(exchange))
            return MHD_YES;
        exchange->reply = server->handler.answer(exchange->request, server->data);
    }
    return send_reply(exchange, method);
}

/* A body means nothing to a method that only reads, so it is not waited for: librest announces one
 * with every GET, but does not send it when it repeats the request with a password.  libmicrohttpd
 * closes the connection after such a reply, and takes what comes for no other request. */
static bool ignores_body(const HttpRequest *request)
{
    return request->method == HTTP_GET;
}

static enum MHD_Result begin_request(Exchange *exchange, const char *method)
{
    HttpRequest *request = exchange->request;
    exchange->begun = true;
    if (!http_method_parse(method, &request->method))
        request->method = 0;
    MHD_get_connection_values(exchange->connection, MHD_HEADER_KIND, add_header, request);
    set_deadline(exchange, exchange->server->request_deadline_us);

    guint64 size = announced_size(request);
    if (size > 0 && ignores_body(request))
        return answer_request(exchange, method);
    request->too_large = size > SERVER_MAX_BODY;
    bool asks_first = http_request_header(request, "expect") != NULL;
    if (size <= MAX_DISCARDED && !(request->too_large && asks_first))
        return MHD_YES;
    exchange->reply = exchange->server->handler.answer(request, exchange->server->data);
    return send_reply(exchange, method);
}

static enum MHD_Result take_body(Exchange *exchange, const char *bytes, gsize size)
{
    HttpRequest *request = exchange->request;
    if (request->body->len + size > SERVER_MAX_BODY)
        request->too_large = true;
    if (!request->too_large) {
        g_byte_array_append(request->body, (const guint8 *)bytes, (guint)size);
        return MHD_YES;
    }
    g_byte_array_set_size(request->body, 0);
    exchange->discarded += size;
    return exchange->discarded <= MAX_DISCARDED ? MHD_YES : MHD_NO;
}

static enum MHD_Result on_request(void *data, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *bytes,
                                  size_t *size, void **context)
{
    Exchange *exchange = *context;
    exchange->connection = connection;
    if (!exchange->begun)
        return begin_request(exchange, method);
    if (*size > 0) {
        enum MHD_Result result = take_body(exchange, bytes, *size);
        *size = 0;
        return result;
    }
    return answer_request(exchange, method);
}

static void *on_target(void *data, const char *target, struct MHD_Connection *connection)
{
    Exchange *exchange = g_new0(Exchange, 1);
    exchange->server = data;
    exchange->request = http_request_new(target);
    pthread_mutex_lock(&exchange->server->lock);
    exchange->server->n_exchanges++;
    pthread_mutex_unlock(&exchange->server->lock);
    return exchange;
}

static void on_completed(void *data, struct MHD_Connection *connection, void **context,
                         enum MHD_RequestTerminationCode code)
{
    Exchange *exchange = *context;
    *context = NULL;
    if (exchange == NULL)
        return;
    exchange->connection = connection;
    set_deadline(exchange, exchange->server->request_deadline_us);
    Peer *peer = peer_of(exchange);
    if (peer != NULL)
        tls_hold_end(peer->hold);
    pthread_mutex_lock(&exchange->server->lock);
    exchange->server->n_exchanges--;
    pthread_cond_broadcast(&exchange->server->drained);
    pthread_mutex_unlock(&exchange->server->lock);
    http_request_free(exchange->request);
    http_reply_free(exchange->reply);
    g_free(exchange);
}

/* --- start and stop --------------------------------------------------------------------------- */

/* Targets are decoded by url.c, which sees the difference between '/' and "%2F". */
static size_t leave_escapes(void *data, struct MHD_Connection *connection, char *text)
{
    return strlen(text);
}

static void log_library(void *data, const char *format, va_list args)
{
    if (log_get_level() < LOG_LEVEL_DEBUG)
        return;
    g_autofree char *text = g_strdup_vprintf(format, args);
    log_debug("http-library message=\"%s\"", g_strchomp(text));
}

/* A listening socket on all addresses of both families, or on one. */
static int listen_on(const char *address, guint16 port, GError **error)
{
    g_autoptr(GInetAddress) inet = g_inet_address_new_from_string(address != NULL ? address : "::");
    if (inet == NULL) {
        err_set(error, ERR_INVALID, "\"%s\" is not an IP address to listen on", address);
        return -1;
    }
    g_autoptr(GSocket) socket = g_socket_new(g_inet_address_get_family(inet), G_SOCKET_TYPE_STREAM,
                                             G_SOCKET_PROTOCOL_TCP, NULL);
    if (socket == NULL && address == NULL)
        return listen_on("0.0.0.0", port, error); /* a kernel without IPv6 */
    if (socket == NULL) {
        err_set(error, ERR_UNSUPPORTED, "Cannot make a socket for %s", address);
        return -1;
    }
    if (g_inet_address_get_family(inet) == G_SOCKET_FAMILY_IPV6)
        g_socket_set_option(socket, IPPROTO_IPV6, IPV6_V6ONLY, address != NULL, NULL);
    g_autoptr(GSocketAddress) where = g_inet_socket_address_new(inet, port);
    g_socket_set_listen_backlog(socket, 1024);
    if (!g_socket_bind(socket, where, TRUE, error) || !g_socket_listen(socket, error))
        return -1;
    int fd = dup(g_socket_get_fd(socket));
    if (fd < 0)
        err_errno(error, errno, "Cannot keep the listening socket");
    return fd;
}

static guint16 port_of(int fd)
{
    struct sockaddr_storage address;
    socklen_t size = sizeof address;
    if (getsockname(fd, (struct sockaddr *)&address, &size) < 0)
        return 0;
    return ntohs(address.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&address)->sin6_port
                                               : ((struct sockaddr_in *)&address)->sin_port);
}

static struct MHD_Daemon *start_daemon(Server *server, const ServerConfig *config, int fd)
{
    guint n_threads =
        config->n_threads > 0 ? config->n_threads : CLAMP(g_get_num_processors(), 2, 16);
    guint max_connections = config->max_connections > 0 ? config->max_connections : 4096;
    guint idle_timeout_s = config->idle_timeout_s > 0 ? config->idle_timeout_s : 60;
    server->request_deadline_us = 2 * (gint64)idle_timeout_s * G_TIME_SPAN_SECOND;
    return MHD_start_daemon(
        MHD_USE_TLS | MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG,
        0, NULL, NULL, on_request, server,
        /* first, so that it sees the messages of the others */
        MHD_OPTION_EXTERNAL_LOGGER, log_library, NULL, MHD_OPTION_LISTEN_SOCKET, fd,
        MHD_OPTION_HTTPS_MEM_KEY, config->key_pem, MHD_OPTION_HTTPS_MEM_CERT, config->cert_pem,
        MHD_OPTION_HTTPS_PRIORITIES, TLS_PRIORITIES, MHD_OPTION_THREAD_POOL_SIZE, n_threads,
        MHD_OPTION_CONNECTION_LIMIT, max_connections, MHD_OPTION_CONNECTION_TIMEOUT, idle_timeout_s,
        MHD_OPTION_URI_LOG_CALLBACK, on_target, server, MHD_OPTION_UNESCAPE_CALLBACK, leave_escapes,
        NULL, MHD_OPTION_NOTIFY_COMPLETED, on_completed, server, MHD_OPTION_NOTIFY_CONNECTION,
        on_connection, server, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_END);
}

Server *server_start(const ServerConfig *config, const ServerHandler *handler, gpointer data,
                     GError **error)
{
    int fd = listen_on(config->address, config->port, error);
    if (fd < 0)
        return NULL;
    Server *server = g_new0(Server, 1);
    server->handler = *handler;
    server->data = data;
    server->port = port_of(fd);
    server->peers = g_hash_table_new_full(NULL, NULL, peer_free, NULL);
    server->streams = g_hash_table_new(NULL, NULL);
    pthread_mutex_init(&server->lock, NULL);
    init_condition(&server->stopped);
    init_condition(&server->drained);
    server->workers = workers_new(MAX_WORKERS, work, server);
    server->reaper = g_thread_new("http-reaper", reap_peers, server);
    server->daemon = start_daemon(server, config, fd); /* takes 'fd' */
    if (server->daemon == NULL) {
        server_stop(server);
        return err_null(error, ERR_INTERNAL,
                        "The HTTPS server does not start; its key or certificate may be broken");
    }
    return server;
}

guint16 server_port(const Server *server)
{
    return server->port;
}

/* From here on nothing is handed to a worker and no stream begins. */
static void refuse_more(Server *server)
{
    if (server->daemon != NULL) {
        autofd int fd = MHD_quiesce_daemon(server->daemon);
        (void)fd;
    }
    pthread_mutex_lock(&server->lock);
    server->stopping = true;
    pthread_cond_broadcast(&server->stopped);
    pthread_mutex_unlock(&server->lock);
}

static void end_streams(Server *server)
{
    pthread_mutex_lock(&server->lock);
    GHashTableIter iter;
    gpointer stream;
    g_hash_table_iter_init(&iter, server->streams);
    while (g_hash_table_iter_next(&iter, &stream, NULL))
        stream_end(stream);
    pthread_mutex_unlock(&server->lock);
}

/* Lets replies that are under way reach their clients; a slow client does not hold us up for long.
 */
static void drain(Server *server)
{
    gint64 deadline = g_get_monotonic_time() + DRAIN_US;
    pthread_mutex_lock(&server->lock);
    while (server->n_exchanges > 0 && wait_until(&server->drained, &server->lock, deadline))
        ;
    pthread_mutex_unlock(&server->lock);
}

void server_stop(Server *server)
{
    if (server == NULL)
        return;
    refuse_more(server);
    g_thread_join(server->reaper);
    workers_free(server->workers);
    end_streams(server);
    drain(server);
    if (server->daemon != NULL)
        MHD_stop_daemon(server->daemon);
    g_hash_table_unref(server->peers);
    g_hash_table_unref(server->streams);
    pthread_mutex_destroy(&server->lock);
    pthread_cond_destroy(&server->stopped);
    pthread_cond_destroy(&server->drained);
    g_free(server);
}
