/* Statistics of hosts and of their NICs. */
#include "rest/handlers.h"

#include "base/uuid.h"
#include "engine/host-statistics.h"
#include "model/host.h"

#include <string.h>

static const char *const kinds[] = { [STATISTIC_GAUGE] = "gauge", [STATISTIC_COUNTER] = "counter" };
static const char *const types[] = {
    [STATISTIC_INTEGER] = "integer", [STATISTIC_DECIMAL] = "decimal"
};

/* What the statistics are of; 'nic' NULL: the host itself. */
typedef struct {
    Call *call;
    ReprContext context;
    Emit *emit;
    const HostNic *nic;
    const char *host, *base; /* id; address of the collection */
} Writer;

static void emit_owner(Writer *writer)
{
    if (writer->nic == NULL) {
        repr_emit_ref(&writer->context, writer->emit, "host", &host_type, writer->host, NULL);
        return;
    }
    g_autofree char *href = g_strdup_printf("%s/hosts/%s/nics/%s", writer->call->prefix,
                                            writer->host, writer->nic->base.id);
    emit_open(writer->emit, "host_nic");
    emit_attribute(writer->emit, "href", href);
    emit_attribute(writer->emit, "id", writer->nic->base.id);
    repr_emit_ref(&writer->context, writer->emit, "host", &host_type, writer->host, NULL);
    emit_close(writer->emit);
}

static void emit_statistic(Writer *writer, const Statistic *statistic)
{
    Emit *emit = writer->emit;
    g_autofree char *id = uuid_from_name(statistic->name);
    g_autofree char *href = g_strdup_printf("%s/%s", writer->base, id);
    emit_open(emit, "statistic");
    emit_attribute(emit, "href", href);
    emit_attribute(emit, "id", id);
    emit_text(emit, "name", statistic->name);
    emit_text(emit, "description", statistic->description);
    emit_text(emit, "kind", kinds[statistic->kind]);
    emit_text(emit, "type", types[statistic->type]);
    emit_text(emit, "unit", statistic->unit);
    emit_open(emit, "values");
    emit_open_list(emit, "value");
    emit_open(emit, "value");
    emit_decimal(emit, "datum", statistic->value);
    emit_close(emit);
    emit_close_list(emit);
    emit_close(emit);
    emit_owner(writer);
    emit_close(emit);
}

static bool reply_list(Writer *writer, const GArray *statistics)
{
    writer->emit = emit_new(writer->call->format);
    emit_open(writer->emit, "statistics");
    emit_open_list(writer->emit, "statistic");
    for (guint i = 0; i < statistics->len; i++)
        emit_statistic(writer, &g_array_index(statistics, Statistic, i));
    emit_close_list(writer->emit);
    emit_close(writer->emit);
    call_take_reply(writer->call, 200, writer->emit);
    return true;
}

static bool reply_one(Writer *writer, const GArray *statistics, GError **error)
{
    for (guint i = 0; i < statistics->len; i++) {
        const Statistic *statistic = &g_array_index(statistics, Statistic, i);
        g_autofree char *id = uuid_from_name(statistic->name);
        if (strcmp(id, call_id(writer->call)) != 0)
            continue;
        writer->emit = emit_new(writer->call->format);
        emit_statistic(writer, statistic);
        call_take_reply(writer->call, 200, writer->emit);
        return true;
    }
    return err_set(error, ERR_NOT_FOUND, "There is no statistic %s", call_id(writer->call));
}

static bool reply(Writer *writer, GArray *statistics, bool one, GError **error)
{
    writer->context = call_context(writer->call);
    return one ? reply_one(writer, statistics, error) : reply_list(writer, statistics);
}

static bool of_host(Call *call, bool one, GError **error)
{
    const char *host = call->captures[0];
    g_autofree char *base = g_strdup_printf("%s/hosts/%s/statistics", call->prefix, host);
    Writer writer = { .call = call, .host = host, .base = base };
    g_autoptr(GArray) statistics = engine_host_statistics(call->engine, &call->caller, host, error);
    return statistics != NULL && reply(&writer, statistics, one, error);
}

static bool of_nic(Call *call, bool one, GError **error)
{
    const char *host = call->captures[0], *id = call->captures[1];
    g_autoptr(HostNic) nic = engine_get(call->engine, &call->caller, &host_nic_type, id, error);
    if (nic == NULL)
        return false;
    if (g_strcmp0(nic->host, host) != 0)
        return err_set(error, ERR_NOT_FOUND, "Host %s has no network interface %s", host, id);
    g_autofree char *base =
        g_strdup_printf("%s/hosts/%s/nics/%s/statistics", call->prefix, host, id);
    Writer writer = { .call = call, .host = host, .nic = nic, .base = base };
    g_autoptr(GArray) statistics = engine_nic_statistics(call->engine, &call->caller, id, error);
    return statistics != NULL && reply(&writer, statistics, one, error);
}

bool host_statistic_list(Call *call, GError **error)
{
    return of_host(call, false, error);
}

bool host_statistic_get(Call *call, GError **error)
{
    return of_host(call, true, error);
}

bool nic_statistic_list(Call *call, GError **error)
{
    return of_nic(call, false, error);
}

bool nic_statistic_get(Call *call, GError **error)
{
    return of_nic(call, true, error);
}
