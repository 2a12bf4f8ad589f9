/* sqlite-db.h - one connection to an SQLite database: opening, statements, errors, migrations.
 *
 * Knows nothing of entities.  A connection is used by one thread at a time; store/sqlite.c sees
 * to that. */
#pragma once

#include <glib.h>
#include <sqlite3.h>
#include <stdbool.h>

typedef struct SqliteDb SqliteDb;

/* 'path' may be ":memory:".  A reader cannot change anything. */
SqliteDb *sqlite_db_open(const char *path, bool reader, GError **error);
void sqlite_db_close(SqliteDb *db); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SqliteDb, sqlite_db_close)

/* Brings an empty or older database to this build's version, each migration in a transaction of
 * its own.  A newer one is refused with ERR_UNSUPPORTED. */
bool sqlite_db_migrate(SqliteDb *db, GError **error);

/* From now on a reader sees one commit, and takes no locks to read, until the snapshot ends. */
bool sqlite_db_begin_snapshot(SqliteDb *db, GError **error);
void sqlite_db_end_snapshot(SqliteDb *db); /* without one: nothing */

/* Runs statements without values or rows. */
bool sqlite_db_exec(SqliteDb *db, const char *sql, GError **error);

/* The statement for 'sql', prepared once for each connection.  Ends with sqlite_done(), which the
 * declaration 'autodone sqlite3_stmt *statement' sees to. */
sqlite3_stmt *sqlite_db_prepare(SqliteDb *db, const char *sql, GError **error);
/* The same for a text that outlives the connection: it is not compared, but known by its place. */
sqlite3_stmt *sqlite_db_prepare_fixed(SqliteDb *db, const char *sql, GError **error);
void sqlite_done(sqlite3_stmt **statement);
#define autodone __attribute__((cleanup(sqlite_done)))

void sqlite_bind_text(sqlite3_stmt *statement, int place, const char *text); /* NULL: SQL NULL */

/* One step: *ret_row tells whether there is a row. */
bool sqlite_db_step(SqliteDb *db, sqlite3_stmt *statement, bool *ret_row, GError **error);

/* As sqlite_db_step() for a statement that returns no rows. */
bool sqlite_db_run(SqliteDb *db, sqlite3_stmt *statement, GError **error);

/* Pages in the journal after this connection's last commit.  Nobody but sqlite_db_checkpoint()
 * moves them into the database, as far as no reader needs the older ones; it never waits. */
int sqlite_db_journal_pages(const SqliteDb *db);
void sqlite_db_checkpoint(SqliteDb *db);

int sqlite_db_changes(SqliteDb *db);
bool sqlite_db_in_transaction(SqliteDb *db);

/* What the last failure of a statement violated, with SQLite's message, valid until the next. */
typedef enum { SQLITE_DB_OTHER, SQLITE_DB_UNIQUE, SQLITE_DB_REFERENCE } SqliteViolation;
SqliteViolation sqlite_db_violation(SqliteDb *db, const char **ret_message);
