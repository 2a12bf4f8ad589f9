/* Over real sockets and TLS: what the server does with connections, threads and bodies. */
#include "rest/server.h"

#include <curl/curl.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <pthread.h>
#include <string.h>

static const char huge[15 * 1024 * 1024];

typedef struct {
    Server *server;
    char *url;
    pthread_mutex_t lock; /* of all below */
    pthread_cond_t changed;
    bool hold; /* requests for /slow wait */
    guint n_waiting;
    struct Ticker *ticker;
    int huge_is_gone; /* atomic: the server has let go of the reply to /huge */
} Fixture;

/* A stream of three blocks that waits to be woken before each. */
typedef struct Ticker {
    HttpStream base;
    Fixture *fixture;
    void (*wake)(gpointer data);
    gpointer wake_data;
    guint n_allowed, n_sent;
} Ticker;

static GBytes *ticker_next(HttpStream *stream, bool *ret_ended)
{
    Ticker *ticker = (Ticker *)stream;
    GBytes *bytes = NULL;
    pthread_mutex_lock(&ticker->fixture->lock);
    *ret_ended = ticker->n_sent == 3;
    if (ticker->n_sent < ticker->n_allowed) {
        g_autofree char *text = g_strnfill(10000, (char)('a' + ticker->n_sent++));
        bytes = g_bytes_new_take(g_steal_pointer(&text), 10000);
    }
    pthread_mutex_unlock(&ticker->fixture->lock);
    return bytes;
}

static void ticker_set_wake(HttpStream *stream, void (*wake)(gpointer data), gpointer data)
{
    Ticker *ticker = (Ticker *)stream;
    pthread_mutex_lock(&ticker->fixture->lock);
    ticker->wake = wake;
    ticker->wake_data = data;
    ticker->fixture->ticker = ticker;
    pthread_cond_broadcast(&ticker->fixture->changed);
    pthread_mutex_unlock(&ticker->fixture->lock);
}

static void ticker_free(HttpStream *stream)
{
    Ticker *ticker = (Ticker *)stream;
    pthread_mutex_lock(&ticker->fixture->lock);
    ticker->fixture->ticker = NULL;
    pthread_cond_broadcast(&ticker->fixture->changed);
    pthread_mutex_unlock(&ticker->fixture->lock);
    g_free(ticker);
}

static bool may_wait(const HttpRequest *request, gpointer data)
{
    return strcmp(request->target, "/slow") == 0;
}

static void wait_while_held(Fixture *f)
{
    pthread_mutex_lock(&f->lock);
    f->n_waiting++;
    pthread_cond_broadcast(&f->changed);
    while (f->hold)
        pthread_cond_wait(&f->changed, &f->lock);
    f->n_waiting--;
    pthread_mutex_unlock(&f->lock);
}

static void free_huge(gpointer data)
{
    Fixture *f = data;
    g_atomic_int_set(&f->huge_is_gone, 1);
}

static HttpReply *answer(const HttpRequest *request, gpointer data)
{
    Fixture *f = data;
    HttpReply *reply = http_reply_new(request->too_large ? 413 : 200);
    if (strcmp(request->target, "/slow") == 0)
        wait_while_held(f);
    if (strcmp(request->target, "/stream") == 0) {
        Ticker *ticker = g_new0(Ticker, 1);
        ticker->base = (HttpStream){ ticker_next, ticker_set_wake, ticker_free };
        ticker->fixture = f;
        reply->stream = &ticker->base;
        reply->content_type = "text/event-stream";
        return reply;
    }
    if (strcmp(request->target, "/huge") == 0) {
        reply->content_type = "text/plain";
        reply->body = g_bytes_new_with_free_func(huge, sizeof huge, free_huge, f);
        return reply;
    }
    http_reply_add_header(reply, "X-Evil", "a\r\nb");
    http_reply_take_text(
        reply, "text/plain",
        g_strdup_printf("%d %s %u", request->method, request->target, request->body->len));
    return reply;
}

static void make_certificate(char **ret_key, char **ret_cert)
{
    gnutls_x509_privkey_t key;
    gnutls_x509_crt_t cert;
    gnutls_datum_t key_pem, cert_pem;
    g_assert_cmpint(gnutls_x509_privkey_init(&key), ==, 0);
    g_assert_cmpint(gnutls_x509_privkey_generate(
                        key, GNUTLS_PK_EC, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0),
                    ==, 0);
    g_assert_cmpint(gnutls_x509_crt_init(&cert), ==, 0);
    gnutls_x509_crt_set_version(cert, 3);
    gnutls_x509_crt_set_serial(cert, "\1", 1);
    gnutls_x509_crt_set_activation_time(cert, time(NULL) - 60);
    gnutls_x509_crt_set_expiration_time(cert, time(NULL) + 3600);
    gnutls_x509_crt_set_key(cert, key);
    g_assert_cmpint(gnutls_x509_crt_sign2(cert, cert, key, GNUTLS_DIG_SHA256, 0), ==, 0);
    gnutls_x509_privkey_export2(key, GNUTLS_X509_FMT_PEM, &key_pem);
    gnutls_x509_crt_export2(cert, GNUTLS_X509_FMT_PEM, &cert_pem);
    *ret_key = g_strndup((char *)key_pem.data, key_pem.size);
    *ret_cert = g_strndup((char *)cert_pem.data, cert_pem.size);
    gnutls_free(key_pem.data);
    gnutls_free(cert_pem.data);
    gnutls_x509_crt_deinit(cert);
    gnutls_x509_privkey_deinit(key);
}

