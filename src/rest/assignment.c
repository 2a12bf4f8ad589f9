/* Tags and affinity labels of VMs and hosts, and VMs and hosts of labels: collections of what lives
 * elsewhere. */
#include "rest/handlers.h"

#include "model/host.h"
#include "model/tag.h"
#include "model/vm.h"

#include <string.h>

/* One row a collection, by the end of its path. */
typedef struct {
    const char *path; /* below the API, with {} */
    const EntityType *link;
    const char *owner, *member; /* columns of 'link' */
    bool refs_only;             /* items are shown as references */
} Assigned;

static const Assigned all_assigned[] = {
    { "/vms/{}/tags", &vm_tag_type, "vm", "tag", false },
    { "/hosts/{}/tags", &host_tag_type, "host", "tag", false },
    { "/vms/{}/affinitylabels", &label_vm_type, "vm", "label", false },
    { "/hosts/{}/affinitylabels", &label_host_type, "host", "label", false },
    { "/affinitylabels/{}/vms", &label_vm_type, "label", "vm", true },
    { "/affinitylabels/{}/hosts", &label_host_type, "label", "host", true },
};

static const Assigned *find(const Call *call)
{
    const char *path = call->route->pattern + strlen(API_PREFIX);
    for (gsize i = 0; i < G_N_ELEMENTS(all_assigned); i++)
        if (g_str_has_prefix(path, all_assigned[i].path))
            return &all_assigned[i];
    g_assert_not_reached();
}

static const EntityType *type_of(const Assigned *it, const char *column)
{
    return it->link->fields[entity_row_of(it->link, column)].detail;
}

static const char *owner_id(const Call *call)
{
    return call->captures[0];
}

/* The entities in the collection; NULL also when there is no such owner. */
static GPtrArray *list_members(Call *call, const Assigned *it, GError **error)
{
    g_autoptr(Entity) owner =
        engine_get(call->engine, &call->caller, type_of(it, it->owner), owner_id(call), error);
    if (owner == NULL)
        return NULL;
    const StoreCondition condition = { .column = it->owner, .text = owner->id };
    const StoreQuery query = { .conditions = &condition, .n_conditions = 1 };
    g_autoptr(GPtrArray) rows =
        engine_list(call->engine, &call->caller, it->link, NULL, &query, error);
    if (rows == NULL)
        return NULL;
    g_autoptr(GPtrArray) members = g_ptr_array_new_with_free_func(entity_free);
    const Field *field = &it->link->fields[entity_row_of(it->link, it->member)];
    for (guint i = 0; i < rows->len; i++) {
        Entity *member = engine_get(call->engine, &call->caller, field->detail,
                                    field_string(rows->pdata[i], field), NULL);
        if (member != NULL)
            g_ptr_array_add(members, member);
    }
    return g_steal_pointer(&members);
}

static ReprContext context_of(Call *call, char **ret_href)
{
    const char *path = call->route->pattern + strlen(API_PREFIX);
    g_auto(GStrv) parts = g_strsplit(path + 1, "/", -1);
    *ret_href = g_strdup_printf("%s/%s/%s/%s", call->prefix, parts[0], owner_id(call), parts[2]);
    ReprContext context = call_context(call);
    context.collection_href = *ret_href;
    context.links = context.actions = NULL; /* they lie below the thing's own address */
    return context;
}

static void emit_refs(Call *call, const EntityType *type, const GPtrArray *members)
{
    const ReprContext context = call_context(call);
    Emit *emit = emit_new(call->format);
    emit_open(emit, type->collection);
    if (members->len > 0)
        emit_open_list(emit, type->element);
    for (guint i = 0; i < members->len; i++)
        repr_emit_ref(&context, emit, type->element, type, ((Entity *)members->pdata[i])->id, NULL);
    if (members->len > 0)
        emit_close_list(emit);
    emit_close(emit);
    call_take_reply(call, 200, emit);
}

bool assigned_list(Call *call, GError **error)
{
    const Assigned *it = find(call);
    g_autoptr(GPtrArray) members = list_members(call, it, error);
    if (members == NULL)
        return false;
    if (it->refs_only) {
        emit_refs(call, type_of(it, it->member), members);
        return true;
    }
    g_autofree char *href = NULL;
    const ReprContext context = context_of(call, &href);
    gsize size;
    char *text = repr_write_list(&context, type_of(it, it->member), members, &size);
    call_reply_text(call, 200, media_name(call->media), text);
    return true;
}

static bool reply_member(Call *call, const Assigned *it, unsigned status, const char *id,
                         GError **error)
{
    g_autoptr(GPtrArray) members = list_members(call, it, error);
    for (guint i = 0; members != NULL && i < members->len; i++) {
        if (strcmp(((Entity *)members->pdata[i])->id, id) != 0)
            continue;
        g_autofree char *href = NULL;
        const ReprContext context = context_of(call, &href);
        gsize size;
        char *text = repr_write(&context, members->pdata[i], &size);
        call_reply_text(call, status, media_name(call->media), text);
        return true;
    }
    return members != NULL &&
           err_set(error, ERR_NOT_FOUND, "%s %s has no %s %s", type_of(it, it->owner)->title,
                   owner_id(call), type_of(it, it->member)->title, id);
}

bool assigned_get(Call *call, GError **error)
{
    return reply_member(call, find(call), 200, call_id(call), error);
}

bool assigned_add(Call *call, GError **error)
{
    const Assigned *it = find(call);
    if (call_need_body(call, error) == NULL)
        return false;
    const char *id = call_text(call, "id"), *name = call_text(call, "name");
    const char *ref = id != NULL ? id : name;
    if (ref == NULL)
        return refuse(error, REFUSAL_INCOMPLETE, "%s [id|name] required for add",
                      type_of(it, it->member)->title);
    g_autofree char *member = NULL;
    return engine_assign(call->engine, &call->caller, it->link, it->owner, owner_id(call), ref,
                         &member, error) &&
           reply_member(call, it, 201, member, error);
}

bool assigned_remove(Call *call, GError **error)
{
    const Assigned *it = find(call);
    if (!engine_unassign(call->engine, &call->caller, it->link, it->owner, owner_id(call),
                         call_id(call), error))
        return false;
    call_reply_action(call, NULL, NULL, NULL);
    return true;
}
