/* inventory-json.h - what an agent reports of its host, as JSON in the shape of Sriov.list with our
 * added members.
 *
 * The readers are strict and bounded: wrong kinds, missing members and numbers out of bounds are
 * ERR_INVALID naming the member; unknown members are skipped, so that a newer agent can say more.
 * Pure. */
#pragma once

#include "model/inventory.h"

#include <jansson.h>

/* The whole inventory: the host's members and "nics", an array in the inventory's order.  Result
 * of Sriov.inventory and params of |sriov|inventory|<boot id>. */
json_t *host_inventory_to_json(const HostInventory *inventory);
HostInventory *host_inventory_from_json(const json_t *json, GError **error);

json_t *nic_info_to_json(const NicInfo *nic);
NicInfo *nic_info_from_json(const json_t *json, GError **error);
json_t *vf_info_to_json(const VfInfo *vf);
VfInfo *vf_info_from_json(const json_t *json, GError **error);

/* Result of Sriov.list: an object of PFs by node-device name; 'device_name' NULL is all of them,
 * else that one, ERR_NOT_FOUND when it is no PF of this host. */
json_t *sriov_list_to_json(const HostInventory *inventory, const char *device_name, GError **error);
