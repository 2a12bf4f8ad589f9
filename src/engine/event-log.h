/* event-log.h - recording what happened, in the transaction that makes it so.
 *
 * 'kind' is a name of the table of event kinds (model/event.h), "VM_STARTED"-like. */
#pragma once

#include "engine/engine-private.h"

/* What an event is about: ids, recorded with it and NULL where it touches none, and the words of
 * its text.  A name (vm_name …) may be left out while the entity exists; it is looked up then. */
typedef struct {
    const char *data_center, *cluster, *network, *host, *vm;
    const char *data_center_name, *cluster_name, *network_name, *host_name, *vm_name;
    const char *const *words; /* pairs for the text's other variables, NULL-terminated: { "nic",
                               * "ens1f0", "reason", "the link went down", NULL } */
} EventRefs;

/* EVENT_WORDS("nic", nic->name, "label", label) */
#define EVENT_WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* Adds an event to the transaction of the calling thread.  'caller' NULL: the engine itself. */
bool event_add(Store *store, const Caller *caller, const char *kind, const EventRefs *refs,
               GError **error);

/* The same in a transaction of its own, for what failed or was seen; a failure to record is logged
 * and that is all. */
void event_record(Engine *engine, const Caller *caller, const char *kind, const EventRefs *refs);
