/* Roles, their permits, and the permissions that give them. */
#include "engine/role.h"

#include "model/permit.h"
#include "model/role.h"

#include <string.h>

/* --- who is an administrator ------------------------------------------------------------------ */

static bool is_enabled(Store *store, const char *user_id)
{
    g_autoptr(User) user = store_find(store, &user_type, "id", user_id, NULL);
    return user != NULL && !user->disabled;
}

static bool has_enabled_member(Store *store, const char *group_id)
{
    if (strcmp(group_id, GROUP_EVERYONE_ID) == 0)
        return true;
    g_autoptr(GPtrArray) members =
        store_list_by(store, &group_member_type, "group", group_id, NULL);
    for (guint i = 0; members != NULL && i < members->len; i++)
        if (is_enabled(store, ((GroupMember *)members->pdata[i])->user))
            return true;
    return false;
}

bool role_check_super_user_left(const Crud *crud, const char *title, const char *what,
                                GError **error)
{
    g_autoptr(GPtrArray) all =
        store_list_by(crud->store, &permission_type, "role", ROLE_SUPER_USER_ID, error);
    if (all == NULL)
        return false;
    for (guint i = 0; i < all->len; i++) {
        const Permission *permission = g_ptr_array_index(all, i);
        if (permission_object(permission) == NULL &&
            (permission->user != NULL ? is_enabled(crud->store, permission->user)
                                      : has_enabled_member(crud->store, permission->group)))
            return true;
    }
    return fault_set(error, FAULT_LAST_SUPER_USER, crud->verb, title, what);
}

bool role_is_administrator(Store *store, const char *column, const char *id)
{
    g_autoptr(GPtrArray) all = store_list_by(store, &permission_type, column, id, NULL);
    for (guint i = 0; all != NULL && i < all->len; i++) {
        g_autoptr(Role) role =
            store_find(store, &role_type, "id", ((Permission *)all->pdata[i])->role, NULL);
        if (role != NULL && role->administrative)
            return true;
    }
    if (strcmp(column, "user") != 0)
        return false;
    g_autoptr(GPtrArray) groups = store_list_by(store, &group_member_type, "user", id, NULL);
    for (guint i = 0; groups != NULL && i < groups->len; i++)
        if (role_is_administrator(store, "group", ((GroupMember *)groups->pdata[i])->group))
            return true;
    return false;
}

bool role_grant(Store *store, const char *role_id, const char *column, const char *id,
                const EntityType *type, const char *object_id, GError **error)
{
    g_autoptr(Permission) permission = entity_new(&permission_type);
    const Field *subject = &permission_type.fields[entity_row_of(&permission_type, column)];
    permission->role = g_strdup(role_id);
    field_take_string(permission, subject, g_strdup(id));
    if (type != NULL) {
        int row = entity_row_of(&permission_type, permission_column(type));
        field_take_string(permission, &permission_type.fields[row], g_strdup(object_id));
    }
    return store_insert(store, permission, error);
}

/* --- roles ------------------------------------------------------------------------------------ */

/* Who makes a role of administrators gives away what only a Super User may. */
static bool check_author(const Crud *crud, const Role *role, GError **error)
{
    return !role->administrative || permission_is_super_user(crud->engine, crud->caller) ||
           fault_set(error, FAULT_ROLE_ADMINISTRATIVE, crud->verb, role_type.title, role->name);
}

/* Puts names in the place of numbers; each permit once. */
static bool settle_permits(const Crud *crud, Role *role, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    role->views_children = FALSE;
    for (int i = 0; role->permits != NULL && role->permits[i] != NULL; i++) {
        int place = permit_find(role->permits[i]);
        if (place < 0)
            return fault_set(error, FAULT_ENTITY_NOT_FOUND, permit_type.title, role->permits[i]);
        const PermitKind *permit = &permit_kinds[place];
        if (permit->administrative && !role->administrative)
            return fault_set(error, FAULT_PERMIT_ADMINISTRATIVE, crud->verb, permit->name,
                             role->name);
        role->views_children |= permit->views_children;
        if (!g_ptr_array_find_with_equal_func(names, permit->name, g_str_equal, NULL))
            g_ptr_array_add(names, g_strdup(permit->name));
    }
    g_ptr_array_add(names, NULL);
    g_strfreev(role->permits);
    role->permits = g_strdupv((char **)names->pdata);
    return true;
}

static bool check_role(const Crud *crud, Role *role, GError **error)
{
    g_autoptr(Role) namesake = crud_other(crud, &role_type, "name", role->name, role->base.id);
    if (namesake != NULL)
        return fault_set(error, FAULT_NAME_ALREADY_USED, crud->verb, role_type.title, role->name,
                         "another role");
    return crud_check_name(crud, role, role->name, false, error) &&
           check_author(crud, role, error) && settle_permits(crud, role, error);
}

