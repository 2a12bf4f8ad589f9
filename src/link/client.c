#include "link/client.h"

#include "base/err.h"
#include "base/uuid.h"
#include "link/destinations.h"
#include "link/jsonrpc.h"
#include "link/limiter.h"
#include "link/reconnect.h"
#include "link/server.h"
#include "link/timer.h"
#include "link/transport.h"
#include "link/vdsm-code.h"

#include <string.h>

#define SUBSCRIPTION_REPLIES "replies"
#define SUBSCRIPTION_EVENTS  "events"
#define JITTER_PERCENT       50
#define RECOVERING_POLL_MS   1000 /* between two pings while the agent finds its VMs */
#define HANDSHAKE_MS         10000
#define HOST_ERROR           " (host error "

/* A call from its birth in any thread to its callback. */
typedef struct {
    LinkClient *client;
    const Verb *verb; /* NULL: there is no such */
    json_t *params;
    LinkCallback callback;
    void *data;
    guint timeout_ms;
    GError *error; /* found before it was sent */
    bool probe;    /* our own ping, allowed before the link is up */
    char *id;
    gint64 deadline;
} Call;

/* Something to do in the context's thread. */
typedef struct Post Post;
struct Post {
    Post *next;
    void (*func)(LinkClient *client, void *data);
    void *data;
};

struct LinkClient {
    gatomicrefcount refs;
    int stopped; /* atomic: no op runs any more */
    Post *posts; /* atomic: newest first */
    GMainContext *context;
    char *address, *identity;
    guint16 port;
    LinkCredentials *credentials;
    LinkLimiter *limiter;
    LinkTransportLimits limits;
    guint heartbeat_ms, max_pending;
    const LinkClientOps *ops;
    void *data;

    /* All below belongs to the context's thread. */
    LinkState state;
    Reconnect fsm;
    LinkTimer *timer; /* reconnect_run() and the deadlines of calls */
    LinkTransport *transport;
    GBytes *session; /* to resume TLS */
    char *reply_queue;
    GHashTable *calls; /* id -> Call, owned */
    gint64 ping_at;    /* while connected and not up: when to ask again; 0: asked */
};

static const LinkTransportOps transport_ops;
static void run(LinkClient *client);

/* ------------------------------------------------------------------------------ life */

static guint or_default(guint value, guint fallback)
{
    return value > 0 ? value : fallback;
}

static void call_free(Call *call)
{
    json_decref(call->params);
    g_clear_error(&call->error);
    g_free(call->id);
    g_free(call);
}

/* Runs what was posted, in the order of posting.  Runs in the context's thread. */
static gboolean run_posts(gpointer data)
{
    LinkClient *client = data;
    Post *newest = g_atomic_pointer_exchange(&client->posts, NULL), *oldest = NULL;
    while (newest != NULL) {
        Post *next = newest->next;
        newest->next = oldest;
        oldest = newest;
        newest = next;
    }
    while (oldest != NULL) {
        g_autofree Post *post = oldest;
        oldest = post->next;
        post->func(client, post->data);
    }
    link_client_unref(client);
    return G_SOURCE_REMOVE;
}

/* Runs 'func(client, data)' in the client's context, from its loop.  Any thread: posts are a stack
 * without a lock, and the one who finds it empty wakes the loop. */
static void post(LinkClient *client, void (*func)(LinkClient *client, void *data), void *data)
{
    Post *own = g_new(Post, 1), *before;
    *own = (Post){ NULL, func, data };
    do
        own->next = before = g_atomic_pointer_get(&client->posts);
    while (!g_atomic_pointer_compare_and_exchange(&client->posts, before, own));
    if (before != NULL) /* 'own' may be gone by now */
        return;
    GSource *source = g_idle_source_new();
    g_source_set_priority(source, G_PRIORITY_DEFAULT);
    g_source_set_callback(source, run_posts, link_client_ref(client), NULL);
    g_source_attach(source, client->context);
    g_source_unref(source);
}

static void timer_passed(void *data)
{
    run(data);
}

static void start(LinkClient *client, void *unused)
{
    if (g_atomic_int_get(&client->stopped))
        return;
    client->timer = link_timer_new(client->context, timer_passed, client);
    reconnect_start(&client->fsm, link_now_ms());
    run(client);
}

