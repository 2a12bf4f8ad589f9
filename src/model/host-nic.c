#include "model/host-nic.h"

#include "base/uuid.h"
#include "model/host.h"
#include "model/inventory.h"
#include "model/lease.h"
#include "model/network.h"
#include "model/vm.h"

/* Over a gboolean. */
ENUM_TABLE(nic_status, [FALSE] = "down", [TRUE] = "up");

bool host_nic_is_pf(const HostNic *nic)
{
    return nic->total_vfs > 0;
}

/* "<nic id>-<index>" is no UUID. */
char *virtual_function_id(const char *nic_id, guint index)
{
    g_autofree char *name = g_strdup_printf("%s-%u", nic_id, index);
    return uuid_from_name(name);
}

static bool is_pf(const void *nic)
{
    return host_nic_is_pf(nic);
}

#define MBIT       1000000
#define NUMA_MAX   1023
#define VFS_MAX    65535
#define READ_ONLY  (F_READONLY | F_ALWAYS)
#define AT(member) FIELD_AT(HostNic, member)

static const Field fields[] = {
    { AT(name), "name", FIELD_STRING, READ_ONLY, 0, 0, NULL, "Name of the interface." },
    { AT(host), "host", FIELD_REF, F_READONLY, 0, 0, &host_type, "The host it is in." },
    { AT(mac), "mac/address", FIELD_MAC, F_READONLY, 0, 0, NULL, "Permanent MAC address." },
    { AT(mtu), "mtu", FIELD_INT, READ_ONLY, 0, 0, NULL, "MTU." },
    { AT(up), "status", FIELD_ENUM, READ_ONLY, 0, 0, &nic_status_table, "Up or down." },
    { AT(carrier), "carrier", FIELD_BOOL, READ_ONLY, 0, 0, NULL, "A cable with a peer is in." },
    { AT(speed_mbps), "speed", FIELD_INT, F_READONLY, 0, 0, NULL, "Speed; in bit/s outside.",
      .scale = MBIT },
    FIELD_FIXED("bridged", "false"),
    FIELD_FIXED("custom_configuration", "false"),
    { AT(present), "present", FIELD_BOOL, READ_ONLY, 0, 0, NULL, "The host reports it now." },
    { AT(pci), "pci_address", FIELD_STRING, F_READONLY, 0, 0, NULL, "PCI address." },
    { AT(driver), "driver", FIELD_STRING, F_READONLY, 0, 0, NULL, "Driver." },
    { AT(kind), "kind", FIELD_STRING, F_READONLY, 0, 0, NULL,
      "Kind of a virtual interface: bond, bridge, vlan …" },
    { AT(master), "master_interface", FIELD_STRING, F_READONLY, 0, 0, NULL,
      "Name of the bridge or bond it is part of." },
    { AT(numa_node), "numa_node", FIELD_INT, READ_ONLY, 0, NUMA_MAX, NULL, "NUMA node.",
      .initial = -1 },
    { AT(port_id), NULL, FIELD_STRING, F_INTERNAL, 0, 0, NULL, "Port on its card." },
    { AT(pci_path), NULL, FIELD_STRING, F_INTERNAL, 0, 0, NULL, "Where its card is plugged in." },
    { AT(all_networks_allowed), "virtual_functions_configuration/all_networks_allowed", FIELD_BOOL,
      READ_ONLY, 0, 0, NULL, "PF: its VFs may serve every network.", .initial = TRUE,
      .shown = is_pf },
    { AT(total_vfs), "virtual_functions_configuration/max_number_of_virtual_functions", FIELD_INT,
      READ_ONLY, 0, VFS_MAX, NULL, "PF: how many VFs it can have.", .shown = is_pf },
    { AT(num_vfs), "virtual_functions_configuration/number_of_virtual_functions", FIELD_INT,
      READ_ONLY, 0, VFS_MAX, NULL, "PF: how many VFs it has.", .shown = is_pf },
    { NULL, offsetof(HostNic, physical_function), "physical_function", FIELD_REF, F_READONLY, 0, 0,
      &host_nic_type, "VF: its PF." },
};

const EntityType host_nic_type = ENTITY_TYPE(
    HostNic, fields, .name = "host_nic", .element = "host_nic", .collection = "host_nics",
    .path = "nics", .parent = "host", .title = "Host network interface");

#undef AT
#define AT(member) FIELD_AT(PfNetwork, member)

static const Field network_fields[] = {
    { AT(host_nic), NULL, FIELD_REF, F_INTERNAL, 0, 0, &host_nic_type, "The PF." },
    { AT(network), NULL, FIELD_REF, F_INTERNAL, 0, 0, &network_type, "The network allowed on it." },
};

const EntityType pf_network_type = ENTITY_TYPE(
    PfNetwork, network_fields, .name = "pf_network", .element = "network", .collection = "networks",
    .path = "networks", .id_column = "network", .title = "Network allowed on a physical function");

#undef AT
#define AT(member) FIELD_AT(PfLabel, member)

