#include "link/verbs.h"

#include "base/err.h"
#include "base/uuid.h"

#include <errno.h>
#include <string.h>

/* Largest text that is taken anywhere, a domain XML. */
#define MAX_STRING (1024 * 1024)
#define MAX_ITEMS  65536

#define ENGINE      LINK_ROLE_ENGINE
#define ENGINE_HOST (LINK_ROLE_ENGINE | LINK_ROLE_HOST)
#define END                                                                                        \
    {                                                                                              \
        NULL, VERB_TRUE, 0, 0, 0, NULL, NULL                                                       \
    }
#define EPOCH                                                                                      \
    {                                                                                              \
        "epoch", VERB_INT, 0, 0, G_MAXINT64, NULL, NULL                                            \
    }
#define DEVICE                                                                                     \
    {                                                                                              \
        "deviceName", VERB_STRING, VERB_REQUIRED, 1, 64, NULL, NULL                                \
    }
#define VM_ID                                                                                      \
    {                                                                                              \
        "vmID", VERB_UUID, VERB_REQUIRED, 0, 0, NULL, NULL                                         \
    }
#define VF_INDEX                                                                                   \
    {                                                                                              \
        "index", VERB_INT, VERB_REQUIRED, 0, 65535, NULL, NULL                                     \
    }

static const char *const caps_words[] = { "pci",    "net",       "usb_device",   "usb",
                                          "scsi",   "scsi_host", "scsi_generic", "storage",
                                          "system", "mdev",      "nvdimm",       NULL };
static const char *const link_state_words[] = { "auto", "enable", "disable", NULL };
static const char *const vlan_proto_words[] = { "802.1Q", "802.1ad", NULL };
static const char *const carrier_words[] = { "up", "down", NULL };

/* clang-format off */
static const VerbParam no_params[] = { END };

static const VerbParam hostdev_list_params[] = {
    /* name            kind          flags           min  max  words       members */
    { "caps",          VERB_STRINGS, VERB_NULLABLE,  0,   16,  caps_words, NULL },
    END
};
static const VerbParam change_numvfs_params[] = {
    DEVICE,
    { "numvfs",        VERB_INT,     VERB_REQUIRED,  0,   65535, NULL,     NULL },
    EPOCH,
    END
};
static const VerbParam device_params[] = { DEVICE, END };

static const VerbParam vm_list_params[] = {
    { "onlyUUID",      VERB_BOOL,    VERB_NULLABLE,  0,   0,    NULL,      NULL },
    { "vmList",        VERB_STRINGS, VERB_NULLABLE,  0,   4096, NULL,      NULL },
    END
};
/* Ours: it forgets its certificate and waits to be enrolled anew. */
static const VerbParam leave_params[] = {
    { "reason",        VERB_STRING,  VERB_REQUIRED,  1,   255,  NULL,      NULL },
    END
};

static const VerbParam dumpxmls_params[] = {
    { "vmList",        VERB_STRINGS, VERB_NULLABLE,  0,   4096, NULL,      NULL },
    END
};

