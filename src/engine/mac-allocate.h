/* mac-allocate.h - MAC addresses of vNICs: which pool they come from, and who has which.
 *
 * A vNIC's address belongs to the pool of its VM's cluster; only there are duplicates looked for.
 * Addresses that are handed out are new to every pool.  Each question is a look-up by index, so
 * the number of vNICs does not matter. */
#pragma once

#include "engine/crud.h"
#include "model/mac-pool.h"

/* The pool of a cluster: its own, else its data center's, else the default one. */
MacPool *mac_pool_of_cluster(Store *store, const char *cluster_id, GError **error);
MacPool *mac_pool_of_vm(Store *store, const char *vm_id, GError **error);

/* An address of 'pool' that no vNIC has.  Caller frees. */
char *mac_allocate(const Crud *crud, const MacPool *pool, GError **error);

/* FAULT_MAC_IN_USE when 'pool' forbids duplicates and a vNIC under it, other than 'nic_id', has
 * 'mac'. */
bool mac_check_unused(const Crud *crud, const MacPool *pool, const char *mac, const char *nic_id,
                      GError **error);

/* FAULT_MAC_POOL_MIGRATE unless the addresses of 'nics', which are under another pool now, can come
 * under 'pool'. */
bool mac_check_move(const Crud *crud, const EntityType *type, const GPtrArray *nics,
                    const MacPool *pool, GError **error);

/* FAULT_MAC_POOL_DUPLICATES when two vNICs under 'pool' have one address. */
bool mac_check_no_duplicates(const Crud *crud, const MacPool *pool, GError **error);

/* The vNICs of all VMs of a cluster. */
GPtrArray *mac_cluster_nics(Store *store, const char *cluster_id, GError **error);
