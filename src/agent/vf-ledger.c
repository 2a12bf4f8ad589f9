#include "agent/vf-ledger.h"

#include "base/err.h"
#include "base/fs-at.h"

#include <jansson.h>
#include <string.h>

#define FILE_NAME     "epochs.json"
#define MAX_SIZE      (16 << 20)
#define SCRUB_WAIT_US (15 * G_USEC_PER_SEC)
#define MAX_VMS       4096 /* remembered epochs of VMs; the oldest are forgotten */

struct VfLedger {
    int state_fd;
    char *boot_id;
    GMutex mutex;         /* guards all below */
    GCond scrubbed;       /* a VF is no longer being put back to neutral */
    GHashTable *vfs;      /* key -> VfRecord */
    GHashTable *resizing; /* keys of PFs */
    GHashTable *vms;      /* id -> guint64 epoch */
    GQueue vm_order;      /* of ids in 'vms', oldest first */
};

char *vf_ledger_pf_key(const MacAddr *pf_mac, const char *pf_port)
{
    char mac[MAC_TEXT_SIZE];
    return g_strdup_printf("%s/%s", mac_format(pf_mac, mac), pf_port != NULL ? pf_port : "0");
}

char *vf_ledger_key(const MacAddr *pf_mac, const char *pf_port, guint index)
{
    g_autofree char *pf = vf_ledger_pf_key(pf_mac, pf_port);
    return g_strdup_printf("%s/%u", pf, index);
}

void vf_record_clear(VfRecord *record)
{
    g_clear_pointer(&record->epoch_vm, g_free);
    g_clear_pointer(&record->vm_id, g_free);
    g_clear_pointer(&record->alias, g_free);
    g_clear_pointer(&record->quarantine, g_free);
}

static void free_record(gpointer data)
{
    vf_record_clear(data);
    g_free(data);
}

/* ------------------------------------------------------------------------------------ on disk */

static json_t *record_to_json(const VfRecord *record)
{
    json_t *json = json_pack("{s:I}", "epoch", (json_int_t)record->epoch);
    if (record->epoch_vm != NULL)
        json_object_set_new(json, "epoch_vm", json_string(record->epoch_vm));
    if (record->ran)
        json_object_set_new(json, "ran", json_true());
    if (record->vm_id != NULL)
        json_object_set_new(json, "vm", json_string(record->vm_id));
    if (record->alias != NULL)
        json_object_set_new(json, "alias", json_string(record->alias));
    if (record->scrubbing)
        json_object_set_new(json, "scrubbing", json_true());
    if (record->quarantine != NULL)
        json_object_set_new(json, "quarantine", json_string(record->quarantine));
    return json;
}

static bool save(VfLedger *ledger, GError **error)
{
    json_t *root =
        json_pack("{s:i, s:s, s:{}, s:[]}", "version", 1, "boot_id", ledger->boot_id, "vfs", "vms");
    GHashTableIter iter;
    gpointer key, value;
    g_hash_table_iter_init(&iter, ledger->vfs);
    while (g_hash_table_iter_next(&iter, &key, &value))
        json_object_set_new(json_object_get(root, "vfs"), key, record_to_json(value));
    for (GList *link = ledger->vm_order.head; link != NULL; link = link->next) {
        guint64 *epoch = g_hash_table_lookup(ledger->vms, link->data);
        json_array_append_new(
            json_object_get(root, "vms"),
            json_pack("{s:s, s:I}", "id", link->data, "epoch", (json_int_t)*epoch));
    }
    char *text = json_dumps(root, JSON_INDENT(1) | JSON_SORT_KEYS);
    bool good = fs_at_replace(ledger->state_fd, FILE_NAME, text, strlen(text), 0600, error);
    free(text);
    json_decref(root);
    return good;
}

