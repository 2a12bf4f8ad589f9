#include "model/network-filter.h"

#include "model/vm.h"

#define AT(member) FIELD_AT(NetworkFilter, member)

static const Field fields[] = {
    { AT(name), "name", FIELD_STRING, F_READONLY | F_ALWAYS, 1, 255, NULL, "Name in libvirt." },
    { AT(major), "version/major", FIELD_INT, F_READONLY | F_ALWAYS, 0, 0, NULL,
      "Version that has it." },
    { AT(minor), "version/minor", FIELD_INT, F_READONLY | F_ALWAYS, 0, 0, NULL,
      "Version that has it." },
};

const EntityType network_filter_type = ENTITY_TYPE(
    NetworkFilter, fields, .name = "network_filter", .element = "network_filter",
    .collection = "network_filters", .path = "networkfilters", .title = "Network Filter");

#undef AT
#define AT(member) FIELD_AT(NetworkFilterParameter, member)

static const Field parameter_fields[] = {
    { AT(name), "name", FIELD_STRING, F_REQUIRED | F_ALWAYS, 1, 255, NULL,
      "Name of the filter's variable, as \"IP\"." },
    { AT(value), "value", FIELD_STRING, F_REQUIRED | F_ALWAYS, 0, 255, NULL, "Its value." },
    { AT(nic), "nic", FIELD_REF, F_READONLY, 0, 0, &vm_nic_type, "The vNIC that gives it." },
    { AT(vm), NULL, FIELD_REF, F_INTERNAL, 0, 0, &vm_type, "The VM of the vNIC." },
};

const EntityType network_filter_parameter_type = ENTITY_TYPE(
    NetworkFilterParameter, parameter_fields, .name = "network_filter_parameter",
    .element = "network_filter_parameter", .collection = "network_filter_parameters",
    .path = "networkfilterparameters", .parent = "nic", .title = "Network Filter Parameter");
