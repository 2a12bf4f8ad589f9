#include "model/cluster.h"

#include "model/catalogue.h"
#include "model/data-center.h"
#include "model/mac-pool.h"
#include "model/network.h"

ENUM_TABLE(cpu_architecture, [CPU_X86_64] = "x86_64", [CPU_UNDEFINED] = "undefined");
ENUM_TABLE(bios_type, [BIOS_CLUSTER_DEFAULT] = "cluster_default",
           [BIOS_I440FX_SEA_BIOS] = "i440fx_sea_bios", [BIOS_Q35_OVMF] = "q35_ovmf",
           [BIOS_Q35_SEA_BIOS] = "q35_sea_bios", [BIOS_Q35_SECURE_BOOT] = "q35_secure_boot");
ENUM_TABLE(
    migrate_on_error, [MIGRATE_ON_ERROR] = "migrate",
    [MIGRATE_HIGHLY_AVAILABLE] = "migrate_highly_available", [DO_NOT_MIGRATE] = "do_not_migrate");
ENUM_TABLE(fips_mode, [FIPS_UNDEFINED] = "undefined", [FIPS_DISABLED] = "disabled",
           [FIPS_ENABLED] = "enabled");
ENUM_TABLE(firewall_type, [FIREWALLD] = "firewalld", [IPTABLES] = "iptables");
ENUM_TABLE(
    threshold_type, [THRESHOLD_PERCENTAGE] = "percentage", [THRESHOLD_MB] = "absolute_value_in_mb");
ENUM_TABLE(
    inheritable_boolean, [INHERIT] = "inherit", [INHERIT_TRUE] = "true", [INHERIT_FALSE] = "false");
ENUM_TABLE(bandwidth_method, [BANDWIDTH_AUTO] = "auto",
           [BANDWIDTH_HYPERVISOR_DEFAULT] = "hypervisor_default", [BANDWIDTH_CUSTOM] = "custom");
ENUM_TABLE(serial_number_policy, [SERIAL_NUMBER_NONE] = "none", [SERIAL_NUMBER_HOST] = "host",
           [SERIAL_NUMBER_VM] = "vm", [SERIAL_NUMBER_CUSTOM] = "custom");
ENUM_TABLE(switch_type, [SWITCH_LEGACY] = "legacy", [SWITCH_OVS] = "ovs");
ENUM_TABLE(rng_source, "urandom", "random", "hwrng");

static const char *const property_names[] = { "name", "value", NULL };

static bool has_serial_number_policy(const void *cluster)
{
    return ((const Cluster *)cluster)->serial_number_policy != SERIAL_NUMBER_NONE;
}

#define AT(member) FIELD_AT(Cluster, member)

