#include "base/pci.h"

#include "base/err.h"

#include <stdio.h>
#include <string.h>

/* 'separator' stands between domain, bus and slot; 'point' before the function. */
static bool parse(const char *text, char separator, char point, PciAddress *ret)
{
    unsigned domain, bus, slot, function;
    char s1, s2, s3;
    int end = 0;
    if (sscanf(text, "%8x%c%2x%c%2x%c%1x%n", &domain, &s1, &bus, &s2, &slot, &s3, &function,
               &end) != 7 ||
        text[end] != '\0' || s1 != separator || s2 != separator || s3 != point || slot > 31 ||
        function > 7)
        return false;
    *ret = (PciAddress){ domain, (guint8)bus, (guint8)slot, (guint8)function };
    return true;
}

bool pci_parse(const char *text, PciAddress *ret, GError **error)
{
    if (!parse(text, ':', '.', ret))
        return err_set(error, ERR_INVALID,
                       "\"%.40s\" is not a PCI address; write it as 0000:3b:01.0", text);
    return true;
}

bool pci_parse_nodedev(const char *text, PciAddress *ret, GError **error)
{
    if (!g_str_has_prefix(text, "pci_") || !parse(text + 4, '_', '_', ret))
        return err_set(error, ERR_INVALID,
                       "\"%.40s\" is not a PCI device name; write it as pci_0000_3b_01_0", text);
    return true;
}

char *pci_format(const PciAddress *pci, char buffer[PCI_TEXT_SIZE])
{
    g_snprintf(buffer, PCI_TEXT_SIZE, "%04x:%02x:%02x.%x", pci->domain, pci->bus, pci->slot,
               pci->function);
    return buffer;
}

char *pci_format_nodedev(const PciAddress *pci, char buffer[PCI_TEXT_SIZE])
{
    g_snprintf(buffer, PCI_TEXT_SIZE, "pci_%04x_%02x_%02x_%x", pci->domain, pci->bus, pci->slot,
               pci->function);
    return buffer;
}

bool pci_equal(const PciAddress *a, const PciAddress *b)
{
    return a->domain == b->domain && a->bus == b->bus && a->slot == b->slot &&
           a->function == b->function;
}
