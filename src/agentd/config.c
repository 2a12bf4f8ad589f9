#include "agentd/config.h"

#include "base/err.h"

#include <string.h>

#define GROUP "agent"

/* One row a setting that is text. */
static const struct {
    const char *key;
    gsize offset;
    const char *fallback;
} texts[] = {
    { "address", G_STRUCT_OFFSET(AgentConfig, address), "" },
    { "pki_dir", G_STRUCT_OFFSET(AgentConfig, pki_dir), "/etc/berth/pki" },
    { "state_dir", G_STRUCT_OFFSET(AgentConfig, state_dir), "/var/lib/berth" },
    { "libvirt_uri", G_STRUCT_OFFSET(AgentConfig, libvirt_uri), "qemu:///system" },
    { "pam_service", G_STRUCT_OFFSET(AgentConfig, pam_service), "berth-agent" },
    { "pam_dir", G_STRUCT_OFFSET(AgentConfig, pam_dir), "" },
    { "log_level", G_STRUCT_OFFSET(AgentConfig, log_level), "info" },
};

static bool is_known(const char *key)
{
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        if (strcmp(texts[i].key, key) == 0)
            return true;
    return strcmp(key, "port") == 0 || strcmp(key, "enroll_by_password") == 0;
}

static bool check_keys(GKeyFile *file, const char *path, GError **error)
{
    g_auto(GStrv) keys = g_key_file_get_keys(file, GROUP, NULL, NULL);
    for (char **key = keys; key != NULL && *key != NULL; key++)
        if (!is_known(*key))
            return err_set(error, ERR_INVALID, "%s: \"%s\" is not a setting", path, *key);
    return true;
}

static bool read_port(GKeyFile *file, const char *path, guint *ret, GError **error)
{
    g_autofree char *text = g_key_file_get_string(file, GROUP, "port", NULL);
    guint64 port = 54321;
    if (text != NULL && !g_ascii_string_to_unsigned(g_strstrip(text), 10, 1, 65535, &port, NULL))
        return err_set(error, ERR_INVALID, "%s: port is \"%s\", possible are 1 to 65535", path,
                       text);
    *ret = (guint)port;
    return true;
}

static bool read_truth(GKeyFile *file, const char *path, const char *key, bool fallback, bool *ret,
                       GError **error)
{
    g_autofree char *text = g_key_file_get_string(file, GROUP, key, NULL);
    if (text != NULL)
        g_strstrip(text);
    *ret = text == NULL ? fallback : strcmp(text, "true") == 0;
    return text == NULL || *ret || strcmp(text, "false") == 0 ||
           err_set(error, ERR_INVALID, "%s: %s is \"%s\", possible are true and false", path, key,
                   text);
}

AgentConfig *agent_config_load(const char *path, GError **error)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autoptr(AgentConfig) config = g_new0(AgentConfig, 1);
    g_autoptr(GError) failure = NULL;
    const char *used = path != NULL ? path : AGENT_CONFIG_FILE;
    if (!g_key_file_load_from_file(file, used, G_KEY_FILE_NONE, &failure) &&
        !(path == NULL && g_error_matches(failure, G_FILE_ERROR, G_FILE_ERROR_NOENT)))
        return err_null(error, ERR_INVALID, "%s: %s", used, failure->message);
    if (!check_keys(file, used, error) || !read_port(file, used, &config->port, error) ||
        !read_truth(file, used, "enroll_by_password", true, &config->enroll_by_password, error))
        return NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        char *value = g_key_file_get_string(file, GROUP, texts[i].key, NULL);
        char **member = G_STRUCT_MEMBER_P(config, texts[i].offset);
        *member = value != NULL ? g_strstrip(value) : g_strdup(texts[i].fallback);
    }
    return g_steal_pointer(&config);
}

void agent_config_free(AgentConfig *config)
{
    if (config == NULL)
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(*(char **)G_STRUCT_MEMBER_P(config, texts[i].offset));
    g_free(config);
}
