/* RTM_NEWLINK messages as the kernel sends them, and as it never would. */
#include "agent/sys/netlink.h"

#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <string.h>

typedef struct nl_msg NlMsg;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(NlMsg, nlmsg_free)

static NlMsg *new_link(const char *name)
{
    NlMsg *message = nlmsg_alloc_simple(RTM_NEWLINK, 0);
    struct ifinfomsg header = { .ifi_index = 4, .ifi_flags = IFF_UP | IFF_LOWER_UP };
    nlmsg_append(message, &header, sizeof header, NLMSG_ALIGNTO);
    if (name != NULL)
        nla_put_string(message, IFLA_IFNAME, name);
    return message;
}

static void put_vf(NlMsg *message, guint index, gint spoofchk)
{
    struct nlattr *info = nla_nest_start(message, IFLA_VF_INFO);
    struct ifla_vf_mac mac = { index, { 0x56, 0x6f, 0x1a, 0x2b, 0, (guint8)index } };
    struct ifla_vf_vlan vlan = { index, 100, 3 };
    struct ifla_vf_vlan_info detail = { index, 100, 3, htons(0x88a8) };
    struct ifla_vf_spoofchk check = { index, (guint32)spoofchk };
    struct ifla_vf_rate rate = { index, 0, 500 };
    struct ifla_vf_link_state state = { index, IFLA_VF_LINK_STATE_DISABLE };
    nla_put(message, IFLA_VF_MAC, sizeof mac, &mac);
    nla_put(message, IFLA_VF_VLAN, sizeof vlan, &vlan);
    struct nlattr *list = nla_nest_start(message, IFLA_VF_VLAN_LIST);
    nla_put(message, IFLA_VF_VLAN_INFO, sizeof detail, &detail);
    nla_nest_end(message, list);
    nla_put(message, IFLA_VF_SPOOFCHK, sizeof check, &check);
    nla_put(message, IFLA_VF_RATE, sizeof rate, &rate);
    nla_put(message, IFLA_VF_LINK_STATE, sizeof state, &state);
    nla_nest_end(message, info);
}

static void test_pf_with_vfs(void)
{
    g_autoptr(NlMsg) message = new_link("enp1s0");
    char mac[MAC_TEXT_SIZE], pci[PCI_TEXT_SIZE];
    nla_put(message, IFLA_ADDRESS, 6, "\x52\x54\x00\x00\x01\x00");
    nla_put(message, IFLA_PERM_ADDRESS, 6, "\x52\x54\x00\x00\x01\x01");
    nla_put_u32(message, IFLA_MTU, 9000);
    nla_put_string(message, IFLA_PARENT_DEV_BUS_NAME, "pci");
    nla_put_string(message, IFLA_PARENT_DEV_NAME, "0000:01:00.0");
    struct nlattr *list = nla_nest_start(message, IFLA_VFINFO_LIST);
    put_vf(message, 0, 1);
    put_vf(message, 1, -1);
    nla_nest_end(message, list);

    g_autoptr(SysLink) link = netlink_parse_link(nlmsg_hdr(message));
    g_assert_nonnull(link);
    g_assert_cmpstr(link->name, ==, "enp1s0");
    g_assert_cmpint(link->ifindex, ==, 4);
    g_assert_true(link->up && link->carrier);
    g_assert_cmpuint(link->mtu, ==, 9000);
    g_assert_cmpstr(mac_format(&link->permanent_mac, mac), ==, "52:54:00:00:01:01");
    g_assert_true(link->has_pci);
    g_assert_cmpstr(pci_format(&link->pci, pci), ==, "0000:01:00.0");
    g_assert_cmpuint(link->vfs->len, ==, 2);
    const VfAttrs *vf = &g_array_index(link->vfs, VfAttrs, 1);
    g_assert_cmpuint(vf->index, ==, 1);
    g_assert_cmpstr(mac_format(&vf->mac, mac), ==, "56:6f:1a:2b:00:01");
    g_assert_cmpuint(vf->vlan, ==, 100);
    g_assert_cmpuint(vf->vlan_qos, ==, 3);
    g_assert_cmphex(vf->vlan_proto, ==, 0x88a8);
    g_assert_cmpint(vf->spoofchk, ==, -1); /* the driver does not tell */
    g_assert_cmpint(vf->trust, ==, -1);
    g_assert_cmpint(vf->link_state, ==, VF_LINK_DISABLE);
    g_assert_cmpuint(vf->max_tx_mbps, ==, 500);
}

