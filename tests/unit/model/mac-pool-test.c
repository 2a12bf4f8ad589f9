#include "model/mac-pool.h"

#include "base/err.h"

static MacPool *pool_new(const char *ranges)
{
    MacPool *pool = entity_new(&mac_pool_type);
    pool->name = g_strdup("lab");
    pool->ranges = ranges != NULL ? g_strsplit(ranges, " ", 0) : NULL;
    return pool;
}

static void test_check(void)
{
    static const struct {
        const char *ranges, *message; /* NULL: fine */
    } cases[] = {
        { "56:6f:1a:1b:00:00,56:6f:1a:1b:ff:ff", NULL },
        { "56:6f:1a:1b:00:00,56:6f:1a:1b:00:00", NULL },
        { "56:00:00:00:00:10,56:00:00:00:00:1f 56:00:00:00:00:00,56:00:00:00:00:0f", NULL },
        { "56:00:00:00:00:10,56:00:00:00:00:1f 56:00:00:00:00:00,56:00:00:00:00:10",
          "MAC pool cannot contain ranges which overlap: lab" },
        { "56:00:00:00:00:10,56:00:00:00:00:0f",
          "range 56:00:00:00:00:10,56:00:00:00:00:0f ends before it begins" },
        { "01:00:00:00:00:00,01:00:00:00:00:0f",
          "range 01:00:00:00:00:00,01:00:00:00:00:0f contains multicast addresses" },
        { "00:00:00:00:00:00,02:00:00:00:00:0f",
          "range 00:00:00:00:00:00,02:00:00:00:00:0f contains multicast addresses" },
        { "56:00:00:00:00:10", "\"56:00:00:00:00:10\" is not a range of two MAC addresses" },
        { NULL, "MAC pool lab has no range" },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(MacPool) pool = pool_new(cases[i].ranges);
        g_autoptr(GError) error = NULL;
        g_assert_cmpint(mac_pool_check(pool, &error), ==, cases[i].message == NULL);
        g_assert_cmpstr(error != NULL ? error->message : NULL, ==, cases[i].message);
    }
}

/* 'data' is a list of the used last octets. */
static gboolean is_used(const MacAddr *mac, gpointer data)
{
    for (const int *used = data; *used >= 0; used++)
        if (*used == mac->octet[5])
            return TRUE;
    return FALSE;
}

static void test_find(void)
{
    static const struct {
        int used[6];
        int after; /* -1: from the beginning */
        int found; /* -1: none left */
    } cases[] = {
        { { -1 }, -1, 0x10 },
        { { 0x10, -1 }, -1, 0x11 },
        { { 0x10, 0x11, -1 }, -1, 0x20 },
        { { 0x10, 0x11, 0x20, 0x21, -1 }, -1, -1 },
        { { -1 }, 0x10, 0x11 },
        { { -1 }, 0x11, 0x20 },
        { { -1 }, 0x21, 0x10 },
        { { -1 }, 0x15, 0x20 },
        { { 0x20, 0x21, -1 }, 0x11, 0x10 },
        { { 0x10, 0x20, 0x21, -1 }, 0x11, 0x11 },
    };
    g_autoptr(MacPool) pool =
        pool_new("56:00:00:00:00:20,56:00:00:00:00:21 56:00:00:00:00:10,56:00:00:00:00:11");
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        MacAddr after = { { 0x56, 0, 0, 0, 0, (guint8)cases[i].after } }, found;
        g_autoptr(GError) error = NULL;
        bool ok = mac_pool_find(pool, cases[i].after >= 0 ? &after : NULL, is_used,
                                (gpointer)cases[i].used, &found, &error);
        g_assert_cmpint(ok ? found.octet[5] : -1, ==, cases[i].found);
        if (!ok) {
            g_assert_error(error, ERR, ERR_CONFLICT);
            g_assert_cmpstr(error->message, ==,
                            "Not enough MAC addresses left in MAC pool lab: all 4 are used");
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/mac-pool/check", test_check);
    g_test_add_func("/mac-pool/find", test_find);
    return g_test_run();
}