static void read_record(VfLedger *ledger, const char *key, const json_t *json, bool same_boot)
{
    VfRecord *record = g_new0(VfRecord, 1);
    record->epoch = (guint64)json_integer_value(json_object_get(json, "epoch"));
    record->epoch_vm = g_strdup(json_string_value(json_object_get(json, "epoch_vm")));
    record->ran = json_is_true(json_object_get(json, "ran"));
    g_hash_table_insert(ledger->vfs, g_strdup(key), record);
    if (!same_boot)
        return;
    record->vm_id = g_strdup(json_string_value(json_object_get(json, "vm")));
    record->alias = g_strdup(json_string_value(json_object_get(json, "alias")));
    record->quarantine = g_strdup(json_string_value(json_object_get(json, "quarantine")));
    /* Nobody scrubs it any more: until that is done again the VF is not clean. */
    if (json_is_true(json_object_get(json, "scrubbing")) && record->quarantine == NULL)
        record->quarantine = g_strdup("the agent stopped while it was put back to neutral");
}

static void remember_vm(VfLedger *ledger, const char *id, guint64 epoch)
{
    if (!g_hash_table_contains(ledger->vms, id))
        g_queue_push_tail(&ledger->vm_order, g_strdup(id));
    g_hash_table_replace(ledger->vms, g_strdup(id), g_memdup2(&epoch, sizeof epoch));
    if (ledger->vm_order.length > MAX_VMS) {
        g_autofree char *oldest = g_queue_pop_head(&ledger->vm_order);
        g_hash_table_remove(ledger->vms, oldest);
    }
}

static bool load(VfLedger *ledger, GError **error)
{
    if (!fs_at_exists(ledger->state_fd, FILE_NAME))
        return true;
    g_autofree char *text = fs_at_read(ledger->state_fd, FILE_NAME, MAX_SIZE, error);
    if (text == NULL)
        return false;
    json_error_t where;
    json_t *root = json_loads(text, 0, &where);
    if (root == NULL)
        return err_set(error, ERR_INVALID,
                       FILE_NAME " line %d: %s; remove the file to forget all epochs", where.line,
                       where.text);
    const char *key, *boot_id = json_string_value(json_object_get(root, "boot_id"));
    bool same_boot = g_strcmp0(boot_id, ledger->boot_id) == 0;
    json_t *value;
    json_object_foreach(json_object_get(root, "vfs"), key, value)
    {
        read_record(ledger, key, value, same_boot);
    }
    size_t i;
    json_array_foreach(json_object_get(root, "vms"), i, value)
    {
        const char *id = json_string_value(json_object_get(value, "id"));
        if (id != NULL)
            remember_vm(ledger, id, (guint64)json_integer_value(json_object_get(value, "epoch")));
    }
    json_decref(root);
    return true;
}

VfLedger *vf_ledger_open(int state_fd, const char *boot_id, GError **error)
{
    VfLedger *ledger = g_new0(VfLedger, 1);
    ledger->state_fd = state_fd;
    ledger->boot_id = g_strdup(boot_id != NULL ? boot_id : "");
    g_mutex_init(&ledger->mutex);
    g_cond_init(&ledger->scrubbed);
    ledger->vfs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_record);
    ledger->resizing = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    ledger->vms = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_queue_init(&ledger->vm_order);
    if (!load(ledger, error))
        g_clear_pointer(&ledger, vf_ledger_free);
    return ledger;
}

void vf_ledger_free(VfLedger *ledger)
{
    if (ledger == NULL)
        return;
    g_free(ledger->boot_id);
    g_hash_table_unref(ledger->vfs);
    g_hash_table_unref(ledger->resizing);
    g_hash_table_unref(ledger->vms);
    g_queue_clear_full(&ledger->vm_order, g_free);
    g_mutex_clear(&ledger->mutex);
    g_cond_clear(&ledger->scrubbed);
    g_free(ledger);
}

/* -------------------------------------------------------------------------------------- records */

static VfRecord *ensure(VfLedger *ledger, const char *key)
{
    VfRecord *record = g_hash_table_lookup(ledger->vfs, key);
    if (record == NULL) {
        record = g_new0(VfRecord, 1);
        g_hash_table_insert(ledger->vfs, g_strdup(key), record);
    }
    return record;
}

