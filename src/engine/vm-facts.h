/* vm-facts.h - all that the store knows of a VM that is to run: what placement is asked and what an
 * agent is told are made from it. */
#pragma once

#include "engine/engine-private.h"
#include "model/lease.h"
#include "model/vm-spec.h"
#include "model/vnic-profile.h"
#include "model/network.h"

#include <jansson.h>

/* One plugged vNIC. */
typedef struct {
    VmNic *nic;
    VnicProfile *profile; /* NULL: no network */
    Network *network;     /* NULL: none */
    Network *failover;    /* where its stand-in is, a virtio NIC with the same MAC; NULL: none */
} VmFactsNic;

typedef struct {
    Vm *vm;
    GPtrArray *nics; /* of VmFactsNic, by position */
} VmFacts;

VmFacts *vm_facts_load(Store *store, const char *vm_id, GError **error);
void vm_facts_free(VmFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmFacts, vm_facts_free)

/* One vNIC, plugged or not. */
VmFactsNic *vm_facts_nic_load(Store *store, const VmNic *row, GError **error);
void vm_facts_nic_free(VmFactsNic *nic);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmFactsNic, vm_facts_nic_free)

/* Whether a VF in that state stands in the way of some placement: with one that is being scrubbed
 * the answer may be another in a moment. */
bool vm_facts_refused_for(const PlacementExplanation *explanation, VfState state);

/* Of one vNIC: what placement is asked (borrows from 'nic'), one or two vNICs, whose number is
 * returned; and what the agent is told of it and of its stand-in, which has an id of its own
 * (caller frees). */
guint vm_facts_nic_request(const VmFactsNic *nic, PlacementVnic ret[2]);
char *vm_facts_standby_id(const VmNic *nic);
VmSpecNic *vm_facts_standby_spec(const VmFactsNic *nic, GError **error);
VmSpecNic *vm_facts_nic_spec(const VmFactsNic *nic, Store *store, GPtrArray *leases,
                             const HostInventory *inventory, GError **error);

/* What placement is asked.  Borrows from 'facts' and 'hosts' (ids, NULL-terminated; NULL: those the
 * VM is pinned to, or any). */
typedef struct {
    PlacementRequest request;
    PlacementVnic *vnics;
} VmRequest;

void vm_request_init(VmRequest *request, const VmFacts *facts, const char *const *hosts,
                     const char *const *excluded, guint64 seed);
void vm_request_clear(VmRequest *request);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(VmRequest, vm_request_clear)

/* What the agent is told: addresses are looked up in 'inventory' now.  'overlay' is the payload of
 * the start ("kernel", "initrd", "cmdline", "pause"). */
VmSpec *vm_facts_spec(const VmFacts *facts, Store *store, const json_t *overlay, GPtrArray *leases,
                      const HostInventory *inventory, GError **error);
