/* Rules of tags, which form a tree under the root. */
#include "engine/crud.h"

#include "model/tag.h"

#include <string.h>

#define MAX_DEPTH 100

static bool check_name(const Crud *crud, const Tag *tag, GError **error)
{
    g_autoptr(Tag) other = crud_other(crud, &tag_type, "name", tag->name, tag->base.id);
    if (other != NULL)
        return fault_set(error, FAULT_TAG_NAME_IN_USE, crud->verb, tag->name);
    return crud_check_name(crud, tag, tag->name, true, error);
}

/* Up from where it is to be, it must not come by itself. */
static bool check_parent(const Crud *crud, const Tag *tag, GError **error)
{
    g_autofree char *id = g_strdup(tag->parent);
    for (int depth = 0; id != NULL && depth < MAX_DEPTH; depth++) {
        if (g_strcmp0(id, tag->base.id) == 0)
            break;
        g_autoptr(Tag) parent = store_get(crud->store, &tag_type, id, error);
        if (parent == NULL)
            return false;
        g_free(id);
        id = g_strdup(parent->parent);
    }
    return id == NULL || fault_set(error, FAULT_TAG_LOOP, crud->verb, tag->name);
}

static bool before_add(const Crud *crud, void *entity, GError **error)
{
    Tag *tag = entity;
    if (tag->parent == NULL)
        tag->parent = g_strdup(TAG_ROOT_ID);
    return check_name(crud, tag, error) && check_parent(crud, tag, error);
}

static bool check_not_root(const Crud *crud, const Tag *tag, GError **error)
{
    return strcmp(tag->base.id, TAG_ROOT_ID) != 0 ||
           fault_set(error, FAULT_TAG_ROOT, crud->verb, tag->name);
}

static bool before_update(const Crud *crud, const void *old, void *entity, GError **error)
{
    Tag *tag = entity;
    if (entity_equal(old, tag))
        return true;
    if (!check_not_root(crud, old, error))
        return false;
    if (tag->parent == NULL)
        tag->parent = g_strdup(TAG_ROOT_ID);
    return check_name(crud, tag, error) && check_parent(crud, tag, error);
}

/* Those under it go with it. */
static bool before_remove(const Crud *crud, const void *entity, GError **error)
{
    return check_not_root(crud, entity, error);
}

static void refs(const void *entity, EventRefs *ret_refs, const char **ret_words)
{
    ret_words[0] = "tag";
    ret_words[1] = ((const Tag *)entity)->name;
}

const CrudRules tag_rules = {
    .type = &tag_type,
    .add.action = ACTION_TAG_MANAGE,
    .add.done = "USER_ADD_TAG",
    .add.failed = "USER_ADD_TAG_FAILED",
    .update.action = ACTION_TAG_MANAGE,
    .update.done = "USER_UPDATE_TAG",
    .update.failed = "USER_UPDATE_TAG_FAILED",
    .remove.action = ACTION_TAG_MANAGE,
    .remove.done = "USER_REMOVE_TAG",
    .remove.failed = "USER_REMOVE_TAG_FAILED",
    .before_add = before_add,
    .before_update = before_update,
    .before_remove = before_remove,
    .refs = refs,
};
