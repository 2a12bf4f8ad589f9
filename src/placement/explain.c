#include "placement/explain.h"

#include "placement/rules.h"

#include <string.h>

#define MAX_NAMED_HOSTS 4 /* in the one sentence; of more, the reasons are counted */

/* --- freeing ---------------------------------------------------------------------------------- */

static void pf_verdict_free(PlacementPfVerdict *verdict)
{
    g_free(verdict->pf);
    g_free(verdict->name);
    g_free(verdict->text);
    g_free(verdict);
}

static void vnic_verdict_free(PlacementVnicVerdict *verdict)
{
    g_free(verdict->vnic);
    g_free(verdict->name);
    g_free(verdict->text);
    g_ptr_array_unref(verdict->pfs);
    g_free(verdict);
}

static void host_verdict_free(PlacementHostVerdict *verdict)
{
    g_free(verdict->host);
    g_free(verdict->name);
    g_free(verdict->text);
    g_ptr_array_unref(verdict->vnics);
    g_clear_pointer(&verdict->costs, g_array_unref);
    g_free(verdict);
}

void placement_explanation_free(PlacementExplanation *explanation)
{
    if (explanation == NULL)
        return;
    g_free(explanation->host);
    g_free(explanation->text);
    g_ptr_array_unref(explanation->hosts);
    g_free(explanation);
}

/* --- words ------------------------------------------------------------------------------------ */

