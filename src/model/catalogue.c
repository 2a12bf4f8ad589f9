#include "model/catalogue.h"

#define AT(member) FIELD_AT(SchedulingPolicy, member)

static const char *const property_names[] = { "name", "value", NULL };
static const char *const cpu_type_names[] = { "architecture", "level", "name", NULL };
static const char *const option_names[] = { "version", "value", NULL };

static const Field policy_fields[] = {
    { AT(name), "name", FIELD_STRING, F_READONLY | F_ALWAYS, 0, 0, NULL, "Its name." },
    { AT(description), "description", FIELD_STRING, F_READONLY | F_ALWAYS, 0, 0, NULL,
      "For people." },
    { AT(default_policy), "default_policy", FIELD_BOOL, F_READONLY | F_ALWAYS, 0, 0, NULL,
      "That of clusters that name none." },
    FIELD_FIXED("locked", "true"),
    { AT(properties), "properties/property", FIELD_STRINGS, F_READONLY | F_PAIRS | F_TEXTS, 0, 0,
      property_names, "What a cluster may override." },
};

const EntityType scheduling_policy_type =
    ENTITY_TYPE(SchedulingPolicy, policy_fields, .name = "scheduling_policy",
                .element = "scheduling_policy", .collection = "scheduling_policies",
                .path = "schedulingpolicies", .title = "Scheduling Policy");

#undef AT
#define AT(member) FIELD_AT(MigrationPolicy, member)

static const Field migration_fields[] = {
    { AT(name), "name", FIELD_STRING, F_READONLY | F_ALWAYS, 0, 0, NULL, "Its name." },
};

const EntityType migration_policy_type =
    ENTITY_TYPE(MigrationPolicy, migration_fields, .name = "migration_policy", .element = "policy",
                .collection = "policies", .title = "Migration Policy");

#undef AT
#define AT(member) FIELD_AT(ClusterLevel, member)

static const Field level_fields[] = {
    { AT(cpu_types), "cpu_types/cpu_type", FIELD_STRINGS, F_READONLY | F_ALWAYS | F_PAIRS | F_TEXTS,
      0, 0, cpu_type_names, "CPUs that a cluster of that version can have." },
};

const EntityType cluster_level_type =
    ENTITY_TYPE(ClusterLevel, level_fields, .name = "cluster_level", .element = "cluster_level",
                .collection = "cluster_levels", .path = "clusterlevels", .title = "Cluster Level");

#undef AT
#define AT(member) FIELD_AT(OperatingSystem, member)

/* The name of the list is misspelt in oVirt, too. */
static const Field os_fields[] = {
    { AT(name), "name", FIELD_STRING, F_READONLY | F_ALWAYS, 0, 0, NULL,
      "What os/type of a VM says." },
    { AT(description), "description", FIELD_STRING, F_READONLY | F_ALWAYS, 0, 0, NULL,
      "For people." },
    { AT(architecture), "architecture", FIELD_STRING, F_READONLY | F_ALWAYS, 0, 0, NULL,
      "The CPUs it is for." },
};

const EntityType operating_system_type = ENTITY_TYPE(
    OperatingSystem, os_fields, .name = "operating_system", .element = "operating_system",
    .collection = "operation_systems", .path = "operatingsystems", .title = "Operating System");

#undef AT
#define AT(member) FIELD_AT(SystemOption, member)

static const Field option_fields[] = {
    { AT(name), "name", FIELD_STRING, F_READONLY | F_ALWAYS, 0, 0, NULL, "Its name." },
    { AT(values), "values/system_option_value", FIELD_STRINGS,
      F_READONLY | F_ALWAYS | F_PAIRS | F_TEXTS, 0, 0, option_names, "Its value in each version." },
};

const EntityType system_option_type =
    ENTITY_TYPE(SystemOption, option_fields, .name = "system_option", .element = "system_option",
                .collection = "system_options", .path = "options", .title = "System Option");
