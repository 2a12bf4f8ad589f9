/* vm-audit.h - compares which VMs are recorded to run on a host with those that do.
 *
 * A VM that is gone is recorded down.  A domain of an order that was given up is stopped; one of a
 * run that the database knows nothing of yet (it was restored from a copy), or that was recorded
 * down although it runs, is taken as running again. */
#pragma once

#include "engine/audit.h"

/* False: the host could not be asked. */
bool vm_audit(Engine *engine, const char *host_id, AuditMemory *memory, GError **error);