/* "a", "a and b", "a, b and c". */
static char *join(GPtrArray *texts)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < texts->len; i++) {
        const char *between = i == 0 ? "" : i + 1 == texts->len ? " and " : ", ";
        g_string_append_printf(text, "%s%s", between, (char *)texts->pdata[i]);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* How VFs that are not free are counted: "5 held by a VM". */
static const char *state_phrase(VfState state)
{
    static const char *const phrases[N_VF_STATES] = {
        [VF_FREE] = "free",
        [VF_HELD_BY_VM] = "held by a VM",
        [VF_LEASED] = "promised",
        [VF_UPPER_DEVICE] = "under a bridge, VLAN, bond or macvtap",
        [VF_HOST_ADDRESS] = "with an address of the host",
        [VF_USERSPACE_DRIVER] = "held by a userspace driver",
        [VF_GROUP_SHARED] = "in a shared IOMMU group",
        [VF_NO_IOMMU] = "without an IOMMU group",
        [VF_OTHER_NAMESPACE] = "in another network namespace",
        [VF_QUARANTINED] = "quarantined",
        [VF_SCRUBBING] = "being scrubbed",
    };
    return phrases[state];
}

static const char *network_name(const PlacementVnic *vnic)
{
    return vnic->network_name != NULL ? vnic->network_name : vnic->network;
}

static const char *vm_name(const PlacementRequest *request)
{
    return request->vm_name != NULL ? request->vm_name : request->vm;
}

/* --- sentences with facts in them ---------------------------------------------------------------
 */

/* What a sentence may be about: as much of it as there is. */
typedef struct {
    const PlacementRequest *request;
    const PlacementHost *host;
    const PlacementVnic *vnic;
    const PlacementPf *pf;
    guint n_free, n_vfs;
} Subject;

static void tell_schedulable(GString *text, const Subject *s)
{
    g_string_append_printf(text, "%s %s", s->host->name,
                           s->host->reason != NULL
                               ? s->host->reason
                               : placement_reason_sentence(PLACEMENT_HOST_NOT_SCHEDULABLE));
}

static void tell_memory(GString *text, const Subject *s)
{
    g_string_append_printf(
        text, "%s has %" G_GINT64_FORMAT " MiB free, %s needs %" G_GINT64_FORMAT " MiB",
        s->host->name, s->host->free_memory_mib, vm_name(s->request), s->request->memory_mib);
}

static void tell_cpus(GString *text, const Subject *s)
{
    g_string_append_printf(text, "%s has %u CPUs, %s needs %u", s->host->name, s->host->n_cpus,
                           vm_name(s->request), s->request->n_cpus);
}

static void tell_no_bridge(GString *text, const Subject *s)
{
    g_string_append_printf(text, "%s: network %s has no bridge on %s", s->vnic->name,
                           network_name(s->vnic), s->host->name);
}

static void tell_no_pf(GString *text, const Subject *s)
{
    g_string_append_printf(text, "%s: %s has no SR-IOV interface", s->vnic->name, s->host->name);
}

static void tell_no_vf(GString *text, const Subject *s)
{
    g_string_append_printf(text, "%s: no PF has a VF for %s%s", s->vnic->name,
                           s->vnic->network == NULL ? "it" : "network ",
                           s->vnic->network == NULL ? "" : network_name(s->vnic));
}

static void tell_free(GString *text, const Subject *s)
{
    g_string_append_printf(text, "%s: %u of %u free", s->pf->name, s->n_free, s->n_vfs);
}

static void tell_down(GString *text, const Subject *s)
{
    tell_free(text, s);
    g_string_append(text, ", it is down");
}

static void tell_no_carrier(GString *text, const Subject *s)
{
    tell_free(text, s);
    g_string_append(text, ", it has no carrier");
}

static void tell_not_allowed(GString *text, const Subject *s)
{
    tell_free(text, s);
    g_string_append_printf(text, ", network %s is not allowed", network_name(s->vnic));
}

static void tell_no_vfs(GString *text, const Subject *s)
{
    g_string_append_printf(text, "%s: its number of VFs is 0", s->pf->name);
}

static void tell_none_free(GString *text, const Subject *s)
{
    tell_free(text, s);
    const char *before = ": ";
    for (int state = VF_FREE + 1; state < N_VF_STATES; state++)
        if (s->pf->by_state[state] > 0) {
            g_string_append_printf(text, "%s%u %s", before, s->pf->by_state[state],
                                   state_phrase((VfState)state));
            before = ", ";
        }
}

static void tell_numa(GString *text, const Subject *s)
{
    tell_free(text, s);
    if (s->pf->numa_node < 0)
        g_string_append(text, ", its NUMA node is not known");
    else
        g_string_append_printf(text, ", NUMA node %d cannot hold the memory of the VM",
                               s->pf->numa_node);
}

/* Reasons whose sentence has facts in it. */
static const struct {
    PlacementReason reason;
    void (*tell)(GString *text, const Subject *subject);
} tellers[] = {
    { PLACEMENT_HOST_NOT_SCHEDULABLE, tell_schedulable },
    { PLACEMENT_HOST_MEMORY, tell_memory },
    { PLACEMENT_HOST_CPUS, tell_cpus },
    { PLACEMENT_VNIC_NO_BRIDGE, tell_no_bridge },
    { PLACEMENT_VNIC_NO_PF, tell_no_pf },
    { PLACEMENT_VNIC_NO_VF, tell_no_vf },
    { PLACEMENT_PF_DOWN, tell_down },
    { PLACEMENT_PF_NO_CARRIER, tell_no_carrier },
    { PLACEMENT_PF_NETWORK, tell_not_allowed },
    { PLACEMENT_PF_NO_VFS, tell_no_vfs },
    { PLACEMENT_PF_NONE_FREE, tell_none_free },
    { PLACEMENT_PF_NUMA, tell_numa },
};

/* The sentence for 'reason' about the PF, the vNIC or the host, whichever there is first. */
static char *tell(PlacementReason reason, const Subject *subject)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(tellers); i++)
        if (tellers[i].reason == reason)
            tellers[i].tell(text, subject);
    if (text->len == 0 && subject->pf != NULL)
        tell_free(text, subject);
    else if (text->len == 0)
        g_string_printf(text, "%s %s",
                        subject->vnic != NULL ? subject->vnic->name : subject->host->name,
                        placement_reason_sentence(reason));
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* --- a PF ------------------------------------------------------------------------------------- */

static PlacementPfVerdict *judge_pf(const Task *task, const HostFacts *facts, guint i, int item)
{
    const PlacementPf *pf = facts->host->pfs->pdata[i];
    PlacementPfVerdict *verdict = g_new0(PlacementPfVerdict, 1);
    verdict->pf = g_strdup(pf->id);
    verdict->name = g_strdup(pf->name);
    verdict->n_free = facts->pfs[i].n_free;
    verdict->n_vfs = facts->pfs[i].n_vfs;
    memcpy(verdict->by_state, pf->by_state, sizeof verdict->by_state);
    rules_pf_passes(task, facts, i, item, &verdict->reason);
    const Subject subject = { .vnic = &task->request->vnics[task->items[item]],
                              .pf = pf,
                              .n_free = verdict->n_free,
                              .n_vfs = verdict->n_vfs };
    verdict->text = tell(verdict->reason, &subject);
    return verdict;
}

/* --- a vNIC ----------------------------------------------------------------------------------- */

