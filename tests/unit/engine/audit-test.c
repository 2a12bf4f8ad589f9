/* What Berth believes against what hosts report: the pure comparison, then healing. */
#include "rig.h"

#include "engine/audit.h"
#include "engine/runtime-private.h"

#include <string.h>

/* --- the comparison ----------------------------------------------------------------------------
 */

#define PF   "11111111-0000-4000-8000-000000000001"
#define VM   "22222222-0000-4000-8000-000000000001"
#define VNIC "33333333-0000-4000-8000-000000000001"

/* One VF and what is believed of it. */
typedef struct {
    const char *name;
    /* The host. */
    const char *held_by, *alias; /* NULL: nobody */
    const char *mac;
    guint vlan;
    /* The store. */
    LeaseState lease;
    gint64 lease_epoch, run_epoch; /* run_epoch 0: its VM does not run here */
    const char *busy;              /* what a job is about */
    /* What is found; N_AUDIT_CLASSES: nothing. */
    AuditClass found;
} Case;

#define OURS  "ua-" VNIC
#define MAC   "56:6f:1a:1b:00:01"
#define OTHER "56:6f:1a:1b:00:02"

static const Case cases[] = {
    { "free", NULL, NULL, NULL, 0, LEASE_NONE, 0, 0, NULL, N_AUDIT_CLASSES },
    { "free, its driver's MAC", NULL, NULL, "02:00:00:00:00:07", 0, LEASE_NONE, 0, 0, NULL,
      N_AUDIT_CLASSES },
    { "dirty VLAN", NULL, NULL, NULL, 5, LEASE_NONE, 0, 0, NULL, AUDIT_DIRTY },
    { "dirty MAC", NULL, NULL, MAC, 0, LEASE_NONE, 0, 0, NULL, AUDIT_DIRTY },
    { "dirty, but on its way", NULL, NULL, MAC, 5, LEASE_SCRUBBING, 7, 0, NULL, N_AUDIT_CLASSES },
    { "reserved", NULL, NULL, NULL, 0, LEASE_RESERVED, 7, 7, NULL, N_AUDIT_CLASSES },
    { "as it should be", VM, OURS, MAC, 5, LEASE_ACTIVE, 7, 7, NULL, N_AUDIT_CLASSES },
    { "drifted VLAN", VM, OURS, MAC, 6, LEASE_ACTIVE, 7, 7, NULL, AUDIT_DRIFTED },
    { "drifted MAC", VM, OURS, OTHER, 5, LEASE_ACTIVE, 7, 7, NULL, AUDIT_DRIFTED },
    { "lost", NULL, NULL, NULL, 0, LEASE_ACTIVE, 7, 7, NULL, AUDIT_LOST },
    { "leaked", NULL, NULL, NULL, 0, LEASE_ACTIVE, 7, 0, NULL, AUDIT_LEAKED },
    { "leaked by an earlier run", NULL, NULL, NULL, 0, LEASE_ACTIVE, 7, 8, NULL, AUDIT_LEAKED },
    { "leaked, but a job is on it", NULL, NULL, NULL, 0, LEASE_ACTIVE, 7, 0, VM, N_AUDIT_CLASSES },
    { "held by another", "stranger", "net0", MAC, 5, LEASE_ACTIVE, 7, 7, NULL, AUDIT_FOREIGN },
    { "foreign", "stranger", "net0", NULL, 0, LEASE_NONE, 0, 0, NULL, AUDIT_FOREIGN },
    { "adopted", VM, OURS, MAC, 5, LEASE_NONE, 0, 7, NULL, AUDIT_ADOPTED },
    { "adopted from its scrub", VM, OURS, MAC, 5, LEASE_SCRUBBING, 6, 7, NULL, AUDIT_ADOPTED },
    { "held, but going down", VM, OURS, MAC, 5, LEASE_SCRUBBING, 7, 0, NULL, N_AUDIT_CLASSES },
    { "of a PF that a job is about", NULL, NULL, NULL, 5, LEASE_NONE, 0, 0, PF, N_AUDIT_CLASSES },
};

