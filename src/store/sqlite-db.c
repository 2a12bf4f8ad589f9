#include "store/sqlite-db.h"

#include "base/err.h"
#include "store/migrations.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define BUSY_TIMEOUT_MS       5000
#define CHECKPOINT_TIMEOUT_MS 200
#define MAX_STATEMENTS        256 /* prepared and kept for each connection */

struct SqliteDb {
    sqlite3 *sqlite;
    char *path;
    GHashTable *statements; /* text -> sqlite3_stmt */
    GHashTable *fixed;      /* place of a text -> sqlite3_stmt of 'statements' */
    int journal_pages;
    int code;      /* extended result code of the last failure … */
    char *message; /* … and its text */
};

/* What SQLite's primary result codes mean to an administrator. */
static const struct {
    int code;
    ErrCode err;
    const char *advice;
} meanings[] = {
    { SQLITE_FULL, ERR_NO_SPACE, "the disk is full; free some space and try again" },
    { SQLITE_READONLY, ERR_NO_SPACE,
      "the database is read-only; make its file and file system "
      "writable and try again" },
    { SQLITE_BUSY, ERR_BUSY, "another program holds the database; try again" },
    { SQLITE_LOCKED, ERR_BUSY, "another request holds the database; try again" },
    { SQLITE_CORRUPT, ERR_INTERNAL,
      "the database is damaged; stop the engine and restore a "
      "backup, or salvage it with \"sqlite3 FILE .recover\"" },
    { SQLITE_NOTADB, ERR_INTERNAL, "this is not an SQLite database; check the database's URL" },
};

static void finalize(gpointer statement)
{
    sqlite3_finalize(statement);
}

static bool disk_refuses(int errnum)
{
    return errnum == ENOSPC || errnum == EDQUOT || errnum == EROFS || errnum == EFBIG;
}

/* Sets 'error' from the connection's last failure. */
static bool fail(SqliteDb *db, GError **error)
{
    int extended = db->code = sqlite3_extended_errcode(db->sqlite);
    int errnum = sqlite3_system_errno(db->sqlite);
    int code = extended & 0xff;
    g_free(db->message);
    db->message = g_strdup(sqlite3_errmsg(db->sqlite));
    if ((code == SQLITE_IOERR && disk_refuses(errnum)) || extended == SQLITE_IOERR_WRITE)
        return err_set(error, ERR_NO_SPACE,
                       "cannot write to %s: %s; make its disk writable, or free some space, and "
                       "try again",
                       db->path, errnum == 0 ? db->message : g_strerror(errnum));
    for (gsize i = 0; i < G_N_ELEMENTS(meanings); i++)
        if (meanings[i].code == code)
            return err_set(error, meanings[i].err, "%s: %s", db->path, meanings[i].advice);
    if ((code == SQLITE_IOERR || code == SQLITE_CANTOPEN) && errnum != 0)
        return err_errno(error, errnum, "%s: %s", db->path, db->message);
    return err_set(error, ERR_INTERNAL, "%s: %s (SQLite %d)", db->path, db->message, extended);
}

/* The file holds hashes of secrets: nobody else may read it, nor the journal beside it, which
 * takes its mode from it. */
static bool create_private(const char *path, GError **error)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 && errno != EEXIST)
        return err_errno(error, errno, "create the database %s", path);
    if (fd >= 0)
        close(fd);
    if (access(path, W_OK) < 0)
        return err_errno(error, errno, "write to the database %s", path);
    return true;
}

static const char writer_setup[] = "PRAGMA journal_mode = WAL;"
                                   "PRAGMA synchronous = FULL;"
                                   "PRAGMA foreign_keys = ON;"
                                   "PRAGMA trusted_schema = OFF;";
/* A reader's cache is small, as there may be many of them and the kernel has the pages, too. */
static const char reader_setup[] = "PRAGMA query_only = ON;"
                                   "PRAGMA cache_size = -256;" /* KiB */
                                   "PRAGMA trusted_schema = OFF;";

/* Takes the place of SQLite's own, which moves the pages at once. */
static int note_journal(void *data, sqlite3 *sqlite, const char *name, int pages)
{
    ((SqliteDb *)data)->journal_pages = pages;
    return SQLITE_OK;
}

SqliteDb *sqlite_db_open(const char *path, bool reader, GError **error)
{
    if (strcmp(path, ":memory:") != 0 && !reader && !create_private(path, error))
        return NULL;
    g_autoptr(SqliteDb) db = g_new0(SqliteDb, 1);
    db->path = g_strdup(path);
    db->statements = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, finalize);
    db->fixed = g_hash_table_new(NULL, NULL);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (sqlite3_open_v2(path, &db->sqlite, flags, NULL) != SQLITE_OK) {
        fail(db, error);
        err_prefix(error, "open the database");
        return NULL;
    }
    sqlite3_busy_timeout(db->sqlite, BUSY_TIMEOUT_MS);
    if (!sqlite_db_exec(db, reader ? reader_setup : writer_setup, error))
        return NULL;
    sqlite3_wal_hook(db->sqlite, note_journal, db);
    return g_steal_pointer(&db);
}

void sqlite_db_close(SqliteDb *db)
{
    if (db == NULL)
        return;
    g_clear_pointer(&db->fixed, g_hash_table_unref);
    g_clear_pointer(&db->statements, g_hash_table_unref);
    sqlite3_close_v2(db->sqlite);
    g_free(db->path);
    g_free(db->message);
    g_free(db);
}

bool sqlite_db_exec(SqliteDb *db, const char *sql, GError **error)
{
    return sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL) == SQLITE_OK || fail(db, error);
}