LinkClient *link_client_new(GMainContext *context, const LinkClientConfig *config,
                            const LinkClientOps *ops, void *data)
{
    LinkClient *client = g_new0(LinkClient, 1);
    g_atomic_ref_count_init(&client->refs);
    client->context = g_main_context_ref(context != NULL ? context : g_main_context_default());
    client->address = g_strdup(config->address);
    client->port = config->port > 0 ? config->port : LINK_DEFAULT_PORT;
    client->identity = g_strdup(config->identity);
    client->credentials = link_credentials_ref(config->credentials);
    client->limiter = config->limiter != NULL ? link_limiter_ref(config->limiter) : NULL;
    client->heartbeat_ms = or_default(config->heartbeat_ms, 10000);
    client->max_pending = or_default(config->max_pending, 1024);
    client->limits =
        (LinkTransportLimits){ HANDSHAKE_MS, or_default(config->max_body, 16 * 1024 * 1024),
                               or_default(config->max_output, 32 * 1024 * 1024) };
    client->ops = ops;
    client->data = data;
    client->calls = g_hash_table_new(g_str_hash, g_str_equal);
    const ReconnectConfig reconnect = { .backoff_min = or_default(config->backoff_min_ms, 2000),
                                        .backoff_max = or_default(config->backoff_max_ms, 60000),
                                        .jitter_percent = JITTER_PERCENT,
                                        .connect_timeout = or_default(config->connect_ms, 20000),
                                        .seed = config->seed };
    reconnect_init(&client->fsm, &reconnect, link_now_ms());
    post(client, start, NULL);
    return client;
}

LinkClient *link_client_ref(LinkClient *client)
{
    g_atomic_ref_count_inc(&client->refs);
    return client;
}

void link_client_unref(LinkClient *client)
{
    if (client == NULL || !g_atomic_ref_count_dec(&client->refs))
        return;
    g_hash_table_unref(client->calls);
    g_clear_pointer(&client->session, g_bytes_unref);
    link_limiter_unref(client->limiter);
    link_credentials_unref(client->credentials);
    g_main_context_unref(client->context);
    g_free(client->reply_queue);
    g_free(client->address);
    g_free(client->identity);
    g_free(client);
}

static void lose(LinkClient *client, const GError *reason);

static void stop(LinkClient *client, void *unused)
{
    g_autoptr(GError) reason = NULL;
    err_set(&reason, ERR_UNREACHABLE, "the link to %s was given up", client->address);
    reconnect_stop(&client->fsm, link_now_ms());
    lose(client, reason);
    g_clear_pointer(&client->timer, link_timer_free);
    link_client_unref(client); /* the caller's, given up in link_client_free() */
}

void link_client_free(LinkClient *client)
{
    if (client == NULL)
        return;
    g_atomic_int_set(&client->stopped, 1);
    post(client, stop, NULL);
}

LinkState link_client_get_state(const LinkClient *client)
{
    return client->state;
}

/* ------------------------------------------------------------------------------ state */

static void set_state(LinkClient *client, LinkState state, const GError *reason)
{
    bool changed = client->state != state;
    client->state = state;
    if ((changed || reason != NULL) && !g_atomic_int_get(&client->stopped))
        client->ops->state_changed(client, state, reason, client->data);
}

static gint64 next_deadline(const LinkClient *client)
{
    GHashTableIter iter;
    gpointer value;
    gint64 soonest = client->ping_at > 0 ? client->ping_at : G_MAXINT64;
    g_hash_table_iter_init(&iter, client->calls);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        soonest = MIN(soonest, ((Call *)value)->deadline);
    return soonest;
}

static void arm(LinkClient *client)
{
    if (client->timer == NULL)
        return;
    gint64 now = link_now_ms();
    gint64 wait = reconnect_wait_ms(&client->fsm, now);
    gint64 deadline = next_deadline(client);
    if (deadline != G_MAXINT64)
        wait = wait < 0 ? MAX(0, deadline - now) : MIN(wait, MAX(0, deadline - now));
    link_timer_set(client->timer, wait);
}

static void finish_call(Call *call, json_t *result, const GError *error)
{
    if (call->callback != NULL)
        call->callback(result, error, call->data);
    call_free(call);
}

/* Fails every call under way; callbacks may make new ones. */
static void fail_calls(LinkClient *client, const GError *reason)
{
    g_autoptr(GHashTable) calls = client->calls;
    client->calls = g_hash_table_new(g_str_hash, g_str_equal);
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, calls);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        Call *call = value;
        g_autoptr(GError) error = NULL;
        err_set(&error, ERR_UNREACHABLE, "%s to %s: %s", call->verb->name, client->address,
                reason->message);
        finish_call(call, NULL, error);
    }
}

