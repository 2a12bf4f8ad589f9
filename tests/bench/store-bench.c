/* The store with 1,000 hosts and 10,000 VMs of two vNICs each: open, get, list, commit, memory.
 *
 * The peer is the plain sqlite3 C interface on the same file in the same run: the same columns,
 * stepped through without making anything of them, and the same row inserted and committed. */
#include "bench.h"
#include "model/cluster.h"
#include "model/data-center.h"
#include "model/event.h"
#include "model/host.h"
#include "model/vm.h"
#include "model/vnic-profile.h"
#include "store/store.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#define N_HOSTS   1000
#define N_VMS     10000
#define N_GETS    2000
#define N_LISTS   9
#define N_COMMITS 300

static void must(bool good, GError **error)
{
    if (!good)
        g_error("%s", error != NULL && *error != NULL ? (*error)->message : "failed");
}

static char *insert_host(Store *store, int i)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Entity) entity = entity_new(&host_type);
    Host *host = (Host *)entity;
    host->name = g_strdup_printf("host%04d", i);
    host->address = g_strdup_printf("host%04d.example.com", i);
    host->cluster = g_strdup(CLUSTER_DEFAULT_ID);
    host->status = HOST_UP;
    host->os = g_strdup("Debian GNU/Linux 12 (bookworm)");
    must(store_insert(store, host, &error), &error);
    return g_strdup(entity->id);
}

static void insert_nic(Store *store, const char *vm, int i, int position)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Entity) entity = entity_new(&vm_nic_type);
    VmNic *nic = (VmNic *)entity;
    nic->vm = g_strdup(vm);
    nic->name = g_strdup_printf("nic%d", position + 1);
    nic->interface = VM_NIC_PCI_PASSTHROUGH;
    nic->vnic_profile = g_strdup(VNIC_PROFILE_DEFAULT_ID);
    nic->mac = g_strdup_printf("56:6f:1a:%02x:%02x:%02x", i >> 8, i & 0xff, position);
    nic->position = position;
    must(store_insert(store, nic, &error), &error);
}

static char *insert_vm(Store *store, int i, const char *host)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Entity) entity = entity_new(&vm_type);
    Vm *vm = (Vm *)entity;
    vm->name = g_strdup_printf("vm%05d", i);
    vm->description = g_strdup("one of many");
    vm->cluster = g_strdup(CLUSTER_DEFAULT_ID);
    vm->template = g_strdup(TEMPLATE_BLANK_ID);
    vm->host = g_strdup(host);
    vm->status = VM_UP;
    vm->boot_devices = g_strsplit("hd,network", ",", -1);
    must(store_insert(store, vm, &error), &error);
    for (int position = 0; position < 2; position++)
        insert_nic(store, entity->id, i, position);
    return g_strdup(entity->id);
}

/* Returns the ids of the VMs. */
static GPtrArray *fill(const char *url)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = store_open(url, &error);
    must(store != NULL, &error);
    g_autoptr(StoreTxn) txn = store_begin(store, &error);
    must(txn != NULL, &error);
    g_autoptr(GPtrArray) hosts = g_ptr_array_new_with_free_func(g_free);
    GPtrArray *vms = g_ptr_array_new_with_free_func(g_free);
    for (int i = 0; i < N_HOSTS; i++)
        g_ptr_array_add(hosts, insert_host(store, i));
    for (int i = 0; i < N_VMS; i++)
        g_ptr_array_add(vms, insert_vm(store, i, hosts->pdata[i % N_HOSTS]));
    must(store_commit(txn, &error), &error);
    return vms;
}

static Store *measure_open(const char *url)
{
    g_autoptr(GError) error = NULL;
    gint64 start = bench_now();
    Store *store = store_open(url, &error);
    must(store != NULL, &error);
    bench_report("store, open with 10,000 VMs", (double)(bench_now() - start) / 1e6, "ms", NULL, 0,
                 0);
    return store;
}

/* --- one row ---------------------------------------------------------------------------------- */

static sqlite3 *open_plain(const char *path)
{
    sqlite3 *db;
    g_assert(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) ==
             SQLITE_OK);
    sqlite3_exec(db, "PRAGMA synchronous = FULL", NULL, NULL, NULL);
    return db;
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement;
    g_assert(sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK);
    return statement;
}

/* Looks at every column of every row, as text, which is all that a client has to do. */
static gsize step_all(sqlite3_stmt *statement)
{
    gsize size = 0;
    while (sqlite3_step(statement) == SQLITE_ROW)
        for (int i = 0; i < sqlite3_column_count(statement); i++) {
            const unsigned char *text = sqlite3_column_text(statement, i);
            size += text == NULL ? 0 : strlen((const char *)text);
        }
    sqlite3_reset(statement);
    return size;
}

