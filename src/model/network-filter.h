/* network-filter.h - what a vNIC may not send, by libvirt's names, and the values that a vNIC gives
 * a filter.  Pure data. */
#pragma once

#include "model/entity.h"

typedef struct {
    Entity base;
    char *name;
    gint64 major, minor; /* oVirt's version that has it */
} NetworkFilter;

typedef struct {
    Entity base;
    char *name, *value;
    char *nic, *vm; /* 'vm': the one of 'nic' */
} NetworkFilterParameter;

extern const EntityType network_filter_type, network_filter_parameter_type;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(NetworkFilter, entity_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(NetworkFilterParameter, entity_free)

/* vdsm-no-mac-spoofing, which profiles have unless they say otherwise; oVirt's id. */
#define NETWORK_FILTER_DEFAULT_ID "d2370ab4-fee3-11e9-a310-8c1645ce738e"
