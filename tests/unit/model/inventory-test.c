#include "model/inventory.h"

/* Every state is of one class, and the numbers of the classes are those of the states. */
static void test_classes(void)
{
    static const char *const expected[N_VF_STATES] = {
        [VF_FREE] = "free",
        [VF_HELD_BY_VM] = "used",
        [VF_LEASED] = "used",
        [VF_UPPER_DEVICE] = "unusable",
        [VF_HOST_ADDRESS] = "unusable",
        [VF_USERSPACE_DRIVER] = "unusable",
        [VF_GROUP_SHARED] = "unusable",
        [VF_NO_IOMMU] = "unusable",
        [VF_OTHER_NAMESPACE] = "unusable",
        [VF_QUARANTINED] = "quarantined",
        [VF_SCRUBBING] = "unusable",
    };
    VfCounts counts = { 0 }, twice = { 0 };
    guint by_class[N_VF_CLASSES] = { 0 }, total = 0;
    for (int state = 0; state < N_VF_STATES; state++) {
        VfClass class = vf_state_class((VfState)state);
        g_test_message("%s", enum_word(&vf_state_table, state));
        g_assert_cmpstr(enum_word(&vf_class_table, (int)class), ==, expected[state]);
        counts.by_state[state] = 1u << state;
        by_class[class] += 1u << state;
        total += 1u << state;
    }
    for (int class = 0; class < N_VF_CLASSES; class ++)
        g_assert_cmpuint(vf_counts_of(&counts, (VfClass) class), ==, by_class[class]);
    g_assert_cmpuint(vf_counts_total(&counts), ==, total);
    vf_counts_add(&twice, &counts);
    vf_counts_add(&twice, &counts);
    g_assert_cmpuint(vf_counts_total(&twice), ==, 2 * total);
}

static void test_sentences(void)
{
    g_autofree char *plain = vf_state_format(VF_NO_IOMMU, NULL);
    g_autofree char *named = vf_state_format(VF_UPPER_DEVICE, "bridge br0");
    g_assert_cmpstr(plain, ==, "has no IOMMU group: the IOMMU is off");
    g_assert_cmpstr(named, ==, "has a bridge, VLAN, bond or macvtap on it (bridge br0)");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/inventory/classes", test_classes);
    g_test_add_func("/inventory/sentences", test_sentences);
    return g_test_run();
}
