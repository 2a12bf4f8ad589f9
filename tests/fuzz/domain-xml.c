/* A domain from an engine or from libvirt: what we can write again we can read again. */
#include "link/domain-xml.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(VmSpec) spec = domain_xml_read((const char *)data, size, NULL);
    g_autofree char *xml = spec != NULL ? domain_xml_write(spec, NULL) : NULL;
    if (xml == NULL || strlen(xml) > DOMAIN_XML_MAX_SIZE)
        return 0;
    g_autoptr(GError) error = NULL;
    g_autoptr(VmSpec) again = domain_xml_read(xml, strlen(xml), &error);
    g_assert_no_error(error);
    g_assert_cmpuint(again->nics->len, ==, spec->nics->len);
    return 0;
}
