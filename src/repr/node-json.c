#include "repr/node-build.h"

#include "base/err.h"

#include <jansson.h>
#include <string.h>

static void build_value(NodeBuild *build, const char *name, json_t *value);

static void build_text(NodeBuild *build, const char *text)
{
    node_build_text(build, text, strlen(text));
}

static void build_number(NodeBuild *build, const json_t *value)
{
    char digits[G_ASCII_DTOSTR_BUF_SIZE];
    if (json_is_integer(value))
        g_snprintf(digits, sizeof(digits), "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else
        g_ascii_dtostr(digits, sizeof(digits), json_real_value(value));
    build_text(build, digits);
}

static void build_content(NodeBuild *build, json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT: {
        const char *name;
        json_t *member;
        json_object_foreach(value, name, member) build_value(build, name, member);
        return;
    }
    case JSON_STRING:
        build_text(build, json_string_value(value));
        return;
    case JSON_INTEGER:
    case JSON_REAL:
        build_number(build, value);
        return;
    case JSON_TRUE:
    case JSON_FALSE:
        build_text(build, json_is_true(value) ? "true" : "false");
        return;
    case JSON_NULL:
        return;
    case JSON_ARRAY:
        node_build_fail(build, ERR_INVALID, "An array stands where one value is expected");
        return;
    }
    g_assert_not_reached();
}

static void build_one(NodeBuild *build, const char *name, json_t *value)
{
    if (node_build_open(build, name)) {
        build_content(build, value);
        node_build_close(build);
    }
}

static void build_value(NodeBuild *build, const char *name, json_t *value)
{
    if (!json_is_array(value)) {
        build_one(build, name, value);
        return;
    }
    size_t i;
    json_t *item;
    json_array_foreach(value, i, item)
    {
        if (node_build_failed(build))
            return;
        build_one(build, name, item);
    }
}

void node_build_json(NodeBuild *build, const char *bytes, gsize size)
{
    json_error_t failure;
    json_t *root = json_loadb(bytes, size, JSON_REJECT_DUPLICATES, &failure);
    if (root == NULL)
        node_build_fail(build, ERR_INVALID, "Malformed JSON in line %d, column %d: %s",
                        failure.line, failure.column, failure.text);
    else if (!json_is_object(root))
        node_build_fail(build, ERR_INVALID, "The input is not a JSON object");
    else
        build_one(build, "", root);
    json_decref(root);
}
