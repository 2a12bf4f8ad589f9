/* Tags and affinity labels on VMs and hosts: rows that say that one has the other. */
#include "engine/crud.h"

#include "model/host.h"
#include "model/tag.h"
#include "model/vm.h"

#include <string.h>

/* What there is to say of it. */
static const struct Kinds {
    const EntityType *link;
    const char *word;          /* "tag": what is put on ... */
    const char *object_column; /* ... a "vm" or "host" */
    const char *assigned, *unassigned;
} all_kinds[] = {
    { &vm_tag_type, "tag", "vm", "USER_ATTACH_TAG_TO_VM", "USER_DETACH_VM_FROM_TAG" },
    { &host_tag_type, "tag", "host", "USER_ATTACH_TAG_TO_VDS", "USER_DETACH_VDS_FROM_TAG" },
    { &label_vm_type, "label", "vm", "AFFINITY_LABEL_VM_ADDED", "AFFINITY_LABEL_VM_REMOVED" },
    { &label_host_type, "label", "host", "AFFINITY_LABEL_HOST_ADDED",
      "AFFINITY_LABEL_HOST_REMOVED" },
};

static const struct Kinds *kinds_of(const EntityType *link)
{
    for (gsize i = 0; i < G_N_ELEMENTS(all_kinds); i++)
        if (all_kinds[i].link == link)
            return &all_kinds[i];
    g_assert_not_reached();
}

static const Field *side(const EntityType *link, const char *column)
{
    return &link->fields[entity_row_of(link, column)];
}

/* The column of the side that 'owner' is not. */
static const Field *other_side(const EntityType *link, const char *owner)
{
    return strcmp(link->fields[0].column, owner) == 0 ? &link->fields[1] : &link->fields[0];
}

static GPtrArray *find_rows(Store *store, const EntityType *link, const char *owner,
                            const char *owner_id, const char *member_id, GError **error)
{
    const StoreCondition conditions[] = {
        { .column = owner, .text = owner_id },
        { .column = other_side(link, owner)->column, .text = member_id },
    };
    const StoreQuery query = { .conditions = conditions, .n_conditions = 2 };
    return store_list(store, link, &query, error);
}

static bool add_event(const Crud *crud, const Entity *row, const char *kind, GError **error)
{
    const struct Kinds *kinds = kinds_of(row->type);
    const Field *word = side(row->type, kinds->word);
    const char *object = field_string(row, side(row->type, kinds->object_column));
    g_autofree char *name = crud_name(crud->store, word->detail, field_string(row, word));
    EventRefs refs = { .words = EVENT_WORDS(kinds->word, name) };
    if (strcmp(kinds->object_column, "vm") == 0)
        refs.vm = object;
    else
        refs.host = object;
    return event_add(crud->store, crud->caller, kind, &refs, error);
}

/* Both sides must be; what is there already stays as it is. */
static bool assign(const Crud *crud, const EntityType *link, const char *owner,
                   const char *owner_id, const char *ref, char **ret_id, GError **error)
{
    const Field *own = side(link, owner), *other = other_side(link, owner);
    g_autoptr(Entity) holder = store_get(crud->store, own->detail, owner_id, error);
    g_autoptr(Entity) member =
        holder != NULL ? crud_find(crud->store, other->detail, ref, error) : NULL;
    if (member == NULL)
        return false;
    g_autoptr(GPtrArray) rows = find_rows(crud->store, link, owner, owner_id, member->id, error);
    if (rows == NULL)
        return false;
    *ret_id = g_strdup(member->id);
    if (rows->len > 0)
        return true;
    g_autoptr(Entity) row = entity_new(link);
    field_take_string(row, own, g_strdup(owner_id));
    field_take_string(row, other, g_strdup(member->id));
    return store_insert(crud->store, row, error) &&
           add_event(crud, row, kinds_of(link)->assigned, error);
}

static bool unassign(const Crud *crud, const EntityType *link, const char *owner,
                     const char *owner_id, const char *member_id, GError **error)
{
    g_autoptr(GPtrArray) rows = find_rows(crud->store, link, owner, owner_id, member_id, error);
    if (rows == NULL)
        return false;
    if (rows->len == 0) {
        const EntityType *type = other_side(link, owner)->detail;
        return err_set(error, ERR_NOT_FOUND, "%s %s has no %s %s",
                       ((const EntityType *)side(link, owner)->detail)->title, owner_id,
                       type->title, member_id);
    }
    const Entity *row = g_ptr_array_index(rows, 0);
    return add_event(crud, row, kinds_of(link)->unassigned, error) &&
           store_delete(crud->store, link, row->id, error);
}

bool engine_assign(Engine *engine, const Caller *caller, const EntityType *link, const char *owner,
                   const char *owner_id, const char *member, char **ret_id, GError **error)
{
    const Crud crud = { engine, engine->store, caller, "add" };
    if (!permission_check(engine, caller, ACTION_TAG_MANAGE, NULL, NULL, error))
        return false;
    g_autofree char *id = NULL;
    g_autoptr(StoreTxn) txn = store_begin(engine->store, error);
    if (txn == NULL || !assign(&crud, link, owner, owner_id, member, &id, error) ||
        !store_commit(txn, error))
        return false;
    *ret_id = g_steal_pointer(&id);
    return true;
}

bool engine_unassign(Engine *engine, const Caller *caller, const EntityType *link,
                     const char *owner, const char *owner_id, const char *member_id, GError **error)
{
    const Crud crud = { engine, engine->store, caller, "remove" };
    if (!permission_check(engine, caller, ACTION_TAG_MANAGE, NULL, NULL, error))
        return false;
    g_autoptr(StoreTxn) txn = store_begin(engine->store, error);
    return txn != NULL && unassign(&crud, link, owner, owner_id, member_id, error) &&
           store_commit(txn, error);
}
