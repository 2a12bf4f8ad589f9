#include "link/server.h"

#include "base/err.h"
#include "link/answer-memory.h"
#include "link/destinations.h"
#include "link/heartbeat.h"
#include "link/jsonrpc.h"
#include "link/timer.h"
#include "link/transport.h"
#include "link/vdsm-code.h"

#include <string.h>

#define MAX_HANDSHAKES    32  /* connections that are nobody's yet; the oldest gives way */
#define MAX_SUBSCRIPTIONS 32  /* of one connection */
#define MAX_REMEMBERED    256 /* answers of one peer */
#define REMEMBER_MS       (600 * 1000)
#define MIN_HEARTBEAT_MS  1000 /* as VDSM */

typedef struct Connection Connection;
typedef struct Peer Peer;

struct LinkServer {
    int refs; /* the owner's and one for each peer */
    LinkServerConfig config;
    const LinkServerOps *ops; /* NULL: freed by the owner */
    void *data;
    GMainContext *context;
    LinkListener *listener;
    GHashTable *peers;  /* "engine:<uuid>" -> Peer, owned */
    GQueue connections; /* of Connection, newest first; no one's and peers' */
    bool recovering;
};

/* A certificate that was here.  There are as many as our CA issued, so they are kept. */
struct Peer {
    LinkPeer public;
    int refs; /* the server's, and one for each connection and request */
    LinkServer *server;
    GQueue connections;    /* of Connection, newest first */
    GHashTable *pending;   /* id as text -> Request, borrowed */
    guint n_pending;       /* with those that have no id */
    AnswerMemory *answers; /* of mutating verbs */
};

struct Connection {
    int refs; /* the server's, and one for each exchange */
    LinkServer *server;
    Peer *peer;               /* NULL before the handshake */
    LinkTransport *transport; /* NULL: gone */
    Heartbeat heartbeat;
    LinkTimer *timer;
    GHashTable *subscriptions; /* id -> destination */
    bool ending;               /* will be closed from the loop */
};

/* The answers to one frame: one, or an array when a batch of several came. */
typedef struct {
    Connection *connection;
    char *reply_to;
    bool batch;
    guint n_missing;
    json_t *answers;
} Exchange;

typedef struct {
    LinkRequest public;
    Peer *peer;
    Exchange *exchange; /* NULL: nobody waits, a notification */
    json_t *id;
    char *id_text, *call; /* NULL: not remembered */
} Request;

static void connection_unref(Connection *connection);
static void peer_unref(Peer *peer);

gint64 link_notify_time(void)
{
    return G_MAXINT32 + g_get_monotonic_time() / 1000;
}

/* ------------------------------------------------------------------------------ server */

static guint or_default(guint value, guint fallback)
{
    return value > 0 ? value : fallback;
}

static void accepted(LinkTransport *transport, void *data);

LinkServer *link_server_new(const LinkServerConfig *config, const LinkServerOps *ops, void *data,
                            GError **error)
{
    LinkServer *server = g_new0(LinkServer, 1);
    server->refs = 1;
    server->config = *config;
    server->config.handshake_ms = or_default(config->handshake_ms, 10000);
    server->config.max_body = or_default(config->max_body, 16 * 1024 * 1024);
    server->config.max_output = or_default(config->max_output, 32 * 1024 * 1024);
    server->config.max_connections = or_default(config->max_connections, 64);
    server->config.max_peer_connections = or_default(config->max_peer_connections, 8);
    server->config.max_pending = or_default(config->max_pending, 256);
    server->ops = ops;
    server->data = data;
    server->context = g_main_context_ref_thread_default();
    server->peers =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)peer_unref);
    g_queue_init(&server->connections);
    const LinkTransportLimits limits = { server->config.handshake_ms, server->config.max_body,
                                         server->config.max_output };
    server->listener = link_listener_new(server->context, config->address, config->port,
                                         config->credentials, &limits, accepted, server, error);
    if (server->listener == NULL)
        g_clear_pointer(&server, link_server_free);
    return server;
}

