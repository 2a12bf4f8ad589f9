#include "rest/gzip.h"

#include "rest/media.h"

#include <string.h>

static void test_accepted(void)
{
    static const struct {
        const char *header;
        bool accepted;
    } cases[] = {
        { NULL, false },
        { "", false },
        { "gzip", true },
        { "GZIP", true },
        { "x-gzip", true },
        { "gzipped", false },
        { "deflate", false },
        { "identity", false },
        { "*", true },
        { "*;q=0", false },
        { "*;q=0, gzip", true },
        { "deflate, gzip;q=1.0, *;q=0.5", true },
        { "gzip;q=0", false },
        { "gzip; q=0.0, *", false },
        { "gzip ;q=0.001", true },
        { "br,gzip", true },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("%s", cases[i].header);
        g_assert_cmpint(gzip_is_accepted(cases[i].header), ==, cases[i].accepted);
    }
}

static HttpReply *reply_of(const char *type, const char *body, const char *accept_encoding)
{
    HttpReply *reply = http_reply_new(200);
    http_reply_take_text(reply, type, g_strdup(body));
    g_autoptr(HttpRequest) request = http_request_new("/");
    if (accept_encoding != NULL)
        http_request_add_header(request, "Accept-Encoding", accept_encoding);
    gzip_reply(reply, request);
    return reply;
}

static char *big_text(void)
{
    GString *text = g_string_new(NULL);
    for (int i = 0; i < 5000; i++)
        g_string_append_printf(text, "<vm id=\"%d\"><name>web%d</name></vm>", i, i);
    return g_string_free(text, FALSE);
}

static void test_round_trip(void)
{
    g_autofree char *text = big_text();
    g_autoptr(HttpReply) reply = reply_of(media_name(MEDIA_XML), text, "gzip, deflate");
    g_assert_cmpstr(http_reply_header(reply, "Content-Encoding"), ==, "gzip");
    g_assert_cmpstr(http_reply_header(reply, "Vary"), ==, "Accept-Encoding");
    g_assert_cmpuint(g_bytes_get_size(reply->body), <, strlen(text) / 4);

    gsize size;
    g_autoptr(GBytes) back = gzip_inflate(reply->body);
    const char *bytes = g_bytes_get_data(back, &size);
    g_assert_cmpmem(bytes, size, text, strlen(text));
}

/* Of a file from elsewhere: its trailer may promise any size. */
static void test_inflate_broken(void)
{
    g_autofree char *text = big_text();
    g_autoptr(HttpReply) reply = reply_of(media_name(MEDIA_XML), text, "gzip");
    gsize size;
    const guint8 *bytes = g_bytes_get_data(reply->body, &size);
    g_autoptr(GBytes) short_one = g_bytes_new(bytes, size / 2);
    g_assert_null(gzip_inflate(short_one));
    g_autoptr(GBytes) none = g_bytes_new_static("", 0);
    g_assert_null(gzip_inflate(none));
    g_autofree guint8 *lying = g_memdup2(bytes, size);
    for (gsize i = size - 4; i < size; i++)
        lying[i] = 0;
    g_autoptr(GBytes) small = g_bytes_new(lying, size);
    g_assert_null(gzip_inflate(small));
}

static void test_left_alone(void)
{
    g_autofree char *text = big_text();
    g_autoptr(HttpReply) unasked = reply_of(media_name(MEDIA_JSON), text, NULL);
    g_assert_null(http_reply_header(unasked, "Content-Encoding"));
    g_assert_cmpstr(http_reply_header(unasked, "Vary"), ==, "Accept-Encoding");
    g_assert_cmpuint(g_bytes_get_size(unasked->body), ==, strlen(text));

    g_autoptr(HttpReply) small = reply_of(media_name(MEDIA_XML), "<vms/>", "gzip");
    g_assert_null(http_reply_header(small, "Content-Encoding"));
    g_assert_null(http_reply_header(small, "Vary"));

    g_autoptr(HttpReply) other = reply_of("application/x-x509-ca-cert", text, "gzip");
    g_assert_null(http_reply_header(other, "Content-Encoding"));

    /* What does not get smaller stays as it is. */
    g_autofree char *noise = g_malloc(4001);
    for (int i = 0; i < 4000; i++)
        noise[i] = (char)g_random_int_range(1, 256);
    noise[4000] = '\0';
    g_autoptr(HttpReply) random = reply_of(media_name(MEDIA_XML), noise, "gzip");
    g_assert_cmpuint(g_bytes_get_size(random->body), <=, 4000);

    g_autoptr(HttpReply) done = http_reply_new(200);
    g_autoptr(HttpRequest) willing = http_request_new("/");
    http_request_add_header(willing, "Accept-Encoding", "gzip");
    http_reply_take_text(done, media_name(MEDIA_JSON), g_strdup(text));
    http_reply_add_header(done, "Vary", "Accept-Encoding");
    gzip_reply(done, willing);
    g_assert_null(http_reply_header(done, "Content-Encoding"));

    g_autoptr(HttpReply) none = http_reply_new(204);
    g_autoptr(HttpRequest) request = http_request_new("/");
    gzip_reply(none, request);
    g_assert_null(none->body);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/gzip/accepted", test_accepted);
    g_test_add_func("/gzip/round-trip", test_round_trip);
    g_test_add_func("/gzip/inflate-broken", test_inflate_broken);
    g_test_add_func("/gzip/left-alone", test_left_alone);
    return g_test_run();
}
