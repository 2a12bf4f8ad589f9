/* store.h - what people asked for and what Berth decided, kept so that a SIGKILL loses nothing.
 *
 * Generic over the field tables of model: one row type, one table, one column a stored field.
 * Every function blocks on the disk and may be called from any thread.  Reads outside a
 * transaction see the last commit.  There is one writer at a time: store_begin() waits for it.
 *
 * A full or read-only disk is ERR_NO_SPACE; nothing was changed and the store stays usable. */
#pragma once

#include "model/entity.h"

#include <glib.h>
#include <stdbool.h>

typedef struct Store Store;

/* Opens, creates and migrates.  'url': "sqlite:/path/to/file" or "sqlite::memory:" (for tests and
 * simulations).  A database of a newer version than this build knows is refused. */
Store *store_open(const char *url, GError **error);
void store_close(Store *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Store, store_close)

/* A write transaction of the calling thread.  Reads of this thread inside it see its writes.
 * Not nestable.  store_commit() makes all of it durable (synchronous=FULL) or, on an error, none
 * and ends it.  store_rollback() after a failed commit or without a transaction is a no-op, so
 * that 'g_autoptr(StoreTxn) txn = store_begin(...)' ends by rollback unless committed. */
typedef struct StoreTxn StoreTxn;
StoreTxn *store_begin(Store *store, GError **error);
bool store_commit(StoreTxn *txn, GError **error);
void store_rollback(StoreTxn *txn);
void store_txn_free(StoreTxn *txn); /* rolls back what was not committed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StoreTxn, store_txn_free)

/* Writes need the calling thread's transaction.
 * insert: makes an id when the entity has none (a UUID, for events the next number) and sets it.
 *         A unique violation is ERR_CONFLICT "… already has …" naming table and columns.
 * update: replaces all stored columns of the row with that id; ERR_NOT_FOUND without one.
 * delete: ERR_NOT_FOUND without one; ERR_CONFLICT when another row needs it (foreign key). */
bool store_insert(Store *store, void *entity, GError **error);
bool store_update(Store *store, const void *entity, GError **error);
bool store_delete(Store *store, const EntityType *type, const char *id, GError **error);

/* The entity, owned by the caller; ERR_NOT_FOUND ("VM 1234… does not exist"). */
void *store_get(Store *store, const EntityType *type, const char *id, GError **error);

/* Conditions and order of a listing.  All conditions must hold. */
typedef enum {
    STORE_EQ,
    STORE_NE,
    STORE_LT,
    STORE_LE,
    STORE_GT,
    STORE_GE,
    STORE_LIKE,
    STORE_IN,
    STORE_EQ_ANY_CASE
} StoreOp;

typedef struct {
    const char *column; /* of the field table, or "id" */
    StoreOp op;
    /* Value of a text column, or the word of an enumeration.  LIKE: '*' is the wildcard, in either
     * case of ASCII letters; EQ_ANY_CASE: in either case without one, and an index on "COLLATE
     * NOCASE" finds it.  IN: values, also numbers, separated by '\n'.  NULL with EQ or NE on a text
     * column: absent or present. */
    const char *text;
    /* Value of a number, time, truth or enumeration when 'text' is NULL, and of a number as id. */
    gint64 number;
} StoreCondition;

#define STORE_ANY_ORDER "*"

typedef struct {
    const StoreCondition *conditions;
    int n_conditions;
    const char *order; /* column; NULL: by id; STORE_ANY_ORDER: as they lie there */
    bool descending;
    gint64 limit; /* 0: none */
    gint64 offset;
    const StoreCondition *any; /* one of these must hold, too; n_any 0: nothing more */
    int n_any;
    /* Only these are read, besides the id; the rest is as in a new entity: for what is seen, never
     * to be written back.  NULL-terminated; NULL: all. */
    const char *const *columns;
} StoreQuery;

/* GPtrArray of entities with a free function; 'query' NULL: all. */
GPtrArray *store_list(Store *store, const EntityType *type, const StoreQuery *query,
                      GError **error);
gint64 store_count(Store *store, const EntityType *type, const StoreQuery *query, GError **error);

/* The commonest query: all, or the first, whose text column equals 'value'. */
GPtrArray *store_list_by(Store *store, const EntityType *type, const char *column,
                         const char *value, GError **error);
/* NULL without an error when none matches. */
void *store_find(Store *store, const EntityType *type, const char *column, const char *value,
                 GError **error);

/* How many commits have changed rows of 'type'.  For caches: read it before the rows.  Any thread,
 * without a lock. */
guint store_generation(Store *store, const EntityType *type);

/* 'committed(types, data)' is called after every commit that wrote, with the types of the rows that
 * it changed, also of those that went with another row; from the thread that committed, which may
 * read again.  Must not block.  There is one: NULL ends it. */
typedef void (*StoreWatcher)(EntityTypeSet types, gpointer data);
void store_watch(Store *store, StoreWatcher committed, gpointer data);

/* The next number of the counter 'name' (from 1, never repeated, also after a crash), inside the
 * transaction.  Lease epochs come from "epoch". */
bool store_next(Store *store, const char *name, gint64 *ret, GError **error);

/* Small named settings, e.g. the CA's serial or the schema's birth. */
char *store_get_setting(Store *store, const char *name, GError **error); /* NULL: not set */
bool store_set_setting(Store *store, const char *name, const char *value, GError **error);
