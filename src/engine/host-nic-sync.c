#include "engine/host-nic-sync.h"

#include "engine/event-log.h"
#include "engine/job.h"

#include <string.h>

enum { NIC_NEW = -1, NIC_SKIPPED = -2 };

/* --- matching ----------------------------------------------------------------------------------
 */

static bool mac_matches(const HostNic *row, const NicInfo *nic)
{
    MacAddr mac;
    return row->kind == NULL && nic->kind == NULL && row->mac != NULL &&
           !mac_is_zero(&nic->permanent_mac) && mac_parse(row->mac, &mac, NULL) &&
           mac_equal(&mac, &nic->permanent_mac) && g_strcmp0(row->port_id, nic->port_id) == 0;
}

static bool path_matches(const HostNic *row, const NicInfo *nic)
{
    return row->kind == NULL && nic->kind == NULL && row->pci_path != NULL &&
           g_strcmp0(row->pci_path, nic->pci_path) == 0 &&
           g_strcmp0(row->port_id, nic->port_id) == 0;
}

static bool name_matches(const HostNic *row, const NicInfo *nic)
{
    return (row->kind == NULL) == (nic->kind == NULL) && g_strcmp0(row->name, nic->ifname) == 0 &&
           (nic->kind != NULL || (!nic->has_pci && row->pci_path == NULL));
}

/* From the surest sign of identity to the weakest. */
static bool (*const matchers[])(const HostNic *row, const NicInfo *nic) = {
    mac_matches,
    path_matches,
    name_matches,
};

static GHashTable *vf_netdevs(const HostInventory *inventory)
{
    GHashTable *names = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < inventory->nics->len; i++) {
        const NicInfo *nic = inventory->nics->pdata[i];
        for (guint j = 0; j < nic->vfs->len; j++) {
            const VfInfo *vf = nic->vfs->pdata[j];
            if (vf->ifname != NULL)
                g_hash_table_add(names, vf->ifname);
        }
    }
    return names;
}

static void match_with(bool (*matches)(const HostNic *row, const NicInfo *nic),
                       const HostInventory *inventory, GPtrArray *rows, bool *taken, int *found)
{
    for (guint i = 0; i < inventory->nics->len; i++)
        for (guint j = 0; found[i] == NIC_NEW && j < rows->len; j++)
            if (!taken[j] && matches(rows->pdata[j], inventory->nics->pdata[i])) {
                taken[j] = true;
                found[i] = (int)j;
            }
}

GArray *host_nic_match(const HostInventory *inventory, GPtrArray *rows)
{
    g_autoptr(GHashTable) vfs = vf_netdevs(inventory);
    g_autofree bool *taken = g_new0(bool, rows->len + 1);
    GArray *found = g_array_sized_new(FALSE, FALSE, sizeof(int), inventory->nics->len);
    for (guint i = 0; i < inventory->nics->len; i++) {
        const NicInfo *nic = inventory->nics->pdata[i];
        int start = g_hash_table_contains(vfs, nic->ifname) ? NIC_SKIPPED : NIC_NEW;
        g_array_append_val(found, start);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(matchers); i++)
        match_with(matchers[i], inventory, rows, taken, (int *)(void *)found->data);
    return found;
}

/* --- writing -----------------------------------------------------------------------------------
 */

typedef struct {
    Engine *engine;
    const Host *host;
    bool changed;
} Sync;

static void set_text(char **text, const char *value)
{
    if (g_strcmp0(*text, value) == 0)
        return;
    g_free(*text);
    *text = g_strdup(value);
}

/* Lays what is reported over the row; id, policy and host stay. */
static void fill(HostNic *row, const NicInfo *nic)
{
    char mac[MAC_TEXT_SIZE], pci[PCI_TEXT_SIZE];
    const MacAddr *address = mac_is_zero(&nic->permanent_mac) ? &nic->mac : &nic->permanent_mac;
    set_text(&row->name, nic->ifname);
    set_text(&row->mac, mac_is_zero(address) ? NULL : mac_format(address, mac));
    set_text(&row->port_id, nic->port_id);
    set_text(&row->pci_path, nic->pci_path);
    set_text(&row->pci, nic->has_pci ? pci_format(&nic->pci, pci) : NULL);
    set_text(&row->driver, nic->driver);
    set_text(&row->kind, nic->kind);
    set_text(&row->master, nic->master);
    row->speed_mbps = nic->speed_mbps;
    row->mtu = nic->mtu;
    row->numa_node = nic->numa_node;
    row->up = nic->up;
    row->carrier = nic->carrier;
    row->present = TRUE;
    row->total_vfs = nic->total_vfs;
    row->num_vfs = nic->num_vfs;
}

