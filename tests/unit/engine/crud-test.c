/* What every type has in common, on examples. */
#include "fixture.h"

#include "model/network-filter.h"

#include "model/event.h"

#include <string.h>

static void test_reference_by_name(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    g_hash_table_insert(names, (char *)"data_center", (char *)"Default");
    g_autoptr(Network) input = given(&network_type, "name", "red", NULL);
    g_autoptr(Network) network =
        engine_add(f->engine, &f->caller, &input->base, names, NULL, &f->error);
    g_assert_no_error(f->error);
    g_assert_cmpstr(network->data_center, ==, DATA_CENTER_DEFAULT_ID);
}

static void test_id_goes_before_name(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(DataCenter) other = add(f, given(&data_center_type, "name", "dc2", NULL), NULL);
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    g_hash_table_insert(names, (char *)"data_center", (char *)"Default");
    g_autoptr(Network) input =
        given(&network_type, "name", "red", "data_center", other->base.id, NULL);
    g_autoptr(Network) network =
        engine_add(f->engine, &f->caller, &input->base, names, NULL, &f->error);
    g_assert_no_error(f->error);
    g_assert_cmpstr(network->data_center, ==, other->base.id);
}

static void test_unknown_reference(void)
{
    g_autoptr(Fixture) f = fixture_new();
    refuse_add(f,
               given(&network_type, "name", "red", "data_center",
                     "11111111-2222-3333-4444-555555555555", NULL),
               NULL, FAULT_ENTITY_NOT_FOUND,
               "Entity not found: Data Center 11111111-2222-3333-4444-555555555555");

    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    g_hash_table_insert(names, (char *)"data_center", (char *)"nowhere");
    g_autoptr(Network) input = given(&network_type, "name", "red", NULL);
    g_autofree char *before = world(f);
    g_assert_null(engine_add(f->engine, &f->caller, &input->base, names, NULL, &f->error));
    g_assert_cmpint(fault_err_code(f->error), ==, ERR_NOT_FOUND);
    assert_refused(f, before, FAULT_ENTITY_NOT_FOUND, "nowhere");
}

static void test_ambiguous_name(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(DataCenter) other = add(f, given(&data_center_type, "name", "dc2", NULL), NULL);
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    g_hash_table_insert(names, (char *)"network", (char *)"ovirtmgmt");
    g_autoptr(VnicProfile) input = given(&vnic_profile_type, "name", "gold", NULL);
    g_autofree char *before = world(f);
    g_assert_null(engine_add(f->engine, &f->caller, &input->base, names, NULL, &f->error));
    assert_refused(f, before, FAULT_NAME_AMBIGUOUS, "ovirtmgmt");
}

static void test_missing_field(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Network) input = given(&network_type, "name", "red", NULL);
    gint64 events = n_events(f);
    g_assert_null(engine_add(f->engine, &f->caller, &input->base, NULL, NULL, &f->error));
    g_assert_error(f->error, ERR, ERR_INVALID);
    assert_contains(f->error->message, "data_center");
    g_assert_cmpint(n_events(f), ==, events);
}

static void test_unknown_id(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Network) input = given(&network_type, "comment", "x", NULL);
    g_assert_null(engine_update(f->engine, &f->caller, "nothing", &input->base, NULL, &f->error));
    g_assert_cmpint(fault_err_code(f->error), ==, ERR_NOT_FOUND);
    g_clear_error(&f->error);
    g_assert_false(
        engine_remove(f->engine, &f->caller, &network_type, "nothing", false, &f->error));
    g_assert_cmpint(fault_err_code(f->error), ==, ERR_NOT_FOUND);
    g_clear_error(&f->error);
    g_assert_null(engine_get(f->engine, &f->caller, &network_type, "nothing", &f->error));
    g_assert_cmpint(fault_err_code(f->error), ==, ERR_NOT_FOUND);
}

