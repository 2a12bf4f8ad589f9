#include "agent/inventory.h"
#include "simulator/fake.h"
#include "agent/vf-apply.h"
#include "state-dir.h"

#include <string.h>

#define PF  "enp1s0"
#define PCI "0000:01:00.0"
#define MAC "52:54:00:00:01:00"
#define KEY MAC "/0"

typedef struct {
    StateDir dir;
    Sys *sys;
    VfLedger *ledger;
    VfPolicy *policy;
    HostInventory *host;
    VfApply apply;
    GString *notes;
    char *boot_id;
} Fixture;

static void open_state(Fixture *f)
{
    g_free(f->boot_id);
    f->boot_id = f->sys->ops->dup_boot_id(f->sys);
    f->ledger = vf_ledger_open(f->dir.fd, f->boot_id, NULL);
    f->policy = vf_policy_open(f->dir.fd, NULL);
    f->apply = (VfApply){ f->sys, f->ledger, f->policy, f->host, 60000, 100, 100 };
}

static void close_state(Fixture *f)
{
    g_clear_pointer(&f->ledger, vf_ledger_free);
    g_clear_pointer(&f->policy, vf_policy_free);
}

static void set_up(Fixture *f, gconstpointer data)
{
    state_dir_open(&f->dir);
    f->sys = sys_fake_new();
    f->host = inventory_read_host(f->sys);
    f->notes = g_string_new(NULL);
    sys_fake_add_pf(f->sys, PF, MAC, PCI, "igb", 8, 7);
    open_state(f);
}

static void tear_down(Fixture *f, gconstpointer data)
{
    close_state(f);
    sys_free(f->sys);
    host_inventory_free(f->host);
    g_string_free(f->notes, TRUE);
    g_free(f->boot_id);
    state_dir_close(&f->dir);
}

static void note(const char *pf, const char *what, const GError *error, gpointer user_data)
{
    Fixture *f = user_data;
    g_string_append_printf(f->notes, "%s: %s: %s\n", pf, what,
                           error != NULL ? error->message : "good");
}

static void set_count(Fixture *f, guint count)
{
    g_autoptr(GError) error = NULL;
    vf_apply_count(&f->apply, PF, count, &error);
    g_assert_no_error(error);
    g_free(sys_fake_take_log(f->sys));
}

static void expect_log(Fixture *f, const char *expected)
{
    g_autofree char *log = sys_fake_take_log(f->sys);
    g_assert_cmpstr(log, ==, expected);
}

static NicInfo *read_pf(Fixture *f, HostInventory **ret_inventory)
{
    *ret_inventory = inventory_read(f->sys, f->ledger, f->host, NULL, NULL);
    return (*ret_inventory)->nics->len > 0 ? (*ret_inventory)->nics->pdata[0] : NULL;
}

static void expect_pf(Fixture *f, guint n_vfs, bool autoprobe, bool up)
{
    g_autoptr(HostInventory) inventory = NULL;
    const NicInfo *pf = read_pf(f, &inventory);
    g_assert_cmpuint(pf->num_vfs, ==, n_vfs);
    g_assert_cmpint(pf->autoprobe, ==, autoprobe);
    g_assert_cmpint(pf->up, ==, up);
}

/* What is on disk for a reboot. */
static void expect_policy(Fixture *f, int n_vfs, bool changing)
{
    g_autoptr(VfPolicy) policy = vf_policy_open(f->dir.fd, NULL);
    g_autoptr(GPtrArray) pfs = vf_policy_list(policy);
    const PfPolicy *pf = pfs->len > 0 ? pfs->pdata[0] : NULL;
    g_assert_cmpint(pf != NULL ? (int)pf->n_vfs : -1, ==, n_vfs);
    g_assert_cmpint(pf != NULL && pf->changing, ==, changing);
}

static void expect_free(Fixture *f)
{
    g_assert_true(vf_ledger_begin_resize(f->ledger, KEY, NULL));
    vf_ledger_end_resize(f->ledger, KEY);
}

