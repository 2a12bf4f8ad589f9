#include "agent/vf-ledger.h"
#include "base/err.h"
#include "state-dir.h"

#include <sys/stat.h>

#define KEY  "52:54:00:00:01:00/0/1"
#define PF   "52:54:00:00:01:00/0"
#define VM_A "aaaaaaaa-0000-4000-8000-000000000001"
#define VM_B "bbbbbbbb-0000-4000-8000-000000000002"

static VfLedger *open_ledger(StateDir *dir)
{
    g_autoptr(GError) error = NULL;
    VfLedger *ledger = vf_ledger_open(dir->fd, "boot-1", &error);
    g_assert_no_error(error);
    return ledger;
}

static void test_claim_needs_newer_epoch(void)
{
    StateDir dir;
    state_dir_open(&dir);
    g_autoptr(VfLedger) ledger = open_ledger(&dir);
    g_autoptr(GError) error = NULL;
    g_assert_true(vf_ledger_claim(ledger, KEY, 5, VM_A, "ua-1", &error));
    g_assert_false(vf_ledger_claim(ledger, KEY, 6, VM_B, "ua-2", &error));
    g_assert_error(error, ERR, ERR_BUSY);
    g_clear_error(&error);
    g_assert_true(vf_ledger_begin_scrub(ledger, KEY, VM_A, &error));
    g_assert_true(vf_ledger_release(ledger, KEY, NULL, &error));
    g_assert_false(vf_ledger_claim(ledger, KEY, 5, VM_B, "ua-2", &error)); /* a late repetition */
    g_assert_error(error, ERR, ERR_CONFLICT);
    g_clear_error(&error);
    g_assert_true(vf_ledger_claim(ledger, KEY, 6, VM_B, "ua-2", &error));
    state_dir_close(&dir);
}

static gpointer claim_in_thread(gpointer data)
{
    return GINT_TO_POINTER(vf_ledger_claim(data, KEY, 6, VM_B, "ua-2", NULL));
}

/* The start that follows a stop waits for the end of the scrub instead of being refused. */
static void test_claim_waits_for_scrub(void)
{
    StateDir dir;
    state_dir_open(&dir);
    g_autoptr(VfLedger) ledger = open_ledger(&dir);
    g_assert_true(vf_ledger_claim(ledger, KEY, 5, VM_A, "ua-1", NULL));
    g_assert_true(vf_ledger_begin_scrub(ledger, KEY, VM_A, NULL));
    GThread *next = g_thread_new("next", claim_in_thread, ledger);
    g_usleep(50000);
    g_auto(VfRecord) record = { 0 };
    vf_ledger_get(ledger, KEY, &record);
    g_assert_true(record.scrubbing);
    g_assert_true(vf_ledger_release(ledger, KEY, NULL, NULL));
    g_assert_true(GPOINTER_TO_INT(g_thread_join(next)));
    state_dir_close(&dir);
}

static void test_survives_restart(void)
{
    StateDir dir;
    state_dir_open(&dir);
    g_autoptr(VfLedger) before = open_ledger(&dir);
    bool stale;
    g_assert_true(vf_ledger_claim(before, KEY, 5, VM_A, "ua-1", NULL));
    g_assert_true(vf_ledger_see_vm(before, VM_A, 9, &stale, NULL));

    g_autoptr(VfLedger) after = open_ledger(&dir);
    g_auto(VfRecord) record = { 0 };
    vf_ledger_get(after, KEY, &record);
    g_assert_cmpuint(record.epoch, ==, 5);
    g_assert_cmpstr(record.vm_id, ==, VM_A);
    g_assert_cmpstr(record.alias, ==, "ua-1");
    g_assert_true(vf_ledger_knows_vm(after, VM_A));
    g_assert_true(vf_ledger_see_vm(after, VM_A, 8, &stale, NULL));
    g_assert_true(stale);
    state_dir_close(&dir);
}

/* An agent that dies in a scrub leaves a VF that nobody knows to be clean. */
static void test_unfinished_scrub_is_quarantine(void)
{
    StateDir dir;
    state_dir_open(&dir);
    g_autoptr(VfLedger) before = open_ledger(&dir);
    g_assert_true(vf_ledger_claim(before, KEY, 5, VM_A, "ua-1", NULL));
    g_assert_true(vf_ledger_begin_scrub(before, KEY, VM_A, NULL));

    g_autoptr(VfLedger) after = open_ledger(&dir);
    g_auto(VfRecord) record = { 0 };
    vf_ledger_get(after, KEY, &record);
    g_assert_nonnull(record.quarantine);
    g_assert_false(vf_ledger_claim(after, KEY, 6, VM_B, "ua-2", NULL));
    state_dir_close(&dir);
}

/* After a reboot no VM runs and the VFs are other ones, but the epochs hold. */
static void test_reboot(void)
{
    StateDir dir;
    state_dir_open(&dir);
    g_autoptr(GError) dirty = g_error_new_literal(ERR, ERR_INTERNAL, "dirty");
    g_autoptr(GError) error = NULL;
    g_autoptr(VfLedger) before = open_ledger(&dir);
    g_assert_true(vf_ledger_claim(before, KEY, 5, VM_A, "ua-1", NULL));
    g_assert_true(vf_ledger_release(before, PF "/2", dirty, NULL));

    g_autoptr(VfLedger) after = vf_ledger_open(dir.fd, "boot-2", NULL);
    g_autoptr(GPtrArray) held = vf_ledger_list_held(after, NULL);
    g_auto(VfRecord) record = { 0 };
    g_assert_cmpuint(held->len, ==, 0);
    vf_ledger_get(after, PF "/2", &record);
    g_assert_null(record.quarantine);
    g_assert_false(vf_ledger_claim(after, KEY, 4, VM_A, "ua-1", &error));
    g_assert_error(error, ERR, ERR_CONFLICT);
    state_dir_close(&dir);
}

