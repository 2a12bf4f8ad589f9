/* vm-next-run.h - what was changed of a running VM and takes effect when it is down. */
#pragma once

#include "engine/crud.h"

/* Splits a change of the running 'before' into 'vm', whose given rows are those of the request:
 * what may change while it runs stays there, the rest goes to its next run.  False with a fault
 * for what can change in neither way, or when its next run would not be valid. */
bool vm_next_run_split(const Crud *crud, const Vm *before, Vm *vm, GError **error);

/* Makes the next run's settings those of 'vm', which is down.  What cannot be read is dropped: a VM
 * must be able to end. */
void vm_next_run_apply(Vm *vm);
