/* VMs and their vNICs. */
#include "fixture.h"

#include "model/job.h"

#include <string.h>

#define IN_DEFAULT "cluster", CLUSTER_DEFAULT_ID, "template", TEMPLATE_BLANK_ID

static void test_defaults(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Vm) vm = add_vm(f, "web");
    g_assert_cmpint(vm->memory, ==, 1 << 30);
    g_assert_cmpint(vm->status, ==, VM_DOWN);
    g_assert_cmpint(vm->creation_time, >, 0);
    assert_event(f, "USER_ADD_VM", "VM web was created by admin@internal-authz");
}

static void test_name(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Vm) vm = add_vm(f, "web");
    refuse_add(f, given(&vm_type, "name", "web", IN_DEFAULT, NULL), NULL, FAULT_NAME_ALREADY_USED,
               "Cannot add VM. The name web is already in use");
    refuse_add(f, given(&vm_type, "name", "a/b", IN_DEFAULT, NULL), NULL, FAULT_NAME_SPECIAL_CHARS,
               "a/b");
    g_autofree char *name = g_strnfill(65, 'x');
    g_autoptr(Vm) input = given(&vm_type, "name", name, IN_DEFAULT, NULL);
    g_assert_null(engine_add(f->engine, &f->caller, &input->base, NULL, NULL, &f->error));
    g_assert_error(f->error, ERR, ERR_INVALID);
    g_clear_error(&f->error);
    name[64] = '\0';
    g_autoptr(Vm) longest = add_vm(f, name);
}

static void test_memory(void)
{
    g_autoptr(Fixture) f = fixture_new();
    refuse_add(f, given(&vm_type, "name", "x", IN_DEFAULT, "memory", "67108865", NULL), NULL,
               FAULT_VM_MEMORY_INVALID, "67108865 bytes for VM x is not a multiple of 1 MiB");
    g_autoptr(Vm) vm =
        add(f, given(&vm_type, "name", "x", IN_DEFAULT, "memory", "67108864", NULL), NULL);
    refuse_update(f, vm->base.id, given(&vm_type, "memory", "67108863", NULL),
                  FAULT_VM_MEMORY_INVALID, "Cannot edit VM");
}

static void test_topology(void)
{
    g_autoptr(Fixture) f = fixture_new();
    refuse_add(f, given(&vm_type, "name", "x", IN_DEFAULT, "cores", "512", "sockets", "2", NULL),
               NULL, FAULT_VM_TOPOLOGY_INVALID, "2 sockets x 512 cores x 1 threads");
    g_autoptr(Vm) vm =
        add(f, given(&vm_type, "name", "x", IN_DEFAULT, "cores", "4", "sockets", "2", NULL), NULL);
}

static void test_boot(void)
{
    g_autoptr(Fixture) f = fixture_new();
    refuse_add(f, given(&vm_type, "name", "x", IN_DEFAULT, "kernel", "vmlinuz", NULL), NULL,
               FAULT_VM_PATH_INVALID, "The kernel of VM x, \"vmlinuz\", is not an absolute path");
    refuse_add(f, given(&vm_type, "name", "x", IN_DEFAULT, "kernel", "/k", "initrd", "i", NULL),
               NULL, FAULT_VM_PATH_INVALID, "initrd");
    refuse_add(f, given(&vm_type, "name", "x", IN_DEFAULT, "cmdline", "quiet", NULL), NULL,
               FAULT_VM_LINUX_BOOT_PARAMS, "no kernel");
    g_autoptr(Vm) vm = add(f,
                           given(&vm_type, "name", "x", IN_DEFAULT, "kernel", "/k", "initrd", "/i",
                                 "cmdline", "quiet", NULL),
                           NULL);
    /* Emptied, it starts from its devices again. */
    g_autoptr(Vm) emptied =
        update(f, vm->base.id, given(&vm_type, "kernel", "", "initrd", "", "cmdline", "", NULL));
    g_assert_null(emptied->kernel);
    g_assert_null(emptied->initrd);
    g_assert_null(emptied->cmdline);
}

