/* Users and groups of the internal domain. */
#include "engine/grants.h"
#include "engine/role.h"
#include "engine/secret.h"
#include "engine/session.h"
#include "engine/visibility.h"

#include <string.h>

/* --- users ------------------------------------------------------------------------------------ */

/* Sets login and name of "joe@internal-authz", "joe@internal" or, with 'principal' alone, "joe". */
static bool settle_name(const Crud *crud, User *user, GError **error)
{
    const char *given = user->user_name != NULL ? user->user_name : user->principal;
    const char *at = given != NULL ? strrchr(given, '@') : NULL;
    g_autofree char *login = at != NULL ? g_strndup(given, (gsize)(at - given)) : g_strdup(given);
    if (login == NULL || *login == '\0' ||
        (user->principal != NULL && user->user_name != NULL && at == NULL))
        return fault_set(error, FAULT_USER_NAME_INVALID, crud->verb, given != NULL ? given : "");
    for (const char *c = login; *c != '\0'; c++)
        if (!g_ascii_isalnum(*c) && strchr("_-.+", *c) == NULL)
            return fault_set(error, FAULT_USER_NAME_INVALID, crud->verb, given);
    const char *domain = at != NULL ? at + 1 : DOMAIN_NAME;
    if (strcmp(domain, DOMAIN_NAME) != 0 && strcmp(domain, "internal") != 0)
        return fault_set(error, FAULT_USER_DOMAIN_UNKNOWN, crud->verb, user_type.title, domain);
    g_free(user->name);
    g_free(user->user_name);
    user->user_name = g_strdup_printf("%s@" DOMAIN_NAME, login);
    user->name = g_steal_pointer(&login);
    return true;
}

static bool check_domain(const Crud *crud, const char *title, const char *domain, GError **error)
{
    return domain == NULL || *domain == '\0' || strcmp(domain, DOMAIN_NAME) == 0 ||
           fault_set(error, FAULT_USER_DOMAIN_UNKNOWN, crud->verb, title, domain);
}

/* Hashes a password that was given and wipes it. */
static bool settle_password(User *user, GError **error)
{
    if (user->password == NULL)
        return true;
    bool good = password_check_policy(user->user_name, user->password, error);
    char *hash = good ? password_hash(user->password, error) : NULL;
    explicit_bzero(user->password, strlen(user->password));
    g_clear_pointer(&user->password, g_free);
    if (hash == NULL)
        return false;
    g_free(user->password_hash);
    user->password_hash = hash;
    return true;
}

static bool user_before_add(const Crud *crud, void *entity, GError **error)
{
    User *user = entity;
    if (!check_domain(crud, user_type.title, user->domain_name, error) ||
        !settle_name(crud, user, error))
        return false;
    g_autoptr(User) namesake = crud_other(crud, &user_type, "user_name", user->user_name, NULL);
    if (namesake != NULL)
        return fault_set(error, FAULT_NAME_ALREADY_USED, crud->verb, user_type.title,
                         user->user_name, "another user") ||
               err_about(error, "user_name");
    return settle_password(user, error);
}

/* Who manages users does not become an administrator by it. */
static bool check_manager(const Crud *crud, const EntityType *type, const char *column,
                          const char *id, const char *name, GError **error)
{
    return !role_is_administrator(crud->store, column, id) ||
           permission_is_super_user(crud->engine, crud->caller) ||
           fault_set(error, FAULT_PRINCIPAL_ADMINISTRATIVE, crud->verb, type->title, name);
}

static bool user_before_update(const Crud *crud, const void *old, void *entity, GError **error)
{
    const User *before = old;
    User *user = entity;
    if (user->disabled && strcmp(user->base.id, USER_ADMIN_ID) == 0)
        return fault_set(error, FAULT_ADMIN_USER_FIXED, "disable", user_type.title,
                         user->user_name);
    return check_manager(crud, &user_type, "user", before->base.id, before->user_name, error) &&
           settle_password(user, error);
}

static bool user_after_update(const Crud *crud, const void *old, const void *entity, GError **error)
{
    const User *before = old, *user = entity;
    bool ended = user->disabled || g_strcmp0(before->password_hash, user->password_hash) != 0;
    return (!ended || session_delete_tokens(crud->store, user->base.id, error)) &&
           (!user->disabled || before->disabled ||
            role_check_super_user_left(crud, user_type.title, user->user_name, error));
}

static bool user_before_remove(const Crud *crud, const void *entity, GError **error)
{
    const User *user = entity;
    if (strcmp(user->base.id, USER_ADMIN_ID) == 0)
        return fault_set(error, FAULT_ADMIN_USER_FIXED, crud->verb, user_type.title,
                         user->user_name);
    return check_manager(crud, &user_type, "user", user->base.id, user->user_name, error);
}

static bool user_after_remove(const Crud *crud, const void *entity, GError **error)
{
    return role_check_super_user_left(crud, user_type.title, ((const User *)entity)->user_name,
                                      error);
}

