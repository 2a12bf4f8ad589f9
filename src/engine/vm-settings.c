#include "engine/vm-settings.h"

#include "model/cluster.h"
#include "model/host.h"

#include <string.h>

#define MIB           (G_GINT64_CONSTANT(1) << 20)
#define MAX_MEMORY    (16 * MIB * MIB) /* 16 TiB */
#define MAX_CPUS      512
#define NUMBER_LENGTH 24
#define CPU_MODEL     "^[A-Za-z0-9_.-]+$" /* libvirt's names */
#define PROPERTY_NAME "^[A-Za-z0-9_-]+$"
#define CPU_RANGES    "^[0-9]{1,4}(-[0-9]{1,4})?(,\\^?[0-9]{1,4}(-[0-9]{1,4})?)*$"

static const char *number_text(gint64 number, char buffer[NUMBER_LENGTH])
{
    g_snprintf(buffer, NUMBER_LENGTH, "%" G_GINT64_FORMAT, number);
    return buffer;
}

static bool is_set(const char *text)
{
    return text != NULL && *text != '\0';
}

/* --- one way to say a thing --------------------------------------------------------------------
 */

static void drop_empty(char **text)
{
    if (!is_set(*text))
        g_clear_pointer(text, g_free);
}

static void drop_empty_list(char ***list)
{
    if (*list != NULL && **list == NULL)
        g_clear_pointer(list, g_strfreev);
}

void vm_settings_normalise(VmCommon *common)
{
    if (common->memory_guaranteed == common->memory)
        common->memory_guaranteed = 0;
    VmCommon usual = { .memory = common->memory };
    if (common->memory_max == vm_memory_max(&usual))
        common->memory_max = 0;
    if (g_strcmp0(common->time_zone, "Etc/GMT") == 0)
        g_clear_pointer(&common->time_zone, g_free);
    char **texts[] = { &common->time_zone,     &common->cpu_model,        &common->emulated_machine,
                       &common->serial_number, &common->display_keyboard, &common->kernel,
                       &common->initrd,        &common->cmdline };
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        drop_empty(texts[i]);
    drop_empty_list(&common->cpu_pins);
    drop_empty_list(&common->sso_methods);
    drop_empty_list(&common->custom_properties);
}

/* --- rules -------------------------------------------------------------------------------------
 */

static const char *title_of(const VmCommon *common)
{
    return common->base.type->title;
}

static bool check_memory(const Crud *crud, const VmCommon *common, GError **error)
{
    char a[NUMBER_LENGTH], b[NUMBER_LENGTH];
    if (common->memory < MIB || common->memory > MAX_MEMORY || common->memory % MIB != 0)
        return fault_set(error, FAULT_VM_MEMORY_INVALID, crud->verb, number_text(common->memory, a),
                         common->name, "1", number_text(MAX_MEMORY / MIB, b));
    if (vm_memory_guaranteed(common) > common->memory)
        return fault_set(error, FAULT_VM_MEMORY_GUARANTEED, crud->verb, title_of(common),
                         number_text(common->memory_guaranteed, a), common->name,
                         number_text(common->memory, b));
    return vm_memory_max(common) >= common->memory ||
           fault_set(error, FAULT_VM_MEMORY_MAX, crud->verb, title_of(common),
                     number_text(common->memory_max, a), common->name,
                     number_text(common->memory, b));
}

static gint64 n_cpus(const VmCommon *common)
{
    return common->sockets * common->cores * common->threads;
}

static bool check_topology(const Crud *crud, const VmCommon *common, GError **error)
{
    char a[NUMBER_LENGTH], b[NUMBER_LENGTH], c[NUMBER_LENGTH], d[NUMBER_LENGTH];
    bool positive = common->sockets >= 1 && common->cores >= 1 && common->threads >= 1;
    bool small =
        common->sockets <= MAX_CPUS && common->cores <= MAX_CPUS && common->threads <= MAX_CPUS;
    if (positive && small && n_cpus(common) <= MAX_CPUS)
        return true;
    return fault_set(error, FAULT_VM_TOPOLOGY_INVALID, crud->verb, common->name,
                     number_text(common->sockets, a), number_text(common->cores, b),
                     number_text(common->threads, c), number_text(MAX_CPUS, d));
}

static bool check_path(const Crud *crud, const VmCommon *common, const char *what, const char *path,
                       GError **error)
{
    g_autofree char *field = g_strconcat("os/", what, NULL);
    return !is_set(path) || *path == '/' ||
           fault_set(error, FAULT_VM_PATH_INVALID, crud->verb, what, common->name, path) ||
           err_about(error, field);
}

static bool check_boot(const Crud *crud, const VmCommon *common, GError **error)
{
    if (!check_path(crud, common, "kernel", common->kernel, error) ||
        !check_path(crud, common, "initrd", common->initrd, error))
        return false;
    if (!is_set(common->kernel) && (is_set(common->initrd) || is_set(common->cmdline)))
        return fault_set(error, FAULT_VM_LINUX_BOOT_PARAMS, crud->verb, common->name);
    return common->bios_type != VM_BIOS_I440FX_SEA ||
           fault_set(error, FAULT_VM_BIOS_UNSUPPORTED, crud->verb, title_of(common), common->name,
                     enum_word(&vm_bios_table, common->bios_type));
}

