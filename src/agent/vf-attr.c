#include "agent/vf-attr.h"

#include "base/err.h"

#define BIT(attr) (1u << (attr))

bool vf_attr_read(Sys *sys, const char *pf_ifname, guint index, VfAttrs *ret, GError **error)
{
    g_autoptr(GPtrArray) links = sys->ops->list_links(sys, error);
    if (links == NULL)
        return false;
    const SysLink *link = sys_link_find(links, pf_ifname);
    if (link == NULL)
        return err_set(error, ERR_NOT_FOUND, "%s: no such interface", pf_ifname);
    for (guint i = 0; i < link->vfs->len; i++) {
        const VfAttrs *vf = &g_array_index(link->vfs, VfAttrs, i);
        if (vf->index == index) {
            *ret = *vf;
            return true;
        }
    }
    return err_set(error, ERR_NOT_FOUND, "%s has no VF %u", pf_ifname, index);
}

static char *format_attr(VfAttr attr, const VfAttrs *vf)
{
    char mac[MAC_TEXT_SIZE];
    switch (attr) {
    case VF_ATTR_MAC:
        return g_strdup(mac_format(&vf->mac, mac));
    case VF_ATTR_VLAN:
        return g_strdup_printf("%u priority %u protocol 0x%04x", vf->vlan, vf->vlan_qos,
                               vf->vlan_proto != 0 ? vf->vlan_proto : 0x8100);
    case VF_ATTR_SPOOFCHK:
        return g_strdup(vf->spoofchk < 0 ? "unknown" : vf->spoofchk > 0 ? "on" : "off");
    case VF_ATTR_TRUST:
        return g_strdup(vf->trust < 0 ? "unknown" : vf->trust > 0 ? "on" : "off");
    case VF_ATTR_LINK_STATE:
        return g_strdup(enum_word(&vf_link_state_table, (int)vf->link_state));
    case VF_ATTR_RATES:
        return g_strdup_printf("%u to %u Mbit/s", vf->min_tx_mbps, vf->max_tx_mbps);
    case N_VF_ATTRS:
        break;
    }
    g_assert_not_reached();
}

/* 802.1ad without a tag is no VLAN either. */
static bool same_attr(VfAttr attr, const VfAttrs *a, const VfAttrs *b)
{
    g_autofree char *text_a = format_attr(attr, a);
    g_autofree char *text_b = format_attr(attr, b);
    if (attr == VF_ATTR_VLAN && a->vlan == 0 && b->vlan == 0)
        return a->vlan_qos == b->vlan_qos;
    return g_str_equal(text_a, text_b);
}

char *vf_attr_difference(const VfOrder *order, const VfAttrs *got)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (int i = 0; i < N_VF_ATTRS; i++) {
        VfAttr attr = (VfAttr)i;
        if (!(order->given & BIT(attr)) || same_attr(attr, &order->attrs, got))
            continue;
        g_autofree char *asked = format_attr(attr, &order->attrs);
        g_autofree char *is = format_attr(attr, got);
        g_string_append_printf(text, "%s%s was set to %s and reads back as %s",
                               text->len > 0 ? "; " : "", enum_word(&vf_attr_table, i), asked, is);
    }
    return text->len > 0 ? g_string_free(g_steal_pointer(&text), FALSE) : NULL;
}

static bool check_supported(const VfAttrPf *pf, const VfOrder *order, GError **error)
{
    const VfDriver *driver = vf_driver_find(pf->driver);
    for (int i = 0; i < N_VF_ATTRS; i++)
        if (order->given & driver->lacks & BIT(i))
            return err_set(error, ERR_UNSUPPORTED, "%s: its driver %s cannot set the %s of a VF",
                           pf->ifname, pf->driver, enum_word(&vf_attr_table, i));
    if (order->given & BIT(VF_ATTR_RATES) && order->attrs.min_tx_mbps > 0 && !driver->min_rate)
        return err_set(error, ERR_UNSUPPORTED, "%s: its driver %s cannot guarantee a VF %u Mbit/s",
                       pf->ifname, pf->driver, order->attrs.min_tx_mbps);
    return true;
}