static void test_first_count(Fixture *f, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_assert_true(vf_apply_count(&f->apply, PF, 2, &error));
    expect_log(f, "write_autoprobe " PCI " 0\n"
                  "write_vf_count " PCI " 2\n"
                  "set_link_up " PF " 1\n"
                  "set_vf " PF " 0 mac=00:00:00:00:00:00 vlan=0\n"
                  "set_vf " PF " 1 mac=00:00:00:00:00:00 vlan=0\n");
    expect_pf(f, 2, false, true);
    expect_policy(f, 2, false);
    expect_free(f);
}

static void test_change_goes_over_zero(Fixture *f, gconstpointer data)
{
    set_count(f, 2);
    g_assert_true(vf_apply_count(&f->apply, "pci_0000_01_00_0", 3, NULL));
    g_autofree char *log = sys_fake_take_log(f->sys);
    g_assert_true(g_str_has_prefix(log, "write_vf_count " PCI " 0\nwrite_vf_count " PCI " 3\n"));
    expect_policy(f, 3, false);
}

static void test_fewer_than_asked(Fixture *f, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    sys_fake_add_pf(f->sys, "few", "52:54:00:00:02:00", "0000:02:00.0", "ice", 8, 4);
    g_assert_false(vf_apply_count(&f->apply, "few", 5, &error));
    g_assert_cmpstr(error->message, ==,
                    "few: asked 5 VFs, got 4; the driver said not enough queues");
    expect_log(f, "write_autoprobe 0000:02:00.0 0\n"
                  "write_vf_count 0000:02:00.0 5\n"
                  "write_vf_count 0000:02:00.0 0\n"
                  "write_autoprobe 0000:02:00.0 1\n");
}

/* A failure in any step leaves the PF as it was before, and a reboot restores the old count. */
static void fail_and_expect_old(Fixture *f, const char *op, guint skip)
{
    g_autoptr(GError) error = NULL;
    sys_fake_fail(f->sys, op, skip, ERR_INTERNAL, "driver trouble");
    g_assert_false(vf_apply_count(&f->apply, PF, 5, &error));
    g_assert_nonnull(strstr(error->message, "driver trouble"));
    expect_pf(f, 2, false, true);
    expect_policy(f, 2, false);
    expect_free(f);
}

static void test_undo_remove(Fixture *f, gconstpointer data)
{
    set_count(f, 2);
    fail_and_expect_old(f, "write_vf_count", 0);
}

static void test_undo_create(Fixture *f, gconstpointer data)
{
    set_count(f, 2);
    fail_and_expect_old(f, "write_vf_count", 1);
}

static void test_undo_from_nothing(Fixture *f, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    sys_fake_fail(f->sys, "set_link_up", 0, ERR_INTERNAL, "driver trouble");
    g_assert_false(vf_apply_count(&f->apply, PF, 3, &error));
    expect_pf(f, 0, true, false);
    expect_policy(f, 0, false);
}

static void test_undo_when_not_kept(Fixture *f, gconstpointer data)
{
    set_count(f, 2);
    g_autoptr(GError) error = NULL;
    g_autofree char *in_the_way = g_build_filename(f->dir.path, "vfs.json.new", NULL);
    g_assert_cmpint(g_mkdir(in_the_way, 0700), ==, 0);
    g_assert_false(vf_apply_count(&f->apply, PF, 5, &error)); /* not even the intent */
    g_rmdir(in_the_way);
    expect_log(f, "");
    expect_pf(f, 2, false, true);
}

static void test_undo_that_fails_is_told(Fixture *f, gconstpointer data)
{
    set_count(f, 2);
    g_autoptr(GError) error = NULL;
    sys_fake_fail(f->sys, "write_vf_count", 1, ERR_INTERNAL, "first trouble");
    sys_fake_fail(f->sys, "write_vf_count", 2, ERR_INTERNAL, "second trouble");
    g_assert_false(vf_apply_count(&f->apply, PF, 5, &error));
    g_assert_nonnull(strstr(error->message, "first trouble"));
    g_assert_nonnull(strstr(error->message, "could not take back"));
    expect_free(f);
}

