#include "engine/vm-next-run.h"

#include "base/log.h"
#include "engine/vm-settings.h"

#include <string.h>

/* What may change while it runs; all other rows need a start to take effect. */
static const char *const live_columns[] = {
    "name",
    "description",
    "comment",
    "affinity",
    "pinned_hosts",
    "delete_protected",
    "start_paused",
    "high_availability",
    "ha_priority",
    "console",
    "next_run",
    "next_run_exists",
    "next_run_only",
    "clone",
    "use_latest_version",
};

/* What would not be valid, or not found, any more when it is down. */
static const char *const never_later[] = { "name", "next_run", "next_run_exists", "next_run_only",
                                           "clone" };

static bool is_in(const char *const *columns, gsize n, const char *column)
{
    for (gsize i = 0; i < n; i++)
        if (strcmp(columns[i], column) == 0)
            return true;
    return false;
}

static bool is_live(const Field *field)
{
    return is_in(live_columns, G_N_ELEMENTS(live_columns), field->column);
}

static bool can_be_later(const Field *field)
{
    return vm_field_is_inherited(field) || field->offset == offsetof(Vm, description) ||
           field->offset == offsetof(Vm, comment) ||
           field->offset == offsetof(Vm, use_latest_version);
}

/* What the next run has now. */
static Vm *next_run_of(const Vm *vm, GError **error)
{
    g_autoptr(Vm) next = entity_dup(vm);
    if (vm->next_run != NULL && !entity_unpack(next, vm->next_run, error))
        return NULL;
    return g_steal_pointer(&next);
}

static bool refuse(const Vm *before, const Field *field, GError **error)
{
    const char *label = field->path != NULL ? field->path : field->column;
    return fault_set(error, FAULT_VM_MUST_BE_DOWN, before->name,
                     enum_word(&vm_status_table, before->status), label) ||
           err_about(error, label);
}

typedef struct {
    const Vm *now, *next;
} Difference;

static bool is_later(const Field *field, gpointer data)
{
    const Difference *difference = data;
    return can_be_later(field) && crud_differs(difference->now, difference->next, field->column);
}

/* Moves row 'row' of 'vm' to 'next' unless it takes effect now. */
static bool move_row(const Vm *before, Vm *vm, Vm *next, int row, GError **error)
{
    const Field *field = &vm_type.fields[row];
    bool only_later =
        vm->next_run_only && !is_in(never_later, G_N_ELEMENTS(never_later), field->column);
    bool differs = crud_differs(before, vm, field->column);
    if (differs && !is_live(field) && !can_be_later(field))
        return refuse(before, field, error);
    if (!can_be_later(field) || (is_live(field) && !only_later)) {
        if (differs) /* else what was said of its next run before stands */
            entity_copy_row(next, vm, field);
        return true;
    }
    if (differs || (only_later && entity_given(vm, row)))
        entity_copy_row(next, vm, field);
    entity_copy_row(vm, before, field);
    return true;
}

bool vm_next_run_split(const Crud *crud, const Vm *before, Vm *vm, GError **error)
{
    g_autoptr(Vm) next = next_run_of(before, error);
    if (next == NULL)
        return false;
    for (int row = 0; row < vm_type.n_fields; row++)
        if (field_is_stored(&vm_type.fields[row]) && !move_row(before, vm, next, row, error))
            return false;
    vm->next_run_only = FALSE;
    vm_settings_normalise(&next->common);
    if (!vm_settings_check(crud, &next->common, error) ||
        !vm_settings_check_pinning(crud, &next->common, error))
        return false;
    Difference difference = { vm, next };
    g_free(vm->next_run);
    vm->next_run = entity_pack(next, is_later, &difference);
    vm->next_run_exists = vm->next_run != NULL;
    return true;
}

bool engine_vm_next_run(Vm *vm, GError **error)
{
    return vm->next_run == NULL || entity_unpack(vm, vm->next_run, error);
}

void vm_next_run_apply(Vm *vm)
{
    g_autoptr(GError) failure = NULL;
    g_autofree char *text = g_steal_pointer(&vm->next_run);
    vm->next_run_exists = FALSE;
    if (text != NULL && !entity_unpack(vm, text, &failure))
        log_warning("vm-next-run-lost vm=%s reason=\"%s\"", vm->name, failure->message);
}
