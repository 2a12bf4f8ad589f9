/* vf-apply.h - carries a VF plan out: steps, and undo in reverse order when one fails.
 *
 * Blocking for as long as a driver may take; run it in a worker.  One change of a PF at a time is
 * what the ledger sees to. */
#pragma once

#include "agent/sys.h"
#include "agent/vf-ledger.h"
#include "agent/vf-policy.h"

/* What it works on, all borrowed, and how long it waits. */
typedef struct {
    Sys *sys;
    VfLedger *ledger;
    VfPolicy *policy;
    const HostInventory *host; /* inventory_read_host() */
    guint write_ms;            /* for one write of the count; 0: what the driver needs */
    guint settle_ms;           /* for the VFs to appear after it; 0: 5 s */
    guint carrier_ms;          /* for a carrier; 0: 5 s */
} VfApply;

/* Gives the PF 'device' (interface or node-device name) 'want' VFs, for good.  On failure it has
 * the old number again; the error says when that failed too.  A write that does not return in time
 * is ERR_TIMEOUT: the PF stays busy until the write returns, and is then put back. */
bool vf_apply_count(const VfApply *apply, const char *device, guint want, GError **error);

/* What became of one PF: 'error' NULL is good. */
typedef void (*VfApplyNote)(const char *pf, const char *what, const GError *error,
                            gpointer user_data);

/* At boot: gives each PF that is known the number it had.  Each PF alone. */
void vf_apply_restore(const VfApply *apply, VfApplyNote note, gpointer user_data);

/* At the agent's start: ends changes that an agent was killed in, forwards when all VFs are there,
 * else back; and tells which known PFs are missing or have another number. */
void vf_apply_repair(const VfApply *apply, VfApplyNote note, gpointer user_data);
