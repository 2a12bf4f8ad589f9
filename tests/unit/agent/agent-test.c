/* The whole agent on an invented host: calls in, answers and events out. */
#include "fixture.h"

#include "agent/vf-ledger.h"
#include "link/domain-xml.h"
#include "link/vdsm-code.h"
#include "link/verbs.h"

#include <string.h>

/* -------------------------------------------------------------------------------- the VM's life */

static void test_start(Fixture *f, gconstpointer data)
{
    g_auto(Reply) reply = { 0 };
    call(f, "VM.create", create_params(VM, 5, 1), &reply);
    g_assert_cmpint(reply.code, ==, 0);
    g_assert_cmpstr(json_string_value(json_object_get(reply.result, "status")), ==,
                    "WaitForLaunch");
    settle(f);
    /* All is set before the domain, and with it a guest's driver, sees the VF. */
    expect_log(f, "set_link_up " PF " 1\n"
                  "set_vf " PF " 1 mac=56:6f:1a:2b:00:01 vlan=100\n"
                  "create_domain web\n");
    expect_events(f, "VM_status WaitForLaunch\nVM_status Powering up\nVM_status Up\n");
    expect_vf(f, 1, VF_HELD_BY_VM);
    g_assert_cmpstr(vf(f, 1)->vm_id, ==, VM);
    g_assert_cmpstr(vf(f, 1)->alias, ==, "ua-" NIC);
    g_assert_cmpuint(vf(f, 1)->epoch, ==, 5);
    expect_vf(f, 0, VF_FREE);
}

static void test_destroy(Fixture *f, gconstpointer data)
{
    create_vm(f, 5);
    g_string_truncate(f->events, 0);
    g_assert_cmpint(code_of(f, "VM.destroy", json_pack("{s:s, s:i}", "vmID", VM, "epoch", 5)), ==,
                    0);
    expect_neutral(f, 1); /* when the answer comes, the VF is free */
    settle(f);
    expect_events(f, "VM_status Powering down\nscrubbed " DEV " 1 clean\nVM_status Down 0/6\n");
    expect_vf(f, 1, VF_FREE);
    g_assert_cmpint(code_of(f, "VM.destroy", json_pack("{s:s}", "vmID", VM)), ==, VDSM_NO_SUCH_VM);
}

static void test_guest_shuts_down(Fixture *f, gconstpointer data)
{
    create_vm(f, 5);
    g_string_truncate(f->events, 0);
    sys_fake_stop_domain(f->sys, VM, SYS_STOP_GUEST, false);
    settle(f);
    expect_events(f, "VM_status Powering down\nscrubbed " DEV " 1 clean\nVM_status Down 0/7\n");
    g_auto(Reply) reply = { 0 };
    call(f, "VM.getStats", json_pack("{s:s}", "vmID", VM), &reply); /* stays until destroyed */
    g_assert_cmpstr(json_string_value(json_object_get(json_array_get(reply.result, 0), "status")),
                    ==, "Down");
    g_assert_cmpint(code_of(f, "VM.destroy", json_pack("{s:s}", "vmID", VM)), ==, 0);
    g_assert_cmpint(code_of(f, "VM.getStats", json_pack("{s:s}", "vmID", VM)), ==, VDSM_NO_SUCH_VM);
}

static void test_shutdown_order(Fixture *f, gconstpointer data)
{
    create_vm(f, 5);
    g_string_truncate(f->events, 0);
    g_assert_cmpint(code_of(f, "VM.shutdown", json_pack("{s:s}", "vmID", VM)), ==, 0);
    settle(f);
    expect_events(f, "VM_status Powering down\nscrubbed " DEV " 1 clean\nVM_status Down 0/6\n");
}

static void test_crash(Fixture *f, gconstpointer data)
{
    create_vm(f, 5);
    g_string_truncate(f->events, 0);
    sys_fake_stop_domain(f->sys, VM, SYS_STOP_CRASHED, true); /* libvirt gives nothing back */
    settle(f);
    expect_events(f, "VM_status Powering down\nscrubbed " DEV " 1 clean\nVM_status Down 1/2\n");
    expect_neutral(f, 1);
    expect_vf(f, 1, VF_FREE);
    g_assert_null(vf(f, 1)->driver);
}