static void server_unref(LinkServer *server)
{
    if (--server->refs > 0)
        return;
    g_hash_table_unref(server->peers);
    g_main_context_unref(server->context);
    g_free(server);
}

static void connection_drop(Connection *connection);

void link_server_free(LinkServer *server)
{
    if (server == NULL)
        return;
    server->ops = NULL;
    g_clear_pointer(&server->listener, link_listener_free);
    while (!g_queue_is_empty(&server->connections))
        connection_drop(g_queue_peek_head(&server->connections));
    g_hash_table_remove_all(server->peers);
    server_unref(server);
}

guint16 link_server_get_port(const LinkServer *server)
{
    return link_listener_get_port(server->listener);
}

void link_server_set_recovering(LinkServer *server, bool recovering)
{
    server->recovering = recovering;
}

/* ------------------------------------------------------------------------------ peers */

/* The peer of a certificate; the caller owns a reference. */
static Peer *peer_ensure(LinkServer *server, LinkRole role, const char *name)
{
    g_autofree char *key =
        g_strdup_printf("%s:%s", role == LINK_ROLE_ENGINE ? "engine" : "host", name);
    Peer *peer = g_hash_table_lookup(server->peers, key);
    if (peer == NULL) {
        peer = g_new0(Peer, 1);
        peer->refs = 1;
        peer->server = server;
        server->refs++;
        peer->public.role = role;
        peer->public.name = g_strdup(name);
        peer->pending = g_hash_table_new(g_str_hash, g_str_equal);
        peer->answers = answer_memory_new(MAX_REMEMBERED, REMEMBER_MS);
        g_queue_init(&peer->connections);
        g_hash_table_insert(server->peers, g_steal_pointer(&key), peer);
    }
    peer->refs++;
    return peer;
}

static void peer_unref(Peer *peer)
{
    if (--peer->refs > 0)
        return;
    g_hash_table_unref(peer->pending);
    answer_memory_free(peer->answers);
    g_free(peer->public.name);
    g_free(peer->public.address);
    server_unref(peer->server);
    g_free(peer);
}

/* ------------------------------------------------------------------------------ connections */

static void connection_unref(Connection *connection)
{
    if (--connection->refs > 0)
        return;
    g_hash_table_unref(connection->subscriptions);
    g_free(connection);
}

/* Takes it out of server and peer; nothing is told. */
static void connection_drop(Connection *connection)
{
    if (connection->transport == NULL)
        return;
    g_queue_remove(&connection->server->connections, connection);
    g_clear_pointer(&connection->transport, link_transport_free);
    g_clear_pointer(&connection->timer, link_timer_free);
    if (connection->peer != NULL) {
        g_queue_remove(&connection->peer->connections, connection);
        g_clear_pointer(&connection->peer, peer_unref);
    }
    connection_unref(connection);
}

static void connection_send(Connection *connection, GBytes *frame)
{
    if (connection->transport == NULL) {
        g_bytes_unref(frame);
        return;
    }
    link_transport_send(connection->transport, frame);
    heartbeat_sent(&connection->heartbeat, link_now_ms());
}

static void send_error(Connection *connection, const char *text)
{
    const char *headers[] = { "content-type", "text/plain", "message", text, NULL };
    connection_send(connection, stomp_write(STOMP_ERROR, headers, text, strlen(text)));
}

static void refuse(LinkServer *server, const LinkTransport *transport, const GError *reason)
{
    if (server->ops != NULL && server->ops->refused != NULL)
        server->ops->refused(server, link_transport_get_address(transport), reason, server->data);
}

static void connection_closed(LinkTransport *transport, const GError *reason, void *data)
{
    Connection *connection = data;
    LinkServer *server = connection->server;
    Peer *peer = connection->peer;
    server->refs++;
    if (peer != NULL)
        peer->refs++;
    if (peer == NULL || err_code(reason) != ERR_UNREACHABLE)
        refuse(server, transport, reason);
    connection_drop(connection);
    if (peer != NULL && g_queue_is_empty(&peer->connections) && server->ops != NULL &&
        server->ops->peer_down != NULL)
        server->ops->peer_down(server, &peer->public, reason, server->data);
    if (peer != NULL)
        peer_unref(peer);
    server_unref(server);
}

