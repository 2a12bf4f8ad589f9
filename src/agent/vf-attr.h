/* vf-attr.h - sets what a PF says of a VF, and looks whether it took.
 *
 * A driver may accept an order and not follow it; what does not read back as ordered is an error
 * that names both values.  Blocking, any thread; who may set what is decided elsewhere. */
#pragma once

#include "agent/sys.h"
#include "agent/vf-driver.h"

/* A PF as the kernel calls it now. */
typedef struct {
    const char *ifname;
    const char *driver;
    MacAddr permanent_mac;
} VfAttrPf;

bool vf_attr_read(Sys *sys, const char *pf_ifname, guint index, VfAttrs *ret, GError **error);

/* Carries out 'order' and reads back.  What the driver has no operation for is ERR_UNSUPPORTED
 * before anything is set. */
bool vf_attr_set(Sys *sys, const VfAttrPf *pf, const VfOrder *order, GError **error);

/* Puts the VF to neutral: no MAC (a park MAC where the driver refuses none), no VLAN, spoof check
 * on, trust off, link auto, no rates.  Fails when it does not read back so. */
bool vf_attr_scrub(Sys *sys, const VfAttrPf *pf, guint index, GError **error);

/* The locally administered MAC of a VF that nobody has, where zero is refused. */
MacAddr vf_attr_park_mac(const MacAddr *pf_mac, guint index);

/* Why 'got' is not what 'order' says, or NULL when it is.  Pure.  Caller frees. */
char *vf_attr_difference(const VfOrder *order, const VfAttrs *got);
