#include "simulator/fake.h"

#include "simulator/fake-device.h"

#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <string.h>
#include <sys/eventfd.h>
#include <poll.h>
#include <unistd.h>

typedef struct {
    VfAttrs attrs;
    unsigned stuck; /* 1u << VfAttr */
    char *driver, *ifname, *shared_with;
} FakeVf;

typedef struct {
    SysLink *link;
    char *driver;
    guint total_vfs, limit;
    bool autoprobe, cable;
    GPtrArray *vfs; /* of FakeVf */
} FakePf;

typedef struct {
    SysDomain *domain;
    GArray *devices; /* of PciAddress */
    FakeGuest guest;
} FakeDomain;

typedef struct {
    char *op, *message;
    guint skip;
    ErrCode code;
} Fault;

typedef struct {
    Sys base;
    GMutex mutex; /* guards all below */
    GCond released;
    GPtrArray *pfs, *links, *domains, *faults, *hanging, *watches;
    int next_ifindex;
    guint n_boots;
    GString *log;
    SysEventFunc func;
    gpointer user_data;
} Fake;

struct SysWatch {
    Fake *fake;
    int fd;
};

static Fake *fake_of(Sys *sys)
{
    return (Fake *)sys;
}

static void free_vf(FakeVf *vf)
{
    g_free(vf->driver);
    g_free(vf->ifname);
    g_free(vf->shared_with);
    g_free(vf);
}

static void free_pf(FakePf *pf)
{
    sys_link_free(pf->link);
    g_free(pf->driver);
    g_ptr_array_unref(pf->vfs);
    g_free(pf);
}

static void free_domain(FakeDomain *domain)
{
    sys_domain_free(domain->domain);
    g_array_unref(domain->devices);
    g_free(domain);
}

static void free_fault(Fault *fault)
{
    g_free(fault->op);
    g_free(fault->message);
    g_free(fault);
}

static void fake_free(Sys *sys)
{
    Fake *fake = fake_of(sys);
    g_ptr_array_unref(fake->pfs);
    g_ptr_array_unref(fake->links);
    g_ptr_array_unref(fake->domains);
    g_ptr_array_unref(fake->faults);
    g_ptr_array_unref(fake->hanging);
    g_ptr_array_unref(fake->watches);
    g_string_free(fake->log, TRUE);
    g_cond_clear(&fake->released);
    g_mutex_clear(&fake->mutex);
    g_free(fake);
}

/* Tells all watches; call with the mutex held. */
static void changed(Fake *fake)
{
    for (guint i = 0; i < fake->watches->len; i++) {
        guint64 one = 1;
        SysWatch *watch = fake->watches->pdata[i];
        g_assert(write(watch->fd, &one, sizeof one) == sizeof one);
    }
}

static bool is_hanging(Fake *fake, const char *op)
{
    return g_ptr_array_find_with_equal_func(fake->hanging, op, g_str_equal, NULL);
}

/* Enters 'op' with the mutex held: waits while it hangs, then fails when a fault is due. */
static bool enter(Fake *fake, const char *op, GError **error)
{
    while (is_hanging(fake, op))
        g_cond_wait(&fake->released, &fake->mutex);
    for (guint i = 0; i < fake->faults->len; i++) {
        Fault *fault = fake->faults->pdata[i];
        if (strcmp(fault->op, op) != 0 || fault->skip-- > 0)
            continue;
        err_set(error, fault->code, "%s", fault->message);
        g_ptr_array_remove_index(fake->faults, i);
        return false;
    }
    return true;
}

