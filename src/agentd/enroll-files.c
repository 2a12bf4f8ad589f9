#include "agentd/enroll-files.h"

#include "agentd/config.h"
#include "base/autofd.h"
#include "base/err.h"
#include "base/fs-at.h"
#include "link/pki.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define OWN_CERT    "enroll.pem"
#define OWN_KEY     "enroll.key"
#define REQUEST     "register.csr"
#define REQUEST_KEY "register.key"
#define OWN_DAYS    (50 * 365)
#define MAX_PEM     (64 * 1024)

static int open_dir(const char *pki_dir, GError **error)
{
    if (g_mkdir_with_parents(pki_dir, 0700) < 0) {
        err_errno(error, errno, "make directory %s", pki_dir);
        return -1;
    }
    return fs_at_open_root(pki_dir, error);
}

bool enroll_files_exist(const char *pki_dir)
{
    g_autofree char *cert = g_build_filename(pki_dir, PKI_CERT, NULL);
    return g_file_test(cert, G_FILE_TEST_EXISTS);
}

bool enroll_files_store(const char *pki_dir, const char *ca, const char *cert, const char *key,
                        GError **error)
{
    if (!pki_check_pair(ca, cert, key, error))
        return false;
    autofd int root = open_dir(pki_dir, error);
    return root >= 0 && pki_write_key(root, PKI_KEY, key, error) &&
           fs_at_replace(root, PKI_CA, ca, strlen(ca), 0600, error) &&
           fs_at_replace(root, PKI_CERT, cert, strlen(cert), 0600, error);
}

bool enroll_files_remove(const char *pki_dir, GError **error)
{
    g_autofree char *cert = g_build_filename(pki_dir, PKI_CERT, NULL);
    if (unlink(cert) < 0 && errno != ENOENT)
        return err_errno(error, errno, "remove %s", cert);
    return true;
}

static bool make_own(int root, GError **error)
{
    g_autofree char *key = NULL, *cert = NULL;
    return pki_make_self_signed("berth-agent", g_get_real_time() / G_USEC_PER_SEC - 86400, OWN_DAYS,
                                &key, &cert, error) &&
           pki_write_key(root, OWN_KEY, key, error) && pki_write_key(root, OWN_CERT, cert, error);
}

/* The certificate is written after its key: where it is, both are. */
bool enroll_files_ensure_own(const char *pki_dir, char **ret_cert, char **ret_key, GError **error)
{
    autofd int root = open_dir(pki_dir, error);
    if (root < 0 || (faccessat(root, OWN_CERT, F_OK, 0) < 0 && !make_own(root, error)))
        return false;
    g_autofree char *cert = fs_at_read(root, OWN_CERT, MAX_PEM, error);
    g_autofree char *key = cert != NULL ? fs_at_read(root, OWN_KEY, MAX_PEM, error) : NULL;
    if (key == NULL)
        return false;
    *ret_cert = g_steal_pointer(&cert);
    *ret_key = g_steal_pointer(&key);
    return true;
}

static bool make_request(int root, const char *name, GError **error)
{
    g_autofree char *key = NULL, *request = NULL;
    return pki_make_request(name, &key, &request, error) &&
           pki_write_key(root, REQUEST_KEY, key, error) &&
           pki_write_key(root, REQUEST, request, error);
}

bool enroll_files_ensure_request(const char *pki_dir, const char *name, char **ret_key,
                                 char **ret_request, GError **error)
{
    autofd int root = open_dir(pki_dir, error);
    if (root < 0 || (faccessat(root, REQUEST, F_OK, 0) < 0 && !make_request(root, name, error)))
        return false;
    g_autofree char *request = fs_at_read(root, REQUEST, MAX_PEM, error);
    g_autofree char *key = request != NULL ? fs_at_read(root, REQUEST_KEY, MAX_PEM, error) : NULL;
    if (key == NULL)
        return false;
    *ret_key = g_steal_pointer(&key);
    *ret_request = g_steal_pointer(&request);
    return true;
}