static void test_repeated_order(Fixture *f, gconstpointer data)
{
    create_vm(f, 5);
    g_free(sys_fake_take_log(f->sys));
    g_assert_cmpint(code_of(f, "VM.create", create_params(VM, 5, 1)), ==, 0);
    g_assert_cmpint(code_of(f, "VM.create", create_params(VM, 4, 1)), ==, VDSM_VF_OLD_EPOCH);
    g_assert_cmpint(code_of(f, "VM.create", create_params(VM, 6, 2)), ==, VDSM_VM_EXISTS);
    expect_log(f, "");
}

/* The start of a VM that was stopped in the meantime comes too late. */
static void test_late_start(Fixture *f, gconstpointer data)
{
    create_vm(f, 5);
    g_assert_cmpint(code_of(f, "VM.destroy", json_pack("{s:s}", "vmID", VM)), ==, 0);
    settle(f);
    g_assert_cmpint(code_of(f, "VM.create", create_params(VM, 5, 1)), ==, VDSM_VF_OLD_EPOCH);
    g_assert_cmpint(code_of(f, "VM.create", create_params(VM, 6, 1)), ==, 0);
}

static void test_late_stop(Fixture *f, gconstpointer data)
{
    create_vm(f, 5);
    g_assert_cmpint(code_of(f, "VM.destroy", json_pack("{s:s, s:i}", "vmID", VM, "epoch", 4)), ==,
                    VDSM_VF_OLD_EPOCH);
    expect_vf(f, 1, VF_HELD_BY_VM);
}

static void test_vf_of_other_vm(Fixture *f, gconstpointer data)
{
    create_vm(f, 5);
    g_free(sys_fake_take_log(f->sys));
    g_assert_cmpint(code_of(f, "VM.create", create_params(VM_2, 6, 1)), ==, VDSM_VF_IN_USE);
    settle(f);
    expect_log(f, "");
    expect_vf(f, 1, VF_HELD_BY_VM);
    g_assert_cmpstr(vf(f, 1)->vm_id, ==, VM);
}

/* A VF that the host uses is given back as it was, not scrubbed. */
static void test_vf_used_by_host(Fixture *f, gconstpointer data)
{
    sys_fake_set_vf_driver(f->sys, PF, 1, "igbvf", "enp1s0v1");
    sys_fake_add_link(f->sys, "br0", "bridge", "enp1s0v1");
    settle(f);
    expect_vf(f, 1, VF_UPPER_DEVICE);
    g_assert_cmpint(code_of(f, "VM.create", create_params(VM, 5, 1)), ==, VDSM_VF_IN_USE);
    settle(f);
    expect_log(f, "");
    expect_vf(f, 1, VF_UPPER_DEVICE);
}

static void test_duplicate_mac(Fixture *f, gconstpointer data)
{
    create_vm(f, 5);
    g_autofree char *xml = vm_xml(VM_2, 6, 2, "56:6f:1a:2b:00:01");
    g_auto(Reply) reply = { 0 };
    call(f, "VM.create", json_pack("{s:s, s:{s:s}}", "vmID", VM_2, "vmParams", "xml", xml), &reply);
    g_assert_cmpint(reply.code, ==, VDSM_VF_IN_USE);
    g_assert_cmpstr(reply.message, ==,
                    "vNIC nic1: MAC 56:6f:1a:2b:00:01 is already on enp1s0 VF 1");
}

static void test_moved_vf(Fixture *f, gconstpointer data)
{
    g_autofree char *xml = vm_xml(VM, 5, 6, "56:6f:1a:2b:00:01");
    json_t *params = json_pack("{s:s, s:{s:s}}", "vmID", VM, "vmParams", "xml", xml);
    g_assert_cmpint(code_of(f, "VM.create", params), ==, VDSM_VF_NO_SUCH);
}