static void note(Fake *fake, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void note(Fake *fake, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_string_append_vprintf(fake->log, format, args);
    va_end(args);
    g_string_append_c(fake->log, '\n');
}

static FakePf *find_pf(Fake *fake, const char *name)
{
    for (guint i = 0; i < fake->pfs->len; i++) {
        FakePf *pf = fake->pfs->pdata[i];
        if (strcmp(pf->link->name, name) == 0)
            return pf;
    }
    return NULL;
}

static FakePf *find_pf_by_pci(Fake *fake, const PciAddress *pci)
{
    for (guint i = 0; i < fake->pfs->len; i++) {
        FakePf *pf = fake->pfs->pdata[i];
        if (pci_equal(&pf->link->pci, pci))
            return pf;
    }
    return NULL;
}

/* As the 82576 lays them out: from slot 16 of the PF's bus on. */
static PciAddress vf_pci(const FakePf *pf, guint index)
{
    PciAddress pci = pf->link->pci;
    pci.slot = (guint8)(16 + index / 8);
    pci.function = (guint8)(index % 8);
    return pci;
}

static FakeVf *find_vf_by_pci(Fake *fake, const PciAddress *pci, FakePf **ret_pf, guint *ret_index)
{
    for (guint i = 0; i < fake->pfs->len; i++) {
        FakePf *pf = fake->pfs->pdata[i];
        for (guint j = 0; j < pf->vfs->len; j++) {
            PciAddress address = vf_pci(pf, j);
            if (!pci_equal(&address, pci))
                continue;
            *ret_pf = pf;
            *ret_index = j;
            return pf->vfs->pdata[j];
        }
    }
    return NULL;
}

/* What the host's own driver makes of a VF that nobody holds. */
static void probe(FakePf *pf, FakeVf *vf, guint index)
{
    g_clear_pointer(&vf->driver, g_free);
    g_clear_pointer(&vf->ifname, g_free);
    if (pf->autoprobe) {
        vf->driver = g_strdup_printf("%svf", pf->driver);
        vf->ifname = g_strdup_printf("%sv%u", pf->link->name, index);
    }
}

static char *dup_boot_id(Sys *sys)
{
    return g_strdup_printf("6f1c3b52-0000-4000-8000-%012u", fake_of(sys)->n_boots);
}

static void read_host(Sys *sys, HostInventory *inventory)
{
    inventory->boot_id = dup_boot_id(sys);
    inventory->hostname = g_strdup("invented");
    inventory->os = g_strdup("Invented Linux 12");
    inventory->kernel = g_strdup("6.1.0-invented");
    inventory->kernel_args = g_strdup("intel_iommu=on iommu=pt");
    inventory->libvirt_version = g_strdup("9.0.0");
    inventory->qemu_version = g_strdup("7.2.0");
    inventory->cpu_model = g_strdup("Invented CPU");
    inventory->memory_mib = 16384;
    inventory->n_cpus = 8;
    inventory->kvm = inventory->iommu = inventory->interrupt_remapping = inventory->vfio = TRUE;
}

static char *dup_machine_uuid(Sys *sys)
{
    return g_strdup("4c4c4544-0051-4010-8057-b4c04f4a4d32");
}

static void read_load(Sys *sys, SysLoad *ret)
{
    *ret = (SysLoad){ .user_ticks = 1000,
                      .system_ticks = 500,
                      .idle_ticks = 8500,
                      .load = 0.25,
                      .load_5m = 0.5,
                      .memory_kib = 16777216,
                      .available_kib = 15728640,
                      .buffers_kib = 2048,
                      .cached_kib = 4096,
                      .uptime_s = 3600 };
}

static SysLink *dup_link(const SysLink *link)
{
    SysLink *copy = g_memdup2(link, sizeof *link);
    copy->name = g_strdup(link->name);
    copy->kind = g_strdup(link->kind);
    copy->port_name = g_strdup(link->port_name);
    copy->addresses = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < link->addresses->len; i++)
        g_ptr_array_add(copy->addresses, g_strdup(link->addresses->pdata[i]));
    copy->vfs = g_array_copy(link->vfs);
    return copy;
}

static SysLink *make_pf_link(const FakePf *pf)
{
    SysLink *link = dup_link(pf->link);
    link->carrier = link->up && pf->cable;
    for (guint i = 0; i < pf->vfs->len; i++)
        g_array_append_val(link->vfs, ((FakeVf *)pf->vfs->pdata[i])->attrs);
    return link;
}

static SysLink *make_vf_link(const FakePf *pf, const FakeVf *vf, guint index)
{
    SysLink *link = sys_link_new();
    link->ifindex = pf->link->ifindex * 1000 + (int)index;
    link->name = g_strdup(vf->ifname);
    link->mac = vf->attrs.mac;
    link->mtu = 1500;
    link->has_pci = true;
    link->pci = vf_pci(pf, index);
    return link;
}

static GPtrArray *list_links(Sys *sys, GError **error)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    if (!enter(fake, "list_links", error))
        return NULL;
    GPtrArray *links = g_ptr_array_new_with_free_func((GDestroyNotify)sys_link_free);
    for (guint i = 0; i < fake->pfs->len; i++) {
        FakePf *pf = fake->pfs->pdata[i];
        g_ptr_array_add(links, make_pf_link(pf));
        for (guint j = 0; j < pf->vfs->len; j++) {
            FakeVf *vf = pf->vfs->pdata[j];
            if (vf->ifname != NULL)
                g_ptr_array_add(links, make_vf_link(pf, vf, j));
        }
    }
    for (guint i = 0; i < fake->links->len; i++) {
        SysLink *link = dup_link(fake->links->pdata[i]);
        SysLink *lower = sys_link_find_index(links, link->lower);
        g_ptr_array_add(links, link);
        if (lower != NULL &&
            (g_strcmp0(link->kind, "bridge") == 0 || g_strcmp0(link->kind, "bond") == 0)) {
            lower->master = link->ifindex;
            link->lower = 0;
        }
    }
    return links;
}

static SysPci *make_vf_pci(const FakePf *pf, guint index)
{
    const FakeVf *vf = pf->vfs->pdata[index];
    SysPci *pci = sys_pci_new();
    pci->pci = vf_pci(pf, index);
    pci->driver = g_strdup(vf->driver);
    pci->ifname = g_strdup(vf->ifname);
    pci->iommu_group = pf->link->ifindex * 100 + (int)index;
    pci->group_shared_with = g_strdup(vf->shared_with);
    pci->has_physfn = true;
    pci->physfn = pf->link->pci;
    pci->numa_node = 0;
    pci->vendor = 0x8086;
    pci->device = 0x10ca;
    return pci;
}

