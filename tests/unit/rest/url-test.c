#include "base/err.h"
#include "rest/url.h"

static Url *parse(const char *target)
{
    g_autoptr(GError) error = NULL;
    Url *url = url_parse(target, &error);
    g_assert_no_error(error);
    return url;
}

static void assert_segments(const char *target, const char *joined)
{
    g_autoptr(Url) url = parse(target);
    g_autofree char *got = g_strjoinv("|", url->segments);
    g_assert_cmpstr(got, ==, joined);
}

static void test_segments(void)
{
    assert_segments("/", "");
    assert_segments("/ovirt-engine/api", "ovirt-engine|api");
    assert_segments("/ovirt-engine/api/", "ovirt-engine|api");
    assert_segments("/a%2Fb/c%20d", "a/b|c d");
    assert_segments("/%D7%A8%D7%A9%D7%AA", "\327\250\327\251\327\252");
    assert_segments("/a+b", "a+b"); /* a plus is a space in the query only */
    assert_segments("/vms/...", "vms|...");
    assert_segments("/vms;max=2?x=/y/z", "vms");
}

static void test_params(void)
{
    g_autoptr(Url) url =
        parse("/events;from=7;x=m?search=name%3Dx+and+y&max&follow=&max=9&x=q&%61=%C3%A4&=&&b");
    g_assert_cmpstr(url_param(url, "from"), ==, "7");
    g_assert_cmpstr(url_param(url, "search"), ==, "name=x and y");
    g_assert_cmpstr(url_param(url, "max"), ==, "");
    g_assert_cmpstr(url_param(url, "follow"), ==, "");
    g_assert_cmpstr(url_param(url, "x"), ==, "m");
    g_assert_cmpstr(url_param(url, "a"), ==, "\303\244");
    g_assert_cmpstr(url_param(url, "b"), ==, "");
    g_assert_null(url_param(url, "c"));
    g_assert_null(url_param(url, ""));
}

static void test_matrix_only_of_the_last_segment(void)
{
    g_autoptr(Url) url = parse("/vms;max=1/nics;max=2/");
    g_assert_cmpstr(url_param(url, "max"), ==, "2");
    g_assert_cmpint(url->n_segments, ==, 2);
}

static void test_typed_params(void)
{
    g_autoptr(Url) url = parse("/x?a=12&b=-3&c=&d=1e3&e=99999999999999999999&t=Yes&f=no&o");
    gint64 value = 0;
    g_assert_true(url_param_int(url, "a", 5, &value, NULL) && value == 12);
    g_assert_true(url_param_int(url, "b", 5, &value, NULL) && value == -3);
    g_assert_true(url_param_int(url, "c", 5, &value, NULL) && value == 5);
    g_assert_true(url_param_int(url, "absent", 5, &value, NULL) && value == 5);
    g_autoptr(GError) error = NULL;
    g_assert_false(url_param_int(url, "d", 5, &value, &error));
    g_assert_error(error, ERR, ERR_INVALID);
    g_assert_nonnull(strstr(error->message, "parameter d"));
    g_assert_false(url_param_int(url, "e", 5, &value, NULL));
    g_assert_true(url_param_bool(url, "t"));
    g_assert_false(url_param_bool(url, "f"));
    g_assert_false(url_param_bool(url, "o"));
    g_assert_false(url_param_bool(url, "absent"));
}

static void test_hostile(void)
{
    static const char *const targets[] = {
        "",        "vms",       "*",        "http://other/vms", "/%",          "/%4",
        "/%zz",    "/a%00b",    "/a?b=%00", "/a?%=1",           "//",          "/a//b",
        "/../etc", "/a/%2e%2E", "/a/./b",   "/%ff%fe",          "/a?b=%c0%af", "/a;x=%0",
        "/;x=1",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(targets); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Url) url = url_parse(targets[i], &error);
        if (url != NULL)
            g_test_message("accepted: %s", targets[i]);
        g_assert_null(url);
        g_assert_error(error, ERR, ERR_INVALID);
    }
}

static void test_form(void)
{
    g_autoptr(GHashTable) form = url_form_new();
    const char body[] = "grant_type=password&username=admin%40internal&password=a%26b%3D+c";
    g_assert_true(url_form_parse(body, sizeof body - 1, form, NULL));
    g_assert_cmpstr(g_hash_table_lookup(form, "username"), ==, "admin@internal");
    g_assert_cmpstr(g_hash_table_lookup(form, "password"), ==, "a&b= c");
    g_assert_false(url_form_parse("a\0b=c", 5, form, NULL));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/url/segments", test_segments);
    g_test_add_func("/url/params", test_params);
    g_test_add_func("/url/matrix", test_matrix_only_of_the_last_segment);
    g_test_add_func("/url/typed-params", test_typed_params);
    g_test_add_func("/url/hostile", test_hostile);
    g_test_add_func("/url/form", test_form);
    return g_test_run();
}
