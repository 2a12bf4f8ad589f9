#include "base/mac.h"

#include "base/err.h"

#include <string.h>

bool mac_parse(const char *text, MacAddr *ret, GError **error)
{
    MacAddr mac = { 0 };
    bool good = strlen(text) == MAC_TEXT_SIZE - 1;
    for (int i = 0; good && i < 6; i++) {
        int high = g_ascii_xdigit_value(text[3 * i]);
        int low = g_ascii_xdigit_value(text[3 * i + 1]);
        char end = text[3 * i + 2];
        good = high >= 0 && low >= 0 && (i == 5 ? end == '\0' : end == ':' || end == '-');
        if (good)
            mac.octet[i] = good ? (guint8)(high << 4 | low) : 0;
    }
    if (!good)
        return err_set(error, ERR_INVALID,
                       "\"%.40s\" is not a MAC address; write it as 52:54:00:12:34:56", text);
    *ret = mac;
    return true;
}

char *mac_format(const MacAddr *mac, char buffer[MAC_TEXT_SIZE])
{
    const guint8 *o = mac->octet;
    g_snprintf(buffer, MAC_TEXT_SIZE, "%02x:%02x:%02x:%02x:%02x:%02x", o[0], o[1], o[2], o[3], o[4],
               o[5]);
    return buffer;
}

bool mac_is_zero(const MacAddr *mac)
{
    return mac_to_number(mac) == 0;
}

bool mac_is_multicast(const MacAddr *mac)
{
    return mac->octet[0] & 1;
}

bool mac_equal(const MacAddr *a, const MacAddr *b)
{
    return memcmp(a->octet, b->octet, sizeof a->octet) == 0;
}

guint64 mac_to_number(const MacAddr *mac)
{
    guint64 number = 0;
    for (int i = 0; i < 6; i++)
        number = number << 8 | mac->octet[i];
    return number;
}

MacAddr mac_from_number(guint64 number)
{
    MacAddr mac;
    for (int i = 5; i >= 0; i--, number >>= 8)
        mac.octet[i] = (guint8)(number & 0xff);
    return mac;
}