static PlacementVnicVerdict *new_vnic_verdict(const PlacementVnic *vnic)
{
    PlacementVnicVerdict *verdict = g_new0(PlacementVnicVerdict, 1);
    verdict->vnic = g_strdup(vnic->id);
    verdict->name = g_strdup(vnic->name);
    verdict->pfs = g_ptr_array_new_with_free_func((GDestroyNotify)pf_verdict_free);
    return verdict;
}

static int compare_pfs(gconstpointer a, gconstpointer b)
{
    const PlacementPfVerdict *x = *(PlacementPfVerdict *const *)a;
    const PlacementPfVerdict *y = *(PlacementPfVerdict *const *)b;
    int order = g_strcmp0(x->name, y->name);
    return order != 0 ? order : g_strcmp0(x->pf, y->pf);
}

/* An item on its own, as if the VM had no other. */
static void judge_item(const Task *task, const HostFacts *facts, int item,
                       PlacementVnicVerdict *verdict)
{
    bool found = false;
    for (guint i = 0; i < facts->n_pfs; i++) {
        PlacementPfVerdict *pf = judge_pf(task, facts, i, item);
        found |= pf->reason == PLACEMENT_FITS;
        g_ptr_array_add(verdict->pfs, pf);
    }
    g_ptr_array_sort(verdict->pfs, compare_pfs);
    verdict->reason = found              ? PLACEMENT_FITS
                      : facts->n_pfs > 0 ? PLACEMENT_VNIC_NO_VF
                                         : PLACEMENT_VNIC_NO_PF;
}

static PlacementVnicVerdict *judge_vnic(const Task *task, const HostFacts *facts, int vnic)
{
    PlacementVnicVerdict *verdict = new_vnic_verdict(&task->request->vnics[vnic]);
    for (int item = 0; item < task->n_items; item++)
        if (task->items[item] == vnic)
            judge_item(task, facts, item, verdict);
    if (!rules_bridge_passes(task, facts, vnic))
        verdict->reason = PLACEMENT_VNIC_NO_BRIDGE;
    const Subject subject = { .host = facts->host, .vnic = &task->request->vnics[vnic] };
    verdict->text = tell(verdict->reason, &subject);
    return verdict;
}

/* --- a host ----------------------------------------------------------------------------------- */

static char *host_text(const Task *task, const HostFacts *facts, PlacementReason reason)
{
    const Subject subject = { .request = task->request, .host = facts->host };
    return tell(reason, &subject);
}

/* "h1: nic1: no PF has a VF for network red; nic2: …" */
static void tell_vnics(const HostFacts *facts, PlacementHostVerdict *verdict)
{
    g_autoptr(GString) text = g_string_new(facts->host->name);
    const char *before = ": ";
    for (guint i = 0; i < verdict->vnics->len; i++) {
        const PlacementVnicVerdict *vnic = verdict->vnics->pdata[i];
        if (vnic->reason == PLACEMENT_FITS)
            continue;
        g_string_append_printf(text, "%s%s", before, vnic->text);
        before = "; ";
    }
    verdict->reason = PLACEMENT_HOST_VNIC;
    verdict->text = g_string_free(g_steal_pointer(&text), FALSE);
}

static char *places_text(const PlacementPf *pf, int places, bool grouped)
{
    return g_strdup_printf("%s (%d %sVF%s%s)", pf->name, places, grouped ? "" : "free ",
                           places == 1 ? "" : "s", grouped ? " for a spread group" : "");
}

static void blame(PlacementVnicVerdict *verdict, PlacementReason reason)
{
    verdict->reason = reason;
    g_free(verdict->text);
    verdict->text = g_strdup_printf("%s %s", verdict->name, placement_reason_sentence(reason));
}

/* "h1: nic1 and nic2 can only use ens1f0 (1 free VF)": who, where, and that it is too little. */
static void tell_shortage(Task *task, const HostFacts *facts, const AssignProblem *problem,
                          PlacementHostVerdict *verdict)
{
    g_autofree bool *items = g_new(bool, problem->n_items);
    g_autofree int *places = g_new(int, problem->n_bins);
    g_autofree bool *grouped = g_new(bool, problem->n_bins);
    assign_violator(task->assigner, problem, items, places, grouped);

    g_autoptr(GPtrArray) pfs = g_ptr_array_new_with_free_func(g_free);
    bool spread = false;
    for (int i = 0; i < problem->n_bins; i++)
        if (places[i] >= 0) {
            g_ptr_array_add(pfs, places_text(facts->host->pfs->pdata[i], places[i], grouped[i]));
            spread |= grouped[i];
        }
    g_autoptr(GPtrArray) vnics = g_ptr_array_new();
    for (int i = 0; i < problem->n_items; i++)
        if (items[i]) {
            PlacementVnicVerdict *vnic = verdict->vnics->pdata[task->items[i]];
            blame(vnic, spread ? PLACEMENT_VNIC_SPREAD : PLACEMENT_VNIC_SHORTAGE);
            g_ptr_array_add(vnics, vnic->name);
        }
    g_autofree char *who = join(vnics);
    g_autofree char *where = join(pfs);
    verdict->reason = PLACEMENT_HOST_JOINT;
    verdict->text = g_strdup_printf("%s: %s can only use %s", facts->host->name, who, where);
}

