/* What every store must do, whatever it is built on: run for each URL in 'backends'. */
#include "base/err.h"
#include "model/cluster.h"
#include "model/data-center.h"
#include "model/event.h"
#include "model/host-nic.h"
#include "model/host.h"
#include "model/job.h"
#include "model/lease.h"
#include "model/mac-pool.h"
#include "model/network-filter.h"
#include "model/network.h"
#include "model/user.h"
#include "model/vm.h"
#include "model/vnic-profile.h"
#include "sample.h"

#include <pthread.h>
#include <string.h>

typedef struct {
    const char *name, *url; /* %s: a directory of the test's own */
} Backend;

static const Backend backends[] = {
    { "file", "sqlite:%s/berth.db" },
    { "memory", "sqlite::memory:" },
};

typedef struct {
    char *directory;
    Store *store;
} Fixture;

static void setup(Fixture *fixture, gconstpointer data)
{
    const Backend *backend = data;
    fixture->directory = sample_directory();
    g_autofree char *url = g_strdup_printf(backend->url, fixture->directory);
    fixture->store = sample_open(url);
}

static void teardown(Fixture *fixture, gconstpointer data)
{
    store_close(fixture->store);
    sample_remove_directory(fixture->directory);
    g_free(fixture->directory);
}

static StoreTxn *begin(Store *store)
{
    g_autoptr(GError) error = NULL;
    StoreTxn *txn = store_begin(store, &error);
    g_assert_no_error(error);
    return txn;
}

static void commit(StoreTxn *txn)
{
    g_autoptr(GError) error = NULL;
    store_commit(txn, &error);
    g_assert_no_error(error);
}

static void assert_stored(Store *store, const void *entity)
{
    g_autoptr(GError) error = NULL;
    const Entity *base = entity;
    g_autoptr(Entity) found = store_get(store, base->type, base->id, &error);
    g_assert_no_error(error);
    g_assert_true(entity_equal(found, entity));
}

/* --- one row ---------------------------------------------------------------------------------- */

static void test_round_trip(Fixture *fixture, gconstpointer data)
{
    for (int i = 0; entity_types[i] != NULL; i++) {
        const EntityType *type = entity_types[i];
        if (type->computed)
            continue;
        g_test_message("%s", type->name);
        g_autoptr(GError) error = NULL;
        g_autoptr(StoreTxn) txn = begin(fixture->store);
        g_autoptr(Entity) entity = sample_insert(fixture->store, type);
        assert_stored(fixture->store, entity);
        commit(txn);
        assert_stored(fixture->store, entity);

        /* Update: other values in every field, under the same id. */
        g_autoptr(StoreTxn) second = begin(fixture->store);
        g_autoptr(Entity) other = sample_entity(fixture->store, type);
        other->id = g_strdup(entity->id);
        store_update(fixture->store, other, &error);
        g_assert_no_error(error);
        commit(second);
        assert_stored(fixture->store, other);

        g_autoptr(StoreTxn) third = begin(fixture->store);
        store_delete(fixture->store, type, entity->id, &error);
        g_assert_no_error(error);
        commit(third);
        g_assert_null(store_get(fixture->store, type, entity->id, &error));
        g_assert_error(error, ERR, ERR_NOT_FOUND);
        g_assert_nonnull(strstr(error->message, type->title));
        g_assert_nonnull(strstr(error->message, entity->id));
    }
}

/* Absent is not empty, and 0 is a value. */
static void test_absent_values(Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(StoreTxn) txn G_GNUC_UNUSED = begin(fixture->store);
    g_autoptr(Entity) absent = sample_insert(fixture->store, &vm_type);
    Vm *vm = (Vm *)absent;
    static const char *const texts[] = { "description", "stop_reason", "host", "kernel" };
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        sample_set_text(vm, texts[i], NULL);
    sample_set_text(vm, "comment", "");
    g_clear_pointer(&vm->pinned_hosts, g_strfreev);
    g_clear_pointer(&vm->boot_devices, g_strfreev);
    vm->boot_devices = g_new0(char *, 1);
    vm->start_time = 0;
    store_update(fixture->store, vm, &error);
    g_assert_no_error(error);
    assert_stored(fixture->store, vm);
    g_autoptr(Entity) found = store_get(fixture->store, &vm_type, absent->id, NULL);
    g_assert_null(((Vm *)found)->pinned_hosts);
    g_assert_nonnull(((Vm *)found)->boot_devices);
    g_assert_null(((Vm *)found)->description);
    g_assert_cmpstr(((Vm *)found)->comment, ==, "");
}

