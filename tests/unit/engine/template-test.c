/* Templates, their vNICs, and VMs that are made from them. */
#include "fixture.h"

#include <string.h>

#define IN_DEFAULT "cluster", CLUSTER_DEFAULT_ID

static Template *add_template(Fixture *f, const char *name, const Vm *vm)
{
    return add(f, given(&template_type, "name", name, "vm", vm->base.id, NULL), NULL);
}

/* A VM with a virtio and a passthrough vNIC of network red. */
static Vm *add_source(Fixture *f, Network **ret_network)
{
    g_autoptr(Network) red = add_network(f, "red");
    g_autoptr(VnicProfile) plain = profile_of(f, red->base.id);
    g_autoptr(VnicProfile) vf = add(f,
                                    given(&vnic_profile_type, "name", "vf", "network", red->base.id,
                                          "pass_through", "enabled", NULL),
                                    NULL);
    Vm *vm = add(f,
                 given(&vm_type, "name", "web", IN_DEFAULT, "template", TEMPLATE_BLANK_ID, "memory",
                       "2147483648", "cores", "2", "os_type", "rhel_9x64", "high_availability",
                       "true", NULL),
                 NULL);
    g_autoptr(VmNic) one = add_nic(f, vm->base.id, "nic1", plain->base.id);
    g_autoptr(VmNic) two = add(f,
                               given(&vm_nic_type, "name", "nic2", "vnic_profile", vf->base.id,
                                     "interface", "pci_passthrough", NULL),
                               vm->base.id);
    *ret_network = g_steal_pointer(&red);
    return vm;
}

static GPtrArray *nics_of(Fixture *f, const EntityType *type, const char *column, const char *id)
{
    const StoreCondition condition = { .column = column, .text = id };
    const StoreQuery query = { .conditions = &condition, .n_conditions = 1, .order = "position" };
    return store_list(engine_store(f->engine), type, &query, NULL);
}

static void test_from_vm(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Network) red = NULL;
    g_autoptr(Vm) vm = add_source(f, &red);
    set_vm_status(f, vm->base.id, VM_UP);
    refuse_add(f, given(&template_type, "name", "gold", "vm", vm->base.id, NULL), NULL,
               FAULT_TEMPLATE_VM_NOT_DOWN, "VM web is up");
    set_vm_status(f, vm->base.id, VM_DOWN);
    g_autoptr(Template) gold =
        add(f, given(&template_type, "name", "gold", "vm", vm->base.id, "cores", "4", NULL), NULL);
    assert_event(f, "USER_ADD_VM_TEMPLATE", "Template gold was created by admin@internal");
    g_assert_cmpint(gold->memory >> 30, ==, 2);
    g_assert_cmpint(gold->cores, ==, 4);
    g_assert_true(gold->high_availability);
    g_assert_cmpint(gold->version_number, ==, 1);
    g_assert_cmpstr(gold->cluster, ==, CLUSTER_DEFAULT_ID);
    g_autoptr(GPtrArray) nics = nics_of(f, &template_nic_type, "template", gold->base.id);
    g_assert_cmpuint(nics->len, ==, 2);
    g_assert_cmpint(((TemplateNic *)nics->pdata[1])->interface, ==, VM_NIC_PCI_PASSTHROUGH);
    refuse_add(f, given(&template_type, "name", "gold", "vm", vm->base.id, NULL), NULL,
               FAULT_NAME_ALREADY_USED, "The name gold is already in use by another template");
    refuse_add(f, given(&template_type, "name", "a b", "vm", vm->base.id, NULL), NULL,
               FAULT_NAME_SPECIAL_CHARS, "a b");
}

