/* bench.h - measuring, and telling it as tests/bench/run wants it: one JSON object a line on
 * standard output, the same for people on standard error. */
#pragma once

#include <glib.h>

/* Nanoseconds since some time. */
gint64 bench_now(void);

/* Durations or sizes, and their middle. */
typedef struct {
    GArray *values; /* of gint64 */
} Samples;

void samples_init(Samples *samples);
void samples_clear(Samples *samples);
void samples_add(Samples *samples, gint64 value);
double samples_at(Samples *samples, double share); /* 0.5: the median */
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Samples, samples_clear)

/* 'peer' NULL: none.  'limit' 0: none. */
void bench_report(const char *name, double value, const char *unit, const char *peer,
                  double peer_value, double limit);

/* Resident memory of this process in MiB. */
double bench_resident_mib(void);