static void test_foreign_xml(Fixture *f, gconstpointer data)
{
    const char *bad[] = { "<domain", "<domain/>", "not xml", "<x/>" };
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++)
        g_assert_cmpint(code_of(f, "VM.create",
                                json_pack("{s:s, s:{s:s}}", "vmID", VM, "vmParams", "xml", bad[i])),
                        ==, VDSM_INVALID_PARAMETER);
    expect_log(f, "");
}

/* --------------------------------------------------------------- a start that fails, and undo */

static void expect_undone(Fixture *f)
{
    settle(f);
    expect_neutral(f, 1);
    expect_vf(f, 1, VF_FREE);
    g_auto(Reply) list = { 0 };
    call(f, "Host.getVMList", json_object(), &list);
    g_assert_cmpint(code_of(f, "VM.create", create_params(VM_2, 9, 1)), ==, 0); /* free indeed */
}

static void test_domain_fails(Fixture *f, gconstpointer data)
{
    sys_fake_fail(f->sys, "create_domain", 0, ERR_INTERNAL, "no KVM");
    create_vm(f, 5);
    expect_log(f, "set_link_up " PF " 1\n"
                  "set_vf " PF " 1 mac=56:6f:1a:2b:00:01 vlan=100\n"
                  "create_domain web\n"
                  "set_vf " PF " 1 mac=00:00:00:00:00:00 vlan=0\n");
    expect_events(f, "VM_status WaitForLaunch\nVM_status Down 1/1\n");
    expect_undone(f);
}

static void test_libvirt_is_away(Fixture *f, gconstpointer data)
{
    sys_fake_fail(f->sys, "create_domain", 0, ERR_UNREACHABLE, "libvirt cannot be reached");
    create_vm(f, 5);
    expect_events(f, "VM_status WaitForLaunch\nVM_status Down 1/1\n");
    /* Clearing up after it needs no libvirt either. */
    sys_fake_fail(f->sys, "destroy_domain", 0, ERR_UNREACHABLE, "libvirt cannot be reached");
    g_assert_cmpint(code_of(f, "VM.destroy", json_pack("{s:s}", "vmID", VM)), ==, 0);
    g_assert_cmpint(code_of(f, "VM.getStats", json_pack("{s:s}", "vmID", VM)), ==, VDSM_NO_SUCH_VM);
    expect_undone(f);
}

/* A VM that runs cannot be destroyed then, and keeps its VF. */
static void test_destroy_without_libvirt(Fixture *f, gconstpointer data)
{
    create_vm(f, 5);
    sys_fake_fail(f->sys, "destroy_domain", 0, ERR_UNREACHABLE, "libvirt cannot be reached");
    g_assert_cmpint(code_of(f, "VM.destroy", json_pack("{s:s}", "vmID", VM)), ==,
                    VDSM_DESTROY_FAILED);
    expect_vf(f, 1, VF_HELD_BY_VM);
    g_assert_cmpint(code_of(f, "VM.destroy", json_pack("{s:s}", "vmID", VM)), ==, 0);
}

/* libvirt went away in the middle: whatever it made of it must not run. */
static void test_answer_is_lost(Fixture *f, gconstpointer data)
{
    sys_fake_fail(f->sys, "create_domain", 0, ERR_TIMEOUT, "libvirt went away");
    create_vm(f, 5);
    g_autofree char *log = sys_fake_take_log(f->sys);
    g_assert_nonnull(strstr(log, "destroy_domain " VM "\nset_vf " PF " 1 mac=00:"));
    expect_events(f, "VM_status WaitForLaunch\nVM_status Down 1/1\n");
    expect_undone(f);
}

/* … and did not come back: the VF stays the VM's until libvirt tells. */
static void test_outcome_is_unknown(Fixture *f, gconstpointer data)
{
    sys_fake_fail(f->sys, "create_domain", 0, ERR_TIMEOUT, "libvirt went away");
    sys_fake_fail(f->sys, "destroy_domain", 0, ERR_UNREACHABLE, "libvirt cannot be reached");
    create_vm(f, 5);
    expect_events(f, "VM_status WaitForLaunch\n");
    expect_vf(f, 1, VF_HELD_BY_VM);
    sys_fake_restart_libvirt(f->sys);
    settle(f);
    expect_events(f, "VM_status Powering down\nscrubbed " DEV " 1 clean\nVM_status Down 1/9\n");
    expect_undone(f);
}

