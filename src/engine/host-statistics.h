/* host-statistics.h - how busy hosts and their NICs are, asked of their agents when somebody wants
 * to know. */
#pragma once

#include <glib.h>

typedef enum { STATISTIC_INTEGER, STATISTIC_DECIMAL } StatisticType;
typedef enum { STATISTIC_GAUGE, STATISTIC_COUNTER } StatisticKind;

/* One row a statistic, by oVirt's names. */
typedef struct {
    const char *name, *description;
    StatisticKind kind;
    StatisticType type;
    const char *unit; /* oVirt's: "bytes", "percent", "none" ... */
    double value;
} Statistic;

/* Remembers the answers of each host that rates are made from.  Any thread. */
typedef struct StatisticMemory StatisticMemory;
StatisticMemory *statistic_memory_new(void);
void statistic_memory_free(StatisticMemory *memory); /* NULL is fine */
