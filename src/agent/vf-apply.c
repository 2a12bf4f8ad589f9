#include "agent/vf-apply.h"

#include "agent/inventory.h"
#include "agent/pf-link.h"
#include "agent/vf-attr.h"
#include "agent/vf-driver.h"
#include "agent/vf-plan.h"
#include "base/err.h"
#include "base/log.h"

#include <string.h>

#define SETTLE_MS  5000
#define CARRIER_MS 5000

/* One plan being carried out. */
typedef struct {
    const VfApply *apply;
    const NicInfo *pf; /* as it was before */
    const char *pf_key;
    bool brought_up;
    bool hung; /* a write did not return: nothing more can be done to this PF now */
} Run;

/* ------------------------------------------------------------- a write that may never return */

typedef struct {
    gint ref_count;
    VfApply apply; /* but for 'host', which need not outlive who waits */
    PciAddress pf;
    char *pf_key;
    guint count;
    GMutex mutex; /* guards all below */
    GCond ended;
    bool done, abandoned;
    GError *error;
} Write;

static void write_unref(Write *write)
{
    if (!g_atomic_int_dec_and_test(&write->ref_count))
        return;
    g_free(write->pf_key);
    g_clear_error(&write->error);
    g_mutex_clear(&write->mutex);
    g_cond_clear(&write->ended);
    g_free(write);
}

static void repair_late(const VfApply *apply, const char *pf_key);

/* Whoever waited may have gone and left the PF busy, in the middle of a change. */
static gpointer write_in_thread(gpointer data)
{
    Write *write = data;
    Sys *sys = write->apply.sys;
    GError *error = NULL;
    sys->ops->write_vf_count(sys, &write->pf, write->count, &error);
    g_mutex_lock(&write->mutex);
    write->done = true;
    write->error = error;
    bool abandoned = write->abandoned;
    g_cond_signal(&write->ended);
    g_mutex_unlock(&write->mutex);
    if (abandoned)
        repair_late(&write->apply, write->pf_key);
    write_unref(write);
    return NULL;
}

static bool write_count(Run *run, guint count, GError **error)
{
    const VfDriver *driver = vf_driver_find(run->pf->driver);
    guint timeout_ms = run->apply->write_ms != 0
                           ? run->apply->write_ms
                           : vf_driver_deadline_ms(driver, MAX(count, run->pf->num_vfs));
    gint64 deadline = g_get_monotonic_time() + (gint64)timeout_ms * 1000;

    Write *write = g_new0(Write, 1);
    write->ref_count = 2;
    write->apply = *run->apply;
    write->apply.host = NULL;
    write->pf = run->pf->pci;
    write->pf_key = g_strdup(run->pf_key);
    write->count = count;
    g_mutex_init(&write->mutex);
    g_cond_init(&write->ended);
    g_thread_unref(g_thread_new("vf-count", write_in_thread, write));

    g_mutex_lock(&write->mutex);
    while (!write->done && g_cond_wait_until(&write->ended, &write->mutex, deadline))
        ;
    bool done = write->done;
    write->abandoned = !done;
    if (done && write->error != NULL) {
        /* The kernel denies us; that is not for the engine to take for its own lack of a right. */
        ErrCode code = err_code(write->error);
        err_set(error, code == ERR_DENIED ? ERR_INTERNAL : code, "%s: %s", run->pf->ifname,
                write->error->message);
    }
    if (!done)
        err_set(error, ERR_TIMEOUT,
                "%s: writing %u VFs did not return within %u ms; the PF stays busy until it does",
                run->pf->ifname, count, timeout_ms);
    bool good = done && write->error == NULL;
    run->hung = !done;
    g_mutex_unlock(&write->mutex);
    write_unref(write);
    return good;
}

/* ------------------------------------------------------------------------- until they are there */

static guint count_present(Run *run)
{
    g_autoptr(SysPci) pci = run->apply->sys->ops->read_pci(run->apply->sys, &run->pf->pci, NULL);
    guint n = 0;
    for (guint i = 0; pci != NULL && i < pci->vfs->len; i++)
        n += pci->vfs->pdata[i] != NULL;
    return n;
}

