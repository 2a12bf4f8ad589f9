/* Host NICs with virtual functions: their number, whom they may serve, and each of them. */
#include "rest/handlers.h"

#include "model/network.h"

#include <string.h>

static const char *nic_id(const Call *call)
{
    return call->captures[1];
}

/* The NIC of the path, of the host of the path. */
static HostNic *get_nic(Call *call, GError **error)
{
    g_autoptr(HostNic) nic =
        engine_get(call->engine, &call->caller, &host_nic_type, nic_id(call), error);
    if (nic != NULL && g_strcmp0(nic->host, call->captures[0]) != 0)
        return err_null(error, ERR_NOT_FOUND, "Host %s has no network interface %s",
                        call->captures[0], nic_id(call));
    return g_steal_pointer(&nic);
}

/* The same, and it must be a PF: without VFs, there are no such resources below it. */
static HostNic *get_pf(Call *call, GError **error)
{
    g_autoptr(HostNic) nic = get_nic(call, error);
    if (nic != NULL && !host_nic_is_pf(nic))
        return refuse_null(error, REFUSAL_NOT_SRIOV, "%s", nic_id(call));
    return g_steal_pointer(&nic);
}

#define CONFIG "virtual_functions_configuration/"

bool pf_update(Call *call, GError **error)
{
    g_autoptr(HostNic) pf = get_pf(call, error);
    if (pf == NULL)
        return false;
    gint64 number = PF_KEEP;
    bool all = false;
    g_autoptr(GError) failure = NULL;
    bool all_given = call_text(call, CONFIG "all_networks_allowed") != NULL;
    bool number_given = call_text(call, CONFIG "number_of_virtual_functions") != NULL;
    if (!all_given && !number_given)
        return refuse(error, REFUSAL_INCOMPLETE,
                      "Action [virtual_functions_configuration.number_of_virtual_functions|"
                      "all_networks_allowed] required for updatevirtualfunctionsconfiguration") ||
               err_about(error, CONFIG "number_of_virtual_functions");
    if ((all_given && !node_bool(call->body, CONFIG "all_networks_allowed", &all, &failure)) ||
        (number_given && !node_int(call->body, CONFIG "number_of_virtual_functions", G_MININT64,
                                   G_MAXINT64, &number, &failure)))
        return refuse_as(error, REFUSAL_VALUE, failure);
    bool dry_run = url_param_bool(call->url, "dry_run");
    if (!(dry_run ? engine_pf_check : engine_pf_update)(call->engine, &call->caller, nic_id(call),
                                                        number, all_given ? (int)all : PF_KEEP,
                                                        error))
        return false;
    call_reply_action(call, call->job, NULL, NULL);
    return true;
}

/* --- allowed networks ------------------------------------------------------------------------- */

static GPtrArray *list_rows(Call *call, const EntityType *type, GError **error)
{
    g_autoptr(HostNic) pf = get_pf(call, error);
    if (pf == NULL)
        return NULL;
    return engine_list(call->engine, &call->caller, type, nic_id(call), NULL, error);
}

/* <network id= href=><name/></network>: a reference that people can read, too. */
static void emit_network(Call *call, Emit *emit, const Network *network)
{
    g_autofree char *href = g_strdup_printf("%s/networks/%s", call->prefix, network->base.id);
    emit_open(emit, "network");
    emit_attribute(emit, "href", href);
    emit_attribute(emit, "id", network->base.id);
    emit_text(emit, "name", network->name);
    emit_close(emit);
}

bool pf_network_list(Call *call, GError **error)
{
    g_autoptr(GPtrArray) rows = list_rows(call, &pf_network_type, error);
    if (rows == NULL)
        return false;
    Emit *emit = emit_new(call->format);
    emit_open(emit, "networks");
    guint n = call_limit(call, rows->len);
    if (n > 0) /* an empty collection is {} in JSON */
        emit_open_list(emit, "network");
    for (guint i = 0; i < n; i++) {
        const PfNetwork *row = rows->pdata[i];
        g_autoptr(Network) network =
            engine_get(call->engine, &call->caller, &network_type, row->network, NULL);
        if (network != NULL) /* else removed just now */
            emit_network(call, emit, network);
    }
    if (n > 0)
        emit_close_list(emit);
    emit_close(emit);
    call_take_reply(call, 200, emit);
    return true;
}

/* Replies with the allowed network that 'ref' is the id or name of. */
static bool reply_network(Call *call, unsigned status, const char *ref, GError **error)
{
    g_autoptr(GPtrArray) rows = list_rows(call, &pf_network_type, error);
    for (guint i = 0; rows != NULL && i < rows->len; i++) {
        const PfNetwork *row = rows->pdata[i];
        g_autoptr(Network) network =
            engine_get(call->engine, &call->caller, &network_type, row->network, NULL);
        if (network == NULL ||
            (strcmp(network->base.id, ref) != 0 && strcmp(network->name, ref) != 0))
            continue;
        Emit *emit = emit_new(call->format);
        emit_network(call, emit, network);
        call_take_reply(call, status, emit);
        return true;
    }
    return rows != NULL && err_set(error, ERR_NOT_FOUND,
                                   "Network %s is not in the allowed networks "
                                   "of %s",
                                   ref, nic_id(call));
}

bool pf_network_get(Call *call, GError **error)
{
    return reply_network(call, 200, call_id(call), error);
}

