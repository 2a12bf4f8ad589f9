/* host-status.h - the status of a host, and what takes it from one to the next.
 *
 * What people order (activate, deactivate) is in host-activate.c; here is what happens by itself.
 */
#pragma once

#include "engine/engine-private.h"
#include "model/host.h"

typedef enum {
    HOST_CONTACTED,  /* its agent answers; it is being read */
    HOST_READ,       /* inventory, NICs, VMs and leases are in step */
    HOST_LOST,       /* the link is down, or could not be made */
    HOST_GRACE_OVER, /* and has been for too long */
    HOST_SETTLED,    /* it shall go into maintenance, and nothing is left to do */
    N_HOST_HAPPENINGS
} HostHappening;

/* The status that follows; the same one when nothing does.  Pure. */
HostStatus host_status_next(HostStatus status, HostHappening what);

/* Writes what follows for this host, with its event and what it means for its VMs, in a transaction
 * of its own.  'reason' (NULL: none) is why the link is down. */
bool host_status_happens(Engine *engine, const char *host_id, HostHappening what,
                         const char *reason, GError **error);
