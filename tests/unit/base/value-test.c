#include "base/err.h"
#include "base/intern.h"
#include "base/mac.h"
#include "base/pci.h"
#include "base/uuid.h"

static void test_mac_round_trip(void)
{
    static const struct {
        const char *text, *formatted; /* NULL: refused */
    } cases[] = {
        { "52:54:00:12:34:56", "52:54:00:12:34:56" },
        { "52-54-00-AB-CD-EF", "52:54:00:ab:cd:ef" },
        { "00:00:00:00:00:00", "00:00:00:00:00:00" },
        { "52:54:00:12:34", NULL },
        { "52:54:00:12:34:5g", NULL },
        { "52:54:00:12:34:567", NULL },
        { "525400123456", NULL },
        { "", NULL },
        { "52:54:00:12:34:56 ", NULL },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        MacAddr mac;
        char buffer[MAC_TEXT_SIZE];
        bool parsed = mac_parse(cases[i].text, &mac, &error);
        if (cases[i].formatted == NULL) {
            g_assert_false(parsed);
            g_assert_error(error, ERR, ERR_INVALID);
            continue;
        }
        g_assert_no_error(error);
        g_assert_cmpstr(mac_format(&mac, buffer), ==, cases[i].formatted);
        MacAddr again = mac_from_number(mac_to_number(&mac));
        g_assert_true(mac_equal(&mac, &again));
    }
}

static void test_pci_round_trip(void)
{
    static const struct {
        const char *text, *nodedev; /* NULL: refused */
    } cases[] = {
        { "0000:3b:01.0", "pci_0000_3b_01_0" },
        { "0001:ff:1f.7", "pci_0001_ff_1f_7" },
        { "0000:3b:20.0", NULL },
        { "0000:3b:01.8", NULL },
        { "3b:01.0", NULL },
        { "0000:3b:01.0x", NULL },
        { " 000:3b:01.0", NULL },
        { "0000:+b:01.0", NULL },
        { "0x00:3b:01.0", NULL },
        { "", NULL },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        PciAddress pci, again;
        char buffer[PCI_TEXT_SIZE];
        bool parsed = pci_parse(cases[i].text, &pci, &error);
        if (cases[i].nodedev == NULL) {
            g_assert_false(parsed);
            g_assert_error(error, ERR, ERR_INVALID);
            continue;
        }
        g_assert_no_error(error);
        g_assert_cmpstr(pci_format(&pci, buffer), ==, cases[i].text);
        g_assert_cmpstr(pci_format_nodedev(&pci, buffer), ==, cases[i].nodedev);
        g_assert_true(pci_parse_nodedev(buffer, &again, NULL));
        g_assert_true(pci_equal(&pci, &again));
    }
}

static void test_uuid_from_name_is_stable(void)
{
    g_autofree char *one = uuid_from_name("h1/52:54:00:01:00:01"),
                    *two = uuid_from_name("h1/52:54:00:01:00:01"),
                    *other = uuid_from_name("h2/52:54:00:01:00:01");
    g_assert_true(uuid_is_valid(one));
    g_assert_cmpstr(one, ==, two);
    g_assert_cmpstr(one, !=, other);
}

static gpointer intern_often(gpointer data)
{
    for (int i = 0; i < 20000; i++) {
        autointern const char *text = intern_new("red");
        autointern const char *again = intern_ref(text);
        g_assert_cmpstr(again, ==, "red");
    }
    return NULL;
}

/* The last reference goes in one thread while another one asks for the same text. */
static void test_intern_in_threads(void)
{
    GThread *threads[4];
    for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] = g_thread_new("intern", intern_often, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
        g_thread_join(threads[i]);
    autointern const char *one = intern_new("blue"), *two = intern_new("blue");
    g_assert_true(one == two);
}

static void test_err_table_is_complete(void)
{
    for (int code = 0; code < N_ERR_CODES; code++) {
        const ErrInfo *info = err_info((ErrCode)code);
        g_assert_cmpint(info->http_status, >=, 400);
        g_assert_cmpint(info->exit_status, >, 0);
        for (int other = 0; other < code; other++)
            g_assert_cmpstr(info->name, !=, err_info((ErrCode)other)->name);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/base/mac/round-trip", test_mac_round_trip);
    g_test_add_func("/base/pci/round-trip", test_pci_round_trip);
    g_test_add_func("/base/uuid/from-name-is-stable", test_uuid_from_name_is_stable);
    g_test_add_func("/base/intern/in-threads", test_intern_in_threads);
    g_test_add_func("/base/err/table-is-complete", test_err_table_is_complete);
    return g_test_run();
}
