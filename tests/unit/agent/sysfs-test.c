/* Reads a tree as the kernel shows it, made from tests/data/agent/sysfs. */
#include "agent/sys/sysfs.h"
#include "base/autofd.h"
#include "base/err.h"
#include "base/fs-at.h"

#include <ftw.h>
#include <glib/gstdio.h>
#include <string.h>

typedef struct {
    char *path;
    int root_fd;
} Fixture;

static void make_line(const char *root, char *line)
{
    char *text = strstr(line, " = "), *target = strstr(line, " -> ");
    if (text != NULL)
        *text = '\0';
    if (target != NULL)
        *target = '\0';
    g_autofree char *path = g_build_filename(root, line, NULL);
    g_autofree char *folder =
        g_str_has_suffix(line, "/") ? g_strdup(path) : g_path_get_dirname(path);
    g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
    if (text != NULL) {
        g_autofree char *content = g_strconcat(text + 3, "\n", NULL);
        g_assert_true(g_file_set_contents(path, content, -1, NULL));
    } else if (target != NULL) {
        g_assert_cmpint(symlink(target + 4, path), ==, 0);
    }
}

static void set_up(Fixture *f, gconstpointer name)
{
    g_autofree char *file = g_test_build_filename(G_TEST_DIST, "sysfs", name, NULL);
    g_autofree char *text = NULL;
    f->path = g_dir_make_tmp("sysfs-XXXXXX", NULL);
    g_assert_true(g_file_get_contents(file, &text, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line != NULL; line++)
        if (**line != '\0' && **line != '#')
            make_line(f->path, *line);
    f->root_fd = fs_at_open_root(f->path, NULL);
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *info)
{
    return remove(path);
}

static void tear_down(Fixture *f, gconstpointer name)
{
    close(f->root_fd);
    nftw(f->path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    g_free(f->path);
}

static SysPci *read_function(Fixture *f, const char *address)
{
    PciAddress pci;
    g_autoptr(GError) error = NULL;
    g_assert_true(pci_parse(address, &pci, NULL));
    SysPci *function = sysfs_read_pci(f->root_fd, &pci, &error);
    g_assert_no_error(error);
    return function;
}

static void test_pf(Fixture *f, gconstpointer name)
{
    g_autoptr(SysPci) pf = read_function(f, "0000:01:00.0");
    g_assert_cmpstr(pf->path, ==, "0000:00:02.0/0000:01:00.0");
    g_assert_cmpstr(pf->driver, ==, "igb");
    g_assert_cmpstr(pf->ifname, ==, "enp1s0");
    g_assert_cmpint(pf->numa_node, ==, 1);
    g_assert_cmpint(pf->iommu_group, ==, 7);
    g_assert_cmpuint(pf->total_vfs, ==, 7);
    g_assert_cmpuint(pf->num_vfs, ==, 3);
    g_assert_false(pf->autoprobe);
    g_assert_false(pf->has_physfn);
    g_assert_cmpuint(pf->vfs->len, ==, 3);
}

static void test_vfs(Fixture *f, gconstpointer name)
{
    g_autoptr(SysPci) pf = read_function(f, "0000:01:00.0");
    const SysPci *free_one = pf->vfs->pdata[0], *host = pf->vfs->pdata[1],
                 *vfio = pf->vfs->pdata[2];
    char text[PCI_TEXT_SIZE];
    g_assert_cmpstr(pci_format(&free_one->pci, text), ==, "0000:01:10.0");
    g_assert_null(free_one->driver);
    g_assert_null(free_one->group_shared_with); /* a bridge does not count */
    g_assert_cmpstr(host->driver, ==, "igbvf");
    g_assert_cmpstr(host->ifname, ==, "enp1s0v1");
    g_assert_cmpstr(vfio->driver, ==, "vfio-pci");
    g_assert_cmpstr(vfio->group_shared_with, ==, "0000:01:10.6");
    g_assert_cmpint(vfio->numa_node, ==, 1); /* the PF's */
}

/* The driver's count says three, the third is not there (yet). */
static void test_missing_vf(Fixture *f, gconstpointer name)
{
    g_autofree char *link =
        g_build_filename(f->path, "sys/devices/pci0000:00/0000:00:02.0/0000:01:00.0/virtfn2", NULL);
    g_unlink(link);
    g_autoptr(SysPci) pf = read_function(f, "0000:01:00.0");
    g_assert_cmpuint(pf->num_vfs, ==, 2);
    g_assert_cmpuint(pf->vfs->len, ==, 2);
}

static void test_vf_alone(Fixture *f, gconstpointer name)
{
    g_autoptr(SysPci) vf = read_function(f, "0000:01:10.2");
    char text[PCI_TEXT_SIZE];
    g_assert_true(vf->has_physfn);
    g_assert_cmpstr(pci_format(&vf->physfn, text), ==, "0000:01:00.0");
    g_assert_cmpuint(vf->total_vfs, ==, 0);
}

static void test_absent(Fixture *f, gconstpointer name)
{
    g_autoptr(GError) error = NULL;
    PciAddress pci = { 0, 9, 0, 0 };
    g_assert_null(sysfs_read_pci(f->root_fd, &pci, &error));
    g_assert_error(error, ERR, ERR_NOT_FOUND);
}

static void test_list(Fixture *f, gconstpointer name)
{
    g_autoptr(GPtrArray) list = sysfs_list_pci(f->root_fd, NULL);
    g_assert_cmpuint(list->len, ==, 5);
    const SysPci *bridge = list->pdata[0];
    g_assert_cmpuint(bridge->class, ==, 0x060400);
    g_assert_cmpuint(bridge->vendor, ==, 0x1b36);
}

static void test_writes(Fixture *f, gconstpointer name)
{
    PciAddress pci = { 0, 1, 0, 0 };
    g_autoptr(GError) error = NULL;
    g_assert_true(sysfs_write_vf_count(f->root_fd, &pci, 0, &error));
    g_assert_true(sysfs_write_autoprobe(f->root_fd, &pci, true, &error));
    g_autofree char *count =
        fs_at_read(f->root_fd, "sys/bus/pci/devices/0000:01:00.0/sriov_numvfs", 16, &error);
    g_assert_cmpstr(count, ==, "0");
    g_autoptr(SysPci) pf = read_function(f, "0000:01:00.0");
    g_assert_true(pf->autoprobe);
    pci.bus = 9;
    g_assert_false(sysfs_write_vf_count(f->root_fd, &pci, 1, &error));
    g_assert_error(error, ERR, ERR_NOT_FOUND);
}

static void test_interfaces(Fixture *f, gconstpointer name)
{
    g_assert_cmpint(sysfs_read_speed_mbps(f->root_fd, "enp1s0"), ==, 1000);
    g_assert_cmpint(sysfs_read_speed_mbps(f->root_fd, "enp1s0v1"), ==, 0); /* -1 is unknown */
    g_assert_cmpint(sysfs_read_dev_port(f->root_fd, "enp1s0"), ==, 1);
    g_assert_cmpint(sysfs_read_dev_port(f->root_fd, "absent"), ==, -1);
}

static void test_host(Fixture *f, gconstpointer name)
{
    g_autoptr(HostInventory) host = host_inventory_new();
    sysfs_read_host(f->root_fd, host);
    g_assert_cmpstr(host->hostname, ==, "h1");
    g_assert_cmpstr(host->os, ==, "Debian GNU/Linux 12 (bookworm)");
    g_assert_cmpstr(host->kernel, ==, "6.1.0-56-amd64");
    g_assert_cmpstr(host->cpu_model, ==, "Intel(R) Xeon(R) Gold 6338");
    g_assert_cmpint(host->memory_mib, ==, 16000);
    g_assert_true(host->iommu);
    g_assert_true(host->interrupt_remapping);
    g_assert_false(host->unsafe_interrupts);
    g_assert_true(host->vfio);
    g_assert_false(host->kvm);
}

#define ADD(name, func)                                                                            \
    g_test_add("/agent/sysfs/" name, Fixture, "igb.tree", set_up, func, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("pf", test_pf);
    ADD("vfs", test_vfs);
    ADD("missing-vf", test_missing_vf);
    ADD("vf-alone", test_vf_alone);
    ADD("absent", test_absent);
    ADD("list", test_list);
    ADD("writes", test_writes);
    ADD("interfaces", test_interfaces);
    ADD("host", test_host);
    return g_test_run();
}
