/* A domain from an engine or from libvirt, and the orders of a hot plug: what we can write again we
 * can read again. */
#include "link/domain-xml.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_hotplug(const char *data, size_t size)
{
    g_autofree char *id = domain_xml_read_hotunplug(data, size, NULL);
    g_autoptr(VmSpecNic) nic = domain_xml_read_hotplug(data, size, NULL);
    g_autofree char *xml = nic != NULL ? domain_xml_write_hotplug(nic, NULL) : NULL;
    if (xml == NULL || strlen(xml) > DOMAIN_XML_MAX_SIZE)
        return;
    g_autoptr(VmSpecNic) again = domain_xml_read_hotplug(xml, strlen(xml), NULL);
    g_assert_cmpstr(again->vnic_id, ==, nic->vnic_id);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_hotplug((const char *)data, size);
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
