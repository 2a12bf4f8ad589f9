/* fake-hosts.h - a world of hosts in memory, behind the engine's port.
 *
 * Hosts, VFs and domains are plain values in shared memory, so that they outlive an engine that is
 * killed: a test forks an engine, has it killed at any point, and looks at what it left.  A host
 * does what host-link.md says, and counts it as a violation when it is told to give a VF to two
 * domains.  Faults are injected by the knobs. */
#pragma once

#include <glib.h>
#include <pthread.h>
#include <stdbool.h>

typedef struct HostPort HostPort; /* engine/host-port.h */

#define FAKE_HOSTS 4
#define FAKE_PFS   2
#define FAKE_VFS   8
#define FAKE_VMS   64
#define FAKE_XML   16384

typedef struct {
    char vm[40], alias[64]; /* who holds it; "": nobody */
    guint8 mac[6];
    guint vlan;
    guint64 epoch; /* of the last order */
    int state;     /* VfState while nobody holds it */
    bool dirt;     /* no scrub gets it clean */
} FakeVf;

typedef struct {
    char name[16];
    bool present;
    guint num_vfs;
    FakeVf vfs[FAKE_VFS];
} FakePf;

typedef struct {
    char id[40]; /* "": none */
    bool ours;
    guint64 epoch;
    bool up;
    char xml[FAKE_XML];
} FakeVm;

typedef struct {
    char id[40], name[16];
    bool reachable, kvm;
    int boots;
    guint64 generation;
    FakePf pfs[FAKE_PFS];
    FakeVm vms[FAKE_VMS];
} FakeHost;

/* What goes wrong with the next 'times' calls of 'verb'. */
typedef enum {
    FAKE_REFUSE,
    FAKE_LOSE_ORDER,
    FAKE_LOSE_ANSWER,
    FAKE_DROP_LINK,
    FAKE_DIE_BEFORE,
    FAKE_DIE_AFTER
} FakeWrong;
typedef struct {
    char verb[40]; /* "": any */
    FakeWrong what;
    int number; /* of a refusal */
    int skip;   /* calls that go well before */
    int times;
} FakeFault;

typedef struct {
    pthread_mutex_t lock;
    int n_hosts;
    FakeHost hosts[FAKE_HOSTS];
    FakeFault faults[8];
    guint latency_us; /* of each answer, on average */
    guint boot_ms;    /* from VM.create to Up */
    bool silent;      /* nothing is pushed: events are lost */
    bool guests_die;  /* domains end before they are up */
    bool guests_keep; /* and do not let devices go */
    gint64 clock;     /* of all hosts */
    int n_calls, violations;
    gint64 create_us; /* monotonic, when the last VM.create left the engine */
    char violation[256];
    char bridges[4][16]; /* names of those every host has; "": none */
} FakeWorld;

FakeWorld *fake_world_new(int n_hosts, guint n_vfs);
void fake_world_free(FakeWorld *world);

/* After a process that used the world was killed. */
void fake_world_revive(FakeWorld *world);

/* A port to the world; several may be made one after the other. */
HostPort *fake_port_new(FakeWorld *world);

/* Knobs, from any thread. */
void fake_fault(FakeWorld *world, const char *verb, FakeWrong what, int number, int skip,
                int times);
void fake_set_reachable(FakeWorld *world, int host, bool reachable);
/* The domain ends by itself, as a guest that crashes or shuts down; told by an event. */
void fake_vm_ends(FakeWorld *world, const char *vm_id);
/* The guest lets a device go by itself, or long after it was asked; told by an event. */
void fake_nic_goes(FakeWorld *world, const char *vm_id, const char *vnic_id);
/* All domains and VF settings of the host are gone, as after a power failure. */
void fake_host_reboots(FakeWorld *world, int host);

/* The host that runs the domain; -1: none. */
int fake_find_vm(FakeWorld *world, const char *vm_id);
FakeVf *fake_find_vf(FakeWorld *world, const char *vm_id);
