#include "engine/mac-allocate.h"

#include "model/cluster.h"
#include "model/data-center.h"
#include "model/vm.h"

#include <string.h>

#define MAX_LOOKS 64 /* of a search, before it asks whether there is anything to find */

MacPool *mac_pool_of_cluster(Store *store, const char *cluster_id, GError **error)
{
    g_autoptr(Cluster) cluster = store_get(store, &cluster_type, cluster_id, error);
    if (cluster == NULL)
        return NULL;
    if (cluster->mac_pool != NULL)
        return store_get(store, &mac_pool_type, cluster->mac_pool, error);
    g_autoptr(DataCenter) data_center =
        store_get(store, &data_center_type, cluster->data_center, error);
    if (data_center == NULL)
        return NULL;
    const char *pool = data_center->mac_pool;
    return store_get(store, &mac_pool_type, pool != NULL ? pool : MAC_POOL_DEFAULT_ID, error);
}

MacPool *mac_pool_of_vm(Store *store, const char *vm_id, GError **error)
{
    g_autoptr(Vm) vm = store_get(store, &vm_type, vm_id, error);
    return vm != NULL ? mac_pool_of_cluster(store, vm->cluster, error) : NULL;
}

/* --- handing out ------------------------------------------------------------------------------ */

/* A search under way. */
typedef struct {
    Store *store;
    const MacPool *pool;
    guint n_looks;
    bool exhausted;
} Search;

/* Whether every address of 'pool' is on some vNIC: one count a range.  Lower-case text of one
 * length sorts as the numbers do. */
static bool is_exhausted(Store *store, const MacPool *pool)
{
    for (int i = 0; pool->ranges[i] != NULL; i++) {
        g_auto(GStrv) ends = g_strsplit(pool->ranges[i], ",", 2);
        MacAddr from, to;
        if (!mac_parse(ends[0], &from, NULL) || !mac_parse(ends[1], &to, NULL))
            return false;
        const StoreCondition conditions[] = {
            { .column = "mac", .op = STORE_GE, .text = ends[0] },
            { .column = "mac", .op = STORE_LE, .text = ends[1] },
        };
        const StoreQuery query = { .conditions = conditions,
                                   .n_conditions = G_N_ELEMENTS(conditions) };
        gint64 size = (gint64)(mac_to_number(&to) - mac_to_number(&from)) + 1;
        if (store_count(store, &vm_nic_type, &query, NULL) < size)
            return false;
    }
    return true;
}

/* As a rule the first look finds a free one.  After many, one count tells whether it is worth going
 * on; 'not used' then only ends the search. */
static gboolean is_used(const MacAddr *mac, gpointer data)
{
    Search *search = data;
    if (++search->n_looks == MAX_LOOKS && !search->pool->allow_duplicates &&
        is_exhausted(search->store, search->pool)) {
        search->exhausted = true;
        return FALSE;
    }
    char text[MAC_TEXT_SIZE];
    const StoreCondition condition = { .column = "mac", .text = mac_format(mac, text) };
    const StoreQuery query = { .conditions = &condition, .n_conditions = 1 };
    return store_count(search->store, &vm_nic_type, &query, NULL) != 0;
}

char *mac_allocate(const Crud *crud, const MacPool *pool, GError **error)
{
    /* Where the last search ended: what was given back is not given out again at once, and the next
     * address is found at the first look. */
    g_autofree char *position = g_strdup_printf("mac-pool-position/%s", pool->base.id);
    g_autofree char *last = store_get_setting(crud->store, position, NULL);
    Search search = { .store = crud->store, .pool = pool };
    MacAddr after, mac;
    bool resumed = last != NULL && mac_parse(last, &after, NULL);
    if (!mac_pool_find(pool, resumed ? &after : NULL, is_used, &search, &mac, NULL) ||
        search.exhausted)
        return fault_null(error, FAULT_MAC_POOL_NOT_ENOUGH, crud->verb, pool->name);

    char text[MAC_TEXT_SIZE];
    mac_format(&mac, text);
    return store_set_setting(crud->store, position, text, error) ? g_strdup(text) : NULL;
}

/* --- who has it ------------------------------------------------------------------------------- */

static bool is_under(Store *store, const VmNic *nic, const MacPool *pool)
{
    g_autoptr(MacPool) its = mac_pool_of_vm(store, nic->vm, NULL);
    return its != NULL && strcmp(its->base.id, pool->base.id) == 0;
}

