/* The embedded store: one SQLite file in WAL mode, one writer and any number of readers.
 *
 * The writer connection belongs to whoever holds 'writer_lock', which a transaction does from
 * store_begin() to its end; 'owner' is the thread that has it.  Readers come from a pool and see
 * the last commit: they keep their snapshot, which saves the locks of each read, until there is a
 * newer one.  A commit ends the snapshots of the idle ones, as the journal could not be shortened
 * past them.  A database in memory has the writer only, and a read outside a transaction waits for
 * it.  The locks are pthread's because the thread sanitizer does not see GLib's. */
#include "store/store.h"

#include "base/err.h"
#include "base/uuid.h"
#include "store/sql.h"
#include "store/sqlite-db.h"

#include <pthread.h>
#include <string.h>

#define MAX_IDLE_READERS 8
#define JOURNAL_PAGES    1000 /* of 4 KiB: then they are moved into the database */

/* Another program may have written, too: no snapshot is older. */
#define SNAPSHOT_US (100 * G_TIME_SPAN_MILLISECOND)

/* A column that names the id of another type's row. */
typedef struct {
    char *column, *target;
    bool taken_along; /* deleting the target deletes this row */
    bool cleared;     /* deleting the target sets the column to NULL */
} Reference;

/* What is made once of an EntityType. */
typedef struct {
    const EntityType *type;
    char *insert, *update, *delete, *find; /* find: by id */
    bool numbered;                         /* ids are numbers from the counter of the type's name */
    GPtrArray *references;                 /* of Reference */
    EntityTypeSet bit;                     /* of the type */
    EntityTypeSet deletes;                 /* the types that deleting a row changes */
    guint generation;                      /* atomic */
} Table;

/* A connection of the pool, and what its transaction shows. */
typedef struct {
    SqliteDb *db;
    int n_commits; /* when it began */
    gint64 stale;  /* monotonic; 0: there is none */
} Snapshot;

struct Store {
    char *path;
    bool in_memory;
    GHashTable *tables; /* EntityType -> Table; read-only after store_open() */

    pthread_mutex_t writer_lock;
    SqliteDb *writer;
    int journal_limit;     /* under 'writer_lock': pages at which it is to be shortened */
    EntityTypeSet changed; /* under 'writer_lock': by the transaction under way */
    StoreWatcher committed;
    gpointer watcher_data; /* both under 'writer_lock' */
    GThread *owner;        /* atomic */

    pthread_mutex_t pool_lock;
    GArray *idle_readers; /* of Snapshot */

    int n_commits; /* atomic; wraps */
};

struct StoreTxn {
    Store *store;
    bool open;
};

/* --- connections ------------------------------------------------------------------------------ */

/* A connection to read with, given back at the end of the scope. */
typedef struct {
    Store *store;
    SqliteDb *db;
    enum { READER_OWN_WRITER, READER_LOCKED_WRITER, READER_POOLED } kind;
    Snapshot snapshot; /* POOLED */
} Reader;

static bool is_owner(Store *store)
{
    return g_atomic_pointer_get(&store->owner) == g_thread_self();
}

/* An idle connection; a new one when there is none. */
static Snapshot take_connection(Store *store, GError **error)
{
    Snapshot taken = { 0 };
    pthread_mutex_lock(&store->pool_lock);
    guint n = store->idle_readers->len;
    if (n > 0) {
        taken = g_array_index(store->idle_readers, Snapshot, n - 1);
        memset(&g_array_index(store->idle_readers, Snapshot, n - 1), 0, sizeof taken);
        g_array_set_size(store->idle_readers, n - 1);
    }
    pthread_mutex_unlock(&store->pool_lock);
    if (taken.db == NULL)
        taken.db = sqlite_db_open(store->path, true, error);
    return taken;
}

/* Whatever was committed before is in the snapshot. */
static bool take_reader(Store *store, Snapshot *ret, GError **error)
{
    *ret = take_connection(store, error);
    if (ret->db == NULL)
        return false;
    gint64 now = g_get_monotonic_time();
    int n_commits = g_atomic_int_get(&store->n_commits);
    if (ret->n_commits == n_commits && now < ret->stale)
        return true;
    sqlite_db_end_snapshot(ret->db);
    ret->n_commits = n_commits;
    ret->stale = now + SNAPSHOT_US;
    return sqlite_db_begin_snapshot(ret->db, error);
}

