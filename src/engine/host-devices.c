/* The devices of a host, as its agent lists them when somebody wants to know. */
#include "engine/host-devices.h"

#include "engine/ledger.h"
#include "engine/permission.h"
#include "engine/runtime-private.h"

#include <string.h>

static void device_free(gpointer data)
{
    HostDevice *device = data;
    g_free(device->name);
    g_free(device->capability);
    g_free(device->vendor_id);
    g_free(device->product_id);
    g_free(device->driver);
    g_free(device->parent);
    g_free(device->physical_function);
    g_free(device->vm);
    g_free(device);
}

static char *dup_text(const json_t *params, const char *key)
{
    return g_strdup(json_string_value(json_object_get(params, key)));
}

static HostDevice *read_device(const char *name, const json_t *params)
{
    HostDevice *device = g_new0(HostDevice, 1);
    const char *group = json_string_value(json_object_get(params, "iommu_group"));
    device->name = g_strdup(name);
    device->capability = dup_text(params, "capability");
    device->vendor_id = dup_text(params, "vendor_id");
    device->product_id = dup_text(params, "product_id");
    device->driver = dup_text(params, "driver");
    device->parent = dup_text(params, "parent");
    device->physical_function = dup_text(params, "physfn");
    device->iommu_group = group != NULL ? (gint64)g_ascii_strtoull(group, NULL, 10) : -1;
    device->total_vfs = (gint64)json_integer_value(json_object_get(params, "totalvfs"));
    return device;
}

/* VF's device name -> id of the VM that Berth gave it to. */
static GHashTable *users_of(Engine *engine, const char *host_id)
{
    GHashTable *users = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(FleetReport) report = fleet_report(engine->runtime->fleet, host_id);
    g_autoptr(GPtrArray) leases = ledger_of_host(engine->store, host_id, NULL);
    for (guint i = 0; report != NULL && leases != NULL && i < leases->len; i++) {
        const Lease *lease = leases->pdata[i];
        g_autoptr(HostNic) pf = store_get(engine->store, &host_nic_type, lease->host_nic, NULL);
        const NicInfo *info = pf != NULL && pf->name != NULL
                                  ? host_inventory_find_nic(fleet_report_get(report), pf->name)
                                  : NULL;
        if (lease->vm == NULL || info == NULL || lease->vf_index >= info->vfs->len)
            continue;
        const VfInfo *vf = info->vfs->pdata[lease->vf_index];
        char name[PCI_TEXT_SIZE];
        g_hash_table_insert(users, g_strdup(pci_format_nodedev(&vf->pci, name)),
                            g_strdup(lease->vm));
    }
    return users;
}

static int compare(gconstpointer a, gconstpointer b)
{
    const HostDevice *x = *(HostDevice *const *)a, *y = *(HostDevice *const *)b;
    return strcmp(x->name, y->name);
}

GPtrArray *engine_host_devices(Engine *engine, const Caller *caller, const char *host_id,
                               GError **error)
{
    g_autoptr(Host) host = engine_get(engine, caller, &host_type, host_id, error);
    if (host == NULL)
        return NULL;
    GPtrArray *devices = g_ptr_array_new_with_free_func(device_free);
    g_autoptr(GHashTable) users = users_of(engine, host_id);
    json_t *list = monitor_call(engine, host_id, "Host.hostdevListByCaps", NULL, 0, NULL);
    const char *name;
    json_t *item;
    json_object_foreach(list, name, item)
    {
        HostDevice *device = read_device(name, json_object_get(item, "params"));
        device->vm = g_strdup(g_hash_table_lookup(users, name));
        g_ptr_array_add(devices, device);
    }
    json_decref(list);
    g_ptr_array_sort(devices, compare);
    return devices;
}