static SysPci *make_pf_pci(const FakePf *pf)
{
    char text[PCI_TEXT_SIZE];
    SysPci *pci = sys_pci_new();
    pci->pci = pf->link->pci;
    pci->path = g_strdup_printf("0000:00:02.0/%s", pci_format(&pf->link->pci, text));
    pci->driver = g_strdup(pf->driver);
    pci->ifname = g_strdup(pf->link->name);
    pci->iommu_group = pf->link->ifindex;
    pci->numa_node = 0;
    pci->vendor = 0x8086;
    pci->device = 0x10c9;
    pci->total_vfs = pf->total_vfs;
    pci->num_vfs = pf->vfs->len;
    pci->autoprobe = pf->autoprobe;
    return pci;
}

static SysPci *read_pci(Sys *sys, const PciAddress *address, GError **error)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    char text[PCI_TEXT_SIZE];
    if (!enter(fake, "read_pci", error))
        return NULL;
    FakePf *pf = find_pf_by_pci(fake, address);
    guint index;
    if (pf == NULL) {
        if (find_vf_by_pci(fake, address, &pf, &index) != NULL)
            return make_vf_pci(pf, index);
        return err_null(error, ERR_NOT_FOUND, "PCI device %s", pci_format(address, text));
    }
    SysPci *pci = make_pf_pci(pf);
    for (guint i = 0; i < pf->vfs->len; i++)
        g_ptr_array_add(pci->vfs, make_vf_pci(pf, i));
    return pci;
}

static GPtrArray *list_pci(Sys *sys, GError **error)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    GPtrArray *list = g_ptr_array_new_with_free_func((GDestroyNotify)sys_pci_free);
    for (guint i = 0; i < fake->pfs->len; i++) {
        FakePf *pf = fake->pfs->pdata[i];
        g_ptr_array_add(list, make_pf_pci(pf));
        for (guint j = 0; j < pf->vfs->len; j++)
            g_ptr_array_add(list, make_vf_pci(pf, j));
    }
    return list;
}

static gint64 read_speed_mbps(Sys *sys, const char *name)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    FakePf *pf = find_pf(fake, name);
    return pf != NULL && pf->link->up && pf->cable ? 1000 : 0;
}

static int read_dev_port(Sys *sys, const char *name)
{
    return 0;
}

static FakePf *need_pf(Fake *fake, const PciAddress *pci, GError **error)
{
    char text[PCI_TEXT_SIZE];
    FakePf *pf = find_pf_by_pci(fake, pci);
    return pf != NULL ? pf : err_null(error, ERR_NOT_FOUND, "PCI device %s", pci_format(pci, text));
}

static void add_vf(FakePf *pf)
{
    FakeVf *vf = g_new0(FakeVf, 1);
    vf->attrs = (VfAttrs){ .index = pf->vfs->len, .vlan_proto = 0x8100, .spoofchk = 1 };
    probe(pf, vf, pf->vfs->len);
    g_ptr_array_add(pf->vfs, vf);
}

static bool write_vf_count(Sys *sys, const PciAddress *pci, guint count, GError **error)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    char text[PCI_TEXT_SIZE];
    note(fake, "write_vf_count %s %u", pci_format(pci, text), count);
    FakePf *pf = need_pf(fake, pci, error);
    if (pf == NULL || !enter(fake, "write_vf_count", error))
        return false;
    if (count > pf->total_vfs)
        return err_set(error, ERR_INVALID, "write \"%u\" to sriov_numvfs: out of range", count);
    if (count > 0 && pf->vfs->len > 0 && pf->vfs->len != count)
        return err_set(error, ERR_BUSY, "write \"%u\" to sriov_numvfs: busy", count);
    g_ptr_array_set_size(pf->vfs, 0);
    for (guint i = 0; i < MIN(count, pf->limit); i++)
        add_vf(pf);
    changed(fake);
    return true;
}

static bool write_autoprobe(Sys *sys, const PciAddress *pci, bool enabled, GError **error)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    char text[PCI_TEXT_SIZE];
    note(fake, "write_autoprobe %s %d", pci_format(pci, text), enabled);
    FakePf *pf = need_pf(fake, pci, error);
    if (pf == NULL || !enter(fake, "write_autoprobe", error))
        return false;
    pf->autoprobe = enabled;
    return true;
}

static bool rebind(Sys *sys, const PciAddress *pci, GError **error)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    char text[PCI_TEXT_SIZE];
    FakePf *pf;
    guint index;
    note(fake, "rebind %s", pci_format(pci, text));
    FakeVf *vf = find_vf_by_pci(fake, pci, &pf, &index);
    if (!enter(fake, "rebind", error))
        return false;
    if (vf == NULL)
        return err_set(error, ERR_NOT_FOUND, "PCI device %s", text);
    probe(pf, vf, index);
    changed(fake);
    return true;
}

static char *dup_kernel_log(Sys *sys, const PciAddress *pci, gint64 since_us)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    FakePf *pf = find_pf_by_pci(fake, pci);
    return pf != NULL && pf->limit < pf->total_vfs ? g_strdup("not enough queues") : NULL;
}

static bool set_link_up(Sys *sys, const char *name, bool up, GError **error)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    note(fake, "set_link_up %s %d", name, up);
    if (!enter(fake, "set_link_up", error))
        return false;
    FakePf *pf = find_pf(fake, name);
    if (pf == NULL)
        return err_set(error, ERR_NOT_FOUND, "%s: no such interface", name);
    pf->link->up = up;
    changed(fake);
    return true;
}

