#include "simulator/fake.h"
#include "agent/vf-attr.h"

#include <string.h>

#define PCI "0000:01:00.0"

typedef struct {
    Sys *sys;
    VfAttrPf pf;
    PciAddress pci;
} Fixture;

static void set_up(Fixture *f, gconstpointer driver)
{
    f->sys = sys_fake_new();
    sys_fake_add_pf(f->sys, "enp1s0", "52:54:00:00:01:00", PCI, driver, 7, 7);
    f->pf = (VfAttrPf){ "enp1s0", driver, { { 0x52, 0x54, 0, 0, 1, 0 } } };
    g_assert_true(pci_parse(PCI, &f->pci, NULL));
    g_assert_true(f->sys->ops->write_vf_count(f->sys, &f->pci, 3, NULL));
    g_free(sys_fake_take_log(f->sys));
}

static void tear_down(Fixture *f, gconstpointer driver)
{
    sys_free(f->sys);
}

static VfOrder order_of_vm(void)
{
    VfOrder order = { 1u << VF_ATTR_MAC | 1u << VF_ATTR_VLAN | 1u << VF_ATTR_SPOOFCHK |
                          1u << VF_ATTR_TRUST,
                      { .index = 1, .vlan = 100, .vlan_proto = 0x8100, .spoofchk = 1 } };
    g_assert_true(mac_parse("56:6f:1a:2b:00:05", &order.attrs.mac, NULL));
    return order;
}

static void expect_log(Fixture *f, const char *expected)
{
    g_autofree char *log = sys_fake_take_log(f->sys);
    g_assert_cmpstr(log, ==, expected);
}

/* What stands already is not sent again, but for what a guest could have set the same by itself. */
static void test_sends_what_differs(Fixture *f, gconstpointer driver)
{
    g_autoptr(GError) error = NULL;
    VfOrder order = order_of_vm();
    g_assert_true(vf_attr_set(f->sys, &f->pf, &order, &error));
    g_assert_no_error(error);
    expect_log(f, "set_vf enp1s0 1 mac=56:6f:1a:2b:00:05 vlan=100\n");
}

static void test_names_both_values(Fixture *f, gconstpointer driver)
{
    g_autoptr(GError) error = NULL;
    VfOrder order = order_of_vm();
    sys_fake_stick(f->sys, "enp1s0", 1, VF_ATTR_VLAN);
    g_assert_false(vf_attr_set(f->sys, &f->pf, &order, &error));
    g_assert_cmpstr(error->message, ==,
                    "enp1s0 VF 1: vlan was set to 100 priority 0 protocol 0x8100 and reads back as "
                    "0 priority 0 protocol 0x8100");
}

static void test_unsupported_sets_nothing(Fixture *f, gconstpointer driver)
{
    g_autoptr(GError) error = NULL;
    VfOrder order = order_of_vm();
    order.given |= 1u << VF_ATTR_LINK_STATE;
    order.attrs.link_state = VF_LINK_DISABLE;
    g_assert_false(vf_attr_set(f->sys, &f->pf, &order, &error));
    g_assert_error(error, ERR, ERR_UNSUPPORTED);
    g_clear_error(&error);
    order = (VfOrder){ 1u << VF_ATTR_RATES, { .index = 1, .min_tx_mbps = 100 } };
    g_assert_false(vf_attr_set(f->sys, &f->pf, &order, &error));
    g_assert_error(error, ERR, ERR_UNSUPPORTED);
    expect_log(f, "");
}

/* The kernel says only that an order was refused; we say which part of it. */
static void test_names_refused_attribute(Fixture *f, gconstpointer driver)
{
    g_autoptr(GError) error = NULL;
    VfOrder order = order_of_vm();
    sys_fake_fail(f->sys, "set_vf", 0, ERR_INVALID, "Invalid argument");
    sys_fake_fail(f->sys, "set_vf", 1, ERR_INVALID, "Invalid argument");
    g_assert_false(vf_attr_set(f->sys, &f->pf, &order, &error));
    g_assert_cmpstr(error->message, ==, "vlan: Invalid argument");
}

static void dirty(Fixture *f)
{
    VfAttrs attrs = {
        1, { { 0x56, 0x6f, 0x1a, 0x2b, 0, 5 } }, 100, 3, 0x8100, 0, 1, VF_LINK_AUTO, 0, 500
    };
    sys_fake_set_vf_attrs(f->sys, "enp1s0", &attrs);
}

static void test_scrub(Fixture *f, gconstpointer driver)
{
    g_autoptr(GError) error = NULL;
    dirty(f);
    g_assert_true(vf_attr_scrub(f->sys, &f->pf, 1, &error));
    g_assert_no_error(error);
    expect_log(f, "set_vf enp1s0 1 mac=00:00:00:00:00:00 vlan=0 spoofchk=1 trust=0 rates=0-0\n");
}

static void test_scrub_that_does_not_take(Fixture *f, gconstpointer driver)
{
    g_autoptr(GError) error = NULL;
    dirty(f);
    sys_fake_stick(f->sys, "enp1s0", 1, VF_ATTR_TRUST);
    g_assert_false(vf_attr_scrub(f->sys, &f->pf, 1, &error));
    g_assert_nonnull(strstr(error->message, "trust was set to off and reads back as on"));
}

static void test_scrub_parks_mac(Fixture *f, gconstpointer driver)
{
    VfAttrs got;
    char text[MAC_TEXT_SIZE];
    dirty(f);
    g_assert_true(vf_attr_scrub(f->sys, &f->pf, 1, NULL));
    g_assert_true(sys_fake_get_vf(f->sys, "enp1s0", 1, &got));
    g_assert_cmpstr(mac_format(&got.mac, text), ==, "02:be:00:01:00:01");
}

static void test_no_such_vf(Fixture *f, gconstpointer driver)
{
    g_autoptr(GError) error = NULL;
    g_assert_false(vf_attr_scrub(f->sys, &f->pf, 5, &error));
    g_assert_error(error, ERR, ERR_NOT_FOUND);
}

#define ADD(name, driver, func) g_test_add(name, Fixture, driver, set_up, func, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("/agent/vf-attr/sends-what-differs", "igb", test_sends_what_differs);
    ADD("/agent/vf-attr/names-both-values", "igb", test_names_both_values);
    ADD("/agent/vf-attr/unsupported-sets-nothing", "igb", test_unsupported_sets_nothing);
    ADD("/agent/vf-attr/names-refused-attribute", "igb", test_names_refused_attribute);
    ADD("/agent/vf-attr/scrub", "igb", test_scrub);
    ADD("/agent/vf-attr/scrub-that-does-not-take", "igb", test_scrub_that_does_not_take);
    ADD("/agent/vf-attr/scrub-parks-mac", "be2net", test_scrub_parks_mac);
    ADD("/agent/vf-attr/no-such-vf", "igb", test_no_such_vf);
    return g_test_run();
}
