/* Which role may do what, as in oVirt, and what is inherited from where. */
#include "fixture.h"

#include "engine/permission.h"
#include "model/role.h"

#include <string.h>

/* The columns of the table below. */
static const char *const roles[] = {
    "SuperUser",       "DataCenterAdmin", "ClusterAdmin", "HostAdmin",  "NetworkAdmin",
    "ReadOnlyAdmin",   "UserVmManager",   "UserRole",     "VmCreator",  "PowerUserRole",
    "VnicProfileUser", "MacPoolAdmin",    "MacPoolUser",  "TagManager", "ExternalEventsCreator",
};

/* clang-format off */
/* x: a user who holds the role on the system may do it. */
static const struct {
    Action action;
    const char *cells;
} table[] = {
    /*                                SDCHNRUUVPVMMTE */
    /*                                UCLOEAVRMUNPPAX */
    { ACTION_READ,                    "xxxxxxxxxxxxxx." },
    { ACTION_DATA_CENTER_CREATE,      "xx............." },
    { ACTION_DATA_CENTER_EDIT,        "xx............." },
    { ACTION_DATA_CENTER_DELETE,      "xx............." },
    { ACTION_CLUSTER_CREATE,          "xxx............" },
    { ACTION_CLUSTER_EDIT,            "xxx............" },
    { ACTION_CLUSTER_DELETE,          "xxx............" },
    { ACTION_CLUSTER_NETWORK_ASSIGN,  "xx..x.........." },
    { ACTION_CLUSTER_NETWORK_EDIT,    "xxx.x.........." },
    { ACTION_NETWORK_CREATE,          "xx..x.........." },
    { ACTION_NETWORK_EDIT,            "xx..x.........." },
    { ACTION_NETWORK_DELETE,          "xx..x.........." },
    { ACTION_NETWORK_LABEL,           "xx..x.........." },
    { ACTION_VNIC_PROFILE_CREATE,     "xx..x.........." },
    { ACTION_VNIC_PROFILE_EDIT,       "xx..x.........." },
    { ACTION_VNIC_PROFILE_DELETE,     "xx..x.........." },
    { ACTION_MAC_POOL_CREATE,         "x..........x..." },
    { ACTION_MAC_POOL_EDIT,           "x..........x..." },
    { ACTION_MAC_POOL_DELETE,         "x..........x..." },
    { ACTION_MAC_POOL_USE,            "xx.........xx.." },
    { ACTION_HOST_CREATE,             "xxxx..........." },
    { ACTION_HOST_EDIT,               "xxxx..........." },
    { ACTION_HOST_DELETE,             "xxxx..........." },
    { ACTION_HOST_MAINTENANCE,        "xxxx..........." },
    { ACTION_HOST_NETWORK,            "xxxxx.........." },
    { ACTION_TAG_MANAGE,              "xxxxx........x." },
    { ACTION_BOOKMARK_MANAGE,         "xxxxx.........." },
    { ACTION_EVENT_INJECT,            "x.............x" },
    { ACTION_EVENT_MANAGE,            "xxxxx........x." },
    { ACTION_VM_CREATE,               "xxx...x.xx....." },
    { ACTION_VM_EDIT,                 "xxx...x........" },
    { ACTION_VM_DELETE,               "xxx...x........" },
    { ACTION_VM_NETWORK,              "xxx.x.x...x...." },
    { ACTION_VM_RUN,                  "xxx...xx......." },
    { ACTION_VM_STOP,                 "xxx...xx......." },
    { ACTION_USER_MANAGE,             "x.............." },
    { ACTION_ROLE_MANAGE,             "x.............." },
    { ACTION_PERMISSION_MANAGE,       "xxx...x........" },
};
/* clang-format on */

