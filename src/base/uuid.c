#include "base/uuid.h"

char *uuid_new(void)
{
    return g_uuid_string_random();
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
    const guint8 *d = digest;
    return g_strdup_printf("%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
                           d[0], d[1], d[2], d[3], d[4], d[5], d[6], d[7], d[8], d[9], d[10], d[11],
                           d[12], d[13], d[14], d[15]);
}
