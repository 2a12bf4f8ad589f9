#include "model/vnic-profile.h"

#include "model/data-center.h"
#include "model/network-filter.h"
#include "model/network.h"
#include "model/qos.h"

ENUM_TABLE(
    pass_through_mode, [PASS_THROUGH_DISABLED] = "disabled", [PASS_THROUGH_ENABLED] = "enabled");

static bool is_pass_through(const void *profile)
{
    return ((const VnicProfile *)profile)->pass_through == PASS_THROUGH_ENABLED;
}

#define AT(member) FIELD_AT(VnicProfile, member)

static const char *const property_names[] = { "name", "value", NULL };

static const Field fields[] = {
    { AT(name), "name", FIELD_STRING, F_REQUIRED | F_ALWAYS, 1, 255, NULL,
      "Name, unique for the network." },
    { AT(description), "description", FIELD_STRING, F_ALWAYS, 0, 4000, NULL, "For people." },
    { AT(comment), "comment", FIELD_STRING, F_ALWAYS, 0, 4000, NULL, "For people." },
    { AT(network), "network", FIELD_REF, F_REQUIRED | F_IMMUTABLE, 0, 0, &network_type,
      "The network it leads to." },
    { AT(pass_through), "pass_through/mode", FIELD_ENUM, F_ALWAYS, 0, 0, &pass_through_mode_table,
      "Enabled: each vNIC gets a virtual function of its own." },
    { AT(migratable), "migratable", FIELD_BOOL, F_ALWAYS, 0, 0, NULL,
      "Passthrough only: VMs with it may migrate.", .shown = is_pass_through },
    { AT(port_mirroring), "port_mirroring", FIELD_BOOL, F_ALWAYS, 0, 0, NULL,
      "The vNIC sees the traffic of the whole network." },
    { AT(network_filter), "network_filter", FIELD_REF, 0, 0, 0, &network_filter_type,
      "What its vNICs may not send; not of passthrough." },
    { AT(qos), "qos", FIELD_REF, 0, 0, 0, &qos_type, "Limits of its vNICs; not of passthrough." },
    { AT(failover), "failover", FIELD_REF, 0, 0, 0, &vnic_profile_type,
      "Migratable passthrough only: profile of the vNIC that stays while the VM migrates." },
    { NULL, offsetof(VnicProfile, custom_properties), "custom_properties/custom_property",
      FIELD_STRINGS, F_INPUT_ONLY | F_PAIRS | F_TEXTS, 0, 0, property_names,
      "None is known, so none can be given." },
    { AT(data_center), NULL, FIELD_REF, F_INTERNAL, 0, 0, &data_center_type,
      "The data center of its network." },
};

const EntityType vnic_profile_type = ENTITY_TYPE(
    VnicProfile, fields, .name = "vnic_profile", .element = "vnic_profile",
    .collection = "vnic_profiles", .path = "vnicprofiles", .title = "VM network interface profile");
