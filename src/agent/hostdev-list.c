/* Host.hostdevListByCaps: the tree of PCI functions and their interfaces, as VDSM lists it. */
#include "agent/agent-private.h"

#include "link/verbs.h"

#include <string.h>

typedef struct {
    AgentCall *call;
    AgentWorld world;
    GPtrArray *functions; /* of SysPci */
    GError *error;
} Listing;

static void list_in_worker(gpointer data)
{
    Listing *listing = data;
    listing->functions = listing->world.sys->ops->list_pci(listing->world.sys, &listing->error);
}

static void set_format(json_t *json, const char *name, const char *format, ...) G_GNUC_PRINTF(3, 4);
static void set_format(json_t *json, const char *name, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    json_object_set_new(json, name, json_string(text));
}

/* The function before the last one in "0000:00:1c.0/0000:3b:00.0". */
static void set_parent(json_t *params, const SysPci *pci)
{
    char name[PCI_TEXT_SIZE];
    PciAddress parent;
    g_auto(GStrv) parts = g_strsplit(pci->path != NULL ? pci->path : "", "/", -1);
    guint n = g_strv_length(parts);
    bool has_parent = n >= 2 && pci_parse(parts[n - 2], &parent, NULL);
    json_object_set_new(params, "parent",
                        json_string(has_parent ? pci_format_nodedev(&parent, name) : "computer"));
}

static bool is_bridge(const SysPci *pci)
{
    return pci->class >> 16 == 0x06;
}

/* Address members are decimal text, as libvirt's node devices have them. */
static json_t *function_to_json(const SysPci *pci)
{
    char name[PCI_TEXT_SIZE];
    json_t *params = json_pack("{s:s, s:s}", "capability", "pci", "is_assignable",
                               is_bridge(pci) ? "false" : "true");
    json_t *address = json_object();
    set_parent(params, pci);
    set_format(params, "vendor_id", "0x%04x", pci->vendor);
    set_format(params, "product_id", "0x%04x", pci->device);
    if (pci->driver != NULL)
        json_object_set_new(params, "driver", json_string(pci->driver));
    if (pci->iommu_group >= 0)
        set_format(params, "iommu_group", "%d", pci->iommu_group);
    if (pci->numa_node >= 0)
        set_format(params, "numa_node", "%d", pci->numa_node);
    if (pci->total_vfs > 0)
        json_object_set_new(params, "totalvfs", json_integer(pci->total_vfs));
    if (pci->has_physfn)
        json_object_set_new(params, "physfn", json_string(pci_format_nodedev(&pci->physfn, name)));
    set_format(address, "domain", "%u", pci->pci.domain);
    set_format(address, "bus", "%u", pci->pci.bus);
    set_format(address, "slot", "%u", pci->pci.slot);
    set_format(address, "function", "%u", pci->pci.function);
    json_object_set_new(params, "address", address);
    return json_pack("{s:o}", "params", params);
}

static void add_functions(json_t *result, const GPtrArray *functions)
{
    char name[PCI_TEXT_SIZE];
    for (guint i = 0; i < functions->len; i++) {
        const SysPci *pci = functions->pdata[i];
        json_object_set_new(result, pci_format_nodedev(&pci->pci, name), function_to_json(pci));
    }
}

/* "net_ens1f0_b4_96_91_aa_00_10" */
static void add_interfaces(json_t *result, const HostInventory *inventory)
{
    for (guint i = 0; i < inventory->nics->len; i++) {
        const NicInfo *nic = inventory->nics->pdata[i];
        char mac[MAC_TEXT_SIZE], parent[PCI_TEXT_SIZE];
        if (!nic->has_pci)
            continue;
        g_strdelimit(mac_format(&nic->mac, mac), ":", '_');
        g_autofree char *name = g_strdup_printf("net_%s_%s", nic->ifname, mac);
        json_object_set_new(result, name,
                            json_pack("{s:{s:s, s:s, s:s, s:s}}", "params", "capability", "net",
                                      "is_assignable", "true", "parent",
                                      pci_format_nodedev(&nic->pci, parent), "interface",
                                      nic->ifname));
    }
}

static bool is_asked(const AgentCall *call, const char *capability)
{
    const json_t *caps = json_object_get(call->params, "caps");
    size_t i;
    json_t *value;
    json_array_foreach((json_t *)caps, i, value)
    {
        if (strcmp(json_string_value(value), capability) == 0)
            return true;
    }
    return json_array_size(caps) == 0;
}

static void list_done(gpointer data)
{
    g_autofree Listing *listing = data;
    AgentCall *call = listing->call;
    if (listing->functions == NULL) {
        agent_call_fail_error(call, listing->error);
        g_clear_error(&listing->error);
        return;
    }
    json_t *result = json_pack("{s:{s:{s:s, s:s}}}", "computer", "params", "capability", "system",
                               "is_assignable", "true");
    if (is_asked(call, "pci"))
        add_functions(result, listing->functions);
    if (is_asked(call, "net"))
        add_interfaces(result, call->agent->inventory);
    g_ptr_array_unref(listing->functions);
    agent_call_reply(call, result);
}

void call_hostdev_list(AgentCall *call)
{
    Listing *listing = g_new0(Listing, 1);
    listing->call = call;
    listing->world = call->agent->world;
    work_pool_push(call->agent->work, NULL, list_in_worker, list_done, listing);
}
