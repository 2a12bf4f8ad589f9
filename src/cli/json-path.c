#include "cli/json-path.h"

#include <string.h>

json_t *json_path_get(json_t *object, const char *path)
{
    g_auto(GStrv) parts = g_strsplit(path, "/", -1);
    json_t *value = object;
    for (char **part = parts; *part != NULL && value != NULL; part++) {
        if (json_is_array(value))
            value = json_array_get(value, 0);
        value = json_object_get(value, *part);
    }
    return value;
}

static char *scalar_text(json_t *value)
{
    if (json_is_string(value))
        return g_strdup(json_string_value(value));
    if (json_is_integer(value))
        return g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
    if (json_is_real(value))
        return g_strdup_printf("%g", json_real_value(value));
    if (json_is_boolean(value))
        return g_strdup(json_is_true(value) ? "true" : "false");
    return NULL;
}

char *json_path_text(json_t *object, const char *path)
{
    json_t *value = json_path_get(object, path);
    if (!json_is_array(value))
        return scalar_text(value);
    g_autoptr(GString) joined = g_string_new(NULL);
    json_t *item;
    size_t i;
    json_array_foreach(value, i, item)
    {
        g_autofree char *text = scalar_text(item);
        if (text != NULL)
            g_string_append_printf(joined, "%s%s", joined->len > 0 ? ", " : "", text);
    }
    return g_string_free(g_steal_pointer(&joined), FALSE);
}

static json_t *ensure_object(json_t *object, const char *name)
{
    json_t *value = json_object_get(object, name);
    if (!json_is_object(value)) {
        value = json_object();
        json_object_set_new(object, name, value);
    }
    return value;
}

void json_path_set(json_t *object, const char *path, const char *text)
{
    g_auto(GStrv) parts = g_strsplit(path, "/", -1);
    guint n = g_strv_length(parts);
    for (guint i = 0; i + 1 < n; i++)
        object = ensure_object(object, parts[i]);

    char *last = parts[n - 1];
    if (!g_str_has_suffix(last, "[]")) {
        json_object_set_new(object, last, json_string(text));
        return;
    }
    last[strlen(last) - 2] = '\0';
    json_t *array = json_object_get(object, last);
    if (!json_is_array(array)) {
        array = json_array();
        json_object_set_new(object, last, array);
    }
    json_array_append_new(array, json_string(text));
}
