#include "rest/event-stream.h"

#include "model/event.h"
#include "repr/write.h"
#include "rest/change.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

#define BEAT_US     (15 * G_USEC_PER_SEC)
#define LOOK_US     G_USEC_PER_SEC                  /* for streams whose beat is due */
#define QUIET_US    (100 * G_TIME_SPAN_MILLISECOND) /* between two tellings of changes */
#define BATCH       64
#define RETRY_HELLO "retry: 2000\n\n"

struct EventHub {
    Engine *engine;
    guint watch;
    GThread *beater;
    pthread_mutex_t lock; /* of all below; monotonic clock */
    pthread_cond_t roused;
    bool stopping;
    GPtrArray *streams;     /* of EventStream, borrowed */
    EntityTypeSet gathered; /* changed, and not told yet */
    gint64 tell_at;         /* not before */
};

typedef struct {
    HttpStream base;
    EventHub *hub;
    char *user_id, *user_name, *correlation_id, *token;
    const char *prefix;
    gint64 last_id;
    gint64 check_at; /* monotonic: when the token is looked at again */
    bool greeted, wants_changes;

    /* Under the hub's lock. */
    void (*wake)(gpointer data);
    gpointer wake_data;
    gint64 beat_at;        /* monotonic: when something must be sent, be it a comment */
    bool has_news;         /* there may be events that were not sent */
    EntityTypeSet changes; /* to be sent */
} EventStream;

/* --- hub -------------------------------------------------------------------------------------- */

static void wake_stream(const EventStream *stream)
{
    if (stream->wake != NULL)
        stream->wake(stream->wake_data);
}

static void tell_events(EventHub *hub)
{
    for (guint i = 0; i < hub->streams->len; i++) {
        EventStream *stream = hub->streams->pdata[i];
        stream->has_news = true;
        wake_stream(stream);
    }
}

static void tell_changes(EventHub *hub, gint64 now)
{
    for (guint i = 0; i < hub->streams->len; i++) {
        EventStream *stream = hub->streams->pdata[i];
        if (!stream->wants_changes)
            continue;
        stream->changes |= hub->gathered;
        wake_stream(stream);
    }
    hub->gathered = 0;
    hub->tell_at = now + QUIET_US;
}

static void beat_due(EventHub *hub, gint64 now)
{
    for (guint i = 0; i < hub->streams->len; i++) {
        EventStream *stream = hub->streams->pdata[i];
        if (stream->beat_at <= now)
            wake_stream(stream);
    }
}

/* The first change after a quiet time is told at once; what comes soon after it, together. */
static void on_change(EntityTypeSet types, gpointer data)
{
    EventHub *hub = data;
    gint64 now = g_get_monotonic_time();
    pthread_mutex_lock(&hub->lock);
    bool waiting = hub->gathered != 0;
    hub->gathered |= types;
    if ((types & entity_type_bit(&event_type)) != 0)
        tell_events(hub);
    if (now >= hub->tell_at)
        tell_changes(hub, now);
    else if (!waiting)
        pthread_cond_signal(&hub->roused);
    pthread_mutex_unlock(&hub->lock);
}

/* Until 'at' or until it is roused. */
static void sleep_until(EventHub *hub, gint64 at)
{
    const struct timespec time = { .tv_sec = at / G_USEC_PER_SEC,
                                   .tv_nsec = at % G_USEC_PER_SEC * 1000 };
    pthread_cond_timedwait(&hub->roused, &hub->lock, &time);
}

static gpointer run_beater(gpointer data)
{
    EventHub *hub = data;
    gint64 look_at = 0;
    pthread_mutex_lock(&hub->lock);
    while (!hub->stopping) {
        gint64 now = g_get_monotonic_time();
        if (hub->gathered != 0 && now >= hub->tell_at)
            tell_changes(hub, now);
        if (now >= look_at) {
            beat_due(hub, now);
            look_at = now + LOOK_US;
        }
        sleep_until(hub, hub->gathered != 0 ? MIN(hub->tell_at, look_at) : look_at);
    }
    pthread_mutex_unlock(&hub->lock);
    return NULL;
}

static void init_condition(pthread_cond_t *condition)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(condition, &attributes);
    pthread_condattr_destroy(&attributes);
}

EventHub *event_hub_new(Engine *engine)
{
    EventHub *hub = g_new0(EventHub, 1);
    hub->engine = engine;
    hub->streams = g_ptr_array_new();
    pthread_mutex_init(&hub->lock, NULL);
    init_condition(&hub->roused);
    hub->watch = engine_watch_changes(engine, on_change, hub);
    hub->beater = g_thread_new("event-beat", run_beater, hub);
    return hub;
}

void event_hub_free(EventHub *hub)
{
    if (hub == NULL)
        return;
    engine_unwatch_changes(hub->engine, hub->watch);
    pthread_mutex_lock(&hub->lock);
    hub->stopping = true;
    pthread_cond_signal(&hub->roused);
    pthread_mutex_unlock(&hub->lock);
    g_thread_join(hub->beater);
    g_assert(hub->streams->len == 0);
    g_ptr_array_unref(hub->streams);
    pthread_mutex_destroy(&hub->lock);
    pthread_cond_destroy(&hub->roused);
    g_free(hub);
}

