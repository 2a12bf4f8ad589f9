#include "placement/snapshot.h"

#include <string.h>

PlacementPf *placement_pf_new(void)
{
    PlacementPf *pf = g_new0(PlacementPf, 1);
    pf->numa_node = -1;
    pf->free_vfs = g_array_new(FALSE, FALSE, sizeof(guint));
    return pf;
}

void placement_pf_free(PlacementPf *pf)
{
    if (pf == NULL)
        return;
    g_free(pf->id);
    g_free(pf->name);
    g_strfreev(pf->networks);
    g_strfreev(pf->labels);
    g_clear_pointer(&pf->free_vfs, g_array_unref);
    g_free(pf);
}

static PlacementPf *placement_pf_dup(const PlacementPf *pf)
{
    PlacementPf *copy = g_memdup2(pf, sizeof *pf);
    copy->id = g_strdup(pf->id);
    copy->name = g_strdup(pf->name);
    copy->networks = g_strdupv(pf->networks);
    copy->labels = g_strdupv(pf->labels);
    copy->free_vfs = g_array_copy(pf->free_vfs);
    return copy;
}

PlacementHost *placement_host_new(void)
{
    PlacementHost *host = g_new0(PlacementHost, 1);
    host->numa_nodes = g_array_new(FALSE, FALSE, sizeof(PlacementNumaNode));
    host->pfs = g_ptr_array_new_with_free_func((GDestroyNotify)placement_pf_free);
    return host;
}

PlacementHost *placement_host_dup(const PlacementHost *host)
{
    PlacementHost *copy = g_memdup2(host, sizeof *host);
    copy->id = g_strdup(host->id);
    copy->name = g_strdup(host->name);
    copy->cluster = g_strdup(host->cluster);
    copy->reason = g_strdup(host->reason);
    copy->networks = g_strdupv(host->networks);
    copy->numa_nodes = g_array_copy(host->numa_nodes);
    copy->numa_distances =
        g_memdup2(host->numa_distances, (gsize)host->numa_nodes->len * host->numa_nodes->len);
    copy->pfs = g_ptr_array_new_with_free_func((GDestroyNotify)placement_pf_free);
    for (guint i = 0; i < host->pfs->len; i++)
        g_ptr_array_add(copy->pfs, placement_pf_dup(host->pfs->pdata[i]));
    return copy;
}

PlacementPf *placement_host_find_pf(const PlacementHost *host, const char *id)
{
    for (guint i = 0; i < host->pfs->len; i++) {
        PlacementPf *pf = host->pfs->pdata[i];
        if (strcmp(pf->id, id) == 0)
            return pf;
    }
    return NULL;
}

void placement_host_free(PlacementHost *host)
{
    if (host == NULL)
        return;
    g_free(host->id);
    g_free(host->name);
    g_free(host->cluster);
    g_free(host->reason);
    g_strfreev(host->networks);
    g_clear_pointer(&host->numa_nodes, g_array_unref);
    g_free(host->numa_distances);
    g_clear_pointer(&host->pfs, g_ptr_array_unref);
    g_free(host);
}