/* Says which attribute of a refused order it was: sends them one by one. */
static bool set_one_by_one(Sys *sys, const VfAttrPf *pf, const VfOrder *order, GError **error)
{
    for (int i = 0; i < N_VF_ATTRS; i++) {
        VfOrder one = { order->given & BIT(i), order->attrs };
        if (one.given != 0 && !sys->ops->set_vf(sys, pf->ifname, &one, error))
            return err_prefix(error, "%s", enum_word(&vf_attr_table, i));
    }
    return true;
}

/* MAC and VLAN are always sent: a guest may have set the same value without the PF having pinned
 * it.  The others only when they differ: a driver may refuse even its own default while the link
 * is down (igb and rates) or know no such operation. */
static bool send(Sys *sys, const VfAttrPf *pf, const VfOrder *order, GError **error)
{
    VfAttrs now;
    if (!vf_attr_read(sys, pf->ifname, order->attrs.index, &now, error))
        return false;
    VfOrder needed = *order;
    for (int i = 0; i < N_VF_ATTRS; i++)
        if (i != VF_ATTR_MAC && i != VF_ATTR_VLAN && same_attr((VfAttr)i, &order->attrs, &now))
            needed.given &= ~BIT(i);
    if (needed.given == 0 || sys->ops->set_vf(sys, pf->ifname, &needed, NULL))
        return true;
    return set_one_by_one(sys, pf, &needed, error);
}

static bool read_back(Sys *sys, const VfAttrPf *pf, const VfOrder *order, GError **error)
{
    VfAttrs got;
    if (!vf_attr_read(sys, pf->ifname, order->attrs.index, &got, error))
        return false;
    g_autofree char *difference = vf_attr_difference(order, &got);
    return difference == NULL ||
           err_set(error, ERR_INTERNAL, "%s VF %u: %s", pf->ifname, order->attrs.index, difference);
}

bool vf_attr_set(Sys *sys, const VfAttrPf *pf, const VfOrder *order, GError **error)
{
    return check_supported(pf, order, error) && send(sys, pf, order, error) &&
           read_back(sys, pf, order, error);
}

MacAddr vf_attr_park_mac(const MacAddr *pf_mac, guint index)
{
    /* 02: locally administered, unicast; the PF's own half keeps it apart from other cards'. */
    return (MacAddr){ { 0x02, 0xbe, pf_mac->octet[3], pf_mac->octet[4], pf_mac->octet[5],
                        (guint8)index } };
}

bool vf_attr_scrub(Sys *sys, const VfAttrPf *pf, guint index, GError **error)
{
    const VfDriver *driver = vf_driver_find(pf->driver);
    VfAttrs now;
    if (!vf_attr_read(sys, pf->ifname, index, &now, error))
        return false;

    VfOrder order = { 0 };
    order.attrs = (VfAttrs){ .index = index, .vlan_proto = 0x8100, .spoofchk = 1 };
    order.given = (BIT(N_VF_ATTRS) - 1) & ~driver->lacks;
    /* What the driver does not report cannot be read back. */
    if (now.spoofchk < 0)
        order.given &= ~BIT(VF_ATTR_SPOOFCHK);
    if (now.trust < 0)
        order.given &= ~BIT(VF_ATTR_TRUST);
    if (now.link_state == VF_LINK_UNKNOWN)
        order.given &= ~BIT(VF_ATTR_LINK_STATE);

    if (driver->zero_mac && vf_attr_set(sys, pf, &order, NULL))
        return true;
    /* Refused, or the driver keeps a MAC of its own: park it. */
    VfOrder parked = order;
    parked.attrs.mac = vf_attr_park_mac(&pf->permanent_mac, index);
    if (driver->zero_mac && vf_attr_set(sys, pf, &parked, NULL))
        return true;
    return vf_attr_set(sys, pf, driver->zero_mac ? &order : &parked, error);
}