static void end_snapshot(Snapshot *snapshot)
{
    sqlite_db_end_snapshot(snapshot->db);
    snapshot->stale = 0;
}

/* Keeps the connection for the next read unless there are enough. */
static void give_back(Store *store, Snapshot *snapshot)
{
    bool failed = !sqlite_db_in_transaction(snapshot->db); /* SQLite has ended it */
    if (failed || snapshot->n_commits != g_atomic_int_get(&store->n_commits))
        end_snapshot(snapshot);
    pthread_mutex_lock(&store->pool_lock);
    bool keep = store->idle_readers->len < MAX_IDLE_READERS;
    if (keep)
        g_array_append_val(store->idle_readers, *snapshot);
    pthread_mutex_unlock(&store->pool_lock);
    if (!keep)
        sqlite_db_close(snapshot->db);
}

/* So that the journal can begin anew: else idle readers would hold on to what is before. */
static void end_idle_snapshots(Store *store)
{
    pthread_mutex_lock(&store->pool_lock);
    for (guint i = 0; i < store->idle_readers->len; i++)
        end_snapshot(&g_array_index(store->idle_readers, Snapshot, i));
    pthread_mutex_unlock(&store->pool_lock);
}

static void clear_idle(gpointer data)
{
    sqlite_db_close(((Snapshot *)data)->db);
}

static bool reader_init(Reader *reader, Store *store, GError **error)
{
    reader->store = store;
    if (is_owner(store)) {
        reader->kind = READER_OWN_WRITER;
        reader->db = store->writer;
    } else if (store->in_memory) {
        pthread_mutex_lock(&store->writer_lock);
        reader->kind = READER_LOCKED_WRITER;
        reader->db = store->writer;
    } else {
        reader->kind = READER_POOLED;
        bool ready = take_reader(store, &reader->snapshot, error);
        reader->db = reader->snapshot.db;
        return ready;
    }
    return true;
}

static void reader_clear(Reader *reader)
{
    if (reader->db == NULL)
        return;
    switch (reader->kind) {
    case READER_OWN_WRITER:
        break;
    case READER_LOCKED_WRITER:
        pthread_mutex_unlock(&reader->store->writer_lock);
        break;
    case READER_POOLED:
        give_back(reader->store, &reader->snapshot);
    }
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reader, reader_clear)

/* --- opening ---------------------------------------------------------------------------------- */

static void reference_free(Reference *reference)
{
    g_free(reference->column);
    g_free(reference->target);
    g_free(reference);
}

static void table_free(Table *table)
{
    g_free(table->insert);
    g_free(table->update);
    g_free(table->delete);
    g_free(table->find);
    g_ptr_array_unref(table->references);
    g_free(table);
}

/* The schema, not a second list here, says which ids are numbers and what refers to what. */
static bool read_id_kind(Store *store, Table *table, GError **error)
{
    bool row;
    autodone sqlite3_stmt *statement = sqlite_db_prepare(
        store->writer, "SELECT type FROM pragma_table_info($1) WHERE name = 'id'", error);
    if (statement == NULL)
        return false;
    sqlite_bind_text(statement, 1, table->type->name);
    if (!sqlite_db_step(store->writer, statement, &row, error))
        return false;
    table->numbered = row && g_strcmp0((char *)sqlite3_column_text(statement, 0), "BIGINT") == 0;
    return true;
}

static bool read_references(Store *store, Table *table, GError **error)
{
    bool row;
    autodone sqlite3_stmt *statement = sqlite_db_prepare(
        store->writer,
        "SELECT \"from\", \"table\", on_delete = 'CASCADE', on_delete = 'SET NULL'"
        " FROM pragma_foreign_key_list($1)",
        error);
    if (statement == NULL)
        return false;
    sqlite_bind_text(statement, 1, table->type->name);
    while (sqlite_db_step(store->writer, statement, &row, error)) {
        if (!row)
            return true;
        Reference *reference = g_new0(Reference, 1);
        reference->column = g_strdup((char *)sqlite3_column_text(statement, 0));
        reference->target = g_strdup((char *)sqlite3_column_text(statement, 1));
        reference->taken_along = sqlite3_column_int(statement, 2) != 0;
        reference->cleared = sqlite3_column_int(statement, 3) != 0;
        g_ptr_array_add(table->references, reference);
    }
    return false;
}

