#include "engine/event-log.h"

#include "base/log.h"
#include "model/cluster.h"
#include "model/data-center.h"
#include "model/event.h"
#include "model/host.h"
#include "model/network.h"

#include <string.h>

#define MAX_WORDS 24 /* names and values of one event's text */

/* One reference of an event: what it is called in texts and where it is recorded. */
typedef struct {
    const char *word;
    const EntityType *type;
    gsize id, name; /* in EventRefs */
    gsize field;    /* in Event */
} EventRef;

#define REF(member)                                                                                \
    {                                                                                              \
#member, &member##_type, offsetof(EventRefs, member), offsetof(EventRefs, member##_name),  \
            offsetof(Event, member)                                                                \
    }

static const EventRef event_refs[] = { REF(data_center), REF(cluster), REF(network), REF(host),
                                       REF(vm) };

static const char *refs_text(const EventRefs *refs, gsize offset)
{
    return G_STRUCT_MEMBER(const char *, refs, offset);
}

static bool text_wants(const EventKind *kind, const char *word)
{
    g_autofree char *variable = g_strdup_printf("${%s}", word);
    return strstr(kind->text, variable) != NULL;
}

/* The name of the entity 'id'; the id itself when it is gone. */
static char *name_of(Store *store, const EntityType *type, const char *id)
{
    g_autoptr(Entity) entity = store_get(store, type, id, NULL);
    const char *name =
        entity != NULL ? field_string(entity, &type->fields[entity_row_of(type, "name")]) : NULL;
    return g_strdup(name != NULL ? name : id);
}

static char *event_text(Store *store, const Caller *caller, const EventKind *kind,
                        const EventRefs *refs)
{
    const char *words[MAX_WORDS] = { "user", caller != NULL ? caller->user_name : "SYSTEM" };
    int n = 2;
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (gsize i = 0; i < G_N_ELEMENTS(event_refs); i++) {
        const EventRef *ref = &event_refs[i];
        const char *id = refs_text(refs, ref->id), *name = refs_text(refs, ref->name);
        if ((id == NULL && name == NULL) || !text_wants(kind, ref->word))
            continue;
        if (name == NULL)
            g_ptr_array_add(names, name_of(store, ref->type, id));
        words[n++] = ref->word;
        words[n++] = name != NULL ? name : g_ptr_array_index(names, names->len - 1);
    }
    for (int i = 0; refs->words != NULL && refs->words[i] != NULL; i += 2) {
        g_assert(n + 2 <= MAX_WORDS);
        words[n++] = refs->words[i];
        const char *value = refs->words[i + 1];
        words[n++] = value != NULL && *value != '\0' ? value : "not specified";
    }
    return event_kind_text(kind, words[0], words[1], words[2], words[3], words[4], words[5],
                           words[6], words[7], words[8], words[9], words[10], words[11], words[12],
                           words[13], words[14], words[15], words[16], words[17], words[18],
                           words[19], words[20], words[21], words[22], words[23], NULL);
}

bool event_add(Store *store, const Caller *caller, const char *kind, const EventRefs *refs,
               GError **error)
{
    static const EventRefs nothing = { 0 };
    const EventKind *row = event_kind_find(kind);
    if (refs == NULL)
        refs = &nothing;

    g_autoptr(Event) event = entity_new(&event_type);
    event->code = row->code;
    event->severity = (int)row->severity;
    event->time = engine_now();
    event->origin = g_strdup(EVENT_ORIGIN);
    event->event_description = event_text(store, caller, row, refs);
    if (caller != NULL) {
        event->user = g_strdup(caller->user_id);
        event->correlation_id = g_strdup(caller->correlation_id);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(event_refs); i++)
        G_STRUCT_MEMBER(char *, event, event_refs[i].field) =
            g_strdup(refs_text(refs, event_refs[i].id));
    return store_insert(store, event, error);
}

void event_record(Engine *engine, const Caller *caller, const char *kind, const EventRefs *refs)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(StoreTxn) txn = store_begin(engine->store, &error);
    if (txn == NULL || !event_add(engine->store, caller, kind, refs, &error) ||
        !store_commit(txn, &error))
        log_warning("event-not-recorded kind=%s error=\"%s\"", kind, error->message);
}