static Caller new_user(Fixture *f, const char *login)
{
    g_autoptr(User) user = entity_new(&user_type);
    user->base.id = g_strdup_printf("%08x-0000-0000-0000-000000000000", g_str_hash(login));
    user->name = g_strdup(login);
    user->user_name = g_strdup_printf("%s@internal-authz", login);
    put(f, user);
    return (Caller){ g_intern_string(user->base.id), g_intern_string(login), "test" };
}

/* Gives the role to the user or group on the object of 'type'; NULL: the system. */
static void give(Fixture *f, const char *role_name, const char *column, const char *subject,
                 const EntityType *type, const char *id)
{
    g_autoptr(Role) role = store_find(f->store, &role_type, "name", role_name, NULL);
    g_assert_nonnull(role);
    g_autoptr(Permission) permission = entity_new(&permission_type);
    permission->role = g_strdup(role->base.id);
    *(strcmp(column, "user") == 0 ? &permission->user : &permission->group) = g_strdup(subject);
    if (type != NULL) {
        int row = entity_row_of(&permission_type, permission_column(type));
        field_take_string(permission, &permission_type.fields[row], g_strdup(id));
    }
    put(f, permission);
}

static bool may(Fixture *f, const Caller *caller, Action action, const EntityType *type,
                const char *id)
{
    g_autoptr(GError) error = NULL;
    bool allowed = permission_check(f->engine, caller, action, type, id, &error);
    g_assert_true(allowed == (error == NULL));
    return allowed;
}

static void test_roles(void)
{
    g_autoptr(Fixture) f = fixture_new();
    Caller callers[G_N_ELEMENTS(roles)];
    for (gsize i = 0; i < G_N_ELEMENTS(roles); i++) {
        callers[i] = new_user(f, roles[i]);
        give(f, roles[i], "user", callers[i].user_id, NULL, NULL);
    }
    for (gsize row = 0; row < G_N_ELEMENTS(table); row++) {
        char found[G_N_ELEMENTS(roles) + 1] = { 0 };
        for (gsize i = 0; i < G_N_ELEMENTS(roles); i++)
            found[i] = may(f, &callers[i], table[row].action, NULL, NULL) ? 'x' : '.';
        if (strcmp(found, table[row].cells) != 0)
            g_error("%s: expected %s, found %s", permission_permit(table[row].action),
                    table[row].cells, found);
    }
}

static void test_no_role(void)
{
    g_autoptr(Fixture) f = fixture_new();
    const Caller nobody = new_user(f, "nobody"), unknown = { "no-such-id", "ghost", "test" };
    for (Action action = 0; action < N_ACTIONS; action++) {
        g_assert_false(may(f, &nobody, action, NULL, NULL));
        g_assert_false(may(f, &unknown, action, NULL, NULL));
        g_assert_false(may(f, NULL, action, NULL, NULL));
        g_assert_true(may(f, &f->caller, action, NULL, NULL));
    }
}

/* The things of one data center, one in the other. */
typedef struct {
    Vm *vm;
    Network *network;
    VnicProfile *profile;
} Things;

static void things_clear(Things *things)
{
    entity_free(things->vm);
    entity_free(things->network);
    entity_free(things->profile);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Things, things_clear)

static Things things_of(Fixture *f)
{
    Things things = { 0 };
    things.vm = add(f,
                    given(&vm_type, "name", "vm1", "cluster", CLUSTER_DEFAULT_ID, "template",
                          TEMPLATE_BLANK_ID, NULL),
                    NULL);
    things.network = add_network(f, "red");
    things.profile = add_passthrough(f, things.network->base.id, "own");
    return things;
}

