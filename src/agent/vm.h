/* vm.h - one VM as the agent knows it.  Main thread only. */
#pragma once

#include "agent/sys.h"
#include "model/vm-spec.h"

#include <jansson.h>

struct Agent;

/* VDSM's words, host-link.md 2.5. */
typedef enum {
    VM_WAIT_FOR_LAUNCH,
    VM_POWERING_UP,
    VM_UP,
    VM_PAUSED,
    VM_POWERING_DOWN,
    VM_DOWN,
} VmStatus;
extern const EnumTable vm_status_word_table;

/* Why a VM is Down; the numbers are VDSM's. */
typedef enum {
    VM_EXIT_ERROR = 1,
    VM_EXIT_LOST_QEMU = 2,
    VM_EXIT_START_FAILED = 3,
    VM_EXIT_MIGRATED = 4,
    VM_EXIT_SAVED = 5,
    VM_EXIT_ADMIN = 6,
    VM_EXIT_GUEST = 7,
    VM_EXIT_MISSING = 9,
} VmExitReason;

typedef struct {
    bool failed;
    VmExitReason reason;
    const char *message;
} VmExit;

typedef struct {
    char *id, *name, *xml;
    VmSpec *spec;
    bool foreign; /* somebody else's domain: we mind its VFs only */
    VmStatus status;
    gint64 status_time; /* link_notify_time() */
    gint64 started_us;  /* monotonic */
    gint64 seen_us;     /* monotonic; when its domain was last known to be there */
    bool creating;      /* a worker starts it */
    bool stopped_early; /* it stopped while that worker was at it */
    bool releasing;     /* its VFs are being freed */
    bool stop_ordered;  /* by us */
    int exit_code, exit_reason;
    char *exit_message;
    GPtrArray *waiting; /* of AgentCall: VM.destroy that wait until its VFs are free */
    GPtrArray *unplugs; /* of VmUnplug: devices that its guest was asked to let go */
    guint64 cpu_ns, memory_kib;
    double cpu_percent;
} Vm;

/* vm-nic.c */
typedef struct VmUnplug VmUnplug;
void vm_unplug_free(VmUnplug *unplug);

/* Takes 'spec'. */
Vm *vm_new(VmSpec *spec, const char *xml);
void vm_free(Vm *vm);

/* Takes the new status and, when it differs, tells it. */
void vm_set_status(struct Agent *agent, Vm *vm, VmStatus status);
void vm_set_exit(Vm *vm, VmExit exit);

/* Why libvirt says it stopped, in VDSM's terms. */
VmExit vm_exit_of(const Vm *vm, SysStopReason reason);

/* "vmId", "status", "statusTime" and, when Down, the exit members. */
json_t *vm_status_to_json(const Vm *vm);
/* The running statistics of VM.getStats. */
json_t *vm_stats_to_json(const Vm *vm);