static bool add_table(Store *store, const EntityType *type, GError **error)
{
    Table *table = g_new0(Table, 1);
    table->type = type;
    table->bit = table->deletes = entity_type_bit(type);
    table->insert = sql_insert(type);
    table->update = sql_update(type);
    table->delete = sql_delete(type);
    table->find = sql_find(type);
    table->references = g_ptr_array_new_with_free_func((GDestroyNotify)reference_free);
    g_hash_table_insert(store->tables, (gpointer)type, table);
    return read_id_kind(store, table, error) && read_references(store, table, error);
}

/* What is deleted with a row may take others along in its turn. */
static bool spread_deletes(Store *store, const Table *table)
{
    bool spread = false;
    for (guint i = 0; i < table->references->len; i++) {
        const Reference *reference = table->references->pdata[i];
        EntityTypeSet along = reference->taken_along ? table->deletes
                              : reference->cleared   ? table->bit
                                                     : 0;
        Table *target = g_hash_table_lookup(store->tables, entity_type_find(reference->target));
        spread |= (along & ~target->deletes) != 0;
        target->deletes |= along;
    }
    return spread;
}

static void find_deletes(Store *store)
{
    bool spread = true;
    while (spread) {
        GHashTableIter iter;
        gpointer table;
        spread = false;
        g_hash_table_iter_init(&iter, store->tables);
        while (g_hash_table_iter_next(&iter, NULL, &table))
            spread |= spread_deletes(store, table);
    }
}

Store *store_open(const char *url, GError **error)
{
    if (!g_str_has_prefix(url, "sqlite:") || url[strlen("sqlite:")] == '\0')
        return err_null(error, ERR_INVALID,
                        "\"%s\" is not a database URL; write sqlite:/path/to/file", url);
    g_autoptr(Store) store = g_new0(Store, 1);
    pthread_mutex_init(&store->writer_lock, NULL);
    pthread_mutex_init(&store->pool_lock, NULL);
    store->path = g_strdup(url + strlen("sqlite:"));
    store->in_memory = strcmp(store->path, ":memory:") == 0;
    store->idle_readers = g_array_new(FALSE, FALSE, sizeof(Snapshot));
    g_array_set_clear_func(store->idle_readers, clear_idle);
    store->tables = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)table_free);
    store->writer = sqlite_db_open(store->path, false, error);
    if (store->writer == NULL || !sqlite_db_migrate(store->writer, error))
        return NULL;
    for (int i = 0; entity_types[i] != NULL; i++)
        if (!entity_types[i]->computed && !add_table(store, entity_types[i], error))
            return NULL;
    find_deletes(store);
    return g_steal_pointer(&store);
}

void store_close(Store *store)
{
    if (store == NULL)
        return;
    g_clear_pointer(&store->idle_readers, g_array_unref); /* the last to close checkpoints */
    g_clear_pointer(&store->writer, sqlite_db_close);
    g_clear_pointer(&store->tables, g_hash_table_unref);
    pthread_mutex_destroy(&store->pool_lock);
    pthread_mutex_destroy(&store->writer_lock);
    g_free(store->path);
    g_free(store);
}

/* --- transactions ----------------------------------------------------------------------------- */

static void count_changes(Store *store, EntityTypeSet changed)
{
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, store->tables);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        Table *table = value;
        if (table->bit & changed)
            g_atomic_int_inc(&table->generation);
    }
}

/* Lets go of the writer; tells of what was written when it was committed. */
static void end(StoreTxn *txn, bool committed)
{
    Store *store = txn->store;
    EntityTypeSet changed = committed ? store->changed : 0;
    StoreWatcher watcher = store->committed;
    gpointer data = store->watcher_data;
    count_changes(store, changed);
    store->changed = 0;
    txn->open = false;
    g_atomic_pointer_set(&store->owner, NULL);
    pthread_mutex_unlock(&store->writer_lock);
    if (watcher != NULL && changed != 0)
        watcher(changed, data);
}

void store_watch(Store *store, StoreWatcher committed, gpointer data)
{
    pthread_mutex_lock(&store->writer_lock);
    store->committed = committed;
    store->watcher_data = data;
    pthread_mutex_unlock(&store->writer_lock);
}

StoreTxn *store_begin(Store *store, GError **error)
{
    g_assert(!is_owner(store));
    pthread_mutex_lock(&store->writer_lock);
    if (!sqlite_db_exec(store->writer, "BEGIN IMMEDIATE", error)) {
        pthread_mutex_unlock(&store->writer_lock);
        return NULL;
    }
    g_atomic_pointer_set(&store->owner, g_thread_self());
    StoreTxn *txn = g_new0(StoreTxn, 1);
    txn->store = store;
    txn->open = true;
    return txn;
}

