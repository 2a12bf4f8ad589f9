/* sql.h - SQL text made from the field tables.
 *
 * Values never appear in it: they are bound, as $1, $2 … in order of appearance, which SQLite and
 * PostgreSQL both read.  Column names come from the tables only and are quoted.  Pure. */
#pragma once

#include "store/store.h"

/* Whether the rows of a listing hold 'field', and what is packed.  'query' NULL: they do. */
bool sql_reads_field(const StoreQuery *query, const Field *field);
bool sql_reads_packed(const StoreQuery *query, const EntityType *type);

/* Complete statements; the caller frees.  Rows come back as id, then the fields that are
 * read in order, then what is packed;
 * insert and update bind them in that same order (update: the id last). */
char *sql_insert(const EntityType *type);
char *sql_update(const EntityType *type);
char *sql_delete(const EntityType *type);
char *sql_find(const EntityType *type); /* the row with one id */

/* A listing or, with 'count', its number of rows.  Fails with ERR_INVALID on a column that
 * 'type' does not have. */
char *sql_select(const EntityType *type, const StoreQuery *query, bool count, GError **error);

/* What a condition binds: nothing, text, a number, or JSON text of a list. */
typedef enum { SQL_BIND_NOTHING, SQL_BIND_TEXT, SQL_BIND_NUMBER } SqlBind;

/* The value of 'condition' as it is bound; 'ret_text' is set for TEXT and owned by the caller. */
SqlBind sql_condition_value(const EntityType *type, const StoreCondition *condition,
                            char **ret_text, gint64 *ret_number);

/* A list of texts as a JSON array and back; the caller frees.  sql_json_parse() returns NULL when
 * 'json' is no array of strings. */
char *sql_json_format(char *const *list);
char **sql_json_parse(const char *json);
