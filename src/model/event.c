#include "model/event.h"

#include "model/cluster.h"
#include "model/data-center.h"
#include "model/host.h"
#include "model/network.h"
#include "model/user.h"
#include "model/vm.h"

#include <string.h>

ENUM_TABLE(severity, [SEVERITY_NORMAL] = "normal", [SEVERITY_WARNING] = "warning",
           [SEVERITY_ERROR] = "error", [SEVERITY_ALERT] = "alert");

#define AT(member) FIELD_AT(Event, member)

static const Field fields[] = {
    { AT(event_description), "description", FIELD_STRING, F_REQUIRED | F_ALWAYS, 1, 4000, NULL,
      "What happened." },
    { NULL, offsetof(Event, base.id), "index", FIELD_STRING, F_ALIAS, 0, 0, NULL, "As its id." },
    { AT(code), "code", FIELD_INT, F_ALWAYS | F_READONLY, 0, 0, NULL, "Kind of event." },
    { AT(severity), "severity", FIELD_ENUM, F_REQUIRED | F_ALWAYS, 0, 0, &severity_table,
      "How bad it is." },
    { AT(time), "time", FIELD_TIME, F_READONLY, 0, 0, NULL, "When it happened." },
    { AT(correlation_id), "correlation_id", FIELD_STRING, 0, 0, 0, NULL,
      "Ties requests, jobs and events together." },
    { AT(origin), "origin", FIELD_STRING, F_REQUIRED, 1, 255, NULL,
      "Who tells it; \"oVirt\": the engine." },
    { AT(custom_id), "custom_id", FIELD_INT, F_REQUIRED | F_ALWAYS, G_MININT32, G_MAXINT32, NULL,
      "What its origin calls it; -1: nothing.", .initial = -1 },
    { AT(custom_data), "custom_data", FIELD_STRING, 0, 0, 4000, NULL, "More of its origin's." },
    { AT(flood_rate), "flood_rate", FIELD_INT, F_ALWAYS, 0, G_MAXINT32, NULL,
      "Seconds in which its origin tells it once.", .initial = 30 },
    { AT(cluster), "cluster", FIELD_REF, 0, 0, 0, &cluster_type, "The cluster concerned." },
    { AT(data_center), "data_center", FIELD_REF, 0, 0, 0, &data_center_type,
      "The data center concerned." },
    { AT(host), "host", FIELD_REF, 0, 0, 0, &host_type, "The host concerned." },
    { AT(network), "network", FIELD_REF, 0, 0, 0, &network_type, "The network concerned." },
    { AT(template), "template", FIELD_REF, 0, 0, 0, &template_type, "The template concerned." },
    { AT(user), "user", FIELD_REF, 0, 0, 0, &user_type, "Who did it." },
    { AT(vm), "vm", FIELD_REF, 0, 0, 0, &vm_type, "The VM concerned." },
};

const EntityType event_type =
    ENTITY_TYPE(Event, fields, .name = "event", .element = "event", .collection = "events",
                .path = "events", .title = "Event");

const EventKind *event_kind_find(const char *name)
{
    for (int i = 0; i < n_event_kinds; i++)
        if (strcmp(event_kinds[i].name, name) == 0)
            return &event_kinds[i];
    g_error("there is no kind of event named %s", name);
}

/* The values of ${name} pairs, by name. */
static GHashTable *collect_values(va_list args)
{
    GHashTable *values = g_hash_table_new(g_str_hash, g_str_equal);
    for (const char *name = va_arg(args, const char *); name != NULL;
         name = va_arg(args, const char *)) {
        const char *value = va_arg(args, const char *);
        g_hash_table_insert(values, (char *)name, (char *)value);
    }
    return values;
}

char *event_kind_text(const EventKind *kind, ...)
{
    va_list args;
    va_start(args, kind);
    g_autoptr(GHashTable) values = collect_values(args);
    va_end(args);

    GString *text = g_string_new(NULL);
    const char *rest = kind->text;
    for (const char *open = strstr(rest, "${"); open != NULL; open = strstr(rest, "${")) {
        const char *close = strchr(open, '}');
        g_autofree char *name = g_strndup(open + 2, (gsize)(close - open - 2));
        const char *value = g_hash_table_lookup(values, name);
        g_string_append_len(text, rest, open - rest);
        g_string_append(text, value != NULL ? value : "?");
        rest = close + 1;
    }
    g_string_append(text, rest);
    return g_string_free(text, FALSE);
}
