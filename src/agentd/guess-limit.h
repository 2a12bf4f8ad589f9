/* guess-limit.h - slows down who guesses a password: a few tries are free, then each wrong one
 * shuts the door for twice as long.  Pure: the time comes from outside. */
#pragma once

#include <glib.h>

typedef struct {
    guint n_wrong;     /* since the last right one */
    gint64 shut_until; /* microseconds; 0: open */
} GuessLimit;

#define GUESS_FREE     3
#define GUESS_FIRST_US (2 * G_USEC_PER_SEC)
#define GUESS_LAST_US  (300 * (gint64)G_USEC_PER_SEC)

/* How long nobody is asked any more, 0: not at all. */
gint64 guess_limit_wait_us(const GuessLimit *limit, gint64 now);
void guess_limit_wrong(GuessLimit *limit, gint64 now);
void guess_limit_right(GuessLimit *limit);