static const VerbParam vm_params_members[] = {
    { "vmId",          VERB_UUID,    0,              0,   0,    NULL,      NULL },
    { "xml",           VERB_STRING,  VERB_REQUIRED,  1,   MAX_STRING, NULL, NULL },
    END
};
static const VerbParam vm_create_params[] = {
    VM_ID,
    { "vmParams",      VERB_OBJECT,  VERB_REQUIRED | VERB_OPEN, 0, 0, NULL, vm_params_members },
    EPOCH,
    END
};
static const VerbParam vm_destroy_params[] = {
    VM_ID,
    { "gracefulAttempts", VERB_INT,  VERB_NULLABLE,  0,   100,  NULL,      NULL },
    EPOCH,
    END
};
static const VerbParam vm_shutdown_params[] = {
    VM_ID,
    { "delay",         VERB_INT,     VERB_NULLABLE,  0,   86400, NULL,     NULL },
    { "message",       VERB_STRING,  VERB_NULLABLE,  0,   4096, NULL,      NULL },
    { "reboot",        VERB_BOOL,    VERB_NULLABLE,  0,   0,    NULL,      NULL },
    { "timeout",       VERB_INT,     VERB_NULLABLE,  0,   86400, NULL,     NULL },
    { "force",         VERB_BOOL,    VERB_NULLABLE,  0,   0,    NULL,      NULL },
    EPOCH,
    END
};
static const VerbParam vm_params[] = { VM_ID, END };
static const VerbParam vm_nic_params[] = { /* of hotplugNic and hotunplugNic */
    VM_ID,
    { "params",        VERB_OBJECT,  VERB_REQUIRED | VERB_OPEN, 0, 0, NULL, vm_params_members },
    EPOCH,
    END
};
static const VerbParam update_device_members[] = {
    { "deviceType",    VERB_STRING,  VERB_REQUIRED,  1,   64,   NULL,      NULL },
    { "xml",           VERB_STRING,  VERB_REQUIRED,  1,   MAX_STRING, NULL, NULL },
    END
};
static const VerbParam update_device_params[] = {
    VM_ID,
    { "params",        VERB_OBJECT,  VERB_REQUIRED | VERB_OPEN, 0, 0, NULL, update_device_members },
    EPOCH,
    END
};

static const VerbParam sriov_list_params[] = {
    { "deviceName",    VERB_STRING,  VERB_NULLABLE,  1,   64,   NULL,      NULL },
    { "stats",         VERB_BOOL,    VERB_NULLABLE,  0,   0,    NULL,      NULL },
    END
};
static const VerbParam vf_config_members[] = {
    { "mac",           VERB_STRING,  0,              17,  17,   NULL,      NULL },
    { "vlan",          VERB_INT,     0,              0,   4094, NULL,      NULL },
    { "vlanProto",     VERB_STRING,  0,              0,   0,    vlan_proto_words, NULL },
    { "vlanQos",       VERB_INT,     0,              0,   7,    NULL,      NULL },
    { "trust",         VERB_BOOL,    0,              0,   0,    NULL,      NULL },
    { "spoofchk",      VERB_BOOL,    0,              0,   0,    NULL,      NULL },
    { "linkState",     VERB_STRING,  0,              0,   0,    link_state_words, NULL },
    { "minTxMbps",     VERB_INT,     0,              0,   G_MAXINT32, NULL, NULL },
    { "maxTxMbps",     VERB_INT,     0,              0,   G_MAXINT32, NULL, NULL },
    END
};
static const VerbParam set_vf_params[] = {
    DEVICE,
    VF_INDEX,
    { "config",        VERB_OBJECT,  VERB_REQUIRED,  0,   0,    NULL,      vf_config_members },
    EPOCH,
    END
};
static const VerbParam scrub_params[] = { DEVICE, VF_INDEX, EPOCH, END };

