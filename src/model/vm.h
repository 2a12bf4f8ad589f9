/* vm.h - virtual machines, their vNICs and the Blank template.  Pure data. */
#pragma once

#include "model/entity.h"

typedef enum {
    VM_DOWN,
    VM_WAIT_FOR_LAUNCH,
    VM_POWERING_UP,
    VM_UP,
    VM_PAUSED,
    VM_POWERING_DOWN,
    VM_REBOOT_IN_PROGRESS,
    VM_UNKNOWN, /* its host does not answer */
    VM_NOT_RESPONDING,
    VM_MIGRATING,
    N_VM_STATUSES
} VmStatus;
extern const EnumTable vm_status_table;

/* True while a domain may exist for it on 'host'. */
bool vm_status_is_running(VmStatus status);

typedef enum { VM_AFFINITY_MIGRATABLE, VM_AFFINITY_USER_MIGRATABLE, VM_AFFINITY_PINNED } VmAffinity;
extern const EnumTable vm_affinity_table;

extern const EnumTable boot_device_table; /* words of Vm.boot_devices */

typedef struct {
    Entity base;
    char *name, *description, *comment;
    char *cluster, *template;
    int status; /* VmStatus */
    char *status_detail, *stop_reason;
    char *host;    /* while it runs */
    gint64 memory; /* bytes */
    gint64 cores, sockets, threads;
    char *kernel, *initrd, *cmdline;
    char **boot_devices;
    int affinity;        /* VmAffinity */
    char **pinned_hosts; /* host ids it may run on; empty: any */
    gboolean delete_protected, start_paused;
    gint64 creation_time, start_time, stop_time;
    gint64 run_epoch; /* of the last start */
} Vm;

typedef enum {
    VM_NIC_VIRTIO,
    VM_NIC_E1000,
    VM_NIC_E1000E,
    VM_NIC_RTL8139,
    VM_NIC_RTL8139_VIRTIO,
    VM_NIC_SPAPR_VLAN,
    VM_NIC_PCI_PASSTHROUGH,
} VmNicInterface;
extern const EnumTable vm_nic_interface_table;

typedef struct {
    Entity base;
    char *vm, *name, *description, *comment;
    int interface;      /* VmNicInterface */
    char *vnic_profile; /* NULL: no network */
    char *mac;
    gboolean linked, plugged;
    gint64 position; /* order in the VM, from 0 */
} VmNic;

typedef struct {
    Entity base;
    char *name, *description, *comment;
} Template;

extern const EntityType vm_type, vm_nic_type, template_type;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Vm, entity_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmNic, entity_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Template, entity_free)

#define TEMPLATE_BLANK_ID "00000000-0000-0000-0000-000000000000"