static const Field fields[] = {
    { AT(name), "name", FIELD_STRING, F_REQUIRED | F_ALWAYS, 1, 40, NULL, "Unique name." },
    { AT(description), "description", FIELD_STRING, F_ALWAYS, 0, 4000, NULL, "For people." },
    { AT(comment), "comment", FIELD_STRING, F_ALWAYS, 0, 4000, NULL, "For people." },
    { AT(data_center), "data_center", FIELD_REF, F_REQUIRED, 0, 0, &data_center_type,
      "The data center it is in." },
    { AT(mac_pool), "mac_pool", FIELD_REF, 0, 0, 0, &mac_pool_type,
      "Where its vNICs take MAC addresses from." },
    { AT(scheduling_policy), "scheduling_policy", FIELD_REF, 0, 0, 0, &scheduling_policy_type,
      "How its VMs are spread." },
    { AT(scheduling_properties), "custom_scheduling_policy_properties/property", FIELD_STRINGS,
      F_PAIRS | F_TEXTS, 0, 0, property_names, "Its own values of the scheduling policy." },
    { AT(ballooning_enabled), "ballooning_enabled", FIELD_BOOL, F_ALWAYS, 0, 0, NULL,
      "VMs give memory back.", .initial = TRUE },
    { AT(bios_type), "bios_type", FIELD_ENUM, F_ALWAYS, 0, 0, &bios_type_table,
      "Firmware of VMs that name none.", .initial = BIOS_Q35_SEA_BIOS },
    { AT(cpu_architecture), "cpu/architecture", FIELD_ENUM, F_ALWAYS, 0, 0, &cpu_architecture_table,
      "CPUs of its hosts." },
    { AT(cpu_type), "cpu/type", FIELD_STRING, F_ALWAYS, 0, 255, NULL,
      "CPU that all its hosts have; a name of its cluster level." },
    { AT(display_proxy), "display/proxy", FIELD_STRING, 0, 0, 255, NULL, "Proxy of consoles." },
    { AT(on_error), "error_handling/on_error", FIELD_ENUM, F_ALWAYS, 0, 0, &migrate_on_error_table,
      "Which VMs leave a host that fails." },
    { AT(fencing_enabled), "fencing_policy/enabled", FIELD_BOOL, F_ALWAYS, 0, 0, NULL,
      "Hosts that do not answer are fenced." },
    { AT(fencing_skip_connectivity_broken), "fencing_policy/skip_if_connectivity_broken/enabled",
      FIELD_BOOL, F_ALWAYS, 0, 0, NULL, "Not while many hosts do not answer." },
    { AT(fencing_connectivity_threshold), "fencing_policy/skip_if_connectivity_broken/threshold",
      FIELD_INT, F_ALWAYS, 1, 100, NULL, "Many: so many percent.", .initial = 50 },
    { AT(fencing_skip_bricks_up), "fencing_policy/skip_if_gluster_bricks_up", FIELD_BOOL, F_ALWAYS,
      0, 0, NULL, "Not while bricks are up." },
    { AT(fencing_skip_quorum_not_met), "fencing_policy/skip_if_gluster_quorum_not_met", FIELD_BOOL,
      F_ALWAYS, 0, 0, NULL, "Not without a quorum." },
    { AT(fencing_skip_sd_active), "fencing_policy/skip_if_sd_active/enabled", FIELD_BOOL, F_ALWAYS,
      0, 0, NULL, "Not while the host renews its storage lease." },
    { AT(fips_mode), "fips_mode", FIELD_ENUM, F_ALWAYS, 0, 0, &fips_mode_table,
      "Whether its hosts are in FIPS mode.", .initial = FIPS_DISABLED },
    { AT(firewall_type), "firewall_type", FIELD_ENUM, F_ALWAYS, 0, 0, &firewall_type_table,
      "Firewall of its hosts." },
    { AT(gluster_service), "gluster_service", FIELD_BOOL, F_ALWAYS, 0, 0, NULL,
      "Its hosts serve storage." },
    { AT(gluster_tuned_profile), "gluster_tuned_profile", FIELD_STRING, 0, 0, 255, NULL,
      "Profile of hosts that serve storage." },
    { AT(ha_reservation), "ha_reservation", FIELD_BOOL, F_ALWAYS, 0, 0, NULL,
      "Keep room for highly available VMs." },
    { AT(ksm_enabled), "ksm/enabled", FIELD_BOOL, F_ALWAYS, 0, 0, NULL,
      "Equal pages of VMs are kept once.", .initial = TRUE },
    { AT(ksm_merge_across_nodes), "ksm/merge_across_nodes", FIELD_BOOL, F_ALWAYS, 0, 0, NULL,
      "Also of different NUMA nodes.", .initial = TRUE },
    { AT(memory_threshold), "log_max_memory_used_threshold", FIELD_INT, F_ALWAYS, 0, 0, NULL,
      "Used memory of a host from which on there are events.", .initial = 95 },
    { AT(memory_threshold_type), "log_max_memory_used_threshold_type", FIELD_ENUM, F_ALWAYS, 0, 0,
      &threshold_type_table, "In percent or MB." },
    { AT(maintenance_reason_required), "maintenance_reason_required", FIELD_BOOL, F_ALWAYS, 0, 0,
      NULL, "Maintenance of a host needs a reason." },
    { AT(over_commit), "memory_policy/over_commit/percent", FIELD_INT, F_ALWAYS, 1, 1000000, NULL,
      "Memory that VMs may have of what their hosts have.", .initial = 100 },
    { AT(transparent_hugepages), "memory_policy/transparent_hugepages/enabled", FIELD_BOOL,
      F_ALWAYS, 0, 0, NULL, "Large pages for VMs.", .initial = TRUE },
    { AT(auto_converge), "migration/auto_converge", FIELD_ENUM, F_ALWAYS, 0, 0,
      &inheritable_boolean_table, "A VM that writes too much is slowed down." },
    { AT(bandwidth_method), "migration/bandwidth/assignment_method", FIELD_ENUM, F_ALWAYS, 0, 0,
      &bandwidth_method_table, "Who limits the bandwidth." },
    { AT(bandwidth_custom), "migration/bandwidth/custom_value", FIELD_INT, F_MINUS_ONE, 0, 0, NULL,
      "With \"custom\": the limit in Mbit/s.", .initial = CLUSTER_NO_BANDWIDTH },
    { AT(compressed), "migration/compressed", FIELD_ENUM, F_ALWAYS, 0, 0,
      &inheritable_boolean_table, "Pages are compressed." },
    { AT(encrypted), "migration/encrypted", FIELD_ENUM, F_ALWAYS, 0, 0, &inheritable_boolean_table,
      "Pages are encrypted." },
    { AT(migration_policy), "migration/policy", FIELD_REF, 0, 0, 0, &migration_policy_type,
      "How VMs are moved." },
    { AT(optional_reason), "optional_reason", FIELD_BOOL, F_ALWAYS, 0, 0, NULL,
      "Stopping a VM asks for a reason." },
    { AT(rng_sources), "required_rng_sources/required_rng_source", FIELD_STRINGS, F_ALWAYS, 0, 0,
      &rng_source_table, "Sources of randomness that its hosts have." },
    { AT(serial_number_policy), "serial_number/policy", FIELD_ENUM, 0, 0, 0,
      &serial_number_policy_table, "What VMs have as serial number.",
      .shown = has_serial_number_policy },
    { AT(serial_number), "serial_number/value", FIELD_STRING, 0, 0, 255, NULL,
      "With \"custom\": the serial number." },
    { AT(switch_type), "switch_type", FIELD_ENUM, F_ALWAYS, 0, 0, &switch_type_table,
      "What connects its VMs." },
    { AT(threads_as_cores), "threads_as_cores", FIELD_BOOL, F_ALWAYS, 0, 0, NULL,
      "A thread of a host counts as a core." },
    { AT(trusted_service), "trusted_service", FIELD_BOOL, F_ALWAYS, 0, 0, NULL,
      "Its hosts are attested." },
    { AT(tunnel_migration), "tunnel_migration", FIELD_BOOL, F_ALWAYS, 0, 0, NULL,
      "Migrations go through libvirt." },
    FIELD_FIXED("upgrade_in_progress", "false"),
    { AT(version_major), "version/major", FIELD_INT, F_ALWAYS, 0, 0, NULL, "Version of oVirt.",
      .initial = CLUSTER_VERSION_MAJOR },
    { AT(version_minor), "version/minor", FIELD_INT, F_ALWAYS, 0, 0, NULL, "Version of oVirt.",
      .initial = CLUSTER_VERSION_MINOR_MAX },
    { AT(virt_service), "virt_service", FIELD_BOOL, F_ALWAYS, 0, 0, NULL, "Its hosts run VMs.",
      .initial = TRUE },
    { AT(vnc_encryption), "vnc_encryption", FIELD_BOOL, F_ALWAYS, 0, 0, NULL,
      "Consoles are encrypted." },
    { NULL, offsetof(Cluster, management_network_id), "management_network/id", FIELD_STRING,
      F_INPUT_ONLY, 0, 0, NULL, "Its management network, when it is added." },
    { NULL, offsetof(Cluster, management_network_name), "management_network/name", FIELD_STRING,
      F_INPUT_ONLY, 0, 0, NULL, "The same by name; neither: ovirtmgmt." },
    { NULL, offsetof(Cluster, external_providers), "external_network_providers/external_provider",
      FIELD_STRINGS, F_INPUT_ONLY, 0, 0, NULL, "There are none." },
};

