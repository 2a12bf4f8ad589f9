#include "rest/call.h"

#include "model/host.h"
#include "model/job.h"
#include "rest/inline.h"
#include "rest/vf-counts.h"

#include <string.h>

bool call_under_api(const Url *url)
{
    return url->n_segments >= CALL_API_SEGMENTS && strcmp(url->segments[0], "ovirt-engine") == 0 &&
           strcmp(url->segments[1], "api") == 0;
}

/* The node is NULL for an unknown path.  "/ovirt-engine/api/v4/vms" is "/ovirt-engine/api/vms",
 * with addresses of that kind in the reply. */
void call_find(Call *call)
{
    const Url *url = call->url;
    g_autoptr(GPtrArray) path = g_ptr_array_new();
    for (int i = 0; i < url->n_segments; i++)
        g_ptr_array_add(path, url->segments[i]);
    call->prefix = API_PREFIX;
    if (call_under_api(url) && g_strcmp0(url->segments[CALL_API_SEGMENTS], "v4") == 0) {
        call->prefix = API_PREFIX "/v4";
        g_ptr_array_remove_index(path, CALL_API_SEGMENTS);
    }
    call->node = route_node_find(call->api->tree, (const char *const *)path->pdata, (int)path->len,
                                 call->captures);
    for (call->n_captures = 0; call->n_captures < ROUTE_MAX_CAPTURES; call->n_captures++)
        if (call->captures[call->n_captures] == NULL)
            break;
    call->route = call->node != NULL ? route_node_row(call->node, call->request->method) : NULL;
}

static bool is_item(const Route *route)
{
    return g_str_has_suffix(route->pattern, "{}");
}

const char *call_id(const Call *call)
{
    g_assert(call->n_captures > 0);
    return call->captures[call->n_captures - 1];
}

static const char *capture_above(const Call *call, int n)
{
    int place = call->n_captures - n - (is_item(call->route) ? 1 : 0);
    return place >= 0 ? call->captures[place] : NULL;
}

const char *call_parent_id(const Call *call)
{
    return capture_above(call, 1);
}

const char *call_grandparent_id(const Call *call)
{
    return capture_above(call, 2);
}

guint call_limit(const Call *call, guint n)
{
    return call->max >= 0 && (guint64)call->max < n ? (guint)call->max : n;
}

bool call_wants_all(const Call *call)
{
    const char *header = http_request_header(call->request, "all-content");
    return url_param_bool(call->url, "all_content") ||
           (header != NULL && g_ascii_strcasecmp(header, "true") == 0);
}

static const ReprLink *entity_links(const void *entity, gpointer data)
{
    const Call *call = data;
    return links_of(call->api->links, entity);
}

static const ReprLink *entity_actions(const void *entity, gpointer data)
{
    const Call *call = data;
    return links_actions_of(call->api->links, entity);
}

/* With all_content: what no row of the tables says. */
static void emit_more(Emit *emit, const void *entity, gpointer data)
{
    const Call *call = data;
    const Entity *host = entity;
    if (host->type != &host_type)
        return;
    VfCounts vfs = engine_count_vfs(call->engine, host->id);
    vf_counts_open(emit, &vfs);
    emit_close(emit);
}

ReprContext call_context(const Call *call)
{
    return (ReprContext){
        .format = call->format,
        .prefix = call->prefix,
        .full = call_wants_all(call),
        .extra = call_wants_all(call) ? emit_more : NULL,
        .links = entity_links,
        .actions = entity_actions,
        .data = (gpointer)(guintptr)call,
        .inlined = call->follow != NULL ? inline_link : NULL,
        .inlined_data = (gpointer)(guintptr)call,
    };
}

void call_reply_text(Call *call, unsigned status, const char *content_type, char *text)
{
    call->reply = http_reply_new(status);
    http_reply_take_text(call->reply, content_type, text);
}

static void reply_document(Call *call, unsigned status, char *text)
{
    call_reply_text(call, status, media_name(call->format == REPR_JSON ? MEDIA_JSON : MEDIA_XML),
                    text);
}

void call_take_reply(Call *call, unsigned status, Emit *emit)
{
    gsize size;
    reply_document(call, status, emit_finish(emit, &size));
}

/* What is added is there when it is answered; a client may still want to hear that it was only
 * accepted. */
static bool expects_accepted(const Call *call)
{
    static const char *const headers[] = { "expect", "x-ovirt-expect" };
    for (gsize i = 0; i < G_N_ELEMENTS(headers); i++) {
        const char *value = http_request_header(call->request, headers[i]);
        if (value != NULL && g_ascii_strcasecmp(value, "202-accepted") == 0)
            return true;
    }
    return false;
}

void call_reply_entity(Call *call, unsigned status, const void *entity)
{
    gsize size;
    ReprContext context = call_context(call);
    bool accepted = status == 201 && expects_accepted(call);
    reply_document(call, accepted ? 202 : status, repr_write(&context, entity, &size));
    g_autofree char *href = repr_href(&context, entity);
    if (status == 201 && href != NULL) {
        g_autofree char *location = g_strconcat(call->api->public_url, href, NULL);
        http_reply_add_header(call->reply, "Location", location);
    }
}

void call_reply_list(Call *call, const EntityType *type, const GPtrArray *all)
{
    /* A view of the first of them. */
    const GPtrArray first = { all->pdata, call_limit(call, all->len) }, *entities = &first;
    if (call->count && call->total < 0)
        call->total = all->len;
    gsize size;
    ReprContext context = call_context(call);
    reply_document(call, 200, repr_write_list(&context, type, entities, &size));
}

void call_reply_action(Call *call, const char *job_id, void (*extra)(Emit *emit, gpointer data),
                       gpointer data)
{
    ReprContext context = call_context(call);
    bool goes_on = job_id != NULL && call->async;
    Emit *emit = emit_new(call->format);
    emit_open(emit, "action");
    if (job_id != NULL)
        repr_emit_ref(&context, emit, "job", &job_type, job_id, NULL);
    emit_text(emit, "status", goes_on ? "in_progress" : "complete");
    if (extra != NULL)
        extra(emit, data);
    emit_close(emit);
    call_take_reply(call, goes_on ? 202 : 200, emit);
}

const Node *call_need_body(const Call *call, GError **error)
{
    if (call->body == NULL)
        return refuse_null(error, REFUSAL_INCOMPLETE, "The request needs a body");
    return call->body;
}

const char *call_text(const Call *call, const char *path)
{
    const char *text = call->body != NULL ? node_text(call->body, path) : NULL;
    return text != NULL && *text != '\0' ? text : NULL;
}