/* A vNIC under 'pool' with 'mac', other than 'nic_id'; NULL when there is none. */
static VmNic *find_user(Store *store, const MacPool *pool, const char *mac, const char *nic_id)
{
    g_autoptr(GPtrArray) nics = store_list_by(store, &vm_nic_type, "mac", mac, NULL);
    for (guint i = 0; nics != NULL && i < nics->len; i++) {
        const VmNic *nic = g_ptr_array_index(nics, i);
        if (g_strcmp0(nic->base.id, nic_id) != 0 && is_under(store, nic, pool))
            return g_ptr_array_steal_index(nics, i);
    }
    return NULL;
}

static char *describe(Store *store, const VmNic *nic)
{
    g_autofree char *vm = crud_name(store, &vm_type, nic->vm);
    return g_strdup_printf("%s of VM %s", nic->name, vm);
}

bool mac_check_unused(const Crud *crud, const MacPool *pool, const char *mac, const char *nic_id,
                      GError **error)
{
    if (pool->allow_duplicates)
        return true;
    g_autoptr(VmNic) user = find_user(crud->store, pool, mac, nic_id);
    if (user == NULL)
        return true;
    g_autofree char *text = describe(crud->store, user);
    return fault_set(error, FAULT_MAC_IN_USE, crud->verb, mac, text, pool->name);
}

bool mac_check_move(const Crud *crud, const EntityType *type, const GPtrArray *nics,
                    const MacPool *pool, GError **error)
{
    if (pool->allow_duplicates)
        return true;
    g_autoptr(GHashTable) moved = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < nics->len; i++) {
        VmNic *nic = g_ptr_array_index(nics, i);
        if (nic->mac == NULL)
            continue;
        g_autoptr(VmNic) user = find_user(crud->store, pool, nic->mac, nic->base.id);
        const VmNic *other = user != NULL ? user : g_hash_table_lookup(moved, nic->mac);
        if (other != NULL) {
            g_autofree char *text = describe(crud->store, other);
            return fault_set(error, FAULT_MAC_POOL_MIGRATE, crud->verb, type->title, nic->mac, text,
                             pool->name) ||
                   err_about(error, type == &cluster_type ? "mac_pool" : "cluster");
        }
        g_hash_table_insert(moved, nic->mac, nic);
    }
    return true;
}

GPtrArray *mac_cluster_nics(Store *store, const char *cluster_id, GError **error)
{
    g_autoptr(GPtrArray) vms = store_list_by(store, &vm_type, "cluster", cluster_id, error);
    if (vms == NULL)
        return NULL;
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(entity_free);
    for (guint i = 0; i < vms->len; i++) {
        const Vm *vm = g_ptr_array_index(vms, i);
        g_autoptr(GPtrArray) nics = store_list_by(store, &vm_nic_type, "vm", vm->base.id, error);
        if (nics == NULL)
            return NULL;
        g_ptr_array_extend_and_steal(all, g_steal_pointer(&nics));
    }
    return g_steal_pointer(&all);
}

bool mac_check_no_duplicates(const Crud *crud, const MacPool *pool, GError **error)
{
    g_autoptr(GPtrArray) clusters = store_list(crud->store, &cluster_type, NULL, error);
    if (clusters == NULL)
        return false;
    for (guint i = 0; i < clusters->len; i++) {
        const Cluster *cluster = g_ptr_array_index(clusters, i);
        g_autoptr(MacPool) its = mac_pool_of_cluster(crud->store, cluster->base.id, error);
        if (its == NULL)
            return false;
        if (strcmp(its->base.id, pool->base.id) != 0)
            continue;
        g_autoptr(GPtrArray) nics = mac_cluster_nics(crud->store, cluster->base.id, error);
        for (guint j = 0; nics != NULL && j < nics->len; j++) {
            const VmNic *nic = g_ptr_array_index(nics, j);
            g_autoptr(VmNic) other =
                nic->mac != NULL ? find_user(crud->store, pool, nic->mac, nic->base.id) : NULL;
            if (other == NULL)
                continue;
            g_autofree char *first = describe(crud->store, nic);
            g_autofree char *second = describe(crud->store, other);
            g_autofree char *both = g_strdup_printf("%s and %s", first, second);
            return fault_set(error, FAULT_MAC_POOL_DUPLICATES, nic->mac, pool->name, both);
        }
        if (nics == NULL)
            return false;
    }
    return true;
}