static void test_attribute_does_not_take(Fixture *f, gconstpointer data)
{
    sys_fake_fail(f->sys, "set_vf", 0, ERR_INVALID, "Invalid argument");
    sys_fake_fail(f->sys, "set_vf", 0, ERR_INVALID, "Invalid argument");
    create_vm(f, 5);
    expect_events(f, "VM_status WaitForLaunch\nVM_status Down 1/1\n");
    expect_undone(f);
}

static void test_pf_does_not_come_up(Fixture *f, gconstpointer data)
{
    sys_fake_fail(f->sys, "set_link_up", 0, ERR_INTERNAL, "no");
    create_vm(f, 5);
    expect_events(f, "VM_status WaitForLaunch\nVM_status Down 1/1\n");
    expect_undone(f);
}

static void test_carrier_is_told(Fixture *f, gconstpointer data)
{
    create_vm(f, 5); /* brings the PF up */
    g_assert_true(f->carrier);
    sys_fake_set_carrier(f->sys, PF, false);
    settle(f);
    g_assert_false(f->carrier);
}

static void test_no_carrier_is_no_reason(Fixture *f, gconstpointer data)
{
    sys_fake_set_carrier(f->sys, PF, false);
    create_vm(f, 5);
    expect_vf(f, 1, VF_HELD_BY_VM);
}

static void test_quarantine(Fixture *f, gconstpointer data)
{
    create_vm(f, 5);
    g_string_truncate(f->events, 0);
    sys_fake_stick(f->sys, PF, 1, VF_ATTR_VLAN);
    g_assert_cmpint(code_of(f, "VM.destroy", json_pack("{s:s}", "vmID", VM)), ==, 0);
    settle(f);
    expect_events(f, "VM_status Powering down\nscrubbed " DEV " 1 dirty\nVM_status Down 0/6\n");
    expect_vf(f, 1, VF_QUARANTINED);
    g_assert_cmpint(code_of(f, "VM.create", create_params(VM_2, 6, 1)), ==, VDSM_VF_IN_USE);
    restart_agent(f);
    expect_vf(f, 1, VF_QUARANTINED); /* still there, and still so */
}

/* --------------------------------------------------------------------------------- restarts */

static void test_agent_restart(Fixture *f, gconstpointer data)
{
    create_vm(f, 5);
    restart_agent(f);
    expect_vf(f, 1, VF_HELD_BY_VM);
    g_auto(Reply) reply = { 0 };
    call(f, "Host.getAllVmStats", json_object(), &reply);
    const json_t *stats = json_array_get(reply.result, 0);
    g_assert_cmpstr(json_string_value(json_object_get(stats, "vmId")), ==, VM);
    g_assert_cmpstr(json_string_value(json_object_get(stats, "status")), ==, "Up");
    g_assert_cmpint(code_of(f, "VM.create", create_params(VM, 5, 1)), ==, 0); /* still the same */
    g_assert_cmpint(code_of(f, "VM.destroy", json_pack("{s:s}", "vmID", VM)), ==, 0);
    settle(f);
    expect_vf(f, 1, VF_FREE);
    expect_neutral(f, 1);
}

static void test_vm_ended_while_agent_was_away(Fixture *f, gconstpointer data)
{
    create_vm(f, 5);
    g_clear_pointer(&f->agent, agent_free);
    sys_fake_stop_domain(f->sys, VM, SYS_STOP_CRASHED, true);
    start_agent(f);
    expect_vf(f, 1, VF_FREE);
    expect_neutral(f, 1);
    g_assert_null(vf(f, 1)->driver);
}

