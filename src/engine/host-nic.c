/* Host NICs are only read here: they are what their host reports. */
#include "engine/crud.h"

#include "model/host-nic.h"

/* The name of the PF that the VF with the netdev 'ifname' belongs to; NULL when it is no VF. */
static const char *find_pf(const HostInventory *inventory, const char *ifname)
{
    for (guint i = 0; i < inventory->nics->len; i++) {
        const NicInfo *pf = g_ptr_array_index(inventory->nics, i);
        for (guint j = 0; j < pf->vfs->len; j++) {
            const VfInfo *vf = g_ptr_array_index(pf->vfs, j);
            if (g_strcmp0(vf->ifname, ifname) == 0)
                return pf->ifname;
        }
    }
    return NULL;
}

static char *find_nic_id(Store *store, const char *host_id, const char *name)
{
    const StoreCondition conditions[] = { { .column = "host", .text = host_id },
                                          { .column = "name", .text = name } };
    const StoreQuery query = { .conditions = conditions, .n_conditions = 2, .limit = 1 };
    g_autoptr(GPtrArray) nics = store_list(store, &host_nic_type, &query, NULL);
    const Entity *nic = nics != NULL && nics->len > 0 ? g_ptr_array_index(nics, 0) : NULL;
    return nic != NULL ? g_strdup(nic->id) : NULL;
}

/* Fills in which PF a VF's netdev belongs to.  A list is of one host, or nearly so: its inventory
 * is fetched once. */
static bool show(Engine *engine, GPtrArray *entities, GError **error)
{
    g_autoptr(HostInventory) inventory = NULL;
    const char *of_host = NULL;
    for (guint i = 0; i < entities->len; i++) {
        HostNic *nic = g_ptr_array_index(entities, i);
        if (nic->name == NULL || nic->pci == NULL || host_nic_is_pf(nic))
            continue;
        if (g_strcmp0(of_host, nic->host) != 0) {
            host_inventory_free(inventory);
            inventory = engine_host_inventory(engine, nic->host);
            of_host = nic->host;
        }
        const char *pf = inventory != NULL ? find_pf(inventory, nic->name) : NULL;
        if (pf != NULL)
            nic->physical_function = find_nic_id(engine->store, nic->host, pf);
    }
    return true;
}

const CrudRules host_nic_rules = {
    .type = &host_nic_type,
    .parent = "host",
    .show = show,
};
