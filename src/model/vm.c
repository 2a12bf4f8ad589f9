#include "model/vm.h"

#include "model/cluster.h"
#include "model/host.h"
#include "model/vnic-profile.h"

ENUM_TABLE(
    vm_status, [VM_DOWN] = "down", [VM_WAIT_FOR_LAUNCH] = "wait_for_launch",
    [VM_POWERING_UP] = "powering_up", [VM_UP] = "up", [VM_PAUSED] = "paused",
    [VM_POWERING_DOWN] = "powering_down", [VM_REBOOT_IN_PROGRESS] = "reboot_in_progress",
    [VM_UNKNOWN] = "unknown", [VM_NOT_RESPONDING] = "not_responding", [VM_MIGRATING] = "migrating");
G_STATIC_ASSERT(G_N_ELEMENTS(vm_status_words) == N_VM_STATUSES);

ENUM_TABLE(vm_affinity, [VM_AFFINITY_MIGRATABLE] = "migratable",
           [VM_AFFINITY_USER_MIGRATABLE] = "user_migratable", [VM_AFFINITY_PINNED] = "pinned");

ENUM_TABLE(vm_nic_interface, [VM_NIC_VIRTIO] = "virtio", [VM_NIC_E1000] = "e1000",
           [VM_NIC_E1000E] = "e1000e", [VM_NIC_RTL8139] = "rtl8139",
           [VM_NIC_RTL8139_VIRTIO] = "rtl8139_virtio", [VM_NIC_SPAPR_VLAN] = "spapr_vlan",
           [VM_NIC_PCI_PASSTHROUGH] = "pci_passthrough");

ENUM_TABLE(boot_device, "hd", "network", "cdrom");

bool vm_status_is_running(VmStatus status)
{
    return status != VM_DOWN;
}

#define GIB           (G_GINT64_CONSTANT(1) << 30)
#define AT(member)    FIELD_AT(Vm, member)
#define ALIAS(member) NULL, offsetof(Vm, member)

/* The fixed rows are what oVirt's clients compare with what they want, or read without asking
 * whether it is there. */
