#include "link/timer.h"

struct LinkTimer {
    GSource source;
    void (*func)(void *data);
    void *data;
};

static gboolean dispatch(GSource *source, GSourceFunc unused_func, gpointer unused_data)
{
    LinkTimer *timer = (LinkTimer *)source;
    g_source_set_ready_time(source, -1);
    timer->func(timer->data);
    return G_SOURCE_CONTINUE;
}

LinkTimer *link_timer_new(GMainContext *context, void (*func)(void *data), void *data)
{
    static GSourceFuncs funcs = { .dispatch = dispatch };
    LinkTimer *timer = (LinkTimer *)g_source_new(&funcs, sizeof *timer);
    timer->func = func;
    timer->data = data;
    g_source_attach(&timer->source, context);
    return timer;
}

void link_timer_free(LinkTimer *timer)
{
    if (timer == NULL)
        return;
    g_source_destroy(&timer->source);
    g_source_unref(&timer->source);
}

void link_timer_set(LinkTimer *timer, gint64 wait_ms)
{
    g_source_set_ready_time(&timer->source,
                            wait_ms < 0 ? -1 : g_get_monotonic_time() + wait_ms * 1000);
}

gint64 link_now_ms(void)
{
    return g_get_monotonic_time() / 1000;
}
