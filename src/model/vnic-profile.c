#include "model/vnic-profile.h"

#include "model/network.h"

ENUM_TABLE(
    pass_through_mode, [PASS_THROUGH_DISABLED] = "disabled", [PASS_THROUGH_ENABLED] = "enabled");

static bool is_pass_through(const void *profile)
{
    return ((const VnicProfile *)profile)->pass_through == PASS_THROUGH_ENABLED;
}

#define AT(member) FIELD_AT(VnicProfile, member)

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
};

const EntityType vnic_profile_type = ENTITY_TYPE(
    VnicProfile, fields, .name = "vnic_profile", .element = "vnic_profile",
    .collection = "vnic_profiles", .path = "vnicprofiles", .title = "VM network interface profile");