static bool wait_present(Run *run, SysWatch *watch, guint count, gint64 since_us, GError **error)
{
    guint settle_ms = run->apply->settle_ms != 0 ? run->apply->settle_ms : SETTLE_MS;
    gint64 deadline = g_get_monotonic_time() + (gint64)settle_ms * 1000;
    guint present;
    while ((present = count_present(run)) != count) {
        gint64 left_ms = (deadline - g_get_monotonic_time()) / 1000;
        if (left_ms <= 0)
            break;
        run->apply->sys->ops->watch_wait(watch, (int)MIN(left_ms, 1000));
    }
    if (present == count)
        return true;
    g_autofree char *said =
        run->apply->sys->ops->dup_kernel_log(run->apply->sys, &run->pf->pci, since_us);
    return err_set(error, ERR_INTERNAL, "%s: asked %u VFs, got %u; the driver said %s",
                   run->pf->ifname, count, present, said != NULL ? said : "nothing");
}

/* Writes 'count' and waits until that many VFs are there. */
static bool set_count(Run *run, guint count, GError **error)
{
    gint64 since_us = g_get_monotonic_time();
    SysWatch *watch = run->apply->sys->ops->watch_new(run->apply->sys, error);
    if (watch == NULL)
        return false;
    GError *local = NULL;
    bool good =
        write_count(run, count, &local) && wait_present(run, watch, count, since_us, &local);
    run->apply->sys->ops->watch_free(watch);
    if (local == NULL)
        return good;
    g_autofree char *said =
        run->hung ? NULL
                  : run->apply->sys->ops->dup_kernel_log(run->apply->sys, &run->pf->pci, since_us);
    if (said != NULL && strstr(local->message, said) == NULL)
        err_set(error, err_code(local), "%s; the driver said %s", local->message, said);
    else
        g_propagate_error(error, g_steal_pointer(&local));
    g_clear_error(&local);
    return false;
}

/* ---------------------------------------------------------------------------------- the steps */

static bool apply_record(Run *run, const VfStep *step, guint want, GError **error)
{
    return vf_policy_begin(run->apply->policy, run->pf, step->old, want, error);
}

static bool undo_record(Run *run, const VfStep *step, GError **error)
{
    return vf_policy_abandon(run->apply->policy, run->pf, error);
}

static bool apply_pf_up(Run *run, const VfStep *step, guint want, GError **error)
{
    guint carrier_ms = run->apply->carrier_ms != 0 ? run->apply->carrier_ms : CARRIER_MS;
    bool carrier;
    return pf_link_ensure_up(run->apply->sys, run->pf->ifname, carrier_ms, &run->brought_up,
                             &carrier, error);
}

static bool undo_pf_up(Run *run, const VfStep *step, GError **error)
{
    return !run->brought_up ||
           run->apply->sys->ops->set_link_up(run->apply->sys, run->pf->ifname, false, error);
}

static bool apply_autoprobe_off(Run *run, const VfStep *step, guint want, GError **error)
{
    return run->apply->sys->ops->write_autoprobe(run->apply->sys, &run->pf->pci, false, error);
}

static bool undo_autoprobe_off(Run *run, const VfStep *step, GError **error)
{
    return run->apply->sys->ops->write_autoprobe(run->apply->sys, &run->pf->pci, true, error);
}

static bool apply_remove(Run *run, const VfStep *step, guint want, GError **error)
{
    return set_count(run, 0, error);
}

static bool undo_remove(Run *run, const VfStep *step, GError **error)
{
    return set_count(run, step->old, error);
}

static bool apply_create(Run *run, const VfStep *step, guint want, GError **error)
{
    return set_count(run, step->count, error);
}

static bool undo_create(Run *run, const VfStep *step, GError **error)
{
    return set_count(run, 0, error);
}

/* A VF that cannot be made neutral does not spoil the others. */
static bool apply_neutral(Run *run, const VfStep *step, guint want, GError **error)
{
    const VfAttrPf pf = { run->pf->ifname, run->pf->driver, run->pf->permanent_mac };
    vf_ledger_renew(run->apply->ledger, run->pf_key);
    for (guint i = 0; i < step->count; i++) {
        g_autoptr(GError) dirty = NULL;
        if (vf_attr_scrub(run->apply->sys, &pf, i, &dirty))
            continue;
        g_autofree char *key = vf_ledger_key(&run->pf->permanent_mac, run->pf->port_id, i);
        if (!vf_ledger_release(run->apply->ledger, key, dirty, error))
            return false;
    }
    return true;
}

