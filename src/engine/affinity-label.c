/* Rules of affinity labels.  They mark VMs and hosts; where VMs go they do not say. */
#include "engine/crud.h"

#include "model/tag.h"

static bool check(const Crud *crud, const AffinityLabel *label, GError **error)
{
    if (label->has_implicit_affinity_group)
        return fault_set(error, FAULT_LABEL_AFFINITY_GROUP, crud->verb, label->name);
    g_autoptr(AffinityLabel) other =
        crud_other(crud, &affinity_label_type, "name", label->name, label->base.id);
    if (other != NULL)
        return fault_set(error, FAULT_LABEL_NAME_IN_USE, crud->verb, label->name);
    return crud_check_name(crud, label, label->name, true, error);
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
    ret_words[0] = "label";
    ret_words[1] = ((const AffinityLabel *)entity)->name;
}

const CrudRules affinity_label_rules = {
    .type = &affinity_label_type,
    .add.action = ACTION_TAG_MANAGE,
    .add.done = "AFFINITY_LABEL_ADDED",
    .update.action = ACTION_TAG_MANAGE,
    .update.done = "AFFINITY_LABEL_UPDATED",
    .remove.action = ACTION_TAG_MANAGE,
    .remove.done = "AFFINITY_LABEL_REMOVED",
    .before_add = before_add,
    .before_update = before_update,
    .refs = refs,
};
