#include "agent/sys/sysfs.h"

#include "base/autofd.h"
#include "base/err.h"
#include "base/fs-at.h"
#include "base/uuid.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/kvm.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/utsname.h>

#define PCI_DEVICES "sys/bus/pci/devices"
#define SMALL       4096
#define MAX_VFS     4096 /* far above any card; a bound for loops over foreign numbers */

static char *device_path(const PciAddress *pci, const char *file)
{
    char text[PCI_TEXT_SIZE];
    return g_strdup_printf(PCI_DEVICES "/%s/%s", pci_format(pci, text), file);
}

static int open_device(int root_fd, const PciAddress *pci, GError **error)
{
    g_autofree char *path = device_path(pci, ".");
    int fd = openat(root_fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        err_errno(error, errno, "PCI device %s", path + strlen(PCI_DEVICES) + 1);
    return fd;
}

/* "../../../devices/pci0000:00/0000:00:1c.0/0000:3b:00.0" to "0000:00:1c.0/0000:3b:00.0": the bus
 * number of the host bridge and all above it says nothing about the slot. */
static char *read_pci_path(int root_fd, const PciAddress *pci)
{
    char text[PCI_TEXT_SIZE], target[PATH_MAX];
    g_autofree char *link = g_strdup_printf(PCI_DEVICES "/%s", pci_format(pci, text));
    ssize_t size = readlinkat(root_fd, link, target, sizeof target - 1);
    if (size < 0)
        return NULL;
    target[size] = '\0';
    const char *bridge = strstr(target, "/pci");
    const char *start = bridge != NULL ? strchr(bridge + 1, '/') : NULL;
    return start != NULL ? g_strdup(start + 1) : g_strdup(text);
}

static bool is_bridge(int root_fd, const char *address)
{
    g_autofree char *path = g_strdup_printf(PCI_DEVICES "/%s/class", address);
    guint64 class = 0;
    return fs_at_read_uint(root_fd, path, &class, NULL) && class >> 16 == 0x06;
}

/* Bridges in a group are the kernel's own and do not keep vfio from using it. */
static char *read_group_neighbours(int root_fd, int device_fd, const char *self)
{
    g_autoptr(GPtrArray) names = fs_at_list(device_fd, "iommu_group/devices");
    g_autoptr(GString) others = g_string_new(NULL);
    for (guint i = 0; i < names->len; i++) {
        const char *name = names->pdata[i];
        if (strcmp(name, self) != 0 && !is_bridge(root_fd, name))
            g_string_append_printf(others, "%s%s", others->len > 0 ? ", " : "", name);
    }
    return others->len > 0 ? g_string_free(g_steal_pointer(&others), FALSE) : NULL;
}

static int read_int(int device_fd, const char *file, int absent)
{
    g_autofree char *text = fs_at_read(device_fd, file, 64, NULL);
    return text != NULL ? (int)g_ascii_strtoll(text, NULL, 10) : absent;
}

static guint read_uint(int device_fd, const char *file)
{
    guint64 number = 0;
    return fs_at_read_uint(device_fd, file, &number, NULL) ? (guint)number : 0;
}

/* What a PF and a VF have in common. */
static SysPci *read_function(int root_fd, int device_fd, const PciAddress *address)
{
    char text[PCI_TEXT_SIZE];
    SysPci *pci = sys_pci_new();
    pci->pci = *address;
    pci->driver = fs_at_link_basename(device_fd, "driver");
    g_autofree char *group = fs_at_link_basename(device_fd, "iommu_group");
    if (group != NULL) {
        pci->iommu_group = (int)g_ascii_strtoll(group, NULL, 10);
        pci->group_shared_with =
            read_group_neighbours(root_fd, device_fd, pci_format(address, text));
    }
    g_autoptr(GPtrArray) interfaces = fs_at_list(device_fd, "net");
    if (interfaces->len > 0)
        pci->ifname = g_strdup(interfaces->pdata[0]);
    return pci;
}

/* Counts the links and leaves sriov_numvfs alone: reading that waits for a write under way, which
 * may hang as long as somebody holds a VF, and everything else on the host would hang with it. */
static void read_vfs(int root_fd, int device_fd, SysPci *pf)
{
    guint limit = MIN(pf->total_vfs, MAX_VFS);
    for (pf->num_vfs = 0; pf->num_vfs < limit; pf->num_vfs++) {
        char link[32];
        PciAddress address;
        g_snprintf(link, sizeof link, "virtfn%u", pf->num_vfs);
        g_autofree char *name = fs_at_link_basename(device_fd, link);
        if (name == NULL)
            return;
        SysPci *vf = NULL;
        autofd int vf_fd = -1;
        if (pci_parse(name, &address, NULL) &&
            (vf_fd = open_device(root_fd, &address, NULL)) >= 0) {
            vf = read_function(root_fd, vf_fd, &address);
            vf->has_physfn = true;
            vf->physfn = pf->pci;
            vf->numa_node = pf->numa_node;
        }
        g_ptr_array_add(pf->vfs, vf);
    }
}

SysPci *sysfs_read_pci(int root_fd, const PciAddress *address, GError **error)
{
    autofd int device_fd = open_device(root_fd, address, error);
    if (device_fd < 0)
        return NULL;
    SysPci *pci = read_function(root_fd, device_fd, address);
    pci->path = read_pci_path(root_fd, address);
    pci->numa_node = read_int(device_fd, "numa_node", -1);
    pci->total_vfs = read_uint(device_fd, "sriov_totalvfs");
    if (pci->total_vfs > 0) {
        pci->autoprobe = read_int(device_fd, "sriov_drivers_autoprobe", 1) != 0;
        read_vfs(root_fd, device_fd, pci);
        return pci;
    }
    g_autofree char *physfn = fs_at_link_basename(device_fd, "physfn");
    pci->has_physfn = physfn != NULL && pci_parse(physfn, &pci->physfn, NULL);
    return pci;
}

GPtrArray *sysfs_list_pci(int root_fd, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)sys_pci_free);
    g_autoptr(GPtrArray) names = fs_at_list(root_fd, PCI_DEVICES);
    for (guint i = 0; i < names->len; i++) {
        PciAddress address;
        if (!pci_parse(names->pdata[i], &address, NULL))
            continue;
        SysPci *pci = sysfs_read_pci(root_fd, &address, NULL);
        if (pci == NULL)
            continue; /* it went away in between */
        g_ptr_array_set_size(pci->vfs, 0);
        g_autofree char *vendor = device_path(&address, "vendor");
        g_autofree char *device = device_path(&address, "device");
        g_autofree char *class = device_path(&address, "class");
        pci->class = read_uint(root_fd, class);
        pci->vendor = read_uint(root_fd, vendor);
        pci->device = read_uint(root_fd, device);
        g_ptr_array_add(list, pci);
    }
    return g_steal_pointer(&list);
}

