#include "rig.h"

#include "base/log.h"
#include "model/role.h"
#include "model/cluster.h"
#include "model/data-center.h"
#include "model/event.h"
#include "model/job.h"
#include "model/network.h"
#include "model/vnic-profile.h"

#include <glib/gstdio.h>
#include <string.h>

#define PATIENCE_US (100 * G_USEC_PER_SEC) /* a busy disk may take very long to sync */

static void insert(Rig *rig, void *entity)
{
    g_autoptr(StoreTxn) txn = store_begin(rig->store, &rig->error);
    g_assert_no_error(rig->error);
    store_insert(rig->store, entity, &rig->error);
    g_assert_no_error(rig->error);
    store_commit(txn, &rig->error);
    g_assert_no_error(rig->error);
}

static void add_hosts(Rig *rig)
{
    for (int i = 0; i < rig->world->n_hosts; i++) {
        g_autoptr(Host) host = entity_new(&host_type);
        host->base.id = g_strdup(rig->world->hosts[i].id);
        host->name = g_strdup(rig->world->hosts[i].name);
        host->address = g_strdup_printf("192.0.2.%d", i + 1);
        host->cluster = g_strdup(CLUSTER_DEFAULT_ID);
        host->status = HOST_UNASSIGNED;
        host->certificate_fingerprint = g_strdup("00");
        insert(rig, host);
    }
}

static void add_admin(Rig *rig)
{
    g_autoptr(User) admin = entity_new(&user_type);
    admin->base.id = g_strdup(USER_ADMIN_ID);
    admin->name = g_strdup("admin");
    admin->user_name = g_strdup("admin@internal-authz");
    insert(rig, admin);
    g_autoptr(Permission) everything = entity_new(&permission_type);
    everything->role = g_strdup(ROLE_SUPER_USER_ID);
    everything->user = g_strdup(USER_ADMIN_ID);
    insert(rig, everything);
}

Rig *rig_new_closed(int n_hosts, guint n_vfs, bool on_disk)
{
    Rig *rig = g_new0(Rig, 1);
    log_set_level(g_test_verbose() ? LOG_LEVEL_DEBUG : LOG_LEVEL_ERROR);
    rig->world = fake_world_new(n_hosts, n_vfs);
    if (on_disk)
        rig->dir = g_dir_make_tmp("berth-rig-XXXXXX", NULL);
    rig->url =
        on_disk ? g_strdup_printf("sqlite:%s/engine.db", rig->dir) : g_strdup("sqlite::memory:");
    rig->config = (EngineConfig){ .pki_dir = "/nonexistent",
                                  .public_url = "https://127.0.0.1",
                                  .connecting_grace_ms = 200,
                                  .reservation_ms = 60000,
                                  .audit_ms = 200,
                                  .seed = 1 };
    rig->caller = (Caller){ USER_ADMIN_ID, "admin@internal-authz", "rig" };
    return rig;
}

void rig_open(Rig *rig)
{
    rig->store = store_open(rig->url, &rig->error);
    g_assert_no_error(rig->error);
    if (store_count(rig->store, &user_type, NULL, NULL) > 0)
        return;
    add_admin(rig);
    add_hosts(rig);
}

Rig *rig_new(int n_hosts, guint n_vfs, bool on_disk)
{
    Rig *rig = rig_new_closed(n_hosts, n_vfs, on_disk);
    rig_open(rig);
    return rig;
}

static void remove_folder(const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    for (const char *name = dir != NULL ? g_dir_read_name(dir) : NULL; name != NULL;
         name = g_dir_read_name(dir)) {
        g_autofree char *file = g_build_filename(path, name, NULL);
        g_unlink(file);
    }
    g_rmdir(path);
}

void rig_free(Rig *rig)
{
    rig_stop(rig);
    store_close(rig->store);
    if (rig->dir != NULL)
        remove_folder(rig->dir);
    fake_world_free(rig->world);
    g_free(rig->dir);
    g_free(rig->url);
    g_clear_error(&rig->error);
    g_free(rig);
}

