#include "model/bookmark.h"

#define AT(member) FIELD_AT(Bookmark, member)

static const Field fields[] = {
    { AT(name), "name", FIELD_STRING, F_REQUIRED | F_ALWAYS, 1, 40, NULL, "Unique name." },
    { AT(value), "value", FIELD_STRING, F_REQUIRED | F_ALWAYS, 1, 4000, NULL,
      "The search with what it is over: \"Vms: status=up\"." },
};

const EntityType bookmark_type =
    ENTITY_TYPE(Bookmark, fields, .name = "bookmark", .element = "bookmark",
                .collection = "bookmarks", .path = "bookmarks", .title = "Bookmark");
