/* Events that somebody else tells of, and the removal of such and of alerts. */
#include "engine/crud.h"

#include "model/event.h"

#include <string.h>

static const char *const kinds[] = {
    [SEVERITY_NORMAL] = "EXTERNAL_EVENT_NORMAL",
    [SEVERITY_WARNING] = "EXTERNAL_EVENT_WARNING",
    [SEVERITY_ERROR] = "EXTERNAL_EVENT_ERROR",
    [SEVERITY_ALERT] = "EXTERNAL_ALERT",
};

/* A name is unique at its origin, so that what is told twice is there once. */
static bool check_custom_id(const Crud *crud, const Event *event, GError **error)
{
    const StoreCondition conditions[] = {
        { .column = "custom_id", .number = event->custom_id },
        { .column = "origin", .text = event->origin },
    };
    const StoreQuery query = { .conditions = conditions, .n_conditions = 2, .limit = 1 };
    if (event->custom_id == -1)
        return true;
    g_autoptr(GPtrArray) same = store_list(crud->store, &event_type, &query, error);
    if (same == NULL || same->len == 0)
        return same != NULL;
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, event->custom_id);
    return fault_set(error, FAULT_EVENT_CUSTOM_ID, ((const Entity *)same->pdata[0])->id,
                     event->origin, id);
}

static bool before_add(const Crud *crud, void *entity, GError **error)
{
    Event *event = entity;
    if (g_ascii_strcasecmp(event->origin, EVENT_ORIGIN) == 0)
        return fault_set(error, FAULT_EVENT_ORIGIN, event->origin);
    if (!check_custom_id(crud, event, error))
        return false;
    event->code = event_kind_find(kinds[event->severity])->code;
    event->time = engine_now();
    if (event->user == NULL)
        event->user = g_strdup(crud->caller->user_id);
    if (event->correlation_id == NULL)
        event->correlation_id = g_strdup(crud->caller->correlation_id);
    return true;
}

/* What the engine itself has recorded stays, but an alert that was seen to may go. */
static bool before_remove(const Crud *crud, const void *entity, GError **error)
{
    const Event *event = entity;
    if (event->severity != SEVERITY_ALERT && g_strcmp0(event->origin, EVENT_ORIGIN) == 0)
        return fault_set(error, FAULT_EVENT_REMOVE_ORIGIN, event->base.id);
    return true;
}

static void refs(const void *entity, EventRefs *ret_refs, const char **ret_words)
{
    const Event *event = entity;
    ret_refs->host = event->host;
    ret_refs->vm = event->vm;
    ret_refs->cluster = event->cluster;
    ret_refs->data_center = event->data_center;
    ret_words[0] = "event";
    ret_words[1] = event->base.id;
    ret_words[2] = "text";
    ret_words[3] = event->event_description;
}

const CrudRules event_rules = {
    .type = &event_type,
    .add.action = ACTION_EVENT_INJECT,
    .add.done = CRUD_SILENT,
    .remove.action = ACTION_EVENT_MANAGE,
    .remove.done = "EVENT_REMOVED",
    .before_add = before_add,
    .before_remove = before_remove,
    .refs = refs,
};
