#include "repr/read.h"

#include "base/err.h"
#include "base/mac.h"
#include "base/uuid.h"

#include <string.h>

void repr_input_free(ReprInput *input)
{
    if (input == NULL)
        return;
    entity_free(input->entity);
    g_clear_pointer(&input->refs_by_name, g_hash_table_unref);
    g_free(input);
}

/* --- one kind of row each -----------------------------------------------------------------------
 */
/* 'node' is the row's element and is not empty. */

static bool read_text(ReprInput *input, const Field *field, const Node *node)
{
    field_take_string(input->entity, field, g_strdup(node->text));
    return true;
}

static bool read_bool(ReprInput *input, const Field *field, const Node *node, GError **error)
{
    bool value;
    if (!node_as_bool(node, field->path, &value, error))
        return false;
    field_set_int(input->entity, field, value);
    return true;
}

static bool read_int(ReprInput *input, const Field *field, const Node *node, GError **error)
{
    gint64 min, max, value;
    gint64 scale = field->scale != 0 ? field->scale : 1;
    field_bounds(field, &min, &max);
    max = MIN(max, G_MAXINT64 / scale);
    if ((field->flags & F_MINUS_ONE) && node_as_int(node, field->path, -1, -1, &value, NULL)) {
        field_set_int(input->entity, field, field->initial);
        return true;
    }
    if (!node_as_int(node, field->path, min * scale, max * scale, &value, error))
        return false;
    field_set_int(input->entity, field, value / scale);
    return true;
}

static bool read_enum(ReprInput *input, const Field *field, const Node *node, GError **error)
{
    int value;
    if (!enum_parse(field->detail, node->text, &value, error))
        return err_prefix(error, "%s", field->path);
    field_set_int(input->entity, field, value);
    return true;
}

static bool read_mac(ReprInput *input, const Field *field, const Node *node, GError **error)
{
    MacAddr mac;
    char buffer[MAC_TEXT_SIZE];
    if (!mac_parse(node->text, &mac, error))
        return err_prefix(error, "%s", field->path);
    field_take_string(input->entity, field, g_strdup(mac_format(&mac, buffer)));
    return true;
}

/* ISO 8601 with a zone, or milliseconds since the epoch. */
static bool read_time(ReprInput *input, const Field *field, const Node *node, GError **error)
{
    gint64 time_ms;
    if (node_as_int(node, field->path, 0, G_MAXINT64 / 1000, &time_ms, NULL)) {
        field_set_int(input->entity, field, time_ms * 1000);
        return true;
    }
    g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(node->text, NULL);
    if (time == NULL)
        return err_set(error, ERR_INVALID, "%s is \"%.80s\", not a date with time and zone",
                       field->path, node->text);
    field_set_int(input->entity, field,
                  g_date_time_to_unix(time) * G_USEC_PER_SEC + g_date_time_get_microsecond(time));
    return true;
}

/* What is not stored has ids of its own kind. */
static bool check_id(const Field *field, const char *id, GError **error)
{
    return ((const EntityType *)field->detail)->computed || uuid_is_valid(id) ||
           err_set(error, ERR_INVALID, "%s: \"%.80s\" is not a UUID", field->path, id);
}

static const char *non_empty(const char *text)
{
    return text != NULL && *text != '\0' ? text : NULL;
}

static bool names_something(const Node *node)
{
    return non_empty(node_text(node, "id")) != NULL || non_empty(node_text(node, "name")) != NULL;
}

/* A client takes the id out of a reference that it read, and leaves its href. */
static bool says_nothing(const Field *field, const Node *node)
{
    return node_is_empty(node) || (field->kind == FIELD_REF && !names_something(node));
}

static void add_name(ReprInput *input, const Field *field, const char *name)
{
    if (field->column != NULL) /* else shown only: nobody could resolve it */
        g_hash_table_insert(input->refs_by_name, g_strdup(field->column), g_strdup(name));
}

static bool read_ref(ReprInput *input, const Field *field, const Node *node, GError **error)
{
    const char *id = non_empty(node_text(node, "id"));
    const char *name = non_empty(node_text(node, "name"));
    if (id != NULL && !check_id(field, id, error))
        return false;
    field_take_string(input->entity, field, g_strdup(id));
    if (id == NULL && name != NULL)
        add_name(input, field, name);
    return true;
}

