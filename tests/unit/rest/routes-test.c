#include "base/err.h"
#include "engine/fault.h"
#include "model/host-nic.h"
#include "model/vm.h"
#include "rest/links.h"
#include "rest/refusal.h"
#include "rest/routes.h"

#include <string.h>

static const char *const api_path[] = { "ovirt-engine", "api" };

static int count_captures(const char *pattern)
{
    int n = 0;
    for (const char *c = strstr(pattern, "{}"); c != NULL; c = strstr(c + 2, "{}"))
        n++;
    return n;
}

/* --- the table -------------------------------------------------------------------------------- */

static void test_rows_are_unique(void)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (int i = 0; i < n_routes; i++)
        g_assert_true(
            g_hash_table_add(seen, g_strdup_printf("%d %s", routes[i].method, routes[i].pattern)));
}

static void test_rows_are_whole(void)
{
    for (int i = 0; i < n_routes; i++) {
        const Route *row = &routes[i];
        g_test_message("%d %s", row->method, row->pattern);
        g_assert_nonnull(row->handler);
        g_assert_true(row->pattern[0] == '/');
        g_assert_cmpint(count_captures(row->pattern), <=, ROUTE_MAX_CAPTURES);
        if (row->body == BODY_ENTITY)
            g_assert_nonnull(row->type);
        if (row->parent != NULL) { /* the column is a reference of the type */
            int place = entity_row_of(row->type, row->parent);
            g_assert_cmpint(place, >=, 0);
            g_assert_cmpint(row->type->fields[place].kind, ==, FIELD_REF);
            g_assert_cmpint(count_captures(row->pattern), >=, 1);
        }
        if (row->flags & ROUTE_ACTION) {
            g_assert_cmpint(row->method, ==, HTTP_POST);
            g_assert_cmpint(row->body, ==, BODY_ACTION);
        }
    }
}

/* What is under the API needs a user; what is not says so by its place.  The page that describes
 * the API says nothing of what is in it. */
static void test_only_services_are_open(void)
{
    for (int i = 0; i < n_routes; i++)
        if (g_str_has_prefix(routes[i].pattern, "/ovirt-engine/api") &&
            !g_str_has_suffix(routes[i].pattern, "/openapi.json"))
            g_assert_nonnull(routes[i].permission);
        else
            g_assert_null(routes[i].permission);
}

/* A capture in the path of an item is of a collection that can be listed, and of whose items one
 * can be read. */
static void test_every_item_has_its_collection(void)
{
    g_autoptr(RouteNode) tree = route_tree_new(routes, n_routes);
    for (int i = 0; i < n_routes; i++) {
        const char *pattern = routes[i].pattern;
        for (const char *at = strstr(pattern, "/{}"); at != NULL; at = strstr(at + 1, "/{}")) {
            g_autofree char *collection = g_strndup(pattern, (gsize)(at - pattern));
            g_test_message("%s of %s", collection, pattern);
            g_auto(GStrv) segments = g_strsplit(collection + 1, "/", -1);
            const RouteNode *node = route_node_find(tree, (const char *const *)segments,
                                                    (int)g_strv_length(segments), NULL);
            g_assert_nonnull(route_node_row(node, HTTP_GET));
            g_assert_nonnull(route_node_row(route_node_child(node, "{}"), HTTP_GET));
        }
    }
}

/* --- the tree --------------------------------------------------------------------------------- */

static bool handle(Call *call, GError **error)
{
    return true;
}

static const Route small[] = {
    { HTTP_GET, "/", NULL, handle },
    { HTTP_GET, "/a", NULL, handle },
    { HTTP_POST, "/a", NULL, handle },
    { HTTP_GET, "/a/{}", NULL, handle },
    { HTTP_DELETE, "/a/{}", NULL, handle },
    { HTTP_GET, "/a/special", NULL, handle },
    { HTTP_GET, "/a/{}/b/{}/c/{}", NULL, handle },
    { HTTP_GET, "/t/{*}", NULL, handle },
    { HTTP_GET, "/t/u/v", NULL, handle },
};

static const Route *find(const RouteNode *tree, HttpMethod method, const char *path,
                         const char **captures)
{
    static char **segments; /* kept for the captures */
    g_strfreev(segments);
    segments = g_strsplit(path + 1, "/", -1);
    int n = *path == '/' && path[1] == '\0' ? 0 : (int)g_strv_length(segments);
    const RouteNode *node = route_node_find(tree, (const char *const *)segments, n, captures);
    return node != NULL ? route_node_row(node, method) : NULL;
}

