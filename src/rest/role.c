/* Permits of roles, and the levels of clusters, which list all permits there are. */
#include "rest/handlers.h"

#include "model/catalogue.h"
#include "model/permit.h"
#include "model/role.h"

#include <string.h>

static const char *role_id(const Call *call)
{
    return call->captures[0];
}

static GPtrArray *list(Call *call, GError **error)
{
    g_autoptr(Role) role =
        engine_get(call->engine, &call->caller, &role_type, role_id(call), error);
    if (role == NULL)
        return NULL;
    GPtrArray *permits = g_ptr_array_new_with_free_func(entity_free);
    for (int i = 0; role->permits != NULL && role->permits[i] != NULL; i++) {
        int place = permit_find(role->permits[i]);
        if (place >= 0)
            g_ptr_array_add(permits, permit_new(place, role->base.id));
    }
    return permits;
}

bool role_permit_list(Call *call, GError **error)
{
    g_autoptr(GPtrArray) permits = list(call, error);
    if (permits == NULL)
        return false;
    call_reply_list(call, &permit_type, permits);
    return true;
}

/* The permit that the role holds by that number or name. */
static bool reply_one(Call *call, unsigned status, const char *ref, GError **error)
{
    g_autoptr(GPtrArray) permits = list(call, error);
    int place = permit_find(ref);
    for (guint i = 0; permits != NULL && place >= 0 && i < permits->len; i++) {
        const Permit *permit = g_ptr_array_index(permits, i);
        if (strcmp(permit->name, permit_kinds[place].name) == 0) {
            call_reply_entity(call, status, permit);
            return true;
        }
    }
    return permits != NULL &&
           err_set(error, ERR_NOT_FOUND, "Role %s has no permit %.80s", role_id(call), ref);
}

bool role_permit_get(Call *call, GError **error)
{
    return reply_one(call, 200, call_id(call), error);
}

bool role_permit_add(Call *call, GError **error)
{
    if (call_need_body(call, error) == NULL)
        return false;
    const char *id = call_text(call, "id"), *name = call_text(call, "name");
    const char *ref = id != NULL ? id : name;
    if (ref == NULL)
        return refuse(error, REFUSAL_INCOMPLETE, "Permit [id|name] required for add");
    return engine_role_set_permit(call->engine, &call->caller, role_id(call), ref, true, error) &&
           reply_one(call, 201, ref, error);
}

bool role_permit_remove(Call *call, GError **error)
{
    if (!engine_role_set_permit(call->engine, &call->caller, role_id(call), call_id(call), false,
                                error))
        return false;
    call_reply_action(call, NULL, NULL, NULL);
    return true;
}

/* --- levels of clusters ----------------------------------------------------------------------- */

static void emit_permits(Emit *emit)
{
    emit_open(emit, "permits");
    emit_open_list(emit, "permit");
    for (int i = 0; i < n_permit_kinds; i++) {
        g_autofree char *id = g_strdup_printf("%d", permit_kinds[i].id);
        emit_open(emit, "permit");
        emit_attribute(emit, "id", id);
        emit_bool(emit, "administrative", permit_kinds[i].administrative);
        emit_text(emit, "name", permit_kinds[i].name);
        emit_close(emit);
    }
    emit_close_list(emit);
    emit_close(emit);
}

static void emit_level_part(Emit *emit, const void *entity, gpointer data)
{
    emit_permits(emit);
}

bool cluster_level_list(Call *call, GError **error)
{
    g_autoptr(GPtrArray) levels =
        engine_list(call->engine, &call->caller, &cluster_level_type, NULL, NULL, error);
    if (levels == NULL)
        return false;
    const GPtrArray first = { levels->pdata, call_limit(call, levels->len) };
    ReprContext context = call_context(call);
    context.extra = emit_level_part;
    gsize size;
    call_reply_text(call, 200, media_name(call->media),
                    repr_write_list(&context, &cluster_level_type, &first, &size));
    return true;
}

bool cluster_level_get(Call *call, GError **error)
{
    g_autoptr(Entity) level =
        engine_get(call->engine, &call->caller, &cluster_level_type, call_id(call), error);
    if (level == NULL)
        return false;
    ReprContext context = call_context(call);
    context.extra = emit_level_part;
    gsize size;
    call_reply_text(call, 200, media_name(call->media), repr_write(&context, level, &size));
    return true;
}
