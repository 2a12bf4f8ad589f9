/* Plugging vNICs into running VMs, changing and unplugging them there: on hosts that behave, with
 * guests that do not, and with what happens behind the engine's back. */
#include "rig.h"

#include "link/vdsm-code.h"
#include "model/job.h"
#include "model/network.h"
#include "model/vnic-profile.h"

#include <string.h>

#define assert_contains(text, part)                                                                \
    do {                                                                                           \
        if (strstr(text, part) == NULL)                                                            \
            g_error("\"%s\" does not contain \"%s\"", text, part);                                 \
    } while (0)

/* A VM that runs with one passthrough vNIC in network "net100", on the only host. */
typedef struct {
    Rig *rig;
    char *red, *vm;
} Setup;

static void setup_init(Setup *s, guint n_vfs)
{
    s->rig = rig_new(1, n_vfs, false);
    s->red = rig_add_network(s->rig, 100);
    s->vm = rig_add_vm(s->rig, "web", 1, s->red);
    rig_start(s->rig);
    rig_vm_start(s->rig, s->vm);
    rig_await_vm(s->rig, s->vm, VM_UP);
    rig_await_quiet(s->rig);
}

static void setup_clear(Setup *s)
{
    rig_free(s->rig);
    g_free(s->red);
    g_free(s->vm);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Setup, setup_clear)

static void set_text(void *entity, const char *column, const char *text)
{
    const EntityType *type = ((Entity *)entity)->type;
    int row = entity_row_of(type, column);
    field_take_string(entity, &type->fields[row], g_strdup(text));
    entity_set_given(entity, row);
}

static void set_int(void *entity, const char *column, gint64 value)
{
    const EntityType *type = ((Entity *)entity)->type;
    int row = entity_row_of(type, column);
    field_set_int(entity, &type->fields[row], value);
    entity_set_given(entity, row);
}

static char *profile_of(Setup *s, const char *network)
{
    g_autoptr(VnicProfile) profile =
        store_find(s->rig->store, &vnic_profile_type, "network", network, NULL);
    return g_strdup(profile->base.id);
}

/* A passthrough vNIC to be added to the running VM; NULL when that is refused. */
static VmNic *add_vf(Setup *s, const char *name)
{
    g_autofree char *profile = profile_of(s, s->red);
    g_autoptr(VmNic) given = entity_new(&vm_nic_type);
    set_text(given, "name", name);
    set_text(given, "vnic_profile", profile);
    set_int(given, "interface", VM_NIC_PCI_PASSTHROUGH);
    return engine_add(s->rig->engine, &s->rig->caller, &given->base, NULL, s->vm, &s->rig->error);
}

static VmNic *set_plugged(Setup *s, const char *id, bool plugged)
{
    g_autoptr(VmNic) given = entity_new(&vm_nic_type);
    set_int(given, "plugged", plugged);
    return engine_update(s->rig->engine, &s->rig->caller, id, &given->base, NULL, &s->rig->error);
}

static VmNic *get_nic(Setup *s, const char *name)
{
    g_autoptr(GPtrArray) nics = store_list_by(s->rig->store, &vm_nic_type, "vm", s->vm, NULL);
    for (guint i = 0; i < nics->len; i++)
        if (strcmp(((VmNic *)nics->pdata[i])->name, name) == 0)
            return entity_dup(nics->pdata[i]);
    return NULL;
}

static const FakeVf *vf_of(Setup *s, const VmNic *nic)
{
    g_autofree char *alias = g_strdup_printf("ua-%s", nic->base.id);
    for (int i = 0; i < FAKE_PFS; i++)
        for (guint j = 0; j < FAKE_VFS; j++)
            if (strcmp(s->rig->world->hosts[0].pfs[i].vfs[j].alias, alias) == 0)
                return &s->rig->world->hosts[0].pfs[i].vfs[j];
    return NULL;
}

static void expect_fault(Setup *s, Fault fault, const char *part)
{
    g_assert_error(s->rig->error, FAULT, (int)fault);
    assert_contains(s->rig->error->message, part);
    g_clear_error(&s->rig->error);
}

