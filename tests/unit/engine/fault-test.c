#include "engine/fault.h"
#include "model/entity.h"

#include <string.h>

static void test_table(void)
{
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    for (Fault fault = 0; fault < N_FAULTS; fault++) {
        const FaultInfo *info = fault_info(fault);
        g_assert_nonnull(info->name);
        g_assert_nonnull(info->text);
        if (!g_hash_table_add(names, (char *)info->name))
            g_error("%s is there twice", info->name);
        g_assert_cmpint(info->code, <, N_ERR_CODES);
    }
}

/* Arguments are texts, so that a caller cannot get their types wrong. */
static void test_texts(void)
{
    for (Fault fault = 0; fault < N_FAULTS; fault++) {
        const char *text = fault_info(fault)->text;
        for (const char *percent = strchr(text, '%'); percent != NULL;
             percent = strchr(percent + 1, '%'))
            if (percent[1] != 's')
                g_error("%s: \"%s\"", fault_info(fault)->name, percent);
        char last = text[strlen(text) - 1];
        if (last != '.' && last != 's')
            g_error("%s is no sentence", text);
    }
}

/* Parts that test suites of oVirt's clients look for. */
static void test_known_parts(void)
{
    static const struct {
        Fault fault;
        const char *part;
    } cases[] = {
        { FAULT_MAC_POOL_MIGRATE, "Cannot migrate MACs to another MAC pool" },
        { FAULT_MAC_POOL_DUPLICATES, "mac pool contains duplicate macs" },
        { FAULT_MAC_IN_USE, "MAC Address" },
        { FAULT_MAC_IN_USE, "in use" },
        { FAULT_MAC_POOL_NOT_ENOUGH, "Not enough MAC addresses" },
        { FAULT_MAC_POOL_OVERLAPPING_RANGES, "MAC pool cannot contain ranges which overlap" },
        { FAULT_MAC_POOL_OVERLAPS_OTHER, "MAC pool cannot contain ranges which overlap" },
        { FAULT_VM_IS_NOT_RUNNING, "VM is not running" },
        { FAULT_OBJECT_LOCKED, "Related operation is currently in progress" },
        { FAULT_HOST_ALREADY_UP, "Cannot activate Host. Host in Up status" },
        { FAULT_HOST_MAINTENANCE_TASKS, "Host has asynchronous running tasks" },
        { FAULT_HOST_MAINTENANCE_TASKS, "Cannot deactivate" },
        { FAULT_HOST_MAINTENANCE_TASKS, "while there are running tasks" },
        { FAULT_HOST_IN_MAINTENANCE, "Host is already in Maintenance mode" },
        { FAULT_VM_STATUS_ILLEGAL, "Please try again later" },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        if (strstr(fault_info(cases[i].fault)->text, cases[i].part) == NULL)
            g_error("\"%s\" lacks \"%s\"", fault_info(cases[i].fault)->text, cases[i].part);
}

static bool is_path_of(const EntityType *type, const char *path)
{
    gsize length = strlen(path);
    for (int i = 0; i < type->n_fields; i++) {
        const char *own = type->fields[i].path;
        if (own != NULL && strncmp(own, path, length) == 0 && strchr("/", own[length]) != NULL)
            return true;
    }
    return false;
}

/* What a fault says that it is about is something that a request can have. */
static void test_fields(void)
{
    for (Fault fault = 0; fault < N_FAULTS; fault++) {
        const char *field = fault_info(fault)->field;
        if (field == NULL || strcmp(field, "id") == 0)
            continue;
        g_autofree char *path = g_strdelimit(g_strdup(field), ".", '/');
        bool found = false;
        for (int i = 0; entity_types[i] != NULL; i++)
            found |= is_path_of(entity_types[i], path);
        if (!found)
            g_error("%s is about %s, which nothing has", fault_info(fault)->name, field);
    }
}

static void test_about(void)
{
    g_autoptr(GError) error = NULL;
    fault_set(&error, FAULT_VM_IS_RUNNING, "run", "web", "up");
    g_assert_null(err_field(error));
    g_assert_false(err_about(&error, "mac/address"));
    g_assert_cmpstr(err_field(error), ==, "mac.address");
    g_autoptr(GError) copy = g_error_copy(error);
    g_clear_error(&error);
    g_assert_cmpstr(err_field(copy), ==, "mac.address");
    fault_set(&error, FAULT_MAC_INVALID, "add", "x");
    g_assert_cmpstr(err_field(error), ==, "mac.address");
    err_prefix(&error, "nic1");
    err_about(&error, "name"); /* who says it last knows best */
    g_assert_cmpstr(err_field(error), ==, "name");
    g_autoptr(GError) other = g_error_new_literal(G_FILE_ERROR, G_FILE_ERROR_IO, "x");
    err_about(&other, "name"); /* a domain that is not ours */
    g_assert_null(err_field(other));
    err_about(NULL, "name");
}

static void test_set(void)
{
    g_autoptr(GError) error = NULL;
    g_assert_false(fault_set(&error, FAULT_VM_IS_RUNNING, "run", "web", "up"));
    g_assert_cmpstr(error->message, ==, "Cannot run VM. VM web is running (up).");
    g_assert_cmpstr(fault_name(error), ==, "ACTION_TYPE_FAILED_VM_IS_RUNNING");
    g_assert_cmpint(fault_err_code(error), ==, ERR_CONFLICT);
    g_assert_null(fault_null(NULL, FAULT_VM_IS_RUNNING, "run", "web", "up"));
}

static void test_other_domain(void)
{
    g_autoptr(GError) error = NULL;
    err_set(&error, ERR_NO_SPACE, "full");
    g_assert_null(fault_name(error));
    g_assert_cmpint(fault_err_code(error), ==, ERR_NO_SPACE);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/fault/table", test_table);
    g_test_add_func("/fault/texts", test_texts);
    g_test_add_func("/fault/known-parts", test_known_parts);
    g_test_add_func("/fault/fields", test_fields);
    g_test_add_func("/fault/about", test_about);
    g_test_add_func("/fault/set", test_set);
    g_test_add_func("/fault/other-domain", test_other_domain);
    return g_test_run();
}
