#include "agent/vf-policy.h"

#include "base/err.h"
#include "base/fs-at.h"

#include <jansson.h>
#include <string.h>

#define FILE_NAME "vfs.json"
#define MAX_SIZE  (4 << 20)

struct VfPolicy {
    int state_fd;
    GMutex mutex;   /* guards 'pfs' */
    GPtrArray *pfs; /* of PfPolicy */
};

void pf_policy_free(PfPolicy *pf)
{
    if (pf == NULL)
        return;
    g_free(pf->port);
    g_free(pf->path);
    g_free(pf->name);
    g_free(pf);
}

static PfPolicy *dup_pf(const PfPolicy *pf)
{
    PfPolicy *copy = g_memdup2(pf, sizeof *pf);
    copy->port = g_strdup(pf->port);
    copy->path = g_strdup(pf->path);
    copy->name = g_strdup(pf->name);
    return copy;
}

static json_t *pf_to_json(const PfPolicy *pf)
{
    char mac[MAC_TEXT_SIZE];
    json_t *json =
        json_pack("{s:s, s:s, s:s*, s:s*, s:i}", "pf_mac", mac_format(&pf->pf_mac, mac), "port",
                  pf->port, "path", pf->path, "name", pf->name, "vfs", (int)pf->n_vfs);
    if (pf->changing)
        json_object_set_new(json, "changing",
                            json_pack("{s:i, s:i}", "from", (int)pf->from, "to", (int)pf->to));
    return json;
}

static PfPolicy *pf_from_json(const json_t *json)
{
    const char *mac = json_string_value(json_object_get(json, "pf_mac"));
    const json_t *changing = json_object_get(json, "changing");
    const char *port = json_string_value(json_object_get(json, "port"));
    PfPolicy *pf = g_new0(PfPolicy, 1);
    if (mac == NULL || !mac_parse(mac, &pf->pf_mac, NULL)) {
        pf_policy_free(pf);
        return NULL;
    }
    pf->port = g_strdup(port != NULL ? port : "0");
    pf->path = g_strdup(json_string_value(json_object_get(json, "path")));
    pf->name = g_strdup(json_string_value(json_object_get(json, "name")));
    pf->n_vfs = (guint)json_integer_value(json_object_get(json, "vfs"));
    pf->changing = changing != NULL;
    pf->from = (guint)json_integer_value(json_object_get(changing, "from"));
    pf->to = (guint)json_integer_value(json_object_get(changing, "to"));
    return pf;
}

static bool save(VfPolicy *policy, GError **error)
{
    json_t *root = json_pack("{s:i, s:[]}", "version", 1, "pfs");
    for (guint i = 0; i < policy->pfs->len; i++)
        json_array_append_new(json_object_get(root, "pfs"), pf_to_json(policy->pfs->pdata[i]));
    char *text = json_dumps(root, JSON_INDENT(1));
    bool good = fs_at_replace(policy->state_fd, FILE_NAME, text, strlen(text), 0600, error);
    free(text);
    json_decref(root);
    return good;
}

static bool load(VfPolicy *policy, GError **error)
{
    if (!fs_at_exists(policy->state_fd, FILE_NAME))
        return true;
    g_autofree char *text = fs_at_read(policy->state_fd, FILE_NAME, MAX_SIZE, error);
    if (text == NULL)
        return false;
    json_error_t where;
    json_t *root = json_loads(text, 0, &where);
    if (root == NULL)
        return err_set(error, ERR_INVALID, FILE_NAME " line %d: %s", where.line, where.text);
    size_t i;
    json_t *value;
    json_array_foreach(json_object_get(root, "pfs"), i, value)
    {
        PfPolicy *pf = pf_from_json(value);
        if (pf != NULL)
            g_ptr_array_add(policy->pfs, pf);
    }
    json_decref(root);
    return true;
}

