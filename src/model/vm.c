#include "model/vm.h"

#include "model/cluster.h"
#include "model/host.h"
#include "model/os-type.h"
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

ENUM_TABLE(vm_cpu_mode, [VM_CPU_MODE_UNSET] = "unset", [VM_CPU_CUSTOM] = "custom",
           [VM_CPU_HOST_MODEL] = "host_model", [VM_CPU_HOST_PASSTHROUGH] = "host_passthrough");

ENUM_TABLE(vm_bios, [VM_BIOS_CLUSTER_DEFAULT] = "cluster_default",
           [VM_BIOS_I440FX_SEA] = "i440fx_sea_bios", [VM_BIOS_Q35_SEA] = "q35_sea_bios",
           [VM_BIOS_Q35_OVMF] = "q35_ovmf", [VM_BIOS_Q35_SECURE_BOOT] = "q35_secure_boot");

ENUM_TABLE(vm_serial, [VM_SERIAL_UNSET] = "unset", [VM_SERIAL_HOST] = "host", [VM_SERIAL_VM] = "vm",
           [VM_SERIAL_CUSTOM] = "custom", [VM_SERIAL_NONE] = "none");

ENUM_TABLE(
    vm_rng, [VM_RNG_URANDOM] = "urandom", [VM_RNG_RANDOM] = "random", [VM_RNG_HWRNG] = "hwrng");

/* Only kept: what they would choose is not there. */
ENUM_TABLE(vm_kind, "server", "desktop", "high_performance");
ENUM_TABLE(inheritable, "inherit", "true", "false");
ENUM_TABLE(display_type, "vnc", "spice");
ENUM_TABLE(disconnect_action, "LOCK_SCREEN", "LOGOUT", "NONE", "REBOOT", "SHUTDOWN");
ENUM_TABLE(storage_error, "auto_resume", "kill", "leave_paused");
ENUM_TABLE(numa_tune_mode, "unset", "interleave", "preferred", "strict");

static const char *const cpu_pin_parts[] = { "vcpu", "cpu_set", NULL };
static const char *const sso_parts[] = { "id", NULL };
static const char *const property_parts[] = { "name", "value", "regexp", NULL };

#define GIB          (G_GINT64_CONSTANT(1) << 30)
#define MAX_GROWTH   4 /* of memory while it runs, as oVirt has it */
#define VM_TIME_ZONE "Etc/GMT"

gint64 vm_memory_max(const VmCommon *common)
{
    return common->memory_max != 0 ? common->memory_max : MAX_GROWTH * common->memory;
}

gint64 vm_memory_guaranteed(const VmCommon *common)
{
    return common->memory_guaranteed != 0 ? common->memory_guaranteed : common->memory;
}

/* --- rows that are there for some only ---------------------------------------------------------
 */

static bool has_guarantee(const void *entity)
{
    return ((const VmCommon *)entity)->memory_guaranteed != 0;
}

static bool lacks_guarantee(const void *entity)
{
    return !has_guarantee(entity);
}

static bool has_max(const void *entity)
{
    return ((const VmCommon *)entity)->memory_max != 0;
}

static bool lacks_max(const void *entity)
{
    return !has_max(entity);
}

static bool has_cpu_mode(const void *entity)
{
    return ((const VmCommon *)entity)->cpu_mode != VM_CPU_MODE_UNSET;
}

static bool has_time_zone(const void *entity)
{
    return ((const VmCommon *)entity)->time_zone != NULL;
}

static bool lacks_time_zone(const void *entity)
{
    return !has_time_zone(entity);
}

static bool has_serial_policy(const void *entity)
{
    return ((const VmCommon *)entity)->serial_policy != VM_SERIAL_UNSET;
}

static bool has_numa_tune_mode(const void *entity)
{
    return ((const VmCommon *)entity)->numa_tune_mode != 0;
}

static bool lacks_original(const void *entity)
{
    return ((const Vm *)entity)->original_template == NULL;
}

static bool has_base(const void *entity)
{
    return ((const Template *)entity)->base_template != NULL;
}

static bool lacks_version_name(const void *entity)
{
    return ((const Template *)entity)->version_name == NULL;
}

/* --- VMs ---------------------------------------------------------------------------------------
 */

#define AT(member)    FIELD_AT(Vm, member)
#define ALIAS(member) NULL, offsetof(Vm, member)

/* The fixed rows are what oVirt's clients compare with what they want, or read without asking
 * whether it is there. */