static void test_read_only_type(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(GPtrArray) filters =
        store_list(engine_store(f->engine), &network_filter_type, NULL, NULL);
    const char *id = ((const Entity *)g_ptr_array_index(filters, 0))->id;
    refuse_add(f, given(&network_filter_type, "name", "gold", NULL), NULL, FAULT_READ_ONLY_TYPE,
               "Cannot add");
    refuse_update(f, id, given(&network_filter_type, "name", "gold", NULL), FAULT_READ_ONLY_TYPE,
                  "Cannot edit");
    refuse_remove(f, &network_filter_type, id, FAULT_READ_ONLY_TYPE, "Cannot remove");
}

static void test_readonly_fields_are_ignored(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Vm) vm = add(f,
                           given(&vm_type, "name", "web", "cluster", CLUSTER_DEFAULT_ID, "template",
                                 TEMPLATE_BLANK_ID, "status", "up", NULL),
                           NULL);
    g_assert_cmpint(vm->status, ==, VM_DOWN);
    g_autoptr(Vm) again = update(f, vm->base.id, given(&vm_type, "status", "up", NULL));
    g_assert_cmpint(again->status, ==, VM_DOWN);
}

static void test_unchanged_is_no_event(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Network) network = add_network(f, "red");
    gint64 events = n_events(f);
    Network *same = entity_dup(network);
    entity_set_all_given(same);
    g_autoptr(Network) updated = update(f, network->base.id, same);
    g_assert_cmpint(n_events(f), ==, events);
    g_assert_true(entity_equal(network, updated));
}

static void test_event_of_each_change(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Network) network = add(
        f, given(&network_type, "name", "red", "data_center", DATA_CENTER_DEFAULT_ID, NULL), NULL);
    assert_event(f, "NETWORK_ADD_NETWORK", "Network red was added by admin@internal-authz");
    g_autoptr(Network) updated =
        update(f, network->base.id, given(&network_type, "comment", "x", NULL));
    assert_event(f, "NETWORK_UPDATE_NETWORK", "red");
    removes(f, &network_type, network->base.id);
    assert_event(f, "NETWORK_REMOVE_NETWORK", "red");

    const StoreQuery query = { .descending = true, .limit = 1 };
    g_autoptr(GPtrArray) events = store_list(f->store, &event_type, &query, NULL);
    const Event *event = g_ptr_array_index(events, 0);
    g_assert_cmpstr(event->correlation_id, ==, "test-1");
    g_assert_cmpstr(event->user, ==, USER_ADMIN_ID);
    g_assert_cmpstr(event->network, ==, network->base.id);
    g_assert_cmpstr(event->data_center, ==, DATA_CENTER_DEFAULT_ID);
}

/* A conflict is for administrators, too; a mistake in the request is not. */
static void test_event_of_failure(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Network) network = add_network(f, "red");
    refuse_add(f, given(&network_type, "name", "red", "data_center", DATA_CENTER_DEFAULT_ID, NULL),
               NULL, FAULT_NETWORK_NAME_IN_USE, "red");
    assert_event(f, "NETWORK_ADD_NETWORK_FAILED", "Failed to add network red: Cannot add Network");
    gint64 events = n_events(f);
    refuse_add(f,
               given(&network_type, "name", "bond0", "data_center", DATA_CENTER_DEFAULT_ID, NULL),
               NULL, FAULT_NETWORK_BOND_NAME, "bond0");
    g_assert_cmpint(n_events(f), ==, events);
}

static void gather(EntityTypeSet types, gpointer data)
{
    *(EntityTypeSet *)data |= types;
}

