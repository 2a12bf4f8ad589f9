/* visibility.h - what of the system a user sees: what a permission names, what lies in it when the
 * role lets its holder see that, and what it lies in itself.
 *
 * Who holds a role on the system, as administrators do, sees everything, at no cost. */
#pragma once

#include "engine/engine-private.h"

/* ERR_NOT_FOUND, as if it were not there, unless 'caller' sees 'entity'. */
bool visibility_check(Engine *engine, const Caller *caller, const void *entity, GError **error);
bool visibility_sees(Engine *engine, const Caller *caller, const void *entity);

/* The conditions, of StoreCondition, one of which holds for each entity of 'type' that 'caller'
 * sees; NULL: all are seen.  'parent_id' is what the list is of; NULL: not of one thing.  The texts
 * live in 'texts', of char *. */
GArray *visibility_conditions(Engine *engine, const Caller *caller, const EntityType *type,
                              const char *parent_id, GPtrArray *texts);

/* Those of 'type' that 'caller' (NULL: anybody) sees, by id: Entity with 'columns' alone, as in
 * StoreQuery.  'ids', a set, are those that are wanted, though more may come; NULL: all. */
GHashTable *visibility_map(Engine *engine, const Caller *caller, const EntityType *type,
                           const char *const *columns, GHashTable *ids, GError **error);