static HostInventory *make_inventory(const Case *c)
{
    HostInventory *inventory = host_inventory_new();
    NicInfo *nic = nic_info_new();
    VfInfo *vf = vf_info_new();
    nic->ifname = g_strdup("ens1f0");
    nic->total_vfs = nic->num_vfs = 1;
    vf->state = c->held_by != NULL ? VF_HELD_BY_VM : VF_FREE;
    vf->vm_id = g_strdup(c->held_by);
    vf->alias = g_strdup(c->alias);
    vf->vlan = c->vlan;
    if (c->mac != NULL)
        mac_parse(c->mac, &vf->mac, NULL);
    g_ptr_array_add(nic->vfs, vf);
    g_ptr_array_add(inventory->nics, nic);
    return inventory;
}

static void add_rows(const Case *c, AuditFacts *facts)
{
    HostNic *nic = entity_new(&host_nic_type);
    nic->base.id = g_strdup(PF);
    nic->name = g_strdup("ens1f0");
    nic->present = TRUE;
    nic->total_vfs = 1;
    g_ptr_array_add(facts->nics, nic);
    if (c->lease != LEASE_NONE) {
        Lease *lease = entity_new(&lease_type);
        lease->host_nic = g_strdup(PF);
        lease->state = (int)c->lease;
        lease->vm = g_strdup(VM);
        lease->vm_nic = g_strdup(VNIC);
        lease->epoch = c->lease_epoch;
        g_ptr_array_add(facts->leases, lease);
    }
    if (c->run_epoch != 0) {
        AuditVnic *vnic = g_new0(AuditVnic, 1);
        vnic->id = g_strdup(VNIC);
        vnic->vm = g_strdup(VM);
        vnic->vm_name = g_strdup("web");
        vnic->epoch = c->run_epoch;
        vnic->vlan = 5;
        mac_parse(MAC, &vnic->mac, NULL);
        g_hash_table_insert(facts->vnics, vnic->id, vnic);
    }
}

static void test_compare(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const Case *c = &cases[i];
        g_autoptr(HostInventory) inventory = make_inventory(c);
        g_autoptr(GPtrArray) nics = g_ptr_array_new_with_free_func(entity_free);
        g_autoptr(GPtrArray) leases = g_ptr_array_new_with_free_func(entity_free);
        g_autoptr(GHashTable) vnics =
            g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)audit_vnic_free);
        g_autoptr(GHashTable) macs = g_hash_table_new(g_str_hash, g_str_equal);
        g_autoptr(GHashTable) skipped = g_hash_table_new(g_str_hash, g_str_equal);
        AuditFacts facts = { inventory, nics, leases, vnics, macs, skipped };
        g_hash_table_add(macs, (gpointer)MAC);
        if (c->busy != NULL)
            g_hash_table_add(skipped, (gpointer)c->busy);
        add_rows(c, &facts);
        g_autoptr(GPtrArray) findings = audit_compare(&facts);
        const AuditFinding *first = findings->len > 0 ? findings->pdata[0] : NULL;
        AuditClass got = first != NULL ? first->class : N_AUDIT_CLASSES;
        if (got != c->found || findings->len > 1)
            g_error("%s: %u findings, the first is %s", c->name, findings->len,
                    first != NULL ? enum_word(&audit_class_table, (int)got) : "-");
    }
}

static void test_memory(void)
{
    AuditMemory *memory = audit_memory_new();
    g_assert_true(audit_memory_is_new(memory, "a"));
    g_assert_false(audit_memory_is_new(memory, "a"));
    audit_memory_free(memory);
}

/* --- healing -----------------------------------------------------------------------------------
 */

typedef struct {
    Rig *rig;
    char *vm;
    FakeVf *vf;
} Running;

