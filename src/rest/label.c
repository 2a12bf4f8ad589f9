/* Labels of networks.  A label's id is its text. */
#include "rest/handlers.h"

#include "model/network.h"

#include <string.h>

static const char *network_id(const Call *call)
{
    return call->captures[0];
}

static GPtrArray *list(Call *call, GError **error)
{
    g_autoptr(Entity) network =
        engine_get(call->engine, &call->caller, &network_type, network_id(call), error);
    if (network == NULL)
        return NULL;
    return engine_list(call->engine, &call->caller, &network_label_type, network_id(call), NULL,
                       error);
}

bool network_label_list(Call *call, GError **error)
{
    g_autoptr(GPtrArray) labels = list(call, error);
    if (labels == NULL)
        return false;
    call_reply_list(call, &network_label_type, labels);
    return true;
}

static bool reply_one(Call *call, unsigned status, const char *label, GError **error)
{
    g_autoptr(GPtrArray) labels = list(call, error);
    for (guint i = 0; labels != NULL && i < labels->len; i++) {
        const NetworkLabel *found = labels->pdata[i];
        if (strcmp(found->label, label) == 0) {
            call_reply_entity(call, status, found);
            return true;
        }
    }
    return labels != NULL &&
           err_set(error, ERR_NOT_FOUND, "Network %s has no label %s", network_id(call), label);
}

bool network_label_get(Call *call, GError **error)
{
    return reply_one(call, 200, call_id(call), error);
}

bool network_label_add(Call *call, GError **error)
{
    if (call_need_body(call, error) == NULL)
        return false;
    const char *label = call_text(call, "id");
    if (label == NULL)
        return refuse(error, REFUSAL_INCOMPLETE, "NetworkLabel [id] required for add");
    return engine_network_label_add(call->engine, &call->caller, network_id(call), label, error) &&
           reply_one(call, 201, label, error);
}

bool network_label_remove(Call *call, GError **error)
{
    if (!engine_network_label_remove(call->engine, &call->caller, network_id(call), call_id(call),
                                     error))
        return false;
    call_reply_action(call, NULL, NULL, NULL);
    return true;
}
