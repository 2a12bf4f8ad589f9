#include "fake-hosts.h"

#include "engine/host-port.h"
#include "link/domain-xml.h"
#include "link/inventory-json.h"
#include "link/vdsm-code.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define POLL_MS                                                                                    \
    5 /* how often a link looks whether its host is there, and at what was asked of it */

typedef struct {
    HostPort base;
    FakeWorld *world;
} FakePort;

typedef struct {
    FakeWorld *world;
    FakeHost *host;
    GMainContext *context;
    const HostPortOps *ops;
    void *data;
    LinkState state;
    bool told;
    GSource *poll;
    GPtrArray *calls; /* of FakeCall, under way; locked by 'lock' as calls come from anywhere */
    GMutex lock;
    guint64 generation; /* last pushed */
    bool drop;
    GHashTable *statuses; /* VM id -> status word last pushed */
} FakeLink;

typedef struct {
    FakeLink *link;
    char *verb;
    json_t *params;
    LinkCallback callback;
    void *data;
    GSource *source;
} FakeCall;

/* --- the world ---------------------------------------------------------------------------------
 */

static void lock_init(FakeWorld *world)
{
    pthread_mutexattr_t attr;
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
    pthread_mutex_init(&world->lock, &attr);
    pthread_mutexattr_destroy(&attr);
}