/* Appends the part 'name' of an item as it is kept. */
static bool read_part(const Field *field, const Node *node, const char *name, bool last,
                      GString *parts, GError **error)
{
    const char *text = node_text(node, name);
    if (text == NULL)
        return err_set(error, ERR_INVALID, "%s lacks %s", field->path, name);
    if (field->flags & F_TEXTS) {
        g_string_append(parts, text);
        return last || strchr(text, ',') == NULL ||
               err_set(error, ERR_INVALID, "%s/%s \"%.80s\" contains a comma", field->path, name,
                       text);
    }
    MacAddr mac;
    char buffer[MAC_TEXT_SIZE];
    if (!mac_parse(text, &mac, error))
        return err_prefix(error, "%s/%s", field->path, name);
    g_string_append(parts, mac_format(&mac, buffer));
    return true;
}

/* "from,to" of two MAC addresses, or "name,value" of texts. */
static char *read_pair(const Field *field, const Node *node, GError **error)
{
    g_autoptr(GString) parts = g_string_new(NULL);
    for (const char *const *name = field->detail; *name != NULL; name++) {
        if (name != (const char *const *)field->detail)
            g_string_append_c(parts, ',');
        if (!read_part(field, node, *name, name[1] == NULL, parts, error))
            return NULL;
    }
    return g_string_free(g_steal_pointer(&parts), FALSE);
}

/* The children's texts, a line each, without those that are missing at the end. */
static char *read_record(const Field *field, const Node *node, GError **error)
{
    g_autoptr(GString) lines = g_string_new(NULL);
    gsize size = 0;
    for (const char *const *name = field->detail; *name != NULL; name++) {
        const char *text = node_text(node, *name);
        if (name != field->detail)
            g_string_append_c(lines, '\n');
        if (text == NULL)
            continue;
        if (strchr(text, '\n') != NULL)
            return err_null(error, ERR_INVALID, "%s/%s is of several lines", field->path, *name);
        g_string_append(lines, text);
        size = lines->len;
    }
    g_string_truncate(lines, size);
    if (size == 0)
        return err_null(error, ERR_INVALID, "%s lacks %s", field->path,
                        ((const char *const *)field->detail)[0]);
    return g_strdup(lines->str);
}

/* One item of a list; a blank one is skipped. */
static bool read_item(ReprInput *input, const Field *field, const Node *node, GPtrArray *items,
                      GError **error)
{
    if (node_is_empty(node))
        return true;
    if (field->flags & F_PAIRS) {
        char *pair = read_pair(field, node, error);
        if (pair == NULL)
            return false;
        g_ptr_array_add(items, pair);
    } else if (field->flags & F_RECORDS) {
        char *record = read_record(field, node, error);
        if (record == NULL)
            return false;
        g_ptr_array_add(items, record);
    } else if (field->flags & F_IDS) {
        const char *id = non_empty(node_text(node, "id"));
        const char *name = non_empty(node_text(node, "name"));
        if (id != NULL && !check_id(field, id, error))
            return false;
        if (id != NULL)
            g_ptr_array_add(items, g_strdup(id));
        else if (name != NULL)
            g_ptr_array_add(items, g_strdup(name)); /* the use case tells them apart */
    } else {
        g_ptr_array_add(items, g_strdup(node->text));
    }
    return true;
}

/* The items of <list><item/>…</list>, also of a bare repeated <list>. */
static bool read_strings(ReprInput *input, const Field *field, const Node *list, GError **error)
{
    const char *item_name = strrchr(field->path, '/') + 1;
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func(g_free);
    for (; list != NULL; list = node_again(list)) {
        if (list->first == NULL && !read_item(input, field, list, items, error))
            return false;
        for (const Node *item = node_child(list, item_name); item != NULL; item = node_again(item))
            if (!read_item(input, field, item, items, error))
                return false;
    }
    g_ptr_array_add(items, NULL);
    field_take_strings(input->entity, field,
                       (char **)g_ptr_array_free(g_steal_pointer(&items), FALSE));
    return true;
}

/* --- rows ---------------------------------------------------------------------------------------
 */

