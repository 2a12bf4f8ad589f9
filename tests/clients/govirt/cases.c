/* Cases of libgovirt, which virt-viewer and GNOME Boxes find their VMs with: see run.
 *
 * It is told by the environment where the engine is and whose VMs "first" and "second" are there;
 * both are down.  Every case is a process with a connection of its own. */

#include <govirt/govirt.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE_SECONDS = 60 };

G_DEFINE_AUTOPTR_CLEANUP_FUNC(OvirtProxy, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OvirtCollection, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OvirtResource, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OvirtVm, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OvirtVmDisplay, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OvirtHost, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OvirtCluster, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OvirtDataCenter, g_object_unref)

typedef void (*CaseFunc)(GString *problem);

typedef struct {
    const char *name;
    CaseFunc run;
    bool may_die; /* librest 0.9.1 frees two stray pointers when it is refused for a second time */
} Case;

/* Says what is wrong and ends the case. */
#define CHECK(good, ...)                                                                           \
    do {                                                                                           \
        if (!(good)) {                                                                             \
            g_string_append_printf(problem, __VA_ARGS__);                                          \
            return;                                                                                \
        }                                                                                          \
    } while (0)

#define CHECK_DONE(good) CHECK(good, "%s", error == NULL ? "no error is given" : error->message)

/* --- connections ------------------------------------------------------------------------------ */

static OvirtProxy *anonymous(void)
{
    OvirtProxy *proxy = ovirt_proxy_new(g_getenv("OVIRT_HOST"));
    g_object_set(proxy, "ssl-ca-file", g_getenv("OVIRT_CAFILE"), NULL);
    return proxy;
}

static OvirtProxy *with_password(const char *user, const char *password)
{
    OvirtProxy *proxy = anonymous();
    g_object_set(proxy, "username", user, "password", password, "admin", TRUE, NULL);
    return proxy;
}

static OvirtProxy *connect_admin(void)
{
    return with_password(g_getenv("OVIRT_USERNAME"), g_getenv("OVIRT_PASSWORD"));
}

/* A collection of the API that has been read, or NULL; the proxy owns it. */
static OvirtCollection *fetch(OvirtProxy *proxy, OvirtCollection *(*get)(OvirtApi *),
                              GError **error)
{
    OvirtApi *api = ovirt_proxy_fetch_api(proxy, error);
    if (api == NULL)
        return NULL;
    OvirtCollection *collection = get(api);
    return collection != NULL && ovirt_collection_fetch(collection, proxy, error) ? collection
                                                                                  : NULL;
}

/* A VM by its name, as virt-viewer looks for it; NULL when there is none. */
static OvirtVm *find_vm(OvirtProxy *proxy, const char *name, GError **error)
{
    OvirtApi *api = ovirt_proxy_fetch_api(proxy, error);
    if (api == NULL)
        return NULL;
    g_autofree char *query = g_strdup_printf("name=%s", name);
    g_autoptr(OvirtCollection) vms = ovirt_api_search_vms(api, query);
    if (vms == NULL || !ovirt_collection_fetch(vms, proxy, error))
        return NULL;
    return OVIRT_VM(ovirt_collection_lookup_resource(vms, name));
}

static OvirtVmState state_of(OvirtVm *vm)
{
    OvirtVmState state;
    g_object_get(vm, "state", &state, NULL);
    return state;
}

static bool wait_state(OvirtVm *vm, OvirtProxy *proxy, OvirtVmState state, GError **error)
{
    gint64 deadline = g_get_monotonic_time() + PATIENCE_SECONDS * G_USEC_PER_SEC;
    while (g_get_monotonic_time() < deadline) {
        if (!ovirt_resource_refresh(OVIRT_RESOURCE(vm), proxy, error))
            return false;
        if (state_of(vm) == state)
            return true;
        g_usleep(20 * 1000);
    }
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "the state stays %d", state_of(vm));
    return false;
}

/* --- cases ------------------------------------------------------------------------------------ */

static void api_with_password(GString *problem)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(OvirtProxy) proxy = connect_admin();
    CHECK_DONE(ovirt_proxy_fetch_api(proxy, &error) != NULL);
}

static void api_with_token(GString *problem)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(OvirtProxy) proxy = anonymous();
    g_object_set(proxy, "sso-token", g_getenv("OVIRT_TOKEN"), "admin", TRUE, NULL);
    CHECK_DONE(ovirt_proxy_fetch_api(proxy, &error) != NULL);
}

static void api_with_wrong_password(GString *problem)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(OvirtProxy) proxy = with_password(g_getenv("OVIRT_USERNAME"), "wrong");
    CHECK(ovirt_proxy_fetch_api(proxy, &error) == NULL, "it was let in");
    CHECK(g_strstr_len(error->message, -1, "Unauthorized") != NULL, "it says: %s", error->message);
}

static void api_with_wrong_token(GString *problem)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(OvirtProxy) proxy = anonymous();
    g_object_set(proxy, "sso-token", "nonsense", NULL);
    CHECK(ovirt_proxy_fetch_api(proxy, &error) == NULL, "it was let in");
}