static void note_order(Fake *fake, const char *name, const VfOrder *order)
{
    const VfAttrs *vf = &order->attrs;
    char mac[MAC_TEXT_SIZE];
    g_string_append_printf(fake->log, "set_vf %s %u", name, vf->index);
    if (order->given & 1u << VF_ATTR_MAC)
        g_string_append_printf(fake->log, " mac=%s", mac_format(&vf->mac, mac));
    if (order->given & 1u << VF_ATTR_VLAN)
        g_string_append_printf(fake->log, " vlan=%u", vf->vlan);
    if (order->given & 1u << VF_ATTR_SPOOFCHK)
        g_string_append_printf(fake->log, " spoofchk=%d", vf->spoofchk);
    if (order->given & 1u << VF_ATTR_TRUST)
        g_string_append_printf(fake->log, " trust=%d", vf->trust);
    if (order->given & 1u << VF_ATTR_LINK_STATE)
        g_string_append_printf(fake->log, " link=%s",
                               enum_word(&vf_link_state_table, (int)vf->link_state));
    if (order->given & 1u << VF_ATTR_RATES)
        g_string_append_printf(fake->log, " rates=%u-%u", vf->min_tx_mbps, vf->max_tx_mbps);
    g_string_append_c(fake->log, '\n');
}

static void take_order(FakeVf *vf, const VfOrder *order)
{
    const VfAttrs *from = &order->attrs;
    unsigned take = order->given & ~vf->stuck;
    if (take & 1u << VF_ATTR_MAC)
        vf->attrs.mac = from->mac;
    if (take & 1u << VF_ATTR_VLAN) {
        vf->attrs.vlan = from->vlan;
        vf->attrs.vlan_qos = from->vlan_qos;
        vf->attrs.vlan_proto = from->vlan_proto;
    }
    if (take & 1u << VF_ATTR_SPOOFCHK)
        vf->attrs.spoofchk = from->spoofchk;
    if (take & 1u << VF_ATTR_TRUST)
        vf->attrs.trust = from->trust;
    if (take & 1u << VF_ATTR_LINK_STATE)
        vf->attrs.link_state = from->link_state;
    if (take & 1u << VF_ATTR_RATES) {
        vf->attrs.min_tx_mbps = from->min_tx_mbps;
        vf->attrs.max_tx_mbps = from->max_tx_mbps;
    }
}

static bool set_vf(Sys *sys, const char *name, const VfOrder *order, GError **error)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    note_order(fake, name, order);
    if (!enter(fake, "set_vf", error))
        return false;
    FakePf *pf = find_pf(fake, name);
    if (pf == NULL || order->attrs.index >= pf->vfs->len)
        return err_set(error, ERR_NOT_FOUND, "%s: no VF %u", name, order->attrs.index);
    /* What igb does. */
    if (order->given & 1u << VF_ATTR_LINK_STATE && strcmp(pf->driver, "igb") == 0)
        return err_set(error, ERR_UNSUPPORTED, "%s: set VF %u: Operation not supported", name,
                       order->attrs.index);
    take_order(pf->vfs->pdata[order->attrs.index], order);
    changed(fake);
    return true;
}

static SysWatch *fake_watch_new(Sys *sys, GError **error)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    SysWatch *watch = g_new0(SysWatch, 1);
    watch->fake = fake;
    watch->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    g_ptr_array_add(fake->watches, watch);
    return watch;
}

static int fake_watch_fd(SysWatch *watch)
{
    return watch->fd;
}

static bool fake_watch_wait(SysWatch *watch, int timeout_ms)
{
    struct pollfd fd = { .fd = watch->fd, .events = POLLIN };
    guint64 count;
    return poll(&fd, 1, timeout_ms) > 0 && read(watch->fd, &count, sizeof count) > 0;
}

static void fake_watch_free(SysWatch *watch)
{
    if (watch == NULL)
        return;
    g_mutex_lock(&watch->fake->mutex);
    g_ptr_array_remove(watch->fake->watches, watch);
    g_mutex_unlock(&watch->fake->mutex);
    close(watch->fd);
    g_free(watch);
}

typedef struct {
    Fake *fake;
    SysEvent event;
    char *id, *alias;
} Posted;

static gboolean deliver(gpointer data)
{
    Posted *posted = data;
    posted->event.domain_id = posted->id;
    posted->event.alias = posted->alias;
    if (posted->fake->func != NULL)
        posted->fake->func(&posted->event, posted->fake->user_data);
    return G_SOURCE_REMOVE;
}

static void free_posted(gpointer data)
{
    Posted *posted = data;
    g_free(posted->id);
    g_free(posted->alias);
    g_free(posted);
}

static void post_event(Fake *fake, SysEvent event, const char *id, const char *alias)
{
    if (fake->func == NULL)
        return;
    Posted *posted = g_new0(Posted, 1);
    posted->fake = fake;
    posted->event = event;
    posted->id = g_strdup(id);
    posted->alias = g_strdup(alias);
    g_idle_add_full(G_PRIORITY_DEFAULT, deliver, posted, free_posted);
}

static void post(Fake *fake, SysEventKind kind, const char *id, SysStopReason stop)
{
    post_event(fake, (SysEvent){ .kind = kind, .stop = stop }, id, NULL);
}

