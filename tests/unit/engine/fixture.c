#include "fixture.h"

#include "model/role.h"
#include "model/event.h"
#include "silent-port.h"

#include <glib/gstdio.h>
#include <string.h>

/* --- the engine ------------------------------------------------------------------------------- */

void put(Fixture *f, void *entity)
{
    g_autoptr(StoreTxn) txn = store_begin(f->store, &f->error);
    g_assert_no_error(f->error);
    store_insert(f->store, entity, &f->error);
    g_assert_no_error(f->error);
    store_commit(txn, &f->error);
    g_assert_no_error(f->error);
}

Fixture *fixture_new(void)
{
    Fixture *f = g_new0(Fixture, 1);
    f->dir = g_dir_make_tmp("berth-engine-XXXXXX", &f->error);
    g_assert_no_error(f->error);
    f->config = (EngineConfig){ .pki_dir = f->dir, .public_url = "https://127.0.0.1", .seed = 1 };
    f->store = store_open("sqlite::memory:", &f->error);
    g_assert_no_error(f->error);

    g_autoptr(User) admin = entity_new(&user_type);
    admin->base.id = g_strdup(USER_ADMIN_ID);
    admin->name = g_strdup("admin");
    admin->user_name = g_strdup("admin@internal-authz");
    put(f, admin);
    g_autoptr(Permission) everything = entity_new(&permission_type);
    everything->role = g_strdup(ROLE_SUPER_USER_ID);
    everything->user = g_strdup(USER_ADMIN_ID);
    put(f, everything);
    f->caller = (Caller){ USER_ADMIN_ID, "admin@internal-authz", "test-1" };

    f->engine = engine_new_with_port(&f->config, f->store, silent_port_new(), &f->error);
    g_assert_no_error(f->error);
    return f;
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

void fixture_free(Fixture *f)
{
    engine_free(f->engine);
    store_close(f->store);
    remove_folder(f->dir);
    g_free(f->dir);
    g_clear_error(&f->error);
    g_free(f);
}

/* --- what a client gives ---------------------------------------------------------------------- */

static void give(void *entity, const char *column, const char *text)
{
    const EntityType *type = ((Entity *)entity)->type;
    int row = entity_row_of(type, column);
    if (row < 0)
        g_error("%s has no column %s", type->name, column);
    const Field *field = &type->fields[row];
    const char *value = *text != '\0' ? text : NULL;
    int word = 0;
    switch (field->kind) {
    case FIELD_STRING:
    case FIELD_REF:
    case FIELD_MAC:
        field_take_string(entity, field, g_strdup(value));
        break;
    case FIELD_STRINGS:
        field_take_strings(entity, field, g_strsplit(value != NULL ? value : "", " ", -1));
        break;
    case FIELD_BOOL:
        field_set_int(entity, field, strcmp(text, "true") == 0);
        break;
    case FIELD_ENUM:
        g_assert_true(enum_parse(field->detail, text, &word, NULL));
        field_set_int(entity, field, word);
        break;
    case FIELD_INT:
    case FIELD_TIME:
        field_set_int(entity, field, g_ascii_strtoll(text, NULL, 10));
        break;
    case FIELD_CONST:
        g_assert_not_reached();
    }
    entity_set_given(entity, row);
}

void *given(const EntityType *type, ...)
{
    void *entity = entity_new(type);
    va_list args;
    va_start(args, type);
    for (const char *column = va_arg(args, const char *); column != NULL;
         column = va_arg(args, const char *))
        give(entity, column, va_arg(args, const char *));
    va_end(args);
    return entity;
}

void *add(Fixture *f, void *entity, const char *parent)
{
    void *added = engine_add(f->engine, &f->caller, entity, NULL, parent, &f->error);
    g_assert_no_error(f->error);
    entity_free(entity);
    return added;
}

void *update(Fixture *f, const char *id, void *entity)
{
    void *updated = engine_update(f->engine, &f->caller, id, entity, NULL, &f->error);
    g_assert_no_error(f->error);
    entity_free(entity);
    return updated;
}

void removes(Fixture *f, const EntityType *type, const char *id)
{
    engine_remove(f->engine, &f->caller, type, id, false, &f->error);
    g_assert_no_error(f->error);
}

/* --- what must not happen --------------------------------------------------------------------- */

char *world(Fixture *f)
{
    GString *all = g_string_new(NULL);
    for (int i = 0; entity_types[i] != NULL; i++) {
        const EntityType *type = entity_types[i];
        if (type->computed || type == &event_type)
            continue;
        g_autoptr(GPtrArray) rows = store_list(f->store, type, NULL, NULL);
        g_assert_nonnull(rows);
        for (guint j = 0; j < rows->len; j++) {
            const Entity *row = g_ptr_array_index(rows, j);
            g_string_append_printf(all, "%s %s", type->name, row->id);
            for (int k = 0; k < type->n_fields; k++) {
                g_autofree char *text =
                    field_is_stored(&type->fields[k]) ? field_text(row, &type->fields[k]) : NULL;
                g_string_append_printf(all, "|%s", text != NULL ? text : "");
            }
            g_string_append_c(all, '\n');
        }
    }
    return g_string_free(all, FALSE);
}

void assert_refused(Fixture *f, const char *before, Fault fault, const char *part)
{
    g_autofree char *after = world(f);
    g_assert_error(f->error, FAULT, (int)fault);
    g_assert_cmpstr(fault_name(f->error), ==, fault_info(fault)->name);
    assert_contains(f->error->message, part);
    g_assert_cmpstr(before, ==, after);
    g_clear_error(&f->error);
}

void refuse_add(Fixture *f, void *entity, const char *parent, Fault fault, const char *part)
{
    g_autofree char *before = world(f);
    g_assert_null(engine_add(f->engine, &f->caller, entity, NULL, parent, &f->error));
    assert_refused(f, before, fault, part);
    entity_free(entity);
}

void refuse_update(Fixture *f, const char *id, void *entity, Fault fault, const char *part)
{
    g_autofree char *before = world(f);
    g_assert_null(engine_update(f->engine, &f->caller, id, entity, NULL, &f->error));
    assert_refused(f, before, fault, part);
    entity_free(entity);
}

void refuse_remove(Fixture *f, const EntityType *type, const char *id, Fault fault,
                   const char *part)
{
    g_autofree char *before = world(f);
    g_assert_false(engine_remove(f->engine, &f->caller, type, id, false, &f->error));
    assert_refused(f, before, fault, part);
}

void assert_event(Fixture *f, const char *kind, const char *part)
{
    const StoreQuery query = { .descending = true, .limit = 1 };
    g_autoptr(GPtrArray) events = store_list(f->store, &event_type, &query, &f->error);
    g_assert_no_error(f->error);
    g_assert_cmpuint(events->len, ==, 1);
    const Event *event = g_ptr_array_index(events, 0);
    if (event->code != event_kind_find(kind)->code)
        g_error("expected %s, got \"%s\"", kind, event->event_description);
    assert_contains(event->event_description, part);
}

gint64 n_events(Fixture *f)
{
    return store_count(f->store, &event_type, NULL, NULL);
}

/* --- objects ---------------------------------------------------------------------------------- */

static void store_again(Fixture *f, void *entity)
{
    g_autoptr(StoreTxn) txn = store_begin(f->store, &f->error);
    g_assert_no_error(f->error);
    store_update(f->store, entity, &f->error);
    g_assert_no_error(f->error);
    store_commit(txn, &f->error);
    g_assert_no_error(f->error);
}

void set_vm_status(Fixture *f, const char *id, VmStatus status)
{
    g_autoptr(Vm) vm = store_get(f->store, &vm_type, id, &f->error);
    g_assert_no_error(f->error);
    vm->status = (int)status;
    store_again(f, vm);
}

void set_host_status(Fixture *f, const char *id, HostStatus status)
{
    g_autoptr(Host) host = store_get(f->store, &host_type, id, &f->error);
    g_assert_no_error(f->error);
    host->status = (int)status;
    store_again(f, host);
}

Network *add_network(Fixture *f, const char *name)
{
    Network *network = add(
        f, given(&network_type, "name", name, "data_center", DATA_CENTER_DEFAULT_ID, NULL), NULL);
    engine_cluster_network_attach(f->engine, &f->caller, CLUSTER_DEFAULT_ID, network->base.id,
                                  REQUIRED(TRUE), &f->error);
    g_assert_no_error(f->error);
    return network;
}

VnicProfile *profile_of(Fixture *f, const char *network_id)
{
    VnicProfile *profile =
        store_find(f->store, &vnic_profile_type, "network", network_id, &f->error);
    g_assert_nonnull(profile);
    return profile;
}

VnicProfile *add_passthrough(Fixture *f, const char *network_id, const char *name)
{
    return add(f,
               given(&vnic_profile_type, "name", name, "network", network_id, "pass_through",
                     "enabled", NULL),
               NULL);
}

Vm *add_vm(Fixture *f, const char *name)
{
    return add(f,
               given(&vm_type, "name", name, "cluster", CLUSTER_DEFAULT_ID, "template",
                     TEMPLATE_BLANK_ID, NULL),
               NULL);
}

VmNic *add_nic(Fixture *f, const char *vm_id, const char *name, const char *profile_id)
{
    return add(f, given(&vm_nic_type, "name", name, "vnic_profile", profile_id, NULL), vm_id);
}

Host *add_host(Fixture *f, const char *name)
{
    return add(f, given(&host_type, "name", name, "address", name, NULL), NULL);
}

HostNic *add_pf(Fixture *f, const char *host_id, const char *name)
{
    HostNic *pf = entity_new(&host_nic_type);
    pf->host = g_strdup(host_id);
    pf->name = g_strdup(name);
    pf->total_vfs = 8;
    pf->present = TRUE;
    put(f, pf);
    return pf;
}

Lease *add_lease(Fixture *f, const HostNic *pf, const VmNic *nic, LeaseState state)
{
    Lease *lease = entity_new(&lease_type);
    lease->host = g_strdup(pf->host);
    lease->host_nic = g_strdup(pf->base.id);
    lease->vf_index = 3;
    lease->state = (int)state;
    lease->vm = g_strdup(nic != NULL ? nic->vm : NULL);
    lease->vm_nic = g_strdup(nic != NULL ? nic->base.id : NULL);
    put(f, lease);
    return lease;
}
