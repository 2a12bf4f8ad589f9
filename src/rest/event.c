/* Events: the list, newest first, and the stream. */
#include "rest/handlers.h"

#include "model/event.h"
#include "repr/search.h"
#include "rest/event-stream.h"
#include "rest/search-world.h"

#define PIECE 500 /* events that a search looks at together */

/* The id of the newest event; 0 when there is none, -1 on an error. */
static gint64 newest_id(Call *call, GError **error)
{
    const StoreQuery query = { .descending = true, .limit = 1 };
    g_autoptr(GPtrArray) newest =
        engine_list(call->engine, &call->caller, &event_type, NULL, &query, error);
    if (newest == NULL)
        return -1;
    return newest->len > 0 ? g_ascii_strtoll(((Entity *)newest->pdata[0])->id, NULL, 10) : 0;
}

/* Where the client is: by its last id, else by 'from', else now. */
static bool stream_place(Call *call, gint64 from, gint64 *ret, GError **error)
{
    const char *last = http_request_header(call->request, "last-event-id");
    if (last != NULL && !g_ascii_string_to_signed(last, 10, 0, G_MAXINT64, ret, NULL))
        return refuse(error, REFUSAL_VALUE, "\"%.80s\" is not an id of an event", last);
    if (last != NULL)
        return true;
    *ret = from >= 0 ? from : newest_id(call, error);
    return *ret >= 0;
}

static bool reply_stream(Call *call, gint64 from, GError **error)
{
    gint64 last_id;
    if (!stream_place(call, from, &last_id, error))
        return false;
    call->reply = http_reply_new(200);
    call->reply->content_type = media_name(MEDIA_EVENT_STREAM);
    call->reply->stream =
        event_stream_new(call->api->events, &call->caller, call->token, call->prefix, last_id,
                         url_param_bool(call->url, "changes"));
    return true;
}

static StoreQuery query_of(GArray *conditions, gint64 limit)
{
    return (StoreQuery){ .conditions = (const StoreCondition *)(gpointer)conditions->data,
                         .n_conditions = (int)conditions->len,
                         .descending = true,
                         .limit = limit };
}

/* The newest 'limit' events before 'before' (-1: no bound) that fulfil 'conditions', which it
 * changes. */
static GPtrArray *list(Call *call, GArray *conditions, gint64 before, gint64 limit, GError **error)
{
    const StoreCondition earlier = { .column = "id", .op = STORE_LT, .number = before };
    guint n = conditions->len;
    if (before >= 0)
        g_array_append_val(conditions, earlier);
    const StoreQuery query = query_of(conditions, limit);
    GPtrArray *events = engine_list(call->engine, &call->caller, &event_type, NULL, &query, error);
    g_array_set_size(conditions, n);
    return events;
}

/* Sets the total by the store alone. */
static bool count(Call *call, GArray *conditions, GError **error)
{
    const StoreQuery query = query_of(conditions, 0);
    call->total = engine_count(call->engine, &call->caller, &event_type, NULL, &query, error);
    return call->total >= 0;
}

static void add_bound(GArray *conditions, gint64 from)
{
    const StoreCondition later = { .column = "id", .op = STORE_GT, .number = from };
    if (from >= 0)
        g_array_append_val(conditions, later);
}

static gint64 number_of(const Entity *event)
{
    return g_ascii_strtoll(event->id, NULL, 10);
}

/* Piece by piece, newest first, as there may be very many; what does not match is not kept.  To be
 * counted, all of them are looked at, unless the store can tell. */
static GPtrArray *search(Call *call, const char *text, gint64 from, gint64 max, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(Search) parsed = search_parse(&event_type, text, &failure);
    if (parsed == NULL)
        return refuse_null(error, REFUSAL_SEARCH, "%s", failure->message);
    bool case_sensitive = url_param_bool(call->url, "case_sensitive");
    bool decisive;
    g_autoptr(GArray) conditions = search_conditions(parsed, case_sensitive, &decisive);
    add_bound(conditions, from);
    if (call->count && decisive && !count(call, conditions, error))
        return NULL;
    bool look_at_all = call->count && !decisive;
    guint64 enough = search_enough(parsed, max), n_matching = 0;
    g_autoptr(SearchScope) scope = search_scope_new(call->engine);
    const SearchWorld *world = search_scope_world(scope);
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(entity_free);
    gint64 before = -1;
    bool more = true;
    while (more && (look_at_all || found->len < enough)) {
        g_autoptr(GPtrArray) piece = list(call, conditions, before, PIECE, error);
        if (piece == NULL)
            return NULL;
        more = piece->len == PIECE;
        if (more)
            before = number_of(g_ptr_array_index(piece, PIECE - 1));
        for (guint i = 0; i < piece->len; i++) {
            if (!search_matches(parsed, piece->pdata[i], world, case_sensitive))
                continue;
            n_matching++;
            if (found->len < enough)
                g_ptr_array_add(found, g_steal_pointer(&piece->pdata[i]));
        }
    }
    if (look_at_all)
        call->total = (gint64)n_matching;
    search_apply(parsed, found, world, case_sensitive, max);
    return g_steal_pointer(&found);
}

static GPtrArray *newest(Call *call, gint64 from, gint64 max, GError **error)
{
    g_autoptr(GArray) conditions = g_array_new(FALSE, FALSE, sizeof(StoreCondition));
    add_bound(conditions, from);
    if (call->count && !count(call, conditions, error))
        return NULL;
    return max != 0 ? list(call, conditions, -1, MAX(max, 0), error) : g_ptr_array_new();
}

bool event_list(Call *call, GError **error)
{
    gint64 from;
    g_autoptr(GError) failure = NULL;
    if (!url_param_int(call->url, "from", -1, &from, &failure))
        return refuse(error, REFUSAL_VALUE, "%s", failure->message);
    if (call->media == MEDIA_EVENT_STREAM)
        return reply_stream(call, from, error);

    const char *text = url_param(call->url, "search");
    bool searches = text != NULL && *text != '\0' && (call->max != 0 || call->count);
    g_autoptr(GPtrArray) events = searches ? search(call, text, from, call->max, error)
                                           : newest(call, from, call->max, error);
    if (events == NULL)
        return false;
    call_reply_list(call, &event_type, events);
    return true;
}
