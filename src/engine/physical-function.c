#include "engine/physical-function.h"

#include "engine/permission.h"
#include "engine/runtime-private.h"
#include "engine/visibility.h"

#include <string.h>

struct PfList {
    GPtrArray *hosts;     /* of FleetHost */
    GHashTable *clusters; /* id -> Cluster: with a data center and a name */
    GHashTable *networks; /* id -> Network, that the caller sees; NULL: nobody needs them */
    GHashTable *labels;   /* network id -> label */
    GHashTable *labelled; /* label -> GPtrArray of Network, borrowed */
    GPtrArray *pfs;       /* of PhysicalFunction */
    VfUsers *users;
};

static void pf_free(gpointer data)
{
    PhysicalFunction *pf = data;
    if (pf->served != NULL)
        g_array_unref(pf->served);
    g_free(pf->leases);
    g_free(pf);
}

void pf_list_free(PfList *list)
{
    if (list == NULL)
        return;
    g_clear_pointer(&list->pfs, g_ptr_array_unref);
    g_clear_pointer(&list->labelled, g_hash_table_unref);
    g_clear_pointer(&list->labels, g_hash_table_unref);
    g_clear_pointer(&list->networks, g_hash_table_unref);
    g_clear_pointer(&list->clusters, g_hash_table_unref);
    g_clear_pointer(&list->hosts, g_ptr_array_unref);
    vf_users_free(list->users);
    g_free(list);
}

guint pf_list_length(const PfList *list)
{
    return list->pfs->len;
}

const PhysicalFunction *pf_list_get(const PfList *list, guint i)
{
    return list->pfs->pdata[i];
}

const VfUsers *pf_list_users(const PfList *list)
{
    return list->users;
}

/* --- what is seen ------------------------------------------------------------------------------
 */

static bool check_seen(Engine *engine, const Caller *caller, const EntityType *type, const char *id,
                       GError **error)
{
    if (id == NULL)
        return true;
    g_autoptr(Entity) entity = engine_get(engine, caller, type, id, error);
    return entity != NULL;
}

static bool check_query(Engine *engine, const Caller *caller, const PfQuery *query, GError **error)
{
    return check_seen(engine, caller, &cluster_type, query->cluster, error) &&
           check_seen(engine, caller, &host_type, query->host, error) &&
           check_seen(engine, caller, &network_type, query->network, error);
}

/* Takes out the hosts that the caller does not see: of who sees everything, nothing is asked. */
static bool keep_seen_hosts(Engine *engine, const Caller *caller, GPtrArray *hosts, GError **error)
{
    static const char *const none[] = { NULL };
    if (engine_sees_all(engine, caller))
        return true;
    g_autoptr(GHashTable) seen = visibility_map(engine, caller, &host_type, none, NULL, error);
    for (guint i = hosts->len; seen != NULL && i > 0; i--) {
        const FleetHost *host = hosts->pdata[i - 1];
        if (!g_hash_table_contains(seen, host->id))
            g_ptr_array_remove_index_fast(hosts, i - 1);
    }
    return seen != NULL;
}

/* --- networks ----------------------------------------------------------------------------------
 */

static void add_labelled(PfList *list, const Network *network, const char *label)
{
    GPtrArray *networks = g_hash_table_lookup(list->labelled, label);
    if (networks == NULL) {
        networks = g_ptr_array_new();
        g_hash_table_insert(list->labelled, (gpointer)(guintptr)label, networks);
    }
    g_ptr_array_add(networks, (gpointer)(guintptr)network);
}

/* Networks and labels, once, when a PF has a policy that names some. */
static bool read_networks(PfList *list, Engine *engine, const Caller *caller, GError **error)
{
    static const char *const columns[] = { "name", "data_center", NULL };
    if (list->networks != NULL)
        return true;
    list->networks = visibility_map(engine, caller, &network_type, columns, NULL, error);
    g_autoptr(GPtrArray) labels =
        list->networks != NULL ? store_list(engine->store, &network_label_type, NULL, error) : NULL;
    if (labels == NULL)
        return false;
    list->labels = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    list->labelled =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
    for (guint i = 0; i < labels->len; i++) {
        const NetworkLabel *row = labels->pdata[i];
        Network *network = g_hash_table_lookup(list->networks, row->network);
        char *label = network != NULL ? g_strdup(row->label) : NULL;
        if (network == NULL)
            continue;
        g_hash_table_insert(list->labels, network->base.id, label);
        add_labelled(list, network, label);
    }
    return true;
}

static bool has_word(char *const *words, const char *word)
{
    return word != NULL && g_strv_contains((const char *const *)words, word);
}

static bool is_in_reach(const PhysicalFunction *pf, const Network *network)
{
    return pf->cluster != NULL && g_strcmp0(pf->cluster->data_center, network->data_center) == 0;
}

static bool may_serve(const PfList *list, const PhysicalFunction *pf, const Network *network)
{
    if (!is_in_reach(pf, network))
        return false;
    return pf->policy == NULL || has_word(pf->policy->networks, network->base.id) ||
           has_word(pf->policy->labels, g_hash_table_lookup(list->labels, network->base.id));
}

static void add_served(PhysicalFunction *pf, const Network *network, const char *label)
{
    const PfServed served = { network, label };
    if (network != NULL && is_in_reach(pf, network))
        g_array_append_val(pf->served, served);
}

