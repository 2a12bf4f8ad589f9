/* http.h - an HTTP request and a reply as values, so that the API can be tested without a socket.
 *
 * Pure.  server.c makes requests from, and sends replies over, real connections. */
#pragma once

#include "rest/url.h"

#include <glib.h>
#include <stdbool.h>

/* Bits, so that a set of them fits an unsigned. */
typedef enum {
    HTTP_GET = 1 << 0, /* HEAD too: the server leaves the body out */
    HTTP_POST = 1 << 1,
    HTTP_PUT = 1 << 2,
    HTTP_DELETE = 1 << 3,
    HTTP_OPTIONS = 1 << 4,
} HttpMethod;

typedef struct {
    HttpMethod method;
    char *target; /* as sent: path and query, escapes and all */
    Url *url;     /* the same, parsed; NULL when it is broken, as 'url_error' says */
    GError *url_error;
    GHashTable *headers; /* lower-case name -> value; a repeated header is joined by ", " */
    GByteArray *body;
    bool too_large; /* the body was over the limit and is not here */
} HttpRequest;

HttpRequest *http_request_new(const char *target);
void http_request_free(HttpRequest *request);

/* False for a method that no resource has. */
bool http_method_parse(const char *text, HttpMethod *ret);

/* "GET, HEAD, OPTIONS" for the Allow header of a set of methods.  Caller frees. */
char *http_methods_format(unsigned methods);

void http_request_add_header(HttpRequest *request, const char *name, const char *value);
/* Borrows the value; NULL when absent.  'name' is in lower case. */
const char *http_request_header(const HttpRequest *request, const char *name);

/* Whether the client has what the weak 'etag' names, and asks for it only if it is another now. */
bool http_request_knows(const HttpRequest *request, const char *etag);

/* A reply whose body is made while it is sent. */
typedef struct HttpStream HttpStream;
struct HttpStream {
    /* The next bytes; NULL when there are none now, with 'ret_ended' true when there will be none.
     */
    GBytes *(*next)(HttpStream *stream, bool *ret_ended);
    /* 'wake(data)' is to be called, from any thread, when next() may have bytes again. */
    void (*set_wake)(HttpStream *stream, void (*wake)(gpointer data), gpointer data);
    void (*free)(HttpStream *stream);
};

typedef struct {
    unsigned status;
    const char *content_type; /* NULL: no body */
    GBytes *body;             /* may be NULL */
    GPtrArray *headers;       /* name, value, name, value … */
    HttpStream *stream;       /* instead of 'body'; owned */
} HttpReply;

HttpReply *http_reply_new(unsigned status);
void http_reply_free(HttpReply *reply);

/* A value with a control character or outside of ASCII is dropped: it must not end the header. */
void http_reply_add_header(HttpReply *reply, const char *name, const char *value);
/* Borrows the value; NULL when 'reply' has no such header.  'name' is spelt as it was added. */
const char *http_reply_header(const HttpReply *reply, const char *name);

/* Sets the body; takes 'text', 'content_type' is static. */
void http_reply_take_text(HttpReply *reply, const char *content_type, char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpRequest, http_request_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpReply, http_reply_free)