static void test_missing_rows(Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(StoreTxn) txn G_GNUC_UNUSED = begin(fixture->store);
    g_autoptr(Entity) vm = sample_entity(fixture->store, &vm_type);
    vm->id = g_strdup("11111111-1111-1111-1111-111111111111");
    g_assert_false(store_update(fixture->store, vm, &error));
    g_assert_error(error, ERR, ERR_NOT_FOUND);
    g_clear_error(&error);
    g_assert_false(store_delete(fixture->store, &vm_type, vm->id, &error));
    g_assert_error(error, ERR, ERR_NOT_FOUND);
    g_clear_error(&error);
    g_assert_null(store_find(fixture->store, &vm_type, "name", "nobody", &error));
    g_assert_no_error(error);
}

/* --- what may not be twice, what must be there, what may not go ------------------------------- */

static void test_unique(Fixture *fixture, gconstpointer data)
{
    static const struct {
        const EntityType *type;
        const char *columns[3]; /* may not all be equal in two rows */
    } cases[] = {
        { &lease_type, { "host_nic", "vf_index" } },
        { &data_center_type, { "name" } },
        { &cluster_type, { "name" } },
        { &mac_pool_type, { "name" } },
        { &network_type, { "data_center", "name" } },
        { &network_label_type, { "network" } },
        { &cluster_network_type, { "cluster", "network" } },
        { &vnic_profile_type, { "network", "name" } },
        { &host_type, { "name" } },
        { &host_type, { "address", "port" } },
        { &pf_network_type, { "host_nic", "network" } },
        { &pf_label_type, { "host_nic", "label" } },
        { &vm_type, { "name" } },
        { &vm_nic_type, { "vm", "name" } },
        { &template_type, { "name", "version_number" } },
        { &template_nic_type, { "template", "name" } },
        { &step_type, { "job", "number" } },
        { &user_type, { "name" } },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const EntityType *type = cases[i].type;
        g_autoptr(GError) error = NULL;
        g_autoptr(StoreTxn) txn G_GNUC_UNUSED = begin(fixture->store);
        g_autoptr(Entity) first = sample_insert(fixture->store, type);
        g_autoptr(Entity) second = sample_entity(fixture->store, type);
        /* All but the last column equal: allowed. */
        for (int j = 0; j < 3 && cases[i].columns[j] != NULL; j++) {
            const Field *field = &type->fields[entity_row_of(type, cases[i].columns[j])];
            if (j > 0) {
                store_insert(fixture->store, second, &error);
                g_assert_no_error(error);
                store_delete(fixture->store, type, second->id, &error);
                g_assert_no_error(error);
            }
            if (field_string(first, field) != NULL && field->kind != FIELD_INT)
                sample_set_text(second, cases[i].columns[j], field_string(first, field));
            else
                sample_set_number(second, cases[i].columns[j], field_int(first, field));
        }
        g_assert_false(store_insert(fixture->store, second, &error));
        g_test_message("%s", error->message);
        g_assert_error(error, ERR, ERR_CONFLICT);
        g_assert_nonnull(strstr(error->message, "already has"));
        g_assert_nonnull(strstr(error->message, type->title));
        for (int j = 0; j < 3 && cases[i].columns[j] != NULL; j++)
            g_assert_nonnull(strstr(error->message, cases[i].columns[j]));
        /* The transaction lives on. */
        assert_stored(fixture->store, first);
    }
}

static void test_equal_macs_are_possible(Fixture *fixture, gconstpointer data)
{
    g_autoptr(StoreTxn) txn G_GNUC_UNUSED = begin(fixture->store);
    g_autoptr(GError) error = NULL;
    g_autoptr(Entity) first = sample_insert(fixture->store, &vm_nic_type);
    g_autoptr(Entity) second = sample_entity(fixture->store, &vm_nic_type);
    sample_set_text(second, "mac", ((VmNic *)first)->mac);
    store_insert(fixture->store, second, &error);
    g_assert_no_error(error);
}

static void test_references(Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(StoreTxn) txn G_GNUC_UNUSED = begin(fixture->store);
    g_autoptr(Entity) nic = sample_entity(fixture->store, &vm_nic_type);
    sample_set_text(nic, "vm", "11111111-1111-1111-1111-111111111111");
    g_assert_false(store_insert(fixture->store, nic, &error));
    g_assert_error(error, ERR, ERR_CONFLICT);
    g_assert_cmpstr(error->message, ==,
                    "VM network interface: VM 11111111-1111-1111-1111-111111111111 does not exist");
}

/* 'target' is referred to by 'column' of 'type'.  Deleting it takes the row along, or is refused.
 */
