#include "rest/workers.h"

#include <pthread.h>
#include <stdbool.h>

typedef struct {
    pthread_mutex_t lock; /* of all below */
    pthread_cond_t changed;
    bool hold;
    guint n_running, n_most, n_done;
} Fixture;

static void work(gpointer item, gpointer data)
{
    Fixture *f = data;
    pthread_mutex_lock(&f->lock);
    f->n_running++;
    f->n_most = MAX(f->n_most, f->n_running);
    pthread_cond_broadcast(&f->changed);
    while (f->hold)
        pthread_cond_wait(&f->changed, &f->lock);
    f->n_running--;
    f->n_done += GPOINTER_TO_UINT(item);
    pthread_cond_broadcast(&f->changed);
    pthread_mutex_unlock(&f->lock);
}

static void setup(Fixture *f, gconstpointer data)
{
    pthread_mutex_init(&f->lock, NULL);
    pthread_cond_init(&f->changed, NULL);
}

static void teardown(Fixture *f, gconstpointer data)
{
    pthread_mutex_destroy(&f->lock);
    pthread_cond_destroy(&f->changed);
}

static void push(Workers *workers, guint n)
{
    for (guint i = 0; i < n; i++)
        workers_push(workers, GUINT_TO_POINTER(1));
}

static void release(Fixture *f)
{
    pthread_mutex_lock(&f->lock);
    f->hold = false;
    pthread_cond_broadcast(&f->changed);
    pthread_mutex_unlock(&f->lock);
}

static void wait_until_done(Fixture *f, guint n)
{
    pthread_mutex_lock(&f->lock);
    while (f->n_done < n)
        pthread_cond_wait(&f->changed, &f->lock);
    pthread_mutex_unlock(&f->lock);
}

/* What waits holds up nobody until 'max' do; what is left over is done later. */
static void test_all_at_once_up_to_the_limit(Fixture *f, gconstpointer data)
{
    Workers *workers = workers_new(4, work, f);
    f->hold = true;
    push(workers, 10);
    pthread_mutex_lock(&f->lock);
    while (f->n_running < 4)
        pthread_cond_wait(&f->changed, &f->lock);
    pthread_mutex_unlock(&f->lock);
    release(f);
    wait_until_done(f, 10);
    workers_free(workers);
    g_assert_cmpuint(f->n_most, ==, 4);
}

static void test_free_ends_what_was_pushed(Fixture *f, gconstpointer data)
{
    Workers *workers = workers_new(2, work, f);
    push(workers, 500);
    workers_free(workers);
    g_assert_cmpuint(f->n_done, ==, 500);
    workers_free(workers_new(2, work, f)); /* with no thread at all */
    workers_free(NULL);
}

static gpointer push_many(gpointer data)
{
    push(data, 5000);
    return NULL;
}

/* Each is done once, whoever hands it in, by threads that idle in between. */
static void test_from_many_threads(Fixture *f, gconstpointer data)
{
    Workers *workers = workers_new(8, work, f);
    GThread *threads[4];
    for (guint i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] = g_thread_new("pusher", push_many, workers);
    for (guint i = 0; i < G_N_ELEMENTS(threads); i++)
        g_thread_join(threads[i]);
    wait_until_done(f, 20000);
    for (guint i = 1; i <= 200; i++) {
        push(workers, 1);
        wait_until_done(f, 20000 + i);
    }
    workers_free(workers);
    g_assert_cmpuint(f->n_done, ==, 20200);
}

#define ADD(name, test) g_test_add("/workers/" name, Fixture, NULL, setup, test, teardown)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("limit", test_all_at_once_up_to_the_limit);
    ADD("free", test_free_ends_what_was_pushed);
    ADD("many", test_from_many_threads);
    return g_test_run();
}
