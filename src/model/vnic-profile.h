/* vnic-profile.h - how a vNIC is connected to a network.  Pure data. */
#pragma once

#include "model/entity.h"

typedef enum { PASS_THROUGH_DISABLED, PASS_THROUGH_ENABLED } PassThroughMode;
extern const EnumTable pass_through_mode_table;

typedef struct {
    Entity base;
    char *name, *description, *comment;
    char *network;
    char *data_center; /* of the network: the address of the QoS begins with it */
    char *network_filter, *qos;
    char *failover;   /* profile whose vNIC stays while this one's VM migrates */
    int pass_through; /* PassThroughMode */
    gboolean migratable, port_mirroring;
    char **custom_properties; /* of input only: none is known */
} VnicProfile;

extern const EntityType vnic_profile_type;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VnicProfile, entity_free)

#define VNIC_PROFILE_DEFAULT_ID "0000000a-000a-000a-000a-000000000398"
