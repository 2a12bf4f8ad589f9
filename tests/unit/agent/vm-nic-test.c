/* Hot plug and unplug: a VF goes into a running VM and comes out again, whatever the guest, libvirt
 * and the agent itself do meanwhile. */
#include "fixture.h"

#include "link/domain-xml.h"
#include "link/vdsm-code.h"

#include <string.h>

#define NIC_2   "6b0c9a3e-0d7c-4b57-8a51-0d2f6c1b7e22"
#define ALIAS_2 "ua-" NIC_2

static VmSpecNic *new_vf_nic(guint vf_index, guint64 epoch)
{
    VmSpecNic *nic = vm_spec_nic_new();
    nic->kind = VM_SPEC_NIC_VF;
    nic->vnic_id = g_strdup(NIC_2);
    nic->name = g_strdup("nic2");
    nic->vlan = 200;
    nic->link_up = TRUE;
    nic->vf_index = vf_index;
    nic->epoch = epoch;
    nic->pf_port = g_strdup("0");
    nic->mac = (MacAddr){ { 0x56, 0x6f, 0x1a, 0x2b, 1, (guint8)vf_index } };
    g_assert_true(mac_parse(MAC, &nic->pf_mac, NULL));
    nic->vf_pci = (PciAddress){ 0, 1, 16, (guint8)vf_index };
    return nic;
}

static VmSpecNic *new_bridge_nic(const char *bridge, bool link_up)
{
    VmSpecNic *nic = vm_spec_nic_new();
    nic->kind = VM_SPEC_NIC_BRIDGE;
    nic->vnic_id = g_strdup(NIC_2);
    nic->name = g_strdup("nic2");
    nic->link_up = link_up;
    nic->bridge = g_strdup(bridge);
    nic->model = g_strdup("virtio");
    nic->mac = (MacAddr){ { 0x56, 0x6f, 0x1a, 0x2b, 1, 9 } };
    return nic;
}

static json_t *params_of(VmSpecNic *nic)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *xml = domain_xml_write_hotplug(nic, &error);
    g_assert_no_error(error);
    vm_spec_nic_free(nic);
    return json_pack("{s:s, s:{s:s, s:s}, s:i}", "vmID", VM, "params", "vmId", VM, "xml", xml,
                     "epoch", 5);
}

static json_t *plug_params(guint vf_index, guint64 epoch)
{
    return params_of(new_vf_nic(vf_index, epoch));
}

static json_t *unplug_params(void)
{
    g_autofree char *xml = domain_xml_write_hotunplug(NIC_2);
    return json_pack("{s:s, s:{s:s, s:s}, s:i}", "vmID", VM, "params", "vmId", VM, "xml", xml,
                     "epoch", 5);
}

static void plug_vm(Fixture *f)
{
    create_vm(f, 5);
    g_assert_cmpint(code_of(f, "VM.hotplugNic", plug_params(2, 9)), ==, 0);
    settle(f);
    g_string_truncate(f->events, 0);
    g_free(sys_fake_take_log(f->sys));
}

static bool domain_has(Fixture *f, const char *text)
{
    g_autofree char *xml = f->sys->ops->dup_domain_xml(f->sys, VM, NULL);
    return strstr(xml, text) != NULL;
}

/* Sends it without waiting for the answer. */
static void post(Fixture *f, const char *verb, json_t *params, Reply *reply)
{
    *reply = (Reply){ 0 };
    agent_call(f->agent, verb, params, on_answer, reply);
    json_decref(params);
}

static void await_reply(Reply *reply)
{
    while (!reply->done)
        g_main_context_iteration(NULL, TRUE);
}

/* --------------------------------------------------------------------------------------- plug */

