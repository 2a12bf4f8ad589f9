/* vf-ledger.h - who has which VF on this host, and the highest epoch seen for each: what makes a
 * VF belong to at most one user and a late order harmless.
 *
 * A key names a VF by what a reboot does not change: "<permanent MAC of the PF>/<port>/<index>".
 * Every change is on disk (epochs.json) before the call returns, so that an agent that dies in the
 * middle of a start or a scrub knows afterwards which VFs it must put in order.  Any thread. */
#pragma once

#include "base/mac.h"
#include "model/vm-spec.h"

#include <stdbool.h>

typedef struct VfLedger VfLedger;

typedef struct {
    guint64 epoch;    /* highest seen; 0: none */
    char *epoch_vm;   /* whose start had that epoch; NULL: it was no start */
    bool ran;         /* that start led to a running domain */
    char *vm_id;      /* who has it; NULL: nobody */
    char *alias;      /* of the device in that VM; NULL */
    char *quarantine; /* why the last scrub did not read back clean; NULL: it did */
    bool scrubbing;
} VfRecord;

/* Callers free both. */
char *vf_ledger_pf_key(const MacAddr *pf_mac, const char *pf_port);
char *vf_ledger_key(const MacAddr *pf_mac, const char *pf_port, guint index);

/* Opens the ledger in directory 'state_fd', which must stay open.  When it was written under
 * another boot than 'boot_id', no VM has a VF any more and no VF is the one that was dirty: only
 * epochs are kept.  A file that cannot be understood is an error: to forget epochs must be a
 * decision. */
VfLedger *vf_ledger_open(int state_fd, const char *boot_id, GError **error);
void vf_ledger_free(VfLedger *ledger);

/* A copy of what is known of VF 'key', all zero when nothing is. */
void vf_ledger_get(VfLedger *ledger, const char *key, VfRecord *ret);
void vf_record_clear(VfRecord *record);

/* Gives the VF to 'vm_id'.  ERR_CONFLICT when 'epoch' is not above all seen, ERR_BUSY when
 * another VM has it, it is being scrubbed, is quarantined, or its PF is being changed.  The epoch
 * of a start of the same VM that came to nothing may be used again: an agent that died in between
 * cannot have answered it. */
bool vf_ledger_claim(VfLedger *ledger, const char *key, guint64 epoch, const char *vm_id,
                     const char *alias, GError **error);

/* Takes note that the claim led to a running domain. */
bool vf_ledger_confirm(VfLedger *ledger, const char *key, const char *vm_id, GError **error);

/* Takes note that a running domain has the VF, whatever was known before. */
bool vf_ledger_adopt(VfLedger *ledger, const char *key, guint64 epoch, const char *vm_id,
                     const char *alias, GError **error);

/* Takes note of an order with 'epoch' (0: none).  '*ret_stale' is true, and nothing is noted, when
 * a newer one was seen. */
bool vf_ledger_see(VfLedger *ledger, const char *key, guint64 epoch, bool *ret_stale,
                   GError **error);

/* Takes the VF from 'vm_id' (NULL: it must be nobody's); until vf_ledger_release() it is nobody's
 * and not free.  ERR_BUSY when somebody else has it by now or is scrubbing it: what comes late
 * must not touch the VF of the next owner. */
bool vf_ledger_begin_scrub(VfLedger *ledger, const char *key, const char *vm_id, GError **error);

/* The VF is free again or, with 'dirty', quarantined for that reason. */
bool vf_ledger_release(VfLedger *ledger, const char *key, const GError *dirty, GError **error);

/* Keeps all VFs of a PF from being claimed while their number changes.  ERR_BUSY when one is
 * claimed or the PF is already being changed. */
bool vf_ledger_begin_resize(VfLedger *ledger, const char *pf_key, GError **error);
void vf_ledger_end_resize(VfLedger *ledger, const char *pf_key);

/* The VFs of the PF are new ones: old quarantines are over. */
void vf_ledger_renew(VfLedger *ledger, const char *pf_key);

/* The keys of all VFs that 'vm_id' (NULL: any VM) has.  Caller frees. */
GPtrArray *vf_ledger_list_held(VfLedger *ledger, const char *vm_id);

/* Takes note that VM 'vm_id' is started with 'epoch' (0: none).  '*ret_stale' as above. */
bool vf_ledger_see_vm(VfLedger *ledger, const char *vm_id, guint64 epoch, bool *ret_stale,
                      GError **error);

/* True when we ever started VM 'vm_id': its domain is ours, not somebody else's. */
bool vf_ledger_knows_vm(VfLedger *ledger, const char *vm_id);

/* Splits a key. */
bool vf_ledger_parse_key(const char *key, MacAddr *ret_pf_mac, char **ret_pf_port,
                         guint *ret_index);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(VfRecord, vf_record_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(VfLedger, vf_ledger_free)