FakeWorld *fake_world_new(int n_hosts, guint n_vfs)
{
    FakeWorld *world =
        mmap(NULL, sizeof *world, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    g_assert_true(world != MAP_FAILED);
    lock_init(world);
    world->n_hosts = n_hosts;
    world->latency_us = 500;
    world->boot_ms = 5;
    for (int i = 0; i < n_hosts; i++) {
        FakeHost *host = &world->hosts[i];
        g_snprintf(host->id, sizeof host->id, "aaaaaaaa-0000-4000-8000-%012d", i + 1);
        g_snprintf(host->name, sizeof host->name, "h%d", i + 1);
        host->reachable = true;
        for (int j = 0; j < FAKE_PFS; j++) {
            g_snprintf(host->pfs[j].name, sizeof host->pfs[j].name, "ens%df%d", i + 1, j);
            host->pfs[j].present = true;
            host->pfs[j].num_vfs = n_vfs;
        }
    }
    return world;
}

void fake_world_free(FakeWorld *world)
{
    munmap(world, sizeof *world);
}

static FakeVm *find_vm(FakeHost *host, const char *id)
{
    for (int i = 0; i < FAKE_VMS; i++)
        if (host->vms[i].id[0] != '\0' && strcmp(host->vms[i].id, id) == 0)
            return &host->vms[i];
    return NULL;
}

/* As an agent does when it starts: a VF that a domain has lost, or did not get, is freed. */
static void free_absent(FakeHost *host)
{
    for (int i = 0; i < FAKE_PFS; i++)
        for (guint j = 0; j < FAKE_VFS; j++) {
            FakeVf *vf = &host->pfs[i].vfs[j];
            const FakeVm *vm = vf->vm[0] != '\0' ? find_vm(host, vf->vm) : NULL;
            if (vm == NULL || strstr(vm->xml, vf->alias) != NULL)
                continue;
            vf->vm[0] = vf->alias[0] = '\0';
            memset(vf->mac, 0, sizeof vf->mac);
            vf->vlan = 0;
            host->generation++;
        }
}

void fake_world_revive(FakeWorld *world)
{
    lock_init(world);
    for (int i = 0; i < world->n_hosts; i++)
        free_absent(&world->hosts[i]);
    memset(world->faults, 0, sizeof world->faults);
}

static void world_lock(FakeWorld *world)
{
    pthread_mutex_lock(&world->lock);
}

static void world_unlock(FakeWorld *world)
{
    pthread_mutex_unlock(&world->lock);
}

void fake_fault(FakeWorld *world, const char *verb, FakeWrong what, int number, int skip, int times)
{
    world_lock(world);
    for (gsize i = 0; i < G_N_ELEMENTS(world->faults); i++) {
        FakeFault *fault = &world->faults[i];
        if (fault->times > 0)
            continue;
        *fault = (FakeFault){ .what = what, .number = number, .skip = skip, .times = times };
        g_strlcpy(fault->verb, verb, sizeof fault->verb);
        break;
    }
    world_unlock(world);
}

void fake_set_reachable(FakeWorld *world, int host, bool reachable)
{
    world_lock(world);
    world->hosts[host].reachable = reachable;
    world_unlock(world);
}

static void release_vfs(FakeHost *host, const char *vm)
{
    for (int i = 0; i < FAKE_PFS; i++)
        for (guint j = 0; j < FAKE_VFS; j++)
            if (strcmp(host->pfs[i].vfs[j].vm, vm) == 0)
                host->pfs[i].vfs[j].vm[0] = host->pfs[i].vfs[j].alias[0] = '\0';
}

static void end_vm(FakeHost *host, FakeVm *vm)
{
    release_vfs(host, vm->id);
    memset(vm, 0, sizeof *vm);
    host->generation++;
}

void fake_vm_ends(FakeWorld *world, const char *vm_id)
{
    world_lock(world);
    for (int i = 0; i < world->n_hosts; i++) {
        FakeVm *vm = find_vm(&world->hosts[i], vm_id);
        if (vm != NULL)
            end_vm(&world->hosts[i], vm);
    }
    world_unlock(world);
}

void fake_host_reboots(FakeWorld *world, int index)
{
    FakeHost *host = &world->hosts[index];
    world_lock(world);
    for (int i = 0; i < FAKE_VMS; i++)
        if (host->vms[i].id[0] != '\0')
            end_vm(host, &host->vms[i]);
    for (int i = 0; i < FAKE_PFS; i++)
        for (guint j = 0; j < FAKE_VFS; j++)
            host->pfs[i].vfs[j] = (FakeVf){ 0 };
    host->boots++;
    host->generation = 0;
    world_unlock(world);
}

int fake_find_vm(FakeWorld *world, const char *vm_id)
{
    int found = -1;
    world_lock(world);
    for (int i = 0; i < world->n_hosts; i++)
        if (find_vm(&world->hosts[i], vm_id) != NULL)
            found = i;
    world_unlock(world);
    return found;
}

FakeVf *fake_find_vf(FakeWorld *world, const char *vm_id)
{
    FakeVf *found = NULL;
    world_lock(world);
    for (int h = 0; h < world->n_hosts; h++)
        for (int i = 0; i < FAKE_PFS; i++)
            for (guint j = 0; j < FAKE_VFS; j++)
                if (strcmp(world->hosts[h].pfs[i].vfs[j].vm, vm_id) == 0)
                    found = &world->hosts[h].pfs[i].vfs[j];
    world_unlock(world);
    return found;
}

static void violate(FakeWorld *world, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void violate(FakeWorld *world, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_vsnprintf(world->violation, sizeof world->violation, format, args);
    va_end(args);
    world->violations++;
}

/* --- what an agent reports ---------------------------------------------------------------------
 */

static MacAddr pf_mac(const FakeWorld *world, const FakeHost *host, int pf)
{
    MacAddr mac = { { 0xb4, 0x96, 0x91, 0, (guint8)(host - world->hosts), (guint8)pf } };
    return mac;
}

static PciAddress pf_pci(int pf)
{
    PciAddress pci = { 0, (guint8)(0x3b + pf), 0, 0 };
    return pci;
}

static VfInfo *vf_info(const FakeVf *fake, int pf, guint index)
{
    VfInfo *vf = vf_info_new();
    vf->index = index;
    vf->pci = (PciAddress){ 0, (guint8)(0x3b + pf), 0x10, 0 };
    vf->pci.slot = (guint8)(0x10 + index);
    vf->iommu_group = 100 + pf * FAKE_VFS + (int)index;
    vf->numa_node = -1;
    vf->vlan = fake->vlan;
    vf->vlan_proto = 0x8100;
    vf->spoofchk = TRUE;
    vf->epoch = fake->epoch;
    memcpy(vf->mac.octet, fake->mac, sizeof fake->mac);
    vf->state = fake->vm[0] != '\0' ? VF_HELD_BY_VM : (VfState)fake->state;
    vf->vm_id = fake->vm[0] != '\0' ? g_strdup(fake->vm) : NULL;
    vf->alias = fake->alias[0] != '\0' ? g_strdup(fake->alias) : NULL;
    return vf;
}

static NicInfo *nic_info(const FakeWorld *world, const FakeHost *host, int pf)
{
    const FakePf *fake = &host->pfs[pf];
    char pci[PCI_TEXT_SIZE];
    NicInfo *nic = nic_info_new();
    nic->ifname = g_strdup(fake->name);
    nic->permanent_mac = nic->mac = pf_mac(world, host, pf);
    nic->pci = pf_pci(pf);
    nic->has_pci = TRUE;
    nic->pci_path = g_strdup(pci_format(&nic->pci, pci));
    nic->port_id = g_strdup("0");
    nic->driver = g_strdup("igb");
    nic->speed_mbps = 1000;
    nic->mtu = 1500;
    nic->up = nic->carrier = TRUE;
    nic->total_vfs = FAKE_VFS;
    nic->num_vfs = fake->num_vfs;
    for (guint i = 0; i < fake->num_vfs; i++)
        g_ptr_array_add(nic->vfs, vf_info(&fake->vfs[i], pf, i));
    return nic;
}

static NicInfo *bridge_info(const char *name)
{
    NicInfo *nic = nic_info_new();
    nic->ifname = g_strdup(name);
    nic->kind = g_strdup("bridge");
    nic->up = nic->carrier = TRUE;
    nic->mtu = 1500;
    return nic;
}

static json_t *inventory_of(const FakeWorld *world, const FakeHost *host)
{
    g_autoptr(HostInventory) inventory = host_inventory_new();
    inventory->generation = host->generation + 1;
    inventory->boot_id = g_strdup_printf("boot-%d", host->boots);
    inventory->hostname = g_strdup(host->name);
    inventory->memory_mib = 65536;
    inventory->n_cpus = 16;
    inventory->kvm = host->kvm;
    inventory->iommu = inventory->vfio = TRUE;
    for (int i = 0; i < FAKE_PFS; i++)
        if (host->pfs[i].present)
            g_ptr_array_add(inventory->nics, nic_info(world, host, i));
    for (gsize i = 0; i < G_N_ELEMENTS(world->bridges); i++)
        if (world->bridges[i][0] != '\0')
            g_ptr_array_add(inventory->nics, bridge_info(world->bridges[i]));
    return host_inventory_to_json(inventory);
}

static const char *status_of(const FakeVm *vm)
{
    return vm->up ? "Up" : "WaitForLaunch";
}

static json_t *stats_of(FakeWorld *world, const FakeVm *vm)
{
    g_autofree char *time = g_strdup_printf("%" G_GINT64_FORMAT, ++world->clock);
    g_autofree char *hash = g_strdup_printf("%u", g_str_hash(vm->xml));
    return json_pack("{s:s, s:s, s:s, s:s, s:s}", "vmId", vm->id, "vmName", vm->id, "status",
                     status_of(vm), "statusTime", time, "hash", hash);
}

/* --- what an agent does ------------------------------------------------------------------------
 */

static json_t *refuse(GError **error, int number, const char *text)
{
    return err_null(error, vdsm_code_to_err(number), "%s (host error %d)", text, number);
}

static FakePf *find_pf(FakeHost *host, const json_t *params)
{
    PciAddress pci;
    const char *device = verb_param_string(params, "deviceName");
    for (int i = 0; device != NULL && pci_parse_nodedev(device, &pci, NULL) && i < FAKE_PFS; i++) {
        PciAddress mine = pf_pci(i);
        if (host->pfs[i].present && pci_equal(&pci, &mine))
            return &host->pfs[i];
    }
    return NULL;
}

static FakeVf *find_vf(FakeHost *host, const json_t *params)
{
    FakePf *pf = find_pf(host, params);
    gint64 index = verb_param_int(params, "index", 0);
    return pf != NULL && index < pf->num_vfs ? &pf->vfs[index] : NULL;
}

static json_t *do_inventory(FakeWorld *world, FakeHost *host, const json_t *params, GError **error)
{
    return inventory_of(world, host);
}

static json_t *do_all_stats(FakeWorld *world, FakeHost *host, const json_t *params, GError **error)
{
    json_t *all = json_array();
    for (int i = 0; i < FAKE_VMS; i++)
        if (host->vms[i].id[0] != '\0')
            json_array_append_new(all, stats_of(world, &host->vms[i]));
    return all;
}

static json_t *do_stats(FakeWorld *world, FakeHost *host, const json_t *params, GError **error)
{
    const FakeVm *vm = find_vm(host, verb_param_string(params, "vmID"));
    return vm != NULL ? json_pack("[o]", stats_of(world, vm))
                      : refuse(error, VDSM_NO_SUCH_VM, "there is no such VM");
}

static json_t *do_dumpxmls(FakeWorld *world, FakeHost *host, const json_t *params, GError **error)
{
    const char *id = json_string_value(json_array_get(json_object_get(params, "vmList"), 0));
    const FakeVm *vm = id != NULL ? find_vm(host, id) : NULL;
    return vm != NULL ? json_pack("{s:s}", id, vm->xml)
                      : refuse(error, JSONRPC_INTERNAL, "there is no such VM");
}

/* The VF that an order names: by the identity of its PF, which must be that of its address. */
static FakeVf *ordered_vf(FakeWorld *world, FakeHost *host, const VmSpecNic *nic)
{
    for (int i = 0; i < FAKE_PFS; i++) {
        MacAddr mac = pf_mac(world, host, i);
        FakePf *pf = &host->pfs[i];
        if (mac_equal(&mac, &nic->pf_mac) && nic->vf_index < pf->num_vfs &&
            nic->vf_pci.bus == 0x3b + i && nic->vf_pci.slot == 0x10 + nic->vf_index)
            return &pf->vfs[nic->vf_index];
    }
    return NULL;
}

static bool check_vf(FakeWorld *world, FakeHost *host, const char *vm, const VmSpecNic *nic,
                     GError **error)
{
    const FakeVf *vf = nic->kind == VM_SPEC_NIC_VF ? ordered_vf(world, host, nic) : NULL;
    if (nic->kind != VM_SPEC_NIC_VF)
        return true;
    if (vf == NULL)
        return refuse(error, VDSM_VF_NO_SUCH, "there is no such VF") != NULL;
    if (vf->vm[0] != '\0') {
        violate(world, "VF %u of %s is held by %s and given to %s", nic->vf_index, host->name,
                vf->vm, vm);
        return refuse(error, VDSM_VF_IN_USE, "the VF is in use") != NULL;
    }
    if ((vf->mac[0] != 0 || vf->vlan != 0) && vf->epoch != nic->epoch) /* of another lease */
        violate(world, "VF %u of %s was given to %s dirty", nic->vf_index, host->name, vm);
    return vf->epoch <= nic->epoch || refuse(error, VDSM_VF_OLD_EPOCH, "the order is old") != NULL;
}

static bool check_vfs(FakeWorld *world, FakeHost *host, const VmSpec *spec, GError **error)
{
    for (guint i = 0; i < spec->nics->len; i++)
        if (!check_vf(world, host, spec->id, spec->nics->pdata[i], error))
            return false;
    return true;
}

static void take_vf(FakeWorld *world, FakeHost *host, const char *vm, const VmSpecNic *nic)
{
    FakeVf *vf = nic->kind == VM_SPEC_NIC_VF ? ordered_vf(world, host, nic) : NULL;
    if (vf == NULL)
        return;
    g_strlcpy(vf->vm, vm, sizeof vf->vm);
    g_snprintf(vf->alias, sizeof vf->alias, "ua-%s", nic->vnic_id);
    memcpy(vf->mac, nic->mac.octet, sizeof vf->mac);
    vf->vlan = nic->vlan;
    vf->epoch = nic->epoch;
}

static void take_vfs(FakeWorld *world, FakeHost *host, const VmSpec *spec)
{
    for (guint i = 0; i < spec->nics->len; i++)
        take_vf(world, host, spec->id, spec->nics->pdata[i]);
}

static json_t *do_create(FakeWorld *world, FakeHost *host, const json_t *params, GError **error)
{
    const char *xml = verb_param_string(json_object_get(params, "vmParams"), "xml");
    g_autoptr(VmSpec) spec = domain_xml_read(xml, strlen(xml), error);
    g_assert_nonnull(spec);
    for (int i = 0; i < world->n_hosts; i++)
        if (&world->hosts[i] != host && find_vm(&world->hosts[i], spec->id) != NULL)
            violate(world, "VM %s runs on %s and shall run on %s", spec->id, world->hosts[i].name,
                    host->name);
    if (find_vm(host, spec->id) != NULL)
        return refuse(error, VDSM_VM_EXISTS, "the VM exists");
    if (!check_vfs(world, host, spec, error))
        return NULL;
    take_vfs(world, host, spec);
    for (int i = 0; i < FAKE_VMS; i++) {
        FakeVm *vm = &host->vms[i];
        if (vm->id[0] != '\0')
            continue;
        g_strlcpy(vm->id, spec->id, sizeof vm->id);
        g_strlcpy(vm->xml, xml, sizeof vm->xml);
        vm->epoch = spec->epoch;
        vm->ours = true;
        host->generation++;
        return stats_of(world, vm);
    }
    g_assert_not_reached();
}

static json_t *do_destroy(FakeWorld *world, FakeHost *host, const json_t *params, GError **error)
{
    FakeVm *vm = find_vm(host, verb_param_string(params, "vmID"));
    if (vm == NULL)
        return refuse(error, VDSM_NO_SUCH_VM, "there is no such VM");
    if ((guint64)verb_param_int(params, "epoch", 0) < vm->epoch)
        return refuse(error, VDSM_VF_OLD_EPOCH, "the order is old");
    end_vm(host, vm);
    return json_true();
}

/* --- hot plug */

static FakeVm *running_vm(FakeHost *host, const json_t *params, GError **error)
{
    FakeVm *vm = find_vm(host, verb_param_string(params, "vmID"));
    if (vm == NULL)
        refuse(error, VDSM_NO_SUCH_VM, "there is no such VM");
    return vm;
}

static const char *nic_xml(const json_t *params)
{
    return verb_param_string(json_object_get(params, "params"), "xml");
}

static VmSpec *read_vm(const FakeVm *vm)
{
    VmSpec *spec = domain_xml_read(vm->xml, strlen(vm->xml), NULL);
    g_assert_nonnull(spec);
    return spec;
}

static void set_xml(FakeHost *host, FakeVm *vm, const char *xml)
{
    g_assert_cmpuint(strlen(xml), <, sizeof vm->xml);
    g_strlcpy(vm->xml, xml, sizeof vm->xml);
    host->generation++;
}

static void write_vm(FakeHost *host, FakeVm *vm, const VmSpec *spec)
{
    g_autofree char *xml = domain_xml_write(spec, NULL);
    set_xml(host, vm, xml);
}

/* The position of the vNIC in the domain; the number of vNICs when it is not there. */
static guint find_nic(const VmSpec *spec, const char *vnic_id)
{
    guint i = 0;
    while (i < spec->nics->len &&
           strcmp(((VmSpecNic *)spec->nics->pdata[i])->vnic_id, vnic_id) != 0)
        i++;
    return i;
}

static json_t *do_plug(FakeWorld *world, FakeHost *host, const json_t *params, GError **error)
{
    FakeVm *vm = running_vm(host, params, error);
    g_autoptr(VmSpecNic) nic =
        domain_xml_read_hotplug(nic_xml(params), strlen(nic_xml(params)), NULL);
    g_autoptr(VmSpec) spec = vm != NULL ? read_vm(vm) : NULL;
    g_assert_nonnull(nic);
    if (spec == NULL)
        return NULL;
    if (find_nic(spec, nic->vnic_id) < spec->nics->len)
        return json_object(); /* it was plugged before */
    if (!check_vf(world, host, vm->id, nic, error))
        return NULL;
    VmSpecNic *plugged = g_steal_pointer(&nic);
    g_ptr_array_add(spec->nics, plugged);
    g_autofree char *xml = domain_xml_write(spec, NULL);
    take_vf(world, host, vm->id, plugged);
    set_xml(host, vm, xml);
    return json_object();
}

/* Frees and cleans the VF of a device that has gone; false: it had none. */
static bool free_vf(FakeHost *host, const char *vm, const char *vnic_id, bool *ret_clean)
{
    g_autofree char *alias = g_strdup_printf("ua-%s", vnic_id);
    for (int i = 0; i < FAKE_PFS; i++)
        for (guint j = 0; j < FAKE_VFS; j++) {
            FakeVf *vf = &host->pfs[i].vfs[j];
            if (strcmp(vf->vm, vm) != 0 || strcmp(vf->alias, alias) != 0)
                continue;
            vf->vm[0] = vf->alias[0] = '\0';
            *ret_clean = !vf->dirt;
            if (vf->dirt)
                return true;
            memset(vf->mac, 0, sizeof vf->mac);
            vf->vlan = 0;
            return true;
        }
    return false;
}

static json_t *remove_nic(FakeHost *host, FakeVm *vm, const char *vnic_id)
{
    g_autoptr(VmSpec) spec = read_vm(vm);
    bool clean = true;
    guint i = find_nic(spec, vnic_id);
    if (i == spec->nics->len)
        return json_object();
    g_ptr_array_remove_index(spec->nics, i);
    write_vm(host, vm, spec);
    return free_vf(host, vm->id, vnic_id, &clean) ? json_pack("{s:b}", "clean", clean)
                                                  : json_object();
}

static json_t *do_unplug(FakeWorld *world, FakeHost *host, const json_t *params, GError **error)
{
    FakeVm *vm = running_vm(host, params, error);
    g_autofree char *id = domain_xml_read_hotunplug(nic_xml(params), strlen(nic_xml(params)), NULL);
    g_assert_nonnull(id);
    if (vm == NULL)
        return NULL;
    g_autoptr(VmSpec) spec = read_vm(vm);
    if (world->guests_keep && find_nic(spec, id) < spec->nics->len)
        return refuse(error, VDSM_UNPLUG_FAILED, "the guest does not answer");
    return remove_nic(host, vm, id);
}

static json_t *do_update_nic(FakeWorld *world, FakeHost *host, const json_t *params, GError **error)
{
    FakeVm *vm = running_vm(host, params, error);
    g_autoptr(VmSpecNic) nic =
        domain_xml_read_hotplug(nic_xml(params), strlen(nic_xml(params)), NULL);
    g_autoptr(VmSpec) spec = vm != NULL ? read_vm(vm) : NULL;
    guint i = spec != NULL ? find_nic(spec, nic->vnic_id) : 0;
    if (spec == NULL)
        return NULL;
    if (i == spec->nics->len)
        return refuse(error, VDSM_UPDATE_FAILED, "the VM has no such vNIC");
    g_ptr_array_remove_index(spec->nics, i);
    g_ptr_array_add(spec->nics, g_steal_pointer(&nic));
    write_vm(host, vm, spec);
    return json_object();
}

static json_t *do_scrub(FakeWorld *world, FakeHost *host, const json_t *params, GError **error)
{
    FakeVf *vf = find_vf(host, params);
    guint64 epoch = (guint64)verb_param_int(params, "epoch", 0);
    if (vf == NULL)
        return refuse(error, VDSM_VF_NO_SUCH, "there is no such VF");
    if (epoch < vf->epoch)
        return refuse(error, VDSM_VF_OLD_EPOCH, "the order is old");
    if (vf->vm[0] != '\0')
        return refuse(error, VDSM_VF_IN_USE, "the VF is in use");
    vf->epoch = epoch;
    if (vf->dirt)
        return json_pack("{s:b, s:s}", "clean", 0, "detail", "the MAC did not read back");
    memset(vf->mac, 0, sizeof vf->mac);
    vf->vlan = 0;
    host->generation++;
    return json_pack("{s:b}", "clean", 1);
}

static json_t *do_set_vf(FakeWorld *world, FakeHost *host, const json_t *params, GError **error)
{
    FakeVf *vf = find_vf(host, params);
    MacAddr mac;
    const json_t *config = json_object_get(params, "config");
    if (vf == NULL)
        return refuse(error, VDSM_VF_NO_SUCH, "there is no such VF");
    if (mac_parse(verb_param_string(config, "mac"), &mac, NULL))
        memcpy(vf->mac, mac.octet, sizeof vf->mac);
    vf->vlan = (guint)verb_param_int(config, "vlan", vf->vlan);
    host->generation++;
    return json_true();
}

static json_t *do_numvfs(FakeWorld *world, FakeHost *host, const json_t *params, GError **error)
{
    FakePf *pf = find_pf(host, params);
    guint number = (guint)verb_param_int(params, "numvfs", 0);
    if (pf == NULL)
        return refuse(error, VDSM_VF_NO_SUCH, "there is no such PF");
    for (guint i = 0; i < pf->num_vfs; i++)
        if (pf->vfs[i].vm[0] != '\0') {
            violate(world, "VF %u of %s vanishes under VM %s", i, pf->name, pf->vfs[i].vm);
            return refuse(error, VDSM_BUSY, "a VF is in use");
        }
    memset(pf->vfs, 0, sizeof pf->vfs);
    pf->num_vfs = number;
    host->generation++;
    return json_true();
}

static const struct {
    const char *verb;
    json_t *(*act)(FakeWorld *world, FakeHost *host, const json_t *params, GError **error);
} acts[] = {
    { "Sriov.inventory", do_inventory },
    { "Host.getAllVmStats", do_all_stats },
    { "VM.getStats", do_stats },
    { "Host.dumpxmls", do_dumpxmls },
    { "VM.create", do_create },
    { "VM.destroy", do_destroy },
    { "VM.hotplugNic", do_plug },
    { "VM.hotunplugNic", do_unplug },
    { "VM.updateDevice", do_update_nic },
    { "VM.shutdown", do_destroy }, /* a guest that obeys at once */
    { "Sriov.scrub", do_scrub },
    { "Sriov.setVf", do_set_vf },
    { "Host.hostdevChangeNumvfs", do_numvfs },
};

static json_t *act(FakeWorld *world, FakeHost *host, const char *verb, const json_t *params,
                   GError **error)
{
    const Verb *row = verb_find(verb);
    if (row == NULL || !verb_check_params(row, params, error))
        g_error("%s: %s", verb, error != NULL && *error != NULL ? (*error)->message : "unknown");
    for (gsize i = 0; i < G_N_ELEMENTS(acts); i++)
        if (strcmp(acts[i].verb, verb) == 0)
            return acts[i].act(world, host, params, error);
    g_error("the fake host cannot %s", verb);
}

void fake_nic_goes(FakeWorld *world, const char *vm_id, const char *vnic_id)
{
    world_lock(world);
    for (int i = 0; i < world->n_hosts; i++) {
        FakeVm *vm = find_vm(&world->hosts[i], vm_id);
        if (vm == NULL)
            continue;
        json_decref(remove_nic(&world->hosts[i], vm, vnic_id));
    }
    world_unlock(world);
}

/* --- calls -------------------------------------------------------------------------------------
 */

static void call_free(FakeCall *call)
{
    if (call->source != NULL) {
        g_source_destroy(call->source);
        g_source_unref(call->source);
    }
    json_decref(call->params);
    g_free(call->verb);
    g_free(call);
}

/* Takes the call; one of 'result' and 'error' is NULL, both are taken. */
static void answer(FakeCall *call, json_t *result, GError *error)
{
    if (call->callback != NULL)
        call->callback(result, error, call->data);
    json_decref(result);
    g_clear_error(&error);
    call_free(call);
}

static bool next_fault(FakeWorld *world, const char *verb, FakeFault *ret)
{
    for (gsize i = 0; i < G_N_ELEMENTS(world->faults); i++) {
        FakeFault *fault = &world->faults[i];
        if (fault->times == 0 || (fault->verb[0] != '\0' && strcmp(fault->verb, verb) != 0))
            continue;
        if (fault->skip > 0) {
            fault->skip--;
            continue;
        }
        fault->times--;
        *ret = *fault;
        return true;
    }
    return false;
}

static void die(FakeWorld *world)
{
    world_unlock(world);
    kill(getpid(), SIGKILL);
}

/* What the host does with a call, faults included. */
static json_t *serve(FakeLink *link, const FakeCall *call, GError **error)
{
    FakeWorld *world = link->world;
    FakeFault fault;
    world_lock(world);
    world->n_calls++;
    bool wrong = next_fault(world, call->verb, &fault);
    json_t *result = NULL;
    if (wrong && fault.what == FAKE_DIE_BEFORE)
        die(world);
    if (wrong && fault.what == FAKE_REFUSE)
        refuse(error, fault.number, "refused");
    else if (wrong && fault.what == FAKE_LOSE_ORDER)
        err_set(error, ERR_TIMEOUT, "no answer in time");
    else
        result = act(world, link->host, call->verb, call->params, error);
    if (wrong && fault.what == FAKE_DIE_AFTER)
        die(world);
    if (wrong && (fault.what == FAKE_LOSE_ANSWER || fault.what == FAKE_DROP_LINK)) {
        json_decref(g_steal_pointer(&result));
        g_clear_error(error);
        err_set(error, fault.what == FAKE_DROP_LINK ? ERR_UNREACHABLE : ERR_TIMEOUT, "no answer");
        link->drop = fault.what == FAKE_DROP_LINK;
    }
    world_unlock(world);
    return result;
}

static gboolean call_runs(gpointer data)
{
    FakeCall *call = data;
    FakeLink *link = call->link;
    g_mutex_lock(&link->lock);
    g_ptr_array_remove_fast(link->calls, call);
    g_mutex_unlock(&link->lock);
    GError *error = NULL;
    json_t *result = NULL;
    if (link->state == LINK_UP)
        result = serve(link, call, &error);
    else
        err_set(&error, ERR_UNREACHABLE, "the host is not reachable");
    answer(call, result, error);
    return G_SOURCE_REMOVE;
}

static guint latency_ms(FakeWorld *world)
{
    return world->latency_us == 0
               ? 0
               : (guint)g_random_int_range(0, (gint32)world->latency_us * 2) / 1000;
}

static void port_call(void *data, const char *verb, json_t *params, guint timeout_ms,
                      LinkCallback callback, void *callback_data)
{
    FakeLink *link = data;
    FakeCall *call = g_new0(FakeCall, 1);
    call->link = link;
    call->verb = g_strdup(verb);
    call->params = params != NULL ? params : json_object();
    call->callback = callback;
    call->data = callback_data;
    if (strcmp(verb, "VM.create") == 0) {
        world_lock(link->world);
        link->world->create_us = g_get_monotonic_time();
        world_unlock(link->world);
    }
    call->source = g_timeout_source_new(latency_ms(link->world));
    g_source_set_callback(call->source, call_runs, call, NULL);
    g_mutex_lock(&link->lock);
    g_ptr_array_add(link->calls, call);
    g_mutex_unlock(&link->lock);
    g_source_attach(call->source, link->context);
}

/* --- links -------------------------------------------------------------------------------------
 */

static void fail_calls(FakeLink *link)
{
    g_mutex_lock(&link->lock);
    g_autoptr(GPtrArray) calls = link->calls;
    link->calls = g_ptr_array_new();
    g_mutex_unlock(&link->lock);
    for (guint i = 0; i < calls->len; i++)
        answer(calls->pdata[i], NULL,
               g_error_new_literal(ERR, ERR_UNREACHABLE, "the link was lost"));
}

static void push(FakeLink *link, const char *component, const char *operation, const char *unique,
                 gint64 time, json_t *params)
{
    const LinkEvent event = { NULL, component, operation, unique, time, params };
    if (!link->world->silent)
        link->ops->event(&event, link->data);
    json_decref(params);
}

static void push_vm(FakeLink *link, const char *id, const char *status, gint64 time)
{
    bool down = strcmp(status, "Down") == 0;
    push(link, "virt", "VM_status", id, time,
         json_pack("{s:{s:s, s:i, s:i, s:s}}", id, "status", status, "exitCode", down ? 1 : 0,
                   "exitReason", down ? 1 : 0, "exitMessage", down ? "the domain ended" : ""));
    g_hash_table_replace(link->statuses, g_strdup(id), (gpointer)status);
}

/* Guests go up, or end, some time after they were made. */
static void boot_guests(FakeLink *link)
{
    FakeWorld *world = link->world;
    for (int i = 0; i < FAKE_VMS; i++) {
        FakeVm *vm = &link->host->vms[i];
        if (vm->id[0] == '\0' || vm->up || !vm->ours)
            continue;
        if (g_random_int_range(0, POLL_MS + (gint32)world->boot_ms) >= POLL_MS)
            continue;
        if (world->guests_die)
            end_vm(link->host, vm);
        else
            vm->up = true;
    }
}

static void push_changes(FakeLink *link)
{
    FakeWorld *world = link->world;
    GHashTableIter iter;
    gpointer id, status;
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    world_lock(world);
    g_hash_table_iter_init(&iter, link->statuses);
    while (g_hash_table_iter_next(&iter, &id, &status))
        if (strcmp(status, "Down") != 0 && find_vm(link->host, id) == NULL) {
            g_ptr_array_add(ids, g_strdup(id));
            g_ptr_array_add(words, "Down");
        }
    for (int i = 0; i < FAKE_VMS; i++) {
        const FakeVm *vm = &link->host->vms[i];
        if (vm->id[0] == '\0' ||
            g_strcmp0(g_hash_table_lookup(link->statuses, vm->id), status_of(vm)) == 0)
            continue;
        g_ptr_array_add(ids, g_strdup(vm->id));
        g_ptr_array_add(words, (gpointer)status_of(vm));
    }
    gint64 time = ++world->clock;
    json_t *inventory =
        link->generation != link->host->generation + 1 ? inventory_of(world, link->host) : NULL;
    link->generation = link->host->generation + 1;
    boot_guests(link); /* told the next time */
    world_unlock(world);
    for (guint i = 0; i < ids->len; i++)
        push_vm(link, ids->pdata[i], words->pdata[i], time);
    if (inventory != NULL)
        push(link, "sriov", "inventory", "boot", time, inventory);
}

static void set_state(FakeLink *link, LinkState state)
{
    g_autoptr(GError) reason = NULL;
    if (link->told && link->state == state)
        return;
    link->state = state;
    link->told = true;
    if (state == LINK_CONNECTING) {
        fail_calls(link);
        g_set_error(&reason, ERR, ERR_UNREACHABLE, "%s: no route to host", link->host->name);
    }
    link->ops->state_changed(state, reason, link->data);
}

static gboolean link_polls(gpointer data)
{
    FakeLink *link = data;
    world_lock(link->world);
    bool reachable = link->host->reachable && !link->drop;
    link->drop = false;
    world_unlock(link->world);
    set_state(link, reachable ? LINK_UP : LINK_CONNECTING);
    if (reachable)
        push_changes(link);
    return G_SOURCE_CONTINUE;
}

static void *port_connect(HostPort *base, GMainContext *context, const HostAddress *address,
                          const HostPortOps *ops, void *data)
{
    FakeWorld *world = ((FakePort *)base)->world;
    FakeLink *link = g_new0(FakeLink, 1);
    link->world = world;
    for (int i = 0; i < world->n_hosts; i++)
        if (strcmp(world->hosts[i].id, address->id) == 0)
            link->host = &world->hosts[i];
    g_assert_nonnull(link->host);
    link->context = context;
    link->ops = ops;
    link->data = data;
    link->state = LINK_CONNECTING;
    link->calls = g_ptr_array_new();
    link->statuses = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_mutex_init(&link->lock);
    link->poll = g_timeout_source_new(POLL_MS);
    g_source_set_callback(link->poll, link_polls, link, NULL);
    g_source_attach(link->poll, context);
    return link;
}

static void port_disconnect(void *data)
{
    FakeLink *link = data;
    g_source_destroy(link->poll);
    g_source_unref(link->poll);
    fail_calls(link);
    g_ptr_array_unref(link->calls);
    g_hash_table_unref(link->statuses);
    g_mutex_clear(&link->lock);
    g_free(link);
}

static void port_free(HostPort *base)
{
    g_free(base);
}

HostPort *fake_port_new(FakeWorld *world)
{
    FakePort *port = g_new0(FakePort, 1);
    port->base = (HostPort){ port_connect, port_disconnect, port_call, port_free };
    port->world = world;
    return &port->base;
}
