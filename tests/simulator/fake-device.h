/* fake-device.h - devices in the XML of an invented domain.  Pure. */
#pragma once

#include "base/pci.h"

#include <glib.h>
#include <stdbool.h>

/* The domain with 'device', an <interface>, added, replaced (the one with its alias) or without the
 * one with 'alias'; NULL when something is not there or is no XML.  Caller frees. */
char *fake_device_add(const char *domain_xml, const char *device);
char *fake_device_replace(const char *domain_xml, const char *device);
char *fake_device_remove(const char *domain_xml, const char *alias);

/* Whether the domain has it; '*ret_is_pci' and '*ret_pci' are its host device. */
bool fake_device_find(const char *domain_xml, const char *alias, bool *ret_is_pci,
                      PciAddress *ret_pci);