static void api_without_the_ca(GString *problem)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(OvirtProxy) proxy = connect_admin();
    g_object_set(proxy, "ssl-ca-file", "/etc/ssl/certs/ca-certificates.crt", NULL);
    CHECK(ovirt_proxy_fetch_api(proxy, &error) == NULL, "it trusted the engine");
}

/* It asks for a session with every call and sends the cookie that it is given with the next. */
static void session_over_several_calls(GString *problem)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(OvirtProxy) proxy = connect_admin();
    for (int i = 0; i < 3; i++) {
        CHECK_DONE(fetch(proxy, ovirt_api_get_vms, &error) != NULL);
        CHECK_DONE(fetch(proxy, ovirt_api_get_hosts, &error) != NULL);
    }
}

static void vms_are_listed(GString *problem)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(OvirtProxy) proxy = connect_admin();
    OvirtCollection *vms = fetch(proxy, ovirt_api_get_vms, &error);
    CHECK_DONE(vms != NULL);
    GHashTable *found = ovirt_collection_get_resources(vms);
    CHECK(g_hash_table_size(found) == 2, "there are %u VMs", g_hash_table_size(found));
    CHECK(g_hash_table_contains(found, "first"), "VM first is missing");
}

static void vm_is_found(GString *problem)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(OvirtProxy) proxy = connect_admin();
    g_autoptr(OvirtVm) vm = find_vm(proxy, "second", &error);
    CHECK_DONE(vm != NULL);
    g_autofree char *id = NULL, *name = NULL, *description = NULL;
    g_object_get(vm, "guid", &id, "name", &name, "description", &description, NULL);
    CHECK(g_strcmp0(id, g_getenv("SECOND_ID")) == 0, "its id is %s", id);
    CHECK(g_strcmp0(name, "second") == 0, "its name is %s", name);
    CHECK(g_strcmp0(description, "what libgovirt reads") == 0, "its description: %s", description);
    CHECK(state_of(vm) == OVIRT_VM_STATE_DOWN, "its state is %d", state_of(vm));
}

static void vm_is_not_found(GString *problem)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(OvirtProxy) proxy = connect_admin();
    g_autoptr(OvirtVm) vm = find_vm(proxy, "third", &error);
    CHECK(vm == NULL, "there is one");
    CHECK(error == NULL, "%s", error->message);
}

static void vm_is_started_and_stopped(GString *problem)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(OvirtProxy) proxy = connect_admin();
    g_autoptr(OvirtVm) vm = find_vm(proxy, "first", &error);
    CHECK_DONE(vm != NULL);
    CHECK_DONE(ovirt_vm_start(vm, proxy, &error));
    CHECK_DONE(wait_state(vm, proxy, OVIRT_VM_STATE_UP, &error));
    g_autoptr(OvirtHost) host = ovirt_vm_get_host(vm);
    CHECK(host != NULL, "it has no host");
    CHECK_DONE(ovirt_resource_refresh(OVIRT_RESOURCE(host), proxy, &error));
    CHECK_DONE(ovirt_vm_stop(vm, proxy, &error));
    CHECK_DONE(wait_state(vm, proxy, OVIRT_VM_STATE_DOWN, &error));
}

static void vm_that_is_down_is_stopped(GString *problem)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(OvirtProxy) proxy = connect_admin();
    g_autoptr(OvirtVm) vm = find_vm(proxy, "second", &error);
    CHECK_DONE(vm != NULL);
    CHECK(!ovirt_vm_stop(vm, proxy, &error), "it was not refused");
    CHECK(g_strstr_len(error->message, -1, "VM is not running") != NULL, "it says: %s",
          error->message);
}

/* Berth's VMs have a serial console on their host only, so virt-viewer finds no place to go to. */
static void vm_without_a_console(GString *problem)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(OvirtProxy) proxy = connect_admin();
    g_autoptr(OvirtVm) vm = find_vm(proxy, "second", &error);
    CHECK_DONE(vm != NULL);
    g_autoptr(OvirtVmDisplay) display = NULL;
    g_object_get(vm, "display", &display, NULL);
    if (display == NULL)
        return;
    g_autofree char *address = NULL;
    guint port = 0, secure_port = 0;
    g_object_get(display, "address", &address, "port", &port, "secure-port", &secure_port, NULL);
    CHECK(address == NULL && port == 0 && secure_port == 0, "a display is promised at %s:%u/%u",
          address, port, secure_port);
}

static void links_from_vm_to_data_center(GString *problem)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(OvirtProxy) proxy = connect_admin();
    g_autoptr(OvirtVm) vm = find_vm(proxy, "second", &error);
    CHECK_DONE(vm != NULL);
    g_autoptr(OvirtCluster) cluster = ovirt_vm_get_cluster(vm);
    CHECK_DONE(ovirt_resource_refresh(OVIRT_RESOURCE(cluster), proxy, &error));
    g_autoptr(OvirtDataCenter) center = ovirt_cluster_get_data_center(cluster);
    CHECK_DONE(ovirt_resource_refresh(OVIRT_RESOURCE(center), proxy, &error));
    g_autofree char *name = NULL;
    g_object_get(center, "name", &name, NULL);
    CHECK(g_strcmp0(name, "Default") == 0, "the data center is %s", name);
    OvirtCollection *clusters = ovirt_data_center_get_clusters(center);
    CHECK_DONE(ovirt_collection_fetch(clusters, proxy, &error));
    CHECK(g_hash_table_size(ovirt_collection_get_resources(clusters)) == 1,
          "it has other clusters");
}