/* Results: what a caller relies on; the rest may differ from agent to agent. */
static const VerbParam capabilities_result[] = {
    { "uuid",          VERB_STRING,  VERB_REQUIRED,  0,   128,  NULL,      NULL },
    { "nics",          VERB_OBJECT,  VERB_REQUIRED,  0,   0,    NULL,      NULL },
    END
};
static const VerbParam network_caps_result[] = {
    { "nics",          VERB_OBJECT,  VERB_REQUIRED,  0,   0,    NULL,      NULL },
    END
};
static const VerbParam stats_result[] = {
    { "network",       VERB_OBJECT,  VERB_REQUIRED,  0,   0,    NULL,      NULL },
    END
};
static const VerbParam device_result[] = {
    { "params",        VERB_OBJECT,  VERB_REQUIRED,  0,   0,    NULL,      NULL },
    END
};
static const VerbParam vm_status_result[] = {
    { "vmId",          VERB_UUID,    VERB_REQUIRED,  0,   0,    NULL,      NULL },
    { "status",        VERB_STRING,  VERB_REQUIRED,  1,   64,   NULL,      NULL },
    { "statusTime",    VERB_STRING,  0,              1,   24,   NULL,      NULL },
    END
};
static const VerbParam plug_result[] = {
    { "devices",       VERB_ARRAY,   0,              0,   16,   NULL,      NULL },
    { "xml",           VERB_STRING,  0,              1,   MAX_STRING, NULL, NULL },
    END
};
static const VerbParam unplug_result[] = { /* of a VF: how its scrub ended */
    { "clean",         VERB_BOOL,    0,              0,   0,    NULL,      NULL },
    { "detail",        VERB_STRING,  VERB_NULLABLE,  0,   4096, NULL,      NULL },
    END
};
static const VerbParam pf_result[] = {
    { "pci",           VERB_STRING,  VERB_REQUIRED,  1,   64,   NULL,      NULL },
    { "vfs",           VERB_ARRAY,   VERB_REQUIRED,  0,   65536, NULL,     NULL },
    END
};
static const VerbParam scrub_result[] = {
    { "clean",         VERB_BOOL,    VERB_REQUIRED,  0,   0,    NULL,      NULL },
    { "detail",        VERB_STRING,  VERB_NULLABLE,  0,   4096, NULL,      NULL },
    END
};
static const VerbParam inventory_result[] = {
    { "generation",    VERB_INT,     VERB_REQUIRED,  0,   G_MAXINT64, NULL, NULL },
    { "bootId",        VERB_STRING,  VERB_NULLABLE,  1,   64,   NULL,      NULL },
    { "nics",          VERB_ARRAY,   VERB_REQUIRED,  0,   4096, NULL,      NULL },
    END
};

#define R_TRUE        { "result", VERB_TRUE,   0,         0, 0,         NULL, NULL }
#define R_OBJECT(m)   { "result", VERB_OBJECT, VERB_OPEN, 0, 0,         NULL, m }
#define R_ARRAY(m)    { "result", VERB_ARRAY,  VERB_OPEN, 0, MAX_ITEMS, NULL, m }
#define R_MAP(m)      { "result", VERB_MAP,    VERB_OPEN, 0, MAX_ITEMS, NULL, m }

static const Verb verbs[] = {
    /* name                         roles        mutating ms     params                result */
    { "Host.ping",                  ENGINE_HOST, false,   5000,  no_params,            R_TRUE },
    { "Host.ping2",                 ENGINE_HOST, false,   5000,  no_params,            R_TRUE },
    { "Host.confirmConnectivity",   ENGINE,      false,   2000,  no_params,            R_TRUE },
    { "Host.getCapabilities",       ENGINE,      false,   30000, no_params,            R_OBJECT(capabilities_result) },
    { "Host.getNetworkCapabilities", ENGINE,     false,   30000, no_params,            R_OBJECT(network_caps_result) },
    { "Host.getStats",              ENGINE,      false,   15000, no_params,            R_OBJECT(stats_result) },
    { "Host.getAllVmStats",         ENGINE,      false,   15000, no_params,            R_ARRAY(vm_status_result) },
    { "Host.hostdevListByCaps",     ENGINE,      false,   30000, hostdev_list_params,  R_MAP(device_result) },
    { "Host.hostdevChangeNumvfs",   ENGINE,      true,    180000, change_numvfs_params, R_TRUE },
    { "Host.hostdevReattach",       ENGINE,      true,    60000, device_params,        R_TRUE },
    { "Host.getVMList",             ENGINE,      false,   15000, vm_list_params,       R_ARRAY(vm_status_result) },
    { "Host.dumpxmls",              ENGINE,      false,   30000, dumpxmls_params,      R_OBJECT(NULL) },
    { "Host.setSafeNetworkConfig",  ENGINE,      true,    60000, no_params,            R_TRUE },
    { "Host.leave",                 ENGINE,      true,    15000, leave_params,         R_TRUE },
    { "VM.create",                  ENGINE,      true,    60000, vm_create_params,     R_OBJECT(vm_status_result) },
    { "VM.destroy",                 ENGINE,      true,    60000, vm_destroy_params,    R_TRUE },
    { "VM.shutdown",                ENGINE,      true,    60000, vm_shutdown_params,   R_TRUE },
    { "VM.getStats",                ENGINE,      false,   15000, vm_params,            R_ARRAY(vm_status_result) },
    { "VM.hotplugNic",              ENGINE,      true,    60000, vm_nic_params,        R_OBJECT(plug_result) },
    { "VM.hotunplugNic",            ENGINE,      true,    90000, vm_nic_params,        R_OBJECT(unplug_result) },
    { "VM.updateDevice",            ENGINE,      true,    30000, update_device_params, R_OBJECT(NULL) },
    { "Sriov.list",                 ENGINE,      false,   30000, sriov_list_params,    R_MAP(pf_result) },
    { "Sriov.setVf",                ENGINE,      true,    30000, set_vf_params,        R_TRUE },
    { "Sriov.scrub",                ENGINE,      true,    60000, scrub_params,         R_OBJECT(scrub_result) },
    { "Sriov.inventory",            ENGINE,      false,   30000, no_params,            R_OBJECT(inventory_result) },
};

