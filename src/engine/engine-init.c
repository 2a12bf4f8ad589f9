/* The first start: keys and certificates, and the user who may do everything. */
#include "engine/engine-private.h"

#include "base/autofd.h"
#include "base/fs-at.h"
#include "base/uuid.h"
#include "engine/pki-files.h"
#include "engine/role.h"
#include "engine/secret.h"
#include "engine/session.h"
#include "link/pki.h"
#include "model/role.h"

#include <errno.h>
#include <glib/gstdio.h>

#define ADMIN_NAME      "admin"
#define ADMIN_USER_NAME "admin@internal-authz"
#define MAX_PEM         (64 * 1024)
#define CA_DAYS         3650
#define LEAF_DAYS       1825
#define RENEW_DAYS      30 /* a certificate that ends sooner is made anew */
#define DAY             (24 * 60 * 60)
#define BACKDATE        300 /* seconds that clocks may differ */

static gint64 now_seconds(void)
{
    return g_get_real_time() / G_USEC_PER_SEC;
}

/* A file's text; NULL when there is none, or it cannot be read. */
static char *read_pem(int dir, const char *path)
{
    return fs_at_read(dir, path, MAX_PEM, NULL);
}

/* --- certificates ----------------------------------------------------------------------------- */

typedef struct {
    char *key, *cert;
} Ca;

static void ca_clear(Ca *ca)
{
    secret_free(ca->key);
    g_free(ca->cert);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Ca, ca_clear)

/* The key is written first: a certificate without one was never in use and is replaced, while a CA
 * that hosts know must not be. */
static bool ensure_ca(int dir, Ca *ret, GError **error)
{
    if (fs_at_exists(dir, PKI_CA_CERT)) {
        ret->cert = fs_at_read(dir, PKI_CA_CERT, MAX_PEM, error);
        ret->key = ret->cert != NULL ? fs_at_read(dir, PKI_CA_KEY, MAX_PEM, error) : NULL;
        return ret->key != NULL ||
               err_prefix(error, "the certificate authority is incomplete; restore its files");
    }
    return pki_make_ca("Berth CA", now_seconds() - BACKDATE, CA_DAYS, &ret->key, &ret->cert,
                       error) &&
           pki_write_key(dir, PKI_CA_KEY, ret->key, error) &&
           pki_write_cert(dir, PKI_CA_CERT, ret->cert, error);
}

static bool is_current(int dir, const Ca *ca, const char *key_path, const char *cert_path)
{
    g_autofree char *cert = read_pem(dir, cert_path);
    char *key = read_pem(dir, key_path);
    g_autoptr(PkiIdentity) says = cert != NULL ? pki_identity_read(cert, NULL) : NULL;
    bool current = says != NULL && key != NULL &&
                   says->not_after > now_seconds() + (gint64)RENEW_DAYS * DAY &&
                   pki_check_pair(ca->cert, cert, key, NULL);
    secret_free(key);
    return current;
}

static bool issue(int dir, const Ca *ca, const PkiSubject *subject, const char *key_path,
                  const char *cert_path, GError **error)
{
    char *key = NULL;
    g_autofree char *cert = NULL;
    bool done = pki_issue(ca->key, ca->cert, subject, &key, &cert, error) &&
                pki_write_key(dir, key_path, key, error) &&
                pki_write_cert(dir, cert_path, cert, error);
    secret_free(key);
    return done;
}

static bool ensure_engine_cert(int dir, const Ca *ca, const char *engine_id, GError **error)
{
    const PkiSubject subject = { .role = PKI_ROLE_ENGINE,
                                 .identity = engine_id,
                                 .not_before = now_seconds() - BACKDATE,
                                 .days = LEAF_DAYS };
    return is_current(dir, ca, PKI_ENGINE_KEY, PKI_ENGINE_CERT) ||
           issue(dir, ca, &subject, PKI_ENGINE_KEY, PKI_ENGINE_CERT, error);
}

