/* What is SQLite's own: schema and file, versions, a crash, a full and a read-only disk, damage. */
#include "base/err.h"
#include "model/cluster.h"
#include "model/event.h"
#include "model/vm.h"
#include "sample.h"
#include "store/sql.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct {
    char *directory, *path, *url;
    Store *store;
} File;

static void file_setup(File *file, gconstpointer data)
{
    file->directory = sample_directory();
    file->path = g_build_filename(file->directory, "berth.db", NULL);
    file->url = g_strconcat("sqlite:", file->path, NULL);
    file->store = sample_open(file->url);
}

static void file_teardown(File *file, gconstpointer data)
{
    store_close(file->store);
    sample_remove_directory(file->directory);
    g_free(file->directory);
    g_free(file->path);
    g_free(file->url);
}

static void reopen(File *file)
{
    store_close(file->store);
    file->store = sample_open(file->url);
}

/* The first column of every row of 'sql', sorted, in one text. */
static char *raw(const File *file, const char *sql)
{
    sqlite3 *db;
    sqlite3_stmt *statement;
    g_assert_cmpint(sqlite3_open(file->path, &db), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), ==, SQLITE_OK);
    g_autoptr(GString) text = g_string_new(NULL);
    while (sqlite3_step(statement) == SQLITE_ROW)
        g_string_append_printf(text, "%s ", sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static int compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static const char *column_type(const Field *field)
{
    switch (field->kind) {
    case FIELD_STRING:
    case FIELD_REF:
    case FIELD_MAC:
    case FIELD_ENUM:
    case FIELD_STRINGS:
        return "TEXT";
    case FIELD_BOOL:
        return "BOOLEAN";
    case FIELD_INT:
    case FIELD_TIME:
        return "BIGINT";
    case FIELD_CONST:
        break;
    }
    g_assert_not_reached();
}

static void test_schema_is_the_field_tables(File *file, gconstpointer data)
{
    for (int i = 0; entity_types[i] != NULL; i++) {
        const EntityType *type = entity_types[i];
        g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func(g_free);
        g_autoptr(GString) expected = g_string_new(NULL);
        for (int j = 0; !type->computed && j < type->n_fields; j++)
            if (field_has_column(&type->fields[j]))
                g_ptr_array_add(columns, g_strdup_printf("%s:%s ", type->fields[j].column,
                                                         column_type(&type->fields[j])));
        if (type->packed != NULL)
            g_ptr_array_add(columns, g_strdup_printf("%s:TEXT ", type->packed));
        g_ptr_array_sort(columns, compare_texts);
        for (guint j = 0; j < columns->len; j++)
            g_string_append(expected, columns->pdata[j]);

        g_autofree char *sql = g_strdup_printf("SELECT name || ':' || type AS c FROM "
                                               "pragma_table_info('%s') WHERE name != 'id' "
                                               "ORDER BY c",
                                               type->name);
        g_autofree char *found = raw(file, sql);
        g_test_message("%s", type->name);
        g_assert_cmpstr(found, ==, expected->str);
    }
}

/* A REF that is not in the list of things that outlive what they are about is a foreign key, and
 * every foreign key has an index to be followed backwards by. */
static void test_references_are_kept(File *file, gconstpointer data)
{
    for (int i = 0; entity_types[i] != NULL; i++) {
        const EntityType *type = entity_types[i];
        bool outlives = strcmp(type->name, "event") == 0 || strcmp(type->name, "job") == 0;
        for (int j = 0; !type->computed && j < type->n_fields; j++) {
            const Field *field = &type->fields[j];
            if (field->kind != FIELD_REF || !field_has_column(field))
                continue;
            g_autofree char *keys = g_strdup_printf(
                "SELECT \"table\" FROM pragma_foreign_key_list('%s') WHERE \"from\" = '%s'",
                type->name, field->column);
            g_autofree char *found = raw(file, keys);
            bool to_job = strcmp(((const EntityType *)field->detail)->name, "job") == 0 &&
                          strcmp(type->name, "step") != 0;
            g_autofree char *expected =
                outlives || to_job
                    ? g_strdup("")
                    : g_strdup_printf("%s ", ((const EntityType *)field->detail)->name);
            g_test_message("%s.%s", type->name, field->column);
            g_assert_cmpstr(found, ==, expected);

            g_autofree char *indexes = g_strdup_printf(
                "SELECT count(*) > 0 FROM pragma_index_list('%s') AS l, pragma_index_info(l.name) "
                "AS c WHERE c.seqno = 0 AND c.name = '%s'",
                type->name, field->column);
            g_autofree char *indexed = raw(file, indexes);
            g_assert_cmpstr(indexed, ==, "1 ");
        }
    }
}

static void test_file_is_private(File *file, gconstpointer data)
{
    struct stat status;
    g_assert_cmpint(stat(file->path, &status), ==, 0);
    g_assert_cmpint(status.st_mode & 0777, ==, 0600);
}

static void test_rows_can_be_read_by_people(File *file, gconstpointer data)
{
    g_autofree char *id G_GNUC_UNUSED = sample_commit(file->store, &vm_type);
    g_autofree char *words = raw(file, "SELECT status FROM vm");
    g_strchomp(words);
    int value;
    g_assert_true(enum_parse(&vm_status_table, words, &value, NULL));
    g_autofree char *list = raw(file, "SELECT boot_devices FROM vm");
    g_assert_cmpstr(list, ==, "[\"one\",\"two, \\\"with\\\" [comma]\",\"\"] ");
}

static void test_newer_version_is_refused(File *file, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *none G_GNUC_UNUSED = raw(file, "INSERT INTO schema_version VALUES (999)");
    g_clear_pointer(&file->store, store_close);
    g_assert_null(store_open(file->url, &error));
    g_assert_error(error, ERR, ERR_UNSUPPORTED);
    g_assert_nonnull(strstr(error->message, "version 999"));
}

static void test_not_a_database(File *file, gconstpointer data)
{
    static const struct {
        const char *url;
        ErrCode code;
    } cases[] = {
        { "", ERR_INVALID },
        { "sqlite:", ERR_INVALID },
        { "/var/lib/berth.db", ERR_INVALID },
        { "mysql://localhost/berth", ERR_INVALID },
        { "sqlite:/nonexistent/dir/berth.db", ERR_NOT_FOUND },
        { "sqlite:/etc/passwd", ERR_INTERNAL },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_test_message("\"%s\"", cases[i].url);
        g_assert_null(store_open(cases[i].url, &error));
        g_assert_error(error, ERR, (int)cases[i].code);
    }
}

static void test_damage_is_told(File *file, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    for (int i = 0; i < 200; i++)
        g_free(sample_commit(file->store, &vm_type));
    g_clear_pointer(&file->store, store_close); /* all of it is in the file now */
    int fd = open(file->path, O_RDWR | O_CLOEXEC);
    char garbage[4096];
    memset(garbage, 0xa5, sizeof garbage);
    for (off_t offset = 100 * 4096; offset < 140 * 4096; offset += 4096)
        g_assert_cmpint(pwrite(fd, garbage, sizeof garbage, offset), ==, sizeof garbage);
    close(fd);
    file->store = store_open(file->url, &error); /* may read a damaged page already */
    for (int i = 0; error == NULL && entity_types[i] != NULL; i++) {
        g_autoptr(GPtrArray) list = NULL;
        if (!entity_types[i]->computed)
            list = store_list(file->store, entity_types[i], NULL, &error);
    }
    g_assert_error(error, ERR, ERR_INTERNAL);
    g_assert_nonnull(strstr(error->message, file->path));
    g_assert_nonnull(strstr(error->message, "damaged"));
}

/* Another program has a write transaction open; takes as long as the store is willing to wait. */
static void test_busy_is_told(File *file, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    sqlite3 *other;
    g_assert_cmpint(sqlite3_open(file->path, &other), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
    g_assert_null(store_begin(file->store, &error));
    g_assert_error(error, ERR, ERR_BUSY);
    sqlite3_exec(other, "ROLLBACK", NULL, NULL, NULL);
    g_free(sample_commit(file->store, &vm_type));
    sqlite3_close(other);
}

/* --- a crash ---------------------------------------------------------------------------------- */

/* Commits one VM after another, tells each id, and leaves a transaction open from time to time. */
static void write_until_killed(const char *url, int out)
{
    g_autoptr(Store) store = sample_open(url);
    for (;;) {
        g_autofree char *id = sample_commit(store, &vm_type);
        if (write(out, id, 36) != 36)
            _exit(1);
        g_autoptr(StoreTxn) txn G_GNUC_UNUSED = store_begin(store, NULL);
        g_autoptr(Entity) uncommitted = sample_entity(store, &vm_type);
        sample_set_text(uncommitted, "name", "never committed");
        store_insert(store, uncommitted, NULL);
    }
}

static void test_sigkill_loses_nothing(File *file, gconstpointer data)
{
    g_clear_pointer(&file->store, store_close);
    for (int round = 0; round < 8; round++) {
        int pipes[2];
        g_assert_cmpint(pipe(pipes), ==, 0);
        pid_t child = fork();
        if (child == 0) {
            close(pipes[0]);
            sample_skip(1000000 * round);
            g_random_set_seed((guint32)getpid()); /* else its UUIDs are the next of ours */
            write_until_killed(file->url, pipes[1]);
            _exit(0);
        }
        close(pipes[1]);
        g_autoptr(GPtrArray) told = g_ptr_array_new_with_free_func(g_free);
        char id[37] = "";
        int enough = 3 + 5 * round;
        while (read(pipes[0], id, 36) == 36) {
            g_ptr_array_add(told, g_strdup(id));
            if ((int)told->len == enough)
                kill(child, SIGKILL);
        }
        close(pipes[0]);
        waitpid(child, NULL, 0);

        g_assert_cmpint(told->len, >=, enough);
        g_autoptr(Store) store = sample_open(file->url);
        for (guint i = 0; i < told->len; i++) {
            g_autoptr(GError) error = NULL;
            g_autoptr(Entity) vm G_GNUC_UNUSED = store_get(store, &vm_type, told->pdata[i], &error);
            g_assert_no_error(error);
        }
        g_autoptr(Entity) uncommitted =
            store_find(store, &vm_type, "name", "never committed", NULL);
        g_assert_null(uncommitted);
    }
    g_autofree char *check = raw(file, "PRAGMA integrity_check");
    g_assert_cmpstr(check, ==, "ok ");
}

/* --- a disk that refuses -----------------------------------------------------------------------
 */

/* SQLite's own hook for tests: what it calls to write. */
static int refusal; /* errno of each write; 0: they work */
static sqlite3_syscall_ptr real_pwrite, real_pwrite64;

static ssize_t refusing_pwrite(int fd, const void *buffer, size_t size, off_t offset)
{
    if (refusal == 0)
        return ((ssize_t(*)(int, const void *, size_t, off_t))real_pwrite)(fd, buffer, size,
                                                                           offset);
    errno = refusal;
    return -1;
}

static void refuse_writes(int errnum)
{
    sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
    if (real_pwrite == NULL) {
        real_pwrite64 = vfs->xGetSystemCall(vfs, "pwrite64");
        real_pwrite = real_pwrite64 != NULL ? real_pwrite64 : vfs->xGetSystemCall(vfs, "pwrite");
        vfs->xSetSystemCall(vfs, "pwrite", (sqlite3_syscall_ptr)refusing_pwrite);
        vfs->xSetSystemCall(vfs, "pwrite64", (sqlite3_syscall_ptr)refusing_pwrite);
    }
    refusal = errnum;
}

/* The commit, or a write before it, fails with ERR_NO_SPACE and changes nothing. */
static void assert_refused(Store *store, const char *path)
{
    g_autoptr(GError) error = NULL;
    gint64 before = store_count(store, &event_type, NULL, &error);
    g_assert_no_error(error);
    {
        g_autoptr(StoreTxn) txn = store_begin(store, &error);
        for (int i = 0; error == NULL && i < 2000; i++) {
            g_autoptr(Entity) event = entity_new(&event_type);
            sample_set_text(event, "event_description", "something that fills more than a page …");
            store_insert(store, event, &error);
        }
        if (error == NULL)
            store_commit(txn, &error);
    }
    g_assert_error(error, ERR, ERR_NO_SPACE);
    g_test_message("%s", error->message);
    g_assert_nonnull(strstr(error->message, path));
    g_clear_error(&error);
    g_assert_cmpint(store_count(store, &event_type, NULL, &error), ==, before);
    g_assert_no_error(error);
}

static void test_refused_writes_change_nothing(File *file, gconstpointer data)
{
    static const int refusals[] = { ENOSPC, EROFS, EDQUOT };
    for (gsize i = 0; i < G_N_ELEMENTS(refusals); i++) {
        g_free(sample_commit(file->store, &vm_type));
        refuse_writes(refusals[i]);
        assert_refused(file->store, file->path);
        assert_refused(file->store, file->path);
        refuse_writes(0);
        g_free(sample_commit(file->store, &vm_type)); /* it has recovered */
    }
    reopen(file);
    g_assert_cmpint(store_count(file->store, &vm_type, NULL, NULL), ==,
                    2 * (gint64)G_N_ELEMENTS(refusals));
}

/* A transaction that SQLite has ended by itself must not go on statement by statement. */
static void test_write_after_failure_is_refused(File *file, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    {
        g_autoptr(StoreTxn) txn = store_begin(file->store, NULL);
        refuse_writes(ENOSPC);
        /* More than the page cache holds, so that it spills before the commit. */
        for (int i = 0; error == NULL && i < 100000; i++) {
            g_autoptr(Entity) event = entity_new(&event_type);
            sample_set_text(event, "event_description", "something that fills a page now and then");
            store_insert(file->store, event, &error);
        }
        refuse_writes(0);
        g_assert_error(error, ERR, ERR_NO_SPACE);
        g_clear_error(&error);
        g_autoptr(Entity) late = entity_new(&event_type);
        g_assert_false(store_insert(file->store, late, &error));
        g_assert_error(error, ERR, ERR_NO_SPACE);
        g_clear_error(&error);
        g_assert_false(store_commit(txn, &error));
        g_assert_error(error, ERR, ERR_NO_SPACE);
    }
    g_assert_cmpint(store_count(file->store, &event_type, NULL, NULL), ==, 0);
    g_free(sample_commit(file->store, &event_type));
}

/* The same on a real full file system, and a read-only one, where mounting is possible. */
static bool mount_small(const char *path)
{
    return unshare(CLONE_NEWNS) == 0 && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount("none", path, "tmpfs", MS_NOSUID | MS_NODEV, "size=2m") == 0;
}

static void use_small_disk(void)
{
    g_autofree char *directory = sample_directory();
    if (!mount_small(directory)) {
        printf("skipped\n");
        return;
    }
    g_autofree char *path = g_build_filename(directory, "berth.db", NULL);
    g_autofree char *ballast = g_build_filename(directory, "ballast", NULL);
    g_autofree char *url = g_strconcat("sqlite:", path, NULL);
    Store *store = sample_open(url);
    g_free(sample_commit(store, &vm_type));
    int fd = open(ballast, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    char block[4096] = "";
    while (write(fd, block, sizeof block) > 0)
        continue;
    close(fd);
    assert_refused(store, path);
    unlink(ballast);
    g_free(sample_commit(store, &vm_type));
    store_close(store);

    g_autoptr(GError) error = NULL;
    g_assert_cmpint(mount(NULL, directory, NULL, MS_REMOUNT | MS_RDONLY, NULL), ==, 0);
    g_assert_null(store_open(url, &error));
    g_assert_error(error, ERR, ERR_NO_SPACE);
    g_assert_cmpint(mount(NULL, directory, NULL, MS_REMOUNT, NULL), ==, 0);
    store = sample_open(url);
    g_assert_cmpint(store_count(store, &vm_type, NULL, NULL), ==, 2);
    store_close(store);
    umount2(directory, MNT_DETACH);
    sample_remove_directory(directory);
}

static void test_small_disk(void)
{
    if (g_test_subprocess()) {
        use_small_disk();
        return;
    }
    g_test_trap_subprocess(NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
    g_test_trap_assert_passed();
    if (geteuid() != 0)
        g_test_skip("mounting a small file system needs root");
}

static gint64 count_vms(Store *store)
{
    return store_count(store, &vm_type, NULL, NULL);
}

/* Readers keep what they see until there is a newer commit, and no longer. */
static void test_commits_are_seen_at_once(File *file, gconstpointer data)
{
    for (int i = 1; i <= 100; i++) {
        g_free(sample_commit(file->store, &vm_type));
        g_assert_cmpint(count_vms(file->store), ==, i);
        g_assert_cmpint(count_vms(file->store), ==, i);
    }
}

static void test_a_read_that_failed_does_not_end_reading(File *file, gconstpointer data)
{
    const StoreCondition wrong = { "colour", STORE_EQ, "red", 0 };
    const StoreQuery query = { .conditions = &wrong, .n_conditions = 1 };
    g_assert_null(store_list(file->store, &vm_type, &query, NULL));
    g_assert_cmpint(count_vms(file->store), ==, 0);
    g_free(sample_commit(file->store, &vm_type));
    g_assert_cmpint(count_vms(file->store), ==, 1);
}

static void test_another_program_is_seen_soon(File *file, gconstpointer data)
{
    g_autofree char *id = sample_commit(file->store, &vm_type);
    g_assert_cmpint(count_vms(file->store), ==, 1);
    sqlite3 *db;
    g_assert_cmpint(sqlite3_open(file->path, &db), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_exec(db, "DELETE FROM vm", NULL, NULL, NULL), ==, SQLITE_OK);
    sqlite3_close(db);
    gint64 deadline = g_get_monotonic_time() + 60 * G_TIME_SPAN_SECOND;
    while (count_vms(file->store) != 0)
        g_assert_cmpint(g_get_monotonic_time(), <, deadline);
}

typedef struct {
    Store *store;
    int ended; /* atomic */
} Reading;

static gpointer read_all_the_time(gpointer data)
{
    Reading *reading = data;
    while (!g_atomic_int_get(&reading->ended))
        g_assert_cmpint(count_vms(reading->store), >=, 0);
    return NULL;
}

static int journal_size(const File *file)
{
    sqlite3 *db;
    int n_pages, n_moved;
    g_assert_cmpint(sqlite3_open(file->path, &db), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_exec(db, "SELECT 1 FROM vm", NULL, NULL, NULL), ==, SQLITE_OK);
    g_assert_cmpint(
        sqlite3_wal_checkpoint_v2(db, NULL, SQLITE_CHECKPOINT_PASSIVE, &n_pages, &n_moved), ==,
        SQLITE_OK);
    sqlite3_close(db);
    g_test_message("%d pages, %d moved", n_pages, n_moved);
    g_assert_cmpint(n_pages, >=, 0);
    return n_pages * 4096;
}

/* The journal begins anew at 4 MiB as soon as readers let it, which those that are always busy do
 * when they end: without that it would have 270 after so many commits. */
static void assert_journal_stays_short(File *file, int n_readers)
{
    Reading reading = { .store = file->store };
    GThread *threads[4];
    for (int i = 0; i < n_readers; i++)
        threads[i] = g_thread_new("reader", read_all_the_time, &reading);
    for (int i = 1; i <= 800; i++) {
        g_free(sample_commit(file->store, &vm_type));
        g_assert_cmpint(count_vms(file->store), ==, i);
    }
    g_atomic_int_set(&reading.ended, 1);
    for (int i = 0; i < n_readers; i++)
        g_thread_join(threads[i]);
    for (int i = 0; i < 10; i++)
        g_free(sample_commit(file->store, &vm_type));
    g_assert_cmpint(journal_size(file), <, 40 << 20);
}

static void test_journal_with_idle_readers(File *file, gconstpointer data)
{
    assert_journal_stays_short(file, 0);
}

static void test_journal_with_busy_readers(File *file, gconstpointer data)
{
    assert_journal_stays_short(file, 4);
}

/* How SQLite would run the listing of 'type' by 'condition', newest first. */
static char *plan_of(const File *file, const EntityType *type, const StoreCondition *condition)
{
    const StoreQuery query = { .conditions = condition, .n_conditions = 1, .limit = 1 };
    g_autofree char *select = sql_select(type, &query, false, NULL);
    g_autofree char *sql = g_strconcat("EXPLAIN QUERY PLAN ", select, NULL);
    sqlite3 *db;
    sqlite3_stmt *statement;
    g_assert_cmpint(sqlite3_open(file->path, &db), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), ==, SQLITE_OK);
    GString *plan = g_string_new(NULL);
    while (sqlite3_step(statement) == SQLITE_ROW)
        g_string_append_printf(plan, "%s; ", (const char *)sqlite3_column_text(statement, 3));
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return g_string_free(plan, FALSE);
}

static void test_names_are_found_by_an_index(File *file, gconstpointer data)
{
    static const struct {
        const char *type, *column;
        StoreOp op;
        const char *index;
    } cases[] = {
        { "vm", "name", STORE_EQ_ANY_CASE, "vm_any_case" },
        { "host", "name", STORE_EQ_ANY_CASE, "host_any_case" },
        { "cluster", "name", STORE_EQ_ANY_CASE, "cluster_any_case" },
        { "network", "name", STORE_EQ_ANY_CASE, "network_any_case" },
        { "data_center", "name", STORE_EQ_ANY_CASE, "data_center_any_case" },
        { "template", "name", STORE_EQ_ANY_CASE, "template_any_case" },
        { "user", "user_name", STORE_EQ_ANY_CASE, "user_user_name_any_case" },
        { "vm", "name", STORE_EQ, "sqlite_autoindex_vm_" },
        { "event", "id", STORE_GT, "sqlite_autoindex_event_" },
        { "event", "correlation_id", STORE_EQ, "event_correlation_id" },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const StoreCondition condition = { cases[i].column, cases[i].op, "1", 0 };
        g_autofree char *plan = plan_of(file, entity_type_find(cases[i].type), &condition);
        g_test_message("%s.%s: %s", cases[i].type, cases[i].column, plan);
        g_assert_nonnull(strstr(plan, cases[i].index));
        g_assert_null(strstr(plan, "SCAN"));
    }
}

#define ADD(path, function)                                                                        \
    g_test_add("/store/sqlite/" path, File, NULL, file_setup, function, file_teardown)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("schema", test_schema_is_the_field_tables);
    ADD("references", test_references_are_kept);
    ADD("private", test_file_is_private);
    ADD("readable", test_rows_can_be_read_by_people);
    ADD("newer-version", test_newer_version_is_refused);
    ADD("not-a-database", test_not_a_database);
    ADD("commits", test_commits_are_seen_at_once);
    ADD("failed-read", test_a_read_that_failed_does_not_end_reading);
    ADD("another-program", test_another_program_is_seen_soon);
    ADD("journal-idle", test_journal_with_idle_readers);
    ADD("journal-busy", test_journal_with_busy_readers);
    ADD("indexes", test_names_are_found_by_an_index);
    ADD("damage", test_damage_is_told);
    ADD("busy", test_busy_is_told);
    ADD("sigkill", test_sigkill_loses_nothing);
    ADD("refused-writes", test_refused_writes_change_nothing);
    ADD("write-after-failure", test_write_after_failure_is_refused);
    g_test_add_func("/store/sqlite/small-disk", test_small_disk);
    return g_test_run();
}