/* SQLite ends a transaction by itself on a full disk; what follows must not commit alone. */
static bool check_alive(Store *store, GError **error)
{
    g_assert(is_owner(store));
    return sqlite_db_in_transaction(store->writer) ||
           err_set(error, ERR_NO_SPACE,
                   "%s: the transaction was undone by an earlier failure to write", store->path);
}

/* From here on a snapshot that is taken is newer. */
static void outdate_snapshots(Store *store)
{
    g_atomic_int_inc(&store->n_commits);
    end_idle_snapshots(store);
}

/* Readers that come after the pages were moved do without the journal, so that the next commit can
 * begin it anew; when a slow one is in the way, some commits later can.  A failure is the next
 * commit's to tell; this one is durable. */
static void shorten_journal(Store *store)
{
    int pages = sqlite_db_journal_pages(store->writer);
    if (pages < JOURNAL_PAGES)
        store->journal_limit = JOURNAL_PAGES;
    if (pages < store->journal_limit)
        return;
    end_idle_snapshots(store);
    sqlite_db_checkpoint(store->writer);
    outdate_snapshots(store);
    store->journal_limit = pages + JOURNAL_PAGES / 4;
}

bool store_commit(StoreTxn *txn, GError **error)
{
    g_assert(txn->open && is_owner(txn->store));
    end_idle_snapshots(txn->store);
    bool committed =
        check_alive(txn->store, error) && sqlite_db_exec(txn->store->writer, "COMMIT", error);
    if (committed) {
        g_atomic_int_inc(&txn->store->n_commits);
        shorten_journal(txn->store);
        end(txn, true);
    } else {
        store_rollback(txn);
    }
    return committed;
}

void store_rollback(StoreTxn *txn)
{
    if (txn == NULL || !txn->open)
        return;
    if (sqlite_db_in_transaction(txn->store->writer))
        sqlite_db_exec(txn->store->writer, "ROLLBACK", NULL); /* done or already done */
    end(txn, false);
}

void store_txn_free(StoreTxn *txn)
{
    store_rollback(txn);
    g_free(txn);
}

/* --- rows and entities ------------------------------------------------------------------------ */

static Table *find_table(Store *store, const EntityType *type)
{
    Table *table = g_hash_table_lookup(store->tables, type);
    g_assert(table != NULL);
    return table;
}

static void bind_field(sqlite3_stmt *statement, int place, const void *entity, const Field *field)
{
    switch (field->kind) {
    case FIELD_STRING:
    case FIELD_REF:
    case FIELD_MAC:
        sqlite_bind_text(statement, place, field_string(entity, field));
        break;
    case FIELD_BOOL:
    case FIELD_INT:
    case FIELD_TIME:
        sqlite3_bind_int64(statement, place, field_int(entity, field));
        break;
    case FIELD_ENUM:
        sqlite_bind_text(statement, place, enum_word(field->detail, (int)field_int(entity, field)));
        break;
    case FIELD_STRINGS: {
        char **list = field_strings(entity, field);
        g_autofree char *json = list == NULL ? NULL : sql_json_format(list);
        sqlite_bind_text(statement, place, json);
        break;
    }
    case FIELD_CONST:
        break;
    }
}

/* Binds the stored fields from 'place' on; returns the next place. */
static int bind_fields(sqlite3_stmt *statement, int place, const void *entity)
{
    const EntityType *type = ((const Entity *)entity)->type;
    for (int i = 0; i < type->n_fields; i++)
        if (field_has_column(&type->fields[i]))
            bind_field(statement, place++, entity, &type->fields[i]);
    if (type->packed != NULL) {
        g_autofree char *packed = entity_pack(entity, NULL, NULL);
        sqlite_bind_text(statement, place++, packed);
    }
    return place;
}

static bool find_word(const EnumTable *words, const char *word, int *ret)
{
    for (int i = 0; word != NULL && i < words->n_words; i++)
        if (g_strcmp0(words->words[i], word) == 0) {
            *ret = i;
            return true;
        }
    return false;
}

/* A copy of a text column; NULL for SQL's.  As a blob, for which SQLite makes no copy of its own to
 * end it with a NUL. */
