/* Networks in clusters: attach, change, detach. */
#include "engine/network-row.h"

#include "engine/runtime.h"
#include "model/cluster.h"

#include <string.h>

/* One command under way, with its facts. */
typedef struct {
    Cluster *cluster;
    Network *network;
    ClusterNetwork *row; /* NULL: not attached */
} Attachment;

static void attachment_clear(Attachment *attachment)
{
    entity_free(attachment->cluster);
    entity_free(attachment->network);
    entity_free(attachment->row);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Attachment, attachment_clear)

/* The network that 'ref' means: an id, or a name in the cluster's data center. */
static Network *find_network(Store *store, const Cluster *cluster, const char *ref, GError **error)
{
    Network *by_id = store_find(store, &network_type, "id", ref, NULL);
    if (by_id != NULL)
        return by_id;
    const StoreCondition conditions[] = {
        { .column = "data_center", .text = cluster->data_center },
        { .column = "name", .text = ref },
    };
    const StoreQuery query = { .conditions = conditions, .n_conditions = 2 };
    g_autoptr(GPtrArray) networks = store_list(store, &network_type, &query, error);
    if (networks == NULL)
        return NULL;
    if (networks->len == 0)
        return fault_null(error, FAULT_ENTITY_NOT_FOUND, network_type.title, ref);
    return g_ptr_array_steal_index(networks, 0);
}

static bool load(Store *store, const char *cluster_id, const char *network, Attachment *ret,
                 GError **error)
{
    ret->cluster = store_get(store, &cluster_type, cluster_id, error);
    if (ret->cluster == NULL)
        return false;
    ret->network = find_network(store, ret->cluster, network, error);
    if (ret->network == NULL)
        return false;
    ret->row = network_row_attachment(store, cluster_id, ret->network->base.id);
    return true;
}

/* --- the three changes ------------------------------------------------------------------------ */

static bool attach(const Crud *crud, const Attachment *it, gboolean required, GError **error)
{
    if (strcmp(it->network->data_center, it->cluster->data_center) != 0)
        return fault_set(error, FAULT_NETWORK_FROM_DIFFERENT_DC, it->network->name,
                         it->cluster->name);
    if (it->row != NULL)
        return fault_set(error, FAULT_NETWORK_ALREADY_IN_CLUSTER, it->network->name,
                         it->cluster->name);
    return network_row_attach(crud->store, it->cluster->base.id, it->network->base.id, required,
                              error);
}

static bool not_attached(const Crud *crud, const Attachment *it, GError **error)
{
    return fault_set(error, FAULT_NETWORK_NOT_IN_CLUSTER, crud->verb, it->network->name,
                     it->cluster->name);
}

static bool change(const Crud *crud, const Attachment *it, gboolean required, GError **error)
{
    if (it->row == NULL)
        return not_attached(crud, it, error);
    if (!required && network_row_is_management(it->network))
        return fault_set(error, FAULT_MANAGEMENT_NETWORK_REQUIRED, it->network->name,
                         it->cluster->name);
    it->row->required = required;
    return store_update(crud->store, it->row, error);
}

static bool detach(const Crud *crud, const Attachment *it, gboolean required, GError **error)
{
    if (it->row == NULL)
        return not_attached(crud, it, error);
    if (network_row_is_management(it->network)) {
        g_autofree char *text = g_strdup_printf("cluster %s", it->cluster->name);
        return fault_set(error, FAULT_MANAGEMENT_NETWORK_REMOVE, crud->verb, it->network->name,
                         text);
    }
    g_autoptr(GPtrArray) uses =
        network_row_uses(crud->store, it->network->base.id, it->cluster->base.id, error);
    if (uses == NULL)
        return false;
    if (uses->len > 0) {
        g_autofree char *text = crud_enumerate(uses);
        return fault_set(error, FAULT_CLUSTER_NETWORK_IN_USE, it->network->name, it->cluster->name,
                         text);
    }
    return store_delete(crud->store, &cluster_network_type, it->row->base.id, error);
}

typedef struct {
    const char *verb;
    bool (*apply)(const Crud *crud, const Attachment *it, gboolean required, GError **error);
    const char *done, *failed;
} Command;

static const Command attach_command = { "attach", attach, "NETWORK_ATTACH_NETWORK_TO_CLUSTER",
                                        "NETWORK_ATTACH_NETWORK_TO_CLUSTER_FAILED" };
static const Command change_command = { "edit", change, "NETWORK_UPDATE_NETWORK_ON_CLUSTER",
                                        "NETWORK_UPDATE_NETWORK_ON_CLUSTER_FAILED" };
static const Command detach_command = { "detach", detach, "NETWORK_DETACH_NETWORK_TO_CLUSTER",
                                        "NETWORK_DETACH_NETWORK_TO_CLUSTER_FAILED" };

static void refs_of(const Attachment *it, EventRefs *ret)
{
    ret->cluster = it->cluster->base.id;
    ret->cluster_name = it->cluster->name;
    if (it->network != NULL) {
        ret->network = it->network->base.id;
        ret->network_name = it->network->name;
    }
}

static bool run(Engine *engine, const Caller *caller, const Command *command,
                const char *cluster_id, const char *network, gboolean required, GError **error)
{
    const Crud crud = { engine, engine->store, caller, command->verb };
    if (!permission_check(engine, caller, ACTION_CLUSTER_NETWORK_ASSIGN, &cluster_type, cluster_id,
                          error))
        return false;

    g_auto(Attachment) it = { 0 };
    EventRefs refs = { 0 };
    g_autoptr(GError) failure = NULL;
    {
        g_autoptr(StoreTxn) txn = store_begin(engine->store, error);
        if (txn == NULL || !load(engine->store, cluster_id, network, &it, error))
            return false;
        refs_of(&it, &refs);
        if (command->apply(&crud, &it, required, &failure) &&
            event_add(engine->store, caller, command->done, &refs, &failure))
            engine_commit(engine, txn, &failure);
    }
    if (failure != NULL) {
        refs.words = EVENT_WORDS("reason", failure->message);
        crud_failed(engine, caller, command->failed, &refs, failure);
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    runtime_networks_changed(engine);
    return true;
}

bool engine_cluster_network_attach(Engine *engine, const Caller *caller, const char *cluster_id,
                                   const char *network, gboolean required, GError **error)
{
    return run(engine, caller, &attach_command, cluster_id, network, required, error);
}

bool engine_cluster_network_update(Engine *engine, const Caller *caller, const char *cluster_id,
                                   const char *network_id, gboolean required, GError **error)
{
    return run(engine, caller, &change_command, cluster_id, network_id, required, error);
}

bool engine_cluster_network_detach(Engine *engine, const Caller *caller, const char *cluster_id,
                                   const char *network_id, GError **error)
{
    return run(engine, caller, &detach_command, cluster_id, network_id, FALSE, error);
}
