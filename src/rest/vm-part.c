/* Parts of VMs and templates that clients list unasked.  A VM here has no disk, console or device
 * to be added, so the lists are empty; it has the one CD-ROM drive, which holds nothing, and the
 * one state, which is the active one, that every VM of oVirt's has. */
#include "rest/handlers.h"

#include "base/uuid.h"

#include <string.h>

#define CDROM_ID "00000000-0000-0000-0000-000000000000" /* oVirt's, of every VM */

/* Root elements by the last word of the path. */
static const struct {
    const char *path, *root;
} roots[] = {
    { "applications", "applications" },
    { "diskattachments", "disk_attachments" },
    { "graphicsconsoles", "graphics_consoles" },
    { "hostdevices", "host_devices" },
    { "numanodes", "vm_numa_nodes" },
    { "reporteddevices", "reported_devices" },
    { "sessions", "sessions" },
    { "watchdogs", "watchdogs" },
};

static const char *root_of(const Call *call)
{
    const char *last = call->url->segments[call->url->n_segments - 1];
    for (gsize i = 0; i < G_N_ELEMENTS(roots); i++)
        if (strcmp(roots[i].path, last) == 0)
            return roots[i].root;
    g_assert_not_reached();
}

static bool reply_empty(Call *call)
{
    Emit *emit = emit_new(call->format);
    emit_open(emit, root_of(call));
    emit_close(emit);
    call_take_reply(call, 200, emit);
    return true;
}

static bool has(Call *call, const EntityType *type, const char *id, GError **error)
{
    g_autoptr(Entity) entity = engine_get(call->engine, &call->caller, type, id, error);
    return entity != NULL;
}

bool vm_part_list(Call *call, GError **error)
{
    return has(call, &vm_type, call->captures[0], error) && reply_empty(call);
}

bool template_part_list(Call *call, GError **error)
{
    return has(call, &template_type, call->captures[0], error) && reply_empty(call);
}

bool vm_nic_part_list(Call *call, GError **error)
{
    const char *vm = call->captures[0], *id = call->captures[1];
    g_autoptr(VmNic) nic = engine_get(call->engine, &call->caller, &vm_nic_type, id, error);
    if (nic == NULL)
        return false;
    if (g_strcmp0(nic->vm, vm) != 0)
        return err_set(error, ERR_NOT_FOUND, "VM %s has no network interface %s", vm, id);
    return reply_empty(call);
}

/* --- CD-ROMs and snapshots ---------------------------------------------------------------------
 */

/* What is listed once for each VM. */
typedef struct {
    const char *collection, *root, *element;
    char *(*id_of)(const Vm *vm);
    void (*members)(Emit *emit, const Vm *vm);
} Part;

static void emit_part(Call *call, Emit *emit, const Part *part, const Vm *vm)
{
    ReprContext context = call_context(call);
    g_autofree char *id = part->id_of(vm);
    g_autofree char *href =
        g_strdup_printf("%s/vms/%s/%s/%s", call->prefix, vm->base.id, part->collection, id);
    emit_open(emit, part->element);
    emit_attribute(emit, "href", href);
    emit_attribute(emit, "id", id);
    if (part->members != NULL)
        part->members(emit, vm);
    repr_emit_ref(&context, emit, "vm", &vm_type, vm->base.id, NULL);
    emit_close(emit);
}

static bool reply_part(Call *call, const Part *part, bool one, GError **error)
{
    g_autoptr(Vm) vm = engine_get(call->engine, &call->caller, &vm_type, call->captures[0], error);
    if (vm == NULL)
        return false;
    g_autofree char *id = part->id_of(vm);
    if (one && g_ascii_strcasecmp(id, call_id(call)) != 0)
        return err_set(error, ERR_NOT_FOUND, "VM %s has no %s %s", vm->name, part->element,
                       call_id(call));
    Emit *emit = emit_new(call->format);
    if (!one) {
        emit_open(emit, part->root);
        emit_open_list(emit, part->element);
    }
    emit_part(call, emit, part, vm);
    if (!one) {
        emit_close_list(emit);
        emit_close(emit);
    }
    call_take_reply(call, 200, emit);
    return true;
}

static char *cdrom_id(const Vm *vm)
{
    return g_strdup(CDROM_ID);
}

static const Part cdrom = { "cdroms", "cdroms", "cdrom", cdrom_id, NULL };

bool vm_cdrom_list(Call *call, GError **error)
{
    return reply_part(call, &cdrom, false, error);
}

bool vm_cdrom_get(Call *call, GError **error)
{
    return reply_part(call, &cdrom, true, error);
}

static char *snapshot_id(const Vm *vm)
{
    g_autofree char *name = g_strconcat("snapshot ", vm->base.id, NULL);
    return uuid_from_name(name);
}

static void emit_active(Emit *emit, const Vm *vm)
{
    emit_text(emit, "description", "Active VM");
    emit_time(emit, "date", vm->creation_time);
    emit_bool(emit, "persist_memorystate", false);
    emit_text(emit, "snapshot_status", "ok");
    emit_text(emit, "snapshot_type", "active");
}

static const Part snapshot = { "snapshots", "snapshots", "snapshot", snapshot_id, emit_active };

bool vm_snapshot_list(Call *call, GError **error)
{
    return reply_part(call, &snapshot, false, error);
}

bool vm_snapshot_get(Call *call, GError **error)
{
    return reply_part(call, &snapshot, true, error);
}
