/* topology.h - hosts and requests from lines of text, as the files in tests/data/placement have
 * them.
 *
 *   network red label=fast
 *   host h1 memory=4096 cpus=8 cluster=c1 bridges=red numa=0:2048,1:2048
 *     pf ens1f0 free=0-3,5 held_by_vm=2 networks=red labels=fast numa=0 all down dark
 *   allow red h1/ens1f0
 *   vm web memory=1024 cpus=2 cluster=c1 on=h1,h2 not=h3 seed=7 pack
 *     nic nic1 vf red spread=bond numa=required
 *     nic nic2 virtio blue
 *
 * "allow" is on top of what the PF's line says.  Ids are the names.  '-' is no network; '_' in a
 * reason is a space. */
#pragma once

#include "placement/placement.h"

typedef struct {
    Snapshot *snapshot;
    PlacementRequest request;
    PlacementVnic *vnics;
    GPtrArray *texts;    /* owns what the request borrows */
    PlacementHost *host; /* being read */
} Topology;

/* Reads 'lines'; a line that it does not understand ends the test. */
Topology *topology_parse(const char *lines);
void topology_free(Topology *topology);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Topology, topology_free)
