/* grants.h - what one user may do where: the permissions of the user, of the groups that the user
 * is in and of everyone, made into sets of permits by object.
 *
 * Kept in memory until a user, group, role or permission changes.  Any thread. */
#pragma once

#include "engine/engine-private.h"
#include "model/permit.h"

typedef struct GrantCache GrantCache;

GrantCache *grant_cache_new(void);
void grant_cache_free(GrantCache *cache); /* NULL is fine */

/* On one object. */
typedef struct {
    const EntityType *type;
    char *id;
    guint64 permits[PERMIT_MAX / 64]; /* bit i: the i-th of the table of permits */
    bool views_children;
} Grant;

typedef struct Grants Grants;

/* Those of 'user_id', never NULL: who is unknown or disabled has none.  The caller unrefs. */
Grants *grants_of(Engine *engine, const char *user_id);
void grants_unref(Grants *grants);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Grants, grants_unref)

/* Whether 'permit', a place in the table, is held on the whole system; on anything at all. */
bool grants_hold(const Grants *grants, int permit);
bool grants_hold_anywhere(const Grants *grants, int permit);

/* Whether the user may log in: by a role of his own or of a group, what everyone may do apart. */
bool grants_may_log_in(const Grants *grants);

/* Whether the whole system is seen; whether SuperUser is held on it. */
bool grants_see_all(const Grants *grants);
bool grants_super_user(const Grants *grants);

/* That on the object 'id'; NULL: none. */
const Grant *grants_find(const Grants *grants, const char *id);
bool grant_holds(const Grant *grant, int permit);

/* All of them but the system's, of const Grant, borrowed. */
GPtrArray *grants_list(const Grants *grants);

/* The groups the user is in, with Everyone: const char *, NULL-terminated, borrowed. */
const char *const *grants_groups(const Grants *grants);