/* --- one stream ------------------------------------------------------------------------------- */

static void append_event(EventStream *stream, GString *text, const Event *event)
{
    const ReprContext context = { .format = REPR_JSON, .prefix = stream->prefix };
    gsize size;
    g_autofree char *json = repr_write(&context, event, &size);
    g_string_append_printf(text, "id: %s\nevent: event\n", event->base.id);
    g_auto(GStrv) lines = g_strsplit(json, "\n", -1);
    for (char **line = lines; *line != NULL; line++)
        g_string_append_printf(text, "data: %s\n", *line);
    g_string_append_c(text, '\n');
    stream->last_id = MAX(stream->last_id, g_ascii_strtoll(event->base.id, NULL, 10));
}

static GPtrArray *list_news(EventStream *stream)
{
    const StoreCondition later = { .column = "id", .op = STORE_GT, .number = stream->last_id };
    const StoreQuery query = { .conditions = &later, .n_conditions = 1, .limit = BATCH };
    const Caller caller = { stream->user_id, stream->user_name, stream->correlation_id };
    return engine_list(stream->hub->engine, &caller, &event_type, NULL, &query, NULL);
}

/* What there is to be sent; it is no longer. */
typedef struct {
    bool events, beat;
    EntityTypeSet changes;
} Due;

static Due take_due(EventStream *stream, gint64 now)
{
    pthread_mutex_lock(&stream->hub->lock);
    const Due due = { stream->has_news, stream->beat_at <= now, stream->changes };
    stream->has_news = false;
    stream->changes = 0;
    pthread_mutex_unlock(&stream->hub->lock);
    return due;
}

static void note_sent(EventStream *stream, gint64 now, bool more_events)
{
    pthread_mutex_lock(&stream->hub->lock);
    stream->beat_at = now + BEAT_US;
    stream->has_news |= more_events;
    pthread_mutex_unlock(&stream->hub->lock);
}

static bool may_go_on(EventStream *stream, gint64 now)
{
    if (stream->token == NULL || now < stream->check_at)
        return true;
    stream->check_at = now + BEAT_US;
    g_autoptr(User) user = engine_token_user(stream->hub->engine, stream->token, NULL);
    return user != NULL;
}

/* Returns how many; -1 when the stream must end, as they cannot be read: the client comes back with
 * its last id. */
static int append_news(EventStream *stream, GString *text)
{
    g_autoptr(GPtrArray) news = list_news(stream);
    for (guint i = 0; news != NULL && i < news->len; i++)
        append_event(stream, text, news->pdata[i]);
    return news != NULL ? (int)news->len : -1;
}

static GBytes *next(HttpStream *base, bool *ret_ended)
{
    EventStream *stream = (EventStream *)base;
    gint64 now = g_get_monotonic_time();
    const Due due = take_due(stream, now);
    g_autoptr(GString) text = g_string_new(stream->greeted ? NULL : RETRY_HELLO);
    stream->greeted = true;
    bool go_on = may_go_on(stream, now);
    int n_events = go_on && due.events ? append_news(stream, text) : 0;
    *ret_ended = !go_on || n_events < 0;
    if (!*ret_ended)
        change_write(due.changes, text);
    if (!*ret_ended && text->len == 0 && due.beat)
        g_string_append(text, ": still here\n\n");
    if (text->len == 0)
        return NULL;
    note_sent(stream, now, n_events == BATCH);
    return g_string_free_to_bytes(g_steal_pointer(&text));
}

static void set_wake(HttpStream *base, void (*wake)(gpointer data), gpointer data)
{
    EventStream *stream = (EventStream *)base;
    pthread_mutex_lock(&stream->hub->lock);
    stream->wake = wake;
    stream->wake_data = data;
    pthread_mutex_unlock(&stream->hub->lock);
}

static void stream_free(HttpStream *base)
{
    EventStream *stream = (EventStream *)base;
    pthread_mutex_lock(&stream->hub->lock);
    g_ptr_array_remove_fast(stream->hub->streams, stream);
    pthread_mutex_unlock(&stream->hub->lock);
    g_free(stream->user_id);
    g_free(stream->user_name);
    g_free(stream->correlation_id);
    g_free(stream->token);
    g_free(stream);
}

HttpStream *event_stream_new(EventHub *hub, const Caller *caller, const char *token,
                             const char *prefix, gint64 last_id, bool changes)
{
    EventStream *stream = g_new0(EventStream, 1);
    stream->base = (HttpStream){ next, set_wake, stream_free };
    stream->hub = hub;
    stream->user_id = g_strdup(caller->user_id);
    stream->user_name = g_strdup(caller->user_name);
    stream->correlation_id = g_strdup(caller->correlation_id);
    stream->token = g_strdup(token);
    stream->prefix = prefix;
    stream->last_id = last_id;
    stream->wants_changes = changes;
    stream->has_news = true; /* since 'last_id' */
    stream->beat_at = stream->check_at = g_get_monotonic_time() + BEAT_US;
    pthread_mutex_lock(&hub->lock);
    g_ptr_array_add(hub->streams, stream);
    pthread_mutex_unlock(&hub->lock);
    return &stream->base;
}
