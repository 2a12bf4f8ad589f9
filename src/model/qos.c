#include "model/qos.h"

#include "model/data-center.h"

#include <string.h>

ENUM_TABLE(qos_type, [QOS_STORAGE] = "storage", [QOS_CPU] = "cpu", [QOS_NETWORK] = "network",
           [QOS_HOST_NETWORK] = "hostnetwork");
G_STATIC_ASSERT(G_N_ELEMENTS(qos_type_words) == N_QOS_TYPES);

#define AT(member) FIELD_AT(Qos, member)

/* The bounds are those of oVirt's configuration. */
#define AVERAGE_MAX 17179
#define PEAK_MAX    34359
#define BURST_MAX   10240

#define LIMIT(member_, min_, max_, doc_)                                                           \
    {                                                                                              \
        AT(member_), #member_, FIELD_INT, F_ALWAYS | F_MINUS_ONE, min_, max_, NULL, doc_,          \
            .initial = QOS_UNLIMITED                                                               \
    }

static const Field fields[] = {
    { AT(name), "name", FIELD_STRING, F_REQUIRED | F_ALWAYS, 1, 50, NULL,
      "Name, unique among those of its type in the data center." },
    { AT(description), "description", FIELD_STRING, F_ALWAYS, 0, 4000, NULL, "For people." },
    { AT(data_center), "data_center", FIELD_REF, F_READONLY, 0, 0, &data_center_type,
      "The data center it is of." },
    { AT(type), "type", FIELD_ENUM, F_REQUIRED | F_ALWAYS, 0, 0, &qos_type_table,
      "What it limits." },
    LIMIT(inbound_average, 0, AVERAGE_MAX, "Network, to the VM: Mbit/s."),
    LIMIT(inbound_peak, 0, PEAK_MAX, "Network, to the VM: Mbit/s while a burst lasts."),
    LIMIT(inbound_burst, 0, BURST_MAX, "Network, to the VM: MB in a burst."),
    LIMIT(outbound_average, 0, AVERAGE_MAX, "Network, from the VM: Mbit/s."),
    LIMIT(outbound_peak, 0, PEAK_MAX, "Network, from the VM: Mbit/s while a burst lasts."),
    LIMIT(outbound_burst, 0, BURST_MAX, "Network, from the VM: MB in a burst."),
    LIMIT(outbound_average_linkshare, 1, 100, "Host network: weight beside the others."),
    LIMIT(outbound_average_upperlimit, 0, AVERAGE_MAX, "Host network: Mbit/s at most."),
    LIMIT(outbound_average_realtime, 0, AVERAGE_MAX, "Host network: Mbit/s at least."),
    LIMIT(max_throughput, 0, 0, "Storage: MB/s."),
    LIMIT(max_read_throughput, 0, 0, "Storage: MB/s read."),
    LIMIT(max_write_throughput, 0, 0, "Storage: MB/s written."),
    LIMIT(max_iops, 0, 0, "Storage: operations a second."),
    LIMIT(max_read_iops, 0, 0, "Storage: reads a second."),
    LIMIT(max_write_iops, 0, 0, "Storage: writes a second."),
    LIMIT(cpu_limit, 1, 100, "CPU: percent of what the VM could use."),
};

const EntityType qos_type =
    ENTITY_TYPE(Qos, fields, .name = "qos", .element = "qos", .collection = "qoss", .path = "qoss",
                .parent = "data_center", .title = "QoS");

/* What the columns of the values of each type begin with. */
static const char *const prefixes[N_QOS_TYPES][4] = {
    [QOS_STORAGE] = { "max_" },
    [QOS_CPU] = { "cpu_" },
    [QOS_NETWORK] = { "inbound_", "outbound_average", "outbound_peak", "outbound_burst" },
    [QOS_HOST_NETWORK] = { "outbound_average_" },
};

static bool is_of_type(const char *column, QosType type)
{
    if (type == QOS_NETWORK && g_str_has_prefix(column, prefixes[QOS_HOST_NETWORK][0]))
        return false;
    for (gsize i = 0; i < G_N_ELEMENTS(prefixes[type]) && prefixes[type][i] != NULL; i++)
        if (g_str_has_prefix(column, prefixes[type][i]))
            return true;
    return false;
}

const char *qos_foreign_value(const Qos *qos)
{
    for (int i = 0; i < qos_type.n_fields; i++) {
        const Field *field = &qos_type.fields[i];
        if (field->kind == FIELD_INT && field_is_present(qos, field) &&
            !is_of_type(field->column, (QosType)qos->type))
            return field->column;
    }
    return NULL;
}
