/* Both ends of the link over real TLS on the loopback, and each end against a peer that
 * misbehaves: a raw transport in place of a client, a raw listener in place of an agent. */
#include "base/err.h"
#include "base/fs-at.h"
#include "link/client.h"
#include "link/jsonrpc.h"
#include "link/pki.h"
#include "link/server.h"
#include "link/transport.h"
#include "link/vdsm-code.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define HOST    "4c4c4544-0051-3010-8057-b4c04f4a4d32"
#define ENGINE  "e0000000-0000-4000-8000-000000000001"
#define VM      "7d3f6c1e-5a0b-4a55-9c39-2f6f0a1b6d10"
#define WAIT_MS 20000 /* an error; nothing in here takes long */

/* ------------------------------------------------------------------------------ certificates */

static struct {
    char *directory;
    LinkCredentials *engine, *host, *server, *stranger;
} certs;

static char *cert_path(const char *name, const char *suffix)
{
    return g_strdup_printf("%s/%s.%s", certs.directory, name, suffix);
}

static void write_pair(int root, const char *name, const char *key, const char *cert)
{
    g_autofree char *key_name = g_strconcat(name, ".key", NULL);
    g_autofree char *cert_name = g_strconcat(name, ".pem", NULL);
    g_assert_true(pki_write_key(root, key_name, key, NULL));
    g_assert_true(pki_write_cert(root, cert_name, cert, NULL));
}

static LinkCredentials *make_credentials(int root, const char *ca_name, const char *ca_key,
                                         const char *ca_cert, const char *name, PkiRole role,
                                         const char *identity)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *key = NULL, *cert = NULL;
    gint64 now = g_get_real_time() / G_USEC_PER_SEC;
    const PkiSubject subject = { role, identity, NULL, now - 3600, 2 };
    g_assert_true(pki_issue(ca_key, ca_cert, &subject, &key, &cert, &error));
    write_pair(root, name, key, cert);
    g_autofree char *ca_path = cert_path(ca_name, "pem");
    g_autofree char *cert_file = cert_path(name, "pem");
    g_autofree char *key_file = cert_path(name, "key");
    LinkCredentials *credentials = link_credentials_load(ca_path, cert_file, key_file, &error);
    g_assert_no_error(error);
    return credentials;
}

static void make_certs(void)
{
    g_autofree char *key = NULL, *cert = NULL, *other_key = NULL, *other_cert = NULL;
    gint64 now = g_get_real_time() / G_USEC_PER_SEC;
    certs.directory = g_dir_make_tmp("berth-wire-XXXXXX", NULL);
    int root = fs_at_open_root(certs.directory, NULL);
    g_assert_true(pki_make_ca("Wire test CA", now - 3600, 2, &key, &cert, NULL));
    g_assert_true(pki_make_ca("Other CA", now - 3600, 2, &other_key, &other_cert, NULL));
    write_pair(root, "ca", key, cert);
    write_pair(root, "other", other_key, other_cert);
    certs.engine = make_credentials(root, "ca", key, cert, "engine", PKI_ROLE_ENGINE, ENGINE);
    certs.host = make_credentials(root, "ca", key, cert, "host", PKI_ROLE_HOST, HOST);
    certs.server = make_credentials(root, "ca", key, cert, "server", PKI_ROLE_SERVER, "localhost");
    certs.stranger =
        make_credentials(root, "other", other_key, other_cert, "stranger", PKI_ROLE_ENGINE, ENGINE);
    close(root);
}

static void drop_certs(void)
{
    link_credentials_unref(certs.engine);
    link_credentials_unref(certs.host);
    link_credentials_unref(certs.server);
    link_credentials_unref(certs.stranger);
    g_autoptr(GDir) dir = g_dir_open(certs.directory, 0, NULL);
    const char *name;
    while ((name = g_dir_read_name(dir)) != NULL) {
        g_autofree char *path = g_build_filename(certs.directory, name, NULL);
        g_unlink(path);
    }
    g_rmdir(certs.directory);
    g_free(certs.directory);
}

/* ------------------------------------------------------------------------------ waiting */

static gboolean too_long(gpointer data)
{
    g_error("waited for too long");
    return G_SOURCE_REMOVE;
}

/* Runs the loop until 'condition'. */
#define WAIT_UNTIL(condition)                                                                      \
    do {                                                                                           \
        guint guard_ = g_timeout_add(WAIT_MS, too_long, NULL);                                     \
        while (!(condition))                                                                       \
            g_main_context_iteration(NULL, TRUE);                                                  \
        g_source_remove(guard_);                                                                   \
    } while (0)

static gboolean set_flag(gpointer data)
{
    *(bool *)data = true;
    return G_SOURCE_REMOVE;
}

static void let_pass(guint ms)
{
    bool passed = false;
    g_timeout_add(ms, set_flag, &passed);
    WAIT_UNTIL(passed);
}

/* Lets everything end that was only scheduled. */
static void settle(void)
{
    let_pass(50);
    while (g_main_context_iteration(NULL, FALSE))
        ;
}

/* ------------------------------------------------------------------------------ agent */

typedef struct {
    LinkServer *server;
    guint n_requests, n_up, n_down, n_refused;
    char *refusal;
    GQueue held; /* of LinkRequest, for verbs that the test answers itself */
} Agent;

static json_t *capabilities(void)
{
    return json_pack("{s:s, s:{}}", "uuid", HOST, "nics");
}

static void agent_request(LinkRequest *request, void *data)
{
    Agent *agent = data;
    agent->n_requests++;
    const char *verb = request->verb->name;
    g_autoptr(GError) error = NULL;
    if (strcmp(verb, "Host.getCapabilities") == 0)
        link_request_reply(request, capabilities());
    else if (strcmp(verb, "Host.hostdevChangeNumvfs") == 0)
        link_request_fail(request, VDSM_VF_IN_USE, "VF %d is in use", 3);
    else if (strcmp(verb, "VM.destroy") == 0)
        link_request_reply(request, NULL);
    else if (strcmp(verb, "Host.getStats") == 0)
        link_request_reply(request, json_pack("{s:i}", "network", 5)); /* does not fit the row */
    else if (strcmp(verb, "Host.hostdevReattach") == 0) {
        err_set(&error, ERR_NOT_FOUND, "no such device");
        link_request_fail_error(request, error);
    } else
        g_queue_push_tail(&agent->held, request);
}

static void agent_up(LinkServer *server, const LinkPeer *peer, void *data)
{
    Agent *agent = data;
    agent->n_up++;
    g_assert_nonnull(peer->name);
    g_assert_true(g_str_has_prefix(peer->address, "127.0.0.1 port "));
}

static void agent_down(LinkServer *server, const LinkPeer *peer, const GError *reason, void *data)
{
    Agent *agent = data;
    agent->n_down++;
    g_assert_nonnull(reason);
}

