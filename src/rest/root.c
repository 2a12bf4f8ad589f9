/* The root of the API. */
#include "rest/handlers.h"

#include "model/tag.h"
#include "model/host.h"
#include "model/vm.h"
#include "rest/vf-counts.h"

#include <string.h>

/* The page is large and changes with the program only: who has it asks whether it is that still. */
bool openapi_get(Call *call, GError **error)
{
    bool known = http_request_knows(call->request, call->api->openapi_tag);
    call->reply = http_reply_new(known ? 304 : 200);
    http_reply_add_header(call->reply, "ETag", call->api->openapi_tag);
    if (known)
        return true;
    call->reply->content_type = media_name(MEDIA_JSON);
    call->reply->body = g_bytes_ref(call->api->openapi);
    return true;
}

static void emit_int_text(Emit *emit, const char *name, const char *value)
{
    emit_int(emit, name, g_ascii_strtoll(value, NULL, 10));
}

static void emit_product(Emit *emit)
{
    g_auto(GStrv) version = g_strsplit(BERTH_OVIRT_VERSION, ".", 3);
    emit_open(emit, "product_info");
    emit_text(emit, "name", "Berth");
    emit_text(emit, "vendor", "Berth");
    emit_open(emit, "version");
    emit_int_text(emit, "build", version[2]);
    emit_text(emit, "full_version", BERTH_OVIRT_VERSION "-berth-" BERTH_VERSION);
    emit_int_text(emit, "major", version[0]);
    emit_int_text(emit, "minor", version[1]);
    emit_int(emit, "revision", 0);
    emit_close(emit);
    emit_close(emit);
}

static bool emit_count(Call *call, Emit *emit, const char *name, const EntityType *type,
                       const StoreCondition *active, GError **error)
{
    Store *store = engine_store(call->engine);
    const StoreQuery query = { .conditions = active, .n_conditions = active != NULL ? 1 : 0 };
    gint64 total = store_count(store, type, NULL, error);
    gint64 n_active = total >= 0 ? store_count(store, type, &query, error) : -1;
    if (n_active < 0)
        return false;
    emit_open(emit, name);
    emit_int(emit, "active", n_active);
    emit_int(emit, "total", total);
    emit_close(emit);
    return true;
}

static bool emit_summary(Call *call, Emit *emit, GError **error)
{
    static const StoreCondition host_up = { "status", STORE_EQ, NULL, HOST_UP };
    static const StoreCondition vm_not_down = { "status", STORE_NE, NULL, VM_DOWN };
    emit_open(emit, "summary");
    bool counted = emit_count(call, emit, "hosts", &host_type, &host_up, error) &&
                   emit_count(call, emit, "users", &user_type, NULL, error) &&
                   emit_count(call, emit, "vms", &vm_type, &vm_not_down, error);
    VfCounts vfs = engine_count_vfs(call->engine, NULL);
    vf_counts_open(emit, &vfs);
    vf_counts_emit_states(emit, &vfs);
    emit_close(emit);
    emit_close(emit);
    return counted;
}

static void emit_special_objects(Emit *emit, const ReprContext *context)
{
    emit_open(emit, "special_objects");
    repr_emit_ref(context, emit, "blank_template", &template_type, TEMPLATE_BLANK_ID, NULL);
    repr_emit_ref(context, emit, "root_tag", &tag_type, TAG_ROOT_ID, NULL);
    emit_close(emit);
}

bool root_get(Call *call, GError **error)
{
    ReprContext context = call_context(call);
    g_autoptr(Emit) emit = emit_new(call->format);
    emit_open(emit, "api");
    repr_emit_links(&context, emit, call->prefix, links_root(call->api->links));
    repr_emit_ref(&context, emit, "authenticated_user", &user_type, call->user->base.id, NULL);
    repr_emit_ref(&context, emit, "effective_user", &user_type, call->user->base.id, NULL);
    emit_product(emit);
    emit_special_objects(emit, &context);
    if (engine_sees_all(call->engine, &call->caller) && !emit_summary(call, emit, error))
        return false;
    emit_time(emit, "time", g_get_real_time());
    emit_close(emit);
    call_take_reply(call, 200, g_steal_pointer(&emit));
    http_reply_add_header(call->reply, "Link",
                          "<" API_PREFIX "/openapi.json>; rel=\"service-desc\"");
    return true;
}