static char *copy_text(sqlite3_stmt *statement, int column)
{
    const char *bytes = sqlite3_column_blob(statement, column);
    int size = sqlite3_column_bytes(statement, column);
    if (bytes == NULL && sqlite3_column_type(statement, column) == SQLITE_NULL)
        return NULL;
    char *text = g_malloc((gsize)size + 1);
    if (size > 0)
        memcpy(text, bytes, (gsize)size);
    text[size] = '\0';
    return text;
}

static bool read_field(sqlite3_stmt *statement, int column, void *entity, const Field *field)
{
    const char *text;
    char **list;
    int value;
    switch (field->kind) {
    case FIELD_STRING:
    case FIELD_REF:
    case FIELD_MAC:
        field_take_string(entity, field, copy_text(statement, column));
        return true;
    case FIELD_BOOL:
    case FIELD_INT:
    case FIELD_TIME:
        field_set_int(entity, field, sqlite3_column_int64(statement, column));
        return true;
    case FIELD_ENUM:
        if (!find_word(field->detail, (char *)sqlite3_column_text(statement, column), &value))
            return false;
        field_set_int(entity, field, value);
        return true;
    case FIELD_STRINGS:
        text = (char *)sqlite3_column_text(statement, column);
        list = text == NULL ? NULL : sql_json_parse(text);
        field_take_strings(entity, field, list);
        return text == NULL || list != NULL;
    case FIELD_CONST:
        break;
    }
    return true;
}

static bool read_packed(sqlite3_stmt *statement, int column, Entity *entity, GError **error)
{
    const char *text = (char *)sqlite3_column_text(statement, column);
    return text == NULL || entity_unpack(entity, text, error);
}

/* What the rows of a statement hold, in order. */
typedef struct {
    const Field *fields[ENTITY_MAX_FIELDS];
    int n_fields;
    bool packed;
} Columns;

/* 'query' NULL: everything. */
static void columns_init(Columns *columns, const EntityType *type, const StoreQuery *query)
{
    columns->n_fields = 0;
    columns->packed = sql_reads_packed(query, type);
    for (int i = 0; i < type->n_fields; i++)
        if (sql_reads_field(query, &type->fields[i]))
            columns->fields[columns->n_fields++] = &type->fields[i];
}

static void *read_entity(Store *store, sqlite3_stmt *statement, const EntityType *type,
                         const Columns *columns, GError **error)
{
    Entity *entity = entity_new(type);
    entity->id = g_strdup((char *)sqlite3_column_text(statement, 0));
    for (int i = 0; i < columns->n_fields; i++) {
        const Field *field = columns->fields[i];
        if (read_field(statement, i + 1, entity, field))
            continue;
        err_set(error, ERR_INTERNAL, "%s: %s %s has a bad \"%s\": \"%s\"", store->path, type->title,
                entity->id, field->column, (char *)sqlite3_column_text(statement, i + 1));
        entity_free(entity);
        return NULL;
    }
    if (columns->packed && !read_packed(statement, columns->n_fields + 1, entity, error)) {
        err_prefix(error, "%s: %s %s", store->path, type->title, entity->id);
        entity_free(entity);
        return NULL;
    }
    return entity;
}

/* --- violations, in words --------------------------------------------------------------------- */

/* "UNIQUE constraint failed: lease.host_nic, lease.vf_index" -> "another lease already has
 * host_nic "…", vf_index "4"". */
static bool fail_unique(const void *entity, const char *message, GError **error)
{
    const EntityType *type = ((const Entity *)entity)->type;
    const char *colon = strchr(message, ':');
    g_auto(GStrv) columns = g_strsplit(colon == NULL ? "" : colon + 1, ",", -1);
    g_autoptr(GString) values = g_string_new(NULL);
    for (int i = 0; columns[i] != NULL; i++) {
        const char *point = strchr(columns[i], '.');
        const char *column = point == NULL ? columns[i] : point + 1;
        int row = entity_row_of(type, column);
        g_autofree char *value = row < 0 ? g_strdup(((const Entity *)entity)->id)
                                         : field_text(entity, &type->fields[row]);
        g_string_append_printf(values, "%s%s \"%s\"", i == 0 ? "" : ", ", column,
                               value == NULL ? "" : value);
    }
    return err_set(error, ERR_CONFLICT, "another %s already has %s", type->title, values->str);
}

static bool row_exists(Store *store, const EntityType *type, const char *column, const char *value)
{
    StoreCondition condition = { column, STORE_EQ, value, 0 };
    StoreQuery query = { .conditions = &condition, .n_conditions = 1 };
    return store_count(store, type, &query, NULL) > 0;
}