static void agent_refused(LinkServer *server, const char *address, const GError *reason, void *data)
{
    Agent *agent = data;
    agent->n_refused++;
    g_free(agent->refusal);
    agent->refusal = g_strdup(reason->message);
    g_test_message("agent refused %s: %s", address, reason->message);
}

static const LinkServerOps agent_ops = { agent_request, agent_up, agent_down, agent_refused };

static LinkServerConfig agent_config(void)
{
    return (LinkServerConfig){ .credentials = certs.host, .address = "127.0.0.1" };
}

static void agent_start(Agent *agent, const LinkServerConfig *config)
{
    g_autoptr(GError) error = NULL;
    g_queue_init(&agent->held);
    agent->server = link_server_new(config, &agent_ops, agent, &error);
    g_assert_no_error(error);
}

static void agent_stop(Agent *agent)
{
    g_clear_pointer(&agent->server, link_server_free);
    LinkRequest *request;
    while ((request = g_queue_pop_head(&agent->held)) != NULL)
        link_request_reply(request, NULL); /* too late, and harmless */
    g_clear_pointer(&agent->refusal, g_free);
    settle();
}

/* ------------------------------------------------------------------------------ engine */

typedef struct {
    LinkClient *client;
    LinkState state;
    guint n_changes, n_losses, n_events;
    char *reason;
    ErrCode reason_code;
    char *event;
} Engine;

static void engine_state(LinkClient *client, LinkState state, const GError *reason, void *data)
{
    Engine *engine = data;
    engine->state = state;
    engine->n_changes++;
    if (reason == NULL)
        return;
    engine->n_losses++;
    g_free(engine->reason);
    engine->reason = g_strdup(reason->message);
    engine->reason_code = err_code(reason);
    g_test_message("engine lost: %s", reason->message);
}

static void engine_event(LinkClient *client, const LinkEvent *event, void *data)
{
    Engine *engine = data;
    engine->n_events++;
    g_free(engine->event);
    engine->event = g_strdup_printf("%s/%s/%s", event->component, event->operation, event->unique);
    g_assert_cmpint(event->notify_time, >, G_MAXINT32);
}

static const LinkClientOps engine_ops = { engine_state, engine_event };

static LinkClientConfig engine_config(guint16 port)
{
    return (LinkClientConfig){ .address = "127.0.0.1",
                               .port = port,
                               .identity = HOST,
                               .credentials = certs.engine,
                               .seed = 1,
                               .backoff_min_ms = 50,
                               .backoff_max_ms = 200 };
}

static void engine_start(Engine *engine, const LinkClientConfig *config)
{
    engine->client = link_client_new(NULL, config, &engine_ops, engine);
}

static void engine_stop(Engine *engine)
{
    g_clear_pointer(&engine->client, link_client_free);
    settle();
    g_clear_pointer(&engine->reason, g_free);
    g_clear_pointer(&engine->event, g_free);
}

typedef struct {
    int n; /* atomic: callbacks so far */
    ErrCode code;
    int number;
    char *text;
    json_t *result;
} Answer;

static void take_answer(json_t *result, const GError *error, void *data)
{
    Answer *answer = data;
    g_assert_true((result == NULL) != (error == NULL));
    answer->result = json_incref(result);
    if (error != NULL) {
        g_assert_true(error->domain == ERR);
        answer->code = (ErrCode)error->code;
        answer->number = link_error_number(error);
        answer->text = g_strdup(error->message);
    }
    answer->n++;
}

static void answer_clear(Answer *answer)
{
    json_decref(answer->result);
    g_free(answer->text);
    *answer = (Answer){ 0 };
}

static void call(Engine *engine, const char *verb, json_t *params, guint timeout_ms, Answer *answer)
{
    answer_clear(answer);
    link_client_call(engine->client, verb, params, timeout_ms, take_answer, answer);
    g_assert_cmpint(answer->n, ==, 0); /* never before the call returns */
}

static void call_and_wait(Engine *engine, const char *verb, json_t *params, Answer *answer)
{
    call(engine, verb, params, 0, answer);
    WAIT_UNTIL(answer->n == 1);
}

typedef struct {
    Agent agent;
    Engine engine;
} Pair;

static void pair_up(Pair *pair, gconstpointer unused)
{
    LinkServerConfig server = agent_config();
    agent_start(&pair->agent, &server);
    LinkClientConfig client = engine_config(link_server_get_port(pair->agent.server));
    engine_start(&pair->engine, &client);
    WAIT_UNTIL(pair->engine.state == LINK_UP);
}

static void pair_down(Pair *pair, gconstpointer unused)
{
    engine_stop(&pair->engine);
    agent_stop(&pair->agent);
}

/* ------------------------------------------------------------------------------ raw client */

typedef struct {
    LinkTransport *transport;
    bool opened, closed;
    GQueue frames; /* of text: command, and body after a blank */
} Raw;

static void raw_opened(LinkTransport *transport, void *data)
{
    ((Raw *)data)->opened = true;
}

static void raw_frame(LinkTransport *transport, const StompFrame *frame, void *data)
{
    g_queue_push_tail(&((Raw *)data)->frames,
                      g_strdup_printf("%s %s", stomp_command_name(frame->command), frame->body));
}

static void raw_closed(LinkTransport *transport, const GError *reason, void *data)
{
    g_test_message("raw client closed: %s", reason->message);
    ((Raw *)data)->closed = true;
}

static const LinkTransportOps raw_ops = { .opened = raw_opened,
                                          .frame = raw_frame,
                                          .closed = raw_closed };

static void raw_start(Raw *raw, guint16 port, LinkCredentials *credentials)
{
    const LinkTransportLimits limits = { 5000, 64 * 1024 * 1024, 64 * 1024 * 1024 };
    g_queue_init(&raw->frames);
    raw->transport = link_transport_connect(g_main_context_default(), "127.0.0.1", port,
                                            credentials, NULL, &limits, &raw_ops, raw);
    WAIT_UNTIL(raw->opened || raw->closed);
}

static void raw_stop(Raw *raw)
{
    g_clear_pointer(&raw->transport, link_transport_free);
    g_queue_clear_full(&raw->frames, g_free);
    settle();
}

static void raw_send_bytes(Raw *raw, const char *bytes, gsize size)
{
    link_transport_send(raw->transport, g_bytes_new(bytes, size));
}

static void raw_send(Raw *raw, StompCommand command, const char *const *headers, const char *body)
{
    link_transport_send(raw->transport,
                        stomp_write(command, headers, body, body != NULL ? strlen(body) : 0));
}

static void raw_subscribe(Raw *raw, const char *destination, const char *id)
{
    const char *headers[] = { "destination", destination, "id", id, "ack", "auto", NULL };
    raw_send(raw, STOMP_SUBSCRIBE, headers, NULL);
}

