#include "cli/table.h"

#include <string.h>

static const char *const titles[] = { "NAME", "DETAIL", NULL };

static void test_columns_are_aligned(void)
{
    g_autoptr(Table) table = table_new(titles);
    table_add(table, "web");
    table_add(table, NULL);
    table_add(table, "database");
    table_add(table, "two\nlines");
    g_autofree char *text = table_format(table, 0);
    g_assert_cmpstr(text, ==,
                    "NAME      DETAIL\n"
                    "web       -\n"
                    "database  two lines\n");
}

static void test_wide_characters_keep_the_columns(void)
{
    g_autoptr(Table) table = table_new(titles);
    table_add(table, "רשת");
    table_add(table, "a");
    table_add(table, "网络");
    table_add(table, "b");
    g_autofree char *text = table_format(table, 0);
    g_assert_cmpstr(text, ==,
                    "NAME  DETAIL\n"
                    "רשת   a\n"
                    "网络  b\n");
}

static void test_fits_the_terminal(void)
{
    g_autoptr(Table) table = table_new(titles);
    table_add(table, "web");
    table_add(table, "a sentence that is much longer than a terminal of thirty columns");
    g_autofree char *text = table_format(table, 30);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line != NULL; line++)
        g_assert_cmpint(g_utf8_strlen(*line, -1), <=, 30);
    g_assert_nonnull(strstr(text, "…"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/cli/table/columns-are-aligned", test_columns_are_aligned);
    g_test_add_func("/cli/table/wide-characters", test_wide_characters_keep_the_columns);
    g_test_add_func("/cli/table/fits-the-terminal", test_fits_the_terminal);
    return g_test_run();
}
