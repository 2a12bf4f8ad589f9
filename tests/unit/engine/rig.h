/* rig.h - an engine over a world of fake hosts, and the rules that must hold whatever happens. */
#pragma once

#include "fake-hosts.h"

#include "engine/engine-private.h"
#include "model/host.h"
#include "model/lease.h"

typedef struct {
    char *dir, *url; /* of the database; dir NULL: in memory */
    FakeWorld *world;
    EngineConfig config;
    Store *store;
    Engine *engine; /* NULL while it is not running */
    Caller caller;
    GError *error;
} Rig;

/* 'n_vfs' on each of two PFs of each host.  'on_disk' when several processes shall use it. */
Rig *rig_new(int n_hosts, guint n_vfs, bool on_disk);

/* The same without its store, to be opened by a forked process: nothing else may cross a fork. */
Rig *rig_new_closed(int n_hosts, guint n_vfs, bool on_disk);
void rig_open(Rig *rig);
void rig_free(Rig *rig);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rig, rig_free)

/* Starts the engine and waits until every reachable host is up; stops it where it is. */
void rig_start(Rig *rig);
void rig_stop(Rig *rig);

/* Network "net<vlan>" with a passthrough profile; its id. */
char *rig_add_network(Rig *rig, int vlan);
/* A VM with 'n_vnics' passthrough vNICs in 'network'; its id. */
char *rig_add_vm(Rig *rig, const char *name, int n_vnics, const char *network);

/* Do it or fail the test. */
void rig_vm_start(Rig *rig, const char *vm);
void rig_vm_stop(Rig *rig, const char *vm);

/* Waits, or fails the test after some seconds. */
void rig_await_vm(Rig *rig, const char *vm, VmStatus status);
void rig_await_host(Rig *rig, int host, HostStatus status);
void rig_await_event(Rig *rig, const char *kind);
bool rig_has_event(Rig *rig, const char *kind);
gint64 rig_n_events(Rig *rig, const char *kind);

/* Nothing is under way: no job, no lease that waits for somebody. */
void rig_await_quiet(Rig *rig);

/* The rules: a VF held by a domain is leased, active, to the vNIC that has it, and to it alone; an
 * active lease is of a VF that its VM holds; VMs run where, and only where, they are recorded to.
 * Only in quiet. */
void rig_check(Rig *rig);
/* Waits for quiet in which they hold: what has happened behind the engine's back takes a while. */
void rig_await_sound(Rig *rig);

HostNic *rig_pf(Rig *rig, int host, int pf);
gint64 rig_n_leases(Rig *rig, LeaseState state);
