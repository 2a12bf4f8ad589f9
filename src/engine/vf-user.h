/* vf-user.h - who has a VF, by name, as far as the caller may see it.
 *
 * The names of many are read together: a query a type, of what is used alone. */
#pragma once

#include "engine/engine-private.h"
#include "model/lease.h"
#include "model/network.h"

/* Borrowed; NULL: nobody, nothing, or not for the caller to see. */
typedef struct {
    const Vm *vm;
    const VmNic *nic;
    const Network *network;
} VfUser;

typedef struct VfUsers VfUsers;

VfUsers *vf_users_new(Engine *engine, const Caller *caller);
void vf_users_free(VfUsers *users); /* NULL is fine */

/* Notes one that will be asked for; the arguments outlive the notes. */
void vf_users_note(VfUsers *users, const VfInfo *vf, const Lease *lease);

/* Reads what was noted; once. */
bool vf_users_read(VfUsers *users, GError **error);

/* Who uses a VF that was noted.  'lease' NULL: none. */
VfUser vf_users_find(const VfUsers *users, const VfInfo *vf, const Lease *lease);

/* Whom or what its state is about, for vf_state_format(); borrowed, NULL: nothing to say. */
const char *vf_users_what(const VfUsers *users, const VfInfo *vf, const Lease *lease,
                          const VfUser *user);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(VfUsers, vf_users_free)