static void test_deleting(Fixture *fixture, gconstpointer data)
{
    static const struct {
        const EntityType *target, *type;
        const char *column;
        bool taken_along;
    } cases[] = {
        { &host_type, &host_nic_type, "host", true },
        { &host_nic_type, &pf_network_type, "host_nic", true },
        { &network_type, &pf_network_type, "network", true },
        { &host_nic_type, &pf_label_type, "host_nic", true },
        { &network_type, &network_label_type, "network", true },
        { &network_type, &cluster_network_type, "network", true },
        { &network_type, &vnic_profile_type, "network", true },
        { &vm_type, &vm_nic_type, "vm", true },
        { &job_type, &step_type, "job", true },
        { &user_type, &token_type, "user", true },
        { &host_type, &lease_type, "host", false },
        { &host_nic_type, &lease_type, "host_nic", false },
        { &vm_type, &lease_type, "vm", false },
        { &vm_nic_type, &lease_type, "vm_nic", false },
        { &cluster_type, &host_type, "cluster", false },
        { &cluster_type, &vm_type, "cluster", false },
        { &host_type, &vm_type, "host", false },
        { &data_center_type, &cluster_type, "data_center", false },
        { &data_center_type, &network_type, "data_center", false },
        { &mac_pool_type, &cluster_type, "mac_pool", false },
        { &vnic_profile_type, &vm_nic_type, "vnic_profile", false },
        { &template_type, &vm_type, "template", false },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(StoreTxn) txn G_GNUC_UNUSED = begin(fixture->store);
        g_autoptr(Entity) row = sample_insert(fixture->store, cases[i].type);
        const Field *field = &cases[i].type->fields[entity_row_of(cases[i].type, cases[i].column)];
        const char *target = field_string(row, field);
        bool deleted = store_delete(fixture->store, cases[i].target, target, &error);
        g_test_message("%s.%s: %s", cases[i].type->name, cases[i].column,
                       deleted ? "goes along" : error->message);
        g_assert_true(deleted == cases[i].taken_along);
        if (deleted) {
            g_assert_null(store_get(fixture->store, cases[i].type, row->id, NULL));
            continue;
        }
        g_autofree char *name = g_strdup_printf("(%s.", cases[i].type->name);
        g_assert_error(error, ERR, ERR_CONFLICT);
        g_assert_nonnull(strstr(error->message, name));
        assert_stored(fixture->store, row);
    }
}

/* What goes with a thing may itself be needed: a network whose profile a vNIC has, a host whose PF
 * has a lease. */
static void test_deleting_what_is_needed_further_on(Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(StoreTxn) txn G_GNUC_UNUSED = begin(fixture->store);
    g_autoptr(Entity) nic = sample_insert(fixture->store, &vm_nic_type);
    g_autoptr(Entity) profile =
        store_get(fixture->store, &vnic_profile_type, ((VmNic *)nic)->vnic_profile, NULL);
    g_assert_false(
        store_delete(fixture->store, &network_type, ((VnicProfile *)profile)->network, &error));
    g_assert_error(error, ERR, ERR_CONFLICT);
    g_assert_nonnull(strstr(error->message, "(vm_nic.vnic_profile)"));
    g_clear_error(&error);

    g_autoptr(Entity) lease = sample_insert(fixture->store, &lease_type);
    g_autoptr(Entity) pf =
        store_get(fixture->store, &host_nic_type, ((Lease *)lease)->host_nic, NULL);
    g_assert_false(store_delete(fixture->store, &host_type, ((HostNic *)pf)->host, &error));
    g_assert_error(error, ERR, ERR_CONFLICT);
    g_assert_nonnull(strstr(error->message, "(lease.host_nic)"));
}

/* What happened to a thing is known after it is gone. */
static void test_events_outlive_their_objects(Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(StoreTxn) txn G_GNUC_UNUSED = begin(fixture->store);
    g_autoptr(Entity) event = sample_insert(fixture->store, &event_type);
    store_delete(fixture->store, &vm_type, ((Event *)event)->vm, &error);
    g_assert_no_error(error);
    assert_stored(fixture->store, event);
}

/* --- listings --------------------------------------------------------------------------------- */

/* Five VMs a .. e; memory 10 .. 50; c has no description; d is up. */
static void insert_five(Store *store)
{
    static const char *const descriptions[] = { "Web 1", "web 2", NULL, "100% db_x", "DBXX" };
    g_autoptr(StoreTxn) txn = begin(store);
    for (int i = 0; i < 5; i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Entity) vm = sample_entity(store, &vm_type);
        char name[] = { (char)('a' + i), '\0' };
        vm->id = g_strdup_printf("00000000-0000-0000-0000-00000000000%d", 5 - i);
        sample_set_text(vm, "name", name);
        sample_set_text(vm, "description", descriptions[i]);
        sample_set_number(vm, "memory", 10 * (i + 1));
        sample_set_number(vm, "status", i == 3 ? VM_UP : VM_DOWN);
        sample_set_number(vm, "delete_protected", i == 4);
        store_insert(store, vm, &error);
        g_assert_no_error(error);
    }
    commit(txn);
}

