#include "base/pci.h"

#include "base/err.h"

/* Takes between 'least' and 'most' hexadecimal digits off '*text'. */
static bool take_hex(const char **text, int least, int most, guint32 *ret)
{
    guint32 number = 0;
    int n = 0;
    for (; n < most && g_ascii_isxdigit(**text); n++, (*text)++)
        number = number << 4 | (guint32)g_ascii_xdigit_value(**text);
    *ret = number;
    return n >= least;
}

static bool take_char(const char **text, char c)
{
    return *(*text)++ == c;
}

/* 'separator' stands between domain, bus and slot; 'point' before the function. */
static bool parse(const char *text, char separator, char point, PciAddress *ret)
{
    guint32 domain, bus, slot, function;
    if (!take_hex(&text, 4, 8, &domain) || !take_char(&text, separator) ||
        !take_hex(&text, 2, 2, &bus) || !take_char(&text, separator) ||
        !take_hex(&text, 2, 2, &slot) || !take_char(&text, point) ||
        !take_hex(&text, 1, 1, &function) || *text != '\0' || slot > 31 || function > 7)
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
