#include "engine/vm-facts.h"

#include "base/uuid.h"
#include "link/verbs.h"

#include <string.h>

void vm_facts_nic_free(VmFactsNic *nic)
{
    if (nic == NULL)
        return;
    entity_free(nic->nic);
    entity_free(nic->profile);
    entity_free(nic->network);
    entity_free(nic->failover);
    g_free(nic);
}

void vm_facts_free(VmFacts *facts)
{
    if (facts == NULL)
        return;
    entity_free(facts->vm);
    g_clear_pointer(&facts->nics, g_ptr_array_unref);
    g_free(facts);
}

/* --- reading -----------------------------------------------------------------------------------
 */

static bool load_failover(VmFactsNic *nic, Store *store, GError **error)
{
    if (nic->profile->failover == NULL || nic->nic->interface != VM_NIC_PCI_PASSTHROUGH)
        return true;
    g_autoptr(VnicProfile) profile =
        store_get(store, &vnic_profile_type, nic->profile->failover, error);
    if (profile != NULL)
        nic->failover = store_get(store, &network_type, profile->network, error);
    return nic->failover != NULL;
}

VmFactsNic *vm_facts_nic_load(Store *store, const VmNic *row, GError **error)
{
    g_autoptr(VmFactsNic) nic = g_new0(VmFactsNic, 1);
    nic->nic = entity_dup(row);
    if (row->vnic_profile == NULL)
        return g_steal_pointer(&nic);
    nic->profile = store_get(store, &vnic_profile_type, row->vnic_profile, error);
    if (nic->profile == NULL)
        return NULL;
    nic->network = store_get(store, &network_type, nic->profile->network, error);
    return nic->network != NULL && load_failover(nic, store, error) ? g_steal_pointer(&nic) : NULL;
}

VmFacts *vm_facts_load(Store *store, const char *vm_id, GError **error)
{
    g_autoptr(VmFacts) facts = g_new0(VmFacts, 1);
    facts->nics = g_ptr_array_new_with_free_func((GDestroyNotify)vm_facts_nic_free);
    facts->vm = store_get(store, &vm_type, vm_id, error);
    if (facts->vm == NULL)
        return NULL;
    const StoreCondition conditions[] = {
        { "vm", STORE_EQ, vm_id, 0 },
        { "plugged", STORE_EQ, NULL, TRUE },
    };
    const StoreQuery query = { conditions, G_N_ELEMENTS(conditions), "position", false, 0, 0 };
    g_autoptr(GPtrArray) rows = store_list(store, &vm_nic_type, &query, error);
    if (rows == NULL)
        return NULL;
    for (guint i = 0; i < rows->len; i++) {
        VmFactsNic *nic = vm_facts_nic_load(store, rows->pdata[i], error);
        if (nic == NULL)
            return NULL;
        g_ptr_array_add(facts->nics, nic);
    }
    return g_steal_pointer(&facts);
}

/* --- for placement -----------------------------------------------------------------------------
 */

guint vm_facts_nic_request(const VmFactsNic *nic, PlacementVnic ret[2])
{
    bool passthrough = nic->nic->interface == VM_NIC_PCI_PASSTHROUGH;
    ret[0] = (PlacementVnic){
        .id = nic->nic->base.id,
        .name = nic->nic->name,
        .kind = passthrough ? PLACEMENT_NIC_VF : PLACEMENT_NIC_VIRTIO,
        .mode = PLACEMENT_MODE_REQUIRED,
        .network = nic->network != NULL ? nic->network->base.id : NULL,
        .network_name = nic->network != NULL ? nic->network->name : NULL,
        .numa = PLACEMENT_NUMA_PREFERRED,
    };
    if (nic->failover == NULL)
        return 1;
    ret[1] = (PlacementVnic){
        .id = nic->nic->base.id,
        .name = nic->nic->name,
        .kind = PLACEMENT_NIC_VIRTIO,
        .mode = PLACEMENT_MODE_REQUIRED,
        .network = nic->failover->base.id,
        .network_name = nic->failover->name,
    };
    return 2;
}