static char *names(GPtrArray *list)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < list->len; i++)
        g_string_append(text, ((Vm *)list->pdata[i])->name);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void test_conditions(Fixture *fixture, gconstpointer data)
{
    static const struct {
        StoreCondition conditions[3];
        const char *found; /* ordered by name */
    } cases[] = {
        { { { 0 } }, "abcde" },
        { { { "name", STORE_EQ, "b", 0 } }, "b" },
        { { { "name", STORE_EQ, "B", 0 } }, "" },
        { { { "name", STORE_EQ_ANY_CASE, "B", 0 } }, "b" },
        { { { "name", STORE_EQ_ANY_CASE, "*", 0 } }, "" },
        { { { "name", STORE_NE, "b", 0 } }, "acde" },
        { { { "name", STORE_GT, "b", 0 } }, "cde" },
        { { { "name", STORE_LE, "b", 0 } }, "ab" },
        { { { "name", STORE_IN, "a\ne\nz", 0 } }, "ae" },
        { { { "name", STORE_IN, "", 0 } }, "" },
        { { { "name", STORE_IN, "a' OR '1'='1", 0 } }, "" },
        { { { "description", STORE_EQ, NULL, 0 } }, "c" },
        { { { "description", STORE_NE, NULL, 0 } }, "abde" },
        { { { "description", STORE_NE, "Web 1", 0 } }, "bcde" },
        { { { "description", STORE_LIKE, "WEB*", 0 } }, "ab" },
        { { { "description", STORE_LIKE, "*_x", 0 } }, "d" },
        { { { "description", STORE_LIKE, "*0% *", 0 } }, "d" },
        { { { "description", STORE_LIKE, "%", 0 } }, "" },
        { { { "description", STORE_LIKE, "dbxx", 0 } }, "e" },
        { { { "memory", STORE_EQ, NULL, 20 } }, "b" },
        { { { "memory", STORE_NE, NULL, 20 } }, "acde" },
        { { { "memory", STORE_LT, NULL, 30 } }, "ab" },
        { { { "memory", STORE_GE, NULL, 30 } }, "cde" },
        { { { "memory", STORE_IN, "10\n50", 0 } }, "ae" },
        { { { "memory", STORE_EQ, "20", 0 } }, "b" },
        { { { "status", STORE_EQ, NULL, VM_UP } }, "d" },
        { { { "status", STORE_NE, NULL, VM_UP } }, "abce" },
        { { { "status", STORE_EQ, "up", 0 } }, "d" },
        { { { "status", STORE_IN, "up\npaused", 0 } }, "d" },
        { { { "delete_protected", STORE_EQ, NULL, 1 } }, "e" },
        { { { "id", STORE_EQ, "00000000-0000-0000-0000-000000000005", 0 } }, "a" },
        { { { "memory", STORE_GT, NULL, 10 }, { "name", STORE_LT, "d", 0 } }, "bc" },
        { { { "memory", STORE_GT, NULL, 10 },
            { "status", STORE_EQ, NULL, VM_DOWN },
            { "description", STORE_NE, NULL, 0 } },
          "be" },
    };
    insert_five(fixture->store);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        StoreQuery query = { .conditions = cases[i].conditions, .order = "name" };
        while (query.n_conditions < 3 && cases[i].conditions[query.n_conditions].column != NULL)
            query.n_conditions++;
        g_autoptr(GPtrArray) list = store_list(fixture->store, &vm_type, &query, &error);
        g_assert_no_error(error);
        g_autofree char *found = names(list);
        const StoreCondition *first = cases[i].conditions;
        g_test_message("case %zu: %s op %d \"%s\" %d: %s", i, first->column, first->op, first->text,
                       (int)first->number, found);
        g_assert_cmpstr(found, ==, cases[i].found);
        g_assert_cmpint(store_count(fixture->store, &vm_type, &query, &error), ==, list->len);
        g_assert_no_error(error);
    }
}

static void test_order_and_limit(Fixture *fixture, gconstpointer data)
{
    static const struct {
        StoreQuery query;
        const char *found;
    } cases[] = {
        { { .order = NULL }, "edcba" },
        { { .descending = true }, "abcde" },
        { { .order = "id" }, "edcba" },
        { { .order = "name" }, "abcde" },
        { { .order = "name", .descending = true }, "edcba" },
        { { .order = "memory", .descending = true, .limit = 2 }, "ed" },
        { { .order = "memory", .limit = 2, .offset = 3 }, "de" },
        { { .order = "memory", .offset = 4 }, "e" },
        { { .order = "memory", .offset = 9 }, "" },
        { { .order = "delete_protected", .descending = true }, "eabcd" },
    };
    insert_five(fixture->store);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GPtrArray) list = store_list(fixture->store, &vm_type, &cases[i].query, &error);
        g_assert_no_error(error);
        g_autofree char *found = names(list);
        g_test_message("case %zu", i);
        g_assert_cmpstr(found, ==, cases[i].found);
    }
    g_autoptr(GPtrArray) all = store_list(fixture->store, &vm_type, NULL, NULL);
    g_assert_cmpint(all->len, ==, 5);
    const StoreQuery any = { .order = STORE_ANY_ORDER };
    g_autoptr(GPtrArray) unsorted = store_list(fixture->store, &vm_type, &any, NULL);
    g_assert_cmpint(unsorted->len, ==, 5);
    g_autoptr(GPtrArray) by = store_list_by(fixture->store, &vm_type, "status", "up", NULL);
    g_assert_cmpint(by->len, ==, 1);
}

