/* pci.h - a PCI address (domain:bus:slot.function) as a value.  Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct {
    guint32 domain;
    guint8 bus, slot, function;
} PciAddress;

#define PCI_TEXT_SIZE 20

/* Reads the kernel's form, "0000:3b:01.0". */
bool pci_parse(const char *text, PciAddress *ret, GError **error);

/* Writes the kernel's form; returns 'buffer'. */
char *pci_format(const PciAddress *pci, char buffer[PCI_TEXT_SIZE]);

/* Writes libvirt's node-device name, "pci_0000_3b_01_0"; returns 'buffer'. */
char *pci_format_nodedev(const PciAddress *pci, char buffer[PCI_TEXT_SIZE]);

/* Reads libvirt's node-device name. */
bool pci_parse_nodedev(const char *text, PciAddress *ret, GError **error);

bool pci_equal(const PciAddress *a, const PciAddress *b);
