#include "link/heartbeat.h"

void heartbeat_start(Heartbeat *heartbeat, gint64 send_after, gint64 lost_after, gint64 now)
{
    *heartbeat = (Heartbeat){ send_after, lost_after, now, now };
}

void heartbeat_sent(Heartbeat *heartbeat, gint64 now)
{
    heartbeat->sent = now;
}

void heartbeat_received(Heartbeat *heartbeat, gint64 now)
{
    heartbeat->received = now;
}

HeartbeatAction heartbeat_check(const Heartbeat *heartbeat, gint64 now)
{
    if (heartbeat->lost_after > 0 && now - heartbeat->received >= heartbeat->lost_after)
        return HEARTBEAT_LOST;
    if (heartbeat->send_after > 0 && now - heartbeat->sent >= heartbeat->send_after)
        return HEARTBEAT_SEND;
    return HEARTBEAT_FINE;
}

gint64 heartbeat_wait_ms(const Heartbeat *heartbeat, gint64 now)
{
    gint64 wait = -1;
    if (heartbeat->lost_after > 0)
        wait = MAX(0, heartbeat->received + heartbeat->lost_after - now);
    if (heartbeat->send_after > 0) {
        gint64 until_send = MAX(0, heartbeat->sent + heartbeat->send_after - now);
        wait = wait < 0 ? until_send : MIN(wait, until_send);
    }
    return wait;
}