static void user_refs(const void *entity, EventRefs *ret_refs, const char **ret_words)
{
    const User *user = entity;
    ret_words[0] = "subject";
    ret_words[1] = user->user_name != NULL ? user->user_name : user->principal;
}

static void user_changed(Engine *engine, const void *entity, bool gone)
{
    const User *user = entity;
    sessions_forget_user(engine->sessions, user->base.id, user->user_name);
}

static bool user_show(Engine *engine, GPtrArray *entities, GError **error)
{
    for (guint i = 0; i < entities->len; i++) {
        User *user = g_ptr_array_index(entities, i);
        g_free(user->principal);
        user->principal = g_strdup(user->name);
        g_free(user->domain_name);
        user->domain_name = g_strdup(DOMAIN_NAME);
        g_clear_pointer(&user->password_hash, g_free);
    }
    return true;
}

const CrudRules user_rules = {
    .type = &user_type,
    .add.action = ACTION_USER_MANAGE,
    .add.done = "USER_ADD",
    .add.failed = "USER_FAILED_ADD_ADUSER",
    .update.action = ACTION_USER_MANAGE,
    .update.done = "USER_UPDATE",
    .update.failed = "USER_UPDATE_FAILED",
    .remove.action = ACTION_USER_MANAGE,
    .remove.done = "USER_REMOVE_ADUSER",
    .remove.failed = "USER_FAILED_REMOVE_ADUSER",
    .before_add = user_before_add,
    .before_update = user_before_update,
    .after_update = user_after_update,
    .before_remove = user_before_remove,
    .after_remove = user_after_remove,
    .refs = user_refs,
    .changed = user_changed,
    .show = user_show,
};

/* --- groups ----------------------------------------------------------------------------------- */

static bool group_before_add(const Crud *crud, void *entity, GError **error)
{
    Group *group = entity;
    if (!check_domain(crud, group_type.title, group->domain_name, error) ||
        !crud_check_name(crud, group, group->name, false, error))
        return false;
    g_free(group->domain_name);
    group->domain_name = g_strdup(DOMAIN_NAME);
    g_autoptr(Group) namesake = crud_other(crud, &group_type, "name", group->name, NULL);
    return namesake == NULL || fault_set(error, FAULT_NAME_ALREADY_USED, crud->verb,
                                         group_type.title, group->name, "another group");
}

static bool check_not_everyone(const Crud *crud, const char *group_id, GError **error)
{
    return strcmp(group_id, GROUP_EVERYONE_ID) != 0 ||
           fault_set(error, FAULT_GROUP_EVERYONE_FIXED, crud->verb, group_type.title);
}

static bool group_before_remove(const Crud *crud, const void *entity, GError **error)
{
    const Group *group = entity;
    return check_not_everyone(crud, group->base.id, error) &&
           check_manager(crud, &group_type, "group", group->base.id, group->name, error);
}

static bool group_after_remove(const Crud *crud, const void *entity, GError **error)
{
    return role_check_super_user_left(crud, group_type.title, ((const Group *)entity)->name, error);
}

static void group_refs(const void *entity, EventRefs *ret_refs, const char **ret_words)
{
    ret_words[0] = "subject";
    ret_words[1] = ((const Group *)entity)->name;
}

const CrudRules group_rules = {
    .type = &group_type,
    .add.action = ACTION_USER_MANAGE,
    .add.done = "GROUP_ADD",
    .add.failed = "GROUP_ADD_FAILED",
    .remove.action = ACTION_USER_MANAGE,
    .remove.done = "GROUP_REMOVE",
    .remove.failed = "GROUP_REMOVE_FAILED",
    .before_add = group_before_add,
    .before_remove = group_before_remove,
    .after_remove = group_after_remove,
    .refs = group_refs,
};

/* --- who is in which group -------------------------------------------------------------------- */

/* Who puts users into a group of administrators makes them such. */
static bool check_member(const Crud *crud, const GroupMember *member, GError **error)
{
    g_autofree char *group = crud_name(crud->store, &group_type, member->group);
    return check_not_everyone(crud, member->group, error) &&
           check_manager(crud, &group_type, "group", member->group, group, error);
}

static bool member_before_add(const Crud *crud, void *entity, GError **error)
{
    return check_member(crud, entity, error);
}

static bool member_before_remove(const Crud *crud, const void *entity, GError **error)
{
    return check_member(crud, entity, error);
}

static bool member_after_remove(const Crud *crud, const void *entity, GError **error)
{
    g_autofree char *group =
        crud_name(crud->store, &group_type, ((const GroupMember *)entity)->group);
    return role_check_super_user_left(crud, group_type.title, group, error);
}

static GroupMember *find_member(Store *store, const char *group_id, const char *user_id)
{
    const StoreCondition conditions[] = { { .column = "group", .text = group_id },
                                          { .column = "user", .text = user_id } };
    const StoreQuery query = { .conditions = conditions, .n_conditions = 2, .limit = 1 };
    g_autoptr(GPtrArray) members = store_list(store, &group_member_type, &query, NULL);
    return members != NULL && members->len > 0 ? g_ptr_array_steal_index(members, 0) : NULL;
}