static const VerbParam vm_status_event[] = {
    { "status",        VERB_STRING,  VERB_REQUIRED,  1,   64,   NULL,      NULL },
    { "exitCode",      VERB_INT,     0,              0,   255,  NULL,      NULL },
    { "exitReason",    VERB_INT,     0,              0,   255,  NULL,      NULL },
    { "exitMessage",   VERB_STRING,  0,              0,   4096, NULL,      NULL },
    END
};
static const VerbParam vf_change_event[] = {
    { "generation",    VERB_INT,     0,              0,   G_MAXINT64, NULL, NULL },
    END
};
static const VerbParam pf_link_event[] = {
    { "state",         VERB_STRING,  VERB_REQUIRED,  0,   0,    carrier_words, NULL },
    { "speed",         VERB_INT,     0,              0,   G_MAXINT32, NULL, NULL },
    END
};
static const VerbParam scrubbed_event[] = {
    VF_INDEX,
    EPOCH,
    { "clean",         VERB_BOOL,    VERB_REQUIRED,  0,   0,    NULL,      NULL },
    { "detail",        VERB_STRING,  VERB_NULLABLE,  0,   4096, NULL,      NULL },
    END
};

static const VerbParam nic_removed_event[] = {
    { "alias",         VERB_STRING,  VERB_REQUIRED,  1,   64,   NULL,      NULL },
    END
};

static const LinkEventRow events[] = {
    { "virt",  "VM_status", true,  vm_status_event },
    { "virt",  "nic_removed", false, nic_removed_event },
    { "net",   "host_conn", false, no_params },
    { "sriov", "vf_change", false, vf_change_event },
    { "sriov", "pf_link",   false, pf_link_event },
    { "sriov", "inventory", false, inventory_result },
    { "sriov", "scrubbed",  false, scrubbed_event },
};
/* clang-format on */

const Verb *verb_find(const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++)
        if (strcmp(verbs[i].name, name) == 0)
            return &verbs[i];
    return NULL;
}

const Verb *verb_table(guint *ret_n_verbs)
{
    *ret_n_verbs = G_N_ELEMENTS(verbs);
    return verbs;
}

/* ------------------------------------------------------------------------------ one value */

/* Checks one value.  '*ret_converted' is set, owned by the caller, when its native form differs
 * from what was sent.  'subject' names the value: "Host.hostdevChangeNumvfs.numvfs". */
static bool check_value(const VerbParam *row, const json_t *value, const char *subject,
                        json_t **ret_converted, GError **error);

static bool wrong_kind(const char *subject, const char *wanted, GError **error)
{
    return err_set(error, ERR_INVALID, "%s must be %s", subject, wanted);
}

static bool check_range(const VerbParam *row, const char *subject, const char *what, gint64 value,
                        GError **error)
{
    if ((row->min == 0 && row->max == 0) || (value >= row->min && value <= row->max))
        return true;
    return err_set(error, ERR_INVALID,
                   "%s%s is %" G_GINT64_FORMAT ", possible are %" G_GINT64_FORMAT
                   " to %" G_GINT64_FORMAT,
                   subject, what, value, row->min, row->max);
}