static bool role_before_add(const Crud *crud, void *entity, GError **error)
{
    ((Role *)entity)->mutable = TRUE;
    return check_role(crud, entity, error);
}

static bool check_mutable(const Crud *crud, const Role *role, GError **error)
{
    return role->mutable || fault_set(error, FAULT_ROLE_PREDEFINED, crud->verb, role->name);
}

static bool role_before_update(const Crud *crud, const void *old, void *entity, GError **error)
{
    return check_mutable(crud, old, error) && check_role(crud, entity, error);
}

static bool role_before_remove(const Crud *crud, const void *entity, GError **error)
{
    const Role *role = entity;
    if (!check_mutable(crud, role, error) || !check_author(crud, role, error))
        return false;
    g_autoptr(Permission) used =
        store_find(crud->store, &permission_type, "role", role->base.id, NULL);
    return used == NULL || fault_set(error, FAULT_ROLE_IN_USE, crud->verb, role->name);
}

static void role_refs(const void *entity, EventRefs *ret_refs, const char **ret_words)
{
    ret_words[0] = "role";
    ret_words[1] = ((const Role *)entity)->name;
}

const CrudRules role_rules = {
    .type = &role_type,
    .add.action = ACTION_ROLE_MANAGE,
    .add.done = "USER_ADD_ROLE",
    .add.failed = "USER_ADD_ROLE_FAILED",
    .update.action = ACTION_ROLE_MANAGE,
    .update.done = "USER_UPDATE_ROLE",
    .update.failed = "USER_UPDATE_ROLE_FAILED",
    .remove.action = ACTION_ROLE_MANAGE,
    .remove.done = "USER_REMOVE_ROLE",
    .remove.failed = "USER_REMOVE_ROLE_FAILED",
    .before_add = role_before_add,
    .before_update = role_before_update,
    .before_remove = role_before_remove,
    .refs = role_refs,
};

/* --- permits of a role ------------------------------------------------------------------------ */

static bool change_permit(const Crud *crud, Role *role, const char *name, bool held, GError **error)
{
    g_autoptr(GStrvBuilder) names = g_strv_builder_new();
    bool was = false;
    for (int i = 0; role->permits != NULL && role->permits[i] != NULL; i++) {
        bool it = strcmp(role->permits[i], name) == 0;
        was |= it;
        if (!it || held)
            g_strv_builder_add(names, role->permits[i]);
    }
    if (!was && !held)
        return fault_set(error, FAULT_ENTITY_NOT_FOUND, permit_type.title, name);
    if (!was)
        g_strv_builder_add(names, name);
    g_strfreev(role->permits);
    role->permits = g_strv_builder_end(names);
    return check_mutable(crud, role, error) && check_author(crud, role, error) &&
           settle_permits(crud, role, error) && store_update(crud->store, role, error);
}

bool engine_role_set_permit(Engine *engine, const Caller *caller, const char *role_id,
                            const char *permit, bool held, GError **error)
{
    const Crud crud = { engine, engine->store, caller, "edit" };
    if (!permission_check(engine, caller, ACTION_ROLE_MANAGE, &role_type, role_id, error))
        return false;
    int place = permit_find(permit);
    if (place < 0)
        return fault_set(error, FAULT_ENTITY_NOT_FOUND, permit_type.title, permit);
    g_autoptr(StoreTxn) txn = store_begin(engine->store, error);
    g_autoptr(Role) role =
        txn != NULL ? store_get(engine->store, &role_type, role_id, error) : NULL;
    if (role == NULL || !change_permit(&crud, role, permit_kinds[place].name, held, error))
        return false;
    const EventRefs refs = { .words = EVENT_WORDS("permit", permit_kinds[place].name, "role",
                                                  role->name) };
    return event_add(engine->store, caller,
                     held ? "USER_ATTACHED_ACTION_GROUP_TO_ROLE"
                          : "USER_DETACHED_ACTION_GROUP_FROM_ROLE",
                     &refs, error) &&
           store_commit(txn, error);
}

/* --- permissions ------------------------------------------------------------------------------ */

/* The reference to its object; a fault when there are two.  NULL: the system. */
static bool check_object(const Crud *crud, const Permission *permission, GError **error)
{
    const Field *object = permission_object(permission);
    for (int row = 0; object != NULL && row < permission_type.n_fields; row++) {
        const Field *field = &permission_type.fields[row];
        if (field > object && field_string(permission, field) != NULL)
            return fault_set(error, FAULT_PERMISSION_OBJECT, crud->verb, object->path, field->path);
    }
    return true;
}