static void test_pinning(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Cluster) cluster = add(
        f, given(&cluster_type, "name", "c2", "data_center", DATA_CENTER_DEFAULT_ID, NULL), NULL);
    g_autoptr(Host) here = add_host(f, "h1");
    g_autoptr(Host) there =
        add(f, given(&host_type, "name", "h2", "address", "h2", "cluster", cluster->base.id, NULL),
            NULL);
    refuse_add(f, given(&vm_type, "name", "x", IN_DEFAULT, "pinned_hosts", "h1 h2", NULL), NULL,
               FAULT_VM_PINNED_NOWHERE,
               "VM x is pinned to host h2, which is not in its cluster Default");
    refuse_add(f, given(&vm_type, "name", "x", IN_DEFAULT, "pinned_hosts", "h3", NULL), NULL,
               FAULT_ENTITY_NOT_FOUND, "Host h3");
    g_autoptr(Vm) vm =
        add(f, given(&vm_type, "name", "x", IN_DEFAULT, "pinned_hosts", here->base.id, NULL), NULL);
}

static void test_memory_policy(void)
{
    g_autoptr(Fixture) f = fixture_new();
    refuse_add(f, given(&vm_type, "name", "x", IN_DEFAULT, "memory_guaranteed", "2147483648", NULL),
               NULL, FAULT_VM_MEMORY_GUARANTEED, "Physical Memory Guaranteed cannot exceed");
    refuse_add(f, given(&vm_type, "name", "x", IN_DEFAULT, "memory_max", "536870912", NULL), NULL,
               FAULT_VM_MEMORY_MAX, "it is 536870912 bytes for x, whose memory is 1073741824");
    /* What is so anyway is not kept. */
    g_autoptr(Vm) vm = add(f,
                           given(&vm_type, "name", "x", IN_DEFAULT, "memory_guaranteed",
                                 "1073741824", "memory_max", "4294967296", NULL),
                           NULL);
    g_assert_cmpint(vm->memory_guaranteed, ==, 0);
    g_assert_cmpint(vm->memory_max, ==, 0);
    g_autoptr(Vm) less =
        update(f, vm->base.id, given(&vm_type, "memory_guaranteed", "536870912", NULL));
    g_assert_cmpint(less->memory_guaranteed, ==, 536870912);
}

static void test_settings(void)
{
    static const struct {
        const char *column, *text;
        Fault fault;
        const char *part;
    } cases[] = {
        { "bios_type", "i440fx_sea_bios", FAULT_VM_BIOS_UNSUPPORTED, "x, i440fx_sea_bios, is not" },
        { "time_zone", "Mars/Olympus", FAULT_VM_TIME_ZONE_INVALID, "Mars/Olympus" },
        { "cpu_pins", "0\nall", FAULT_VM_CPU_PIN_INVALID,
          "CPUs \"all\" for virtual CPU \"0\" of x" },
        { "cpu_pins", "x\n1", FAULT_VM_CPU_PIN_INVALID, "\"x\"" },
        { "cpu_pins", "1\n0", FAULT_VM_CPU_PIN_UNKNOWN, "CPU 1 is pinned" },
        { "cpu_pins", "0\n0 0\n1", FAULT_VM_CPU_PIN_TWICE, "CPU 0 of x" },
        { "custom_properties", "a;b\nc", FAULT_VM_PROPERTY_INVALID, "\"a;b\" of x" },
        { "custom_properties", "a\nb a\nc", FAULT_VM_PROPERTY_TWICE, "property a of x" },
        { "serial_policy", "custom", FAULT_VM_SERIAL_MISSING, "there is no number" },
        { "cpu_model", "486 DX", FAULT_VM_CPU_MODEL_INVALID, "\"486 DX\" of x" },
    };
    g_autoptr(Fixture) f = fixture_new();
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        refuse_add(f,
                   given(&vm_type, "name", "x", IN_DEFAULT, cases[i].column, cases[i].text, NULL),
                   NULL, cases[i].fault, cases[i].part);
    g_autoptr(Vm) vm =
        add(f,
            given(&vm_type, "name", "x", IN_DEFAULT, "bios_type", "q35_ovmf", "time_zone",
                  "Europe/Prague", "cores", "2", "cpu_pins", "0\n0-3,^2 1\n7", "custom_properties",
                  "a\nb c\nd", "serial_policy", "custom", "serial_number", "A1", "cpu_model",
                  "Skylake-Server", "os_type", "rhel_9x64", NULL),
            NULL);
    g_autoptr(Vm) again = engine_get(f->engine, &f->caller, &vm_type, vm->base.id, &f->error);
    g_assert_true(entity_equal(vm, again));
    g_assert_cmpstr(again->time_zone, ==, "Europe/Prague");
    g_assert_cmpstr(again->cpu_pins[1], ==, "1\n7");

    /* The same once more is no change, and no event. */
    gint64 before = n_events(f);
    entity_set_all_given(again);
    g_autoptr(Vm) same = update(f, vm->base.id, g_steal_pointer(&again));
    g_assert_cmpint(n_events(f), ==, before);
    g_autoptr(Vm) plain = update(f, vm->base.id, given(&vm_type, "time_zone", "Etc/GMT", NULL));
    g_assert_null(plain->time_zone);
    g_autoptr(Vm) windows =
        update(f, vm->base.id, given(&vm_type, "time_zone", "GMT Standard Time", NULL));
}