static void test_plug(Fixture *f, gconstpointer data)
{
    g_auto(Reply) reply = { 0 };
    create_vm(f, 5);
    g_free(sys_fake_take_log(f->sys));
    call(f, "VM.hotplugNic", plug_params(2, 9), &reply);
    g_assert_cmpint(reply.code, ==, 0);
    /* All is set before the guest sees the VF. */
    expect_log(f, "set_vf " PF " 2 mac=56:6f:1a:2b:01:02 vlan=200\nattach_device " ALIAS_2 "\n");
    const json_t *device = json_array_get(json_object_get(reply.result, "devices"), 0);
    g_assert_cmpstr(json_string_value(json_object_get(device, "alias")), ==, ALIAS_2);
    g_assert_cmpstr(json_string_value(json_object_get(device, "macAddr")), ==, "56:6f:1a:2b:01:02");
    g_assert_nonnull(strstr(json_string_value(json_object_get(reply.result, "xml")), ALIAS_2));
    expect_vf(f, 2, VF_HELD_BY_VM); /* when the answer comes, the inventory says so */
    g_assert_cmpstr(vf(f, 2)->alias, ==, ALIAS_2);
    g_assert_cmpuint(vf(f, 2)->epoch, ==, 9);
    expect_vf(f, 1, VF_HELD_BY_VM);

    g_auto(Reply) dump = { 0 };
    call(f, "Host.dumpxmls", json_pack("{s:[s]}", "vmList", VM), &dump);
    g_assert_nonnull(strstr(json_string_value(json_object_get(dump.result, VM)), ALIAS_2));
}

static void test_plug_again(Fixture *f, gconstpointer data)
{
    plug_vm(f);
    g_assert_cmpint(code_of(f, "VM.hotplugNic", plug_params(2, 9)), ==, 0);
    g_assert_cmpint(code_of(f, "VM.hotplugNic", plug_params(3, 10)), ==, VDSM_PLUG_FAILED);
    expect_log(f, "");
    expect_vf(f, 2, VF_HELD_BY_VM);
    expect_vf(f, 3, VF_FREE);
}

static void test_plug_refused(Fixture *f, gconstpointer data)
{
    g_assert_cmpint(code_of(f, "VM.hotplugNic", plug_params(2, 9)), ==, VDSM_NO_SUCH_VM);
    create_vm(f, 5);
    g_free(sys_fake_take_log(f->sys));
    g_assert_cmpint(code_of(f, "VM.hotplugNic", plug_params(1, 9)), ==,
                    VDSM_PLUG_FAILED); /* used */
    g_assert_cmpint(code_of(f, "VM.hotplugNic", plug_params(1, 4)), ==, VDSM_VF_OLD_EPOCH);
    g_assert_cmpint(code_of(f, "VM.hotplugNic", plug_params(6, 9)), ==,
                    VDSM_PLUG_FAILED); /* none */
    expect_log(f, "");
    g_assert_cmpint(code_of(f, "VM.destroy", json_pack("{s:s}", "vmID", VM)), ==, 0);
    g_assert_cmpint(code_of(f, "VM.hotplugNic", plug_params(2, 9)), ==, VDSM_NO_SUCH_VM);
}

static void test_attach_fails(Fixture *f, gconstpointer data)
{
    g_auto(Reply) reply = { 0 };
    create_vm(f, 5);
    sys_fake_fail(f->sys, "attach_device", 0, ERR_INTERNAL, "No more available PCI slots");
    call(f, "VM.hotplugNic", plug_params(2, 9), &reply);
    g_assert_cmpint(reply.code, ==, VDSM_PLUG_FAILED);
    g_assert_cmpstr(reply.message, ==, "No more available PCI slots");
    expect_vf(f, 2, VF_FREE);
    expect_neutral(f, 2);
    g_assert_cmpint(code_of(f, "VM.hotplugNic", plug_params(2, 10)), ==, 0);
}

/* libvirt dies with the answer on its way: the order is given again, and finds what it did. */
static void test_outcome_unknown(Fixture *f, gconstpointer data)
{
    create_vm(f, 5);
    sys_fake_fail(f->sys, "attach_device", 0, ERR_TIMEOUT, "libvirt went away");
    g_assert_cmpint(code_of(f, "VM.hotplugNic", plug_params(2, 9)), ==, VDSM_RECOVERING);
    sys_fake_restart_libvirt(f->sys);
    settle(f);
    expect_vf(f, 2, VF_FREE); /* it did not come to the guest */
    expect_neutral(f, 2);
    g_assert_cmpint(code_of(f, "VM.hotplugNic", plug_params(2, 9)), ==, 0);
    expect_vf(f, 2, VF_HELD_BY_VM);
}

static void test_plug_then_stop(Fixture *f, gconstpointer data)
{
    plug_vm(f);
    g_assert_cmpint(code_of(f, "VM.destroy", json_pack("{s:s}", "vmID", VM)), ==, 0);
    settle(f);
    expect_vf(f, 1, VF_FREE);
    expect_vf(f, 2, VF_FREE);
    expect_neutral(f, 2);
}

/* ------------------------------------------------------------------------------------- unplug */

