#include "repr/emit.h"
#include "repr/write.h"

#include <math.h>
#include <string.h>

#define PROLOG "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>"

/* One document with everything that XML and JSON do differently. */
static void emit_sample(Emit *emit)
{
    emit_open(emit, "vm");
    emit_attribute(emit, "id", "1");
    emit_text(emit, "comment", "");
    emit_open(emit, "empty");
    emit_close(emit);
    emit_open(emit, "usages/usage");
    emit_open_list(emit, "usage");
    emit_text(emit, "usage", "a");
    emit_open(emit, "usage");
    emit_attribute(emit, "id", "b");
    emit_close(emit);
    emit_close_list(emit);
    emit_close(emit);
    emit_bool(emit, "up", true);
    emit_int(emit, "mtu", G_MININT64);
    emit_time(emit, "time", G_GINT64_CONSTANT(1700000000123456));
    emit_close(emit);
}

static void test_both(void)
{
    Emit *xml = emit_new(REPR_XML), *json = emit_new(REPR_JSON);
    emit_sample(xml);
    emit_sample(json);
    g_autofree char *xml_text = emit_finish(xml, NULL), *json_text = emit_finish(json, NULL);
    g_assert_cmpstr(xml_text, ==,
                    PROLOG "<vm id=\"1\"><comment></comment><empty/><usages><usage>a</usage>"
                           "<usage id=\"b\"/></usages><up>true</up>"
                           "<mtu>-9223372036854775808</mtu>"
                           "<time>2023-11-14T22:13:20.123Z</time></vm>");
    g_assert_cmpstr(json_text, ==,
                    "{\"id\":\"1\",\"comment\":\"\",\"empty\":{},\"usages\":{\"usage\":[\"a\","
                    "{\"id\":\"b\"}]},\"up\":\"true\",\"mtu\":\"-9223372036854775808\","
                    "\"time\":1700000000123}");
}

static void test_escaping(void)
{
    static const struct {
        const char *text, *attribute, *element, *json;
    } cases[] = {
        { "<a&b>\"'", "&lt;a&amp;b&gt;&quot;'", "&lt;a&amp;b&gt;\"'", "<a&b>\\\"'" },
        { "a\tb\nc\rd", "a&#9;b&#10;c&#13;d", "a\tb\nc&#13;d", "a\\u0009b\\u000ac\\u000dd" },
        { "\x01\x1f\x7f", "\xef\xbf\xbd\xef\xbf\xbd\x7f", "\xef\xbf\xbd\xef\xbf\xbd\x7f",
          "\\u0001\\u001f\x7f" },
        { "\\", "\\", "\\", "\\\\" },
        { "רשת😀", "רשת😀", "רשת😀", "רשת😀" },
        { "\xff", "\xef\xbf\xbd", "\xef\xbf\xbd", "\xef\xbf\xbd" },
        { "a\xef\xbf\xbf"
          "b\xef\xbf\xbe"
          "c\xef\xbf\xbd",
          "a\xef\xbf\xbd"
          "b\xef\xbf\xbd"
          "c\xef\xbf\xbd",
          "a\xef\xbf\xbd"
          "b\xef\xbf\xbd"
          "c\xef\xbf\xbd",
          "a\xef\xbf\xbf"
          "b\xef\xbf\xbe"
          "c\xef\xbf\xbd" },
        { "]]>", "]]&gt;", "]]&gt;", "]]>" },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        for (ReprFormat format = REPR_XML; format <= REPR_JSON; format++) {
            Emit *emit = emit_new(format);
            emit_open(emit, "a");
            emit_attribute(emit, "b", cases[i].text);
            emit_text(emit, "c", cases[i].text);
            emit_close(emit);
            g_autofree char *got = emit_finish(emit, NULL);
            g_autofree char *expected =
                format == REPR_XML
                    ? g_strdup_printf(PROLOG "<a b=\"%s\"><c>%s</c></a>", cases[i].attribute,
                                      cases[i].element)
                    : g_strdup_printf("{\"b\":\"%s\",\"c\":\"%s\"}", cases[i].json, cases[i].json);
            g_assert_cmpstr(got, ==, expected);
        }
}

static void test_fault(void)
{
    g_autofree char *xml = repr_write_fault(REPR_XML, "Operation Failed", "[Cannot run VM.]", NULL);
    g_assert_cmpstr(xml, ==,
                    PROLOG "<fault><detail>[Cannot run VM.]</detail><reason>Operation "
                           "Failed</reason></fault>");
    g_autofree char *json = repr_write_fault(REPR_JSON, "Operation Failed", "[x]", NULL);
    g_assert_cmpstr(json, ==, "{\"detail\":\"[x]\",\"reason\":\"Operation Failed\"}");
}

/* A document as a child under another name: with and without children, attributes, text. */
static void test_document(void)
{
    static const struct {
        const char *document, *expected;
    } cases[] = {
        { PROLOG "<user id=\"1\"><name>x</name></user>",
          PROLOG "<vm><owner id=\"1\"><name>x</name></owner><z></z></vm>" },
        { PROLOG "<vms/>", PROLOG "<vm><owner/><z></z></vm>" },
        { PROLOG "<user id=\"&gt;/\"/>", PROLOG "<vm><owner id=\"&gt;/\"/><z></z></vm>" },
        { PROLOG "<a><b/></a>", PROLOG "<vm><owner><b/></owner><z></z></vm>" },
        { "{\"id\":\"1\"}", "{\"owner\":{\"id\":\"1\"},\"z\":\"\"}" },
        { "{}", "{\"owner\":{},\"z\":\"\"}" },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        Emit *emit = emit_new(*cases[i].document == '{' ? REPR_JSON : REPR_XML);
        emit_open(emit, "vm");
        emit_document(emit, "owner/x", cases[i].document, strlen(cases[i].document));
        emit_text(emit, "z", "");
        emit_close(emit);
        g_autofree char *got = emit_finish(emit, NULL);
        g_assert_cmpstr(got, ==, cases[i].expected);
    }
}

static void test_decimal(void)
{
    static const struct {
        double value;
        const char *xml, *json;
    } cases[] = {
        { 0, "<d>0</d>", "\"d\":0" },
        { 12.345, "<d>12.35</d>", "\"d\":12.35" },
        { 4398046511104.0, "<d>4398046511104</d>", "\"d\":4398046511104" },
        { -0.5, "<d>-0.50</d>", "\"d\":-0.50" },
        { (double)NAN, "<d>0</d>", "\"d\":0" },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        for (ReprFormat format = REPR_XML; format <= REPR_JSON; format++) {
            Emit *emit = emit_new(format);
            emit_open(emit, "root");
            emit_decimal(emit, "d", cases[i].value);
            emit_close(emit);
            g_autofree char *text = emit_finish(emit, NULL);
            const char *part = format == REPR_XML ? cases[i].xml : cases[i].json;
            if (strstr(text, part) == NULL)
                g_error("\"%s\" does not contain \"%s\"", text, part);
        }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/emit/both", test_both);
    g_test_add_func("/emit/escaping", test_escaping);
    g_test_add_func("/emit/fault", test_fault);
    g_test_add_func("/emit/document", test_document);
    g_test_add_func("/emit/decimal", test_decimal);
    return g_test_run();
}
