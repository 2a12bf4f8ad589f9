#include "link/answer-memory.h"

#include <string.h>

typedef struct {
    char *id, *call;
    json_t *answer;
    gint64 at;
    GList place; /* in 'order' */
} Item;

struct AnswerMemory {
    guint max_answers;
    gint64 keep_ms;
    GHashTable *items; /* id -> Item, owned */
    GQueue order;      /* of Item, oldest first */
};

static void item_free(Item *item)
{
    g_free(item->id);
    g_free(item->call);
    json_decref(item->answer);
    g_free(item);
}

AnswerMemory *answer_memory_new(guint max_answers, gint64 keep_ms)
{
    AnswerMemory *memory = g_new0(AnswerMemory, 1);
    memory->max_answers = max_answers;
    memory->keep_ms = keep_ms;
    memory->items = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)item_free);
    g_queue_init(&memory->order);
    return memory;
}

void answer_memory_free(AnswerMemory *memory)
{
    if (memory == NULL)
        return;
    g_hash_table_unref(memory->items);
    g_free(memory);
}

static void forget(AnswerMemory *memory, Item *item)
{
    g_queue_unlink(&memory->order, &item->place);
    g_hash_table_remove(memory->items, item->id);
}

void answer_memory_put(AnswerMemory *memory, const char *id, const char *call, json_t *answer,
                       gint64 now_ms)
{
    Item *earlier = g_hash_table_lookup(memory->items, id);
    if (earlier != NULL)
        forget(memory, earlier);
    Item *item = g_new0(Item, 1);
    item->id = g_strdup(id);
    item->call = g_strdup(call);
    item->answer = json_incref(answer);
    item->at = now_ms;
    item->place.data = item;
    g_hash_table_insert(memory->items, item->id, item);
    g_queue_push_tail_link(&memory->order, &item->place);
    if (g_queue_get_length(&memory->order) > memory->max_answers)
        forget(memory, g_queue_peek_head(&memory->order));
}

json_t *answer_memory_get(AnswerMemory *memory, const char *id, const char *call, gint64 now_ms)
{
    Item *item = g_hash_table_lookup(memory->items, id);
    if (item == NULL)
        return NULL;
    if (now_ms - item->at <= memory->keep_ms && strcmp(item->call, call) == 0)
        return json_incref(item->answer);
    forget(memory, item);
    return NULL;
}