static void test_vm_from_it(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Network) red = NULL;
    g_autoptr(Vm) vm = add_source(f, &red);
    g_autoptr(Template) gold = add_template(f, "gold", vm);
    g_autoptr(Vm) copy = add(
        f,
        given(&vm_type, "name", "copy", IN_DEFAULT, "template", gold->base.id, "cores", "1", NULL),
        NULL);
    g_assert_cmpint(copy->memory >> 30, ==, 2);
    g_assert_cmpint(copy->cores, ==, 1);
    g_assert_true(copy->high_availability);
    g_assert_cmpstr(copy->template, ==, gold->base.id);
    g_autoptr(GPtrArray) theirs = nics_of(f, &vm_nic_type, "vm", vm->base.id);
    g_autoptr(GPtrArray) ours = nics_of(f, &vm_nic_type, "vm", copy->base.id);
    g_assert_cmpuint(ours->len, ==, 2);
    for (guint i = 0; i < ours->len; i++) {
        const VmNic *a = theirs->pdata[i], *b = ours->pdata[i];
        g_assert_cmpstr(a->name, ==, b->name);
        g_assert_cmpstr(a->vnic_profile, ==, b->vnic_profile);
        g_assert_cmpint(a->interface, ==, b->interface);
        g_assert_cmpstr(a->mac, !=, b->mac);
    }
    /* It stays as long as a VM is based on it; one that copied all does not hold it. */
    refuse_remove(f, &template_type, gold->base.id, FAULT_TEMPLATE_IN_USE, "VMs: copy");
    g_autoptr(Vm) clone = add(f,
                              given(&vm_type, "name", "clone", IN_DEFAULT, "template",
                                    gold->base.id, "clone", "true", NULL),
                              NULL);
    g_assert_cmpstr(clone->template, ==, TEMPLATE_BLANK_ID);
    g_assert_cmpstr(clone->original_template, ==, gold->base.id);
    g_autoptr(GPtrArray) clones = nics_of(f, &vm_nic_type, "vm", clone->base.id);
    g_assert_cmpuint(clones->len, ==, 2);
    removes(f, &vm_type, copy->base.id);
    removes(f, &template_type, gold->base.id);
    assert_event(f, "USER_REMOVE_VM_TEMPLATE", "gold");
}

static void test_other_places(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Network) red = NULL;
    g_autoptr(Vm) vm = add_source(f, &red);
    g_autoptr(Template) gold = add_template(f, "gold", vm);
    g_autoptr(Cluster) near = add(
        f, given(&cluster_type, "name", "c2", "data_center", DATA_CENTER_DEFAULT_ID, NULL), NULL);
    g_autoptr(DataCenter) dc = add(f, given(&data_center_type, "name", "dc2", NULL), NULL);
    g_autoptr(Cluster) far =
        add(f, given(&cluster_type, "name", "c3", "data_center", dc->base.id, NULL), NULL);
    refuse_add(
        f, given(&vm_type, "name", "x", "cluster", far->base.id, "template", gold->base.id, NULL),
        NULL, FAULT_VM_TEMPLATE_OTHER_DC, "template gold");
    refuse_add(
        f, given(&vm_type, "name", "x", "cluster", near->base.id, "template", gold->base.id, NULL),
        NULL, FAULT_VNIC_NETWORK_NOT_IN_CLUSTER, "Network red");
    refuse_add(
        f,
        given(&template_type, "name", "silver", "vm", vm->base.id, "cluster", far->base.id, NULL),
        NULL, FAULT_TEMPLATE_CLUSTER_OTHER_DC, "cluster c3");
    g_autoptr(Template) silver = add(
        f,
        given(&template_type, "name", "silver", "vm", vm->base.id, "cluster", near->base.id, NULL),
        NULL);
}

static void test_versions(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Network) red = NULL;
    g_autoptr(Vm) vm = add_source(f, &red);
    g_autoptr(Template) gold = add_template(f, "gold", vm);
    g_autoptr(Template) second =
        add(f,
            given(&template_type, "name", "gold", "vm", vm->base.id, "base_template", gold->base.id,
                  "version_name", "two", NULL),
            NULL);
    g_assert_cmpint(second->version_number, ==, 2);
    /* A version of a version is one of their base. */
    g_autoptr(Template) third = add(f,
                                    given(&template_type, "name", "other", "vm", vm->base.id,
                                          "base_template", second->base.id, NULL),
                                    NULL);
    g_assert_cmpint(third->version_number, ==, 3);
    g_assert_cmpstr(third->name, ==, "gold");
    g_assert_cmpstr(third->base_template, ==, gold->base.id);
    refuse_add(f,
               given(&template_type, "name", "x", "vm", vm->base.id, "base_template",
                     TEMPLATE_BLANK_ID, NULL),
               NULL, FAULT_TEMPLATE_BLANK_VERSION, "x cannot be a version");
    refuse_update(f, second->base.id, given(&template_type, "name", "iron", NULL),
                  FAULT_TEMPLATE_VERSION_RENAME, "gold cannot be renamed to iron");
    refuse_remove(f, &template_type, gold->base.id, FAULT_TEMPLATE_HAS_VERSIONS, "gold");

    /* By its name the newest is meant. */
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    g_hash_table_insert(names, (gpointer) "template", (gpointer) "gold");
    g_autoptr(Vm) input =
        given(&vm_type, "name", "x", IN_DEFAULT, "template", TEMPLATE_BLANK_ID, NULL);
    g_clear_pointer(&input->template, g_free);
    g_autoptr(Vm) newest = engine_add(f->engine, &f->caller, &input->base, names, NULL, &f->error);
    g_assert_no_error(f->error);
    g_assert_cmpstr(newest->template, ==, third->base.id);

    g_autoptr(Template) renamed =
        update(f, gold->base.id, given(&template_type, "name", "iron", NULL));
    g_autoptr(Template) follows =
        engine_get(f->engine, &f->caller, &template_type, second->base.id, &f->error);
    g_assert_cmpstr(follows->name, ==, "iron");
}