static void test_used_vf_is_named(Fixture *f, gconstpointer data)
{
    set_count(f, 2);
    g_autoptr(GError) error = NULL;
    g_assert_true(vf_ledger_claim(f->ledger, KEY "/1", 3, "7d3f", "ua-1", NULL));
    g_assert_false(vf_apply_count(&f->apply, PF, 5, &error));
    g_assert_error(error, ERR, ERR_BUSY);
    g_assert_nonnull(strstr(error->message, "/1 is held by VM 7d3f"));
    expect_log(f, "");
    g_assert_true(vf_apply_count(&f->apply, PF, 2, NULL)); /* what is there already may be asked */
}

static bool is_changing(Fixture *f)
{
    g_autoptr(GPtrArray) pfs = vf_policy_list(f->policy);
    return ((PfPolicy *)pfs->pdata[0])->changing;
}

static void test_hung_write(Fixture *f, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    sys_fake_hang(f->sys, "write_vf_count");
    f->apply.write_ms = 50;
    g_assert_false(vf_apply_count(&f->apply, PF, 3, &error));
    g_assert_error(error, ERR, ERR_TIMEOUT);
    f->apply.write_ms = 60000;
    g_clear_error(&error);
    g_assert_false(vf_apply_count(&f->apply, PF, 2, &error)); /* still at it */
    g_assert_error(error, ERR, ERR_BUSY);
    expect_policy(f, 0, true);

    /* It comes back, too late: the PF is put back as it was. */
    sys_fake_release(f->sys, "write_vf_count");
    for (int i = 0; i < 6000 && is_changing(f); i++)
        g_usleep(10000);
    expect_policy(f, 0, false);
    g_autoptr(HostInventory) inventory = NULL;
    g_assert_cmpuint(read_pf(f, &inventory)->num_vfs, ==, 0);
    for (int i = 0; i < 6000 && !vf_ledger_begin_resize(f->ledger, KEY, NULL); i++)
        g_usleep(10000);
    vf_ledger_end_resize(f->ledger, KEY);
    set_count(f, 2);
    expect_policy(f, 2, false);
}

/* ---------------------------------------------------------------------------- killed in between */

static PciAddress pf_pci(void)
{
    PciAddress pci;
    g_assert_true(pci_parse(PCI, &pci, NULL));
    return pci;
}

/* Puts the host where an agent that was killed in a change from 2 to 5 left it. */
static void kill_at(Fixture *f, guint n_vfs)
{
    g_autoptr(HostInventory) inventory = NULL;
    PciAddress pci = pf_pci();
    set_count(f, 2);
    g_assert_true(vf_policy_begin(f->policy, read_pf(f, &inventory), 2, 5, NULL));
    g_assert_true(f->sys->ops->write_vf_count(f->sys, &pci, 0, NULL));
    g_assert_true(f->sys->ops->write_vf_count(f->sys, &pci, n_vfs, NULL));
    close_state(f);
    open_state(f);
}

static void test_killed_before_create(Fixture *f, gconstpointer data)
{
    kill_at(f, 0);
    vf_apply_repair(&f->apply, note, f);
    g_assert_cmpstr(f->notes->str, ==, PF ": end the change from 2 to 5 VFs by going back: good\n");
    expect_pf(f, 2, false, true);
    expect_policy(f, 2, false);
}

static void test_killed_after_create(Fixture *f, gconstpointer data)
{
    kill_at(f, 5);
    vf_apply_repair(&f->apply, note, f);
    g_assert_cmpstr(f->notes->str, ==, PF ": end the change from 2 to 5 VFs as done: good\n");
    expect_pf(f, 5, false, true);
    expect_policy(f, 5, false);
}

/* ------------------------------------------------------------------------------------- reboot */

static void reboot(Fixture *f)
{
    sys_fake_reboot(f->sys);
    close_state(f);
    open_state(f);
}

static void test_restore_after_boot(Fixture *f, gconstpointer data)
{
    set_count(f, 4);
    reboot(f);
    vf_apply_restore(&f->apply, note, f);
    g_assert_cmpstr(f->notes->str, ==, PF ": restore 4 VFs: good\n");
    expect_pf(f, 4, false, true);
}