/* --- hosts that behave -------------------------------------------------------------------------
 */

static void test_add_plugged(void)
{
    g_auto(Setup) s = { 0 };
    setup_init(&s, 2);
    g_autoptr(VmNic) nic = add_vf(&s, "nic2");
    g_assert_no_error(s.rig->error);
    g_assert_true(nic->plugged);
    const FakeVf *vf = vf_of(&s, nic);
    g_assert_nonnull(vf);
    g_assert_cmpuint(vf->vlan, ==, 100);
    rig_await_sound(s.rig);
    g_assert_cmpint(rig_n_leases(s.rig, LEASE_ACTIVE), ==, 2);
    g_assert_cmpint(rig_n_events(s.rig, "NETWORK_ADD_VM_INTERFACE"), ==, 1);
    g_assert_cmpint(rig_n_events(s.rig, "NETWORK_ACTIVATE_VM_INTERFACE_SUCCESS"), ==, 1);
    g_assert_cmpint(rig_n_events(s.rig, "HOST_REFRESHED_CAPABILITIES"), ==, 1);

    rig_vm_stop(s.rig, s.vm); /* takes what was plugged with it */
    rig_await_vm(s.rig, s.vm, VM_DOWN);
    rig_await_sound(s.rig);
    g_assert_cmpint(rig_n_leases(s.rig, LEASE_ACTIVE), ==, 0);
}

static void test_unplug_and_plug(void)
{
    g_auto(Setup) s = { 0 };
    setup_init(&s, 1);
    g_autoptr(VmNic) nic = get_nic(&s, "nic1");
    g_autoptr(VmNic) unplugged = set_plugged(&s, nic->base.id, false);
    g_assert_no_error(s.rig->error);
    g_assert_false(unplugged->plugged);
    g_assert_null(vf_of(&s, nic));
    g_assert_cmpint(store_count(s.rig->store, &lease_type, NULL, NULL), ==, 0);
    g_assert_true(rig_has_event(s.rig, "NETWORK_DEACTIVATE_VM_INTERFACE_SUCCESS"));

    g_autoptr(VmNic) plugged = set_plugged(&s, nic->base.id, true);
    g_assert_no_error(s.rig->error);
    g_assert_true(plugged->plugged);
    g_assert_nonnull(vf_of(&s, nic));
    rig_await_sound(s.rig);

    /* Unplugged, it can be changed and removed. */
    g_autoptr(VmNic) again = set_plugged(&s, nic->base.id, false);
    g_autoptr(VmNic) given = entity_new(&vm_nic_type);
    set_text(given, "mac", "56:6f:1a:1b:77:77");
    g_autoptr(VmNic) changed = engine_update(s.rig->engine, &s.rig->caller, nic->base.id,
                                             &given->base, NULL, &s.rig->error);
    g_assert_no_error(s.rig->error);
    g_assert_cmpstr(changed->mac, ==, "56:6f:1a:1b:77:77");
    engine_remove(s.rig->engine, &s.rig->caller, &vm_nic_type, nic->base.id, false, &s.rig->error);
    g_assert_no_error(s.rig->error);
    rig_await_sound(s.rig);
}

static void test_not_waiting(void)
{
    g_auto(Setup) s = { 0 };
    setup_init(&s, 1);
    g_autofree char *id = NULL;
    g_autoptr(VmNic) nic = get_nic(&s, "nic1");
    s.rig->caller.async = true;
    s.rig->caller.ret_job = &id;
    for (int plugged = 0; plugged < 2; plugged++) {
        g_autoptr(VmNic) answered = set_plugged(&s, nic->base.id, plugged);
        g_assert_no_error(s.rig->error);
        g_assert_nonnull(id);
        rig_await_sound(s.rig);
        g_autoptr(Job) job = store_get(s.rig->store, &job_type, id, NULL);
        g_assert_cmpint(job->status, ==, JOB_FINISHED);
        g_autoptr(VmNic) now = get_nic(&s, "nic1");
        g_assert_cmpint(now->plugged, ==, plugged);
    }
}

