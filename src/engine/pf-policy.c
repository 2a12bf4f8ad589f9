#include "engine/pf-policy.h"

#include "engine/crud.h"
#include "engine/runtime.h"
#include "model/host-nic.h"
#include "model/network.h"

/* One command under way. */
typedef struct {
    Store *store;
    HostNic *pf;
} Policy;

/* Loads the PF; the caller frees 'policy->pf'. */
static bool load(Policy *policy, const char *nic_id, GError **error)
{
    g_autoptr(HostNic) nic = store_find(policy->store, &host_nic_type, "id", nic_id, NULL);
    if (nic == NULL)
        return fault_set(error, FAULT_NIC_NOT_EXISTS, nic_id);
    if (!host_nic_is_pf(nic))
        return fault_set(error, FAULT_NIC_NOT_SRIOV, nic->name);
    policy->pf = g_steal_pointer(&nic);
    return true;
}

static GPtrArray *rows_of(const Policy *policy, const EntityType *type, GError **error)
{
    return store_list_by(policy->store, type, "host_nic", policy->pf->base.id, error);
}

/* The row of the PF whose 'column' is 'value'; NULL when there is none. */
static void *find_row(const Policy *policy, const EntityType *type, const char *column,
                      const char *value)
{
    const StoreCondition conditions[] = {
        { .column = "host_nic", .text = policy->pf->base.id },
        { .column = column, .text = value },
    };
    const StoreQuery query = { .conditions = conditions, .n_conditions = 2, .limit = 1 };
    g_autoptr(GPtrArray) rows = store_list(policy->store, type, &query, NULL);
    return rows != NULL && rows->len > 0 ? g_ptr_array_steal_index(rows, 0) : NULL;
}

static bool check_specific(const Policy *policy, GError **error)
{
    return !policy->pf->all_networks_allowed ||
           fault_set(error, FAULT_CANNOT_SET_SPECIFIC_NETWORKS, policy->pf->name);
}

/* --- the changes ------------------------------------------------------------------------------ */

/* The network that 'ref', an id or a name, means. */
static Network *find_network(const Policy *policy, const char *ref, GError **error)
{
    g_autoptr(GError) failure = NULL;
    Network *network = crud_find(policy->store, &network_type, ref, &failure);
    if (network != NULL)
        return network;
    if (fault_err_code(failure) == ERR_NOT_FOUND)
        return fault_null(error, FAULT_PF_NETWORK_NOT_EXISTS, ref);
    g_propagate_error(error, g_steal_pointer(&failure));
    return NULL;
}

static bool allow_network(const Policy *policy, const char *ref, GError **error)
{
    g_autoptr(Network) network = find_network(policy, ref, error);
    if (network == NULL)
        return false;
    g_autoptr(PfNetwork) has = find_row(policy, &pf_network_type, "network", network->base.id);
    if (has != NULL)
        return fault_set(error, FAULT_NETWORK_ALREADY_IN_VFS_CONFIG, network->name,
                         policy->pf->name);
    g_autoptr(PfNetwork) row = entity_new(&pf_network_type);
    row->host_nic = g_strdup(policy->pf->base.id);
    row->network = g_strdup(network->base.id);
    return store_insert(policy->store, row, error);
}

static bool disallow_network(const Policy *policy, const char *ref, GError **error)
{
    g_autoptr(PfNetwork) row = find_row(policy, &pf_network_type, "network", ref);
    if (row == NULL) {
        g_autofree char *name = crud_name(policy->store, &network_type, ref);
        return fault_set(error, FAULT_NETWORK_NOT_IN_VFS_CONFIG, name, policy->pf->name);
    }
    return store_delete(policy->store, &pf_network_type, row->base.id, error);
}

static bool allow_label(const Policy *policy, const char *label, GError **error)
{
    if (!network_label_check(label, NULL))
        return fault_set(error, FAULT_NETWORK_LABEL_INVALID, label);
    g_autoptr(PfLabel) has = find_row(policy, &pf_label_type, "label", label);
    if (has != NULL)
        return fault_set(error, FAULT_LABEL_ALREADY_IN_VFS_CONFIG, label, policy->pf->name);
    g_autoptr(PfLabel) row = entity_new(&pf_label_type);
    row->host_nic = g_strdup(policy->pf->base.id);
    row->label = g_strdup(label);
    return store_insert(policy->store, row, error);
}

static bool disallow_label(const Policy *policy, const char *label, GError **error)
{
    g_autoptr(PfLabel) row = find_row(policy, &pf_label_type, "label", label);
    if (row == NULL)
        return fault_set(error, FAULT_LABEL_NOT_IN_VFS_CONFIG, label, policy->pf->name);
    return store_delete(policy->store, &pf_label_type, row->base.id, error);
}

static bool clear_rows(const Policy *policy, const EntityType *type, GError **error)
{
    g_autoptr(GPtrArray) rows = rows_of(policy, type, error);
    for (guint i = 0; rows != NULL && i < rows->len; i++)
        if (!store_delete(policy->store, type, ((Entity *)g_ptr_array_index(rows, i))->id, error))
            return false;
    return rows != NULL;
}

static bool set_flag(const Policy *policy, gboolean allowed, GError **error)
{
    if (allowed && (!clear_rows(policy, &pf_network_type, error) ||
                    !clear_rows(policy, &pf_label_type, error)))
        return false;
    policy->pf->all_networks_allowed = allowed;
    return store_update(policy->store, policy->pf, error);
}

