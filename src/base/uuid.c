#include "base/uuid.h"

#include <string.h>

static char *format(const guint8 bytes[16])
{
    static const char hex[] = "0123456789abcdef";
    char *text = g_malloc(37), *at = text;
    for (int i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *at++ = '-';
        *at++ = hex[bytes[i] >> 4];
        *at++ = hex[bytes[i] & 0xf];
    }
    *at = '\0';
    return text;
}

/* Each request makes one: GLib's takes 16 conversions of printf. */
char *uuid_new(void)
{
    guint8 bytes[16];
    for (gsize i = 0; i < sizeof bytes; i += sizeof(guint32)) {
        guint32 word = g_random_int();
        memcpy(bytes + i, &word, sizeof word);
    }
    bytes[6] = (guint8)((bytes[6] & 0x0f) | 0x40);
    bytes[8] = (guint8)((bytes[8] & 0x3f) | 0x80);
    return format(bytes);
}

bool uuid_is_valid(const char *text)
{
    return g_uuid_string_is_valid(text);
}

char *uuid_from_name(const char *name)
{
    static const guint8 namespace[16] = { 0x6b, 0x1f, 0x5e, 0x2c, 0x9d, 0x0a, 0x4f, 0x5b,
                                          0x8e, 0x47, 0x0c, 0x7a, 0xb2, 0x11, 0x54, 0x9f };
    guint8 digest[20];
    gsize size = sizeof digest;
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA1);
    g_checksum_update(sum, namespace, sizeof namespace);
    g_checksum_update(sum, (const guchar *)name, -1);
    g_checksum_get_digest(sum, digest, &size);
    digest[6] = (guint8)((digest[6] & 0x0f) | 0x50);
    digest[8] = (guint8)((digest[8] & 0x3f) | 0x80);
    return format(digest);
}
