/* Where a VM would start and why: the tree of verdicts per host, vNIC and PF. */
#include "rest/handlers.h"

#include "model/host.h"
#include "model/network.h"

typedef struct {
    Emit *emit;
    ReprContext context;
} Writer;

static void emit_address(Writer *writer, const EntityType *type, const char *id)
{
    g_autofree char *href = g_strdup_printf("%s/%s/%s", writer->context.prefix, type->path, id);
    emit_attribute(writer->emit, "href", href);
    emit_attribute(writer->emit, "id", id);
}

static void emit_verdict(Emit *emit, const char *name, PlacementReason reason, const char *text)
{
    emit_text(emit, "name", name != NULL ? name : "");
    emit_bool(emit, "fits", reason == PLACEMENT_FITS);
    emit_text(emit, "reason", enum_word(&placement_reason_table, (int)reason));
    emit_text(emit, "text", text != NULL ? text : "");
}

/* How many VFs of the PF are in which state; those that none is in are left out. */
static void emit_counts(Emit *emit, const PlacementPfVerdict *pf)
{
    emit_int(emit, "free_virtual_functions", pf->n_free);
    emit_int(emit, "number_of_virtual_functions", pf->n_vfs);
    emit_open(emit, "states");
    emit_open_list(emit, "state");
    for (int state = 0; state < N_VF_STATES; state++) {
        if (pf->by_state[state] == 0)
            continue;
        emit_open(emit, "state");
        emit_text(emit, "name", enum_word(&vf_state_table, state));
        emit_int(emit, "count", pf->by_state[state]);
        emit_close(emit);
    }
    emit_close_list(emit);
    emit_close(emit);
}

static void emit_pfs(Writer *writer, const char *host, const GPtrArray *pfs)
{
    HostNic from = { .base.type = &host_nic_type, .host = (char *)(guintptr)host };
    Emit *emit = writer->emit;
    emit_open(emit, "pfs");
    emit_open_list(emit, "pf");
    for (guint i = 0; pfs != NULL && i < pfs->len; i++) {
        const PlacementPfVerdict *pf = pfs->pdata[i];
        emit_open(emit, "pf");
        emit_verdict(emit, pf->name, pf->reason, pf->text);
        repr_emit_ref(&writer->context, emit, "host_nic", &host_nic_type, pf->pf, &from);
        emit_counts(emit, pf);
        emit_close(emit);
    }
    emit_close_list(emit);
    emit_close(emit);
}

static void emit_vnics(Writer *writer, const char *host, const GPtrArray *vnics)
{
    Emit *emit = writer->emit;
    emit_open(emit, "nics");
    emit_open_list(emit, "nic");
    for (guint i = 0; vnics != NULL && i < vnics->len; i++) {
        const PlacementVnicVerdict *vnic = vnics->pdata[i];
        emit_open(emit, "nic");
        emit_attribute(emit, "id", vnic->vnic);
        emit_verdict(emit, vnic->name, vnic->reason, vnic->text);
        emit_pfs(writer, host, vnic->pfs);
        emit_close(emit);
    }
    emit_close_list(emit);
    emit_close(emit);
}

static void emit_costs(Emit *emit, const PlacementHostVerdict *host)
{
    if (host->reason != PLACEMENT_FITS)
        return;
    emit_int(emit, "cost", host->cost);
    emit_open(emit, "costs");
    emit_open_list(emit, "weight");
    for (guint i = 0; host->costs != NULL && i < host->costs->len; i++) {
        const PlacementCost *cost = &g_array_index(host->costs, PlacementCost, i);
        emit_open(emit, "weight");
        emit_text(emit, "name", cost->name);
        emit_int(emit, "cost", cost->cost);
        emit_close(emit);
    }
    emit_close_list(emit);
    emit_close(emit);
}

static void emit_hosts(Writer *writer, const PlacementExplanation *explanation)
{
    Emit *emit = writer->emit;
    emit_open(emit, "hosts");
    emit_open_list(emit, "host");
    for (guint i = 0; i < explanation->hosts->len; i++) {
        const PlacementHostVerdict *host = explanation->hosts->pdata[i];
        emit_open(emit, "host");
        emit_address(writer, &host_type, host->host);
        emit_verdict(emit, host->name, host->reason, host->text);
        emit_costs(emit, host);
        emit_vnics(writer, host->host, host->vnics);
        emit_close(emit);
    }
    emit_close_list(emit);
    emit_close(emit);
}