static void raw_request(Raw *raw, const char *body)
{
    g_autofree char *quoted = g_strdelimit(g_strdup(body), "'", '"');
    const char *headers[] = { "destination", "jms.topic.vdsm_requests", "reply-to", "r", NULL };
    raw_send(raw, STOMP_SEND, headers, quoted);
}

static char *raw_next(Raw *raw)
{
    WAIT_UNTIL(!g_queue_is_empty(&raw->frames));
    return g_queue_pop_head(&raw->frames);
}

/* The next frame is 'expected', with ' for ". */
static void raw_expect(Raw *raw, const char *expected)
{
    g_autofree char *quoted = g_strdelimit(g_strdup(expected), "'", '"');
    g_autofree char *got = raw_next(raw);
    g_assert_cmpstr(got, ==, quoted);
}

static void raw_expect_prefix(Raw *raw, const char *expected)
{
    g_autofree char *quoted = g_strdelimit(g_strdup(expected), "'", '"');
    g_autofree char *got = raw_next(raw);
    g_test_message("%s", got);
    g_assert_true(g_str_has_prefix(got, quoted));
}

typedef struct {
    Agent agent;
    Raw raw;
} RawPair;

static void raw_pair_up(RawPair *pair, gconstpointer unused)
{
    LinkServerConfig config = agent_config();
    config.max_body = 100 * 1000;
    agent_start(&pair->agent, &config);
    raw_start(&pair->raw, link_server_get_port(pair->agent.server), certs.engine);
    g_assert_true(pair->raw.opened);
    raw_subscribe(&pair->raw, "r", "1");
}

static void raw_pair_down(RawPair *pair, gconstpointer unused)
{
    raw_stop(&pair->raw);
    agent_stop(&pair->agent);
}

/* ------------------------------------------------------------------------------ both ends */

static void test_call(Pair *pair, gconstpointer unused)
{
    Answer answer = { 0 };
    g_assert_cmpuint(pair->agent.n_up, ==, 1);
    call_and_wait(&pair->engine, "Host.getCapabilities", NULL, &answer);
    g_assert_cmpstr(json_string_value(json_object_get(answer.result, "uuid")), ==, HOST);
    call_and_wait(&pair->engine, "Host.ping2", json_object(), &answer);
    g_assert_true(json_is_true(answer.result));
    call_and_wait(&pair->engine, "VM.destroy", json_pack("{s:s}", "vmID", VM), &answer);
    g_assert_true(json_is_true(answer.result));
    answer_clear(&answer);
}

static void test_errors(Pair *pair, gconstpointer unused)
{
    Answer answer = { 0 };
    call_and_wait(&pair->engine, "Host.hostdevChangeNumvfs",
                  json_pack("{s:s, s:i}", "deviceName", "pci_0000_3b_00_0", "numvfs", 4), &answer);
    g_assert_cmpint(answer.code, ==, ERR_CONFLICT);
    g_assert_cmpint(answer.number, ==, VDSM_VF_IN_USE);
    g_assert_cmpstr(answer.text, ==, "VF 3 is in use (host error 7101)");

    call_and_wait(&pair->engine, "Host.hostdevReattach", json_pack("{s:s}", "deviceName", "d"),
                  &answer);
    g_assert_cmpint(answer.code, ==, ERR_NOT_FOUND);

    call_and_wait(&pair->engine, "Host.getStats", NULL, &answer); /* the agent's own mistake */
    g_assert_cmpint(answer.code, ==, ERR_INTERNAL);
    g_assert_nonnull(strstr(answer.text, "network must be an object"));

    guint before = pair->agent.n_requests;
    call_and_wait(&pair->engine, "VM.destroy", json_pack("{s:s}", "vmID", "x"), &answer);
    g_assert_cmpint(answer.code, ==, ERR_INVALID);
    call_and_wait(&pair->engine, "VM.dance", NULL, &answer);
    g_assert_cmpint(answer.code, ==, ERR_UNSUPPORTED);
    g_assert_cmpuint(pair->agent.n_requests, ==, before); /* neither left the engine */
    answer_clear(&answer);
}

static void test_events(Pair *pair, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    json_t *params = json_pack("{s:{s:s}}", VM, "status", "Up");
    g_assert_true(link_server_emit(pair->agent.server, "|virt|VM_status|" VM, params, &error));
    WAIT_UNTIL(pair->engine.n_events == 1);
    g_assert_cmpstr(pair->engine.event, ==, "virt/VM_status/" VM);
    g_assert_false(link_server_emit(pair->agent.server, "|virt|nonsense|x", NULL, &error));
    g_assert_error(error, ERR, ERR_UNSUPPORTED);
    g_clear_error(&error);
    g_assert_false(link_server_emit(pair->agent.server, "|virt|VM_status|" VM, NULL, &error));
    g_assert_error(error, ERR, ERR_INVALID);
}

static void test_timeout(Pair *pair, gconstpointer unused)
{
    Answer answer = { 0 };
    call(&pair->engine, "Sriov.inventory", NULL, 100, &answer);
    WAIT_UNTIL(answer.n == 1);
    g_assert_cmpint(answer.code, ==, ERR_TIMEOUT);
    /* The late answer is no news, and the link stays. */
    link_request_reply(g_queue_pop_head(&pair->agent.held),
                       json_pack("{s:i, s:[]}", "generation", 1, "nics"));
    settle();
    g_assert_cmpint(pair->engine.state, ==, LINK_UP);
    g_assert_cmpint(answer.n, ==, 1);
    answer_clear(&answer);
}

/* Answers come in any order. */
static void test_out_of_order(Pair *pair, gconstpointer unused)
{
    Answer first = { 0 }, second = { 0 };
    call(&pair->engine, "Sriov.inventory", NULL, 0, &first);
    call(&pair->engine, "Sriov.inventory", NULL, 0, &second);
    WAIT_UNTIL(g_queue_get_length(&pair->agent.held) == 2);
    link_request_reply(g_queue_pop_tail(&pair->agent.held),
                       json_pack("{s:i, s:[]}", "generation", 2, "nics"));
    WAIT_UNTIL(second.n == 1);
    g_assert_cmpint(first.n, ==, 0);
    g_assert_cmpint(json_integer_value(json_object_get(second.result, "generation")), ==, 2);
    link_request_reply(g_queue_pop_tail(&pair->agent.held),
                       json_pack("{s:i, s:[]}", "generation", 1, "nics"));
    WAIT_UNTIL(first.n == 1);
    answer_clear(&first);
    answer_clear(&second);
}

