#include "model/data-center.h"

#include "model/mac-pool.h"

#define AT(member) FIELD_AT(DataCenter, member)

static const Field fields[] = {
    { AT(name), "name", FIELD_STRING, F_REQUIRED | F_ALWAYS, 1, 40, NULL, "Unique name." },
    { AT(description), "description", FIELD_STRING, F_ALWAYS, 0, 4000, NULL, "For people." },
    { AT(comment), "comment", FIELD_STRING, F_ALWAYS, 0, 4000, NULL, "For people." },
    { AT(local), "local", FIELD_BOOL, F_ALWAYS, 0, 0, NULL, "Its storage is local to one host." },
    FIELD_FIXED("quota_mode", "disabled"),
    /* Without a storage model there is nothing that could be down. */
    FIELD_FIXED("status", "up"),
    FIELD_FIXED("version/major", "4"),
    FIELD_FIXED("version/minor", "7"),
    { AT(mac_pool), "mac_pool", FIELD_REF, 0, 0, 0, &mac_pool_type,
      "Where its clusters take MAC addresses from when they name no pool." },
};

const EntityType data_center_type =
    ENTITY_TYPE(DataCenter, fields, .name = "data_center", .element = "data_center",
                .collection = "data_centers", .path = "datacenters", .title = "Data Center");
