/* vm-event.h - what becomes of a VM, as its host reports it, recorded. */
#pragma once

#include "engine/engine-private.h"
#include "model/vm.h"

#include <jansson.h>

typedef struct {
    VmStatus status;
    gint64 epoch;  /* of the run; 0: not told */
    gint64 time;   /* the host's clock; 0: not told */
    bool failed;   /* down, and not because somebody wanted it */
    char *message; /* why it is down; NULL */
} VmReport;

/* From VM_status params or one item of Host.getAllVmStats.  NULL for a status that is not
 * known. */
VmReport *vm_report_new(const json_t *stats);
void vm_report_free(VmReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmReport, vm_report_free)

/* Records a report of 'host_id', unless a newer one was.  A VM that is down while a job starts or
 * stops it is left to that job. */
void vm_event_report(Engine *engine, const char *host_id, const char *vm_id,
                     const VmReport *report);

/* How a VM is recorded down. */
typedef struct {
    bool by_us;        /* the engine ended it: what shows up of that run later is stale */
    const char *event; /* kind; NULL: none */
    const Caller *caller;
    const char *reason;
} VmDown;

/* Records that the domain of run 'epoch' on 'host_id' is gone: its leases go to be scrubbed.
 * Nothing happens when the VM is no longer that run. */
bool vm_event_down(Engine *engine, const char *vm_id, const char *host_id, gint64 epoch,
                   const VmDown *how, GError **error);

/* Writes the row of a VM that is down, in the transaction of the calling thread. */
bool vm_event_write_down(Engine *engine, Vm *vm, bool by_us, const char *detail, GError **error);

/* After such a commit: tells the caches, and has the VFs scrubbed. */
void vm_event_after_down(Engine *engine, const char *vm_id, const char *host_id);