static void fixture_set_up(Fixture *f, gconstpointer data)
{
    static const ServerHandler handler = { may_wait, answer };
    g_autofree char *key = NULL, *cert = NULL;
    make_certificate(&key, &cert);
    pthread_mutex_init(&f->lock, NULL);
    pthread_cond_init(&f->changed, NULL);
    ServerConfig config = { .address = "127.0.0.1",
                            .key_pem = key,
                            .cert_pem = cert,
                            .n_threads = 2,
                            .idle_timeout_s = GPOINTER_TO_UINT(data) };
    g_autoptr(GError) error = NULL;
    f->server = server_start(&config, &handler, f, &error);
    g_assert_no_error(error);
    f->url = g_strdup_printf("https://127.0.0.1:%u", server_port(f->server));
}

static void fixture_tear_down(Fixture *f, gconstpointer data)
{
    server_stop(f->server);
    g_free(f->url);
    pthread_mutex_destroy(&f->lock);
    pthread_cond_destroy(&f->changed);
}

static size_t collect(char *bytes, size_t size, size_t n, void *data)
{
    g_string_append_len(data, bytes, (gssize)(size * n));
    return size * n;
}

static CURL *new_client(Fixture *f, const char *path, GString *body)
{
    CURL *curl = curl_easy_init();
    g_autofree char *url = g_strconcat(f->url, path, NULL);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 30L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, collect);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, body);
    return curl;
}

static long perform(CURL *curl)
{
    long status = 0;
    CURLcode code = curl_easy_perform(curl);
    if (code != CURLE_OK)
        g_test_message("curl: %s", curl_easy_strerror(code));
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    return code == CURLE_OK ? status : -(long)code;
}

static void test_target_is_raw(Fixture *f, gconstpointer data)
{
    g_autoptr(GString) body = g_string_new(NULL);
    CURL *curl = new_client(f, "/a%2Fb/../c?d=%26+e", body);
    g_assert_cmpint(perform(curl), ==, 200);
    g_assert_cmpstr(body->str, ==, "1 /a%2Fb/../c?d=%26+e 0");
    curl_easy_cleanup(curl);
}

static long post(Fixture *f, gsize size, bool chunked, GString *body)
{
    g_autofree char *bytes = g_strnfill(size, 'x');
    CURL *curl = new_client(f, "/slow", body);
    struct curl_slist *headers = curl_slist_append(NULL, "Expect:");
    if (chunked)
        headers = curl_slist_append(headers, "Transfer-Encoding: chunked");
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)size);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, bytes);
    long status = perform(curl);
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    return status;
}

static void test_body(Fixture *f, gconstpointer data)
{
    g_autoptr(GString) body = g_string_new(NULL);
    g_assert_cmpint(post(f, SERVER_MAX_BODY, false, body), ==, 200);
    g_assert_cmpstr(body->str, ==, "2 /slow 1048576");
    g_string_truncate(body, 0);
    g_assert_cmpint(post(f, SERVER_MAX_BODY, true, body), ==, 200);
    g_assert_cmpstr(body->str, ==, "2 /slow 1048576");
}

static void test_body_too_large(Fixture *f, gconstpointer data)
{
    g_autoptr(GString) body = g_string_new(NULL);
    g_assert_cmpint(post(f, SERVER_MAX_BODY + 1, false, body), ==, 413);
    g_assert_cmpint(post(f, SERVER_MAX_BODY + 1, true, body), ==, 413);
    g_assert_cmpint(post(f, 8 * 1024 * 1024, false, body), ==, 413);
}

static gpointer ask_slowly(gpointer data)
{
    Fixture *f = data;
    g_autoptr(GString) body = g_string_new(NULL);
    CURL *curl = new_client(f, "/slow", body);
    long status = perform(curl);
    curl_easy_cleanup(curl);
    return GINT_TO_POINTER((int)status);
}

