/* Networks of clusters: a network as everywhere, with what the cluster says of it. */
#include "rest/handlers.h"

#include "model/cluster.h"
#include "model/network-filter.h"
#include "model/network.h"
#include "repr/read.h"

#include <string.h>

/* What emit_cluster_part() needs of the reply that it adds to. */
typedef struct {
    Call *call;
    ReprContext context;
    GHashTable *rows; /* network id -> ClusterNetwork */
} Part;

static const char *cluster_id(const Call *call)
{
    return call->captures[0];
}

static void emit_cluster_part(Emit *emit, const void *entity, gpointer data)
{
    const Part *part = data;
    const ClusterNetwork *row = g_hash_table_lookup(part->rows, ((const Entity *)entity)->id);
    if (row == NULL)
        return;
    emit_bool(emit, "required", row->required);
    emit_text(emit, "status", "operational");
    emit_bool(emit, "display", row->display);
    repr_emit_ref(&part->context, emit, "cluster", &cluster_type, row->cluster, NULL);
}

/* The rows of the cluster by network; NULL with an error also when there is no such cluster. */
static GHashTable *list_rows(Call *call, GError **error)
{
    g_autoptr(Entity) cluster =
        engine_get(call->engine, &call->caller, &cluster_type, cluster_id(call), error);
    if (cluster == NULL)
        return NULL;
    g_autoptr(GPtrArray) all = engine_list(call->engine, &call->caller, &cluster_network_type,
                                           cluster_id(call), NULL, error);
    if (all == NULL)
        return NULL;
    GHashTable *rows = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, entity_free);
    for (guint i = 0; i < all->len; i++) {
        ClusterNetwork *row = entity_dup(all->pdata[i]);
        g_hash_table_replace(rows, row->network, row);
    }
    return rows;
}

/* In a cluster a network's usages are its roles there, too. */
static void add_roles(Network *network, ClusterNetwork *row)
{
    g_autoptr(GStrvBuilder) usages = g_strv_builder_new();
    if (network_is_vm(network))
        g_strv_builder_add(usages, "vm");
    for (int role = 0; role < N_NETWORK_ROLES; role++)
        if (*cluster_network_role(row, role))
            g_strv_builder_add(usages, network_role_word(role));
    g_strfreev(network->usages);
    network->usages = g_strv_builder_end(usages);
}

static GPtrArray *list_networks(Call *call, GHashTable *rows, GError **error)
{
    const StoreQuery by_name = { .order = "name" };
    GPtrArray *networks =
        engine_list(call->engine, &call->caller, &network_type, NULL, &by_name, error);
    for (guint i = networks != NULL ? networks->len : 0; i > 0; i--)
        if (!g_hash_table_contains(rows, ((Entity *)networks->pdata[i - 1])->id))
            g_ptr_array_remove_index(networks, i - 1);
    for (guint i = 0; networks != NULL && i < networks->len; i++)
        add_roles(networks->pdata[i],
                  g_hash_table_lookup(rows, ((Entity *)networks->pdata[i])->id));
    return networks;
}

/* Replies with one network, or with a list of them. */
static void reply(Call *call, unsigned status, GHashTable *rows, const GPtrArray *networks,
                  bool one)
{
    g_autofree char *href =
        g_strdup_printf("%s/clusters/%s/networks", call->prefix, cluster_id(call));
    Part part = { call, call_context(call), rows };
    ReprContext context = part.context;
    context.collection_href = href;
    context.links = context.actions = NULL; /* they lie below the network's own address */
    context.extra = emit_cluster_part;
    context.data = &part;
    const GPtrArray first = { networks->pdata, call_limit(call, networks->len) };
    gsize size;
    char *text = one ? repr_write(&context, networks->pdata[0], &size)
                     : repr_write_list(&context, &network_type, &first, &size);
    call_reply_text(call, status, media_name(call->media), text);
}

bool cluster_network_list(Call *call, GError **error)
{
    g_autoptr(GHashTable) rows = list_rows(call, error);
    g_autoptr(GPtrArray) networks = rows != NULL ? list_networks(call, rows, error) : NULL;
    if (networks == NULL)
        return false;
    reply(call, 200, rows, networks, false);
    return true;
}

/* Replies with the network 'id' of the cluster. */
static bool reply_one(Call *call, unsigned status, const char *id, GError **error)
{
    g_autoptr(GHashTable) rows = list_rows(call, error);
    if (rows == NULL)
        return false;
    if (!g_hash_table_contains(rows, id))
        return err_set(error, ERR_NOT_FOUND, "Cluster %s has no network %s", cluster_id(call), id);
    g_autoptr(GPtrArray) one = g_ptr_array_new_with_free_func(entity_free);
    void *network = engine_get(call->engine, &call->caller, &network_type, id, error);
    if (network == NULL)
        return false;
    add_roles(network, g_hash_table_lookup(rows, id));
    g_ptr_array_add(one, network);
    reply(call, status, rows, one, true);
    return true;
}

bool cluster_network_get(Call *call, GError **error)
{
    return reply_one(call, 200, call_id(call), error);
}

