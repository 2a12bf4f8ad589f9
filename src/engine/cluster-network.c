/* Networks in clusters: attach, change, detach. */
#include "engine/network-row.h"

#include "engine/runtime.h"
#include "model/cluster.h"
#include "model/host.h"

#include <string.h>

/* One command under way, with its facts. */
typedef struct {
    Cluster *cluster;
    Network *network;
    ClusterNetwork *row; /* NULL: not attached */
    bool unchanged;      /* there was nothing to do, which is no event */
} Attachment;

static void attachment_clear(Attachment *attachment)
{
    entity_free(attachment->cluster);
    entity_free(attachment->network);
    entity_free(attachment->row);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Attachment, attachment_clear)

static bool load(Store *store, const char *cluster_id, const char *network, Attachment *ret,
                 GError **error)
{
    ret->cluster = store_get(store, &cluster_type, cluster_id, error);
    if (ret->cluster == NULL)
        return false;
    ret->network = network_row_find(store, ret->cluster->data_center, network, error);
    if (ret->network == NULL)
        return false;
    ret->row = network_row_attachment(store, cluster_id, ret->network->base.id);
    return true;
}

/* --- roles -------------------------------------------------------------------------------------
 */

/* The row of the cluster that has 'role'; NULL when none has. */
static ClusterNetwork *find_holder(Store *store, const char *cluster_id, NetworkRole role,
                                   GError **error)
{
    g_autoptr(GPtrArray) rows =
        store_list_by(store, &cluster_network_type, "cluster", cluster_id, error);
    for (guint i = 0; rows != NULL && i < rows->len; i++)
        if (*cluster_network_role(g_ptr_array_index(rows, i), role))
            return g_ptr_array_steal_index(rows, i);
    return NULL;
}

/* Takes 'role' from who has it and gives it to 'row', which the caller stores. */
static bool take_role(const Crud *crud, ClusterNetwork *row, NetworkRole role, GError **error)
{
    g_autoptr(ClusterNetwork) holder = find_holder(crud->store, row->cluster, role, NULL);
    *cluster_network_role(row, role) = TRUE;
    if (holder == NULL)
        return true;
    *cluster_network_role(holder, role) = FALSE;
    return store_update(crud->store, holder, error);
}

/* Gives 'role' of 'row' back to the management network, which keeps what nobody else has. */
static bool give_back_role(const Crud *crud, ClusterNetwork *row, NetworkRole role, GError **error)
{
    if (role == ROLE_MANAGEMENT || row->management)
        return true;
    *cluster_network_role(row, role) = FALSE;
    g_autoptr(ClusterNetwork) management =
        role != ROLE_GLUSTER ? find_holder(crud->store, row->cluster, ROLE_MANAGEMENT, NULL) : NULL;
    if (management == NULL)
        return true;
    *cluster_network_role(management, role) = TRUE;
    return store_update(crud->store, management, error);
}

static bool check_new_role(const Crud *crud, const Attachment *it, NetworkRole role, GError **error)
{
    if (role == ROLE_GLUSTER)
        return fault_set(error, FAULT_GLUSTER_NETWORK, crud->verb, it->network->name,
                         it->cluster->name);
    if (role != ROLE_MANAGEMENT)
        return true;
    g_autoptr(Host) host =
        store_find(crud->store, &host_type, "cluster", it->cluster->base.id, NULL);
    return host == NULL || fault_set(error, FAULT_MANAGEMENT_NETWORK_HOSTS, it->network->name,
                                     it->cluster->name, host->name);
}

static bool set_roles(const Crud *crud, const Attachment *it, const ClusterNetworkChange *change,
                      GError **error)
{
    for (int role = 0; role < N_NETWORK_ROLES; role++) {
        if (!(change->roles_given & 1u << role))
            continue;
        bool has = *cluster_network_role(it->row, role), wants = change->roles & 1u << role;
        if (wants && !has &&
            (!check_new_role(crud, it, role, error) || !take_role(crud, it->row, role, error)))
            return false;
        if (!wants && has && !give_back_role(crud, it->row, role, error))
            return false;
    }
    return true;
}

/* --- the three changes ------------------------------------------------------------------------ */

/* Sets 'it->row' to what was asked and stores it. */
static bool apply(const Crud *crud, const Attachment *it, const ClusterNetworkChange *change,
                  GError **error)
{
    bool was_management = it->row->management;
    if (!set_roles(crud, it, change, error))
        return false;
    if (change->required != CLUSTER_NETWORK_KEEP)
        it->row->required = change->required;
    else if (!was_management && it->row->management)
        it->row->required = TRUE;
    if (!it->row->required && it->row->management)
        return fault_set(error, FAULT_MANAGEMENT_NETWORK_REQUIRED, it->network->name,
                         it->cluster->name);
    return store_update(crud->store, it->row, error);
}

