#include "rest/api.h"

#include "base/log.h"
#include "base/uuid.h"
#include "engine/secret.h"
#include "rest/call.h"
#include "rest/cookie-session.h"
#include "rest/event-stream.h"
#include "rest/gzip.h"
#include "rest/inline.h"
#include "rest/openapi.h"
#include "rest/prefer.h"
#include "rest/sign-in.h"
#include "rest/web-files.h"

#include <string.h>

#define MAX_CORRELATION 36

Api *api_new(Engine *engine, const char *ca_pem, const char *public_url)
{
    static const char *const root[] = { "ovirt-engine", "api" };
    Api *api = g_new0(Api, 1);
    api->engine = engine;
    api->ca_pem = g_strdup(ca_pem);
    api->public_url = g_strdup(public_url);
    api->tree = route_tree_new(routes, n_routes);
    api->links = links_new(route_node_find(api->tree, root, CALL_API_SEGMENTS, NULL));
    api->events = event_hub_new(engine);
    api->sessions = cookie_sessions_new();
    char *page = openapi_write(routes, n_routes, BERTH_VERSION);
    g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, page, -1);
    api->openapi = g_bytes_new_take(page, strlen(page));
    api->openapi_tag = g_strdup_printf("W/\"%.32s\"", sum); /* weak: it may go compressed */
    api->web = web_files_new(WEB_FILES_ROOT);
    return api;
}

void api_free(Api *api)
{
    if (api == NULL)
        return;
    event_hub_free(api->events);
    cookie_sessions_free(api->sessions);
    links_free(api->links);
    route_tree_free(api->tree);
    g_bytes_unref(api->openapi);
    g_free(api->openapi_tag);
    web_files_free(api->web);
    g_free(api->ca_pem);
    g_free(api->public_url);
    g_free(api);
}