/* vdsm-client sends every command line argument as text. */
static bool parse_decimal(const char *text, gint64 *ret)
{
    char *end = NULL;
    const char *digits = *text == '-' ? text + 1 : text;
    if (!g_ascii_isdigit(*digits) || strlen(text) > 20)
        return false;
    errno = 0;
    *ret = g_ascii_strtoll(text, &end, 10);
    return errno == 0 && *end == '\0';
}

static bool check_bool(const VerbParam *row, const json_t *value, const char *subject,
                       json_t **ret_converted, GError **error)
{
    if (json_is_boolean(value))
        return true;
    const char *text = json_string_value(value);
    if (text == NULL ||
        (g_ascii_strcasecmp(text, "true") != 0 && g_ascii_strcasecmp(text, "false") != 0))
        return wrong_kind(subject, "true or false", error);
    *ret_converted = json_boolean(g_ascii_strcasecmp(text, "true") == 0);
    return true;
}

static bool check_int(const VerbParam *row, const json_t *value, const char *subject,
                      json_t **ret_converted, GError **error)
{
    gint64 number = json_integer_value(value);
    if (!json_is_integer(value) &&
        !(json_is_string(value) && parse_decimal(json_string_value(value), &number)))
        return wrong_kind(subject, "an integer", error);
    if (!check_range(row, subject, "", number, error))
        return false;
    if (!json_is_integer(value))
        *ret_converted = json_integer(number);
    return true;
}

static bool check_string(const VerbParam *row, const json_t *value, const char *subject,
                         GError **error)
{
    if (!json_is_string(value))
        return wrong_kind(subject, "a string", error);
    gint64 length = (gint64)json_string_length(value);
    if (length > MAX_STRING)
        return err_set(error, ERR_TOO_LARGE,
                       "%s is %" G_GINT64_FORMAT " bytes long, at most %d are taken", subject,
                       length, MAX_STRING);
    if (row->words == NULL)
        return check_range(row, subject, "'s length", length, error);
    const char *text = json_string_value(value);
    if (g_strv_contains(row->words, text))
        return true;
    g_autofree char *possible = g_strjoinv(", ", (char **)row->words);
    return err_set(error, ERR_INVALID, "%s is \"%.40s\", possible are %s", subject, text, possible);
}

static bool check_uuid(const json_t *value, const char *subject, GError **error)
{
    if (!json_is_string(value) || !uuid_is_valid(json_string_value(value)))
        return wrong_kind(subject, "a UUID", error);
    return true;
}

static bool check_strings(const VerbParam *row, const json_t *value, const char *subject,
                          GError **error)
{
    static const gint64 max_length = 4096;
    const VerbParam item = { row->name, VERB_STRING, 0, 0, max_length, row->words, NULL };
    if (!json_is_array(value))
        return wrong_kind(subject, "an array of strings", error);
    if (!check_range(row, subject, "'s length", (gint64)json_array_size(value), error))
        return false;
    for (gsize i = 0; i < json_array_size(value); i++) {
        g_autofree char *at = g_strdup_printf("%s[%zu]", subject, i);
        if (!check_string(&item, json_array_get(value, i), at, error))
            return false;
    }
    return true;
}

static bool name_is_known(const VerbParam *rows, const char *name)
{
    for (; rows->name != NULL; rows++)
        if (strcmp(rows->name, name) == 0)
            return true;
    return false;
}

/* Puts a value in its native form into '*ret_native', a copy of 'object' made when first needed. */
static void set_native(const json_t *object, json_t **ret_native, const char *name, json_t *value)
{
    if (*ret_native == NULL)
        *ret_native = json_copy((json_t *)object);
    if (value != NULL)
        json_object_set_new(*ret_native, name, value);
    else
        json_object_del(*ret_native, name);
}

