#include "repr/node.h"

#include "base/err.h"
#include "repr/node-build.h"

#include <math.h>
#include <string.h>

static const NodeLimits default_limits = { .max_size = 1 << 20,
                                           .max_depth = 32,
                                           .max_nodes = 20000 };

Node *node_parse(ReprFormat format, const char *bytes, gsize size, const NodeLimits *limits,
                 GError **error)
{
    NodeLimits bounds = limits != NULL ? *limits : default_limits;
    bounds.max_size = bounds.max_size != 0 ? bounds.max_size : default_limits.max_size;
    bounds.max_depth = bounds.max_depth != 0 ? bounds.max_depth : default_limits.max_depth;
    bounds.max_nodes = bounds.max_nodes != 0 ? bounds.max_nodes : default_limits.max_nodes;
    g_assert(bounds.max_size <= G_MAXINT);

    if (size > bounds.max_size)
        return err_null(error, ERR_TOO_LARGE,
                        "The input has %" G_GSIZE_FORMAT " bytes; possible are %" G_GSIZE_FORMAT,
                        size, bounds.max_size);
    if (!g_utf8_validate_len(bytes, size, NULL))
        return err_null(error, ERR_INVALID, "The input is not valid UTF-8");
    g_autoptr(NodeBuild) build = node_build_new(&bounds);
    if (size > 0 && format == REPR_XML)
        node_build_xml(build, bytes, size);
    else if (size > 0)
        node_build_json(build, bytes, size);
    return node_build_finish(build, error);
}

void node_free(Node *node)
{
    while (node != NULL) {
        Node *next = node->next;
        node_free(node->first);
        g_free(node->name);
        g_free(node->text);
        g_free(node);
        node = next;
    }
}

/* The first of 'node' and its siblings whose name is the 'length' bytes at 'name'. */
static const Node *sibling_named(const Node *node, const char *name, gsize length)
{
    for (; node != NULL; node = node->next)
        if (strncmp(node->name, name, length) == 0 && node->name[length] == '\0')
            return node;
    return NULL;
}

const Node *node_child(const Node *node, const char *name)
{
    return sibling_named(node->first, name, strlen(name));
}

const Node *node_again(const Node *node)
{
    return sibling_named(node->next, node->name, strlen(node->name));
}

const Node *node_find(const Node *node, const char *path)
{
    while (node != NULL && *path != '\0') {
        gsize length = strcspn(path, "/");
        node = sibling_named(node->first, path, length);
        path += length + (path[length] == '/');
    }
    return node;
}

const char *node_text(const Node *node, const char *path)
{
    const Node *found = node_find(node, path);
    return found != NULL ? found->text : NULL;
}

bool node_as_bool(const Node *node, const char *label, bool *ret, GError **error)
{
    static const struct {
        const char *word;
        bool value;
    } words[] = {
        { "true", true },   { "t", true },  { "yes", true }, { "y", true },  { "1", true },
        { "false", false }, { "f", false }, { "no", false }, { "n", false }, { "0", false },
    };
    g_autofree char *word = g_strstrip(g_strdup(node->text));
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_ascii_strcasecmp(words[i].word, word) == 0) {
            *ret = words[i].value;
            return true;
        }
    return err_set(error, ERR_INVALID, "%s is \"%.80s\"; possible are true and false", label,
                   node->text);
}

bool node_bool(const Node *node, const char *path, bool *ret, GError **error)
{
    const Node *found = node_find(node, path);
    return found == NULL || node_as_bool(found, path, ret, error) || err_about(error, path);
}

/* Reads a whole number, also one written as a decimal; false when 'text' is none or too large. */
static bool parse_whole(const char *text, gint64 *ret)
{
    if (g_ascii_string_to_signed(text, 10, G_MININT64, G_MAXINT64, ret, NULL))
        return true;
    /* No hexadecimal, no "nan": what strtod() takes beyond decimals. */
    if (*text == '\0' || strspn(text, "0123456789+-.eE") != strlen(text))
        return false;
    char *end;
    double number = g_ascii_strtod(text, &end);
    if (*end != '\0' || !isfinite(number) || number != trunc(number) ||
        fabs(number) > 9007199254740992.0)
        return false;
    *ret = (gint64)number;
    return true;
}

bool node_as_int(const Node *node, const char *label, gint64 min, gint64 max, gint64 *ret,
                 GError **error)
{
    g_autofree char *digits = g_strstrip(g_strdup(node->text));
    gint64 value;
    if (parse_whole(digits, &value) && value >= min && value <= max) {
        *ret = value;
        return true;
    }
    return err_set(error, ERR_INVALID,
                   "%s is \"%.80s\"; possible are whole numbers from %" G_GINT64_FORMAT
                   " to %" G_GINT64_FORMAT,
                   label, node->text, min, max);
}

bool node_int(const Node *node, const char *path, gint64 min, gint64 max, gint64 *ret,
              GError **error)
{
    const Node *found = node_find(node, path);
    return found == NULL || node_as_int(found, path, min, max, ret, error) ||
           err_about(error, path);
}

bool node_is_empty(const Node *node)
{
    return node->first == NULL && node->text[strspn(node->text, " \t\r\n")] == '\0';
}