static const Field fields[] = {
    { AT(name), "name", FIELD_STRING, F_REQUIRED | F_ALWAYS, 1, 64, NULL, "Unique name." },
    { AT(description), "description", FIELD_STRING, F_ALWAYS, 0, 4000, NULL, "For people." },
    { AT(comment), "comment", FIELD_STRING, F_ALWAYS, 0, 4000, NULL, "For people." },
    { AT(status), "status", FIELD_ENUM, F_ALWAYS | F_READONLY, 0, 0, &vm_status_table,
      "What it is doing." },
    { AT(status_detail), "status_detail", FIELD_STRING, F_READONLY, 0, 4000, NULL,
      "Why it is in that state." },
    { AT(stop_reason), "stop_reason", FIELD_STRING, F_READONLY, 0, 4000, NULL,
      "Why it was stopped." },
    FIELD_FIXED("type", "server"),
    FIELD_FIXED("origin", "ovirt"),
    { AT(memory), "memory", FIELD_INT, F_ALWAYS, 1 << 20, GIB << 14, NULL, "Memory in bytes.",
      .initial = GIB },
    { ALIAS(memory), "memory_policy/guaranteed", FIELD_INT, F_ALWAYS | F_ALIAS, 0, 0, NULL,
      "As its memory." },
    { ALIAS(memory), "memory_policy/max", FIELD_INT, F_ALWAYS | F_ALIAS, 0, 0, NULL,
      "As its memory." },
    FIELD_FIXED("memory_policy/ballooning", "false"),
    FIELD_FIXED("cpu/architecture", "x86_64"),
    { AT(cores), "cpu/topology/cores", FIELD_INT, F_ALWAYS, 1, 512, NULL, "Cores per socket.",
      .initial = 1 },
    { AT(sockets), "cpu/topology/sockets", FIELD_INT, F_ALWAYS, 1, 512, NULL, "Sockets.",
      .initial = 1 },
    { AT(threads), "cpu/topology/threads", FIELD_INT, F_ALWAYS, 1, 8, NULL, "Threads per core.",
      .initial = 1 },
    FIELD_FIXED("cpu_shares", "0"),
    FIELD_FIXED("os/type", "other"),
    { AT(boot_devices), "os/boot/devices/device", FIELD_STRINGS, F_ALWAYS, 0, 0, &boot_device_table,
      "What it boots from, in order." },
    { AT(kernel), "os/kernel", FIELD_STRING, 0, 0, 4095, NULL, "Kernel to boot, a path on hosts." },
    { AT(initrd), "os/initrd", FIELD_STRING, 0, 0, 4095, NULL,
      "Initial RAM disk, a path on hosts." },
    { AT(cmdline), "os/cmdline", FIELD_STRING, 0, 0, 4095, NULL, "Command line of the kernel." },
    FIELD_FIXED("bios/boot_menu/enabled", "false"),
    FIELD_FIXED("bios/type", "q35_sea_bios"),
    FIELD_FIXED("display/allow_override", "false"),
    FIELD_FIXED("display/copy_paste_enabled", "true"),
    FIELD_FIXED("display/disconnect_action", "LOCK_SCREEN"),
    FIELD_FIXED("display/file_transfer_enabled", "true"),
    FIELD_FIXED("display/monitors", "1"),
    FIELD_FIXED("display/smartcard_enabled", "false"),
    FIELD_FIXED("display/type", "vnc"),
    FIELD_FIXED("usb/enabled", "false"),
    FIELD_FIXED("io/threads", "0"),
    FIELD_FIXED("high_availability/enabled", "false"),
    FIELD_FIXED("high_availability/priority", "0"),
    FIELD_FIXED("migration/auto_converge", "inherit"),
    FIELD_FIXED("migration/compressed", "inherit"),
    FIELD_FIXED("migration/encrypted", "inherit"),
    FIELD_FIXED("migration_downtime", "-1"),
    { AT(affinity), "placement_policy/affinity", FIELD_ENUM, F_ALWAYS, 0, 0, &vm_affinity_table,
      "Whether it may move to another host." },
    { AT(pinned_hosts), "placement_policy/hosts/host", FIELD_STRINGS, F_IDS, 0, 0, &host_type,
      "Hosts it may run on; none: any." },
    { AT(delete_protected), "delete_protected", FIELD_BOOL, F_ALWAYS, 0, 0, NULL,
      "It cannot be removed." },
    { AT(start_paused), "start_paused", FIELD_BOOL, F_ALWAYS, 0, 0, NULL, "It starts paused." },
    FIELD_FIXED("stateless", "false"),
    FIELD_FIXED("time_zone/name", "Etc/GMT"),
    FIELD_FIXED("multi_queues_enabled", "true"),
    FIELD_FIXED("virtio_scsi_multi_queues_enabled", "false"),
    FIELD_FIXED("storage_error_resume_behaviour", "auto_resume"),
    FIELD_FIXED("has_illegal_images", "false"),
    FIELD_FIXED("next_run_configuration_exists", "false"),
    FIELD_FIXED("run_once", "false"),
    { AT(creation_time), "creation_time", FIELD_TIME, F_READONLY, 0, 0, NULL, "When it was made." },
    { AT(start_time), "start_time", FIELD_TIME, F_READONLY, 0, 0, NULL, "When it last started." },
    { AT(stop_time), "stop_time", FIELD_TIME, F_READONLY, 0, 0, NULL, "When it last stopped." },
    { AT(cluster), "cluster", FIELD_REF, F_REQUIRED, 0, 0, &cluster_type, "The cluster it is in." },
    { AT(host), "host", FIELD_REF, F_READONLY, 0, 0, &host_type, "The host it runs on." },
    { ALIAS(template), "original_template", FIELD_REF, F_ALIAS, 0, 0, &template_type,
      "As its template." },
    { AT(template), "template", FIELD_REF, F_REQUIRED | F_IMMUTABLE, 0, 0, &template_type,
      "What it was made from." },
    { AT(run_epoch), NULL, FIELD_INT, F_INTERNAL, 0, 0, NULL, "Epoch of its last start." },
};

const EntityType vm_type = ENTITY_TYPE(Vm, fields, .name = "vm", .element = "vm",
                                       .collection = "vms", .path = "vms", .title = "VM");

#undef AT
#define AT(member) FIELD_AT(VmNic, member)

