/* agent.h - one hypervisor: its inventory, its VFs and its VMs, as one object that answers calls.
 *
 * Belongs to the thread that runs the default main context; what blocks runs in workers.  It knows
 * no sockets: calls come in by agent_call(), events go out by the functions of AgentLink. */
#pragma once

#include "agent/sys.h"

#include <jansson.h>

typedef struct Agent Agent;

typedef struct {
    /* Publishes an event, "|virt|VM_status|<id>".  Takes 'params'. */
    void (*emit)(const char *method, json_t *params, gpointer data);
    /* Says that VMs are being looked for, or that they were found. */
    void (*set_recovering)(bool recovering, gpointer data);
    gpointer data;
} AgentLink;

/* How long it waits; 0 is the default.  Tests shorten. */
typedef struct {
    guint write_ms, settle_ms, carrier_ms; /* vf-apply.h */
    guint release_ms;                      /* for libvirt to let go of a VF; 10 s */
    guint coalesce_ms;                     /* changes within it are one; 50 ms */
    guint poll_s;                          /* the safety net under the events; 60 s */
    guint sample_s;                        /* between samples of statistics; 15 s */
    guint unplug_ms;                       /* for a guest to let a device go; 30 s */
} AgentTimes;

/* 'sys' and the directory 'state_fd' are borrowed and must outlive the agent. */
Agent *agent_new(Sys *sys, int state_fd, const AgentTimes *times, GError **error);

/* Stops; waits for orders under way.  VMs keep running. */
void agent_free(Agent *agent);

/* Begins: repairs what an agent was killed in, watches the host, finds the VMs. */
void agent_start(Agent *agent, const AgentLink *link);

/* True once the VMs were found and the first inventory is there. */
bool agent_is_ready(const Agent *agent);

/* True while an order is being carried out. */
bool agent_is_busy(const Agent *agent);

/* Borrows the newest inventory; NULL before the first. */
const HostInventory *agent_get_inventory(const Agent *agent);

/* An answer: 'result' (borrowed) or, when that is NULL, VDSM's error number and a sentence. */
typedef void (*AgentAnswer)(json_t *result, int code, const char *message, gpointer data);

/* Carries out 'verb' with 'params', checked against the verbs table, and calls 'answer' once,
 * never before this returned. */
void agent_call(Agent *agent, const char *verb, json_t *params, AgentAnswer answer, gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Agent, agent_free)