static bool is_read(const Field *field, ReprOrigin origin)
{
    unsigned skipped = F_INTERNAL | F_SECRET | F_ALIAS;
    if (origin == REPR_FROM_CLIENT)
        skipped |= F_READONLY;
    return field->path != NULL && field->kind != FIELD_CONST && !(field->flags & skipped);
}

/* Whether an empty element means "none": true for what can be absent. */
static bool can_be_cleared(const Field *field)
{
    switch (field->kind) {
    case FIELD_REF:
        return !(field->flags & F_REQUIRED);
    case FIELD_MAC:
        return true;
    case FIELD_INT:
        return field->initial < field->min;
    case FIELD_STRING:
    case FIELD_BOOL:
    case FIELD_ENUM:
    case FIELD_TIME:
    case FIELD_STRINGS:
    case FIELD_CONST:
        return false;
    }
    g_assert_not_reached();
}

static void clear_row(ReprInput *input, const Field *field)
{
    if (field->kind == FIELD_INT)
        field_set_int(input->entity, field, field->initial);
    else
        field_take_string(input->entity, field, NULL);
}

static bool read_value(ReprInput *input, const Field *field, const Node *node, GError **error)
{
    switch (field->kind) {
    case FIELD_STRING:
        return read_text(input, field, node);
    case FIELD_BOOL:
        return read_bool(input, field, node, error);
    case FIELD_INT:
        return read_int(input, field, node, error);
    case FIELD_ENUM:
        return read_enum(input, field, node, error);
    case FIELD_REF:
        return read_ref(input, field, node, error);
    case FIELD_TIME:
        return read_time(input, field, node, error);
    case FIELD_MAC:
        return read_mac(input, field, node, error);
    case FIELD_STRINGS:
        return read_strings(input, field, node, error);
    case FIELD_CONST:
        break;
    }
    g_assert_not_reached();
}

/* The element that holds the row's value: its own or, of a list, the one around the items. */
static const Node *find_row(const Node *root, const Field *field, const Node **ret_parent)
{
    const char *slash = strrchr(field->path, '/');
    g_autofree char *parent =
        g_strndup(field->path, slash != NULL ? (gsize)(slash - field->path) : 0);
    *ret_parent = node_find(root, parent);
    return field->kind == FIELD_STRINGS ? *ret_parent : node_find(root, field->path);
}

static bool read_row(ReprInput *input, int row, const Node *root, GError **error)
{
    const Field *field = &input->entity->type->fields[row];
    const Node *parent;
    const Node *node = find_row(root, field, &parent);
    bool clears = can_be_cleared(field) &&
                  ((node != NULL && says_nothing(field, node)) ||
                   (node == NULL && parent != NULL && parent != root && node_is_empty(parent)));
    if (clears) {
        clear_row(input, field);
        entity_set_given(input->entity, row);
        return true;
    }
    if (node == NULL || (field->kind == FIELD_REF && !names_something(node)))
        return true;
    if (field->kind != FIELD_STRINGS && node_again(node) != NULL)
        return err_set(error, ERR_INVALID, "%s is given more than once", field->path);
    if (!read_value(input, field, node, error))
        return false;
    entity_set_given(input->entity, row);
    return true;
}

ReprInput *repr_read_node(const EntityType *type, ReprOrigin origin, const Node *node,
                          GError **error)
{
    g_autoptr(ReprInput) input = g_new0(ReprInput, 1);
    input->entity = entity_new(type);
    input->entity->id = g_strdup(non_empty(node_text(node, "id")));
    input->refs_by_name = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (int row = 0; row < type->n_fields; row++)
        if (is_read(&type->fields[row], origin) && !read_row(input, row, node, error)) {
            err_about(error, type->fields[row].path);
            return NULL;
        }
    return g_steal_pointer(&input);
}

ReprInput *repr_read(const EntityType *type, ReprFormat format, ReprOrigin origin,
                     const char *bytes, gsize size, GError **error)
{
    g_autoptr(Node) root = node_parse(format, bytes, size, NULL, error);
    if (root == NULL)
        return NULL;
    if (*root->name != '\0' && strcmp(root->name, type->element) != 0)
        return err_null(error, ERR_INVALID, "The root element is <%.80s>, expected is <%s>",
                        root->name, type->element);
    return repr_read_node(type, origin, root, error);
}
