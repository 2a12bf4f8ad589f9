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

typedef enum {
    VM_CPU_MODE_UNSET,
    VM_CPU_CUSTOM,
    VM_CPU_HOST_MODEL,
    VM_CPU_HOST_PASSTHROUGH
} VmCpuMode;

typedef enum {
    VM_BIOS_CLUSTER_DEFAULT,
    VM_BIOS_I440FX_SEA,
    VM_BIOS_Q35_SEA,
    VM_BIOS_Q35_OVMF,
    VM_BIOS_Q35_SECURE_BOOT
} VmBios;

typedef enum {
    VM_SERIAL_UNSET,
    VM_SERIAL_HOST,
    VM_SERIAL_VM,
    VM_SERIAL_CUSTOM,
    VM_SERIAL_NONE
} VmSerial;

typedef enum { VM_RNG_URANDOM, VM_RNG_RANDOM, VM_RNG_HWRNG } VmRng;
extern const EnumTable vm_cpu_mode_table, vm_bios_table, vm_serial_table, vm_rng_table;

/* What a VM inherits from its template: the same members at the same places of both.  The rows are
 * in vm-common.inc, with what each one means. */
#define VM_COMMON                                                                                  \
    Entity base;                                                                                   \
    char *name, *description, *comment;                                                            \
    char *cluster;                                                                                 \
    gint64 creation_time;                                                                          \
    int type;                                                                                      \
    gint64 memory, memory_guaranteed, memory_max; /* bytes; of the latter two 0: by 'memory' */    \
    gboolean ballooning;                                                                           \
    gint64 cores, sockets, threads;                                                                \
    int cpu_mode;    /* VmCpuMode */                                                               \
    char **cpu_pins; /* "vcpu\ncpu set" */                                                         \
    gint64 cpu_shares;                                                                             \
    int os_type;                                                                                   \
    char *kernel, *initrd, *cmdline;                                                               \
    char **boot_devices;                                                                           \
    gboolean boot_menu;                                                                            \
    int bios_type; /* VmBios */                                                                    \
    gboolean display_allow_override, display_copy_paste, display_file_transfer, smartcard;         \
    int display_disconnect_action, display_type;                                                   \
    gint64 display_monitors;                                                                       \
    char *display_keyboard;                                                                        \
    gboolean console, usb;                                                                         \
    gint64 io_threads;                                                                             \
    gboolean high_availability;                                                                    \
    gint64 ha_priority;                                                                            \
    int migration_auto_converge, migration_compressed, migration_encrypted;                        \
    gint64 migration_downtime;                                                                     \
    int affinity;        /* VmAffinity */                                                          \
    char **pinned_hosts; /* host ids it may run on; empty: any */                                  \
    gboolean delete_protected, start_paused, stateless;                                            \
    char *time_zone; /* NULL: UTC */                                                               \
    gboolean multi_queues, scsi_multi_queues;                                                      \
    int storage_error;                                                                             \
    char **sso_methods;                                                                            \
    gboolean soundcard, tpm, tunnel_migration;                                                     \
    char **custom_properties; /* "name\nvalue\nregexp" */                                          \
    gint64 compatibility_major, compatibility_minor;                                               \
    char *cpu_model, *emulated_machine;                                                            \
    int serial_policy; /* VmSerial */                                                              \
    char *serial_number;                                                                           \
    int numa_tune_mode, rng_source;

typedef struct {
    VM_COMMON
} VmCommon;

typedef struct {
    union {
        VmCommon common;
        struct {
            VM_COMMON
        };
    };
    char *template, *original_template;
    gboolean use_latest_version, clone; /* the latter is an order: copy all of the template */
    int status;                         /* VmStatus */
    char *status_detail, *stop_reason;
    char *host; /* while it runs */
    gint64 start_time, stop_time;
    gint64 run_epoch;  /* of the last start */
    gboolean run_once; /* it runs with other settings than its own */
    char *next_run;    /* entity_pack() of the rows that change when it is down; NULL: none */
    gboolean next_run_exists; /* that text is there */
    gboolean next_run_only;   /* an order: the change is for the next run */
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
    union {
        VmCommon common;
        struct {
            VM_COMMON
        };
    };
    char *vm; /* an order: it is made from this one */
    char *version_name, *base_template;
    gint64 version_number; /* from 1, which is the base itself */
} Template;

/* A vNIC that each VM from a template gets. */
typedef struct {
    Entity base;
    char *template, *name, *description, *comment;
    int interface;      /* VmNicInterface */
    char *vnic_profile; /* NULL: no network */
    gboolean linked, plugged;
    gint64 position; /* order in the template, from 0 */
} TemplateNic;

/* The rows of VmCommon that a VM inherits: all but names and places. */
bool vm_field_is_inherited(const Field *field);

/* What its memory can grow to, and what it is sure of. */
gint64 vm_memory_max(const VmCommon *common);
gint64 vm_memory_guaranteed(const VmCommon *common);

extern const EntityType vm_type, vm_nic_type, template_type, template_nic_type;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Vm, entity_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmNic, entity_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TemplateNic, entity_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Template, entity_free)

#define TEMPLATE_BLANK_ID "00000000-0000-0000-0000-000000000000"