static void test_cut_and_come_back(Pair *pair, gconstpointer unused)
{
    Answer answer = { 0 };
    guint16 port = link_server_get_port(pair->agent.server);
    call(&pair->engine, "Sriov.inventory", NULL, 0, &answer);
    WAIT_UNTIL(g_queue_get_length(&pair->agent.held) == 1);
    agent_stop(&pair->agent);
    WAIT_UNTIL(answer.n == 1);
    g_assert_cmpint(answer.code, ==, ERR_UNREACHABLE);
    g_assert_cmpint(pair->engine.state, ==, LINK_CONNECTING);
    call_and_wait(&pair->engine, "Host.ping2", NULL, &answer); /* at once: no waiting for luck */
    g_assert_cmpint(answer.code, ==, ERR_UNREACHABLE);

    LinkServerConfig config = agent_config();
    config.port = port;
    agent_start(&pair->agent, &config);
    WAIT_UNTIL(pair->engine.state == LINK_UP);
    call_and_wait(&pair->engine, "Host.ping2", NULL, &answer);
    g_assert_true(json_is_true(answer.result));
    answer_clear(&answer);
}

static void test_recovering(void)
{
    Agent agent = { 0 };
    Engine engine = { 0 };
    Answer answer = { 0 };
    LinkServerConfig server = agent_config();
    agent_start(&agent, &server);
    link_server_set_recovering(agent.server, true);
    LinkClientConfig client = engine_config(link_server_get_port(agent.server));
    engine_start(&engine, &client);
    WAIT_UNTIL(engine.state == LINK_RECOVERING);
    call_and_wait(&engine, "Host.getCapabilities", NULL, &answer);
    g_assert_cmpint(answer.code, ==, ERR_BUSY);
    link_server_set_recovering(agent.server, false);
    WAIT_UNTIL(engine.state == LINK_UP);
    g_assert_cmpuint(engine.n_losses, ==, 0);
    answer_clear(&answer);
    engine_stop(&engine);
    agent_stop(&agent);
}

static void test_free_fails_calls(Pair *pair, gconstpointer unused)
{
    Answer answer = { 0 };
    call(&pair->engine, "Sriov.inventory", NULL, 0, &answer);
    WAIT_UNTIL(g_queue_get_length(&pair->agent.held) == 1);
    guint changes = pair->engine.n_changes;
    g_clear_pointer(&pair->engine.client, link_client_free);
    g_assert_cmpint(answer.n, ==, 0);
    WAIT_UNTIL(answer.n == 1);
    g_assert_cmpint(answer.code, ==, ERR_UNREACHABLE);
    g_assert_cmpuint(pair->engine.n_changes, ==, changes); /* no op after the free */
    WAIT_UNTIL(pair->agent.n_down == 1);
    answer_clear(&answer);
}

/* ------------------------------------------------------------------------------ who may */

/* Connects and expects the client to fail with 'code'. */
static void expect_no_link(const LinkClientConfig *config, ErrCode code)
{
    Engine engine = { 0 };
    engine_start(&engine, config);
    WAIT_UNTIL(engine.n_losses > 0);
    g_assert_cmpint(engine.reason_code, ==, code);
    engine_stop(&engine);
}

static void test_wrong_certificates(void)
{
    Agent agent = { 0 };
    LinkServerConfig server = agent_config();
    agent_start(&agent, &server);
    LinkClientConfig config = engine_config(link_server_get_port(agent.server));

    config.credentials = certs.stranger; /* neither side trusts the other's CA */
    expect_no_link(&config, ERR_DENIED);
    WAIT_UNTIL(agent.n_refused >= 1);

    config = engine_config(link_server_get_port(agent.server));
    config.identity = VM; /* another host than the one meant */
    expect_no_link(&config, ERR_DENIED);

    guint before = agent.n_refused;
    config = engine_config(link_server_get_port(agent.server));
    config.credentials = certs.server; /* of our CA, but neither engine nor host */
    Engine engine = { 0 };
    engine_start(&engine, &config);
    WAIT_UNTIL(engine.n_losses > 0 && agent.n_refused > before);
    g_assert_nonnull(strstr(agent.refusal, "neither an engine's nor a host's"));
    g_assert_nonnull(strstr(engine.reason, "neither an engine's nor a host's"));
    engine_stop(&engine);
    agent_stop(&agent);
}

/* A host may ping, and nothing else. */
static void test_wrong_role(void)
{
    Agent agent = { 0 };
    Engine engine = { 0 };
    Answer answer = { 0 };
    LinkServerConfig server = agent_config();
    agent_start(&agent, &server);
    LinkClientConfig config = engine_config(link_server_get_port(agent.server));
    config.credentials = certs.host;
    engine_start(&engine, &config);
    WAIT_UNTIL(engine.state == LINK_UP);
    call_and_wait(&engine, "Host.getCapabilities", NULL, &answer);
    g_assert_cmpint(answer.code, ==, ERR_DENIED);
    g_assert_cmpint(answer.number, ==, JSONRPC_DENIED);
    call_and_wait(&engine, "VM.destroy", json_pack("{s:s}", "vmID", VM), &answer);
    g_assert_cmpint(answer.code, ==, ERR_DENIED);
    g_assert_cmpuint(agent.n_requests, ==, 0);
    link_server_emit(agent.server, "|net|host_conn|no_id", NULL, NULL);
    settle();
    g_assert_cmpuint(engine.n_events, ==, 0); /* nor does it hear events */
    answer_clear(&answer);
    engine_stop(&engine);
    agent_stop(&agent);
}

static GSocketClient *plain_client(void)
{
    GSocketClient *client = g_socket_client_new();
    g_socket_client_set_enable_proxy(client, FALSE);
    return client;
}

/* A TLS client without any certificate, blocking in a thread of its own. */
static gpointer connect_without_certificate(gpointer port)
{
    g_autoptr(GSocketClient) client = plain_client();
    g_autoptr(GSocketConnection) connection = g_socket_client_connect_to_host(
        client, "127.0.0.1", (guint16)GPOINTER_TO_UINT(port), NULL, NULL);
    gnutls_certificate_credentials_t nothing;
    gnutls_session_t session;
    gnutls_certificate_allocate_credentials(&nothing);
    gnutls_init(&session, GNUTLS_CLIENT);
    gnutls_set_default_priority(session);
    gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, nothing);
    GSocket *socket = g_socket_connection_get_socket(connection);
    gnutls_transport_set_int(session, g_socket_get_fd(socket));
    char byte;
    ssize_t n;
    while ((n = gnutls_handshake(session)) == GNUTLS_E_AGAIN)
        g_socket_condition_wait(socket, G_IO_IN, NULL, NULL);
    while (n >= 0 && (n = gnutls_record_recv(session, &byte, 1)) == GNUTLS_E_AGAIN)
        g_socket_condition_wait(socket, G_IO_IN, NULL, NULL);
    gnutls_deinit(session);
    gnutls_certificate_free_credentials(nothing);
    return GINT_TO_POINTER(n < 0);
}

static void test_no_certificate(void)
{
    Agent agent = { 0 };
    LinkServerConfig server = agent_config();
    agent_start(&agent, &server);
    GThread *thread = g_thread_new("client", connect_without_certificate,
                                   GUINT_TO_POINTER((guint)link_server_get_port(agent.server)));
    WAIT_UNTIL(agent.n_refused == 1);
    g_assert_true(GPOINTER_TO_INT(g_thread_join(thread)));
    g_assert_nonnull(strstr(agent.refusal, "no certificate"));
    g_assert_cmpuint(agent.n_up, ==, 0);
    agent_stop(&agent);
}

