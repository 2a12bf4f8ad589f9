/* watch.h - tells that links, addresses or PCI and network devices changed.
 *
 * Joins the rtnetlink groups and the kernel's own device events (not udevd's, which need not
 * run).  A watch says only that something changed: the facts are read again at their source. */
#pragma once

#include "agent/sys.h"

SysWatch *watch_new(GError **error);
int watch_fd(SysWatch *watch);
bool watch_wait(SysWatch *watch, int timeout_ms);
void watch_free(SysWatch *watch);
