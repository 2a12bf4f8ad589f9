/* mac.h - an Ethernet MAC address as a value.  Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct {
    guint8 octet[6];
} MacAddr;

#define MAC_TEXT_SIZE 18 /* "52:54:00:12:34:56" and its NUL */

/* Reads six two-digit groups separated by ':' or '-', in either case.  Nothing else. */
bool mac_parse(const char *text, MacAddr *ret, GError **error);

/* Writes lower case with ':'; returns 'buffer'. */
char *mac_format(const MacAddr *mac, char buffer[MAC_TEXT_SIZE]);

bool mac_is_zero(const MacAddr *mac);
bool mac_is_multicast(const MacAddr *mac);
bool mac_equal(const MacAddr *a, const MacAddr *b);

/* A MAC as a 48-bit number, for ranges, and back. */
guint64 mac_to_number(const MacAddr *mac);
MacAddr mac_from_number(guint64 number);