/* One request that changes and plugs. */
static void test_change_and_plug(void)
{
    g_auto(Setup) s = { 0 };
    setup_init(&s, 2);
    g_autofree char *blue = rig_add_network(s.rig, 200);
    g_autofree char *profile = profile_of(&s, blue);
    g_autoptr(VmNic) nic = get_nic(&s, "nic1");
    g_autoptr(VmNic) unplugged = set_plugged(&s, nic->base.id, false);
    g_autoptr(VmNic) given = entity_new(&vm_nic_type);
    set_text(given, "vnic_profile", profile);
    set_int(given, "plugged", TRUE);

    fake_fault(s.rig->world, "VM.hotplugNic", FAKE_REFUSE, VDSM_PLUG_FAILED, 0, 1);
    g_assert_null(engine_update(s.rig->engine, &s.rig->caller, nic->base.id, &given->base, NULL,
                                &s.rig->error));
    expect_fault(&s, FAULT_VNIC_PLUG_FAILED, "nic1");
    g_autoptr(VmNic) still = get_nic(&s, "nic1");
    g_assert_cmpstr(still->vnic_profile, ==, nic->vnic_profile);
    g_assert_false(still->plugged);
    g_assert_true(rig_has_event(s.rig, "NETWORK_ACTIVATE_VM_INTERFACE_FAILURE"));
    rig_await_sound(s.rig);

    g_autoptr(VmNic) changed = engine_update(s.rig->engine, &s.rig->caller, nic->base.id,
                                             &given->base, NULL, &s.rig->error);
    g_assert_no_error(s.rig->error);
    g_assert_true(changed->plugged);
    g_assert_cmpuint(vf_of(&s, nic)->vlan, ==, 200);
    rig_await_sound(s.rig);
}

/* --- emulated devices --------------------------------------------------------------------------
 */

/* A virtio vNIC in network net300; NULL when that is refused. */
static VmNic *add_virtio(Setup *s, const char *name)
{
    g_autofree char *network = rig_add_network(s->rig, 300);
    g_autoptr(VnicProfile) profile =
        store_find(s->rig->store, &vnic_profile_type, "network", network, NULL);
    profile->pass_through = PASS_THROUGH_DISABLED;
    {
        g_autoptr(StoreTxn) txn = store_begin(s->rig->store, NULL);
        store_update(s->rig->store, profile, NULL);
        store_commit(txn, NULL);
    }
    /* The engine learns of the network as of any: by a change of it. */
    g_autoptr(Network) change = entity_new(&network_type);
    set_text(change, "comment", "a virtio one");
    entity_free(engine_update(s->rig->engine, &s->rig->caller, network, &change->base, NULL, NULL));
    g_autoptr(VmNic) given = entity_new(&vm_nic_type);
    set_text(given, "name", name);
    set_text(given, "vnic_profile", profile->base.id);
    return engine_add(s->rig->engine, &s->rig->caller, &given->base, NULL, s->vm, &s->rig->error);
}

static const char *xml_of(Setup *s)
{
    for (int i = 0; i < FAKE_VMS; i++)
        if (strcmp(s->rig->world->hosts[0].vms[i].id, s->vm) == 0)
            return s->rig->world->hosts[0].vms[i].xml;
    g_assert_not_reached();
}

static VmNic *set_linked(Setup *s, const VmNic *nic, bool linked)
{
    g_autoptr(VmNic) given = entity_new(&vm_nic_type);
    set_int(given, "linked", linked);
    return engine_update(s->rig->engine, &s->rig->caller, nic->base.id, &given->base, NULL,
                         &s->rig->error);
}