/* The plug was pulled while a VM had a VF. */
static void test_restore_under_a_vm(Fixture *f, gconstpointer data)
{
    set_count(f, 4);
    g_assert_true(vf_ledger_claim(f->ledger, KEY "/1", 3, "7d3f", "ua-1", NULL));
    reboot(f);
    vf_apply_restore(&f->apply, note, f);
    g_assert_cmpstr(f->notes->str, ==, PF ": restore 4 VFs: good\n");
    expect_pf(f, 4, false, true);
}

static void test_restore_after_rename(Fixture *f, gconstpointer data)
{
    set_count(f, 4);
    reboot(f);
    sys_fake_rename(f->sys, PF, "enp1s0np0");
    vf_apply_restore(&f->apply, note, f);
    g_assert_cmpstr(f->notes->str, ==, "enp1s0np0: restore 4 VFs: good\n");
}

static void test_restore_without_card(Fixture *f, gconstpointer data)
{
    sys_fake_add_pf(f->sys, "other", "52:54:00:00:02:00", "0000:02:00.0", "igb", 7, 7);
    set_count(f, 4);
    g_assert_true(vf_apply_count(&f->apply, "other", 2, NULL));
    reboot(f);
    sys_fake_unplug(f->sys, PF);
    vf_apply_restore(&f->apply, note, f);
    g_assert_cmpstr(f->notes->str, ==,
                    PF ": restore 4 VFs: the card is not there\n"
                       "other: restore 2 VFs: good\n");
}

static void test_restore_old_count_after_failed_change(Fixture *f, gconstpointer data)
{
    set_count(f, 2);
    sys_fake_fail(f->sys, "write_vf_count", 1, ERR_INTERNAL, "driver trouble");
    g_assert_false(vf_apply_count(&f->apply, PF, 5, NULL));
    reboot(f);
    vf_apply_restore(&f->apply, note, f);
    expect_pf(f, 2, false, true);
}

static void test_dirty_vf_is_quarantined(Fixture *f, gconstpointer data)
{
    g_auto(VfRecord) record = { 0 };
    sys_fake_fail(f->sys, "set_vf", 0, ERR_INTERNAL, "no");
    sys_fake_fail(f->sys, "set_vf", 0, ERR_INTERNAL, "no");
    sys_fake_fail(f->sys, "set_vf", 0, ERR_INTERNAL, "no");
    sys_fake_fail(f->sys, "set_vf", 0, ERR_INTERNAL, "no");
    sys_fake_fail(f->sys, "set_vf", 0, ERR_INTERNAL, "no");
    sys_fake_fail(f->sys, "set_vf", 0, ERR_INTERNAL, "no");
    set_count(f, 2);
    vf_ledger_get(f->ledger, KEY "/0", &record);
    g_assert_nonnull(record.quarantine);
    expect_pf(f, 2, false, true);
    set_count(f, 3); /* new VFs, new luck */
    vf_record_clear(&record);
    vf_ledger_get(f->ledger, KEY "/0", &record);
    g_assert_null(record.quarantine);
}

#define ADD(name, func) g_test_add("/agent/vf-apply/" name, Fixture, NULL, set_up, func, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("first-count", test_first_count);
    ADD("change-goes-over-zero", test_change_goes_over_zero);
    ADD("fewer-than-asked", test_fewer_than_asked);
    ADD("undo-remove", test_undo_remove);
    ADD("undo-create", test_undo_create);
    ADD("undo-from-nothing", test_undo_from_nothing);
    ADD("undo-when-not-kept", test_undo_when_not_kept);
    ADD("undo-that-fails-is-told", test_undo_that_fails_is_told);
    ADD("used-vf-is-named", test_used_vf_is_named);
    ADD("hung-write", test_hung_write);
    ADD("killed-before-create", test_killed_before_create);
    ADD("killed-after-create", test_killed_after_create);
    ADD("restore-after-boot", test_restore_after_boot);
    ADD("restore-under-a-vm", test_restore_under_a_vm);
    ADD("restore-after-rename", test_restore_after_rename);
    ADD("restore-without-card", test_restore_without_card);
    ADD("restore-old-count-after-failed-change", test_restore_old_count_after_failed_change);
    ADD("dirty-vf-is-quarantined", test_dirty_vf_is_quarantined);
    return g_test_run();
}
