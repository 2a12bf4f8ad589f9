#include "simulator/fake-device.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(xmlDoc, xmlFreeDoc)

static xmlDoc *parse(const char *xml)
{
    return xmlReadMemory(xml, (int)strlen(xml), NULL, NULL, XML_PARSE_NONET | XML_PARSE_NOBLANKS);
}

static char *print(xmlDoc *document)
{
    xmlChar *text = NULL;
    int size = 0;
    xmlDocDumpFormatMemory(document, &text, &size, 1);
    char *copy = g_strdup((const char *)text);
    xmlFree(text);
    return copy;
}

static xmlNode *child(const xmlNode *node, const char *name)
{
    xmlNode *found = node != NULL ? node->children : NULL;
    while (found != NULL && strcmp((const char *)found->name, name) != 0)
        found = found->next;
    return found;
}

static char *attribute(const xmlNode *node, const char *name)
{
    xmlChar *text = node != NULL ? xmlGetProp(node, BAD_CAST name) : NULL;
    char *copy = g_strdup((const char *)text);
    xmlFree(text);
    return copy;
}

static guint8 number(const xmlNode *node, const char *name)
{
    g_autofree char *text = attribute(node, name);
    return text != NULL ? (guint8)g_ascii_strtoull(text, NULL, 0) : 0;
}

static xmlNode *devices_of(xmlDoc *domain)
{
    return domain != NULL ? child(xmlDocGetRootElement(domain), "devices") : NULL;
}

static xmlNode *find(xmlDoc *domain, const char *alias)
{
    xmlNode *devices = devices_of(domain);
    for (xmlNode *node = devices != NULL ? devices->children : NULL; node != NULL;
         node = node->next) {
        g_autofree char *name = attribute(child(node, "alias"), "name");
        if (alias != NULL && g_strcmp0(name, alias) == 0)
            return node;
    }
    return NULL;
}

static void drop(xmlNode *node)
{
    xmlUnlinkNode(node);
    xmlFreeNode(node);
}

char *fake_device_add(const char *domain_xml, const char *device)
{
    g_autoptr(xmlDoc) domain = parse(domain_xml);
    g_autoptr(xmlDoc) added = parse(device);
    xmlNode *devices = devices_of(domain);
    if (devices == NULL || added == NULL)
        return NULL;
    xmlAddChild(devices, xmlDocCopyNode(xmlDocGetRootElement(added), domain, 1));
    return print(domain);
}

char *fake_device_replace(const char *domain_xml, const char *device)
{
    g_autoptr(xmlDoc) changed = parse(device);
    g_autofree char *alias =
        changed != NULL ? attribute(child(xmlDocGetRootElement(changed), "alias"), "name") : NULL;
    g_autofree char *without = alias != NULL ? fake_device_remove(domain_xml, alias) : NULL;
    return without != NULL ? fake_device_add(without, device) : NULL;
}

char *fake_device_remove(const char *domain_xml, const char *alias)
{
    g_autoptr(xmlDoc) domain = parse(domain_xml);
    xmlNode *node = find(domain, alias);
    if (node == NULL)
        return NULL;
    drop(node);
    return print(domain);
}

bool fake_device_find(const char *domain_xml, const char *alias, bool *ret_is_pci,
                      PciAddress *ret_pci)
{
    g_autoptr(xmlDoc) domain = parse(domain_xml);
    const xmlNode *node = find(domain, alias);
    g_autofree char *type = attribute(node, "type");
    const xmlNode *address = child(child(node, "source"), "address");
    if (node == NULL)
        return false;
    *ret_is_pci = g_strcmp0(type, "hostdev") == 0 && address != NULL;
    if (*ret_is_pci)
        *ret_pci = (PciAddress){ number(address, "domain"), number(address, "bus"),
                                 number(address, "slot"), number(address, "function") };
    return true;
}