static void test_virtio(void)
{
    g_auto(Setup) s = { 0 };
    setup_init(&s, 2);
    g_strlcpy(s.rig->world->bridges[0], "net300", 16);
    s.rig->world->hosts[0].generation++;
    engine_host_refresh(s.rig->engine, &s.rig->caller, s.rig->world->hosts[0].id, &s.rig->error);
    g_assert_no_error(s.rig->error);
    g_autoptr(VmNic) nic = add_virtio(&s, "virtio1");
    g_assert_no_error(s.rig->error);
    assert_contains(xml_of(&s), "net300");
    assert_contains(xml_of(&s), nic->base.id);

    g_autoptr(VmNic) down = set_linked(&s, nic, false);
    g_assert_no_error(s.rig->error);
    assert_contains(xml_of(&s), "<link state=\"down\"/>");
    fake_fault(s.rig->world, "VM.updateDevice", FAKE_REFUSE, VDSM_UPDATE_FAILED, 0, 1);
    g_assert_null(set_linked(&s, nic, true));
    expect_fault(&s, FAULT_VNIC_LIVE_UPDATE_FAILED, "virtio1");
    g_autoptr(VmNic) still = get_nic(&s, "virtio1");
    g_assert_false(still->linked);
    g_assert_true(rig_has_event(s.rig, "NETWORK_UPDATE_VM_INTERFACE_FAILED"));

    g_autoptr(VmNic) same = set_plugged(&s, nic->base.id, true); /* is an update of nothing */
    g_assert_no_error(s.rig->error);
    g_autoptr(VmNic) unplugged = set_plugged(&s, nic->base.id, false);
    g_assert_no_error(s.rig->error);
    g_assert_null(strstr(xml_of(&s), nic->base.id));
    g_autoptr(VmNic) plugged = set_plugged(&s, nic->base.id, true);
    assert_contains(xml_of(&s), "<link state=\"down\"/>"); /* down it stays */
    rig_await_sound(s.rig);
}

static void test_virtio_without_network(void)
{
    g_auto(Setup) s = { 0 };
    setup_init(&s, 2);
    g_assert_null(add_virtio(&s, "virtio1"));
    expect_fault(&s, FAULT_VNIC_NETWORK_NOT_ON_HOST, "net300 has no bridge on h1");
    g_assert_null(get_nic(&s, "virtio1"));
    rig_await_sound(s.rig);
}

/* --- with a stand-in ---------------------------------------------------------------------------
 */

/* From now on what the VM's passthrough profile gives has a stand-in in net300. */
static void setup_failover(Setup *s, bool with_bridge)
{
    g_autofree char *network = rig_add_network(s->rig, 300);
    g_autofree char *plain = profile_of(s, network), *passthrough = profile_of(s, s->red);
    if (with_bridge)
        g_strlcpy(s->rig->world->bridges[0], "net300", 16);
    s->rig->world->hosts[0].generation++;
    g_autoptr(VnicProfile) with = store_get(s->rig->store, &vnic_profile_type, passthrough, NULL);
    g_autoptr(StoreTxn) txn = store_begin(s->rig->store, NULL);
    with->failover = g_strdup(plain);
    with->migratable = TRUE;
    g_assert_true(store_update(s->rig->store, with, NULL));
    g_assert_true(store_commit(txn, NULL));
    g_autoptr(Network) change = entity_new(&network_type);
    set_text(change, "comment", "of stand-ins");
    entity_free(engine_update(s->rig->engine, &s->rig->caller, network, &change->base, NULL, NULL));
    engine_host_refresh(s->rig->engine, &s->rig->caller, s->rig->world->hosts[0].id,
                        &s->rig->error);
    g_assert_no_error(s->rig->error);
}

static guint n_macs(Setup *s, const VmNic *nic)
{
    guint n = 0;
    g_autofree char *element = g_strdup_printf("<mac address=\"%s\"/>", nic->mac);
    for (const char *at = xml_of(s); (at = strstr(at, element)) != NULL; at++)
        n++;
    return n;
}