static gint64 next_memory(Vm *vm)
{
    g_autoptr(Vm) next = entity_dup(vm);
    g_autoptr(GError) error = NULL;
    g_assert_true(engine_vm_next_run(next, &error));
    return next->memory >> 20;
}

static void test_update_while_running(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Cluster) near = add(
        f, given(&cluster_type, "name", "c2", "data_center", DATA_CENTER_DEFAULT_ID, NULL), NULL);
    g_autoptr(Vm) vm = add_vm(f, "web");
    set_vm_status(f, vm->base.id, VM_UP);
    refuse_update(f, vm->base.id, given(&vm_type, "cluster", near->base.id, NULL),
                  FAULT_VM_MUST_BE_DOWN,
                  "VM web is up; cluster can only be changed while it is down");
    refuse_update(f, vm->base.id, given(&vm_type, "memory", "1048577", NULL),
                  FAULT_VM_MEMORY_INVALID, "1048577");

    /* Some things change at once, others when it is down. */
    g_autoptr(Vm) updated = update(f, vm->base.id,
                                   given(&vm_type, "name", "web2", "description", "d",
                                         "delete_protected", "true", "memory", "1073741824", NULL));
    g_assert_cmpstr(updated->name, ==, "web2");
    g_assert_false(updated->next_run_exists);
    g_autoptr(Vm) later = update(f, vm->base.id, given(&vm_type, "memory", "2147483648", NULL));
    g_assert_cmpint(later->memory >> 20, ==, 1024);
    g_assert_true(later->next_run_exists);
    g_assert_cmpint(next_memory(later), ==, 2048);

    /* What is already so when it runs says nothing of its next run, unless that is meant. */
    g_autoptr(Vm) still =
        update(f, vm->base.id, given(&vm_type, "memory", "1073741824", "description", "e", NULL));
    g_assert_cmpint(next_memory(still), ==, 2048);
    g_autoptr(Vm) only =
        update(f, vm->base.id,
               given(&vm_type, "next_run_only", "true", "description", "then", "cores", "3", NULL));
    g_assert_cmpstr(only->description, ==, "e");
    g_assert_cmpint(only->cores, ==, 1);
    g_assert_cmpint(next_memory(only), ==, 2048);
    g_autoptr(Vm) more = update(f, vm->base.id, given(&vm_type, "threads", "2", NULL));
    g_assert_true(engine_vm_next_run(more, &f->error));
    g_assert_cmpstr(more->description, ==, "then");
    g_assert_cmpint(more->cores * more->threads, ==, 6);
    g_autoptr(Vm) back = update(f, vm->base.id,
                                given(&vm_type, "next_run_only", "true", "memory", "1073741824",
                                      "cores", "1", "threads", "1", "description", "e", NULL));
    g_assert_false(back->next_run_exists);
    g_assert_null(back->next_run);

    set_vm_status(f, vm->base.id, VM_DOWN);
    g_autoptr(Vm) bigger = update(f, vm->base.id, given(&vm_type, "memory", "2147483648", NULL));
    g_assert_cmpint(bigger->memory >> 20, ==, 2048);
}

