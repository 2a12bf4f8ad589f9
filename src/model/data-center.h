/* data-center.h - the outermost group: networks, MAC pool default.  Pure data. */
#pragma once

#include "model/entity.h"

typedef struct {
    Entity base;
    char *name, *description, *comment;
    gboolean local;
    char *mac_pool;
} DataCenter;

extern const EntityType data_center_type;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DataCenter, entity_free)

/* Ids that a fresh installation has, the ones that oVirt's clients know. */
#define DATA_CENTER_DEFAULT_ID "58cfb470-02f3-03d7-0386-0000000003bc"