/* The vNICs in their order, then what stands in for some of them: so the first are those whose
 * choice is recorded. */
static int fill_vnics(PlacementVnic *vnics, const VmFacts *facts)
{
    guint n = facts->nics->len;
    for (guint i = 0; i < facts->nics->len; i++) {
        PlacementVnic both[2];
        if (vm_facts_nic_request(facts->nics->pdata[i], both) > 1)
            vnics[n++] = both[1];
        vnics[i] = both[0];
    }
    return (int)n;
}

void vm_request_init(VmRequest *request, const VmFacts *facts, const char *const *hosts,
                     const char *const *excluded, guint64 seed)
{
    const Vm *vm = facts->vm;
    request->vnics = g_new0(PlacementVnic, 2 * facts->nics->len);
    int n_vnics = fill_vnics(request->vnics, facts);
    request->request = (PlacementRequest){
        .vm = vm->base.id,
        .vm_name = vm->name,
        .cluster = vm->cluster,
        .memory_mib = vm->memory >> 20,
        .n_cpus = (guint)(vm->cores * vm->sockets * vm->threads),
        .allowed_hosts = hosts != NULL ? hosts : (const char *const *)vm->pinned_hosts,
        .excluded_hosts = excluded,
        .vnics = request->vnics,
        .n_vnics = n_vnics,
        .seed = seed,
    };
}

void vm_request_clear(VmRequest *request)
{
    g_clear_pointer(&request->vnics, g_free);
}

bool vm_facts_refused_for(const PlacementExplanation *explanation, VfState state)
{
    for (guint i = 0; i < explanation->hosts->len; i++) {
        const PlacementHostVerdict *host = explanation->hosts->pdata[i];
        for (guint j = 0; j < host->vnics->len; j++) {
            const PlacementVnicVerdict *vnic = host->vnics->pdata[j];
            for (guint k = 0; k < vnic->pfs->len; k++)
                if (((PlacementPfVerdict *)vnic->pfs->pdata[k])->by_state[state] > 0)
                    return true;
        }
    }
    return false;
}

/* --- for the agent -----------------------------------------------------------------------------
 */

static const Lease *find_lease(GPtrArray *leases, const char *vm_nic)
{
    for (guint i = 0; i < leases->len; i++) {
        const Lease *lease = leases->pdata[i];
        if (g_strcmp0(lease->vm_nic, vm_nic) == 0 &&
            (lease->state == LEASE_RESERVED || lease->state == LEASE_ACTIVE))
            return lease;
    }
    return NULL;
}

static const VfInfo *find_vf(const NicInfo *pf, gint64 index)
{
    for (guint i = 0; i < pf->vfs->len; i++) {
        const VfInfo *vf = pf->vfs->pdata[i];
        if (vf->index == index)
            return vf;
    }
    return NULL;
}

static bool fill_vf(VmSpecNic *spec, const VmFactsNic *nic, Store *store, GPtrArray *leases,
                    const HostInventory *inventory, GError **error)
{
    const Lease *lease = find_lease(leases, nic->nic->base.id);
    if (lease == NULL)
        return err_set(error, ERR_CONFLICT, "%s has lost its VF", nic->nic->name);
    g_autoptr(HostNic) row = store_get(store, &host_nic_type, lease->host_nic, error);
    if (row == NULL)
        return false;
    const NicInfo *pf = row->present ? host_inventory_find_nic(inventory, row->name) : NULL;
    const VfInfo *vf = pf != NULL ? find_vf(pf, lease->vf_index) : NULL;
    if (vf == NULL)
        return err_set(error, ERR_CONFLICT, "VF %" G_GINT64_FORMAT " of %s for %s is gone",
                       lease->vf_index, row->name, nic->nic->name);
    spec->kind = VM_SPEC_NIC_VF;
    spec->pf_mac = pf->permanent_mac;
    spec->pf_port = g_strdup(pf->port_id);
    spec->vf_index = vf->index;
    spec->vf_pci = vf->pci;
    spec->epoch = (guint64)lease->epoch;
    return true;
}