static void test_blank(void)
{
    g_autoptr(Fixture) f = fixture_new();
    refuse_update(f, TEMPLATE_BLANK_ID, given(&template_type, "memory", "2147483648", NULL),
                  FAULT_TEMPLATE_BLANK_EDIT, "Blank");
    refuse_remove(f, &template_type, TEMPLATE_BLANK_ID, FAULT_TEMPLATE_BLANK_REMOVE, "Blank");
    refuse_add(f, given(&template_nic_type, "name", "nic1", NULL), TEMPLATE_BLANK_ID,
               FAULT_TEMPLATE_BLANK_EDIT, "Blank");
    /* What it is already may be said. */
    gint64 before = n_events(f);
    g_autoptr(Template) same =
        update(f, TEMPLATE_BLANK_ID,
               given(&template_type, "name", "Blank", "version_name", "base version", "comment", "",
                     "memory_guaranteed", "1073741824", NULL));
    g_assert_cmpint(n_events(f), ==, before);
}

static void test_nics(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Network) red = NULL;
    g_autoptr(Vm) vm = add_source(f, &red);
    g_autoptr(Template) gold = add_template(f, "gold", vm);
    g_autoptr(VnicProfile) profile =
        store_find(engine_store(f->engine), &vnic_profile_type, "name", red->name, NULL);
    refuse_add(f, given(&template_nic_type, "name", "nic1", NULL), gold->base.id,
               FAULT_VNIC_NAME_IN_USE, "gold already has a network interface with the name nic1");
    refuse_add(f,
               given(&template_nic_type, "name", "nic3", "vnic_profile", profile->base.id,
                     "interface", "pci_passthrough", NULL),
               gold->base.id, FAULT_VNIC_TYPE_NOT_MATCH_PROFILE, "nic3");
    refuse_add(f,
               given(&template_nic_type, "name", "nic3", "interface", "pci_passthrough", "linked",
                     "false", NULL),
               gold->base.id, FAULT_VNIC_UNLINK_PASSTHROUGH, "nic3");
    g_autoptr(TemplateNic) nic =
        add(f, given(&template_nic_type, "name", "nic3", "vnic_profile", profile->base.id, NULL),
            gold->base.id);
    g_assert_cmpint(nic->position, ==, 2);
    assert_event(f, "NETWORK_ADD_TEMPLATE_INTERFACE", "nic3");
    g_autoptr(TemplateNic) down =
        update(f, nic->base.id, given(&template_nic_type, "linked", "false", NULL));
    assert_event(f, "NETWORK_UPDATE_TEMPLATE_INTERFACE", "nic3");
    refuse_update(f, nic->base.id, given(&template_nic_type, "name", "nic2", NULL),
                  FAULT_VNIC_NAME_IN_USE, "nic2");
    removes(f, &template_nic_type, nic->base.id);
    assert_event(f, "NETWORK_REMOVE_TEMPLATE_INTERFACE", "nic3");
}

static void test_protection(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Network) red = NULL;
    g_autoptr(Vm) vm = add_source(f, &red);
    g_autoptr(Template) gold = add_template(f, "gold", vm);
    g_autoptr(Template) kept =
        update(f, gold->base.id, given(&template_type, "delete_protected", "true", NULL));
    refuse_remove(f, &template_type, gold->base.id, FAULT_DELETE_PROTECTED,
                  "remove Template. gold");
    g_autoptr(Template) loose =
        update(f, gold->base.id, given(&template_type, "delete_protected", "false", NULL));
    removes(f, &template_type, gold->base.id);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/template/from-vm", test_from_vm);
    g_test_add_func("/template/vm-from-it", test_vm_from_it);
    g_test_add_func("/template/other-places", test_other_places);
    g_test_add_func("/template/versions", test_versions);
    g_test_add_func("/template/blank", test_blank);
    g_test_add_func("/template/nics", test_nics);
    g_test_add_func("/template/protection", test_protection);
    return g_test_run();
}