/* Says which reference of 'entity' leads nowhere. */
static bool fail_reference(Store *store, const void *entity, GError **error)
{
    const EntityType *type = ((const Entity *)entity)->type;
    const Table *table = find_table(store, type);
    for (guint i = 0; i < table->references->len; i++) {
        const Reference *reference = table->references->pdata[i];
        const EntityType *target = entity_type_find(reference->target);
        int row = entity_row_of(type, reference->column);
        if (target == NULL || row < 0)
            continue;
        const char *id = field_string(entity, &type->fields[row]);
        if (id != NULL && !row_exists(store, target, "id", id))
            return err_set(error, ERR_CONFLICT, "%s: %s %s does not exist", type->title,
                           target->title, id);
    }
    return err_set(error, ERR_CONFLICT, "%s %s names something that does not exist", type->title,
                   ((const Entity *)entity)->id);
}

/* What needs a row: the row of 'table' that names it by 'reference'. */
typedef struct {
    const Table *table;
    const Reference *reference;
} User;

static bool find_user(Store *store, const EntityType *type, const char *id, User *ret);

/* Looks at what names the row by 'user'; what goes with the row may be needed itself. */
static bool needs_row(Store *store, const User *user, const char *id, User *ret)
{
    const EntityType *type = user->table->type;
    if (!user->reference->taken_along) {
        *ret = *user;
        return row_exists(store, type, user->reference->column, id);
    }
    g_autoptr(GPtrArray) rows = store_list_by(store, type, user->reference->column, id, NULL);
    for (guint i = 0; rows != NULL && i < rows->len; i++)
        if (find_user(store, type, ((Entity *)rows->pdata[i])->id, ret))
            return true;
    return false;
}

static bool find_user(Store *store, const EntityType *type, const char *id, User *ret)
{
    for (int i = 0; entity_types[i] != NULL; i++) {
        const Table *table = g_hash_table_lookup(store->tables, entity_types[i]);
        for (guint j = 0; table != NULL && j < table->references->len; j++) {
            const User user = { table, table->references->pdata[j] };
            if (strcmp(user.reference->target, type->name) == 0 && needs_row(store, &user, id, ret))
                return true;
        }
    }
    return false;
}

/* Says what still needs the row of 'type' with 'id'. */
static bool fail_in_use(Store *store, const EntityType *type, const char *id, GError **error)
{
    User user;
    if (!find_user(store, type, id, &user))
        return err_set(error, ERR_CONFLICT, "%s %s is still used", type->title, id);
    return err_set(error, ERR_CONFLICT, "%s %s is still used by a %s (%s.%s)", type->title, id,
                   user.table->type->title, user.table->type->name, user.reference->column);
}

static bool fail_write(Store *store, const void *entity, GError *cause, GError **error)
{
    const char *message;
    switch (sqlite_db_violation(store->writer, &message)) {
    case SQLITE_DB_UNIQUE:
        g_error_free(cause);
        return fail_unique(entity, message, error);
    case SQLITE_DB_REFERENCE:
        g_error_free(cause);
        return fail_reference(store, entity, error);
    case SQLITE_DB_OTHER:
        break;
    }
    g_propagate_error(error, cause);
    return false;
}

/* --- writes ----------------------------------------------------------------------------------- */

static bool make_id(Store *store, const Table *table, Entity *entity, GError **error)
{
    gint64 number;
    if (entity->id != NULL)
        return true;
    if (!table->numbered) {
        entity->id = uuid_new();
        return true;
    }
    if (!store_next(store, table->type->name, &number, error))
        return false;
    entity->id = g_strdup_printf("%" G_GINT64_FORMAT, number);
    return true;
}

static bool run_insert(Store *store, const Table *table, const Entity *entity, GError **error)
{
    autodone sqlite3_stmt *statement = sqlite_db_prepare_fixed(store->writer, table->insert, error);
    if (statement == NULL)
        return false;
    sqlite_bind_text(statement, 1, entity->id);
    bind_fields(statement, 2, entity);
    return sqlite_db_run(store->writer, statement, error);
}

bool store_insert(Store *store, void *entity, GError **error)
{
    const Table *table = find_table(store, ((Entity *)entity)->type);
    GError *cause = NULL;
    store->changed |= table->bit;
    if (!check_alive(store, error) || !make_id(store, table, entity, error))
        return false;
    return run_insert(store, table, entity, &cause) || fail_write(store, entity, cause, error);
}

