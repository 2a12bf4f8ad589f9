#include "cli/login.h"

#include "base/err.h"
#include "base/fs-at.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define MAX_SECRET 4096

/* Reads a line of standard input; without echo when that is a terminal. */
static char *read_line(const char *prompt, bool secret, GError **error)
{
    struct termios before, silent;
    bool terminal = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &before) == 0;
    if (terminal) {
        fputs(prompt, stderr);
        silent = before;
        if (secret)
            silent.c_lflag &= (tcflag_t)~ECHO;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    char line[MAX_SECRET];
    bool got = fgets(line, sizeof line, stdin) != NULL;
    if (terminal) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        if (secret)
            fputc('\n', stderr);
    }
    if (!got)
        return err_null(error, ERR_INVALID, "Nothing was typed");
    return g_strdup(g_strchomp(line));
}

char *login_read_secret(const char *file, const char *prompt, GError **error)
{
    if (file == NULL || strcmp(file, "-") == 0)
        return read_line(prompt, true, error);
    return fs_at_read(AT_FDCWD, file, MAX_SECRET, error);
}

char *login_password(Cli *cli, GError **error)
{
    return login_read_secret(cli_option(cli, "password-file"), "Password: ", error);
}

/* The CA to trust: the one that the user names by file or fingerprint, or says yes to. */
static char *trusted_ca(Cli *cli, const char *url, GError **error)
{
    const char *file = cli_option(cli, "ca"), *wanted = cli_option(cli, "fingerprint");
    g_autofree char *pem =
        file != NULL ? fs_at_read(AT_FDCWD, file, 65536, error) : api_fetch_ca(url, error);
    g_autofree char *fingerprint = pem == NULL ? NULL : api_fingerprint(pem, error);
    if (fingerprint == NULL)
        return NULL;
    if (wanted != NULL && g_ascii_strcasecmp(wanted, fingerprint) != 0)
        return err_null(error, ERR_DENIED,
                        "The CA of %s has the fingerprint %s, not %s: this is another engine, or "
                        "someone is in between",
                        url, fingerprint, wanted);
    if (file != NULL || wanted != NULL)
        return g_steal_pointer(&pem);
    if (!isatty(STDIN_FILENO))
        return err_null(error, ERR_DENIED,
                        "The CA of %s is not known. Give --ca FILE, or --fingerprint %s if that is "
                        "what the engine's administrator says",
                        url, fingerprint);
    fprintf(stderr, "The CA of %s has the SHA-256 fingerprint\n  %s\n", url, fingerprint);
    g_autofree char *answer = read_line("Trust it? (yes/no) ", false, error);
    if (answer == NULL)
        return NULL;
    if (g_ascii_strcasecmp(answer, "yes") != 0)
        return err_null(error, ERR_DENIED, "Not trusted");
    return g_steal_pointer(&pem);
}

bool login_run(Cli *cli, GError **error)
{
    g_autoptr(Session) session = session_new();
    const char *user = cli_option(cli, "user");
    session->url = g_strdup(cli_argument(cli, 0));
    session->user = g_strdup(user != NULL ? user : "admin@internal");
    if (!g_str_has_prefix(session->url, "https://"))
        return err_set(error, ERR_INVALID, "\"%s\" is not an address; write https://ENGINE:8443",
                       session->url);
    while (g_str_has_suffix(session->url, "/"))
        session->url[strlen(session->url) - 1] = '\0';

    session->ca_pem = trusted_ca(cli, session->url, error);
    g_autofree char *password = session->ca_pem == NULL ? NULL : login_password(cli, error);
    if (password == NULL)
        return false;
    session->token = api_login(session->url, session->ca_pem, session->user, password, error);
    memset(password, 0, strlen(password));
    if (session->token == NULL || !session_save(session, error))
        return false;
    if (!cli->json)
        printf("Logged in to %s as %s.\n", session->url, session->user);
    return true;
}

bool logout_run(Cli *cli, GError **error)
{
    g_autoptr(Session) session = session_load(error);
    if (session == NULL)
        return false;
    g_autoptr(GError) ignored = NULL;
    if (!api_logout(session, &ignored))
        fprintf(stderr, "berth: the engine was not told: %s\n", ignored->message);
    return session_remove(error);
}

bool whoami_run(Cli *cli, GError **error)
{
    g_autoptr(Session) session = session_load(error);
    Api *api = session == NULL ? NULL : cli_api(cli, error);
    json_t *root = api == NULL ? NULL : api_request(api, "GET", "", NULL, error);
    if (root == NULL)
        return false;
    if (cli->json)
        cli_print_json(root);
    else
        printf("%s at %s\n", session->user, session->url);
    json_decref(root);
    return true;
}
