/* The label of a network: at most one.  PFs whose policy names it may serve the network. */
#include "engine/network-row.h"

#include "engine/runtime.h"

static bool add_label(const Crud *crud, const char *network_id, const char *label, GError **error)
{
    if (!network_label_check(label, NULL))
        return fault_set(error, FAULT_NETWORK_LABEL_INVALID, label);
    g_autoptr(StoreTxn) txn = store_begin(crud->store, error);
    if (txn == NULL)
        return false;
    g_autoptr(Network) network = store_get(crud->store, &network_type, network_id, error);
    if (network == NULL)
        return false;
    g_autoptr(NetworkLabel) has =
        store_find(crud->store, &network_label_type, "network", network_id, NULL);
    if (has != NULL)
        return fault_set(error, FAULT_NETWORK_ALREADY_LABELED, network->name, has->label, label);

    g_autoptr(NetworkLabel) row = entity_new(&network_label_type);
    row->network = g_strdup(network_id);
    row->label = g_strdup(label);
    const EventRefs refs = { .network = network_id, .words = EVENT_WORDS("label", label) };
    return store_insert(crud->store, row, error) &&
           event_add(crud->store, crud->caller, "LABEL_NETWORK", &refs, error) &&
           store_commit(txn, error);
}

static bool remove_label(const Crud *crud, const char *network_id, const char *label,
                         GError **error)
{
    g_autoptr(StoreTxn) txn = store_begin(crud->store, error);
    if (txn == NULL)
        return false;
    g_autoptr(Network) network = store_get(crud->store, &network_type, network_id, error);
    if (network == NULL)
        return false;
    g_autoptr(NetworkLabel) row =
        store_find(crud->store, &network_label_type, "network", network_id, NULL);
    if (row == NULL || g_strcmp0(row->label, label) != 0)
        return fault_set(error, FAULT_NETWORK_NOT_LABELED, network->name, label);

    const EventRefs refs = { .network = network_id, .words = EVENT_WORDS("label", label) };
    return store_delete(crud->store, &network_label_type, row->base.id, error) &&
           event_add(crud->store, crud->caller, "UNLABEL_NETWORK", &refs, error) &&
           store_commit(txn, error);
}

static bool finish(const Crud *crud, const char *network_id, const char *label, const char *failed,
                   bool done, GError *failure, GError **error)
{
    if (done) {
        runtime_networks_changed(crud->engine);
        return true;
    }
    const EventRefs refs = { .network = network_id,
                             .words = EVENT_WORDS("label", label, "reason", failure->message) };
    crud_failed(crud->engine, crud->caller, failed, &refs, failure);
    g_propagate_error(error, failure);
    return false;
}

bool engine_network_label_add(Engine *engine, const Caller *caller, const char *network_id,
                              const char *label, GError **error)
{
    const Crud crud = { engine, engine->store, caller, "add" };
    if (!permission_check(engine, caller, ACTION_NETWORK_LABEL, &network_type, network_id, error))
        return false;
    GError *failure = NULL;
    bool done = add_label(&crud, network_id, label, &failure);
    return finish(&crud, network_id, label, "LABEL_NETWORK_FAILED", done, failure, error);
}

bool engine_network_label_remove(Engine *engine, const Caller *caller, const char *network_id,
                                 const char *label, GError **error)
{
    const Crud crud = { engine, engine->store, caller, "remove" };
    if (!permission_check(engine, caller, ACTION_NETWORK_LABEL, &network_type, network_id, error))
        return false;
    GError *failure = NULL;
    bool done = remove_label(&crud, network_id, label, &failure);
    return finish(&crud, network_id, label, "UNLABEL_NETWORK_FAILED", done, failure, error);
}
