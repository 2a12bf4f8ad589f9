#include "rest/web-files.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#define SCRIPT "console.log('berth')"

static GBytes *gzipped(const char *text)
{
    gsize n_read, n_written, size = strlen(text) + 64;
    guint8 *small = g_malloc(size);
    g_autoptr(GZlibCompressor) writer = g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9);
    g_assert_cmpint(g_converter_convert(G_CONVERTER(writer), text, strlen(text), small, size,
                                        G_CONVERTER_INPUT_AT_END, &n_read, &n_written, NULL),
                    ==, G_CONVERTER_FINISHED);
    return g_bytes_new_take(small, n_written);
}

static void add(WebFiles *files, const char *name, GBytes *bytes)
{
    web_files_add(files, name, bytes);
    g_bytes_unref(bytes);
}

static WebFiles *site_new(void)
{
    WebFiles *files = web_files_new("/berth/test/nothing");
    add(files, "index.html.gz", gzipped("<!DOCTYPE html>"));
    add(files, "favicon.svg", g_bytes_new_static("<svg/>", 6));
    add(files, "assets/index-1a2b.js.gz", gzipped(SCRIPT));
    add(files, "assets/text-3c4d.woff2", g_bytes_new_static("wOF2", 4));
    return files;
}

/* 'header' is one of the request; NULL: it has none. */
static HttpReply *ask(const WebFiles *files, const char *name, const char *header,
                      const char *value)
{
    g_autoptr(HttpRequest) request = http_request_new("/");
    if (header != NULL)
        http_request_add_header(request, header, value);
    return web_files_reply(files, name, request);
}

static char *text_of(const HttpReply *reply)
{
    gsize size;
    const char *bytes = g_bytes_get_data(reply->body, &size);
    return g_strndup(bytes, size);
}

static void test_coding(void)
{
    g_autoptr(WebFiles) files = site_new();
    g_autoptr(HttpReply) small = ask(files, "assets/index-1a2b.js", "Accept-Encoding", "gzip, br");
    g_autoptr(GBytes) expected = gzipped(SCRIPT);
    g_assert_true(g_bytes_equal(small->body, expected));
    g_assert_cmpstr(http_reply_header(small, "Content-Encoding"), ==, "gzip");
    g_assert_cmpstr(http_reply_header(small, "Vary"), ==, "Accept-Encoding");

    g_autoptr(HttpReply) whole = ask(files, "assets/index-1a2b.js", NULL, NULL);
    g_autofree char *text = text_of(whole);
    g_assert_cmpstr(text, ==, SCRIPT);
    g_assert_null(http_reply_header(whole, "Content-Encoding"));
    g_assert_cmpstr(http_reply_header(whole, "Vary"), ==, "Accept-Encoding");

    g_autoptr(HttpReply) font = ask(files, "assets/text-3c4d.woff2", "Accept-Encoding", "gzip");
    g_autofree char *glyphs = text_of(font);
    g_assert_cmpstr(glyphs, ==, "wOF2");
    g_assert_null(http_reply_header(font, "Content-Encoding"));
    g_assert_null(http_reply_header(font, "Vary"));
}

/* What is handed out is what lies in the program, not a copy. */
static void test_no_copy(void)
{
    g_autoptr(WebFiles) files = web_files_new("/berth/test/nothing");
    static const char bytes[] = "wOF2";
    add(files, "a.woff2", g_bytes_new_static(bytes, 4));
    g_autoptr(HttpReply) reply = ask(files, "a.woff2", NULL, NULL);
    g_assert_true(g_bytes_get_data(reply->body, NULL) == bytes);
}

static void test_types_and_caching(void)
{
    static const struct {
        const char *name, *type, *cache;
    } cases[] = {
        { "index.html", "text/html; charset=utf-8", "no-cache" },
        { "favicon.svg", "image/svg+xml", "no-cache" },
        { "assets/index-1a2b.js", "text/javascript; charset=utf-8",
          "public, max-age=31536000, immutable" },
        { "assets/text-3c4d.woff2", "font/woff2", "public, max-age=31536000, immutable" },
    };
    g_autoptr(WebFiles) files = site_new();
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(HttpReply) reply = ask(files, cases[i].name, NULL, NULL);
        g_assert_cmpuint(reply->status, ==, 200);
        g_assert_cmpstr(reply->content_type, ==, cases[i].type);
        g_assert_cmpstr(http_reply_header(reply, "Cache-Control"), ==, cases[i].cache);
        const char *policy = http_reply_header(reply, "Content-Security-Policy");
        g_assert_true(g_str_has_prefix(policy, "default-src 'none'; script-src 'self';"));
        g_assert_null(strstr(policy, "unsafe"));
        g_assert_cmpstr(http_reply_header(reply, "Referrer-Policy"), ==, "no-referrer");
        g_assert_cmpstr(http_reply_header(reply, "Cross-Origin-Opener-Policy"), ==, "same-origin");
        g_assert_nonnull(http_reply_header(reply, "Permissions-Policy"));
        g_assert_nonnull(http_reply_header(reply, "Strict-Transport-Security"));
    }
}

