/* vf-driver.h - what is known of the drivers of PFs: what they can set on a VF, their limits and
 * manners.  One row a driver.  Pure. */
#pragma once

#include "agent/sys.h"

typedef struct {
    const char *driver;
    guint max_vfs;  /* the driver makes no more, whatever the card offers; 0: no such limit */
    guint vf_ms;    /* time to make one VF, on the slow side */
    bool up_first;  /* the PF must be up before it makes VFs */
    bool zero_mac;  /* takes the zero MAC as "none set" */
    bool min_rate;  /* can guarantee a rate */
    unsigned lacks; /* 1u << VfAttr it has no operation for */
} VfDriver;

/* The row of 'driver'; for an unknown driver or NULL, one that assumes everything is possible
 * until the kernel says otherwise. */
const VfDriver *vf_driver_find(const char *driver);

/* How many VFs can really be made on a PF whose card offers 'total_vfs'. */
guint vf_driver_limit(const VfDriver *driver, guint total_vfs);

/* How long the driver may take to make 'n_vfs' VFs, or to remove them. */
guint vf_driver_deadline_ms(const VfDriver *driver, guint n_vfs);