static const Field nic_fields[] = {
    { AT(name), "name", FIELD_STRING, F_REQUIRED | F_ALWAYS, 1, 50, NULL,
      "Name, unique in the VM." },
    { AT(description), "description", FIELD_STRING, F_ALWAYS, 0, 4000, NULL, "For people." },
    { AT(comment), "comment", FIELD_STRING, F_ALWAYS, 0, 4000, NULL, "For people." },
    { AT(interface), "interface", FIELD_ENUM, F_ALWAYS, 0, 0, &vm_nic_interface_table,
      "What the guest sees; pci_passthrough: a virtual function." },
    { AT(linked), "linked", FIELD_BOOL, F_ALWAYS, 0, 0, NULL, "The link is up.", .initial = TRUE },
    { AT(plugged), "plugged", FIELD_BOOL, F_ALWAYS, 0, 0, NULL, "It is in the VM.",
      .initial = TRUE },
    FIELD_FIXED("synced", "true"),
    { AT(mac), "mac/address", FIELD_MAC, 0, 0, 0, NULL, "MAC address; none: from the pool." },
    { AT(vnic_profile), "vnic_profile", FIELD_REF, 0, 0, 0, &vnic_profile_type,
      "How it is connected; none: no network." },
    { AT(vm), "vm", FIELD_REF, F_READONLY, 0, 0, &vm_type, "The VM it is in." },
    { AT(position), NULL, FIELD_INT, F_INTERNAL, 0, 0, NULL, "Order in the VM." },
};

const EntityType vm_nic_type =
    ENTITY_TYPE(VmNic, nic_fields, .name = "vm_nic", .element = "nic", .collection = "nics",
                .path = "nics", .parent = "vm", .title = "VM network interface");

#undef AT
#define AT(member) FIELD_AT(Template, member)

static const Field template_fields[] = {
    { AT(name), "name", FIELD_STRING, F_REQUIRED | F_ALWAYS, 1, 255, NULL, "Unique name." },
    { AT(description), "description", FIELD_STRING, F_ALWAYS, 0, 4000, NULL, "For people." },
    { AT(comment), "comment", FIELD_STRING, F_ALWAYS, 0, 4000, NULL, "For people." },
    FIELD_FIXED("status", "ok"),
    FIELD_FIXED("type", "server"),
    FIELD_FIXED("origin", "ovirt"),
    FIELD_FIXED("version/version_name", "base version"),
    FIELD_FIXED("version/version_number", "1"),
    FIELD_FIXED("memory", "1073741824"),
    FIELD_FIXED("memory_policy/guaranteed", "1073741824"),
    FIELD_FIXED("memory_policy/max", "1073741824"),
    FIELD_FIXED("memory_policy/ballooning", "false"),
    FIELD_FIXED("cpu/architecture", "x86_64"),
    FIELD_FIXED("cpu/topology/cores", "1"),
    FIELD_FIXED("cpu/topology/sockets", "1"),
    FIELD_FIXED("cpu/topology/threads", "1"),
    FIELD_FIXED("cpu_shares", "0"),
    FIELD_FIXED("os/type", "other"),
    { NULL, 0, "os/boot/devices/device", FIELD_CONST, F_READONLY | F_ALWAYS | F_LIST, 0, 0, "hd",
      NULL },
    FIELD_FIXED("bios/boot_menu/enabled", "false"),
    FIELD_FIXED("bios/type", "q35_sea_bios"),
    FIELD_FIXED("display/allow_override", "false"),
    FIELD_FIXED("display/copy_paste_enabled", "true"),
    FIELD_FIXED("display/disconnect_action", "LOCK_SCREEN"),
    FIELD_FIXED("display/file_transfer_enabled", "true"),
    FIELD_FIXED("display/monitors", "1"),
    FIELD_FIXED("display/smartcard_enabled", "false"),
    FIELD_FIXED("display/type", "vnc"),
    FIELD_FIXED("usb/enabled", "false"),
    FIELD_FIXED("io/threads", "0"),
    FIELD_FIXED("high_availability/enabled", "false"),
    FIELD_FIXED("high_availability/priority", "0"),
    FIELD_FIXED("migration/auto_converge", "inherit"),
    FIELD_FIXED("migration/compressed", "inherit"),
    FIELD_FIXED("migration/encrypted", "inherit"),
    FIELD_FIXED("placement_policy/affinity", "migratable"),
    FIELD_FIXED("delete_protected", "false"),
    FIELD_FIXED("start_paused", "false"),
    FIELD_FIXED("stateless", "false"),
    FIELD_FIXED("time_zone/name", "Etc/GMT"),
    FIELD_FIXED("multi_queues_enabled", "true"),
    FIELD_FIXED("virtio_scsi_multi_queues_enabled", "false"),
    FIELD_FIXED("storage_error_resume_behaviour", "auto_resume"),
};

const EntityType template_type =
    ENTITY_TYPE(Template, template_fields, .name = "template", .element = "template",
                .collection = "templates", .path = "templates", .title = "Template");
