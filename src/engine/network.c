/* Rules of networks. */
#include "engine/network-row.h"

#include "base/uuid.h"
#include "engine/runtime.h"
#include "model/data-center.h"
#include "model/qos.h"
#include "model/vm.h"
#include "model/vnic-profile.h"

#include <string.h>

#define DEVICE_NAME_MAX 15 /* IFNAMSIZ - 1 */

/* Its name on hosts: the name itself where the kernel can carry it, else one made of the id. */
static char *device_name(const Network *network)
{
    static const char allowed[] =
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-";
    gsize size = strlen(network->name);
    if (size <= DEVICE_NAME_MAX && strspn(network->name, allowed) == size)
        return g_strdup(network->name);

    g_auto(GStrv) parts = g_strsplit(network->base.id, "-", -1);
    g_autofree char *digits = g_strjoinv("", parts);
    return g_strdup_printf("on%.13s", digits);
}

static bool check_name(const Crud *crud, const Network *network, GError **error)
{
    if (!crud_check_name(crud, network, network->name, false, error))
        return false;
    if (g_str_has_prefix(network->name, "bond"))
        return fault_set(error, FAULT_NETWORK_BOND_NAME, crud->verb, network->name);
    g_autoptr(GPtrArray) others =
        store_list_by(crud->store, &network_type, "data_center", network->data_center, error);
    for (guint i = 0; others != NULL && i < others->len; i++) {
        const Network *other = g_ptr_array_index(others, i);
        if (strcmp(other->base.id, network->base.id) == 0)
            continue;
        if (strcmp(other->name, network->name) == 0) {
            g_autofree char *data_center =
                crud_name(crud->store, &data_center_type, network->data_center);
            return fault_set(error, FAULT_NETWORK_NAME_IN_USE, crud->verb, network->name,
                             data_center);
        }
        if (g_strcmp0(other->vdsm_name, network->vdsm_name) == 0)
            return fault_set(error, FAULT_NETWORK_DEVICE_NAME_IN_USE, crud->verb,
                             network->vdsm_name, other->name);
    }
    return others != NULL;
}

static bool check_qos(const Crud *crud, const Network *network, GError **error)
{
    if (network->qos == NULL)
        return true;
    g_autoptr(Qos) qos = store_get(crud->store, &qos_type, network->qos, error);
    if (qos == NULL)
        return false;
    return (qos->type == QOS_HOST_NETWORK && strcmp(qos->data_center, network->data_center) == 0) ||
           fault_set(error, FAULT_NETWORK_QOS_NOT_EXISTS, crud->verb, qos->name);
}

static bool check_name_servers(const Crud *crud, const Network *network, GError **error)
{
    for (int i = 0; network->name_servers != NULL && network->name_servers[i] != NULL; i++)
        if (!g_hostname_is_ip_address(network->name_servers[i]))
            return fault_set(error, FAULT_NETWORK_NAME_SERVER, crud->verb, network->name_servers[i],
                             network->name);
    return true;
}

static bool check_options(const Crud *crud, const Network *network, GError **error)
{
    if (network->external_provider_id != NULL || network->external_provider_name != NULL)
        return fault_set(error, FAULT_NETWORK_EXTERNAL_PROVIDER, crud->verb, network->name);
    if (network->stp && !network_is_vm(network))
        return fault_set(error, FAULT_NON_VM_NETWORK_STP, crud->verb, network->name);
    if (network->port_isolation && !network_is_vm(network))
        return fault_set(error, FAULT_NON_VM_NETWORK_PORT_ISOLATION, crud->verb, network->name);
    return check_qos(crud, network, error) && check_name_servers(crud, network, error);
}

/* Here a network is for VMs or not; its other usages are roles, which belong to a cluster. */
static void set_usages(Network *network, bool vm)
{
    g_strfreev(network->usages);
    network->usages = vm ? g_strdupv((char *[]){ "vm", NULL }) : g_new0(char *, 1);
}

static bool before_add(const Crud *crud, void *entity, GError **error)
{
    Network *network = entity;
    set_usages(network, !crud_given(Network, network, usages) || network_is_vm(network));
    network->base.id = uuid_new();
    network->vdsm_name = device_name(network);
    return check_name(crud, network, error) && check_options(crud, network, error);
}

static bool after_add(const Crud *crud, const void *entity, GError **error)
{
    const Network *network = entity;
    return !network_is_vm(network) || !network->profile_required ||
           network_row_add_profile(crud->store, network, error);
}

static bool check_unused(const Crud *crud, const Network *network, GError **error)
{
    g_autoptr(GPtrArray) uses = network_row_uses(crud->store, network->base.id, NULL, error);
    if (uses == NULL)
        return false;
    if (uses->len == 0)
        return true;
    g_autofree char *text = crud_enumerate(uses);
    return fault_set(error, uses->len == 1 ? FAULT_NETWORK_IN_ONE_USE : FAULT_NETWORK_IN_MANY_USES,
                     crud->verb, network->name, text);
}

static bool check_no_passthrough(const Crud *crud, const Network *network, GError **error)
{
    g_autoptr(GPtrArray) profiles =
        store_list_by(crud->store, &vnic_profile_type, "network", network->base.id, error);
    for (guint i = 0; profiles != NULL && i < profiles->len; i++) {
        const VnicProfile *profile = g_ptr_array_index(profiles, i);
        if (profile->pass_through == PASS_THROUGH_ENABLED)
            return fault_set(error, FAULT_PROFILE_PASSTHROUGH_PORT_ISOLATION, crud->verb,
                             profile->name, network->name);
    }
    return profiles != NULL;
}

