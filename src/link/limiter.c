#include "link/limiter.h"

#include "link/client.h"

typedef struct {
    void (*proceed)(void *data);
    void *data;
} Waiter;

struct LinkLimiter {
    int refs;
    guint max;
    GHashTable *inside; /* of data */
    GQueue waiting;     /* of Waiter */
};

LinkLimiter *link_limiter_new(guint max_parallel)
{
    LinkLimiter *limiter = g_new0(LinkLimiter, 1);
    limiter->refs = 1;
    limiter->max = MAX(max_parallel, 1);
    limiter->inside = g_hash_table_new(NULL, NULL);
    g_queue_init(&limiter->waiting);
    return limiter;
}

LinkLimiter *link_limiter_ref(LinkLimiter *limiter)
{
    g_atomic_int_inc(&limiter->refs);
    return limiter;
}

void link_limiter_unref(LinkLimiter *limiter)
{
    if (limiter == NULL || !g_atomic_int_dec_and_test(&limiter->refs))
        return;
    g_queue_clear_full(&limiter->waiting, g_free);
    g_hash_table_unref(limiter->inside);
    g_free(limiter);
}

static void let_in(LinkLimiter *limiter)
{
    while (g_hash_table_size(limiter->inside) < limiter->max &&
           !g_queue_is_empty(&limiter->waiting)) {
        g_autofree Waiter *waiter = g_queue_pop_head(&limiter->waiting);
        g_hash_table_add(limiter->inside, waiter->data);
        waiter->proceed(waiter->data);
    }
}

void link_limiter_enter(LinkLimiter *limiter, void (*proceed)(void *data), void *data)
{
    Waiter *waiter = g_new(Waiter, 1);
    *waiter = (Waiter){ proceed, data };
    g_queue_push_tail(&limiter->waiting, waiter);
    let_in(limiter);
}

void link_limiter_leave(LinkLimiter *limiter, void *data)
{
    for (GList *l = limiter->waiting.head; l != NULL; l = l->next) {
        Waiter *waiter = l->data;
        if (waiter->data == data) {
            g_free(waiter);
            g_queue_delete_link(&limiter->waiting, l);
            break;
        }
    }
    if (g_hash_table_remove(limiter->inside, data))
        let_in(limiter);
}
