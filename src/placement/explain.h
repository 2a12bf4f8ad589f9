/* explain.h - the tree of reasons for one request, in words. */
#pragma once

#include "placement/placement.h"

/* The verdict on every host of 'snapshot'; 'result' tells which one was chosen, if any. */
PlacementExplanation *explain(Snapshot *snapshot, const PlacementRequest *request,
                              const PlacementResult *result);
