#include "repr/schema.h"

#include "repr/search-field.h"

#include <string.h>

#define UUID_PATTERN    "^([0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})?$" /* empty: none */
#define MAC_PATTERN     "^([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}$"
#define MAC_OR_NONE     "^(([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2})?$"
#define INTEGER_PATTERN "^-?[0-9]{1,19}$"

/* --- values ----------------------------------------------------------------------------------- */

static json_t *typed(const char *type)
{
    return json_pack("{ss}", "type", type);
}

static json_t *with_doc(json_t *schema, const char *doc)
{
    if (doc != NULL)
        json_object_set_new(schema, "description", json_string(doc));
    return schema;
}

static json_t *pattern(const char *text)
{
    return json_pack("{ssss}", "type", "string", "pattern", text);
}

json_t *schema_text(const char *doc)
{
    return with_doc(typed("string"), doc);
}

static json_t *bool_words(void)
{
    return json_pack("{sss[ss]}", "type", "string", "enum", "true", "false");
}

json_t *schema_bool(SchemaUse use, const char *doc)
{
    if (use == SCHEMA_REPLY)
        return with_doc(bool_words(), doc);
    return with_doc(json_pack("{s[oo]}", "anyOf", typed("boolean"), bool_words()), doc);
}

json_t *schema_number(SchemaUse use, gint64 min, gint64 max, const char *doc)
{
    if (use == SCHEMA_REPLY)
        return with_doc(pattern(INTEGER_PATTERN), doc);
    json_t *number = json_pack("{sssIsI}", "type", "integer", "minimum", (json_int_t)min, "maximum",
                               (json_int_t)max);
    return with_doc(json_pack("{s[oo]}", "anyOf", number, pattern(INTEGER_PATTERN)), doc);
}

static json_t *attribute(json_t *schema)
{
    json_object_set_new(schema, "xml", json_pack("{sb}", "attribute", 1));
    return schema;
}

json_t *schema_array(json_t *item, const char *doc)
{
    return with_doc(json_pack("{ssso}", "type", "array", "items", item), doc);
}

json_t *schema_object(void)
{
    return json_pack("{sss{}}", "type", "object", "properties");
}

json_t *schema_ref(SchemaUse use, const char *doc)
{
    json_t *ref = schema_object();
    schema_add(ref, "id", attribute(use == SCHEMA_REPLY ? typed("string") : pattern(UUID_PATTERN)));
    if (use == SCHEMA_REPLY)
        schema_add(ref, "href", attribute(typed("string")));
    else
        schema_add(ref, "name", typed("string"));
    return with_doc(ref, doc);
}

static json_t *enum_words(const EnumTable *table)
{
    json_t *words = json_array();
    for (int i = 0; i < table->n_words; i++)
        if (table->words[i] != NULL && *table->words[i] != '\0')
            json_array_append_new(words, json_string(table->words[i]));
    return words;
}

json_t *schema_enum(const EnumTable *table)
{
    return json_pack("{ssso}", "type", "string", "enum", enum_words(table));
}

static json_t *text_schema(const Field *field, SchemaUse use)
{
    gint64 min, max;
    field_bounds(field, &min, &max);
    json_t *schema = json_pack("{sssI}", "type", "string", "maxLength", (json_int_t)max);
    if (use == SCHEMA_GIVEN && min > 0)
        json_object_set_new(schema, "minLength", json_integer(min));
    return schema;
}

static json_t *number_schema(const Field *field, SchemaUse use)
{
    gint64 min, max, scale = field->scale != 0 ? field->scale : 1;
    field_bounds(field, &min, &max);
    json_t *number = schema_number(use, min * scale, MIN(max, G_MAXINT64 / scale) * scale, NULL);
    bool may_be_absent = field->initial < field->min;
    if (use == SCHEMA_GIVEN && may_be_absent) /* an empty text clears it */
        json_object_set_new(json_array_get(json_object_get(number, "anyOf"), 1), "pattern",
                            json_string("^(-?[0-9]{1,19})?$"));
    return number;
}

/* Milliseconds in JSON, a date in XML; both are read from either. */
static json_t *time_schema(void)
{
    return json_pack("{s[{sssi}{ssss}]}", "anyOf", "type", "integer", "minimum", 0, "type",
                     "string", "format", "date-time");
}

static json_t *pair_schema(const Field *field)
{
    json_t *schema = schema_object(), *required = json_array();
    for (const char *const *name = field->detail; *name != NULL; name++) {
        schema_add(schema, *name, field->flags & F_TEXTS ? typed("string") : pattern(MAC_PATTERN));
        json_array_append_new(required, json_string(*name));
    }
    json_object_set_new(schema, "required", required);
    return schema;
}

static json_t *record_schema(const char *const *names)
{
    json_t *schema = schema_object();
    for (; *names != NULL; names++)
        schema_add(schema, *names,
                   strcmp(*names, "id") == 0 ? attribute(typed("string")) : typed("string"));
    return schema;
}

static json_t *item_schema(const Field *field, SchemaUse use)
{
    if (field->flags & F_PAIRS)
        return pair_schema(field);
    if (field->flags & F_RECORDS)
        return record_schema(field->detail);
    if (field->flags & F_IDS)
        return schema_ref(use, NULL);
    return field->detail != NULL ? schema_enum(field->detail) : typed("string");
}