static void test_find(void)
{
    g_autoptr(RouteNode) tree = route_tree_new(small, G_N_ELEMENTS(small));
    const char *captures[ROUTE_MAX_CAPTURES] = { NULL };
    g_assert_true(find(tree, HTTP_GET, "/", captures) == &small[0]);
    g_assert_true(find(tree, HTTP_GET, "/a", captures) == &small[1]);
    g_assert_true(find(tree, HTTP_POST, "/a", captures) == &small[2]);
    g_assert_null(find(tree, HTTP_PUT, "/a", captures));
    g_assert_true(find(tree, HTTP_DELETE, "/a/x", captures) == &small[4]);
    g_assert_cmpstr(captures[0], ==, "x");
    g_assert_true(find(tree, HTTP_GET, "/a/special", captures) == &small[5]);
    g_assert_true(find(tree, HTTP_GET, "/a/1/b/2/c/3", captures) == &small[6]);
    g_assert_cmpstr(captures[2], ==, "3");
    g_assert_null(find(tree, HTTP_GET, "/a/1/b/2", captures));
    g_assert_null(find(tree, HTTP_GET, "/b", captures));
    g_assert_null(find(tree, HTTP_GET, "/a/1/b/2/c/3/d", captures));
    g_assert_null(find(tree, HTTP_GET, "/{}", captures));
    g_assert_true(find(tree, HTTP_GET, "/t/x", NULL) == &small[7]);
    g_assert_true(find(tree, HTTP_GET, "/t/x/y/z", NULL) == &small[7]);
    g_assert_true(find(tree, HTTP_GET, "/t/u/v", NULL) == &small[8]);
    g_assert_null(find(tree, HTTP_GET, "/t", NULL));
    g_assert_null(find(tree, HTTP_POST, "/t/x", NULL));
    g_assert_null(find(tree, HTTP_GET, "/t/u/x", NULL)); /* it never goes back */
    find(tree, HTTP_GET, "/", NULL);
}

/* An address inside of the web admin is none of the API, whose own unknown ones stay unknown. */
static void test_pages(void)
{
    static const struct {
        const char *path, *pattern;
    } cases[] = {
        { "/", "/" },
        { "/login", "/{*}" },
        { "/hosts/1/nics", "/{*}" },
        { "/favicon.svg", "/{*}" },
        { "/assets/index-1a2b.js", "/assets/{*}" },
        { "/assets/a/b.js", "/assets/{*}" },
        { "/assets", NULL },
        { "/ca.crt", "/ca.crt" },
        { "/ca.crt/x", NULL },
        { "/ovirt-engine", "/ovirt-engine" },
        { "/ovirt-engine/webadmin", "/ovirt-engine/webadmin" },
        { "/ovirt-engine/webadmin/a/b", "/ovirt-engine/webadmin/{*}" },
        { "/ovirt-engine/web", NULL },
        { "/ovirt-engine/api/nothing", NULL },
        { "/ovirt-engine/services/nothing", NULL },
    };
    g_autoptr(RouteNode) tree = route_tree_new(routes, n_routes);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const Route *row = find(tree, HTTP_GET, cases[i].path, NULL);
        g_test_message("%s", cases[i].path);
        g_assert_cmpstr(row != NULL ? row->pattern : NULL, ==, cases[i].pattern);
    }
    find(tree, HTTP_GET, "/", NULL);
}

static void test_methods(void)
{
    static const char *const a[] = { "a", "x", "b" };
    g_autoptr(RouteNode) tree = route_tree_new(small, G_N_ELEMENTS(small));
    g_autofree char *list =
        http_methods_format(route_node_methods(route_node_find(tree, a, 1, NULL)));
    g_assert_cmpstr(list, ==, "GET, HEAD, POST, OPTIONS");
    g_assert_cmpint(route_node_methods(route_node_find(tree, a, 3, NULL)), ==, 0);
}

/* --- links ------------------------------------------------------------------------------------ */

static char *join(const ReprLink *links)
{
    GString *text = g_string_new(NULL);
    for (; links != NULL && links->rel != NULL; links++)
        g_string_append_printf(text, "%s%s", text->len > 0 ? " " : "", links->rel);
    return g_string_free(text, FALSE);
}