static bool apply_keep(Run *run, const VfStep *step, guint want, GError **error)
{
    return vf_policy_commit(run->apply->policy, run->pf, step->count, error);
}

static const struct {
    bool (*apply)(Run *run, const VfStep *step, guint want, GError **error);
    bool (*undo)(Run *run, const VfStep *step, GError **error); /* NULL: nothing to take back */
    bool undo_when_failed; /* a failed 'apply' may have done a part */
} step_functions[] = {
    [VF_STEP_RECORD] = { apply_record, undo_record, false },
    [VF_STEP_PF_UP] = { apply_pf_up, undo_pf_up, false },
    [VF_STEP_AUTOPROBE_OFF] = { apply_autoprobe_off, undo_autoprobe_off, false },
    [VF_STEP_REMOVE] = { apply_remove, undo_remove, true },
    [VF_STEP_CREATE] = { apply_create, undo_create, true },
    [VF_STEP_NEUTRAL] = { apply_neutral, NULL, false },
    [VF_STEP_KEEP] = { apply_keep, NULL, false },
};

/* Takes back steps 'n - 1' to 0; goes on when one cannot be taken back, and adds that to '*error'.
 */
static void undo_steps(Run *run, const GArray *steps, guint n, GError **error)
{
    g_autoptr(GString) trouble = g_string_new(NULL);
    while (n-- > 0 && !run->hung) {
        const VfStep *step = &g_array_index(steps, VfStep, n);
        g_autoptr(GError) local = NULL;
        if (step_functions[step->kind].undo != NULL &&
            !step_functions[step->kind].undo(run, step, &local))
            g_string_append_printf(trouble, "; could not take back %s: %s",
                                   enum_word(&vf_step_table, (int)step->kind), local->message);
    }
    if (trouble->len > 0) {
        g_autoptr(GError) first = g_steal_pointer(error);
        err_set(error, err_code(first), "%s%s", first->message, trouble->str);
    }
}

static bool run_steps(Run *run, const GArray *steps, guint want, GError **error)
{
    for (guint i = 0; i < steps->len; i++) {
        const VfStep *step = &g_array_index(steps, VfStep, i);
        GError *local = NULL;
        if (step_functions[step->kind].apply(run, step, want, &local))
            continue;
        undo_steps(run, steps, i + step_functions[step->kind].undo_when_failed, &local);
        g_propagate_error(error, local);
        return false;
    }
    return true;
}

static bool change_pf(const VfApply *apply, const char *device, const char *pf_key, guint want,
                      bool *ret_hung, GError **error)
{
    /* Read under the ledger's guard: what is free now stays so. */
    g_autoptr(HostInventory) inventory =
        inventory_read(apply->sys, apply->ledger, apply->host, NULL, error);
    const NicInfo *pf = inventory != NULL ? host_inventory_find_nic(inventory, device) : NULL;
    if (inventory == NULL)
        return false;
    if (pf == NULL)
        return err_set(error, ERR_NOT_FOUND, "%s: no such interface", device);
    g_autoptr(GArray) steps = vf_plan(pf, want, error);
    if (steps == NULL)
        return false;
    Run run = { .apply = apply, .pf = pf, .pf_key = pf_key };
    bool good = run_steps(&run, steps, want, error);
    *ret_hung = run.hung;
    return good;
}

bool vf_apply_count(const VfApply *apply, const char *device, guint want, GError **error)
{
    g_autoptr(HostInventory) inventory =
        inventory_read(apply->sys, apply->ledger, apply->host, NULL, error);
    const NicInfo *pf = inventory != NULL ? host_inventory_find_nic(inventory, device) : NULL;
    if (inventory == NULL)
        return false;
    if (pf == NULL)
        return err_set(error, ERR_NOT_FOUND, "%s: no such interface", device);
    g_autofree char *pf_key = vf_ledger_pf_key(&pf->permanent_mac, pf->port_id);
    /* Asking for what is there already must not fail because a VM uses it. */
    if (want == pf->num_vfs && pf->total_vfs > 0)
        return vf_policy_commit(apply->policy, pf, want, error);
    if (!vf_ledger_begin_resize(apply->ledger, pf_key, error))
        return err_prefix(error, "%s", pf->ifname);
    bool hung = false;
    bool good = change_pf(apply, device, pf_key, want, &hung, error);
    if (!hung)
        vf_ledger_end_resize(apply->ledger, pf_key);
    return good;
}

