#include "engine/login-throttle.h"

#define SECOND G_USEC_PER_SEC

static void fail_times(LoginThrottle *throttle, const char *name, int n, gint64 now)
{
    for (int i = 0; i < n; i++)
        login_throttle_failed(throttle, name, now);
}

static void test_delay_doubles(void)
{
    static const gint64 waits[] = { 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60 };
    g_autoptr(LoginThrottle) throttle = login_throttle_new();
    for (gsize i = 0; i < G_N_ELEMENTS(waits); i++) {
        login_throttle_failed(throttle, "ann", 1000);
        g_assert_cmpint(login_throttle_wait(throttle, "ann", 1000), ==, waits[i] * SECOND);
    }
}

static void test_names_are_apart(void)
{
    g_autoptr(LoginThrottle) throttle = login_throttle_new();
    fail_times(throttle, "ann", 8, 0);
    g_assert_cmpint(login_throttle_wait(throttle, "ann", 0), ==, 8 * SECOND);
    g_assert_cmpint(login_throttle_wait(throttle, "bob", 0), ==, 0);
    g_assert_cmpint(login_throttle_wait(throttle, "ann", 3 * SECOND), ==, 5 * SECOND);
    g_assert_cmpint(login_throttle_wait(throttle, "ann", 8 * SECOND), ==, 0);
}

static void test_success_forgets(void)
{
    g_autoptr(LoginThrottle) throttle = login_throttle_new();
    fail_times(throttle, "ann", 8, 0);
    login_throttle_succeeded(throttle, "ann");
    g_assert_cmpint(login_throttle_wait(throttle, "ann", 0), ==, 0);
    login_throttle_failed(throttle, "ann", 0);
    g_assert_cmpint(login_throttle_wait(throttle, "ann", 0), ==, 0);
}

static void test_time_forgets(void)
{
    g_autoptr(LoginThrottle) throttle = login_throttle_new();
    fail_times(throttle, "ann", 8, 0);
    gint64 later = LOGIN_FORGET + 1;
    login_throttle_failed(throttle, "ann", later);
    g_assert_cmpint(login_throttle_wait(throttle, "ann", later), ==, 0);
}

static void test_many_names_slow_all(void)
{
    g_autoptr(LoginThrottle) throttle = login_throttle_new();
    for (int i = 0; i < LOGIN_FREE_FAILURES_ALL; i++) {
        g_autofree char *name = g_strdup_printf("user%d", i);
        login_throttle_failed(throttle, name, 0);
    }
    g_assert_cmpint(login_throttle_wait(throttle, "somebody", 0), ==, SECOND);
    fail_times(throttle, "another", 3, 0);
    g_assert_cmpint(login_throttle_wait(throttle, "somebody", 0), ==, SECOND);
}

static void test_bounded(void)
{
    g_autoptr(LoginThrottle) throttle = login_throttle_new();
    for (int i = 0; i < LOGIN_MAX_NAMES + 100; i++) {
        g_autofree char *name = g_strdup_printf("user%d", i);
        login_throttle_failed(throttle, name, 0);
    }
    g_assert_cmpuint(login_throttle_size(throttle), ==, LOGIN_MAX_NAMES);
    g_assert_cmpint(login_throttle_wait(throttle, "one-too-many", 0), >, 0);

    login_throttle_failed(throttle, "new", LOGIN_FORGET + 1);
    g_assert_cmpuint(login_throttle_size(throttle), ==, 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/login-throttle/delay-doubles", test_delay_doubles);
    g_test_add_func("/login-throttle/names-are-apart", test_names_are_apart);
    g_test_add_func("/login-throttle/success-forgets", test_success_forgets);
    g_test_add_func("/login-throttle/time-forgets", test_time_forgets);
    g_test_add_func("/login-throttle/many-names-slow-all", test_many_names_slow_all);
    g_test_add_func("/login-throttle/bounded", test_bounded);
    return g_test_run();
}
