/* network-row.h - rows that go with a network, for the rules of other types. */
#pragma once

#include "engine/crud.h"
#include "model/network.h"

#define NETWORK_MANAGEMENT_NAME "ovirtmgmt"

/* A management network with its profile for a new data center. */
bool network_row_add_management(Store *store, const char *data_center_id, GError **error);

/* The profile that comes with a network, of its name, with the default filter. */
bool network_row_add_profile(Store *store, const Network *network, GError **error);

/* The network that clusters of a data center have as management network unless they say otherwise,
 * by its name; NULL without an error when there is none. */
Network *network_row_management(Store *store, const char *data_center_id, GError **error);

/* '*ret_cluster': the name of a cluster whose management network it is; NULL: of none. */
bool network_row_find_management(Store *store, const char *network_id, char **ret_cluster,
                                 GError **error);

/* The network that 'ref' means: an id, or a name in the data center. */
Network *network_row_find(Store *store, const char *data_center_id, const char *ref,
                          GError **error);

/* The name of the management network of a cluster.  Caller frees. */
char *network_row_management_name(Store *store, const char *cluster_id);

/* Attaches without a question. */
bool network_row_attach(Store *store, const char *cluster_id, const char *network_id,
                        gboolean required, GError **error);

/* The same as management network of a new cluster, which has all roles. */
bool network_row_attach_management(Store *store, const char *cluster_id, const char *network_id,
                                   GError **error);

/* The row that attaches a network to a cluster; NULL when it is not attached. */
void *network_row_attachment(Store *store, const char *cluster_id, const char *network_id);

/* Texts "nic1 of VM web" of the vNICs that use a profile, or any profile of a network; of VMs of
 * 'cluster_id' only when that is not NULL.  Of a network also "profile vf of network red", of
 * another network, that has one of its profiles as failover. */
GPtrArray *network_row_profile_uses(Store *store, const char *profile_id, const char *cluster_id,
                                    GError **error);
/* The plugged vNICs of running VMs that use any profile of a network. */
GPtrArray *network_row_running_uses(Store *store, const char *network_id, GError **error);

/* Texts "profile vf of network red" of the profiles that have this one as failover. */
GPtrArray *network_row_failover_uses(Store *store, const char *profile_id, GError **error);
GPtrArray *network_row_uses(Store *store, const char *network_id, const char *cluster_id,
                            GError **error);
