#include "base/err.h"
#include "base/fs-at.h"
#include "link/pki.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HOST  "4c4c4544-0051-3010-8057-b4c04f4a4d32"
#define START G_GINT64_CONSTANT(1790000000)

typedef struct {
    char *ca_key, *ca_cert;
} Fixture;

static void set_up(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    pki_make_ca("Berth test CA", START, 3650, &f->ca_key, &f->ca_cert, &error);
    g_assert_no_error(error);
}

static void tear_down(Fixture *f, gconstpointer unused)
{
    g_free(f->ca_key);
    g_free(f->ca_cert);
}

static void test_ca(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PkiIdentity) identity = pki_identity_read(f->ca_cert, &error);
    g_assert_no_error(error);
    g_assert_cmpint(identity->role, ==, PKI_ROLE_CA);
    g_assert_null(identity->identity);
    g_assert_cmpuint(strlen(identity->serial), ==, 32); /* 128 bits */
    g_assert_true(pki_check_pair(f->ca_cert, f->ca_cert, f->ca_key, &error));
    g_assert_no_error(error);
}

static void test_sign_host(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *key = NULL, *request = NULL;
    g_assert_true(pki_make_request("whatever it says", &key, &request, &error));
    const PkiSubject subject = { PKI_ROLE_HOST, HOST, NULL, START, 365 };
    g_autofree char *cert = pki_sign(f->ca_key, f->ca_cert, request, &subject, &error);
    g_assert_no_error(error);
    g_autoptr(PkiIdentity) identity = pki_identity_read(cert, &error);
    g_assert_no_error(error);
    g_assert_cmpint(identity->role, ==, PKI_ROLE_HOST);
    g_assert_cmpstr(identity->identity, ==, HOST);
    g_assert_cmpint(identity->not_before, ==, START);
    g_assert_cmpint(identity->not_after, ==, START + 365 * 86400);
    g_autofree char *fingerprint = pki_fingerprint(cert, &error);
    g_assert_cmpstr(identity->fingerprint, ==, fingerprint);
    g_assert_cmpuint(strlen(fingerprint), ==, 32 * 3 - 1);
    g_assert_true(pki_check_pair(f->ca_cert, cert, key, &error));
    g_assert_no_error(error);
}

static void test_roles(Fixture *f, gconstpointer unused)
{
    static const char *const names[] = { "engine.example.com", "192.0.2.10", "2001:db8::1", NULL };
    const PkiSubject subjects[] = {
        { PKI_ROLE_ENGINE, HOST, NULL, START, 365 },
        { PKI_ROLE_HOST, HOST, NULL, START, 365 },
        { PKI_ROLE_SERVER, "engine.example.com", names, START, 365 },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(subjects); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *key = NULL, *cert = NULL;
        g_assert_true(pki_issue(f->ca_key, f->ca_cert, &subjects[i], &key, &cert, &error));
        g_autoptr(PkiIdentity) identity = pki_identity_read(cert, &error);
        g_assert_no_error(error);
        g_assert_cmpint(identity->role, ==, subjects[i].role);
        g_assert_cmpstr(identity->identity, ==, subjects[i].identity);
    }
}

static void test_serials_differ(Fixture *f, gconstpointer unused)
{
    const PkiSubject subject = { PKI_ROLE_HOST, HOST, NULL, START, 365 };
    g_autoptr(GHashTable) serials = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *key = NULL, *request = NULL;
    g_assert_true(pki_make_request("x", &key, &request, NULL));
    for (int i = 0; i < 20; i++) {
        g_autofree char *cert = pki_sign(f->ca_key, f->ca_cert, request, &subject, NULL);
        g_autoptr(PkiIdentity) identity = pki_identity_read(cert, NULL);
        g_assert_true(g_hash_table_add(serials, g_strdup(identity->serial)));
    }
}

static void test_refuse(Fixture *f, gconstpointer unused)
{
    g_autofree char *key = NULL, *request = NULL;
    g_assert_true(pki_make_request("x", &key, &request, NULL));
    static const PkiSubject subjects[] = {
        { PKI_ROLE_CA, HOST, NULL, START, 365 },
        { PKI_ROLE_HOST, "", NULL, START, 365 },
        { PKI_ROLE_HOST, "a:b", NULL, START, 365 },
        { PKI_ROLE_HOST, "a b", NULL, START, 365 },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(subjects); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(pki_sign(f->ca_key, f->ca_cert, request, &subjects[i], &error));
        g_assert_error(error, ERR, ERR_INVALID);
    }
    const PkiSubject good = { PKI_ROLE_HOST, HOST, NULL, START, 365 };
    g_autoptr(GError) error = NULL;
    g_assert_null(pki_sign(f->ca_key, f->ca_cert, "not a request", &good, &error));
    g_assert_error(error, ERR, ERR_INVALID);
    g_clear_error(&error);
    g_assert_null(pki_identity_read("not a certificate", &error));
    g_assert_error(error, ERR, ERR_INVALID);

    char *broken = strstr(request, "\n") + 40; /* a flipped letter breaks the signature */
    *broken = *broken == 'A' ? 'B' : 'A';
    g_clear_error(&error);
    g_assert_null(pki_sign(f->ca_key, f->ca_cert, request, &good, &error));
    g_assert_error(error, ERR, ERR_INVALID);
}

static void test_check_pair(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *other_key = NULL, *other_cert = NULL, *key = NULL, *cert = NULL;
    const PkiSubject subject = { PKI_ROLE_HOST, HOST, NULL, START, 365 };
    pki_make_ca("Other CA", START, 365, &other_key, &other_cert, &error);
    pki_issue(f->ca_key, f->ca_cert, &subject, &key, &cert, &error);
    g_assert_no_error(error);
    g_assert_false(pki_check_pair(other_cert, cert, key, &error));
    g_assert_error(error, ERR, ERR_INVALID);
    g_clear_error(&error);
    g_assert_false(pki_check_pair(f->ca_cert, cert, other_key, &error));
    g_assert_error(error, ERR, ERR_INVALID);
}

static void test_files(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *directory = g_dir_make_tmp("berth-pki-XXXXXX", &error);
    int root = fs_at_open_root(directory, &error);
    g_assert_no_error(error);
    g_assert_true(pki_write_key(root, "ca.key", f->ca_key, &error));
    g_assert_true(pki_write_cert(root, "ca.pem", f->ca_cert, &error));
    struct stat status;
    g_assert_cmpint(fstatat(root, "ca.key", &status, 0), ==, 0);
    g_assert_cmpint(status.st_mode & 0777, ==, 0600);
    unlinkat(root, "ca.key", 0);
    unlinkat(root, "ca.pem", 0);
    close(root);
    g_rmdir(directory);
}

#define ADD(path, func) g_test_add(path, Fixture, NULL, set_up, func, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("/pki/ca", test_ca);
    ADD("/pki/sign-host", test_sign_host);
    ADD("/pki/roles", test_roles);
    ADD("/pki/serials-differ", test_serials_differ);
    ADD("/pki/refuse", test_refuse);
    ADD("/pki/check-pair", test_check_pair);
    ADD("/pki/files", test_files);
    return g_test_run();
}