static void other_collections(GString *problem)
{
    static const struct {
        OvirtCollection *(*get)(OvirtApi *);
        const char *member;
    } collections[] = {
        { ovirt_api_get_data_centers, "Default" },
        { ovirt_api_get_clusters, "Default" },
        { ovirt_api_get_hosts, "h1" },
    };
    g_autoptr(OvirtProxy) proxy = connect_admin();
    for (size_t i = 0; i < G_N_ELEMENTS(collections); i++) {
        g_autoptr(GError) error = NULL;
        OvirtCollection *collection = fetch(proxy, collections[i].get, &error);
        CHECK_DONE(collection != NULL);
        g_autoptr(OvirtResource) member =
            ovirt_collection_lookup_resource(collection, collections[i].member);
        CHECK(member != NULL, "%s is missing", collections[i].member);
    }
}

static void what_is_absent_is_empty(GString *problem)
{
    g_autoptr(OvirtProxy) proxy = connect_admin();
    OvirtCollection *(*const lists[])(OvirtApi *) = { ovirt_api_get_storage_domains,
                                                      ovirt_api_get_vm_pools };
    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
        g_autoptr(GError) error = NULL;
        OvirtCollection *collection = fetch(proxy, lists[i], &error);
        CHECK_DONE(collection != NULL);
        guint n = g_hash_table_size(ovirt_collection_get_resources(collection));
        CHECK(n == 0, "list %zu has %u members", i, n);
    }
}

static const Case cases[] = {
    { "api_with_password", api_with_password },
    { "api_with_token", api_with_token },
    { "api_with_wrong_password", api_with_wrong_password, .may_die = true },
    { "api_with_wrong_token", api_with_wrong_token, .may_die = true },
    { "api_without_the_ca", api_without_the_ca },
    { "session_over_several_calls", session_over_several_calls },
    { "vms_are_listed", vms_are_listed },
    { "vm_is_found", vm_is_found },
    { "vm_is_not_found", vm_is_not_found },
    { "vm_is_started_and_stopped", vm_is_started_and_stopped },
    { "vm_that_is_down_is_stopped", vm_that_is_down_is_stopped },
    { "vm_without_a_console", vm_without_a_console },
    { "links_from_vm_to_data_center", links_from_vm_to_data_center },
    { "other_collections", other_collections },
    { "what_is_absent_is_empty", what_is_absent_is_empty },
};

static bool chosen(const char *name, char **names)
{
    g_autofree char *whole = g_strdup_printf("govirt.%s", name);
    for (char **part = names; *part != NULL; part++)
        if (strstr(whole, *part) != NULL)
            return true;
    return *names == NULL;
}

/* In a process of its own, so that a library that gives up fails one case; "" when all is well. */
static char *run_case(const Case *test)
{
    int ends[2];
    if (pipe(ends) < 0)
        return g_strdup("no pipe");
    pid_t child = fork();
    if (child == 0) {
        g_autoptr(GString) problem = g_string_new(NULL);
        test->run(problem);
        ssize_t written = write(ends[1], problem->str, MIN(problem->len, (gsize)4096));
        _exit(written < 0 || problem->len > 0);
    }
    close(ends[1]);
    char text[4097] = "";
    ssize_t size = read(ends[0], text, sizeof text - 1);
    close(ends[0]);
    int status = 0;
    if (child < 0 || size < 0 || waitpid(child, &status, 0) != child)
        return g_strdup("it could not be run");
    if (WIFSIGNALED(status) && !test->may_die)
        return g_strdup_printf("it died of signal %d", WTERMSIG(status));
    return g_strdup(text);
}

int main(int argc, char **argv)
{
    bool list = argc > 1 && strcmp(argv[1], "--list") == 0;
    char **names = argv + (list ? 2 : 1);
    int n_passed = 0, n_failed = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        if (!chosen(cases[i].name, names))
            continue;
        if (list) {
            printf("govirt.%s\n", cases[i].name);
            continue;
        }
        gint64 start = g_get_monotonic_time();
        g_autofree char *problem = run_case(&cases[i]);
        bool good = *problem == '\0';
        *(good ? &n_passed : &n_failed) += 1;
        printf("%s govirt.%s (%.2f s)\n%s%s", good ? "PASS" : "FAIL", cases[i].name,
               (double)(g_get_monotonic_time() - start) / G_USEC_PER_SEC, problem,
               good ? "" : "\n");
        fflush(stdout);
    }
    if (!list)
        printf("%d passed, %d failed\n", n_passed, n_failed);
    return n_failed > 0;
}
