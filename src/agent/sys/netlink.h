/* netlink.h - network interfaces and their VFs by rtnetlink.
 *
 * Each call opens its own socket: calls are rare, and any thread may make one.  Blocking. */
#pragma once

#include "agent/sys.h"

/* 'find_pci' (may be NULL) is asked for the device of physical links on kernels before 5.14, whose
 * dump does not name it. */
typedef bool (*NetlinkFindPci)(gpointer user_data, const char *name, PciAddress *ret);

GPtrArray *netlink_list_links(NetlinkFindPci find_pci, gpointer user_data, GError **error);
bool netlink_set_link_up(const char *name, bool up, GError **error);
bool netlink_set_vf(const char *name, const VfOrder *order, GError **error);

/* A socket that gets a message for each change of a link or an address; the caller closes it. */
int netlink_open_monitor(GError **error);

/* Reads one RTM_NEWLINK message, for tests and the fuzzer; NULL when it is none. */
struct nlmsghdr;
SysLink *netlink_parse_link(struct nlmsghdr *header);
