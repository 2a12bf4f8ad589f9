/* The page that describes the API has all of the tables, and holds together. */
#include "base/err.h"
#include "repr/search.h"
#include "rest/openapi.h"
#include "rest/refusal.h"

#include <jansson.h>
#include <string.h>

static json_t *page_new(void)
{
    g_autofree char *text = openapi_write(routes, n_routes, "1.0");
    json_t *page = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    g_assert_nonnull(page);
    return page;
}

static const json_t *operation_of(const json_t *page, const Route *row)
{
    static const struct {
        HttpMethod method;
        const char *word;
    } words[] = {
        { HTTP_GET, "get" }, { HTTP_POST, "post" }, { HTTP_PUT, "put" }, { HTTP_DELETE, "delete" }
    };
    g_autofree char *path = openapi_path(row->pattern);
    const json_t *item = json_object_get(json_object_get(page, "paths"), path);
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        if (words[i].method == row->method)
            return json_object_get(item, words[i].word);
    return NULL;
}

static void test_every_route_is_in_it(void)
{
    json_t *page = page_new();
    g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
    for (int i = 0; i < n_routes; i++) {
        g_test_message("%d %s", routes[i].method, routes[i].pattern);
        const json_t *operation = operation_of(page, &routes[i]);
        g_assert_true((operation == NULL) == ((routes[i].flags & ROUTE_PAGE) != 0));
        if (operation == NULL)
            continue;
        const char *id = json_string_value(json_object_get(operation, "operationId"));
        g_assert_true(g_hash_table_add(ids, (gpointer)(guintptr)id));
        bool open = json_is_array(json_object_get(operation, "security"));
        g_assert_true(open == (routes[i].permission == NULL));
    }
    json_decref(page);
}

/* Each {name} of a path is a parameter once, and the names differ. */
static void test_path_parameters(void)
{
    json_t *page = page_new();
    for (int i = 0; i < n_routes; i++) {
        g_autofree char *path = openapi_path(routes[i].pattern);
        const json_t *given = json_object_get(operation_of(page, &routes[i]), "parameters");
        const json_t *parameter;
        gsize row;
        json_array_foreach((json_t *)given, row, parameter)
        {
            if (strcmp(json_string_value(json_object_get(parameter, "in")), "path") != 0)
                continue;
            g_autofree char *hole =
                g_strdup_printf("{%s}", json_string_value(json_object_get(parameter, "name")));
            char *found = strstr(path, hole);
            g_assert_nonnull(found);
            g_assert_null(strstr(found + 1, hole));
            memset(found, '-', strlen(hole));
        }
        g_assert_true(strchr(path, '{') == NULL || (routes[i].flags & ROUTE_PAGE) != 0);
    }
    json_decref(page);
}

static void check_references(const json_t *page, const json_t *value)
{
    const char *name, *ref = json_string_value(json_object_get(value, "$ref"));
    const json_t *member;
    gsize i;
    if (ref != NULL) {
        g_auto(GStrv) parts = g_strsplit(ref, "/", -1);
        const json_t *at = page;
        for (int part = 1; parts[part] != NULL; part++)
            at = json_object_get(at, parts[part]);
        if (at == NULL)
            g_error("%s leads nowhere", ref);
    }
    json_object_foreach((json_t *)value, name, member)
    {
        check_references(page, member);
    }
    json_array_foreach((json_t *)value, i, member)
    {
        check_references(page, member);
    }
}

static void test_references(void)
{
    json_t *page = page_new();
    check_references(page, page);
    json_decref(page);
}

static void check_status(const json_t *page, unsigned status)
{
    g_autofree char *name = g_strdup_printf("fault_%u", status);
    const json_t *responses = json_object_get(json_object_get(page, "components"), "responses");
    if (json_object_get(responses, name) == NULL)
        g_error("status %u is not described", status);
}

/* Whatever a request can be refused with is there. */
static void test_every_fault_is_described(void)
{
    json_t *page = page_new();
    for (int i = 0; i < N_REFUSALS; i++) {
        g_autoptr(GError) error = NULL;
        refuse(&error, (Refusal)i, "because");
        check_status(page, refusal_status(error));
    }
    for (int i = 0; i < N_ERR_CODES; i++)
        check_status(page, (unsigned)err_info((ErrCode)i)->http_status);
    json_decref(page);
}

static const json_t *search_of(const json_t *page, const Route *row)
{
    const json_t *given = json_object_get(operation_of(page, row), "parameters"), *parameter;
    gsize i;
    json_array_foreach((json_t *)given, i, parameter)
    {
        if (strcmp(json_string_value(json_object_get(parameter, "name")), "search") == 0)
            return json_object_get(parameter, "x-search");
    }
    return NULL;
}

static void check_query(const EntityType *type, const char *query)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Search) search = search_parse(type, query, &error);
    if (search == NULL)
        g_error("%s: %s: %s", type->name, query, error->message);
}

/* Each word that may stand on the right of such a field is taken. */
static void check_field(const EntityType *type, const json_t *field)
{
    static const struct {
        const char *kind, *value;
    } values[] = {
        { "text", "web*" },
        { "number", "5" },
        { "bool", "true" },
        { "date", "2024-05-06" },
    };
    const char *name = json_string_value(json_object_get(field, "name"));
    const char *kind = json_string_value(json_object_get(field, "kind"));
    const json_t *word;
    gsize n_asked = 0, i;
    for (i = 0; i < G_N_ELEMENTS(values); i++) {
        if (strcmp(values[i].kind, kind) != 0)
            continue;
        g_autofree char *query = g_strdup_printf("%s=%s", name, values[i].value);
        check_query(type, query);
        n_asked++;
    }
    json_array_foreach(json_object_get(field, "values"), i, word)
    {
        g_autofree char *query = g_strdup_printf("%s=%s", name, json_string_value(word));
        check_query(type, query);
        n_asked++;
    }
    g_assert_cmpuint(n_asked, >, 0);
}

