/* permit.h - what can be allowed: oVirt's permits, by name and number.
 *
 * A role is a list of them.  Pure. */
#pragma once

#include "model/entity.h"

/* Room for the places of all permits in one set of bits. */
#define PERMIT_MAX 128

typedef struct {
    int id; /* oVirt's number, its id outside */
    const char *name;
    bool administrative; /* only roles of administrators may hold it */
    bool views_children; /* who holds it on a thing sees what lies in the thing */
} PermitKind;

/* Sorted by 'id'. */
extern const PermitKind permit_kinds[];
extern const int n_permit_kinds;

/* The place in the table of a permit that is given by its number or its name, in any case; -1 when
 * there is none. */
int permit_find(const char *ref);

/* A permit as it is shown: of a role, or of all that there are. */
typedef struct {
    Entity base;
    char *name;
    gboolean administrative;
    char *role; /* NULL: of none */
} Permit;

extern const EntityType permit_type;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Permit, entity_free)

/* The permit at 'place' of the table, as one of the role 'role_id' (NULL: of none). */
Permit *permit_new(int place, const char *role_id);
