#include "rest/credentials.h"

#include <string.h>

typedef struct {
    const char *header;
    CredentialsKind kind;
    const char *first, *second; /* user and password, or token */
} Case;

static void test_parse(void)
{
    static const Case cases[] = {
        { NULL, CREDENTIALS_NONE, NULL, NULL },
        { "", CREDENTIALS_NONE, NULL, NULL },
        { "Digest username=x", CREDENTIALS_NONE, NULL, NULL },
        { "Basic YWRtaW5AaW50ZXJuYWw6c2VjcmV0", CREDENTIALS_BASIC, "admin@internal", "secret" },
        { "bAsIc YTpiOmM=", CREDENTIALS_BASIC, "a", "b:c" },
        { "Basic   YTo=", CREDENTIALS_BASIC, "a", "" },
        { "Basic ", CREDENTIALS_BROKEN, NULL, NULL },
        { "Basic YWRtaW4=", CREDENTIALS_BROKEN, NULL, NULL },     /* no ':' */
        { "Basic OnNlY3JldA==", CREDENTIALS_BROKEN, NULL, NULL }, /* no user */
        { "Basic YQA6Yg==", CREDENTIALS_BROKEN, NULL, NULL },     /* a NUL */
        { "Basic //79OmI=", CREDENTIALS_BROKEN, NULL, NULL },     /* not UTF-8 */
        { "Basic !!!", CREDENTIALS_BROKEN, NULL, NULL },
        { "Bearer abc_-.~+/=", CREDENTIALS_BEARER, "abc_-.~+/=", NULL },
        { "BEARER x", CREDENTIALS_BEARER, "x", NULL },
        { "Bearer ", CREDENTIALS_BROKEN, NULL, NULL },
        { "Bearer a b", CREDENTIALS_BROKEN, NULL, NULL },
        { "Bearer a,b", CREDENTIALS_BROKEN, NULL, NULL },
        { "Bearer", CREDENTIALS_NONE, NULL, NULL },
        { "Basicx", CREDENTIALS_NONE, NULL, NULL },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("Authorization: %s", cases[i].header != NULL ? cases[i].header : "(none)");
        g_autoptr(Credentials) got = credentials_parse(cases[i].header);
        g_assert_cmpint(got->kind, ==, cases[i].kind);
        if (got->kind == CREDENTIALS_BASIC) {
            g_assert_cmpstr(got->user, ==, cases[i].first);
            g_assert_cmpstr(got->password, ==, cases[i].second);
        }
        if (got->kind == CREDENTIALS_BEARER)
            g_assert_cmpstr(got->token, ==, cases[i].first);
    }
}

static void test_length_is_bounded(void)
{
    g_autofree char *fill = g_strnfill(100000, 'A');
    g_autofree char *header = g_strconcat("Basic ", fill, NULL);
    g_autoptr(Credentials) got = credentials_parse(header);
    g_assert_cmpint(got->kind, ==, CREDENTIALS_BROKEN);
}

static void test_profile(void)
{
    g_autofree char *with = credentials_full_user("a@b@internal"),
                    *without = credentials_full_user("a");
    g_assert_cmpstr(with, ==, "a@b@internal");
    g_assert_cmpstr(without, ==, "a@internal");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/credentials/parse", test_parse);
    g_test_add_func("/credentials/length-is-bounded", test_length_is_bounded);
    g_test_add_func("/credentials/profile", test_profile);
    return g_test_run();
}