static json_t *const_schema(const Field *field)
{
    if (field->shown != NULL) /* in place of another row's value */
        return typed("string");
    json_t *schema = json_pack("{sss[s]}", "type", "string", "enum", (const char *)field->detail);
    return field->flags & F_LIST ? schema_array(schema, NULL) : schema;
}

static json_t *ref_schema(const Field *field, SchemaUse use)
{
    json_t *ref = schema_ref(use, NULL);
    if (field->name_at != 0)
        schema_add(ref, "name", typed("string"));
    return ref;
}

static json_t *value_schema(const Field *field, SchemaUse use)
{
    switch (field->kind) {
    case FIELD_STRING:
        return text_schema(field, use);
    case FIELD_MAC:
        return pattern(use == SCHEMA_REPLY ? MAC_PATTERN : MAC_OR_NONE);
    case FIELD_BOOL:
        return schema_bool(use, NULL);
    case FIELD_INT:
        return number_schema(field, use);
    case FIELD_ENUM:
        return schema_enum(field->detail);
    case FIELD_REF:
        return ref_schema(field, use);
    case FIELD_TIME:
        return time_schema();
    case FIELD_STRINGS:
        return schema_array(item_schema(field, use), NULL);
    case FIELD_CONST:
        return const_schema(field);
    }
    g_assert_not_reached();
}

/* --- entities --------------------------------------------------------------------------------- */

void schema_add(json_t *object, const char *path, json_t *member)
{
    const char *slash = strchr(path, '/');
    json_t *properties = json_object_get(object, "properties");
    if (properties == NULL) {
        properties = json_object();
        json_object_set_new(object, "properties", properties);
    }
    if (slash == NULL) {
        json_object_set_new(properties, path, member);
        return;
    }
    g_autofree char *name = g_strndup(path, (gsize)(slash - path));
    json_t *child = json_object_get(properties, name);
    if (child == NULL) {
        child = schema_object();
        json_object_set_new(properties, name, child);
    }
    schema_add(child, slash + 1, member);
}

static bool is_shown(const Field *field, SchemaUse use)
{
    unsigned hidden = use == SCHEMA_REPLY ? F_INTERNAL | F_SECRET | F_INPUT_ONLY
                                          : F_INTERNAL | F_SECRET | F_ALIAS | F_READONLY;
    return field->path != NULL && !(field->flags & hidden) &&
           (use == SCHEMA_REPLY || field->kind != FIELD_CONST);
}

json_t *schema_of(const EntityType *type, SchemaUse use)
{
    json_t *schema = schema_object();
    json_object_set_new(schema, "xml", json_pack("{ss}", "name", type->element));
    schema_add(schema, "id", attribute(schema_text(NULL)));
    if (use == SCHEMA_REPLY)
        schema_add(schema, "href", attribute(schema_text("Its address.")));
    for (int i = 0; i < type->n_fields; i++) {
        const Field *field = &type->fields[i];
        if (!is_shown(field, use))
            continue;
        json_t *member = with_doc(value_schema(field, use), field->doc);
        schema_add(schema, field->path, field->flags & F_ATTRIBUTE ? attribute(member) : member);
    }
    return schema;
}

json_t *schema_required(const EntityType *type, const char *parent)
{
    json_t *names = json_array();
    for (int i = 0; i < type->n_fields; i++) {
        const Field *field = &type->fields[i];
        if (!(field->flags & F_REQUIRED) || !is_shown(field, SCHEMA_GIVEN) ||
            strchr(field->path, '/') != NULL ||
            (parent != NULL && g_strcmp0(field->column, parent) == 0))
            continue;
        json_array_append_new(names, json_string(field->path));
    }
    if (json_array_size(names) > 0)
        return names;
    json_decref(names);
    return NULL;
}

json_t *schema_list(const EntityType *type, const char *ref)
{
    json_t *list = schema_object();
    json_object_set_new(list, "xml", json_pack("{ss}", "name", type->collection));
    schema_add(list, type->element, schema_array(json_pack("{ss}", "$ref", ref), NULL));
    return list;
}

/* --- searches --------------------------------------------------------------------------------- */

static const char *search_kind(const SearchField *field)
{
    if (field->word != NULL)
        return "bool";
    if (field->field == NULL)
        return "text";
    switch (field->field->kind) {
    case FIELD_BOOL:
        return "bool";
    case FIELD_INT:
        return "number";
    case FIELD_ENUM:
        return "enum";
    case FIELD_TIME:
        return "date";
    case FIELD_STRINGS:
    case FIELD_STRING:
    case FIELD_REF:
    case FIELD_MAC:
    case FIELD_CONST:
        return "text";
    }
    g_assert_not_reached();
}

static void add_search_field(const char *name, const SearchField *field, gpointer data)
{
    json_t *search = data;
    const char *kind = search_kind(field);
    json_t *described = json_pack("{ssss}", "name", name, "kind", kind);
    if (strcmp(kind, "enum") == 0)
        json_object_set_new(described, "values", enum_words(field->field->detail));
    json_array_append_new(json_object_get(search, "fields"), described);
    if (search_field_is_single(field))
        json_array_append_new(json_object_get(search, "sortable"), json_string(name));
}

json_t *schema_search(const EntityType *type)
{
    json_t *search = json_pack("{s[]s[]}", "fields", "sortable");
    search_field_each(type, add_search_field, search);
    return search;
}