static void measure_get(Store *store, sqlite3 *plain, GPtrArray *vms)
{
    g_auto(Samples) times;
    g_auto(Samples) plain_times;
    samples_init(&times);
    samples_init(&plain_times);
    sqlite3_stmt *statement = prepare(plain, "SELECT * FROM vm WHERE id = ?1");
    for (guint i = 0; i < N_GETS; i++) {
        g_autoptr(GError) error = NULL;
        const char *id = vms->pdata[i * 7919 % vms->len];
        gint64 start = bench_now();
        g_autoptr(Entity) vm = store_get(store, &vm_type, id, &error);
        samples_add(&times, bench_now() - start);
        must(vm != NULL, &error);

        start = bench_now();
        sqlite3_bind_text(statement, 1, id, -1, SQLITE_STATIC);
        g_assert(step_all(statement) > 0);
        samples_add(&plain_times, bench_now() - start);
    }
    sqlite3_finalize(statement);
    bench_report("store, get a VM, median", samples_at(&times, 0.5) / 1e3, "us",
                 "plain sqlite3 select of the row", samples_at(&plain_times, 0.5) / 1e3, 0);
}

/* --- ten thousand ----------------------------------------------------------------------------- */

static void measure_list(Store *store, sqlite3 *plain)
{
    g_auto(Samples) times;
    g_auto(Samples) plain_times;
    samples_init(&times);
    samples_init(&plain_times);
    sqlite3_stmt *statement = prepare(plain, "SELECT * FROM vm ORDER BY id");
    for (int i = 0; i < N_LISTS; i++) {
        g_autoptr(GError) error = NULL;
        gint64 start = bench_now();
        g_autoptr(GPtrArray) list = store_list(store, &vm_type, NULL, &error);
        samples_add(&times, bench_now() - start);
        must(list != NULL && list->len == N_VMS, &error);

        start = bench_now();
        g_assert(step_all(statement) > 0);
        samples_add(&plain_times, bench_now() - start);
    }
    sqlite3_finalize(statement);
    bench_report("store, list 10,000 VMs, median", samples_at(&times, 0.5) / 1e6, "ms",
                 "plain sqlite3 select, stepped through", samples_at(&plain_times, 0.5) / 1e6, 0);
}

static void measure_find(Store *store)
{
    g_auto(Samples) times;
    samples_init(&times);
    for (int i = 0; i < N_GETS; i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *mac = g_strdup_printf("56:6f:1a:%02x:%02x:01", i >> 8, i & 0xff);
        gint64 start = bench_now();
        g_autoptr(Entity) nic = store_find(store, &vm_nic_type, "mac", mac, &error);
        samples_add(&times, bench_now() - start);
        must(nic != NULL, &error);
    }
    bench_report("store, find one of 20,000 vNICs by MAC, median", samples_at(&times, 0.5) / 1e3,
                 "us", NULL, 0, 0);
}

/* --- a durable write -------------------------------------------------------------------------- */

static void commit_event(Store *store)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(StoreTxn) txn = store_begin(store, &error);
    must(txn != NULL, &error);
    g_autoptr(Entity) event = entity_new(&event_type);
    ((Event *)event)->event_description = g_strdup("VM vm00001 started on host0001");
    must(store_insert(store, event, &error), &error);
    must(store_commit(txn, &error), &error);
}

static void measure_commit(Store *store, sqlite3 *plain)
{
    g_auto(Samples) times;
    g_auto(Samples) plain_times;
    samples_init(&times);
    samples_init(&plain_times);
    sqlite3_stmt *statement =
        prepare(plain, "INSERT INTO event (id, code, severity, time, event_description, custom_id, "
                       "flood_rate) VALUES (?1, 0, 'normal', 0, 'VM vm00001 started on host0001', "
                       "-1, 0)");
    for (int i = 0; i < N_COMMITS; i++) {
        gint64 start = bench_now();
        commit_event(store);
        samples_add(&times, bench_now() - start);

        start = bench_now();
        sqlite3_bind_int(statement, 1, 1000000 + i);
        g_assert(sqlite3_step(statement) == SQLITE_DONE); /* a transaction of its own */
        sqlite3_reset(statement);
        samples_add(&plain_times, bench_now() - start);
    }
    sqlite3_finalize(statement);
    bench_report("store, insert an event and commit, median", samples_at(&times, 0.5) / 1e3, "us",
                 "plain sqlite3 insert and commit, synchronous=FULL",
                 samples_at(&plain_times, 0.5) / 1e3, 0);
}

int main(void)
{
    g_autofree char *directory = g_dir_make_tmp("berth-store-bench-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(directory, "berth.db", NULL);
    g_autofree char *url = g_strconcat("sqlite:", path, NULL);
    g_autoptr(GPtrArray) vms = fill(url);
    double before = bench_resident_mib();
    Store *store = measure_open(url);
    sqlite3 *plain = open_plain(path);
    measure_get(store, plain, vms);
    measure_find(store);
    bench_report("store, resident after 4,000 lookups, in addition", bench_resident_mib() - before,
                 "MiB", NULL, 0, 0);
    measure_list(store, plain);
    measure_commit(store, plain);
    bench_report("store, resident at the end", bench_resident_mib(), "MiB", NULL, 0, 0);
    sqlite3_close(plain);
    store_close(store);
    static const char *const files[] = { "berth.db", "berth.db-wal", "berth.db-shm" };
    for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *file = g_build_filename(directory, files[i], NULL);
        g_unlink(file);
    }
    g_rmdir(directory);
    return 0;
}
