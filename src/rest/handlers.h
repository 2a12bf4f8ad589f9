/* handlers.h - every function that a row of the routes table names.  Private to this folder. */
#pragma once

#include "rest/call.h"

/* page.c: the web admin */
bool page_get(Call *call, GError **error);
bool asset_get(Call *call, GError **error);
bool page_moved(Call *call, GError **error);

/* root.c */
bool root_get(Call *call, GError **error);
bool openapi_get(Call *call, GError **error);

/* collection.c: any type, by its field table */
bool collection_list(Call *call, GError **error);
bool collection_add(Call *call, GError **error);
bool item_get(Call *call, GError **error);
bool item_update(Call *call, GError **error);
bool item_remove(Call *call, GError **error);

/* catalogue.c: lists that nobody changes, and those that hold nothing */
bool option_get(Call *call, GError **error);
bool empty_list(Call *call, GError **error);

/* assignment.c: tags and affinity labels */
bool assigned_list(Call *call, GError **error);
bool assigned_get(Call *call, GError **error);
bool assigned_add(Call *call, GError **error);
bool assigned_remove(Call *call, GError **error);

/* cluster.c */
bool cluster_filter_list(Call *call, GError **error);
bool cluster_network_list(Call *call, GError **error);
bool cluster_network_get(Call *call, GError **error);
bool cluster_network_add(Call *call, GError **error);
bool cluster_network_update(Call *call, GError **error);
bool cluster_network_remove(Call *call, GError **error);

/* label.c: of networks */
bool network_label_list(Call *call, GError **error);
bool network_label_get(Call *call, GError **error);
bool network_label_add(Call *call, GError **error);
bool network_label_remove(Call *call, GError **error);

/* host.c */
bool host_activate(Call *call, GError **error);
bool host_deactivate(Call *call, GError **error);
bool host_refresh(Call *call, GError **error);
bool host_install(Call *call, GError **error);
bool host_fence(Call *call, GError **error);
bool host_approve(Call *call, GError **error);
bool host_register(Call *call, GError **error);
bool host_enrollment_token(Call *call, GError **error);
bool host_enroll(Call *call, GError **error);

/* statistic.c and host-device.c: asked of the agent */
bool host_statistic_list(Call *call, GError **error);
bool host_statistic_get(Call *call, GError **error);
bool nic_statistic_list(Call *call, GError **error);
bool nic_statistic_get(Call *call, GError **error);
bool host_device_list(Call *call, GError **error);
bool host_device_get(Call *call, GError **error);

/* physical-function.c */
bool physical_function_list(Call *call, GError **error);

/* pf.c: host NICs with virtual functions */
bool pf_update(Call *call, GError **error);
bool pf_network_list(Call *call, GError **error);
bool pf_network_get(Call *call, GError **error);
bool pf_network_add(Call *call, GError **error);
bool pf_network_remove(Call *call, GError **error);
bool pf_label_list(Call *call, GError **error);
bool pf_label_get(Call *call, GError **error);
bool pf_label_add(Call *call, GError **error);
bool pf_label_remove(Call *call, GError **error);
bool pf_vf_list(Call *call, GError **error);
bool pf_vf_get(Call *call, GError **error);

/* vm.c */
bool vm_start(Call *call, GError **error);
bool vm_stop(Call *call, GError **error);
bool vm_shutdown(Call *call, GError **error);
bool vm_nic_activate(Call *call, GError **error);
bool vm_nic_deactivate(Call *call, GError **error);
bool vm_reboot(Call *call, GError **error);

/* vm-part.c */
bool vm_part_list(Call *call, GError **error);
bool template_part_list(Call *call, GError **error);
bool vm_nic_part_list(Call *call, GError **error);
bool vm_cdrom_list(Call *call, GError **error);
bool vm_cdrom_get(Call *call, GError **error);
bool vm_snapshot_list(Call *call, GError **error);
bool vm_snapshot_get(Call *call, GError **error);

/* placement.c */
bool vm_placement(Call *call, GError **error);

/* event.c */
bool event_list(Call *call, GError **error);

/* job.c */
bool job_end(Call *call, GError **error);
bool job_clear(Call *call, GError **error);
bool step_end(Call *call, GError **error);

/* role.c */
bool role_permit_list(Call *call, GError **error);
bool role_permit_get(Call *call, GError **error);
bool role_permit_add(Call *call, GError **error);
bool role_permit_remove(Call *call, GError **error);
bool cluster_level_list(Call *call, GError **error);
bool cluster_level_get(Call *call, GError **error);

/* user.c: also groups, domains and permissions */
bool permission_list(Call *call, GError **error);
bool principal_role_list(Call *call, GError **error);
bool user_group_list(Call *call, GError **error);
bool user_nothing_list(Call *call, GError **error);
bool group_user_list(Call *call, GError **error);
bool group_user_get(Call *call, GError **error);
bool group_user_add(Call *call, GError **error);
bool group_user_remove(Call *call, GError **error);
bool domain_list(Call *call, GError **error);
bool domain_get(Call *call, GError **error);
bool domain_principal_list(Call *call, GError **error);
bool domain_principal_get(Call *call, GError **error);

/* sso.c */
bool sso_token(Call *call, GError **error);
bool sso_token_info(Call *call, GError **error);
bool sso_revoke(Call *call, GError **error);
bool sso_logout(Call *call, GError **error);

/* service.c */
bool service_health(Call *call, GError **error);
bool service_pki(Call *call, GError **error);