static void post_device(Fake *fake, SysEventKind kind, const char *id, const char *alias)
{
    post_event(fake, (SysEvent){ .kind = kind }, id, alias);
}

static void start_events(Sys *sys, SysEventFunc func, gpointer user_data)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    fake->func = func;
    fake->user_data = user_data;
    post(fake, SYS_EVENT_DOMAINS_BACK, NULL, SYS_STOP_GUEST);
}

static GPtrArray *list_domains(Sys *sys, bool with_xml, GError **error)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    if (!enter(fake, "list_domains", error))
        return NULL;
    GPtrArray *list = g_ptr_array_new_with_free_func((GDestroyNotify)sys_domain_free);
    for (guint i = 0; i < fake->domains->len; i++) {
        const SysDomain *domain = ((FakeDomain *)fake->domains->pdata[i])->domain;
        SysDomain *copy = g_memdup2(domain, sizeof *domain);
        copy->id = g_strdup(domain->id);
        copy->name = g_strdup(domain->name);
        copy->xml = with_xml ? g_strdup(domain->xml) : NULL;
        g_ptr_array_add(list, copy);
    }
    return list;
}

static FakeDomain *find_domain(Fake *fake, const char *id)
{
    for (guint i = 0; i < fake->domains->len; i++) {
        FakeDomain *domain = fake->domains->pdata[i];
        if (strcmp(domain->domain->id, id) == 0)
            return domain;
    }
    return NULL;
}

static char *dup_domain_xml(Sys *sys, const char *id, GError **error)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    FakeDomain *domain = find_domain(fake, id);
    return domain != NULL ? g_strdup(domain->domain->xml)
                          : err_null(error, ERR_NOT_FOUND, "%s: no such domain", id);
}

static char *xpath_text(xmlXPathContextPtr context, const char *path)
{
    xmlXPathObjectPtr object = xmlXPathEvalExpression(BAD_CAST path, context);
    xmlChar *text = xmlXPathCastToString(object);
    char *copy = g_strdup((const char *)text);
    xmlFree(text);
    xmlXPathFreeObject(object);
    return copy;
}

static guint attribute_number(xmlNodePtr node, const char *name)
{
    xmlChar *text = xmlGetProp(node, BAD_CAST name);
    guint number = text != NULL ? (guint)g_ascii_strtoull((char *)text, NULL, 0) : 0;
    xmlFree(text);
    return number;
}

static void read_devices(xmlXPathContextPtr context, GArray *devices)
{
    xmlXPathObjectPtr found = xmlXPathEvalExpression(
        BAD_CAST "//interface[@type='hostdev']/source/address | //hostdev/source/address", context);
    for (int i = 0; found->nodesetval != NULL && i < found->nodesetval->nodeNr; i++) {
        xmlNodePtr node = found->nodesetval->nodeTab[i];
        PciAddress pci = { attribute_number(node, "domain"), (guint8)attribute_number(node, "bus"),
                           (guint8)attribute_number(node, "slot"),
                           (guint8)attribute_number(node, "function") };
        g_array_append_val(devices, pci);
    }
    xmlXPathFreeObject(found);
}

static FakeGuest read_guest(xmlXPathContextPtr context)
{
    g_autofree char *cmdline = xpath_text(context, "string(/domain/os/cmdline)");
    return strstr(cmdline, "fake.unplug=ignore") != NULL   ? FAKE_GUEST_IGNORES
           : strstr(cmdline, "fake.unplug=refuse") != NULL ? FAKE_GUEST_REFUSES
                                                           : FAKE_GUEST_OBEYS;
}

static FakeDomain *parse_domain(const char *xml, bool paused)
{
    xmlDocPtr document = xmlReadMemory(xml, (int)strlen(xml), NULL, NULL, XML_PARSE_NONET);
    if (document == NULL)
        return NULL;
    xmlXPathContextPtr context = xmlXPathNewContext(document);
    FakeDomain *domain = g_new0(FakeDomain, 1);
    domain->domain = g_new0(SysDomain, 1);
    domain->domain->id = xpath_text(context, "string(/domain/uuid)");
    domain->domain->name = xpath_text(context, "string(/domain/name)");
    domain->domain->xml = g_strdup(xml);
    domain->domain->state = paused ? SYS_DOMAIN_PAUSED : SYS_DOMAIN_RUNNING;
    domain->domain->n_cpus = 1;
    domain->domain->memory_kib = 262144;
    domain->devices = g_array_new(FALSE, FALSE, sizeof(PciAddress));
    read_devices(context, domain->devices);
    domain->guest = read_guest(context);
    xmlXPathFreeContext(context);
    xmlFreeDoc(document);
    return domain;
}

/* Binds a VF to vfio; false when it is not there or taken. */
static bool take_device(Fake *fake, const PciAddress *pci, GError **error)
{
    char text[PCI_TEXT_SIZE];
    FakePf *pf;
    guint index;
    FakeVf *vf = find_vf_by_pci(fake, pci, &pf, &index);
    if (vf == NULL)
        return err_set(error, ERR_NOT_FOUND, "Device %s not found", pci_format(pci, text));
    if (g_strcmp0(vf->driver, "vfio-pci") == 0)
        return err_set(error, ERR_CONFLICT, "PCI device %s is in use", pci_format(pci, text));
    g_clear_pointer(&vf->ifname, g_free);
    g_free(vf->driver);
    vf->driver = g_strdup("vfio-pci");
    return true;
}

