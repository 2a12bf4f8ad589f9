/* All there is.  A link in a reply is published exactly when its row is here. */
#include "rest/routes.h"

#include "model/catalogue.h"
#include "model/cluster.h"
#include "model/data-center.h"
#include "model/event.h"
#include "model/host.h"
#include "model/job.h"
#include "model/mac-pool.h"
#include "model/network-filter.h"
#include "model/network.h"
#include "model/permit.h"
#include "model/role.h"
#include "model/qos.h"
#include "model/tag.h"
#include "model/vnic-profile.h"
#include "rest/handlers.h"

#define API "/ovirt-engine/api"
#define DC  API "/datacenters/{}"
#define CLU API "/clusters/{}"
#define NET API "/networks/{}"
#define HST API "/hosts/{}"
#define NIC HST "/nics/{}"
#define VM  API "/vms/{}"
#define USR API "/users/{}"
#define GRP API "/groups/{}"
#define ROL API "/roles/{}"
#define TPL API "/templates/{}"

/* Permissions are oVirt's permits; the use case checks them.  NULL: open to anyone. */
#define LOGIN "login"

#define GET    HTTP_GET
#define POST   HTTP_POST
#define PUT    HTTP_PUT
#define DELETE HTTP_DELETE
#define SEARCH ROUTE_SEARCHABLE
#define ACTION ROUTE_ACTION
#define PF     ROUTE_PF_ONLY

