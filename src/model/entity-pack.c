/* Rows as lines of text: "memory=1073741824".  A list is a line for each item, after one without
 * '='.  In values a line's end is "\n" and a backslash "\\". */
#include "model/entity.h"

#include "base/err.h"

#include <string.h>

static void add_text(GString *lines, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\n')
            g_string_append(lines, "\\n");
        else if (*text == '\\')
            g_string_append(lines, "\\\\");
        else
            g_string_append_c(lines, *text);
    }
}

static void add_line(GString *lines, const Field *field, const char *text)
{
    g_string_append(lines, field->column);
    if (text != NULL) {
        g_string_append_c(lines, '=');
        add_text(lines, text);
    }
    g_string_append_c(lines, '\n');
}

static void add_row(GString *lines, const void *entity, const Field *field)
{
    switch (field->kind) {
    case FIELD_STRING:
    case FIELD_REF:
    case FIELD_MAC:
        add_line(lines, field, field_string(entity, field));
        return;
    case FIELD_STRINGS:
        add_line(lines, field, NULL);
        for (char **item = field_strings(entity, field); item != NULL && *item != NULL; item++)
            add_line(lines, field, *item);
        return;
    case FIELD_ENUM:
        add_line(lines, field, enum_word(field->detail, (int)field_int(entity, field)));
        return;
    case FIELD_BOOL:
    case FIELD_INT:
    case FIELD_TIME: {
        char number[24];
        g_snprintf(number, sizeof number, "%" G_GINT64_FORMAT, field_int(entity, field));
        add_line(lines, field, number);
        return;
    }
    case FIELD_CONST:
        return;
    }
    g_assert_not_reached();
}

/* A list that is empty looks like one that is absent. */
static bool is_initial(const void *entity, const Field *field)
{
    switch (field->kind) {
    case FIELD_STRING:
    case FIELD_REF:
    case FIELD_MAC:
        return field_string(entity, field) == NULL;
    case FIELD_STRINGS:
        return field_strings(entity, field) == NULL;
    case FIELD_BOOL:
    case FIELD_INT:
    case FIELD_ENUM:
    case FIELD_TIME:
        return field_int(entity, field) == field->initial;
    case FIELD_CONST:
        return true;
    }
    g_assert_not_reached();
}

char *entity_pack(const void *entity, bool (*wanted)(const Field *field, gpointer data),
                  gpointer data)
{
    const EntityType *type = ((const Entity *)entity)->type;
    GString *lines = NULL;
    for (int i = 0; i < type->n_fields; i++) {
        const Field *field = &type->fields[i];
        if (wanted != NULL ? !field_is_stored(field) || !wanted(field, data)
                           : !(field->flags & F_PACKED) || is_initial(entity, field))
            continue;
        if (lines == NULL)
            lines = g_string_new(NULL);
        add_row(lines, entity, field);
    }
    return lines != NULL ? g_string_free(lines, FALSE) : NULL;
}

/* --- back ---------------------------------------------------------------------------------------
 */

static char *take_text(const char *text, gsize size)
{
    GString *plain = g_string_sized_new(size);
    for (gsize i = 0; i < size; i++) {
        if (text[i] != '\\' || i + 1 == size)
            g_string_append_c(plain, text[i]);
        else
            g_string_append_c(plain, text[++i] == 'n' ? '\n' : text[i]);
    }
    return g_string_free(plain, FALSE);
}

static void add_item(void *entity, const Field *field, char *item)
{
    char **items = field_strings(entity, field);
    guint n = items != NULL ? g_strv_length(items) : 0;
    char **more = g_new0(char *, n + 2);
    for (guint i = 0; i < n; i++)
        more[i] = g_strdup(items[i]);
    more[n] = item;
    field_take_strings(entity, field, more);
}

static bool set_row(void *entity, const Field *field, char *value)
{
    g_autofree char *text = value;
    int word;
    switch (field->kind) {
    case FIELD_STRING:
    case FIELD_REF:
    case FIELD_MAC:
        field_take_string(entity, field, g_steal_pointer(&text));
        return true;
    case FIELD_STRINGS:
        if (text != NULL)
            add_item(entity, field, g_steal_pointer(&text));
        else
            field_take_strings(entity, field, g_new0(char *, 1));
        return true;
    case FIELD_ENUM:
        if (text == NULL || !enum_parse(field->detail, text, &word, NULL))
            return false;
        field_set_int(entity, field, word);
        return true;
    case FIELD_BOOL:
    case FIELD_INT:
    case FIELD_TIME:
        field_set_int(entity, field, text != NULL ? g_ascii_strtoll(text, NULL, 10) : 0);
        return text != NULL;
    case FIELD_CONST:
        return true;
    }
    g_assert_not_reached();
}

bool entity_unpack(void *entity, const char *text, GError **error)
{
    const EntityType *type = ((const Entity *)entity)->type;
    while (*text != '\0') {
        gsize size = strcspn(text, "\n");
        gsize name_size = MIN(strcspn(text, "="), size);
        g_autofree char *column = g_strndup(text, name_size);
        int row = entity_row_of(type, column);
        char *value =
            name_size < size ? take_text(text + name_size + 1, size - name_size - 1) : NULL;
        if (row < 0 || !set_row(entity, &type->fields[row], value))
            return err_set(error, ERR_INTERNAL, "%s has a bad \"%.80s\"", type->title, column);
        text += size + (text[size] == '\n');
    }
    return true;
}
