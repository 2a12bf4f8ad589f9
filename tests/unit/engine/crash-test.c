/* An engine is killed (SIGKILL) at every point of a start, a stop and a change of the number of
 * VFs: before and after each call of an agent, after each commit, and at random.  Whatever it left,
 * the next engine must bring to rest: no VF leaked, none with two owners. */
#include "rig.h"

#include "model/network.h"
#include "model/vnic-profile.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the engine is doing when it is killed, and what must be possible afterwards. */
typedef struct {
    const char *name;
    void (*prepare)(FakeWorld *world); /* NULL: nothing */
    void (*act)(Rig *rig, const char *vm);
} Scenario;

/* Where it is killed: the 'n'-th such point. */
typedef enum { AT_CALL_BEFORE, AT_CALL_AFTER, AT_COMMIT, AT_RANDOM, N_PLACES } Place;
static const char *const place_names[N_PLACES] = { "before call", "after call", "after commit",
                                                   "after µs" };

static int commits_left;

/* What is not in the store changes without a commit. */
static void count_commit(EntityTypeSet types, gpointer data)
{
    if (types != entity_type_bit(&virtual_function_type) &&
        g_atomic_int_dec_and_test(&commits_left))
        kill(getpid(), SIGKILL);
}

static gpointer kill_later(gpointer data)
{
    g_usleep(GPOINTER_TO_UINT(data));
    kill(getpid(), SIGKILL);
    return NULL;
}

static void arm(Rig *rig, Place place, int n)
{
    switch (place) {
    case AT_CALL_BEFORE:
        fake_fault(rig->world, "", FAKE_DIE_BEFORE, 0, n, 1);
        return;
    case AT_CALL_AFTER:
        fake_fault(rig->world, "", FAKE_DIE_AFTER, 0, n, 1);
        return;
    case AT_COMMIT:
        g_atomic_int_set(&commits_left, n + 1);
        engine_watch_changes(rig->engine, count_commit, NULL);
        return;
    case AT_RANDOM:
        g_thread_unref(g_thread_new("killer", kill_later, GUINT_TO_POINTER((guint)n)));
        return;
    case N_PLACES:
        break;
    }
}

static char *only_vm(Rig *rig)
{
    g_autoptr(Vm) vm = store_find(rig->store, &vm_type, "name", "web", NULL);
    return g_strdup(vm->base.id);
}

/* The engine that is to be killed. */
static void first_engine(Rig *rig, const Scenario *scenario, Place place, int n)
{
    rig_open(rig);
    g_autofree char *red = rig_add_network(rig, 100);
    g_autofree char *vm = rig_add_vm(rig, "web", 2, red);
    rig->config.audit_ms = 1000000; /* no call but those of the scenario */
    rig_start(rig);
    if (scenario->prepare != NULL)
        scenario->prepare(rig->world);
    arm(rig, place, n);
    scenario->act(rig, vm);
    rig_await_quiet(rig);
}

/* The engine that finds what the first left. */
static void second_engine(Rig *rig)
{
    fake_world_revive(rig->world);
    rig->world->guests_die = false;
    rig_open(rig);
    g_autofree char *vm = only_vm(rig);
    rig_start(rig);
    rig_await_sound(rig);

    g_autoptr(Vm) row = store_get(rig->store, &vm_type, vm, NULL);
    if (row->status != VM_DOWN)
        rig_vm_stop(rig, vm);
    rig_await_vm(rig, vm, VM_DOWN);
    rig_await_quiet(rig);
    rig_check(rig);
    g_assert_cmpint(store_count(rig->store, &lease_type, NULL, NULL), ==, 0);

    rig_vm_start(rig, vm);
    rig_await_vm(rig, vm, VM_UP);
    rig_await_quiet(rig);
    rig_check(rig);
    rig_stop(rig);
}

/* Runs it in a process of its own; its wait status. */
static int in_child(Rig *rig, const Scenario *scenario, Place place, int n)
{
    int status;
    pid_t child = fork();
    g_assert_cmpint(child, >=, 0);
    if (child == 0) {
        if (scenario != NULL)
            first_engine(rig, scenario, place, n);
        else
            second_engine(rig);
        _exit(0);
    }
    while (waitpid(child, &status, 0) < 0)
        g_assert_cmpint(errno, ==, EINTR);
    return status;
}

/* False when the scenario has fewer than 'n' such points. */
static bool crash(const Scenario *scenario, Place place, int n)
{
    g_autoptr(Rig) rig = rig_new_closed(2, 2, true);
    g_test_message("%s: killed %s %d", scenario->name, place_names[place], n);
    int status = in_child(rig, scenario, place, n);
    bool killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    if (!killed && status != 0)
        g_error("%s %s %d: the first engine ended with %#x", scenario->name, place_names[place], n,
                status);
    status = in_child(rig, NULL, place, n);
    if (status != 0)
        g_error("%s %s %d: the second engine ended with %#x", scenario->name, place_names[place], n,
                status);
    return killed;
}

static void test_each_point(gconstpointer data)
{
    const Scenario *scenario = data;
    static const Place places[] = { AT_CALL_BEFORE, AT_CALL_AFTER, AT_COMMIT };
    for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
        int n = 0;
        while (crash(scenario, places[i], n))
            n++;
        g_assert_cmpint(n, >, 1); /* there was something to be killed in */
    }
}

static void test_random(gconstpointer data)
{
    for (int i = 0; i < 12; i++)
        crash(data, AT_RANDOM, g_test_rand_int_range(0, 40000));
}

