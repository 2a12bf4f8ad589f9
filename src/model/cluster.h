/* cluster.h - hosts that VMs are placed over, and the networks that are offered there.  Pure data.
 */
#pragma once

#include "model/entity.h"

typedef struct {
    Entity base;
    char *name, *description, *comment;
    char *data_center, *mac_pool;
} Cluster;

/* A network offered in a cluster. */
typedef struct {
    Entity base;
    char *cluster, *network;
    gboolean required;
} ClusterNetwork;

extern const EntityType cluster_type, cluster_network_type;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Cluster, entity_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ClusterNetwork, entity_free)

#define CLUSTER_DEFAULT_ID "58cfb470-0313-02c4-0100-0000000002e9"
