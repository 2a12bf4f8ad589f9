/* vf-handover.h - gives VFs to a VM: claimed, checked and set before libvirt, and with it the
 * guest, sees them; and takes them back when it comes to nothing.
 *
 * The steps in their order, for a start (all vNICs) and for a hot plug (one).  In a worker. */
#pragma once

#include "agent/agent-private.h"

typedef struct {
    AgentWorld world;
    const HostInventory *host; /* borrowed, as the next two */
    const char *vm_id;
    const GPtrArray *nics;    /* of VmSpecNic; those that are no VF are passed over */
    HostInventory *inventory; /* after the check */
    guint n_claimed;          /* of 'nics', in their order */
    bool touched;             /* their attributes may have been set */
} VfHandover;

/* "nic1", for sentences. */
const char *vf_handover_nic_name(const VmSpecNic *nic);

/* Whether a VF is named well enough to be handed over. */
bool vf_handover_is_complete(const VmSpecNic *nic);

bool vf_handover_claim(VfHandover *handover, GError **error);
bool vf_handover_check(VfHandover *handover, GError **error);
bool vf_handover_raise(VfHandover *handover, GError **error); /* the PFs */
bool vf_handover_set(VfHandover *handover, GError **error);

/* The VM has them: takes note, so that the order is not carried out twice.  A running domain is no
 * reason to fail, whatever the disk says. */
void vf_handover_confirm(VfHandover *handover);

/* Gives back what was claimed: scrubbed, when it may have been touched. */
void vf_handover_undo(VfHandover *handover);
void vf_handover_clear(VfHandover *handover);