static void test_inheritance(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_auto(Things) it = things_of(f);
    const char *vm = it.vm->base.id, *network = it.network->base.id, *profile = it.profile->base.id;
    const struct {
        const char *role;
        const EntityType *held_on;
        const char *held_id;
        Action action;
        const EntityType *asked_of;
        const char *asked_id;
        bool allowed;
    } rows[] = {
        { "UserVmManager", &vm_type, vm, ACTION_VM_RUN, &vm_type, vm, true },
        { "UserVmManager", &vm_type, vm, ACTION_VM_CREATE, &cluster_type, CLUSTER_DEFAULT_ID,
          false },
        { "UserVmManager", &cluster_type, CLUSTER_DEFAULT_ID, ACTION_VM_RUN, &vm_type, vm, true },
        { "UserVmManager", &data_center_type, DATA_CENTER_DEFAULT_ID, ACTION_VM_RUN, &vm_type, vm,
          true },
        { "UserVmManager", NULL, NULL, ACTION_VM_RUN, &vm_type, vm, true },
        { "UserVmManager", &network_type, network, ACTION_VM_RUN, &vm_type, vm, false },
        { "NetworkAdmin", &data_center_type, DATA_CENTER_DEFAULT_ID, ACTION_VNIC_PROFILE_EDIT,
          &vnic_profile_type, profile, true },
        { "NetworkAdmin", &network_type, network, ACTION_VNIC_PROFILE_EDIT, &vnic_profile_type,
          profile, true },
        { "NetworkAdmin", &vnic_profile_type, profile, ACTION_NETWORK_EDIT, &network_type, network,
          false },
        { "NetworkAdmin", &cluster_type, CLUSTER_DEFAULT_ID, ACTION_NETWORK_EDIT, &network_type,
          network, false },
        { "ClusterAdmin", &cluster_type, CLUSTER_DEFAULT_ID, ACTION_HOST_CREATE, &cluster_type,
          CLUSTER_DEFAULT_ID, true },
        { "ClusterAdmin", &cluster_type, CLUSTER_DEFAULT_ID, ACTION_CLUSTER_CREATE,
          &data_center_type, DATA_CENTER_DEFAULT_ID, false },
        { "ClusterAdmin", &cluster_type, CLUSTER_DEFAULT_ID, ACTION_CLUSTER_EDIT, NULL, NULL,
          false },
        { "ClusterAdmin", &cluster_type, CLUSTER_DEFAULT_ID, ACTION_VM_EDIT, &vm_type, "unknown",
          false },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *login = g_strdup_printf("user%u", (unsigned)i);
        const Caller caller = new_user(f, login);
        give(f, rows[i].role, "user", caller.user_id, rows[i].held_on, rows[i].held_id);
        bool allowed = may(f, &caller, rows[i].action, rows[i].asked_of, rows[i].asked_id);
        if (allowed != rows[i].allowed)
            g_error("row %u: %s on %s, %s: expected %d", (unsigned)i, rows[i].role,
                    rows[i].held_on != NULL ? rows[i].held_on->name : "system",
                    permission_permit(rows[i].action), rows[i].allowed);
    }
}

static void test_group(void)
{
    g_autoptr(Fixture) f = fixture_new();
    const Caller ann = new_user(f, "ann");
    g_autoptr(Group) group = add(f, given(&group_type, "name", "team", NULL), NULL);
    give(f, "UserRole", "group", group->base.id, NULL, NULL);
    g_assert_false(may(f, &ann, ACTION_VM_RUN, NULL, NULL));
    g_assert_true(engine_group_set_member(f->engine, &f->caller, group->base.id, ann.user_id, true,
                                          &f->error));
    g_assert_true(may(f, &ann, ACTION_VM_RUN, NULL, NULL));
    g_assert_true(engine_group_set_member(f->engine, &f->caller, group->base.id, ann.user_id, false,
                                          &f->error));
    g_assert_false(may(f, &ann, ACTION_VM_RUN, NULL, NULL));
}

/* What everyone may do lets nobody in. */
static void test_everyone(void)
{
    g_autoptr(Fixture) f = fixture_new();
    const Caller ann = new_user(f, "ann");
    g_assert_true(may(f, &ann, ACTION_VM_CREATE, &template_type, TEMPLATE_BLANK_ID));
    g_assert_false(may(f, &ann, ACTION_READ, NULL, NULL));
    give(f, "VnicProfileUser", "group", GROUP_EVERYONE_ID, NULL, NULL);
    g_assert_false(may(f, &ann, ACTION_READ, NULL, NULL));
    give(f, "UserRole", "user", ann.user_id, &template_type, TEMPLATE_BLANK_ID);
    g_assert_true(may(f, &ann, ACTION_READ, NULL, NULL));
}

