/* node.h - a small bounded tree of what somebody sent, from XML or JSON alike.
 *
 * Action bodies are read from it directly, entities by read.h.  An XML attribute and a JSON member
 * are both children; a JSON array is its items as siblings of one name; JSON null is an empty
 * element.  No document type, no entities but XML's own five, no network: such input is refused.
 * Pure. */
#pragma once

#include "repr/format.h"

#include <glib.h>
#include <stdbool.h>

typedef struct Node Node;

struct Node {
    char *name;  /* "" for the root in JSON, which has none */
    char *text;  /* never NULL; "" where there are children */
    Node *first; /* child */
    Node *next;  /* sibling */
};

/* Bounds of a document; a member of 0 is the default. */
typedef struct {
    gsize max_size;  /* bytes; 1 MiB */
    guint max_depth; /* 32 */
    guint max_nodes; /* 20000 */
} NodeLimits;

/* Over a bound is ERR_TOO_LARGE, anything else wrong ERR_INVALID with line and column where known.
 * 'limits' NULL: the defaults. */
Node *node_parse(ReprFormat format, const char *bytes, gsize size, const NodeLimits *limits,
                 GError **error);
void node_free(Node *node);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Node, node_free)

/* The first child of that name / the next sibling of the same name; NULL when there is none. */
const Node *node_child(const Node *node, const char *name);
const Node *node_again(const Node *node);

/* The first node at a path below 'node', "vm/placement_policy/hosts/host"; NULL when none. */
const Node *node_find(const Node *node, const char *path);

/* The text there; NULL when there is no such node.  Borrowed. */
const char *node_text(const Node *node, const char *path);

/* Reads a boolean (true t yes y 1, false f no n 0, any case) or a whole number, also "1.000e+00".
 * Leaves '*ret' alone when there is no such node.  ERR_INVALID names the path and what is possible.
 */
bool node_bool(const Node *node, const char *path, bool *ret, GError **error);
bool node_int(const Node *node, const char *path, gint64 min, gint64 max, gint64 *ret,
              GError **error);

/* The same of the node itself, called 'label' in the error. */
bool node_as_bool(const Node *node, const char *label, bool *ret, GError **error);
bool node_as_int(const Node *node, const char *label, gint64 min, gint64 max, gint64 *ret,
                 GError **error);

/* True when it holds nothing: <usages/>, "usages": null. */
bool node_is_empty(const Node *node);
