/* host-nic.h - a network interface of a host with, on a PF, the policy for its VFs.
 *
 * The id is made once and follows the card: by permanent MAC and port first, then PCI path.  What
 * the agent reports beyond that (VFs, drivers) is not stored; it is in the inventory.  Pure data.
 */
#pragma once

#include "model/entity.h"

typedef struct {
    Entity base;
    char *host, *name;
    char *mac;      /* permanent; identity */
    char *port_id;  /* identity */
    char *pci_path; /* identity of last resort */
    char *pci, *driver, *kind, *master;
    gint64 speed_mbps, mtu, numa_node; /* numa_node -1: unknown */
    gboolean up, carrier;
    gboolean present; /* false: known, but not reported now; its policy is kept */
    /* PF only. */
    gint64 total_vfs, num_vfs; /* total 0: not a PF */
    gboolean all_networks_allowed;
    char *physical_function; /* VF only: the PF; filled in when shown, not stored */
} HostNic;

/* A network, or a label, that the VFs of a PF may serve. */
typedef struct {
    Entity base;
    char *host_nic, *network;
} PfNetwork;

typedef struct {
    Entity base;
    char *host_nic, *label;
} PfLabel;

/* One VF as the API shows it (made from inventory and leases, never stored). */
typedef struct {
    Entity base; /* id: virtual_function_id() */
    char *host, *host_nic;
    gint64 index;
    char *pci, *driver, *ifname, *mac;
    gint64 vlan, iommu_group, numa_node; /* -1: none */
    gboolean spoof_check, trust;
    int link_state; /* VfLinkState */
    gint64 min_tx_mbps, max_tx_mbps;
    int state;       /* VfState */
    int class;       /* VfClass of that */
    char *detail;    /* in words, with whom or what */
    int lease_state; /* LeaseState; LEASE_NONE when free */
    gint64 epoch;
    /* Its user, while it is used and as far as who asks may see it; with names. */
    char *vm, *vm_name, *vm_nic, *vm_nic_name, *network, *network_name;
} VirtualFunction;

extern const EntityType host_nic_type, pf_network_type, pf_label_type, virtual_function_type;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HostNic, entity_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PfNetwork, entity_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PfLabel, entity_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VirtualFunction, entity_free)

bool host_nic_is_pf(const HostNic *nic);

/* The id that the VF 'index' of a PF always has.  Caller frees. */
char *virtual_function_id(const char *nic_id, guint index);