/* --- scenarios ---------------------------------------------------------------------------------
 */

static void start_and_stop(Rig *rig, const char *vm)
{
    rig_vm_start(rig, vm);
    rig_await_vm(rig, vm, VM_UP);
    rig_await_quiet(rig);
    rig_vm_stop(rig, vm);
    rig_await_vm(rig, vm, VM_DOWN);
}

static void stop_while_starting(Rig *rig, const char *vm)
{
    rig_vm_start(rig, vm);
    rig_vm_stop(rig, vm);
    rig_await_vm(rig, vm, VM_DOWN);
}

static void kill_guests(FakeWorld *world)
{
    world->guests_die = true;
}

/* On every host, then nowhere. */
static void start_in_vain(Rig *rig, const char *vm)
{
    rig_vm_start(rig, vm);
}

static void change_count(Rig *rig, const char *vm)
{
    g_autoptr(HostNic) pf = rig_pf(rig, 0, 0);
    engine_pf_update(rig->engine, &rig->caller, pf->base.id, 5, PF_KEEP, &rig->error);
    g_assert_no_error(rig->error);
}

static void set_plugged(Rig *rig, const char *vm, bool plugged)
{
    g_autoptr(GPtrArray) nics = store_list_by(rig->store, &vm_nic_type, "vm", vm, NULL);
    g_autoptr(VmNic) given = entity_new(&vm_nic_type);
    given->plugged = plugged;
    entity_set_given(given, entity_row_of(&vm_nic_type, "plugged"));
    g_autoptr(VmNic) nic =
        engine_update(rig->engine, &rig->caller, ((VmNic *)nics->pdata[0])->base.id, &given->base,
                      NULL, &rig->error);
    g_assert_no_error(rig->error);
}

static void unplug_and_plug(Rig *rig, const char *vm)
{
    rig_vm_start(rig, vm);
    rig_await_vm(rig, vm, VM_UP);
    rig_await_quiet(rig);
    set_plugged(rig, vm, false);
    set_plugged(rig, vm, true);
}

/* A vNIC that is added plugged is there afterwards and works, or is not there at all. */
static void add_plugged(Rig *rig, const char *vm)
{
    g_autoptr(VnicProfile) profile =
        store_find(rig->store, &vnic_profile_type, "name", "net100", NULL);
    g_autoptr(VmNic) given = entity_new(&vm_nic_type);
    given->name = g_strdup("added");
    given->interface = VM_NIC_PCI_PASSTHROUGH;
    given->vnic_profile = g_strdup(profile->base.id);
    entity_set_all_given(given);
    given->plugged = TRUE;
    rig_vm_start(rig, vm);
    rig_await_vm(rig, vm, VM_UP);
    rig_await_quiet(rig);
    g_autoptr(VmNic) nic =
        engine_add(rig->engine, &rig->caller, &given->base, NULL, vm, &rig->error);
    g_assert_no_error(rig->error);
}

static void set_bridges(FakeWorld *world)
{
    g_strlcpy(world->bridges[0], "net300", sizeof world->bridges[0]);
    for (int i = 0; i < world->n_hosts; i++)
        world->hosts[i].generation++;
}

/* With a stand-in, which comes and goes with the VF. */
static void unplug_and_plug_both(Rig *rig, const char *vm)
{
    g_autofree char *network = rig_add_network(rig, 300);
    g_autoptr(VnicProfile) plain =
        store_find(rig->store, &vnic_profile_type, "network", network, NULL);
    g_autoptr(VnicProfile) with =
        store_find(rig->store, &vnic_profile_type, "name", "net100", NULL);
    {
        g_autoptr(StoreTxn) txn = store_begin(rig->store, NULL);
        with->failover = g_strdup(plain->base.id);
        g_assert_true(store_update(rig->store, with, NULL));
        g_assert_true(store_commit(txn, NULL));
    }
    g_autoptr(Network) change = entity_new(&network_type);
    change->comment = g_strdup("of stand-ins");
    entity_set_given(change, entity_row_of(&network_type, "comment"));
    entity_free(engine_update(rig->engine, &rig->caller, network, &change->base, NULL, NULL));
    for (int i = 0; i < rig->world->n_hosts; i++)
        engine_host_refresh(rig->engine, &rig->caller, rig->world->hosts[i].id, NULL);
    unplug_and_plug(rig, vm);
}

static void guest_ends(Rig *rig, const char *vm)
{
    rig_vm_start(rig, vm);
    rig_await_vm(rig, vm, VM_UP);
    rig_await_quiet(rig);
    fake_vm_ends(rig->world, vm);
    rig_await_vm(rig, vm, VM_DOWN);
}

static const Scenario scenarios[] = {
    { "start-stop", NULL, start_and_stop },
    { "stop-while-starting", NULL, stop_while_starting },
    { "start-in-vain", kill_guests, start_in_vain },
    { "change-count", NULL, change_count },
    { "guest-ends", NULL, guest_ends },
    { "unplug-and-plug", NULL, unplug_and_plug },
    { "add-plugged", NULL, add_plugged },
    { "unplug-and-plug-both", set_bridges, unplug_and_plug_both },
};

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(scenarios); i++) {
        g_autofree char *each = g_strdup_printf("/crash/%s/each-point", scenarios[i].name);
        g_autofree char *random = g_strdup_printf("/crash/%s/random", scenarios[i].name);
        g_test_add_data_func(each, &scenarios[i], test_each_point);
        g_test_add_data_func(random, &scenarios[i], test_random);
    }
    return g_test_run();
}
