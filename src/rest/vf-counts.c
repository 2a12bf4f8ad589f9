#include "rest/vf-counts.h"

void vf_counts_emit_classes(Emit *emit, const VfCounts *counts)
{
    for (int class = 0; class < N_VF_CLASSES; class ++)
        emit_int(emit, enum_word(&vf_class_table, class), vf_counts_of(counts, (VfClass) class));
}

void vf_counts_emit_states(Emit *emit, const VfCounts *counts)
{
    bool some = vf_counts_total(counts) > 0; /* an empty collection is {} in JSON */
    emit_open(emit, "states");
    if (some)
        emit_open_list(emit, "state");
    for (int state = 0; state < N_VF_STATES; state++) {
        if (counts->by_state[state] == 0)
            continue;
        emit_open(emit, "state");
        emit_text(emit, "name", enum_word(&vf_state_table, state));
        emit_int(emit, "count", counts->by_state[state]);
        emit_close(emit);
    }
    if (some)
        emit_close_list(emit);
    emit_close(emit);
}

void vf_counts_open(Emit *emit, const VfCounts *counts)
{
    emit_open(emit, "virtual_functions");
    emit_int(emit, "total", vf_counts_total(counts));
    vf_counts_emit_classes(emit, counts);
}