static void running_init(Running *running)
{
    running->rig = rig_new(1, 2, false);
    g_autofree char *red = rig_add_network(running->rig, 100);
    running->vm = rig_add_vm(running->rig, "web", 1, red);
    rig_start(running->rig);
    rig_vm_start(running->rig, running->vm);
    rig_await_vm(running->rig, running->vm, VM_UP);
    rig_await_sound(running->rig);
    running->vf = fake_find_vf(running->rig->world, running->vm);
}

static void running_clear(Running *running)
{
    rig_free(running->rig);
    g_free(running->vm);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Running, running_clear)

/* Lays 'vlan' and 'vm' over a VF, as somebody on the host would. */
static void meddle(Rig *rig, FakeVf *vf, guint vlan, const char *vm)
{
    pthread_mutex_lock(&rig->world->lock);
    vf->vlan = vlan;
    g_strlcpy(vf->vm, vm, sizeof vf->vm);
    pthread_mutex_unlock(&rig->world->lock);
}

static void test_drifted(void)
{
    g_auto(Running) running = { 0 };
    running_init(&running);
    meddle(running.rig, running.vf, 7, running.vm);
    rig_await_event(running.rig, "VF_DRIFTED");
    rig_await_sound(running.rig);
    g_assert_cmpuint(running.vf->vlan, ==, 100);
}

static void delete_leases(Rig *rig)
{
    g_autoptr(StoreTxn) txn = store_begin(rig->store, NULL);
    g_autoptr(GPtrArray) leases = store_list(rig->store, &lease_type, NULL, NULL);
    for (guint i = 0; i < leases->len; i++)
        store_delete(rig->store, &lease_type, ((Lease *)leases->pdata[i])->base.id, NULL);
    store_commit(txn, NULL);
}

static void test_adopted(void)
{
    g_auto(Running) running = { 0 };
    running_init(&running);
    delete_leases(running.rig);
    rig_await_event(running.rig, "VF_LEASED");
    rig_await_sound(running.rig);
    g_assert_cmpint(rig_n_leases(running.rig, LEASE_ACTIVE), ==, 1);
}

/* The VM's row says that it is down, as after restoring an old copy of the database. */
static void test_vm_adopted(void)
{
    g_auto(Running) running = { 0 };
    running_init(&running);
    Rig *rig = running.rig;
    rig_stop(rig);
    g_autoptr(StoreTxn) txn = store_begin(rig->store, NULL);
    g_autoptr(Vm) vm = store_get(rig->store, &vm_type, running.vm, NULL);
    vm->status = VM_DOWN;
    vm->run_epoch = 0;
    g_clear_pointer(&vm->host, g_free);
    store_update(rig->store, vm, NULL);
    store_commit(txn, NULL);
    delete_leases(rig);
    rig_start(rig);
    rig_await_vm(rig, running.vm, VM_UP);
    rig_await_sound(rig);
}

/* An order that was given up shows up after all. */
static void test_vm_stale(void)
{
    g_auto(Running) running = { 0 };
    running_init(&running);
    Rig *rig = running.rig;
    g_autoptr(StoreTxn) txn = store_begin(rig->store, NULL);
    g_autoptr(Vm) vm = store_get(rig->store, &vm_type, running.vm, NULL);
    vm->status = VM_DOWN;
    vm->run_epoch += 100;
    g_clear_pointer(&vm->host, g_free);
    store_update(rig->store, vm, NULL);
    store_commit(txn, NULL);
    rig_await_event(rig, "VM_START_STALE");
    rig_await_event(rig, "VF_LEAKED");
    rig_await_sound(rig);
    g_assert_cmpint(fake_find_vm(rig->world, running.vm), ==, -1);
}