static bool add_event(const Sync *sync, const char *kind, const char *const *words, GError **error)
{
    const EventRefs refs = { .host = sync->host->base.id,
                             .host_name = sync->host->name,
                             .words = words };
    return event_add(sync->engine->store, NULL, kind, &refs, error);
}

static bool tell_count(const Sync *sync, const HostNic *old, const HostNic *now, GError **error)
{
    g_autofree char *from = g_strdup_printf("%" G_GINT64_FORMAT, old->num_vfs);
    g_autofree char *to = g_strdup_printf("%" G_GINT64_FORMAT, now->num_vfs);
    return add_event(sync, "PF_VF_COUNT_CHANGED",
                     EVENT_WORDS("nic", now->name, "old", from, "new", to), error);
}

/* What an administrator should know of a NIC that was known before. */
static bool tell(const Sync *sync, const HostNic *old, const HostNic *now, GError **error)
{
    if (!host_nic_is_pf(now))
        return true;
    if (!old->present && !add_event(sync, "PF_RETURNED", EVENT_WORDS("nic", now->name), error))
        return false;
    if (g_strcmp0(old->name, now->name) != 0 &&
        !add_event(sync, "PF_RENAMED", EVENT_WORDS("old", old->name, "nic", now->name), error))
        return false;
    if (old->present && old->carrier != now->carrier &&
        !add_event(sync, now->carrier ? "HOST_INTERFACE_STATE_UP" : "HOST_INTERFACE_STATE_DOWN",
                   EVENT_WORDS("nic", now->name), error))
        return false;
    bool ours = jobs_find(sync->engine, now->base.id, PF_COUNT_JOB, NULL);
    return old->num_vfs == now->num_vfs || ours || tell_count(sync, old, now, error);
}

static bool sync_one(Sync *sync, const HostNic *old, const NicInfo *nic, GError **error)
{
    g_autoptr(HostNic) now = old != NULL ? entity_dup(old) : entity_new(&host_nic_type);
    fill(now, nic);
    if (old == NULL) {
        now->host = g_strdup(sync->host->base.id);
        now->all_networks_allowed = TRUE;
        sync->changed = true;
        return store_insert(sync->engine->store, now, error);
    }
    if (entity_equal(old, now))
        return true;
    sync->changed = true;
    return store_update(sync->engine->store, now, error) && tell(sync, old, now, error);
}

/* The row of a NIC that is not there any more.  Virtual ones are forgotten, cards are kept. */
static bool sync_gone(Sync *sync, const HostNic *old, GError **error)
{
    if (!old->present)
        return true;
    sync->changed = true;
    if (old->kind != NULL)
        return store_delete(sync->engine->store, &host_nic_type, old->base.id, error);
    g_autoptr(HostNic) now = entity_dup(old);
    now->present = FALSE;
    now->up = now->carrier = FALSE;
    return store_update(sync->engine->store, now, error) &&
           (!host_nic_is_pf(old) ||
            add_event(sync, "PF_VANISHED", EVENT_WORDS("nic", old->name), error));
}

bool host_nic_sync(Engine *engine, const Host *host, const HostInventory *inventory,
                   bool *ret_changed, GError **error)
{
    Sync sync = { engine, host, false };
    g_autoptr(GPtrArray) rows =
        store_list_by(engine->store, &host_nic_type, "host", host->base.id, error);
    if (rows == NULL)
        return false;
    g_autoptr(GArray) found = host_nic_match(inventory, rows);
    g_autofree bool *seen = g_new0(bool, rows->len + 1);
    for (guint i = 0; i < found->len; i++) {
        int row = g_array_index(found, int, i);
        if (row >= 0)
            seen[row] = true;
        if (row != NIC_SKIPPED &&
            !sync_one(&sync, row >= 0 ? rows->pdata[row] : NULL, inventory->nics->pdata[i], error))
            return false;
    }
    for (guint i = 0; i < rows->len; i++)
        if (!seen[i] && !sync_gone(&sync, rows->pdata[i], error))
            return false;
    *ret_changed = sync.changed;
    return true;
}
