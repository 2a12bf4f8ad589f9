/* sys.h - everything the agent may ask of its host: kernel, drivers and libvirt, as one table.
 *
 * sys/linux.c is the real host, tests/simulator/fake.c an invented one.  Each function may block,
 * may be called from any thread, and says in its error which file, link or domain refused and why.
 * Nothing in here decides: the values are facts, the orders are carried out as they are. */
#pragma once

#include "base/mac.h"
#include "base/pci.h"
#include "model/inventory.h"

#include <glib.h>
#include <stdbool.h>

/* What a PF can set on a VF.  One bit each in VfOrder.given. */
typedef enum {
    VF_ATTR_MAC,
    VF_ATTR_VLAN, /* with priority and protocol: the kernel takes them together */
    VF_ATTR_SPOOFCHK,
    VF_ATTR_TRUST,
    VF_ATTR_LINK_STATE,
    VF_ATTR_RATES, /* min and max: the kernel takes them together */
    N_VF_ATTRS
} VfAttr;
extern const EnumTable vf_attr_table; /* "mac", "vlan", … */

/* One VF as the driver of its PF reports it. */
typedef struct {
    guint index;
    MacAddr mac;
    guint vlan, vlan_qos, vlan_proto; /* 0; 0; 0x8100 or 0x88a8 */
    int spoofchk, trust;              /* 0, 1; -1: the driver tells nothing */
    VfLinkState link_state;
    guint min_tx_mbps, max_tx_mbps; /* 0: no limit */
} VfAttrs;

/* An order: those members of 'attrs' whose bit is set in 'given'. */
typedef struct {
    unsigned given; /* 1u << VfAttr */
    VfAttrs attrs;
} VfOrder;

/* A network interface. */
typedef struct {
    int ifindex;
    char *name;
    MacAddr mac, permanent_mac; /* permanent: zero when the driver tells none */
    bool up, carrier;
    guint mtu;
    char *kind;        /* "bridge", "vlan", "macvtap" …; NULL: physical */
    int master, lower; /* ifindex of the bridge or bond above, of the device below; 0: none */
    char *port_name;   /* phys_port_name; NULL */
    bool has_pci;
    PciAddress pci;       /* of the device behind it */
    GPtrArray *addresses; /* of char *, "192.0.2.11/24"; link-local ones are left out */
    GArray *vfs;          /* of VfAttrs, by index */
    guint64 rx_bytes, tx_bytes, rx_errors, tx_errors, rx_dropped, tx_dropped;
} SysLink;

/* A PCI function. */
typedef struct {
    PciAddress pci;
    char *path;                  /* "0000:00:1c.0/0000:3b:00.0" */
    char *driver;                /* NULL: none */
    guint vendor, device, class; /* ids; only from list_pci */
    int numa_node;               /* -1: unknown */
    int iommu_group;             /* -1: none */
    char *group_shared_with;     /* addresses of the others in the group; NULL: alone */
    char *ifname;                /* its first netdev here; NULL: none */
    bool has_physfn;             /* it is a VF */
    PciAddress physfn;
    guint total_vfs, num_vfs; /* of a PF; those that are there, also while their number changes */
    bool autoprobe;
    GPtrArray *vfs; /* of SysPci, position = VF index, NULL where one just goes away; a PF's */
} SysPci;

/* How busy the host is.  Times are since boot. */
typedef struct {
    guint64 user_ticks, system_ticks, idle_ticks; /* of all CPUs together */
    double load, load_5m;                         /* over one and five minutes */
    guint64 memory_kib, available_kib, shared_kib, buffers_kib, cached_kib;
    guint64 swap_kib, swap_free_kib, swap_cached_kib;
    gint64 uptime_s;
} SysLoad;

typedef enum {
    SYS_DOMAIN_STARTING,
    SYS_DOMAIN_RUNNING,
    SYS_DOMAIN_PAUSED,
    SYS_DOMAIN_STOPPING,
    SYS_DOMAIN_OFF,
} SysDomainState;

typedef struct {
    char *id, *name;
    char *xml; /* as it runs; NULL when not asked for */
    SysDomainState state;
    guint64 cpu_ns, memory_kib;
    guint n_cpus;
} SysDomain;

/* Why a domain stopped, as far as libvirt knows. */
typedef enum {
    SYS_STOP_GUEST,     /* shut down from within or by an ACPI request */
    SYS_STOP_DESTROYED, /* somebody destroyed it */
    SYS_STOP_CRASHED,   /* QEMU or the guest crashed, or libvirt lost QEMU */
    SYS_STOP_FAILED,    /* it never ran */
    SYS_STOP_MIGRATED,
    SYS_STOP_SAVED,
} SysStopReason;

typedef enum {
    SYS_EVENT_DOMAIN_STARTED,
    SYS_EVENT_DOMAIN_RUNNING, /* resumed, or started running */
    SYS_EVENT_DOMAIN_PAUSED,
    SYS_EVENT_DOMAIN_STOPPING, /* the guest began to shut down */
    SYS_EVENT_DOMAIN_STOPPED,
    SYS_EVENT_DEVICE_REMOVED,
    SYS_EVENT_DEVICE_KEPT,  /* the guest refused to let it go */
    SYS_EVENT_DOMAINS_LOST, /* libvirt is away: domains keep running unseen */
    SYS_EVENT_DOMAINS_BACK, /* it is there (again): list them */
} SysEventKind;

typedef struct {
    SysEventKind kind;
    const char *domain_id;
    const char *alias;  /* DEVICE_… */
    SysStopReason stop; /* DOMAIN_STOPPED */
} SysEvent;