static void connection_fail(Connection *connection, ErrCode code, const char *text)
{
    GError *error = NULL;
    err_set(&error, code, "%s", text);
    connection->ending = true;
    link_transport_close(connection->transport, error);
}

static void heartbeat_due(void *data)
{
    Connection *connection = data;
    gint64 now = link_now_ms();
    switch (heartbeat_check(&connection->heartbeat, now)) {
    case HEARTBEAT_LOST:
        connection_fail(connection, ERR_UNREACHABLE, "the heart-beat of the other side stopped");
        return;
    case HEARTBEAT_SEND:
        link_transport_send_heart_beat(connection->transport);
        heartbeat_sent(&connection->heartbeat, now);
        break;
    case HEARTBEAT_FINE:
        break;
    }
    link_timer_set(connection->timer, heartbeat_wait_ms(&connection->heartbeat, now));
}

/* The role of a certificate on this link; false when it has none. */
static bool link_role_of(const PkiIdentity *identity, LinkRole *ret)
{
    switch (identity->role) {
    case PKI_ROLE_ENGINE:
        *ret = LINK_ROLE_ENGINE;
        return true;
    case PKI_ROLE_HOST:
        *ret = LINK_ROLE_HOST;
        return true;
    case PKI_ROLE_CA:
    case PKI_ROLE_SERVER:
    case N_PKI_ROLES:
        break;
    }
    return false;
}

/* Drops the peer's oldest connection when there are too many: a half-dead one must not keep a new
 * one out. */
static void limit_connections(Peer *peer)
{
    const LinkServerConfig *config = &peer->server->config;
    if (g_queue_get_length(&peer->connections) > config->max_peer_connections)
        connection_fail(g_queue_peek_tail(&peer->connections), ERR_UNREACHABLE,
                        "the same peer opened too many connections");
}

static void connection_opened(LinkTransport *transport, void *data)
{
    Connection *connection = data;
    LinkServer *server = connection->server;
    const PkiIdentity *identity = link_transport_get_peer(transport);
    LinkRole role;
    if (!link_role_of(identity, &role)) {
        GError *error = NULL;
        err_set(&error, ERR_DENIED, "the certificate is neither an engine's nor a host's");
        send_error(connection, error->message); /* TLS alone would tell the other side nothing */
        link_transport_finish(transport, error);
        return;
    }
    Peer *peer = connection->peer = peer_ensure(server, role, identity->identity);
    bool first = g_queue_is_empty(&peer->connections);
    g_queue_push_head(&peer->connections, connection);
    g_free(peer->public.address);
    peer->public.address = g_strdup(link_transport_get_address(transport));
    limit_connections(peer);
    if (first && server->ops->peer_up != NULL)
        server->ops->peer_up(server, &peer->public, server->data);
}

static void connection_received(LinkTransport *transport, void *data)
{
    Connection *connection = data;
    heartbeat_received(&connection->heartbeat, link_now_ms());
}

static void connection_frame(LinkTransport *transport, const StompFrame *frame, void *data);

static void connection_broken(LinkTransport *transport, const GError *reason, void *data)
{
    send_error(data, reason->message);
}

static const LinkTransportOps transport_ops = {
    .opened = connection_opened,
    .received = connection_received,
    .frame = connection_frame,
    .broken = connection_broken,
    .closed = connection_closed,
};

/* Keeps the number of connections that are nobody's yet small: the oldest gives way, so that idle
 * ones cannot keep an engine out. */
static void limit_newcomers(LinkServer *server, Connection *newest)
{
    guint n = 0;
    Connection *oldest = newest;
    for (GList *l = server->connections.head; l != NULL; l = l->next) {
        Connection *connection = l->data;
        if (connection->peer == NULL && !connection->ending) {
            oldest = connection;
            n++;
        }
    }
    if (n > MAX_HANDSHAKES)
        connection_fail(oldest, ERR_BUSY, "too many handshakes at once");
    if (g_queue_get_length(&server->connections) - n > server->config.max_connections)
        connection_fail(newest, ERR_BUSY, "too many connections");
}

