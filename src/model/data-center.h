/* data-center.h - the outermost group: networks, MAC pool default.  Pure data. */
#pragma once

#include "model/entity.h"

typedef enum { QUOTA_DISABLED, QUOTA_AUDIT, QUOTA_ENABLED } QuotaMode;
typedef enum { STORAGE_V1, STORAGE_V2, STORAGE_V3, STORAGE_V4, STORAGE_V5 } StorageFormat;
extern const EnumTable quota_mode_table, storage_format_table;

typedef struct {
    Entity base;
    char *name, *description, *comment;
    gboolean local;
    char *mac_pool;
    int quota_mode, storage_format;
    gint64 version_major, version_minor;
    char **supported_versions; /* "4,7": those it can be raised to, and its own; not stored */
} DataCenter;

extern const EntityType data_center_type;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DataCenter, entity_free)

/* Ids that a fresh installation has, the ones that oVirt's clients know. */
#define DATA_CENTER_DEFAULT_ID "58cfb470-02f3-03d7-0386-0000000003bc"