/* clang-format off */
const Route routes[] = {
    /* method, path, permission, handler, type, parent, body, flags */
    { GET,    "/",                        NULL, page_get, NULL, NULL, BODY_NONE, ROUTE_PLAIN },
    { GET,    "/ca.crt",                  NULL, service_pki, NULL, NULL, BODY_NONE, ROUTE_PLAIN },
    { POST,   "/ovirt-engine/sso/oauth/token", NULL, sso_token, NULL, NULL, BODY_RAW, ROUTE_PLAIN },
    { POST,   "/ovirt-engine/sso/oauth/token-info", NULL, sso_token_info, NULL, NULL, BODY_RAW, ROUTE_PLAIN },
    { POST,   "/ovirt-engine/sso/oauth/revoke", NULL, sso_revoke, NULL, NULL, BODY_RAW, ROUTE_PLAIN },
    { POST,   "/ovirt-engine/services/sso-logout", NULL, sso_logout, NULL, NULL, BODY_RAW, ROUTE_PLAIN },
    { GET,    "/ovirt-engine/services/pki-resource", NULL, service_pki, NULL, NULL, BODY_NONE, ROUTE_PLAIN },
    { GET,    "/ovirt-engine/services/health", NULL, service_health, NULL, NULL, BODY_NONE, ROUTE_PLAIN },
    { POST,   "/ovirt-engine/services/register", NULL, host_register, NULL, NULL, BODY_RAW, 0 },
    { POST,   "/ovirt-engine/services/enroll", NULL, host_enroll, NULL, NULL, BODY_RAW, 0 },

    { GET,    API,                        LOGIN, root_get },
    { GET,    API "/openapi.json",        NULL, openapi_get, NULL, NULL, BODY_NONE, ROUTE_PLAIN },

    { GET,    API "/datacenters",         LOGIN, collection_list, &data_center_type, NULL, BODY_NONE, SEARCH },
    { POST,   API "/datacenters",         "create_storage_pool", collection_add, &data_center_type, NULL, BODY_ENTITY },
    { GET,    DC,                         LOGIN, item_get, &data_center_type },
    { PUT,    DC,                         "edit_storage_pool_configuration", item_update, &data_center_type, NULL, BODY_ENTITY },
    { DELETE, DC,                         "delete_storage_pool", item_remove, &data_center_type },
    { GET,    DC "/clusters",             LOGIN, collection_list, &cluster_type, "data_center" },
    { POST,   DC "/clusters",             "create_cluster", collection_add, &cluster_type, "data_center", BODY_ENTITY },
    { GET,    DC "/clusters/{}",          LOGIN, item_get, &cluster_type, "data_center", BODY_NONE, ROUTE_ELSEWHERE },
    { GET,    DC "/networks",             LOGIN, collection_list, &network_type, "data_center" },
    { POST,   DC "/networks",             "create_storage_pool_network", collection_add, &network_type, "data_center", BODY_ENTITY },
    { GET,    DC "/networks/{}",          LOGIN, item_get, &network_type, "data_center", BODY_NONE, ROUTE_ELSEWHERE },
    { PUT,    DC "/networks/{}",          "configure_storage_pool_network", item_update, &network_type, "data_center", BODY_ENTITY },
    { DELETE, DC "/networks/{}",          "delete_storage_pool_network", item_remove, &network_type, "data_center" },

    { GET,    DC "/qoss",                 LOGIN, collection_list, &qos_type, "data_center" },
    { POST,   DC "/qoss",                 "configure_storage_pool_network", collection_add, &qos_type, "data_center", BODY_ENTITY },
    { GET,    DC "/qoss/{}",              LOGIN, item_get, &qos_type, "data_center" },
    { PUT,    DC "/qoss/{}",              "configure_storage_pool_network", item_update, &qos_type, "data_center", BODY_ENTITY },
    { DELETE, DC "/qoss/{}",              "configure_storage_pool_network", item_remove, &qos_type, "data_center" },

    { GET,    API "/clusters",            LOGIN, collection_list, &cluster_type, NULL, BODY_NONE, SEARCH },
    { POST,   API "/clusters",            "create_cluster", collection_add, &cluster_type, NULL, BODY_ENTITY },
    { GET,    CLU,                        LOGIN, item_get, &cluster_type },
    { PUT,    CLU,                        "edit_cluster_configuration", item_update, &cluster_type, NULL, BODY_ENTITY },
    { DELETE, CLU,                        "delete_cluster", item_remove, &cluster_type },
    { GET,    CLU "/networks",            LOGIN, cluster_network_list, &network_type },
    { POST,   CLU "/networks",            "assign_cluster_network", cluster_network_add, &network_type, NULL, BODY_ENTITY },
    { GET,    CLU "/networks/{}",         LOGIN, cluster_network_get, &network_type, NULL, BODY_NONE, ROUTE_ELSEWHERE },
    { PUT,    CLU "/networks/{}",         "assign_cluster_network", cluster_network_update, &network_type, NULL, BODY_ENTITY },
    { DELETE, CLU "/networks/{}",         "assign_cluster_network", cluster_network_remove, &network_type },

    { GET,    CLU "/networkfilters",      LOGIN, cluster_filter_list, &network_filter_type },

    { GET,    API "/networks",            LOGIN, collection_list, &network_type, NULL, BODY_NONE, SEARCH },
    { POST,   API "/networks",            "create_storage_pool_network", collection_add, &network_type, NULL, BODY_ENTITY },
    { GET,    NET,                        LOGIN, item_get, &network_type },
    { PUT,    NET,                        "configure_storage_pool_network", item_update, &network_type, NULL, BODY_ENTITY },
    { DELETE, NET,                        "delete_storage_pool_network", item_remove, &network_type },
    { GET,    NET "/networklabels",       LOGIN, network_label_list, &network_label_type },
    { POST,   NET "/networklabels",       "configure_storage_pool_network", network_label_add, &network_label_type, NULL, BODY_ENTITY },
    { GET,    NET "/networklabels/{}",    LOGIN, network_label_get, &network_label_type },
    { DELETE, NET "/networklabels/{}",    "configure_storage_pool_network", network_label_remove, &network_label_type },
    { GET,    NET "/vnicprofiles",        LOGIN, collection_list, &vnic_profile_type, "network" },
    { POST,   NET "/vnicprofiles",        "create_network_vnic_profile", collection_add, &vnic_profile_type, "network", BODY_ENTITY },
    { GET,    NET "/vnicprofiles/{}",     LOGIN, item_get, &vnic_profile_type, "network", BODY_NONE, ROUTE_ELSEWHERE },
    { DELETE, NET "/vnicprofiles/{}",     "delete_network_vnic_profile", item_remove, &vnic_profile_type, "network" },

    { GET,    API "/vnicprofiles",        LOGIN, collection_list, &vnic_profile_type },
    { POST,   API "/vnicprofiles",        "create_network_vnic_profile", collection_add, &vnic_profile_type, NULL, BODY_ENTITY },
    { GET,    API "/vnicprofiles/{}",     LOGIN, item_get, &vnic_profile_type },
    { PUT,    API "/vnicprofiles/{}",     "configure_network_vnic_profile", item_update, &vnic_profile_type, NULL, BODY_ENTITY },
    { DELETE, API "/vnicprofiles/{}",     "delete_network_vnic_profile", item_remove, &vnic_profile_type },

    { GET,    API "/networkfilters",      LOGIN, collection_list, &network_filter_type },
    { GET,    API "/networkfilters/{}",   LOGIN, item_get, &network_filter_type },

    { GET,    API "/tags", LOGIN, collection_list, &tag_type },
    { POST,   API "/tags", "tag_management", collection_add, &tag_type, NULL, BODY_ENTITY },
    { GET,    API "/tags/{}", LOGIN, item_get, &tag_type },
    { PUT,    API "/tags/{}", "tag_management", item_update, &tag_type, NULL, BODY_ENTITY },
    { DELETE, API "/tags/{}", "tag_management", item_remove, &tag_type },
    { GET,    API "/affinitylabels", LOGIN, collection_list, &affinity_label_type },
    { POST,   API "/affinitylabels", "tag_management", collection_add, &affinity_label_type, NULL, BODY_ENTITY },
    { GET,    API "/affinitylabels/{}", LOGIN, item_get, &affinity_label_type },
    { PUT,    API "/affinitylabels/{}", "tag_management", item_update, &affinity_label_type, NULL, BODY_ENTITY },
    { DELETE, API "/affinitylabels/{}", "tag_management", item_remove, &affinity_label_type },
    { GET,    VM "/tags", LOGIN, assigned_list, &tag_type },
    { POST,   VM "/tags", "tag_management", assigned_add, &tag_type, NULL, BODY_ENTITY },
    { GET,    VM "/tags/{}", LOGIN, assigned_get, &tag_type, NULL, BODY_NONE, ROUTE_ELSEWHERE },
    { DELETE, VM "/tags/{}", "tag_management", assigned_remove, &tag_type },
    { GET,    HST "/tags", LOGIN, assigned_list, &tag_type },
    { POST,   HST "/tags", "tag_management", assigned_add, &tag_type, NULL, BODY_ENTITY },
    { GET,    HST "/tags/{}", LOGIN, assigned_get, &tag_type, NULL, BODY_NONE, ROUTE_ELSEWHERE },
    { DELETE, HST "/tags/{}", "tag_management", assigned_remove, &tag_type },
    { GET,    VM "/affinitylabels", LOGIN, assigned_list, &affinity_label_type },
    { POST,   VM "/affinitylabels", "tag_management", assigned_add, &affinity_label_type, NULL, BODY_ENTITY },
    { GET,    VM "/affinitylabels/{}", LOGIN, assigned_get, &affinity_label_type, NULL, BODY_NONE, ROUTE_ELSEWHERE },
    { DELETE, VM "/affinitylabels/{}", "tag_management", assigned_remove, &affinity_label_type },
    { GET,    HST "/affinitylabels", LOGIN, assigned_list, &affinity_label_type },
    { POST,   HST "/affinitylabels", "tag_management", assigned_add, &affinity_label_type, NULL, BODY_ENTITY },
    { GET,    HST "/affinitylabels/{}", LOGIN, assigned_get, &affinity_label_type, NULL, BODY_NONE, ROUTE_ELSEWHERE },
    { DELETE, HST "/affinitylabels/{}", "tag_management", assigned_remove, &affinity_label_type },
    { GET,    API "/affinitylabels/{}/vms", LOGIN, assigned_list, &vm_type },
    { POST,   API "/affinitylabels/{}/vms", "tag_management", assigned_add, &vm_type, NULL, BODY_ENTITY },
    { GET,    API "/affinitylabels/{}/vms/{}", LOGIN, assigned_get, &vm_type, NULL, BODY_NONE, ROUTE_ELSEWHERE },
    { DELETE, API "/affinitylabels/{}/vms/{}", "tag_management", assigned_remove, &vm_type },
    { GET,    API "/affinitylabels/{}/hosts", LOGIN, assigned_list, &host_type },
    { POST,   API "/affinitylabels/{}/hosts", "tag_management", assigned_add, &host_type, NULL, BODY_ENTITY },
    { GET,    API "/affinitylabels/{}/hosts/{}", LOGIN, assigned_get, &host_type, NULL, BODY_NONE, ROUTE_ELSEWHERE },
    { DELETE, API "/affinitylabels/{}/hosts/{}", "tag_management", assigned_remove, &host_type },

    { GET,    API "/schedulingpolicies",  LOGIN, collection_list, &scheduling_policy_type },
    { GET,    API "/schedulingpolicies/{}", LOGIN, item_get, &scheduling_policy_type },
    { GET,    API "/clusterlevels",       LOGIN, cluster_level_list, &cluster_level_type },
    { GET,    API "/clusterlevels/{}",    LOGIN, cluster_level_get, &cluster_level_type },
    { GET,    API "/operatingsystems",    LOGIN, collection_list, &operating_system_type },
    { GET,    API "/operatingsystems/{}", LOGIN, item_get, &operating_system_type },
    { GET,    API "/options",             LOGIN, collection_list, &system_option_type },
    { GET,    API "/options/{}",          LOGIN, option_get, &system_option_type },
    { GET,    API "/storagedomains",      LOGIN, empty_list, NULL, NULL, BODY_NONE, SEARCH },
    { GET,    API "/disks",               LOGIN, empty_list, NULL, NULL, BODY_NONE, SEARCH },
    { GET,    API "/vmpools",             LOGIN, empty_list, NULL, NULL, BODY_NONE, SEARCH },
    { GET,    API "/openstacknetworkproviders", LOGIN, empty_list },
    { GET,    DC "/storagedomains",       LOGIN, empty_list },
    { GET,    DC "/quotas",               LOGIN, empty_list },
    { GET,    DC "/iscsibonds",           LOGIN, empty_list },

    { GET,    API "/macpools",            LOGIN, collection_list, &mac_pool_type },
    { POST,   API "/macpools",            "create_mac_pool", collection_add, &mac_pool_type, NULL, BODY_ENTITY },
    { GET,    API "/macpools/{}",         LOGIN, item_get, &mac_pool_type },
    { PUT,    API "/macpools/{}",         "edit_mac_pool", item_update, &mac_pool_type, NULL, BODY_ENTITY },
    { DELETE, API "/macpools/{}",         "delete_mac_pool", item_remove, &mac_pool_type },

    { GET,    API "/hosts",               LOGIN, collection_list, &host_type, NULL, BODY_NONE, SEARCH },
    { POST,   API "/hosts",               "create_host", collection_add, &host_type, NULL, BODY_ENTITY },
    { GET,    HST,                        LOGIN, item_get, &host_type },
    { PUT,    HST,                        "edit_host_configuration", item_update, &host_type, NULL, BODY_ENTITY },
    { DELETE, HST,                        "delete_host", item_remove, &host_type },
    { POST,   HST "/activate",            "manipulate_host", host_activate, NULL, NULL, BODY_ACTION, ACTION },
    { POST,   HST "/deactivate",          "manipulate_host", host_deactivate, NULL, NULL, BODY_ACTION, ACTION },
    { POST,   HST "/refresh",             "manipulate_host", host_refresh, NULL, NULL, BODY_ACTION, ACTION },
    { POST,   HST "/approve",             "edit_host_configuration", host_approve, NULL, NULL, BODY_ACTION, ACTION },
    { POST,   HST "/install",             "manipulate_host", host_install, NULL, NULL, BODY_ACTION, ACTION },
    { POST,   HST "/enrollmenttoken",     "create_host", host_enrollment_token, NULL, NULL, BODY_ACTION, ACTION },

    { GET,    HST "/statistics",          LOGIN, host_statistic_list, NULL, NULL, BODY_NONE, ROUTE_MAY_WAIT },
    { GET,    HST "/statistics/{}",       LOGIN, host_statistic_get, NULL, NULL, BODY_NONE, ROUTE_MAY_WAIT },
    { GET,    HST "/devices",             LOGIN, host_device_list, NULL, NULL, BODY_NONE, ROUTE_MAY_WAIT },
    { GET,    HST "/devices/{}",          LOGIN, host_device_get, NULL, NULL, BODY_NONE, ROUTE_MAY_WAIT },
    { GET,    NIC "/statistics",          LOGIN, nic_statistic_list, NULL, NULL, BODY_NONE, ROUTE_MAY_WAIT },
    { GET,    NIC "/statistics/{}",       LOGIN, nic_statistic_get, NULL, NULL, BODY_NONE, ROUTE_MAY_WAIT },
    { GET,    HST "/nics",                LOGIN, collection_list, &host_nic_type, "host" },
    { GET,    NIC,                        LOGIN, item_get, &host_nic_type, "host" },
    { POST,   NIC "/updatevirtualfunctionsconfiguration", "configure_host_network", pf_update, NULL, NULL, BODY_ACTION, ACTION | PF },
    { GET,    NIC "/virtualfunctionallowednetworks", LOGIN, pf_network_list, &network_type, NULL, BODY_NONE, PF },
    { POST,   NIC "/virtualfunctionallowednetworks", "configure_host_network", pf_network_add, &network_type, NULL, BODY_ENTITY },
    { GET,    NIC "/virtualfunctionallowednetworks/{}", LOGIN, pf_network_get, &network_type },
    { DELETE, NIC "/virtualfunctionallowednetworks/{}", "configure_host_network", pf_network_remove, &network_type },
    { GET,    NIC "/virtualfunctionallowedlabels", LOGIN, pf_label_list, &pf_label_type, NULL, BODY_NONE, PF },
    { POST,   NIC "/virtualfunctionallowedlabels", "configure_host_network", pf_label_add, &pf_label_type, NULL, BODY_ENTITY },
    { GET,    NIC "/virtualfunctionallowedlabels/{}", LOGIN, pf_label_get, &pf_label_type },
    { DELETE, NIC "/virtualfunctionallowedlabels/{}", "configure_host_network", pf_label_remove, &pf_label_type },
    { GET,    NIC "/virtualfunctions",    LOGIN, pf_vf_list, &virtual_function_type, NULL, BODY_NONE, PF },
    { GET,    NIC "/virtualfunctions/{}", LOGIN, pf_vf_get, &virtual_function_type },

    { GET,    API "/templates",           LOGIN, collection_list, &template_type, NULL, BODY_NONE, SEARCH },
    { POST,   API "/templates",           "create_template", collection_add, &template_type, NULL, BODY_ENTITY },
    { GET,    TPL,                        LOGIN, item_get, &template_type },
    { PUT,    TPL,                        "edit_template_properties", item_update, &template_type, NULL, BODY_ENTITY },
    { DELETE, TPL,                        "delete_template", item_remove, &template_type },
    { GET,    TPL "/nics",                LOGIN, collection_list, &template_nic_type, "template" },
    { POST,   TPL "/nics",                "configure_template_network", collection_add, &template_nic_type, "template", BODY_ENTITY },
    { GET,    TPL "/nics/{}",             LOGIN, item_get, &template_nic_type, "template" },
    { PUT,    TPL "/nics/{}",             "configure_template_network", item_update, &template_nic_type, "template", BODY_ENTITY },
    { DELETE, TPL "/nics/{}",             "configure_template_network", item_remove, &template_nic_type, "template" },

    { GET,    API "/vms",                 LOGIN, collection_list, &vm_type, NULL, BODY_NONE, SEARCH },
    { POST,   API "/vms",                 "create_vm", collection_add, &vm_type, NULL, BODY_ENTITY },
    { GET,    VM,                         LOGIN, item_get, &vm_type },
    { PUT,    VM,                         "edit_vm_properties", item_update, &vm_type, NULL, BODY_ENTITY },
    { DELETE, VM,                         "delete_vm", item_remove, &vm_type },
    { POST,   VM "/start",                "run_vm", vm_start, NULL, NULL, BODY_ACTION, ACTION },
    { POST,   VM "/stop",                 "stop_vm", vm_stop, NULL, NULL, BODY_ACTION, ACTION },
    { POST,   VM "/shutdown",             "shut_down_vm", vm_shutdown, NULL, NULL, BODY_ACTION, ACTION },
    { GET,    VM "/placement",            LOGIN, vm_placement, NULL, NULL, BODY_NONE, ROUTE_MAY_WAIT },
    { GET,    VM "/nics",                 LOGIN, collection_list, &vm_nic_type, "vm" },
    { POST,   VM "/nics",                 "configure_vm_network", collection_add, &vm_nic_type, "vm", BODY_ENTITY },
    { GET,    VM "/nics/{}",              LOGIN, item_get, &vm_nic_type, "vm" },
    { PUT,    VM "/nics/{}",              "configure_vm_network", item_update, &vm_nic_type, "vm", BODY_ENTITY },
    { DELETE, VM "/nics/{}",              "configure_vm_network", item_remove, &vm_nic_type, "vm" },
    { GET,    VM "/nics/{}/networkfilterparameters", LOGIN, collection_list, &network_filter_parameter_type, "nic" },
    { POST,   VM "/nics/{}/networkfilterparameters", "configure_vm_network", collection_add, &network_filter_parameter_type, "nic", BODY_ENTITY },
    { GET,    VM "/nics/{}/networkfilterparameters/{}", LOGIN, item_get, &network_filter_parameter_type, "nic" },
    { PUT,    VM "/nics/{}/networkfilterparameters/{}", "configure_vm_network", item_update, &network_filter_parameter_type, "nic", BODY_ENTITY },
    { DELETE, VM "/nics/{}/networkfilterparameters/{}", "configure_vm_network", item_remove, &network_filter_parameter_type, "nic" },
    { POST,   VM "/nics/{}/activate",     "configure_vm_network", vm_nic_activate, NULL, NULL, BODY_ACTION, ACTION | ROUTE_BARE_FAULT },
    { POST,   VM "/nics/{}/deactivate",   "configure_vm_network", vm_nic_deactivate, NULL, NULL, BODY_ACTION, ACTION | ROUTE_BARE_FAULT },

    { GET,    API "/events",              LOGIN, event_list, &event_type, NULL, BODY_NONE, SEARCH | ROUTE_STREAM },
    { POST,   API "/events",              "inject_external_events", collection_add, &event_type, NULL, BODY_ENTITY },
    { GET,    API "/events/{}",           LOGIN, item_get, &event_type },
    { DELETE, API "/events/{}",           "audit_log_management", item_remove, &event_type },
    { GET,    API "/jobs",                LOGIN, collection_list, &job_type, NULL, BODY_NONE, SEARCH },
    { POST,   API "/jobs",                "inject_external_tasks", collection_add, &job_type, NULL, BODY_ENTITY },
    { GET,    API "/jobs/{}",             LOGIN, item_get, &job_type },
    { POST,   API "/jobs/{}/end",         "inject_external_tasks", job_end, NULL, NULL, BODY_ACTION, ACTION },
    { POST,   API "/jobs/{}/clear",       "inject_external_tasks", job_clear, NULL, NULL, BODY_ACTION, ACTION },
    { GET,    API "/jobs/{}/steps",       LOGIN, collection_list, &step_type, "job" },
    { POST,   API "/jobs/{}/steps",       "inject_external_tasks", collection_add, &step_type, "job", BODY_ENTITY },
    { GET,    API "/jobs/{}/steps/{}",    LOGIN, item_get, &step_type, "job" },
    { POST,   API "/jobs/{}/steps/{}/end", "inject_external_tasks", step_end, NULL, NULL, BODY_ACTION, ACTION },

    /* Users, groups, roles and what they may do. */
    { GET,    API "/users",               LOGIN, collection_list, &user_type, NULL, BODY_NONE, SEARCH },
    { POST,   API "/users",               "manipulate_users", collection_add, &user_type, NULL, BODY_ENTITY },
    { GET,    USR,                        LOGIN, item_get, &user_type },
    { PUT,    USR,                        "manipulate_users", item_update, &user_type, NULL, BODY_ENTITY },
    { DELETE, USR,                        "manipulate_users", item_remove, &user_type },
    { GET,    USR "/roles",               LOGIN, principal_role_list, &role_type },
    { GET,    USR "/groups",              LOGIN, user_group_list, &group_type },
    { GET,    USR "/options",             LOGIN, user_nothing_list },
    { GET,    USR "/sshpublickeys",       LOGIN, user_nothing_list },
    { GET,    USR "/tags",                LOGIN, user_nothing_list },
    { GET,    API "/groups",              LOGIN, collection_list, &group_type, NULL, BODY_NONE, SEARCH },
    { POST,   API "/groups",              "manipulate_users", collection_add, &group_type, NULL, BODY_ENTITY },
    { GET,    GRP,                        LOGIN, item_get, &group_type },
    { DELETE, GRP,                        "manipulate_users", item_remove, &group_type },
    { GET,    GRP "/roles",               LOGIN, principal_role_list, &role_type },
    { GET,    GRP "/tags",                LOGIN, user_nothing_list },
    { GET,    GRP "/users",               LOGIN, group_user_list, &user_type },
    { POST,   GRP "/users",               "manipulate_users", group_user_add, &user_type, NULL, BODY_ENTITY },
    { GET,    GRP "/users/{}",            LOGIN, group_user_get, &user_type, NULL, BODY_NONE, ROUTE_ELSEWHERE },
    { DELETE, GRP "/users/{}",            "manipulate_users", group_user_remove, &user_type },
    { GET,    API "/domains",             LOGIN, domain_list, &domain_type },
    { GET,    API "/domains/{}",          LOGIN, domain_get, &domain_type },
    { GET,    API "/domains/{}/users",    LOGIN, domain_principal_list, &user_type, NULL, BODY_NONE, SEARCH },
    { GET,    API "/domains/{}/users/{}", LOGIN, domain_principal_get, &user_type, NULL, BODY_NONE, ROUTE_ELSEWHERE },
    { GET,    API "/domains/{}/groups",   LOGIN, domain_principal_list, &group_type, NULL, BODY_NONE, SEARCH },
    { GET,    API "/domains/{}/groups/{}", LOGIN, domain_principal_get, &group_type, NULL, BODY_NONE, ROUTE_ELSEWHERE },
    { GET,    API "/roles",               LOGIN, collection_list, &role_type },
    { POST,   API "/roles",               "manipulate_roles", collection_add, &role_type, NULL, BODY_ENTITY },
    { GET,    ROL,                        LOGIN, item_get, &role_type },
    { PUT,    ROL,                        "manipulate_roles", item_update, &role_type, NULL, BODY_ENTITY },
    { DELETE, ROL,                        "manipulate_roles", item_remove, &role_type },
    { GET,    ROL "/permits",             LOGIN, role_permit_list, &permit_type },
    { POST,   ROL "/permits",             "manipulate_roles", role_permit_add, &permit_type, NULL, BODY_ENTITY },
    { GET,    ROL "/permits/{}",          LOGIN, role_permit_get, &permit_type },
    { DELETE, ROL "/permits/{}",          "manipulate_roles", role_permit_remove, &permit_type },
    { GET,    API "/permissions",         LOGIN, permission_list, &permission_type },
    { POST,   API "/permissions",         "manipulate_permissions", collection_add, &permission_type, NULL, BODY_ENTITY },
    { GET,    API "/permissions/{}",      LOGIN, item_get, &permission_type },
    { DELETE, API "/permissions/{}",      "manipulate_permissions", item_remove, &permission_type },
    { GET,    DC "/permissions",  LOGIN, permission_list, &permission_type, "data_center" },
    { POST,   DC "/permissions",  "manipulate_permissions", collection_add, &permission_type, "data_center", BODY_ENTITY },
    { GET,    DC "/permissions/{}",  LOGIN, item_get, &permission_type, "data_center", BODY_NONE, ROUTE_ELSEWHERE },
    { DELETE, DC "/permissions/{}",  "manipulate_permissions", item_remove, &permission_type, "data_center" },
    { GET,    CLU "/permissions",  LOGIN, permission_list, &permission_type, "cluster" },
    { POST,   CLU "/permissions",  "manipulate_permissions", collection_add, &permission_type, "cluster", BODY_ENTITY },
    { GET,    CLU "/permissions/{}",  LOGIN, item_get, &permission_type, "cluster", BODY_NONE, ROUTE_ELSEWHERE },
    { DELETE, CLU "/permissions/{}",  "manipulate_permissions", item_remove, &permission_type, "cluster" },
    { GET,    HST "/permissions",  LOGIN, permission_list, &permission_type, "host" },
    { POST,   HST "/permissions",  "manipulate_permissions", collection_add, &permission_type, "host", BODY_ENTITY },
    { GET,    HST "/permissions/{}",  LOGIN, item_get, &permission_type, "host", BODY_NONE, ROUTE_ELSEWHERE },
    { DELETE, HST "/permissions/{}",  "manipulate_permissions", item_remove, &permission_type, "host" },
    { GET,    NET "/permissions",  LOGIN, permission_list, &permission_type, "network" },
    { POST,   NET "/permissions",  "manipulate_permissions", collection_add, &permission_type, "network", BODY_ENTITY },
    { GET,    NET "/permissions/{}",  LOGIN, item_get, &permission_type, "network", BODY_NONE, ROUTE_ELSEWHERE },
    { DELETE, NET "/permissions/{}",  "manipulate_permissions", item_remove, &permission_type, "network" },
    { GET,    API "/vnicprofiles/{}" "/permissions",  LOGIN, permission_list, &permission_type, "vnic_profile" },
    { POST,   API "/vnicprofiles/{}" "/permissions",  "manipulate_permissions", collection_add, &permission_type, "vnic_profile", BODY_ENTITY },
    { GET,    API "/vnicprofiles/{}" "/permissions/{}",  LOGIN, item_get, &permission_type, "vnic_profile", BODY_NONE, ROUTE_ELSEWHERE },
    { DELETE, API "/vnicprofiles/{}" "/permissions/{}",  "manipulate_permissions", item_remove, &permission_type, "vnic_profile" },
    { GET,    VM "/permissions",  LOGIN, permission_list, &permission_type, "vm" },
    { POST,   VM "/permissions",  "manipulate_permissions", collection_add, &permission_type, "vm", BODY_ENTITY },
    { GET,    VM "/permissions/{}",  LOGIN, item_get, &permission_type, "vm", BODY_NONE, ROUTE_ELSEWHERE },
    { DELETE, VM "/permissions/{}",  "manipulate_permissions", item_remove, &permission_type, "vm" },
    { GET,    API "/templates/{}" "/permissions",  LOGIN, permission_list, &permission_type, "template" },
    { POST,   API "/templates/{}" "/permissions",  "manipulate_permissions", collection_add, &permission_type, "template", BODY_ENTITY },
    { GET,    API "/templates/{}" "/permissions/{}",  LOGIN, item_get, &permission_type, "template", BODY_NONE, ROUTE_ELSEWHERE },
    { DELETE, API "/templates/{}" "/permissions/{}",  "manipulate_permissions", item_remove, &permission_type, "template" },
    { GET,    API "/macpools/{}" "/permissions",  LOGIN, permission_list, &permission_type, "mac_pool" },
    { POST,   API "/macpools/{}" "/permissions",  "manipulate_permissions", collection_add, &permission_type, "mac_pool", BODY_ENTITY },
    { GET,    API "/macpools/{}" "/permissions/{}",  LOGIN, item_get, &permission_type, "mac_pool", BODY_NONE, ROUTE_ELSEWHERE },
    { DELETE, API "/macpools/{}" "/permissions/{}",  "manipulate_permissions", item_remove, &permission_type, "mac_pool" },
    { GET,    USR "/permissions",  LOGIN, permission_list, &permission_type, "user" },
    { POST,   USR "/permissions",  "manipulate_permissions", collection_add, &permission_type, "user", BODY_ENTITY },
    { GET,    USR "/permissions/{}",  LOGIN, item_get, &permission_type, "user", BODY_NONE, ROUTE_ELSEWHERE },
    { DELETE, USR "/permissions/{}",  "manipulate_permissions", item_remove, &permission_type, "user" },
    { GET,    GRP "/permissions",  LOGIN, permission_list, &permission_type, "group" },
    { POST,   GRP "/permissions",  "manipulate_permissions", collection_add, &permission_type, "group", BODY_ENTITY },
    { GET,    GRP "/permissions/{}",  LOGIN, item_get, &permission_type, "group", BODY_NONE, ROUTE_ELSEWHERE },
    { DELETE, GRP "/permissions/{}",  "manipulate_permissions", item_remove, &permission_type, "group" },
};
/* clang-format on */
const int n_routes = (int)G_N_ELEMENTS(routes);