static void accepted(LinkTransport *transport, void *data)
{
    LinkServer *server = data;
    Connection *connection = g_new0(Connection, 1);
    connection->refs = 1;
    connection->server = server;
    connection->transport = transport;
    connection->timer = link_timer_new(server->context, heartbeat_due, connection);
    connection->subscriptions = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_queue_push_head(&server->connections, connection);
    link_transport_start(transport, &transport_ops, connection);
    limit_newcomers(server, connection);
}

/* ------------------------------------------------------------------------------ answers */

static Exchange *exchange_new(Connection *connection, const char *reply_to, bool batch)
{
    Exchange *exchange = g_new0(Exchange, 1);
    connection->refs++;
    exchange->connection = connection;
    exchange->reply_to = g_strdup(reply_to != NULL ? reply_to : LINK_RESPONSES);
    exchange->batch = batch;
    exchange->answers = json_array();
    return exchange;
}

static void exchange_free(Exchange *exchange)
{
    connection_unref(exchange->connection);
    g_free(exchange->reply_to);
    json_decref(exchange->answers);
    g_free(exchange);
}

/* The id of a subscription to 'destination'; NULL when the connection has none. */
static const char *find_subscription(const Connection *connection, const char *destination)
{
    GHashTableIter iter;
    gpointer id, subscribed;
    if (connection->transport == NULL)
        return NULL;
    g_hash_table_iter_init(&iter, connection->subscriptions);
    while (g_hash_table_iter_next(&iter, &id, &subscribed))
        if (strcmp(subscribed, destination) == 0)
            return id;
    return NULL;
}

static void send_message(Connection *connection, const char *destination, const char *subscription,
                         const char *body, gsize size)
{
    const char *headers[] = { "destination", destination, "content-type", LINK_JSON, "subscription",
                              subscription,  NULL };
    connection_send(connection, stomp_write(STOMP_MESSAGE, headers, body, size));
}

/* Delivers to the connection that asked or, when it is gone, to a newer one of the same peer. */
static void deliver(const Exchange *exchange, Peer *peer, const char *body, gsize size)
{
    Connection *target = exchange->connection;
    const char *subscription = find_subscription(target, exchange->reply_to);
    for (GList *l = peer->connections.head; l != NULL && subscription == NULL; l = l->next) {
        target = l->data;
        subscription = find_subscription(target, exchange->reply_to);
    }
    if (subscription != NULL)
        send_message(target, exchange->reply_to, subscription, body, size);
}

/* The text of 'message', or of an error in its place when it is larger than any peer takes. */
static char *dump_bounded(const json_t *message, gsize max_size, gsize *ret_size)
{
    g_autofree char *body = jsonrpc_dump(message, ret_size);
    if (*ret_size <= max_size)
        return g_steal_pointer(&body);
    g_autofree char *text =
        g_strdup_printf("the answer has %zu bytes, at most %zu can be sent", *ret_size, max_size);
    json_t *error =
        jsonrpc_error(json_incref(json_object_get(message, "id")), JSONRPC_INTERNAL, text);
    char *instead = jsonrpc_dump(error, ret_size);
    json_decref(error);
    return instead;
}

/* Sends what has come together, and frees the exchange, once nothing is missing. */
static void exchange_settle(Exchange *exchange, Peer *peer)
{
    if (exchange->n_missing > 0)
        return;
    if (json_array_size(exchange->answers) > 0) {
        gsize size;
        const json_t *message =
            exchange->batch ? exchange->answers : json_array_get(exchange->answers, 0);
        g_autofree char *body = dump_bounded(message, peer->server->config.max_body, &size);
        deliver(exchange, peer, body, size);
    }
    exchange_free(exchange);
}

/* 'answer' is taken; NULL: this one will not be answered. */
static void exchange_add(Exchange *exchange, Peer *peer, json_t *answer)
{
    if (answer != NULL)
        json_array_append_new(exchange->answers, answer);
    exchange->n_missing--;
    exchange_settle(exchange, peer);
}

