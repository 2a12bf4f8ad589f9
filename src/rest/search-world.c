#include "rest/search-world.h"

struct SearchScope {
    Store *store;
    SearchWorld world;
    GHashTable *entities; /* id -> Entity, or NULL for one that does not exist */
    GPtrArray *lists;     /* of GPtrArray of Entity: keeps what list_by() lent */
};

static const void *get(const EntityType *type, const char *id, gpointer data)
{
    SearchScope *scope = data;
    gpointer known = NULL;
    g_autofree char *key = g_strdup_printf("%s/%s", type->name, id);
    if (g_hash_table_lookup_extended(scope->entities, key, NULL, &known))
        return known;
    void *entity = store_get(scope->store, type, id, NULL);
    g_hash_table_insert(scope->entities, g_steal_pointer(&key), entity);
    return entity;
}

static GPtrArray *list_by(const EntityType *type, const char *column, const char *id, gpointer data)
{
    SearchScope *scope = data;
    GPtrArray *owned = store_list_by(scope->store, type, column, id, NULL);
    if (owned == NULL)
        return NULL;
    g_ptr_array_add(scope->lists, owned);
    GPtrArray *lent = g_ptr_array_sized_new(owned->len);
    for (guint i = 0; i < owned->len; i++)
        g_ptr_array_add(lent, owned->pdata[i]);
    return lent;
}

SearchScope *search_scope_new(Engine *engine)
{
    SearchScope *scope = g_new0(SearchScope, 1);
    scope->store = engine_store(engine);
    scope->world = (SearchWorld){ get, list_by, scope };
    scope->entities = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, entity_free);
    scope->lists = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    return scope;
}

void search_scope_free(SearchScope *scope)
{
    if (scope == NULL)
        return;
    g_hash_table_unref(scope->entities);
    g_ptr_array_unref(scope->lists);
    g_free(scope);
}

const SearchWorld *search_scope_world(SearchScope *scope)
{
    return &scope->world;
}

GArray *search_conditions(const Search *search, bool case_sensitive, bool *ret_decisive)
{
    static const StoreOp ops[] = {
        [SEARCH_NEED_IS] = STORE_EQ,       [SEARCH_NEED_IS_ANY_CASE] = STORE_EQ_ANY_CASE,
        [SEARCH_NEED_LIKE] = STORE_LIKE,   [SEARCH_NEED_LESS] = STORE_LT,
        [SEARCH_NEED_MORE] = STORE_GT,     [SEARCH_NEED_NOT_MORE] = STORE_LE,
        [SEARCH_NEED_NOT_LESS] = STORE_GE,
    };
    g_autoptr(GArray) needs = search_needs(search, case_sensitive, ret_decisive);
    GArray *conditions = g_array_new(FALSE, FALSE, sizeof(StoreCondition));
    for (guint i = 0; i < needs->len; i++) {
        const SearchNeed *need = &g_array_index(needs, SearchNeed, i);
        const StoreCondition condition = { need->column, ops[need->kind], need->text,
                                           need->number };
        g_array_append_val(conditions, condition);
    }
    return conditions;
}