static void test_unknown_columns(Fixture *fixture, gconstpointer data)
{
    static const char *const columns[] = { "nothing", "name\" OR 1 --", "summary", "" };
    for (gsize i = 0; i < G_N_ELEMENTS(columns); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(store_list_by(fixture->store, &vm_type, columns[i], "x", &error));
        g_assert_error(error, ERR, ERR_INVALID);
        g_clear_error(&error);
        StoreQuery query = { .order = columns[i] };
        g_assert_null(store_list(fixture->store, &vm_type, &query, &error));
        g_assert_error(error, ERR, ERR_INVALID);
        g_clear_error(&error);
        const char *const read[] = { "name", columns[i], NULL };
        query = (StoreQuery){ .columns = read };
        g_assert_null(store_list(fixture->store, &vm_type, &query, &error));
        g_assert_error(error, ERR, ERR_INVALID);
    }
}

static void test_some_columns(Fixture *fixture, gconstpointer data)
{
    static const char *const columns[] = { "name", "status", NULL }, *const none[] = { NULL };
    g_autoptr(GError) error = NULL;
    const StoreCondition up = { "memory", STORE_EQ, NULL, 40 };
    StoreQuery query = { .conditions = &up, .n_conditions = 1, .columns = columns };
    insert_five(fixture->store);
    g_autoptr(GPtrArray) list = store_list(fixture->store, &vm_type, &query, &error);
    g_assert_no_error(error);
    g_assert_cmpint(list->len, ==, 1);
    const Vm *vm = list->pdata[0];
    g_assert_cmpstr(vm->base.id, ==, "00000000-0000-0000-0000-000000000002");
    g_assert_cmpstr(vm->name, ==, "d");
    g_assert_cmpint(vm->status, ==, VM_UP);
    g_assert_null(vm->description);
    g_autoptr(Vm) blank = entity_new(&vm_type);
    g_assert_cmpint(vm->memory, ==, blank->memory);
    query.columns = none;
    g_autoptr(GPtrArray) ids = store_list(fixture->store, &vm_type, &query, &error);
    g_assert_no_error(error);
    g_assert_cmpint(ids->len, ==, 1);
    g_assert_null(((Vm *)ids->pdata[0])->name);
}

/* --- numbers and settings --------------------------------------------------------------------- */

static void test_event_ids_are_numbers(Fixture *fixture, gconstpointer data)
{
    g_autoptr(StoreTxn) txn = begin(fixture->store);
    for (int i = 0; i < 12; i++) {
        g_autoptr(Entity) event = sample_insert(fixture->store, &event_type);
        g_autofree char *expected = g_strdup_printf("%d", i + 1);
        g_assert_cmpstr(event->id, ==, expected);
    }
    commit(txn);
    /* As numbers: 12 comes after 9. */
    StoreCondition after = { "id", STORE_GT, NULL, 8 };
    StoreQuery query = { &after, 1, NULL, true, 2, 0 };
    g_autoptr(GPtrArray) list = store_list(fixture->store, &event_type, &query, NULL);
    g_assert_cmpint(list->len, ==, 2);
    g_assert_cmpstr(((Entity *)list->pdata[0])->id, ==, "12");
    after.text = "10";
    query.limit = 0;
    g_assert_cmpint(store_count(fixture->store, &event_type, &query, NULL), ==, 2);
}

static void test_counters(Fixture *fixture, gconstpointer data)
{
    gint64 number;
    for (int i = 1; i <= 3; i++) {
        g_autoptr(StoreTxn) txn = begin(fixture->store);
        g_assert_true(store_next(fixture->store, "epoch", &number, NULL));
        g_assert_cmpint(number, ==, i);
        commit(txn);
    }
    g_autoptr(StoreTxn) txn G_GNUC_UNUSED = begin(fixture->store);
    g_assert_true(store_next(fixture->store, "other", &number, NULL));
    g_assert_cmpint(number, ==, 1);
    g_assert_true(store_next(fixture->store, "epoch", &number, NULL));
    g_assert_true(store_next(fixture->store, "epoch", &number, NULL));
    g_assert_cmpint(number, ==, 5);
}

