#include "rest/change.h"

#include "model/catalogue.h"
#include "model/cluster.h"
#include "model/host-nic.h"
#include "model/host.h"
#include "model/lease.h"
#include "model/user.h"
#include "model/vm.h"
#include "rest/routes.h"

#include <string.h>

static void assert_written(EntityTypeSet types, const char *expected)
{
    g_autoptr(GString) text = g_string_new("before");
    change_write(types, text);
    g_assert_cmpstr(text->str, ==, expected);
}

static void test_write(void)
{
    assert_written(0, "before");
    assert_written(entity_type_bit(&token_type), "before");
    assert_written(entity_type_bit(&vm_type),
                   "beforeevent: change\ndata: {\"collections\":[\"vms\"]}\n\n");
    /* NICs of hosts and VMs are named alike; a lease is shown as its VF. */
    assert_written(entity_type_bit(&vm_nic_type) | entity_type_bit(&host_nic_type) |
                       entity_type_bit(&lease_type) | entity_type_bit(&virtual_function_type) |
                       entity_type_bit(&host_type),
                   "beforeevent: change\n"
                   "data: {\"collections\":[\"hosts\",\"nics\",\"virtualfunctions\"]}\n\n");
    assert_written(entity_type_bit(&cluster_network_type) | entity_type_bit(&pf_network_type) |
                       entity_type_bit(&pf_label_type),
                   "beforeevent: change\n"
                   "data: {\"collections\":[\"networks\",\"virtualfunctionallowedlabels\","
                   "\"virtualfunctionallowednetworks\"]}\n\n");
}

static bool is_served(const char *name)
{
    g_autofree char *end = g_strconcat("/", name, NULL);
    for (int i = 0; i < n_routes; i++)
        if (routes[i].method == HTTP_GET && g_str_has_suffix(routes[i].pattern, end))
            return true;
    return false;
}

/* Whatever can change is named as a path of the API, but for what is not shown at all. */
static void test_every_type_is_named(void)
{
    for (int i = 0; entity_types[i] != NULL; i++) {
        g_autofree const char **names = change_collections(entity_type_bit(entity_types[i]));
        g_test_message("%s: %s", entity_types[i]->name, names[0] != NULL ? names[0] : "-");
        if (entity_types[i] == &token_type || entity_types[i] == &migration_policy_type)
            g_assert_null(names[0]);
        else
            g_assert_true(names[0] != NULL && names[1] == NULL && is_served(names[0]));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/change/write", test_write);
    g_test_add_func("/change/every-type-is-named", test_every_type_is_named);
    return g_test_run();
}