const EntityType cluster_type =
    ENTITY_TYPE(Cluster, fields, .name = "cluster", .element = "cluster", .collection = "clusters",
                .path = "clusters", .title = "Cluster");

#undef AT
#define AT(member) FIELD_AT(ClusterNetwork, member)
#define ROLE(member_, doc_)                                                                        \
    {                                                                                              \
        AT(member_), NULL, FIELD_BOOL, F_INTERNAL, 0, 0, NULL, doc_                                \
    }

static const Field network_fields[] = {
    { AT(cluster), "cluster", FIELD_REF, F_READONLY, 0, 0, &cluster_type,
      "The cluster that offers it." },
    { AT(network), NULL, FIELD_REF, F_INTERNAL, 0, 0, &network_type, "The network offered." },
    { AT(required), "required", FIELD_BOOL, F_ALWAYS, 0, 0, NULL,
      "A host without it is not operational.", .initial = TRUE },
    ROLE(display, "Consoles are reached by it."),
    ROLE(migration, "VMs move over it."),
    ROLE(management, "The engine reaches hosts by it."),
    ROLE(default_route, "The default route of hosts is there."),
    ROLE(gluster, "Storage is reached by it."),
};

const EntityType cluster_network_type =
    ENTITY_TYPE(ClusterNetwork, network_fields, .name = "cluster_network", .element = "network",
                .collection = "networks", .path = "networks", .parent = "cluster",
                .id_column = "network", .title = "Network of a Cluster");

static const struct {
    const char *word;
    gsize offset;
} roles[N_NETWORK_ROLES] = {
    [ROLE_DISPLAY] = { "display", offsetof(ClusterNetwork, display) },
    [ROLE_MIGRATION] = { "migration", offsetof(ClusterNetwork, migration) },
    [ROLE_MANAGEMENT] = { "management", offsetof(ClusterNetwork, management) },
    [ROLE_DEFAULT_ROUTE] = { "default_route", offsetof(ClusterNetwork, default_route) },
    [ROLE_GLUSTER] = { "gluster", offsetof(ClusterNetwork, gluster) },
};

const char *network_role_word(NetworkRole role)
{
    g_assert(role < N_NETWORK_ROLES);
    return roles[role].word;
}

gboolean *cluster_network_role(ClusterNetwork *row, NetworkRole role)
{
    g_assert(role < N_NETWORK_ROLES);
    return (gboolean *)(gpointer)((char *)row + roles[role].offset);
}
