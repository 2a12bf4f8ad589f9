#include "rest/workers.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <time.h>

/* Then a thread ends, and gives back its stack and what its heap keeps for it. */
#define IDLE_S 5

/* A thread that has nothing to do, on its own stack. */
typedef struct Idle {
    pthread_cond_t wake;
    gpointer item;
    struct Idle *next;
} Idle;

struct Workers {
    void (*work)(gpointer item, gpointer data);
    gpointer data;
    guint max;

    pthread_mutex_t lock; /* of all below */
    pthread_cond_t ended; /* a thread has */
    GQueue items;         /* that no thread was free for */
    Idle *idle;           /* the last to have worked first: a few do most, and the others may end */
    guint n_threads;
    bool ending;
};

static void leave(Workers *workers, const Idle *idle)
{
    for (Idle **at = &workers->idle; *at != NULL; at = &(*at)->next)
        if (*at == idle) {
            *at = idle->next;
            return;
        }
}

/* An item, or NULL after a while without one; under 'lock'. */
static gpointer wait_for_item(Workers *workers)
{
    Idle idle = { .next = workers->idle };
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&idle.wake, &attributes);
    pthread_condattr_destroy(&attributes);
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += IDLE_S;
    workers->idle = &idle;
    while (idle.item == NULL && !workers->ending)
        if (pthread_cond_timedwait(&idle.wake, &workers->lock, &until) == ETIMEDOUT)
            break;
    if (idle.item == NULL)
        leave(workers, &idle);
    pthread_cond_destroy(&idle.wake);
    return idle.item;
}

/* The next item; NULL when this thread is to end. */
static gpointer take(Workers *workers)
{
    pthread_mutex_lock(&workers->lock);
    gpointer item = g_queue_pop_head(&workers->items);
    if (item == NULL && !workers->ending)
        item = wait_for_item(workers);
    if (item == NULL) {
        workers->n_threads--;
        pthread_cond_signal(&workers->ended);
    }
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
    g_queue_init(&workers->items);
    pthread_mutex_init(&workers->lock, NULL);
    pthread_cond_init(&workers->ended, NULL);
    return workers;
}

static bool start_thread(Workers *workers)
{
    pthread_t thread;
    if (workers->n_threads >= workers->max || pthread_create(&thread, NULL, run, workers) != 0)
        return false;
    pthread_detach(thread);
    workers->n_threads++;
    return true;
}

void workers_push(Workers *workers, gpointer item)
{
    pthread_mutex_lock(&workers->lock);
    Idle *idle = workers->idle;
    if (idle != NULL) {
        workers->idle = idle->next;
        idle->item = item;
        pthread_cond_signal(&idle->wake);
    } else {
        g_queue_push_tail(&workers->items, item);
        if (!start_thread(workers) && workers->n_threads == 0)
            g_error("not one thread can be started");
    }
    pthread_mutex_unlock(&workers->lock);
}

void workers_free(Workers *workers)
{
    if (workers == NULL)
        return;
    pthread_mutex_lock(&workers->lock);
    workers->ending = true;
    for (Idle *idle = workers->idle; idle != NULL; idle = idle->next)
        pthread_cond_signal(&idle->wake);
    while (workers->n_threads > 0)
        pthread_cond_wait(&workers->ended, &workers->lock);
    pthread_mutex_unlock(&workers->lock);
    pthread_mutex_destroy(&workers->lock);
    pthread_cond_destroy(&workers->ended);
    g_free(workers);
}
