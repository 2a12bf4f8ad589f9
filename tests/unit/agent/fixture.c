#include "fixture.h"

#include "link/domain-xml.h"
#include "link/verbs.h"

#include <string.h>

/* ---------------------------------------------------------------------------------- harness */

static void on_emit(const char *method, json_t *params, gpointer data)
{
    Fixture *f = data;
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) parts = g_strsplit(method, "|", -1);
    json_t *sent = json_deep_copy(params);
    json_object_set_new(sent, "notify_time", json_integer(1)); /* what the link adds */
    if (event_check(method, sent, NULL, &error) == NULL)
        g_error("%s: %s", method, error->message);
    json_decref(sent);
    if (strcmp(parts[2], "VM_status") == 0) {
        const json_t *status = json_object_get(params, parts[3]);
        g_string_append_printf(f->events, "VM_status %s",
                               json_string_value(json_object_get(status, "status")));
        if (json_object_get(status, "exitReason") != NULL)
            g_string_append_printf(f->events, " %d/%d",
                                   (int)json_integer_value(json_object_get(status, "exitCode")),
                                   (int)json_integer_value(json_object_get(status, "exitReason")));
        g_string_append_c(f->events, '\n');
    } else if (strcmp(parts[2], "scrubbed") == 0) {
        g_string_append_printf(f->events, "scrubbed %s %d %s\n", parts[3],
                               (int)json_integer_value(json_object_get(params, "index")),
                               json_is_true(json_object_get(params, "clean")) ? "clean" : "dirty");
    }
    if (strcmp(parts[2], "nic_removed") == 0)
        g_string_append_printf(f->events, "nic_removed %s\n",
                               json_string_value(json_object_get(params, "alias")));
    if (strcmp(parts[2], "pf_link") == 0)
        f->carrier = strcmp(json_string_value(json_object_get(params, "state")), "up") == 0;
    json_decref(params);
}

static void on_recovering(bool recovering, gpointer data)
{
    ((Fixture *)data)->recovering = recovering;
}

void iterate_while(bool (*condition)(Fixture *f), Fixture *f)
{
    gint64 deadline = g_get_monotonic_time() + 20 * G_USEC_PER_SEC;
    while (condition(f)) {
        g_assert_cmpint(g_get_monotonic_time(), <, deadline);
        g_main_context_iteration(NULL, TRUE);
    }
}

bool is_busy(Fixture *f)
{
    return agent_is_busy(f->agent);
}

static bool is_recovering(Fixture *f)
{
    return f->recovering;
}

static gboolean on_timeout(gpointer data)
{
    *(bool *)data = true;
    return G_SOURCE_REMOVE;
}

/* Until nothing is under way and changes of the last moments were seen. */
void settle(Fixture *f)
{
    for (int i = 0; i < 3; i++) {
        bool over = false;
        iterate_while(is_busy, f);
        g_timeout_add(20, on_timeout, &over);
        while (!over)
            g_main_context_iteration(NULL, TRUE);
    }
}

void start_agent(Fixture *f)
{
    static const AgentTimes times = { 300, 100, 100, 200, 5, 60, 60, 200 };
    const AgentLink link = { on_emit, on_recovering, f };
    g_autoptr(GError) error = NULL;
    f->agent = agent_new(f->sys, f->dir.fd, &times, &error);
    g_assert_no_error(error);
    agent_start(f->agent, &link);
    g_assert_true(f->recovering);
    iterate_while(is_recovering, f);
    settle(f);
    g_string_truncate(f->events, 0);
    g_free(sys_fake_take_log(f->sys));
}

void set_up_host(Fixture *f)
{
    PciAddress pci;
    state_dir_open(&f->dir);
    f->events = g_string_new(NULL);
    f->sys = sys_fake_new();
    sys_fake_add_pf(f->sys, PF, MAC, "0000:01:00.0", "igb", 7, 7);
    sys_fake_add_pf(f->sys, "enp2s0", "52:54:00:00:02:00", "0000:02:00.0", "igb", 7, 7);
    g_assert_true(pci_parse("0000:01:00.0", &pci, NULL));
    g_assert_true(f->sys->ops->write_autoprobe(f->sys, &pci, false, NULL));
    g_assert_true(f->sys->ops->write_vf_count(f->sys, &pci, 4, NULL));
}

void set_up(Fixture *f, gconstpointer data)
{
    set_up_host(f);
    start_agent(f);
}

void tear_down(Fixture *f, gconstpointer data)
{
    agent_free(f->agent);
    sys_free(f->sys);
    g_string_free(f->events, TRUE);
    state_dir_close(&f->dir);
}

