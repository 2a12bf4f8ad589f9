/* fault.h - what can be refused, with oVirt's symbolic names.
 *
 * A use case fails with an error of the FAULT domain, made by fault_set(), or of the ERR domain for
 * what has no name.  rest turns either into a <fault>; err_code() is extended by fault_err_code().
 * Pure. */
#pragma once

#include "base/err.h"

#define FAULT (fault_quark())
GQuark fault_quark(void);

/* One row of fault.c's table is a fault: symbolic name, code, text. */
typedef struct {
    const char *name; /* "ACTION_TYPE_FAILED_VM_IS_RUNNING", or BERTH_… where oVirt has none */
    ErrCode code;
    const char *text;  /* "Cannot run VM. VM %s is running." : a printf format */
    const char *field; /* what of the request it is about, as err_about() says; NULL: it depends */
} FaultInfo;

/* Each fault is an index into the table; X-macro-free: fault-list.h declares 'enum Fault' in the
 * order of the table, a test keeps them together. */
#include "engine/fault-list.h"

const FaultInfo *fault_info(Fault fault);

/* Sets '*error' to 'fault' with its text filled in; returns false / NULL. */
bool fault_set(GError **error, Fault fault, ...);
void *fault_null(GError **error, Fault fault, ...);

/* ErrCode of an error of either domain; symbolic name of one of the FAULT domain (else NULL). */
ErrCode fault_err_code(const GError *error);
const char *fault_name(const GError *error);