static bool take_devices(Fake *fake, FakeDomain *domain, GError **error)
{
    for (guint i = 0; i < domain->devices->len; i++)
        if (!take_device(fake, &g_array_index(domain->devices, PciAddress, i), error))
            return false;
    return true;
}

static bool create_domain(Sys *sys, const char *xml, bool paused, GError **error)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    FakeDomain *domain = parse_domain(xml, paused);
    note(fake, "create_domain %s", domain != NULL ? domain->domain->name : "?");
    if (domain == NULL)
        return err_set(error, ERR_INVALID, "not a domain");
    if (!enter(fake, "create_domain", error) || !take_devices(fake, domain, error)) {
        free_domain(domain);
        return false;
    }
    g_ptr_array_add(fake->domains, domain);
    post(fake, SYS_EVENT_DOMAIN_STARTED, domain->domain->id, SYS_STOP_GUEST);
    if (!paused)
        post(fake, SYS_EVENT_DOMAIN_RUNNING, domain->domain->id, SYS_STOP_GUEST);
    changed(fake);
    return true;
}

static void stop(Fake *fake, FakeDomain *domain, SysStopReason reason, bool keep_vfio)
{
    for (guint i = 0; !keep_vfio && i < domain->devices->len; i++) {
        FakePf *pf;
        guint index;
        FakeVf *vf =
            find_vf_by_pci(fake, &g_array_index(domain->devices, PciAddress, i), &pf, &index);
        if (vf != NULL)
            probe(pf, vf, index);
    }
    post(fake, SYS_EVENT_DOMAIN_STOPPED, domain->domain->id, reason);
    changed(fake);
    g_ptr_array_remove(fake->domains, domain);
}

static bool destroy_domain(Sys *sys, const char *id, GError **error)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    FakeDomain *domain = find_domain(fake, id);
    note(fake, "destroy_domain %s", id);
    if (!enter(fake, "destroy_domain", error))
        return false;
    if (domain == NULL)
        return err_set(error, ERR_NOT_FOUND, "%s: no such domain", id);
    stop(fake, domain, SYS_STOP_DESTROYED, false);
    return true;
}

static bool shutdown_domain(Sys *sys, const char *id, bool reboot, GError **error)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    FakeDomain *domain = find_domain(fake, id);
    note(fake, "shutdown_domain %s", id);
    if (!enter(fake, "shutdown_domain", error))
        return false;
    if (domain == NULL)
        return err_set(error, ERR_NOT_FOUND, "%s: no such domain", id);
    if (!reboot)
        stop(fake, domain, SYS_STOP_GUEST, false);
    return true;
}

/* ------------------------------------------------------------------------------- hot plug */

static char *alias_in(const char *device)
{
    g_autofree char *domain = g_strdup_printf("<domain><devices>%s</devices></domain>", device);
    xmlDocPtr document = xmlReadMemory(domain, (int)strlen(domain), NULL, NULL, XML_PARSE_NONET);
    if (document == NULL)
        return NULL;
    xmlXPathContextPtr context = xmlXPathNewContext(document);
    char *alias = xpath_text(context, "string(/domain/devices/*/alias/@name)");
    xmlXPathFreeContext(context);
    xmlFreeDoc(document);
    return alias;
}

/* The domain, entered with 'op' and noted; NULL when that fails. */
static FakeDomain *enter_device(Fake *fake, const char *op, const char *id, const char *alias,
                                GError **error)
{
    FakeDomain *domain = find_domain(fake, id);
    note(fake, "%s %s", op, alias);
    if (!enter(fake, op, error))
        return NULL;
    domain = find_domain(fake, id); /* it may have gone while we hung */
    return domain != NULL ? domain : err_null(error, ERR_NOT_FOUND, "%s: no such domain", id);
}

static bool attach_device(Sys *sys, const char *id, const char *xml, GError **error)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    g_autofree char *alias = alias_in(xml);
    FakeDomain *domain = enter_device(fake, "attach_device", id, alias, error);
    bool is_pci = false;
    PciAddress pci;
    if (domain == NULL)
        return false;
    char *now = fake_device_add(domain->domain->xml, xml);
    if (now == NULL || fake_device_find(domain->domain->xml, alias, &is_pci, &pci)) {
        g_free(now);
        return err_set(error, ERR_INVALID, "device %s exists or is none", alias);
    }
    fake_device_find(now, alias, &is_pci, &pci);
    if (is_pci && !take_device(fake, &pci, error)) {
        g_free(now);
        return false;
    }
    if (is_pci)
        g_array_append_val(domain->devices, pci);
    g_free(domain->domain->xml);
    domain->domain->xml = now;
    changed(fake);
    return true;
}

static void forget_device(Fake *fake, FakeDomain *domain, const PciAddress *gone)
{
    FakePf *pf;
    guint index;
    FakeVf *vf = find_vf_by_pci(fake, gone, &pf, &index);
    for (guint i = domain->devices->len; i-- > 0;)
        if (pci_equal(&g_array_index(domain->devices, PciAddress, i), gone))
            g_array_remove_index(domain->devices, i);
    if (vf != NULL)
        probe(pf, vf, index);
}

