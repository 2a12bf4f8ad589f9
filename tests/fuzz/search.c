/* Foreign queries, read and asked of a few entities. */
#include "repr/search.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static const void *get(const EntityType *type, const char *id, gpointer data)
{
    return NULL;
}

static GPtrArray *list_by(const EntityType *type, const char *column, const char *id, gpointer data)
{
    return NULL;
}

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
    g_autofree char *text = size > 0 ? g_strndup((const char *)data, size) : g_strdup("");
    const SearchWorld world = { get, list_by, NULL };
    for (int t = 0; entity_types[t] != NULL; t++) {
        g_autoptr(Search) search = search_parse(entity_types[t], text, NULL);
        if (search == NULL)
            continue;
        g_autoptr(GPtrArray) entities = g_ptr_array_new_with_free_func((GDestroyNotify)entity_free);
        for (int i = 0; i < 3; i++)
            g_ptr_array_add(entities, entity_new(entity_types[t]));
        search_apply(search, entities, &world, false, 2);
    }
    return 0;
}