static void test_settings(Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(store_get_setting(fixture->store, "ca-serial", &error));
    g_assert_no_error(error);
    static const char *const values[] = { "1", "two \" ' ä", "" };
    for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
        g_autoptr(StoreTxn) txn = begin(fixture->store);
        g_assert_true(store_set_setting(fixture->store, "ca-serial", values[i], &error));
        commit(txn);
        g_autofree char *value = store_get_setting(fixture->store, "ca-serial", &error);
        g_assert_cmpstr(value, ==, values[i]);
    }
}

static void test_seed(Fixture *fixture, gconstpointer data)
{
    static const struct {
        const EntityType *type;
        const char *id, *name;
    } cases[] = {
        { &mac_pool_type, MAC_POOL_DEFAULT_ID, "Default" },
        { &data_center_type, DATA_CENTER_DEFAULT_ID, "Default" },
        { &cluster_type, CLUSTER_DEFAULT_ID, "Default" },
        { &network_type, NETWORK_MANAGEMENT_ID, "ovirtmgmt" },
        { &vnic_profile_type, VNIC_PROFILE_DEFAULT_ID, "ovirtmgmt" },
        { &template_type, TEMPLATE_BLANK_ID, "Blank" },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Entity) entity = store_get(fixture->store, cases[i].type, cases[i].id, &error);
        g_assert_no_error(error);
        g_assert_cmpstr(
            field_string(entity, &cases[i].type->fields[entity_row_of(cases[i].type, "name")]), ==,
            cases[i].name);
        entity_set_all_given(entity);
        entity_validate(entity, true, &error);
        g_assert_no_error(error);
    }
    g_autoptr(Entity) pool = store_get(fixture->store, &mac_pool_type, MAC_POOL_DEFAULT_ID, NULL);
    g_autoptr(GError) error = NULL;
    mac_pool_check((MacPool *)pool, &error);
    g_assert_no_error(error);
    g_autoptr(Entity) network =
        store_get(fixture->store, &network_type, NETWORK_MANAGEMENT_ID, NULL);
    g_assert_true(network_is_vm((Network *)network));
    g_assert_cmpint(((Network *)network)->vlan, ==, NETWORK_UNTAGGED);
}

/* --- transactions ----------------------------------------------------------------------------- */

static void test_rollback(Fixture *fixture, gconstpointer data)
{
    g_autofree char *id = NULL;
    gint64 number;
    {
        g_autoptr(StoreTxn) txn G_GNUC_UNUSED = begin(fixture->store);
        g_autoptr(Entity) vm = sample_insert(fixture->store, &vm_type);
        id = g_strdup(vm->id);
        store_next(fixture->store, "epoch", &number, NULL);
        store_set_setting(fixture->store, "x", "1", NULL);
    }
    g_assert_null(store_get(fixture->store, &vm_type, id, NULL));
    g_assert_null(store_get_setting(fixture->store, "x", NULL));

    StoreTxn *txn = begin(fixture->store);
    g_autoptr(Entity) vm = sample_insert(fixture->store, &vm_type);
    store_rollback(txn);
    store_rollback(txn); /* a no-op */
    store_txn_free(txn);
    g_assert_null(store_get(fixture->store, &vm_type, vm->id, NULL));
    store_rollback(NULL);
}

typedef struct {
    Store *store;
    const char *id;
    pthread_mutex_t lock; /* pthread's: the thread sanitizer does not see GLib's */
    pthread_cond_t turn;
    int step;
} Isolation;

static void wait_for(Isolation *isolation, int step)
{
    pthread_mutex_lock(&isolation->lock);
    while (isolation->step < step)
        pthread_cond_wait(&isolation->turn, &isolation->lock);
    pthread_mutex_unlock(&isolation->lock);
}

static void reach(Isolation *isolation, int step)
{
    pthread_mutex_lock(&isolation->lock);
    isolation->step = step;
    pthread_cond_broadcast(&isolation->turn);
    pthread_mutex_unlock(&isolation->lock);
}

static gpointer look_from_outside(gpointer data)
{
    Isolation *isolation = data;
    wait_for(isolation, 1);
    g_autoptr(Entity) before = store_get(isolation->store, &vm_type, isolation->id, NULL);
    g_assert_cmpstr(((Vm *)before)->name, ==, "old");
    reach(isolation, 2);
    wait_for(isolation, 3);
    g_autoptr(Entity) after = store_get(isolation->store, &vm_type, isolation->id, NULL);
    g_assert_cmpstr(((Vm *)after)->name, ==, "new");
    return NULL;
}

