/* Rules of bookmarks.  What their searches mean is left to who follows them. */
#include "engine/crud.h"

#include "model/bookmark.h"

static bool check(const Crud *crud, const Bookmark *bookmark, GError **error)
{
    g_autoptr(Bookmark) other =
        crud_other(crud, &bookmark_type, "name", bookmark->name, bookmark->base.id);
    if (other != NULL)
        return fault_set(error, FAULT_NAME_ALREADY_USED, crud->verb, bookmark_type.title,
                         bookmark->name, "another bookmark");
    return crud_check_name(crud, bookmark, bookmark->name, false, error);
}

static bool before_add(const Crud *crud, void *entity, GError **error)
{
    return check(crud, entity, error);
}

static bool before_update(const Crud *crud, const void *old, void *entity, GError **error)
{
    return check(crud, entity, error);
}

static void refs(const void *entity, EventRefs *ret_refs, const char **ret_words)
{
    ret_words[0] = "bookmark";
    ret_words[1] = ((const Bookmark *)entity)->name;
}

const CrudRules bookmark_rules = {
    .type = &bookmark_type,
    .add.action = ACTION_BOOKMARK_MANAGE,
    .add.done = "USER_ADD_BOOKMARK",
    .add.failed = "USER_ADD_BOOKMARK_FAILED",
    .update.action = ACTION_BOOKMARK_MANAGE,
    .update.done = "USER_UPDATE_BOOKMARK",
    .update.failed = "USER_UPDATE_BOOKMARK_FAILED",
    .remove.action = ACTION_BOOKMARK_MANAGE,
    .remove.done = "USER_REMOVE_BOOKMARK",
    .remove.failed = "USER_REMOVE_BOOKMARK_FAILED",
    .before_add = before_add,
    .before_update = before_update,
    .refs = refs,
};
