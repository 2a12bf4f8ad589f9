/* json-path.h - members of nested JSON objects by a path, "virtual_functions_configuration/number".
 * Pure. */
#pragma once

#include <glib.h>
#include <jansson.h>

/* Borrows the value at 'path'; NULL when absent.  An array on the way stands for its first item. */
json_t *json_path_get(json_t *object, const char *path);

/* The value at 'path' as text: strings as they are, numbers and booleans in JSON's words; NULL when
 * absent or not a scalar.  An array of scalars is joined by ", ".  Caller frees. */
char *json_path_text(json_t *object, const char *path);

/* Sets 'path' to the string 'text', making the objects on the way.  When the path ends in "[]" the
 * text is appended to the array there. */
void json_path_set(json_t *object, const char *path, const char *text);