static void call_clear(Call *call)
{
    g_clear_pointer(&call->user, entity_free);
    g_clear_pointer(&call->user_name, g_free);
    g_clear_pointer(&call->correlation_id, g_free);
    g_clear_pointer(&call->token, secret_free);
    g_clear_pointer(&call->new_cookie, secret_free);
    g_clear_pointer(&call->last_cookie, secret_free);
    g_clear_pointer(&call->body, node_free);
    g_clear_pointer(&call->job, g_free);
    g_clear_pointer(&call->own_follow, follow_free);
    g_clear_pointer(&call->inlining, inlining_free);
    g_clear_pointer(&call->reply, http_reply_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Call, call_clear)

/* --- from the address to a row ---------------------------------------------------------------- */

static bool is_version(const char *segment)
{
    return segment != NULL && segment[0] == 'v' && g_ascii_isdigit(segment[1]) &&
           strspn(segment + 1, "0123456789") == strlen(segment + 1);
}

/* The header may have come more than once, then joined by commas. */
static bool is_four(const char *header)
{
    g_auto(GStrv) versions = g_strsplit(header, ",", -1);
    for (char **version = versions; *version != NULL; version++)
        if (strcmp(g_strstrip(*version), "4") != 0)
            return false;
    return true;
}

static bool check_version(const Call *call, GError **error)
{
    const char *segment = call->url->segments[CALL_API_SEGMENTS];
    const char *header = http_request_header(call->request, "version");
    if (is_version(segment) && strcmp(segment, "v4") != 0)
        return refuse(error, REFUSAL_VERSION, "Version %.20s of the API is not supported; 4 is",
                      segment + 1);
    if (!is_version(segment) && header != NULL && !is_four(header))
        return refuse(error, REFUSAL_VERSION, "Version %.20s of the API is not supported; 4 is",
                      header);
    return true;
}

/* What clients send to find their request again; anything but [0-9A-Za-z_-] is left out. */
static char *correlation_id(const HttpRequest *request, const Url *url)
{
    const char *given = http_request_header(request, "correlation-id");
    if (given == NULL && url != NULL)
        given = url_param(url, "correlation_id");
    g_autoptr(GString) kept = g_string_new(NULL);
    for (; given != NULL && *given != '\0' && kept->len < MAX_CORRELATION; given++)
        if (g_ascii_isalnum(*given) || *given == '_' || *given == '-')
            g_string_append_c(kept, *given);
    return kept->len > 0 ? g_strdup(kept->str) : uuid_new();
}

/* --- representations -------------------------------------------------------------------------- */

static bool negotiate(Call *call, GError **error)
{
    const char *accept = url_param(call->url, "accept");
    if (accept == NULL || *accept == '\0')
        accept = http_request_header(call->request, "accept");
    bool streams = call->route != NULL && (call->route->flags & ROUTE_STREAM) != 0;
    if (!media_negotiate(accept, streams, &call->media))
        return refuse(error, REFUSAL_NOT_ACCEPTABLE,
                      "\"%.80s\" is not served; application/xml and application/json are", accept);
    call->format = call->media == MEDIA_XML ? REPR_XML : REPR_JSON;
    return true;
}

static bool check_root(const Node *body, const char *element, GError **error)
{
    if (*body->name != '\0' && strcmp(body->name, element) != 0)
        return refuse(error, REFUSAL_MALFORMED, "The root element is <%.80s>, expected is <%s>",
                      body->name, element);
    if (body->text[strspn(body->text, " \t\r\n")] != '\0')
        return refuse(error, REFUSAL_MALFORMED, "<%s> holds the text \"%.80s\", no elements",
                      element, body->text);
    return true;
}

static bool parse_body(Call *call, GError **error)
{
    const GByteArray *bytes = call->request->body;
    if (bytes->len == 0)
        return true;
    Media media;
    const char *type = http_request_header(call->request, "content-type");
    if (!media_parse(type, &media) || media == MEDIA_FORM)
        return refuse(error, REFUSAL_MEDIA_TYPE,
                      "A body of type \"%.80s\" is not read; application/xml and "
                      "application/json are",
                      type);
    g_autoptr(GError) failure = NULL;
    call->body = node_parse(media == MEDIA_JSON ? REPR_JSON : REPR_XML, (const char *)bytes->data,
                            bytes->len, NULL, &failure);
    if (call->body == NULL)
        return refuse(error,
                      err_code(failure) == ERR_TOO_LARGE ? REFUSAL_TOO_LARGE : REFUSAL_MALFORMED,
                      "%s", failure->message);
    return check_root(call->body,
                      call->route->body == BODY_ACTION ? "action" : call->route->type->element,
                      error);
}

static bool read_async(Call *call, GError **error)
{
    g_autoptr(GError) failure = NULL;
    call->async = url_param_bool(call->url, "async");
    if (call->body != NULL && !node_bool(call->body, "async", &call->async, &failure))
        return refuse_as(error, REFUSAL_VALUE, failure);
    call->caller.async = call->async;
    call->caller.ret_job = &call->job;
    return true;
}

static bool read_body(Call *call, GError **error)
{
    switch (call->route->body) {
    case BODY_NONE:
    case BODY_RAW:
        return true;
    case BODY_ENTITY:
        return parse_body(call, error);
    case BODY_ACTION:
        return parse_body(call, error) && read_async(call, error);
    }
    g_assert_not_reached();
}

/* --- answer ----------------------------------------------------------------------------------- */

static bool refuse_unknown(const Call *call, GError **error)
{
    unsigned methods = call->node != NULL ? route_node_methods(call->node) : 0;
    if (methods == 0)
        return refuse(error, REFUSAL_NOT_FOUND, "There is nothing at %.200s",
                      call->request->target);
    g_autofree char *allowed = http_methods_format(methods);
    return refuse(error, REFUSAL_METHOD, "This resource allows %s", allowed);
}

static void reply_options(Call *call, unsigned methods)
{
    g_autofree char *allowed = http_methods_format(methods);
    call->reply = http_reply_new(200);
    http_reply_add_header(call->reply, "Allow", allowed);
}

static bool read_parameters(Call *call, GError **error)
{
    g_autoptr(GError) failure = NULL;
    call->max = call->total = -1;
    if (call->request->method != HTTP_GET || !call_under_api(call->url))
        return true;
    if (!url_param_int(call->url, "max", -1, &call->max, &failure))
        return refuse(error, REFUSAL_VALUE, "%s", failure->message);
    call->count = (prefer_parse(http_request_header(call->request, "prefer")) & PREFER_COUNT) != 0;
    call->own_follow = follow_parse(url_param(call->url, "follow"));
    call->follow = call->own_follow;
    if (call->follow != NULL)
        call->inlining = inlining_new();
    return true;
}

/* A reply that lacks some of what was to be inlined is none. */
static bool handle(Call *call, GError **error)
{
    return call->route->handler(call, error) &&
           (!inlining_exceeded(call->inlining) ||
            refuse(error, REFUSAL_VALUE,
                   "What follow asks for leads to more than %d resources or %d MiB; ask for less "
                   "at a time, by max or search",
                   INLINE_MAX_REPLIES, INLINE_MAX_BYTES / (1024 * 1024)));
}

static bool run(Call *call, GError **error)
{
    if (call->url == NULL)
        return refuse(error, REFUSAL_PATH, "%s", call->request->url_error->message);
    call_find(call);
    unsigned methods = call->node != NULL ? route_node_methods(call->node) : 0;
    bool plain = call->route != NULL && (call->route->flags & ROUTE_PLAIN) != 0;
    bool api = call_under_api(call->url);

    if (call->request->too_large)
        return refuse(error, REFUSAL_TOO_LARGE, "The body has more than %d bytes", SERVER_MAX_BODY);
    if (api && !check_version(call, error))
        return false;
    if (!plain && !negotiate(call, error))
        return false;
    if (call->request->method == HTTP_OPTIONS && methods != 0) {
        reply_options(call, methods);
        return true;
    }
    bool open = call->route != NULL && call->route->permission == NULL;
    if (api && !open && !sign_in(call, error))
        return false;
    if (call->route == NULL)
        return refuse_unknown(call, error);
    return read_parameters(call, error) && read_body(call, error) && handle(call, error);
}

/* Of a list, and when it was asked for. */
static void tell_total(Call *call)
{
    if (!call->count || call->total < 0)
        return;
    g_autofree char *total = g_strdup_printf("%" G_GINT64_FORMAT, call->total);
    http_reply_add_header(call->reply, "Preference-Applied", "count=exact");
    http_reply_add_header(call->reply, "Total-Count", total);
}

/* Faults of actions lie inside <action>, where oVirt's do. */
static void reply_fault(Call *call, const GError *error)
{
    unsigned flags = call->route != NULL ? call->route->flags : 0;
    bool in_action = (flags & ROUTE_ACTION) != 0 && (flags & ROUTE_BARE_FAULT) == 0;
    const char *field = call->body != NULL ? err_field(error) : NULL;
    g_clear_pointer(&call->reply, http_reply_free);
    call->reply = flags & ROUTE_PLAIN ? refusal_text_reply(error)
                                      : refusal_reply(error, field, call->format, in_action);
    if (call->reply->status == 405 && call->node != NULL) {
        g_autofree char *allowed = http_methods_format(route_node_methods(call->node));
        http_reply_add_header(call->reply, "Allow", allowed);
    }
}

/* Parameters are left out: some are secrets. */
static void log_answer(const Call *call, gint64 start, const GError *error)
{
    const char *target = call->request->target;
    unsigned status = call->reply->status;
    log_line(status >= 500 ? LOG_LEVEL_WARNING : LOG_LEVEL_DEBUG,
             "request-answered status=%u path=\"%.*s\" user=%s correlation=%s us=%" G_GINT64_FORMAT
             "%s%s",
             status, (int)MIN(strcspn(target, "?;"), 200), target,
             call->user_name != NULL ? call->user_name : "-", call->correlation_id,
             g_get_monotonic_time() - start, error != NULL ? " error=" : "",
             error != NULL ? error->message : "");
}

static HttpReply *answer(const HttpRequest *request, gpointer data)
{
    g_auto(Call) call = { .api = data, .request = request, .url = request->url };
    g_autoptr(GError) error = NULL;
    gint64 start = g_get_monotonic_time();
    call.engine = call.api->engine;
    call.correlation_id = correlation_id(request, call.url);
    call.caller.correlation_id = call.correlation_id;

    if (run(&call, &error))
        tell_total(&call);
    else
        reply_fault(&call, error);
    sign_in_finish(&call);
    http_reply_add_header(call.reply, "Correlation-Id", call.correlation_id);
    gzip_reply(call.reply, request);
    log_answer(&call, start, error);
    return g_steal_pointer(&call.reply);
}

/* A list may be of ten thousand, which takes its time even from memory. */
static bool is_list(const Route *route)
{
    return route->type != NULL && !g_str_has_suffix(route->pattern, "{}");
}

/* Reads of one thing are quick; writes wait for the disk and perhaps for an agent, and a password
 * is checked by a hash that is slow on purpose. */
static bool may_wait(const HttpRequest *request, gpointer data)
{
    if (request->method != HTTP_GET)
        return request->method != HTTP_OPTIONS;
    if (sign_in_may_wait(request))
        return true;
    if (request->url == NULL)
        return false;
    g_auto(Call) call = { .api = data, .request = request, .url = request->url };
    call_find(&call);
    return call.route != NULL && ((call.route->flags & ROUTE_MAY_WAIT) != 0 ||
                                  is_list(call.route) || url_param(call.url, "follow") != NULL);
}

const ServerHandler api_handler = { may_wait, answer };
