/* heartbeat.h - when to send a sign of life on a link, and when to take the other side for dead.
 *
 * All times in ms of one monotonic clock.  Pure: 'now' is always handed in. */
#pragma once

#include <glib.h>

typedef struct {
    gint64 send_after, lost_after; /* 0: never */
    gint64 sent, received;         /* last time */
} Heartbeat;

typedef enum {
    HEARTBEAT_FINE,
    HEARTBEAT_SEND, /* nothing went out for 'send_after': send a line feed */
    HEARTBEAT_LOST, /* nothing came in for 'lost_after': close */
} HeartbeatAction;

void heartbeat_start(Heartbeat *heartbeat, gint64 send_after, gint64 lost_after, gint64 now);
void heartbeat_sent(Heartbeat *heartbeat, gint64 now);
void heartbeat_received(Heartbeat *heartbeat, gint64 now);
HeartbeatAction heartbeat_check(const Heartbeat *heartbeat, gint64 now);

/* How long heartbeat_check() will go on saying FINE; -1: for ever. */
gint64 heartbeat_wait_ms(const Heartbeat *heartbeat, gint64 now);
