#include "bench.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

gint64 bench_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (gint64)now.tv_sec * 1000000000 + now.tv_nsec;
}

void samples_init(Samples *samples)
{
    samples->values = g_array_new(FALSE, FALSE, sizeof(gint64));
}

void samples_clear(Samples *samples)
{
    g_array_unref(samples->values);
}

void samples_add(Samples *samples, gint64 value)
{
    g_array_append_val(samples->values, value);
}

static int compare(gconstpointer a, gconstpointer b)
{
    gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;
    return (x > y) - (x < y);
}

double samples_at(Samples *samples, double share)
{
    guint n = samples->values->len;
    g_assert(n > 0);
    g_array_sort(samples->values, compare);
    return (double)g_array_index(samples->values, gint64, (guint)((n - 1) * share));
}

void bench_report(const char *name, double value, const char *unit, const char *peer,
                  double peer_value, double limit)
{
    json_t *row = json_object();
    json_object_set_new(row, "name", json_string(name));
    json_object_set_new(row, "value", json_real(value));
    json_object_set_new(row, "unit", json_string(unit));
    json_object_set_new(row, "peer", peer == NULL ? json_null() : json_string(peer));
    json_object_set_new(row, "peer_value", peer == NULL ? json_null() : json_real(peer_value));
    json_object_set_new(row, "ratio", peer == NULL ? json_null() : json_real(value / peer_value));
    json_object_set_new(row, "limit", limit == 0 ? json_null() : json_real(limit));
    json_object_set_new(row, "ok", limit == 0 ? json_null() : json_boolean(value <= limit));
    char *text = json_dumps(row, JSON_COMPACT | JSON_REAL_PRECISION(6));
    puts(text);
    fflush(stdout);
    free(text);
    json_decref(row);

    fprintf(stderr, "%s: %.4g %s", name, value, unit);
    if (peer != NULL)
        fprintf(stderr, "; %s: %.4g %s", peer, peer_value, unit);
    if (limit != 0)
        fprintf(stderr, "; limit %.4g: %s", limit, value <= limit ? "kept" : "MISSED");
    fputc('\n', stderr);
}

double bench_resident_mib(void)
{
    g_autofree char *text = NULL;
    if (!g_file_get_contents("/proc/self/status", &text, NULL, NULL))
        return 0;
    const char *line = strstr(text, "VmRSS:");
    return line == NULL ? 0 : (double)atoll(line + strlen("VmRSS:")) / 1024;
}