static void test_standby(void)
{
    g_auto(Setup) s = { 0 };
    setup_init(&s, 2);
    setup_failover(&s, true);
    g_autoptr(VmNic) nic = add_vf(&s, "nic2");
    g_assert_no_error(s.rig->error);
    g_assert_cmpuint(n_macs(&s, nic), ==, 2); /* the VF and its stand-in */
    assert_contains(xml_of(&s), "<teaming type=\"persistent\"/>");
    g_autoptr(VmNic) unplugged = set_plugged(&s, nic->base.id, false);
    g_assert_no_error(s.rig->error);
    g_assert_cmpuint(n_macs(&s, nic), ==, 0);
    rig_await_sound(s.rig);

    rig_vm_stop(s.rig, s.vm);
    rig_await_vm(s.rig, s.vm, VM_DOWN);
    rig_await_sound(s.rig);
    rig_vm_start(s.rig, s.vm); /* a start brings both */
    rig_await_vm(s.rig, s.vm, VM_UP);
    g_autoptr(VmNic) first = get_nic(&s, "nic1");
    g_assert_cmpuint(n_macs(&s, first), ==, 2);
    rig_await_sound(s.rig);
}

/* Both or none. */
static void test_standby_fails(void)
{
    g_auto(Setup) s = { 0 };
    setup_init(&s, 2);
    setup_failover(&s, true);
    fake_fault(s.rig->world, "VM.hotplugNic", FAKE_REFUSE, VDSM_PLUG_FAILED, 1, 1);
    g_assert_null(add_vf(&s, "nic2"));
    expect_fault(&s, FAULT_VNIC_PLUG_FAILED, "nic2");
    g_assert_null(get_nic(&s, "nic2"));
    rig_await_sound(s.rig);
    g_assert_cmpint(rig_n_leases(s.rig, LEASE_ACTIVE), ==, 1);

    g_autoptr(VmNic) nic = add_vf(&s, "nic2");
    g_assert_no_error(s.rig->error);
    fake_fault(s.rig->world, "VM.hotunplugNic", FAKE_REFUSE, VDSM_UNPLUG_FAILED, 1, 1);
    g_assert_null(set_plugged(&s, nic->base.id, false));
    expect_fault(&s, FAULT_VNIC_UNPLUG_FAILED, "nic2");
    g_assert_cmpuint(n_macs(&s, nic), ==, 2); /* the stand-in was put back */
    rig_await_sound(s.rig);
}

static void test_standby_without_bridge(void)
{
    g_auto(Setup) s = { 0 };
    setup_init(&s, 2);
    setup_failover(&s, false);
    g_assert_null(add_vf(&s, "nic2"));
    expect_fault(&s, FAULT_VNIC_NETWORK_NOT_ON_HOST, "net300 has no bridge on h1");
    rig_await_sound(s.rig);
}

/* --- refusals ----------------------------------------------------------------------------------
 */

static void test_last_vf_taken(void)
{
    g_auto(Setup) s = { 0 };
    setup_init(&s, 1); /* of each of two PFs */
    g_autoptr(VmNic) second = add_vf(&s, "nic2");
    g_assert_no_error(s.rig->error);
    g_assert_null(add_vf(&s, "nic3"));
    expect_fault(&s, FAULT_VNIC_NO_SUITABLE_VF, "0 of 1 free");
    g_assert_null(get_nic(&s, "nic3"));
    g_assert_true(rig_has_event(s.rig, "NETWORK_ACTIVATE_VM_INTERFACE_FAILURE"));
    rig_await_sound(s.rig);

    g_autoptr(VmNic) freed = set_plugged(&s, second->base.id, false);
    g_autoptr(VmNic) third = add_vf(&s, "nic3");
    g_assert_no_error(s.rig->error);
    rig_await_sound(s.rig);
}

