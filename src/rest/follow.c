#include "rest/follow.h"

#include <glib.h>
#include <string.h>

struct Follow {
    char *name;          /* normal; NULL at the root */
    GPtrArray *children; /* of Follow */
};

static Follow *node_new(char *name)
{
    Follow *node = g_new0(Follow, 1);
    node->name = name;
    node->children = g_ptr_array_new_with_free_func((GDestroyNotify)follow_free);
    return node;
}

void follow_free(Follow *follow)
{
    if (follow == NULL)
        return;
    g_free(follow->name);
    g_ptr_array_unref(follow->children);
    g_free(follow);
}

/* "VNIC_Profile " is "vnicprofile". */
static char *normal(const char *name)
{
    GString *text = g_string_new(NULL);
    for (; *name != '\0'; name++)
        if (*name != '_' && !g_ascii_isspace(*name))
            g_string_append_c(text, g_ascii_tolower(*name));
    return g_string_free(text, FALSE);
}

static Follow *find(const Follow *follow, const char *name)
{
    for (guint i = 0; i < follow->children->len; i++) {
        Follow *child = g_ptr_array_index(follow->children, i);
        if (strcmp(child->name, name) == 0)
            return child;
    }
    return NULL;
}

/* Adds one "nics.vnic_profile"; '*left' names may still be added. */
static void add(Follow *root, const char *path, int *left)
{
    g_auto(GStrv) names = g_strsplit(path, ".", FOLLOW_MAX_DEPTH + 1);
    Follow *node = root;
    for (int depth = 0; names[depth] != NULL && depth < FOLLOW_MAX_DEPTH; depth++) {
        char *name = normal(names[depth]);
        Follow *child = find(node, name);
        if (child != NULL || *name == '\0' || *left == 0) {
            g_free(name);
        } else {
            (*left)--;
            child = node_new(name);
            g_ptr_array_add(node->children, child);
        }
        if (child == NULL)
            return;
        node = child;
    }
}

Follow *follow_parse(const char *text)
{
    int left = FOLLOW_MAX_NAMES;
    if (text == NULL || *text == '\0')
        return NULL;
    Follow *root = node_new(NULL);
    g_auto(GStrv) paths = g_strsplit(text, ",", FOLLOW_MAX_NAMES + 1);
    for (int i = 0; paths[i] != NULL && i < FOLLOW_MAX_NAMES; i++)
        add(root, paths[i], &left);
    if (root->children->len > 0)
        return root;
    follow_free(root);
    return NULL;
}

bool follow_has(const Follow *follow, const char *rel, const Follow **ret_next)
{
    if (follow == NULL)
        return false;
    g_autofree char *name = normal(rel);
    const Follow *child = find(follow, name);
    if (child == NULL)
        return false;
    *ret_next = child->children->len > 0 ? child : NULL;
    return true;
}
