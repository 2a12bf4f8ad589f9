/* pf-link.h - brings a PF up.  Many drivers keep VFs in reset until their PF is up with a carrier.
 * Blocking, any thread. */
#pragma once

#include "agent/sys.h"

/* Sets interface 'name' up when it is down and waits at most 'carrier_ms' for a carrier.  True
 * also without one: '*ret_carrier' tells.  '*ret_was_down' tells that it was brought up. */
bool pf_link_ensure_up(Sys *sys, const char *name, guint carrier_ms, bool *ret_was_down,
                       bool *ret_carrier, GError **error);