static void test_watch(void)
{
    g_autoptr(Fixture) f = fixture_new();
    EntityTypeSet seen = 0, both = entity_type_bit(&network_type) | entity_type_bit(&event_type);
    guint watch = engine_watch_changes(f->engine, gather, &seen);
    g_autoptr(Network) network = add(
        f, given(&network_type, "name", "red", "data_center", DATA_CENTER_DEFAULT_ID, NULL), NULL);
    g_assert_cmphex(seen & both, ==, both);
    g_assert_cmphex(seen & entity_type_bit(&vm_type), ==, 0);
    seen = 0;
    refuse_add(f, given(&network_type, "name", "red", "data_center", DATA_CENTER_DEFAULT_ID, NULL),
               NULL, FAULT_NETWORK_NAME_IN_USE, "red");
    g_assert_cmphex(seen, ==, entity_type_bit(&event_type)); /* of the refusal */
    seen = 0;
    engine_unwatch_changes(f->engine, watch);
    removes(f, &network_type, network->base.id);
    g_assert_cmphex(seen, ==, 0);
}

static void test_permission(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(User) ann = entity_new(&user_type);
    ann->name = g_strdup("ann");
    ann->user_name = g_strdup("ann@internal-authz");
    put(f, ann);
    const Caller others[] = { { ann->base.id, ann->user_name, "c" },
                              { NULL, NULL, "c" },
                              { "11111111-2222-3333-4444-555555555555", "ghost", "c" } };
    for (gsize i = 0; i < G_N_ELEMENTS(others); i++) {
        f->caller = others[i];
        refuse_add(f, given(&data_center_type, "name", "dc2", NULL), NULL, FAULT_NOT_AUTHORIZED,
                   "create_storage_pool");
        refuse_remove(f, &cluster_type, CLUSTER_DEFAULT_ID, FAULT_NOT_AUTHORIZED, "delete_cluster");
        g_assert_null(engine_list(f->engine, &f->caller, &network_type, NULL, NULL, &f->error));
        g_assert_cmpint(fault_err_code(f->error), ==, ERR_DENIED);
        g_clear_error(&f->error);
    }
}

static void test_disabled_administrator(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(User) admin = store_get(f->store, &user_type, USER_ADMIN_ID, NULL);
    admin->disabled = TRUE;
    g_autoptr(StoreTxn) txn = store_begin(f->store, NULL);
    g_assert_true(store_update(f->store, admin, NULL));
    g_assert_true(store_commit(txn, NULL));
    refuse_add(f, given(&data_center_type, "name", "dc2", NULL), NULL, FAULT_NOT_AUTHORIZED,
               "admin@internal-authz");
}

static void test_every_action_has_a_permit(void)
{
    for (Action action = 0; action < N_ACTIONS; action++)
        g_assert_nonnull(permission_permit(action));
}

static void test_list(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(DataCenter) other = add(f, given(&data_center_type, "name", "dc2", NULL), NULL);
    g_autoptr(Network) network = add_network(f, "red");
    g_autoptr(GPtrArray) all =
        engine_list(f->engine, &f->caller, &network_type, NULL, NULL, &f->error);
    g_assert_cmpuint(all->len, ==, 3);
    g_autoptr(GPtrArray) here =
        engine_list(f->engine, &f->caller, &network_type, DATA_CENTER_DEFAULT_ID, NULL, &f->error);
    g_assert_cmpuint(here->len, ==, 2);

    const StoreCondition condition = { .column = "name", .text = "red" };
    const StoreQuery query = { .conditions = &condition, .n_conditions = 1 };
    g_autoptr(GPtrArray) there =
        engine_list(f->engine, &f->caller, &network_type, other->base.id, &query, &f->error);
    g_assert_cmpuint(there->len, ==, 0);
    g_autoptr(GPtrArray) red = engine_list(f->engine, &f->caller, &network_type,
                                           DATA_CENTER_DEFAULT_ID, &query, &f->error);
    g_assert_cmpuint(red->len, ==, 1);
}

/* --- many at once ----------------------------------------------------------------------------- */

#define N_THREADS 8

typedef struct {
    Fixture *f;
    const char *vm;
    int index, n_added, n_refused;
} Worker;