/* A writer sees its own writes; others see the last commit and do not wait. */
static void test_isolation(Fixture *fixture, gconstpointer data)
{
    if (strstr(((const Backend *)data)->url, ":memory:") != NULL) {
        g_test_skip("a database in memory has one connection, and readers wait");
        return;
    }
    StoreTxn *first = begin(fixture->store);
    g_autoptr(Entity) vm = sample_entity(fixture->store, &vm_type);
    sample_set_text(vm, "name", "old");
    store_insert(fixture->store, vm, NULL);
    commit(first);
    store_txn_free(first);

    Isolation isolation = { fixture->store, vm->id, PTHREAD_MUTEX_INITIALIZER,
                            PTHREAD_COND_INITIALIZER, 0 };
    GThread *thread = g_thread_new("outside", look_from_outside, &isolation);
    g_autoptr(StoreTxn) txn = begin(fixture->store);
    sample_set_text(vm, "name", "new");
    store_update(fixture->store, vm, NULL);
    assert_stored(fixture->store, vm);
    reach(&isolation, 1);
    wait_for(&isolation, 2);
    commit(txn);
    reach(&isolation, 3);
    g_thread_join(thread);
}

/* --- many threads ----------------------------------------------------------------------------- */

#define N_THREADS    4
#define N_PER_THREAD 50
#define N_VFS        30

typedef struct {
    Store *store;
    const char *host, *host_nic;
    int number;
    int won, lost;
} Racer;

/* Tries for each VF of the PF, in an order of its own. */
static gpointer race_for_leases(gpointer data)
{
    Racer *racer = data;
    for (int i = 0; i < N_VFS; i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(StoreTxn) txn = store_begin(racer->store, &error);
        g_assert_no_error(error);
        g_autoptr(Entity) entity = entity_new(&lease_type);
        Lease *lease = (Lease *)entity;
        lease->host = g_strdup(racer->host);
        lease->host_nic = g_strdup(racer->host_nic);
        lease->vf_index = (i + racer->number * 7) % N_VFS;
        lease->state = LEASE_RESERVED;
        store_next(racer->store, "epoch", &lease->epoch, &error);
        g_assert_no_error(error);
        if (!store_insert(racer->store, lease, &error)) {
            g_assert_error(error, ERR, ERR_CONFLICT);
            racer->lost++;
            continue;
        }
        store_commit(txn, &error);
        g_assert_no_error(error);
        racer->won++;
    }
    return NULL;
}

static void test_lease_race(Fixture *fixture, gconstpointer data)
{
    g_autofree char *nic_id = sample_commit(fixture->store, &host_nic_type);
    g_autoptr(Entity) nic = store_get(fixture->store, &host_nic_type, nic_id, NULL);
    Racer racers[N_THREADS];
    GThread *threads[N_THREADS];
    for (int i = 0; i < N_THREADS; i++) {
        racers[i] = (Racer){ fixture->store, ((HostNic *)nic)->host, nic_id, i, 0, 0 };
        threads[i] = g_thread_new("racer", race_for_leases, &racers[i]);
    }
    int won = 0, lost = 0;
    for (int i = 0; i < N_THREADS; i++) {
        g_thread_join(threads[i]);
        won += racers[i].won;
        lost += racers[i].lost;
    }
    g_assert_cmpint(won, ==, N_VFS);
    g_assert_cmpint(lost, ==, (N_THREADS - 1) * N_VFS);
    g_assert_cmpint(store_count(fixture->store, &lease_type, NULL, NULL), ==, N_VFS);
}

/* Each transaction writes two events; nobody may see an odd number. */
static gpointer write_pairs(gpointer data)
{
    Store *store = data;
    for (int i = 0; i < N_PER_THREAD; i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(StoreTxn) txn = store_begin(store, &error);
        g_assert_no_error(error);
        for (int j = 0; j < 2; j++) {
            g_autoptr(Entity) event = entity_new(&event_type);
            store_insert(store, event, &error);
            g_assert_no_error(error);
        }
        if (i % 5 == 0)
            continue; /* rolled back */
        store_commit(txn, &error);
        g_assert_no_error(error);
    }
    return NULL;
}

static gpointer count_pairs(gpointer data)
{
    Store *store = data;
    gint64 last = 0;
    for (int i = 0; i < N_PER_THREAD; i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GPtrArray) list = store_list(store, &event_type, NULL, &error);
        g_assert_no_error(error);
        g_assert_cmpint(list->len % 2, ==, 0);
        g_assert_cmpint(list->len, >=, last);
        last = list->len;
    }
    return NULL;
}

static void test_readers_and_writers(Fixture *fixture, gconstpointer data)
{
    GThread *threads[2 * N_THREADS];
    for (int i = 0; i < N_THREADS; i++) {
        threads[i] = g_thread_new("writer", write_pairs, fixture->store);
        threads[N_THREADS + i] = g_thread_new("reader", count_pairs, fixture->store);
    }
    for (int i = 0; i < 2 * N_THREADS; i++)
        g_thread_join(threads[i]);
    g_assert_cmpint(store_count(fixture->store, &event_type, NULL, NULL), ==,
                    2 * N_THREADS * N_PER_THREAD * 4 / 5);
}

