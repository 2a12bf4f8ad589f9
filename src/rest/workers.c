#include "rest/workers.h"

#include <pthread.h>
#include <stdbool.h>

struct Workers {
    void (*work)(gpointer item, gpointer data);
    gpointer data;
    guint max;

    pthread_mutex_t lock; /* of all below */
    pthread_cond_t changed;
    GQueue items;
    GArray *threads; /* of pthread_t */
    guint n_idle;
    bool ending;
};

/* The next item; NULL when there will be none. */
static gpointer take(Workers *workers)
{
    pthread_mutex_lock(&workers->lock);
    workers->n_idle++;
    while (g_queue_is_empty(&workers->items) && !workers->ending)
        pthread_cond_wait(&workers->changed, &workers->lock);
    workers->n_idle--;
    gpointer item = g_queue_pop_head(&workers->items);
    pthread_mutex_unlock(&workers->lock);
    return item;
}

static void *run(void *data)
{
    Workers *workers = data;
    for (gpointer item = take(workers); item != NULL; item = take(workers))
        workers->work(item, workers->data);
    return NULL;
}

Workers *workers_new(guint max, void (*work)(gpointer item, gpointer data), gpointer data)
{
    Workers *workers = g_new0(Workers, 1);
    workers->work = work;
    workers->data = data;
    workers->max = max;
    workers->threads = g_array_new(FALSE, FALSE, sizeof(pthread_t));
    g_queue_init(&workers->items);
    pthread_mutex_init(&workers->lock, NULL);
    pthread_cond_init(&workers->changed, NULL);
    return workers;
}

void workers_push(Workers *workers, gpointer item)
{
    pthread_mutex_lock(&workers->lock);
    g_queue_push_tail(&workers->items, item);
    bool too_few = workers->items.length > workers->n_idle && workers->threads->len < workers->max;
    pthread_t thread;
    if (too_few && pthread_create(&thread, NULL, run, workers) == 0)
        g_array_append_val(workers->threads, thread);
    else if (workers->threads->len == 0)
        g_error("not one thread can be started");
    pthread_cond_signal(&workers->changed);
    pthread_mutex_unlock(&workers->lock);
}

void workers_free(Workers *workers)
{
    if (workers == NULL)
        return;
    pthread_mutex_lock(&workers->lock);
    workers->ending = true;
    pthread_cond_broadcast(&workers->changed);
    pthread_mutex_unlock(&workers->lock);
    for (guint i = 0; i < workers->threads->len; i++)
        pthread_join(g_array_index(workers->threads, pthread_t, i), NULL);
    g_array_unref(workers->threads);
    pthread_mutex_destroy(&workers->lock);
    pthread_cond_destroy(&workers->changed);
    g_free(workers);
}
