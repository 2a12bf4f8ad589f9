#include "model/cluster.h"

#include "model/data-center.h"
#include "model/mac-pool.h"
#include "model/network.h"

#define AT(member) FIELD_AT(Cluster, member)

/* The fixed rows are what oVirt's clients read without asking whether it is there. */
static const Field fields[] = {
    { AT(name), "name", FIELD_STRING, F_REQUIRED | F_ALWAYS, 1, 40, NULL, "Unique name." },
    { AT(description), "description", FIELD_STRING, F_ALWAYS, 0, 4000, NULL, "For people." },
    { AT(comment), "comment", FIELD_STRING, F_ALWAYS, 0, 4000, NULL, "For people." },
    { AT(data_center), "data_center", FIELD_REF, F_REQUIRED, 0, 0, &data_center_type,
      "The data center it is in." },
    { AT(mac_pool), "mac_pool", FIELD_REF, 0, 0, 0, &mac_pool_type,
      "Where its vNICs take MAC addresses from." },
    FIELD_FIXED("ballooning_enabled", "true"),
    FIELD_FIXED("bios_type", "q35_sea_bios"),
    FIELD_FIXED("cpu/architecture", "x86_64"),
    FIELD_FIXED("cpu/type", ""),
    FIELD_FIXED("error_handling/on_error", "migrate"),
    FIELD_FIXED("fencing_policy/enabled", "false"),
    FIELD_FIXED("fencing_policy/skip_if_connectivity_broken/enabled", "false"),
    FIELD_FIXED("fencing_policy/skip_if_connectivity_broken/threshold", "50"),
    FIELD_FIXED("fencing_policy/skip_if_gluster_bricks_up", "false"),
    FIELD_FIXED("fencing_policy/skip_if_gluster_quorum_not_met", "false"),
    FIELD_FIXED("fencing_policy/skip_if_sd_active/enabled", "false"),
    FIELD_FIXED("fips_mode", "disabled"),
    FIELD_FIXED("firewall_type", "firewalld"),
    FIELD_FIXED("gluster_service", "false"),
    FIELD_FIXED("ha_reservation", "false"),
    FIELD_FIXED("ksm/enabled", "true"),
    FIELD_FIXED("ksm/merge_across_nodes", "true"),
    FIELD_FIXED("log_max_memory_used_threshold", "95"),
    FIELD_FIXED("log_max_memory_used_threshold_type", "percentage"),
    FIELD_FIXED("maintenance_reason_required", "false"),
    FIELD_FIXED("memory_policy/over_commit/percent", "100"),
    FIELD_FIXED("memory_policy/transparent_hugepages/enabled", "true"),
    FIELD_FIXED("migration/auto_converge", "inherit"),
    FIELD_FIXED("migration/bandwidth/assignment_method", "auto"),
    FIELD_FIXED("migration/compressed", "inherit"),
    FIELD_FIXED("migration/encrypted", "inherit"),
    FIELD_FIXED("optional_reason", "false"),
    { NULL, 0, "required_rng_sources/required_rng_source", FIELD_CONST,
      F_READONLY | F_ALWAYS | F_LIST, 0, 0, "urandom", NULL },
    FIELD_FIXED("switch_type", "legacy"),
    FIELD_FIXED("threads_as_cores", "false"),
    FIELD_FIXED("trusted_service", "false"),
    FIELD_FIXED("tunnel_migration", "false"),
    FIELD_FIXED("upgrade_in_progress", "false"),
    FIELD_FIXED("version/major", "4"),
    FIELD_FIXED("version/minor", "7"),
    FIELD_FIXED("virt_service", "true"),
    FIELD_FIXED("vnc_encryption", "false"),
};

const EntityType cluster_type =
    ENTITY_TYPE(Cluster, fields, .name = "cluster", .element = "cluster", .collection = "clusters",
                .path = "clusters", .title = "Cluster");

#undef AT
#define AT(member) FIELD_AT(ClusterNetwork, member)

static const Field network_fields[] = {
    { AT(cluster), "cluster", FIELD_REF, F_READONLY, 0, 0, &cluster_type,
      "The cluster that offers it." },
    { AT(network), NULL, FIELD_REF, F_INTERNAL, 0, 0, &network_type, "The network offered." },
    { AT(required), "required", FIELD_BOOL, F_ALWAYS, 0, 0, NULL,
      "A host without it is not operational.", .initial = TRUE },
};

const EntityType cluster_network_type =
    ENTITY_TYPE(ClusterNetwork, network_fields, .name = "cluster_network", .element = "network",
                .collection = "networks", .path = "networks", .parent = "cluster",
                .id_column = "network", .title = "Network of a Cluster");