static void test_unplug(Fixture *f, gconstpointer data)
{
    g_auto(Reply) reply = { 0 };
    plug_vm(f);
    call(f, "VM.hotunplugNic", unplug_params(), &reply);
    g_assert_cmpint(reply.code, ==, 0);
    g_assert_true(json_is_true(json_object_get(reply.result, "clean")));
    expect_vf(f, 2, VF_FREE); /* when the answer comes, the VF is free */
    expect_neutral(f, 2);
    g_assert_false(domain_has(f, ALIAS_2));
    expect_vf(f, 1, VF_HELD_BY_VM);
    settle(f);
    g_assert_nonnull(strstr(f->events->str, "scrubbed " DEV " 2 clean\n"));
    /* What is not there is gone. */
    g_assert_cmpint(code_of(f, "VM.hotunplugNic", unplug_params()), ==, 0);
    g_assert_cmpint(code_of(f, "VM.hotplugNic", plug_params(2, 12)), ==, 0);
}

static void test_guest_ignores(Fixture *f, gconstpointer data)
{
    g_auto(Reply) reply = { 0 };
    plug_vm(f);
    sys_fake_set_guest(f->sys, VM, FAKE_GUEST_IGNORES);
    call(f, "VM.hotunplugNic", unplug_params(), &reply);
    g_assert_cmpint(reply.code, ==, VDSM_UNPLUG_FAILED);
    g_assert_nonnull(strstr(reply.message, "the guest does not answer the unplug request within"));
    expect_vf(f, 2, VF_HELD_BY_VM);
    settle(f);
    expect_events(f, "");

    /* It lets go at last. */
    sys_fake_remove_device(f->sys, VM, ALIAS_2);
    settle(f);
    expect_vf(f, 2, VF_FREE);
    expect_neutral(f, 2);
    expect_events(f, "scrubbed " DEV " 2 clean\nnic_removed " ALIAS_2 "\n");
}

static void test_guest_refuses(Fixture *f, gconstpointer data)
{
    g_auto(Reply) reply = { 0 };
    plug_vm(f);
    sys_fake_set_guest(f->sys, VM, FAKE_GUEST_REFUSES);
    call(f, "VM.hotunplugNic", unplug_params(), &reply);
    g_assert_cmpint(reply.code, ==, VDSM_UNPLUG_FAILED);
    g_assert_nonnull(strstr(reply.message, "the guest refused"));
    expect_vf(f, 2, VF_HELD_BY_VM);
    g_assert_true(domain_has(f, ALIAS_2));
}

/* Who asks while the guest thinks gets the same answer. */
static void test_unplug_twice(Fixture *f, gconstpointer data)
{
    g_auto(Reply) first = { 0 };
    g_auto(Reply) second = { 0 };
    plug_vm(f);
    sys_fake_hang(f->sys, "detach_device");
    post(f, "VM.hotunplugNic", unplug_params(), &first);
    post(f, "VM.hotunplugNic", unplug_params(), &second);
    sys_fake_release(f->sys, "detach_device");
    await_reply(&first);
    await_reply(&second);
    g_assert_cmpint(first.code, ==, 0);
    g_assert_cmpint(second.code, ==, 0);
    expect_log(f, "detach_device " ALIAS_2 "\nset_vf " PF " 2 mac=00:00:00:00:00:00 vlan=0\n");
}

static void test_stopped_while_unplugging(Fixture *f, gconstpointer data)
{
    g_auto(Reply) reply = { 0 };
    plug_vm(f);
    sys_fake_set_guest(f->sys, VM, FAKE_GUEST_IGNORES);
    post(f, "VM.hotunplugNic", unplug_params(), &reply);
    g_assert_cmpint(code_of(f, "VM.destroy", json_pack("{s:s}", "vmID", VM)), ==, 0);
    await_reply(&reply);
    expect_vf(f, 2, VF_FREE);
    expect_neutral(f, 2);
}

/* ------------------------------------------------------------------------------ agent restarts */

static void test_restart_with_plugged(Fixture *f, gconstpointer data)
{
    plug_vm(f);
    restart_agent(f);
    expect_vf(f, 2, VF_HELD_BY_VM);
    g_assert_cmpstr(vf(f, 2)->alias, ==, ALIAS_2);
    g_assert_cmpint(code_of(f, "VM.hotplugNic", plug_params(2, 9)), ==, 0);
    g_assert_cmpint(code_of(f, "VM.hotunplugNic", unplug_params()), ==, 0);
    expect_vf(f, 2, VF_FREE);
}

