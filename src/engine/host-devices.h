/* host-devices.h - a device of a host, by libvirt's names. */
#pragma once

#include <glib.h>

/* Texts are NULL where the host says nothing. */
typedef struct {
    char *name, *capability; /* "pci_0000_05_00_0"; "pci", "net", "system" */
    char *vendor_id, *product_id, *driver;
    char *parent, *physical_function; /* names; the latter of a VF */
    char *vm;                         /* id of the VM that has it */
    gint64 iommu_group;               /* -1: none */
    gint64 total_vfs;                 /* of a PF */
} HostDevice;