static bool attach(const Crud *crud, Attachment *it, const ClusterNetworkChange *change,
                   GError **error)
{
    if (strcmp(it->network->data_center, it->cluster->data_center) != 0)
        return fault_set(error, FAULT_NETWORK_FROM_DIFFERENT_DC, it->network->name,
                         it->cluster->name);
    if (it->row != NULL)
        return fault_set(error, FAULT_NETWORK_ALREADY_IN_CLUSTER, it->network->name,
                         it->cluster->name);
    if (!network_row_attach(crud->store, it->cluster->base.id, it->network->base.id, TRUE, error))
        return false;
    it->row = network_row_attachment(crud->store, it->cluster->base.id, it->network->base.id);
    return it->row != NULL && apply(crud, it, change, error);
}

static bool not_attached(const Crud *crud, const Attachment *it, GError **error)
{
    return fault_set(error, FAULT_NETWORK_NOT_IN_CLUSTER, crud->verb, it->network->name,
                     it->cluster->name);
}

static bool change_row(const Crud *crud, Attachment *it, const ClusterNetworkChange *change,
                       GError **error)
{
    if (it->row == NULL)
        return not_attached(crud, it, error);
    g_autoptr(ClusterNetwork) before = entity_dup(it->row);
    if (!apply(crud, it, change, error))
        return false;
    it->unchanged = entity_equal(before, it->row);
    return true;
}

static bool detach(const Crud *crud, Attachment *it, const ClusterNetworkChange *change,
                   GError **error)
{
    if (it->row == NULL)
        return not_attached(crud, it, error);
    if (it->row->management)
        return fault_set(error, FAULT_MANAGEMENT_NETWORK_REMOVE, crud->verb, it->network->name,
                         it->cluster->name);
    g_autoptr(GPtrArray) uses =
        network_row_uses(crud->store, it->network->base.id, it->cluster->base.id, error);
    if (uses == NULL)
        return false;
    if (uses->len > 0) {
        g_autofree char *text = crud_enumerate(uses);
        return fault_set(error, FAULT_CLUSTER_NETWORK_IN_USE, it->network->name, it->cluster->name,
                         text);
    }
    for (int role = 0; role < N_NETWORK_ROLES; role++)
        if (*cluster_network_role(it->row, role) && !give_back_role(crud, it->row, role, error))
            return false;
    return store_delete(crud->store, &cluster_network_type, it->row->base.id, error);
}

typedef struct {
    const char *verb;
    bool (*apply)(const Crud *crud, Attachment *it, const ClusterNetworkChange *change,
                  GError **error);
    const char *done, *failed;
    Action action;
    const EntityType *object; /* of the permission: the network or the cluster */
} Command;

static const Command attach_command = { "attach",
                                        attach,
                                        "NETWORK_ATTACH_NETWORK_TO_CLUSTER",
                                        "NETWORK_ATTACH_NETWORK_TO_CLUSTER_FAILED",
                                        ACTION_CLUSTER_NETWORK_ASSIGN,
                                        &network_type };
static const Command change_command = { "edit",
                                        change_row,
                                        "NETWORK_UPDATE_NETWORK_ON_CLUSTER",
                                        "NETWORK_UPDATE_NETWORK_ON_CLUSTER_FAILED",
                                        ACTION_CLUSTER_NETWORK_EDIT,
                                        &cluster_type };
static const Command detach_command = { "detach",
                                        detach,
                                        "NETWORK_DETACH_NETWORK_TO_CLUSTER",
                                        "NETWORK_DETACH_NETWORK_TO_CLUSTER_FAILED",
                                        ACTION_CLUSTER_NETWORK_ASSIGN,
                                        &network_type };

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
                const char *cluster_id, const char *network, const ClusterNetworkChange *change,
                GError **error)
{
    const Crud crud = { engine, engine->store, caller, command->verb };
    g_auto(Attachment) it = { 0 };
    EventRefs refs = { 0 };
    g_autoptr(GError) failure = NULL;
    {
        g_autoptr(StoreTxn) txn = store_begin(engine->store, error);
        if (txn == NULL || !load(engine->store, cluster_id, network, &it, error) ||
            !permission_check(engine, caller, command->action, command->object,
                              command->object == &network_type ? it.network->base.id
                                                               : it.cluster->base.id,
                              error))
            return false;
        refs_of(&it, &refs);
        if (command->apply(&crud, &it, change, &failure) && !it.unchanged &&
            event_add(engine->store, caller, command->done, &refs, &failure))
            store_commit(txn, &failure);
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
                                   const char *network, const ClusterNetworkChange *change,
                                   GError **error)
{
    return run(engine, caller, &attach_command, cluster_id, network, change, error);
}

bool engine_cluster_network_update(Engine *engine, const Caller *caller, const char *cluster_id,
                                   const char *network_id, const ClusterNetworkChange *change,
                                   GError **error)
{
    return run(engine, caller, &change_command, cluster_id, network_id, change, error);
}

bool engine_cluster_network_detach(Engine *engine, const Caller *caller, const char *cluster_id,
                                   const char *network_id, GError **error)
{
    return run(engine, caller, &detach_command, cluster_id, network_id, NULL, error);
}
