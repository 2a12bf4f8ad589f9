/* Types that are only read here; their rows are written by other use cases. */
#include "engine/crud.h"

#include "model/catalogue.h"
#include "model/cluster.h"
#include "model/network-filter.h"
#include "model/network.h"
#include "model/tag.h"

const CrudRules cluster_network_rules = { .type = &cluster_network_type, .parent = "cluster" };
const CrudRules network_label_rules = { .type = &network_label_type, .parent = "network" };
const CrudRules pf_network_rules = { .type = &pf_network_type, .parent = "host_nic" };
const CrudRules pf_label_rules = { .type = &pf_label_type, .parent = "host_nic" };
const CrudRules network_filter_rules = { .type = &network_filter_type };
const CrudRules vm_tag_rules = { .type = &vm_tag_type };
const CrudRules host_tag_rules = { .type = &host_tag_type };
const CrudRules label_vm_rules = { .type = &label_vm_type };
const CrudRules label_host_rules = { .type = &label_host_type };
const CrudRules scheduling_policy_rules = { .type = &scheduling_policy_type };
const CrudRules cluster_level_rules = { .type = &cluster_level_type };
const CrudRules operating_system_rules = { .type = &operating_system_type };
const CrudRules system_option_rules = { .type = &system_option_type };