gint64 sysfs_read_speed_mbps(int root_fd, const char *name)
{
    g_autofree char *path = g_strdup_printf("sys/class/net/%s/speed", name);
    int speed = read_int(root_fd, path, 0);
    return speed > 0 ? speed : 0; /* -1: unknown */
}

int sysfs_read_dev_port(int root_fd, const char *name)
{
    g_autofree char *path = g_strdup_printf("sys/class/net/%s/dev_port", name);
    return read_int(root_fd, path, -1);
}

bool sysfs_find_link_pci(int root_fd, const char *name, PciAddress *ret)
{
    g_autofree char *path = g_strdup_printf("sys/class/net/%s/device", name);
    g_autofree char *address = fs_at_link_basename(root_fd, path);
    return address != NULL && pci_parse(address, ret, NULL);
}

bool sysfs_write_vf_count(int root_fd, const PciAddress *pf, guint count, GError **error)
{
    g_autofree char *path = device_path(pf, "sriov_numvfs");
    g_autofree char *text = g_strdup_printf("%u", count);
    return fs_at_write(root_fd, path, text, error);
}

bool sysfs_write_autoprobe(int root_fd, const PciAddress *pf, bool enabled, GError **error)
{
    g_autofree char *path = device_path(pf, "sriov_drivers_autoprobe");
    return fs_at_write(root_fd, path, enabled ? "1" : "0", error);
}

bool sysfs_rebind(int root_fd, const PciAddress *pci, GError **error)
{
    char text[PCI_TEXT_SIZE];
    pci_format(pci, text);
    g_autofree char *unbind = device_path(pci, "driver/unbind");
    g_autofree char *override = device_path(pci, "driver_override");
    if (fs_at_exists(root_fd, unbind) && !fs_at_write(root_fd, unbind, text, error))
        return false;
    if (!fs_at_write(root_fd, override, "\n", error))
        return false;
    return fs_at_write(root_fd, "sys/bus/pci/drivers_probe", text, error);
}