static void tell_fit(Task *task, const HostFacts *facts, const Fit *fit,
                     PlacementHostVerdict *verdict)
{
    verdict->reason = PLACEMENT_FITS;
    verdict->cost = fit->cost;
    verdict->costs = rules_costs(task, facts, fit);
    g_autoptr(GString) text = g_string_new(facts->host->name);
    g_string_append_printf(text, " fits at cost %" G_GINT64_FORMAT, fit->cost);
    const char *before = ": ";
    for (guint i = 0; i < verdict->costs->len; i++) {
        const PlacementCost *row = &g_array_index(verdict->costs, PlacementCost, i);
        if (row->cost == 0)
            continue;
        g_string_append_printf(text, "%s%s %" G_GINT64_FORMAT, before, row->name, row->cost);
        before = ", ";
    }
    verdict->text = g_string_free(g_steal_pointer(&text), FALSE);
    for (int i = 0; i < task->n_items; i++) {
        PlacementVnicVerdict *vnic = verdict->vnics->pdata[task->items[i]];
        const PlacementPf *pf = facts->host->pfs->pdata[fit->bins[i]];
        g_free(vnic->text);
        vnic->text = g_strdup_printf("%s would get a VF of %s", vnic->name, pf->name);
    }
}

static void judge_together(Task *task, const HostFacts *facts, PlacementHostVerdict *verdict)
{
    g_autofree int *bins = g_new(int, MAX(task->n_items, 1));
    Fit fit = { .bins = bins };
    AssignProblem problem;
    if (rules_fit(task, facts, &fit)) {
        tell_fit(task, facts, &fit, verdict);
    } else if (rules_fit_anywhere(task, facts, &problem)) {
        verdict->reason = PLACEMENT_HOST_NUMA;
        verdict->text = host_text(task, facts, PLACEMENT_HOST_NUMA);
    } else {
        tell_shortage(task, facts, &problem, verdict);
    }
}

static PlacementHostVerdict *judge_host(Task *task, const HostFacts *facts)
{
    PlacementHostVerdict *verdict = g_new0(PlacementHostVerdict, 1);
    verdict->host = g_strdup(facts->host->id);
    verdict->name = g_strdup(facts->host->name);
    verdict->vnics = g_ptr_array_new_with_free_func((GDestroyNotify)vnic_verdict_free);
    if (!rules_host_passes(task, facts, &verdict->reason)) {
        verdict->text = host_text(task, facts, verdict->reason);
        return verdict;
    }
    bool each = true;
    for (int i = 0; i < task->request->n_vnics; i++) {
        PlacementVnicVerdict *vnic = judge_vnic(task, facts, i);
        each &= vnic->reason == PLACEMENT_FITS;
        g_ptr_array_add(verdict->vnics, vnic);
    }
    if (each)
        judge_together(task, facts, verdict);
    else
        tell_vnics(facts, verdict);
    return verdict;
}

/* --- all of it -------------------------------------------------------------------------------- */

/* " (ens1f0: 4 of 7 free, network red is not allowed; …)": what stands below a vNIC, once. */
static void append_pfs(GString *text, const PlacementHostVerdict *host)
{
    const char *before = " (";
    for (guint i = 0; i < host->vnics->len; i++) {
        const PlacementVnicVerdict *vnic = host->vnics->pdata[i];
        if (vnic->reason != PLACEMENT_VNIC_NO_VF)
            continue;
        for (guint j = 0; j < vnic->pfs->len; j++) {
            const PlacementPfVerdict *pf = vnic->pfs->pdata[j];
            if (strstr(text->str, pf->text) != NULL && i > 0)
                continue;
            g_string_append_printf(text, "%s%s", before, pf->text);
            before = "; ";
        }
    }
    if (*before == ';')
        g_string_append_c(text, ')');
}

