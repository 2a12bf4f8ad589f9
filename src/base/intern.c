#include "base/intern.h"

#include <pthread.h>
#include <string.h>

typedef struct {
    gint n_refs; /* atomic; becomes 0 under the lock only */
    char text[];
} Interned;

/* pthread's, because the thread sanitizer does not see GLib's. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static GHashTable *table; /* text of an Interned -> it */

static Interned *interned_of(const char *text)
{
    return (Interned *)(text - G_STRUCT_OFFSET(Interned, text));
}

const char *intern_new(const char *text)
{
    pthread_mutex_lock(&lock);
    if (table == NULL)
        table = g_hash_table_new(g_str_hash, g_str_equal);
    Interned *interned = g_hash_table_lookup(table, text);
    if (interned == NULL) {
        gsize size = strlen(text) + 1;
        interned = g_malloc(sizeof *interned + size);
        interned->n_refs = 0;
        memcpy(interned->text, text, size);
        g_hash_table_insert(table, interned->text, interned);
    }
    g_atomic_int_inc(&interned->n_refs);
    pthread_mutex_unlock(&lock);
    return interned->text;
}

const char *intern_ref(const char *interned)
{
    g_atomic_int_inc(&interned_of(interned)->n_refs);
    return interned;
}

void intern_unref(const char *text)
{
    if (text == NULL)
        return;
    Interned *interned = interned_of(text);
    pthread_mutex_lock(&lock);
    if (g_atomic_int_dec_and_test(&interned->n_refs)) {
        g_hash_table_remove(table, interned->text);
        g_free(interned);
        if (g_hash_table_size(table) == 0)
            g_clear_pointer(&table, g_hash_table_unref);
    }
    pthread_mutex_unlock(&lock);
}