static void remove_device(Fake *fake, FakeDomain *domain, const char *alias)
{
    bool is_pci = false;
    PciAddress pci;
    char *now = fake_device_remove(domain->domain->xml, alias);
    g_assert_nonnull(now);
    fake_device_find(domain->domain->xml, alias, &is_pci, &pci);
    if (is_pci)
        forget_device(fake, domain, &pci);
    g_free(domain->domain->xml);
    domain->domain->xml = now;
    post_device(fake, SYS_EVENT_DEVICE_REMOVED, domain->domain->id, alias);
    changed(fake);
}

static bool detach_device(Sys *sys, const char *id, const char *alias, GError **error)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    FakeDomain *domain = enter_device(fake, "detach_device", id, alias, error);
    bool is_pci;
    PciAddress pci;
    if (domain == NULL)
        return false;
    if (!fake_device_find(domain->domain->xml, alias, &is_pci, &pci))
        return err_set(error, ERR_NOT_FOUND, "no device found with alias %s", alias);
    switch (domain->guest) {
    case FAKE_GUEST_OBEYS:
        remove_device(fake, domain, alias);
        break;
    case FAKE_GUEST_IGNORES:
        break;
    case FAKE_GUEST_REFUSES:
        post_device(fake, SYS_EVENT_DEVICE_KEPT, id, alias);
        break;
    }
    return true;
}

static bool update_device(Sys *sys, const char *id, const char *xml, GError **error)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    g_autofree char *alias = alias_in(xml);
    FakeDomain *domain = enter_device(fake, "update_device", id, alias, error);
    if (domain == NULL)
        return false;
    char *now = fake_device_replace(domain->domain->xml, xml);
    if (now == NULL)
        return err_set(error, ERR_NOT_FOUND, "no device found with alias %s", alias);
    g_free(domain->domain->xml);
    domain->domain->xml = now;
    return true;
}

void sys_fake_set_guest(Sys *sys, const char *id, FakeGuest guest)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    find_domain(fake, id)->guest = guest;
}

void sys_fake_remove_device(Sys *sys, const char *id, const char *alias)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    remove_device(fake, find_domain(fake, id), alias);
}

static const SysOps ops = {
    .free = fake_free,
    .read_host = read_host,
    .dup_boot_id = dup_boot_id,
    .dup_machine_uuid = dup_machine_uuid,
    .read_load = read_load,
    .list_links = list_links,
    .read_pci = read_pci,
    .list_pci = list_pci,
    .read_speed_mbps = read_speed_mbps,
    .read_dev_port = read_dev_port,
    .write_vf_count = write_vf_count,
    .write_autoprobe = write_autoprobe,
    .rebind = rebind,
    .dup_kernel_log = dup_kernel_log,
    .set_link_up = set_link_up,
    .set_vf = set_vf,
    .watch_new = fake_watch_new,
    .watch_fd = fake_watch_fd,
    .watch_wait = fake_watch_wait,
    .watch_free = fake_watch_free,
    .start_events = start_events,
    .list_domains = list_domains,
    .dup_domain_xml = dup_domain_xml,
    .create_domain = create_domain,
    .destroy_domain = destroy_domain,
    .shutdown_domain = shutdown_domain,
    .attach_device = attach_device,
    .detach_device = detach_device,
    .update_device = update_device,
};

Sys *sys_fake_new(void)
{
    Fake *fake = g_new0(Fake, 1);
    fake->base.ops = &ops;
    g_mutex_init(&fake->mutex);
    g_cond_init(&fake->released);
    fake->pfs = g_ptr_array_new_with_free_func((GDestroyNotify)free_pf);
    fake->links = g_ptr_array_new_with_free_func((GDestroyNotify)sys_link_free);
    fake->domains = g_ptr_array_new_with_free_func((GDestroyNotify)free_domain);
    fake->faults = g_ptr_array_new_with_free_func((GDestroyNotify)free_fault);
    fake->hanging = g_ptr_array_new_with_free_func(g_free);
    fake->watches = g_ptr_array_new();
    fake->next_ifindex = 2;
    fake->log = g_string_new(NULL);
    return &fake->base;
}

void sys_fake_add_pf(Sys *sys, const char *name, const char *mac, const char *pci,
                     const char *driver, guint total_vfs, guint limit)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    FakePf *pf = g_new0(FakePf, 1);
    pf->link = sys_link_new();
    pf->link->ifindex = fake->next_ifindex++;
    pf->link->name = g_strdup(name);
    g_assert(mac_parse(mac, &pf->link->mac, NULL) && pci_parse(pci, &pf->link->pci, NULL));
    pf->link->permanent_mac = pf->link->mac;
    pf->link->has_pci = true;
    pf->link->mtu = 1500;
    pf->driver = g_strdup(driver);
    pf->total_vfs = total_vfs;
    pf->limit = limit;
    pf->autoprobe = pf->cable = true;
    pf->vfs = g_ptr_array_new_with_free_func((GDestroyNotify)free_vf);
    g_ptr_array_add(fake->pfs, pf);
    changed(fake);
}