static char *bridge_of(const Network *network)
{
    return g_strdup(network->vdsm_name != NULL ? network->vdsm_name : network->name);
}

static void fill_bridge(VmSpecNic *spec, const VmFactsNic *nic)
{
    spec->kind = VM_SPEC_NIC_BRIDGE;
    spec->model = g_strdup(enum_word(&vm_nic_interface_table, nic->nic->interface));
    if (nic->network != NULL)
        spec->bridge = bridge_of(nic->network);
}

char *vm_facts_standby_id(const VmNic *nic)
{
    g_autofree char *name = g_strconcat("stands in for vNIC ", nic->base.id, NULL);
    return uuid_from_name(name);
}

VmSpecNic *vm_facts_standby_spec(const VmFactsNic *nic, GError **error)
{
    g_autoptr(VmSpecNic) spec = vm_spec_nic_new();
    if (nic->nic->mac == NULL || !mac_parse(nic->nic->mac, &spec->mac, NULL))
        return err_null(error, ERR_CONFLICT, "%s has no MAC address", nic->nic->name);
    spec->kind = VM_SPEC_NIC_BRIDGE;
    spec->vnic_id = vm_facts_standby_id(nic->nic);
    spec->name = g_strdup_printf("%s (failover)", nic->nic->name);
    spec->is_standby = spec->link_up = TRUE;
    spec->network = g_strdup(nic->failover->name);
    spec->vlan = nic->failover->vlan > 0 ? (guint)nic->failover->vlan : 0;
    spec->bridge = bridge_of(nic->failover);
    spec->model = g_strdup("virtio");
    return g_steal_pointer(&spec);
}

VmSpecNic *vm_facts_nic_spec(const VmFactsNic *nic, Store *store, GPtrArray *leases,
                             const HostInventory *inventory, GError **error)
{
    g_autoptr(VmSpecNic) spec = vm_spec_nic_new();
    spec->vnic_id = g_strdup(nic->nic->base.id);
    spec->name = g_strdup(nic->nic->name);
    spec->link_up = nic->nic->linked;
    if (nic->nic->mac == NULL || !mac_parse(nic->nic->mac, &spec->mac, NULL))
        return err_null(error, ERR_CONFLICT, "%s has no MAC address", nic->nic->name);
    if (nic->network != NULL) {
        spec->network = g_strdup(nic->network->name);
        spec->vlan = nic->network->vlan > 0 ? (guint)nic->network->vlan : 0;
    }
    if (nic->failover != NULL)
        spec->standby = vm_facts_standby_id(nic->nic);
    if (nic->nic->interface != VM_NIC_PCI_PASSTHROUGH)
        fill_bridge(spec, nic);
    else if (!fill_vf(spec, nic, store, leases, inventory, error))
        return NULL;
    return g_steal_pointer(&spec);
}

/* Its stand-in comes directly after a VF. */
static bool add_nic(VmSpec *spec, const VmFactsNic *nic, Store *store, GPtrArray *leases,
                    const HostInventory *inventory, GError **error)
{
    VmSpecNic *own = vm_facts_nic_spec(nic, store, leases, inventory, error);
    if (own == NULL)
        return false;
    g_ptr_array_add(spec->nics, own);
    VmSpecNic *standby = nic->failover != NULL ? vm_facts_standby_spec(nic, error) : NULL;
    if (standby != NULL)
        g_ptr_array_add(spec->nics, standby);
    return nic->failover == NULL || standby != NULL;
}

static char *overlaid(const json_t *overlay, const char *name, const char *stored)
{
    const char *text = verb_param_string(overlay, name);
    return g_strdup(text != NULL ? text : stored);
}