static void test_change_cluster(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Cluster) near = add(
        f, given(&cluster_type, "name", "c2", "data_center", DATA_CENTER_DEFAULT_ID, NULL), NULL);
    g_autoptr(DataCenter) dc = add(f, given(&data_center_type, "name", "dc2", NULL), NULL);
    g_autoptr(Cluster) far =
        add(f, given(&cluster_type, "name", "c3", "data_center", dc->base.id, NULL), NULL);
    g_autoptr(Network) red = add_network(f, "red");
    g_autoptr(VnicProfile) profile = profile_of(f, red->base.id);
    g_autoptr(Vm) vm = add_vm(f, "web");
    g_autoptr(VmNic) nic = add_nic(f, vm->base.id, "nic1", profile->base.id);
    refuse_update(f, vm->base.id, given(&vm_type, "cluster", far->base.id, NULL),
                  FAULT_VM_CLUSTER_OTHER_DC, "c3");
    refuse_update(f, vm->base.id, given(&vm_type, "cluster", near->base.id, NULL),
                  FAULT_VNIC_NETWORK_NOT_IN_CLUSTER, "Network red of vNIC profile red");
    g_assert_true(engine_cluster_network_attach(f->engine, &f->caller, near->base.id, "red",
                                                REQUIRED(FALSE), &f->error));
    g_autoptr(Vm) moved = update(f, vm->base.id, given(&vm_type, "cluster", near->base.id, NULL));
}

static void test_template_is_fixed(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Vm) vm = add_vm(f, "web");
    g_autoptr(Vm) same =
        update(f, vm->base.id, given(&vm_type, "template", TEMPLATE_BLANK_ID, NULL));
    refuse_update(f, vm->base.id, given(&vm_type, "template", "gold", NULL), FAULT_ENTITY_NOT_FOUND,
                  "gold");
}

static void test_remove(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Vm) vm = add_vm(f, "web");
    g_autoptr(VmNic) nic = add_nic(f, vm->base.id, "nic1", VNIC_PROFILE_DEFAULT_ID);
    set_vm_status(f, vm->base.id, VM_UP);
    refuse_remove(f, &vm_type, vm->base.id, FAULT_VM_REMOVE_NOT_DOWN, "VM web is up");
    set_vm_status(f, vm->base.id, VM_DOWN);
    g_autoptr(Vm) protected =
        update(f, vm->base.id, given(&vm_type, "delete_protected", "true", NULL));
    refuse_remove(f, &vm_type, vm->base.id, FAULT_DELETE_PROTECTED, "web");
    g_autoptr(Vm) open = update(f, vm->base.id, given(&vm_type, "delete_protected", "false", NULL));
    removes(f, &vm_type, vm->base.id);
    assert_event(f, "USER_REMOVE_VM_FINISHED", "VM web was removed");
    g_assert_cmpint(store_count(f->store, &vm_nic_type, NULL, NULL), ==, 0);
}

static void test_remove_with_lease(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Host) host = add_host(f, "h1");
    g_autoptr(HostNic) pf = add_pf(f, host->base.id, "ens1f0");
    g_autoptr(Vm) vm = add_vm(f, "web");
    g_autoptr(VmNic) nic = add_nic(f, vm->base.id, "nic1", VNIC_PROFILE_DEFAULT_ID);
    g_autoptr(Lease) lease = add_lease(f, pf, nic, LEASE_SCRUBBING);
    refuse_remove(f, &vm_type, vm->base.id, FAULT_VM_HAS_LEASE,
                  "VF 3 of ens1f0 on host h1 is still scrubbing for VM web");
    refuse_remove(f, &vm_nic_type, nic->base.id, FAULT_VM_HAS_LEASE, "VF 3 of ens1f0");
}

static void test_remove_with_job(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Vm) vm = add_vm(f, "web");
    g_autoptr(Job) job = entity_new(&job_type);
    job->description = g_strdup("Starting VM web");
    job->status = JOB_STARTED;
    job->vm = g_strdup(vm->base.id);
    put(f, job);
    refuse_remove(f, &vm_type, vm->base.id, FAULT_OBJECT_LOCKED,
                  "Related operation is currently in progress on web: Starting VM web");
}

