/* linux.h - the real host behind sys.h: sysfs, rtnetlink, kernel device events and libvirt. */
#pragma once

#include "agent/sys.h"

/* 'libvirt_uri' NULL: qemu:///system. */
Sys *sys_linux_new(const char *libvirt_uri, GError **error);