static void test_leaked(void)
{
    g_autoptr(Rig) rig = rig_new(1, 2, false);
    g_autofree char *red = rig_add_network(rig, 100);
    g_autofree char *vm = rig_add_vm(rig, "web", 1, red);
    rig_start(rig);
    g_autoptr(HostNic) pf = rig_pf(rig, 0, 0);
    g_autoptr(VmNic) nic = store_find(rig->store, &vm_nic_type, "vm", vm, NULL);
    g_autoptr(StoreTxn) txn = store_begin(rig->store, NULL);
    g_autoptr(Lease) lease = entity_new(&lease_type);
    lease->host = g_strdup(pf->host);
    lease->host_nic = g_strdup(pf->base.id);
    lease->vm = g_strdup(vm);
    lease->vm_nic = g_strdup(nic->base.id);
    lease->state = LEASE_ACTIVE;
    lease->epoch = 1;
    g_assert_true(store_insert(rig->store, lease, NULL));
    store_commit(txn, NULL);
    rig_await_event(rig, "VF_LEAKED");
    rig_await_sound(rig);
    g_assert_cmpint(store_count(rig->store, &lease_type, NULL, NULL), ==, 0);
}

static void test_dirty(void)
{
    g_autoptr(Rig) rig = rig_new(1, 2, false);
    rig->world->hosts[0].pfs[1].vfs[1].vlan = 9;
    rig_start(rig);
    rig_await_event(rig, "VF_DIRTY");
    rig_await_sound(rig);
    g_assert_cmpuint(rig->world->hosts[0].pfs[1].vfs[1].vlan, ==, 0);
}

/* Told once, and again when it comes back. */
static void test_foreign(void)
{
    g_autoptr(Rig) rig = rig_new(1, 2, false);
    FakeVf *vf = &rig->world->hosts[0].pfs[0].vfs[0];
    g_strlcpy(vf->vm, "99999999-0000-4000-8000-000000000009", sizeof vf->vm);
    rig_start(rig);
    rig_await_event(rig, "VF_FOREIGN_USE");
    g_usleep(1000000); /* some audits */
    g_assert_cmpint(rig_n_events(rig, "VF_FOREIGN_USE"), ==, 1);
    meddle(rig, vf, 0, "");
    g_usleep(600000);
    meddle(rig, vf, 0, "99999999-0000-4000-8000-000000000009");
    while (rig_n_events(rig, "VF_FOREIGN_USE") < 2)
        g_usleep(1000);

    g_autofree char *red = rig_add_network(rig, 100);
    g_autofree char *vm = rig_add_vm(rig, "wide", 4, red);
    g_assert_false(engine_vm_start(rig->engine, &rig->caller, vm, NULL, NULL, &rig->error));
    g_assert_error(rig->error, FAULT, FAULT_VM_NOT_PLACED);
}

static void test_foreign_vm(void)
{
    g_autoptr(Rig) rig = rig_new(1, 2, false);
    FakeVm *vm = &rig->world->hosts[0].vms[3];
    g_strlcpy(vm->id, "99999999-0000-4000-8000-000000000009", sizeof vm->id);
    vm->up = true;
    rig_start(rig);
    rig_await_event(rig, "VM_FOREIGN");
    g_usleep(600000);
    g_assert_cmpint(rig_n_events(rig, "VM_FOREIGN"), ==, 1);
}

static void test_quarantine(void)
{
    g_auto(Running) running = { 0 };
    running_init(&running);
    Rig *rig = running.rig;
    running.vf->dirt = true;
    rig_vm_stop(rig, running.vm);
    rig_await_event(rig, "VF_QUARANTINED");
    rig_await_sound(rig);
    g_assert_cmpint(rig_n_leases(rig, LEASE_QUARANTINED), ==, 1);

    /* It is tried again when the host comes back. */
    running.vf->dirt = false;
    fake_set_reachable(rig->world, 0, false);
    rig_await_host(rig, 0, HOST_CONNECTING);
    fake_set_reachable(rig->world, 0, true);
    rig_await_host(rig, 0, HOST_UP);
    while (rig_n_leases(rig, LEASE_QUARANTINED) > 0)
        g_usleep(1000);
    rig_await_sound(rig);
}