/* A peer that says nothing, and one that speaks HTTP in clear text. */
static void test_no_tls(void)
{
    Agent agent = { 0 };
    LinkServerConfig server = agent_config();
    server.handshake_ms = 200;
    agent_start(&agent, &server);
    g_autoptr(GSocketClient) client = plain_client();
    guint16 port = link_server_get_port(agent.server);
    g_autoptr(GSocketConnection) silent =
        g_socket_client_connect_to_host(client, "127.0.0.1", port, NULL, NULL);
    WAIT_UNTIL(agent.n_refused == 1);
    g_assert_nonnull(strstr(agent.refusal, "not finished in time"));
    g_autoptr(GSocketConnection) browser =
        g_socket_client_connect_to_host(client, "127.0.0.1", port, NULL, NULL);
    g_socket_send(g_socket_connection_get_socket(browser), "GET / HTTP/1.1\r\n\r\n", 18, NULL,
                  NULL);
    WAIT_UNTIL(agent.n_refused == 2);
    agent_stop(&agent);
}

/* TLS is fine, and then no frame comes. */
static void test_silent_after_tls(void)
{
    Agent agent = { 0 };
    Raw raw = { 0 };
    LinkServerConfig server = agent_config();
    server.handshake_ms = 300;
    agent_start(&agent, &server);
    raw_start(&raw, link_server_get_port(agent.server), certs.engine);
    WAIT_UNTIL(raw.closed && agent.n_refused == 1);
    g_assert_nonnull(strstr(agent.refusal, "no frame came in time"));
    raw_stop(&raw);
    agent_stop(&agent);
}

/* Idle newcomers cannot keep an engine out. */
static void test_idle_newcomers(void)
{
    Agent agent = { 0 };
    Engine engine = { 0 };
    LinkServerConfig server = agent_config();
    agent_start(&agent, &server);
    guint16 port = link_server_get_port(agent.server);
    g_autoptr(GPtrArray) idle = g_ptr_array_new_with_free_func(g_object_unref);
    g_autoptr(GSocketClient) client = plain_client();
    for (int i = 0; i < 60; i++)
        g_ptr_array_add(idle,
                        g_socket_client_connect_to_host(client, "127.0.0.1", port, NULL, NULL));
    LinkClientConfig config = engine_config(port);
    engine_start(&engine, &config);
    WAIT_UNTIL(engine.state == LINK_UP);
    g_assert_cmpuint(agent.n_refused, >=, 20);
    engine_stop(&engine);
    agent_stop(&agent);
}

/* ------------------------------------------------------------------------------ agent alone */

static void test_stomp(RawPair *pair, gconstpointer unused)
{
    Raw *raw = &pair->raw;
    const char *old[] = { "accept-version", "1.1,1.2", NULL };
    raw_send(raw, STOMP_CONNECT, old, NULL);
    raw_expect(raw, "ERROR Version unsupported");
    const char *good[] = { "accept-version", "1.2", "host", "null", "heart-beat", "0,1", NULL };
    raw_send(raw, STOMP_CONNECT, good, NULL);
    raw_expect(raw, "CONNECTED ");
    raw_subscribe(raw, "r", "1");
    raw_expect(raw, "ERROR Subscription id already exists");
    raw_send(raw, STOMP_SUBSCRIBE, NULL, NULL);
    raw_expect(raw, "ERROR Missing destination or subscription id header");
    const char *elsewhere[] = { "destination", "jms.queue.events", NULL };
    raw_send(raw, STOMP_SEND, elsewhere, "forged event");
    raw_expect(raw, "ERROR Subscription not available");
    const char *unsubscribe[] = { "id", "nine", NULL };
    raw_send(raw, STOMP_UNSUBSCRIBE, unsubscribe, NULL);
    const char *receipt[] = { "receipt", "7", NULL };
    raw_send(raw, STOMP_DISCONNECT, receipt, NULL);
    raw_expect(raw, "RECEIPT ");
    g_assert_false(raw->closed);
    raw_send(raw, STOMP_DISCONNECT, NULL, NULL);
    WAIT_UNTIL(raw->closed);
}

static void test_jsonrpc(RawPair *pair, gconstpointer unused)
{
    static const struct {
        const char *body, *answer;
    } cases[] = {
        { "[{'jsonrpc':'2.0','method':'Host.ping2','params':{},'id':'a'}]",
          "MESSAGE {'jsonrpc':'2.0','id':'a','result':true}" },
        { "{'jsonrpc':'2.0','method':'Host.ping2','id':7}",
          "MESSAGE {'jsonrpc':'2.0','id':7,'result':true}" },
        { "{'jsonrpc':'2.0','method':'Host.ping2','id':null}",
          "MESSAGE {'jsonrpc':'2.0','id':null,'result':true}" },
        { "[{'jsonrpc':'2.0','method':'Host.ping2','id':1},"
          "{'jsonrpc':'2.0','method':'Host.ping2'},"
          "{'jsonrpc':'2.0','method':'Host.ping2','id':2}]",
          "MESSAGE [{'jsonrpc':'2.0','id':1,'result':true},"
          "{'jsonrpc':'2.0','id':2,'result':true}]" },
        { "{", "MESSAGE {'jsonrpc':'2.0','id':null,'error':{'code':-32700," },
        { "[]", "MESSAGE {'jsonrpc':'2.0','id':null,'error':{'code':-32600," },
        { "{'jsonrpc':'2.0','method':'No.such','id':3}",
          "MESSAGE {'jsonrpc':'2.0','id':3,'error':{'code':-32601," },
        { "{'jsonrpc':'2.0','method':'VM.destroy','id':4}",
          "MESSAGE {'jsonrpc':'2.0','id':4,'error':{'code':-32602," },
        { "{'jsonrpc':'2.0','method':'VM.destroy','params':{'vmID':'x'},'id':5}",
          "MESSAGE {'jsonrpc':'2.0','id':5,'error':{'code':-32602," },
        { "{'jsonrpc':'2.0','method':'Host.hostdevChangeNumvfs',"
          "'params':{'deviceName':'d','numvfs':'4'},'id':6}",
          "MESSAGE {'jsonrpc':'2.0','id':6,'error':{'code':7101,'message':'VF 3 is in use'}}" },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("%s", cases[i].body);
        raw_request(&pair->raw, cases[i].body);
        raw_expect_prefix(&pair->raw, cases[i].answer);
    }
    /* A notification is carried out and not answered; the agent lives on. */
    raw_request(&pair->raw, "{'jsonrpc':'2.0','method':'Host.getCapabilities'}");
    raw_request(&pair->raw, "{'jsonrpc':'2.0','method':'Host.ping2','id':'z'}");
    raw_expect(&pair->raw, "MESSAGE {'jsonrpc':'2.0','id':'z','result':true}");
    g_assert_cmpuint(pair->agent.n_requests, ==, 2);
}

