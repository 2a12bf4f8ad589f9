/* The page that describes the API has all of the tables, and holds together. */
#include "base/err.h"
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
        g_assert_nonnull(operation);
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
        g_assert_null(strchr(path, '{'));
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

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/openapi/every-route-is-in-it", test_every_route_is_in_it);
    g_test_add_func("/openapi/path-parameters", test_path_parameters);
    g_test_add_func("/openapi/references", test_references);
    g_test_add_func("/openapi/every-fault-is-described", test_every_fault_is_described);
    return g_test_run();
}
