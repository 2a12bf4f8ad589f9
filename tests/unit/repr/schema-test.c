/* What is written of an entity in JSON is what its schema says. */
#include "repr/schema.h"
#include "repr/write.h"
#include "sample.h"

#include <string.h>

static void check(const json_t *value, const json_t *schema, const char *name);

static void check_object(const json_t *value, const json_t *schema)
{
    const json_t *properties = json_object_get(schema, "properties");
    const char *name;
    const json_t *member;
    json_object_foreach((json_t *)value, name, member)
    {
        const json_t *described = json_object_get(properties, name);
        if (described == NULL)
            g_error("no schema of %s", name);
        check(member, described, name);
    }
}

static void check_text(const json_t *value, const json_t *schema, const char *name)
{
    const char *text = json_string_value(value), *pattern;
    const json_t *words = json_object_get(schema, "enum"), *word;
    bool found = words == NULL;
    gsize i;
    json_array_foreach((json_t *)words, i, word)
    {
        found |= strcmp(json_string_value(word), text) == 0;
    }
    if (!found)
        g_error("%s: %s is none of the words", name, text);
    pattern = json_string_value(json_object_get(schema, "pattern"));
    if (pattern != NULL && !g_regex_match_simple(pattern, text, 0, 0))
        g_error("%s: %s does not match %s", name, text, pattern);
}

static void check(const json_t *value, const json_t *schema, const char *name)
{
    const char *type = json_string_value(json_object_get(schema, "type"));
    const json_t *item;
    gsize i;
    if (json_is_object(value)) {
        g_assert_cmpstr(type, ==, "object");
        check_object(value, schema);
    } else if (json_is_array(value)) {
        g_assert_cmpstr(type, ==, "array");
        json_array_foreach((json_t *)value, i, item)
        {
            check(item, json_object_get(schema, "items"), name);
        }
    } else if (json_is_string(value)) {
        g_assert_cmpstr(type, ==, "string");
        check_text(value, schema, name);
    } else {
        g_assert_true(json_is_integer(value)); /* a time */
        g_assert_cmpuint(json_array_size(json_object_get(schema, "anyOf")), ==, 2);
    }
}

static void test_replies(void)
{
    for (int i = 0; sample_types[i] != NULL; i++) {
        g_autoptr(Entity) entity = sample_new(sample_types[i]);
        const ReprContext context = { .format = REPR_JSON, .prefix = "/api", .full = true };
        gsize size;
        g_autofree char *text = repr_write(&context, entity, &size);
        json_t *value = json_loadb(text, size, 0, NULL);
        json_t *schema = schema_of(sample_types[i], SCHEMA_REPLY);
        g_test_message("%s", sample_types[i]->name);
        check(value, schema, sample_types[i]->name);
        json_decref(value);
        json_decref(schema);
    }
}

/* Nothing that is read-only or secret may be sent, and nothing secret is shown. */
static void test_hidden_rows(void)
{
    for (int i = 0; entity_types[i] != NULL; i++) {
        const EntityType *type = entity_types[i];
        json_t *shown = schema_of(type, SCHEMA_REPLY), *given = schema_of(type, SCHEMA_GIVEN);
        for (int row = 0; row < type->n_fields; row++) {
            const Field *field = &type->fields[row];
            if (field->path == NULL || strchr(field->path, '/') != NULL)
                continue;
            const json_t *in = json_object_get(json_object_get(given, "properties"), field->path);
            const json_t *out = json_object_get(json_object_get(shown, "properties"), field->path);
            g_test_message("%s %s", type->name, field->path);
            if (field->flags & (F_READONLY | F_SECRET | F_INTERNAL))
                g_assert_null(in);
            if (field->flags & (F_SECRET | F_INTERNAL | F_INPUT_ONLY))
                g_assert_null(out);
        }
        json_decref(shown);
        json_decref(given);
    }
}

static void test_required(void)
{
    const EntityType *nic = entity_type_find("vm_nic"), *event = entity_type_find("event");
    json_t *names = schema_required(nic, "vm");
    g_assert_cmpuint(json_array_size(names), ==, 1);
    g_assert_cmpstr(json_string_value(json_array_get(names, 0)), ==, "name");
    json_decref(names);
    names = schema_required(entity_type_find("network"), "data_center");
    g_assert_cmpuint(json_array_size(names), ==, 1);
    json_decref(names);
    json_decref(schema_required(event, NULL));
}

static void test_bounds(void)
{
    json_t *schema = schema_of(entity_type_find("vm"), SCHEMA_GIVEN);
    const json_t *memory = json_object_get(json_object_get(schema, "properties"), "memory");
    const json_t *number = json_array_get(json_object_get(memory, "anyOf"), 0);
    g_assert_cmpint(json_integer_value(json_object_get(number, "minimum")), ==, 1 << 20);
    json_decref(schema);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/schema/replies", test_replies);
    g_test_add_func("/schema/hidden-rows", test_hidden_rows);
    g_test_add_func("/schema/required", test_required);
    g_test_add_func("/schema/bounds", test_bounds);
    return g_test_run();
}
