/* "berth-engine init": makes what the engine needs, once; what is there already is kept. */
#include "engined/command.h"

#include "base/autofd.h"
#include "base/err.h"
#include "base/fs-at.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <gnutls/crypto.h>
#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#define MAX_PASSWORD      1024
#define GENERATED_LENGTH  24
#define PASSWORD_ALPHABET "abcdefghjkmnpqrstuvwxyz23456789" /* 31 signs that are not mixed up */

typedef struct {
    char *config_path;
    char **server_names;
    char *password_file;
    char *generate_file;
} Options;

static void options_clear(Options *options)
{
    g_free(options->config_path);
    g_strfreev(options->server_names);
    g_free(options->password_file);
    g_free(options->generate_file);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

/* --- the administrator's password ------------------------------------------------------------- */

static void password_free(char *password)
{
    if (password != NULL)
        explicit_bzero(password, strlen(password));
    g_free(password);
}

static char *read_line(GError **error)
{
    char line[MAX_PASSWORD];
    bool got = fgets(line, sizeof line, stdin) != NULL;
    char *password = got ? g_strdup(g_strchomp(line)) : NULL;
    explicit_bzero(line, sizeof line);
    if (!got)
        err_set(error, ERR_INVALID, "There is no password on standard input");
    return password;
}

/* Asks for a line without echoing it. */
static char *ask(const char *prompt, GError **error)
{
    struct termios before, silent;
    if (tcgetattr(STDIN_FILENO, &before) != 0) {
        err_errno(error, errno, "Cannot silence the terminal");
        return NULL;
    }
    silent = before;
    silent.c_lflag &= (tcflag_t)~ECHO;
    fputs(prompt, stderr);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    char *line = read_line(error);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    fputc('\n', stderr);
    return line;
}

static char *ask_twice(GError **error)
{
    char *first = ask("Password of admin@internal: ", error);
    char *second = first != NULL ? ask("Once more: ", error) : NULL;
    bool same = g_strcmp0(first, second) == 0;
    if (second != NULL && !same)
        err_set(error, ERR_INVALID, "These are two different passwords");
    password_free(second);
    if (second != NULL && same)
        return first;
    password_free(first);
    return NULL;
}

static char *generate(void)
{
    char *password = g_malloc0(GENERATED_LENGTH + 1);
    for (int i = 0; i < GENERATED_LENGTH;) {
        guint8 byte;
        g_assert(gnutls_rnd(GNUTLS_RND_KEY, &byte, 1) == 0);
        byte &= 31; /* 31 is drawn again: each sign is as likely as any other */
        if (byte < strlen(PASSWORD_ALPHABET))
            password[i++] = PASSWORD_ALPHABET[byte];
    }
    return password;
}

static char *generate_into(const char *path, GError **error)
{
    autofd int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        err_errno(error, errno, "Cannot make %s for the password", path);
        return NULL;
    }
    char *password = generate();
    g_autofree char *line = g_strconcat(password, "\n", NULL);
    if (write(fd, line, strlen(line)) == (ssize_t)strlen(line) && fsync(fd) == 0)
        return password;
    err_errno(error, errno, "Cannot write the password to %s", path);
    unlink(path);
    password_free(password);
    return NULL;
}

/* The password to set; NULL without an error: the one that is set stays. */
static char *choose_password(const Options *options, bool have_admin, GError **error)
{
    if (options->password_file != NULL && strcmp(options->password_file, "-") == 0)
        return read_line(error);
    if (options->password_file != NULL) {
        char *password = fs_at_read(AT_FDCWD, options->password_file, MAX_PASSWORD, error);
        return password != NULL ? g_strchomp(password) : NULL;
    }
    if (have_admin)
        return NULL;
    if (options->generate_file != NULL)
        return generate_into(options->generate_file, error);
    if (isatty(STDIN_FILENO))
        return ask_twice(error);
    return err_null(error, ERR_INVALID,
                    "There is no administrator yet: give --admin-password-file FILE or "
                    "--generate-admin-password FILE");
}

