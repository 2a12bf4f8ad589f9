#include "sample.h"

#include <glib/gstdio.h>
#include <string.h>

static int counter; /* tests only: each value differs from all before */

static int count(void)
{
    return g_atomic_int_add(&counter, 1) + 1;
}

void sample_skip(int n)
{
    g_atomic_int_add(&counter, n);
}

static int enum_value(const EnumTable *table)
{
    int value = count() % table->n_words;
    while (table->words[value] == NULL || *table->words[value] == '\0')
        value = (value + 1) % table->n_words;
    return value;
}

static void fill(Store *store, void *entity, const Field *field)
{
    switch (field->kind) {
    case FIELD_STRING:
        field_take_string(entity, field, g_strdup_printf("%s-%d 'ä\"", field->column, count()));
        break;
    case FIELD_BOOL:
        field_set_int(entity, field, count() % 2);
        break;
    case FIELD_INT:
    case FIELD_TIME:
        field_set_int(entity, field, G_GINT64_CONSTANT(1700000000000000) + count());
        break;
    case FIELD_ENUM:
        field_set_int(entity, field, enum_value(field->detail));
        break;
    case FIELD_REF: {
        if (field->detail == ((Entity *)entity)->type || !field_has_column(field))
            break; /* an end of it; what is packed refers to nothing that must be there */
        g_autoptr(Entity) target = sample_insert(store, field->detail);
        field_take_string(entity, field, g_strdup(target->id));
        break;
    }
    case FIELD_MAC:
        field_take_string(
            entity, field,
            g_strdup_printf("52:54:00:00:%02x:%02x", count() >> 8 & 0xff, count() & 0xff));
        break;
    case FIELD_STRINGS: {
        const char *const list[] = { "one", "two, \"with\" [comma]", "", NULL };
        field_take_strings(entity, field, g_strdupv((char **)list));
        break;
    }
    case FIELD_CONST:
        break;
    }
}

void *sample_entity(Store *store, const EntityType *type)
{
    void *entity = entity_new(type);
    for (int i = 0; i < type->n_fields; i++)
        if (field_is_stored(&type->fields[i]))
            fill(store, entity, &type->fields[i]);
    return entity;
}

void *sample_insert(Store *store, const EntityType *type)
{
    g_autoptr(GError) error = NULL;
    void *entity = sample_entity(store, type);
    store_insert(store, entity, &error);
    g_assert_no_error(error);
    return entity;
}

char *sample_commit(Store *store, const EntityType *type)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(StoreTxn) txn = store_begin(store, &error);
    g_assert_no_error(error);
    g_autoptr(Entity) entity = sample_insert(store, type);
    store_commit(txn, &error);
    g_assert_no_error(error);
    return g_strdup(entity->id);
}

static const Field *field_of(void *entity, const char *column)
{
    const EntityType *type = ((Entity *)entity)->type;
    int row = entity_row_of(type, column);
    g_assert_cmpint(row, >=, 0);
    return &type->fields[row];
}

void sample_set_text(void *entity, const char *column, const char *value)
{
    field_take_string(entity, field_of(entity, column), g_strdup(value));
}

void sample_set_number(void *entity, const char *column, gint64 value)
{
    field_set_int(entity, field_of(entity, column), value);
}

Store *sample_open(const char *url)
{
    g_autoptr(GError) error = NULL;
    Store *store = store_open(url, &error);
    g_assert_no_error(error);
    return store;
}

char *sample_directory(void)
{
    char *path = g_dir_make_tmp("berth-store-XXXXXX", NULL);
    g_assert_nonnull(path);
    return path;
}

void sample_remove_directory(const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    const char *name;
    while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
        g_autofree char *file = g_build_filename(path, name, NULL);
        g_unlink(file);
    }
    g_rmdir(path);
}
