/* strand.h - pieces of work that run one after the other, in order, on a pool of threads.
 *
 * What concerns one host may block (store, the agent's answer) and must not overtake; what concerns
 * different hosts runs in parallel.  Any thread. */
#pragma once

#include <glib.h>

typedef struct Strand Strand;

/* 'pool' is made by strand_pool_new() and must outlive all work. */
GThreadPool *strand_pool_new(guint max_threads);
Strand *strand_new(GThreadPool *pool);

/* Runs 'work(data)' after everything posted before; 'free_data' (NULL is fine) also when the strand
 * was closed before it came to run. */
void strand_post(Strand *strand, GFunc work, gpointer owner, gpointer data,
                 GDestroyNotify free_data);

/* Drops what has not begun; later posts do nothing. */
void strand_close(Strand *strand);
void strand_free(Strand *strand); /* closes; NULL is fine */