/* --- whose files these are -------------------------------------------------------------------- */

/* Root makes them as the owner of the folder that they lie in, which is whom the service runs as.
 */
static bool become_owner(const char *database, GError **error)
{
    struct stat folder;
    if (geteuid() != 0 || !g_str_has_prefix(database, "sqlite:/"))
        return true;
    g_autofree char *path = g_path_get_dirname(database + strlen("sqlite:"));
    if (stat(path, &folder) != 0)
        return err_errno(error, errno, "The folder of the database, %s", path);
    if (setgroups(0, NULL) != 0 || setegid(folder.st_gid) != 0 || seteuid(folder.st_uid) != 0)
        return err_errno(error, errno, "Cannot act as user %u", folder.st_uid);
    return true;
}

static bool become_root_again(GError **error)
{
    if (getuid() == 0 && (seteuid(0) != 0 || setegid(0) != 0))
        return err_errno(error, errno, "Cannot act as root again");
    return true;
}

/* --- init ------------------------------------------------------------------------------------- */

/* Those of the last time when none are given now. */
static char **server_names(const Options *options, Store *store)
{
    if (options->server_names != NULL)
        return g_strdupv(options->server_names);
    g_autofree char *known = store_get_setting(store, "server_names", NULL);
    if (known != NULL)
        return g_strsplit(known, " ", -1);
    const char *names[] = { g_get_host_name(), "localhost", "127.0.0.1", "::1", NULL };
    return g_strdupv((char **)names);
}

static bool set_up(const Options *options, const Config *config, Store *store, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(User) admin = store_find(store, &user_type, "id", USER_ADMIN_ID, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (!become_root_again(error)) /* the password files are root's */
        return false;
    char *password = choose_password(options, admin != NULL, &failure);
    bool done = failure == NULL && become_owner(config->database, &failure);
    if (done) {
        EngineConfig engine_config = engine_config_from(config);
        g_auto(GStrv) names = server_names(options, store);
        done = engine_init(&engine_config, store, password, (const char *const *)names, &failure);
    }
    password_free(password);
    if (failure != NULL)
        g_propagate_error(error, g_steal_pointer(&failure));
    return done;
}

static bool init(const Options *options, GError **error)
{
    g_autoptr(Config) config = config_load(options->config_path, error);
    if (config == NULL || !become_owner(config->database, error))
        return false;
    g_autoptr(Store) store = store_open(config->database, error);
    if (store == NULL || !set_up(options, config, store, error))
        return false;
    printf("The engine is set up: database %s, certificates in %s.\n"
           "Start it with \"systemctl start berth-engine\", or \"berth-engine run\".\n",
           config->database, config->pki_dir);
    return true;
}

int init_command(int argc, char **argv)
{
    g_auto(Options) options = { 0 };
    const GOptionEntry entries[] = {
        { "config", 'c', 0, G_OPTION_ARG_FILENAME, &options.config_path,
          "configuration (default: " CONFIG_DEFAULT_PATH ")", "FILE" },
        { "server-name", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.server_names,
          "host name or address that clients use, for the certificate; may be repeated", "NAME" },
        { "admin-password-file", 0, 0, G_OPTION_ARG_FILENAME, &options.password_file,
          "set the administrator's password to the first line of FILE; -: of standard input",
          "FILE" },
        { "generate-admin-password", 0, 0, G_OPTION_ARG_FILENAME, &options.generate_file,
          "when there is no administrator yet, make a password and write it to the new FILE",
          "FILE" },
        { NULL }
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_autoptr(GError) error = NULL;
    g_option_context_set_summary(
        context,
        "Makes the database, the certificates and the administrator; keeps what is there.");
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error)) {
        g_printerr("berth-engine init: %s\n", error->message);
        return 2;
    }
    return init(&options, &error) ? 0 : report(error);
}
