#include "engined/config.h"

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define GROUP "engine"

typedef struct {
    const char *name;
    gsize offset;
    const char *initial; /* of a text; NULL: it is a number, and 'number' is its initial value */
    gint64 number, min, max;
} Key;

#define TEXT(member, initial_)                                                                     \
    {                                                                                              \
        .name = #member, .offset = offsetof(Config, member), .initial = initial_                   \
    }
#define NUMBER(member, initial_, min_, max_)                                                       \
    {                                                                                              \
        .name = #member, .offset = offsetof(Config, member), .number = initial_, .min = min_,      \
        .max = max_                                                                                \
    }

static const Key keys[] = {
    TEXT(database, "sqlite:/var/lib/berth-engine/engine.db"),
    TEXT(pki_dir, "/var/lib/berth-engine/pki"),
    TEXT(address, ""),
    TEXT(public_url, ""),
    TEXT(log_level, "info"),
    NUMBER(port, 8443, 0, 65535),
    NUMBER(idle_timeout, 60, 1, 3600),
    NUMBER(max_connections, 4096, 16, 100000),
    NUMBER(heartbeat_ms, 0, 1000, 3600000),
    NUMBER(connecting_grace_ms, 0, 0, 3600000),
    NUMBER(reservation_ms, 0, 1000, 86400000),
    NUMBER(audit_ms, 0, 1000, 86400000),
};

static const Key *find_key(const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++)
        if (strcmp(keys[i].name, name) == 0)
            return &keys[i];
    return NULL;
}

static bool set_key(Config *config, const Key *key, const char *value, GError **error)
{
    if (key->initial != NULL) {
        char **text = (char **)(gpointer)((char *)config + key->offset);
        g_free(*text);
        *text = g_strdup(value);
        return true;
    }
    gint64 *number = (gint64 *)(gpointer)((char *)config + key->offset);
    if (*value == '\0')
        return true;
    return g_ascii_string_to_signed(value, 10, key->min, key->max, number, NULL) ||
           err_set(error, ERR_INVALID,
                   "%s is \"%s\", not a number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT,
                   key->name, value, key->min, key->max);
}

static Config *config_new(void)
{
    Config *config = g_new0(Config, 1);
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
        if (keys[i].initial != NULL)
            set_key(config, &keys[i], keys[i].initial, NULL);
        else
            *(gint64 *)(gpointer)((char *)config + keys[i].offset) = keys[i].number;
    }
    return config;
}

static bool read_group(Config *config, GKeyFile *file, const char *group, GError **error)
{
    if (strcmp(group, GROUP) != 0)
        return err_set(error, ERR_INVALID, "there is no group [%s], only [" GROUP "]", group);
    g_auto(GStrv) names = g_key_file_get_keys(file, group, NULL, NULL);
    for (char **name = names; *name != NULL; name++) {
        const Key *key = find_key(*name);
        if (key == NULL)
            return err_set(error, ERR_INVALID, "there is no key \"%s\"", *name);
        g_autofree char *value = g_key_file_get_string(file, group, *name, error);
        if (value == NULL || !set_key(config, key, g_strstrip(value), error))
            return false;
    }
    return true;
}

Config *config_load(const char *path, GError **error)
{
    g_autoptr(Config) config = config_new();
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autoptr(GError) failure = NULL;
    const char *from = path != NULL ? path : CONFIG_DEFAULT_PATH;
    if (!g_key_file_load_from_file(file, from, G_KEY_FILE_NONE, &failure)) {
        if (path == NULL && g_error_matches(failure, G_FILE_ERROR, G_FILE_ERROR_NOENT))
            return g_steal_pointer(&config);
        return err_null(error, ERR_INVALID, "%s: %s", from, failure->message);
    }
    g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);
    for (char **group = groups; *group != NULL; group++)
        if (!read_group(config, file, *group, error)) {
            err_prefix(error, "%s", from);
            return NULL;
        }
    return g_steal_pointer(&config);
}

void config_free(Config *config)
{
    if (config == NULL)
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++)
        if (keys[i].initial != NULL)
            g_free(*(char **)(gpointer)((char *)config + keys[i].offset));
    g_free(config);
}
