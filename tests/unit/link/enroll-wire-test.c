/* What is said before there is a certificate: lines, fingerprints, and whom one talks to. */
#include "link/enroll-wire.h"

#include "base/err.h"
#include "link/pki.h"

#include <string.h>

static void test_message(void)
{
    static const struct {
        const char *line;
        bool good;
    } cases[] = {
        { "{}", true },
        { "{\"enroll\": 1}", true },
        { "", false },
        { "[]", false },
        { "\"text\"", false },
        { "{\"a\": 1, \"a\": 2}", false },
        { "{\"a\": 1} x", false },
        { "{", false },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        json_t *message = enroll_message_parse(cases[i].line, strlen(cases[i].line), &error);
        g_test_message("%s", cases[i].line);
        g_assert_cmpint(message != NULL, ==, cases[i].good);
        g_assert_cmpint(error == NULL, ==, cases[i].good);
        json_decref(message);
    }
    g_autofree char *large = g_strnfill(64 * 1024 + 1, ' ');
    g_autoptr(GError) error = NULL;
    g_assert_null(enroll_message_parse(large, strlen(large), &error));
    g_assert_error(error, ERR, ERR_TOO_LARGE);
}

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define NORMAL                                                                                     \
    "01:23:45:67:89:ab:cd:ef:01:23:45:67:89:ab:cd:ef:"                                             \
    "01:23:45:67:89:ab:cd:ef:01:23:45:67:89:ab:cd:ef"

static void test_fingerprint(void)
{
    static const char *const good[] = { HEX, NORMAL, "SHA256:" HEX, "sha256:" NORMAL,
                                        "0123456789ABCDEF0123456789abcdef0123456789abcdef"
                                        "0123456789abcdef" };
    static const char *const bad[] = { "", "SHA256:", HEX "0", "x" HEX, "ab:cd", "MD5:" HEX };
    for (gsize i = 0; i < G_N_ELEMENTS(good); i++) {
        g_autofree char *normal = enroll_fingerprint_normal(good[i]);
        g_assert_cmpstr(normal, ==, NORMAL);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++)
        g_assert_null(enroll_fingerprint_normal(bad[i]));
}

/* --- two ends --------------------------------------------------------------------------------- */

typedef struct {
    GSocket *socket; /* listens */
    LinkCredentials *credentials;
    guint16 port;
} Server;

static void server_open(Server *server)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *key = NULL, *cert = NULL;
    g_assert_true(pki_make_self_signed("berth-agent", 1700000000, 20000, &key, &cert, &error));
    server->credentials = link_credentials_new_open(cert, key, &error);
    g_assert_no_error(error);
    g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback(G_SOCKET_FAMILY_IPV4);
    g_autoptr(GSocketAddress) at = g_inet_socket_address_new(loopback, 0);
    server->socket =
        g_socket_new(G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
    g_assert_true(g_socket_bind(server->socket, at, TRUE, NULL));
    g_assert_true(g_socket_listen(server->socket, NULL));
    g_autoptr(GSocketAddress) bound = g_socket_get_local_address(server->socket, NULL);
    server->port = g_inet_socket_address_get_port(G_INET_SOCKET_ADDRESS(bound));
}

static void server_close(Server *server)
{
    g_object_unref(server->socket);
    link_credentials_unref(server->credentials);
}

/* Answers each object with itself, and {"say": text} with an error of that text. */
static gpointer echo(gpointer data)
{
    Server *server = data;
    g_autoptr(GSocket) socket = g_socket_accept(server->socket, NULL, NULL);
    g_autoptr(EnrollWire) wire = enroll_wire_accept(socket, server->credentials, 30000, NULL, NULL);
    json_t *message;
    while (wire != NULL && (message = enroll_wire_receive(wire, NULL)) != NULL) {
        json_t *text = json_object_get(message, "say");
        json_t *answer = text != NULL ? json_pack("{s:O}", "error", text) : json_incref(message);
        json_decref(message);
        if (!enroll_wire_send(wire, answer, NULL))
            break;
    }
    return NULL;
}

static void test_conversation(void)
{
    Server server;
    g_autoptr(GError) error = NULL;
    g_autofree char *key = NULL, *cert = NULL;
    server_open(&server);
    GThread *thread = g_thread_new("echo", echo, &server);
    g_assert_true(pki_make_self_signed("engine", 1700000000, 20000, &key, &cert, NULL));
    g_autoptr(LinkCredentials) credentials = link_credentials_new_open(cert, key, NULL);
    g_autoptr(EnrollWire) wire =
        enroll_wire_connect("127.0.0.1", server.port, credentials, 30000, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpint(enroll_wire_peer(wire), ==, ENROLL_PEER_NEW);
    g_assert_null(enroll_wire_identity(wire));
    g_autofree char *normal = enroll_fingerprint_normal(enroll_wire_fingerprint(wire));
    g_assert_cmpstr(normal, ==, enroll_wire_fingerprint(wire));

    g_autofree char *long_text = g_strnfill(30000, 'x');
    g_assert_true(enroll_wire_send(wire, json_pack("{s:s}", "a", long_text), &error));
    json_t *answer = enroll_wire_receive(wire, &error);
    g_assert_cmpstr(json_string_value(json_object_get(answer, "a")), ==, long_text);
    json_decref(answer);
    g_assert_true(enroll_wire_send(wire, json_pack("{s:s}", "say", "no, never"), &error));
    g_assert_null(enroll_wire_receive(wire, &error));
    g_assert_error(error, ERR, ERR_DENIED);
    g_assert_cmpstr(error->message, ==, "no, never");
    g_clear_pointer(&wire, enroll_wire_free);
    g_thread_join(thread);
    server_close(&server);
}

static void test_nobody_is_there(void)
{
    Server server;
    g_autoptr(GError) error = NULL;
    server_open(&server);
    g_socket_close(server.socket, NULL);
    g_assert_null(
        enroll_wire_connect("127.0.0.1", server.port, server.credentials, 30000, NULL, &error));
    g_assert_error(error, ERR, ERR_UNREACHABLE);
    server_close(&server);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/enroll-wire/message", test_message);
    g_test_add_func("/enroll-wire/fingerprint", test_fingerprint);
    g_test_add_func("/enroll-wire/conversation", test_conversation);
    g_test_add_func("/enroll-wire/nobody-is-there", test_nobody_is_there);
    return g_test_run();
}