/* The agent was killed after the claim and before the domain. */
static void test_killed_in_start(Fixture *f, gconstpointer data)
{
    g_clear_pointer(&f->agent, agent_free);
    g_autoptr(VfLedger) ledger = vf_ledger_open(f->dir.fd, BOOT, NULL);
    g_assert_true(vf_ledger_claim(ledger, MAC "/0/1", 5, VM, "ua-1", NULL));
    VfAttrs attrs = { .index = 1, .vlan = 100, .spoofchk = 1 };
    sys_fake_set_vf_attrs(f->sys, PF, &attrs);
    start_agent(f);
    expect_vf(f, 1, VF_FREE);
    expect_neutral(f, 1);
    /* The order was not carried out, so it may be given again; to this VM only. */
    g_assert_cmpint(code_of(f, "VM.create", create_params(VM_2, 5, 1)), ==, VDSM_VF_OLD_EPOCH);
    g_assert_cmpint(code_of(f, "VM.create", create_params(VM, 5, 1)), ==, 0);
}

/* A domain that somebody made by hand keeps its VF, and is not ours to list. */
static void test_foreign_domain(Fixture *f, gconstpointer data)
{
    const char *xml =
        "<domain type='kvm'><name>hand</name><uuid>" VM_2 "</uuid><devices>"
        "<interface type='hostdev' managed='yes'><source><address type='pci' domain='0x0' "
        "bus='0x01' slot='0x10' function='0x2'/></source></interface></devices></domain>";
    g_assert_true(f->sys->ops->create_domain(f->sys, xml, false, NULL));
    settle(f);
    expect_vf(f, 2, VF_HELD_BY_VM);
    g_assert_cmpstr(vf(f, 2)->vm_id, ==, VM_2);
    g_auto(Reply) reply = { 0 };
    call(f, "Host.getAllVmStats", json_object(), &reply);
    g_assert_cmpuint(json_array_size(reply.result), ==, 0);
    g_assert_cmpint(code_of(f, "VM.destroy", json_pack("{s:s}", "vmID", VM_2)), ==,
                    VDSM_NO_SUCH_VM);
    sys_fake_stop_domain(f->sys, VM_2, SYS_STOP_GUEST, false);
    settle(f);
    expect_vf(f, 2, VF_FREE);
}

/* ----------------------------------------------------------------------------- PFs and VFs */

static void test_change_count(Fixture *f, gconstpointer data)
{
    json_t *params = json_pack("{s:s, s:i}", "deviceName", "enp2s0", "numvfs", 3);
    g_assert_cmpint(code_of(f, "Host.hostdevChangeNumvfs", params), ==, 0);
    settle(f);
    const NicInfo *pf = host_inventory_find_nic(agent_get_inventory(f->agent), "enp2s0");
    g_assert_cmpuint(pf->num_vfs, ==, 3);
    g_assert_cmpuint(pf->vfs->len, ==, 3);
}

static void test_change_count_is_refused(Fixture *f, gconstpointer data)
{
    create_vm(f, 5);
    g_auto(Reply) reply = { 0 };
    call(f, "Host.hostdevChangeNumvfs", json_pack("{s:s, s:i}", "deviceName", DEV, "numvfs", 2),
         &reply);
    g_assert_cmpint(reply.code, ==, VDSM_BUSY);
    g_assert_nonnull(strstr(reply.message, "is held by VM " VM));
    g_assert_cmpint(code_of(f, "Host.hostdevChangeNumvfs",
                            json_pack("{s:s, s:i}", "deviceName", "enp2s0", "numvfs", 8)),
                    ==, VDSM_INVALID_PARAMETER);
    g_assert_cmpint(code_of(f, "Host.hostdevChangeNumvfs",
                            json_pack("{s:s, s:i}", "deviceName", "nope", "numvfs", 1)),
                    ==, VDSM_VF_NO_SUCH);
}