static int compare_served(gconstpointer a, gconstpointer b)
{
    return strcmp(((const PfServed *)a)->network->name, ((const PfServed *)b)->network->name);
}

/* One that is allowed by its name and by its label is there by its name. */
static void list_served(const PfList *list, PhysicalFunction *pf)
{
    pf->served = g_array_new(FALSE, FALSE, sizeof(PfServed));
    for (char **id = pf->policy->networks; *id != NULL; id++)
        add_served(pf, g_hash_table_lookup(list->networks, *id), NULL);
    for (char **label = pf->policy->labels; *label != NULL; label++) {
        const GPtrArray *networks = g_hash_table_lookup(list->labelled, *label);
        for (guint i = 0; networks != NULL && i < networks->len; i++) {
            const Network *network = networks->pdata[i];
            if (!has_word(pf->policy->networks, network->base.id))
                add_served(pf, network, *label);
        }
    }
    g_array_sort(pf->served, compare_served);
}

/* --- the list ----------------------------------------------------------------------------------
 */

static PhysicalFunction *pf_new(const PfList *list, const FleetHost *host, const HostNic *nic)
{
    PhysicalFunction *pf = g_new0(PhysicalFunction, 1);
    pf->host = host;
    pf->cluster = host->cluster != NULL ? g_hash_table_lookup(list->clusters, host->cluster) : NULL;
    pf->nic = nic;
    pf->policy = g_hash_table_lookup(host->policies, nic->base.id);
    return pf;
}

static void add_pfs(PfList *list, const PfQuery *query, const Network *network)
{
    for (guint i = 0; i < list->hosts->len; i++) {
        const FleetHost *host = list->hosts->pdata[i];
        if (query->cluster != NULL && g_strcmp0(host->cluster, query->cluster) != 0)
            continue;
        for (guint k = 0; k < host->nics->len; k++) {
            const HostNic *nic = host->nics->pdata[k];
            if (!host_nic_is_pf(nic))
                continue;
            PhysicalFunction *pf = pf_new(list, host, nic);
            if (network == NULL || may_serve(list, pf, network))
                g_ptr_array_add(list->pfs, pf);
            else
                pf_free(pf);
        }
    }
}

static int compare_pfs(gconstpointer a, gconstpointer b)
{
    const PhysicalFunction *x = *(PhysicalFunction *const *)a, *y = *(PhysicalFunction *const *)b;
    int by_host = strcmp(x->host->name, y->host->name);
    return by_host != 0 ? by_host : g_strcmp0(x->nic->name, y->nic->name);
}

static void count(PhysicalFunction *pf)
{
    pf->info = fleet_host_find_nic(pf->host, pf->nic);
    if (pf->info != NULL)
        pf->counts = fleet_count_pf(pf->host->leases, pf->nic->base.id, pf->info);
}

static void note_users(PfList *list, PhysicalFunction *pf)
{
    guint n_vfs = pf->info != NULL ? pf->info->vfs->len : 0;
    pf->leases = fleet_index_leases(pf->host->leases, pf->nic->base.id,
                                    pf->info != NULL ? fleet_n_indexes(pf->info) : 0);
    for (guint i = 0; i < n_vfs; i++) {
        const VfInfo *vf = pf->info->vfs->pdata[i];
        vf_users_note(list->users, vf, pf->leases[vf->index]);
    }
}

/* What is shown of each that is left. */
static bool fill(PfList *list, Engine *engine, const Caller *caller, const PfQuery *query,
                 GError **error)
{
    if (query->users)
        list->users = vf_users_new(engine, caller);
    for (guint i = 0; i < list->pfs->len; i++) {
        PhysicalFunction *pf = list->pfs->pdata[i];
        count(pf);
        if (query->users)
            note_users(list, pf);
        if (pf->policy != NULL) {
            if (!read_networks(list, engine, caller, error))
                return false;
            list_served(list, pf);
        }
    }
    return list->users == NULL || vf_users_read(list->users, error);
}

PfList *engine_list_pfs(Engine *engine, const Caller *caller, const PfQuery *query, GError **error)
{
    static const char *const columns[] = { "name", "data_center", NULL };
    if (!permission_check(engine, caller, ACTION_READ, NULL, NULL, error) ||
        !check_query(engine, caller, query, error))
        return NULL;
    g_autoptr(PfList) list = g_new0(PfList, 1);
    list->pfs = g_ptr_array_new_with_free_func(pf_free);
    list->clusters = visibility_map(engine, caller, &cluster_type, columns, NULL, error);
    list->hosts = fleet_hosts(engine->runtime->fleet, query->host);
    if (list->clusters == NULL || !keep_seen_hosts(engine, caller, list->hosts, error) ||
        (query->network != NULL && !read_networks(list, engine, caller, error)))
        return NULL;
    const Network *network =
        query->network != NULL ? g_hash_table_lookup(list->networks, query->network) : NULL;
    add_pfs(list, query, network);
    g_ptr_array_sort(list->pfs, compare_pfs);
    if (query->max >= 0 && query->max < list->pfs->len)
        g_ptr_array_set_size(list->pfs, (int)query->max);
    return fill(list, engine, caller, query, error) ? g_steal_pointer(&list) : NULL;
}

/* --- numbers -----------------------------------------------------------------------------------
 */

VfCounts engine_count_vfs(Engine *engine, const char *host_id)
{
    return fleet_count(engine->runtime->fleet, host_id);
}