/* 'known_names': those of the last certificate; NULL: there is none. */
static bool ensure_server_cert(int dir, const Ca *ca, const char *const *names,
                               const char *known_names, const char *wanted_names, GError **error)
{
    const PkiSubject subject = { .role = PKI_ROLE_SERVER,
                                 .identity = names[0],
                                 .names = names,
                                 .not_before = now_seconds() - BACKDATE,
                                 .days = LEAF_DAYS };
    return (g_strcmp0(known_names, wanted_names) == 0 &&
            is_current(dir, ca, PKI_SERVER_KEY, PKI_SERVER_CERT)) ||
           issue(dir, ca, &subject, PKI_SERVER_KEY, PKI_SERVER_CERT, error);
}

static bool ensure_setting(Store *store, const char *name, const char *value, GError **error)
{
    g_autofree char *known = store_get_setting(store, name, NULL);
    if (g_strcmp0(known, value) == 0)
        return true;
    g_autoptr(StoreTxn) txn = store_begin(store, error);
    return txn != NULL && store_set_setting(store, name, value, error) && store_commit(txn, error);
}

static bool ensure_pki(const EngineConfig *config, Store *store, const char *const *server_names,
                       GError **error)
{
    static const char *const localhost[] = { "localhost", NULL };
    const char *const *names =
        server_names != NULL && server_names[0] != NULL ? server_names : localhost;
    if (g_mkdir_with_parents(config->pki_dir, 0700) != 0)
        return err_errno(error, errno, "make folder %s", config->pki_dir);
    autofd int dir = fs_at_open_root(config->pki_dir, error);
    if (dir < 0)
        return false;

    g_autofree char *known_id = store_get_setting(store, "engine_id", NULL);
    g_autofree char *engine_id = known_id != NULL ? g_strdup(known_id) : uuid_new();
    g_autofree char *known_names = store_get_setting(store, "server_names", NULL);
    g_autofree char *wanted_names = g_strjoinv(" ", (char **)names);
    g_auto(Ca) ca = { 0 };
    return ensure_setting(store, "engine_id", engine_id, error) && ensure_ca(dir, &ca, error) &&
           ensure_engine_cert(dir, &ca, engine_id, error) &&
           ensure_server_cert(dir, &ca, names, known_names, wanted_names, error) &&
           ensure_setting(store, "server_names", wanted_names, error);
}

/* --- the administrator ------------------------------------------------------------------------ */

/* Makes the user, or gives it another password; its tokens end then. */
static bool set_admin(Store *store, const User *known, const char *password, GError **error)
{
    g_autoptr(User) user = known != NULL ? entity_dup(known) : entity_new(&user_type);
    if (known == NULL) {
        user->base.id = g_strdup(USER_ADMIN_ID);
        user->name = g_strdup(ADMIN_NAME);
        user->user_name = g_strdup(ADMIN_USER_NAME);
    }
    g_free(user->password_hash);
    user->password_hash = password_hash(password, error);
    if (user->password_hash == NULL)
        return false;
    g_autoptr(StoreTxn) txn = store_begin(store, error);
    return txn != NULL &&
           (known != NULL ? store_update(store, user, error)
                          : store_insert(store, user, error) &&
                                role_grant(store, ROLE_SUPER_USER_ID, "user", USER_ADMIN_ID, NULL,
                                           NULL, error)) &&
           session_delete_tokens(store, USER_ADMIN_ID, error) && store_commit(txn, error);
}

static bool ensure_admin(Store *store, const char *password, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(User) known = store_find(store, &user_type, "id", USER_ADMIN_ID, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    if (known != NULL && password == NULL)
        return true;
    if (!password_check_policy(ADMIN_USER_NAME, password != NULL ? password : "", error))
        return false;
    if (known != NULL && password_matches(password, known->password_hash))
        return true;
    return set_admin(store, known, password, error);
}

bool engine_init(const EngineConfig *config, Store *store, const char *admin_password,
                 const char *const *server_names, GError **error)
{
    return ensure_admin(store, admin_password, error) &&
           ensure_pki(config, store, server_names, error);
}
