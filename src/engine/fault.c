#include "engine/fault.h"

#include "model/user.h"

ERR_DOMAIN(fault)

/* A brace here would make clang-format 14 crash over texts of several lines. */
#define ROW_ON(field_, name_, code_, text_)                                                        \
    {                                                                                              \
        .name = name_, .code = code_, .text = text_, .field = field_                               \
    }
#define ROW(name_, code_, text_) ROW_ON(NULL, name_, code_, text_)

/* Names are oVirt's where it has the fault; tests of its clients match parts of the texts. */
static const FaultInfo faults[N_FAULTS] = {
    /* Any type */
    [FAULT_NOT_AUTHORIZED] =
        ROW("USER_NOT_AUTHORIZED_TO_PERFORM_ACTION", ERR_DENIED,
            "User is not authorized to perform this action. %s needs the permit \"%s\" on %s."),
    [FAULT_ENTITY_NOT_FOUND] =
        ROW("BERTH_ENTITY_NOT_FOUND", ERR_NOT_FOUND, "Entity not found: %s %s."),
    [FAULT_NAME_AMBIGUOUS] =
        ROW("BERTH_NAME_AMBIGUOUS", ERR_INVALID,
            "There is more than one %s with the name %s. Give its id instead."),
    [FAULT_READ_ONLY_TYPE] = ROW("BERTH_READ_ONLY_TYPE", ERR_UNSUPPORTED,
                                 "Cannot %s %s. Objects of this type cannot be changed by hand."),
    [FAULT_NAME_ALREADY_USED] =
        ROW_ON("name", "ACTION_TYPE_FAILED_NAME_ALREADY_USED", ERR_CONFLICT,
               "Cannot %s %s. The name %s is already in use by %s. Choose another name."),
    [FAULT_NAME_MAY_NOT_BE_EMPTY] =
        ROW_ON("name", "ACTION_TYPE_FAILED_NAME_MAY_NOT_BE_EMPTY", ERR_INVALID,
               "Cannot %s %s. The name may not be empty or begin or end with a space."),
    [FAULT_NAME_SPECIAL_CHARS] =
        ROW_ON("name", "ACTION_TYPE_FAILED_NAME_MAY_NOT_CONTAIN_SPECIAL_CHARS", ERR_INVALID,
               "Cannot %s %s. The name %s may only contain letters, digits, '_', '-', '.' and "
               "'+'."),
    [FAULT_OBJECT_LOCKED] =
        ROW("ACTION_TYPE_FAILED_OBJECT_LOCKED", ERR_BUSY,
            "Cannot %s %s. Related operation is currently in progress on %s: %s. Please "
            "try again later."),

    /* Data centers and clusters */
    [FAULT_DATA_CENTER_HAS_CLUSTERS] =
        ROW("BERTH_DATA_CENTER_HAS_CLUSTERS", ERR_CONFLICT,
            "Cannot remove Data Center. Data center %s still has the cluster %s. Remove "
            "its clusters first."),
    [FAULT_DATA_CENTER_VERSION_CLUSTERS] = ROW_ON(
        "version", "ERROR_CANNOT_UPDATE_STORAGE_POOL_COMPATIBILITY_VERSION_BIGGER_THAN_CLUSTERS",
        ERR_INVALID,
        "Cannot edit Data Center. Data center %s cannot be of version %s while its cluster "
        "%s is of %s. Raise its clusters first."),
    [FAULT_VERSION_NOT_SUPPORTED] =
        ROW_ON("version", "ACTION_TYPE_FAILED_GIVEN_VERSION_NOT_SUPPORTED", ERR_INVALID,
               "Cannot %s %s. Version %s is not supported; possible are %s to %s."),
    [FAULT_CLUSTER_VERSION_LOWER] = ROW_ON(
        "version", "CLUSTER_CANNOT_ADD_COMPATIBILITY_VERSION_WITH_LOWER_STORAGE_POOL", ERR_INVALID,
        "Cannot %s Cluster. Cluster %s cannot be of version %s, which is lower than %s of "
        "its data center."),
    [FAULT_CLUSTER_VERSION_DECREASE] =
        ROW_ON("version", "CLUSTER_CANNOT_DECREASE_COMPATIBILITY_VERSION", ERR_INVALID,
               "Cannot edit Cluster. Cluster %s has the %s %s and can therefore not go back from "
               "version %s to %s."),
    [FAULT_CLUSTER_CPU_NOT_FOUND] =
        ROW_ON("cpu.type", "ACTION_TYPE_FAILED_CPU_NOT_FOUND", ERR_INVALID,
               "Cannot %s Cluster. There is no CPU type \"%s\" in version %s; "
               "clusterlevels/%s lists them."),
    [FAULT_CLUSTER_SWITCH_TYPE] =
        ROW_ON("switch_type", "BERTH_CLUSTER_SWITCH_TYPE", ERR_INVALID,
               "Cannot %s Cluster. Cluster %s cannot have the switch type %s: hosts have Linux "
               "bridges only, which is \"legacy\"."),
    [FAULT_CLUSTER_SERVICES] =
        ROW_ON("virt_service", "CLUSTER_AT_LEAST_ONE_SERVICE_MUST_BE_ENABLED", ERR_INVALID,
               "Cannot %s Cluster. Hosts of cluster %s run VMs and do not serve storage: "
               "virt_service must be true and gluster_service false."),
    [FAULT_CLUSTER_EXTERNAL_PROVIDER] =
        ROW_ON("external_network_providers", "BERTH_CLUSTER_EXTERNAL_PROVIDER", ERR_INVALID,
               "Cannot %s Cluster. There are no external network providers that cluster %s could "
               "have."),
    [FAULT_CLUSTER_SERIAL_NUMBER] =
        ROW_ON("serial_number.value", "BERTH_CLUSTER_SERIAL_NUMBER", ERR_INVALID,
               "Cannot %s Cluster. A serial number of cluster %s goes with the policy \"custom\", "
               "and only with it."),
    [FAULT_CLUSTER_MIGRATION_BANDWIDTH] = ROW_ON(
        "migration.bandwidth.custom_value", "BERTH_CLUSTER_MIGRATION_BANDWIDTH", ERR_INVALID,
        "Cannot %s Cluster. A bandwidth of migrations of cluster %s goes with the assignment "
        "method \"custom\", and only with it."),
    [FAULT_CLUSTER_MANAGEMENT_FIXED] =
        ROW_ON("management_network", "ACTION_TYPE_FAILED_MANAGEMENT_NETWORK_CANNOT_BE_CHANGED_HERE",
               ERR_INVALID,
               "Cannot edit Cluster. The management network of cluster %s is %s. Give the role to "
               "%s in the networks of the cluster instead."),
    [FAULT_CLUSTER_DATA_CENTER_FIXED] =
        ROW_ON("data_center", "CLUSTER_CANNOT_CHANGE_STORAGE_POOL", ERR_CONFLICT,
               "Cannot edit Cluster. Cluster %s has the %s %s; its data center can only be "
               "changed while it has no hosts and no VMs."),
    [FAULT_CLUSTER_NAME_IN_USE] =
        ROW_ON("name", "CLUSTER_CANNOT_DO_ACTION_NAME_IN_USE", ERR_CONFLICT,
               "Cannot %s Cluster. The name %s is already in use by cluster %s. Choose "
               "another name."),
    [FAULT_CLUSTER_HAS_HOSTS] =
        ROW("VDS_CANNOT_REMOVE_CLUSTER_VDS_DETECTED", ERR_CONFLICT,
            "Cannot remove Cluster. Cluster %s still has the host %s. Remove or move its "
            "hosts first."),
    [FAULT_CLUSTER_HAS_VMS] =
        ROW("VM_CANNOT_REMOVE_CLUSTER_VMS_DETECTED", ERR_CONFLICT,
            "Cannot remove Cluster. Cluster %s still has the VM %s. Remove or move its VMs "
            "first."),
    [FAULT_NO_MANAGEMENT_NETWORK] =
        ROW_ON("data_center", "ACTION_TYPE_FAILED_DEFAULT_MANAGEMENT_NETWORK_NOT_FOUND",
               ERR_INVALID, "Cannot add Cluster. Data center %s has no management network."),

    /* Networks in clusters */
    [FAULT_NETWORK_ALREADY_IN_CLUSTER] =
        ROW_ON("id", "NETWORK_ALREADY_ATTACHED_TO_CLUSTER", ERR_CONFLICT,
               "Cannot attach Network. Network %s is already attached to cluster %s."),
    [FAULT_NETWORK_FROM_DIFFERENT_DC] =
        ROW_ON("id", "ACTION_TYPE_FAILED_NETWORK_FROM_DIFFERENT_DC", ERR_INVALID,
               "Cannot attach Network. Network %s belongs to another data center than cluster "
               "%s."),
    [FAULT_NETWORK_NOT_IN_CLUSTER] =
        ROW("BERTH_NETWORK_NOT_IN_CLUSTER", ERR_NOT_FOUND,
            "Cannot %s Network. Network %s is not attached to cluster %s."),
    [FAULT_MANAGEMENT_NETWORK_REQUIRED] =
        ROW_ON("required", "ACTION_TYPE_FAILED_MANAGEMENT_NETWORK_REQUIRED", ERR_INVALID,
               "Cannot edit Network. The management network %s must stay required in cluster "
               "%s."),
    [FAULT_MANAGEMENT_NETWORK_HOSTS] =
        ROW_ON("usages.usage", "BERTH_MANAGEMENT_NETWORK_HOSTS", ERR_INVALID,
               "Cannot edit Network. Network %s cannot become the management network of cluster "
               "%s, which has the host %s: the management network cannot be changed once there "
               "are hosts."),
    [FAULT_GLUSTER_NETWORK] = ROW_ON(
        "usages.usage",
        "ACTION_TYPE_FAILED_GLUSTER_NETWORK_NOT_SUPPORTED_IF_GLUSTER_SERVICE_DISABLED", ERR_INVALID,
        "Cannot %s Network. Network %s cannot be for storage in cluster %s, whose hosts do "
        "not serve storage."),
    [FAULT_CLUSTER_NETWORK_IN_USE] =
        ROW("NETWORK_CLUSTER_NETWORK_IN_USE", ERR_CONFLICT,
            "Cannot detach Network. Network %s is used in cluster %s by %s. Remove these uses or "
            "give them other profiles first."),

    /* Networks and labels */
    [FAULT_NETWORK_NAME_IN_USE] =
        ROW_ON("name", "ACTION_TYPE_FAILED_NETWORK_NAME_IN_USE", ERR_CONFLICT,
               "Cannot %s Network. The name %s is already in use by a network of data center "
               "%s."),
    [FAULT_NETWORK_DEVICE_NAME_IN_USE] =
        ROW_ON("name", "BERTH_NETWORK_DEVICE_NAME_IN_USE", ERR_CONFLICT,
               "Cannot %s Network. The name %s is the name on hosts of network %s. Choose "
               "another name."),
    [FAULT_NETWORK_BOND_NAME] =
        ROW_ON("name", "NETWORK_CANNOT_CONTAIN_BOND_NAME", ERR_INVALID,
               "Cannot %s Network. The name %s begins with \"bond\", which is kept for bonds "
               "of hosts. Choose another name."),
    [FAULT_NON_VM_NETWORK_STP] =
        ROW_ON("stp", "NON_VM_NETWORK_CANNOT_SUPPORT_STP", ERR_INVALID,
               "Cannot %s Network. Network %s is not a VM network and can therefore not use "
               "STP."),
    [FAULT_NON_VM_NETWORK_PORT_ISOLATION] =
        ROW_ON("port_isolation", "NON_VM_NETWORK_CANNOT_SUPPORT_PORT_ISOLATION", ERR_INVALID,
               "Cannot %s Network. Network %s is not a VM network and can therefore not use "
               "port isolation."),
    [FAULT_NETWORK_QOS_NOT_EXISTS] =
        ROW_ON("qos", "ACTION_TYPE_FAILED_QOS_NOT_FOUND", ERR_INVALID,
               "Cannot %s Network. There is no QoS %s of type hostnetwork in its data center."),
    [FAULT_NETWORK_NAME_SERVER] = ROW_ON(
        "dns_resolver_configuration.name_servers.name_server", "BERTH_NETWORK_NAME_SERVER",
        ERR_INVALID, "Cannot %s Network. Name server \"%s\" of network %s is not an IP address."),
    [FAULT_NETWORK_EXTERNAL_PROVIDER] =
        ROW_ON("external_provider", "BERTH_NETWORK_EXTERNAL_PROVIDER", ERR_INVALID,
               "Cannot %s Network. There are no external network providers that could provide "
               "network %s."),
    [FAULT_NETWORK_DATA_CENTER_FIXED] = ROW_ON(
        "data_center", "ACTION_TYPE_FAILED_DATA_CENTER_ID_CANNOT_BE_CHANGED", ERR_UNSUPPORTED,
        "Cannot edit Network. Network %s belongs to data center %s and cannot be moved "
        "to %s."),
    [FAULT_NETWORK_IN_ONE_USE] =
        ROW("ACTION_TYPE_FAILED_NETWORK_IN_ONE_USE", ERR_CONFLICT,
            "Cannot %s Network. Network %s is used by %s. Remove that use and try again."),
    [FAULT_NETWORK_IN_MANY_USES] =
        ROW("ACTION_TYPE_FAILED_NETWORK_IN_MANY_USES", ERR_CONFLICT,
            "Cannot %s Network. Network %s is used by %s. Remove these uses and try again."),
    [FAULT_MANAGEMENT_NETWORK_REMOVE] =
        ROW("NETWORK_CANNOT_REMOVE_MANAGEMENT_NETWORK", ERR_INVALID,
            "Cannot %s Network. %s is the management network of cluster %s."),
    [FAULT_MANAGEMENT_NETWORK_CHANGE] =
        ROW("ACTION_TYPE_FAILED_MANAGEMENT_NETWORK_CANNOT_BE_CHANGED", ERR_INVALID,
            "Cannot edit Network. %s is a management network: its name and its use by VMs "
            "cannot be changed."),
    [FAULT_NETWORK_LABEL_INVALID] =
        ROW_ON("id", "NETWORK_LABEL_FORMAT_INVALID", ERR_INVALID,
               "Cannot add Label. \"%s\" is not a label: it must be 1 to 50 of the characters "
               "0-9, a-z, A-Z, '_' and '-'."),
    [FAULT_NETWORK_ALREADY_LABELED] =
        ROW_ON("id", "ACTION_TYPE_FAILED_NETWORK_ALREADY_LABELED", ERR_INVALID,
               "Cannot add Label. Network %s already has the label %s. Remove that before %s "
               "is added."),
    [FAULT_NETWORK_NOT_LABELED] =
        ROW("BERTH_NETWORK_NOT_LABELED", ERR_NOT_FOUND,
            "Cannot remove Label. Network %s does not have the label %s."),

    /* vNIC profiles */
    [FAULT_PROFILE_NON_VM_NETWORK] = ROW_ON(
        "network", "ACTION_TYPE_FAILED_CANNOT_ADD_VNIC_PROFILE_TO_NON_VM_NETWORK", ERR_INVALID,
        "Cannot add VM network interface profile. Network %s is not a VM network."),
    [FAULT_PROFILE_NAME_IN_USE] =
        ROW_ON("name", "ACTION_TYPE_FAILED_VNIC_PROFILE_NAME_IN_USE", ERR_CONFLICT,
               "Cannot %s VM network interface profile. Network %s already has a profile with "
               "the name %s."),
    [FAULT_PROFILE_NETWORK_NOT_EXISTS] =
        ROW_ON("network", "ACTION_TYPE_FAILED_NETWORK_NOT_EXISTS", ERR_INVALID,
               "Cannot %s VM network interface profile. Network %s does not exist."),
    [FAULT_PROFILE_QOS_NOT_EXISTS] =
        ROW_ON("qos", "ACTION_TYPE_FAILED_NETWORK_QOS_NOT_EXISTS", ERR_INVALID,
               "Cannot %s VM network interface profile. There is no QoS %s of type network in the "
               "data center of its network."),
    [FAULT_PROFILE_CUSTOM_PROPERTY] =
        ROW_ON("custom_properties.custom_property",
               "ACTION_TYPE_FAILED_INVALID_CUSTOM_PROPERTIES_INVALID_KEYS", ERR_INVALID,
               "Cannot %s VM network interface profile. Custom property %s of profile %s is not "
               "known: vNICs have no custom properties here."),
    [FAULT_PROFILE_PASSTHROUGH_PROPERTIES] =
        ROW("ACTION_TYPE_FAILED_PASSTHROUGH_PROFILE_CONTAINS_NOT_SUPPORTED_PROPERTIES", ERR_INVALID,
            "Cannot %s VM network interface profile. Passthrough profile %s cannot have %s: its "
            "traffic does not pass the host."),
    [FAULT_PROFILE_PASSTHROUGH_PORT_ISOLATION] =
        ROW_ON("pass_through.mode",
               "ACTION_TYPE_FAILED_PASSTHROUGH_PROFILE_NOT_SUPPORTS_PORT_ISOLATION", ERR_INVALID,
               "Cannot %s VM network interface profile. Passthrough profile %s cannot be of "
               "network %s, which has port isolation: its traffic does not pass the host."),
    [FAULT_PROFILE_FILTER_INVALID] = ROW_ON(
        "network_filter", "ACTION_TYPE_FAILED_INVALID_VNIC_PROFILE_NETWORK_FILTER_ID", ERR_INVALID,
        "Cannot %s VM network interface profile. Network filter %s does not exist."),
    [FAULT_PROFILE_FAILOVER_SELF] = ROW_ON(
        "failover", "ACTION_TYPE_FAILED_FAILOVER_VNIC_PROFILE_ID_CANNOT_POINT_TO_SELF", ERR_INVALID,
        "Cannot %s VM network interface profile. Profile %s cannot be its own failover."),
    [FAULT_PROFILE_FAILOVER_INVALID] =
        ROW_ON("failover", "ACTION_TYPE_FAILED_FAILOVER_VNIC_PROFILE_ID_IS_NOT_VALID", ERR_INVALID,
               "Cannot %s VM network interface profile. Failover profile %s does not exist or is "
               "passthrough itself."),
    [FAULT_PROFILE_FAILOVER_NEEDS_PASSTHROUGH] = ROW_ON(
        "failover", "ACTION_TYPE_FAILED_FAILOVER_IS_SUPPORTED_ONLY_FOR_MIGRATABLE_PASSTROUGH",
        ERR_INVALID,
        "Cannot %s VM network interface profile. Profile %s can only have the failover "
        "profile %s while it is passthrough and migratable."),
    [FAULT_PROFILE_IS_FAILOVER] =
        ROW("ACTION_TYPE_FAILED_UPDATE_OF_FAILOVER_PROFILE_IS_NOT_SUPPORTED", ERR_INVALID,
            "Cannot %s VM network interface profile. Profile %s is the failover of %s. Give "
            "that another failover, or none, first."),
    [FAULT_PROFILE_NETWORK_FIXED] =
        ROW_ON("network", "ACTION_TYPE_FAILED_CANNOT_CHANGE_VNIC_PROFILE_NETWORK", ERR_INVALID,
               "Cannot edit VM network interface profile. Profile %s belongs to network %s "
               "and cannot be moved to %s."),
    [FAULT_PROFILE_IN_ONE_USE] =
        ROW("ACTION_TYPE_FAILED_VNIC_PROFILE_IN_ONE_USE", ERR_CONFLICT,
            "Cannot %s VM network interface profile. Profile %s is used by %s. Remove that "
            "use and try again."),
    [FAULT_PROFILE_IN_MANY_USES] =
        ROW("ACTION_TYPE_FAILED_VNIC_PROFILE_IN_MANY_USES", ERR_CONFLICT,
            "Cannot %s VM network interface profile. Profile %s is used by %s. Remove "
            "these uses and try again."),

    /* QoS */
    [FAULT_QOS_NAME_IN_USE] =
        ROW_ON("name", "ACTION_TYPE_FAILED_QOS_NAME_EXIST", ERR_INVALID,
               "Cannot %s QoS. Data center %s already has a QoS of type %s with the name %s."),
    [FAULT_NETWORK_QOS_NAME_IN_USE] =
        ROW_ON("name", "ACTION_TYPE_FAILED_NETWORK_QOS_NAME_EXIST", ERR_INVALID,
               "Cannot %s QoS. Data center %s already has a QoS of type %s with the name %s."),
    [FAULT_QOS_NAME_INVALID] =
        ROW_ON("name", "ACTION_TYPE_FAILED_QOS_NAME_INVALID", ERR_INVALID,
               "Cannot %s QoS. The name %s may only contain letters, digits, '_' and '-'."),
    [FAULT_QOS_TYPE_FIXED] = ROW_ON("type", "BERTH_QOS_TYPE_FIXED", ERR_INVALID,
                                    "Cannot edit QoS. QoS %s is of type %s and cannot become %s."),
    [FAULT_QOS_FOREIGN_VALUE] = ROW("BERTH_QOS_FOREIGN_VALUE", ERR_INVALID,
                                    "Cannot %s QoS. QoS %s is of type %s, which has no %s."),
    [FAULT_QOS_MISSING_VALUES] = ROW("ACTION_TYPE_FAILED_QOS_MISSING_VALUES", ERR_INVALID,
                                     "Cannot %s QoS. QoS %s lacks %s."),
    [FAULT_NETWORK_QOS_MISSING_VALUES] =
        ROW("ACTION_TYPE_FAILED_NETWORK_QOS_MISSING_VALUES", ERR_INVALID,
            "Cannot %s QoS. QoS %s must have all three of %s average, peak and burst, or none."),
    [FAULT_NETWORK_QOS_PEAK_LOWER] =
        ROW("ACTION_TYPE_FAILED_NETWORK_QOS_PEAK_LOWER_THAN_AVERAGE", ERR_INVALID,
            "Cannot %s QoS. The %s peak of QoS %s, %s, is lower than its average, %s."),
    [FAULT_HOST_NETWORK_QOS_MISSING_VALUES] =
        ROW_ON("outbound_average_linkshare", "ACTION_TYPE_FAILED_HOST_NETWORK_QOS_MISSING_VALUES",
               ERR_INVALID, "Cannot %s QoS. QoS %s lacks outbound_average_linkshare."),
    [FAULT_HOST_NETWORK_QOS_INCONSISTENT] =
        ROW_ON("outbound_average_realtime",
               "ACTION_TYPE_FAILED_HOST_NETWORK_QOS_INCONSISTENT_VALUES", ERR_INVALID,
               "Cannot %s QoS. outbound_average_realtime of QoS %s, %s, is more than its "
               "outbound_average_upperlimit, %s."),
    [FAULT_STORAGE_QOS_BOTH] =
        ROW("BERTH_STORAGE_QOS_BOTH", ERR_INVALID,
            "Cannot %s QoS. QoS %s has max_%s and also a limit of reads or writes: give "
            "either the total or the two directions."),

    /* MAC pools */
    [FAULT_MAC_POOL_MUST_HAVE_RANGE] =
        ROW_ON("ranges.range", "ACTION_TYPE_FAILED_MAC_POOL_MUST_HAVE_RANGE", ERR_INVALID,
               "Cannot %s MAC Pool. MAC pool %s must have at least one range."),
    [FAULT_MAC_POOL_RANGE_INVALID] =
        ROW_ON("ranges.range", "BERTH_MAC_POOL_RANGE_INVALID", ERR_INVALID,
               "Cannot %s MAC Pool. A range of MAC pool %s is wrong: %s."),
    [FAULT_MAC_POOL_OVERLAPPING_RANGES] = ROW_ON(
        "ranges.range", "ACTION_TYPE_FAILED_MAC_POOL_CONTAINS_OVERLAPPING_RANGES", ERR_INVALID,
        "Cannot %s MAC Pool. MAC pool cannot contain ranges which overlap: in %s, %s "
        "and %s do."),
    [FAULT_MAC_POOL_OVERLAPS_OTHER] = ROW_ON(
        "ranges.range", "ACTION_TYPE_FAILED_MAC_POOL_OVERLAPS_WITH_OTHER_POOLS", ERR_CONFLICT,
        "Cannot %s MAC Pool. MAC pool cannot contain ranges which overlap with those "
        "of another pool: %s of %s does with %s of %s."),
    [FAULT_MAC_POOL_DUPLICATES] =
        ROW_ON("allow_duplicates", "ACTION_TYPE_FAILED_MAC_POOL_CONTAINS_DUPLICATES", ERR_CONFLICT,
               "Cannot edit MAC Pool. Duplicates cannot be disallowed: mac pool contains "
               "duplicate macs: %s of MAC pool %s is used by %s."),
    [FAULT_MAC_POOL_REMOVE_DEFAULT] =
        ROW("ACTION_TYPE_FAILED_CANNOT_REMOVE_DEFAULT_MAC_POOL", ERR_CONFLICT,
            "Cannot remove MAC Pool. %s is the default MAC pool."),
    [FAULT_MAC_POOL_STILL_USED] =
        ROW("ACTION_TYPE_FAILED_CANNOT_REMOVE_STILL_USED_MAC_POOL", ERR_CONFLICT,
            "Cannot remove MAC Pool. MAC pool %s is still used by %s %s."),
    [FAULT_MAC_POOL_MIGRATE] =
        ROW("ACTION_TYPE_FAILED_CANNOT_MIGRATE_MACS_DUE_TO_DUPLICATES", ERR_CONFLICT,
            "Cannot %s %s. Cannot migrate MACs to another MAC pool: %s is already in use "
            "there (%s), and MAC pool %s does not allow duplicates."),
    [FAULT_MAC_POOL_NOT_ENOUGH] =
        ROW_ON("mac.address", "MAC_POOL_NOT_ENOUGH_MAC_ADDRESSES", ERR_CONFLICT,
               "Cannot %s VM network interface. Not enough MAC addresses left in MAC pool %s. "
               "Give the pool another range."),
    [FAULT_MAC_IN_USE] =
        ROW_ON("mac.address", "NETWORK_MAC_ADDRESS_IN_USE", ERR_CONFLICT,
               "Cannot %s VM network interface. MAC Address %s is already in use by %s, and "
               "MAC pool %s does not allow duplicates."),
    [FAULT_MAC_INVALID] =
        ROW_ON("mac.address", "ACTION_TYPE_FAILED_NETWORK_INTERFACE_MAC_INVALID", ERR_INVALID,
               "Cannot %s VM network interface. \"%s\" is not the MAC address of a single "
               "station."),

    /* Tags and affinity labels */
    [FAULT_TAG_NAME_IN_USE] =
        ROW_ON("name", "TAGS_SPECIFY_TAG_IS_IN_USE", ERR_CONFLICT,
               "Cannot %s Tag. The name %s is already in use by another tag."),
    [FAULT_TAG_ROOT] = ROW("BERTH_TAG_ROOT", ERR_CONFLICT,
                           "Cannot %s Tag. %s is the root of all tags, which stays as it is."),
    [FAULT_TAG_LOOP] = ROW_ON("parent", "TAGS_CANNOT_MOVE_TO_OWN_CHILD", ERR_CONFLICT,
                              "Cannot %s Tag. Tag %s cannot be under itself."),
    [FAULT_LABEL_NAME_IN_USE] =
        ROW_ON("name", "BERTH_AFFINITY_LABEL_NAME_IN_USE", ERR_CONFLICT,
               "Cannot %s Affinity Label. The name %s is already in use by another label."),
    [FAULT_LABEL_AFFINITY_GROUP] = ROW_ON(
        "has_implicit_affinity_group", "BERTH_AFFINITY_LABEL_GROUP", ERR_INVALID,
        "Cannot %s Affinity Label. Label %s cannot have an implicit affinity group: there is "
        "no affinity between VMs and hosts here. Pin the VMs to hosts instead."),

    /* Hosts */
    [FAULT_HOST_NAME_IN_USE] =
        ROW_ON("name", "BERTH_HOST_NAME_IN_USE", ERR_CONFLICT,
               "Cannot %s Host. The Host name %s is already in use by another host. Choose "
               "another name."),
    [FAULT_HOST_ADDRESS_IN_USE] =
        ROW_ON("address", "ACTION_TYPE_FAILED_VDS_WITH_SAME_HOST_EXIST", ERR_CONFLICT,
               "Cannot %s Host. The address %s is already in use by host %s."),
    [FAULT_HOST_ADDRESS_INVALID] =
        ROW_ON("address", "VALIDATION_VDS_HOSTNAME_HOSTNAME_OR_IP", ERR_INVALID,
               "Cannot %s Host. \"%s\" is neither a host name nor an IP address."),
    [FAULT_HOST_STATUS_NOT_VALID_FOR_UPDATE] =
        ROW("VDS_STATUS_NOT_VALID_FOR_UPDATE", ERR_CONFLICT,
            "Cannot edit Host. Host %s is %s; its %s can only be changed in maintenance."),
    [FAULT_HOST_REMOVE_STATUS_ILLEGAL] =
        ROW("VDS_CANNOT_REMOVE_VDS_STATUS_ILLEGAL", ERR_CONFLICT,
            "Cannot remove Host. Host %s is %s. Put it into maintenance first."),
    [FAULT_HOST_REMOVE_RUNNING_VM] = ROW("VDS_CANNOT_REMOVE_VDS_DETECTED_RUNNING_VM", ERR_CONFLICT,
                                         "Cannot remove Host. VM %s still runs on host %s."),
    [FAULT_HOST_REMOVE_PINNED_VM] =
        ROW("ACTION_TYPE_FAILED_DETECTED_PINNED_VMS", ERR_CONFLICT,
            "Cannot remove Host. VM %s is pinned to host %s. Remove the pinning first."),
    [FAULT_HOST_REMOVE_ASSIGNED_VF] =
        ROW("ACTION_TYPE_FAILED_DETECTED_ASSIGNED_HOST_DEVICES", ERR_CONFLICT,
            "Cannot remove Host. VF %s of %s on host %s is still %s."),
    [FAULT_HOST_ALREADY_UP] =
        ROW("VDS_ALREADY_UP", ERR_CONFLICT, "Cannot activate Host. Host in Up status: %s."),
    [FAULT_HOST_ACTIVATE_STATUS] = ROW("VDS_CANNOT_ACTIVATE_STATUS_ILLEGAL", ERR_CONFLICT,
                                       "Cannot activate Host. Host %s is %s."),
    [FAULT_HOST_NOT_ENROLLED] =
        ROW("BERTH_HOST_NOT_ENROLLED", ERR_CONFLICT,
            "Cannot activate Host. Host %s is not enrolled. Make an enrolment token and "
            "enrol its agent with it."),
    [FAULT_HOST_IN_MAINTENANCE] =
        ROW("VDS_CANNOT_MAINTENANCE_VDS_IS_IN_MAINTENANCE", ERR_CONFLICT,
            "Cannot switch Host to Maintenance mode. Host is already in Maintenance mode: "
            "%s."),
    [FAULT_HOST_MAINTENANCE_STATUS] =
        ROW("VDS_CANNOT_MAINTENANCE_VDS_IS_NOT_OPERATIONAL", ERR_CONFLICT,
            "Cannot switch Host to Maintenance mode. Host %s is %s."),
    [FAULT_HOST_MAINTENANCE_NON_MIGRATABLE] =
        ROW("VDS_CANNOT_MAINTENANCE_IT_INCLUDES_NON_MIGRATABLE_VM", ERR_CONFLICT,
            "Cannot switch Host to Maintenance mode. VMs on host %s cannot be migrated "
            "away: %s. Stop them first."),
    [FAULT_HOST_MAINTENANCE_TASKS] =
        ROW("VDS_CANNOT_MAINTENANCE_SPM_WITH_RUNNING_TASKS", ERR_BUSY,
            "Cannot deactivate Host %s while there are running tasks: %s. Host has "
            "asynchronous running tasks, wait for them to end."),
    [FAULT_HOST_NOT_RESPONDING] =
        ROW("VDS_NON_RESPONSIVE", ERR_CONFLICT, "Cannot %s Host. Host %s does not answer: %s."),
    [FAULT_HOST_NOT_EXISTS] = ROW("ACTION_TYPE_FAILED_HOST_NOT_EXIST", ERR_INVALID,
                                  "Cannot %s %s. Host %s does not exist."),
    [FAULT_HOST_ENROLL_STATUS] =
        ROW("CANNOT_ENROLL_CERTIFICATE_HOST_STATUS_ILLEGAL", ERR_CONFLICT,
            "Cannot enroll Host. Host %s is enrolled and %s. Put it into maintenance first."),
    [FAULT_HOST_TOKEN_INVALID] =
        ROW("BERTH_ENROLMENT_TOKEN_INVALID", ERR_DENIED,
            "Cannot enroll Host. The enrolment token is wrong, used or expired. Ask an "
            "administrator for a new one."),
    [FAULT_HOST_REQUEST_INVALID] =
        ROW("BERTH_ENROLMENT_REQUEST_INVALID", ERR_INVALID,
            "Cannot enroll Host. The certificate request of host %s is wrong: %s."),

    [FAULT_HOST_EMPTY_PASSWORD] = ROW_ON(
        "root_password", "VDS_CANNOT_INSTALL_EMPTY_PASSWORD", ERR_INVALID,
        "Cannot %s Host. Its root_password is missing; give it, or enrol the host by a token."),
    [FAULT_HOST_USER_NOT_ROOT] =
        ROW_ON("ssh.user.user_name", "BERTH_HOST_USER_NOT_ROOT", ERR_INVALID,
               "Cannot %s Host. \"%s\" cannot add it: only root of the host may."),
    [FAULT_HOST_FINGERPRINT_INVALID] =
        ROW_ON("ssh.fingerprint", "BERTH_HOST_FINGERPRINT_INVALID", ERR_INVALID,
               "Cannot %s Host. \"%s\" is not a SHA-256 fingerprint; \"berth-agent fingerprint\" "
               "prints that of its agent."),
    [FAULT_HOST_REGISTER_LIMIT] =
        ROW("BERTH_HOST_REGISTER_LIMIT", ERR_BUSY,
            "Cannot register Host. %s hosts wait to be approved, which is the most; ask an "
            "administrator to see to them."),
    [FAULT_HOST_REGISTER_REFUSED] =
        ROW("BERTH_HOST_REGISTER_REFUSED", ERR_DENIED,
            "Cannot register Host. Host %s was refused by an administrator."),
    [FAULT_HOST_FENCE_STATUS] =
        ROW("VDS_FENCE_STATUS_ILLEGAL", ERR_CONFLICT,
            "Cannot fence Host. Host %s is %s: only of one that is non_responsive can be said that "
            "it is off."),
    [FAULT_HOST_APPROVE_STATUS] =
        ROW("VDS_APPROVE_VDS_IN_WRONG_STATUS", ERR_CONFLICT,
            "Cannot approve Host. Host %s is %s, not one that registered itself and waits."),
    [FAULT_HOST_INSTALL_STATUS] =
        ROW("VDS_CANNOT_INSTALL_STATUS_ILLEGAL", ERR_CONFLICT,
            "Cannot install Host. Host %s is %s. Put it into maintenance first."),

    /* PFs and VFs */
    [FAULT_NIC_NOT_EXISTS] = ROW("HOST_NETWORK_INTERFACE_NOT_EXIST", ERR_NOT_FOUND,
                                 "Cannot edit VF configuration. Host NIC %s does not exist."),
    [FAULT_NIC_NOT_SRIOV] = ROW("ACTION_TYPE_FAILED_NIC_IS_NOT_SRIOV_ENABLED", ERR_INVALID,
                                "Cannot edit VF configuration. Host NIC %s is not SR-IOV capable."),
    [FAULT_NIC_NOT_PRESENT] =
        ROW("BERTH_HOST_NIC_NOT_PRESENT", ERR_CONFLICT,
            "Cannot edit VF configuration. Host NIC %s is not reported by host %s now."),
    [FAULT_PF_NOTHING_GIVEN] =
        ROW_ON("virtual_functions_configuration.number_of_virtual_functions",
               "BERTH_PF_NOTHING_GIVEN", ERR_INVALID,
               "Cannot edit VF configuration. Neither number_of_virtual_functions nor "
               "all_networks_allowed is given for %s."),
    [FAULT_NUM_VFS_CANNOT_BE_CHANGED] =
        ROW_ON("virtual_functions_configuration.number_of_virtual_functions",
               "ACTION_TYPE_FAILED_NUM_OF_VFS_CANNOT_BE_CHANGED", ERR_INVALID,
               "Cannot edit VF configuration. The number of VFs of %s cannot be changed from "
               "%s to %s, as all of them would be made anew: %s. First %s."),
    [FAULT_NUM_VFS_RANGE] =
        ROW_ON("virtual_functions_configuration.number_of_virtual_functions",
               "ACTION_TYPE_FAILED_NUM_OF_VFS_NOT_IN_VALID_RANGE", ERR_INVALID,
               "Cannot edit VF configuration. %s VFs asked of host NIC %s are not in the "
               "valid range, 0 - %s."),
    [FAULT_PF_HOST_AWAY] =
        ROW_ON("virtual_functions_configuration.number_of_virtual_functions",
               "ACTION_TYPE_FAILED_VDS_STATUS_ILLEGAL", ERR_CONFLICT,
               "Cannot edit VF configuration. The number of VFs of %s cannot be changed while host "
               "%s is not connected: it is %s. Try again when it is back."),
    [FAULT_UPDATE_NUM_VFS_FAILURE] =
        ROW_ON("virtual_functions_configuration.number_of_virtual_functions",
               "UPDATE_NUM_VFS_FAILURE", ERR_CONFLICT,
               "Cannot edit VF configuration. Host %s could not change the number of VFs of "
               "%s: %s."),
    [FAULT_CANNOT_SET_SPECIFIC_NETWORKS] =
        ROW_ON("id", "ACTION_TYPE_FAILED_CANNOT_SET_SPECIFIC_NETWORKS", ERR_CONFLICT,
               "Cannot edit VF configuration. Specific networks and labels cannot be set on %s "
               "while all networks are allowed on it. Set all_networks_allowed to false first."),
    [FAULT_PF_NETWORK_NOT_EXISTS] =
        ROW_ON("id", "ACTION_TYPE_FAILED_NETWORK_NOT_EXIST", ERR_INVALID,
               "Cannot edit VF configuration. Network %s does not exist."),
    [FAULT_NETWORK_ALREADY_IN_VFS_CONFIG] =
        ROW_ON("id", "ACTION_TYPE_FAILED_NETWORK_ALREADY_IN_VFS_CONFIG", ERR_CONFLICT,
               "Cannot edit VF configuration. Network %s is already allowed on %s."),
    [FAULT_NETWORK_NOT_IN_VFS_CONFIG] =
        ROW("ACTION_TYPE_FAILED_NETWORK_NOT_IN_VFS_CONFIG", ERR_CONFLICT,
            "Cannot edit VF configuration. Network %s is not in the allowed networks of %s."),
    [FAULT_LABEL_ALREADY_IN_VFS_CONFIG] =
        ROW_ON("id", "ACTION_TYPE_FAILED_LABEL_ALREADY_IN_VFS_CONFIG", ERR_CONFLICT,
               "Cannot edit VF configuration. Label %s is already allowed on %s."),
    [FAULT_LABEL_NOT_IN_VFS_CONFIG] =
        ROW("ACTION_TYPE_FAILED_LABEL_NOT_IN_VFS_CONFIG", ERR_CONFLICT,
            "Cannot edit VF configuration. Label %s is not in the allowed labels of %s."),

    /* VMs */
    [FAULT_VM_MEMORY_INVALID] =
        ROW_ON("memory", "BERTH_VM_MEMORY_INVALID", ERR_INVALID,
               "Cannot %s VM. Memory of %s bytes for VM %s is not a multiple of 1 MiB in the "
               "range %s - %s MiB."),
    [FAULT_VM_TOPOLOGY_INVALID] =
        ROW_ON("cpu.topology", "BERTH_VM_TOPOLOGY_INVALID", ERR_INVALID,
               "Cannot %s VM. The CPU topology of VM %s, %s sockets x %s cores x %s threads, "
               "is not of numbers from 1 up with a product of at most %s."),
    [FAULT_VM_PATH_INVALID] =
        ROW("BERTH_VM_PATH_INVALID", ERR_INVALID,
            "Cannot %s VM. The %s of VM %s, \"%s\", is not an absolute path."),
    [FAULT_VM_LINUX_BOOT_PARAMS] =
        ROW_ON("os.kernel", "BERTH_VM_KERNEL_MISSING", ERR_INVALID,
               "Cannot %s VM. VM %s has an initrd or a kernel command line, but no kernel."),
    [FAULT_VM_PINNED_NOWHERE] =
        ROW_ON("placement_policy.hosts.host", "VM_PINNED_HOST_NOT_IN_CLUSTER", ERR_CONFLICT,
               "Cannot %s VM. VM %s is pinned to host %s, which is not in its cluster %s."),
    [FAULT_VM_MEMORY_GUARANTEED] =
        ROW_ON("memory_policy.guaranteed",
               "ACTION_TYPE_FAILED_MIN_MEMORY_CANNOT_EXCEED_MEMORY_SIZE", ERR_CONFLICT,
               "Cannot %s %s. Physical Memory Guaranteed cannot exceed Memory Size: it is %s bytes "
               "for %s, whose memory is %s bytes."),
    [FAULT_VM_MEMORY_MAX] = ROW_ON(
        "memory_policy.max", "ACTION_TYPE_FAILED_MAX_MEMORY_CANNOT_BE_SMALLER_THAN_MEMORY_SIZE",
        ERR_CONFLICT,
        "Cannot %s %s. Maximum memory cannot be smaller than memory size: it is %s bytes for "
        "%s, whose memory is %s bytes."),
    [FAULT_VM_BIOS_UNSUPPORTED] =
        ROW_ON("bios.type", "BERTH_VM_BIOS_UNSUPPORTED", ERR_INVALID,
               "Cannot %s %s. The firmware of %s, %s, is not supported; q35_sea_bios, q35_ovmf, "
               "q35_secure_boot and cluster_default are."),
    [FAULT_VM_TIME_ZONE_INVALID] =
        ROW_ON("time_zone.name", "ACTION_TYPE_FAILED_INVALID_TIMEZONE", ERR_INVALID,
               "Cannot %s %s. \"%s\" of %s is not a time zone; give a name like Europe/Prague."),
    [FAULT_VM_CPU_PIN_INVALID] =
        ROW_ON("cpu.cpu_tune.vcpu_pins.vcpu_pin", "VM_PINNING_FORMAT_INVALID", ERR_INVALID,
               "Cannot %s %s. The CPUs \"%s\" for virtual CPU \"%s\" of %s are not a list like "
               "0,2-5,^3."),
    [FAULT_VM_CPU_PIN_UNKNOWN] =
        ROW_ON("cpu.cpu_tune.vcpu_pins.vcpu_pin", "VM_PINNING_VCPU_DOES_NOT_EXIST", ERR_CONFLICT,
               "Cannot %s %s. Virtual CPU %s is pinned, but %s does not have that many."),
    [FAULT_VM_CPU_PIN_TWICE] =
        ROW_ON("cpu.cpu_tune.vcpu_pins.vcpu_pin", "VM_PINNING_DUPLICATE_DEFINITION", ERR_CONFLICT,
               "Cannot %s %s. Virtual CPU %s of %s is pinned twice."),
    [FAULT_VM_PROPERTY_INVALID] = ROW_ON(
        "custom_properties.custom_property",
        "ACTION_TYPE_FAILED_INVALID_CUSTOM_VM_PROPERTIES_INVALID_KEYS", ERR_INVALID,
        "Cannot %s %s. The custom property \"%s\" of %s must have a name of letters, digits, "
        "'_' and '-'."),
    [FAULT_VM_PROPERTY_TWICE] =
        ROW_ON("custom_properties.custom_property",
               "ACTION_TYPE_FAILED_INVALID_CUSTOM_VM_PROPERTIES_DUPLICATE_KEYS", ERR_INVALID,
               "Cannot %s %s. The custom property %s of %s is given twice."),
    [FAULT_VM_SERIAL_MISSING] =
        ROW_ON("serial_number.value", "BERTH_VM_SERIAL_MISSING", ERR_INVALID,
               "Cannot %s %s. The serial number policy of %s is custom, but there is no number."),
    [FAULT_VM_CPU_MODEL_INVALID] =
        ROW_ON("custom_cpu_model", "BERTH_VM_CPU_MODEL_INVALID", ERR_INVALID,
               "Cannot %s %s. \"%s\" of %s is not the name of a CPU model."),
    [FAULT_VM_TEMPLATE_OTHER_DC] = ROW_ON(
        "template", "BERTH_TEMPLATE_OTHER_DATA_CENTER", ERR_CONFLICT,
        "Cannot add VM. VM %s cannot be made from template %s: that is of another data center "
        "than cluster %s."),
    [FAULT_VM_IS_RUNNING] = ROW("ACTION_TYPE_FAILED_VM_IS_RUNNING", ERR_CONFLICT,
                                "Cannot %s VM. VM %s is running (%s)."),
    [FAULT_VM_IS_NOT_RUNNING] = ROW("ACTION_TYPE_FAILED_VM_IS_NOT_RUNNING", ERR_CONFLICT,
                                    "Cannot %s VM. VM is not running: %s is %s."),
    [FAULT_VM_STATUS_ILLEGAL] = ROW("ACTION_TYPE_FAILED_VM_STATUS_ILLEGAL", ERR_CONFLICT,
                                    "Cannot %s. VM %s is %s. Please try again later."),
    [FAULT_VM_MUST_BE_DOWN] =
        ROW("BERTH_VM_MUST_BE_DOWN", ERR_CONFLICT,
            "Cannot edit VM. VM %s is %s; %s can only be changed while it is down."),
    [FAULT_VM_REMOVE_NOT_DOWN] = ROW("VM_CANNOT_REMOVE_VM_WHEN_STATUS_IS_NOT_DOWN", ERR_CONFLICT,
                                     "Cannot remove VM. VM %s is %s. Stop it first."),
    [FAULT_DELETE_PROTECTED] =
        ROW("ACTION_TYPE_FAILED_DELETE_PROTECTION_ENABLED", ERR_CONFLICT,
            "Cannot remove %s. %s is protected against deletion. Take its delete protection off "
            "first."),
    [FAULT_VM_HAS_LEASE] =
        ROW("BERTH_VM_HAS_LEASE", ERR_BUSY,
            "Cannot %s VM. VF %s of %s on host %s is still %s for VM %s. Please try again "
            "later."),
    [FAULT_VM_CLUSTER_OTHER_DC] =
        ROW_ON("cluster", "VM_CANNOT_MOVE_TO_CLUSTER_IN_OTHER_STORAGE_POOL", ERR_CONFLICT,
               "Cannot edit VM. VM %s cannot be moved to cluster %s, which is of another data "
               "center."),
    [FAULT_VM_RUN_FROM_DISK] =
        ROW("VM_CANNOT_RUN_FROM_DISK_WITHOUT_DISK", ERR_CONFLICT,
            "Cannot run VM. VM %s has neither a disk nor a kernel to start from. Give it a "
            "kernel or let it start from the network."),
    [FAULT_VM_TWO_INITIALIZATIONS] =
        ROW("BERTH_VM_TWO_INITIALIZATIONS", ERR_CONFLICT,
            "Cannot run VM. VM %s can be initialized in one way only: by cloud-init, by sysprep or "
            "by ignition."),
    [FAULT_VM_RUN_FROM_NETWORK] =
        ROW("VM_CANNOT_RUN_FROM_NETWORK_WITHOUT_NETWORK", ERR_CONFLICT,
            "Cannot run VM. VM %s starts from the network, but has no plugged network "
            "interface."),
    [FAULT_VM_NOT_PLACED] =
        ROW("SCHEDULING_ALL_HOSTS_FILTERED_OUT", ERR_CONFLICT,
            "Cannot run VM. There is no host that satisfies current scheduling constraints "
            "of VM %s. See below for details:%s"),
    [FAULT_VM_NO_HOSTS] =
        ROW("SCHEDULING_NO_HOSTS", ERR_CONFLICT,
            "Cannot run VM. There are no hosts to use for VM %s. Check that the cluster "
            "contains at least one host in Up state."),
    [FAULT_VM_FAILED] = ROW("BERTH_VM_FAILED", ERR_CONFLICT, "Cannot %s VM. VM %s on host %s: %s."),

    /* vNICs */
    [FAULT_VNIC_ADD_STATUS] =
        ROW("NETWORK_CANNOT_ADD_INTERFACE_WHEN_VM_STATUS_NOT_UP_DOWN_LOCKED", ERR_CONFLICT,
            "Cannot add VM network interface. VM %s is %s; it must be up or down."),
    [FAULT_VNIC_NAME_IN_USE] =
        ROW_ON("name", "NETWORK_INTERFACE_NAME_ALREADY_IN_USE", ERR_CONFLICT,
               "Cannot %s %s. %s already has a network interface with the name %s."),
    [FAULT_VNIC_NETWORK_NOT_IN_CLUSTER] =
        ROW_ON("vnic_profile", "NETWORK_NOT_EXISTS_IN_CURRENT_CLUSTER", ERR_CONFLICT,
               "Cannot %s VM network interface. Network %s of vNIC profile %s is not attached "
               "to cluster %s of VM %s."),
    [FAULT_VNIC_TYPE_NOT_MATCH_PROFILE] =
        ROW_ON("interface", "ACTION_TYPE_FAILED_VM_INTERFACE_TYPE_NOT_MATCH_PROFILE", ERR_CONFLICT,
               "Cannot %s VM network interface. Interface type %s of %s does not match vNIC "
               "profile %s, whose passthrough is %s: pci_passthrough goes with a passthrough "
               "profile, and only with one."),
    [FAULT_VNIC_UNLINK_PASSTHROUGH] =
        ROW_ON("linked", "UNLINKING_OF_PASSTHROUGH_VNIC_IS_NOT_SUPPORTED", ERR_INVALID,
               "Cannot %s VM network interface. %s of VM %s is passthrough and can therefore "
               "not be unlinked. Unplug it instead."),
    [FAULT_VNIC_NO_SUITABLE_VF] =
        ROW("CANNOT_PLUG_PASSTHROUGH_VNIC_NO_SUITABLE_VF", ERR_INVALID,
            "Cannot %s VM network interface. There is no suitable virtual function for %s of VM "
            "%s on host %s: %s."),
    [FAULT_VNIC_NETWORK_NOT_ON_HOST] =
        ROW("ACTIVATE_DEACTIVATE_NETWORK_NOT_IN_VDS", ERR_CONFLICT,
            "Cannot %s VM network interface. The network of %s of VM %s is not on host %s: %s."),
    [FAULT_VNIC_PLUG_FAILED] = ROW("ACTIVATE_NIC_FAILED", ERR_CONFLICT,
                                   "Failed to plug VM network interface %s into VM %s: %s."),
    [FAULT_VNIC_UNPLUG_FAILED] = ROW("DEACTIVATE_NIC_FAILED", ERR_CONFLICT,
                                     "Failed to unplug VM network interface %s from VM %s: %s."),
    [FAULT_VNIC_LIVE_UPDATE_FAILED] = ROW("UPDATE_VNIC_FAILED", ERR_CONFLICT,
                                          "Failed to change VM network interface %s of VM %s: %s."),
    [FAULT_VNIC_HOT_UPDATE] =
        ROW("CANNOT_PERFORM_HOT_UPDATE", ERR_CONFLICT,
            "Cannot edit VM network interface. VM %s is %s and %s is plugged. Unplug it "
            "to change it, and plug it again."),
    [FAULT_VNIC_REMOVE_ACTIVE] =
        ROW("ACTION_TYPE_FAILED_CANNOT_REMOVE_ACTIVE_DEVICE", ERR_CONFLICT,
            "Cannot remove VM network interface. %s is plugged into VM %s, which is %s. "
            "Unplug it first."),
    [FAULT_FILTER_PARAMETER_NAME_IN_USE] =
        ROW_ON("name", "BERTH_FILTER_PARAMETER_NAME_IN_USE", ERR_CONFLICT,
               "Cannot %s Network Filter Parameter. vNIC %s already has a parameter with the name "
               "%s."),
    [FAULT_VNIC_LIMIT] =
        ROW("ACTION_TYPE_FAILED_EXCEEDED_MAX_PCI_SLOTS", ERR_CONFLICT,
            "Cannot add VM network interface. VM %s already has %s network interfaces, and "
            "more have no PCI slot."),

    /* Events and jobs that somebody else tells of */
    [FAULT_EVENT_ORIGIN] =
        ROW_ON("origin", "ACTION_TYPE_FAILED_EXTERNAL_EVENT_ILLEGAL_ORIGIN", ERR_INVALID,
               "Cannot add External Event. Its origin is \"%s\", which only the engine's own have; "
               "say who tells it."),
    [FAULT_EVENT_CUSTOM_ID] =
        ROW_ON("custom_id", "ACTION_TYPE_FAILED_EXTERNAL_EVENT_DUPLICATE_CUSTOM_ID", ERR_INVALID,
               "Cannot add External Event. Event %s of origin \"%s\" has the custom id %s already; "
               "use another one."),
    [FAULT_EVENT_REMOVE_ORIGIN] =
        ROW("BERTH_EVENT_REMOVE_ORIGIN", ERR_INVALID,
            "Cannot remove Event. Event %s is the engine's own, and no alert: it stays."),
    [FAULT_JOB_NOT_EXTERNAL] =
        ROW("ACTION_TYPE_NOT_EXTERNAL", ERR_INVALID,
            "Cannot %s Job. \"%s\" is the engine's own work: only a job that was added from "
            "outside can be changed from there."),
    [FAULT_JOB_ENDED] =
        ROW("BERTH_JOB_ENDED", ERR_CONFLICT, "Cannot %s Job. \"%s\" has ended already: it is %s."),
    [FAULT_STEP_ENDED] = ROW("BERTH_STEP_ENDED", ERR_CONFLICT,
                             "Cannot end Step. \"%s\" has ended already: it is %s."),
    [FAULT_JOB_STEPS_LIMIT] = ROW("BERTH_JOB_STEPS_LIMIT", ERR_CONFLICT,
                                  "Cannot add Step. \"%s\" has %s steps, the most that a job has."),

    /* Templates */
    [FAULT_TEMPLATE_VM_NOT_DOWN] =
        ROW_ON("vm", "VMT_CANNOT_CREATE_TEMPLATE_FROM_DOWN_VM", ERR_CONFLICT,
               "Cannot add Template. VM %s is %s. VM is locked or still running, try again once VM "
               "is in the Down state."),
    [FAULT_TEMPLATE_CLUSTER_OTHER_DC] =
        ROW_ON("cluster", "BERTH_TEMPLATE_CLUSTER_OTHER_DATA_CENTER", ERR_CONFLICT,
               "Cannot add Template. Template %s cannot be in cluster %s, which is of another data "
               "center than VM %s."),
    [FAULT_TEMPLATE_BLANK_VERSION] =
        ROW_ON("version.base_template", "BERTH_TEMPLATE_BLANK_VERSION", ERR_CONFLICT,
               "Cannot add Template. %s cannot be a version of the template Blank."),
    [FAULT_TEMPLATE_BLANK_EDIT] =
        ROW("VMT_CANNOT_EDIT_BLANK_TEMPLATE", ERR_CONFLICT,
            "Cannot edit Template. Editing Blank Template is not allowed."),
    [FAULT_TEMPLATE_BLANK_REMOVE] =
        ROW("VMT_CANNOT_REMOVE_BLANK_TEMPLATE", ERR_CONFLICT,
            "Cannot remove Template. Removing Blank Template is not allowed."),
    [FAULT_TEMPLATE_VERSION_RENAME] =
        ROW_ON("name", "VMT_CANNOT_UPDATE_VERSION_NAME", ERR_CONFLICT,
               "Cannot edit Template. A version of template %s cannot be renamed to %s: only its "
               "version name can be changed."),
    [FAULT_TEMPLATE_HAS_VERSIONS] =
        ROW("VMT_CANNOT_REMOVE_BASE_WITH_VERSIONS", ERR_CONFLICT,
            "Cannot remove Template. Template %s has other versions. Remove those first."),
    [FAULT_TEMPLATE_IN_USE] =
        ROW("VMT_CANNOT_REMOVE_DETECTED_DERIVED_VM", ERR_CONFLICT,
            "Cannot remove Template. Template %s is being used by the following VMs: %s."),

    /* Who asks */
    [FAULT_USER_NAME_INVALID] =
        ROW_ON("user_name", "USER_NAME_INVALID", ERR_INVALID,
               "Cannot %s User. \"%s\" is no name of a user: write login@" DOMAIN_NAME
               ", the login of letters, digits and \"_-.+\"."),
    [FAULT_USER_DOMAIN_UNKNOWN] =
        ROW_ON("domain.name", "BERTH_DOMAIN_UNKNOWN", ERR_INVALID,
               "Cannot %s %s. There is no domain \"%s\"; users and groups are of " DOMAIN_NAME "."),
    [FAULT_ADMIN_USER_FIXED] =
        ROW("USER_CANNOT_REMOVE_ADMIN_USER", ERR_CONFLICT,
            "Cannot %s %s. The built-in administrator %s must stay able to do everything."),
    [FAULT_PRINCIPAL_ADMINISTRATIVE] =
        ROW("BERTH_PRINCIPAL_ADMINISTRATIVE", ERR_DENIED,
            "Cannot %s %s. %s holds a role of administrators, so only a Super User may do this."),
    [FAULT_GROUP_EVERYONE_FIXED] =
        ROW("ACTION_TYPE_FAILED_CANNOT_REMOVE_BUILTIN_GROUP_EVERYONE", ERR_CONFLICT,
            "Cannot %s %s. The built-in group Everyone cannot be changed: all users are in it."),
    [FAULT_LAST_SUPER_USER] =
        ROW("ERROR_CANNOT_REMOVE_LAST_SUPER_USER_ROLE", ERR_CONFLICT,
            "Cannot %s %s. The system must have at least one Super User Role defined: %s is the "
            "last that gives it to a user who may log in."),
    [FAULT_ROLE_PREDEFINED] =
        ROW("BERTH_ROLE_PREDEFINED", ERR_CONFLICT,
            "Cannot %s Role. %s is always there and cannot be changed; make a role of your own."),
    [FAULT_ROLE_IN_USE] =
        ROW("ERROR_CANNOT_REMOVE_ROLE_ATTACHED_TO_PERMISSION", ERR_CONFLICT,
            "Cannot %s Role. One or more Permissions is still associated with Role %s. Please "
            "remove all Permissions first."),
    [FAULT_ROLE_ADMINISTRATIVE] = ROW_ON(
        "role", "PERMISSION_ADD_FAILED_ONLY_SYSTEM_SUPER_USER_CAN_GIVE_ADMIN_ROLES", ERR_DENIED,
        "Cannot %s %s. Only system super user can give permissions with admin roles, and %s is "
        "one."),
    [FAULT_PERMIT_ADMINISTRATIVE] =
        ROW_ON("permits", "CANNOT_ADD_ACTION_GROUPS_TO_ROLE_TYPE", ERR_INVALID,
               "Cannot %s Role. The permit %s is one of administrators, and role %s is not "
               "administrative."),
    [FAULT_PERMISSION_SUBJECT] =
        ROW_ON("user", "PERMISSION_ADD_FAILED_PERMISSION_NOT_SENT", ERR_INVALID,
               "Cannot %s Permission. It needs the user or the group that gets it: one of the two, "
               "%s given."),
    [FAULT_PERMISSION_OBJECT] =
        ROW("PERMISSION_ADD_FAILED_INVALID_OBJECT_ID", ERR_INVALID,
            "Cannot %s Permission. It is for one object, and both a %s and a %s were given."),
    [FAULT_LOGIN_NOT_PERMITTED] =
        ROW("BERTH_LOGIN_NOT_PERMITTED", ERR_DENIED,
            "The user %s is not authorized to perform login. Ask an administrator for a role with "
            "the permit \"login\"."),
    [FAULT_ADMIN_PASSWORD_WEAK] =
        ROW_ON("password", "BERTH_ADMIN_PASSWORD_WEAK", ERR_INVALID,
               "Cannot set the password of %s. It must have at least %s characters."),
    [FAULT_LOGIN_FAILED] =
        ROW("USER_FAILED_TO_AUTHENTICATE", ERR_UNAUTHENTICATED,
            "Cannot authenticate user '%s': the user name or password is incorrect."),
    [FAULT_LOGIN_THROTTLED] =
        ROW("BERTH_LOGIN_THROTTLED", ERR_UNAUTHENTICATED,
            "Cannot authenticate user '%s': there were too many failed attempts. Try again "
            "in %s seconds."),
    [FAULT_TOKEN_INVALID] = ROW("BERTH_TOKEN_INVALID", ERR_UNAUTHENTICATED,
                                "The token is unknown or has expired. Log in again."),
};

const FaultInfo *fault_info(Fault fault)
{
    g_assert(fault < N_FAULTS);
    return &faults[fault];
}

static void fault_set_valist(GError **error, Fault fault, va_list args)
{
    if (error == NULL)
        return;
    g_assert(*error == NULL);
    *error = g_error_new_valist(FAULT, (int)fault, fault_info(fault)->text, args);
    if (fault_info(fault)->field != NULL)
        err_about(error, fault_info(fault)->field);
}

bool fault_set(GError **error, Fault fault, ...)
{
    va_list args;
    va_start(args, fault);
    fault_set_valist(error, fault, args);
    va_end(args);
    return false;
}

void *fault_null(GError **error, Fault fault, ...)
{
    va_list args;
    va_start(args, fault);
    fault_set_valist(error, fault, args);
    va_end(args);
    return NULL;
}

ErrCode fault_err_code(const GError *error)
{
    if (error->domain == FAULT)
        return fault_info((Fault)error->code)->code;
    return err_code(error);
}

const char *fault_name(const GError *error)
{
    return error->domain == FAULT ? fault_info((Fault)error->code)->name : NULL;
}
