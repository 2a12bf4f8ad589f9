#include "model/lease.h"

#include <string.h>

/* The drawing of lease.h, as text. */
static void test_transitions(void)
{
    static const char allowed[] = "none>reserved none>scrubbing reserved>active reserved>none "
                                  "reserved>scrubbing active>scrubbing scrubbing>none "
                                  "scrubbing>quarantined quarantined>scrubbing ";
    for (int from = 0; from < lease_state_table.n_words; from++)
        for (int to = 0; to < lease_state_table.n_words; to++) {
            g_autofree char *step = g_strdup_printf("%s>%s ", enum_word(&lease_state_table, from),
                                                    enum_word(&lease_state_table, to));
            g_test_message("%s", step);
            g_assert_cmpint(lease_may_become((LeaseState)from, (LeaseState)to), ==,
                            strstr(allowed, step) != NULL);
        }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/lease/transitions", test_transitions);
    return g_test_run();
}
