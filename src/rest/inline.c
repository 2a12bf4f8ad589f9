#include "rest/inline.h"

#include "model/entity.h"

#include <string.h>

struct Inlining {
    guint n_replies;
    gsize n_bytes;
    bool exceeded;
    GHashTable *known; /* "address\nplace of what is followed from there" -> GBytes */
};

/* Elements of links whose word is neither theirs nor their collection's. */
static const struct {
    const char *rel, *element;
} elements[] = {
    { "virtualfunctionallowednetworks", "virtual_function_allowed_networks" },
    { "virtualfunctionallowedlabels", "virtual_function_allowed_labels" },
    { "virtualfunctions", "virtual_functions" },
    { "networkattachments", "network_attachments" },
    { "networkfilterparameters", "network_filter_parameters" },
    { "unmanagednetworks", "unmanaged_networks" },
};

Inlining *inlining_new(void)
{
    Inlining *inlining = g_new0(Inlining, 1);
    inlining->known =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
    return inlining;
}

void inlining_free(Inlining *inlining)
{
    if (inlining == NULL)
        return;
    g_hash_table_unref(inlining->known);
    g_free(inlining);
}

bool inlining_exceeded(const Inlining *inlining)
{
    return inlining != NULL && inlining->exceeded;
}

static bool same_word(const char *collection, const char *rel)
{
    for (; *collection != '\0'; collection++) {
        if (*collection == '_')
            continue;
        if (*collection != *rel)
            return false;
        rel++;
    }
    return *rel == '\0';
}

/* "vnicprofiles" are written as <vnic_profiles>. */
static const char *element_of(const char *rel)
{
    for (gsize i = 0; i < G_N_ELEMENTS(elements); i++)
        if (strcmp(elements[i].rel, rel) == 0)
            return elements[i].element;
    for (int i = 0; entity_types[i] != NULL; i++)
        if (entity_types[i]->collection != NULL && same_word(entity_types[i]->collection, rel))
            return entity_types[i]->collection;
    return rel;
}

/* What is at the address of 'sub'; NULL: it is not to be had. */
static GBytes *ask(Call *sub)
{
    g_autoptr(GError) failure = NULL;
    call_find(sub);
    bool readable = sub->route != NULL && (sub->route->flags & ROUTE_PLAIN) == 0;
    if (!readable || !sub->route->handler(sub, &failure) || sub->reply->body == NULL)
        return NULL;
    return g_bytes_ref(sub->reply->body);
}

static HttpRequest *request_for(const Call *call, const char *href)
{
    HttpRequest *request = http_request_new(href);
    request->method = HTTP_GET;
    if (call_wants_all(call))
        http_request_add_header(request, "all-content", "true");
    return request;
}

static GBytes *fetch(const Call *call, const char *href, const Follow *next)
{
    g_autoptr(HttpRequest) request = request_for(call, href);
    Call sub = { .api = call->api,
                 .engine = call->engine,
                 .request = request,
                 .url = request->url,
                 .caller = call->caller,
                 .user = call->user,
                 .user_name = call->user_name,
                 .correlation_id = call->correlation_id,
                 .media = call->media,
                 .format = call->format,
                 .max = -1,
                 .total = -1,
                 .follow = next,
                 .inlining = call->inlining };
    GBytes *bytes = sub.url != NULL ? ask(&sub) : NULL;
    g_clear_pointer(&sub.reply, http_reply_free);
    return bytes;
}

static bool is_affordable(Inlining *inlining)
{
    inlining->exceeded |=
        inlining->n_replies >= INLINE_MAX_REPLIES || inlining->n_bytes >= INLINE_MAX_BYTES;
    return !inlining->exceeded;
}

bool inline_link(Emit *emit, const char *name, const char *href, gpointer data)
{
    const Call *call = data;
    const Follow *next = NULL;
    Inlining *inlining = call->inlining;
    gsize length = strcspn(name, "/");
    g_autofree char *rel = g_strndup(name, length);
    if (!follow_has(call->follow, rel, &next) || !is_affordable(inlining))
        return false;

    g_autofree char *key = g_strdup_printf("%s\n%p", href, (const void *)next);
    GBytes *known = g_hash_table_lookup(inlining->known, key);
    g_autoptr(GBytes) bytes = known != NULL ? g_bytes_ref(known) : fetch(call, href, next);
    if (bytes == NULL)
        return false;
    gsize size;
    const char *text = g_bytes_get_data(bytes, &size);
    inlining->n_replies++;
    inlining->n_bytes += size;
    emit_document(emit, element_of(rel), text, size);
    if (known == NULL)
        g_hash_table_insert(inlining->known, g_steal_pointer(&key), g_steal_pointer(&bytes));
    return true;
}
