/* catalogue.h - what clients choose from and nobody changes: oVirt's lists, with oVirt's ids.  Pure
 * data; the rows are in the database from its birth. */
#pragma once

#include "model/entity.h"

/* How a cluster spreads its VMs. */
typedef struct {
    Entity base;
    char *name, *description;
    gboolean default_policy;
    char **properties; /* "HighUtilization,80" */
} SchedulingPolicy;

/* How a cluster's VMs are moved; known by id only. */
typedef struct {
    Entity base;
    char *name;
} MigrationPolicy;

/* A version of oVirt that a cluster can be of; the id is "4.7". */
typedef struct {
    Entity base;
    char **cpu_types; /* "x86_64,3,Intel Nehalem Family" */
} ClusterLevel;

/* What a VM may say it runs; the id is a number. */
typedef struct {
    Entity base;
    char *name, *description, *architecture;
} OperatingSystem;

/* A value of the configuration that clients read, by version; its id is its name. */
typedef struct {
    Entity base;
    char *name;
    char **values; /* "64,4.7" */
} SystemOption;

extern const EntityType scheduling_policy_type, migration_policy_type, cluster_level_type,
    operating_system_type, system_option_type;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SchedulingPolicy, entity_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MigrationPolicy, entity_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ClusterLevel, entity_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OperatingSystem, entity_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SystemOption, entity_free)

#define SCHEDULING_POLICY_DEFAULT_ID "b4ed2332-a7ac-4d5f-9596-99a439cb2812" /* none */
#define MIGRATION_POLICY_DEFAULT_ID  "80554327-0569-496b-bdeb-fcbbf52b827b" /* minimal downtime */
