/* The list of all PFs: what each VF is, whom it is given to, what is kept of it in memory. */
#include "engine/physical-function.h"
#include "engine/runtime-private.h"
#include "rig.h"

#include <string.h>

static PfList *list(Rig *rig, const PfQuery *query)
{
    PfList *pfs = engine_list_pfs(rig->engine, &rig->caller, query, &rig->error);
    g_assert_no_error(rig->error);
    return pfs;
}

static PfList *list_all(Rig *rig)
{
    const PfQuery all = { .max = -1, .users = true };
    return list(rig, &all);
}

static void assert_classes(const VfCounts *counts, guint free, guint used, guint unusable,
                           guint quarantined)
{
    g_assert_cmpuint(vf_counts_of(counts, VF_CLASS_FREE), ==, free);
    g_assert_cmpuint(vf_counts_of(counts, VF_CLASS_USED), ==, used);
    g_assert_cmpuint(vf_counts_of(counts, VF_CLASS_UNUSABLE), ==, unusable);
    g_assert_cmpuint(vf_counts_of(counts, VF_CLASS_QUARANTINED), ==, quarantined);
}

/* Of all hosts.  The fleet's memory follows a commit that nobody waits for. */
static void await_classes(Rig *rig, guint free, guint used, guint unusable, guint quarantined)
{
    const guint wanted[N_VF_CLASSES] = { free, used, unusable, quarantined };
    VfCounts counts = { 0 };
    bool reached = false;
    for (int i = 0; i < 20000 && !reached; i++) {
        counts = engine_count_vfs(rig->engine, NULL);
        reached = true;
        for (int class = 0; class < N_VF_CLASSES; class ++)
            reached = reached && vf_counts_of(&counts, (VfClass) class) == wanted[class];
        if (!reached)
            g_usleep(1000);
    }
    assert_classes(&counts, free, used, unusable, quarantined);
}

/* What is kept is what is counted from the list. */
static void assert_kept(Rig *rig)
{
    VfCounts all = { 0 }, kept = engine_count_vfs(rig->engine, NULL);
    for (int i = 0; i < rig->world->n_hosts; i++) {
        const PfQuery query = { .host = rig->world->hosts[i].id, .max = -1 };
        g_autoptr(PfList) pfs = list(rig, &query);
        VfCounts sum = { 0 }, of_host = engine_count_vfs(rig->engine, query.host);
        for (guint k = 0; k < pf_list_length(pfs); k++)
            vf_counts_add(&sum, &pf_list_get(pfs, k)->counts);
        g_assert_cmpmem(&sum, sizeof sum, &of_host, sizeof of_host);
        vf_counts_add(&all, &sum);
    }
    g_assert_cmpmem(&all, sizeof all, &kept, sizeof kept);
}

/* The first VF that is in 'state', in words with whom or what. */
static char *find_detail(Rig *rig, VfState state)
{
    g_autoptr(PfList) pfs = list_all(rig);
    for (guint i = 0; i < pf_list_length(pfs); i++) {
        const PhysicalFunction *pf = pf_list_get(pfs, i);
        for (guint k = 0; k < pf->info->vfs->len; k++) {
            const VfInfo *vf = pf->info->vfs->pdata[k];
            const Lease *lease = pf->leases[vf->index];
            VfUser user = vf_users_find(pf_list_users(pfs), vf, lease);
            if (fleet_vf_state(vf, lease) == state)
                return vf_state_format(state, vf_users_what(pf_list_users(pfs), vf, lease, &user));
        }
    }
    return NULL;
}

static void test_order_and_filters(void)
{
    g_autoptr(Rig) rig = rig_new(3, 2, false);
    rig_start(rig);
    g_autoptr(PfList) all = list_all(rig);
    g_assert_cmpuint(pf_list_length(all), ==, 3 * FAKE_PFS);
    for (guint i = 0; i < pf_list_length(all); i++) {
        const FakeHost *host = &rig->world->hosts[i / FAKE_PFS];
        const PhysicalFunction *pf = pf_list_get(all, i);
        g_assert_cmpstr(pf->host->name, ==, host->name);
        g_assert_cmpstr(pf->nic->name, ==, host->pfs[i % FAKE_PFS].name);
        assert_classes(&pf->counts, 2, 0, 0, 0);
    }
    const PfQuery first = { .max = 4 };
    g_autoptr(PfList) four = list(rig, &first);
    g_assert_cmpuint(pf_list_length(four), ==, 4);
    g_assert_null(pf_list_users(four));
    const PfQuery unknown = { .host = "99999999-0000-4000-8000-000000000009", .max = -1 };
    g_assert_null(engine_list_pfs(rig->engine, &rig->caller, &unknown, &rig->error));
    g_assert_nonnull(strstr(rig->error->message, "does not exist"));
    g_clear_error(&rig->error);
    assert_kept(rig);
}

