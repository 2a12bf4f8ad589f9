#include "engine/version-rule.h"

#include "model/cluster.h"

char *version_text(gint64 major, gint64 minor)
{
    return g_strdup_printf("%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT, major, minor);
}

bool version_check(const Crud *crud, const EntityType *type, gint64 major, gint64 minor,
                   GError **error)
{
    if (major == CLUSTER_VERSION_MAJOR && minor >= CLUSTER_VERSION_MINOR_MIN &&
        minor <= CLUSTER_VERSION_MINOR_MAX)
        return true;
    g_autofree char *text = version_text(major, minor);
    g_autofree char *min = version_text(CLUSTER_VERSION_MAJOR, CLUSTER_VERSION_MINOR_MIN);
    g_autofree char *max = version_text(CLUSTER_VERSION_MAJOR, CLUSTER_VERSION_MINOR_MAX);
    return fault_set(error, FAULT_VERSION_NOT_SUPPORTED, crud->verb, type->title, text, min, max);
}
