#include "repr/node-build.h"

#include "base/err.h"

#include <libxml/parser.h>
#include <string.h>

typedef struct {
    NodeBuild *build;
    xmlParserCtxt *parser;
} XmlInput;

static void stop(XmlInput *input)
{
    xmlStopParser(input->parser);
}

static void on_open(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                    int n_namespaces, const xmlChar **namespaces, int n_attributes, int n_defaulted,
                    const xmlChar **attributes)
{
    XmlInput *input = data;
    bool open = node_build_open(input->build, (const char *)name);
    /* Each attribute is five pointers: name, prefix, URI, begin and end of the value. */
    for (int i = 0; open && i < n_attributes; i++) {
        const xmlChar **attribute = attributes + (gsize)i * 5;
        open = node_build_open(input->build, (const char *)attribute[0]);
        if (open) {
            node_build_text(input->build, (const char *)attribute[3],
                            (gsize)(attribute[4] - attribute[3]));
            node_build_close(input->build);
        }
    }
    if (!open)
        stop(input);
}

static void on_close(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    node_build_close(((XmlInput *)data)->build);
}

static void on_text(void *data, const xmlChar *text, int size)
{
    node_build_text(((XmlInput *)data)->build, (const char *)text, (gsize)size);
}

/* Comes before the declarations of the subset are read: none ever is. */
static void on_document_type(void *data, const xmlChar *name, const xmlChar *external_id,
                             const xmlChar *system_id)
{
    XmlInput *input = data;
    node_build_fail(input->build, ERR_INVALID, "A document type is not accepted");
    stop(input);
}

static void on_error(void *data, xmlErrorPtr failure)
{
    XmlInput *input = data;
    if (failure->level < XML_ERR_ERROR || failure->code == XML_ERR_USER_STOP)
        return;
    g_autofree char *message = g_strdup(failure->message != NULL ? failure->message : "not XML");
    node_build_fail(input->build, ERR_INVALID, "Malformed XML in line %d: %s", failure->line,
                    g_strstrip(message));
    stop(input);
}

void node_build_xml(NodeBuild *build, const char *bytes, gsize size)
{
    xmlSAXHandler handlers = {
        .initialized = XML_SAX2_MAGIC,
        .startElementNs = on_open,
        .endElementNs = on_close,
        .characters = on_text,
        .cdataBlock = on_text,
        .internalSubset = on_document_type,
        .serror = (xmlStructuredErrorFunc)on_error,
    };
    XmlInput input = { .build = build };
    xmlInitParser();
    input.parser = xmlCreatePushParserCtxt(&handlers, &input, NULL, 0, NULL);
    g_assert(input.parser != NULL);
    /* The bytes are known to be UTF-8, whatever the declaration says.  There are no entities but
     * the predefined ones, as no document type is; without NOENT attributes show "&" as "&#38;". */
    xmlCtxtUseOptions(input.parser, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC | XML_PARSE_NOENT);
    xmlParseChunk(input.parser, bytes, (int)size, 1);
    if (!input.parser->wellFormed)
        node_build_fail(build, ERR_INVALID, "Malformed XML");
    xmlFreeParserCtxt(input.parser);
}