/* What of the settings a domain can have. */
static void fill_settings(VmSpec *spec, const Vm *vm)
{
    static const char *const rng_paths[] = { [VM_RNG_URANDOM] = "/dev/urandom",
                                             [VM_RNG_RANDOM] = "/dev/random",
                                             [VM_RNG_HWRNG] = "/dev/hwrng" };
    static const char *const cpu_modes[] = { [VM_CPU_MODE_UNSET] = NULL,
                                             [VM_CPU_CUSTOM] = NULL,
                                             [VM_CPU_HOST_MODEL] = "host-model",
                                             [VM_CPU_HOST_PASSTHROUGH] = "host-passthrough" };
    spec->boot_menu = vm->boot_menu;
    spec->secure_boot = vm->bios_type == VM_BIOS_Q35_SECURE_BOOT;
    spec->firmware = spec->secure_boot || vm->bios_type == VM_BIOS_Q35_OVMF ? "efi" : NULL;
    spec->cpu_mode = g_strdup(cpu_modes[vm->cpu_mode]);
    if (vm->cpu_mode == VM_CPU_MODE_UNSET || vm->cpu_mode == VM_CPU_CUSTOM)
        spec->cpu_model = g_strdup(vm->cpu_model);
    spec->cpu_pins = g_strdupv(vm->cpu_pins);
    spec->cpu_shares = (guint)vm->cpu_shares;
    if (vm->time_zone != NULL && strchr(vm->time_zone, ' ') == NULL) /* not one of Windows */
        spec->time_zone = g_strdup(vm->time_zone);
    if (vm->serial_policy == VM_SERIAL_VM)
        spec->serial = g_strdup(vm->base.id);
    else if (vm->serial_policy == VM_SERIAL_CUSTOM)
        spec->serial = g_strdup(vm->serial_number);
    spec->rng_path = rng_paths[vm->rng_source];
    spec->no_balloon = !vm->ballooning;
}

/* The boot devices of this start: the overlay's when it has any. */
static char **boot_devices(const json_t *overlay, const Vm *vm)
{
    const json_t *devices = json_object_get(overlay, "boot_devices"), *device;
    if (!json_is_array(devices))
        return g_strdupv(vm->boot_devices);
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    gsize i;
    json_array_foreach((json_t *)devices, i, device)
    {
        g_strv_builder_add(builder, json_string_value(device));
    }
    return g_strv_builder_end(builder);
}

VmSpec *vm_facts_spec(const VmFacts *facts, Store *store, const json_t *overlay, GPtrArray *leases,
                      const HostInventory *inventory, GError **error)
{
    const Vm *vm = facts->vm;
    g_autoptr(VmSpec) spec = vm_spec_new();
    spec->id = g_strdup(vm->base.id);
    spec->name = g_strdup(vm->name);
    spec->memory_mib = (guint64)vm->memory >> 20;
    spec->sockets = (guint)vm->sockets;
    spec->cores = (guint)vm->cores;
    spec->threads = (guint)vm->threads;
    spec->n_cpus = spec->sockets * spec->cores * spec->threads;
    spec->kernel = overlaid(overlay, "kernel", vm->kernel);
    spec->initrd = overlaid(overlay, "initrd", vm->initrd);
    spec->cmdline = overlaid(overlay, "cmdline", vm->cmdline);
    spec->boot_devices = boot_devices(overlay, vm);
    fill_settings(spec, vm);
    spec->start_paused = vm->start_paused || verb_param_bool(overlay, "pause", false);
    spec->kvm = inventory->kvm;
    spec->epoch = (guint64)vm->run_epoch;
    for (guint i = 0; i < facts->nics->len; i++)
        if (!add_nic(spec, facts->nics->pdata[i], store, leases, inventory, error))
            return NULL;
    return g_steal_pointer(&spec);
}
