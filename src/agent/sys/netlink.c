#include "agent/sys/netlink.h"

#include "base/autofd.h"
#include "base/err.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* One link with all its VFs is one message; its VF list is an attribute, thus at most 64 KiB. */
#define MESSAGE_SIZE (128 << 10)
#define DUMP_TRIES   4

typedef struct nl_sock NlSock;
typedef struct nl_msg NlMsg;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(NlSock, nl_socket_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(NlMsg, nlmsg_free)

/* What the kernel said to a request: errno and, from many drivers, a sentence. */
typedef struct {
    int errnum;
    char sentence[256];
} Refusal;

static int open_socket(NlSock **ret, GError **error)
{
    g_autoptr(NlSock) sock = nl_socket_alloc();
    int code = nl_connect(sock, NETLINK_ROUTE);
    if (code < 0) {
        err_set(error, ERR_INTERNAL, "rtnetlink socket: %s", nl_geterror(code));
        return -1;
    }
    int one = 1;
    setsockopt(nl_socket_get_fd(sock), SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof one);
    nl_socket_set_msg_buf_size(sock, MESSAGE_SIZE);
    *ret = g_steal_pointer(&sock);
    return 0;
}

/* The sentence follows the copy of our request, which the kernel cuts to its header when the
 * flag says so (netlink(7), NLMSGERR_ATTR_MSG). */
static int on_refusal(struct sockaddr_nl *from, struct nlmsgerr *refused, void *user_data)
{
    Refusal *refusal = user_data;
    struct nlmsghdr *header = (struct nlmsghdr *)((char *)refused - NLMSG_HDRLEN);
    refusal->errnum = -refused->error;
    if (!(header->nlmsg_flags & NLM_F_ACK_TLVS))
        return NL_STOP;
    gsize skip = sizeof *refused;
    if (!(header->nlmsg_flags & NLM_F_CAPPED))
        skip += NLMSG_ALIGN(refused->msg.nlmsg_len) - NLMSG_HDRLEN;
    struct nlattr *text = nlmsg_find_attr(header, (int)skip, NLMSGERR_ATTR_MSG);
    if (text != NULL)
        g_strlcpy(refusal->sentence, nla_data(text),
                  MIN(sizeof refusal->sentence, (gsize)nla_len(text) + 1));
    return NL_STOP;
}

static bool fail(const Refusal *refusal, int code, const char *what, GError **error)
{
    if (refusal->errnum == 0)
        return err_set(error, ERR_INTERNAL, "%s: %s", what, nl_geterror(code));
    if (*refusal->sentence != '\0')
        return err_errno(error, refusal->errnum, "%s: the driver said \"%s\"", what,
                         refusal->sentence);
    return err_errno(error, refusal->errnum, "%s", what);
}

/* Sends 'message' and waits for the kernel's yes or no. */
static bool request(NlMsg *message, const char *what, GError **error)
{
    g_autoptr(NlSock) sock = NULL;
    Refusal refusal = { 0 };
    if (open_socket(&sock, error) < 0)
        return false;
    nl_socket_modify_err_cb(sock, NL_CB_CUSTOM, on_refusal, &refusal);
    int code = nl_send_auto(sock, message);
    if (code >= 0)
        code = nl_wait_for_ack(sock);
    if (code < 0 || refusal.errnum != 0)
        return fail(&refusal, code, what, error);
    return true;
}

/* Turns one answer of a dump into a value and adds it to 'values'. */
typedef void (*DumpFunc)(struct nlmsghdr *header, GPtrArray *values);

typedef struct {
    DumpFunc func;
    GPtrArray *values;
} Dump;

static int on_dumped(struct nl_msg *message, void *user_data)
{
    Dump *dump = user_data;
    dump->func(nlmsg_hdr(message), dump->values);
    return NL_OK;
}

/* A dump that the kernel marks as torn by a change in the middle is taken again. */
static bool run_dump(int type, const void *header, gsize header_size, guint32 ext_mask,
                     DumpFunc func, GPtrArray *values, GError **error)
{
    int code = 0;
    for (int i = 0; i < DUMP_TRIES; i++) {
        g_autoptr(NlSock) sock = NULL;
        g_autoptr(NlMsg) message = nlmsg_alloc_simple(type, NLM_F_REQUEST | NLM_F_DUMP);
        Dump dump = { func, values };
        if (open_socket(&sock, error) < 0)
            return false;
        nlmsg_append(message, (void *)header, header_size, NLMSG_ALIGNTO);
        if (ext_mask != 0)
            nla_put_u32(message, IFLA_EXT_MASK, ext_mask);
        nl_socket_modify_cb(sock, NL_CB_VALID, NL_CB_CUSTOM, on_dumped, &dump);
        code = nl_send_auto(sock, message);
        if (code >= 0)
            code = nl_recvmsgs_default(sock);
        if (code >= 0)
            return true;
        g_ptr_array_set_size(values, 0);
        if (code != -NLE_DUMP_INTR)
            break;
    }
    return err_set(error, ERR_INTERNAL, "rtnetlink dump: %s", nl_geterror(code));
}

/* The payload of 'attribute' when it holds at least 'size' bytes; else NULL. */
static const void *payload(const struct nlattr *attribute, gsize size)
{
    return attribute != NULL && (gsize)nla_len(attribute) >= size ? nla_data(attribute) : NULL;
}

static char *dup_text(const struct nlattr *attribute)
{
    return attribute != NULL ? g_strndup(nla_data(attribute), (gsize)nla_len(attribute)) : NULL;
}

static guint32 read_u32(const struct nlattr *attribute)
{
    const void *data = payload(attribute, 4);
    guint32 number = 0;
    if (data != NULL)
        memcpy(&number, data, sizeof number);
    return number;
}

static void read_mac(const struct nlattr *attribute, MacAddr *ret)
{
    const void *data = payload(attribute, sizeof ret->octet);
    if (data != NULL && nla_len(attribute) == sizeof ret->octet)
        memcpy(ret->octet, data, sizeof ret->octet);
}

/* The driver leaves 'setting' at all ones when it does not tell. */
static int read_setting(const struct nlattr *attribute)
{
    const struct ifla_vf_spoofchk *data = payload(attribute, sizeof *data);
    return data == NULL || data->setting == G_MAXUINT32 ? -1 : data->setting != 0;
}

static VfLinkState read_link_state(const struct nlattr *attribute)
{
    const struct ifla_vf_link_state *data = payload(attribute, sizeof *data);
    switch (data != NULL ? data->link_state : G_MAXUINT32) {
    case IFLA_VF_LINK_STATE_AUTO:
        return VF_LINK_AUTO;
    case IFLA_VF_LINK_STATE_ENABLE:
        return VF_LINK_ENABLE;
    case IFLA_VF_LINK_STATE_DISABLE:
        return VF_LINK_DISABLE;
    }
    return VF_LINK_UNKNOWN;
}

static void read_vlan(struct nlattr *const *info, VfAttrs *vf)
{
    const struct ifla_vf_vlan *vlan = payload(info[IFLA_VF_VLAN], sizeof *vlan);
    if (vlan != NULL) {
        vf->vlan = vlan->vlan;
        vf->vlan_qos = vlan->qos;
    }
    vf->vlan_proto = 0x8100;
    if (info[IFLA_VF_VLAN_LIST] == NULL)
        return;
    struct nlattr *item;
    int rest;
    nla_for_each_nested(item, info[IFLA_VF_VLAN_LIST], rest)
    {
        const struct ifla_vf_vlan_info *detail = payload(item, sizeof *detail);
        if (detail != NULL && detail->vlan_proto != 0)
            vf->vlan_proto = ntohs(detail->vlan_proto);
    }
}

static void parse_vf(struct nlattr *nested, GArray *vfs)
{
    struct nlattr *info[IFLA_VF_MAX + 1];
    if (nla_parse_nested(info, IFLA_VF_MAX, nested, NULL) < 0)
        return;
    const struct ifla_vf_mac *mac = payload(info[IFLA_VF_MAC], sizeof *mac);
    if (mac == NULL)
        return;
    VfAttrs vf = { .index = mac->vf };
    memcpy(vf.mac.octet, mac->mac, sizeof vf.mac.octet);
    read_vlan(info, &vf);
    vf.spoofchk = read_setting(info[IFLA_VF_SPOOFCHK]);
    vf.trust = read_setting(info[IFLA_VF_TRUST]);
    vf.link_state = read_link_state(info[IFLA_VF_LINK_STATE]);
    const struct ifla_vf_rate *rate = payload(info[IFLA_VF_RATE], sizeof *rate);
    if (rate != NULL) {
        vf.min_tx_mbps = rate->min_tx_rate;
        vf.max_tx_mbps = rate->max_tx_rate;
    }
    g_array_append_val(vfs, vf);
}

static void parse_vfs(struct nlattr *list, GArray *vfs)
{
    struct nlattr *item;
    int rest;
    if (list == NULL)
        return;
    nla_for_each_nested(item, list, rest)
    {
        if (nla_type(item) == IFLA_VF_INFO)
            parse_vf(item, vfs);
    }
}

static void parse_counters(const struct nlattr *attribute, SysLink *link)
{
    struct rtnl_link_stats64 stats = { 0 };
    const void *data = payload(attribute, G_STRUCT_OFFSET(struct rtnl_link_stats64, multicast));
    if (data == NULL)
        return;
    memcpy(&stats, data, MIN((gsize)nla_len(attribute), sizeof stats));
    link->rx_bytes = stats.rx_bytes;
    link->tx_bytes = stats.tx_bytes;
    link->rx_errors = stats.rx_errors;
    link->tx_errors = stats.tx_errors;
    link->rx_dropped = stats.rx_dropped;
    link->tx_dropped = stats.tx_dropped;
}

static char *dup_kind(struct nlattr *linkinfo)
{
    struct nlattr *info[IFLA_INFO_MAX + 1];
    if (linkinfo == NULL || nla_parse_nested(info, IFLA_INFO_MAX, linkinfo, NULL) < 0)
        return NULL;
    return dup_text(info[IFLA_INFO_KIND]);
}

SysLink *netlink_parse_link(struct nlmsghdr *header)
{
    struct nlattr *tb[IFLA_MAX + 1];
    const struct ifinfomsg *info = nlmsg_data(header);
    if (header->nlmsg_type != RTM_NEWLINK || !nlmsg_valid_hdr(header, sizeof *info) ||
        nlmsg_parse(header, sizeof *info, tb, IFLA_MAX, NULL) < 0 || tb[IFLA_IFNAME] == NULL)
        return NULL;

    SysLink *link = sys_link_new();
    link->ifindex = info->ifi_index;
    link->name = dup_text(tb[IFLA_IFNAME]);
    read_mac(tb[IFLA_ADDRESS], &link->mac);
    read_mac(tb[IFLA_PERM_ADDRESS], &link->permanent_mac);
    link->up = info->ifi_flags & IFF_UP;
    link->carrier = info->ifi_flags & IFF_LOWER_UP;
    link->mtu = read_u32(tb[IFLA_MTU]);
    link->kind = dup_kind(tb[IFLA_LINKINFO]);
    link->master = (int)read_u32(tb[IFLA_MASTER]);
    /* A lower device in another namespace has an index of that namespace. */
    if (tb[IFLA_LINK_NETNSID] == NULL)
        link->lower = (int)read_u32(tb[IFLA_LINK]);
    link->port_name = dup_text(tb[IFLA_PHYS_PORT_NAME]);
    g_autofree char *bus = dup_text(tb[IFLA_PARENT_DEV_BUS_NAME]);
    g_autofree char *device = dup_text(tb[IFLA_PARENT_DEV_NAME]);
    link->has_pci =
        device != NULL && g_strcmp0(bus, "pci") == 0 && pci_parse(device, &link->pci, NULL);
    parse_counters(tb[IFLA_STATS64], link);
    parse_vfs(tb[IFLA_VFINFO_LIST], link->vfs);
    return link;
}

static void add_link(struct nlmsghdr *header, GPtrArray *links)
{
    SysLink *link = netlink_parse_link(header);
    if (link != NULL)
        g_ptr_array_add(links, link);
}

typedef struct {
    int ifindex;
    char text[INET6_ADDRSTRLEN + 5];
} Address;

/* Link-local and host-scope addresses come by themselves and say nothing about use. */
static void add_address(struct nlmsghdr *header, GPtrArray *addresses)
{
    struct nlattr *tb[IFA_MAX + 1];
    const struct ifaddrmsg *info = nlmsg_data(header);
    if (header->nlmsg_type != RTM_NEWADDR || !nlmsg_valid_hdr(header, sizeof *info) ||
        nlmsg_parse(header, sizeof *info, tb, IFA_MAX, NULL) < 0 ||
        info->ifa_scope >= RT_SCOPE_LINK ||
        (info->ifa_family != AF_INET && info->ifa_family != AF_INET6))
        return;
    const void *data = payload(tb[IFA_LOCAL] != NULL ? tb[IFA_LOCAL] : tb[IFA_ADDRESS],
                               info->ifa_family == AF_INET ? 4 : 16);
    char text[INET6_ADDRSTRLEN];
    if (data == NULL || inet_ntop(info->ifa_family, data, text, sizeof text) == NULL)
        return;
    Address *address = g_new0(Address, 1);
    address->ifindex = (int)info->ifa_index;
    g_snprintf(address->text, sizeof address->text, "%s/%u", text, info->ifa_prefixlen);
    g_ptr_array_add(addresses, address);
}

GPtrArray *netlink_list_links(NetlinkFindPci find_pci, gpointer user_data, GError **error)
{
    g_autoptr(GPtrArray) links = g_ptr_array_new_with_free_func((GDestroyNotify)sys_link_free);
    g_autoptr(GPtrArray) addresses = g_ptr_array_new_with_free_func(g_free);
    struct ifinfomsg link_header = { .ifi_family = AF_UNSPEC };
    struct ifaddrmsg address_header = { .ifa_family = AF_UNSPEC };
    if (!run_dump(RTM_GETLINK, &link_header, sizeof link_header,
                  RTEXT_FILTER_VF | RTEXT_FILTER_SKIP_STATS, add_link, links, error) ||
        !run_dump(RTM_GETADDR, &address_header, sizeof address_header, 0, add_address, addresses,
                  error))
        return NULL;
    for (guint i = 0; i < addresses->len; i++) {
        Address *address = addresses->pdata[i];
        SysLink *link = sys_link_find_index(links, address->ifindex);
        if (link != NULL)
            g_ptr_array_add(link->addresses, g_strdup(address->text));
    }
    for (guint i = 0; find_pci != NULL && i < links->len; i++) {
        SysLink *link = links->pdata[i];
        if (!link->has_pci && link->kind == NULL)
            link->has_pci = find_pci(user_data, link->name, &link->pci);
    }
    return g_steal_pointer(&links);
}

static NlMsg *new_set_link(const char *name, unsigned flags, unsigned change)
{
    NlMsg *message = nlmsg_alloc_simple(RTM_NEWLINK, NLM_F_REQUEST | NLM_F_ACK);
    struct ifinfomsg header = {
        .ifi_family = AF_UNSPEC,
        .ifi_flags = flags,
        .ifi_change = change,
    };
    nlmsg_append(message, &header, sizeof header, NLMSG_ALIGNTO);
    nla_put_string(message, IFLA_IFNAME, name);
    return message;
}

bool netlink_set_link_up(const char *name, bool up, GError **error)
{
    g_autoptr(NlMsg) message = new_set_link(name, up ? IFF_UP : 0, IFF_UP);
    g_autofree char *what = g_strdup_printf("%s: set link %s", name, up ? "up" : "down");
    return request(message, what, error);
}

static guint32 link_state_number(VfLinkState state)
{
    return state == VF_LINK_ENABLE    ? IFLA_VF_LINK_STATE_ENABLE
           : state == VF_LINK_DISABLE ? IFLA_VF_LINK_STATE_DISABLE
                                      : IFLA_VF_LINK_STATE_AUTO;
}

/* Plain IFLA_VF_VLAN for 802.1Q: every driver and kernel takes it; the list is for 802.1ad. */
static void put_vlan(NlMsg *message, const VfAttrs *vf)
{
    if (vf->vlan_proto == 0 || vf->vlan_proto == 0x8100) {
        struct ifla_vf_vlan vlan = { vf->index, vf->vlan, vf->vlan_qos };
        nla_put(message, IFLA_VF_VLAN, sizeof vlan, &vlan);
        return;
    }
    struct ifla_vf_vlan_info detail = { vf->index, vf->vlan, vf->vlan_qos,
                                        htons((guint16)vf->vlan_proto) };
    struct nlattr *list = nla_nest_start(message, IFLA_VF_VLAN_LIST);
    nla_put(message, IFLA_VF_VLAN_INFO, sizeof detail, &detail);
    nla_nest_end(message, list);
}

static void put_vf(NlMsg *message, const VfOrder *order)
{
    const VfAttrs *vf = &order->attrs;
    if (order->given & 1u << VF_ATTR_MAC) {
        struct ifla_vf_mac mac = { .vf = vf->index };
        memcpy(mac.mac, vf->mac.octet, sizeof vf->mac.octet);
        nla_put(message, IFLA_VF_MAC, sizeof mac, &mac);
    }
    if (order->given & 1u << VF_ATTR_VLAN)
        put_vlan(message, vf);
    if (order->given & 1u << VF_ATTR_SPOOFCHK) {
        struct ifla_vf_spoofchk spoofchk = { vf->index, vf->spoofchk > 0 };
        nla_put(message, IFLA_VF_SPOOFCHK, sizeof spoofchk, &spoofchk);
    }
    if (order->given & 1u << VF_ATTR_TRUST) {
        struct ifla_vf_trust trust = { vf->index, vf->trust > 0 };
        nla_put(message, IFLA_VF_TRUST, sizeof trust, &trust);
    }
    if (order->given & 1u << VF_ATTR_LINK_STATE) {
        struct ifla_vf_link_state state = { vf->index, link_state_number(vf->link_state) };
        nla_put(message, IFLA_VF_LINK_STATE, sizeof state, &state);
    }
    if (order->given & 1u << VF_ATTR_RATES) {
        struct ifla_vf_rate rate = { vf->index, vf->min_tx_mbps, vf->max_tx_mbps };
        nla_put(message, IFLA_VF_RATE, sizeof rate, &rate);
    }
}

bool netlink_set_vf(const char *name, const VfOrder *order, GError **error)
{
    g_autoptr(NlMsg) message = new_set_link(name, 0, 0);
    struct nlattr *list = nla_nest_start(message, IFLA_VFINFO_LIST);
    struct nlattr *info = nla_nest_start(message, IFLA_VF_INFO);
    put_vf(message, order);
    nla_nest_end(message, info);
    nla_nest_end(message, list);
    g_autofree char *what = g_strdup_printf("%s: set VF %u", name, order->attrs.index);
    return request(message, what, error);
}

int netlink_open_monitor(GError **error)
{
    autofd int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
    struct sockaddr_nl address = {
        .nl_family = AF_NETLINK,
        .nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR,
    };
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0) {
        err_errno(error, errno, "rtnetlink monitor");
        return -1;
    }
    int result = fd;
    fd = -1;
    return result;
}
