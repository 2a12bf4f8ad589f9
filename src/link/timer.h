/* timer.h - one deadline on a main context that can be moved as often as needed. */
#pragma once

#include <glib.h>

typedef struct LinkTimer LinkTimer;

/* 'func' runs in the context's thread each time the deadline passes; the timer is then unset. */
LinkTimer *link_timer_new(GMainContext *context, void (*func)(void *data), void *data);
void link_timer_free(LinkTimer *timer); /* NULL is fine; also from within 'func' */

/* Moves the deadline to 'wait_ms' from now; -1 unsets it. */
void link_timer_set(LinkTimer *timer, gint64 wait_ms);

/* The clock of all deadlines of the link. */
gint64 link_now_ms(void);