static bool before_update(const Crud *crud, const void *old, void *entity, GError **error)
{
    const Network *before = old;
    Network *network = entity;
    set_usages(network, network_is_vm(network));
    bool renamed = strcmp(before->name, network->name) != 0;
    bool vm_changed = network_is_vm(before) != network_is_vm(network);
    g_autofree char *managed = NULL;
    if (!network_row_find_management(crud->store, before->base.id, &managed, error))
        return false;
    if (managed != NULL && (renamed || vm_changed))
        return fault_set(error, FAULT_MANAGEMENT_NETWORK_CHANGE, before->name) ||
               err_about(error, renamed ? "name" : "usages/usage");
    if (renamed) {
        g_free(network->vdsm_name);
        network->vdsm_name = device_name(network);
    }
    bool isolation_changed = before->port_isolation != network->port_isolation;
    return check_name(crud, network, error) && check_options(crud, network, error) &&
           (!(vm_changed || isolation_changed) || check_unused(crud, before, error) ||
            err_about(error, vm_changed ? "usages/usage" : "port_isolation")) &&
           (!network->port_isolation || check_no_passthrough(crud, network, error));
}

/* Running VMs keep the VLAN and the MTU that their vNICs were plugged with. */
static bool tell_running(const Crud *crud, const Network *network, GError **error)
{
    g_autoptr(GPtrArray) nics = network_row_running_uses(crud->store, network->base.id, error);
    if (nics == NULL || nics->len == 0)
        return nics != NULL;
    g_autofree char *text = crud_enumerate(nics);
    const EventRefs refs = { .network = network->base.id,
                             .network_name = network->name,
                             .data_center = network->data_center,
                             .words = EVENT_WORDS("nics", text) };
    return event_add(crud->store, crud->caller, "VNICS_OUT_OF_SYNC_ON_NETWORK_UPDATE", &refs,
                     error);
}

/* A network has profiles exactly while VMs may use it. */
static bool after_update(const Crud *crud, const void *old, const void *entity, GError **error)
{
    const Network *before = old, *network = entity;
    if ((before->vlan != network->vlan || before->mtu != network->mtu) &&
        !tell_running(crud, network, error))
        return false;
    if (network_is_vm(old) == network_is_vm(network))
        return true;
    if (network_is_vm(network))
        return network_row_add_profile(crud->store, network, error);
    g_autoptr(GPtrArray) profiles =
        store_list_by(crud->store, &vnic_profile_type, "network", network->base.id, error);
    for (guint i = 0; profiles != NULL && i < profiles->len; i++) {
        const Entity *profile = g_ptr_array_index(profiles, i);
        if (!store_delete(crud->store, &vnic_profile_type, profile->id, error))
            return false;
    }
    return profiles != NULL;
}

static bool before_remove(const Crud *crud, const void *entity, GError **error)
{
    const Network *network = entity;
    g_autofree char *managed = NULL;
    if (!network_row_find_management(crud->store, network->base.id, &managed, error))
        return false;
    if (managed != NULL)
        return fault_set(error, FAULT_MANAGEMENT_NETWORK_REMOVE, crud->verb, network->name,
                         managed);
    return check_unused(crud, network, error);
}

/* A QoS by name is one for hosts, of its data center. */
static bool means(const Crud *crud, const void *entity, const char *column, const void *candidate)
{
    const Network *network = entity;
    const Qos *qos = candidate;
    return strcmp(column, "qos") != 0 ||
           (qos->type == QOS_HOST_NETWORK &&
            (network->data_center == NULL || strcmp(qos->data_center, network->data_center) == 0));
}

static const struct CrudUnknown unknown[] = {
    { "qos", FAULT_NETWORK_QOS_NOT_EXISTS },
    { NULL },
};

static void refs(const void *entity, EventRefs *ret_refs, const char **ret_words)
{
    const Network *network = entity;
    ret_refs->network = network->base.id;
    ret_refs->network_name = network->name;
    ret_refs->data_center = network->data_center;
}

static void changed(Engine *engine, const void *entity, bool gone)
{
    runtime_networks_changed(engine);
}

const CrudRules network_rules = {
    .type = &network_type,
    .parent = "data_center",
    .add.action = ACTION_NETWORK_CREATE,
    .add.done = "NETWORK_ADD_NETWORK",
    .add.failed = "NETWORK_ADD_NETWORK_FAILED",
    .update.action = ACTION_NETWORK_EDIT,
    .update.done = "NETWORK_UPDATE_NETWORK",
    .update.failed = "NETWORK_UPDATE_NETWORK_FAILED",
    .remove.action = ACTION_NETWORK_DELETE,
    .remove.done = "NETWORK_REMOVE_NETWORK",
    .remove.failed = "NETWORK_REMOVE_NETWORK_FAILED",
    .fixed.column = "data_center",
    .fixed.fault = FAULT_NETWORK_DATA_CENTER_FIXED,
    .before_add = before_add,
    .after_add = after_add,
    .before_update = before_update,
    .after_update = after_update,
    .before_remove = before_remove,
    .unknown = unknown,
    .means = means,
    .refs = refs,
    .changed = changed,
};