void restart_agent(Fixture *f)
{
    g_clear_pointer(&f->agent, agent_free);
    start_agent(f);
}

void on_answer(json_t *result, int code, const char *message, gpointer data)
{
    Reply *reply = data;
    g_assert_false(reply->done);
    *reply = (Reply){ true, code, g_strdup(message), json_incref(result) };
}

/* Sends a call as the link would: checked before, its result checked after. */
void call(Fixture *f, const char *name, json_t *params, Reply *reply)
{
    g_autoptr(GError) error = NULL;
    const Verb *verb = verb_find(name);
    json_t *normal = verb_normalize_params(verb, params, &error);
    g_assert_no_error(error);
    json_decref(params);
    *reply = (Reply){ 0 };
    agent_call(f->agent, name, normal, on_answer, reply);
    json_decref(normal);
    g_assert_false(reply->done);
    while (!reply->done)
        g_main_context_iteration(NULL, TRUE);
    if (reply->result != NULL && !verb_check_result(verb, reply->result, &error))
        g_error("%s: %s", name, error->message);
}

void clear_reply(Reply *reply)
{
    json_decref(reply->result);
    g_free(reply->message);
}

int code_of(Fixture *f, const char *name, json_t *params)
{
    g_auto(Reply) reply = { 0 };
    call(f, name, params, &reply);
    return reply.code;
}

char *vm_xml(const char *id, guint64 epoch, guint vf_index, const char *mac)
{
    g_autoptr(VmSpec) spec = vm_spec_new();
    g_autoptr(GError) error = NULL;
    VmSpecNic *nic = vm_spec_nic_new();
    spec->id = g_strdup(id);
    spec->name = g_strdup("web");
    spec->memory_mib = 256;
    spec->n_cpus = spec->sockets = spec->cores = spec->threads = 1;
    spec->kvm = TRUE;
    spec->epoch = epoch;
    nic->kind = VM_SPEC_NIC_VF;
    nic->vnic_id = g_strdup(NIC);
    nic->name = g_strdup("nic1");
    nic->vlan = 100;
    nic->link_up = TRUE;
    nic->vf_index = vf_index;
    nic->epoch = epoch;
    nic->pf_port = g_strdup("0");
    g_assert_true(mac_parse(mac, &nic->mac, NULL));
    g_assert_true(mac_parse(MAC, &nic->pf_mac, NULL));
    nic->vf_pci = (PciAddress){ 0, 1, 16, (guint8)vf_index };
    g_ptr_array_add(spec->nics, nic);
    char *xml = domain_xml_write(spec, &error);
    g_assert_no_error(error);
    return xml;
}

json_t *create_params(const char *id, guint64 epoch, guint vf_index)
{
    g_autofree char *mac = g_strdup_printf("56:6f:1a:2b:00:%02x", vf_index);
    g_autofree char *xml = vm_xml(id, epoch, vf_index, mac);
    return json_pack("{s:s, s:{s:s, s:s}, s:I}", "vmID", id, "vmParams", "vmId", id, "xml", xml,
                     "epoch", (json_int_t)epoch);
}

void create_vm(Fixture *f, guint64 epoch)
{
    g_assert_cmpint(code_of(f, "VM.create", create_params(VM, epoch, 1)), ==, 0);
    settle(f);
}

const VfInfo *vf(Fixture *f, guint index)
{
    const NicInfo *pf = host_inventory_find_nic(agent_get_inventory(f->agent), PF);
    return pf->vfs->pdata[index];
}

void expect_vf(Fixture *f, guint index, VfState state)
{
    if (vf(f, index)->state != state)
        g_error("VF %u is %s (%s), expected %s", index,
                enum_word(&vf_state_table, (int)vf(f, index)->state), vf(f, index)->detail,
                enum_word(&vf_state_table, (int)state));
}

void expect_neutral(Fixture *f, guint index)
{
    VfAttrs got;
    g_assert_true(sys_fake_get_vf(f->sys, PF, index, &got));
    g_assert_true(mac_is_zero(&got.mac));
    g_assert_cmpuint(got.vlan, ==, 0);
    g_assert_cmpint(got.spoofchk, ==, 1);
}

void expect_events(Fixture *f, const char *expected)
{
    g_assert_cmpstr(f->events->str, ==, expected);
    g_string_truncate(f->events, 0);
}

void expect_log(Fixture *f, const char *expected)
{
    g_autofree char *log = sys_fake_take_log(f->sys);
    g_assert_cmpstr(log, ==, expected);
}