void rig_start(Rig *rig)
{
    rig->engine =
        engine_new_with_port(&rig->config, rig->store, fake_port_new(rig->world), &rig->error);
    g_assert_no_error(rig->error);
    for (int i = 0; i < rig->world->n_hosts; i++) {
        if (!rig->world->hosts[i].reachable)
            continue;
        rig_await_host(rig, i, HOST_UP);
        for (HostInventory *inventory = NULL; inventory == NULL; g_usleep(1000)) {
            inventory = engine_host_inventory(rig->engine, rig->world->hosts[i].id);
            host_inventory_free(inventory);
        }
    }
}

void rig_stop(Rig *rig)
{
    engine_free(g_steal_pointer(&rig->engine));
}

/* --- objects -----------------------------------------------------------------------------------
 */

char *rig_add_network(Rig *rig, int vlan)
{
    g_autoptr(Network) network = entity_new(&network_type);
    network->name = g_strdup_printf("net%d", vlan);
    network->vdsm_name = g_strdup(network->name);
    network->data_center = g_strdup(DATA_CENTER_DEFAULT_ID);
    network->vlan = vlan;
    insert(rig, network);
    g_autoptr(ClusterNetwork) row = entity_new(&cluster_network_type);
    row->cluster = g_strdup(CLUSTER_DEFAULT_ID);
    row->network = g_strdup(network->base.id);
    insert(rig, row);
    g_autoptr(VnicProfile) profile = entity_new(&vnic_profile_type);
    profile->name = g_strdup(network->name);
    profile->network = g_strdup(network->base.id);
    profile->pass_through = PASS_THROUGH_ENABLED;
    insert(rig, profile);
    return g_strdup(network->base.id);
}

static int n_macs;

char *rig_add_vm(Rig *rig, const char *name, int n_vnics, const char *network)
{
    g_autoptr(Vm) vm = entity_new(&vm_type);
    vm->name = g_strdup(name);
    vm->cluster = g_strdup(CLUSTER_DEFAULT_ID);
    vm->kernel = g_strdup("/boot/vmlinuz");
    vm->memory = 128 << 20;
    insert(rig, vm);
    g_autoptr(VnicProfile) profile =
        store_find(rig->store, &vnic_profile_type, "network", network, NULL);
    for (int i = 0; i < n_vnics; i++) {
        g_autoptr(VmNic) nic = entity_new(&vm_nic_type);
        nic->vm = g_strdup(vm->base.id);
        nic->name = g_strdup_printf("nic%d", i + 1);
        nic->interface = VM_NIC_PCI_PASSTHROUGH;
        nic->vnic_profile = g_strdup(profile->base.id);
        nic->mac = g_strdup_printf("56:6f:1a:1b:%02x:%02x", n_macs / 256, n_macs % 256);
        nic->position = i;
        n_macs++;
        insert(rig, nic);
    }
    return g_strdup(vm->base.id);
}

HostNic *rig_pf(Rig *rig, int host, int pf)
{
    g_autoptr(GPtrArray) nics =
        store_list_by(rig->store, &host_nic_type, "host", rig->world->hosts[host].id, NULL);
    for (guint i = 0; i < nics->len; i++)
        if (strcmp(((HostNic *)nics->pdata[i])->name, rig->world->hosts[host].pfs[pf].name) == 0)
            return entity_dup(nics->pdata[i]);
    return NULL;
}

void rig_vm_start(Rig *rig, const char *vm)
{
    engine_vm_start(rig->engine, &rig->caller, vm, NULL, NULL, &rig->error);
    g_assert_no_error(rig->error);
}

void rig_vm_stop(Rig *rig, const char *vm)
{
    engine_vm_stop(rig->engine, &rig->caller, vm, NULL, NULL, &rig->error);
    g_assert_no_error(rig->error);
}

/* --- waiting -----------------------------------------------------------------------------------
 */

