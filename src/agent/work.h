/* work.h - runs what blocks in worker threads and gives the result back on the main context.
 *
 * Belongs to the thread of the default main context: only the work itself runs elsewhere. */
#pragma once

#include <glib.h>

typedef struct WorkPool WorkPool;

/* In a worker; 'data' is its alone until 'done' is called. */
typedef void (*WorkFunc)(gpointer data);
/* On the main context, once, never before work_pool_push() returned.  Frees 'data'. */
typedef void (*WorkDone)(gpointer data);

WorkPool *work_pool_new(guint n_threads);

/* Waits for the work that runs; 'done' is called for all of it and for what still waits. */
void work_pool_free(WorkPool *pool);

/* Work of the same 'domain' (NULL: none) runs one after another, in the order it was pushed. */
void work_pool_push(WorkPool *pool, const char *domain, WorkFunc func, WorkDone done,
                    gpointer data);

/* Work that was pushed and is not done. */
guint work_pool_count(const WorkPool *pool);

/* Calls 'func' on the main context, from any thread, after what was sent before. */
void work_send(GSourceFunc func, gpointer data);