static void test_set_vf(Fixture *f, gconstpointer data)
{
    VfAttrs got;
    json_t *params = json_pack("{s:s, s:i, s:{s:b, s:i}, s:i}", "deviceName", PF, "index", 2,
                               "config", "trust", 1, "vlan", 7, "epoch", 3);
    g_assert_cmpint(code_of(f, "Sriov.setVf", params), ==, 0);
    g_assert_true(sys_fake_get_vf(f->sys, PF, 2, &got));
    g_assert_cmpint(got.trust, ==, 1);
    g_assert_cmpuint(got.vlan, ==, 7);
    params = json_pack("{s:s, s:i, s:{s:b}, s:i}", "deviceName", PF, "index", 2, "config", "trust",
                       0, "epoch", 2);
    g_assert_cmpint(code_of(f, "Sriov.setVf", params), ==, VDSM_VF_OLD_EPOCH);
    params = json_pack("{s:s, s:i, s:{s:s}}", "deviceName", PF, "index", 2, "config", "linkState",
                       "disable");
    g_assert_cmpint(code_of(f, "Sriov.setVf", params), ==, VDSM_VF_UNSUPPORTED);
    params = json_pack("{s:s, s:i, s:{s:i}}", "deviceName", PF, "index", 4, "config", "vlan", 1);
    g_assert_cmpint(code_of(f, "Sriov.setVf", params), ==, VDSM_VF_NO_SUCH);
}

static void test_scrub_order(Fixture *f, gconstpointer data)
{
    VfAttrs attrs = { .index = 2, .vlan = 100, .spoofchk = 1 };
    sys_fake_set_vf_attrs(f->sys, PF, &attrs);
    g_auto(Reply) reply = { 0 };
    call(f, "Sriov.scrub", json_pack("{s:s, s:i, s:i}", "deviceName", PF, "index", 2, "epoch", 4),
         &reply);
    g_assert_true(json_is_true(json_object_get(reply.result, "clean")));
    expect_neutral(f, 2);

    sys_fake_set_vf_attrs(f->sys, PF, &attrs);
    g_auto(Reply) late = { 0 };
    call(f, "Sriov.scrub", json_pack("{s:s, s:i, s:i}", "deviceName", PF, "index", 2, "epoch", 3),
         &late);
    g_assert_true(json_is_true(json_object_get(late.result, "stale")));
    VfAttrs got;
    g_assert_true(sys_fake_get_vf(f->sys, PF, 2, &got));
    g_assert_cmpuint(got.vlan, ==, 100); /* of the next owner */

    create_vm(f, 5);
    g_assert_cmpint(code_of(f, "Sriov.scrub",
                            json_pack("{s:s, s:i, s:i}", "deviceName", PF, "index", 1, "epoch", 9)),
                    ==, VDSM_VF_IN_USE);
}

/* ---------------------------------------------------------------------------------- the rest */

static void test_every_verb_answers(Fixture *f, gconstpointer data)
{
    guint n_verbs;
    const Verb *verbs = verb_table(&n_verbs);
    create_vm(f, 5);
    for (guint i = 0; i < n_verbs; i++) {
        if (verbs[i].params[0].name != NULL && verbs[i].params[0].flags & VERB_REQUIRED)
            continue; /* those have tests of their own */
        g_auto(Reply) reply = { 0 };
        call(f, verbs[i].name, json_object(), &reply);
        if (reply.code != 0)
            g_error("%s: %d %s", verbs[i].name, reply.code, reply.message);
    }
    g_auto(Reply) unknown = { 0 };
    agent_call(f->agent, "Host.fly", NULL, on_answer, &unknown);
    while (!unknown.done)
        g_main_context_iteration(NULL, TRUE);
    g_assert_cmpint(unknown.code, ==, JSONRPC_NO_METHOD);
}

static void test_host_devices(Fixture *f, gconstpointer data)
{
    g_auto(Reply) reply = { 0 };
    call(f, "Host.hostdevListByCaps", json_pack("{s:[s]}", "caps", "pci"), &reply);
    const json_t *vf_params =
        json_object_get(json_object_get(reply.result, "pci_0000_01_10_2"), "params");
    g_assert_cmpstr(json_string_value(json_object_get(vf_params, "physfn")), ==, DEV);
    const json_t *address = json_object_get(vf_params, "address");
    g_assert_cmpstr(json_string_value(json_object_get(address, "slot")), ==, "16");
    const json_t *pf_params = json_object_get(json_object_get(reply.result, DEV), "params");
    g_assert_cmpint(json_integer_value(json_object_get(pf_params, "totalvfs")), ==, 7);
}

