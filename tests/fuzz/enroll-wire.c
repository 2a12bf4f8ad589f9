/* What anybody may send to an agent that is not enrolled: a line, and a fingerprint beside it. */
#include "link/enroll-wire.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    json_decref(enroll_message_parse((const char *)data, size, NULL));
    g_autofree char *text = g_strndup((const char *)data, size);
    g_autofree char *normal = enroll_fingerprint_normal(text);
    if (normal != NULL) {
        g_autofree char *again = enroll_fingerprint_normal(normal);
        g_assert_cmpstr(again, ==, normal);
    }
    return 0;
}
