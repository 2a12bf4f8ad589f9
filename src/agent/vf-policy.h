/* vf-policy.h - how many VFs each PF shall have after a reboot, and which change is under way.
 *
 * On disk (vfs.json).  A PF is known by permanent MAC, port and where it is plugged in; its name is
 * a hint for people.  A renamed PF is the same; so is a card moved to another slot, unless two
 * cards claim that MAC.  Any thread. */
#pragma once

#include "model/inventory.h"

#include <stdbool.h>

typedef struct VfPolicy VfPolicy;

typedef struct {
    MacAddr pf_mac;
    char *port, *path, *name;
    guint n_vfs;   /* the last count that was reached and stays */
    bool changing; /* a change from 'from' to 'to' was begun and not ended */
    guint from, to;
} PfPolicy;

VfPolicy *vf_policy_open(int state_fd, GError **error);
void vf_policy_free(VfPolicy *policy);

/* The intent to change 'pf' is on disk before the first step of it is done. */
bool vf_policy_begin(VfPolicy *policy, const NicInfo *pf, guint from, guint to, GError **error);

/* The change was reached: 'n_vfs' is what a reboot restores. */
bool vf_policy_commit(VfPolicy *policy, const NicInfo *pf, guint n_vfs, GError **error);

/* The change was undone. */
bool vf_policy_abandon(VfPolicy *policy, const NicInfo *pf, GError **error);

/* Copies of all entries, of PfPolicy.  Caller frees. */
GPtrArray *vf_policy_list(VfPolicy *policy);
void pf_policy_free(PfPolicy *pf);

/* Finds the NIC that 'pf' speaks of; NULL when it is not there. */
NicInfo *pf_policy_find_nic(const PfPolicy *pf, const HostInventory *inventory);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(VfPolicy, vf_policy_free)
