#include "agentd/program.h"

#include "agent/agent.h"
#include "agent/inventory.h"
#include "agent/sys.h"
#include "agent/vf-apply.h"
#include "agentd/config.h"
#include "agentd/enroll-files.h"
#include "agentd/enroll-listener.h"
#include "agentd/enroll.h"
#include "base/autofd.h"
#include "base/err.h"
#include "base/fs-at.h"
#include "base/log.h"
#include "link/domain-xml.h"
#include "link/inventory-json.h"
#include "link/pki.h"
#include "link/server.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <systemd/sd-daemon.h>

#ifndef BERTH_VERSION
#define BERTH_VERSION "0.1.0"
#endif

#define MAX_TOKEN 4096
#define LEAVE_MS  200 /* for the answer to be read before the link ends */

/* The options of all commands; each uses those it names. */
typedef struct {
    char *config_file, *state_dir, *pki_dir, *log_level;
    char *engine, *token, *token_file, *ca_fingerprint, *name, *address;
    gboolean no_wait;
    int port, repeat;
    const AgentProgram *program;
} Options;

/* ------------------------------------------------------------------------- what commands share */

static int make_directory(const char *path, int mode, GError **error)
{
    if (g_mkdir_with_parents(path, mode) < 0) {
        err_errno(error, errno, "make directory %s", path);
        return -1;
    }
    return fs_at_open_root(path, error);
}

static VfLedger *open_ledger(Sys *sys, int state_fd, GError **error)
{
    g_autofree char *boot_id = sys->ops->dup_boot_id(sys);
    return vf_ledger_open(state_fd, boot_id, error);
}

