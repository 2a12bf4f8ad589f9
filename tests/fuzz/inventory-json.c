/* An inventory from a host: what is read is written as the same. */
#include "link/inventory-json.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    json_t *json = json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES, NULL);
    g_autoptr(HostInventory) inventory = json != NULL ? host_inventory_from_json(json, NULL) : NULL;
    json_decref(json);
    if (inventory == NULL)
        return 0;
    json_t *written = host_inventory_to_json(inventory);
    g_autoptr(GError) error = NULL;
    g_autoptr(HostInventory) again = host_inventory_from_json(written, &error);
    g_assert_no_error(error);
    json_t *written_again = host_inventory_to_json(again);
    g_assert(json_equal(written, written_again));
    json_decref(written);
    json_decref(written_again);
    json_t *list = sriov_list_to_json(inventory, NULL, NULL);
    json_decref(list);
    return 0;
}