/* --- who is told of commits ------------------------------------------------------------------- */

typedef struct {
    Store *store;
    EntityTypeSet types; /* of the last call */
    int n_calls;
    gint64 n_vms; /* seen from inside */
} Told;

static void note_commit(EntityTypeSet types, gpointer data)
{
    Told *told = data;
    told->types = types;
    told->n_calls++;
    told->n_vms = store_count(told->store, &vm_type, NULL, NULL);
}

/* Each commit is told once, with all that it wrote, when it can be read; a rollback is not told,
 * and what it had written is not either with the next commit. */
static void test_watch(Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    Told told = { .store = fixture->store };
    store_watch(fixture->store, note_commit, &told);

    g_autoptr(StoreTxn) first = begin(fixture->store);
    g_autoptr(Entity) vm = sample_insert(fixture->store, &vm_type);
    g_autoptr(Entity) event = sample_insert(fixture->store, &event_type);
    g_assert_cmpint(told.n_calls, ==, 0);
    commit(first);
    g_assert_cmpint(told.n_calls, ==, 1);
    EntityTypeSet both = entity_type_bit(&vm_type) | entity_type_bit(&event_type);
    g_assert_cmphex(told.types & both, ==, both);
    g_assert_cmpint(told.n_vms, ==, store_count(fixture->store, &vm_type, NULL, NULL));

    g_autoptr(StoreTxn) second = begin(fixture->store);
    store_update(fixture->store, vm, &error);
    store_rollback(second);
    g_assert_cmpint(told.n_calls, ==, 1);

    g_autoptr(StoreTxn) third = begin(fixture->store);
    store_update(fixture->store, event, &error);
    commit(third);
    g_assert_cmpint(told.n_calls, ==, 2);
    g_assert_cmphex(told.types, ==, entity_type_bit(&event_type));

    g_autoptr(StoreTxn) nothing = begin(fixture->store);
    commit(nothing);
    g_assert_cmpint(told.n_calls, ==, 2);

    store_watch(fixture->store, NULL, NULL);
    g_autoptr(StoreTxn) last = begin(fixture->store);
    store_update(fixture->store, vm, &error);
    commit(last);
    g_assert_cmpint(told.n_calls, ==, 2);
    g_assert_no_error(error);
}

/* A vNIC goes with its VM, and its filter parameters with it; caches of both must hear of it. */
static void test_watch_what_goes_along(Fixture *fixture, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    Told told = { .store = fixture->store };
    g_autofree char *id = sample_commit(fixture->store, &vm_type);
    guint generation = store_generation(fixture->store, &vm_nic_type);
    store_watch(fixture->store, note_commit, &told);
    g_autoptr(StoreTxn) txn = begin(fixture->store);
    store_delete(fixture->store, &vm_type, id, &error);
    g_assert_no_error(error);
    commit(txn);
    EntityTypeSet gone = entity_type_bit(&vm_type) | entity_type_bit(&vm_nic_type) |
                         entity_type_bit(&network_filter_parameter_type);
    g_assert_cmphex(told.types & gone, ==, gone);
    g_assert_cmphex(told.types & entity_type_bit(&host_type), ==, 0);
    g_assert_cmpuint(store_generation(fixture->store, &vm_nic_type), !=, generation);
}

/* --- the list --------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    void (*run)(Fixture *fixture, gconstpointer data);
} tests[] = {
    { "round-trip", test_round_trip },
    { "absent-values", test_absent_values },
    { "missing-rows", test_missing_rows },
    { "unique", test_unique },
    { "equal-macs", test_equal_macs_are_possible },
    { "references", test_references },
    { "deleting", test_deleting },
    { "deleting-further-on", test_deleting_what_is_needed_further_on },
    { "events-outlive", test_events_outlive_their_objects },
    { "conditions", test_conditions },
    { "order-and-limit", test_order_and_limit },
    { "some-columns", test_some_columns },
    { "unknown-columns", test_unknown_columns },
    { "event-ids", test_event_ids_are_numbers },
    { "counters", test_counters },
    { "settings", test_settings },
    { "seed", test_seed },
    { "rollback", test_rollback },
    { "isolation", test_isolation },
    { "lease-race", test_lease_race },
    { "readers-and-writers", test_readers_and_writers },
    { "watch", test_watch },
    { "watch-what-goes-along", test_watch_what_goes_along },
};

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(backends); i++)
        for (gsize j = 0; j < G_N_ELEMENTS(tests); j++) {
            g_autofree char *path =
                g_strdup_printf("/store/%s/%s", backends[i].name, tests[j].name);
            g_test_add(path, Fixture, &backends[i], setup, tests[j].run, teardown);
        }
    return g_test_run();
}
