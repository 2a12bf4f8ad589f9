/* vm-nic-plug.h - vNICs that are plugged into, changed in and unplugged from a running VM.
 *
 * Each is a job, and the call blocks until it has ended unless the caller is async.  A plug
 * reserves a VF of the VM's host by the same placement as a start; an unplug gives the VF back only
 * when the host says that the device is really gone.  What cannot be unplugged stays plugged. */
#pragma once

#include "engine/crud.h"

/* In place of crud.c's add and update for vNICs. */
void *vm_nic_plug_add(Engine *engine, const Caller *caller, const Entity *given,
                      GHashTable *refs_by_name, const char *parent_id, GError **error);
void *vm_nic_plug_update(Engine *engine, const Caller *caller, const char *id, const Entity *given,
                         GHashTable *refs_by_name, GError **error);

/* Compares the vNICs that the store says are plugged into a running VM with those in its domain,
 * and takes the domain's word: a guest may let a device go long after it was asked.  Nothing
 * happens while a job is about the VM.  Blocks on the agent. */
void vm_nic_plug_compare(Engine *engine, const char *host_id, const char *vm_id);