bool pf_network_add(Call *call, GError **error)
{
    if (call_need_body(call, error) == NULL)
        return false;
    const char *id = call_text(call, "id"), *name = call_text(call, "name");
    if (id == NULL && name == NULL)
        return refuse(error, REFUSAL_INCOMPLETE, "Network [id|name] required for add");
    const char *ref = id != NULL ? id : name;
    g_autoptr(HostNic) pf = get_pf(call, error);
    return pf != NULL &&
           engine_pf_allow_network(call->engine, &call->caller, nic_id(call), ref, error) &&
           reply_network(call, 201, ref, error);
}

/* What is not in the collection is not there, unless there is no such collection at all now: then
 * the use case says so. */
static bool check_listed(Call *call, const HostNic *pf, const EntityType *type, GError **error)
{
    if (pf->all_networks_allowed)
        return true;
    g_autoptr(GPtrArray) rows =
        engine_list(call->engine, &call->caller, type, nic_id(call), NULL, error);
    for (guint i = 0; rows != NULL && i < rows->len; i++)
        if (g_strcmp0(entity_shown_id(rows->pdata[i]), call_id(call)) == 0)
            return true;
    return rows != NULL &&
           err_set(error, ERR_NOT_FOUND, "%s has no %s %s", pf->name, type->title, call_id(call));
}

bool pf_network_remove(Call *call, GError **error)
{
    g_autoptr(HostNic) pf = get_pf(call, error);
    if (pf == NULL || !check_listed(call, pf, &pf_network_type, error) ||
        !engine_pf_disallow_network(call->engine, &call->caller, nic_id(call), call_id(call),
                                    error))
        return false;
    call_reply_action(call, NULL, NULL, NULL);
    return true;
}

/* --- allowed labels --------------------------------------------------------------------------- */

static void emit_label(Call *call, Emit *emit, const PfLabel *row)
{
    ReprContext context = call_context(call);
    HostNic nic = { .base.type = &host_nic_type, .host = (char *)(guintptr)call->captures[0] };
    g_autofree char *href =
        g_strdup_printf("%s/hosts/%s/nics/%s/virtualfunctionallowedlabels/%s", call->prefix,
                        call->captures[0], nic_id(call), row->label);
    emit_open(emit, "network_label");
    emit_attribute(emit, "href", href);
    emit_attribute(emit, "id", row->label);
    repr_emit_ref(&context, emit, "host_nic", &host_nic_type, row->host_nic, &nic);
    emit_close(emit);
}

bool pf_label_list(Call *call, GError **error)
{
    g_autoptr(GPtrArray) rows = list_rows(call, &pf_label_type, error);
    if (rows == NULL)
        return false;
    Emit *emit = emit_new(call->format);
    emit_open(emit, "network_labels");
    guint n = call_limit(call, rows->len);
    if (n > 0)
        emit_open_list(emit, "network_label");
    for (guint i = 0; i < n; i++)
        emit_label(call, emit, rows->pdata[i]);
    if (n > 0)
        emit_close_list(emit);
    emit_close(emit);
    call_take_reply(call, 200, emit);
    return true;
}

static bool reply_label(Call *call, unsigned status, const char *label, GError **error)
{
    g_autoptr(GPtrArray) rows = list_rows(call, &pf_label_type, error);
    for (guint i = 0; rows != NULL && i < rows->len; i++) {
        const PfLabel *row = rows->pdata[i];
        if (strcmp(row->label, label) != 0)
            continue;
        Emit *emit = emit_new(call->format);
        emit_label(call, emit, row);
        call_take_reply(call, status, emit);
        return true;
    }
    return rows != NULL &&
           err_set(error, ERR_NOT_FOUND, "Label %s is not in the allowed labels of %s", label,
                   nic_id(call));
}

bool pf_label_get(Call *call, GError **error)
{
    return reply_label(call, 200, call_id(call), error);
}

bool pf_label_add(Call *call, GError **error)
{
    if (call_need_body(call, error) == NULL)
        return false;
    const char *label = call_text(call, "id");
    if (label == NULL)
        return refuse(error, REFUSAL_INCOMPLETE, "NetworkLabel [id] required for add");
    g_autoptr(HostNic) pf = get_pf(call, error);
    return pf != NULL &&
           engine_pf_allow_label(call->engine, &call->caller, nic_id(call), label, error) &&
           reply_label(call, 201, label, error);
}

bool pf_label_remove(Call *call, GError **error)
{
    g_autoptr(HostNic) pf = get_pf(call, error);
    if (pf == NULL ||
        !engine_pf_disallow_label(call->engine, &call->caller, nic_id(call), call_id(call), error))
        return false;
    call_reply_action(call, NULL, NULL, NULL);
    return true;
}

/* --- virtual functions ------------------------------------------------------------------------ */

bool pf_vf_list(Call *call, GError **error)
{
    g_autoptr(GPtrArray) vfs = list_rows(call, &virtual_function_type, error);
    if (vfs == NULL)
        return false;
    call_reply_list(call, &virtual_function_type, vfs);
    return true;
}

bool pf_vf_get(Call *call, GError **error)
{
    g_autoptr(GPtrArray) vfs = list_rows(call, &virtual_function_type, error);
    for (guint i = 0; vfs != NULL && i < vfs->len; i++)
        if (strcmp(((Entity *)vfs->pdata[i])->id, call_id(call)) == 0) {
            call_reply_entity(call, 200, vfs->pdata[i]);
            return true;
        }
    return vfs != NULL && err_set(error, ERR_NOT_FOUND, "%s has no virtual function %s",
                                  nic_id(call), call_id(call));
}
