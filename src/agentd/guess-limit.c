#include "agentd/guess-limit.h"

gint64 guess_limit_wait_us(const GuessLimit *limit, gint64 now)
{
    return MAX(limit->shut_until - now, 0);
}

void guess_limit_wrong(GuessLimit *limit, gint64 now)
{
    limit->n_wrong = MIN(limit->n_wrong + 1, G_MAXUINT - 1);
    if (limit->n_wrong <= GUESS_FREE)
        return;
    guint n_doubled = MIN(limit->n_wrong - GUESS_FREE - 1, 20);
    limit->shut_until = now + MIN((gint64)GUESS_FIRST_US << n_doubled, GUESS_LAST_US);
}

void guess_limit_right(GuessLimit *limit)
{
    *limit = (GuessLimit){ 0 };
}