/* The link is down, or did not come up. */
static void lose(LinkClient *client, const GError *reason)
{
    link_client_ref(client);
    g_clear_pointer(&client->transport, link_transport_free);
    if (client->limiter != NULL)
        link_limiter_leave(client->limiter, client);
    client->ping_at = 0;
    reconnect_disconnected(&client->fsm, link_now_ms());
    arm(client);
    set_state(client, LINK_CONNECTING, reason);
    fail_calls(client, reason);
    link_client_unref(client);
}

static void connect_now(LinkClient *client)
{
    reconnect_connecting(&client->fsm, link_now_ms());
    client->transport =
        link_transport_connect(client->context, client->address, client->port, client->credentials,
                               client->session, &client->limits, &transport_ops, client);
}

static void fail_late_calls(LinkClient *client, gint64 now)
{
    g_autoptr(GPtrArray) late = g_ptr_array_new();
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, client->calls);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        if (((Call *)value)->deadline <= now) {
            g_ptr_array_add(late, value);
            g_hash_table_iter_remove(&iter);
        }
    for (guint i = 0; i < late->len; i++) {
        Call *call = late->pdata[i];
        g_autoptr(GError) error = NULL;
        err_set(&error, ERR_TIMEOUT, "%s to %s: no answer within %u ms", call->verb->name,
                client->address, call->timeout_ms);
        finish_call(call, NULL, error);
    }
}

static void ping(LinkClient *client);

/* Does what is due, and sets the timer for what comes next. */
static void run(LinkClient *client)
{
    link_client_ref(client);
    gint64 now = link_now_ms();
    switch (reconnect_run(&client->fsm, now)) {
    case RECONNECT_NOTHING:
        break;
    case RECONNECT_CONNECT:
        connect_now(client);
        break;
    case RECONNECT_PROBE:
        link_transport_send_heart_beat(client->transport);
        reconnect_sent(&client->fsm, now);
        break;
    case RECONNECT_DISCONNECT: {
        g_autoptr(GError) reason = NULL;
        if (client->fsm.state == RECONNECT_CONNECTING)
            err_set(&reason, ERR_TIMEOUT, "%s did not answer in time", client->address);
        else
            err_set(&reason, ERR_UNREACHABLE, "the heart-beat of %s stopped", client->address);
        lose(client, reason);
        break;
    }
    }
    if (client->ping_at > 0 && client->ping_at <= now)
        ping(client);
    fail_late_calls(client, now);
    arm(client);
    link_client_unref(client);
}

/* ------------------------------------------------------------------------------ calls */

static void transmit(Call *call)
{
    LinkClient *client = call->client;
    call->id = uuid_new();
    call->deadline = link_now_ms() + call->timeout_ms;
    json_t *message =
        jsonrpc_request(call->verb->name, g_steal_pointer(&call->params), json_string(call->id));
    gsize size;
    g_autofree char *body = jsonrpc_dump(message, &size);
    json_decref(message);
    const char *headers[] = { "destination", LINK_REQUESTS, "content-type",
                              LINK_JSON,     "reply-to",    client->reply_queue,
                              NULL };
    g_hash_table_insert(client->calls, call->id, call);
    link_transport_send(client->transport, stomp_write(STOMP_SEND, headers, body, size));
    reconnect_sent(&client->fsm, link_now_ms());
    arm(client);
}

/* Why 'call' cannot be sent now; true when it can. */
static bool can_transmit(const Call *call, GError **error)
{
    const LinkClient *client = call->client;
    if (g_hash_table_size(client->calls) >= client->max_pending)
        return err_set(error, ERR_BUSY, "%s to %s: %u calls are under way already",
                       call->verb->name, client->address, client->max_pending);
    if (client->state == LINK_UP || call->probe)
        return true;
    if (client->state == LINK_RECOVERING)
        return err_set(error, ERR_BUSY, "%s to %s: the agent is still finding its VMs",
                       call->verb->name, client->address);
    return err_set(error, ERR_UNREACHABLE, "%s to %s: the host is not connected", call->verb->name,
                   client->address);
}