static void test_upper_link(void)
{
    g_autoptr(NlMsg) message = new_link("enp1s0.100");
    nla_put_u32(message, IFLA_LINK, 2);
    nla_put_u32(message, IFLA_MASTER, 9);
    struct nlattr *info = nla_nest_start(message, IFLA_LINKINFO);
    nla_put_string(message, IFLA_INFO_KIND, "vlan");
    nla_nest_end(message, info);
    g_autoptr(SysLink) link = netlink_parse_link(nlmsg_hdr(message));
    g_assert_cmpstr(link->kind, ==, "vlan");
    g_assert_cmpint(link->lower, ==, 2);
    g_assert_cmpint(link->master, ==, 9);
    g_assert_false(link->has_pci);
}

/* An index of another namespace must not be taken for one of ours. */
static void test_lower_elsewhere(void)
{
    g_autoptr(NlMsg) message = new_link("veth0");
    nla_put_u32(message, IFLA_LINK, 2);
    nla_put_s32(message, IFLA_LINK_NETNSID, 0);
    g_autoptr(SysLink) link = netlink_parse_link(nlmsg_hdr(message));
    g_assert_cmpint(link->lower, ==, 0);
}

static void test_short_attributes(void)
{
    g_autoptr(NlMsg) message = new_link("x");
    nla_put(message, IFLA_ADDRESS, 3, "\x52\x54\x00");
    nla_put(message, IFLA_MTU, 1, "\x01");
    nla_put(message, IFLA_STATS64, 4, "\x01\x01\x01\x01");
    struct nlattr *list = nla_nest_start(message, IFLA_VFINFO_LIST);
    struct nlattr *info = nla_nest_start(message, IFLA_VF_INFO);
    nla_put(message, IFLA_VF_MAC, 4, "\x01\x00\x00\x00");
    nla_nest_end(message, info);
    nla_nest_end(message, list);
    g_autoptr(SysLink) link = netlink_parse_link(nlmsg_hdr(message));
    g_assert_nonnull(link);
    g_assert_true(mac_is_zero(&link->mac));
    g_assert_cmpuint(link->vfs->len, ==, 0);
}

static void test_no_link(void)
{
    g_autoptr(NlMsg) nameless = new_link(NULL);
    g_autoptr(NlMsg) other = nlmsg_alloc_simple(RTM_NEWADDR, 0);
    g_autoptr(NlMsg) empty = nlmsg_alloc_simple(RTM_NEWLINK, 0);
    g_assert_null(netlink_parse_link(nlmsg_hdr(nameless)));
    g_assert_null(netlink_parse_link(nlmsg_hdr(other)));
    g_assert_null(netlink_parse_link(nlmsg_hdr(empty)));
}

/* The real kernel under the test: every namespace has a loopback. */
static void test_dump(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) links = netlink_list_links(NULL, NULL, &error);
    g_assert_no_error(error);
    g_assert_nonnull(sys_link_find(links, "lo"));
}

static void test_refusal_names_link(void)
{
    g_autoptr(GError) error = NULL;
    VfOrder order = { .given = 1u << VF_ATTR_MAC, .attrs.index = 3 };
    g_assert_false(netlink_set_vf("no-such-link", &order, &error));
    g_assert_true(g_str_has_prefix(error->message, "no-such-link: set VF 3: "));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/agent/netlink/pf-with-vfs", test_pf_with_vfs);
    g_test_add_func("/agent/netlink/upper-link", test_upper_link);
    g_test_add_func("/agent/netlink/lower-elsewhere", test_lower_elsewhere);
    g_test_add_func("/agent/netlink/short-attributes", test_short_attributes);
    g_test_add_func("/agent/netlink/no-link", test_no_link);
    g_test_add_func("/agent/netlink/dump", test_dump);
    g_test_add_func("/agent/netlink/refusal-names-link", test_refusal_names_link);
    return g_test_run();
}