static void test_links(void)
{
    g_autoptr(RouteNode) tree = route_tree_new(routes, n_routes);
    g_autoptr(Links) links = links_new(route_node_find(tree, api_path, 2, NULL));
    g_autoptr(Vm) vm = entity_new(&vm_type);
    g_autofree char *vm_links = join(links_of(links, vm)),
                    *vm_actions = join(links_actions_of(links, vm));
    g_assert_cmpstr(vm_links, ==,
                    "affinitylabels applications cdroms diskattachments graphicsconsoles "
                    "hostdevices nics numanodes permissions placement reporteddevices sessions "
                    "snapshots tags watchdogs");
    g_assert_cmpstr(vm_actions, ==, "reboot shutdown start stop");

    g_autoptr(HostNic) nic = entity_new(&host_nic_type);
    g_autofree char *nic_links = join(links_of(links, nic));
    g_assert_cmpstr(nic_links, ==, "statistics");
    g_assert_null(links_actions_of(links, nic));
    nic->total_vfs = 7;
    g_autofree char *pf_links = join(links_of(links, nic)),
                    *pf_actions = join(links_actions_of(links, nic));
    g_assert_cmpstr(pf_links, ==,
                    "statistics virtualfunctionallowedlabels virtualfunctionallowednetworks "
                    "virtualfunctions");
    g_assert_cmpstr(pf_actions, ==, "updatevirtualfunctionsconfiguration");
}

static void test_root_links(void)
{
    g_autoptr(RouteNode) tree = route_tree_new(routes, n_routes);
    g_autoptr(Links) links = links_new(route_node_find(tree, api_path, 2, NULL));
    for (const ReprLink *link = links_root(links); link->rel != NULL; link++) {
        if (strchr(link->rel, '/') == NULL)
            continue;
        g_assert_true(g_str_has_suffix(link->path, "{query}")); /* libgovirt replaces the tail */
        g_assert_true(*link->path == '/');
    }
}

/* --- refusals --------------------------------------------------------------------------------- */

static void test_every_refusal_has_a_reply(void)
{
    for (int i = 0; i < N_REFUSALS; i++) {
        g_autoptr(GError) error = NULL;
        g_assert_false(refuse(&error, (Refusal)i, "because %d", i));
        g_assert_cmpint(refusal_status(error), >=, 400);
        g_assert_cmpint(refusal_status(error), <, 500);
        g_assert_nonnull(refusal_reason(error));
        g_assert_nonnull(refusal_name(error));
        g_autoptr(HttpReply) reply = refusal_reply(error, NULL, REPR_XML, false);
        g_assert_cmpint(reply->status, ==, refusal_status(error));
    }
    for (int i = 0; i < N_ERR_CODES; i++) {
        g_autoptr(GError) error = NULL;
        err_set(&error, (ErrCode)i, "because");
        g_assert_cmpint(refusal_status(error), >=, 400);
        g_assert_nonnull(refusal_name(error));
    }
}

static char *text_of(const HttpReply *reply)
{
    gsize size;
    const char *bytes = g_bytes_get_data(reply->body, &size);
    return g_strndup(bytes, size);
}

static void test_fault_of_an_action(void)
{
    g_autoptr(GError) error = NULL;
    fault_set(&error, FAULT_VM_IS_RUNNING, "run", "<web>", "up");
    g_autoptr(HttpReply) reply = refusal_reply(error, NULL, REPR_XML, true);
    g_autofree char *text = text_of(reply);
    g_assert_cmpint(reply->status, ==, 409);
    g_assert_nonnull(
        strstr(text, "<action><fault><detail>[Cannot run VM. VM &lt;web&gt; is running (up).]"
                     "</detail><reason>Operation Failed</reason>"
                     "<code>ACTION_TYPE_FAILED_VM_IS_RUNNING</code></fault>"
                     "<status>failed</status></action>"));
}

static void test_fault_in_json_has_no_wrapper(void)
{
    g_autoptr(GError) error = NULL;
    refuse(&error, REFUSAL_INCOMPLETE, "VM [name] required for add");
    g_autoptr(HttpReply) reply = refusal_reply(error, NULL, REPR_JSON, false);
    g_autofree char *text = text_of(reply);
    g_assert_cmpstr(
        text, ==,
        "{\"detail\":\"VM [name] required for add\",\"reason\":\"Incomplete parameters\","
        "\"code\":\"BERTH_INCOMPLETE\"}");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/routes/rows-are-unique", test_rows_are_unique);
    g_test_add_func("/routes/rows-are-whole", test_rows_are_whole);
    g_test_add_func("/routes/only-services-are-open", test_only_services_are_open);
    g_test_add_func("/routes/every-item-has-its-collection", test_every_item_has_its_collection);
    g_test_add_func("/routes/find", test_find);
    g_test_add_func("/routes/pages", test_pages);
    g_test_add_func("/routes/methods", test_methods);
    g_test_add_func("/routes/links", test_links);
    g_test_add_func("/routes/root-links", test_root_links);
    g_test_add_func("/refusal/every-one-has-a-reply", test_every_refusal_has_a_reply);
    g_test_add_func("/refusal/fault-of-an-action", test_fault_of_an_action);
    g_test_add_func("/refusal/fault-in-json", test_fault_in_json_has_no_wrapper);
    return g_test_run();
}
