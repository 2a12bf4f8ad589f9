/* read.h - XML or JSON to entities, by walking their field tables.
 *
 * Clients send whole replies back: what a row is not there for, links, actions, href and rows that
 * are read-only are skipped.  What is wrong is refused with the path of its row; bounds of numbers
 * and words of enumerations are checked here, the rest by entity_validate().
 *
 * An element that is there but empty clears (<vnic_profile/>, <usages/>, <vlan/>), one that is not
 * there keeps.  Pure. */
#pragma once

#include "model/entity.h"
#include "repr/node.h"

typedef struct {
    Entity *entity; /* with the rows that were given marked; its id is the body's, or NULL */
    /* References that were given by name only: column -> name.  Such a row is marked as
     * given and empty until somebody resolves it; a list of ids holds names among the ids. */
    GHashTable *refs_by_name;
} ReprInput;

typedef enum {
    REPR_FROM_CLIENT, /* read-only rows are skipped */
    REPR_FROM_SERVER, /* a reply: every row that is represented is read */
} ReprOrigin;

/* A body: the root must be the type's element (JSON roots have no name). */
ReprInput *repr_read(const EntityType *type, ReprFormat format, ReprOrigin origin,
                     const char *bytes, gsize size, GError **error);

/* The same from a part of a tree, whatever its name. */
ReprInput *repr_read_node(const EntityType *type, ReprOrigin origin, const Node *node,
                          GError **error);

void repr_input_free(ReprInput *input);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReprInput, repr_input_free)