/* A role of administrators is given and taken by a Super User alone. */
static bool check_giver(const Crud *crud, const Permission *permission, GError **error)
{
    g_autoptr(Role) role = store_get(crud->store, &role_type, permission->role, error);
    if (role == NULL)
        return false;
    return !role->administrative || permission_is_super_user(crud->engine, crud->caller) ||
           fault_set(error, FAULT_ROLE_ADMINISTRATIVE, crud->verb, permission_type.title,
                     role->name);
}

static bool permission_before_add(const Crud *crud, void *entity, GError **error)
{
    const Permission *permission = entity;
    if ((permission->user == NULL) == (permission->group == NULL))
        return fault_set(error, FAULT_PERMISSION_SUBJECT, crud->verb,
                         permission->user == NULL ? "none was" : "both were");
    return check_object(crud, permission, error) && check_giver(crud, permission, error);
}

static void *permission_find_same(const Crud *crud, const void *entity)
{
    const Permission *permission = entity;
    const char *column = permission->user != NULL ? "user" : "group";
    const char *subject = permission->user != NULL ? permission->user : permission->group;
    g_autoptr(GPtrArray) all = store_list_by(crud->store, &permission_type, column, subject, NULL);
    for (guint i = 0; all != NULL && i < all->len; i++) {
        const Permission *other = g_ptr_array_index(all, i);
        const Field *object = permission_object(other);
        if (strcmp(other->role, permission->role) == 0 && object == permission_object(permission) &&
            (object == NULL ||
             strcmp(field_string(other, object), field_string(permission, object)) == 0))
            return g_ptr_array_steal_index(all, i);
    }
    return NULL;
}

static bool permission_before_remove(const Crud *crud, const void *entity, GError **error)
{
    const Permission *permission = entity;
    if (g_strcmp0(permission->user, USER_ADMIN_ID) == 0 && permission_object(permission) == NULL &&
        strcmp(permission->role, ROLE_SUPER_USER_ID) == 0)
        return fault_set(error, FAULT_ADMIN_USER_FIXED, crud->verb, permission_type.title,
                         "admin@internal");
    return check_giver(crud, permission, error);
}

static bool permission_after_remove(const Crud *crud, const void *entity, GError **error)
{
    const Permission *permission = entity;
    return strcmp(permission->role, ROLE_SUPER_USER_ID) != 0 ||
           role_check_super_user_left(crud, permission_type.title, permission->base.id, error);
}

static void permission_words(const Crud *crud, const void *entity, GPtrArray *texts)
{
    const Permission *permission = entity;
    const Field *object = permission_object(permission);
    bool user = permission->user != NULL;
    g_ptr_array_add(texts, g_strdup("subject"));
    g_ptr_array_add(texts, crud_name(crud->store, user ? &user_type : &group_type,
                                     user ? permission->user : permission->group));
    g_ptr_array_add(texts, g_strdup("role"));
    g_ptr_array_add(texts, crud_name(crud->store, &role_type, permission->role));
    g_autofree char *name =
        object != NULL ? crud_name(crud->store, object->detail, field_string(permission, object))
                       : NULL;
    g_ptr_array_add(texts, g_strdup("object"));
    g_ptr_array_add(texts,
                    object != NULL
                        ? g_strdup_printf("%s %s", ((EntityType *)object->detail)->title, name)
                        : g_strdup("System"));
}

const CrudRules permission_rules = {
    .type = &permission_type,
    .add.action = ACTION_PERMISSION_MANAGE,
    .add.done = "USER_ADD_PERMISSION",
    .add.failed = "USER_ADD_PERMISSION_FAILED",
    .remove.action = ACTION_PERMISSION_MANAGE,
    .remove.done = "USER_REMOVE_PERMISSION",
    .remove.failed = "USER_REMOVE_PERMISSION_FAILED",
    .before_add = permission_before_add,
    .before_remove = permission_before_remove,
    .after_remove = permission_after_remove,
    .find_same = permission_find_same,
    .words = permission_words,
};

GPtrArray *engine_list_permissions(Engine *engine, const Caller *caller, const char *column,
                                   const char *id, GError **error)
{
    StoreCondition conditions[ENTITY_MAX_FIELDS];
    int n = 0;
    for (int row = 0; column == NULL && row < permission_type.n_fields; row++) {
        const Field *field = &permission_type.fields[row];
        if (permission_column(field->detail) != NULL) /* the system: no object */
            conditions[n++] = (StoreCondition){ .column = field->column };
    }
    if (column != NULL)
        conditions[n++] = (StoreCondition){ .column = column, .text = id };
    const StoreQuery query = { .conditions = conditions, .n_conditions = n };
    return engine_list(engine, caller, &permission_type, NULL, &query, error);
}