/* Two agents would fight over the same VFs. */
static bool lock_state(int state_fd, int *ret_lock_fd, GError **error)
{
    autofd int fd = openat(state_fd, "lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return err_errno(error, errno, "open lock");
    if (flock(fd, LOCK_EX | LOCK_NB) < 0)
        return err_set(error, ERR_BUSY, "another berth-agent is at work on this host");
    *ret_lock_fd = fd;
    fd = -1;
    return true;
}

/* --------------------------------------------------------------------------------------- run */

typedef struct {
    const AgentConfig *config;
    GMainLoop *loop;
    Agent *agent;
    LinkServer *server;
    bool started;  /* the agent was */
    bool stopping; /* by a signal */
} Daemon;

static void on_answer(json_t *result, int code, const char *message, gpointer data)
{
    LinkRequest *request = data;
    if (result != NULL)
        link_request_reply(request, json_incref(result));
    else
        link_request_fail(request, code, "%s", message);
}

static gboolean quit_serving(gpointer data)
{
    Daemon *daemon = data;
    g_main_loop_quit(daemon->loop);
    return G_SOURCE_REMOVE;
}

/* Forgets its certificate; the loop ends when the answer is on its way. */
static void leave(Daemon *daemon, LinkRequest *request)
{
    g_autoptr(GError) error = NULL;
    log_warning("agent-leaves peer=%s reason=\"%s\"", request->peer->name,
                verb_param_string(request->params, "reason"));
    if (enroll_files_remove(daemon->config->pki_dir, &error)) {
        link_request_reply(request, NULL);
        g_timeout_add(LEAVE_MS, quit_serving, daemon);
    } else {
        link_request_fail_error(request, error);
    }
}

static void on_request(LinkRequest *request, void *data)
{
    Daemon *daemon = data;
    log_debug("request verb=%s peer=%s", request->verb->name, request->peer->name);
    if (strcmp(request->verb->name, "Host.leave") == 0) {
        leave(daemon, request);
        return;
    }
    agent_call(daemon->agent, request->verb->name, request->params, on_answer, request);
}

static void on_peer_up(LinkServer *server, const LinkPeer *peer, void *data)
{
    log_info("peer-up name=%s address=%s", peer->name, peer->address);
}

static void on_peer_down(LinkServer *server, const LinkPeer *peer, const GError *reason, void *data)
{
    log_info("peer-down name=%s reason=\"%s\"", peer->name,
             reason != NULL ? reason->message : "closed");
}

static void on_refused(LinkServer *server, const char *address, const GError *reason, void *data)
{
    log_warning("peer-refused address=%s reason=\"%s\"", address,
                reason != NULL ? reason->message : "unknown");
}

static void on_emit(const char *method, json_t *params, gpointer data)
{
    Daemon *daemon = data;
    g_autoptr(GError) error = NULL;
    if (daemon->server == NULL)
        json_decref(params);
    else if (!link_server_emit(daemon->server, method, params, &error))
        log_error("event-not-sent event=%s error=\"%s\"", method, error->message);
}

static void on_recovering(bool recovering, gpointer data)
{
    Daemon *daemon = data;
    if (daemon->server == NULL)
        return; /* we are ending */
    link_server_set_recovering(daemon->server, recovering);
    if (!recovering)
        sd_notify(0, "STATUS=Ready");
}

static gboolean on_signal(gpointer data)
{
    Daemon *daemon = data;
    sd_notify(0, "STOPPING=1");
    daemon->stopping = true;
    g_main_loop_quit(daemon->loop);
    return G_SOURCE_CONTINUE;
}

static gboolean on_watchdog(gpointer data)
{
    sd_notify(0, "WATCHDOG=1");
    return G_SOURCE_CONTINUE;
}

static LinkServer *listen_for_engine(Daemon *daemon, const AgentConfig *config, GError **error)
{
    static const LinkServerOps ops = { on_request, on_peer_up, on_peer_down, on_refused };
    g_autofree char *ca = g_build_filename(config->pki_dir, PKI_CA, NULL);
    g_autofree char *cert = g_build_filename(config->pki_dir, PKI_CERT, NULL);
    g_autofree char *key = g_build_filename(config->pki_dir, PKI_KEY, NULL);
    g_autoptr(LinkCredentials) credentials = link_credentials_load(ca, cert, key, error);
    if (credentials == NULL) {
        err_prefix(error, "no certificate (run \"berth-agent enroll\" first)");
        return NULL;
    }
    LinkServerConfig server = { .credentials = credentials,
                                .address = *config->address != '\0' ? config->address : NULL,
                                .port = (guint16)config->port };
    return link_server_new(&server, &ops, daemon, error);
}

/* Until a signal, or until it is told to leave. */
static bool serve(Daemon *daemon, GError **error)
{
    const AgentLink link = { on_emit, on_recovering, daemon };
    daemon->server = listen_for_engine(daemon, daemon->config, error);
    if (daemon->server == NULL)
        return false;
    if (!daemon->started)
        agent_start(daemon->agent, &link);
    daemon->started = true;
    sd_notify(0, "READY=1\nSTATUS=Looking for VMs");
    log_info("agent-started version=%s port=%u", BERTH_VERSION,
             link_server_get_port(daemon->server));
    g_main_loop_run(daemon->loop);
    g_clear_pointer(&daemon->server, link_server_free);
    return true;
}

static void on_pki_changed(GFileMonitor *monitor, GFile *file, GFile *other,
                           GFileMonitorEvent event, gpointer data)
{
    Daemon *daemon = data;
    if (enroll_files_exist(daemon->config->pki_dir))
        g_main_loop_quit(daemon->loop);
}

static void on_enrolled(gpointer data)
{
    Daemon *daemon = data;
    g_main_loop_quit(daemon->loop);
}

/* Until somebody has put a certificate there: an engine with root's password, or this program, run
 * with a token or to register. */
static bool await_enrolment(Daemon *daemon, GError **error)
{
    const AgentConfig *config = daemon->config;
    g_autofree char *cert = NULL, *key = NULL,
                    *path = g_build_filename(config->pki_dir, PKI_CERT, NULL);
    if (!enroll_files_ensure_own(config->pki_dir, &cert, &key, error))
        return false;
    g_autofree char *fingerprint = pki_fingerprint(cert, error);
    g_autoptr(GFile) file = g_file_new_for_path(path);
    g_autoptr(GFileMonitor) monitor =
        g_file_monitor_file(file, G_FILE_MONITOR_WATCH_MOVES, NULL, error);
    if (monitor == NULL || fingerprint == NULL)
        return false;
    g_signal_connect(monitor, "changed", G_CALLBACK(on_pki_changed), daemon);
    EnrollListener *listener = NULL;
    if (config->enroll_by_password) {
        listener = enroll_listener_new(config, on_enrolled, daemon, error);
        if (listener == NULL)
            return false;
    }
    sd_notify(0, "READY=1\nSTATUS=Waiting to be enrolled");
    log_info("agent-not-enrolled version=%s port=%u by-password=%d fingerprint=%s", BERTH_VERSION,
             listener != NULL ? enroll_listener_get_port(listener) : 0, listener != NULL,
             fingerprint);
    if (!enroll_files_exist(config->pki_dir)) /* not since we watch */
        g_main_loop_run(daemon->loop);
    enroll_listener_free(listener);
    return true;
}

static bool run_daemon(Daemon *daemon, GError **error)
{
    guint64 watchdog_us = 0;
    bool good = true;
    daemon->loop = g_main_loop_new(NULL, FALSE);
    g_unix_signal_add(SIGTERM, on_signal, daemon);
    g_unix_signal_add(SIGINT, on_signal, daemon);
    if (sd_watchdog_enabled(0, &watchdog_us) > 0)
        g_timeout_add((guint)(watchdog_us / 3000), on_watchdog, NULL);
    while (good && !daemon->stopping)
        good = enroll_files_exist(daemon->config->pki_dir) ? serve(daemon, error)
                                                           : await_enrolment(daemon, error);
    if (good)
        log_info("agent-stopped");
    g_clear_pointer(&daemon->loop, g_main_loop_unref);
    return good;
}

static bool run(const Options *options, const AgentConfig *config, GError **error)
{
    static const AgentTimes times = { 0 };
    Daemon daemon = { .config = config };
    autofd int lock_fd = -1;
    autofd int state_fd = make_directory(config->state_dir, 0700, error);
    if (state_fd < 0 || !lock_state(state_fd, &lock_fd, error))
        return false;
    if (g_mkdir_with_parents(DOMAIN_XML_CONSOLE_DIR, 0755) < 0)
        log_warning("no-console-directory path=%s error=\"%s\"", DOMAIN_XML_CONSOLE_DIR,
                    g_strerror(errno));
    g_autoptr(Sys) sys = options->program->make_sys(config, error);
    if (sys == NULL)
        return false;
    daemon.agent = agent_new(sys, state_fd, &times, error);
    bool good = daemon.agent != NULL && run_daemon(&daemon, error);
    agent_free(daemon.agent);
    return good;
}

/* ------------------------------------------------------------------------------- restore-vfs */

static void note_restored(const char *pf, const char *what, const GError *error, gpointer data)
{
    if (error != NULL)
        log_error("vf-restore pf=%s what=\"%s\" error=\"%s\"", pf, what, error->message);
    else
        log_info("vf-restore pf=%s what=\"%s\"", pf, what);
}

/* A card that is missing or refuses must not keep the host from booting: it is told, here and by
 * the agent later, and the command succeeds. */
static bool restore_vfs(const Options *options, const AgentConfig *config, GError **error)
{
    autofd int lock_fd = -1;
    autofd int state_fd = make_directory(config->state_dir, 0700, error);
    if (state_fd < 0 || !lock_state(state_fd, &lock_fd, error))
        return false;
    g_autoptr(Sys) sys = options->program->make_sys(config, error);
    g_autoptr(VfLedger) ledger = sys != NULL ? open_ledger(sys, state_fd, error) : NULL;
    g_autoptr(VfPolicy) policy = ledger != NULL ? vf_policy_open(state_fd, error) : NULL;
    if (policy == NULL)
        return false;
    g_autoptr(HostInventory) host = host_inventory_new();
    VfApply apply = { .sys = sys, .ledger = ledger, .policy = policy, .host = host };
    vf_apply_restore(&apply, note_restored, NULL);
    return true;
}

/* --------------------------------------------------------------------------------- inventory */

static int compare_times(gconstpointer a, gconstpointer b)
{
    gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;
    return (x > y) - (x < y);
}

/* Reads it 'n' times and prints how long that took, in place of what was read. */
static bool time_inventory(Sys *sys, VfLedger *ledger, const HostInventory *host, guint n,
                           GError **error)
{
    g_autofree gint64 *times = g_new(gint64, n);
    for (guint i = 0; i < n; i++) {
        gint64 begin = g_get_monotonic_time();
        g_autoptr(HostInventory) inventory = inventory_read(sys, ledger, host, NULL, error);
        if (inventory == NULL)
            return false;
        times[i] = g_get_monotonic_time() - begin;
    }
    qsort(times, n, sizeof times[0], compare_times);
    printf("{\"reads\": %u, \"min_us\": %" G_GINT64_FORMAT ", \"median_us\": %" G_GINT64_FORMAT
           ", \"max_us\": %" G_GINT64_FORMAT "}\n",
           n, times[0], times[n / 2], times[n - 1]);
    return true;
}

static bool print_inventory(const Options *options, const AgentConfig *config, GError **error)
{
    autofd int state_fd = make_directory(config->state_dir, 0700, error);
    g_autoptr(Sys) sys = state_fd >= 0 ? options->program->make_sys(config, error) : NULL;
    g_autoptr(VfLedger) ledger = sys != NULL ? open_ledger(sys, state_fd, error) : NULL;
    if (ledger == NULL)
        return false;
    g_autoptr(HostInventory) host = inventory_read_host(sys);
    if (options->repeat > 0)
        return time_inventory(sys, ledger, host, (guint)options->repeat, error);
    g_autoptr(HostInventory) inventory = inventory_read(sys, ledger, host, NULL, error);
    if (inventory == NULL)
        return false;
    json_t *json = host_inventory_to_json(inventory);
    json_dumpf(json, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(json);
    return true;
}

/* ------------------------------------------------------------------------------------ enroll */

/* Not from the command line where others can read it, if it can be helped. */
static char *read_token(const Options *options, GError **error)
{
    char buffer[MAX_TOKEN];
    if (options->token != NULL && strcmp(options->token, "-") != 0)
        return g_strdup(options->token);
    if (options->token == NULL && options->token_file == NULL)
        return err_null(error, ERR_INVALID,
                        "no token: give --token-file FILE, or - for standard input");
    bool is_stdin = options->token_file == NULL || strcmp(options->token_file, "-") == 0;
    FILE *file = is_stdin ? stdin : fopen(options->token_file, "re");
    if (file == NULL) {
        err_errno(error, errno, "%s", options->token_file);
        return NULL;
    }
    gsize size = fread(buffer, 1, sizeof buffer - 1, file);
    if (!is_stdin)
        fclose(file);
    buffer[size] = '\0';
    return g_strdup(g_strstrip(buffer));
}

static bool enroll(const Options *options, const AgentConfig *config, GError **error)
{
    g_autofree char *host_id = NULL;
    g_autofree char *token = read_token(options, error);
    if (token == NULL)
        return false;
    if (options->engine == NULL)
        return err_set(error, ERR_INVALID, "no engine: give --engine https://NAME:PORT");
    if (!enroll_host(options->engine, token, config->pki_dir, &host_id, error))
        return false;
    printf("Enrolled as host %s; certificates are in %s.\n", host_id, config->pki_dir);
    return true;
}

static bool print_fingerprint(const Options *options, const AgentConfig *config, GError **error)
{
    g_autofree char *cert = NULL, *key = NULL;
    if (!enroll_files_ensure_own(config->pki_dir, &cert, &key, error))
        return false;
    g_autofree char *fingerprint = pki_fingerprint(cert, error);
    if (fingerprint != NULL)
        puts(fingerprint);
    return fingerprint != NULL;
}

static bool register_host(const Options *options, const AgentConfig *config, GError **error)
{
    const Registration registration = {
        .engine = options->engine,
        .fingerprint = options->ca_fingerprint,
        .name = options->name != NULL ? options->name : g_get_host_name(),
        .address = options->address != NULL ? options->address : g_get_host_name(),
        .port = config->port,
    };
    bool approved = false;
    g_autofree char *fingerprint = NULL;
    if (options->engine == NULL)
        return err_set(error, ERR_INVALID, "no engine: give --engine https://NAME:PORT");
    if (!enroll_register(&registration, config->pki_dir, !options->no_wait, &fingerprint, &approved,
                         error))
        return false;
    printf("%s is %s by the engine with the CA %s.\n", registration.name,
           approved ? "approved" : "to be approved", fingerprint);
    return true;
}

static bool leave_engine(const Options *options, const AgentConfig *config, GError **error)
{
    if (!enroll_files_remove(config->pki_dir, error))
        return false;
    puts("This host is no engine's any more; restart berth-agent, then it can be enrolled anew.");
    return true;
}

/* --------------------------------------------------------------------------------- commands */

static const struct {
    const char *name, *help;
    bool (*run)(const Options *options, const AgentConfig *config, GError **error);
} commands[] = {
    { "run", "serve the engine, in the foreground", run },
    { "enroll", "get this host's certificate from the engine", enroll },
    { "fingerprint", "print by what an engine knows this agent before it is enrolled",
      print_fingerprint },
    { "register", "ask the engine to take this host, and wait until somebody approves it",
      register_host },
    { "leave", "forget the engine's certificate", leave_engine },
    { "restore-vfs", "give each known PF the VFs it had, at boot", restore_vfs },
    { "inventory", "print what this host has, as JSON, once", print_inventory },
};

static char *describe_commands(void)
{
    GString *text = g_string_new("Commands:\n");
    for (gsize i = 0; i < G_N_ELEMENTS(commands); i++)
        g_string_append_printf(text, "  %-12s %s\n", commands[i].name, commands[i].help);
    return g_string_free(text, FALSE);
}

static gboolean print_version(const char *name, const char *value, gpointer data, GError **error)
{
    puts("berth-agent " BERTH_VERSION);
    exit(0);
}

static bool parse_options(int *argc, char ***argv, Options *ret, GError **error)
{
    const GOptionEntry entries[] = {
        { "config", 'c', 0, G_OPTION_ARG_FILENAME, &ret->config_file,
          "settings; " AGENT_CONFIG_FILE " unless given", "FILE" },
        { "state-dir", 0, 0, G_OPTION_ARG_FILENAME, &ret->state_dir, "what must be kept", "DIR" },
        { "pki-dir", 0, 0, G_OPTION_ARG_FILENAME, &ret->pki_dir, "certificates", "DIR" },
        { "port", 'p', 0, G_OPTION_ARG_INT, &ret->port, "run: listen here", "PORT" },
        { "engine", 0, 0, G_OPTION_ARG_STRING, &ret->engine, "enroll: the engine",
          "https://NAME:PORT" },
        { "token", 0, 0, G_OPTION_ARG_STRING, &ret->token,
          "enroll: the one-time token (others see it in the process list; - reads standard input)",
          "TOKEN" },
        { "token-file", 0, 0, G_OPTION_ARG_FILENAME, &ret->token_file,
          "enroll: read the token from FILE or - for standard input", "FILE" },
        { "ca-fingerprint", 0, 0, G_OPTION_ARG_STRING, &ret->ca_fingerprint,
          "register: of the engine's CA; without it, whoever answers is believed", "SHA256" },
        { "name", 0, 0, G_OPTION_ARG_STRING, &ret->name, "register: this host's name", "NAME" },
        { "address", 0, 0, G_OPTION_ARG_STRING, &ret->address,
          "register: where the engine reaches it", "ADDRESS" },
        { "no-wait", 0, 0, G_OPTION_ARG_NONE, &ret->no_wait,
          "register: do not wait to be approved; run it again then", NULL },
        { "repeat", 0, 0, G_OPTION_ARG_INT, &ret->repeat,
          "inventory: read it N times and print how long that takes", "N" },
        { "log-level", 0, 0, G_OPTION_ARG_STRING, &ret->log_level, "error, warning, info or debug",
          "LEVEL" },
        { "version", 'V', G_OPTION_FLAG_NO_ARG, G_OPTION_ARG_CALLBACK, print_version,
          "print the version", NULL },
        { NULL }
    };
    g_autoptr(GOptionContext) context = g_option_context_new("COMMAND");
    g_autofree char *summary = describe_commands();
    g_option_context_set_summary(context, summary);
    g_option_context_add_main_entries(context, entries, NULL);
    if (ret->program->options != NULL)
        g_option_context_add_main_entries(context, ret->program->options, NULL);
    return g_option_context_parse(context, argc, argv, error);
}

/* Options win over the file. */
static AgentConfig *make_config(const Options *options, GError **error)
{
    g_autoptr(AgentConfig) config = agent_config_load(options->config_file, error);
    if (config == NULL)
        return NULL;
    if (options->state_dir != NULL) {
        g_free(config->state_dir);
        config->state_dir = g_strdup(options->state_dir);
    }
    if (options->pki_dir != NULL) {
        g_free(config->pki_dir);
        config->pki_dir = g_strdup(options->pki_dir);
    }
    if (options->port < 0 || options->port > 65535)
        return err_null(error, ERR_INVALID, "--port is %d, possible are 1 to 65535", options->port);
    if (options->port != 0)
        config->port = (guint)options->port;
    const char *level = options->log_level != NULL ? options->log_level : config->log_level;
    if (!log_set_level_by_name(level))
        return err_null(error, ERR_INVALID, "log level \"%s\": use error, warning, info or debug",
                        level);
    return g_steal_pointer(&config);
}

static int report(const GError *error)
{
    fprintf(stderr, "berth-agent: %s\n", error->message);
    return error->domain == G_OPTION_ERROR ? 2 : err_info(err_code(error))->exit_status;
}

int agent_program_main(const AgentProgram *program, int argc, char **argv)
{
    static Options options;
    options.program = program;
    g_autoptr(GError) error = NULL;
    if (!parse_options(&argc, &argv, &options, &error))
        return report(error);
    if (argc != 2) {
        fputs("berth-agent: one command is needed; see berth-agent --help\n", stderr);
        return 2;
    }
    g_autoptr(AgentConfig) config = make_config(&options, &error);
    if (config == NULL)
        return report(error);
    for (gsize i = 0; i < G_N_ELEMENTS(commands); i++)
        if (strcmp(commands[i].name, argv[1]) == 0)
            return commands[i].run(&options, config, &error) ? 0 : report(error);
    fprintf(stderr, "berth-agent: \"%s\" is not a command; see berth-agent --help\n", argv[1]);
    return 2;
}
