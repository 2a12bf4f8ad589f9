/* The engine's own share of "start a VM": from the call of the use case until VM.create leaves for
 * the agent, on a database on disk.  Hosts are invented; guest and host cost nothing here. */
#include "bench.h"
#include "rig.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

#define N_STARTS 200

/* Microseconds until the order is out. */
static gint64 start_once(Rig *rig, const char *vm)
{
    gint64 begun = g_get_monotonic_time();
    rig_vm_start(rig, vm);
    rig_await_vm(rig, vm, VM_UP);
    g_assert_cmpint(rig->world->create_us, >, begun);
    return rig->world->create_us - begun;
}

/* What one durable commit costs on this disk: the floor of any start that is recorded. */
static double plain_commit_us(const char *directory)
{
    g_autofree char *path = g_build_filename(directory, "plain.db", NULL);
    sqlite3 *plain = NULL;
    g_assert_cmpint(sqlite3_open(path, &plain), ==, SQLITE_OK);
    sqlite3_exec(plain, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (x);",
                 NULL, NULL, NULL);
    g_auto(Samples) times;
    samples_init(&times);
    for (int i = 0; i < N_STARTS; i++) {
        gint64 begun = bench_now();
        sqlite3_exec(plain, "INSERT INTO t VALUES (1)", NULL, NULL, NULL);
        samples_add(&times, bench_now() - begun);
    }
    sqlite3_close(plain);
    static const char *const endings[] = { "", "-wal", "-shm" };
    for (gsize i = 0; i < G_N_ELEMENTS(endings); i++) {
        g_autofree char *file = g_strconcat(path, endings[i], NULL);
        g_unlink(file);
    }
    return samples_at(&times, 0.5) / 1e3;
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_autoptr(Rig) rig = rig_new(FAKE_HOSTS, FAKE_VFS, true);
    rig_start(rig);
    g_autofree char *network = rig_add_network(rig, 100);
    g_autofree char *vm = rig_add_vm(rig, "bench", 2, network);
    g_auto(Samples) times;
    samples_init(&times);
    for (int i = 0; i < N_STARTS; i++) {
        samples_add(&times, start_once(rig, vm));
        rig_vm_stop(rig, vm);
        rig_await_vm(rig, vm, VM_DOWN);
        rig_await_quiet(rig);
    }
    bench_report("start a VM with two VFs, request in to order out, median",
                 samples_at(&times, 0.5) / 1e3, "ms", "one durable SQLite commit on this disk",
                 plain_commit_us(rig->dir) / 1e3, 5);
    bench_report("start a VM with two VFs, request in to order out, 99 %",
                 samples_at(&times, 0.99) / 1e3, "ms", NULL, 0, 0);
    rig_stop(rig);
    return 0;
}