static void test_capabilities(Fixture *f, gconstpointer data)
{
    g_auto(Reply) reply = { 0 };
    call(f, "Host.getCapabilities", json_object(), &reply);
    const json_t *caps = reply.result;
    g_assert_cmpstr(json_string_value(json_object_get(caps, "uuid")), ==,
                    "4c4c4544-0051-4010-8057-b4c04f4a4d32");
    g_assert_cmpstr(
        json_string_value(json_array_get(json_object_get(caps, "additionalFeatures"), 0)), ==,
        "sriov-ext-1");
    g_assert_nonnull(json_object_get(json_object_get(caps, "nics"), PF));
    /* igb knows no link state of a VF and guarantees no rate. */
    const json_t *able = json_object_get(json_object_get(caps, "sriovAbilities"), DEV);
    g_assert_cmpuint(json_array_size(json_object_get(able, "attributes")), ==, N_VF_ATTRS - 1);
    g_assert_true(json_is_false(json_object_get(able, "minRate")));
}

/* A failing disk refuses the order and leaves nothing behind. */
static void test_disk_full(Fixture *f, gconstpointer data)
{
    g_autofree char *in_the_way = g_build_filename(f->dir.path, "epochs.json.new", NULL);
    g_assert_cmpint(g_mkdir(in_the_way, 0700), ==, 0);
    g_assert_cmpint(code_of(f, "VM.create", create_params(VM, 5, 1)), !=, 0);
    settle(f);
    g_rmdir(in_the_way);
    expect_log(f, "");
    create_vm(f, 5);
    expect_vf(f, 1, VF_HELD_BY_VM);
}

#define ADD(name, func) g_test_add("/agent/agent/" name, Fixture, NULL, set_up, func, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("start", test_start);
    ADD("destroy", test_destroy);
    ADD("guest-shuts-down", test_guest_shuts_down);
    ADD("shutdown-order", test_shutdown_order);
    ADD("crash", test_crash);
    ADD("repeated-order", test_repeated_order);
    ADD("late-start", test_late_start);
    ADD("late-stop", test_late_stop);
    ADD("vf-of-other-vm", test_vf_of_other_vm);
    ADD("vf-used-by-host", test_vf_used_by_host);
    ADD("duplicate-mac", test_duplicate_mac);
    ADD("moved-vf", test_moved_vf);
    ADD("foreign-xml", test_foreign_xml);
    ADD("domain-fails", test_domain_fails);
    ADD("libvirt-is-away", test_libvirt_is_away);
    ADD("destroy-without-libvirt", test_destroy_without_libvirt);
    ADD("answer-is-lost", test_answer_is_lost);
    ADD("outcome-is-unknown", test_outcome_is_unknown);
    ADD("attribute-does-not-take", test_attribute_does_not_take);
    ADD("pf-does-not-come-up", test_pf_does_not_come_up);
    ADD("carrier-is-told", test_carrier_is_told);
    ADD("no-carrier-is-no-reason", test_no_carrier_is_no_reason);
    ADD("quarantine", test_quarantine);
    ADD("agent-restart", test_agent_restart);
    ADD("vm-ended-while-agent-was-away", test_vm_ended_while_agent_was_away);
    ADD("killed-in-start", test_killed_in_start);
    ADD("foreign-domain", test_foreign_domain);
    ADD("change-count", test_change_count);
    ADD("change-count-is-refused", test_change_count_is_refused);
    ADD("set-vf", test_set_vf);
    ADD("scrub-order", test_scrub_order);
    ADD("every-verb-answers", test_every_verb_answers);
    ADD("host-devices", test_host_devices);
    ADD("capabilities", test_capabilities);
    ADD("disk-full", test_disk_full);
    return g_test_run();
}
