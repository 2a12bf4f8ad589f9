/* limiter.h - a cap on what runs at once, first come first served.  The link uses it for the TLS
 * handshakes of many clients.  One thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct LinkLimiter LinkLimiter;

/* Opens 'proceed(data)' a place: at once, from within the call, or when one is given back. */
void link_limiter_enter(LinkLimiter *limiter, void (*proceed)(void *data), void *data);

/* Gives the place of 'data' back, or stops waiting for one; nothing when it has neither. */
void link_limiter_leave(LinkLimiter *limiter, void *data);

LinkLimiter *link_limiter_ref(LinkLimiter *limiter);

/* Declared in client.h: link_limiter_new(), link_limiter_unref(). */