static VfRecord dup_record(const VfRecord *record)
{
    VfRecord copy = *record;
    copy.epoch_vm = g_strdup(record->epoch_vm);
    copy.vm_id = g_strdup(record->vm_id);
    copy.alias = g_strdup(record->alias);
    copy.quarantine = g_strdup(record->quarantine);
    return copy;
}

/* As 'record', but nobody's, and clean. */
static VfRecord dup_epoch(const VfRecord *record)
{
    return (VfRecord){ .epoch = record->epoch,
                       .epoch_vm = g_strdup(record->epoch_vm),
                       .ran = record->ran };
}

/* Takes 'next' as the record of 'key' when it could be written to disk; keeps the old one else. */
static bool replace(VfLedger *ledger, const char *key, VfRecord next, GError **error)
{
    VfRecord *record = ensure(ledger, key);
    VfRecord old = *record;
    *record = next;
    if (save(ledger, error)) {
        vf_record_clear(&old);
        return true;
    }
    vf_record_clear(record);
    *record = old;
    return err_prefix(error, "VF %s", key);
}

void vf_ledger_get(VfLedger *ledger, const char *key, VfRecord *ret)
{
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&ledger->mutex);
    const VfRecord *record = g_hash_table_lookup(ledger->vfs, key);
    *ret = record != NULL ? dup_record(record) : (VfRecord){ 0 };
}

static bool is_of_pf(const char *key, const char *pf_key)
{
    gsize length = strlen(pf_key);
    return strncmp(key, pf_key, length) == 0 && key[length] == '/' &&
           strchr(key + length + 1, '/') == NULL;
}

static bool pf_is_resizing(VfLedger *ledger, const char *key)
{
    GHashTableIter iter;
    gpointer pf_key;
    g_hash_table_iter_init(&iter, ledger->resizing);
    while (g_hash_table_iter_next(&iter, &pf_key, NULL))
        if (is_of_pf(key, pf_key))
            return true;
    return false;
}

static bool check_claim(VfLedger *ledger, const char *key, const VfRecord *record, guint64 epoch,
                        const char *vm_id, GError **error)
{
    bool repeated =
        epoch == record->epoch && !record->ran && g_strcmp0(record->epoch_vm, vm_id) == 0;
    if (epoch <= record->epoch && !repeated)
        return err_set(error, ERR_CONFLICT,
                       "VF %s: the order has epoch %" G_GUINT64_FORMAT ", but %" G_GUINT64_FORMAT
                       " was seen already",
                       key, epoch, record->epoch);
    if (pf_is_resizing(ledger, key))
        return err_set(error, ERR_BUSY, "VF %s: the number of VFs of its PF is being changed", key);
    if (record->vm_id != NULL)
        return err_set(error, ERR_BUSY, "VF %s is held by VM %s", key, record->vm_id);
    if (record->scrubbing)
        return err_set(error, ERR_BUSY, "VF %s is being put back to neutral", key);
    if (record->quarantine != NULL)
        return err_set(error, ERR_BUSY, "VF %s is quarantined: %s", key, record->quarantine);
    return true;
}

/* Waits until no VF of 'of' (its own key, or its PF's) is being scrubbed: an order that comes right
 * after a release is not refused for the last moments of it.  With the mutex held; what does not
 * end in time is for the caller to refuse. */
static void wait_for_scrub(VfLedger *ledger, const char *of, bool is_pf)
{
    gint64 deadline = g_get_monotonic_time() + SCRUB_WAIT_US;
    bool scrubbing;
    do {
        GHashTableIter iter;
        gpointer key, value;
        scrubbing = false;
        g_hash_table_iter_init(&iter, ledger->vfs);
        while (!scrubbing && g_hash_table_iter_next(&iter, &key, &value))
            scrubbing = ((const VfRecord *)value)->scrubbing &&
                        (is_pf ? is_of_pf(key, of) : strcmp(key, of) == 0);
    } while (scrubbing && g_cond_wait_until(&ledger->scrubbed, &ledger->mutex, deadline));
}

