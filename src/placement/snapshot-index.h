/* snapshot-index.h - the inside of a snapshot, for the rest of placement. */
#pragma once

#include "placement/host-facts.h"
#include "placement/host-set.h"
#include "placement/snapshot.h"

#define SNAPSHOT_MEMORY_STEPS 32 /* free memory of 2^i MiB or more */
#define SNAPSHOT_FREE_STEPS   8  /* i + 1 or more free VFs */

/* The set of hosts that … */
typedef enum {
    SET_OCCUPIED, /* there are */
    SET_SCHEDULABLE,
    SET_FREE_FOR_ALL, /* have a free VF on a PF that serves every network */
    SET_MEMORY,       /* … and the steps above it */
    SET_FREE = SET_MEMORY + SNAPSHOT_MEMORY_STEPS,
    N_SETS = SET_FREE + SNAPSHOT_FREE_STEPS,
} SnapshotSet;

/* NULL: nobody.  Borrowed. */
const HostSet *snapshot_set(const Snapshot *snapshot, SnapshotSet which);

/* The set of a key, NULL: nobody.  'text' is interned. */
const HostSet *snapshot_key_set(const Snapshot *snapshot, KeyKind kind, const char *text);

/* The label (interned) of a network (interned); NULL: none. */
const char *snapshot_label_of(const Snapshot *snapshot, const char *network);

/* NULL for a gap. */
const HostFacts *snapshot_facts(const Snapshot *snapshot, guint slot);

/* -1: there is no such host. */
int snapshot_find_slot(const Snapshot *snapshot, const char *id);

/* The number of the highest step that 'free_memory_mib' reaches; -1: none. */
int snapshot_memory_step(gint64 free_memory_mib);