/* A batch whose members are answered at different times comes back whole. */
static void test_slow_batch(RawPair *pair, gconstpointer unused)
{
    raw_request(&pair->raw, "[{'jsonrpc':'2.0','method':'Sriov.inventory','id':1},"
                            "{'jsonrpc':'2.0','method':'Host.ping2','id':2}]");
    WAIT_UNTIL(g_queue_get_length(&pair->agent.held) == 1);
    g_assert_true(g_queue_is_empty(&pair->raw.frames));
    link_request_fail(g_queue_pop_head(&pair->agent.held), 40, "busy");
    raw_expect(&pair->raw, "MESSAGE [{'jsonrpc':'2.0','id':2,'result':true},"
                           "{'jsonrpc':'2.0','id':1,'error':{'code':40,'message':'busy'}}]");
}

#define DESTROY(vm) "{'jsonrpc':'2.0','method':'VM.destroy','params':{'vmID':'" vm "'},'id':'same'}"

static void test_repeated_id(RawPair *pair, gconstpointer unused)
{
    for (int i = 0; i < 3; i++) {
        raw_request(&pair->raw, DESTROY(VM));
        raw_expect(&pair->raw, "MESSAGE {'jsonrpc':'2.0','id':'same','result':true}");
    }
    g_assert_cmpuint(pair->agent.n_requests, ==, 1);
    /* The same id for another call is another request. */
    raw_request(&pair->raw, DESTROY(HOST));
    raw_expect(&pair->raw, "MESSAGE {'jsonrpc':'2.0','id':'same','result':true}");
    g_assert_cmpuint(pair->agent.n_requests, ==, 2);
}

#define SHUTDOWN "{'jsonrpc':'2.0','method':'VM.shutdown','params':{'vmID':'" VM "'},'id':'same'}"

static void test_repeated_id_while_pending(RawPair *pair, gconstpointer unused)
{
    raw_request(&pair->raw, SHUTDOWN);
    raw_request(&pair->raw, SHUTDOWN);
    raw_request(&pair->raw, "{'jsonrpc':'2.0','method':'Host.ping2','id':'mark'}");
    raw_expect(&pair->raw, "MESSAGE {'jsonrpc':'2.0','id':'mark','result':true}");
    g_assert_cmpuint(pair->agent.n_requests, ==, 1);
    link_request_reply(g_queue_pop_head(&pair->agent.held), NULL);
    raw_expect(&pair->raw, "MESSAGE {'jsonrpc':'2.0','id':'same','result':true}");
    settle();
    g_assert_true(g_queue_is_empty(&pair->raw.frames)); /* one answer, not two */
}

/* The connection died; the same certificate came back and subscribed again. */
static void test_answer_on_newer_connection(RawPair *pair, gconstpointer unused)
{
    Raw newer = { 0 }, stranger = { 0 };
    guint16 port = link_server_get_port(pair->agent.server);
    raw_request(&pair->raw, SHUTDOWN);
    WAIT_UNTIL(g_queue_get_length(&pair->agent.held) == 1);
    raw_start(&stranger, port, certs.host); /* subscribes to the same queue, gets nothing */
    raw_subscribe(&stranger, "r", "1");
    raw_stop(&pair->raw);
    raw_start(&newer, port, certs.engine);
    raw_subscribe(&newer, "r", "1");
    settle();
    link_request_reply(g_queue_pop_head(&pair->agent.held), NULL);
    raw_expect(&newer, "MESSAGE {'jsonrpc':'2.0','id':'same','result':true}");
    raw_request(&newer, SHUTDOWN); /* and it is remembered over connections */
    raw_expect(&newer, "MESSAGE {'jsonrpc':'2.0','id':'same','result':true}");
    g_assert_cmpuint(pair->agent.n_requests, ==, 1);
    g_assert_true(g_queue_is_empty(&stranger.frames));
    raw_stop(&stranger);
    raw_stop(&newer);
}

static void test_reply_only_to_the_asker(RawPair *pair, gconstpointer unused)
{
    Raw other = { 0 };
    raw_start(&other, link_server_get_port(pair->agent.server), certs.engine);
    raw_subscribe(&other, "r", "1");
    raw_subscribe(&pair->raw, "r", "2"); /* twice subscribed is still one answer */
    raw_request(&pair->raw, "{'jsonrpc':'2.0','method':'Host.ping2','id':'a'}");
    raw_expect(&pair->raw, "MESSAGE {'jsonrpc':'2.0','id':'a','result':true}");
    settle();
    g_assert_true(g_queue_is_empty(&pair->raw.frames));
    g_assert_true(g_queue_is_empty(&other.frames));
    raw_stop(&other);
}

static void test_oversized_frame(RawPair *pair, gconstpointer unused)
{
    g_autofree char *body = g_strnfill(200 * 1000, ' ');
    raw_request(&pair->raw, body);
    raw_expect_prefix(&pair->raw, "ERROR STOMP body of 200000 bytes");
    WAIT_UNTIL(pair->agent.n_refused == 1);
    g_assert_nonnull(strstr(pair->agent.refusal, "at most 100000"));
}

/* What the other side could not take is an error instead, and the link stays. */
static void test_oversized_answer(RawPair *pair, gconstpointer unused)
{
    g_autofree char *filler = g_strnfill(200 * 1000, 'x');
    raw_request(&pair->raw, "{'jsonrpc':'2.0','method':'Sriov.inventory','id':1}");
    WAIT_UNTIL(g_queue_get_length(&pair->agent.held) == 1);
    link_request_reply(g_queue_pop_head(&pair->agent.held),
                       json_pack("{s:i, s:[], s:s}", "generation", 1, "nics", "more", filler));
    raw_expect_prefix(&pair->raw,
                      "MESSAGE {'jsonrpc':'2.0','id':1,'error':{'code':-32603,'message':"
                      "'the answer has 2000");
    g_autoptr(GError) error = NULL;
    json_t *params = json_pack("{s:i, s:[], s:s}", "generation", 1, "nics", "more", filler);
    g_assert_false(link_server_emit(pair->agent.server, "|sriov|inventory|b", params, &error));
    g_assert_error(error, ERR, ERR_TOO_LARGE);
}

static void test_not_stomp(RawPair *pair, gconstpointer unused)
{
    raw_send_bytes(&pair->raw, "PUT /", 5);
    raw_expect_prefix(&pair->raw, "ERROR the other side does not speak STOMP");
    WAIT_UNTIL(pair->agent.n_refused == 1);
}