static void *member_find_same(const Crud *crud, const void *entity)
{
    const GroupMember *member = entity;
    return find_member(crud->store, member->group, member->user);
}

static void member_words(const Crud *crud, const void *entity, GPtrArray *texts)
{
    const GroupMember *member = entity;
    g_ptr_array_add(texts, g_strdup("group"));
    g_ptr_array_add(texts, crud_name(crud->store, &group_type, member->group));
    g_ptr_array_add(texts, g_strdup("subject"));
    g_ptr_array_add(texts, crud_name(crud->store, &user_type, member->user));
}

const CrudRules group_member_rules = {
    .type = &group_member_type,
    .add.action = ACTION_USER_MANAGE,
    .add.done = "GROUP_MEMBER_ADD",
    .add.failed = "GROUP_MEMBER_ADD_FAILED",
    .remove.action = ACTION_USER_MANAGE,
    .remove.done = "GROUP_MEMBER_REMOVE",
    .remove.failed = "GROUP_MEMBER_REMOVE_FAILED",
    .before_add = member_before_add,
    .before_remove = member_before_remove,
    .after_remove = member_after_remove,
    .find_same = member_find_same,
    .words = member_words,
};

bool engine_group_set_member(Engine *engine, const Caller *caller, const char *group_id,
                             const char *user_id, bool member, GError **error)
{
    if (!member) {
        g_autoptr(GroupMember) row = find_member(engine->store, group_id, user_id);
        if (row == NULL)
            return err_set(error, ERR_NOT_FOUND, "Group %s has no user %s", group_id, user_id);
        return engine_remove(engine, caller, &group_member_type, row->base.id, false, error);
    }
    g_autoptr(GroupMember) row = entity_new(&group_member_type);
    row->group = g_strdup(group_id);
    row->user = g_strdup(user_id);
    entity_set_all_given(row);
    g_autoptr(GroupMember) added = engine_add(engine, caller, &row->base, NULL, NULL, error);
    return added != NULL;
}

/* The entities of 'type' whose ids are in the text; those that the caller sees. */
static GPtrArray *list_ids(Engine *engine, const Caller *caller, const EntityType *type,
                           const GPtrArray *ids, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < ids->len; i++)
        g_string_append_printf(text, "%s%s", i > 0 ? "\n" : "", (char *)ids->pdata[i]);
    const StoreCondition condition = { .column = "id", .op = STORE_IN, .text = text->str };
    const StoreQuery query = { .conditions = &condition, .n_conditions = 1, .order = "name" };
    return engine_list(engine, caller, type, NULL, &query, error);
}

/* The other ends of the memberships whose 'column' is 'id'. */
static GPtrArray *list_ends(Engine *engine, const Caller *caller, const char *column,
                            const char *id, const EntityType *type, const char *also,
                            GError **error)
{
    g_autoptr(GPtrArray) rows = store_list_by(engine->store, &group_member_type, column, id, error);
    if (rows == NULL)
        return NULL;
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    for (guint i = 0; i < rows->len; i++) {
        const GroupMember *row = g_ptr_array_index(rows, i);
        g_ptr_array_add(ids, type == &user_type ? row->user : row->group);
    }
    if (also != NULL)
        g_ptr_array_add(ids, (gpointer)also);
    return list_ids(engine, caller, type, ids, error);
}

GPtrArray *engine_list_members(Engine *engine, const Caller *caller, const char *group_id,
                               GError **error)
{
    g_autoptr(Group) group = engine_get(engine, caller, &group_type, group_id, error);
    if (group == NULL)
        return NULL;
    if (strcmp(group_id, GROUP_EVERYONE_ID) == 0)
        return engine_list(engine, caller, &user_type, NULL, NULL, error);
    return list_ends(engine, caller, "group", group_id, &user_type, NULL, error);
}

GPtrArray *engine_list_groups_of(Engine *engine, const Caller *caller, const char *user_id,
                                 GError **error)
{
    g_autoptr(User) user = engine_get(engine, caller, &user_type, user_id, error);
    if (user == NULL)
        return NULL;
    return list_ends(engine, caller, "user", user_id, &group_type, GROUP_EVERYONE_ID, error);
}

/* --- what rest asks --------------------------------------------------------------------------- */

bool engine_check_login(Engine *engine, const Caller *caller, GError **error)
{
    return permission_check(engine, caller, ACTION_READ, NULL, NULL, error);
}

bool engine_sees_all(Engine *engine, const Caller *caller)
{
    g_autoptr(Grants) grants = grants_of(engine, caller != NULL ? caller->user_id : NULL);
    return grants_see_all(grants);
}

bool engine_sees(Engine *engine, const Caller *caller, const void *entity)
{
    return visibility_sees(engine, caller, entity);
}