/* The id of the network of the cluster that 'ref' is the id or name of, once it is attached. */
static char *attached_id(Call *call, const char *ref, GError **error)
{
    g_autoptr(GHashTable) rows = list_rows(call, error);
    g_autoptr(GPtrArray) networks = rows != NULL ? list_networks(call, rows, error) : NULL;
    for (guint i = 0; networks != NULL && i < networks->len; i++) {
        const Network *network = networks->pdata[i];
        if (strcmp(network->base.id, ref) == 0 || strcmp(network->name, ref) == 0)
            return g_strdup(network->base.id);
    }
    if (networks == NULL)
        return NULL;
    return err_null(error, ERR_NOT_FOUND, "Cluster %s has no network %s", cluster_id(call), ref);
}

/* The roles that "usages" of the body lists; whether VMs may use the network is its own affair. */
static bool read_usages(const Call *call, ClusterNetworkChange *change, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(ReprInput) input =
        repr_read_node(&network_type, REPR_FROM_CLIENT, call->body, &failure);
    if (input == NULL || !entity_validate(input->entity, false, &failure))
        return refuse_as(error, REFUSAL_VALUE, failure);
    const Network *network = (const Network *)input->entity;
    if (!entity_given_at(network, offsetof(Network, usages)))
        return true;
    for (int role = 0; role < N_NETWORK_ROLES; role++) {
        change->roles_given |= 1u << role;
        if (g_strv_contains((const char *const *)network->usages, network_role_word(role)))
            change->roles |= 1u << role;
    }
    return true;
}

/* "display" is what older clients say instead. */
static bool read_display(const Call *call, ClusterNetworkChange *change, GError **error)
{
    const guint bit = 1u << ROLE_DISPLAY;
    bool display = false;
    if ((change->roles_given & bit) != 0 || node_find(call->body, "display") == NULL)
        return true;
    if (!node_bool(call->body, "display", &display, error))
        return false;
    change->roles_given |= bit;
    change->roles |= display ? bit : 0;
    return true;
}

static bool read_change(const Call *call, ClusterNetworkChange *ret, GError **error)
{
    bool required = true;
    g_autoptr(GError) failure = NULL;
    if (!read_usages(call, ret, error))
        return false;
    if (!node_bool(call->body, "required", &required, &failure) ||
        !read_display(call, ret, &failure))
        return refuse_as(error, REFUSAL_VALUE, failure);
    ret->required =
        node_find(call->body, "required") != NULL ? (int)required : CLUSTER_NETWORK_KEEP;
    return true;
}

/* A network that is given by id and name must have both. */
static bool check_name(Call *call, const char *id, const char *name, GError **error)
{
    if (id == NULL || name == NULL)
        return true;
    g_autoptr(Network) network = engine_get(call->engine, &call->caller, &network_type, id, NULL);
    return network == NULL || strcmp(network->name, name) == 0 ||
           refuse(error, REFUSAL_VALUE, "Network %.80s has the name %s, not %.300s", id,
                  network->name, name);
}

bool cluster_network_add(Call *call, GError **error)
{
    if (call_need_body(call, error) == NULL)
        return false;
    const char *id = call_text(call, "id"), *name = call_text(call, "name");
    if (id == NULL && name == NULL)
        return refuse(error, REFUSAL_INCOMPLETE, "Network [id|name] required for add");
    ClusterNetworkChange change = { 0 };
    if (!read_change(call, &change, error) || !check_name(call, id, name, error))
        return false;
    const char *ref = id != NULL ? id : name;
    if (!engine_cluster_network_attach(call->engine, &call->caller, cluster_id(call), ref, &change,
                                       error))
        return false;
    g_autofree char *attached = attached_id(call, ref, error);
    return attached != NULL && reply_one(call, 201, attached, error);
}

/* What the cluster says of the network changes here; the rest is the network's own. */
bool cluster_network_update(Call *call, GError **error)
{
    if (call_need_body(call, error) == NULL)
        return false;
    const char *id = call_text(call, "id");
    if (id != NULL && g_ascii_strcasecmp(id, call_id(call)) != 0)
        return refuse(error, REFUSAL_IMMUTABLE,
                      "Attempt to set immutable field: id. It is %s in the address and %.80s in "
                      "the body",
                      call_id(call), id);
    ClusterNetworkChange change = { 0 };
    return read_change(call, &change, error) &&
           engine_cluster_network_update(call->engine, &call->caller, cluster_id(call),
                                         call_id(call), &change, error) &&
           reply_one(call, 200, call_id(call), error);
}

bool cluster_network_remove(Call *call, GError **error)
{
    if (!engine_cluster_network_detach(call->engine, &call->caller, cluster_id(call), call_id(call),
                                       error))
        return false;
    call_reply_action(call, NULL, NULL, NULL);
    return true;
}

/* Every cluster has all filters. */
bool cluster_filter_list(Call *call, GError **error)
{
    g_autoptr(Entity) cluster =
        engine_get(call->engine, &call->caller, &cluster_type, cluster_id(call), error);
    return cluster != NULL && collection_list(call, error);
}