static void test_plug_fails(void)
{
    g_auto(Setup) s = { 0 };
    setup_init(&s, 2);
    fake_fault(s.rig->world, "VM.hotplugNic", FAKE_REFUSE, VDSM_PLUG_FAILED, 0, 1);
    g_assert_null(add_vf(&s, "nic2"));
    expect_fault(&s, FAULT_VNIC_PLUG_FAILED, "nic2");
    g_assert_null(get_nic(&s, "nic2")); /* nothing is created */
    g_assert_true(rig_has_event(s.rig, "NETWORK_ADD_VM_INTERFACE_FAILED"));
    g_assert_true(rig_has_event(s.rig, "NETWORK_ACTIVATE_VM_INTERFACE_FAILURE"));
    g_assert_false(rig_has_event(s.rig, "NETWORK_ADD_VM_INTERFACE"));
    rig_await_sound(s.rig);
    g_assert_cmpint(rig_n_leases(s.rig, LEASE_ACTIVE), ==, 1);
}

static void test_wrong_status(void)
{
    g_auto(Setup) s = { 0 };
    setup_init(&s, 2);
    g_autoptr(VmNic) nic = get_nic(&s, "nic1");
    g_autoptr(Vm) vm = store_get(s.rig->store, &vm_type, s.vm, NULL);
    {
        g_autoptr(StoreTxn) txn = store_begin(s.rig->store, NULL);
        vm->status = VM_NOT_RESPONDING;
        store_update(s.rig->store, vm, NULL);
        store_commit(txn, NULL);
    }
    g_assert_null(set_plugged(&s, nic->base.id, false));
    expect_fault(&s, FAULT_VM_STATUS_ILLEGAL, "unplug VM network interface");
    g_assert_null(add_vf(&s, "nic2"));
    expect_fault(&s, FAULT_VNIC_ADD_STATUS, "not_responding");
}

static void test_plugged_stays_as_it_is(void)
{
    g_auto(Setup) s = { 0 };
    setup_init(&s, 2);
    g_autoptr(VmNic) nic = get_nic(&s, "nic1");
    g_assert_null(set_plugged(&s, nic->base.id, true));
    expect_fault(&s, FAULT_VNIC_HOT_UPDATE, "nic1");
    g_assert_false(engine_remove(s.rig->engine, &s.rig->caller, &vm_nic_type, nic->base.id, false,
                                 &s.rig->error));
    expect_fault(&s, FAULT_VNIC_REMOVE_ACTIVE, "nic1");
}

/* --- hosts and guests that do not --------------------------------------------------------------
 */

static void test_guest_keeps_it(void)
{
    g_auto(Setup) s = { 0 };
    setup_init(&s, 2);
    g_autoptr(VmNic) nic = get_nic(&s, "nic1");
    s.rig->world->guests_keep = true;
    g_assert_null(set_plugged(&s, nic->base.id, false));
    expect_fault(&s, FAULT_VNIC_UNPLUG_FAILED, "the guest does not answer");
    g_autoptr(VmNic) still = get_nic(&s, "nic1");
    g_assert_true(still->plugged);
    g_assert_nonnull(vf_of(&s, nic));
    g_assert_true(rig_has_event(s.rig, "NETWORK_DEACTIVATE_VM_INTERFACE_FAILURE"));
    rig_await_sound(s.rig);

    /* It lets go at last: told by an event, or seen by the audit. */
    fake_nic_goes(s.rig->world, s.vm, nic->base.id);
    rig_await_event(s.rig, "NETWORK_DEACTIVATE_VM_INTERFACE_SUCCESS");
    g_autoptr(VmNic) gone = get_nic(&s, "nic1");
    g_assert_false(gone->plugged);
    rig_await_sound(s.rig);
    g_assert_cmpint(store_count(s.rig->store, &lease_type, NULL, NULL), ==, 0);
}