static const Field label_fields[] = {
    { AT(host_nic), "host_nic", FIELD_REF, F_READONLY, 0, 0, &host_nic_type, "The PF." },
    { AT(label), NULL, FIELD_STRING, F_INTERNAL, 1, 50, NULL, "The label allowed on it." },
};

const EntityType pf_label_type = ENTITY_TYPE(
    PfLabel, label_fields, .name = "pf_label", .element = "network_label",
    .collection = "network_labels", .path = "virtualfunctionallowedlabels", .parent = "host_nic",
    .id_column = "label", .title = "Label allowed on a physical function");

#undef AT
#define AT(member) FIELD_AT(VirtualFunction, member)

static const Field vf_fields[] = {
    { AT(host), "host", FIELD_REF, F_READONLY, 0, 0, &host_type, "The host it is in." },
    { AT(host_nic), "physical_function", FIELD_REF, F_READONLY, 0, 0, &host_nic_type, "Its PF." },
    { AT(index), "index", FIELD_INT, READ_ONLY, 0, VFS_MAX, NULL, "Number on its PF, from 0." },
    { AT(state), "status", FIELD_ENUM, READ_ONLY, 0, 0, &vf_state_table,
      "Free, or why it is not." },
    { AT(class), "class", FIELD_ENUM, READ_ONLY, 0, 0, &vf_class_table,
      "What that means to who looks for one." },
    { AT(detail), "status_detail", FIELD_STRING, F_READONLY, 0, 4000, NULL,
      "The status in words, with whom or what." },
    { AT(pci), "pci_address", FIELD_STRING, F_READONLY, 0, 0, NULL, "PCI address." },
    { AT(driver), "driver", FIELD_STRING, F_READONLY, 0, 0, NULL, "Driver it is bound to." },
    { AT(ifname), "name", FIELD_STRING, F_READONLY, 0, 0, NULL,
      "Its interface on the host, if any." },
    { AT(mac), "mac/address", FIELD_MAC, F_READONLY, 0, 0, NULL, "MAC address set on the PF." },
    { AT(vlan), "vlan/id", FIELD_INT, F_READONLY | F_ATTRIBUTE, 0, 4094, NULL, "VLAN tag." },
    { AT(iommu_group), "iommu_group", FIELD_INT, READ_ONLY, 0, 0, NULL, "IOMMU group.",
      .initial = -1 },
    { AT(numa_node), "numa_node", FIELD_INT, READ_ONLY, 0, NUMA_MAX, NULL, "NUMA node.",
      .initial = -1 },
    { AT(spoof_check), "spoof_check", FIELD_BOOL, READ_ONLY, 0, 0, NULL,
      "Frames with a foreign source MAC are dropped." },
    { AT(trust), "trust", FIELD_BOOL, READ_ONLY, 0, 0, NULL,
      "It may change its MAC and be promiscuous." },
    { AT(link_state), "link_state", FIELD_ENUM, READ_ONLY, 0, 0, &vf_link_state_table,
      "What its user sees of the link." },
    { AT(min_tx_mbps), "min_tx_rate", FIELD_INT, F_READONLY, 0, 0, NULL,
      "Guaranteed rate in Mbit/s; 0: none." },
    { AT(max_tx_mbps), "max_tx_rate", FIELD_INT, F_READONLY, 0, 0, NULL,
      "Highest rate in Mbit/s; 0: no limit." },
    { AT(lease_state), "lease/state", FIELD_ENUM, READ_ONLY, 0, 0, &lease_state_table,
      "State of its lease." },
    { AT(epoch), "lease/epoch", FIELD_INT, F_READONLY, 0, 0, NULL, "Epoch of its lease." },
    { AT(vm_name), NULL, FIELD_STRING, F_INTERNAL, 0, 0, NULL, "Name of the VM." },
    { AT(vm_nic_name), NULL, FIELD_STRING, F_INTERNAL, 0, 0, NULL, "Name of the vNIC." },
    { AT(network_name), NULL, FIELD_STRING, F_INTERNAL, 0, 0, NULL, "Name of the network." },
    { AT(vm), "vm", FIELD_REF, F_READONLY, 0, 0, &vm_type, "The VM that has it.",
      .name_at = offsetof(VirtualFunction, vm_name) },
    { AT(vm_nic), "nic", FIELD_REF, F_READONLY, 0, 0, &vm_nic_type, "The vNIC that has it.",
      .name_at = offsetof(VirtualFunction, vm_nic_name) },
    { AT(network), "network", FIELD_REF, F_READONLY, 0, 0, &network_type, "The vNIC's network.",
      .name_at = offsetof(VirtualFunction, network_name) },
};

const EntityType virtual_function_type = ENTITY_TYPE(
    VirtualFunction, vf_fields, .name = "virtual_function", .element = "virtual_function",
    .collection = "virtual_functions", .path = "virtualfunctions", .parent = "host_nic",
    .title = "Virtual function", .computed = true);
