#include "engine/grants.h"

#include "model/role.h"
#include "model/user.h"

#include <string.h>

#define MAX_USERS 4096
#define SYSTEM    "" /* stands for the system among the ids of objects */

/* What grants are made of; a change of any makes them stale. */
static const EntityType *const sources[] = { &user_type, &group_member_type, &role_type,
                                             &permission_type };

typedef struct {
    guint generations[G_N_ELEMENTS(sources)];
} Stamp;

struct Grants {
    gatomicrefcount ref_count;
    Stamp stamp;
    bool super_user, may_log_in;
    guint64 anywhere[PERMIT_MAX / 64];
    GHashTable *by_id; /* char * -> Grant */
    GPtrArray *groups; /* of char *, NULL-terminated */
};

struct GrantCache {
    pthread_mutex_t lock;
    GHashTable *by_user; /* char * -> Grants */
};

GrantCache *grant_cache_new(void)
{
    GrantCache *cache = g_new0(GrantCache, 1);
    pthread_mutex_init(&cache->lock, NULL);
    cache->by_user =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)grants_unref);
    return cache;
}

void grant_cache_free(GrantCache *cache)
{
    if (cache == NULL)
        return;
    g_hash_table_unref(cache->by_user);
    pthread_mutex_destroy(&cache->lock);
    g_free(cache);
}

static void grant_free(gpointer data)
{
    Grant *grant = data;
    g_free(grant->id);
    g_free(grant);
}

static Grants *grants_new(void)
{
    Grants *grants = g_new0(Grants, 1);
    g_atomic_ref_count_init(&grants->ref_count);
    grants->by_id = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, grant_free);
    grants->groups = g_ptr_array_new_with_free_func(g_free);
    return grants;
}

void grants_unref(Grants *grants)
{
    if (grants == NULL || !g_atomic_ref_count_dec(&grants->ref_count))
        return;
    g_hash_table_unref(grants->by_id);
    g_ptr_array_unref(grants->groups);
    g_free(grants);
}

/* --- from the store --------------------------------------------------------------------------- */

static Stamp stamp_now(Store *store)
{
    Stamp stamp = { 0 };
    for (gsize i = 0; i < G_N_ELEMENTS(sources); i++)
        stamp.generations[i] = store_generation(store, sources[i]);
    return stamp;
}

static bool stamp_equal(const Stamp *a, const Stamp *b)
{
    return memcmp(a, b, sizeof(*a)) == 0;
}

static Grant *ensure_grant(Grants *grants, const Permission *permission)
{
    const Field *object = permission_object(permission);
    const char *id = object != NULL ? field_string(permission, object) : SYSTEM;
    Grant *grant = g_hash_table_lookup(grants->by_id, id);
    if (grant == NULL) {
        grant = g_new0(Grant, 1);
        grant->type = object != NULL ? object->detail : NULL;
        grant->id = g_strdup(id);
        g_hash_table_insert(grants->by_id, grant->id, grant);
    }
    return grant;
}

static void add_role(Grants *grants, const Permission *permission, const Role *role)
{
    Grant *grant = ensure_grant(grants, permission);
    grant->views_children |= role->views_children;
    grants->super_user |= grant->type == NULL && strcmp(role->base.id, ROLE_SUPER_USER_ID) == 0;
    bool everyone = g_strcmp0(permission->group, GROUP_EVERYONE_ID) == 0;
    for (int i = 0; role->permits != NULL && role->permits[i] != NULL; i++) {
        int place = permit_find(role->permits[i]);
        if (place < 0)
            continue;
        guint64 bit = G_GUINT64_CONSTANT(1) << (place % 64);
        grant->permits[place / 64] |= bit;
        grants->anywhere[place / 64] |= bit;
        grants->may_log_in |= !everyone && strcmp(permit_kinds[place].name, "login") == 0;
    }
}

/* The permissions whose 'column' is 'id'. */
static bool add_permissions(Grants *grants, Store *store, GHashTable *roles, const char *column,
                            const char *id)
{
    g_autoptr(GPtrArray) all = store_list_by(store, &permission_type, column, id, NULL);
    for (guint i = 0; all != NULL && i < all->len; i++) {
        const Permission *permission = g_ptr_array_index(all, i);
        const Role *role = g_hash_table_lookup(roles, permission->role);
        if (role != NULL)
            add_role(grants, permission, role);
    }
    return all != NULL;
}

static GHashTable *load_roles(Store *store)
{
    g_autoptr(GPtrArray) all = store_list(store, &role_type, NULL, NULL);
    GHashTable *roles = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, entity_free);
    for (guint i = 0; all != NULL && i < all->len; i++) {
        Role *role = entity_dup(g_ptr_array_index(all, i));
        g_hash_table_insert(roles, role->base.id, role);
    }
    return roles;
}