static void name_hosts(GString *text, const PlacementExplanation *explanation)
{
    for (guint i = 0; i < explanation->hosts->len; i++) {
        const PlacementHostVerdict *host = explanation->hosts->pdata[i];
        g_autoptr(GString) one = g_string_new(host->text);
        append_pfs(one, host);
        g_string_append_printf(text, "%s%s", i == 0 ? "" : "; ", one->str);
    }
}

/* "has too little free memory (900), is in another cluster (100)". */
static void count_reasons(GString *text, const PlacementExplanation *explanation)
{
    guint counts[N_PLACEMENT_REASONS] = { 0 };
    const char *before = "";
    for (guint i = 0; i < explanation->hosts->len; i++)
        counts[((PlacementHostVerdict *)explanation->hosts->pdata[i])->reason]++;
    for (int reason = 0; reason < N_PLACEMENT_REASONS; reason++)
        if (counts[reason] > 0) {
            g_string_append_printf(text, "%s%s (%u)", before,
                                   placement_reason_sentence((PlacementReason)reason),
                                   counts[reason]);
            before = ", ";
        }
}

static char *summary(const PlacementExplanation *explanation, const PlacementRequest *request,
                     const PlacementResult *result)
{
    guint n_hosts = explanation->hosts->len;
    if (result->host != NULL)
        return g_strdup_printf("%s goes to %s", vm_name(request), result->host_name);
    if (n_hosts == 0)
        return g_strdup_printf("%s cannot run: there is no host", vm_name(request));
    g_autoptr(GString) text = g_string_new(vm_name(request));
    if (n_hosts <= MAX_NAMED_HOSTS) {
        g_string_append(text, " cannot run: ");
        name_hosts(text, explanation);
    } else {
        g_string_append_printf(text, " cannot run on any of %u hosts: ", n_hosts);
        count_reasons(text, explanation);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static int compare_verdicts(gconstpointer a, gconstpointer b)
{
    const PlacementHostVerdict *x = *(PlacementHostVerdict *const *)a;
    const PlacementHostVerdict *y = *(PlacementHostVerdict *const *)b;
    int order = g_strcmp0(x->name, y->name);
    return order != 0 ? order : g_strcmp0(x->host, y->host);
}

PlacementExplanation *explain(Snapshot *snapshot, const PlacementRequest *request,
                              const PlacementResult *result)
{
    g_auto(Task) task;
    task_init(&task, snapshot, request);
    PlacementExplanation *explanation = g_new0(PlacementExplanation, 1);
    explanation->host = g_strdup(result->host);
    explanation->hosts = g_ptr_array_new_with_free_func((GDestroyNotify)host_verdict_free);
    for (guint slot = 0; slot < snapshot_n_slots(snapshot); slot++) {
        const HostFacts *facts = snapshot_facts(snapshot, slot);
        if (facts != NULL)
            g_ptr_array_add(explanation->hosts, judge_host(&task, facts));
    }
    g_ptr_array_sort(explanation->hosts, compare_verdicts);
    explanation->reason = result->host != NULL           ? PLACEMENT_FITS
                          : explanation->hosts->len == 0 ? PLACEMENT_NO_HOSTS
                                                         : PLACEMENT_NO_HOST;
    explanation->text = summary(explanation, request, result);
    return explanation;
}

static void append_line(GString *lines, int depth, const char *text, PlacementReason reason)
{
    g_string_append_printf(lines, "%*s%s [%s]\n", 2 * depth, "", text,
                           enum_word(&placement_reason_table, (int)reason));
}

char *placement_explanation_format(const PlacementExplanation *explanation)
{
    GString *lines = g_string_new(NULL);
    append_line(lines, 0, explanation->text, explanation->reason);
    for (guint i = 0; i < explanation->hosts->len; i++) {
        const PlacementHostVerdict *host = explanation->hosts->pdata[i];
        append_line(lines, 1, host->text, host->reason);
        for (guint j = 0; j < host->vnics->len; j++) {
            const PlacementVnicVerdict *vnic = host->vnics->pdata[j];
            append_line(lines, 2, vnic->text, vnic->reason);
            for (guint k = 0; k < vnic->pfs->len; k++) {
                const PlacementPfVerdict *pf = vnic->pfs->pdata[k];
                append_line(lines, 3, pf->text, pf->reason);
            }
        }
    }
    return g_string_free(lines, FALSE);
}