static void test_late_scrub_does_nothing(void)
{
    StateDir dir;
    state_dir_open(&dir);
    g_autoptr(VfLedger) ledger = open_ledger(&dir);
    g_autoptr(GError) error = NULL;
    bool stale = false;
    g_assert_true(vf_ledger_claim(ledger, KEY, 7, VM_B, "ua-2", NULL));
    g_assert_true(vf_ledger_see(ledger, KEY, 5, &stale, NULL));
    g_assert_true(stale);
    g_assert_false(vf_ledger_begin_scrub(ledger, KEY, VM_A, &error)); /* its turn is over */
    g_assert_error(error, ERR, ERR_BUSY);
    g_clear_error(&error);
    g_assert_false(vf_ledger_begin_scrub(ledger, KEY, NULL, &error));
    g_assert_error(error, ERR, ERR_BUSY);
    state_dir_close(&dir);
}

static void test_resize_and_claim_exclude_each_other(void)
{
    StateDir dir;
    state_dir_open(&dir);
    g_autoptr(VfLedger) ledger = open_ledger(&dir);
    g_autoptr(GError) error = NULL;
    g_assert_true(vf_ledger_begin_resize(ledger, PF, NULL));
    g_assert_false(vf_ledger_begin_resize(ledger, PF, &error));
    g_assert_error(error, ERR, ERR_BUSY);
    g_clear_error(&error);
    g_assert_false(vf_ledger_claim(ledger, KEY, 5, VM_A, "ua-1", &error));
    g_assert_error(error, ERR, ERR_BUSY);
    g_clear_error(&error);
    g_assert_true(vf_ledger_claim(ledger, "52:54:00:00:02:00/0/1", 5, VM_A, "ua-1", NULL));
    vf_ledger_end_resize(ledger, PF);
    g_assert_true(vf_ledger_claim(ledger, KEY, 5, VM_A, "ua-1", NULL));
    g_assert_false(vf_ledger_begin_resize(ledger, PF, &error));
    g_assert_error(error, ERR, ERR_BUSY);
    state_dir_close(&dir);
}

/* What cannot be written is not believed. */
static void test_disk_trouble_changes_nothing(void)
{
    StateDir dir;
    state_dir_open(&dir);
    g_autoptr(VfLedger) ledger = open_ledger(&dir);
    g_autoptr(GError) error = NULL;
    g_autofree char *in_the_way = g_build_filename(dir.path, "epochs.json.new", NULL);
    g_assert_cmpint(g_mkdir(in_the_way, 0700), ==, 0);
    g_assert_false(vf_ledger_claim(ledger, KEY, 5, VM_A, "ua-1", &error));
    g_assert_nonnull(error);
    g_rmdir(in_the_way);
    g_assert_true(vf_ledger_claim(ledger, KEY, 5, VM_A, "ua-1", NULL));
    state_dir_close(&dir);
}

static void test_refuses_broken_file(void)
{
    StateDir dir;
    state_dir_open(&dir);
    g_autoptr(GError) error = NULL;
    g_assert_true(fs_at_replace(dir.fd, "epochs.json", "{\"vfs\":", 7, 0600, NULL));
    g_assert_null(vf_ledger_open(dir.fd, "boot-1", &error));
    g_assert_error(error, ERR, ERR_INVALID);
    state_dir_close(&dir);
}

static void test_key_round_trip(void)
{
    MacAddr mac;
    g_autofree char *port = NULL;
    guint index;
    g_assert_true(vf_ledger_parse_key("b4:96:91:aa:00:10/p0/13", &mac, &port, &index));
    g_autofree char *key = vf_ledger_key(&mac, port, index);
    g_assert_cmpstr(key, ==, "b4:96:91:aa:00:10/p0/13");
    const char *bad[] = { "", "/", "b4:96:91:aa:00:10/13", "b4:96:91:aa:00:10/0/", "x/0/1" };
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autofree char *none = NULL;
        g_assert_false(vf_ledger_parse_key(bad[i], &mac, &none, &index));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/agent/vf-ledger/claim-needs-newer-epoch", test_claim_needs_newer_epoch);
    g_test_add_func("/agent/vf-ledger/claim-waits-for-scrub", test_claim_waits_for_scrub);
    g_test_add_func("/agent/vf-ledger/survives-restart", test_survives_restart);
    g_test_add_func("/agent/vf-ledger/unfinished-scrub-is-quarantine",
                    test_unfinished_scrub_is_quarantine);
    g_test_add_func("/agent/vf-ledger/reboot", test_reboot);
    g_test_add_func("/agent/vf-ledger/late-scrub-does-nothing", test_late_scrub_does_nothing);
    g_test_add_func("/agent/vf-ledger/resize-and-claim-exclude-each-other",
                    test_resize_and_claim_exclude_each_other);
    g_test_add_func("/agent/vf-ledger/disk-trouble-changes-nothing",
                    test_disk_trouble_changes_nothing);
    g_test_add_func("/agent/vf-ledger/refuses-broken-file", test_refuses_broken_file);
    g_test_add_func("/agent/vf-ledger/key-round-trip", test_key_round_trip);
    return g_test_run();
}
