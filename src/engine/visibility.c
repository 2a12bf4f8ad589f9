#include "engine/visibility.h"

#include "engine/grants.h"
#include "engine/permission.h"
#include "model/bookmark.h"
#include "model/catalogue.h"
#include "model/cluster.h"
#include "model/data-center.h"
#include "model/event.h"
#include "model/host.h"
#include "model/job.h"
#include "model/mac-pool.h"
#include "model/network-filter.h"
#include "model/network.h"
#include "model/role.h"
#include "model/tag.h"
#include "model/vm.h"
#include "model/vnic-profile.h"

#include <string.h>

/* One question under way. */
typedef struct {
    Engine *engine;
    Store *store;
    const char *user_id;
    Grants *grants;
} View;

static void view_clear(View *view)
{
    grants_unref(view->grants);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(View, view_clear)

static View view_of(Engine *engine, const Caller *caller)
{
    const char *user_id = caller != NULL ? caller->user_id : NULL;
    return (View){ engine, engine->store, user_id, grants_of(engine, user_id) };
}

/* --- what is shown, by type --------------------------------------------------------------------
 */

typedef enum {
    SHOWN_BY_GRANT,     /* to whom a permission says so */
    SHOWN_TO_ALL,       /* to everybody who may log in */
    SHOWN_TO_GRANTERS,  /* of users and groups: one's own, and all to who gives permissions */
    SHOWN_PERMISSION,   /* one's own, and those of what one gives permissions on */
    SHOWN_BY_REFERENCE, /* one's own, and those about what is seen */
    SHOWN_WITH_PARENT,  /* to who sees what it lies in */
} Shown;

/* Types that are not in the table and lie in nothing are shown to who sees everything alone. */
static const struct {
    const EntityType *type;
    Shown shown;
} shown_types[] = {
    { &data_center_type, SHOWN_BY_GRANT },
    { &cluster_type, SHOWN_BY_GRANT },
    { &network_type, SHOWN_BY_GRANT },
    { &vnic_profile_type, SHOWN_BY_GRANT },
    { &host_type, SHOWN_BY_GRANT },
    { &vm_type, SHOWN_BY_GRANT },
    { &template_type, SHOWN_BY_GRANT },
    { &mac_pool_type, SHOWN_BY_GRANT },
    { &network_filter_type, SHOWN_TO_ALL },
    { &tag_type, SHOWN_TO_ALL },
    { &affinity_label_type, SHOWN_TO_ALL },
    { &bookmark_type, SHOWN_TO_ALL },
    { &scheduling_policy_type, SHOWN_TO_ALL },
    { &migration_policy_type, SHOWN_TO_ALL },
    { &cluster_level_type, SHOWN_TO_ALL },
    { &operating_system_type, SHOWN_TO_ALL },
    { &system_option_type, SHOWN_TO_ALL },
    { &role_type, SHOWN_TO_ALL },
    { &permit_type, SHOWN_TO_ALL },
    { &domain_type, SHOWN_TO_ALL },
    { &user_type, SHOWN_TO_GRANTERS },
    { &group_type, SHOWN_TO_GRANTERS },
    { &permission_type, SHOWN_PERMISSION },
    { &event_type, SHOWN_BY_REFERENCE },
    { &job_type, SHOWN_BY_REFERENCE },
};

static Shown shown_of(const EntityType *type)
{
    for (gsize i = 0; i < G_N_ELEMENTS(shown_types); i++)
        if (shown_types[i].type == type)
            return shown_types[i].shown;
    return type->parent != NULL ? SHOWN_WITH_PARENT : SHOWN_BY_GRANT;
}

static const Field *parent_row(const EntityType *type)
{
    const char *column = permission_parent_column(type);
    return column != NULL ? &type->fields[entity_row_of(type, column)] : NULL;
}

/* Whether things of 'type' lie, at whatever depth, in things of 'outer'. */
static bool lies_in(const EntityType *type, const EntityType *outer)
{
    while (type != NULL && type != outer) {
        const Field *row = parent_row(type);
        type = row != NULL ? row->detail : NULL;
    }
    return type != NULL;
}

/* Of granters is who may give a permission on something, or makes users. */
static bool is_granter(const View *view)
{
    return grants_hold_anywhere(view->grants, permit_find("manipulate_permissions")) ||
           grants_hold_anywhere(view->grants, permit_find("manipulate_users"));
}

static bool is_own_group(const View *view, const char *id)
{
    return id != NULL && g_strv_contains(grants_groups(view->grants), id);
}

/* --- sets of ids -------------------------------------------------------------------------------
 */

/* A set that owns its texts. */
static GHashTable *ids_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

static void ids_add_rows(GHashTable *ids, Store *store, const EntityType *type, const char *column,
                         GHashTable *values, const char *wanted)
{
    if (g_hash_table_size(values) == 0)
        return;
    g_autofree const char **keys = (const char **)g_hash_table_get_keys_as_array(values, NULL);
    g_autofree char *text = g_strjoinv("\n", (char **)keys);
    const StoreCondition condition = { .column = column, .op = STORE_IN, .text = text };
    const StoreQuery query = { .conditions = &condition, .n_conditions = 1 };
    g_autoptr(GPtrArray) all = store_list(store, type, &query, NULL);
    int row = wanted != NULL ? entity_row_of(type, wanted) : -1;
    for (guint i = 0; all != NULL && i < all->len; i++) {
        const Entity *entity = g_ptr_array_index(all, i);
        const char *id = row >= 0 ? field_string(entity, &type->fields[row]) : entity->id;
        if (id != NULL)
            g_hash_table_add(ids, g_strdup(id));
    }
}

/* Those of 'type' in which everything is seen. */
static GHashTable *seen_inside(const View *view, const EntityType *type)
{
    GHashTable *ids = ids_new();
    g_autoptr(GPtrArray) grants = grants_list(view->grants);
    for (guint i = 0; i < grants->len; i++) {
        const Grant *grant = g_ptr_array_index(grants, i);
        if (grant->type == type && grant->views_children)
            g_hash_table_add(ids, g_strdup(grant->id));
    }
    const Field *row = parent_row(type);
    if (row != NULL) {
        g_autoptr(GHashTable) outer = seen_inside(view, row->detail);
        ids_add_rows(ids, view->store, type, row->column, outer, NULL);
    }
    return ids;
}

/* The entity of 'outer' that the one with 'id' lies in; NULL: none. */
static char *find_outer(Store *store, const EntityType *type, const char *id,
                        const EntityType *outer)
{
    g_autofree char *at = g_strdup(id);
    while (type != outer) {
        g_autoptr(Entity) entity = store_find(store, type, "id", at, NULL);
        const char *next = NULL;
        if (entity != NULL)
            permission_parent(entity, &type, &next);
        if (next == NULL)
            return NULL;
        g_free(at);
        at = g_strdup(next);
    }
    return g_steal_pointer(&at);
}

/* Those of 'type' that a permission names, or that something lies in that a permission names. */
static GHashTable *seen_around(const View *view, const EntityType *type)
{
    GHashTable *ids = ids_new();
    g_autoptr(GPtrArray) grants = grants_list(view->grants);
    for (guint i = 0; i < grants->len; i++) {
        const Grant *grant = g_ptr_array_index(grants, i);
        char *id = lies_in(grant->type, type)
                       ? find_outer(view->store, grant->type, grant->id, type)
                       : NULL;
        if (id != NULL)
            g_hash_table_add(ids, id);
    }
    if (type == &network_type) { /* who sees a cluster sees what its hosts and VMs may be on */
        g_autoptr(GHashTable) clusters = seen_inside(view, &cluster_type);
        ids_add_rows(ids, view->store, &cluster_network_type, "cluster", clusters, "network");
    }
    return ids;
}

/* --- one entity --------------------------------------------------------------------------------
 */

static bool views_children(const Grant *grant, int permit)
{
    return grant->views_children;
}

/* Whether a permission on 'id' or something around it shows what lies inside. */
static bool is_inside(const View *view, const EntityType *type, const char *id)
{
    return permission_is_granted(view->store, view->grants, type, id, views_children, 0);
}

static bool sees_granted(const View *view, const Entity *entity)
{
    const EntityType *type;
    const char *id;
    if (grants_find(view->grants, entity->id) != NULL)
        return true;
    permission_parent(entity, &type, &id);
    if (type != NULL && is_inside(view, type, id))
        return true;
    g_autoptr(GHashTable) around = seen_around(view, entity->type);
    return g_hash_table_contains(around, entity->id);
}

static bool sees_permission(const View *view, const Permission *permission)
{
    if (g_strcmp0(permission->user, view->user_id) == 0 || is_own_group(view, permission->group))
        return true;
    const EntityType *type;
    const char *id;
    permission_parent(permission, &type, &id);
    const Caller caller = { .user_id = view->user_id };
    return permission_holds(view->engine, &caller, "manipulate_permissions", type, id);
}

static bool sees(const View *view, const Entity *entity);

static bool sees_id(const View *view, const EntityType *type, const char *id)
{
    g_autoptr(Entity) entity = id != NULL ? store_find(view->store, type, "id", id, NULL) : NULL;
    return entity != NULL && sees(view, entity);
}

static bool is_shown_by(const Field *field)
{
    return field->kind == FIELD_REF && field->column != NULL &&
           shown_of(field->detail) == SHOWN_BY_GRANT;
}

/* An event or a job: by who did it, or by the innermost thing that it is about. */
static bool sees_about(const View *view, const Entity *entity)
{
    const EntityType *type = entity->type;
    for (int i = 0; i < type->n_fields; i++) {
        const Field *field = &type->fields[i];
        if (field->kind != FIELD_REF || field->column == NULL)
            continue;
        const char *id = field_string(entity, field);
        if (field->detail == &user_type && id != NULL && g_strcmp0(id, view->user_id) == 0)
            return true;
        if (!is_shown_by(field) || id == NULL)
            continue;
        if (grants_find(view->grants, id) != NULL || is_inside(view, field->detail, id))
            return true;
    }
    return false;
}

static bool sees(const View *view, const Entity *entity)
{
    const Field *row;
    switch (shown_of(entity->type)) {
    case SHOWN_TO_ALL:
        return true;
    case SHOWN_TO_GRANTERS:
        return g_strcmp0(entity->id, view->user_id) == 0 || is_own_group(view, entity->id) ||
               is_granter(view);
    case SHOWN_PERMISSION:
        return sees_permission(view, (const Permission *)entity);
    case SHOWN_BY_REFERENCE:
        return sees_about(view, entity);
    case SHOWN_BY_GRANT:
        return sees_granted(view, entity);
    case SHOWN_WITH_PARENT:
        row = parent_row(entity->type);
        return sees_id(view, row->detail, field_string(entity, row));
    }
    g_assert_not_reached();
}

bool visibility_sees(Engine *engine, const Caller *caller, const void *entity)
{
    g_auto(View) view = view_of(engine, caller);
    return grants_see_all(view.grants) || sees(&view, entity);
}

bool visibility_check(Engine *engine, const Caller *caller, const void *entity, GError **error)
{
    const Entity *it = entity;
    return visibility_sees(engine, caller, entity) ||
           err_set(error, ERR_NOT_FOUND, "%s %s does not exist", it->type->title, it->id);
}

/* --- lists -------------------------------------------------------------------------------------
 */

static void add_ids(GArray *conditions, GPtrArray *texts, const char *column, GHashTable *ids)
{
    g_autofree const char **keys = (const char **)g_hash_table_get_keys_as_array(ids, NULL);
    char *text = g_strjoinv("\n", (char **)keys);
    g_ptr_array_add(texts, text);
    const StoreCondition condition = { .column = column, .op = STORE_IN, .text = text };
    g_array_append_val(conditions, condition);
}

static void add_text(GArray *conditions, GPtrArray *texts, const char *column, const char *value)
{
    char *text = g_strdup(value != NULL ? value : "");
    g_ptr_array_add(texts, text);
    const StoreCondition condition = { .column = column, .op = STORE_IN, .text = text };
    g_array_append_val(conditions, condition);
}

static void add_granted(const View *view, const EntityType *type, GArray *conditions,
                        GPtrArray *texts)
{
    g_autoptr(GHashTable) around = seen_around(view, type);
    add_ids(conditions, texts, "id", around);
    const Field *row = parent_row(type);
    if (row == NULL)
        return;
    g_autoptr(GHashTable) inside = seen_inside(view, row->detail);
    add_ids(conditions, texts, row->column, inside);
}

/* Of what is about a thing that a permission names or that lies in one. */
static void add_about(const View *view, const EntityType *type, GArray *conditions,
                      GPtrArray *texts)
{
    for (int i = 0; i < type->n_fields; i++) {
        const Field *field = &type->fields[i];
        if (field->kind == FIELD_REF && field->column != NULL && field->detail == &user_type)
            add_text(conditions, texts, field->column, view->user_id);
        if (!is_shown_by(field))
            continue;
        g_autoptr(GHashTable) inside = seen_inside(view, field->detail);
        g_autoptr(GPtrArray) grants = grants_list(view->grants);
        for (guint j = 0; j < grants->len; j++) {
            const Grant *grant = g_ptr_array_index(grants, j);
            if (grant->type == field->detail)
                g_hash_table_add(inside, g_strdup(grant->id));
        }
        add_ids(conditions, texts, field->column, inside);
    }
}

static void add_own(const View *view, const EntityType *type, GArray *conditions, GPtrArray *texts)
{
    if (type == &user_type) {
        add_text(conditions, texts, "id", view->user_id);
        return;
    }
    for (const char *const *id = grants_groups(view->grants); *id != NULL; id++)
        add_text(conditions, texts, "id", *id);
}

/* One's own, and those of the objects on which one may give permissions: few enough to look at. */
static void add_permissions(const View *view, GArray *conditions, GPtrArray *texts)
{
    g_autoptr(GHashTable) ids = ids_new();
    g_autoptr(GPtrArray) all = store_list(view->store, &permission_type, NULL, NULL);
    for (guint i = 0; all != NULL && i < all->len; i++)
        if (sees_permission(view, g_ptr_array_index(all, i)))
            g_hash_table_add(ids, g_strdup(((Entity *)g_ptr_array_index(all, i))->id));
    add_ids(conditions, texts, "id", ids);
}

/* What is shown with what it lies in: all of the list of one parent, or nothing. */
static bool sees_list(const View *view, const EntityType *type, const char *parent_id)
{
    return sees_id(view, parent_row(type)->detail, parent_id);
}

GArray *visibility_conditions(Engine *engine, const Caller *caller, const EntityType *type,
                              const char *parent_id, GPtrArray *texts)
{
    g_auto(View) view = view_of(engine, caller);
    Shown shown = shown_of(type);
    if (grants_see_all(view.grants) || shown == SHOWN_TO_ALL ||
        (shown == SHOWN_TO_GRANTERS && is_granter(&view)) ||
        (shown == SHOWN_WITH_PARENT && sees_list(&view, type, parent_id)))
        return NULL;
    GArray *conditions = g_array_new(FALSE, FALSE, sizeof(StoreCondition));
    switch (shown) {
    case SHOWN_BY_GRANT:
        add_granted(&view, type, conditions, texts);
        break;
    case SHOWN_BY_REFERENCE:
        add_about(&view, type, conditions, texts);
        break;
    case SHOWN_PERMISSION:
        add_permissions(&view, conditions, texts);
        break;
    case SHOWN_TO_GRANTERS:
        add_own(&view, type, conditions, texts);
        break;
    case SHOWN_WITH_PARENT:
    case SHOWN_TO_ALL:
        break;
    }
    if (conditions->len == 0)
        add_text(conditions, texts, "id", "");
    return conditions;
}

static char *join_ids(GHashTable *ids)
{
    g_autofree char **keys = (char **)g_hash_table_get_keys_as_array(ids, NULL);
    return g_strjoinv("\n", keys);
}

/* To find a row by its id takes as long as to pass six by: measured. */
static bool is_most(Store *store, const EntityType *type, GHashTable *ids)
{
    gint64 total = store_count(store, type, NULL, NULL);
    return total >= 0 && 6 * (gint64)g_hash_table_size(ids) > total;
}

GHashTable *visibility_map(Engine *engine, const Caller *caller, const EntityType *type,
                           const char *const *columns, GHashTable *ids, GError **error)
{
    g_autoptr(GHashTable) map = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, entity_free);
    if (ids != NULL && g_hash_table_size(ids) == 0)
        return g_steal_pointer(&map);
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GArray) seen =
        caller != NULL ? visibility_conditions(engine, caller, type, NULL, texts) : NULL;
    bool all = ids == NULL || is_most(engine->store, type, ids);
    g_autofree char *wanted = all ? NULL : join_ids(ids);
    const StoreCondition condition = { .column = "id", .op = STORE_IN, .text = wanted };
    const StoreQuery query = {
        .conditions = &condition,
        .n_conditions = all ? 0 : 1,
        .any = seen != NULL ? (const StoreCondition *)(gconstpointer)seen->data : NULL,
        .n_any = seen != NULL ? (int)seen->len : 0,
        .order = STORE_ANY_ORDER,
        .columns = columns,
    };
    g_autoptr(GPtrArray) rows = store_list(engine->store, type, &query, error);
    if (rows == NULL)
        return NULL;
    for (guint i = 0; i < rows->len; i++) {
        Entity *row = g_steal_pointer(&rows->pdata[i]);
        g_hash_table_insert(map, row->id, row);
    }
    return g_steal_pointer(&map);
}