static void test_queue_full(void)
{
    Agent agent = { 0 };
    Raw raw = { 0 };
    LinkServerConfig config = agent_config();
    config.max_pending = 2;
    agent_start(&agent, &config);
    raw_start(&raw, link_server_get_port(agent.server), certs.engine);
    raw_subscribe(&raw, "r", "1");
    for (int i = 0; i < 3; i++) {
        g_autofree char *body =
            g_strdup_printf("{'jsonrpc':'2.0','method':'Sriov.inventory','id':%d}", i);
        raw_request(&raw, body);
    }
    raw_expect_prefix(&raw, "MESSAGE {'jsonrpc':'2.0','id':2,'error':{'code':1100,");
    raw_stop(&raw);
    agent_stop(&agent);
}

/* The output of one connection is bounded: the link goes, never single answers. */
static void test_slow_consumer(void)
{
    Agent agent = { 0 };
    Engine engine = { 0 };
    LinkServerConfig config = agent_config();
    config.max_output = 10 * 1000;
    agent_start(&agent, &config);
    LinkClientConfig client = engine_config(link_server_get_port(agent.server));
    engine_start(&engine, &client);
    WAIT_UNTIL(engine.state == LINK_UP);
    g_autofree char *filler = g_strnfill(4000, 'x');
    guint losses = engine.n_losses;
    for (int i = 0; i < 10000 && agent.n_refused == 0; i++) { /* the loop does not run: no reader */
        json_t *params = json_pack("{s:{s:s, s:s}}", VM, "status", "Down", "exitMessage", filler);
        g_assert_true(link_server_emit(agent.server, "|virt|VM_status|" VM, params, NULL));
    }
    WAIT_UNTIL(agent.n_refused == 1 && engine.n_losses > losses);
    g_assert_nonnull(strstr(agent.refusal, "takes too slowly"));
    WAIT_UNTIL(engine.state == LINK_UP);
    engine_stop(&engine);
    agent_stop(&agent);
}

/* The ninth connection of a peer costs it the first. */
static void test_too_many_connections(void)
{
    Agent agent = { 0 };
    Raw raws[4] = { 0 };
    LinkServerConfig config = agent_config();
    config.max_peer_connections = 3;
    agent_start(&agent, &config);
    for (int i = 0; i < 4; i++)
        raw_start(&raws[i], link_server_get_port(agent.server), certs.engine);
    WAIT_UNTIL(raws[0].closed);
    settle();
    for (int i = 1; i < 4; i++)
        g_assert_false(raws[i].closed);
    g_assert_cmpuint(agent.n_up, ==, 1);
    g_assert_cmpuint(agent.n_down, ==, 0);
    for (int i = 0; i < 4; i++)
        raw_stop(&raws[i]);
    WAIT_UNTIL(agent.n_down == 1);
    agent_stop(&agent);
}

/* The agent drops an engine whose heart-beat stops, after twice what was promised. */
static void test_agent_sees_heart_beat_stop(RawPair *pair, gconstpointer unused)
{
    const char *headers[] = { "accept-version", "1.2", "heart-beat", "1000,0", NULL };
    raw_send(&pair->raw, STOMP_CONNECT, headers, NULL);
    raw_expect(&pair->raw, "CONNECTED ");
    gint64 start = g_get_monotonic_time();
    WAIT_UNTIL(pair->raw.closed);
    g_assert_cmpint(g_get_monotonic_time() - start, >=, 1900 * 1000);
    WAIT_UNTIL(pair->agent.n_down == 1);
}

/* ------------------------------------------------------------------------------ engine alone */

/* An agent that speaks properly until told to be silent. */
typedef struct {
    LinkListener *listener;
    LinkTransport *transport;
    bool silent;
    guint n_connections;
} Mute;

static void mute_frame(LinkTransport *transport, const StompFrame *frame, void *data)
{
    Mute *mute = data;
    if (mute->silent)
        return;
    if (frame->command == STOMP_CONNECT) {
        const char *headers[] = { "version", "1.2", "heart-beat", "1000,1000", NULL };
        link_transport_send(transport, stomp_write(STOMP_CONNECTED, headers, NULL, 0));
    } else if (frame->command == STOMP_SEND) { /* the first ping */
        bool batch;
        gsize size;
        g_autoptr(GPtrArray) messages = jsonrpc_read(frame->body, frame->size, &batch);
        JsonrpcMessage *request = messages->pdata[0];
        json_t *answer = jsonrpc_result(json_incref(request->id), NULL);
        g_autofree char *body = jsonrpc_dump(answer, &size);
        json_decref(answer);
        const char *headers[] = { "subscription", "replies", NULL };
        link_transport_send(transport, stomp_write(STOMP_MESSAGE, headers, body, size));
    }
}

static void mute_closed(LinkTransport *transport, const GError *reason, void *data)
{
    Mute *mute = data;
    g_clear_pointer(&mute->transport, link_transport_free);
}

static const LinkTransportOps mute_ops = { .frame = mute_frame, .closed = mute_closed };

static void mute_accepted(LinkTransport *transport, void *data)
{
    Mute *mute = data;
    mute->n_connections++;
    link_transport_free(mute->transport);
    mute->transport = transport;
    link_transport_start(transport, &mute_ops, mute);
}

static void test_engine_sees_heart_beat_stop(void)
{
    Mute mute = { 0 };
    Engine engine = { 0 };
    Answer answer = { 0 };
    const LinkTransportLimits limits = { 5000, 100000, 100000 };
    mute.listener = link_listener_new(g_main_context_default(), "127.0.0.1", 0, certs.host, &limits,
                                      mute_accepted, &mute, NULL);
    LinkClientConfig config = engine_config(link_listener_get_port(mute.listener));
    config.heartbeat_ms = 1000;
    engine_start(&engine, &config);
    WAIT_UNTIL(engine.state == LINK_UP);
    mute.silent = true;
    call(&engine, "Sriov.inventory", NULL, 0, &answer);
    gint64 start = g_get_monotonic_time();
    WAIT_UNTIL(engine.n_losses == 1);
    g_assert_cmpint(g_get_monotonic_time() - start, >=, 1900 * 1000);
    g_assert_nonnull(strstr(engine.reason, "heart-beat"));
    WAIT_UNTIL(answer.n == 1);
    g_assert_cmpint(answer.code, ==, ERR_UNREACHABLE);
    mute.silent = false;
    WAIT_UNTIL(engine.state == LINK_UP);
    g_assert_cmpuint(mute.n_connections, >=, 2);
    answer_clear(&answer);
    engine_stop(&engine);
    link_transport_free(mute.transport);
    link_listener_free(mute.listener);
    settle();
}

/* A host that takes the connection and never says CONNECTED. */
static void test_connect_timeout(void)
{
    Mute mute = { .silent = true };
    Engine engine = { 0 };
    const LinkTransportLimits limits = { 5000, 100000, 100000 };
    mute.listener = link_listener_new(g_main_context_default(), "127.0.0.1", 0, certs.host, &limits,
                                      mute_accepted, &mute, NULL);
    LinkClientConfig config = engine_config(link_listener_get_port(mute.listener));
    config.connect_ms = 300;
    engine_start(&engine, &config);
    WAIT_UNTIL(engine.n_losses >= 2);
    g_assert_cmpint(engine.reason_code, ==, ERR_TIMEOUT);
    engine_stop(&engine);
    link_transport_free(mute.transport);
    link_listener_free(mute.listener);
    settle();
}