/* --- vNICs ------------------------------------------------------------------------------------ */

typedef struct {
    Fixture *f;
    Network *red;
    VnicProfile *plain, *vf;
    Vm *vm;
} Setup;

static Setup setup_new(void)
{
    Setup s = { .f = fixture_new() };
    s.red = add_network(s.f, "red");
    s.plain = profile_of(s.f, s.red->base.id);
    s.vf = add_passthrough(s.f, s.red->base.id, "vf");
    s.vm = add_vm(s.f, "web");
    return s;
}

static void setup_clear(Setup *s)
{
    entity_free(s->red);
    entity_free(s->plain);
    entity_free(s->vf);
    entity_free(s->vm);
    fixture_free(s->f);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Setup, setup_clear)

static void *passthrough_nic(const Setup *s, const char *name)
{
    return given(&vm_nic_type, "name", name, "interface", "pci_passthrough", "vnic_profile",
                 s->vf->base.id, NULL);
}

static void test_nic_defaults(void)
{
    g_auto(Setup) s = setup_new();
    g_autoptr(VmNic) nic = add_nic(s.f, s.vm->base.id, "nic1", s.plain->base.id);
    g_assert_true(nic->plugged && nic->linked);
    g_assert_cmpint(nic->interface, ==, VM_NIC_VIRTIO);
    g_assert_cmpint(nic->position, ==, 0);
    g_assert_true(g_str_has_prefix(nic->mac, "56:6f:1a:1b:"));
    assert_event(s.f, "NETWORK_ADD_VM_INTERFACE", "Interface nic1 was added to VM web");
    g_autoptr(VmNic) bare = add(s.f, given(&vm_nic_type, "name", "nic2", NULL), s.vm->base.id);
    g_assert_null(bare->vnic_profile);
    g_assert_cmpint(bare->position, ==, 1);
}

static void test_nic_of_unknown_vm(void)
{
    g_auto(Setup) s = setup_new();
    g_autoptr(VmNic) input = given(&vm_nic_type, "name", "nic1", NULL);
    g_assert_null(
        engine_add(s.f->engine, &s.f->caller, &input->base, NULL, "nothing", &s.f->error));
    g_assert_cmpint(fault_err_code(s.f->error), ==, ERR_NOT_FOUND);
}

static void test_nic_name(void)
{
    g_auto(Setup) s = setup_new();
    g_autoptr(VmNic) nic = add_nic(s.f, s.vm->base.id, "nic1", s.plain->base.id);
    refuse_add(s.f, given(&vm_nic_type, "name", "nic1", NULL), s.vm->base.id,
               FAULT_VNIC_NAME_IN_USE, "web already has a network interface with the name nic1");
    g_autoptr(Vm) other = add_vm(s.f, "db");
    g_autoptr(VmNic) same = add_nic(s.f, other->base.id, "nic1", s.plain->base.id);
}

static void test_nic_network_in_cluster(void)
{
    g_auto(Setup) s = setup_new();
    g_autoptr(Network) blue =
        add(s.f, given(&network_type, "name", "blue", "data_center", DATA_CENTER_DEFAULT_ID, NULL),
            NULL);
    g_autoptr(VnicProfile) profile = profile_of(s.f, blue->base.id);
    refuse_add(s.f, given(&vm_nic_type, "name", "nic1", "vnic_profile", profile->base.id, NULL),
               s.vm->base.id, FAULT_VNIC_NETWORK_NOT_IN_CLUSTER,
               "Network blue of vNIC profile blue is not attached to cluster Default of VM web");
}

/* Two profiles of one name: that of the network in the VM's cluster is meant. */
static void test_nic_profile_by_name(void)
{
    g_auto(Setup) s = setup_new();
    g_autoptr(DataCenter) dc = add(s.f, given(&data_center_type, "name", "dc2", NULL), NULL);
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    g_hash_table_insert(names, (char *)"vnic_profile", (char *)"ovirtmgmt");
    g_autoptr(VmNic) input = given(&vm_nic_type, "name", "nic1", NULL);
    g_autoptr(VmNic) nic =
        engine_add(s.f->engine, &s.f->caller, &input->base, names, s.vm->base.id, &s.f->error);
    g_assert_no_error(s.f->error);
    g_assert_cmpstr(nic->vnic_profile, ==, VNIC_PROFILE_DEFAULT_ID);
}