static void request_free(Request *request)
{
    Peer *peer = request->peer;
    if (request->id_text != NULL && g_hash_table_lookup(peer->pending, request->id_text) == request)
        g_hash_table_remove(peer->pending, request->id_text);
    peer->n_pending--;
    json_decref(request->public.params);
    json_decref(request->id);
    g_free(request->id_text);
    g_free(request->call);
    peer_unref(peer);
    g_free(request);
}

/* Ends 'request' with 'answer', which is taken. */
static void request_answer(Request *request, json_t *answer)
{
    if (request->id_text != NULL && request->public.verb != NULL && request->public.verb->mutating)
        answer_memory_put(request->peer->answers, request->id_text, request->call, answer,
                          link_now_ms());
    if (request->exchange != NULL)
        exchange_add(request->exchange, request->peer, answer);
    else
        json_decref(answer);
    request_free(request);
}

void link_request_reply(LinkRequest *request, json_t *result)
{
    Request *own = (Request *)request;
    g_autoptr(GError) error = NULL;
    json_t *value = result != NULL ? result : json_true();
    if (!verb_check_result(request->verb, value, &error)) {
        json_decref(value);
        link_request_fail(request, JSONRPC_INTERNAL, "%s", error->message);
        return;
    }
    request_answer(own, jsonrpc_result(json_incref(own->id), value));
}

void link_request_fail(LinkRequest *request, int vdsm_code, const char *format, ...)
{
    Request *own = (Request *)request;
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    request_answer(own, jsonrpc_error(json_incref(own->id), vdsm_code, text));
}

void link_request_fail_error(LinkRequest *request, const GError *error)
{
    link_request_fail(request, err_info(err_code(error))->jsonrpc_code, "%s", error->message);
}

/* ------------------------------------------------------------------------------ requests */

/* What makes a call the same call: verb and params. */
static char *call_text(const Verb *verb, const json_t *params)
{
    g_autofree char *text = json_dumps(params, JSON_COMPACT | JSON_SORT_KEYS);
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    return g_strconcat(verb->name, " ", digest, NULL);
}

static char *id_text_of(const json_t *id)
{
    if (id == NULL || json_is_null(id))
        return NULL;
    gsize size;
    return jsonrpc_dump(id, &size);
}

/* Refuses with the number VDSM uses; 'request' is done with. */
static bool request_is_allowed(Request *request, const JsonrpcMessage *message)
{
    LinkRequest *public = &request->public;
    LinkServer *server = public->server;
    g_autoptr(GError) error = NULL;
    public->verb = verb_find(message->method);
    if (public->verb == NULL)
        link_request_fail(public, JSONRPC_NO_METHOD, "there is no verb \"%.80s\"", message->method);
    else if ((public->verb->roles & public->peer->role) == 0)
        link_request_fail(public, JSONRPC_DENIED, "%s may only be called by an engine",
                          public->verb->name);
    else if (server->recovering)
        link_request_fail(public, VDSM_RECOVERING, "the agent is still finding its VMs");
    else if (request->peer->n_pending > server->config.max_pending)
        link_request_fail(public, VDSM_QUEUE_FULL, "%u requests are waiting already",
                          request->peer->n_pending - 1);
    else if ((public->params = verb_normalize_params(public->verb, message->params, &error)) ==
             NULL)
        link_request_fail(public, JSONRPC_BAD_PARAMS, "%s", error->message);
    else
        return true;
    return false;
}

/* True when the same request runs already; its answer then goes to the one who asked last. */
static bool join_pending(Request *request)
{
    Request *running = g_hash_table_lookup(request->peer->pending, request->id_text);
    if (running == NULL || strcmp(running->call, request->call) != 0)
        return false;
    Exchange *earlier = running->exchange;
    running->exchange = request->exchange;
    if (earlier != NULL)
        exchange_add(earlier, request->peer, NULL);
    request_free(request);
    return true;
}