static void test_answers_are_lost(void)
{
    static const FakeWrong wrongs[] = { FAKE_LOSE_ORDER, FAKE_LOSE_ANSWER, FAKE_DROP_LINK };
    for (gsize i = 0; i < G_N_ELEMENTS(wrongs); i++) {
        g_auto(Setup) s = { 0 };
        setup_init(&s, 2);
        fake_fault(s.rig->world, "VM.hotplugNic", wrongs[i], 0, 0, 1);
        g_autoptr(VmNic) nic = add_vf(&s, "nic2");
        g_assert_no_error(s.rig->error);
        rig_await_sound(s.rig);
        fake_fault(s.rig->world, "VM.hotunplugNic", wrongs[i], 0, 0, 1);
        g_autoptr(VmNic) unplugged = set_plugged(&s, nic->base.id, false);
        g_assert_no_error(s.rig->error);
        rig_await_sound(s.rig);
        g_assert_cmpint(rig_n_leases(s.rig, LEASE_ACTIVE), ==, 1);
    }
}

static void test_vm_ends_meanwhile(void)
{
    g_auto(Setup) s = { 0 };
    setup_init(&s, 2);
    fake_fault(s.rig->world, "VM.hotplugNic", FAKE_REFUSE, VDSM_NO_SUCH_VM, 0, 1);
    fake_vm_ends(s.rig->world, s.vm);
    VmNic *nic = add_vf(&s, "nic2");
    g_assert_null(nic);
    g_clear_error(&s.rig->error);
    rig_await_vm(s.rig, s.vm, VM_DOWN);
    rig_await_sound(s.rig);
    g_assert_null(get_nic(&s, "nic2"));
}

/* A database that was restored knows nothing of what was plugged since: the domain has the word. */
static void test_ledger_is_restored(void)
{
    g_auto(Setup) s = { 0 };
    setup_init(&s, 2);
    g_autoptr(VmNic) nic = add_vf(&s, "nic2");
    g_assert_no_error(s.rig->error);
    rig_await_quiet(s.rig);
    rig_stop(s.rig);
    {
        g_autoptr(Lease) lease =
            store_find(s.rig->store, &lease_type, "vm_nic", nic->base.id, NULL);
        g_autoptr(StoreTxn) txn = store_begin(s.rig->store, NULL);
        nic->plugged = FALSE;
        g_assert_true(store_delete(s.rig->store, &lease_type, lease->base.id, NULL));
        g_assert_true(store_update(s.rig->store, nic, NULL));
        g_assert_true(store_commit(txn, NULL));
    }
    rig_start(s.rig);
    rig_await_event(s.rig, "VF_LEASED");
    rig_await_sound(s.rig);
    g_autoptr(VmNic) now = get_nic(&s, "nic2");
    g_assert_true(now->plugged);
    g_assert_cmpint(rig_n_leases(s.rig, LEASE_ACTIVE), ==, 2);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/vm-nic-plug/add-plugged", test_add_plugged);
    g_test_add_func("/vm-nic-plug/unplug-and-plug", test_unplug_and_plug);
    g_test_add_func("/vm-nic-plug/not-waiting", test_not_waiting);
    g_test_add_func("/vm-nic-plug/change-and-plug", test_change_and_plug);
    g_test_add_func("/vm-nic-plug/virtio", test_virtio);
    g_test_add_func("/vm-nic-plug/virtio-without-network", test_virtio_without_network);
    g_test_add_func("/vm-nic-plug/standby", test_standby);
    g_test_add_func("/vm-nic-plug/standby-fails", test_standby_fails);
    g_test_add_func("/vm-nic-plug/standby-without-bridge", test_standby_without_bridge);
    g_test_add_func("/vm-nic-plug/last-vf-taken", test_last_vf_taken);
    g_test_add_func("/vm-nic-plug/plug-fails", test_plug_fails);
    g_test_add_func("/vm-nic-plug/wrong-status", test_wrong_status);
    g_test_add_func("/vm-nic-plug/plugged-stays", test_plugged_stays_as_it_is);
    g_test_add_func("/vm-nic-plug/guest-keeps-it", test_guest_keeps_it);
    g_test_add_func("/vm-nic-plug/answers-are-lost", test_answers_are_lost);
    g_test_add_func("/vm-nic-plug/vm-ends-meanwhile", test_vm_ends_meanwhile);
    g_test_add_func("/vm-nic-plug/ledger-is-restored", test_ledger_is_restored);
    return g_test_run();
}