static bool run_update(Store *store, const Table *table, const Entity *entity, GError **error)
{
    autodone sqlite3_stmt *statement = sqlite_db_prepare_fixed(store->writer, table->update, error);
    if (statement == NULL)
        return false;
    int place = bind_fields(statement, 1, entity);
    sqlite_bind_text(statement, place, entity->id);
    return sqlite_db_run(store->writer, statement, error);
}

static bool fail_missing(const EntityType *type, const char *id, GError **error)
{
    return err_set(error, ERR_NOT_FOUND, "%s %s does not exist", type->title, id);
}

bool store_update(Store *store, const void *entity, GError **error)
{
    const EntityType *type = ((const Entity *)entity)->type;
    const char *id = ((const Entity *)entity)->id;
    const Table *table = find_table(store, type);
    GError *cause = NULL;
    store->changed |= table->bit;
    if (!check_alive(store, error))
        return false;
    if (!run_update(store, table, entity, &cause))
        return fail_write(store, entity, cause, error);
    return sqlite_db_changes(store->writer) > 0 || fail_missing(type, id, error);
}

static bool run_delete(Store *store, const Table *table, const char *id, GError **error)
{
    autodone sqlite3_stmt *statement = sqlite_db_prepare_fixed(store->writer, table->delete, error);
    if (statement == NULL)
        return false;
    sqlite_bind_text(statement, 1, id);
    return sqlite_db_run(store->writer, statement, error);
}

bool store_delete(Store *store, const EntityType *type, const char *id, GError **error)
{
    g_autoptr(GError) cause = NULL;
    const char *message;
    const Table *table = find_table(store, type);
    store->changed |= table->deletes;
    if (!check_alive(store, error))
        return false;
    if (run_delete(store, table, id, &cause))
        return sqlite_db_changes(store->writer) > 0 || fail_missing(type, id, error);
    if (sqlite_db_violation(store->writer, &message) == SQLITE_DB_REFERENCE)
        return fail_in_use(store, type, id, error);
    g_propagate_error(error, g_steal_pointer(&cause));
    return false;
}

guint store_generation(Store *store, const EntityType *type)
{
    return (guint)g_atomic_int_get(&find_table(store, type)->generation);
}

/* --- reads ------------------------------------------------------------------------------------ */

/* Binds the values of 'conditions' from 'place' on; returns the next place. */
static int bind_conditions(sqlite3_stmt *statement, int place, const EntityType *type,
                           const StoreCondition *conditions, int n_conditions)
{
    for (int i = 0; i < n_conditions; i++) {
        g_autofree char *text = NULL;
        gint64 number;
        switch (sql_condition_value(type, &conditions[i], &text, &number)) {
        case SQL_BIND_NOTHING:
            break;
        case SQL_BIND_TEXT:
            sqlite_bind_text(statement, place++, text);
            break;
        case SQL_BIND_NUMBER:
            sqlite3_bind_int64(statement, place++, number);
            break;
        }
    }
    return place;
}

/* Prepares and binds 'query'; the caller ends the statement. */
static sqlite3_stmt *prepare_query(SqliteDb *db, const EntityType *type, const StoreQuery *query,
                                   bool count, GError **error)
{
    g_autofree char *sql = sql_select(type, query, count, error);
    sqlite3_stmt *statement = sql == NULL ? NULL : sqlite_db_prepare(db, sql, error);
    if (statement == NULL)
        return NULL;
    int place = 1;
    if (query != NULL) {
        place = bind_conditions(statement, place, type, query->conditions, query->n_conditions);
        place = bind_conditions(statement, place, type, query->any, query->n_any);
    }
    if (!count) {
        sqlite3_bind_int64(statement, place, query != NULL && query->limit > 0 ? query->limit : -1);
        sqlite3_bind_int64(statement, place + 1, query != NULL ? query->offset : 0);
    }
    return statement;
}

GPtrArray *store_list(Store *store, const EntityType *type, const StoreQuery *query, GError **error)
{
    g_auto(Reader) reader = { 0 };
    if (!reader_init(&reader, store, error))
        return NULL;
    autodone sqlite3_stmt *statement = prepare_query(reader.db, type, query, false, error);
    if (statement == NULL)
        return NULL;
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(entity_free);
    Columns columns;
    columns_init(&columns, type, query);
    bool row;
    while (sqlite_db_step(reader.db, statement, &row, error)) {
        if (!row)
            return g_steal_pointer(&list);
        void *entity = read_entity(store, statement, type, &columns, error);
        if (entity == NULL)
            return NULL;
        g_ptr_array_add(list, entity);
    }
    return NULL;
}