/* One record of /dev/kmsg is "priority,sequence,microseconds,flags;text" and further lines
 * (Documentation/ABI/testing/dev-kmsg); each read gives one.  NULL when it is too old or of
 * something else. */
static char *take_kernel_line(char *record, const char *address, gint64 since_us)
{
    char *text = strchr(record, ';');
    char *sequence = strchr(record, ',');
    char *time = sequence != NULL ? strchr(sequence + 1, ',') : NULL;
    if (text == NULL || time == NULL || g_ascii_strtoll(time + 1, NULL, 10) < since_us)
        return NULL;
    text[strcspn(text, "\n")] = '\0';
    return strstr(text, address) != NULL ? g_strdup(text + 1) : NULL;
}

char *sysfs_dup_kernel_log(int root_fd, const PciAddress *pci, gint64 since_us)
{
    char address[PCI_TEXT_SIZE], record[8192];
    autofd int fd = openat(root_fd, "dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    g_autofree char *last = NULL, *before = NULL;
    ssize_t n;
    pci_format(pci, address);
    /* EPIPE: records were overwritten while we read; the next read goes on after them. */
    while (fd >= 0 &&
           ((n = read(fd, record, sizeof record - 1)) > 0 || (n < 0 && errno == EPIPE))) {
        record[MAX(n, 0)] = '\0';
        char *line = take_kernel_line(record, address, since_us);
        if (line == NULL)
            continue;
        g_free(before);
        before = last;
        last = line;
    }
    return before != NULL ? g_strdup_printf("%s; %s", before, last) : g_steal_pointer(&last);
}

/* The first 'max_size' bytes of a file that may be much longer. */
static char *read_head(int root_fd, const char *path, gsize max_size)
{
    autofd int fd = openat(root_fd, path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return g_strdup("");
    g_autofree char *text = g_malloc(max_size + 1);
    gsize size = 0;
    ssize_t n;
    while (size < max_size && (n = read(fd, text + size, max_size - size)) > 0)
        size += (gsize)n;
    text[size] = '\0';
    return g_steal_pointer(&text);
}

/* The value of the first line "key<separators>value"; NULL when there is none. */
static char *dup_value(const char *text, const char *key, const char *separators)
{
    gsize length = strlen(key);
    for (const char *line = text; line != NULL && *line != '\0';
         line = strchr(line, '\n') != NULL ? strchr(line, '\n') + 1 : NULL) {
        if (strncmp(line, key, length) != 0 || strchr(separators, line[length]) == NULL)
            continue;
        const char *value = line + length;
        value += strspn(value, separators);
        g_autofree char *copy = g_strndup(value, strcspn(value, "\n"));
        if (*copy == '"')
            return g_strndup(copy + 1, strcspn(copy + 1, "\""));
        return g_steal_pointer(&copy);
    }
    return NULL;
}

/* Only making a VM proves that KVM works: the device may be there for nothing. */
static bool kvm_works(int root_fd)
{
    autofd int fd = openat(root_fd, "dev/kvm", O_RDWR | O_CLOEXEC);
    if (fd < 0 || ioctl(fd, KVM_GET_API_VERSION, 0) != KVM_API_VERSION)
        return false;
    autofd int vm = ioctl(fd, KVM_CREATE_VM, 0);
    return vm >= 0;
}

static bool has_vfio_driver(int root_fd, const char *kernel)
{
    if (fs_at_exists(root_fd, "sys/bus/pci/drivers/vfio-pci"))
        return true; /* else libvirt loads the module when it needs it, if there is one */
    g_autofree char *path = g_strdup_printf("lib/modules/%s/modules.dep", kernel);
    g_autofree char *modules = read_head(root_fd, path, 4 << 20);
    return strstr(modules, "/vfio-pci.ko") != NULL;
}

char *sysfs_dup_boot_id(int root_fd)
{
    return fs_at_read(root_fd, "proc/sys/kernel/random/boot_id", 64, NULL);
}

void sysfs_read_host(int root_fd, HostInventory *inventory)
{
    struct utsname names;
    uname(&names);
    g_autofree char *os = read_head(root_fd, "etc/os-release", SMALL);
    g_autofree char *cpu = read_head(root_fd, "proc/cpuinfo", SMALL);
    g_autofree char *memory = read_head(root_fd, "proc/meminfo", SMALL);
    g_autofree char *memory_kib = dup_value(memory, "MemTotal", ": \t");
    g_autofree char *unsafe = fs_at_read(
        root_fd, "sys/module/vfio_iommu_type1/parameters/allow_unsafe_interrupts", 16, NULL);
    g_autofree char *interrupts = read_head(root_fd, "proc/interrupts", 256 << 10);
    g_autoptr(GPtrArray) groups = fs_at_list(root_fd, "sys/kernel/iommu_groups");

    inventory->boot_id = sysfs_dup_boot_id(root_fd);
    inventory->hostname = fs_at_read(root_fd, "proc/sys/kernel/hostname", 256, NULL);
    inventory->kernel = fs_at_read(root_fd, "proc/sys/kernel/osrelease", 256, NULL);
    if (inventory->kernel == NULL)
        inventory->kernel = g_strdup(names.release);
    inventory->kernel_args = fs_at_read(root_fd, "proc/cmdline", SMALL, NULL);
    inventory->os = dup_value(os, "PRETTY_NAME", "=");
    inventory->cpu_model = dup_value(cpu, "model name", ": \t");
    inventory->memory_mib = memory_kib != NULL ? g_ascii_strtoll(memory_kib, NULL, 10) / 1024 : 0;
    inventory->n_cpus = g_get_num_processors();
    inventory->kvm = kvm_works(root_fd);
    inventory->iommu = groups->len > 0;
    /* The interrupt chips are named "IR-…" only while remapping is on, with Intel and AMD. */
    inventory->interrupt_remapping = strstr(interrupts, " IR-") != NULL;
    inventory->unsafe_interrupts = g_strcmp0(unsafe, "Y") == 0;
    inventory->vfio = has_vfio_driver(root_fd, inventory->kernel);
}

static guint64 read_kib(const char *meminfo, const char *key)
{
    g_autofree char *value = dup_value(meminfo, key, ": \t");
    return value != NULL ? g_ascii_strtoull(value, NULL, 10) : 0;
}

void sysfs_read_load(int root_fd, SysLoad *ret)
{
    g_autofree char *stat = read_head(root_fd, "proc/stat", SMALL);
    g_autofree char *memory = read_head(root_fd, "proc/meminfo", SMALL);
    g_autofree char *load = read_head(root_fd, "proc/loadavg", SMALL);
    g_autofree char *uptime = read_head(root_fd, "proc/uptime", SMALL);
    g_autofree char *cpu = dup_value(stat, "cpu", " ");
    guint64 ticks[7] = { 0 }; /* user nice system idle iowait irq softirq, proc(5) */
    char *rest = cpu, *after_load = NULL;
    for (gsize i = 0; rest != NULL && i < G_N_ELEMENTS(ticks); i++)
        ticks[i] = g_ascii_strtoull(rest, &rest, 10);
    *ret = (SysLoad){
        .user_ticks = ticks[0] + ticks[1],
        .system_ticks = ticks[2] + ticks[5] + ticks[6],
        .idle_ticks = ticks[3] + ticks[4],
        .load = g_ascii_strtod(load, &after_load),
        .memory_kib = read_kib(memory, "MemTotal"),
        .available_kib = read_kib(memory, "MemAvailable"),
        .shared_kib = read_kib(memory, "Shmem"),
        .buffers_kib = read_kib(memory, "Buffers"),
        .cached_kib = read_kib(memory, "Cached"),
        .swap_cached_kib = read_kib(memory, "SwapCached"),
        .swap_kib = read_kib(memory, "SwapTotal"),
        .swap_free_kib = read_kib(memory, "SwapFree"),
        .uptime_s = g_ascii_strtoll(uptime, NULL, 10),
    };
    ret->load_5m = after_load != NULL ? g_ascii_strtod(after_load, NULL) : 0;
}

/* The firmware's, as VDSM has it; boards that have none show zeros or ones. */
char *sysfs_dup_machine_uuid(int root_fd)
{
    g_autofree char *product = fs_at_read(root_fd, "sys/class/dmi/id/product_uuid", 64, NULL);
    if (product != NULL && uuid_is_valid(product) && strspn(product, "0-") != strlen(product) &&
        strspn(product, "Ff-") != strlen(product))
        return g_ascii_strdown(product, -1);
    g_autofree char *id = fs_at_read(root_fd, "etc/machine-id", 64, NULL);
    if (id == NULL || strlen(id) != 32)
        return NULL;
    return g_strdup_printf("%.8s-%.4s-%.4s-%.4s-%.12s", id, id + 8, id + 12, id + 16, id + 20);
}
