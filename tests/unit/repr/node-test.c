#include "base/err.h"
#include "repr/node.h"

#include <string.h>

static Node *parse(ReprFormat format, const char *text, GError **error)
{
    return node_parse(format, text, strlen(text), NULL, error);
}

/* "name{child=text other{…}}": a tree on one line. */
static void describe_into(GString *text, const Node *node)
{
    g_string_append(text, node->name);
    if (node->first == NULL) {
        g_string_append_printf(text, "=%s", node->text);
        return;
    }
    g_string_append_c(text, '{');
    for (const Node *child = node->first; child != NULL; child = child->next) {
        describe_into(text, child);
        g_string_append(text, child->next != NULL ? " " : "");
    }
    g_string_append_c(text, '}');
}

static void test_trees(void)
{
    static const struct {
        ReprFormat format;
        const char *text, *tree;
    } cases[] = {
        { REPR_XML, "<a/>", "a=" },
        { REPR_XML, "<a>  <b id=\"1\" c='&lt;2'/>\n <b>x &amp; y</b></a>",
          "a{b{id=1 c=<2} b=x & y}" },
        { REPR_XML, "<?xml version=\"1.0\" encoding=\"latin1\"?><a>ä<![CDATA[<b>]]>&#x41;</a>",
          "a=ä<b>A" },
        { REPR_XML, "<n:a xmlns:n='urn:x' n:b='1'><!-- c --><?p i?></n:a>", "a{b=1}" },
        { REPR_XML, "<a>text<b/>text</a>", "a{b=}" },
        { REPR_JSON, "{}", "=" },
        { REPR_JSON, "{\"a\":\"x\",\"b\":1,\"c\":true,\"d\":null,\"e\":1.5}",
          "{a=x b=1 c=true d= e=1.5}" },
        { REPR_JSON, "{\"u\":{\"v\":[\"a\",{\"id\":\"b\"}]},\"w\":[]}", "{u{v=a v{id=b}}}" },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Node) root = parse(cases[i].format, cases[i].text, &error);
        g_assert_no_error(error);
        g_autoptr(GString) tree = g_string_new(NULL);
        describe_into(tree, root);
        g_assert_cmpstr(tree->str, ==, cases[i].tree);
    }
}

static void test_refused(void)
{
    static const struct {
        ReprFormat format;
        const char *text, *message;
    } cases[] = {
        { REPR_XML, "", "The input is empty" },
        { REPR_XML, "hello", "Malformed XML in line 1: " },
        { REPR_XML, "<a>\n<b></a>", "Malformed XML in line 2: " },
        { REPR_XML, "<a></a><b/>", "Malformed XML in line 1: " },
        { REPR_XML, "<a b='1' b='2'/>", "Malformed XML in line 1: " },
        { REPR_XML, "<a>&unknown;</a>", "Malformed XML in line 1: " },
        { REPR_XML, "<a>&#1;</a>", "Malformed XML in line 1: " },
        { REPR_XML, "<a>\x01</a>", "Malformed XML in line 1: " },
        { REPR_XML, "<a>\xff</a>", "The input is not valid UTF-8" },
        { REPR_XML, "<!DOCTYPE a><a/>", "A document type is not accepted" },
        { REPR_XML, "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>",
          "A document type is not accepted" },
        { REPR_XML, "<!DOCTYPE a [<!ENTITY x \"y\"><!ENTITY z \"&x;&x;&x;\">]><a>&z;</a>",
          "A document type is not accepted" },
        { REPR_XML, "<!DOCTYPE a [<!ENTITY % p SYSTEM \"http://127.0.0.1:1/\"> %p;]><a/>",
          "A document type is not accepted" },
        { REPR_JSON, "", "The input is empty" },
        { REPR_JSON, "[]", "The input is not a JSON object" },
        { REPR_JSON, "\"a\"", "Malformed JSON in line 1, column 3: " },
        { REPR_JSON, "{\"a\":1,\"a\":2}", "Malformed JSON in line 1, column " },
        { REPR_JSON, "{\"a\":}", "Malformed JSON in line 1, column 6: " },
        { REPR_JSON, "{\"a\":1} x", "Malformed JSON in line 1, column " },
        { REPR_JSON, "{\"a\":\"\\u0000\"}", "Malformed JSON in line 1, column " },
        { REPR_JSON, "{\"a\":99999999999999999999}", "Malformed JSON in line 1, column " },
        { REPR_JSON, "{\"a\":[[1]]}", "An array stands where one value is expected" },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_test_message("%s", cases[i].text);
        g_assert_null(parse(cases[i].format, cases[i].text, &error));
        g_assert_error(error, ERR, ERR_INVALID);
        g_test_message("%s", error->message);
        g_assert_true(g_str_has_prefix(error->message, cases[i].message));
    }
}

/* 'n' times 'open', then 'n' times 'close'. */
static char *nest(const char *open, int n, const char *close)
{
    GString *text = g_string_new(NULL);
    for (int i = 0; i < n; i++)
        g_string_append(text, open);
    for (int i = 0; i < n; i++)
        g_string_append(text, close);
    return g_string_free(text, FALSE);
}

