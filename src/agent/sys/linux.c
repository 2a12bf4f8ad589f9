#include "agent/sys/linux.h"

#include "agent/sys/libvirt.h"
#include "agent/sys/netlink.h"
#include "agent/sys/sysfs.h"
#include "agent/sys/watch.h"
#include "base/fs-at.h"

#include <unistd.h>

typedef struct {
    Sys base;
    int root_fd;
    Libvirt *libvirt;
} SysLinux;

static int root_of(Sys *sys)
{
    return ((SysLinux *)sys)->root_fd;
}

static Libvirt *libvirt_of(Sys *sys)
{
    return ((SysLinux *)sys)->libvirt;
}

static void free_linux(Sys *sys)
{
    SysLinux *host = (SysLinux *)sys;
    libvirt_free(host->libvirt);
    close(host->root_fd);
    g_free(host);
}

static void read_host(Sys *sys, HostInventory *inventory)
{
    sysfs_read_host(root_of(sys), inventory);
    libvirt_read_versions(libvirt_of(sys), inventory);
}

static char *dup_boot_id(Sys *sys)
{
    return sysfs_dup_boot_id(root_of(sys));
}

static char *dup_machine_uuid(Sys *sys)
{
    return sysfs_dup_machine_uuid(root_of(sys));
}

static void read_load(Sys *sys, SysLoad *ret)
{
    sysfs_read_load(root_of(sys), ret);
}

static bool find_link_pci(gpointer user_data, const char *name, PciAddress *ret)
{
    return sysfs_find_link_pci(root_of(user_data), name, ret);
}

static GPtrArray *list_links(Sys *sys, GError **error)
{
    return netlink_list_links(find_link_pci, sys, error);
}

static SysPci *read_pci(Sys *sys, const PciAddress *pci, GError **error)
{
    return sysfs_read_pci(root_of(sys), pci, error);
}

static GPtrArray *list_pci(Sys *sys, GError **error)
{
    return sysfs_list_pci(root_of(sys), error);
}

static gint64 read_speed_mbps(Sys *sys, const char *name)
{
    return sysfs_read_speed_mbps(root_of(sys), name);
}

static int read_dev_port(Sys *sys, const char *name)
{
    return sysfs_read_dev_port(root_of(sys), name);
}

static bool write_vf_count(Sys *sys, const PciAddress *pf, guint count, GError **error)
{
    return sysfs_write_vf_count(root_of(sys), pf, count, error);
}

static bool write_autoprobe(Sys *sys, const PciAddress *pf, bool enabled, GError **error)
{
    return sysfs_write_autoprobe(root_of(sys), pf, enabled, error);
}

static bool rebind(Sys *sys, const PciAddress *pci, GError **error)
{
    return sysfs_rebind(root_of(sys), pci, error);
}

static char *dup_kernel_log(Sys *sys, const PciAddress *pci, gint64 since_us)
{
    return sysfs_dup_kernel_log(root_of(sys), pci, since_us);
}

static bool set_link_up(Sys *sys, const char *name, bool up, GError **error)
{
    return netlink_set_link_up(name, up, error);
}

static bool set_vf(Sys *sys, const char *name, const VfOrder *order, GError **error)
{
    return netlink_set_vf(name, order, error);
}

static SysWatch *new_watch(Sys *sys, GError **error)
{
    return watch_new(error);
}

static void start_events(Sys *sys, SysEventFunc func, gpointer user_data)
{
    libvirt_start_events(libvirt_of(sys), func, user_data);
}

static GPtrArray *list_domains(Sys *sys, bool with_xml, GError **error)
{
    return libvirt_list_domains(libvirt_of(sys), with_xml, error);
}

static char *dup_domain_xml(Sys *sys, const char *id, GError **error)
{
    return libvirt_dup_xml(libvirt_of(sys), id, error);
}

static bool create_domain(Sys *sys, const char *xml, bool paused, GError **error)
{
    return libvirt_create(libvirt_of(sys), xml, paused, error);
}

static bool destroy_domain(Sys *sys, const char *id, GError **error)
{
    return libvirt_destroy(libvirt_of(sys), id, error);
}

static bool shutdown_domain(Sys *sys, const char *id, bool reboot, GError **error)
{
    return libvirt_shutdown(libvirt_of(sys), id, reboot, error);
}

static bool attach_device(Sys *sys, const char *id, const char *xml, GError **error)
{
    return libvirt_attach(libvirt_of(sys), id, xml, error);
}

static bool detach_device(Sys *sys, const char *id, const char *alias, GError **error)
{
    return libvirt_detach(libvirt_of(sys), id, alias, error);
}

static bool update_device(Sys *sys, const char *id, const char *xml, GError **error)
{
    return libvirt_update(libvirt_of(sys), id, xml, error);
}

static const SysOps ops = {
    .free = free_linux,
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
    .watch_new = new_watch,
    .watch_fd = watch_fd,
    .watch_wait = watch_wait,
    .watch_free = watch_free,
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

Sys *sys_linux_new(const char *libvirt_uri, GError **error)
{
    int root_fd = fs_at_open_root("/", error);
    if (root_fd < 0)
        return NULL;
    SysLinux *host = g_new0(SysLinux, 1);
    host->base.ops = &ops;
    host->root_fd = root_fd;
    host->libvirt = libvirt_new(libvirt_uri);
    return &host->base;
}
