/* agent-private.h - the agent's inside, shared by its use cases and by nobody else. */
#pragma once

#include "agent/agent.h"
#include "agent/vf-apply.h"
#include "agent/vf-ledger.h"
#include "agent/vf-policy.h"
#include "agent/vm.h"
#include "agent/work.h"

/* What workers may use: everything in it is safe in any thread.  'host' is replaced, never edited;
 * a worker has the one it began with. */
typedef struct {
    Sys *sys;
    VfLedger *ledger;
    VfPolicy *policy;
    AgentTimes times;
} AgentWorld;

/* One reading of what changes all the time. */
typedef struct {
    SysLoad load, previous;
    GPtrArray *links; /* of SysLink; NULL before the first */
    gint64 wall_us;   /* when */
} AgentSample;

struct Agent {
    AgentWorld world;
    AgentLink link;
    WorkPool *work;

    /* Inventory. */
    char *machine_uuid;       /* NULL: nothing tells one */
    HostInventory *host;      /* what changes with a reboot only */
    HostInventory *inventory; /* NULL before the first */
    guint64 generation;
    SysWatch *watch;
    guint watch_source, coalesce_source, poll_source;
    bool reading, changed_again;
    GArray *waiting_for_reading; /* of those who said inventory_watch_then() */

    /* VMs. */
    GHashTable *vms; /* id -> Vm */
    bool vms_known, reconciling;

    AgentSample sample;
    guint sample_source;
    bool started, ready, stopping;
};

/* A call that is owed an answer. */
typedef struct AgentVerb AgentVerb;
typedef struct {
    Agent *agent;
    const AgentVerb *verb;
    json_t *params;
    AgentAnswer answer;
    gpointer data;
} AgentCall;

/* The three ways to answer; each frees 'call'.  Main thread. */
void agent_call_reply(AgentCall *call, json_t *result /* takes; NULL is true */);
void agent_call_fail(AgentCall *call, int code, const char *format, ...) G_GNUC_PRINTF(3, 4);
void agent_call_fail_error(AgentCall *call, const GError *error);

/* Publishes an event; drops it before the agent was started.  Takes 'params'. */
void agent_emit(Agent *agent, const char *method, json_t *params);

/* The fixed part of a VfApply for this agent. */
VfApply agent_vf_apply(const AgentWorld *world, const HostInventory *host);

/* inventory-watch.c */
GArray *inventory_watch_waiting_new(void);
void inventory_watch_start(Agent *agent);
void inventory_watch_stop(Agent *agent);
/* The host may have changed: read it soon. */
void inventory_watch_touch(Agent *agent);
/* Calls 'func' on the main thread once an inventory that was read after now has been told, so that
 * nobody hears of a change whom the inventory still contradicts; also when the reading fails. */
void inventory_watch_then(Agent *agent, WorkDone func, gpointer data);
/* Borrows the interface behind a call's "deviceName"; answers the call with 7104 when there is
 * none. */
const NicInfo *inventory_watch_find_pf(AgentCall *call);
void call_sriov_inventory(AgentCall *call);
void call_sriov_list(AgentCall *call);

/* vf-order.c */
void call_change_numvfs(AgentCall *call);
void call_set_vf(AgentCall *call);
void call_scrub(AgentCall *call);
void call_reattach(AgentCall *call);

/* host-capabilities.c, host-stats.c, hostdev-list.c */
void call_get_capabilities(AgentCall *call);
void call_get_network_capabilities(AgentCall *call);
void call_get_stats(AgentCall *call);
void host_stats_start(Agent *agent);
void host_stats_stop(Agent *agent);
void call_hostdev_list(AgentCall *call);

/* The VM of the call, when it is ours and the order is not older than its start; else answers. */
Vm *vm_find_called(AgentCall *call);

/* vm-create.c, vm-stop.c, vm-stats.c */
void call_vm_create(AgentCall *call);
void call_vm_destroy(AgentCall *call);
void call_vm_shutdown(AgentCall *call);
void call_vm_stats(AgentCall *call);
void call_all_vm_stats(AgentCall *call);
void call_vm_list(AgentCall *call);
void call_dump_xmls(AgentCall *call);

/* vm-release.c: the domain of 'vm' is gone; frees its VFs, then says Down with 'exit' and answers
 * those who wait for it.  Does nothing when that is under way. */
void vm_release_start(Agent *agent, Vm *vm, VmExit exit);
/* Frees VFs of VMs that are not there any more. */
void vm_release_orphans(Agent *agent);
/* Takes VF 'key', which 'vm_id' (NULL: nobody) has, back from whatever driver holds it and puts it
 * to neutral.  In a worker.  '*ret_dirty' says why it is quarantined, NULL when clean. */
bool vm_release_vf(const AgentWorld *world, const HostInventory *host, const char *key,
                   const char *vm_id, GError **ret_dirty, GError **error);

/* One VF that was freed, or at least taken from its VM. */
typedef struct {
    char *key, *vm_id, *alias;
    guint64 epoch;
    GError *dirty, *error; /* 'dirty': it is quarantined */
} FreedVf;
GPtrArray *freed_vfs_new(void);
/* Takes note of what the ledger knows of VF 'key'. */
FreedVf *freed_vfs_add(GPtrArray *vfs, const AgentWorld *world, const char *key);
/* In a worker: frees VF 'key' and adds how that ended. */
void freed_vfs_free_one(GPtrArray *vfs, const AgentWorld *world, const HostInventory *host,
                        const char *key);
/* The one that was that device; NULL: none. */
const FreedVf *freed_vfs_find(const GPtrArray *vfs, const char *alias);
/* Tells the engine, once the inventory says so, too. */
void freed_vfs_tell(Agent *agent, const GPtrArray *vfs);

/* vm-recover.c: domains come, go and change. */
void vm_recover_start(Agent *agent);
void vm_recover_reconcile(Agent *agent);
/* The ledger's key of the VF of a domain's vNIC: from our metadata or, for somebody else's domain,
 * from the PCI address; NULL for what is no VF, or of a card we do not mind.  Caller frees. */
char *vm_recover_vf_key(const HostInventory *inventory, const VmSpecNic *nic);
