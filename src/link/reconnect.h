/* reconnect.h - when to connect, when to give a link up, and how long to wait before the next try.
 *
 * A state machine in the manner of Open vSwitch's: it does no networking and keeps no clock.  The
 * caller tells what happened and asks reconnect_run() what to do.  All times in ms.  Pure.
 *
 *   stopped --start--> backoff --connecting--> connecting --connected--> active
 *                         ^                        |                       |
 *                         +------disconnected------+-----------------------+
 *
 * The wait starts at 'backoff_min' and doubles up to 'backoff_max' with each failure; a link that
 * was active for that minimum starts again there, however long the peer had been away before: an
 * agent that is restarted soon after its host has booted must not be missing for a minute.  Up to
 * 'jitter_percent' of each wait is taken off at random, so that many links do not return at once.
 */
#pragma once

#include "link/heartbeat.h"

#include <stdbool.h>

typedef enum {
    RECONNECT_STOPPED,
    RECONNECT_BACKOFF,
    RECONNECT_CONNECTING,
    RECONNECT_ACTIVE,
} ReconnectState;

typedef enum {
    RECONNECT_NOTHING,
    RECONNECT_CONNECT,    /* start to connect, then say reconnect_connecting() */
    RECONNECT_DISCONNECT, /* close, then say reconnect_disconnected() */
    RECONNECT_PROBE,      /* send a sign of life, then say reconnect_sent() */
} ReconnectAction;

typedef struct {
    gint64 backoff_min, backoff_max;
    guint jitter_percent;
    gint64 connect_timeout; /* from connecting to connected */
    guint64 seed;
} ReconnectConfig;

typedef struct {
    ReconnectConfig config;
    ReconnectState state;
    gint64 since;   /* 'state' was entered */
    gint64 backoff; /* the next wait, before jitter; 0: none yet */
    gint64 wait;    /* in BACKOFF: how long, from 'since' */
    guint64 random;
    Heartbeat heartbeat; /* in ACTIVE */
    guint n_attempts;    /* since the last time it was active */
} Reconnect;

void reconnect_init(Reconnect *fsm, const ReconnectConfig *config, gint64 now);

/* The first try comes at once. */
void reconnect_start(Reconnect *fsm, gint64 now);
void reconnect_stop(Reconnect *fsm, gint64 now);

/* What happened. */
void reconnect_connecting(Reconnect *fsm, gint64 now);
void reconnect_connected(Reconnect *fsm, gint64 send_after, gint64 lost_after, gint64 now);
void reconnect_disconnected(Reconnect *fsm, gint64 now); /* in any state; also a failed try */
void reconnect_sent(Reconnect *fsm, gint64 now);
void reconnect_received(Reconnect *fsm, gint64 now);

ReconnectAction reconnect_run(const Reconnect *fsm, gint64 now);

/* How long reconnect_run() will go on saying NOTHING; -1: until something happens. */
gint64 reconnect_wait_ms(const Reconnect *fsm, gint64 now);

const char *reconnect_state_name(ReconnectState state);
const char *reconnect_action_name(ReconnectAction action);