/* More slow requests than the server has threads leave quick ones quick, and all are answered. */
static void test_slow_requests_hold_up_nobody(Fixture *f, gconstpointer data)
{
    GThread *threads[20];
    f->hold = true;
    for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] = g_thread_new("client", ask_slowly, f);
    pthread_mutex_lock(&f->lock);
    while (f->n_waiting < G_N_ELEMENTS(threads))
        pthread_cond_wait(&f->changed, &f->lock);
    pthread_mutex_unlock(&f->lock);

    g_autoptr(GString) body = g_string_new(NULL);
    CURL *curl = new_client(f, "/quick", body);
    for (int i = 0; i < 5; i++)
        g_assert_cmpint(perform(curl), ==, 200);
    curl_easy_cleanup(curl);

    pthread_mutex_lock(&f->lock);
    f->hold = false;
    pthread_cond_broadcast(&f->changed);
    pthread_mutex_unlock(&f->lock);
    for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
        g_assert_cmpint(GPOINTER_TO_INT(g_thread_join(threads[i])), ==, 200);
}

static gpointer read_stream(gpointer data)
{
    Fixture *f = data;
    GString *body = g_string_new(NULL);
    CURL *curl = new_client(f, "/stream", body);
    g_assert_cmpint(perform(curl), ==, 200);
    curl_easy_cleanup(curl);
    return g_string_free(body, FALSE);
}

static void wait_for_ticker(Fixture *f)
{
    pthread_mutex_lock(&f->lock);
    while (f->ticker == NULL)
        pthread_cond_wait(&f->changed, &f->lock);
    pthread_mutex_unlock(&f->lock);
}

static void test_stream(Fixture *f, gconstpointer data)
{
    GThread *client = g_thread_new("client", read_stream, f);
    wait_for_ticker(f);
    for (guint i = 1; i <= 3; i++) {
        g_usleep(i * 20000);
        pthread_mutex_lock(&f->lock);
        f->ticker->n_allowed = i;
        Ticker ticker = *f->ticker;
        pthread_mutex_unlock(&f->lock);
        ticker.wake(ticker.wake_data);
    }
    g_autofree char *body = g_thread_join(client);
    g_assert_cmpint(strlen(body), ==, 30000);
    g_assert_cmpint(body[0], ==, 'a');
    g_assert_cmpint(body[29999], ==, 'c');
}

static void test_stop_ends_streams(Fixture *f, gconstpointer data)
{
    GThread *client = g_thread_new("client", read_stream, f);
    wait_for_ticker(f);
    g_usleep(50000);
    server_stop(g_steal_pointer(&f->server));
    g_autofree char *body = g_thread_join(client);
    g_assert_cmpstr(body, ==, "");
    g_assert_null(f->ticker);
}

static size_t dribble(char *bytes, size_t size, size_t n, void *data)
{
    g_usleep(200000);
    *bytes = 'x';
    return 1;
}

/* A client that sends a byte now and then is cut off, however alive it looks. */
static void test_dribbling_client_is_cut_off(Fixture *f, gconstpointer data)
{
    g_autoptr(GString) body = g_string_new(NULL);
    CURL *curl = new_client(f, "/slow", body);
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, 1000L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, dribble);
    gint64 start = g_get_monotonic_time();
    g_assert_cmpint(perform(curl), <, 0);
    g_assert_cmpint(g_get_monotonic_time() - start, <, 10 * G_TIME_SPAN_SECOND);
    curl_easy_cleanup(curl);
}

static size_t sip(char *bytes, size_t size, size_t n, void *data)
{
    const Fixture *f = data;
    if (g_atomic_int_get(&f->huge_is_gone))
        return 0; /* what the kernel still has does not matter */
    g_usleep(100000);
    return size * n;
}

/* A reply lies in memory until it is read: who only sips is cut off, and it goes. */
static void test_slow_reader_is_cut_off(Fixture *f, gconstpointer data)
{
    CURL *curl = new_client(f, "/huge", NULL);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, sip);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, f);
    perform(curl);
    g_assert_true(g_atomic_int_get(&f->huge_is_gone));
    curl_easy_cleanup(curl);
}

#define ADD(name, test, idle_timeout_s)                                                            \
    g_test_add("/server/" name, Fixture, GUINT_TO_POINTER(idle_timeout_s), fixture_set_up, test,   \
               fixture_tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    curl_global_init(CURL_GLOBAL_ALL);
    ADD("target-is-raw", test_target_is_raw, 60);
    ADD("body", test_body, 60);
    ADD("body-too-large", test_body_too_large, 60);
    ADD("slow-requests", test_slow_requests_hold_up_nobody, 60);
    ADD("stream", test_stream, 60);
    ADD("stop-ends-streams", test_stop_ends_streams, 60);
    ADD("dribbling-client", test_dribbling_client_is_cut_off, 1);
    ADD("slow-reader", test_slow_reader_is_cut_off, 1);
    int result = g_test_run();
    curl_global_cleanup();
    return result;
}