static void begin_call(LinkClient *client, void *data)
{
    Call *call = data;
    if (call->error == NULL && can_transmit(call, &call->error)) {
        transmit(call);
    } else {
        g_autoptr(GError) error = g_steal_pointer(&call->error);
        finish_call(call, NULL, error);
    }
}

static Call *call_new(LinkClient *client, const char *verb, json_t *params, guint timeout_ms,
                      LinkCallback callback, void *data)
{
    Call *call = g_new0(Call, 1);
    call->client = client;
    call->verb = verb_find(verb);
    call->params = params != NULL ? params : json_object();
    call->callback = callback;
    call->data = data;
    if (call->verb == NULL)
        err_set(&call->error, ERR_UNSUPPORTED, "there is no verb \"%s\"", verb);
    else if (verb_check_params(call->verb, call->params, &call->error))
        call->timeout_ms = or_default(timeout_ms, call->verb->timeout_ms);
    return call;
}

void link_client_call(LinkClient *client, const char *verb, json_t *params, guint timeout_ms,
                      LinkCallback callback, void *data)
{
    post(client, begin_call, call_new(client, verb, params, timeout_ms, callback, data));
}

int link_error_number(const GError *error)
{
    const char *at = error->domain == ERR ? g_strrstr(error->message, HOST_ERROR) : NULL;
    return at != NULL ? (int)g_ascii_strtoll(at + strlen(HOST_ERROR), NULL, 10) : 0;
}

/* Matches an answer with its call.  One that nobody waits for any more is no news. */
static void take_answer(LinkClient *client, const JsonrpcMessage *message)
{
    const char *id = json_string_value(message->id);
    Call *call = id != NULL ? g_hash_table_lookup(client->calls, id) : NULL;
    if (call == NULL)
        return;
    g_hash_table_remove(client->calls, id);
    g_autoptr(GError) error = NULL;
    if (message->kind == JSONRPC_ERROR)
        err_set(&error, vdsm_code_to_err(message->code), "%s" HOST_ERROR "%d)", message->text,
                message->code);
    else if (!verb_check_result(call->verb, message->result, &error))
        error->code = ERR_INTERNAL; /* the agent's fault, not the caller's */
    finish_call(call, error == NULL ? message->result : NULL, error);
}

static void take_event(LinkClient *client, const JsonrpcMessage *message)
{
    const char *unique = NULL;
    const LinkEventRow *kind = event_check(message->method, message->params, &unique, NULL);
    if (kind == NULL || client->ops->event == NULL || g_atomic_int_get(&client->stopped))
        return; /* an event we do not know is of a newer agent */
    const json_t *time = json_object_get(message->params, "notify_time");
    const LinkEvent event = { kind,   kind->component,          kind->operation,
                              unique, json_integer_value(time), message->params };
    client->ops->event(client, &event, client->data);
}

/* ------------------------------------------------------------------------------ coming up */

/* Ends the link from within an op of the transport. */
static void give_up(LinkClient *client, ErrCode code, const char *text)
{
    GError *error = NULL;
    err_set(&error, code, "%s: %s", client->address, text);
    link_transport_close(client->transport, error);
}

static void ping_answered(json_t *result, const GError *error, void *data)
{
    LinkClient *client = data;
    if (client->transport == NULL || g_atomic_int_get(&client->stopped)) {
        /* lost meanwhile */
    } else if (error == NULL) {
        set_state(client, LINK_UP, NULL);
    } else if (link_error_number(error) == VDSM_RECOVERING) {
        client->ping_at = link_now_ms() + RECOVERING_POLL_MS;
        arm(client);
        set_state(client, LINK_RECOVERING, NULL);
    } else {
        give_up(client, err_code(error), error->message);
    }
    link_client_unref(client);
}

static void ping(LinkClient *client)
{
    client->ping_at = 0;
    Call *call = call_new(client, "Host.ping2", NULL, 0, ping_answered, link_client_ref(client));
    call->probe = true;
    transmit(call);
}

static void proceed(void *data)
{
    LinkClient *client = data;
    link_transport_handshake(client->transport);
}

/* TCP costs little and may hang for long; only the handshake waits for its turn. */
static void tcp_connected(LinkTransport *transport, void *data)
{
    LinkClient *client = data;
    if (client->limiter != NULL)
        link_limiter_enter(client->limiter, proceed, client);
    else
        link_transport_handshake(transport);
}

