/* pf-policy.h - which networks the VFs of a PF may serve.  engine_pf_update() (pf-count.c) changes
 * the number of VFs first and then calls in here. */
#pragma once

#include "engine/engine-private.h"

/* Sets the flag with event 1201 (or 1202); true clears the sets of networks and labels. */
bool pf_policy_set_all_networks_allowed(Engine *engine, const Caller *caller, const char *nic_id,
                                        gboolean allowed, GError **error);
/* Refuses what that would refuse now; changes and records nothing. */
bool pf_policy_check_all_networks_allowed(Engine *engine, const Caller *caller, const char *nic_id,
                                          gboolean allowed, GError **error);
