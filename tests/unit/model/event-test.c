#include "model/event.h"

#include <string.h>

static void test_kinds_are_unique(void)
{
    g_autoptr(GHashTable) codes = g_hash_table_new(NULL, NULL);
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    for (int i = 0; i < n_event_kinds; i++) {
        const EventKind *kind = &event_kinds[i];
        g_test_message("%d %s", kind->code, kind->name);
        g_assert_true(g_hash_table_add(codes, GINT_TO_POINTER(kind->code)));
        g_assert_true(g_hash_table_add(names, (char *)kind->name));
        g_assert_true(event_kind_find(kind->name) == kind);
        /* Every ${ is closed. */
        for (const char *open = strstr(kind->text, "${"); open != NULL;
             open = strstr(open + 2, "${"))
            g_assert_nonnull(strchr(open, '}'));
    }
}

static void test_text(void)
{
    g_autofree char *text =
        event_kind_text(event_kind_find("USER_STARTED_VM"), "host", "h1", "vm", "${host}", NULL);
    g_assert_cmpstr(text, ==, "VM ${host} was started by ? on host h1.");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/event/kinds-are-unique", test_kinds_are_unique);
    g_test_add_func("/event/text", test_text);
    return g_test_run();
}