static void subscribe(LinkClient *client, const char *destination, const char *id)
{
    const char *headers[] = { "destination", destination, "ack", "auto", "id", id, NULL };
    link_transport_send(client->transport, stomp_write(STOMP_SUBSCRIBE, headers, NULL, 0));
}

static void tls_opened(LinkTransport *transport, void *data)
{
    LinkClient *client = data;
    const PkiIdentity *peer = link_transport_get_peer(transport);
    if (client->limiter != NULL)
        link_limiter_leave(client->limiter, client);
    if (peer->role != PKI_ROLE_HOST || strcmp(peer->identity, client->identity) != 0) {
        g_autofree char *text = g_strdup_printf(
            "its certificate is of %s %s, not of host %s", pki_role_name(peer->role),
            peer->identity != NULL ? peer->identity : "", client->identity);
        give_up(client, ERR_DENIED, text);
        return;
    }
    char heart_beat[32];
    g_snprintf(heart_beat, sizeof heart_beat, "%u,%u", client->heartbeat_ms, client->heartbeat_ms);
    const char *headers[] = { "accept-version", "1.2", "heart-beat", heart_beat, NULL };
    g_free(client->reply_queue);
    client->reply_queue = uuid_new();
    link_transport_send(transport, stomp_write(STOMP_CONNECT, headers, NULL, 0));
    subscribe(client, client->reply_queue, SUBSCRIPTION_REPLIES);
    subscribe(client, LINK_EVENTS, SUBSCRIPTION_EVENTS);
}

/* We send each half of what we promised; the other side may be late by once its own interval. */
static void stomp_connected(LinkClient *client, const StompFrame *frame)
{
    guint sends, wants;
    stomp_parse_heart_beat(stomp_frame_get(frame, "heart-beat"), &sends, &wants);
    gint64 send_each = wants > 0 ? MAX(wants, client->heartbeat_ms) : 0;
    gint64 expect_each = sends > 0 ? MAX(sends, client->heartbeat_ms) : 0;
    reconnect_connected(&client->fsm, send_each / 2, expect_each * 2, link_now_ms());

    g_clear_pointer(&client->session, g_bytes_unref);
    client->session = link_transport_get_session(client->transport);
    ping(client);
}

static void bytes_received(LinkTransport *transport, void *data)
{
    LinkClient *client = data;
    reconnect_received(&client->fsm, link_now_ms());
}

static void take_message(LinkClient *client, const StompFrame *frame)
{
    bool batch;
    g_autoptr(GPtrArray) messages = jsonrpc_read(frame->body, frame->size, &batch);
    for (guint i = 0; i < messages->len && client->transport != NULL; i++) {
        const JsonrpcMessage *message = messages->pdata[i];
        switch (message->kind) {
        case JSONRPC_RESULT:
        case JSONRPC_ERROR:
            take_answer(client, message);
            break;
        case JSONRPC_NOTIFICATION:
            take_event(client, message);
            break;
        case JSONRPC_BROKEN:
            give_up(client, ERR_INTERNAL, message->text);
            break;
        case JSONRPC_REQUEST:
            break; /* an agent asks nothing of an engine */
        }
    }
}

static void frame_received(LinkTransport *transport, const StompFrame *frame, void *data)
{
    LinkClient *client = link_client_ref(data);
    switch (frame->command) {
    case STOMP_CONNECTED:
        if (client->fsm.state == RECONNECT_CONNECTING)
            stomp_connected(client, frame);
        break;
    case STOMP_MESSAGE:
        take_message(client, frame);
        break;
    case STOMP_ERROR:
        give_up(client, ERR_UNREACHABLE,
                frame->size > 0 ? frame->body : "the agent sent an error without a text");
        break;
    case STOMP_RECEIPT:
        break;
    case STOMP_CONNECT:
    case STOMP_SEND:
    case STOMP_SUBSCRIBE:
    case STOMP_UNSUBSCRIBE:
    case STOMP_DISCONNECT:
    case N_STOMP_COMMANDS:
        g_assert_not_reached(); /* the parser takes none of a client */
    }
    arm(client);
    link_client_unref(client);
}

static void transport_closed(LinkTransport *transport, const GError *reason, void *data)
{
    LinkClient *client = data;
    lose(client, reason);
}

static const LinkTransportOps transport_ops = {
    .connected = tcp_connected,
    .opened = tls_opened,
    .received = bytes_received,
    .frame = frame_received,
    .closed = transport_closed,
};