static bool check_member(const VerbParam *row, const json_t *object, const char *subject,
                         json_t **ret_native, GError **error)
{
    const json_t *value = json_object_get(object, row->name);
    g_autofree char *at = g_strdup_printf("%s.%s", subject, row->name);
    if (value == NULL || (json_is_null(value) && (row->flags & VERB_NULLABLE) != 0)) {
        if ((row->flags & VERB_REQUIRED) != 0)
            return err_set(error, ERR_INVALID, "%s is missing", at);
        if (value != NULL)
            set_native(object, ret_native, row->name, NULL);
        return true;
    }
    json_t *converted = NULL;
    if (!check_value(row, value, at, &converted, error))
        return false;
    if (converted != NULL)
        set_native(object, ret_native, row->name, converted);
    return true;
}

/* Checks the members of 'object'; unknown ones are refused unless 'open'. */
static bool check_members(const VerbParam *rows, bool open, const json_t *object,
                          const char *subject, json_t **ret_converted, GError **error)
{
    if (rows == NULL)
        return true;
    json_t *native = NULL;
    bool good = true;
    for (const VerbParam *row = rows; good && row->name != NULL; row++)
        good = check_member(row, object, subject, &native, error);
    const char *name;
    json_t *value;
    if (good && !open)
        json_object_foreach((json_t *)object, name, value)
        {
            if (good && !name_is_known(rows, name))
                good = err_set(error, ERR_INVALID, "%s has no \"%.40s\"", subject, name);
        }
    if (!good) {
        json_decref(native);
        return false;
    }
    *ret_converted = native;
    return true;
}

/* Items of arrays and maps are only checked, never converted: they are results. */
static bool check_item(const VerbParam *row, const json_t *item, const char *subject,
                       const char *key, GError **error)
{
    json_t *converted = NULL;
    g_autofree char *at = g_strdup_printf("%s[%.64s]", subject, key);
    if (!json_is_object(item))
        return wrong_kind(at, "an object", error);
    bool good =
        check_members(row->members, (row->flags & VERB_OPEN) != 0, item, at, &converted, error);
    json_decref(converted);
    return good;
}

static bool check_array(const VerbParam *row, const json_t *value, const char *subject,
                        GError **error)
{
    if (!json_is_array(value))
        return wrong_kind(subject, "an array", error);
    if (!check_range(row, subject, "'s length", (gint64)json_array_size(value), error))
        return false;
    for (gsize i = 0; i < json_array_size(value); i++) {
        char key[24];
        g_snprintf(key, sizeof key, "%zu", i);
        if (!check_item(row, json_array_get(value, i), subject, key, error))
            return false;
    }
    return true;
}

static bool check_map(const VerbParam *row, const json_t *value, const char *subject,
                      GError **error)
{
    if (!json_is_object(value))
        return wrong_kind(subject, "an object", error);
    if (!check_range(row, subject, "'s size", (gint64)json_object_size(value), error))
        return false;
    const char *key;
    json_t *item;
    json_object_foreach((json_t *)value, key, item)
    {
        if (!check_item(row, item, subject, key, error))
            return false;
    }
    return true;
}

static bool check_value(const VerbParam *row, const json_t *value, const char *subject,
                        json_t **ret_converted, GError **error)
{
    switch (row->kind) {
    case VERB_TRUE:
        return json_is_true(value) || wrong_kind(subject, "true", error);
    case VERB_BOOL:
        return check_bool(row, value, subject, ret_converted, error);
    case VERB_INT:
        return check_int(row, value, subject, ret_converted, error);
    case VERB_STRING:
        return check_string(row, value, subject, error);
    case VERB_UUID:
        return check_uuid(value, subject, error);
    case VERB_STRINGS:
        return check_strings(row, value, subject, error);
    case VERB_ARRAY:
        return check_array(row, value, subject, error);
    case VERB_MAP:
        return check_map(row, value, subject, error);
    case VERB_OBJECT:
        if (!json_is_object(value))
            return wrong_kind(subject, "an object", error);
        return check_members(row->members, (row->flags & VERB_OPEN) != 0, value, subject,
                             ret_converted, error);
    }
    g_assert_not_reached();
}

/* ------------------------------------------------------------------------------ messages */