static void dump(Rig *rig)
{
    for (int i = 0; entity_types[i] != NULL; i++) {
        const EntityType *type = entity_types[i];
        if (type != &job_type && type != &step_type && type != &lease_type && type != &event_type &&
            type != &vm_type)
            continue;
        g_autoptr(GPtrArray) rows = store_list(rig->store, type, NULL, NULL);
        for (guint j = 0; rows != NULL && j < rows->len; j++) {
            g_autoptr(GString) line = g_string_new(NULL);
            for (int k = 0; k < type->n_fields; k++) {
                g_autofree char *text = field_is_stored(&type->fields[k])
                                            ? field_text(rows->pdata[j], &type->fields[k])
                                            : NULL;
                if (text != NULL)
                    g_string_append_printf(line, " %s=%s", type->fields[k].column, text);
            }
            g_printerr("%s %s%s\n", type->name, ((Entity *)rows->pdata[j])->id, line->str);
        }
    }
}

static void await(Rig *rig, bool (*holds)(Rig *rig, const void *what), const void *what,
                  const char *text)
{
    gint64 deadline = g_get_monotonic_time() + PATIENCE_US;
    while (!holds(rig, what)) {
        if (g_get_monotonic_time() > deadline) {
            dump(rig);
            g_error("waited in vain for %s", text);
        }
        g_usleep(1000);
    }
}

typedef struct {
    const char *id;
    int status;
} Wanted;

static bool vm_has_status(Rig *rig, const void *what)
{
    const Wanted *wanted = what;
    g_autoptr(Vm) vm = store_get(rig->store, &vm_type, wanted->id, NULL);
    return vm != NULL && vm->status == wanted->status;
}

void rig_await_vm(Rig *rig, const char *vm, VmStatus status)
{
    const Wanted wanted = { vm, (int)status };
    await(rig, vm_has_status, &wanted, enum_word(&vm_status_table, (int)status));
}

static bool host_has_status(Rig *rig, const void *what)
{
    const Wanted *wanted = what;
    g_autoptr(Host) host = store_get(rig->store, &host_type, wanted->id, NULL);
    return host != NULL && host->status == wanted->status;
}

void rig_await_host(Rig *rig, int host, HostStatus status)
{
    const Wanted wanted = { rig->world->hosts[host].id, (int)status };
    await(rig, host_has_status, &wanted, enum_word(&host_status_table, (int)status));
}

gint64 rig_n_events(Rig *rig, const char *kind)
{
    const StoreCondition condition = { "code", STORE_EQ, NULL, event_kind_find(kind)->code };
    const StoreQuery query = { &condition, 1, NULL, false, 0, 0 };
    return store_count(rig->store, &event_type, &query, NULL);
}

bool rig_has_event(Rig *rig, const char *kind)
{
    return rig_n_events(rig, kind) > 0;
}

static bool event_is_there(Rig *rig, const void *what)
{
    return rig_has_event(rig, what);
}

void rig_await_event(Rig *rig, const char *kind)
{
    await(rig, event_is_there, kind, kind);
}

gint64 rig_n_leases(Rig *rig, LeaseState state)
{
    const StoreCondition condition = { "state", STORE_EQ, enum_word(&lease_state_table, (int)state),
                                       0 };
    const StoreQuery query = { &condition, 1, NULL, false, 0, 0 };
    return store_count(rig->store, &lease_type, &query, NULL);
}

static bool is_quiet(Rig *rig, const void *what)
{
    const StoreCondition condition = { "status", STORE_EQ, "started", 0 };
    const StoreQuery query = { &condition, 1, NULL, false, 0, 0 };
    return store_count(rig->store, &job_type, &query, NULL) == 0 &&
           rig_n_leases(rig, LEASE_RESERVED) == 0 && rig_n_leases(rig, LEASE_SCRUBBING) == 0;
}

void rig_await_quiet(Rig *rig)
{
    await(rig, is_quiet, NULL, "quiet");
}

/* --- the rules ---------------------------------------------------------------------------------
 */

static const FakeVf *leased_vf(Rig *rig, const Lease *lease)
{
    g_autoptr(HostNic) nic = store_get(rig->store, &host_nic_type, lease->host_nic, NULL);
    for (int h = 0; h < rig->world->n_hosts; h++)
        for (int i = 0; i < FAKE_PFS; i++)
            if (strcmp(rig->world->hosts[h].id, lease->host) == 0 &&
                strcmp(rig->world->hosts[h].pfs[i].name, nic->name) == 0)
                return &rig->world->hosts[h].pfs[i].vfs[lease->vf_index];
    return NULL;
}

