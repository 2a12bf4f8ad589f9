#include "link/reconnect.h"

static void enter(Reconnect *fsm, ReconnectState state, gint64 now)
{
    fsm->state = state;
    fsm->since = now;
}

/* splitmix64: short, and good enough to spread links over time. */
static guint64 next_random(guint64 *state)
{
    guint64 z = *state += G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

void reconnect_init(Reconnect *fsm, const ReconnectConfig *config, gint64 now)
{
    *fsm = (Reconnect){ .config = *config, .random = config->seed };
    enter(fsm, RECONNECT_STOPPED, now);
}

void reconnect_start(Reconnect *fsm, gint64 now)
{
    if (fsm->state != RECONNECT_STOPPED)
        return;
    fsm->backoff = fsm->wait = 0;
    enter(fsm, RECONNECT_BACKOFF, now);
}

void reconnect_stop(Reconnect *fsm, gint64 now)
{
    enter(fsm, RECONNECT_STOPPED, now);
}

void reconnect_connecting(Reconnect *fsm, gint64 now)
{
    if (fsm->state != RECONNECT_BACKOFF)
        return;
    fsm->n_attempts++;
    enter(fsm, RECONNECT_CONNECTING, now);
}

void reconnect_connected(Reconnect *fsm, gint64 send_after, gint64 lost_after, gint64 now)
{
    if (fsm->state != RECONNECT_CONNECTING)
        return;
    fsm->n_attempts = 0;
    heartbeat_start(&fsm->heartbeat, send_after, lost_after, now);
    enter(fsm, RECONNECT_ACTIVE, now);
}

void reconnect_disconnected(Reconnect *fsm, gint64 now)
{
    if (fsm->state == RECONNECT_STOPPED)
        return;
    bool lasted = fsm->state == RECONNECT_ACTIVE && now - fsm->since >= fsm->config.backoff_min;
    if (lasted || fsm->backoff == 0)
        fsm->backoff = fsm->config.backoff_min;
    else
        fsm->backoff = MIN(2 * fsm->backoff, fsm->config.backoff_max);

    gint64 jitter = fsm->backoff * fsm->config.jitter_percent / 100;
    fsm->wait = fsm->backoff;
    if (jitter > 0)
        fsm->wait -= (gint64)(next_random(&fsm->random) % (guint64)(jitter + 1));
    enter(fsm, RECONNECT_BACKOFF, now);
}

void reconnect_sent(Reconnect *fsm, gint64 now)
{
    heartbeat_sent(&fsm->heartbeat, now);
}

void reconnect_received(Reconnect *fsm, gint64 now)
{
    heartbeat_received(&fsm->heartbeat, now);
}

ReconnectAction reconnect_run(const Reconnect *fsm, gint64 now)
{
    switch (fsm->state) {
    case RECONNECT_STOPPED:
        return RECONNECT_NOTHING;
    case RECONNECT_BACKOFF:
        return now - fsm->since >= fsm->wait ? RECONNECT_CONNECT : RECONNECT_NOTHING;
    case RECONNECT_CONNECTING:
        return now - fsm->since >= fsm->config.connect_timeout ? RECONNECT_DISCONNECT
                                                               : RECONNECT_NOTHING;
    case RECONNECT_ACTIVE:
        switch (heartbeat_check(&fsm->heartbeat, now)) {
        case HEARTBEAT_FINE:
            return RECONNECT_NOTHING;
        case HEARTBEAT_SEND:
            return RECONNECT_PROBE;
        case HEARTBEAT_LOST:
            return RECONNECT_DISCONNECT;
        }
    }
    g_assert_not_reached();
}

gint64 reconnect_wait_ms(const Reconnect *fsm, gint64 now)
{
    switch (fsm->state) {
    case RECONNECT_STOPPED:
        return -1;
    case RECONNECT_BACKOFF:
        return MAX(0, fsm->since + fsm->wait - now);
    case RECONNECT_CONNECTING:
        return MAX(0, fsm->since + fsm->config.connect_timeout - now);
    case RECONNECT_ACTIVE:
        return heartbeat_wait_ms(&fsm->heartbeat, now);
    }
    g_assert_not_reached();
}

const char *reconnect_state_name(ReconnectState state)
{
    static const char *const names[] = { "stopped", "backoff", "connecting", "active" };
    return names[state];
}

const char *reconnect_action_name(ReconnectAction action)
{
    static const char *const names[] = { "nothing", "connect", "disconnect", "probe" };
    return names[action];
}
