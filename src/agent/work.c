#include "agent/work.h"

typedef struct {
    WorkPool *pool;
    char *domain;
    WorkFunc func;
    WorkDone done;
    gpointer data;
} Task;

struct WorkPool {
    GThreadPool *threads;
    GHashTable *waiting; /* domain -> GQueue of Task; there while one of the domain runs */
    guint n_tasks;
};

static gboolean on_done(gpointer data);

static void run_in_worker(gpointer data, gpointer user_data)
{
    Task *task = data;
    task->func(task->data);
    work_send(on_done, task);
}

static void free_queue(gpointer queue)
{
    g_queue_free(queue);
}

WorkPool *work_pool_new(guint n_threads)
{
    WorkPool *pool = g_new0(WorkPool, 1);
    pool->threads = g_thread_pool_new(run_in_worker, NULL, (int)n_threads, FALSE, NULL);
    pool->waiting = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_queue);
    return pool;
}

static void start(Task *task)
{
    g_thread_pool_push(task->pool->threads, task, NULL);
}

/* The next task of the domain may start before 'done' runs: it only takes values. */
static void start_next(WorkPool *pool, const char *domain)
{
    GQueue *queue = g_hash_table_lookup(pool->waiting, domain);
    Task *next = g_queue_pop_head(queue);
    if (next != NULL)
        start(next);
    else
        g_hash_table_remove(pool->waiting, domain);
}

static gboolean on_done(gpointer data)
{
    Task *task = data;
    WorkPool *pool = task->pool;
    task->done(task->data);
    if (task->domain != NULL)
        start_next(pool, task->domain);
    pool->n_tasks--;
    g_free(task->domain);
    g_free(task);
    return G_SOURCE_REMOVE;
}

void work_pool_push(WorkPool *pool, const char *domain, WorkFunc func, WorkDone done, gpointer data)
{
    Task *task = g_new0(Task, 1);
    *task = (Task){ pool, g_strdup(domain), func, done, data };
    pool->n_tasks++;
    if (domain == NULL) {
        start(task);
        return;
    }
    GQueue *queue = g_hash_table_lookup(pool->waiting, domain);
    if (queue != NULL) {
        g_queue_push_tail(queue, task);
        return;
    }
    g_hash_table_insert(pool->waiting, g_strdup(domain), g_queue_new());
    start(task);
}

guint work_pool_count(const WorkPool *pool)
{
    return pool->n_tasks;
}

void work_pool_free(WorkPool *pool)
{
    if (pool == NULL)
        return;
    while (pool->n_tasks > 0)
        g_main_context_iteration(NULL, TRUE);
    g_thread_pool_free(pool->threads, FALSE, TRUE);
    g_hash_table_unref(pool->waiting);
    g_free(pool);
}

void work_send(GSourceFunc func, gpointer data)
{
    g_autoptr(GSource) source = g_idle_source_new();
    g_source_set_priority(source, G_PRIORITY_DEFAULT);
    g_source_set_callback(source, func, data, NULL);
    g_source_attach(source, NULL);
}