static char *wrap(const char *begin, const char *item, int n, const char *end)
{
    g_autofree char *items = nest(item, n, "");
    return g_strconcat(begin, items, end, NULL);
}

static void test_bounds(void)
{
    g_autofree char *deep_xml = nest("<a>", 33, "</a>");
    g_autofree char *deepest_xml = nest("<a>", 32, "</a>");
    g_autofree char *deep_attribute = nest("<a b='1'>", 32, "</a>");
    g_autofree char *deep_json = nest("{\"a\":", 33, "");
    g_autofree char *deep_object =
        g_strconcat(deep_json, "1}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}", NULL);
    g_autofree char *bottomless = nest("[", 100000, "]");
    g_autofree char *many_xml = wrap("<a>", "<b/>", 20000, "</a>");
    g_autofree char *most_xml = wrap("<a>", "<b/>", 19999, "</a>");
    g_autofree char *many_json = wrap("{\"a\":[1", ",1", 20000, "]}");
    g_autofree char *huge = wrap("<a>", "xxxxxxxxxxxxxxxx", 1 << 16, "</a>");
    g_autofree char *escapes = wrap("<a>", "&amp;", 200000, "</a>");
    const struct {
        ReprFormat format;
        const char *text;
        int code; /* -1: fine */
    } cases[] = {
        { REPR_XML, deep_xml, ERR_TOO_LARGE },
        { REPR_XML, deepest_xml, -1 },
        { REPR_XML, deep_attribute, ERR_TOO_LARGE },
        { REPR_JSON, deep_object, ERR_TOO_LARGE },
        { REPR_JSON, bottomless, ERR_INVALID },
        { REPR_XML, many_xml, ERR_TOO_LARGE },
        { REPR_XML, most_xml, -1 },
        { REPR_JSON, many_json, ERR_TOO_LARGE },
        { REPR_XML, huge, ERR_TOO_LARGE },
        { REPR_XML, escapes, -1 },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Node) root = parse(cases[i].format, cases[i].text, &error);
        g_test_message("%" G_GSIZE_FORMAT ": %s", i, error != NULL ? error->message : "fine");
        g_assert_cmpint(error != NULL ? error->code : -1, ==, cases[i].code);
        g_assert_cmpint(root != NULL, ==, cases[i].code < 0);
    }
    NodeLimits limits = { .max_size = 3 };
    g_autoptr(GError) error = NULL;
    g_assert_null(node_parse(REPR_XML, "<a/>", 4, &limits, &error));
    g_assert_cmpstr(error->message, ==, "The input has 4 bytes; possible are 3");
}

static void test_look_up(void)
{
    static const char text[] =
        "<action><async>TRUE</async><vm><placement_policy><hosts><host id='1'/><host><name>h2"
        "</name></host></hosts></placement_policy></vm><n> 1.000e+01 </n></action>";
    g_autoptr(Node) root = parse(REPR_XML, text, NULL);
    g_assert_cmpstr(node_text(root, "vm/placement_policy/hosts/host/id"), ==, "1");
    g_assert_null(node_find(root, "vm/placement_policy/host"));
    g_assert_null(node_text(root, "reason"));
    const Node *host = node_again(node_find(root, "vm/placement_policy/hosts/host"));
    g_assert_cmpstr(node_text(host, "name"), ==, "h2");
    g_assert_null(node_again(host));

    bool async = false, force = true;
    gint64 number = 0;
    g_assert_true(node_bool(root, "async", &async, NULL));
    g_assert_true(node_bool(root, "force", &force, NULL));
    g_assert_true(async && force);
    g_assert_true(node_int(root, "n", 0, 10, &number, NULL));
    g_assert_cmpint(number, ==, 10);
    g_autoptr(GError) error = NULL;
    g_assert_false(node_int(root, "n", 0, 9, &number, &error));
    g_assert_cmpstr(error->message, ==,
                    "n is \" 1.000e+01 \"; possible are whole numbers from 0 to 9");
}

static void test_numbers(void)
{
    static const struct {
        const char *text;
        gint64 value; /* -1: refused */
    } cases[] = {
        { "0", 0 },      { "+5", 5 },     { "1.000e+00", 1 },
        { "1e3", 1000 }, { "10.0", 10 },  { "", -1 },
        { "1.5", -1 },   { "0x10", -1 },  { "nan", -1 },
        { "inf", -1 },   { "1e400", -1 }, { "12a", -1 },
        { "1 2", -1 },   { "-2", -1 },    { "9223372036854775808", -1 },
        { "1e19", -1 },  { "--1", -1 },   { "9223372036854775807", G_MAXINT64 },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        Node node = { .name = (char *)"n", .text = (char *)cases[i].text };
        gint64 value = -1;
        g_autoptr(GError) error = NULL;
        bool read = node_as_int(&node, "n", 0, G_MAXINT64, &value, &error);
        g_test_message("%s", cases[i].text);
        g_assert_cmpint(read, ==, cases[i].value >= 0);
        g_assert_cmpint(value, ==, cases[i].value);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/node/trees", test_trees);
    g_test_add_func("/node/refused", test_refused);
    g_test_add_func("/node/bounds", test_bounds);
    g_test_add_func("/node/look-up", test_look_up);
    g_test_add_func("/node/numbers", test_numbers);
    return g_test_run();
}
