/* fake.h - a whole invented host in memory behind sys.h: PFs, VFs, domains, and faults on order.
 *
 * For unit tests and for berth-agent-simulated.  Any thread, as sys.h says;
 * domain events come on the default main context. */
#pragma once

#include "agent/sys.h"
#include "base/err.h"

/* A host with an IOMMU, KVM and nothing else. */
Sys *sys_fake_new(void);

/* A PF, down, with a cable in it.  'limit' VFs is what its driver really makes. */
void sys_fake_add_pf(Sys *sys, const char *name, const char *mac, const char *pci,
                     const char *driver, guint total_vfs, guint limit);

/* A virtual interface; 'lower' NULL: none.  A bridge or bond becomes the master of 'lower'. */
void sys_fake_add_link(Sys *sys, const char *name, const char *kind, const char *lower);
void sys_fake_add_address(Sys *sys, const char *name, const char *address);
void sys_fake_rename(Sys *sys, const char *name, const char *new_name);
void sys_fake_unplug(Sys *sys, const char *name); /* the card is gone */
void sys_fake_reboot(Sys *sys);                   /* no domains, no VFs, links down */
void sys_fake_set_carrier(Sys *sys, const char *name, bool carrier);

/* What somebody else did behind our back. */
void sys_fake_set_vf_driver(Sys *sys, const char *pf, guint index, const char *driver,
                            const char *ifname);
void sys_fake_set_vf_attrs(Sys *sys, const char *pf, const VfAttrs *attrs);
void sys_fake_share_group(Sys *sys, const char *pf, guint index, const char *with);
bool sys_fake_get_vf(Sys *sys, const char *pf, guint index, VfAttrs *ret);

/* The call of 'op' (a member name of SysOps) after 'skip' good ones fails, once. */
void sys_fake_fail(Sys *sys, const char *op, guint skip, ErrCode code, const char *message);

/* Calls of 'op' wait from now on until it is released. */
void sys_fake_hang(Sys *sys, const char *op);
void sys_fake_release(Sys *sys, const char *op);

/* 'attr' of that VF accepts orders without taking them. */
void sys_fake_stick(Sys *sys, const char *pf, guint index, VfAttr attr);

/* A domain stops by itself; with 'keep_vfio' libvirt dies before it gives the devices back. */
void sys_fake_stop_domain(Sys *sys, const char *id, SysStopReason reason, bool keep_vfio);

/* What a guest does when it is asked to let a device go.  A guest whose kernel command line has
 * "fake.unplug=ignore" or "=refuse" begins with that. */
typedef enum { FAKE_GUEST_OBEYS, FAKE_GUEST_IGNORES, FAKE_GUEST_REFUSES } FakeGuest;
void sys_fake_set_guest(Sys *sys, const char *id, FakeGuest guest);

/* A device goes from a domain, whoever wanted it. */
void sys_fake_remove_device(Sys *sys, const char *id, const char *alias);

/* libvirtd goes and comes back. */
void sys_fake_restart_libvirt(Sys *sys);

/* All orders since the last call, one a line: "write_vf_count 0000:01:00.0 4".  Caller frees. */
char *sys_fake_take_log(Sys *sys);
