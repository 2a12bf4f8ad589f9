#include "engine/strand.h"

#include <stdbool.h>

typedef struct {
    GFunc work;
    gpointer owner, data;
    GDestroyNotify free_data;
} Piece;

struct Strand {
    gatomicrefcount refs; /* of the maker, and of the pool while it is scheduled */
    GThreadPool *pool;
    GMutex lock; /* of what follows */
    GQueue pieces;
    bool scheduled, closed;
};

static void piece_free(Piece *piece)
{
    if (piece->free_data != NULL)
        piece->free_data(piece->data);
    g_free(piece);
}

static void strand_unref(Strand *strand)
{
    if (!g_atomic_ref_count_dec(&strand->refs))
        return;
    g_mutex_clear(&strand->lock);
    g_free(strand);
}

/* Runs one piece and goes to the end of the pool's queue, so that no host starves the others. */
static void run_one(gpointer data, gpointer user_data)
{
    Strand *strand = data;
    g_mutex_lock(&strand->lock);
    Piece *piece = g_queue_pop_head(&strand->pieces);
    g_mutex_unlock(&strand->lock);
    if (piece != NULL) {
        piece->work(piece->data, piece->owner);
        piece_free(piece);
    }
    g_mutex_lock(&strand->lock);
    bool more = !g_queue_is_empty(&strand->pieces);
    strand->scheduled = more;
    g_mutex_unlock(&strand->lock);
    if (more)
        g_thread_pool_push(strand->pool, strand, NULL);
    else
        strand_unref(strand);
}

GThreadPool *strand_pool_new(guint max_threads)
{
    return g_thread_pool_new(run_one, NULL, (gint)max_threads, FALSE, NULL);
}

Strand *strand_new(GThreadPool *pool)
{
    Strand *strand = g_new0(Strand, 1);
    g_atomic_ref_count_init(&strand->refs);
    g_mutex_init(&strand->lock);
    g_queue_init(&strand->pieces);
    strand->pool = pool;
    return strand;
}

void strand_post(Strand *strand, GFunc work, gpointer owner, gpointer data,
                 GDestroyNotify free_data)
{
    Piece *piece = g_new(Piece, 1);
    *piece = (Piece){ work, owner, data, free_data };
    g_mutex_lock(&strand->lock);
    bool closed = strand->closed, start = !closed && !strand->scheduled;
    if (!closed)
        g_queue_push_tail(&strand->pieces, piece);
    if (start) {
        strand->scheduled = true;
        g_atomic_ref_count_inc(&strand->refs);
    }
    g_mutex_unlock(&strand->lock);
    if (closed)
        piece_free(piece);
    if (start)
        g_thread_pool_push(strand->pool, strand, NULL);
}

void strand_close(Strand *strand)
{
    GQueue dropped = G_QUEUE_INIT;
    g_mutex_lock(&strand->lock);
    strand->closed = true;
    dropped = strand->pieces;
    g_queue_init(&strand->pieces);
    g_mutex_unlock(&strand->lock);
    g_queue_clear_full(&dropped, (GDestroyNotify)piece_free);
}

void strand_free(Strand *strand)
{
    if (strand == NULL)
        return;
    strand_close(strand);
    strand_unref(strand);
}
