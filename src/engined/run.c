/* "berth-engine run": the only place that knows every part, and wires them. */
#include "engined/command.h"

#include "base/autofd.h"
#include "base/err.h"
#include "base/fs-at.h"
#include "base/log.h"
#include "engine/pki-files.h"
#include "rest/api.h"

#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <systemd/sd-daemon.h>

#define MAX_PEM (64 * 1024)

typedef struct {
    const char *config_path;
    Config *config;
    char *ca_pem, *server_cert, *server_key;
    Store *store;
    Engine *engine;
    Api *api;
    Server *server;
    GMainLoop *loop;
} Program;

static gboolean on_stop(gpointer data)
{
    Program *program = data;
    log_info("engine-stopping");
    sd_notify(0, "STOPPING=1");
    g_main_loop_quit(program->loop);
    return G_SOURCE_CONTINUE;
}

/* The log level is all that can change while it runs. */
static gboolean on_reload(gpointer data)
{
    Program *program = data;
    g_autoptr(GError) error = NULL;
    g_autoptr(Config) config = config_load(program->config_path, &error);
    if (config == NULL)
        log_warning("config-not-reloaded error=\"%s\"", error->message);
    else if (!log_set_level_by_name(config->log_level))
        log_warning("config-not-reloaded error=\"there is no log level %s\"", config->log_level);
    else
        log_info("config-reloaded log_level=%s", config->log_level);
    return G_SOURCE_CONTINUE;
}

static bool load_config(Program *program, GError **error)
{
    program->config = config_load(program->config_path, error);
    if (program->config == NULL)
        return false;
    return log_set_level_by_name(program->config->log_level) ||
           err_set(error, ERR_INVALID,
                   "log_level is \"%s\"; possible are error, warning, info, debug",
                   program->config->log_level);
}

static bool load_pki(Program *program, GError **error)
{
    const struct {
        const char *name;
        char **ret;
    } files[] = {
        { PKI_CA_CERT, &program->ca_pem },
        { PKI_SERVER_CERT, &program->server_cert },
        { PKI_SERVER_KEY, &program->server_key },
    };
    autofd int dir = fs_at_open_root(program->config->pki_dir, error);
    if (dir < 0)
        return err_prefix(error, "Has \"berth-engine init\" been run? %s",
                          program->config->pki_dir);
    for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
        *files[i].ret = fs_at_read(dir, files[i].name, MAX_PEM, error);
        if (*files[i].ret == NULL)
            return err_prefix(error, "Has \"berth-engine init\" been run? %s/%s",
                              program->config->pki_dir, files[i].name);
    }
    return true;
}

static void set_public_url(Config *config)
{
    if (*config->public_url != '\0')
        return;
    g_free(config->public_url);
    config->public_url =
        g_strdup_printf("https://%s:%" G_GINT64_FORMAT, g_get_host_name(), config->port);
}

static bool start(Program *program, GError **error)
{
    if (!load_config(program, error) || !load_pki(program, error))
        return false;
    const Config *config = program->config;
    set_public_url(program->config);
    EngineConfig engine_config = engine_config_from(config);
    program->store = store_open(config->database, error);
    if (program->store == NULL)
        return false;
    program->engine = engine_new(&engine_config, program->store, error);
    if (program->engine == NULL)
        return false;
    program->api = api_new(program->engine, program->ca_pem, config->public_url);
    const ServerConfig server_config = {
        .address = *config->address != '\0' ? config->address : NULL,
        .port = (guint16)config->port,
        .key_pem = program->server_key,
        .cert_pem = program->server_cert,
        .max_connections = (guint)config->max_connections,
        .idle_timeout_s = (guint)config->idle_timeout,
    };
    program->server = server_start(&server_config, &api_handler, program->api, error);
    return program->server != NULL ||
           err_prefix(error, "Cannot listen on %s port %" G_GINT64_FORMAT,
                      *config->address != '\0' ? config->address : "*", config->port);
}

static void serve(Program *program)
{
    program->loop = g_main_loop_new(NULL, FALSE);
    g_unix_signal_add(SIGTERM, on_stop, program);
    g_unix_signal_add(SIGINT, on_stop, program);
    g_unix_signal_add(SIGHUP, on_reload, program);
    log_info("engine-ready version=" BERTH_VERSION " port=%u url=%s", server_port(program->server),
             program->config->public_url);
    sd_notifyf(0, "READY=1\nSTATUS=Serving %s", program->config->public_url);
    g_main_loop_run(program->loop);
}

static void stop(Program *program)
{
    engine_stop(program->engine); /* so that no request keeps the server from stopping */
    server_stop(program->server);
    api_free(program->api);
    engine_free(program->engine);
    if (program->store != NULL)
        store_close(program->store);
    g_clear_pointer(&program->loop, g_main_loop_unref);
    config_free(program->config);
    g_free(program->ca_pem);
    g_free(program->server_cert);
    if (program->server_key != NULL)
        explicit_bzero(program->server_key, strlen(program->server_key));
    g_free(program->server_key);
}

int run_command(int argc, char **argv)
{
    g_autofree char *path = NULL;
    const GOptionEntry entries[] = { { "config", 'c', 0, G_OPTION_ARG_FILENAME, &path,
                                       "configuration (default: " CONFIG_DEFAULT_PATH ")", "FILE" },
                                     { NULL } };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_autoptr(GError) error = NULL;
    g_option_context_set_summary(context, "Serves until it is told to stop.");
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error)) {
        g_printerr("berth-engine run: %s\n", error->message);
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    Program program = { .config_path = path };
    int status = 0;
    if (start(&program, &error))
        serve(&program);
    else
        status = report(error);
    stop(&program);
    return status;
}