static void test_used_and_quarantined(void)
{
    g_autoptr(Rig) rig = rig_new(1, 2, false);
    g_autofree char *red = rig_add_network(rig, 100);
    g_autofree char *vm = rig_add_vm(rig, "web", 1, red);
    for (int i = 0; i < 6; i++) { /* so that reading those that are used alone is worth it */
        g_autofree char *name = g_strdup_printf("idle%d", i);
        g_free(rig_add_vm(rig, name, 1, red));
    }
    rig_start(rig);
    rig_vm_start(rig, vm);
    rig_await_vm(rig, vm, VM_UP);
    rig_await_sound(rig);
    await_classes(rig, 2 * FAKE_PFS - 1, 1, 0, 0);
    assert_kept(rig);
    g_autofree char *held = find_detail(rig, VF_HELD_BY_VM);
    g_assert_cmpstr(held, ==, "is held by a VM (web)");

    fake_find_vf(rig->world, vm)->dirt = true;
    rig_vm_stop(rig, vm);
    rig_await_event(rig, "VF_QUARANTINED");
    rig_await_sound(rig);
    await_classes(rig, 2 * FAKE_PFS - 1, 0, 0, 1);
    assert_kept(rig);
    g_autofree char *quarantined = find_detail(rig, VF_QUARANTINED);
    g_assert_cmpstr(quarantined, ==,
                    "is quarantined: it did not read back clean (the MAC did not read back)");
}

/* A VF of a PF whose number of VFs a job changes. */
static void lease_to_job(Rig *rig, guint index)
{
    g_autoptr(HostNic) nic = rig_pf(rig, 0, 0);
    g_autoptr(Lease) lease = entity_new(&lease_type);
    lease->host = g_strdup(nic->host);
    lease->host_nic = g_strdup(nic->base.id);
    lease->vf_index = index;
    lease->state = LEASE_RESERVED;
    lease->job = g_strdup("99999999-0000-4000-8000-000000000001");
    lease->expires = G_MAXINT64;
    g_autoptr(StoreTxn) txn = store_begin(rig->store, NULL);
    g_assert_true(store_insert(rig->store, lease, NULL));
    g_assert_true(store_commit(txn, NULL));
    fleet_reload_leases(rig->engine->runtime->fleet, nic->host);
}

/* Also by whom the engine does not know, or by nobody. */
static void test_in_other_hands(void)
{
    g_autoptr(Rig) rig = rig_new(1, 4, false);
    FakePf *pf = &rig->world->hosts[0].pfs[0];
    g_strlcpy(pf->vfs[1].vm, "99999999-0000-4000-8000-000000000009", sizeof pf->vfs[1].vm);
    pf->vfs[2].state = VF_UPPER_DEVICE;
    rig_start(rig);
    lease_to_job(rig, 3);
    await_classes(rig, 4 * FAKE_PFS - 3, 2, 1, 0);
    assert_kept(rig);
    g_autofree char *foreign = find_detail(rig, VF_HELD_BY_VM);
    g_assert_cmpstr(foreign, ==, "is held by a VM (99999999-0000-4000-8000-000000000009)");
    g_autofree char *reserved = find_detail(rig, VF_LEASED);
    g_assert_cmpstr(reserved, ==, "is reserved (the number of VFs is being changed)");
    g_autofree char *upper = find_detail(rig, VF_UPPER_DEVICE);
    g_assert_cmpstr(upper, ==, "has a bridge, VLAN, bond or macvtap on it");
}

/* What a host that is gone has said last stays; a new engine knows the PFs, but no VF. */
static void test_before_the_first_report(void)
{
    g_autoptr(Rig) rig = rig_new(1, 2, false);
    rig_start(rig);
    g_autoptr(HostNic) nic = rig_pf(rig, 0, 0);
    engine_pf_update(rig->engine, &rig->caller, nic->base.id, PF_KEEP, FALSE, &rig->error);
    g_assert_no_error(rig->error);
    g_autofree char *red = rig_add_network(rig, 100);
    engine_pf_allow_network(rig->engine, &rig->caller, nic->base.id, red, &rig->error);
    g_assert_no_error(rig->error);
    fake_set_reachable(rig->world, 0, false);
    rig_await_host(rig, 0, HOST_NON_RESPONSIVE);
    await_classes(rig, 2 * FAKE_PFS, 0, 0, 0);

    rig_stop(rig);
    rig_start(rig);
    g_autoptr(PfList) pfs = list_all(rig);
    g_assert_cmpuint(pf_list_length(pfs), ==, FAKE_PFS);
    const PhysicalFunction *pf = pf_list_get(pfs, 0);
    g_assert_null(pf->info);
    g_assert_cmpint(pf->nic->num_vfs, ==, 2);
    assert_classes(&pf->counts, 0, 0, 0, 0);
    g_assert_nonnull(pf->policy);
    g_assert_cmpstr(pf->policy->networks[0], ==, red);
    g_assert_cmpuint(pf->served->len, ==, 1);
    assert_kept(rig);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/physical-function/order-and-filters", test_order_and_filters);
    g_test_add_func("/physical-function/used-and-quarantined", test_used_and_quarantined);
    g_test_add_func("/physical-function/in-other-hands", test_in_other_hands);
    g_test_add_func("/physical-function/before-the-first-report", test_before_the_first_report);
    return g_test_run();
}
