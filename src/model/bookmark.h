/* bookmark.h - searches that people keep under a name, for everybody: "Vms: status=up".  Pure data.
 */
#pragma once

#include "model/entity.h"

typedef struct {
    Entity base;
    char *name, *value;
} Bookmark;

extern const EntityType bookmark_type;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Bookmark, entity_free)
