#include "base/autofd.h"
#include "base/err.h"
#include "base/fs-at.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

static void test_replace_and_read(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *dir = g_dir_make_tmp("fs-at-XXXXXX", &error);
    g_assert_no_error(error);
    autofd int root = fs_at_open_root(dir, &error);
    g_assert_no_error(error);

    g_assert_true(fs_at_replace(root, "count", "4\n", 2, 0600, &error));
    g_assert_true(fs_at_replace(root, "count", "0x10\n", 5, 0600, &error));
    guint64 number = 0;
    g_assert_true(fs_at_read_uint(root, "count", &number, &error));
    g_assert_cmpuint(number, ==, 16);

    g_autoptr(GPtrArray) names = fs_at_list(root, ".");
    g_assert_cmpuint(names->len, ==, 1); /* no temporary file is left */

    g_assert_null(fs_at_read(root, "count", 3, &error));
    g_assert_error(error, ERR, ERR_TOO_LARGE);
    g_clear_error(&error);
    g_assert_null(fs_at_read(root, "absent", 3, &error));
    g_assert_error(error, ERR, ERR_NOT_FOUND);
    g_clear_error(&error);

    g_assert_true(fs_at_replace(root, "text", "4x", 2, 0600, &error));
    g_assert_false(fs_at_read_uint(root, "text", &number, &error));
    g_assert_error(error, ERR, ERR_INVALID);

    g_autofree char *command = g_strdup_printf("%s/count", dir),
                    *text = g_strdup_printf("%s/text", dir);
    g_unlink(command);
    g_unlink(text);
    g_rmdir(dir);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/base/fs-at/replace-and-read", test_replace_and_read);
    return g_test_run();
}
