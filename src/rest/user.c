/* Users, groups, their domain and their permissions, where the tables are not enough. */
#include "rest/handlers.h"

#include "model/role.h"
#include "model/user.h"
#include "repr/search.h"
#include "rest/search-world.h"

#include <string.h>

/* --- permissions ------------------------------------------------------------------------------ */

/* Those of the object that the path puts them under; at the top, those on the system. */
bool permission_list(Call *call, GError **error)
{
    const char *column = call->route->parent;
    const char *id = column != NULL ? call_parent_id(call) : NULL;
    if (column != NULL) {
        const Field *field = &permission_type.fields[entity_row_of(&permission_type, column)];
        g_autoptr(Entity) object =
            engine_get(call->engine, &call->caller, field->detail, id, error);
        if (object == NULL)
            return false;
    }
    g_autoptr(GPtrArray) permissions =
        engine_list_permissions(call->engine, &call->caller, column, id, error);
    if (permissions == NULL)
        return false;
    call_reply_list(call, &permission_type, permissions);
    return true;
}

/* --- roles of a user or a group --------------------------------------------------------------- */

bool principal_role_list(Call *call, GError **error)
{
    const EntityType *type =
        strstr(call->route->pattern, "/users/") != NULL ? &user_type : &group_type;
    g_autoptr(Entity) principal =
        engine_get(call->engine, &call->caller, type, call_parent_id(call), error);
    g_autoptr(GPtrArray) permissions =
        principal != NULL
            ? engine_list_permissions(call->engine, &call->caller, type->name, principal->id, error)
            : NULL;
    if (permissions == NULL)
        return false;
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GPtrArray) roles = g_ptr_array_new_with_free_func(entity_free);
    for (guint i = 0; i < permissions->len; i++) {
        const Permission *permission = g_ptr_array_index(permissions, i);
        if (!g_hash_table_add(known, permission->role))
            continue;
        Role *role = engine_get(call->engine, &call->caller, &role_type, permission->role, error);
        if (role == NULL)
            return false;
        g_ptr_array_add(roles, role);
    }
    call_reply_list(call, &role_type, roles);
    return true;
}

/* --- membership ------------------------------------------------------------------------------- */

bool user_group_list(Call *call, GError **error)
{
    g_autoptr(GPtrArray) groups =
        engine_list_groups_of(call->engine, &call->caller, call_parent_id(call), error);
    if (groups == NULL)
        return false;
    call_reply_list(call, &group_type, groups);
    return true;
}

bool group_user_list(Call *call, GError **error)
{
    g_autoptr(GPtrArray) users =
        engine_list_members(call->engine, &call->caller, call_parent_id(call), error);
    if (users == NULL)
        return false;
    call_reply_list(call, &user_type, users);
    return true;
}

/* The user of the group that 'ref' is the id, the name or the whole name of. */
static User *find_user(Call *call, const char *ref, GError **error)
{
    static const char *const columns[] = { "id", "user_name", "name" };
    for (gsize i = 0; i < G_N_ELEMENTS(columns); i++) {
        const StoreCondition condition = { .column = columns[i], .text = ref };
        const StoreQuery query = { .conditions = &condition, .n_conditions = 1 };
        g_autoptr(GPtrArray) found =
            engine_list(call->engine, &call->caller, &user_type, NULL, &query, error);
        if (found == NULL)
            return NULL;
        if (found->len > 0)
            return g_ptr_array_steal_index(found, 0);
    }
    return err_null(error, ERR_NOT_FOUND, "There is no user %.80s", ref);
}

bool group_user_add(Call *call, GError **error)
{
    if (call_need_body(call, error) == NULL)
        return false;
    const char *id = call_text(call, "id"), *name = call_text(call, "user_name");
    const char *ref = id != NULL ? id : name;
    if (ref == NULL)
        return refuse(error, REFUSAL_INCOMPLETE, "User [id|user_name] required for add");
    g_autoptr(User) user = find_user(call, ref, error);
    if (user == NULL || !engine_group_set_member(call->engine, &call->caller, call_parent_id(call),
                                                 user->base.id, true, error))
        return false;
    call_reply_entity(call, 201, user);
    return true;
}

bool group_user_get(Call *call, GError **error)
{
    g_autoptr(GPtrArray) users =
        engine_list_members(call->engine, &call->caller, call_parent_id(call), error);
    for (guint i = 0; users != NULL && i < users->len; i++) {
        if (strcmp(((Entity *)users->pdata[i])->id, call_id(call)) != 0)
            continue;
        call_reply_entity(call, 200, users->pdata[i]);
        return true;
    }
    return users != NULL && err_set(error, ERR_NOT_FOUND, "Group %s has no user %.80s",
                                    call_parent_id(call), call_id(call));
}

bool group_user_remove(Call *call, GError **error)
{
    if (!engine_group_set_member(call->engine, &call->caller, call_parent_id(call), call_id(call),
                                 false, error))
        return false;
    call_reply_action(call, NULL, NULL, NULL);
    return true;
}

/* --- the domain ------------------------------------------------------------------------------- */

static Domain *domain_new(void)
{
    Domain *domain = entity_new(&domain_type);
    domain->base.id = g_strdup(DOMAIN_ID);
    domain->name = g_strdup(DOMAIN_NAME);
    return domain;
}

static bool check_domain(const Call *call, const char *id, GError **error)
{
    return g_ascii_strcasecmp(id, DOMAIN_ID) == 0 ||
           err_set(error, ERR_NOT_FOUND, "There is no domain %.80s", id);
}

bool domain_list(Call *call, GError **error)
{
    g_autoptr(GPtrArray) domains = g_ptr_array_new_with_free_func(entity_free);
    g_ptr_array_add(domains, domain_new());
    call_reply_list(call, &domain_type, domains);
    return true;
}

bool domain_get(Call *call, GError **error)
{
    if (!check_domain(call, call_id(call), error))
        return false;
    g_autoptr(Domain) domain = domain_new();
    call_reply_entity(call, 200, domain);
    return true;
}

/* All that the domain has is known here: its users and groups are those of the engine. */
bool domain_principal_list(Call *call, GError **error)
{
    return check_domain(call, call_parent_id(call), error) && collection_list(call, error);
}

bool domain_principal_get(Call *call, GError **error)
{
    return check_domain(call, call_parent_id(call), error) && item_get(call, error);
}

/* --- lists that have nothing in them ---------------------------------------------------------- */

bool user_nothing_list(Call *call, GError **error)
{
    static const struct {
        const char *path, *collection;
    } lists[] = {
        { "/options", "user_options" },
        { "/sshpublickeys", "ssh_public_keys" },
        { "/tags", "tags" },
    };
    bool user = strstr(call->route->pattern, "/users/") != NULL;
    g_autoptr(Entity) principal = engine_get(
        call->engine, &call->caller, user ? &user_type : &group_type, call_parent_id(call), error);
    if (principal == NULL)
        return false;
    for (gsize i = 0; i < G_N_ELEMENTS(lists); i++) {
        if (!g_str_has_suffix(call->route->pattern, lists[i].path))
            continue;
        Emit *emit = emit_new(call->format);
        emit_open(emit, lists[i].collection);
        emit_close(emit);
        call_take_reply(call, 200, emit);
        return true;
    }
    g_assert_not_reached();
}
