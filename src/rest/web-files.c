#include "rest/web-files.h"

#include "rest/gzip.h"

#include <gio/gio.h>
#include <string.h>

#define YEAR "31536000"

typedef struct {
    GBytes *bytes;
    const char *content_type;
    char *etag; /* weak: the same for both codings */
    bool gzipped, hashed;
} WebFile;

struct WebFiles {
    GHashTable *by_name; /* char * -> WebFile */
};

static const struct {
    const char *suffix, *content_type;
} types[] = {
    { ".html", "text/html; charset=utf-8" },
    { ".js", "text/javascript; charset=utf-8" },
    { ".css", "text/css; charset=utf-8" },
    { ".svg", "image/svg+xml" },
    { ".json", "application/json" },
    { ".txt", "text/plain; charset=utf-8" },
    { ".woff2", "font/woff2" },
    { ".png", "image/png" },
    { ".ico", "image/x-icon" },
};

/* Nothing from elsewhere, nothing inline, in nobody's frame, and by HTTPS from now on. */
static const struct {
    const char *name, *value;
} headers[] = {
    { "Content-Security-Policy",
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
      "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
      "frame-ancestors 'none'" },
    { "Referrer-Policy", "no-referrer" },
    { "Cross-Origin-Opener-Policy", "same-origin" },
    { "Permissions-Policy", "camera=(), geolocation=(), microphone=()" },
    { "Strict-Transport-Security", "max-age=" YEAR },
};

static void file_free(gpointer data)
{
    WebFile *file = data;
    g_bytes_unref(file->bytes);
    g_free(file->etag);
    g_free(file);
}

static const char *type_of(const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(types); i++)
        if (g_str_has_suffix(name, types[i].suffix))
            return types[i].content_type;
    return "application/octet-stream";
}

void web_files_add(WebFiles *files, const char *name, GBytes *bytes)
{
    bool gzipped = g_str_has_suffix(name, ".gz");
    g_autofree char *served = g_strndup(name, strlen(name) - (gzipped ? strlen(".gz") : 0));
    if (gzipped && g_hash_table_contains(files->by_name, served))
        return;
    g_autofree char *sum = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
    WebFile *file = g_new0(WebFile, 1);
    file->bytes = g_bytes_ref(bytes);
    file->content_type = type_of(served);
    file->etag = g_strdup_printf("W/\"%.16s\"", sum);
    file->gzipped = gzipped;
    file->hashed = g_str_has_prefix(served, "assets/"); /* Vite names them by what is in them */
    g_hash_table_replace(files->by_name, g_steal_pointer(&served), file);
}

/* 'folder' is "" or ends with '/'. */
static void add_folder(WebFiles *files, const char *root, const char *folder)
{
    g_autofree char *path = g_strconcat(root, "/", folder, NULL);
    g_auto(GStrv) children =
        g_resources_enumerate_children(path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    for (char **child = children; child != NULL && *child != NULL; child++) {
        g_autofree char *name = g_strconcat(folder, *child, NULL);
        g_autofree char *whole = g_strconcat(path, *child, NULL);
        if (g_str_has_suffix(name, "/")) {
            add_folder(files, root, name);
            continue;
        }
        g_autoptr(GBytes) bytes =
            g_resources_lookup_data(whole, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
        if (bytes != NULL)
            web_files_add(files, name, bytes);
    }
}

WebFiles *web_files_new(const char *root)
{
    WebFiles *files = g_new0(WebFiles, 1);
    files->by_name = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, file_free);
    add_folder(files, root, "");
    return files;
}

void web_files_free(WebFiles *files)
{
    if (files == NULL)
        return;
    g_hash_table_unref(files->by_name);
    g_free(files);
}

static void set_body(HttpReply *reply, const WebFile *file, const HttpRequest *request)
{
    bool small = file->gzipped && gzip_is_accepted(http_request_header(request, "accept-encoding"));
    if (small)
        http_reply_add_header(reply, "Content-Encoding", "gzip");
    reply->content_type = file->content_type;
    reply->body = small || !file->gzipped ? g_bytes_ref(file->bytes) : gzip_inflate(file->bytes);
}

HttpReply *web_files_reply(const WebFiles *files, const char *name, const HttpRequest *request)
{
    const WebFile *file = g_hash_table_lookup(files->by_name, name);
    if (file == NULL)
        return NULL;
    bool known = http_request_knows(request, file->etag);
    HttpReply *reply = http_reply_new(known ? 304 : 200);
    if (!known)
        set_body(reply, file, request);
    for (gsize i = 0; i < G_N_ELEMENTS(headers); i++)
        http_reply_add_header(reply, headers[i].name, headers[i].value);
    http_reply_add_header(reply, "Cache-Control",
                          file->hashed ? "public, max-age=" YEAR ", immutable" : "no-cache");
    http_reply_add_header(reply, "ETag", file->etag);
    if (file->gzipped)
        http_reply_add_header(reply, "Vary", "Accept-Encoding");
    return reply;
}