/* The host and VFs that are, or would be, taken. */
static void emit_choice(Writer *writer, const char *vm, const PlacementResult *result)
{
    Emit *emit = writer->emit;
    VmNic on = { .base.type = &vm_nic_type, .vm = (char *)(guintptr)vm };
    HostNic from = { .base.type = &host_nic_type, .host = (char *)(guintptr)result->host };
    emit_open(emit, "choice");
    emit_open(emit, "host");
    emit_address(writer, &host_type, result->host);
    emit_text(emit, "name", result->host_name != NULL ? result->host_name : "");
    emit_close(emit);
    emit_open(emit, "virtual_functions");
    emit_open_list(emit, "virtual_function");
    for (int i = 0; i < result->n_vnics; i++) {
        const PlacementVnicChoice *choice = &result->vnics[i];
        if (choice->pf == NULL)
            continue;
        emit_open(emit, "virtual_function");
        emit_int(emit, "index", choice->vf_index);
        emit_text(emit, "physical_function_name", choice->pf_name != NULL ? choice->pf_name : "");
        emit_text(emit, "nic_name", choice->name);
        repr_emit_ref(&writer->context, emit, "nic", &vm_nic_type, choice->vnic, &on);
        repr_emit_ref(&writer->context, emit, "physical_function", &host_nic_type, choice->pf,
                      &from);
        emit_close(emit);
    }
    emit_close_list(emit);
    emit_close(emit);
    emit_close(emit);
}

/* What the query asks to take for true, and what it is about; nothing is asked: all is NULL. */
typedef struct {
    Network *network;
    HostNic *pf;
} Assumption;

static void assumption_clear(Assumption *assumption)
{
    entity_free(assumption->network);
    entity_free(assumption->pf);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Assumption, assumption_clear)

static bool read_assumption(const Call *call, Assumption *ret, GError **error)
{
    const char *network = url_param(call->url, "allow_network"), *pf = url_param(call->url, "on");
    if (network == NULL && pf == NULL)
        return true;
    if (network == NULL || pf == NULL)
        return refuse(error, REFUSAL_VALUE,
                      "%s is given without %s: to ask what if a network were allowed, give "
                      "allow_network=<id of the network> and on=<id of the network interface of a "
                      "host>",
                      network != NULL ? "allow_network" : "on",
                      network != NULL ? "on" : "allow_network");
    ret->network = engine_get(call->engine, &call->caller, &network_type, network, error);
    ret->pf = ret->network != NULL
                  ? engine_get(call->engine, &call->caller, &host_nic_type, pf, error)
                  : NULL;
    return ret->pf != NULL &&
           (host_nic_is_pf(ret->pf) ||
            refuse(error, REFUSAL_VALUE,
                   "The network interface %s (%s) that on names has no virtual functions",
                   ret->pf->name, pf));
}

static void emit_assumption(Writer *writer, const Assumption *assumption)
{
    Emit *emit = writer->emit;
    emit_open(emit, "assumption");
    repr_emit_ref(&writer->context, emit, "allow_network", &network_type,
                  assumption->network->base.id, NULL);
    repr_emit_ref(&writer->context, emit, "on", &host_nic_type, assumption->pf->base.id,
                  assumption->pf);
    emit_close(emit);
}

bool vm_placement(Call *call, GError **error)
{
    const char *vm = call_parent_id(call);
    g_auto(Assumption) given = { 0 };
    if (!read_assumption(call, &given, error))
        return false;
    VmAssumption assumption = { 0 };
    if (given.pf != NULL)
        assumption = (VmAssumption){ given.pf->host, given.pf->base.id, given.network->base.id };
    bool assumed;
    g_autoptr(PlacementResult) result = engine_vm_explain(
        call->engine, &call->caller, vm, given.pf != NULL ? &assumption : NULL, &assumed, error);
    if (result == NULL)
        return false;
    Writer writer = { emit_new(call->format), call_context(call) };
    const PlacementExplanation *explanation = result->explanation;
    emit_open(writer.emit, "placement");
    emit_bool(writer.emit, "fits", result->host != NULL);
    if (assumed)
        emit_assumption(&writer, &given);
    if (explanation != NULL) {
        emit_text(writer.emit, "reason",
                  enum_word(&placement_reason_table, (int)explanation->reason));
        emit_text(writer.emit, "text", explanation->text != NULL ? explanation->text : "");
    }
    if (result->host != NULL)
        emit_choice(&writer, vm, result);
    if (explanation != NULL)
        emit_hosts(&writer, explanation);
    emit_close(writer.emit);
    call_take_reply(call, 200, writer.emit);
    return true;
}
