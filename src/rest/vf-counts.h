/* vf-counts.h - numbers of virtual functions in a reply. */
#pragma once

#include "model/inventory.h"
#include "repr/emit.h"

/* <free/><used/> …: how many are of each class. */
void vf_counts_emit_classes(Emit *emit, const VfCounts *counts);

/* <states>: how many are in each state that some are in. */
void vf_counts_emit_states(Emit *emit, const VfCounts *counts);

/* <virtual_functions>: the total and those of each class; for an element that is no list of them.
 */
void vf_counts_open(Emit *emit, const VfCounts *counts); /* to be closed */
