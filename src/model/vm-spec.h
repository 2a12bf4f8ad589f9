/* vm-spec.h - everything an agent needs to start one VM.  The engine makes it from the database and
 * the placement; the link carries it as a libvirt domain (link/domain-xml.h).  Values. */
#pragma once

#include "base/mac.h"
#include "base/pci.h"

#include <glib.h>

typedef enum { VM_SPEC_NIC_VF, VM_SPEC_NIC_BRIDGE } VmSpecNicKind;

typedef struct {
    VmSpecNicKind kind;
    char *vnic_id; /* alias is "ua-" + this */
    char *name;    /* of the vNIC, for messages */
    MacAddr mac;
    guint vlan;    /* 0: untagged */
    char *network; /* name, for messages; NULL: none */
    gboolean link_up;
    /* A VF: identity first, address as looked up when the order was made. */
    MacAddr pf_mac; /* permanent MAC of the PF */
    char *pf_port;  /* port_id of the PF */
    guint vf_index;
    PciAddress vf_pci;
    guint64 epoch; /* of the lease */
    char *standby; /* vnic_id of the bridge NIC that stands in for it; NULL: none */
    /* A bridge. */
    char *bridge, *model; /* "virtio", "e1000", … */
    gboolean is_standby;  /* it stands in for a VF with the same MAC */
} VmSpecNic;

typedef struct {
    char *id, *name;
    guint64 memory_mib;
    guint n_cpus, sockets, cores, threads;
    char *kernel, *initrd, *cmdline; /* paths on the host; NULL: boot from devices */
    char **boot_devices;             /* "hd", "network", "cdrom"; NULL: hd */
    gboolean boot_menu;
    const char *firmware; /* "efi"; NULL: libvirt's usual one */
    gboolean secure_boot;
    char *cpu_mode, *cpu_model; /* libvirt's words; NULL: all of the host's CPU */
    char **cpu_pins;            /* "vcpu\ncpu set" */
    guint cpu_shares;           /* 0: as others */
    char *time_zone;            /* NULL: UTC */
    char *serial;               /* in its firmware; NULL: none */
    const char *rng_path;       /* NULL: /dev/urandom */
    gboolean no_balloon;
    gboolean kvm; /* false: emulation */
    gboolean start_paused;
    guint64 epoch;   /* of the start: a later order for this VM has a higher one */
    GPtrArray *nics; /* of VmSpecNic */
} VmSpec;

VmSpec *vm_spec_new(void);
void vm_spec_free(VmSpec *spec);
VmSpecNic *vm_spec_nic_new(void);
void vm_spec_nic_free(VmSpecNic *nic);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmSpec, vm_spec_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmSpecNic, vm_spec_nic_free)
