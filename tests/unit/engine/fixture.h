/* fixture.h - an engine over a store in memory, with an administrator and no hosts that answer. */
#pragma once

#include "engine/crud.h"
#include "engine/fault.h"
#include "model/cluster.h"
#include "model/data-center.h"
#include "model/host.h"
#include "model/lease.h"
#include "model/mac-pool.h"
#include "model/network.h"
#include "model/vnic-profile.h"

typedef struct {
    char *dir; /* of the PKI; empty until engine_init() */
    EngineConfig config;
    Store *store;
    Engine *engine;
    Caller caller; /* the administrator */
    GError *error;
} Fixture;

Fixture *fixture_new(void);
void fixture_free(Fixture *f);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Fixture, fixture_free)

/* An entity as a client gives it: pairs of column and text, ended by NULL.  A text of "" clears. */
void *given(const EntityType *type, ...) G_GNUC_NULL_TERMINATED;

/* Do it or fail the test.  'entity' is freed. */
void *add(Fixture *f, void *entity, const char *parent);
void *update(Fixture *f, const char *id, void *entity);
void removes(Fixture *f, const EntityType *type, const char *id);

/* Must be refused with 'fault' and a text that contains 'part', and leave no trace but an event. */
void refuse_add(Fixture *f, void *entity, const char *parent, Fault fault, const char *part);
void refuse_update(Fixture *f, const char *id, void *entity, Fault fault, const char *part);
void refuse_remove(Fixture *f, const EntityType *type, const char *id, Fault fault,
                   const char *part);

/* Everything in the store but events, as text; and the check of what was refused since. */
char *world(Fixture *f);
void assert_refused(Fixture *f, const char *before, Fault fault, const char *part);

/* The newest event is of that kind and its text contains 'part'. */
void assert_event(Fixture *f, const char *kind, const char *part);
gint64 n_events(Fixture *f);

/* What a cluster is to say of a network: only whether it is required. */
#define REQUIRED(value) (&(ClusterNetworkChange){ .required = (value) })

/* Rows as other parts of the engine write them. */
void put(Fixture *f, void *entity);
void set_vm_status(Fixture *f, const char *id, VmStatus status);
void set_host_status(Fixture *f, const char *id, HostStatus status);

/* The commonest objects, in the default cluster. */
Network *add_network(Fixture *f, const char *name); /* attached, with its profile */
VnicProfile *profile_of(Fixture *f, const char *network_id);
VnicProfile *add_passthrough(Fixture *f, const char *network_id, const char *name);
Vm *add_vm(Fixture *f, const char *name);
VmNic *add_nic(Fixture *f, const char *vm_id, const char *name, const char *profile_id);
Host *add_host(Fixture *f, const char *name);
HostNic *add_pf(Fixture *f, const char *host_id, const char *name);
Lease *add_lease(Fixture *f, const HostNic *pf, const VmNic *nic, LeaseState state);

#define assert_contains(text, part)                                                                \
    do {                                                                                           \
        if (strstr(text, part) == NULL)                                                            \
            g_error("\"%s\" does not contain \"%s\"", text, part);                                 \
    } while (0)
