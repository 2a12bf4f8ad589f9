#include "rest/follow.h"

#include <glib.h>
#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Follow, follow_free)

static void test_names(void)
{
    g_autoptr(Follow) follow = follow_parse("nics.vnic_profile, Cluster,nics.VnicProfile.network");
    const Follow *nics = NULL, *profile = NULL, *end = follow;
    g_assert_true(follow_has(follow, "nics", &nics));
    g_assert_true(follow_has(nics, "vnic_profile", &profile));
    g_assert_true(follow_has(profile, "network", &end));
    g_assert_null(end);
    g_assert_true(follow_has(follow, "cluster", &end));
    g_assert_false(follow_has(follow, "vnic_profile", &end));
    g_assert_false(follow_has(NULL, "nics", &end));
}

static void test_nothing(void)
{
    g_assert_null(follow_parse(NULL));
    g_assert_null(follow_parse(""));
    g_assert_null(follow_parse(",, ,"));
    g_assert_null(follow_parse("."));
    g_assert_null(follow_parse("._."));
}

/* Nobody gets deeper or broader than the bounds. */
static void test_bounds(void)
{
    g_autoptr(Follow) deep = follow_parse("a.a.a.a.a.a.a.a.a.a");
    const Follow *at = deep;
    int depth = 0;
    while (follow_has(at, "a", &at))
        depth++;
    g_assert_cmpint(depth, ==, FOLLOW_MAX_DEPTH);

    g_autoptr(GString) text = g_string_new(NULL);
    for (int i = 0; i < 1000; i++)
        g_string_append_printf(text, "n%d,", i);
    g_autoptr(Follow) broad = follow_parse(text->str);
    g_assert_true(follow_has(broad, "n63", &at));
    g_assert_false(follow_has(broad, "n64", &at));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/follow/names", test_names);
    g_test_add_func("/follow/nothing", test_nothing);
    g_test_add_func("/follow/bounds", test_bounds);
    return g_test_run();
}
