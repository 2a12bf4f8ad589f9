/* vm-nic.h - vNICs for the rules of other types. */
#pragma once

#include "engine/crud.h"
#include "model/vnic-profile.h"

#define VNICS_MAX 27 /* slots of a q35 root complex that are left for them */

/* What the rules of a VM's and of a template's vNIC have in common, borrowed. */
typedef struct {
    const char *name;
    int interface;             /* VmNicInterface */
    const char *vnic_profile;  /* NULL: no network */
    const char *owner;         /* name of the VM or template */
    const char *owner_cluster; /* its id; NULL: of none */
} VnicFacts;

/* The profile must be of a network in the owner's cluster, and of the kind of the interface. */
bool vm_nic_check_profile(const Crud *crud, const VnicFacts *nic, GError **error);

/* Among profiles of one name that of a network in the owner's cluster is meant. */
bool vm_nic_means_profile(const Crud *crud, const char *owner_cluster, const VnicProfile *profile);

/* Gives the new VM 'vm_id' a vNIC like 'from', with an address of its own. */
bool vm_nic_copy(const Crud *crud, const TemplateNic *from, const char *vm_id, GError **error);
