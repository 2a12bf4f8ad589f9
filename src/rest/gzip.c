#include "rest/gzip.h"

#include "rest/media.h"

#include <gio/gio.h>
#include <string.h>

#define MIN_SIZE 1024 /* what fits a packet anyway is not worth it */
#define LEVEL    1    /* a list shrinks to a fiftieth already */
#define MIN_FILE 18   /* of gzip: its head and its tail */

/* The quality of "gzip;q=0.5"; 1 without one. */
static double quality_of(const char *element)
{
    const char *param = strchr(element, ';');
    for (; param != NULL; param = strchr(param, ';')) {
        param++;
        param += strspn(param, " \t");
        if (g_ascii_strncasecmp(param, "q=", 2) == 0)
            return g_ascii_strtod(param + 2, NULL);
    }
    return 1;
}

static bool names_coding(const char *element, const char *coding)
{
    gsize length = strlen(coding);
    element += strspn(element, " \t");
    return g_ascii_strncasecmp(element, coding, length) == 0 &&
           (element[length] == '\0' || strchr("; \t", element[length]) != NULL);
}

bool gzip_is_accepted(const char *accept_encoding)
{
    if (accept_encoding == NULL)
        return false;
    g_auto(GStrv) elements = g_strsplit(accept_encoding, ",", 32);
    bool any = false;
    for (char **element = elements; *element != NULL; element++) {
        if (names_coding(*element, "gzip") || names_coding(*element, "x-gzip"))
            return quality_of(*element) > 0;
        if (names_coding(*element, "*"))
            any = quality_of(*element) > 0;
    }
    return any;
}

/* NULL when it does not get smaller. */
static GBytes *compress(GBytes *body)
{
    gsize size, n_read, n_written;
    const void *bytes = g_bytes_get_data(body, &size);
    g_autofree guint8 *small = g_malloc(size);
    g_autoptr(GZlibCompressor) compressor =
        g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP, LEVEL);
    if (g_converter_convert(G_CONVERTER(compressor), bytes, size, small, size,
                            G_CONVERTER_INPUT_AT_END, &n_read, &n_written,
                            NULL) != G_CONVERTER_FINISHED)
        return NULL;
    return g_bytes_new_take(g_realloc(g_steal_pointer(&small), n_written), n_written);
}

GBytes *gzip_inflate(GBytes *small)
{
    gsize size, n_read, n_written = 0;
    guint32 whole;
    const guint8 *bytes = g_bytes_get_data(small, &size);
    if (size < MIN_FILE)
        return NULL;
    memcpy(&whole, bytes + size - sizeof whole, sizeof whole); /* how a gzip file ends */
    whole = GUINT32_FROM_LE(whole);
    g_autofree guint8 *out = g_try_malloc((gsize)whole + 1);
    g_autoptr(GZlibDecompressor) reader = g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP);
    if (out == NULL || g_converter_convert(G_CONVERTER(reader), bytes, size, out, (gsize)whole + 1,
                                           G_CONVERTER_INPUT_AT_END, &n_read, &n_written,
                                           NULL) != G_CONVERTER_FINISHED)
        return NULL;
    return g_bytes_new_take(g_steal_pointer(&out), n_written);
}

static bool is_text(const char *content_type)
{
    return g_strcmp0(content_type, media_name(MEDIA_XML)) == 0 ||
           g_strcmp0(content_type, media_name(MEDIA_JSON)) == 0;
}

void gzip_reply(HttpReply *reply, const HttpRequest *request)
{
    if (reply->body == NULL || g_bytes_get_size(reply->body) < MIN_SIZE ||
        !is_text(reply->content_type) || http_reply_header(reply, "Vary") != NULL)
        return;
    http_reply_add_header(reply, "Vary", "Accept-Encoding");
    if (!gzip_is_accepted(http_request_header(request, "accept-encoding")))
        return;
    GBytes *small = compress(reply->body);
    if (small == NULL)
        return;
    g_bytes_unref(reply->body);
    reply->body = small;
    http_reply_add_header(reply, "Content-Encoding", "gzip");
}