bool vf_ledger_claim(VfLedger *ledger, const char *key, guint64 epoch, const char *vm_id,
                     const char *alias, GError **error)
{
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&ledger->mutex);
    wait_for_scrub(ledger, key, false);
    VfRecord *record = ensure(ledger, key);
    if (!check_claim(ledger, key, record, epoch, vm_id, error))
        return false;
    VfRecord next = { .epoch = epoch,
                      .epoch_vm = g_strdup(vm_id),
                      .vm_id = g_strdup(vm_id),
                      .alias = g_strdup(alias) };
    return replace(ledger, key, next, error);
}

bool vf_ledger_confirm(VfLedger *ledger, const char *key, const char *vm_id, GError **error)
{
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&ledger->mutex);
    VfRecord *record = ensure(ledger, key);
    if (record->ran || g_strcmp0(record->vm_id, vm_id) != 0)
        return true;
    VfRecord next = dup_record(record);
    next.ran = true;
    return replace(ledger, key, next, error);
}

bool vf_ledger_adopt(VfLedger *ledger, const char *key, guint64 epoch, const char *vm_id,
                     const char *alias, GError **error)
{
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&ledger->mutex);
    VfRecord *record = ensure(ledger, key);
    if (g_strcmp0(record->vm_id, vm_id) == 0 && g_strcmp0(record->alias, alias) == 0 &&
        record->epoch >= epoch && record->ran && !record->scrubbing)
        return true;
    VfRecord next = { .epoch = MAX(epoch, record->epoch),
                      .epoch_vm = g_strdup(vm_id),
                      .ran = true,
                      .vm_id = g_strdup(vm_id),
                      .alias = g_strdup(alias),
                      .quarantine = g_strdup(record->quarantine) };
    return replace(ledger, key, next, error);
}

bool vf_ledger_see(VfLedger *ledger, const char *key, guint64 epoch, bool *ret_stale,
                   GError **error)
{
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&ledger->mutex);
    VfRecord *record = ensure(ledger, key);
    bool stale = epoch != 0 && epoch < record->epoch;
    if (epoch > record->epoch) {
        VfRecord next = dup_record(record);
        next.epoch = epoch;
        next.ran = false;
        g_clear_pointer(&next.epoch_vm, g_free);
        if (!replace(ledger, key, next, error))
            return false;
    }
    *ret_stale = stale;
    return true;
}

bool vf_ledger_begin_scrub(VfLedger *ledger, const char *key, const char *vm_id, GError **error)
{
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&ledger->mutex);
    VfRecord *record = ensure(ledger, key);
    if (record->vm_id != NULL && g_strcmp0(record->vm_id, vm_id) != 0)
        return err_set(error, ERR_BUSY, "VF %s is held by VM %s", key, record->vm_id);
    if (record->scrubbing)
        return err_set(error, ERR_BUSY, "VF %s is being put back to neutral", key);
    if (pf_is_resizing(ledger, key))
        return err_set(error, ERR_BUSY, "VF %s: the number of VFs of its PF is being changed", key);
    if (vm_id != NULL && record->vm_id == NULL)
        return err_set(error, ERR_BUSY, "VF %s is not held by VM %s any more", key, vm_id);
    VfRecord next = dup_epoch(record);
    next.quarantine = g_strdup(record->quarantine);
    next.scrubbing = true;
    return replace(ledger, key, next, error);
}

bool vf_ledger_release(VfLedger *ledger, const char *key, const GError *dirty, GError **error)
{
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&ledger->mutex);
    VfRecord *record = ensure(ledger, key);
    VfRecord next = dup_epoch(record);
    next.quarantine = dirty != NULL ? g_strdup(dirty->message) : NULL;
    g_cond_broadcast(&ledger->scrubbed);
    if (replace(ledger, key, next, error))
        return true;
    record->scrubbing = false; /* on disk it stays, and is quarantined after a restart */
    return false;
}

