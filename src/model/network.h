/* network.h - logical networks and their labels.  Pure data. */
#pragma once

#include "model/entity.h"

typedef struct {
    Entity base;
    char *name, *description, *comment;
    char *data_center;
    gint64 vlan; /* 0 with !has_vlan: untagged */
    gint64 mtu;  /* 0: the default, 1500 */
    gboolean stp, port_isolation;
    char **usages; /* "vm", "management", …; empty: a non-VM network */
    char *vdsm_name;
    gboolean profile_required; /* create only: also make a vNIC profile of the same name */
} Network;

/* A label of a network; 'label' is its id in the API. */
typedef struct {
    Entity base;
    char *network, *label;
} NetworkLabel;

extern const EntityType network_type, network_label_type;

#define NETWORK_MANAGEMENT_ID "00000000-0000-0000-0000-000000000009"

bool network_is_vm(const Network *network);

/* ERR_INVALID unless 'label' is one or more of [0-9a-zA-Z_-], at most 50. */
bool network_label_check(const char *label, GError **error);
