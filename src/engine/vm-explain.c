#include "engine/ledger.h"
#include "engine/permission.h"
#include "engine/runtime-private.h"
#include "engine/vm-facts.h"

#include <string.h>

static void fill_choice(PlacementVnicChoice *choice, const PlacementHost *host,
                        const VmFactsNic *nic, GPtrArray *leases)
{
    choice->vnic = g_strdup(nic->nic->base.id);
    choice->name = g_strdup(nic->nic->name);
    for (guint i = 0; i < leases->len; i++) {
        const Lease *lease = leases->pdata[i];
        if (g_strcmp0(lease->vm_nic, nic->nic->base.id) != 0)
            continue;
        const PlacementPf *pf = placement_host_find_pf(host, lease->host_nic);
        choice->pf = pf != NULL ? pf->id : NULL;
        choice->pf_name = pf != NULL ? pf->name : NULL;
        choice->vf_index = (guint)lease->vf_index;
    }
}

/* Where a VM runs, in the words of a placement. */
static PlacementResult *explain_running(Engine *engine, const VmFacts *facts, Snapshot *snapshot,
                                        GError **error)
{
    g_autoptr(GPtrArray) leases = ledger_of_vm(engine->store, facts->vm->base.id, error);
    if (leases == NULL)
        return NULL;
    PlacementResult *result = g_new0(PlacementResult, 1);
    const PlacementHost *host = snapshot_find_host(snapshot, facts->vm->host);
    result->snapshot = snapshot_ref(snapshot);
    result->numa_node = -1;
    result->n_vnics = (int)facts->nics->len;
    result->vnics = g_new0(PlacementVnicChoice, facts->nics->len);
    if (host == NULL)
        return result;
    result->host = host->id;
    result->host_name = host->name;
    for (guint i = 0; i < facts->nics->len; i++)
        fill_choice(&result->vnics[i], host, facts->nics->pdata[i], leases);
    return result;
}

PlacementResult *engine_vm_explain(Engine *engine, const Caller *caller, const char *id,
                                   const VmAssumption *assumption, bool *ret_assumed,
                                   GError **error)
{
    if (!permission_check(engine, caller, ACTION_READ, &vm_type, id, error))
        return NULL;
    g_autoptr(VmFacts) facts = vm_facts_load(engine->store, id, error);
    if (facts == NULL)
        return NULL;
    bool assumed = assumption != NULL && facts->vm->host == NULL;
    g_autoptr(Snapshot) actual = fleet_snapshot(engine->runtime->fleet);
    g_autoptr(Snapshot) snapshot =
        assumed ? snapshot_with_network_allowed(actual, assumption->host, assumption->pf,
                                                assumption->network)
                : snapshot_ref(actual);
    g_auto(VmRequest) request = { 0 };
    vm_request_init(&request, facts, NULL, NULL, engine->config.seed);
    PlacementResult *result = facts->vm->host != NULL
                                  ? explain_running(engine, facts, snapshot, error)
                                  : placement_place(snapshot, &request.request);
    if (result != NULL && result->explanation == NULL)
        result->explanation = placement_explain(snapshot, &request.request);
    if (ret_assumed != NULL)
        *ret_assumed = assumed;
    return result;
}
