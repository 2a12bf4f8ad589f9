/* Lists and items of any type: what differs between types is in their tables. */
#include "rest/handlers.h"

#include "repr/read.h"
#include "repr/search.h"
#include "rest/search-world.h"

#include <string.h>

static bool has_column(const EntityType *type, const char *column)
{
    return entity_row_of(type, column) >= 0;
}

/* The column of the reference to what the collection of this call lies under; NULL: top level. */
static const char *parent_column(const Call *call)
{
    return call->route->parent;
}

static const EntityType *parent_type(const Call *call)
{
    const EntityType *type = call->route->type;
    return type->fields[entity_row_of(type, parent_column(call))].detail;
}

/* Whether 'parent', which the collection lies under, lies where the path says. */
static bool is_in_place(const Call *call, const Entity *parent)
{
    if (parent->type->parent == NULL)
        return true;
    const Field *above = &parent->type->fields[entity_row_of(parent->type, parent->type->parent)];
    return g_strcmp0(field_string(parent, above), call_grandparent_id(call)) == 0;
}

/* A collection under an entity that does not exist does not exist. */
static bool check_parent(const Call *call, GError **error)
{
    if (parent_column(call) == NULL)
        return true;
    g_autoptr(Entity) parent =
        engine_get(call->engine, &call->caller, parent_type(call), call_parent_id(call), error);
    return parent != NULL && (is_in_place(call, parent) ||
                              err_set(error, ERR_NOT_FOUND, "%s has no %s %s",
                                      call_grandparent_id(call), parent->type->title, parent->id));
}

static const char *list_parent_id(const Call *call)
{
    return parent_column(call) != NULL ? call_parent_id(call) : NULL;
}

/* --- lists ------------------------------------------------------------------------------------ */

static StoreQuery default_order(const EntityType *type)
{
    static const char *const columns[] = { "name", "number", "start_time" };
    StoreQuery query = { 0 };
    for (gsize i = 0; i < G_N_ELEMENTS(columns) && query.order == NULL; i++)
        if (has_column(type, columns[i]))
            query.order = columns[i];
    return query;
}

/* All of a type, or as many as are wanted; these are counted by the store alone. */
static GPtrArray *list(Call *call, GError **error)
{
    const EntityType *type = call->route->type;
    StoreQuery query = default_order(type);
    query.limit = MAX(call->max, 0);
    if (call->count && call->max >= 0)
        call->total =
            engine_count(call->engine, &call->caller, type, list_parent_id(call), &query, error);
    if (call->count && call->max >= 0 && call->total < 0)
        return NULL;
    if (call->max == 0)
        return g_ptr_array_new();
    return engine_list(call->engine, &call->caller, type, list_parent_id(call), &query, error);
}

static GPtrArray *search(Call *call, const char *text, gint64 max, GError **error)
{
    const EntityType *type = call->route->type;
    g_autoptr(GError) failure = NULL;
    g_autoptr(Search) parsed = search_parse(type, text, &failure);
    if (parsed == NULL)
        return refuse_null(error, REFUSAL_SEARCH, "%s", failure->message);
    bool case_sensitive = url_param_bool(call->url, "case_sensitive");
    g_autoptr(GArray) conditions = search_conditions(parsed, case_sensitive, NULL);
    const StoreQuery query = { .conditions = (const StoreCondition *)(gpointer)conditions->data,
                               .n_conditions = (int)conditions->len };
    g_autoptr(GPtrArray) all =
        engine_list(call->engine, &call->caller, type, list_parent_id(call), &query, error);
    if (all == NULL)
        return NULL;
    g_autoptr(SearchScope) scope = search_scope_new(call->engine);
    call->total = search_apply(parsed, all, search_scope_world(scope), case_sensitive, max);
    return g_steal_pointer(&all);
}

bool collection_list(Call *call, GError **error)
{
    if (!check_parent(call, error))
        return false;
    const char *text =
        call->route->flags & ROUTE_SEARCHABLE ? url_param(call->url, "search") : NULL;
    bool searches = text != NULL && *text != '\0' && (call->max != 0 || call->count);
    g_autoptr(GPtrArray) entities =
        searches ? search(call, text, call->max, error) : list(call, error);
    if (entities == NULL)
        return false;
    call_reply_list(call, call->route->type, entities);
    return true;
}

/* --- items ------------------------------------------------------------------------------------ */

