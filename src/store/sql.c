#include "store/sql.h"

#include "base/err.h"

#include <jansson.h>
#include <string.h>

static void add_column(GString *sql, const char *column)
{
    g_string_append_printf(sql, "\"%s\"", column);
}

char *sql_insert(const EntityType *type)
{
    GString *sql = g_string_new("INSERT INTO ");
    add_column(sql, type->name);
    g_string_append(sql, " (\"id\"");
    int n = 1;
    for (int i = 0; i < type->n_fields; i++)
        if (field_has_column(&type->fields[i])) {
            g_string_append(sql, ", ");
            add_column(sql, type->fields[i].column);
            n++;
        }
    if (type->packed != NULL) {
        g_string_append(sql, ", ");
        add_column(sql, type->packed);
        n++;
    }
    g_string_append(sql, ") VALUES ($1");
    for (int i = 2; i <= n; i++)
        g_string_append_printf(sql, ", $%d", i);
    g_string_append_c(sql, ')');
    return g_string_free(sql, FALSE);
}

char *sql_update(const EntityType *type)
{
    GString *sql = g_string_new("UPDATE ");
    add_column(sql, type->name);
    int n = 0;
    for (int i = 0; i < type->n_fields; i++)
        if (field_has_column(&type->fields[i])) {
            g_string_append(sql, n == 0 ? " SET " : ", ");
            add_column(sql, type->fields[i].column);
            g_string_append_printf(sql, " = $%d", ++n);
        }
    if (type->packed != NULL) {
        g_string_append(sql, ", ");
        add_column(sql, type->packed);
        g_string_append_printf(sql, " = $%d", ++n);
    }
    g_string_append_printf(sql, " WHERE \"id\" = $%d", n + 1);
    return g_string_free(sql, FALSE);
}

char *sql_delete(const EntityType *type)
{
    return g_strdup_printf("DELETE FROM \"%s\" WHERE \"id\" = $1", type->name);
}

/* NULL for "id", which every type has and no table of rows lists. */
static bool find_field(const EntityType *type, const char *column, const Field **ret_field)
{
    *ret_field = NULL;
    if (strcmp(column, "id") == 0)
        return true;
    int row = entity_row_of(type, column);
    if (row < 0 || !field_has_column(&type->fields[row]))
        return false;
    *ret_field = &type->fields[row];
    return true;
}

static bool is_number(const Field *field)
{
    return field != NULL &&
           (field->kind == FIELD_BOOL || field->kind == FIELD_INT || field->kind == FIELD_TIME);
}

/* '*' is the wildcard; what SQL means by %, _ and \ stands for itself. */
static char *like_pattern(const char *text)
{
    GString *pattern = g_string_new(NULL);
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '*') {
            g_string_append_c(pattern, '%');
            continue;
        }
        if (*c == '%' || *c == '_' || *c == '\\')
            g_string_append_c(pattern, '\\');
        g_string_append_c(pattern, *c);
    }
    return g_string_free(pattern, FALSE);
}

SqlBind sql_condition_value(const EntityType *type, const StoreCondition *condition,
                            char **ret_text, gint64 *ret_number)
{
    const Field *field = NULL;
    bool found = find_field(type, condition->column, &field);
    g_assert(found); /* sql_select() has refused it */
    const char *text = condition->text;
    if (condition->op == STORE_IN) {
        g_auto(GStrv) list = g_strsplit(text == NULL ? "" : text, "\n", -1);
        *ret_text = sql_json_format(list);
        return SQL_BIND_TEXT;
    }
    if (condition->op == STORE_LIKE) {
        *ret_text = like_pattern(text == NULL ? "" : text);
        return SQL_BIND_TEXT;
    }
    if (text != NULL) {
        *ret_text = g_strdup(text);
        return SQL_BIND_TEXT;
    }
    if (field != NULL && field->kind == FIELD_ENUM) {
        *ret_text = g_strdup(enum_word(field->detail, (int)condition->number));
        return SQL_BIND_TEXT;
    }
    if (field != NULL && !is_number(field))
        return SQL_BIND_NOTHING; /* absent or present */
    *ret_number = condition->number;
    return SQL_BIND_NUMBER;
}

static void add_condition(GString *sql, const EntityType *type, const StoreCondition *condition,
                          int *n_bound)
{
    static const char *const formats[] = {
        [STORE_EQ] = " = $%d",
        [STORE_NE] = " IS DISTINCT FROM $%d", /* an absent value differs, too */
        [STORE_LT] = " < $%d",
        [STORE_LE] = " <= $%d",
        [STORE_GT] = " > $%d",
        [STORE_GE] = " >= $%d",
        [STORE_LIKE] = " LIKE $%d ESCAPE '\\'",
        [STORE_IN] = " IN (SELECT value FROM json_each($%d))", /* one text for any number of them */
        [STORE_EQ_ANY_CASE] = " = $%d COLLATE NOCASE",
    };
    g_autofree char *text = NULL;
    gint64 number;
    add_column(sql, condition->column);
    if (sql_condition_value(type, condition, &text, &number) == SQL_BIND_NOTHING)
        g_string_append(sql, condition->op == STORE_EQ ? " IS NULL" : " IS NOT NULL");
    else
        g_string_append_printf(sql, formats[condition->op], ++*n_bound);
}

