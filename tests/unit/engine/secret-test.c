#include "engine/secret.h"

#include <string.h>

static void test_secrets_differ(void)
{
    char *a = secret_new(NULL), *b = secret_new(NULL);
    g_assert_cmpuint(strlen(a), ==, 43);
    g_assert_null(strpbrk(a, "+/=."));
    g_assert_cmpstr(a, !=, b);
    secret_free(a);
    secret_free(b);
}

static void test_equal(void)
{
    g_assert_true(secret_equal("", ""));
    g_assert_true(secret_equal("abc", "abc"));
    g_assert_false(secret_equal("abc", "abd"));
    g_assert_false(secret_equal("abc", "abcd"));
}

static void test_password(void)
{
    g_autofree char *hash = password_hash("correct horse", NULL);
    g_autofree char *again = password_hash("correct horse", NULL);
    g_assert_true(g_str_has_prefix(hash, "$y$"));
    g_assert_cmpstr(hash, !=, again);
    g_assert_true(password_matches("correct horse", hash));
    g_assert_false(password_matches("correct horsf", hash));
    g_assert_false(password_matches("", hash));
    g_assert_false(password_matches("correct horse", "not a hash"));
    g_assert_false(password_matches("correct horse", NULL));
}

/* A user who is not there costs as much as one who is, because the hash that stands for nobody is
 * of the same parameters; secret.c has them as a text. */
static void test_parameters(void)
{
    g_autofree char *hash = password_hash("x", NULL);
    g_assert_true(g_str_has_prefix(hash, "$y$j9T$"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/secret/differ", test_secrets_differ);
    g_test_add_func("/secret/equal", test_equal);
    g_test_add_func("/secret/password", test_password);
    g_test_add_func("/secret/parameters", test_parameters);
    return g_test_run();
}