/* The entity of the path; ERR_NOT_FOUND also when it lies under another parent. */
static void *get_item(Call *call, GError **error)
{
    const EntityType *type = call->route->type;
    g_autoptr(Entity) entity = engine_get(call->engine, &call->caller, type, call_id(call), error);
    if (entity == NULL || parent_column(call) == NULL)
        return g_steal_pointer(&entity);
    const char *parent =
        field_string(entity, &type->fields[entity_row_of(type, parent_column(call))]);
    if (!check_parent(call, error))
        return NULL;
    if (g_strcmp0(parent, call_parent_id(call)) != 0)
        return err_null(error, ERR_NOT_FOUND, "%s %s has no %s %s", parent_type(call)->title,
                        call_parent_id(call), type->title, call_id(call));
    return g_steal_pointer(&entity);
}

/* A VM as it will be after it was down. */
static bool show_next_run(const Call *call, Entity *entity, GError **error)
{
    return entity->type != &vm_type || !url_param_bool(call->url, "next_run") ||
           engine_vm_next_run((Vm *)entity, error);
}

bool item_get(Call *call, GError **error)
{
    g_autoptr(Entity) entity = get_item(call, error);
    if (entity == NULL || !show_next_run(call, entity, error))
        return false;
    call_reply_entity(call, 200, entity);
    return true;
}

static ReprInput *read_entity(const Call *call, GError **error)
{
    const Node *body = call_need_body(call, error);
    if (body == NULL)
        return NULL;
    g_autoptr(GError) failure = NULL;
    ReprInput *input = repr_read_node(call->route->type, REPR_FROM_CLIENT, body, &failure);
    if (input == NULL)
        refuse_as(error, REFUSAL_VALUE, failure);
    return input;
}

/* The parent's id is in the path: what the body says of it is no news. */
static void set_parent(const Call *call, Entity *entity)
{
    if (parent_column(call) == NULL)
        return;
    int row = entity_row_of(entity->type, parent_column(call));
    field_take_string(entity, &entity->type->fields[row], g_strdup(list_parent_id(call)));
    entity_set_given(entity, row);
}

static bool check_complete(const Entity *entity, GError **error)
{
    g_autofree char *missing = entity_missing(entity);
    if (missing == NULL)
        return true;
    refuse(error, REFUSAL_INCOMPLETE, "%s [%s] required for add", entity->type->title, missing);
    missing[strcspn(missing, ",")] = '\0';
    return err_about(error, missing);
}

/* What the query says that becomes a row of the entity: "activate=false" keeps a new host in
 * maintenance. */
static const struct {
    const char *name, *column;
} query_rows[] = {
    { "activate", "activate_when_ready" },
    { "clone", "clone" },
    { "next_run", "next_run_only" },
};

static void apply_query(const Call *call, Entity *entity)
{
    for (gsize i = 0; i < G_N_ELEMENTS(query_rows); i++) {
        int row = entity_row_of(entity->type, query_rows[i].column);
        if (row < 0 || url_param(call->url, query_rows[i].name) == NULL)
            continue;
        field_set_int(entity, &entity->type->fields[row],
                      url_param_bool(call->url, query_rows[i].name));
        entity_set_given(entity, row);
    }
}

bool collection_add(Call *call, GError **error)
{
    g_autoptr(ReprInput) input = read_entity(call, error);
    if (input == NULL || !check_parent(call, error))
        return false;
    set_parent(call, input->entity);
    apply_query(call, input->entity);
    if (!check_complete(input->entity, error))
        return false;
    g_clear_pointer(&input->entity->id, g_free); /* ours to make */
    g_autoptr(Entity) added = engine_add(call->engine, &call->caller, input->entity,
                                         input->refs_by_name, list_parent_id(call), error);
    if (added == NULL)
        return false;
    call_reply_entity(call, 201, added);
    return true;
}

bool item_update(Call *call, GError **error)
{
    g_autoptr(Entity) now = get_item(call, error);
    if (now == NULL)
        return false;
    g_autoptr(ReprInput) input = read_entity(call, error);
    if (input == NULL)
        return false;
    apply_query(call, input->entity);
    const char *id = input->entity->id;
    if (id != NULL && g_ascii_strcasecmp(id, call_id(call)) != 0)
        return refuse(
            error, REFUSAL_IMMUTABLE,
            "Attempt to set immutable field: id. It is %s in the address and %.80s in the "
            "body",
            call_id(call), id);
    g_autoptr(Entity) changed = engine_update(call->engine, &call->caller, now->id, input->entity,
                                              input->refs_by_name, error);
    if (changed == NULL || !show_next_run(call, changed, error))
        return false;
    call_reply_entity(call, 200, changed);
    return true;
}

bool item_remove(Call *call, GError **error)
{
    g_autoptr(Entity) now = get_item(call, error);
    if (now == NULL)
        return false;
    if (!engine_remove(call->engine, &call->caller, now->type, now->id,
                       url_param_bool(call->url, "force"), error))
        return false;
    call_reply_action(call, NULL, NULL, NULL);
    return true;
}
