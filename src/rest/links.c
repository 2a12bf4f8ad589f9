#include "rest/links.h"

#include "model/host-nic.h"

#include <string.h>

/* Those of one type; [0] of any entity, [1] of a host NIC that is a PF. */
typedef struct {
    GArray *links[2], *actions[2]; /* of ReprLink, ended by an empty one */
} TypeLinks;

struct Links {
    GHashTable *types; /* EntityType -> TypeLinks */
    GArray *root;
    GStringChunk *texts;
};

static GArray *link_array_new(void)
{
    return g_array_new(TRUE, TRUE, sizeof(ReprLink));
}

static void type_links_free(gpointer data)
{
    TypeLinks *type = data;
    for (int i = 0; i < 2; i++) {
        g_array_unref(type->links[i]);
        g_array_unref(type->actions[i]);
    }
    g_free(type);
}

static void add_link(GArray *array, const char *rel, const char *path)
{
    ReprLink link = { rel, path };
    g_array_append_val(array, link);
}

static void add_child(const char *name, const RouteNode *child, gpointer data)
{
    TypeLinks *type = data;
    const Route *get = route_node_row(child, HTTP_GET), *post = route_node_row(child, HTTP_POST);
    bool action = post != NULL && (post->flags & ROUTE_ACTION) != 0;
    if (get == NULL && !action)
        return;
    const Route *row = action ? post : get;
    for (int pf = row->flags & ROUTE_PF_ONLY ? 1 : 0; pf < 2; pf++)
        add_link(action ? type->actions[pf] : type->links[pf], name, NULL);
}

/* An item whose GET shows a type at that type's own place: under its path, or its parent's. */
static bool is_own_place(const char *collection, const Route *get)
{
    return get != NULL && get->type != NULL && (get->flags & ROUTE_ELSEWHERE) == 0 &&
           g_strcmp0(get->type->path, collection) == 0;
}

static void add_collection(const char *name, const RouteNode *child, gpointer data)
{
    Links *links = data;
    const RouteNode *item = route_node_child(child, "{}");
    const Route *get = item != NULL ? route_node_row(item, HTTP_GET) : NULL;
    if (is_own_place(name, get)) {
        TypeLinks *type = g_new0(TypeLinks, 1);
        for (int i = 0; i < 2; i++) {
            type->links[i] = link_array_new();
            type->actions[i] = link_array_new();
        }
        route_node_each(item, add_child, type);
        g_hash_table_replace(links->types, (gpointer)(guintptr)get->type, type);
    }
    if (item != NULL)
        route_node_each(item, add_collection, links);
}

static void add_root(const char *name, const RouteNode *child, gpointer data)
{
    Links *links = data;
    const Route *get = route_node_row(child, HTTP_GET);
    if (get == NULL || (get->flags & ROUTE_PLAIN) != 0)
        return;
    add_link(links->root, name, NULL);
    if ((get->flags & ROUTE_SEARCHABLE) == 0)
        return;
    /* The template ends the address: libgovirt replaces its tail. */
    g_autofree char *rel = g_strconcat(name, "/search", NULL);
    g_autofree char *path = g_strconcat(
        "/", name, get->flags & ROUTE_STREAM ? ";from={event_id}" : "", "?search={query}", NULL);
    add_link(links->root, g_string_chunk_insert(links->texts, rel),
             g_string_chunk_insert(links->texts, path));
}

Links *links_new(const RouteNode *api)
{
    Links *links = g_new0(Links, 1);
    links->types = g_hash_table_new_full(NULL, NULL, NULL, type_links_free);
    links->root = link_array_new();
    links->texts = g_string_chunk_new(256);
    route_node_each(api, add_root, links);
    route_node_each(api, add_collection, links);
    return links;
}

void links_free(Links *links)
{
    if (links == NULL)
        return;
    g_hash_table_unref(links->types);
    g_array_unref(links->root);
    g_string_chunk_free(links->texts);
    g_free(links);
}

static const TypeLinks *find(const Links *links, const void *entity, int *ret_pf)
{
    const EntityType *type = ((const Entity *)entity)->type;
    *ret_pf = type == &host_nic_type && host_nic_is_pf(entity);
    return g_hash_table_lookup(links->types, type);
}

static const ReprLink *rows(const GArray *array)
{
    return array->len > 0 ? (const ReprLink *)(gconstpointer)array->data : NULL;
}

const ReprLink *links_of(const Links *links, const void *entity)
{
    int pf;
    const TypeLinks *type = find(links, entity, &pf);
    return type != NULL ? rows(type->links[pf]) : NULL;
}

const ReprLink *links_actions_of(const Links *links, const void *entity)
{
    int pf;
    const TypeLinks *type = find(links, entity, &pf);
    return type != NULL ? rows(type->actions[pf]) : NULL;
}

const ReprLink *links_root(const Links *links)
{
    return rows(links->root);
}
