#include "model/network.h"

#include "base/err.h"
#include "model/data-center.h"
#include "model/qos.h"

#include <string.h>

ENUM_TABLE(network_usage, "vm", "management", "display", "migration", "default_route", "gluster");

#define AT(member) FIELD_AT(Network, member)

static const Field fields[] = {
    { AT(name), "name", FIELD_STRING, F_REQUIRED | F_ALWAYS, 1, 255, NULL,
      "Name, unique in the data center." },
    { AT(description), "description", FIELD_STRING, F_ALWAYS, 0, 4000, NULL, "For people." },
    { AT(comment), "comment", FIELD_STRING, F_ALWAYS, 0, 4000, NULL, "For people." },
    { AT(data_center), "data_center", FIELD_REF, F_REQUIRED | F_IMMUTABLE, 0, 0, &data_center_type,
      "The data center it is in." },
    { AT(vlan), "vlan/id", FIELD_INT, F_ATTRIBUTE | F_ALWAYS, 0, 4094, NULL,
      "VLAN tag; none: untagged.", .initial = NETWORK_UNTAGGED },
    { AT(mtu), "mtu", FIELD_INT, F_ALWAYS, 0, 65520, NULL, "MTU; 0: 1500." },
    { AT(stp), "stp", FIELD_BOOL, F_ALWAYS, 0, 0, NULL, "Spanning tree on its bridges." },
    { AT(port_isolation), "port_isolation", FIELD_BOOL, F_ALWAYS, 0, 0, NULL,
      "VMs in it cannot reach each other." },
    { AT(usages), "usages/usage", FIELD_STRINGS, F_ALWAYS, 0, 0, &network_usage_table,
      "What it is for; \"vm\": VMs may use it." },
    { AT(vdsm_name), "vdsm_name", FIELD_STRING, F_READONLY, 0, 0, NULL, "Its name on hosts." },
    { AT(qos), "qos", FIELD_REF, 0, 0, 0, &qos_type, "Its share of host NICs." },
    { AT(name_servers), "dns_resolver_configuration/name_servers/name_server", FIELD_STRINGS, 0, 0,
      0, NULL, "What hosts ask for names, when it is their management network." },
    { NULL, offsetof(Network, external_provider_id), "external_provider/id", FIELD_STRING,
      F_INPUT_ONLY, 0, 0, NULL, "There is none." },
    { NULL, offsetof(Network, external_provider_name), "external_provider/name", FIELD_STRING,
      F_INPUT_ONLY, 0, 0, NULL, "There is none." },
    { NULL, offsetof(Network, profile_required), "profile_required", FIELD_BOOL, F_INPUT_ONLY, 0, 0,
      NULL, "Also make a vNIC profile of the same name.", .initial = TRUE },
};

const EntityType network_type =
    ENTITY_TYPE(Network, fields, .name = "network", .element = "network", .collection = "networks",
                .path = "networks", .title = "Network");

#undef AT
#define AT(member) FIELD_AT(NetworkLabel, member)

static const Field label_fields[] = {
    { AT(network), "network", FIELD_REF, F_READONLY, 0, 0, &network_type, "The network." },
    { AT(label), NULL, FIELD_STRING, F_INTERNAL, 1, 50, NULL, "The label." },
};

const EntityType network_label_type =
    ENTITY_TYPE(NetworkLabel, label_fields, .name = "network_label", .element = "network_label",
                .collection = "network_labels", .path = "networklabels", .parent = "network",
                .id_column = "label", .title = "Network Label");

bool network_is_vm(const Network *network)
{
    return network->usages != NULL && g_strv_contains((const char *const *)network->usages, "vm");
}

bool network_label_check(const char *label, GError **error)
{
    static const char allowed[] =
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-";
    gsize size = strlen(label);
    if (size >= 1 && size <= 50 && strspn(label, allowed) == size)
        return true;
    return err_set(error, ERR_INVALID,
                   "\"%.80s\" is not a label: possible are 1 to 50 of 0-9 a-z A-Z _ -", label);
}
