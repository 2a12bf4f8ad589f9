/* Jobs and steps that somebody else does: their ends. */
#include "rest/handlers.h"

static bool reply_done(Call *call)
{
    call_reply_action(call, NULL, NULL, NULL);
    return true;
}

/* 'succeeded' of the body; not given: it did. */
static bool read_succeeded(const Call *call, bool *ret, GError **error)
{
    g_autoptr(GError) failure = NULL;
    *ret = true;
    return node_bool(call->body, "succeeded", ret, &failure) ||
           refuse_as(error, REFUSAL_VALUE, failure);
}

bool job_end(Call *call, GError **error)
{
    bool succeeded;
    return read_succeeded(call, &succeeded, error) &&
           engine_job_end(call->engine, &call->caller, call_parent_id(call), succeeded, error) &&
           reply_done(call);
}

bool job_clear(Call *call, GError **error)
{
    return engine_job_clear(call->engine, &call->caller, call_parent_id(call), error) &&
           reply_done(call);
}

bool step_end(Call *call, GError **error)
{
    bool succeeded;
    return read_succeeded(call, &succeeded, error) &&
           engine_step_end(call->engine, &call->caller, call->captures[0], call->captures[1],
                           succeeded, error) &&
           reply_done(call);
}