/* Claimed and set, but the agent died before it could give it to the domain. */
static void test_killed_before_attach(Fixture *f, gconstpointer data)
{
    create_vm(f, 5);
    sys_fake_fail(f->sys, "attach_device", 0, ERR_TIMEOUT, "killed here");
    g_assert_cmpint(code_of(f, "VM.hotplugNic", plug_params(2, 9)), ==, VDSM_RECOVERING);
    expect_vf(f, 2, VF_HELD_BY_VM);
    restart_agent(f);
    settle(f);
    expect_vf(f, 2, VF_FREE);
    expect_neutral(f, 2);
    expect_vf(f, 1, VF_HELD_BY_VM);
    g_assert_cmpint(code_of(f, "VM.hotplugNic", plug_params(2, 9)), ==, 0);
}

/* The device went while no agent was there to see it. */
static void test_removed_while_away(Fixture *f, gconstpointer data)
{
    plug_vm(f);
    sys_fake_set_guest(f->sys, VM, FAKE_GUEST_IGNORES);
    g_assert_cmpint(code_of(f, "VM.hotunplugNic", unplug_params()), ==, VDSM_UNPLUG_FAILED);
    g_clear_pointer(&f->agent, agent_free);
    sys_fake_remove_device(f->sys, VM, ALIAS_2);
    start_agent(f);
    settle(f);
    expect_vf(f, 2, VF_FREE);
    expect_neutral(f, 2);
    g_assert_cmpint(code_of(f, "VM.hotunplugNic", unplug_params()), ==, 0);
}

/* ---------------------------------------------------------------------------- emulated devices */

static void test_bridge(Fixture *f, gconstpointer data)
{
    create_vm(f, 5);
    g_assert_cmpint(code_of(f, "VM.hotplugNic", params_of(new_bridge_nic("red", true))), ==, 0);
    g_assert_true(domain_has(f, "bridge=\"red\""));
    json_t *update = params_of(new_bridge_nic("blue", false));
    json_object_set_new(json_object_get(update, "params"), "deviceType", json_string("interface"));
    g_assert_cmpint(code_of(f, "VM.updateDevice", update), ==, 0);
    g_assert_true(domain_has(f, "bridge=\"blue\""));
    g_assert_true(domain_has(f, "state=\"down\""));
    g_assert_cmpint(code_of(f, "VM.hotunplugNic", unplug_params()), ==, 0);
    g_assert_false(domain_has(f, ALIAS_2));
}

static json_t *update_params(VmSpecNic *nic, const char *type)
{
    json_t *update = params_of(nic);
    json_object_set_new(json_object_get(update, "params"), "deviceType", json_string(type));
    return update;
}

static void test_update_refused(Fixture *f, gconstpointer data)
{
    plug_vm(f);
    g_assert_cmpint(code_of(f, "VM.updateDevice", update_params(new_vf_nic(2, 9), "interface")), ==,
                    VDSM_UPDATE_FAILED);
    g_assert_cmpint(
        code_of(f, "VM.updateDevice", update_params(new_bridge_nic("red", true), "interface")), ==,
        VDSM_UPDATE_FAILED);
    g_assert_cmpint(
        code_of(f, "VM.updateDevice", update_params(new_bridge_nic("red", true), "disk")), ==,
        VDSM_NOT_IMPLEMENTED);
    expect_log(f, "");
}

#define ADD(name, func) g_test_add("/agent/vm-nic/" name, Fixture, NULL, set_up, func, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("plug", test_plug);
    ADD("plug-again", test_plug_again);
    ADD("plug-refused", test_plug_refused);
    ADD("attach-fails", test_attach_fails);
    ADD("outcome-unknown", test_outcome_unknown);
    ADD("plug-then-stop", test_plug_then_stop);
    ADD("unplug", test_unplug);
    ADD("guest-ignores", test_guest_ignores);
    ADD("guest-refuses", test_guest_refuses);
    ADD("unplug-twice", test_unplug_twice);
    ADD("stopped-while-unplugging", test_stopped_while_unplugging);
    ADD("restart-with-plugged", test_restart_with_plugged);
    ADD("killed-before-attach", test_killed_before_attach);
    ADD("removed-while-away", test_removed_while_away);
    ADD("bridge", test_bridge);
    ADD("update-refused", test_update_refused);
    return g_test_run();
}