/* ------------------------------------------------------------------------- boot and own restart */

static void restore_one(const VfApply *apply, const HostInventory *inventory, const PfPolicy *pf,
                        VfApplyNote note, gpointer user_data)
{
    g_autoptr(GError) error = NULL;
    const NicInfo *nic = pf_policy_find_nic(pf, inventory);
    g_autofree char *what = g_strdup_printf("restore %u VFs", pf->n_vfs);
    if (nic == NULL) {
        err_set(&error, ERR_NOT_FOUND, "the card is not there");
        note(pf->name, what, error, user_data);
        return;
    }
    vf_apply_count(apply, nic->ifname, pf->n_vfs, &error);
    note(nic->ifname, what, error, user_data);
}

void vf_apply_restore(const VfApply *apply, VfApplyNote note, gpointer user_data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) pfs = vf_policy_list(apply->policy);
    g_autoptr(HostInventory) inventory =
        inventory_read(apply->sys, apply->ledger, apply->host, NULL, &error);
    if (inventory == NULL) {
        note("all", "restore VFs", error, user_data);
        return;
    }
    for (guint i = 0; i < pfs->len; i++)
        restore_one(apply, inventory, pfs->pdata[i], note, user_data);
}

/* 'told' says that somebody was told that the change failed: then it must not succeed later. */
static void repair_one(const VfApply *apply, const HostInventory *inventory, const PfPolicy *pf,
                       bool told, VfApplyNote note, gpointer user_data)
{
    g_autoptr(GError) error = NULL;
    const NicInfo *nic = pf_policy_find_nic(pf, inventory);
    if (nic == NULL) {
        err_set(&error, ERR_NOT_FOUND, "the card is not there; it had %u VFs", pf->n_vfs);
        note(pf->name, "look for PF", error, user_data);
        return;
    }
    if (!pf->changing) {
        if (nic->num_vfs == pf->n_vfs)
            return;
        err_set(&error, ERR_CONFLICT, "it has %u VFs and should have %u", nic->num_vfs, pf->n_vfs);
        note(nic->ifname, "check VF count", error, user_data);
        return;
    }
    bool reached = !told && nic->num_vfs == pf->to && nic->vfs->len == pf->to;
    g_autofree char *what = g_strdup_printf("end the change from %u to %u VFs %s", pf->from, pf->to,
                                            reached ? "as done" : "by going back");
    vf_apply_count(apply, nic->ifname, reached ? pf->to : pf->from, &error);
    note(nic->ifname, what, error, user_data);
}

void vf_apply_repair(const VfApply *apply, VfApplyNote note, gpointer user_data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) pfs = vf_policy_list(apply->policy);
    g_autoptr(HostInventory) inventory =
        inventory_read(apply->sys, apply->ledger, apply->host, NULL, &error);
    if (inventory == NULL) {
        note("all", "repair VF counts", error, user_data);
        return;
    }
    for (guint i = 0; i < pfs->len; i++)
        repair_one(apply, inventory, pfs->pdata[i], false, note, user_data);
}

static void log_late(const char *pf, const char *what, const GError *error, gpointer user_data)
{
    if (error != NULL)
        log_error("vf-count-late pf=%s what=\"%s\" error=\"%s\"", pf, what, error->message);
    else
        log_info("vf-count-late pf=%s what=\"%s\"", pf, what);
}

/* The write that hung came back: ends the change it was part of.  Nobody waits for this any more,
 * so what becomes of it goes to the log. */
static void repair_late(const VfApply *unfinished, const char *pf_key)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(HostInventory) host = host_inventory_new();
    VfApply apply = *unfinished;
    apply.host = host;
    vf_ledger_end_resize(apply.ledger, pf_key);
    g_autoptr(GPtrArray) pfs = vf_policy_list(apply.policy);
    g_autoptr(HostInventory) inventory =
        inventory_read(apply.sys, apply.ledger, host, NULL, &error);
    if (inventory == NULL) {
        log_late(pf_key, "read the host", error, NULL);
        return;
    }
    for (guint i = 0; i < pfs->len; i++) {
        const PfPolicy *pf = pfs->pdata[i];
        g_autofree char *key = vf_ledger_pf_key(&pf->pf_mac, pf->port);
        if (pf->changing && strcmp(key, pf_key) == 0)
            repair_one(&apply, inventory, pf, true, log_late, NULL);
    }
}