static void test_refused_connection(void)
{
    Engine engine = { 0 };
    LinkClientConfig config = engine_config(1); /* nobody listens there */
    engine_start(&engine, &config);
    WAIT_UNTIL(engine.n_losses >= 2);
    g_assert_cmpint(engine.reason_code, ==, ERR_UNREACHABLE);
    engine_stop(&engine);
}

/* A second connection resumes the TLS session of the first. */
static void test_resumption(void)
{
    Agent agent = { 0 };
    Raw first = { 0 }, second = { 0 };
    LinkServerConfig config = agent_config();
    agent_start(&agent, &config);
    guint16 port = link_server_get_port(agent.server);
    raw_start(&first, port, certs.engine);
    const char *headers[] = { "accept-version", "1.2", NULL };
    raw_send(&first, STOMP_CONNECT, headers, NULL);
    raw_expect(&first, "CONNECTED ");
    g_assert_false(link_transport_is_resumed(first.transport));
    g_autoptr(GBytes) session = link_transport_get_session(first.transport);
    g_assert_nonnull(session);
    const LinkTransportLimits limits = { 5000, 100000, 100000 };
    g_queue_init(&second.frames);
    second.transport = link_transport_connect(g_main_context_default(), "127.0.0.1", port,
                                              certs.engine, session, &limits, &raw_ops, &second);
    WAIT_UNTIL(second.opened || second.closed);
    g_assert_true(second.opened);
    g_assert_true(link_transport_is_resumed(second.transport));
    raw_subscribe(&second, "r", "1");
    raw_request(&second, "{'jsonrpc':'2.0','method':'Host.getCapabilities','id':'a'}");
    raw_expect_prefix(&second, "MESSAGE {'jsonrpc':'2.0','id':'a','result':{");
    g_assert_cmpuint(agent.n_refused, ==, 0);
    raw_stop(&first);
    raw_stop(&second);
    agent_stop(&agent);
}

/* ------------------------------------------------------------------------------ many */

static void test_many_clients(void)
{
    enum { N = 30 };
    Agent agent = { 0 };
    Engine engines[N] = { 0 };
    LinkServerConfig server = agent_config();
    server.max_peer_connections = N;
    agent_start(&agent, &server);
    g_autoptr(LinkLimiter) limiter = link_limiter_new(2);
    LinkClientConfig config = engine_config(link_server_get_port(agent.server));
    config.limiter = limiter;
    for (int i = 0; i < N; i++)
        engine_start(&engines[i], &config);
    for (int i = 0; i < N; i++)
        WAIT_UNTIL(engines[i].state == LINK_UP);
    for (int i = 0; i < N; i++)
        g_assert_cmpuint(engines[i].n_losses, ==, 0);
    for (int i = 0; i < N; i++)
        link_client_free(engines[i].client);
    agent_stop(&agent);
}

typedef struct {
    LinkClient *client;
    int n_answers; /* atomic */
} Caller;

static void count_answer(json_t *result, const GError *error, void *data)
{
    g_assert_no_error(error);
    g_atomic_int_inc(&((Caller *)data)->n_answers);
}

static gpointer call_from_thread(gpointer data)
{
    Caller *caller = data;
    for (int i = 0; i < 200; i++)
        link_client_call(caller->client, i % 2 == 0 ? "Host.ping2" : "Host.getCapabilities",
                         json_object(), 0, count_answer, caller);
    return NULL;
}

static void test_calls_from_threads(Pair *pair, gconstpointer unused)
{
    Caller caller = { pair->engine.client, 0 };
    GThread *threads[4];
    for (int i = 0; i < 4; i++)
        threads[i] = g_thread_new("caller", call_from_thread, &caller);
    WAIT_UNTIL(g_atomic_int_get(&caller.n_answers) == 800);
    for (int i = 0; i < 4; i++)
        g_thread_join(threads[i]);
}

#define PAIR(path, func) g_test_add(path, Pair, NULL, pair_up, func, pair_down)
#define RAW(path, func)  g_test_add(path, RawPair, NULL, raw_pair_up, func, raw_pair_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    make_certs();
    PAIR("/wire/call", test_call);
    PAIR("/wire/errors", test_errors);
    PAIR("/wire/events", test_events);
    PAIR("/wire/timeout", test_timeout);
    PAIR("/wire/out-of-order", test_out_of_order);
    PAIR("/wire/cut-and-come-back", test_cut_and_come_back);
    PAIR("/wire/free-fails-calls", test_free_fails_calls);
    PAIR("/wire/calls-from-threads", test_calls_from_threads);
    g_test_add_func("/wire/recovering", test_recovering);
    g_test_add_func("/wire/wrong-certificates", test_wrong_certificates);
    g_test_add_func("/wire/wrong-role", test_wrong_role);
    g_test_add_func("/wire/no-certificate", test_no_certificate);
    g_test_add_func("/wire/no-tls", test_no_tls);
    g_test_add_func("/wire/silent-after-tls", test_silent_after_tls);
    g_test_add_func("/wire/idle-newcomers", test_idle_newcomers);
    RAW("/wire/stomp", test_stomp);
    RAW("/wire/jsonrpc", test_jsonrpc);
    RAW("/wire/slow-batch", test_slow_batch);
    RAW("/wire/repeated-id", test_repeated_id);
    RAW("/wire/repeated-id-while-pending", test_repeated_id_while_pending);
    RAW("/wire/answer-on-newer-connection", test_answer_on_newer_connection);
    RAW("/wire/reply-only-to-the-asker", test_reply_only_to_the_asker);
    RAW("/wire/oversized-frame", test_oversized_frame);
    RAW("/wire/oversized-answer", test_oversized_answer);
    RAW("/wire/not-stomp", test_not_stomp);
    g_test_add_func("/wire/slow-consumer", test_slow_consumer);
    RAW("/wire/agent-sees-heart-beat-stop", test_agent_sees_heart_beat_stop);
    g_test_add_func("/wire/queue-full", test_queue_full);
    g_test_add_func("/wire/too-many-connections", test_too_many_connections);
    g_test_add_func("/wire/engine-sees-heart-beat-stop", test_engine_sees_heart_beat_stop);
    g_test_add_func("/wire/connect-timeout", test_connect_timeout);
    g_test_add_func("/wire/refused-connection", test_refused_connection);
    g_test_add_func("/wire/resumption", test_resumption);
    g_test_add_func("/wire/many-clients", test_many_clients);
    int status = g_test_run();
    drop_certs();
    return status;
}
