/* host-nic-sync.h - keeps the stored NICs of a host in step with what its agent reports.
 *
 * A stored NIC is found again by permanent MAC and port, then by where its card is plugged in, so
 * that a card that was renamed or moved keeps its id and with it the policy of its VFs.  Bonds,
 * bridges and VLANs are known by name.  VF netdevs are not stored: their names and MACs are no
 * identity. */
#pragma once

#include "engine/engine-private.h"
#include "model/host.h"

/* The stored NIC (index into 'rows') of each NIC of 'inventory'; -1: new, -2: not stored.  Pure. */
GArray *host_nic_match(const HostInventory *inventory, GPtrArray *rows);

/* Writes what differs, with its events, in the transaction of the calling thread.  '*ret_changed'
 * is false when nothing did. */
bool host_nic_sync(Engine *engine, const Host *host, const HostInventory *inventory,
                   bool *ret_changed, GError **error);