static const Field fields[] = {
    { AT(name), "name", FIELD_STRING, F_REQUIRED | F_ALWAYS, 1, 64, NULL, "Unique name." },
    { AT(status), "status", FIELD_ENUM, F_ALWAYS | F_READONLY, 0, 0, &vm_status_table,
      "What it is doing." },
    { AT(status_detail), "status_detail", FIELD_STRING, F_READONLY, 0, 4000, NULL,
      "Why it is in that state." },
    { AT(stop_reason), "stop_reason", FIELD_STRING, F_READONLY, 0, 4000, NULL,
      "Why it was stopped." },
#include "model/vm-common.inc"
    FIELD_FIXED("has_illegal_images", "false"),
    { AT(next_run_exists), "next_run_configuration_exists", FIELD_BOOL,
      F_ALWAYS | F_READONLY | F_PACKED, 0, 0, NULL,
      "Some of its settings change when it is down." },
    { AT(run_once), "run_once", FIELD_BOOL, F_ALWAYS | F_READONLY | F_PACKED, 0, 0, NULL,
      "It runs with other settings than its own." },
    { AT(use_latest_version), "use_latest_template_version", FIELD_BOOL, F_ALWAYS | F_PACKED, 0, 0,
      NULL, "Kept only." },
    { AT(start_time), "start_time", FIELD_TIME, F_READONLY, 0, 0, NULL, "When it last started." },
    { AT(stop_time), "stop_time", FIELD_TIME, F_READONLY, 0, 0, NULL, "When it last stopped." },
    { AT(cluster), "cluster", FIELD_REF, F_REQUIRED, 0, 0, &cluster_type, "The cluster it is in." },
    { AT(host), "host", FIELD_REF, F_READONLY, 0, 0, &host_type, "The host it runs on." },
    { ALIAS(template), "original_template", FIELD_REF, F_ALIAS, 0, 0, &template_type,
      "As its template.", .shown = lacks_original },
    { AT(original_template), "original_template", FIELD_REF, F_READONLY | F_PACKED, 0, 0,
      &template_type, "What it was copied from." },
    { AT(template), "template", FIELD_REF, F_REQUIRED | F_IMMUTABLE, 0, 0, &template_type,
      "What it was made from." },
    { AT(run_epoch), NULL, FIELD_INT, F_INTERNAL, 0, 0, NULL, "Epoch of its last start." },
    { AT(next_run), NULL, FIELD_STRING, F_INTERNAL | F_PACKED, 0, 1 << 20, NULL,
      "What changes when it is down." },
    { AT(clone), NULL, FIELD_BOOL, F_INTERNAL | F_PACKED, 0, 0, NULL, "Copy its template." },
    { AT(next_run_only), NULL, FIELD_BOOL, F_INPUT_ONLY | F_PACKED, 0, 0, NULL,
      "This change is for the next run." },
};

const EntityType vm_type =
    ENTITY_TYPE(Vm, fields, .name = "vm", .element = "vm", .collection = "vms", .path = "vms",
                .title = "VM", .packed = "settings");

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
#undef ALIAS
#define AT(member)    FIELD_AT(Template, member)
#define ALIAS(member) NULL, offsetof(Template, member)

static const Field template_fields[] = {
    { AT(name), "name", FIELD_STRING, F_REQUIRED | F_ALWAYS, 1, 255, NULL,
      "Name, that of all its versions." },
    FIELD_FIXED("status", "ok"),
    { AT(version_name), "version/version_name", FIELD_STRING, 0, 0, 40, NULL,
      "What this version is called." },
    { NULL, 0, "version/version_name", FIELD_CONST, F_READONLY | F_ALWAYS, 0, 0, "base version",
      NULL, .shown = lacks_version_name },
    { AT(version_number), "version/version_number", FIELD_INT, F_ALWAYS | F_READONLY, 0, 0, NULL,
      "From 1, which is the base.", .initial = 1 },
    { AT(base_template), "version/base_template", FIELD_REF, F_IMMUTABLE, 0, 0, &template_type,
      "What it is a version of.", .shown = has_base },
#include "model/vm-common.inc"
    { AT(cluster), "cluster", FIELD_REF, 0, 0, 0, &cluster_type, "The cluster it is in." },
    { AT(vm), "vm", FIELD_REF, F_REQUIRED | F_IMMUTABLE | F_INPUT_ONLY | F_PACKED, 0, 0, &vm_type,
      "The VM, which is down, that it is made from." },
};

const EntityType template_type = ENTITY_TYPE(
    Template, template_fields, .name = "template", .element = "template", .collection = "templates",
    .path = "templates", .title = "Template", .packed = "settings");

bool vm_field_is_inherited(const Field *field)
{
    const gsize first = offsetof(VmCommon, type);
    return field->column != NULL && !(field->flags & (F_ALIAS | F_INTERNAL | F_READONLY)) &&
           field->offset >= first && field->offset < sizeof(VmCommon);
}

#undef AT
#define AT(member) FIELD_AT(TemplateNic, member)

static const Field template_nic_fields[] = {
    { AT(name), "name", FIELD_STRING, F_REQUIRED | F_ALWAYS, 1, 50, NULL,
      "Name, unique in the template." },
    { AT(description), "description", FIELD_STRING, F_ALWAYS, 0, 4000, NULL, "For people." },
    { AT(comment), "comment", FIELD_STRING, F_ALWAYS, 0, 4000, NULL, "For people." },
    { AT(interface), "interface", FIELD_ENUM, F_ALWAYS, 0, 0, &vm_nic_interface_table,
      "What the guest sees; pci_passthrough: a virtual function." },
    { AT(linked), "linked", FIELD_BOOL, F_ALWAYS, 0, 0, NULL, "The link is up.", .initial = TRUE },
    { AT(plugged), "plugged", FIELD_BOOL, F_ALWAYS, 0, 0, NULL, "It is in each VM.",
      .initial = TRUE },
    { AT(vnic_profile), "vnic_profile", FIELD_REF, 0, 0, 0, &vnic_profile_type,
      "How it is connected; none: no network." },
    { AT(template), "template", FIELD_REF, F_READONLY, 0, 0, &template_type,
      "The template it is in." },
    { AT(position), NULL, FIELD_INT, F_INTERNAL, 0, 0, NULL, "Order in the template." },
};

const EntityType template_nic_type =
    ENTITY_TYPE(TemplateNic, template_nic_fields, .name = "template_nic", .element = "nic",
                .collection = "nics", .path = "nics", .parent = "template",
                .title = "Template network interface");