/* VFs in quarantine do not keep the number from being changed: that is the remedy. */
static void test_quarantine_ends_with_count(void)
{
    g_auto(Running) running = { 0 };
    running_init(&running);
    Rig *rig = running.rig;
    running.vf->dirt = true;
    rig_vm_stop(rig, running.vm);
    rig_await_event(rig, "VF_QUARANTINED");
    rig_await_sound(rig);
    int pf = running.vf < &rig->world->hosts[0].pfs[1].vfs[0] ? 0 : 1;
    g_autoptr(HostNic) nic = rig_pf(rig, 0, pf);
    engine_pf_update(rig->engine, &rig->caller, nic->base.id, 3, PF_KEEP, &rig->error);
    g_assert_no_error(rig->error);
    g_assert_cmpint(store_count(rig->store, &lease_type, NULL, NULL), ==, 0);
}

/* A reservation that no job owns is taken back. */
static void test_expires(void)
{
    g_autoptr(Rig) rig = rig_new(1, 2, false);
    g_autofree char *red = rig_add_network(rig, 100);
    g_autofree char *vm = rig_add_vm(rig, "web", 1, red);
    rig->config.reservation_ms = 400;
    rig_start(rig);
    g_autoptr(HostNic) pf = rig_pf(rig, 0, 0);
    g_autoptr(StoreTxn) txn = store_begin(rig->store, NULL);
    g_autoptr(Lease) lease = entity_new(&lease_type);
    lease->host = g_strdup(pf->host);
    lease->host_nic = g_strdup(pf->base.id);
    lease->vm = g_strdup(vm);
    lease->job = g_strdup("99999999-0000-4000-8000-000000000009");
    lease->state = LEASE_RESERVED;
    lease->epoch = 1;
    lease->expires = engine_now() - 1;
    g_assert_true(store_insert(rig->store, lease, NULL));
    store_commit(txn, NULL);
    rig_await_event(rig, "LEASE_EXPIRED");
    rig_await_sound(rig);
    g_assert_cmpint(store_count(rig->store, &lease_type, NULL, NULL), ==, 0);
}

/* One of a job under way is not, however long that takes. */
static void test_is_renewed(void)
{
    g_autoptr(Rig) rig = rig_new(1, 2, false);
    g_autofree char *red = rig_add_network(rig, 100);
    g_autofree char *vm = rig_add_vm(rig, "web", 1, red);
    rig->config.reservation_ms = 400;
    rig->config.audit_ms = 100000;
    rig_start(rig);
    fake_fault(rig->world, "VM.create", FAKE_DROP_LINK, 0, 0, 1);
    fake_fault(rig->world, "VM.getStats", FAKE_LOSE_ORDER, 0, 0, 3);
    rig_vm_start(rig, vm);
    g_usleep(1500000);
    g_assert_false(rig_has_event(rig, "LEASE_EXPIRED"));
    g_assert_cmpint(store_count(rig->store, &lease_type, NULL, NULL), ==, 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/audit/compare", test_compare);
    g_test_add_func("/audit/memory", test_memory);
    g_test_add_func("/audit/drifted", test_drifted);
    g_test_add_func("/audit/adopted", test_adopted);
    g_test_add_func("/audit/vm-adopted", test_vm_adopted);
    g_test_add_func("/audit/vm-stale", test_vm_stale);
    g_test_add_func("/audit/leaked", test_leaked);
    g_test_add_func("/audit/dirty", test_dirty);
    g_test_add_func("/audit/foreign", test_foreign);
    g_test_add_func("/audit/foreign-vm", test_foreign_vm);
    g_test_add_func("/audit/quarantine", test_quarantine);
    g_test_add_func("/audit/quarantine-ends-with-count", test_quarantine_ends_with_count);
    g_test_add_func("/audit/expires", test_expires);
    g_test_add_func("/audit/is-renewed", test_is_renewed);
    return g_test_run();
}