/* The index of PF, VF or other interface 'name'. */
static int find_index(Fake *fake, const char *name)
{
    for (guint i = 0; i < fake->pfs->len; i++) {
        FakePf *pf = fake->pfs->pdata[i];
        if (g_strcmp0(pf->link->name, name) == 0)
            return pf->link->ifindex;
        for (guint j = 0; j < pf->vfs->len; j++)
            if (g_strcmp0(((FakeVf *)pf->vfs->pdata[j])->ifname, name) == 0)
                return pf->link->ifindex * 1000 + (int)j;
    }
    SysLink *link = sys_link_find(fake->links, name);
    g_assert(link != NULL);
    return link->ifindex;
}

void sys_fake_add_link(Sys *sys, const char *name, const char *kind, const char *lower)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    SysLink *link = sys_link_new();
    link->ifindex = fake->next_ifindex++;
    link->name = g_strdup(name);
    link->kind = g_strdup(kind);
    link->lower = lower != NULL ? find_index(fake, lower) : 0;
    link->up = link->carrier = true;
    link->mtu = 1500;
    g_ptr_array_add(fake->links, link);
    changed(fake);
}

void sys_fake_add_address(Sys *sys, const char *name, const char *address)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    FakePf *pf = find_pf(fake, name);
    SysLink *link = pf != NULL ? pf->link : sys_link_find(fake->links, name);
    g_ptr_array_add(link->addresses, g_strdup(address));
    changed(fake);
}

void sys_fake_rename(Sys *sys, const char *name, const char *new_name)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    FakePf *pf = find_pf(fake, name);
    g_free(pf->link->name);
    pf->link->name = g_strdup(new_name);
    changed(fake);
}

void sys_fake_unplug(Sys *sys, const char *name)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    g_ptr_array_remove(fake->pfs, find_pf(fake, name));
    changed(fake);
}

void sys_fake_reboot(Sys *sys)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    fake->n_boots++;
    g_ptr_array_set_size(fake->domains, 0);
    for (guint i = 0; i < fake->pfs->len; i++) {
        FakePf *pf = fake->pfs->pdata[i];
        g_ptr_array_set_size(pf->vfs, 0);
        pf->autoprobe = true;
        pf->link->up = false;
    }
    changed(fake);
}

void sys_fake_set_carrier(Sys *sys, const char *name, bool carrier)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    find_pf(fake, name)->cable = carrier;
    changed(fake);
}

static FakeVf *vf_at(Fake *fake, const char *name, guint index)
{
    FakePf *pf = find_pf(fake, name);
    return pf != NULL && index < pf->vfs->len ? pf->vfs->pdata[index] : NULL;
}

void sys_fake_set_vf_driver(Sys *sys, const char *pf, guint index, const char *driver,
                            const char *ifname)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    FakeVf *vf = vf_at(fake, pf, index);
    g_free(vf->driver);
    g_free(vf->ifname);
    vf->driver = g_strdup(driver);
    vf->ifname = g_strdup(ifname);
    changed(fake);
}

void sys_fake_set_vf_attrs(Sys *sys, const char *pf, const VfAttrs *attrs)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    vf_at(fake, pf, attrs->index)->attrs = *attrs;
    changed(fake);
}

void sys_fake_share_group(Sys *sys, const char *pf, guint index, const char *with)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    vf_at(fake, pf, index)->shared_with = g_strdup(with);
}

bool sys_fake_get_vf(Sys *sys, const char *pf, guint index, VfAttrs *ret)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    FakeVf *vf = vf_at(fake, pf, index);
    if (vf == NULL)
        return false;
    *ret = vf->attrs;
    return true;
}

void sys_fake_fail(Sys *sys, const char *op, guint skip, ErrCode code, const char *message)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    Fault *fault = g_new0(Fault, 1);
    *fault = (Fault){ g_strdup(op), g_strdup(message), skip, code };
    g_ptr_array_add(fake->faults, fault);
}

void sys_fake_hang(Sys *sys, const char *op)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    g_ptr_array_add(fake->hanging, g_strdup(op));
}

void sys_fake_release(Sys *sys, const char *op)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    guint index;
    if (g_ptr_array_find_with_equal_func(fake->hanging, op, g_str_equal, &index))
        g_ptr_array_remove_index(fake->hanging, index);
    g_cond_broadcast(&fake->released);
}

void sys_fake_stick(Sys *sys, const char *pf, guint index, VfAttr attr)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    vf_at(fake, pf, index)->stuck |= 1u << attr;
}

void sys_fake_stop_domain(Sys *sys, const char *id, SysStopReason reason, bool keep_vfio)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    stop(fake, find_domain(fake, id), reason, keep_vfio);
}

void sys_fake_restart_libvirt(Sys *sys)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    post(fake, SYS_EVENT_DOMAINS_LOST, NULL, SYS_STOP_GUEST);
    post(fake, SYS_EVENT_DOMAINS_BACK, NULL, SYS_STOP_GUEST);
}

char *sys_fake_take_log(Sys *sys)
{
    Fake *fake = fake_of(sys);
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&fake->mutex);
    char *text = g_strdup(fake->log->str);
    g_string_truncate(fake->log, 0);
    return text;
}
