/* vf-plan.h - how to get the number of virtual functions of a PF from what it is to what is asked.
 *
 * Pure: no sysfs, no netlink, no clock.  vf-apply.c carries a plan out and, when a step fails,
 * takes back those before it in reverse order. */
#pragma once

#include "model/inventory.h"

typedef enum {
    VF_STEP_RECORD,        /* the intent to disk; taken back: dropped */
    VF_STEP_PF_UP,         /* link up, then wait for carrier; taken back: down again */
    VF_STEP_AUTOPROBE_OFF, /* drivers of the host leave new VFs alone; taken back: on again */
    VF_STEP_REMOVE,        /* 0 VFs: the kernel takes another number only from there; taken back:
                            * the old number again */
    VF_STEP_CREATE,        /* 'count' VFs, until all are really there; taken back: removed */
    VF_STEP_NEUTRAL,       /* each new VF reads as neutral, or is quarantined */
    VF_STEP_KEEP,          /* 'count' is what a reboot restores */
} VfStepKind;
extern const EnumTable vf_step_table; /* "record", "pf_up", … */

typedef struct {
    VfStepKind kind;
    guint count; /* VFs after the step */
    guint old;   /* VFs before the plan */
} VfStep;

/* Lists, in order, the steps that turn 'now' into 'want' VFs.  Fails with ERR_UNSUPPORTED when
 * 'now' is no PF, ERR_INVALID when that many are not possible, ERR_BUSY naming VF and user when a
 * VF that must go is used.  Caller frees. */
GArray *vf_plan(const NicInfo *now, guint want, GError **error);