static bool allow_all(const Policy *policy, const char *what, GError **error)
{
    return set_flag(policy, TRUE, error);
}

static bool allow_specific(const Policy *policy, const char *what, GError **error)
{
    return set_flag(policy, FALSE, error);
}

/* --- what they have in common ----------------------------------------------------------------- */

typedef struct {
    bool (*apply)(const Policy *policy, const char *what, GError **error);
    const char *word; /* "network" or "label": what 'what' is, which only goes while not all
                       * networks are allowed; NULL: nothing */
    const char *done, *failed;
} Command;

static const Command allow_network_command = { allow_network, "network", "ADD_VFS_CONFIG_NETWORK",
                                               "ADD_VFS_CONFIG_NETWORK_FAILED" };
static const Command disallow_network_command = { disallow_network, "network",
                                                  "REMOVE_VFS_CONFIG_NETWORK",
                                                  "REMOVE_VFS_CONFIG_NETWORK_FAILED" };
static const Command allow_label_command = { allow_label, "label", "ADD_VFS_CONFIG_LABEL",
                                             "ADD_VFS_CONFIG_LABEL_FAILED" };
static const Command disallow_label_command = { disallow_label, "label", "REMOVE_VFS_CONFIG_LABEL",
                                                "REMOVE_VFS_CONFIG_LABEL_FAILED" };
static const Command allow_all_command = { allow_all, NULL, "UPDATE_HOST_NIC_VFS_CONFIG",
                                           "UPDATE_HOST_NIC_VFS_CONFIG_FAILED" };
static const Command allow_specific_command = { allow_specific, NULL, "UPDATE_HOST_NIC_VFS_CONFIG",
                                                "UPDATE_HOST_NIC_VFS_CONFIG_FAILED" };

/* The name of a network that is known, for the event; else what was given. */
static char *word_value(const Policy *policy, const Command *command, const char *what)
{
    return g_strcmp0(command->word, "network") == 0 ? crud_name(policy->store, &network_type, what)
                                                    : g_strdup(what);
}

static bool apply(const Policy *policy, const Command *command, const char *what, GError **error)
{
    return (command->word == NULL || check_specific(policy, error)) &&
           command->apply(policy, what, error);
}

static bool run(Engine *engine, const Caller *caller, const Command *command, const char *nic_id,
                const char *what, GError **error)
{
    if (!permission_check(engine, caller, ACTION_HOST_NETWORK, &host_nic_type, nic_id, error))
        return false;
    Policy policy = { .store = engine->store };
    g_autoptr(HostNic) pf = NULL;
    g_autoptr(GError) failure = NULL;
    g_autofree char *value = NULL;
    EventRefs refs = { 0 };
    {
        g_autoptr(StoreTxn) txn = store_begin(engine->store, error);
        if (txn == NULL || !load(&policy, nic_id, error))
            return false;
        pf = policy.pf;
        value = word_value(&policy, command, what);
        refs.host = pf->host;
        refs.words = EVENT_WORDS("nic", pf->name, command->word, value);
        if (apply(&policy, command, what, &failure) &&
            event_add(engine->store, caller, command->done, &refs, &failure))
            store_commit(txn, &failure);
    }
    if (failure != NULL) {
        refs.words = EVENT_WORDS("nic", pf->name, "reason", failure->message, command->word, value);
        crud_failed(engine, caller, command->failed, &refs, failure);
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    runtime_pf_policy_changed(engine, pf->host);
    return true;
}

/* As run() does it, to the end of the transaction, which is undone. */
static bool try(Engine *engine, const Caller *caller, const Command *command, const char *nic_id,
                const char *what, GError **error)
{
    if (!permission_check(engine, caller, ACTION_HOST_NETWORK, &host_nic_type, nic_id, error))
        return false;
    Policy policy = { .store = engine->store };
    g_autoptr(StoreTxn) txn = store_begin(engine->store, error);
    bool loaded = txn != NULL && load(&policy, nic_id, error);
    g_autoptr(HostNic) pf G_GNUC_UNUSED = policy.pf;
    return loaded && apply(&policy, command, what, error);
}

static const Command *command_of(gboolean allowed)
{
    return allowed ? &allow_all_command : &allow_specific_command;
}

bool pf_policy_check_all_networks_allowed(Engine *engine, const Caller *caller, const char *nic_id,
                                          gboolean allowed, GError **error)
{
    return try(engine, caller, command_of(allowed), nic_id, NULL, error);
}

bool pf_policy_set_all_networks_allowed(Engine *engine, const Caller *caller, const char *nic_id,
                                        gboolean allowed, GError **error)
{
    return run(engine, caller, command_of(allowed), nic_id, NULL, error);
}

bool engine_pf_allow_network(Engine *engine, const Caller *caller, const char *nic_id,
                             const char *network, GError **error)
{
    return run(engine, caller, &allow_network_command, nic_id, network, error);
}

bool engine_pf_disallow_network(Engine *engine, const Caller *caller, const char *nic_id,
                                const char *network_id, GError **error)
{
    return run(engine, caller, &disallow_network_command, nic_id, network_id, error);
}

bool engine_pf_allow_label(Engine *engine, const Caller *caller, const char *nic_id,
                           const char *label, GError **error)
{
    return run(engine, caller, &allow_label_command, nic_id, label, error);
}

bool engine_pf_disallow_label(Engine *engine, const Caller *caller, const char *nic_id,
                              const char *label, GError **error)
{
    return run(engine, caller, &disallow_label_command, nic_id, label, error);
}
