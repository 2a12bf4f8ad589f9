/* inventory.h - the host's NICs, PFs and VFs with their users, from what the kernel shows and the
 * ledger knows.
 *
 * No libvirt in here: which VM has which VF the ledger learns from domains (vm-*.c). */
#pragma once

#include "agent/sys.h"
#include "agent/vf-ledger.h"

/* Reads everything anew.  'host' gives what changes only with a reboot (inventory_read_host()).
 * VFs that VM 'as_vm' (NULL: none) has are judged as if it had not, so that it can look what else
 * speaks against them.  Generation is 0.  Blocking, any thread. */
HostInventory *inventory_read(Sys *sys, VfLedger *ledger, const HostInventory *host,
                              const char *as_vm, GError **error);

/* The host's own part: kernel, CPU, versions, IOMMU. */
HostInventory *inventory_read_host(Sys *sys);

/* True when both say the same, generations apart.  Pure. */
bool inventory_equal(const HostInventory *a, const HostInventory *b);

/* A PF and one of its VFs by what a reboot does not change; false when it is not there. */
bool inventory_find_vf(const HostInventory *inventory, const MacAddr *pf_mac, const char *pf_port,
                       guint index, NicInfo **ret_pf, VfInfo **ret_vf);

/* By PCI address, as a domain names it. */
bool inventory_find_vf_by_pci(const HostInventory *inventory, const PciAddress *pci,
                              NicInfo **ret_pf, VfInfo **ret_vf);
