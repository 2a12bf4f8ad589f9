#include "engine/secret.h"
#include "rest/cookie-session.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(CookieSessions, cookie_sessions_free)

#define MINUTE G_TIME_SPAN_MINUTE

static void check_cookie(const char *header, const char *expected)
{
    g_autofree char *found = cookie_find(header, COOKIE_NAME);
    g_assert_cmpstr(found, ==, expected);
}

static void test_cookie(void)
{
    check_cookie(NULL, NULL);
    check_cookie("a=b", NULL);
    check_cookie("JSESSIONID=x", "x");
    check_cookie("a=b; JSESSIONID=x==; c=d", "x==");
    check_cookie("a=b, JSESSIONID=x", "x");
    check_cookie("JSESSIONID=", NULL);
    check_cookie("XJSESSIONID=x; JSESSIONIDX=y", NULL);
}

static char *add(CookieSessions *sessions, const char *token, bool owns, gint64 now,
                 GPtrArray *ended)
{
    const CookieSession session = { .token = (char *)(guintptr)token,
                                    .user_name = (char *)(guintptr) "admin@internal",
                                    .owns_token = owns,
                                    .ttl_us = 30 * MINUTE };
    char *id = cookie_sessions_add(sessions, &session, now, ended, NULL);
    g_assert_nonnull(id);
    return id;
}

static bool is_there(CookieSessions *sessions, const char *id, gint64 now)
{
    g_auto(CookieSession) session = { 0 };
    return cookie_sessions_find(sessions, id, now, &session);
}

static void test_idle(void)
{
    g_autoptr(CookieSessions) sessions = cookie_sessions_new();
    g_autoptr(GPtrArray) ended = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *id = add(sessions, "t", true, 0, ended);
    g_assert_true(is_there(sessions, id, 29 * MINUTE)); /* and is used by that */
    g_assert_true(is_there(sessions, id, 58 * MINUTE));
    g_assert_false(is_there(sessions, id, 88 * MINUTE));
    g_assert_false(is_there(sessions, "other", 0));
    g_assert_cmpuint(ended->len, ==, 0);
    g_autofree char *next = add(sessions, "u", true, 90 * MINUTE, ended);
    g_assert_cmpuint(ended->len, ==, 1); /* swept, with the token that was its own */
    g_assert_cmpstr(ended->pdata[0], ==, "t");
}

static void test_remove(void)
{
    g_autoptr(CookieSessions) sessions = cookie_sessions_new();
    g_autoptr(GPtrArray) ended = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *id = add(sessions, "t", false, 0, ended);
    g_auto(CookieSession) session = { 0 }, again = { 0 };
    g_assert_true(cookie_sessions_remove(sessions, id, &session));
    g_assert_cmpstr(session.token, ==, "t");
    g_assert_false(session.owns_token);
    g_assert_false(cookie_sessions_remove(sessions, id, &again));
    g_assert_false(is_there(sessions, id, 1));
}

static void test_bounded(void)
{
    g_autoptr(CookieSessions) sessions = cookie_sessions_new();
    g_autoptr(GPtrArray) ended = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *first = add(sessions, "first", true, 1, ended);
    g_autofree char *second = add(sessions, "second", true, 2, ended);
    for (int i = 2; i < COOKIE_SESSION_MAX; i++)
        g_free(add(sessions, "more", false, 2 + i, ended));
    g_assert_cmpuint(ended->len, ==, 0);
    g_assert_true(is_there(sessions, first, 5000)); /* now the second is idle for longest */
    g_free(add(sessions, "one too many", true, 5001, ended));
    g_assert_cmpuint(ended->len, ==, 1);
    g_assert_cmpstr(ended->pdata[0], ==, "second");
    g_assert_true(is_there(sessions, first, 5002));
    g_assert_false(is_there(sessions, second, 5002));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/cookie-session/cookie", test_cookie);
    g_test_add_func("/cookie-session/idle", test_idle);
    g_test_add_func("/cookie-session/remove", test_remove);
    g_test_add_func("/cookie-session/bounded", test_bounded);
    return g_test_run();
}
