#include "model/data-center.h"

#include "model/mac-pool.h"

ENUM_TABLE(quota_mode, [QUOTA_DISABLED] = "disabled", [QUOTA_AUDIT] = "audit",
           [QUOTA_ENABLED] = "enabled");
ENUM_TABLE(storage_format, [STORAGE_V1] = "v1", [STORAGE_V2] = "v2", [STORAGE_V3] = "v3",
           [STORAGE_V4] = "v4", [STORAGE_V5] = "v5");

static const char *const version_names[] = { "major", "minor", NULL };

#define AT(member) FIELD_AT(DataCenter, member)

static const Field fields[] = {
    { AT(name), "name", FIELD_STRING, F_REQUIRED | F_ALWAYS, 1, 40, NULL, "Unique name." },
    { AT(description), "description", FIELD_STRING, F_ALWAYS, 0, 4000, NULL, "For people." },
    { AT(comment), "comment", FIELD_STRING, F_ALWAYS, 0, 4000, NULL, "For people." },
    { AT(local), "local", FIELD_BOOL, F_ALWAYS, 0, 0, NULL, "Its storage is local to one host." },
    { AT(quota_mode), "quota_mode", FIELD_ENUM, F_ALWAYS, 0, 0, &quota_mode_table,
      "Whether quotas are kept." },
    /* Without a storage model there is nothing that could be down. */
    FIELD_FIXED("status", "up"),
    { AT(storage_format), "storage_format", FIELD_ENUM, F_ALWAYS, 0, 0, &storage_format_table,
      "Of its storage domains.", .initial = STORAGE_V5 },
    { NULL, offsetof(DataCenter, supported_versions), "supported_versions/version", FIELD_STRINGS,
      F_READONLY | F_PAIRS | F_TEXTS, 0, 0, version_names, "Versions that it can be of." },
    { AT(version_major), "version/major", FIELD_INT, F_ALWAYS, 0, 0, NULL, "Version of oVirt.",
      .initial = 4 },
    { AT(version_minor), "version/minor", FIELD_INT, F_ALWAYS, 0, 0, NULL, "Version of oVirt.",
      .initial = 7 },
    { AT(mac_pool), "mac_pool", FIELD_REF, 0, 0, 0, &mac_pool_type,
      "Where its clusters take MAC addresses from when they name no pool." },
};

const EntityType data_center_type =
    ENTITY_TYPE(DataCenter, fields, .name = "data_center", .element = "data_center",
                .collection = "data_centers", .path = "datacenters", .title = "Data Center");