static void test_known_already(void)
{
    g_autoptr(WebFiles) files = site_new();
    g_autoptr(HttpReply) first = ask(files, "index.html", NULL, NULL);
    const char *etag = http_reply_header(first, "ETag");
    g_assert_true(g_str_has_prefix(etag, "W/\""));
    g_autofree char *listed = g_strconcat("\"x\" , ", etag, NULL);
    g_autofree char *upper = g_ascii_strup(etag, -1);
    const struct {
        const char *value;
        unsigned status;
    } cases[] = {
        { etag, 304 },    { etag + 2, 304 }, { listed, 304 }, { "*", 304 },
        { "\"x\"", 200 }, { "", 200 },       { "W/", 200 },   { upper, 200 },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("%s", cases[i].value);
        g_autoptr(HttpReply) reply = ask(files, "index.html", "If-None-Match", cases[i].value);
        g_assert_cmpuint(reply->status, ==, cases[i].status);
        g_assert_true((reply->body == NULL) == (reply->status == 304));
        g_assert_cmpstr(http_reply_header(reply, "ETag"), ==, etag);
        g_assert_cmpstr(http_reply_header(reply, "Cache-Control"), ==, "no-cache");
    }
    add(files, "index.html", g_bytes_new_static("<!DOCTYPE html>2", 16));
    g_autoptr(HttpReply) changed = ask(files, "index.html", "If-None-Match", etag);
    g_assert_cmpuint(changed->status, ==, 200);
}

/* Names are whole: there is no way around them. */
static void test_unknown(void)
{
    static const char *const names[] = {
        "",
        "/",
        "assets",
        "assets/",
        "index",
        "index.html.gz",
        "/index.html",
        "INDEX.HTML",
        "assets/../index.html",
        "./index.html",
        "assets/index-1a2b.js.gz",
        "../../etc/passwd",
    };
    g_autoptr(WebFiles) files = site_new();
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_test_message("%s", names[i]);
        g_assert_null(ask(files, names[i], NULL, NULL));
    }
}

/* A folder in place of what is embedded; GLib reads the variable once. */
static void test_overlay(void)
{
    if (!g_test_subprocess()) {
        g_autofree char *folder = g_dir_make_tmp("berth-web-XXXXXX", NULL);
        g_autofree char *assets = g_build_filename(folder, "assets", NULL);
        g_autofree char *script = g_build_filename(assets, "a.js", NULL);
        g_autofree char *overlay = g_strconcat("/berth/test/web=", folder, NULL);
        g_assert_cmpint(g_mkdir(assets, 0700), ==, 0);
        g_assert_true(g_file_set_contents(script, SCRIPT, -1, NULL));
        g_setenv("G_RESOURCE_OVERLAYS", overlay, TRUE);
        g_test_trap_subprocess(NULL, 0, 0);
        g_test_trap_assert_passed();
        g_assert_cmpint(g_unlink(script) | g_rmdir(assets) | g_rmdir(folder), ==, 0);
        return;
    }
    g_autoptr(WebFiles) files = web_files_new("/berth/test/web");
    g_autoptr(HttpReply) reply = ask(files, "assets/a.js", "Accept-Encoding", "gzip");
    g_assert_nonnull(reply);
    g_autofree char *text = text_of(reply);
    g_assert_cmpstr(text, ==, SCRIPT);
    add(files, "assets/a.js.gz", gzipped("embedded")); /* the overlay comes first */
    g_autoptr(HttpReply) still = ask(files, "assets/a.js", NULL, NULL);
    g_assert_null(http_reply_header(still, "Vary"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/web-files/coding", test_coding);
    g_test_add_func("/web-files/no-copy", test_no_copy);
    g_test_add_func("/web-files/types-and-caching", test_types_and_caching);
    g_test_add_func("/web-files/known-already", test_known_already);
    g_test_add_func("/web-files/unknown", test_unknown);
    g_test_add_func("/web-files/overlay", test_overlay);
    return g_test_run();
}
