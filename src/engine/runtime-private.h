/* runtime-private.h - the parts of the runtime; for the files that make it up. */
#pragma once

#include "engine/engine-private.h"
#include "engine/fleet.h"
#include "engine/host-install.h"
#include "engine/host-statistics.h"
#include "engine/job.h"
#include "engine/monitor.h"
#include "engine/runtime.h"
#include "engine/strand.h"

struct Runtime {
    Engine *engine;
    GMainContext *context;
    GMainLoop *loop;
    GThread *thread;
    Fleet *fleet;
    Jobs *jobs;
    Monitor *monitor;
    Installs *installs;
    StatisticMemory *statistics;
    GThreadPool *upkeep_pool;
    Strand *upkeep; /* what the store is swept for now and then */
    guint n_starts; /* atomic; makes the seed of each placement another */
};
