#include "cli/json-path.h"

static const char document[] =
    "{\"name\": \"web\", \"vlan\": {\"id\": 100}, \"up\": true, \"usages\": {\"usage\": [\"vm\", "
    "\"display\"]}, \"ranges\": {\"range\": [{\"from\": \"a\"}, {\"from\": \"b\"}]}}";

static void test_text(void)
{
    static const struct {
        const char *path, *text;
    } cases[] = {
        { "name", "web" },
        { "vlan/id", "100" },
        { "up", "true" },
        { "usages/usage", "vm, display" },
        { "ranges/range/from", "a" },
        { "vlan", NULL },
        { "vlan/tag", NULL },
        { "name/x", NULL },
        { "absent/x/y", NULL },
    };
    json_t *root = json_loads(document, 0, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = json_path_text(root, cases[i].path);
        g_assert_cmpstr(text, ==, cases[i].text);
    }
    json_decref(root);
}

static void test_set_makes_what_is_missing(void)
{
    json_t *root = json_object();
    json_path_set(root, "name", "red");
    json_path_set(root, "vlan/id", "5");
    json_path_set(root, "usages/usage[]", "vm");
    json_path_set(root, "usages/usage[]", "display");
    char *text = json_dumps(root, JSON_COMPACT | JSON_SORT_KEYS);
    g_assert_cmpstr(text, ==,
                    "{\"name\":\"red\",\"usages\":{\"usage\":[\"vm\",\"display\"]},"
                    "\"vlan\":{\"id\":\"5\"}}");
    free(text);
    json_decref(root);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/cli/json-path/text", test_text);
    g_test_add_func("/cli/json-path/set-makes-what-is-missing", test_set_makes_what_is_missing);
    return g_test_run();
}
