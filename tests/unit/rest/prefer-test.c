#include "rest/prefer.h"

#include <glib.h>

static void test_parse(void)
{
    g_assert_cmpuint(prefer_parse(NULL), ==, 0);
    g_assert_cmpuint(prefer_parse("persistent-auth"), ==, PREFER_PERSISTENT);
    g_assert_cmpuint(prefer_parse("Persistent-Auth;x=1 , NEW-AUTH"), ==,
                     PREFER_PERSISTENT | PREFER_NEW);
    g_assert_cmpuint(prefer_parse("csrf-protection,respond-async"), ==, PREFER_CSRF);
    g_assert_cmpuint(prefer_parse("persistent-authx, ,;persistent-auth"), ==, 0);
    g_assert_cmpuint(prefer_parse("count=exact"), ==, PREFER_COUNT);
    g_assert_cmpuint(prefer_parse("return=minimal, Count=\"exact\"; x=1"), ==, PREFER_COUNT);
    g_assert_cmpuint(prefer_parse("count, count=planned"), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/prefer/parse", test_parse);
    return g_test_run();
}