VfPolicy *vf_policy_open(int state_fd, GError **error)
{
    VfPolicy *policy = g_new0(VfPolicy, 1);
    policy->state_fd = state_fd;
    g_mutex_init(&policy->mutex);
    policy->pfs = g_ptr_array_new_with_free_func((GDestroyNotify)pf_policy_free);
    if (!load(policy, error))
        g_clear_pointer(&policy, vf_policy_free);
    return policy;
}

void vf_policy_free(VfPolicy *policy)
{
    if (policy == NULL)
        return;
    g_ptr_array_unref(policy->pfs);
    g_mutex_clear(&policy->mutex);
    g_free(policy);
}

static bool same_port(const PfPolicy *pf, const NicInfo *nic)
{
    return mac_equal(&pf->pf_mac, &nic->permanent_mac) &&
           strcmp(pf->port, nic->port_id != NULL ? nic->port_id : "0") == 0;
}

/* The entry of 'nic': the one of its slot when two cards share a MAC. */
static PfPolicy *find(VfPolicy *policy, const NicInfo *nic)
{
    PfPolicy *found = NULL;
    for (guint i = 0; i < policy->pfs->len; i++) {
        PfPolicy *pf = policy->pfs->pdata[i];
        if (same_port(pf, nic) && (found == NULL || g_strcmp0(pf->path, nic->pci_path) == 0))
            found = pf;
    }
    return found;
}

static PfPolicy *ensure(VfPolicy *policy, const NicInfo *nic)
{
    PfPolicy *pf = find(policy, nic);
    if (pf == NULL) {
        pf = g_new0(PfPolicy, 1);
        pf->pf_mac = nic->permanent_mac;
        pf->port = g_strdup(nic->port_id != NULL ? nic->port_id : "0");
        g_ptr_array_add(policy->pfs, pf);
    }
    g_free(pf->path);
    g_free(pf->name);
    pf->path = g_strdup(nic->pci_path);
    pf->name = g_strdup(nic->ifname);
    return pf;
}

bool vf_policy_begin(VfPolicy *policy, const NicInfo *nic, guint from, guint to, GError **error)
{
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&policy->mutex);
    PfPolicy *pf = ensure(policy, nic);
    pf->changing = true;
    pf->from = from;
    pf->to = to;
    if (save(policy, error))
        return true;
    pf->changing = false;
    return err_prefix(error, "%s: intent to change the VF count", nic->ifname);
}

bool vf_policy_commit(VfPolicy *policy, const NicInfo *nic, guint n_vfs, GError **error)
{
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&policy->mutex);
    PfPolicy *pf = ensure(policy, nic);
    guint old = pf->n_vfs;
    pf->n_vfs = n_vfs;
    pf->changing = false;
    if (!save(policy, error)) {
        pf->n_vfs = old;
        pf->changing = true;
        return err_prefix(error, "%s: keep the VF count", nic->ifname);
    }
    return true;
}

bool vf_policy_abandon(VfPolicy *policy, const NicInfo *nic, GError **error)
{
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&policy->mutex);
    PfPolicy *pf = find(policy, nic);
    if (pf == NULL)
        return true;
    pf->changing = false;
    return save(policy, error);
}

GPtrArray *vf_policy_list(VfPolicy *policy)
{
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&policy->mutex);
    GPtrArray *list = g_ptr_array_new_with_free_func((GDestroyNotify)pf_policy_free);
    for (guint i = 0; i < policy->pfs->len; i++)
        g_ptr_array_add(list, dup_pf(policy->pfs->pdata[i]));
    return list;
}

NicInfo *pf_policy_find_nic(const PfPolicy *pf, const HostInventory *inventory)
{
    NicInfo *found = NULL;
    for (guint i = 0; i < inventory->nics->len; i++) {
        NicInfo *nic = inventory->nics->pdata[i];
        if (nic->total_vfs > 0 && same_port(pf, nic) &&
            (found == NULL || g_strcmp0(pf->path, nic->pci_path) == 0))
            found = nic;
    }
    return found;
}