/* An object from a positional list; NULL when there are more values than rows. */
static json_t *name_positions(const Verb *verb, const json_t *list, GError **error)
{
    gsize n = json_array_size(list);
    json_t *object = json_object();
    const VerbParam *row = verb->params;
    for (gsize i = 0; i < n && row->name != NULL; i++, row++)
        json_object_set(object, row->name, json_array_get(list, i));
    gsize n_known = json_object_size(object);
    if (n_known == n)
        return object;
    json_decref(object);
    return err_null(error, ERR_INVALID, "%s takes at most %zu parameters, %zu were given",
                    verb->name, n_known, n);
}

json_t *verb_normalize_params(const Verb *verb, const json_t *params, GError **error)
{
    json_t *object = NULL, *native = NULL;
    if (params == NULL)
        object = json_object();
    else if (json_is_array(params))
        object = name_positions(verb, params, error);
    else if (json_is_object(params))
        object = json_incref((json_t *)params);
    else
        wrong_kind(verb->name, "called with an object or an array", error);
    if (object == NULL)
        return NULL;
    bool good = check_members(verb->params, false, object, verb->name, &native, error);
    if (good && native == NULL)
        native = json_incref(object);
    json_decref(object);
    return good ? native : NULL;
}

bool verb_check_params(const Verb *verb, const json_t *params, GError **error)
{
    json_t *native = verb_normalize_params(verb, params, error);
    bool good = native != NULL;
    json_decref(native);
    return good;
}

bool verb_check_result(const Verb *verb, const json_t *result, GError **error)
{
    json_t *converted = NULL;
    bool good = check_value(&verb->result, result, verb->name, &converted, error);
    json_decref(converted);
    return good || err_prefix(error, "result of");
}

const LinkEventRow *event_table(guint *ret_n_events)
{
    *ret_n_events = G_N_ELEMENTS(events);
    return events;
}

/* True when 'text' starts with 'word' and a bar; moves it behind the bar. */
static bool skip_word(const char **text, const char *word)
{
    gsize length = strlen(word);
    if (strncmp(*text, word, length) != 0 || (*text)[length] != '|')
        return false;
    *text += length + 1;
    return true;
}

/* The row of "|component|operation|unique"; '*ret_unique' borrows the last part. */
static const LinkEventRow *event_find(const char *method, const char **ret_unique)
{
    for (gsize i = 0; i < G_N_ELEMENTS(events); i++) {
        const char *rest = method;
        if (skip_word(&rest, "") && skip_word(&rest, events[i].component) &&
            skip_word(&rest, events[i].operation) && *rest != '\0' && strchr(rest, '|') == NULL) {
            *ret_unique = rest;
            return &events[i];
        }
    }
    return NULL;
}

const LinkEventRow *event_check(const char *method, const json_t *params, const char **ret_unique,
                                GError **error)
{
    const char *unique = NULL;
    const LinkEventRow *kind = event_find(method, &unique);
    if (kind == NULL)
        return err_null(error, ERR_UNSUPPORTED, "\"%.80s\" is not an event of the host link",
                        method);
    const json_t *object = kind->keyed ? json_object_get(params, unique) : params;
    if (!json_is_object(object))
        return err_null(error, ERR_INVALID, "event %.80s has no object with its values", method);
    json_t *converted = NULL;
    bool good = check_members(kind->params, true, object, method, &converted, error);
    json_decref(converted);
    if (!good)
        return NULL;
    if (ret_unique != NULL)
        *ret_unique = unique;
    return kind;
}

const char *verb_param_string(const json_t *params, const char *name)
{
    return json_string_value(json_object_get(params, name));
}

gint64 verb_param_int(const json_t *params, const char *name, gint64 fallback)
{
    const json_t *value = json_object_get(params, name);
    return json_is_integer(value) ? json_integer_value(value) : fallback;
}

bool verb_param_bool(const json_t *params, const char *name, bool fallback)
{
    const json_t *value = json_object_get(params, name);
    return json_is_boolean(value) ? json_is_true(value) : fallback;
}

bool verb_param_given(const json_t *params, const char *name)
{
    return json_object_get(params, name) != NULL;
}