static void test_nic_type_matches_profile(void)
{
    g_auto(Setup) s = setup_new();
    refuse_add(s.f, given(&vm_nic_type, "name", "nic1", "vnic_profile", s.vf->base.id, NULL),
               s.vm->base.id, FAULT_VNIC_TYPE_NOT_MATCH_PROFILE,
               "Interface type virtio of nic1 does not match vNIC profile vf, whose passthrough is "
               "enabled");
    refuse_add(s.f,
               given(&vm_nic_type, "name", "nic1", "interface", "pci_passthrough", "vnic_profile",
                     s.plain->base.id, NULL),
               s.vm->base.id, FAULT_VNIC_TYPE_NOT_MATCH_PROFILE, "disabled");
    g_autoptr(VmNic) nic = add(s.f, passthrough_nic(&s, "nic1"), s.vm->base.id);
    refuse_update(s.f, nic->base.id, given(&vm_nic_type, "vnic_profile", s.plain->base.id, NULL),
                  FAULT_VNIC_TYPE_NOT_MATCH_PROFILE, "Cannot edit VM network interface");
    g_autoptr(VmNic) plain =
        update(s.f, nic->base.id,
               given(&vm_nic_type, "vnic_profile", s.plain->base.id, "interface", "virtio", NULL));
    g_autoptr(VmNic) bare =
        update(s.f, nic->base.id, given(&vm_nic_type, "vnic_profile", "", NULL));
    g_assert_null(bare->vnic_profile);
    g_assert_cmpstr(bare->mac, ==, nic->mac);
}

static void test_nic_unlink(void)
{
    g_auto(Setup) s = setup_new();
    VmNic *unlinked = passthrough_nic(&s, "nic1");
    unlinked->linked = FALSE;
    entity_set_given(unlinked, entity_row_of(&vm_nic_type, "linked"));
    refuse_add(s.f, unlinked, s.vm->base.id, FAULT_VNIC_UNLINK_PASSTHROUGH, "nic1 of VM web");
    g_autoptr(VmNic) nic = add(s.f, passthrough_nic(&s, "nic1"), s.vm->base.id);
    refuse_update(s.f, nic->base.id, given(&vm_nic_type, "linked", "false", NULL),
                  FAULT_VNIC_UNLINK_PASSTHROUGH, "Unplug it instead");
    g_autoptr(VmNic) plain = add_nic(s.f, s.vm->base.id, "nic2", s.plain->base.id);
    g_autoptr(VmNic) down =
        update(s.f, plain->base.id, given(&vm_nic_type, "linked", "false", NULL));
}

static void test_nic_of_running_vm(void)
{
    g_auto(Setup) s = setup_new();
    g_autoptr(VmNic) vf = add(s.f, passthrough_nic(&s, "vf"), s.vm->base.id);
    g_autoptr(VmNic) plain = add_nic(s.f, s.vm->base.id, "plain", s.plain->base.id);
    set_vm_status(s.f, s.vm->base.id, VM_UP);

    /* It runs on no host: what a host has to do with it is vm-nic-plug-test.c's. */
    refuse_add(s.f, given(&vm_nic_type, "name", "nic3", NULL), s.vm->base.id,
               FAULT_VM_STATUS_ILLEGAL, "Cannot plug VM network interface");
    refuse_update(s.f, vf->base.id, given(&vm_nic_type, "plugged", "false", NULL),
                  FAULT_VM_STATUS_ILLEGAL, "Cannot unplug VM network interface");
    refuse_update(s.f, vf->base.id, given(&vm_nic_type, "name", "vf", NULL), FAULT_VNIC_HOT_UPDATE,
                  "VM web is up and vf is plugged");
    refuse_update(s.f, plain->base.id, given(&vm_nic_type, "interface", "e1000", NULL),
                  FAULT_VNIC_HOT_UPDATE, "plain");
    refuse_remove(s.f, &vm_nic_type, plain->base.id, FAULT_VNIC_REMOVE_ACTIVE,
                  "plain is plugged into VM web, which is up");
    g_autoptr(VmNic) renamed = update(s.f, plain->base.id, given(&vm_nic_type, "name", "p", NULL));

    g_autoptr(VmNic) spare =
        add(s.f, given(&vm_nic_type, "name", "spare", "plugged", "false", NULL), s.vm->base.id);
    refuse_update(s.f, spare->base.id, given(&vm_nic_type, "plugged", "true", NULL),
                  FAULT_VM_STATUS_ILLEGAL, "Cannot plug VM network interface");
    g_autoptr(VmNic) changed =
        update(s.f, spare->base.id, given(&vm_nic_type, "interface", "e1000", NULL));
    removes(s.f, &vm_nic_type, spare->base.id);

    set_vm_status(s.f, s.vm->base.id, VM_POWERING_UP);
    refuse_add(s.f, given(&vm_nic_type, "name", "nic3", "plugged", "false", NULL), s.vm->base.id,
               FAULT_VNIC_ADD_STATUS, "VM web is powering_up");
}

