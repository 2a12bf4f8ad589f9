/* event.h - what happened, for administrators.  Ids are increasing numbers.  Pure data. */
#pragma once

#include "model/entity.h"

typedef enum { SEVERITY_NORMAL, SEVERITY_WARNING, SEVERITY_ERROR, SEVERITY_ALERT } Severity;
extern const EnumTable severity_table;

#define EVENT_ORIGIN "oVirt" /* of the engine's own events, which clients tell others by */

typedef struct {
    Entity base;
    gint64 code;
    int severity;
    gint64 time;
    char *event_description, *correlation_id, *origin;
    gint64 custom_id, flood_rate; /* of one that was told from outside */
    char *custom_data;
    char *user, *host, *vm, *cluster, *data_center, *network, *template;
} Event;

extern const EntityType event_type;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Event, entity_free)

/* One row a kind of event: oVirt's code where it has one, ours from 20000 on. */
typedef struct {
    int code;
    Severity severity;
    const char *name; /* oVirt's symbolic name */
    const char *text; /* with ${vm}, ${host}, ${nic}, ${user}, ${reason} … */
} EventKind;

/* The text of 'kind' with its ${…} filled in from pairs of name and value, ended by NULL; a name
 * without a value becomes "?".  Caller frees. */
char *event_kind_text(const EventKind *kind, ...) G_GNUC_NULL_TERMINATED;

/* The row of 'name'; an assertion when there is none. */
const EventKind *event_kind_find(const char *name);
extern const EventKind event_kinds[];
extern const int n_event_kinds;
