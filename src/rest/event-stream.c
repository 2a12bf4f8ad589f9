#include "rest/event-stream.h"

#include "model/event.h"
#include "repr/write.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

#define BEAT_US     (15 * G_USEC_PER_SEC)
#define BATCH       64
#define RETRY_HELLO "retry: 2000\n\n"

struct EventHub {
    Engine *engine;
    guint watch;
    GThread *beater;
    pthread_mutex_t lock; /* of all below */
    pthread_cond_t stopped;
    bool stopping;
    GPtrArray *streams; /* of EventStream, borrowed */
};

typedef struct {
    HttpStream base;
    EventHub *hub;
    char *user_id, *user_name, *correlation_id, *token;
    const char *prefix;
    gint64 last_id;
    bool greeted;

    /* Under the hub's lock. */
    void (*wake)(gpointer data);
    gpointer wake_data;
    gint64 beat_at; /* monotonic: when something must be sent, be it a comment */
} EventStream;

/* --- hub -------------------------------------------------------------------------------------- */

/* Wakes the streams whose beat is due at 'now'; G_MAXINT64: all. */
static void wake_streams(EventHub *hub, gint64 now)
{
    for (guint i = 0; i < hub->streams->len; i++) {
        EventStream *stream = hub->streams->pdata[i];
        if (stream->wake != NULL && stream->beat_at <= now)
            stream->wake(stream->wake_data);
    }
}

static void on_event(gpointer data)
{
    EventHub *hub = data;
    pthread_mutex_lock(&hub->lock);
    wake_streams(hub, G_MAXINT64);
    pthread_mutex_unlock(&hub->lock);
}

static gpointer beat(gpointer data)
{
    EventHub *hub = data;
    pthread_mutex_lock(&hub->lock);
    while (!hub->stopping) {
        struct timespec next;
        clock_gettime(CLOCK_REALTIME, &next);
        next.tv_sec++;
        pthread_cond_timedwait(&hub->stopped, &hub->lock, &next);
        wake_streams(hub, g_get_monotonic_time());
    }
    pthread_mutex_unlock(&hub->lock);
    return NULL;
}

EventHub *event_hub_new(Engine *engine)
{
    EventHub *hub = g_new0(EventHub, 1);
    hub->engine = engine;
    hub->streams = g_ptr_array_new();
    pthread_mutex_init(&hub->lock, NULL);
    pthread_cond_init(&hub->stopped, NULL);
    hub->watch = engine_watch_events(engine, on_event, hub);
    hub->beater = g_thread_new("event-beat", beat, hub);
    return hub;
}

void event_hub_free(EventHub *hub)
{
    if (hub == NULL)
        return;
    engine_unwatch_events(hub->engine, hub->watch);
    pthread_mutex_lock(&hub->lock);
    hub->stopping = true;
    pthread_cond_signal(&hub->stopped);
    pthread_mutex_unlock(&hub->lock);
    g_thread_join(hub->beater);
    g_assert(hub->streams->len == 0);
    g_ptr_array_unref(hub->streams);
    pthread_mutex_destroy(&hub->lock);
    pthread_cond_destroy(&hub->stopped);
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

static bool beat_is_due(EventStream *stream)
{
    pthread_mutex_lock(&stream->hub->lock);
    bool due = stream->beat_at <= g_get_monotonic_time();
    pthread_mutex_unlock(&stream->hub->lock);
    return due;
}

static void note_sent(EventStream *stream)
{
    pthread_mutex_lock(&stream->hub->lock);
    stream->beat_at = g_get_monotonic_time() + BEAT_US;
    pthread_mutex_unlock(&stream->hub->lock);
}

static bool may_go_on(const EventStream *stream)
{
    if (stream->token == NULL)
        return true;
    g_autoptr(User) user = engine_token_user(stream->hub->engine, stream->token, NULL);
    return user != NULL;
}

static GBytes *next(HttpStream *base, bool *ret_ended)
{
    EventStream *stream = (EventStream *)base;
    g_autoptr(GString) text = g_string_new(stream->greeted ? NULL : RETRY_HELLO);
    stream->greeted = true;
    g_autoptr(GPtrArray) news = list_news(stream);
    *ret_ended = news == NULL; /* the client comes back with its last id */
    for (guint i = 0; news != NULL && i < news->len; i++)
        append_event(stream, text, news->pdata[i]);
    if (text->len == 0 && beat_is_due(stream)) {
        if (may_go_on(stream))
            g_string_append(text, ": still here\n\n");
        else
            *ret_ended = true;
    }
    if (text->len == 0)
        return NULL;
    note_sent(stream);
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
                             const char *prefix, gint64 last_id)
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
    stream->beat_at = g_get_monotonic_time() + BEAT_US;
    pthread_mutex_lock(&hub->lock);
    g_ptr_array_add(hub->streams, stream);
    pthread_mutex_unlock(&hub->lock);
    return &stream->base;
}
