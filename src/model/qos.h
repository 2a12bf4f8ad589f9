/* qos.h - limits of a data center that profiles and networks refer to.  Pure.
 *
 * Each type has values of its own; absent: no limit. */
#pragma once

#include "model/entity.h"

typedef enum { QOS_STORAGE, QOS_CPU, QOS_NETWORK, QOS_HOST_NETWORK, N_QOS_TYPES } QosType;
extern const EnumTable qos_type_table;

#define QOS_UNLIMITED (-1)

typedef struct {
    Entity base;
    char *name, *description;
    char *data_center;
    int type; /* QosType */
    /* network: Mbit/s, Mbit/s, MB */
    gint64 inbound_average, inbound_peak, inbound_burst;
    gint64 outbound_average, outbound_peak, outbound_burst;
    /* hostnetwork: weight, Mbit/s, Mbit/s */
    gint64 outbound_average_linkshare, outbound_average_upperlimit, outbound_average_realtime;
    /* storage: MB/s and operations a second, either in total or by direction */
    gint64 max_throughput, max_read_throughput, max_write_throughput;
    gint64 max_iops, max_read_iops, max_write_iops;
    gint64 cpu_limit; /* cpu: percent */
} Qos;

extern const EntityType qos_type;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Qos, entity_free)

/* The column of the first value that 'qos' has and its type does not; NULL when there is none. */
const char *qos_foreign_value(const Qos *qos);