bool vf_ledger_begin_resize(VfLedger *ledger, const char *pf_key, GError **error)
{
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&ledger->mutex);
    wait_for_scrub(ledger, pf_key, true);
    if (g_hash_table_contains(ledger->resizing, pf_key))
        return err_set(error, ERR_BUSY, "PF %s: the number of its VFs is being changed already",
                       pf_key);
    GHashTableIter iter;
    gpointer key, value;
    g_hash_table_iter_init(&iter, ledger->vfs);
    while (g_hash_table_iter_next(&iter, &key, &value)) {
        const VfRecord *record = value;
        if (is_of_pf(key, pf_key) && record->vm_id != NULL)
            return err_set(error, ERR_BUSY, "VF %s is held by VM %s", (char *)key, record->vm_id);
        if (is_of_pf(key, pf_key) && record->scrubbing)
            return err_set(error, ERR_BUSY, "VF %s is being put back to neutral", (char *)key);
    }
    g_hash_table_add(ledger->resizing, g_strdup(pf_key));
    return true;
}

void vf_ledger_end_resize(VfLedger *ledger, const char *pf_key)
{
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&ledger->mutex);
    g_hash_table_remove(ledger->resizing, pf_key);
}

void vf_ledger_renew(VfLedger *ledger, const char *pf_key)
{
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&ledger->mutex);
    bool healed = false;
    GHashTableIter iter;
    gpointer key, value;
    g_hash_table_iter_init(&iter, ledger->vfs);
    while (g_hash_table_iter_next(&iter, &key, &value)) {
        VfRecord *record = value;
        if (!is_of_pf(key, pf_key) || record->quarantine == NULL)
            continue;
        g_clear_pointer(&record->quarantine, g_free);
        healed = true;
    }
    if (healed)
        save(ledger, NULL); /* else a restart finds them quarantined, which is the safe side */
}

GPtrArray *vf_ledger_list_held(VfLedger *ledger, const char *vm_id)
{
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&ledger->mutex);
    GPtrArray *keys = g_ptr_array_new_with_free_func(g_free);
    GHashTableIter iter;
    gpointer key, value;
    g_hash_table_iter_init(&iter, ledger->vfs);
    while (g_hash_table_iter_next(&iter, &key, &value)) {
        const VfRecord *record = value;
        if (record->vm_id != NULL && (vm_id == NULL || strcmp(record->vm_id, vm_id) == 0))
            g_ptr_array_add(keys, g_strdup(key));
    }
    return keys;
}

bool vf_ledger_see_vm(VfLedger *ledger, const char *vm_id, guint64 epoch, bool *ret_stale,
                      GError **error)
{
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&ledger->mutex);
    const guint64 *seen = g_hash_table_lookup(ledger->vms, vm_id);
    *ret_stale = seen != NULL && epoch != 0 && epoch < *seen;
    if (seen != NULL && epoch <= *seen)
        return true;
    remember_vm(ledger, vm_id, epoch);
    return save(ledger, error);
}

bool vf_ledger_knows_vm(VfLedger *ledger, const char *vm_id)
{
    g_autoptr(GMutexLocker) lock = g_mutex_locker_new(&ledger->mutex);
    return g_hash_table_contains(ledger->vms, vm_id);
}

bool vf_ledger_parse_key(const char *key, MacAddr *ret_pf_mac, char **ret_pf_port, guint *ret_index)
{
    const char *port = strchr(key, '/'), *index = strrchr(key, '/');
    if (port == NULL || port == index || !g_ascii_isdigit(index[1]))
        return false;
    g_autofree char *mac = g_strndup(key, (gsize)(port - key));
    if (!mac_parse(mac, ret_pf_mac, NULL))
        return false;
    *ret_pf_port = g_strndup(port + 1, (gsize)(index - port - 1));
    *ret_index = (guint)g_ascii_strtoull(index + 1, NULL, 10);
    return true;
}