/* Adds to 'broken' what is wrong with a lease, and its VF to 'leased'. */
static void check_lease(Rig *rig, const Lease *lease, GHashTable *leased, GString *broken)
{
    const FakeVf *vf = leased_vf(rig, lease);
    g_autofree char *alias = g_strdup_printf("ua-%s", lease->vm_nic);
    if (lease->state == LEASE_QUARANTINED)
        return;
    if (vf == NULL || lease->state != LEASE_ACTIVE || g_strcmp0(lease->vm, vf->vm) != 0 ||
        strcmp(alias, vf->alias) != 0 || lease->epoch != (gint64)vf->epoch)
        g_string_append_printf(broken, "lease %s of VM %s, epoch %d: the VF has VM %s, epoch %d\n",
                               enum_word(&lease_state_table, lease->state), lease->vm,
                               (int)lease->epoch, vf != NULL ? vf->vm : "?",
                               vf != NULL ? (int)vf->epoch : 0);
    if (vf != NULL && !g_hash_table_add(leased, (gpointer)vf))
        g_string_append_printf(broken, "VF of VM %s is leased twice\n", lease->vm);
}

static void check_vf(const FakeVf *vf, GHashTable *leased, GString *broken)
{
    bool held = vf->vm[0] != '\0';
    if (held && !g_hash_table_contains(leased, vf))
        g_string_append_printf(broken, "VM %s has a VF without a lease\n", vf->vm);
    if (!held && !vf->dirt && (vf->vlan != 0 || vf->mac[0] != 0))
        g_string_append_printf(broken, "a free VF has VLAN %u\n", vf->vlan);
}

static void check_vm(Rig *rig, const Vm *vm, GString *broken)
{
    int host = fake_find_vm(rig->world, vm->base.id);
    const char *runs_on = host >= 0 ? rig->world->hosts[host].id : NULL;
    if ((vm->status != VM_DOWN) != (host >= 0) || g_strcmp0(vm->host, runs_on) != 0)
        g_string_append_printf(broken, "VM %s is recorded %s on %s and runs on %s\n", vm->name,
                               enum_word(&vm_status_table, vm->status), vm->host, runs_on);
}

/* What is broken, in words; empty when nothing is.  The caller frees. */
static char *find_broken(Rig *rig)
{
    g_autoptr(GString) broken = g_string_new(NULL);
    g_autoptr(GHashTable) leased = g_hash_table_new(NULL, NULL);
    g_autoptr(GPtrArray) leases = store_list(rig->store, &lease_type, NULL, NULL);
    g_autoptr(GPtrArray) vms = store_list(rig->store, &vm_type, NULL, NULL);
    if (rig->world->violations > 0)
        g_error("%d violations, the last: %s", rig->world->violations, rig->world->violation);
    for (guint i = 0; i < leases->len; i++)
        check_lease(rig, leases->pdata[i], leased, broken);
    for (int h = 0; h < rig->world->n_hosts; h++)
        for (int i = 0; i < FAKE_PFS; i++)
            for (guint j = 0; j < FAKE_VFS; j++)
                check_vf(&rig->world->hosts[h].pfs[i].vfs[j], leased, broken);
    for (guint i = 0; i < vms->len; i++)
        check_vm(rig, vms->pdata[i], broken);
    return g_strdup(broken->str);
}

void rig_check(Rig *rig)
{
    g_autofree char *broken = find_broken(rig);
    if (*broken == '\0')
        return;
    dump(rig);
    g_error("broken: %s", broken);
}

static bool is_sound(Rig *rig, const void *what)
{
    g_autofree char *broken = is_quiet(rig, NULL) ? find_broken(rig) : g_strdup("not quiet");
    return *broken == '\0';
}

void rig_await_sound(Rig *rig)
{
    await(rig, is_sound, NULL, "the rules to hold");
    rig_check(rig);
}
