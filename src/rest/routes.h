/* routes.h - everything that can be asked over HTTP: one table of rows, and the tree over it.
 *
 * Sub-collection and action links of the API are the tree's own branches: a link is published
 * exactly when its route exists.  Pure but for the handlers. */
#pragma once

#include "model/entity.h"
#include "rest/http.h"

typedef struct Call Call;

/* Answers one call; on false '*error' is turned into a fault. */
typedef bool (*RouteHandler)(Call *call, GError **error);

/* What the body of a request is. */
typedef enum {
    BODY_NONE,   /* ignored */
    BODY_ENTITY, /* of the route's type, XML or JSON */
    BODY_ACTION, /* <action>…</action>, XML or JSON; may be missing */
    BODY_RAW,    /* the handler's own business */
} RouteBody;

enum {
    ROUTE_ACTION = 1 << 0,     /* linked under <actions>; a fault comes inside <action> */
    ROUTE_MAY_WAIT = 1 << 1,   /* a GET that does more than read the store */
    ROUTE_SEARCHABLE = 1 << 2, /* takes 'search'; also linked as "x/search" */
    ROUTE_STREAM = 1 << 3,     /* can answer with a stream of events */
    ROUTE_PLAIN = 1 << 4,      /* no XML or JSON negotiation, faults are short texts */
    ROUTE_BARE_FAULT = 1 << 5, /* an action whose fault comes outside of <action> */
    ROUTE_PF_ONLY = 1 << 6,    /* linked on host NICs that are PFs only */
    ROUTE_ELSEWHERE = 1 << 7,  /* shows a type whose own place is another path */
    ROUTE_PAGE = 1 << 8,       /* for people in a browser: not in the API's description */
};

#define ROUTE_MAX_CAPTURES 4

typedef struct {
    HttpMethod method;
    const char *pattern;    /* "/ovirt-engine/api/vms/{}": {} matches one segment, a last {*}
                             * whatever else begins so: one or more */
    const char *permission; /* permit that the use case checks; NULL: open to anyone */
    RouteHandler handler;
    const EntityType *type; /* what is listed, shown, made or removed; NULL: none */
    const char *parent;     /* its reference to what the path puts it under; NULL: top level */
    RouteBody body;
    unsigned flags;
} Route;

extern const Route routes[];
extern const int n_routes;

/* One path segment of the tree. */
typedef struct RouteNode RouteNode;

/* The tree over 'rows', which must outlive it. */
RouteNode *route_tree_new(const Route *rows, int n_rows);
void route_tree_free(RouteNode *root);

/* Walks 'segments' down from 'node', by the literal before {} before {*} and never back; NULL when
 * no route begins so.  What {} matched goes to 'ret_captures' (may be NULL), borrowed from
 * 'segments'. */
const RouteNode *route_node_find(const RouteNode *node, const char *const *segments, int n_segments,
                                 const char **ret_captures);

/* The literal child 'name', or the capture child for "{}"; NULL when there is none. */
const RouteNode *route_node_child(const RouteNode *node, const char *name);

/* The row for 'method' at exactly 'node'; NULL when there is none. */
const Route *route_node_row(const RouteNode *node, HttpMethod method);

/* The set of methods that 'node' has, with OPTIONS; 0 when it is only on the way to others. */
unsigned route_node_methods(const RouteNode *node);

/* Calls 'each' for every literal child of 'node', sorted by name: the links. */
void route_node_each(const RouteNode *node,
                     void (*each)(const char *name, const RouteNode *child, gpointer data),
                     gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(RouteNode, route_tree_free)
