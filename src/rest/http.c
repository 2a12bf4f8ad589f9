#include "rest/http.h"

#include <string.h>

static const struct {
    const char *name;
    HttpMethod method;
} methods[] = {
    { "GET", HTTP_GET }, { "HEAD", HTTP_GET },      { "POST", HTTP_POST },
    { "PUT", HTTP_PUT }, { "DELETE", HTTP_DELETE }, { "OPTIONS", HTTP_OPTIONS },
};

HttpRequest *http_request_new(const char *target)
{
    HttpRequest *request = g_new0(HttpRequest, 1);
    request->target = g_strdup(target);
    request->url = url_parse(target, &request->url_error);
    request->headers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    request->body = g_byte_array_new();
    return request;
}

void http_request_free(HttpRequest *request)
{
    if (request == NULL)
        return;
    g_free(request->target);
    url_free(request->url);
    g_clear_error(&request->url_error);
    g_hash_table_unref(request->headers);
    g_byte_array_unref(request->body);
    g_free(request);
}

bool http_method_parse(const char *text, HttpMethod *ret)
{
    for (gsize i = 0; i < G_N_ELEMENTS(methods); i++)
        if (strcmp(methods[i].name, text) == 0) {
            *ret = methods[i].method;
            return true;
        }
    return false;
}

char *http_methods_format(unsigned set)
{
    GString *text = g_string_new(NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(methods); i++)
        if (set & methods[i].method)
            g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "", methods[i].name);
    return g_string_free(text, FALSE);
}

void http_request_add_header(HttpRequest *request, const char *name, const char *value)
{
    char *key = g_ascii_strdown(name, -1);
    const char *before = g_hash_table_lookup(request->headers, key);
    char *joined = before != NULL ? g_strdup_printf("%s, %s", before, value) : g_strdup(value);
    g_hash_table_replace(request->headers, key, joined);
}

const char *http_request_header(const HttpRequest *request, const char *name)
{
    return g_hash_table_lookup(request->headers, name);
}

/* Of the tags in the header If-None-Match those that are not weak are the same, too. */
bool http_request_knows(const HttpRequest *request, const char *etag)
{
    const char *header = http_request_header(request, "if-none-match");
    if (header == NULL)
        return false;
    g_auto(GStrv) tags = g_strsplit(header, ",", 32);
    for (char **tag = tags; *tag != NULL; tag++) {
        const char *text = g_strstrip(*tag);
        if (strcmp(text, "*") == 0 || strcmp(text, etag) == 0 ||
            strcmp(text, etag + strlen("W/")) == 0)
            return true;
    }
    return false;
}

HttpReply *http_reply_new(unsigned status)
{
    HttpReply *reply = g_new0(HttpReply, 1);
    reply->status = status;
    reply->headers = g_ptr_array_new_with_free_func(g_free);
    return reply;
}

void http_reply_free(HttpReply *reply)
{
    if (reply == NULL)
        return;
    g_clear_pointer(&reply->body, g_bytes_unref);
    if (reply->stream != NULL)
        reply->stream->free(reply->stream);
    g_ptr_array_unref(reply->headers);
    g_free(reply);
}

void http_reply_add_header(HttpReply *reply, const char *name, const char *value)
{
    for (const char *c = value; *c != '\0'; c++)
        if (!g_ascii_isprint(*c))
            return;
    g_ptr_array_add(reply->headers, g_strdup(name));
    g_ptr_array_add(reply->headers, g_strdup(value));
}

const char *http_reply_header(const HttpReply *reply, const char *name)
{
    for (guint i = 0; i + 1 < reply->headers->len; i += 2)
        if (strcmp(reply->headers->pdata[i], name) == 0)
            return reply->headers->pdata[i + 1];
    return NULL;
}

void http_reply_take_text(HttpReply *reply, const char *content_type, char *text)
{
    g_clear_pointer(&reply->body, g_bytes_unref);
    reply->content_type = content_type;
    reply->body = g_bytes_new_take(text, strlen(text));
}
