#include "rest/gzip.h"

#include "rest/media.h"

#include <gio/gio.h>
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

static const char *header_of(const HttpReply *reply, const char *name)
{
    for (guint i = 0; i < reply->headers->len; i += 2)
        if (strcmp(reply->headers->pdata[i], name) == 0)
            return reply->headers->pdata[i + 1];
    return NULL;
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
    g_assert_cmpstr(header_of(reply, "Content-Encoding"), ==, "gzip");
    g_assert_cmpstr(header_of(reply, "Vary"), ==, "Accept-Encoding");
    gsize size, n_read, n_written, whole = strlen(text);
    const void *bytes = g_bytes_get_data(reply->body, &size);
    g_assert_cmpuint(size, <, whole / 4);

    g_autofree char *back = g_malloc0(whole + 1);
    g_autoptr(GZlibDecompressor) reader = g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP);
    g_autoptr(GError) error = NULL;
    GConverterResult result =
        g_converter_convert(G_CONVERTER(reader), bytes, size, back, whole, G_CONVERTER_INPUT_AT_END,
                            &n_read, &n_written, &error);
    g_assert_no_error(error);
    g_assert_cmpint(result, ==, G_CONVERTER_FINISHED);
    g_assert_cmpuint(n_read, ==, size);
    g_assert_cmpstr(back, ==, text);
}

static void test_left_alone(void)
{
    g_autofree char *text = big_text();
    g_autoptr(HttpReply) unasked = reply_of(media_name(MEDIA_JSON), text, NULL);
    g_assert_null(header_of(unasked, "Content-Encoding"));
    g_assert_cmpstr(header_of(unasked, "Vary"), ==, "Accept-Encoding");
    g_assert_cmpuint(g_bytes_get_size(unasked->body), ==, strlen(text));

    g_autoptr(HttpReply) small = reply_of(media_name(MEDIA_XML), "<vms/>", "gzip");
    g_assert_null(header_of(small, "Content-Encoding"));
    g_assert_null(header_of(small, "Vary"));

    g_autoptr(HttpReply) other = reply_of("application/x-x509-ca-cert", text, "gzip");
    g_assert_null(header_of(other, "Content-Encoding"));

    /* What does not get smaller stays as it is. */
    g_autofree char *noise = g_malloc(4001);
    for (int i = 0; i < 4000; i++)
        noise[i] = (char)g_random_int_range(1, 256);
    noise[4000] = '\0';
    g_autoptr(HttpReply) random = reply_of(media_name(MEDIA_XML), noise, "gzip");
    g_assert_cmpuint(g_bytes_get_size(random->body), <=, 4000);

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
    g_test_add_func("/gzip/left-alone", test_left_alone);
    return g_test_run();
}