static void test_seen(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_auto(Things) it = things_of(f);
    const Caller ann = new_user(f, "ann"), bob = new_user(f, "bob");
    give(f, "UserRole", "user", ann.user_id, &vm_type, it.vm->base.id);
    give(f, "VnicProfileUser", "user", bob.user_id, &vnic_profile_type, it.profile->base.id);
    const struct {
        const EntityType *type;
        const char *id;
        bool by_ann, by_bob;
    } rows[] = {
        { &vm_type, it.vm->base.id, true, false },
        { &cluster_type, CLUSTER_DEFAULT_ID, true, false },
        { &data_center_type, DATA_CENTER_DEFAULT_ID, true, true },
        { &network_type, it.network->base.id, true, true }, /* everyone may use its first profile */
        { &vnic_profile_type, it.profile->base.id, false, true },
        { &role_type, ROLE_SUPER_USER_ID, true, true },
        { &user_type, USER_ADMIN_ID, false, false },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_assert_true(may(f, &f->caller, ACTION_READ, rows[i].type, rows[i].id));
        bool by_ann = may(f, &ann, ACTION_READ, rows[i].type, rows[i].id);
        bool by_bob = may(f, &bob, ACTION_READ, rows[i].type, rows[i].id);
        if (by_ann != rows[i].by_ann || by_bob != rows[i].by_bob)
            g_error("%s: seen by ann %d, by bob %d", rows[i].type->name, by_ann, by_bob);
        g_autoptr(GPtrArray) list =
            engine_list(f->engine, &ann, rows[i].type, NULL, NULL, &f->error);
        g_assert_no_error(f->error);
        bool listed = false;
        for (guint j = 0; j < list->len; j++)
            listed |= strcmp(((Entity *)list->pdata[j])->id, rows[i].id) == 0;
        g_assert_true(listed == rows[i].by_ann); /* a list shows what a look at one does */
    }
}

static void test_last_super_user(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Permission) everything =
        store_find(f->store, &permission_type, "user", USER_ADMIN_ID, NULL);
    refuse_remove(f, &permission_type, everything->base.id, FAULT_ADMIN_USER_FIXED, "admin");
    refuse_remove(f, &user_type, USER_ADMIN_ID, FAULT_ADMIN_USER_FIXED, "admin");
    refuse_update(f, USER_ADMIN_ID, given(&user_type, "disabled", "true", NULL),
                  FAULT_ADMIN_USER_FIXED, "disable");

    /* Another one, and the first one's permission gone by other means. */
    const Caller ann = new_user(f, "ann");
    give(f, "SuperUser", "user", ann.user_id, NULL, NULL);
    g_autoptr(StoreTxn) txn = store_begin(f->store, NULL);
    g_assert_true(store_delete(f->store, &permission_type, everything->base.id, NULL));
    g_assert_true(store_commit(txn, NULL));
    f->caller = ann;
    refuse_remove(f, &user_type, ann.user_id, FAULT_LAST_SUPER_USER, "ann");
    refuse_update(f, ann.user_id, given(&user_type, "disabled", "true", NULL),
                  FAULT_LAST_SUPER_USER, "ann");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/permission/roles", test_roles);
    g_test_add_func("/permission/no-role", test_no_role);
    g_test_add_func("/permission/inheritance", test_inheritance);
    g_test_add_func("/permission/group", test_group);
    g_test_add_func("/permission/everyone", test_everyone);
    g_test_add_func("/permission/seen", test_seen);
    g_test_add_func("/permission/last-super-user", test_last_super_user);
    return g_test_run();
}
