/* cluster.h - hosts that VMs are placed over, and the networks that are offered there.  Pure data.
 *
 * Most settings are there because oVirt's clients write them and compare what they read with what
 * they wrote; docs/compatibility.md says which of them do something. */
#pragma once

#include "model/entity.h"

typedef enum { CPU_X86_64, CPU_UNDEFINED } CpuArchitecture;
typedef enum {
    BIOS_CLUSTER_DEFAULT,
    BIOS_I440FX_SEA_BIOS,
    BIOS_Q35_OVMF,
    BIOS_Q35_SEA_BIOS,
    BIOS_Q35_SECURE_BOOT
} BiosType;
typedef enum { MIGRATE_ON_ERROR, MIGRATE_HIGHLY_AVAILABLE, DO_NOT_MIGRATE } MigrateOnError;
typedef enum { FIPS_UNDEFINED, FIPS_DISABLED, FIPS_ENABLED } FipsMode;
typedef enum { FIREWALLD, IPTABLES } FirewallType;
typedef enum { THRESHOLD_PERCENTAGE, THRESHOLD_MB } ThresholdType;
typedef enum { INHERIT, INHERIT_TRUE, INHERIT_FALSE } InheritableBoolean;
typedef enum { BANDWIDTH_AUTO, BANDWIDTH_HYPERVISOR_DEFAULT, BANDWIDTH_CUSTOM } BandwidthMethod;
typedef enum {
    SERIAL_NUMBER_NONE,
    SERIAL_NUMBER_HOST,
    SERIAL_NUMBER_VM,
    SERIAL_NUMBER_CUSTOM
} SerialNumberPolicy;
typedef enum { SWITCH_LEGACY, SWITCH_OVS } SwitchType;

extern const EnumTable cpu_architecture_table, bios_type_table, migrate_on_error_table,
    fips_mode_table, firewall_type_table, threshold_type_table, inheritable_boolean_table,
    bandwidth_method_table, serial_number_policy_table, switch_type_table, rng_source_table;

typedef struct {
    Entity base;
    char *name, *description, *comment;
    char *data_center, *mac_pool, *scheduling_policy;
    gint64 version_major, version_minor;
    char *cpu_type; /* a name of its cluster level; NULL: what its hosts have */
    int cpu_architecture, bios_type, switch_type, firewall_type, fips_mode;
    gboolean ballooning_enabled, gluster_service, virt_service, ha_reservation, threads_as_cores,
        trusted_service, tunnel_migration, vnc_encryption;
    gboolean optional_reason, maintenance_reason_required;
    gboolean ksm_enabled, ksm_merge_across_nodes, transparent_hugepages;
    gint64 over_commit; /* percent */
    int on_error;
    int auto_converge, compressed, encrypted, bandwidth_method; /* of migrations */
    gint64 bandwidth_custom;                                    /* Mbit/s; CLUSTER_NO_BANDWIDTH */
    char *migration_policy;
    gboolean fencing_enabled, fencing_skip_connectivity_broken, fencing_skip_bricks_up,
        fencing_skip_quorum_not_met, fencing_skip_sd_active;
    gint64 fencing_connectivity_threshold;       /* percent */
    char **rng_sources, **scheduling_properties; /* "urandom"; "HighUtilization,80" */
    gint64 memory_threshold;
    int memory_threshold_type;
    int serial_number_policy;
    char *serial_number, *gluster_tuned_profile, *display_proxy;
    /* Of input only. */
    char *management_network_id, *management_network_name;
    char **external_providers;
} Cluster;

#define CLUSTER_NO_BANDWIDTH (-1)

/* Versions of oVirt that data centers and clusters can be of: major 4 and these. */
#define CLUSTER_VERSION_MAJOR     4
#define CLUSTER_VERSION_MINOR_MIN 2
#define CLUSTER_VERSION_MINOR_MAX 7

/* What a network is for in a cluster, beside VMs; each has one network, gluster apart. */
typedef enum {
    ROLE_MANAGEMENT, /* first: where the others go back to */
    ROLE_DISPLAY,
    ROLE_MIGRATION,
    ROLE_DEFAULT_ROUTE,
    ROLE_GLUSTER,
    N_NETWORK_ROLES
} NetworkRole;

/* A network offered in a cluster. */
typedef struct {
    Entity base;
    char *cluster, *network;
    gboolean required;
    gboolean display, migration, management, default_route, gluster;
} ClusterNetwork;

extern const EntityType cluster_type, cluster_network_type;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Cluster, entity_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ClusterNetwork, entity_free)

/* The word of a role in "usages". */
const char *network_role_word(NetworkRole role);
gboolean *cluster_network_role(ClusterNetwork *row, NetworkRole role);

#define CLUSTER_DEFAULT_ID "58cfb470-0313-02c4-0100-0000000002e9"
