/* sysfs.h - devices as the kernel shows them in files: PCI functions, VF counts, drivers, the host.
 *
 * 'root_fd' is an open directory with sys/, proc/, dev/ and etc/ in it: "/" on a real host, a
 * captured tree in a test.  Blocking, any thread. */
#pragma once

#include "agent/sys.h"

char *sysfs_dup_boot_id(int root_fd);
char *sysfs_dup_machine_uuid(int root_fd);
void sysfs_read_load(int root_fd, SysLoad *ret);
void sysfs_read_host(int root_fd, HostInventory *inventory);
SysPci *sysfs_read_pci(int root_fd, const PciAddress *pci, GError **error);
GPtrArray *sysfs_list_pci(int root_fd, GError **error);
gint64 sysfs_read_speed_mbps(int root_fd, const char *name);
int sysfs_read_dev_port(int root_fd, const char *name);

/* The PCI function behind interface 'name', for kernels whose netlink does not tell it. */
bool sysfs_find_link_pci(int root_fd, const char *name, PciAddress *ret);

bool sysfs_write_vf_count(int root_fd, const PciAddress *pf, guint count, GError **error);
bool sysfs_write_autoprobe(int root_fd, const PciAddress *pf, bool enabled, GError **error);
bool sysfs_rebind(int root_fd, const PciAddress *pci, GError **error);

/* The last lines of the kernel's log that name 'pci', not older than 'since_us'; NULL when none. */
char *sysfs_dup_kernel_log(int root_fd, const PciAddress *pci, gint64 since_us);