/* Windows' names have spaces and are only kept: libvirt does not know them. */
static bool check_time_zone(const Crud *crud, const VmCommon *common, GError **error)
{
    if (common->time_zone == NULL || strchr(common->time_zone, ' ') != NULL)
        return true;
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(common->time_zone);
    return zone != NULL || fault_set(error, FAULT_VM_TIME_ZONE_INVALID, crud->verb,
                                     title_of(common), common->time_zone, common->name);
}

static bool check_pins(const Crud *crud, const VmCommon *common, GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_direct_hash, g_direct_equal);
    for (char **pin = common->cpu_pins; pin != NULL && *pin != NULL; pin++) {
        const char *set = strchr(*pin, '\n');
        guint64 vcpu;
        g_autofree char *number = g_strndup(*pin, set != NULL ? (gsize)(set - *pin) : 0);
        if (set == NULL || !g_regex_match_simple(CPU_RANGES, set + 1, 0, 0) ||
            !g_ascii_string_to_unsigned(number, 10, 0, MAX_CPUS, &vcpu, NULL))
            return fault_set(error, FAULT_VM_CPU_PIN_INVALID, crud->verb, title_of(common),
                             set != NULL ? set + 1 : "", number, common->name);
        if ((gint64)vcpu >= n_cpus(common))
            return fault_set(error, FAULT_VM_CPU_PIN_UNKNOWN, crud->verb, title_of(common), number,
                             common->name);
        if (!g_hash_table_add(seen, GUINT_TO_POINTER((guint)vcpu)))
            return fault_set(error, FAULT_VM_CPU_PIN_TWICE, crud->verb, title_of(common), number,
                             common->name);
    }
    return true;
}

static bool check_properties(const Crud *crud, const VmCommon *common, GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (char **item = common->custom_properties; item != NULL && *item != NULL; item++) {
        g_autofree char *name = g_strndup(*item, strcspn(*item, "\n"));
        if (!g_regex_match_simple(PROPERTY_NAME, name, 0, 0))
            return fault_set(error, FAULT_VM_PROPERTY_INVALID, crud->verb, title_of(common), name,
                             common->name);
        if (g_hash_table_contains(seen, name))
            return fault_set(error, FAULT_VM_PROPERTY_TWICE, crud->verb, title_of(common), name,
                             common->name);
        g_hash_table_add(seen, g_steal_pointer(&name));
    }
    return true;
}

static bool check_identity(const Crud *crud, const VmCommon *common, GError **error)
{
    if (common->serial_policy == VM_SERIAL_CUSTOM && common->serial_number == NULL)
        return fault_set(error, FAULT_VM_SERIAL_MISSING, crud->verb, title_of(common),
                         common->name);
    return common->cpu_model == NULL || g_regex_match_simple(CPU_MODEL, common->cpu_model, 0, 0) ||
           fault_set(error, FAULT_VM_CPU_MODEL_INVALID, crud->verb, title_of(common),
                     common->cpu_model, common->name);
}

bool vm_settings_check(const Crud *crud, const VmCommon *common, GError **error)
{
    return check_memory(crud, common, error) && check_topology(crud, common, error) &&
           check_boot(crud, common, error) && check_time_zone(crud, common, error) &&
           check_pins(crud, common, error) && check_properties(crud, common, error) &&
           check_identity(crud, common, error);
}

bool vm_settings_check_pinning(const Crud *crud, const VmCommon *common, GError **error)
{
    for (char **id = common->pinned_hosts; id != NULL && *id != NULL; id++) {
        g_autoptr(Host) host = store_get(crud->store, &host_type, *id, error);
        if (host == NULL)
            return false;
        if (g_strcmp0(host->cluster, common->cluster) != 0) {
            g_autofree char *cluster = crud_name(crud->store, &cluster_type, common->cluster);
            return fault_set(error, FAULT_VM_PINNED_NOWHERE, crud->verb, common->name, host->name,
                             cluster);
        }
    }
    return true;
}

/* --- inheritance -------------------------------------------------------------------------------
 */

/* What only makes sense with the memory of its owner. */
static bool goes_with_memory(const Field *field)
{
    return field->offset == offsetof(VmCommon, memory_guaranteed) ||
           field->offset == offsetof(VmCommon, memory_max);
}

void vm_settings_inherit(VmCommon *common, const VmCommon *from)
{
    const EntityType *type = common->base.type;
    bool own_memory = entity_given_at(common, offsetof(VmCommon, memory));
    for (int row = 0; row < type->n_fields; row++) {
        const Field *field = &type->fields[row];
        if (vm_field_is_inherited(field) && !entity_given(common, row) &&
            !(own_memory && goes_with_memory(field)))
            entity_copy_row(common, from, field);
    }
}