typedef void (*SysEventFunc)(const SysEvent *event, gpointer user_data);

typedef struct Sys Sys;
typedef struct SysWatch SysWatch;

typedef struct {
    void (*free)(Sys *sys);

    /* Fills everything of 'inventory' but its NICs, generation and agent version.  What cannot
     * be found stays empty. */
    void (*read_host)(Sys *sys, HostInventory *inventory);

    /* Another one after each boot; NULL when nothing tells.  Caller frees. */
    char *(*dup_boot_id)(Sys *sys);

    /* What stays the same of this machine over reboots, as a UUID; NULL when nothing tells.  Caller
     * frees. */
    char *(*dup_machine_uuid)(Sys *sys);

    void (*read_load)(Sys *sys, SysLoad *ret);

    /* All interfaces of this network namespace, of SysLink: one dump of links with their VFs and
     * one of addresses, whatever the number of VFs. */
    GPtrArray *(*list_links)(Sys *sys, GError **error);

    /* The PCI function 'pci' and, when it is a PF, its VFs. */
    SysPci *(*read_pci)(Sys *sys, const PciAddress *pci, GError **error);

    /* All PCI functions, of SysPci, without their VFs inside. */
    GPtrArray *(*list_pci)(Sys *sys, GError **error);

    /* The speed of interface 'name', 0 when unknown. */
    gint64 (*read_speed_mbps)(Sys *sys, const char *name);

    /* dev_port of interface 'name', -1 when unknown. */
    int (*read_dev_port)(Sys *sys, const char *name);

    /* Writes sriov_numvfs.  May hang as long as a driver likes. */
    bool (*write_vf_count)(Sys *sys, const PciAddress *pf, guint count, GError **error);

    /* Says whether drivers of the host may take new VFs of 'pf'. */
    bool (*write_autoprobe)(Sys *sys, const PciAddress *pf, bool enabled, GError **error);

    /* Takes 'pci' away from its driver and any override and lets the host choose again. */
    bool (*rebind)(Sys *sys, const PciAddress *pci, GError **error);

    /* What the kernel's log says of 'pci' since 'since_us' (monotonic), its last lines joined; NULL
     * when nothing.  Caller frees. */
    char *(*dup_kernel_log)(Sys *sys, const PciAddress *pci, gint64 since_us);

    bool (*set_link_up)(Sys *sys, const char *name, bool up, GError **error);

    /* Carries out 'order' on VF attrs.index of PF interface 'name' in one message.  The kernel
     * stops at the first attribute that the driver refuses and keeps those before it. */
    bool (*set_vf)(Sys *sys, const char *name, const VfOrder *order, GError **error);

    /* A watch tells that links, addresses or PCI devices changed since it was made; it is used by
     * one thread.  'fd' becomes readable on a change; 'wait' returns true on a change and false
     * after 'timeout_ms' without one.  Both consume what has come. */
    SysWatch *(*watch_new)(Sys *sys, GError **error);
    int (*watch_fd)(SysWatch *watch);
    bool (*watch_wait)(SysWatch *watch, int timeout_ms);
    void (*watch_free)(SysWatch *watch);

    /* Calls 'func' on the main context for each domain event, from the call of this function on.
     * Keeps trying to reach libvirt.  'func' NULL ends it: nothing is called any more. */
    void (*start_events)(Sys *sys, SysEventFunc func, gpointer user_data);

    /* All active domains, of SysDomain. */
    GPtrArray *(*list_domains)(Sys *sys, bool with_xml, GError **error);

    /* The XML of active domain 'id'; ERR_NOT_FOUND when it is not active.  Caller frees. */
    char *(*dup_domain_xml)(Sys *sys, const char *id, GError **error);

    /* Starts a transient domain that outlives agent and libvirtd.  ERR_TIMEOUT when it cannot be
     * told whether it runs; after any other error it does not. */
    bool (*create_domain)(Sys *sys, const char *xml, bool paused, GError **error);

    /* ERR_NOT_FOUND when no such domain is active. */
    bool (*destroy_domain)(Sys *sys, const char *id, GError **error);
    bool (*shutdown_domain)(Sys *sys, const char *id, bool reboot, GError **error);

    /* Gives a running domain a device.  ERR_TIMEOUT when it cannot be told whether it has it now;
     * after any other error it has not. */
    bool (*attach_device)(Sys *sys, const char *id, const char *xml, GError **error);

    /* Asks the guest to let the device with that alias go; asking again while it thinks is fine.
     * An event tells how it ended, or none ever comes.  ERR_NOT_FOUND: it does not have it. */
    bool (*detach_device)(Sys *sys, const char *id, const char *alias, GError **error);

    /* Changes what can be changed of a device while the domain runs: link state, bridge. */
    bool (*update_device)(Sys *sys, const char *id, const char *xml, GError **error);
} SysOps;

struct Sys {
    const SysOps *ops;
};

void sys_free(Sys *sys);
SysLink *sys_link_new(void);
void sys_link_free(SysLink *link);
SysPci *sys_pci_new(void);
void sys_pci_free(SysPci *pci);
void sys_domain_free(SysDomain *domain);

/* Borrows the interface with that name or index; NULL when none. */
SysLink *sys_link_find(const GPtrArray *links, const char *name);
SysLink *sys_link_find_index(const GPtrArray *links, int ifindex);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sys, sys_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SysLink, sys_link_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SysPci, sys_pci_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SysDomain, sys_domain_free)