static void test_search_fields_are_taken(void)
{
    json_t *page = page_new();
    for (int i = 0; i < n_routes; i++) {
        const json_t *search = search_of(page, &routes[i]), *field, *name;
        g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
        gsize n;
        bool searched = (routes[i].flags & ROUTE_SEARCHABLE) != 0 && routes[i].type != NULL;
        g_assert_true((search != NULL) == searched);
        if (search == NULL)
            continue;
        json_array_foreach(json_object_get(search, "fields"), n, field)
        {
            const char *text = json_string_value(json_object_get(field, "name"));
            check_field(routes[i].type, field);
            if (!g_hash_table_add(names, (gpointer)(guintptr)text))
                g_error("%s: %s is there twice", routes[i].pattern, text);
        }
        json_array_foreach(json_object_get(search, "sortable"), n, name)
        {
            g_autofree char *query = g_strdup_printf("sortby %s desc", json_string_value(name));
            check_query(routes[i].type, query);
            g_assert_true(g_hash_table_contains(names, json_string_value(name)));
        }
        g_assert_cmpuint(n, >, 0);
    }
    json_decref(page);
}

static const Route *find_route(HttpMethod method, const char *path)
{
    g_autofree char *pattern = g_strconcat("/ovirt-engine/api/", path, NULL);
    for (int i = 0; i < n_routes; i++)
        if (routes[i].method == method && strcmp(routes[i].pattern, pattern) == 0)
            return &routes[i];
    g_assert_not_reached();
}

/* What is listed for a type, in the words of the tables: a few of each sort. */
static void test_search_fields_of_a_type(void)
{
    static const struct {
        const char *list, *name, *kind;
        bool sortable;
    } cases[] = {
        { "vms", "name", "text", true },
        { "vms", "memory", "number", true },
        { "vms", "status", "enum", true },
        { "vms", "delete_protected", "bool", true },
        { "vms", "host.name", "text", true },
        { "vms", "cluster", "text", true },
        { "vms", "cluster.name", "text", true },
        { "vms", "tag", "text", false }, /* it may have several */
        { "vms", "network.vlanid", "number", false },
        { "vms", "pool", NULL, false }, /* nothing here has it */
        { "vms", "storage.name", NULL, false },
        { "networks", "vmnetwork", "bool", false },
        { "hosts", "token_hash", NULL, false }, /* a secret */
        { "events", "time", "date", true },
    };
    json_t *page = page_new();
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const json_t *search = search_of(page, find_route(HTTP_GET, cases[i].list)), *field, *name;
        const char *kind = NULL;
        bool sortable = false;
        gsize n;
        json_array_foreach(json_object_get(search, "fields"), n, field)
        {
            if (strcmp(json_string_value(json_object_get(field, "name")), cases[i].name) == 0)
                kind = json_string_value(json_object_get(field, "kind"));
        }
        json_array_foreach(json_object_get(search, "sortable"), n, name)
        {
            sortable |= strcmp(json_string_value(name), cases[i].name) == 0;
        }
        g_test_message("%s %s", cases[i].list, cases[i].name);
        g_assert_cmpstr(kind, ==, cases[i].kind);
        g_assert_true(sortable == cases[i].sortable);
    }
    json_decref(page);
}

static const json_t *member_of(const json_t *schema, const char *path)
{
    g_auto(GStrv) names = g_strsplit(path, "/", -1);
    for (char **name = names; *name != NULL; name++)
        schema = json_object_get(json_object_get(schema, "properties"), *name);
    return schema;
}

/* The members of an action's body that its handler reads. */
static void test_members_of_actions(void)
{
    static const struct {
        const char *path, *member, *type; /* NULL: of several */
    } cases[] = {
        { "hosts/{}/install", "ssh/user/user_name", "string" },
        { "hosts/{}/install", "ssh/fingerprint", "string" },
        { "hosts/{}/install", "activate", NULL },
        { "hosts/{}/approve", "cluster", "object" },
        { "hosts/{}/fence", "fence_type", "string" },
        { "vms/{}/start", "vm/os/boot/devices/device", "array" },
        { "vms/{}/start", "vm/placement_policy/hosts/host", "array" },
        { "vms/{}/start", "use_cloud_init", NULL },
        { "jobs/{}/end", "succeeded", NULL },
        { "vms/{}/nics/{}/activate", "async", NULL },
    };
    json_t *page = page_new();
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("%s %s", cases[i].path, cases[i].member);
        const json_t *body = json_object_get(
            operation_of(page, find_route(HTTP_POST, cases[i].path)), "requestBody");
        const json_t *media = json_object_get(json_object_get(body, "content"), "application/json");
        const json_t *member = member_of(json_object_get(media, "schema"), cases[i].member);
        g_assert_nonnull(member);
        g_assert_cmpstr(json_string_value(json_object_get(member, "type")), ==, cases[i].type);
    }
    json_decref(page);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/openapi/every-route-is-in-it", test_every_route_is_in_it);
    g_test_add_func("/openapi/path-parameters", test_path_parameters);
    g_test_add_func("/openapi/references", test_references);
    g_test_add_func("/openapi/every-fault-is-described", test_every_fault_is_described);
    g_test_add_func("/openapi/search-fields-are-taken", test_search_fields_are_taken);
    g_test_add_func("/openapi/search-fields-of-a-type", test_search_fields_of_a_type);
    g_test_add_func("/openapi/members-of-actions", test_members_of_actions);
    return g_test_run();
}