gint64 store_count(Store *store, const EntityType *type, const StoreQuery *query, GError **error)
{
    g_auto(Reader) reader = { 0 };
    if (!reader_init(&reader, store, error))
        return -1;
    autodone sqlite3_stmt *statement = prepare_query(reader.db, type, query, true, error);
    bool row;
    if (statement == NULL || !sqlite_db_step(reader.db, statement, &row, error))
        return -1;
    return sqlite3_column_int64(statement, 0);
}

GPtrArray *store_list_by(Store *store, const EntityType *type, const char *column,
                         const char *value, GError **error)
{
    StoreCondition condition = { column, STORE_EQ, value, 0 };
    StoreQuery query = { .conditions = &condition, .n_conditions = 1 };
    return store_list(store, type, &query, error);
}

/* NULL without an error when there is none. */
static void *find_by_id(Store *store, const EntityType *type, const char *id, GError **error)
{
    g_auto(Reader) reader = { 0 };
    bool row;
    if (!reader_init(&reader, store, error))
        return NULL;
    autodone sqlite3_stmt *statement =
        sqlite_db_prepare_fixed(reader.db, find_table(store, type)->find, error);
    if (statement == NULL)
        return NULL;
    sqlite_bind_text(statement, 1, id);
    if (!sqlite_db_step(reader.db, statement, &row, error) || !row)
        return NULL;
    Columns columns;
    columns_init(&columns, type, NULL);
    return read_entity(store, statement, type, &columns, error);
}

void *store_find(Store *store, const EntityType *type, const char *column, const char *value,
                 GError **error)
{
    if (strcmp(column, "id") == 0)
        return find_by_id(store, type, value, error);
    StoreCondition condition = { column, STORE_EQ, value, 0 };
    StoreQuery query = { .conditions = &condition, .n_conditions = 1, .limit = 1 };
    g_autoptr(GPtrArray) list = store_list(store, type, &query, error);
    return list == NULL || list->len == 0 ? NULL : g_ptr_array_steal_index_fast(list, 0);
}

void *store_get(Store *store, const EntityType *type, const char *id, GError **error)
{
    g_autoptr(GError) cause = NULL;
    void *entity = find_by_id(store, type, id, &cause);
    if (cause != NULL)
        g_propagate_error(error, g_steal_pointer(&cause));
    else if (entity == NULL)
        fail_missing(type, id, error);
    return entity;
}

/* --- counters and settings -------------------------------------------------------------------- */

bool store_next(Store *store, const char *name, gint64 *ret, GError **error)
{
    if (!check_alive(store, error))
        return false;
    autodone sqlite3_stmt *statement = sqlite_db_prepare(
        store->writer,
        "INSERT INTO counter (name, value) VALUES ($1, 1)"
        " ON CONFLICT (name) DO UPDATE SET value = counter.value + 1 RETURNING value",
        error);
    bool row;
    if (statement == NULL)
        return false;
    sqlite_bind_text(statement, 1, name);
    if (!sqlite_db_step(store->writer, statement, &row, error))
        return false;
    *ret = sqlite3_column_int64(statement, 0);
    return true;
}

char *store_get_setting(Store *store, const char *name, GError **error)
{
    g_auto(Reader) reader = { 0 };
    if (!reader_init(&reader, store, error))
        return NULL;
    autodone sqlite3_stmt *statement =
        sqlite_db_prepare(reader.db, "SELECT value FROM setting WHERE name = $1", error);
    bool row;
    if (statement == NULL)
        return NULL;
    sqlite_bind_text(statement, 1, name);
    if (!sqlite_db_step(reader.db, statement, &row, error) || !row)
        return NULL;
    return g_strdup((char *)sqlite3_column_text(statement, 0));
}

bool store_set_setting(Store *store, const char *name, const char *value, GError **error)
{
    if (!check_alive(store, error))
        return false;
    autodone sqlite3_stmt *statement =
        sqlite_db_prepare(store->writer,
                          "INSERT INTO setting (name, value) VALUES ($1, $2)"
                          " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                          error);
    if (statement == NULL)
        return false;
    sqlite_bind_text(statement, 1, name);
    sqlite_bind_text(statement, 2, value);
    return sqlite_db_run(store->writer, statement, error);
}