static void run(Request *request)
{
    LinkServer *server = request->public.server;
    if (strcmp(request->public.verb->name, "Host.ping2") == 0) {
        link_request_reply(&request->public, NULL); /* a pure sign of life: no detour */
        return;
    }
    if (request->id_text != NULL) {
        request->call = call_text(request->public.verb, request->public.params);
        json_t *remembered = answer_memory_get(request->peer->answers, request->id_text,
                                               request->call, link_now_ms());
        if (remembered != NULL) {
            exchange_add(request->exchange, request->peer, remembered);
            request_free(request);
            return;
        }
        if (join_pending(request))
            return;
        g_hash_table_insert(request->peer->pending, request->id_text, request);
    }
    if (server->ops != NULL)
        server->ops->request(&request->public, server->data);
    else
        link_request_fail(&request->public, VDSM_RECOVERING, "the agent is going down");
}

static void take_call(Peer *peer, Exchange *exchange, const JsonrpcMessage *message)
{
    Request *request = g_new0(Request, 1);
    peer->refs++;
    peer->n_pending++;
    request->peer = peer;
    request->exchange = message->kind == JSONRPC_REQUEST ? exchange : NULL;
    request->id = json_incref(message->id);
    request->public.server = peer->server;
    request->public.peer = &peer->public;
    if (!request_is_allowed(request, message))
        return;
    request->id_text = request->exchange != NULL ? id_text_of(message->id) : NULL;
    run(request);
}

static void take_message(Peer *peer, Exchange *exchange, const JsonrpcMessage *message)
{
    switch (message->kind) {
    case JSONRPC_REQUEST:
    case JSONRPC_NOTIFICATION:
        take_call(peer, exchange, message);
        return;
    case JSONRPC_BROKEN:
        exchange_add(exchange, peer,
                     jsonrpc_error(json_incref(message->id), message->code, message->text));
        return;
    case JSONRPC_RESULT:
    case JSONRPC_ERROR:
        return; /* we asked nothing */
    }
}

static bool wants_answer(const JsonrpcMessage *message)
{
    return message->kind == JSONRPC_REQUEST || message->kind == JSONRPC_BROKEN;
}

static void take_body(Connection *connection, const StompFrame *frame)
{
    bool batch;
    g_autoptr(GPtrArray) messages = jsonrpc_read(frame->body, frame->size, &batch);
    Peer *peer = connection->peer;
    Exchange *exchange = exchange_new(connection, stomp_frame_get(frame, "reply-to"), batch);
    exchange->n_missing = 1; /* ours, until every message was taken */
    for (guint i = 0; i < messages->len; i++)
        exchange->n_missing += wants_answer(messages->pdata[i]);
    peer->refs++;
    for (guint i = 0; i < messages->len; i++)
        take_message(peer, exchange, messages->pdata[i]);
    exchange_add(exchange, peer, NULL);
    peer_unref(peer);
}

/* ------------------------------------------------------------------------------ frames */

/* Agrees on heart-beats: we send what the other side wants, and want what it can send. */
static void take_connect(Connection *connection, const StompFrame *frame)
{
    const char *versions = stomp_frame_get(frame, "accept-version");
    if (versions == NULL || strcmp(versions, "1.2") != 0) {
        send_error(connection, "Version unsupported");
        return;
    }
    guint sends, wants;
    char agreed[32];
    stomp_parse_heart_beat(stomp_frame_get(frame, "heart-beat"), &sends, &wants);
    sends = sends > 0 ? MAX(sends, MIN_HEARTBEAT_MS) : 0;
    wants = wants > 0 ? MAX(wants, MIN_HEARTBEAT_MS) : 0;
    g_snprintf(agreed, sizeof agreed, "%u,%u", wants, sends);
    const char *headers[] = { "version", "1.2", "heart-beat", agreed, NULL };
    connection_send(connection, stomp_write(STOMP_CONNECTED, headers, NULL, 0));
    gint64 now = link_now_ms();
    heartbeat_start(&connection->heartbeat, (gint64)wants * 4 / 5, (gint64)sends * 2, now);
    link_timer_set(connection->timer, heartbeat_wait_ms(&connection->heartbeat, now));
}

