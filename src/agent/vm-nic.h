/* vm-nic.h - vNICs that come, go and change while their VM runs.
 *
 * A VF is free only when the device is really gone from the domain.  A guest may take its time to
 * let a device go, and may do so after whoever asked has given up: whenever a device has gone, or
 * the agent finds its VMs anew, the VFs that a VM has in the ledger are compared with those in its
 * domain, and what the domain lacks is put to neutral and freed. */
#pragma once

#include "agent/agent-private.h"

/* VM.hotplugNic, VM.hotunplugNic, VM.updateDevice.  Each may be repeated: what has happened already
 * is answered as done. */
void call_hotplug_nic(AgentCall *call);
void call_hotunplug_nic(AgentCall *call);
void call_update_device(AgentCall *call);

/* Compares as above; 'alias' (NULL: none) is a device that has just gone. */
void vm_nic_settle(Agent *agent, Vm *vm, const char *alias);

/* Whether that is needed: the ledger names a VF that the domain 'spec' lacks.  Any thread. */
bool vm_nic_lacks_vf(VfLedger *ledger, const char *vm_id, const VmSpec *spec,
                     const HostInventory *inventory);

/* The guest refused to let the device go. */
void vm_nic_kept(Agent *agent, Vm *vm, const char *alias);

/* The VM is down and all its VFs are free: answers those who wait for a device to go. */
void vm_nic_vm_down(Agent *agent, Vm *vm);

/* Ends all waits. */
void vm_nic_stop(Agent *agent);
