#include "cli/session.h"

#include "base/autofd.h"
#include "base/err.h"
#include "base/fs-at.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <jansson.h>
#include <string.h>

#define MAX_FILE_SIZE (256 * 1024)

Session *session_new(void)
{
    return g_new0(Session, 1);
}

void session_free(Session *session)
{
    if (session == NULL)
        return;
    g_free(session->url);
    g_free(session->user);
    g_free(session->token);
    g_free(session->ca_pem);
    g_free(session);
}

static char *session_path(void)
{
    const char *set = g_getenv("BERTH_SESSION");
    if (set != NULL && *set != '\0')
        return g_canonicalize_filename(set, NULL);
    return g_build_filename(g_get_user_config_dir(), "berth", "session.json", NULL);
}

Session *session_load(GError **error)
{
    g_autofree char *path = session_path();
    g_autofree char *text = fs_at_read(AT_FDCWD, path, MAX_FILE_SIZE, NULL);
    if (text == NULL)
        return err_null(error, ERR_UNAUTHENTICATED,
                        "Not logged in. Run: berth login https://ENGINE:8443");
    json_t *root = json_loads(text, 0, NULL);
    g_autoptr(Session) session = session_new();
    const char *url = NULL, *user = NULL, *token = NULL, *ca = NULL;
    if (root == NULL || json_unpack(root, "{s:s, s:s, s:s, s:s}", "url", &url, "user", &user,
                                    "token", &token, "ca", &ca) != 0) {
        json_decref(root);
        return err_null(error, ERR_INVALID, "%s is damaged. Run: berth login https://ENGINE:8443",
                        path);
    }
    session->url = g_strdup(url);
    session->user = g_strdup(user);
    session->token = g_strdup(token);
    session->ca_pem = g_strdup(ca);
    json_decref(root);
    return g_steal_pointer(&session);
}

bool session_save(const Session *session, GError **error)
{
    g_autofree char *path = session_path(), *directory = g_path_get_dirname(path);
    if (g_mkdir_with_parents(directory, 0700) < 0)
        return err_errno(error, errno, "create %s", directory);
    json_t *root = json_pack("{s:s, s:s, s:s, s:s}", "url", session->url, "user", session->user,
                             "token", session->token, "ca", session->ca_pem);
    char *text = json_dumps(root, JSON_INDENT(2));
    bool saved = fs_at_replace(AT_FDCWD, path, text, strlen(text), 0600, error);
    free(text);
    json_decref(root);
    return saved;
}

bool session_remove(GError **error)
{
    g_autofree char *path = session_path();
    if (g_unlink(path) < 0 && errno != ENOENT)
        return err_errno(error, errno, "remove %s", path);
    return true;
}
