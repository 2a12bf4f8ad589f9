/* network.h - logical networks and their labels.  Pure data. */
#pragma once

#include "model/entity.h"

typedef struct {
    Entity base;
    char *name, *description, *comment;
    char *data_center;
    gint64 vlan; /* NETWORK_UNTAGGED or 0..4094 */
    gint64 mtu;  /* 0: the default, 1500 */
    gboolean stp, port_isolation;
    char **usages; /* "vm", "management", …; empty: a non-VM network */
    char *vdsm_name, *qos;
    char **name_servers;
    char *external_provider_id, *external_provider_name; /* of input only: there is none */
    gboolean profile_required; /* create only: also make a vNIC profile of the same name */
} Network;

#define NETWORK_UNTAGGED (-1)

extern const EnumTable network_usage_table;

/* A label of a network; 'label' is its id in the API. */
typedef struct {
    Entity base;
    char *network, *label;
} NetworkLabel;

extern const EntityType network_type, network_label_type;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Network, entity_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(NetworkLabel, entity_free)

#define NETWORK_MANAGEMENT_ID "00000000-0000-0000-0000-000000000009"

bool network_is_vm(const Network *network);

/* ERR_INVALID unless 'label' is one or more of [0-9a-zA-Z_-], at most 50. */
bool network_label_check(const char *label, GError **error);