static void add_conditions(GString *sql, const EntityType *type, const StoreQuery *query,
                           int *n_bound)
{
    for (int i = 0; i < query->n_conditions; i++) {
        g_string_append(sql, i == 0 ? " WHERE " : " AND ");
        add_condition(sql, type, &query->conditions[i], n_bound);
    }
    for (int i = 0; i < query->n_any; i++) {
        const char *first = query->n_conditions > 0 ? " AND (" : " WHERE (";
        g_string_append(sql, i == 0 ? first : " OR ");
        add_condition(sql, type, &query->any[i], n_bound);
    }
    if (query->n_any > 0)
        g_string_append_c(sql, ')');
}

static bool check_searched(const EntityType *type, const StoreCondition *conditions, int n,
                           GError **error)
{
    const Field *field;
    for (int i = 0; i < n; i++)
        if (!find_field(type, conditions[i].column, &field))
            return err_set(error, ERR_INVALID, "a %s has no \"%s\" to search by", type->title,
                           conditions[i].column);
    return true;
}

static bool has_order(const StoreQuery *query)
{
    return g_strcmp0(query->order, STORE_ANY_ORDER) != 0;
}

static bool check_columns(const EntityType *type, const StoreQuery *query, GError **error)
{
    const Field *field;
    if (!check_searched(type, query->conditions, query->n_conditions, error) ||
        !check_searched(type, query->any, query->n_any, error))
        return false;
    for (int i = 0; query->columns != NULL && query->columns[i] != NULL; i++)
        if (!find_field(type, query->columns[i], &field))
            return err_set(error, ERR_INVALID, "a %s has no \"%s\" to read", type->title,
                           query->columns[i]);
    if (query->order != NULL && has_order(query) && !find_field(type, query->order, &field))
        return err_set(error, ERR_INVALID, "a %s has no \"%s\" to sort by", type->title,
                       query->order);
    return true;
}

static void add_order(GString *sql, const StoreQuery *query)
{
    if (!has_order(query))
        return;
    const char *direction = query->descending ? " DESC" : "";
    g_string_append(sql, " ORDER BY ");
    if (query->order != NULL && strcmp(query->order, "id") != 0) {
        add_column(sql, query->order);
        g_string_append_printf(sql, "%s, ", direction);
    }
    g_string_append_printf(sql, "\"id\"%s", direction);
}

bool sql_reads_field(const StoreQuery *query, const Field *field)
{
    return field_has_column(field) && (query == NULL || query->columns == NULL ||
                                       g_strv_contains(query->columns, field->column));
}

bool sql_reads_packed(const StoreQuery *query, const EntityType *type)
{
    return type->packed != NULL && (query == NULL || query->columns == NULL);
}

static GString *begin_select(const EntityType *type, const StoreQuery *query, bool count)
{
    GString *sql = g_string_new(count ? "SELECT count(*)" : "SELECT \"id\"");
    for (int i = 0; !count && i < type->n_fields; i++)
        if (sql_reads_field(query, &type->fields[i])) {
            g_string_append(sql, ", ");
            add_column(sql, type->fields[i].column);
        }
    if (!count && sql_reads_packed(query, type)) {
        g_string_append(sql, ", ");
        add_column(sql, type->packed);
    }
    g_string_append(sql, " FROM ");
    add_column(sql, type->name);
    return sql;
}

char *sql_find(const EntityType *type)
{
    GString *sql = begin_select(type, NULL, false);
    g_string_append(sql, " WHERE \"id\" = $1");
    return g_string_free(sql, FALSE);
}

char *sql_select(const EntityType *type, const StoreQuery *query, bool count, GError **error)
{
    static const StoreQuery all = { 0 };
    if (query == NULL)
        query = &all;
    if (!check_columns(type, query, error))
        return NULL;

    GString *sql = begin_select(type, query, count);
    int n_bound = 0;
    add_conditions(sql, type, query, &n_bound);
    if (!count) {
        add_order(sql, query);
        g_string_append_printf(sql, " LIMIT $%d OFFSET $%d", n_bound + 1, n_bound + 2);
    }
    return g_string_free(sql, FALSE);
}

char *sql_json_format(char *const *list)
{
    json_t *array = json_array();
    for (int i = 0; list[i] != NULL; i++)
        json_array_append_new(array, json_string(list[i]));
    char *dumped = json_dumps(array, JSON_COMPACT);
    json_decref(array);
    char *text = g_strdup(dumped);
    free(dumped);
    return text;
}

char **sql_json_parse(const char *json)
{
    json_t *array = json_loads(json, 0, NULL);
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    bool good = json_is_array(array);
    for (gsize i = 0; good && i < json_array_size(array); i++) {
        const char *text = json_string_value(json_array_get(array, i));
        good = text != NULL;
        if (good)
            g_strv_builder_add(builder, text);
    }
    json_decref(array);
    return good ? g_strv_builder_end(builder) : NULL;
}