bool sqlite_db_begin_snapshot(SqliteDb *db, GError **error)
{
    autodone sqlite3_stmt *begin = sqlite_db_prepare(db, "BEGIN", error);
    return begin != NULL && sqlite_db_run(db, begin, error);
}

void sqlite_db_end_snapshot(SqliteDb *db)
{
    if (!sqlite_db_in_transaction(db))
        return;
    autodone sqlite3_stmt *commit = sqlite_db_prepare(db, "COMMIT", NULL);
    if (commit != NULL)
        sqlite_db_run(db, commit, NULL);
}

sqlite3_stmt *sqlite_db_prepare(SqliteDb *db, const char *sql, GError **error)
{
    sqlite3_stmt *statement = g_hash_table_lookup(db->statements, sql);
    if (statement != NULL)
        return statement;
    if (g_hash_table_size(db->statements) >= MAX_STATEMENTS) {
        g_hash_table_remove_all(db->fixed);
        g_hash_table_remove_all(db->statements); /* none is in use: calls do not nest */
    }
    if (sqlite3_prepare_v3(db->sqlite, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) !=
        SQLITE_OK) {
        fail(db, error);
        return NULL;
    }
    g_hash_table_insert(db->statements, g_strdup(sql), statement);
    return statement;
}

sqlite3_stmt *sqlite_db_prepare_fixed(SqliteDb *db, const char *sql, GError **error)
{
    sqlite3_stmt *statement = g_hash_table_lookup(db->fixed, sql);
    if (statement != NULL)
        return statement;
    statement = sqlite_db_prepare(db, sql, error);
    if (statement != NULL)
        g_hash_table_insert(db->fixed, (gpointer)(guintptr)sql, statement);
    return statement;
}

void sqlite_done(sqlite3_stmt **statement)
{
    if (*statement == NULL)
        return;
    sqlite3_reset(*statement);
    sqlite3_clear_bindings(*statement);
}

void sqlite_bind_text(sqlite3_stmt *statement, int place, const char *text)
{
    if (text == NULL)
        sqlite3_bind_null(statement, place);
    else
        sqlite3_bind_text(statement, place, text, -1, SQLITE_TRANSIENT);
}

bool sqlite_db_step(SqliteDb *db, sqlite3_stmt *statement, bool *ret_row, GError **error)
{
    int code = sqlite3_step(statement);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        return fail(db, error);
    *ret_row = code == SQLITE_ROW;
    return true;
}

bool sqlite_db_run(SqliteDb *db, sqlite3_stmt *statement, GError **error)
{
    bool row;
    return sqlite_db_step(db, statement, &row, error);
}

int sqlite_db_journal_pages(const SqliteDb *db)
{
    return db->journal_pages;
}

void sqlite_db_checkpoint(SqliteDb *db)
{
    sqlite3_busy_timeout(db->sqlite, CHECKPOINT_TIMEOUT_MS);
    sqlite3_wal_checkpoint_v2(db->sqlite, NULL, SQLITE_CHECKPOINT_FULL, NULL, NULL);
    sqlite3_busy_timeout(db->sqlite, BUSY_TIMEOUT_MS);
}

int sqlite_db_changes(SqliteDb *db)
{
    return sqlite3_changes(db->sqlite);
}

bool sqlite_db_in_transaction(SqliteDb *db)
{
    return !sqlite3_get_autocommit(db->sqlite);
}

SqliteViolation sqlite_db_violation(SqliteDb *db, const char **ret_message)
{
    *ret_message = db->message;
    switch (db->code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
        return SQLITE_DB_UNIQUE;
    case SQLITE_CONSTRAINT_FOREIGNKEY:
    case SQLITE_CONSTRAINT_TRIGGER: /* ON DELETE RESTRICT is a trigger of SQLite's own making */
        return SQLITE_DB_REFERENCE;
    }
    return SQLITE_DB_OTHER;
}

static bool read_version(SqliteDb *db, int *ret, GError **error)
{
    if (!sqlite_db_exec(db, "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)",
                        error))
        return false;
    autodone sqlite3_stmt *statement =
        sqlite_db_prepare(db, "SELECT coalesce(max(version), 0) FROM schema_version", error);
    bool row;
    if (statement == NULL || !sqlite_db_step(db, statement, &row, error))
        return false;
    *ret = sqlite3_column_int(statement, 0);
    return true;
}

static bool migrate_step(SqliteDb *db, const Migration *migration, GError **error)
{
    autodone sqlite3_stmt *statement =
        sqlite_db_prepare(db, "INSERT INTO schema_version (version) VALUES ($1)", error);
    if (statement == NULL)
        return false;
    sqlite3_bind_int(statement, 1, migration->version);
    return sqlite_db_exec(db, migration->sql, error) && sqlite_db_run(db, statement, error);
}

/* The version is read inside the transaction: two engines that start together take turns. */
static bool migrate_next(SqliteDb *db, bool *ret_done, GError **error)
{
    int version;
    if (!read_version(db, &version, error))
        return false;
    if (version > n_migrations)
        return err_set(error, ERR_UNSUPPORTED,
                       "the database %s has version %d, this build knows up to %d; install the "
                       "version of Berth that made it, or a newer one",
                       db->path, version, n_migrations);
    *ret_done = version == n_migrations;
    if (*ret_done || migrate_step(db, &migrations[version], error))
        return true;
    return err_prefix(error, "migration %s", migrations[version].name);
}

bool sqlite_db_migrate(SqliteDb *db, GError **error)
{
    bool done = false;
    while (!done) {
        if (!sqlite_db_exec(db, "BEGIN IMMEDIATE", error))
            return false;
        if (!migrate_next(db, &done, error) || !sqlite_db_exec(db, "COMMIT", error)) {
            sqlite_db_exec(db, "ROLLBACK", NULL);
            return false;
        }
    }
    return true;
}
