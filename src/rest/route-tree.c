#include "rest/routes.h"

#include <string.h>

struct RouteNode {
    char *name;          /* NULL at the root and for a capture */
    GPtrArray *children; /* literal ones, by name */
    RouteNode *capture;  /* matches any segment that no literal child does */
    RouteNode *tail;     /* matches all segments from the first that neither of them does */
    GPtrArray *rows;     /* of const Route, one a method */
};

static RouteNode *node_new(const char *name)
{
    RouteNode *node = g_new0(RouteNode, 1);
    node->name = g_strdup(name);
    node->children = g_ptr_array_new_with_free_func((GDestroyNotify)route_tree_free);
    node->rows = g_ptr_array_new();
    return node;
}

void route_tree_free(RouteNode *node)
{
    if (node == NULL)
        return;
    g_free(node->name);
    g_ptr_array_unref(node->children);
    route_tree_free(node->capture);
    route_tree_free(node->tail);
    g_ptr_array_unref(node->rows);
    g_free(node);
}

static int compare(const void *a, const void *b)
{
    return strcmp((*(RouteNode *const *)a)->name, (*(RouteNode *const *)b)->name);
}

static RouteNode *literal_child(const RouteNode *node, const char *name)
{
    guint low = 0, high = node->children->len;
    while (low < high) {
        guint middle = (low + high) / 2;
        RouteNode *child = node->children->pdata[middle];
        int order = strcmp(name, child->name);
        if (order == 0)
            return child;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

static RouteNode *ensure_child(RouteNode *node, const char *name)
{
    RouteNode **hole = strcmp(name, "{}") == 0    ? &node->capture
                       : strcmp(name, "{*}") == 0 ? &node->tail
                                                  : NULL;
    if (hole != NULL) {
        if (*hole == NULL)
            *hole = node_new(NULL);
        return *hole;
    }
    RouteNode *child = literal_child(node, name);
    if (child == NULL) {
        child = node_new(name);
        g_ptr_array_add(node->children, child);
        g_ptr_array_sort(node->children, compare);
    }
    return child;
}

RouteNode *route_tree_new(const Route *rows, int n_rows)
{
    RouteNode *root = node_new(NULL);
    for (int i = 0; i < n_rows; i++) {
        g_auto(GStrv) segments = g_strsplit(rows[i].pattern, "/", -1);
        RouteNode *node = root;
        for (char **segment = segments + 1; segment[0] != NULL && *segment[0] != '\0'; segment++)
            node = ensure_child(node, *segment);
        g_assert(route_node_row(node, rows[i].method) == NULL);
        g_ptr_array_add(node->rows, (gpointer)(guintptr)&rows[i]);
    }
    return root;
}

const RouteNode *route_node_find(const RouteNode *node, const char *const *segments, int n_segments,
                                 const char **ret_captures)
{
    int n_captures = 0;
    for (int i = 0; i < n_segments; i++) {
        const RouteNode *child = literal_child(node, segments[i]);
        if (child == NULL && node->capture != NULL) {
            child = node->capture;
            g_assert(n_captures < ROUTE_MAX_CAPTURES);
            if (ret_captures != NULL)
                ret_captures[n_captures] = segments[i];
            n_captures++;
        }
        if (child == NULL)
            return node->tail;
        node = child;
    }
    return node;
}

const RouteNode *route_node_child(const RouteNode *node, const char *name)
{
    return strcmp(name, "{}") == 0 ? node->capture : literal_child(node, name);
}

const Route *route_node_row(const RouteNode *node, HttpMethod method)
{
    for (guint i = 0; i < node->rows->len; i++) {
        const Route *row = node->rows->pdata[i];
        if (row->method == method)
            return row;
    }
    return NULL;
}

unsigned route_node_methods(const RouteNode *node)
{
    unsigned methods = node->rows->len > 0 ? HTTP_OPTIONS : 0;
    for (guint i = 0; i < node->rows->len; i++)
        methods |= ((const Route *)node->rows->pdata[i])->method;
    return methods;
}

void route_node_each(const RouteNode *node,
                     void (*each)(const char *name, const RouteNode *child, gpointer data),
                     gpointer data)
{
    for (guint i = 0; i < node->children->len; i++) {
        const RouteNode *child = node->children->pdata[i];
        each(child->name, child, data);
    }
}
