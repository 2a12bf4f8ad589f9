/* write.h - entities to XML or JSON, by walking their field tables.
 *
 * What the tables cannot know (links, actions, inlined children) the caller adds through the
 * functions of the context.  Pure. */
#pragma once

#include "model/entity.h"
#include "repr/emit.h"

/* A <link>: 'rel', and where it leads: below the entity's own address, or, with a leading '/',
 * below the API's root.  'path' NULL: as 'rel'. */
typedef struct {
    const char *rel, *path;
} ReprLink;

typedef struct {
    ReprFormat format;
    const char *prefix; /* the API's root, "/ovirt-engine/api" */
    bool full;          /* all_content */
    /* Address of the collection that entities are shown under, for those that are shown under more
     * than one, "/ovirt-engine/api/clusters/1/networks"; NULL: their own. */
    const char *collection_href;
    /* Rows ended by a 'rel' of NULL; a member or a result of NULL: none. */
    const ReprLink *(*links)(const void *entity, gpointer data);
    const ReprLink *(*actions)(const void *entity, gpointer data);
    /* Writes further children of 'entity', whose element is open; NULL: none. */
    void (*extra)(Emit *emit, const void *entity, gpointer data);
    gpointer data;
    /* Writes, in place of a link or a reference 'name' (ends at a NUL or a '/') to 'href', what is
     * there; false: it stays.  NULL: all stay. */
    bool (*inlined)(Emit *emit, const char *name, const char *href, gpointer data);
    gpointer inlined_data;
} ReprContext;

/* A whole document: one entity; a collection of them ('type' names it when it is empty). */
char *repr_write(const ReprContext *context, const void *entity, gsize *ret_size);
char *repr_write_list(const ReprContext *context, const EntityType *type, const GPtrArray *entities,
                      gsize *ret_size);

/* The same into an open document: the entity as an element or list item. */
void repr_emit(const ReprContext *context, Emit *emit, const void *entity);

/* <element id= href=/>: a reference to the entity of 'type' with that id.  'from' is the entity
 * that it is written in, which knows the parents of nested ones; NULL: none. */
void repr_emit_ref(const ReprContext *context, Emit *emit, const char *element,
                   const EntityType *type, const char *id, const void *from);

/* <link href= rel=/> of a list of links; 'base' is put before relative paths. */
void repr_emit_links(const ReprContext *context, Emit *emit, const char *base,
                     const ReprLink *links);

/* Address of 'entity', for Location; NULL when it has none.  Caller frees. */
char *repr_href(const ReprContext *context, const void *entity);

/* <fault>; 'detail' may be NULL. */
char *repr_write_fault(ReprFormat format, const char *reason, const char *detail, gsize *ret_size);
void repr_emit_fault(Emit *emit, const char *reason, const char *detail);
