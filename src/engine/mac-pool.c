/* Rules of MAC pools. */
#include "engine/mac-allocate.h"

#include "model/cluster.h"
#include "model/data-center.h"

#include <string.h>

/* Rewrites "from,to" as lower case with ':'. */
static char *normalise(const char *range, GError **error)
{
    g_auto(GStrv) ends = g_strsplit(range, ",", 2);
    if (g_strv_length(ends) != 2)
        return err_null(error, ERR_INVALID, "\"%.80s\" is not a pair of MAC addresses", range);
    MacAddr from, to;
    if (!mac_parse(ends[0], &from, error) || !mac_parse(ends[1], &to, error))
        return NULL;
    char first[MAC_TEXT_SIZE], last[MAC_TEXT_SIZE];
    return g_strdup_printf("%s,%s", mac_format(&from, first), mac_format(&to, last));
}

/* Of two normalised ranges. */
static bool overlap(const char *a, const char *b)
{
    const gsize size = MAC_TEXT_SIZE - 1;
    return strncmp(a, b + size + 1, size) <= 0 && strncmp(b, a + size + 1, size) <= 0;
}

static bool check_ranges(const Crud *crud, MacPool *pool, GError **error)
{
    if (pool->ranges == NULL || pool->ranges[0] == NULL)
        return fault_set(error, FAULT_MAC_POOL_MUST_HAVE_RANGE, crud->verb, pool->name);
    for (int i = 0; pool->ranges[i] != NULL; i++) {
        g_autoptr(GError) failure = NULL;
        g_autofree char *range = normalise(pool->ranges[i], &failure);
        MacPool one = { .name = pool->name, .ranges = (char *[]){ range, NULL } };
        if (range == NULL || !mac_pool_check(&one, &failure))
            return fault_set(error, FAULT_MAC_POOL_RANGE_INVALID, crud->verb, pool->name,
                             failure->message);
        g_free(pool->ranges[i]);
        pool->ranges[i] = g_steal_pointer(&range);
        for (int j = 0; j < i; j++)
            if (overlap(pool->ranges[j], pool->ranges[i]))
                return fault_set(error, FAULT_MAC_POOL_OVERLAPPING_RANGES, crud->verb, pool->name,
                                 pool->ranges[j], pool->ranges[i]);
    }
    return true;
}

static bool check_other_pool(const Crud *crud, const MacPool *pool, const MacPool *other,
                             GError **error)
{
    for (int i = 0; pool->ranges[i] != NULL; i++)
        for (int j = 0; other->ranges != NULL && other->ranges[j] != NULL; j++)
            if (overlap(pool->ranges[i], other->ranges[j]))
                return fault_set(error, FAULT_MAC_POOL_OVERLAPS_OTHER, crud->verb, pool->ranges[i],
                                 pool->name, other->ranges[j], other->name);
    return true;
}

static bool check_other_pools(const Crud *crud, const MacPool *pool, GError **error)
{
    g_autoptr(GPtrArray) pools = store_list(crud->store, &mac_pool_type, NULL, error);
    if (pools == NULL)
        return false;
    for (guint i = 0; i < pools->len; i++) {
        const MacPool *other = g_ptr_array_index(pools, i);
        if (g_strcmp0(other->base.id, pool->base.id) != 0 &&
            !check_other_pool(crud, pool, other, error))
            return false;
    }
    return true;
}

static bool check(const Crud *crud, MacPool *pool, GError **error)
{
    g_autoptr(MacPool) other = crud_other(crud, &mac_pool_type, "name", pool->name, pool->base.id);
    if (other != NULL)
        return fault_set(error, FAULT_NAME_ALREADY_USED, crud->verb, mac_pool_type.title,
                         pool->name, "another MAC pool");
    return crud_check_name(crud, pool, pool->name, false, error) &&
           check_ranges(crud, pool, error) && check_other_pools(crud, pool, error);
}

static bool before_add(const Crud *crud, void *entity, GError **error)
{
    return check(crud, entity, error);
}

static bool before_update(const Crud *crud, const void *old, void *entity, GError **error)
{
    const MacPool *before = old;
    MacPool *pool = entity;
    return check(crud, pool, error) && (!before->allow_duplicates || pool->allow_duplicates ||
                                        mac_check_no_duplicates(crud, pool, error));
}

static bool before_remove(const Crud *crud, const void *entity, GError **error)
{
    const MacPool *pool = entity;
    if (pool->default_pool)
        return fault_set(error, FAULT_MAC_POOL_REMOVE_DEFAULT, pool->name);
    g_autoptr(Cluster) cluster =
        store_find(crud->store, &cluster_type, "mac_pool", pool->base.id, NULL);
    if (cluster != NULL)
        return fault_set(error, FAULT_MAC_POOL_STILL_USED, pool->name, "cluster", cluster->name);
    g_autoptr(DataCenter) data_center =
        store_find(crud->store, &data_center_type, "mac_pool", pool->base.id, NULL);
    if (data_center != NULL)
        return fault_set(error, FAULT_MAC_POOL_STILL_USED, pool->name, "data center",
                         data_center->name);
    return true;
}

static void refs(const void *entity, EventRefs *ret_refs, const char **ret_words)
{
    ret_words[0] = "mac_pool";
    ret_words[1] = ((const MacPool *)entity)->name;
}

const CrudRules mac_pool_rules = {
    .type = &mac_pool_type,
    .add.action = ACTION_MAC_POOL_CREATE,
    .add.done = "ADD_MAC_POOL_SUCCESS",
    .add.failed = "ADD_MAC_POOL_FAILED",
    .update.action = ACTION_MAC_POOL_EDIT,
    .update.done = "EDIT_MAC_POOL_SUCCESS",
    .update.failed = "EDIT_MAC_POOL_FAILED",
    .remove.action = ACTION_MAC_POOL_DELETE,
    .remove.done = "REMOVE_MAC_POOL_SUCCESS",
    .remove.failed = "REMOVE_MAC_POOL_FAILED",
    .before_add = before_add,
    .before_update = before_update,
    .before_remove = before_remove,
    .refs = refs,
};