static gpointer add_same_network(gpointer data)
{
    Worker *worker = data;
    g_autoptr(GError) error = NULL;
    g_autoptr(Network) input =
        given(&network_type, "name", "red", "data_center", DATA_CENTER_DEFAULT_ID, NULL);
    g_autoptr(Network) network =
        engine_add(worker->f->engine, &worker->f->caller, &input->base, NULL, NULL, &error);
    worker->n_added = network != NULL;
    worker->n_refused = g_error_matches(error, FAULT, FAULT_NETWORK_NAME_IN_USE);
    return NULL;
}

static gpointer add_nics(gpointer data)
{
    Worker *worker = data;
    for (int i = 0; i < 3; i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *name = g_strdup_printf("nic%d-%d", worker->index, i);
        g_autoptr(VmNic) input = given(&vm_nic_type, "name", name, NULL);
        g_autoptr(VmNic) nic = engine_add(worker->f->engine, &worker->f->caller, &input->base, NULL,
                                          worker->vm, &error);
        g_assert_no_error(error);
        worker->n_added += nic != NULL;
    }
    return NULL;
}

static void run_workers(Fixture *f, const char *vm, GThreadFunc function, Worker *workers)
{
    GThread *threads[N_THREADS];
    for (int i = 0; i < N_THREADS; i++) {
        workers[i] = (Worker){ .f = f, .vm = vm, .index = i };
        threads[i] = g_thread_new("worker", function, &workers[i]);
    }
    for (int i = 0; i < N_THREADS; i++)
        g_thread_join(threads[i]);
}

static void test_one_of_many_wins(void)
{
    g_autoptr(Fixture) f = fixture_new();
    Worker workers[N_THREADS];
    run_workers(f, NULL, add_same_network, workers);
    int n_added = 0, n_refused = 0;
    for (int i = 0; i < N_THREADS; i++) {
        n_added += workers[i].n_added;
        n_refused += workers[i].n_refused;
    }
    g_assert_cmpint(n_added, ==, 1);
    g_assert_cmpint(n_refused, ==, N_THREADS - 1);
}

static void test_no_mac_twice(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Vm) vm = add_vm(f, "web");
    Worker workers[N_THREADS];
    run_workers(f, vm->base.id, add_nics, workers);
    g_autoptr(GPtrArray) nics = store_list(f->store, &vm_nic_type, NULL, NULL);
    g_assert_cmpuint(nics->len, ==, 3 * N_THREADS);
    g_autoptr(GHashTable) macs = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) positions = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (guint i = 0; i < nics->len; i++) {
        VmNic *nic = g_ptr_array_index(nics, i);
        g_assert_true(g_hash_table_add(macs, nic->mac));
        g_assert_true(g_hash_table_add(positions, &nic->position));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/crud/reference-by-name", test_reference_by_name);
    g_test_add_func("/crud/id-goes-before-name", test_id_goes_before_name);
    g_test_add_func("/crud/unknown-reference", test_unknown_reference);
    g_test_add_func("/crud/ambiguous-name", test_ambiguous_name);
    g_test_add_func("/crud/missing-field", test_missing_field);
    g_test_add_func("/crud/unknown-id", test_unknown_id);
    g_test_add_func("/crud/read-only-type", test_read_only_type);
    g_test_add_func("/crud/readonly-fields-are-ignored", test_readonly_fields_are_ignored);
    g_test_add_func("/crud/unchanged-is-no-event", test_unchanged_is_no_event);
    g_test_add_func("/crud/event-of-each-change", test_event_of_each_change);
    g_test_add_func("/crud/event-of-failure", test_event_of_failure);
    g_test_add_func("/crud/watch", test_watch);
    g_test_add_func("/crud/permission", test_permission);
    g_test_add_func("/crud/disabled-administrator", test_disabled_administrator);
    g_test_add_func("/crud/every-action-has-a-permit", test_every_action_has_a_permit);
    g_test_add_func("/crud/list", test_list);
    g_test_add_func("/crud/one-of-many-wins", test_one_of_many_wins);
    g_test_add_func("/crud/no-mac-twice", test_no_mac_twice);
    return g_test_run();
}