static void take_subscribe(Connection *connection, const StompFrame *frame)
{
    const char *id = stomp_frame_get(frame, "id");
    const char *destination = stomp_frame_get(frame, "destination");
    if (id == NULL || destination == NULL)
        send_error(connection, "Missing destination or subscription id header");
    else if (g_hash_table_contains(connection->subscriptions, id))
        send_error(connection, "Subscription id already exists");
    else if (g_hash_table_size(connection->subscriptions) >= MAX_SUBSCRIPTIONS)
        send_error(connection, "Too many subscriptions");
    else
        g_hash_table_insert(connection->subscriptions, g_strdup(id), g_strdup(destination));
}

static void take_unsubscribe(Connection *connection, const StompFrame *frame)
{
    const char *id = stomp_frame_get(frame, "id");
    if (id != NULL)
        g_hash_table_remove(connection->subscriptions, id);
}

/* True for 'queue' and any "<queue>.suffix". */
static bool is_queue(const char *destination, const char *queue)
{
    gsize length = strlen(queue);
    return strncmp(destination, queue, length) == 0 &&
           (destination[length] == '\0' || destination[length] == '.');
}

/* Unlike VDSM we forward nothing from peer to peer: an event comes from this agent or not at all.
 */
static void take_send(Connection *connection, const StompFrame *frame)
{
    const char *destination = stomp_frame_get(frame, "destination");
    if (destination != NULL &&
        (is_queue(destination, LINK_REQUESTS) || is_queue(destination, LINK_IRS_REQUESTS)))
        take_body(connection, frame);
    else
        send_error(connection, "Subscription not available");
}

static void take_disconnect(Connection *connection, const StompFrame *frame)
{
    const char *receipt = stomp_frame_get(frame, "receipt");
    if (receipt != NULL) {
        const char *headers[] = { "receipt-id", receipt, NULL };
        connection_send(connection, stomp_write(STOMP_RECEIPT, headers, NULL, 0));
        return; /* the other side closes */
    }
    GError *reason = NULL;
    err_set(&reason, ERR_UNREACHABLE, "the other side disconnected");
    link_transport_finish(connection->transport, reason);
}

static void connection_frame(LinkTransport *transport, const StompFrame *frame, void *data)
{
    Connection *connection = data;
    connection->refs++;
    switch (frame->command) {
    case STOMP_CONNECT:
        take_connect(connection, frame);
        break;
    case STOMP_SEND:
        take_send(connection, frame);
        break;
    case STOMP_SUBSCRIBE:
        take_subscribe(connection, frame);
        break;
    case STOMP_UNSUBSCRIBE:
        take_unsubscribe(connection, frame);
        break;
    case STOMP_DISCONNECT:
        take_disconnect(connection, frame);
        break;
    case STOMP_CONNECTED:
    case STOMP_MESSAGE:
    case STOMP_RECEIPT:
    case STOMP_ERROR:
    case N_STOMP_COMMANDS:
        g_assert_not_reached(); /* the parser takes none of a server */
    }
    connection_unref(connection);
}

/* ------------------------------------------------------------------------------ events */

static void publish(Connection *connection, const char *body, gsize size)
{
    const char *subscription = NULL;
    if (connection->peer != NULL && connection->peer->public.role == LINK_ROLE_ENGINE)
        subscription = find_subscription(connection, LINK_EVENTS);
    if (subscription != NULL)
        send_message(connection, LINK_EVENTS, subscription, body, size);
}

bool link_server_emit(LinkServer *server, const char *method, json_t *params, GError **error)
{
    json_t *values = params != NULL ? params : json_object();
    if (event_check(method, values, NULL, error) == NULL) {
        json_decref(values);
        return false;
    }
    json_object_set_new(values, "notify_time", json_integer(link_notify_time()));
    json_t *message = jsonrpc_notification(method, values);
    gsize size;
    g_autofree char *body = jsonrpc_dump(message, &size);
    json_decref(message);
    if (size > server->config.max_body)
        return err_set(error, ERR_TOO_LARGE, "event %s has %zu bytes, at most %u can be sent",
                       method, size, server->config.max_body);
    if (!server->recovering)
        for (GList *l = server->connections.head; l != NULL; l = l->next)
            publish(l->data, body, size);
    return true;
}