static void test_nic_plug_while_down(void)
{
    g_auto(Setup) s = setup_new();
    g_autoptr(VmNic) vf = add(s.f, passthrough_nic(&s, "vf"), s.vm->base.id);
    g_autoptr(VmNic) out = update(s.f, vf->base.id, given(&vm_nic_type, "plugged", "false", NULL));
    g_assert_false(out->plugged);
    g_autoptr(VmNic) in = update(s.f, vf->base.id, given(&vm_nic_type, "plugged", "true", NULL));
    g_assert_true(in->plugged);
    removes(s.f, &vm_nic_type, vf->base.id);
    assert_event(s.f, "NETWORK_REMOVE_VM_INTERFACE", "Interface vf was removed from VM web");
}

static void test_nic_limit(void)
{
    g_auto(Setup) s = setup_new();
    for (int i = 0; i < 27; i++) {
        g_autofree char *name = g_strdup_printf("nic%d", i);
        g_autoptr(VmNic) nic = add_nic(s.f, s.vm->base.id, name, s.plain->base.id);
    }
    refuse_add(s.f, given(&vm_nic_type, "name", "more", NULL), s.vm->base.id, FAULT_VNIC_LIMIT,
               "VM web already has 27 network interfaces");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/vm/defaults", test_defaults);
    g_test_add_func("/vm/name", test_name);
    g_test_add_func("/vm/memory", test_memory);
    g_test_add_func("/vm/topology", test_topology);
    g_test_add_func("/vm/boot", test_boot);
    g_test_add_func("/vm/pinning", test_pinning);
    g_test_add_func("/vm/memory-policy", test_memory_policy);
    g_test_add_func("/vm/settings", test_settings);
    g_test_add_func("/vm/update-while-running", test_update_while_running);
    g_test_add_func("/vm/change-cluster", test_change_cluster);
    g_test_add_func("/vm/template-is-fixed", test_template_is_fixed);
    g_test_add_func("/vm/remove", test_remove);
    g_test_add_func("/vm/remove-with-lease", test_remove_with_lease);
    g_test_add_func("/vm/remove-with-job", test_remove_with_job);
    g_test_add_func("/vm-nic/defaults", test_nic_defaults);
    g_test_add_func("/vm-nic/unknown-vm", test_nic_of_unknown_vm);
    g_test_add_func("/vm-nic/name", test_nic_name);
    g_test_add_func("/vm-nic/network-in-cluster", test_nic_network_in_cluster);
    g_test_add_func("/vm-nic/profile-by-name", test_nic_profile_by_name);
    g_test_add_func("/vm-nic/type-matches-profile", test_nic_type_matches_profile);
    g_test_add_func("/vm-nic/unlink", test_nic_unlink);
    g_test_add_func("/vm-nic/running-vm", test_nic_of_running_vm);
    g_test_add_func("/vm-nic/plug-while-down", test_nic_plug_while_down);
    g_test_add_func("/vm-nic/limit", test_nic_limit);
    return g_test_run();
}
