/* inventory.h - what an agent reports of its host: facts, not decisions.
 *
 * Made by the agent, carried by the link (link/inventory-json.h), read by the engine.  Nothing in
 * here that a reboot or a new card may change is ever stored as identity: netdev names, PCI
 * addresses and IOMMU group numbers are looked up at use.  Values; copy between threads. */
#pragma once

#include "base/mac.h"
#include "base/pci.h"
#include "model/enum.h"

#include <glib.h>

/* Why a VF cannot be handed to a vNIC.  One code a refusal; the words are for people. */
typedef enum {
    VF_FREE,
    VF_HELD_BY_VM,       /* a running or paused domain has it */
    VF_LEASED,           /* promised to a vNIC (engine's knowledge) */
    VF_UPPER_DEVICE,     /* bridge, VLAN, bond or macvtap sits on its netdev */
    VF_HOST_ADDRESS,     /* its netdev carries an IP address */
    VF_USERSPACE_DRIVER, /* bound to vfio-pci/uio and not by a VM of ours */
    VF_GROUP_SHARED,     /* shares its IOMMU group with another device */
    VF_NO_IOMMU,         /* has no IOMMU group at all */
    VF_OTHER_NAMESPACE,  /* its netdev was moved to another network namespace */
    VF_QUARANTINED,      /* a scrub did not read back clean */
    VF_SCRUBBING,        /* being put back to neutral */
    N_VF_STATES
} VfState;
extern const EnumTable vf_state_table;        /* "free", "held_by_vm", … */
const char *vf_state_sentence(VfState state); /* "is held by a VM", for explanations */
/* With whom or what, "is held by a VM (web1)"; 'what' NULL: without.  Caller frees. */
char *vf_state_format(VfState state, const char *what);

/* What a VF is to who looks for one: the coarse word of its state. */
typedef enum { VF_CLASS_FREE, VF_CLASS_USED, VF_CLASS_UNUSABLE, VF_CLASS_QUARANTINED } VfClass;
#define N_VF_CLASSES (VF_CLASS_QUARANTINED + 1)
extern const EnumTable vf_class_table; /* "free", "used", "unusable", "quarantined" */
VfClass vf_state_class(VfState state);

/* How many VFs are in which state. */
typedef struct {
    guint by_state[N_VF_STATES];
} VfCounts;
void vf_counts_add(VfCounts *counts, const VfCounts *more);
guint vf_counts_total(const VfCounts *counts);
guint vf_counts_of(const VfCounts *counts, VfClass class);

typedef enum { VF_LINK_AUTO, VF_LINK_ENABLE, VF_LINK_DISABLE, VF_LINK_UNKNOWN } VfLinkState;
extern const EnumTable vf_link_state_table;

typedef struct {
    guint index;
    PciAddress pci;
    int iommu_group;         /* -1: none */
    char *group_shared_with; /* "0000:3b:01.1, 0000:3b:01.2"; NULL: alone */
    char *driver;            /* bound driver; NULL: none */
    char *ifname;            /* its netdev; NULL: none */
    MacAddr mac;             /* administratively set on the PF; zero when none */
    guint vlan, vlan_qos;    /* 0: none */
    guint vlan_proto;        /* 0x8100 or 0x88a8 */
    gboolean spoofchk, trust;
    VfLinkState link_state;
    guint min_tx_mbps, max_tx_mbps; /* 0: no limit */
    int numa_node;                  /* -1: unknown */
    VfState state;                  /* as the host alone can know it */
    char *detail;                   /* whom or what: VM id, upper device, address; NULL */
    char *vm_id, *alias;            /* of the domain that holds it; NULL */
    guint64 epoch;                  /* highest epoch the agent has seen for this VF; 0: none */
} VfInfo;

typedef struct {
    char *ifname;
    MacAddr permanent_mac;
    MacAddr mac;
    PciAddress pci;
    gboolean has_pci; /* false: bridges, bonds, VLANs and the like */
    char *pci_path;   /* "0000:00:1c.0/0000:3b:00.0": where it is plugged in; NULL */
    char *port_id;    /* phys_port_name or dev_port as text; "0" when the driver tells none */
    char *driver;
    char *kind;        /* netlink kind: "bond", "vlan", "bridge"; NULL: physical */
    char *master;      /* name of the upper bridge or bond; NULL */
    gint64 speed_mbps; /* 0: unknown or no carrier */
    gboolean up, carrier;
    guint mtu;
    int numa_node;   /* -1: unknown */
    guint total_vfs; /* 0: not SR-IOV capable */
    guint num_vfs;
    gboolean autoprobe;
    GPtrArray *vfs; /* of VfInfo, by index; empty on anything but a PF */
} NicInfo;

typedef struct {
    guint64 generation; /* grows with each change and each start of the agent, until a reboot */
    char *boot_id;      /* /proc/sys/kernel/random/boot_id */
    char *hostname, *os, *kernel, *kernel_args;
    char *agent_version, *libvirt_version, *qemu_version;
    char *cpu_model;
    gint64 memory_mib;
    guint n_cpus;
    gboolean kvm;   /* /dev/kvm works */
    gboolean iommu; /* IOMMU groups exist */
    gboolean interrupt_remapping;
    gboolean unsafe_interrupts; /* vfio_iommu_type1.allow_unsafe_interrupts */
    gboolean vfio;              /* the vfio-pci driver is there */
    GPtrArray *nics;            /* of NicInfo */
} HostInventory;

HostInventory *host_inventory_new(void);
void host_inventory_free(HostInventory *inventory);
HostInventory *host_inventory_dup(const HostInventory *inventory);
NicInfo *nic_info_new(void);
void nic_info_free(NicInfo *nic);
VfInfo *vf_info_new(void);
void vf_info_free(VfInfo *vf);

/* The NIC whose ifname, or whose PCI address in nodedev form, is 'name'; NULL when none. */
NicInfo *host_inventory_find_nic(const HostInventory *inventory, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HostInventory, host_inventory_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(NicInfo, nic_info_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VfInfo, vf_info_free)
