/* Between two ends of TLS in one thread, neither of which waits. */
#include "rest/tls-hold.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PRIORITIES "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+ANON-ECDH"

typedef struct {
    int fds[2];
    gnutls_anon_server_credentials_t server_credentials;
    gnutls_anon_client_credentials_t client_credentials;
    gnutls_session_t server, client;
    TlsHold *hold; /* of the server */
} Fixture;

static gnutls_session_t end_new(unsigned flags, int fd, void *credentials)
{
    gnutls_session_t end;
    g_assert_cmpint(gnutls_init(&end, flags | GNUTLS_NONBLOCK), ==, 0);
    g_assert_cmpint(gnutls_priority_set_direct(end, PRIORITIES, NULL), ==, 0);
    g_assert_cmpint(gnutls_credentials_set(end, GNUTLS_CRD_ANON, credentials), ==, 0);
    gnutls_transport_set_int(end, fd);
    return end;
}

static void setup(Fixture *f, gconstpointer data)
{
    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, f->fds), ==, 0);
    gnutls_anon_allocate_server_credentials(&f->server_credentials);
    gnutls_anon_allocate_client_credentials(&f->client_credentials);
    f->server = end_new(GNUTLS_SERVER, f->fds[0], f->server_credentials);
    f->client = end_new(GNUTLS_CLIENT, f->fds[1], f->client_credentials);
    f->hold = tls_hold_new(f->server, f->fds[0]);
    int client = -1, server = -1;
    while (client != 0 || server != 0) {
        if (client != 0)
            client = gnutls_handshake(f->client);
        if (server != 0)
            server = gnutls_handshake(f->server);
        g_assert_false(gnutls_error_is_fatal(client) || gnutls_error_is_fatal(server));
    }
}

static void teardown(Fixture *f, gconstpointer data)
{
    gnutls_deinit(f->server);
    gnutls_deinit(f->client);
    tls_hold_free(f->hold);
    gnutls_anon_free_server_credentials(f->server_credentials);
    gnutls_anon_free_client_credentials(f->client_credentials);
    close(f->fds[0]);
    close(f->fds[1]);
}

static void send_text(Fixture *f, const char *text)
{
    g_assert_cmpint(gnutls_record_send(f->server, text, strlen(text)), ==, strlen(text));
}

/* All that has come to the client. */
static char *received(Fixture *f)
{
    GString *all = g_string_new(NULL);
    char buffer[1000];
    ssize_t n;
    while ((n = gnutls_record_recv(f->client, buffer, sizeof buffer)) > 0)
        g_string_append_len(all, buffer, n);
    g_assert_cmpint(n, ==, GNUTLS_E_AGAIN);
    return g_string_free(all, FALSE);
}

static void assert_received(Fixture *f, const char *expected)
{
    g_autofree char *text = received(f);
    g_assert_cmpstr(text, ==, expected);
}

static void test_held_until_the_next(Fixture *f, gconstpointer data)
{
    send_text(f, "at once;");
    assert_received(f, "at once;");
    tls_hold_next(f->hold);
    send_text(f, "head;");
    assert_received(f, "");
    send_text(f, "body;");
    assert_received(f, "head;body;");
    tls_hold_end(f->hold);
    send_text(f, "later;");
    assert_received(f, "later;");
}

static void test_end_sends_what_is_held(Fixture *f, gconstpointer data)
{
    tls_hold_next(f->hold);
    send_text(f, "head;");
    tls_hold_end(f->hold);
    assert_received(f, "head;");
    tls_hold_next(f->hold); /* and nothing came */
    tls_hold_end(f->hold);
    send_text(f, "more;");
    assert_received(f, "more;");
}

static void test_large_is_not_held(Fixture *f, gconstpointer data)
{
    g_autofree char *large = g_strnfill(8000, 'x');
    tls_hold_next(f->hold);
    send_text(f, large);
    assert_received(f, large);
}

/* The socket takes less than there is: every byte comes once and in order all the same. */
static void test_full_socket(Fixture *f, gconstpointer data)
{
    int small = 1;
    g_assert_cmpint(setsockopt(f->fds[0], SOL_SOCKET, SO_SNDBUF, &small, sizeof small), ==, 0);
    g_autoptr(GString) sent = g_string_new(NULL), got = g_string_new(NULL);
    int n_full = 0;
    for (int i = 0; i < 200; i++) {
        g_autofree char *head = g_strdup_printf("head %d;", i);
        g_autofree char *body = g_strnfill(3000, (char)('a' + i % 26));
        const char *parts[] = { head, body };
        tls_hold_next(f->hold);
        for (int k = 0; k < 2; k++) {
            ssize_t n;
            g_string_append(sent, parts[k]);
            while ((n = gnutls_record_send(f->server, parts[k], strlen(parts[k]))) ==
                   GNUTLS_E_AGAIN) {
                g_autofree char *text = received(f);
                g_string_append(got, text);
                n_full++;
            }
            g_assert_cmpint(n, ==, strlen(parts[k]));
        }
        tls_hold_end(f->hold);
    }
    g_autofree char *rest = received(f);
    g_string_append(got, rest);
    g_assert_cmpint(n_full, >, 0);
    g_assert_cmpstr(got->str, ==, sent->str);
}

static void test_closed_socket(Fixture *f, gconstpointer data)
{
    shutdown(f->fds[1], SHUT_RDWR);
    tls_hold_next(f->hold);
    send_text(f, "head;");
    g_assert_cmpint(gnutls_record_send(f->server, "body;", 5), <, 0);
    tls_hold_end(f->hold);
}

#define ADD(path, function) g_test_add("/tls-hold/" path, Fixture, NULL, setup, function, teardown)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("until-the-next", test_held_until_the_next);
    ADD("end", test_end_sends_what_is_held);
    ADD("large", test_large_is_not_held);
    ADD("full", test_full_socket);
    ADD("closed", test_closed_socket);
    return g_test_run();
}