static bool load_groups(Grants *grants, Store *store, const char *user_id)
{
    g_ptr_array_add(grants->groups, g_strdup(GROUP_EVERYONE_ID));
    g_autoptr(GPtrArray) all = store_list_by(store, &group_member_type, "user", user_id, NULL);
    for (guint i = 0; all != NULL && i < all->len; i++)
        g_ptr_array_add(grants->groups, g_strdup(((GroupMember *)all->pdata[i])->group));
    g_ptr_array_add(grants->groups, NULL);
    return all != NULL;
}

static bool load_all(Grants *grants, Store *store, const char *user_id)
{
    g_autoptr(User) user =
        user_id != NULL ? store_find(store, &user_type, "id", user_id, NULL) : NULL;
    if (user == NULL || user->disabled) {
        g_ptr_array_add(grants->groups, NULL);
        return true;
    }
    g_autoptr(GHashTable) roles = load_roles(store);
    if (!load_groups(grants, store, user_id) ||
        !add_permissions(grants, store, roles, "user", user_id))
        return false;
    for (guint i = 0; grants->groups->pdata[i] != NULL; i++)
        if (!add_permissions(grants, store, roles, "group", grants->groups->pdata[i]))
            return false;
    return true;
}

/* On a failure to read there is nothing: to refuse too much is safe. */
static Grants *load(Store *store, const char *user_id)
{
    Grants *grants = grants_new();
    grants->stamp = stamp_now(store);
    if (load_all(grants, store, user_id))
        return grants;
    grants_unref(grants);
    grants = grants_new();
    g_ptr_array_add(grants->groups, NULL);
    grants->stamp.generations[0] = G_MAXUINT; /* stale at once */
    return grants;
}

/* --- the cache -------------------------------------------------------------------------------- */

static Grants *recall(GrantCache *cache, const Stamp *now, const char *user_id)
{
    pthread_mutex_lock(&cache->lock);
    Grants *grants = g_hash_table_lookup(cache->by_user, user_id);
    if (grants != NULL && stamp_equal(&grants->stamp, now))
        g_atomic_ref_count_inc(&grants->ref_count);
    else
        grants = NULL;
    pthread_mutex_unlock(&cache->lock);
    return grants;
}

static void remember(GrantCache *cache, const char *user_id, Grants *grants)
{
    g_atomic_ref_count_inc(&grants->ref_count);
    pthread_mutex_lock(&cache->lock);
    if (g_hash_table_size(cache->by_user) >= MAX_USERS)
        g_hash_table_remove_all(cache->by_user);
    g_hash_table_replace(cache->by_user, g_strdup(user_id), grants);
    pthread_mutex_unlock(&cache->lock);
}

Grants *grants_of(Engine *engine, const char *user_id)
{
    if (user_id == NULL)
        return load(engine->store, NULL);
    Stamp now = stamp_now(engine->store);
    Grants *known = recall(engine->grants, &now, user_id);
    if (known != NULL)
        return known;
    Grants *grants = load(engine->store, user_id);
    remember(engine->grants, user_id, grants);
    return grants;
}

/* --- questions -------------------------------------------------------------------------------- */

static bool has_bit(const guint64 *set, int place)
{
    return place >= 0 && ((set[place / 64] >> (place % 64)) & 1) != 0;
}

bool grant_holds(const Grant *grant, int permit)
{
    return has_bit(grant->permits, permit);
}

const Grant *grants_find(const Grants *grants, const char *id)
{
    return g_hash_table_lookup(grants->by_id, id);
}

bool grants_hold(const Grants *grants, int permit)
{
    const Grant *system = grants_find(grants, SYSTEM);
    return system != NULL && grant_holds(system, permit);
}

bool grants_hold_anywhere(const Grants *grants, int permit)
{
    return has_bit(grants->anywhere, permit);
}

bool grants_may_log_in(const Grants *grants)
{
    return grants->may_log_in;
}

bool grants_see_all(const Grants *grants)
{
    const Grant *system = grants_find(grants, SYSTEM);
    return system != NULL && system->views_children;
}

bool grants_super_user(const Grants *grants)
{
    return grants->super_user;
}

GPtrArray *grants_list(const Grants *grants)
{
    GPtrArray *all = g_ptr_array_new();
    GHashTableIter iter;
    gpointer grant;
    g_hash_table_iter_init(&iter, grants->by_id);
    while (g_hash_table_iter_next(&iter, NULL, &grant))
        if (((Grant *)grant)->type != NULL)
            g_ptr_array_add(all, grant);
    return all;
}

const char *const *grants_groups(const Grants *grants)
{
    return (const char *const *)grants->groups->pdata;
}
