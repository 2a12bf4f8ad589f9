/* The first start, passwords and tokens. */
#include "fixture.h"

#include "engine/pki-files.h"
#include "engine/secret.h"
#include "link/pki.h"
#include "model/event.h"

#include <glib/gstdio.h>
#include <string.h>

#define PASSWORD "correct horse"

static const char *const names[] = { "engine.example.org", "192.0.2.1", NULL };

static Fixture *initialised(void)
{
    Fixture *f = fixture_new();
    g_assert_true(engine_init(&f->config, f->store, PASSWORD, names, &f->error));
    return f;
}

static char *file_text(const Fixture *f, const char *name)
{
    g_autofree char *path = g_build_filename(f->dir, name, NULL);
    char *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    return text;
}

/* --- the first start -------------------------------------------------------------------------- */

static void test_init_makes_certificates(void)
{
    static const struct {
        const char *cert, *key;
        PkiRole role;
    } cases[] = { { PKI_CA_CERT, PKI_CA_KEY, PKI_ROLE_CA },
                  { PKI_ENGINE_CERT, PKI_ENGINE_KEY, PKI_ROLE_ENGINE },
                  { PKI_SERVER_CERT, PKI_SERVER_KEY, PKI_ROLE_SERVER } };
    g_autoptr(Fixture) f = initialised();
    g_autofree char *ca = file_text(f, PKI_CA_CERT);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *cert = file_text(f, cases[i].cert), *key = file_text(f, cases[i].key);
        g_autoptr(PkiIdentity) says = pki_identity_read(cert, &f->error);
        g_assert_no_error(f->error);
        g_assert_cmpint(says->role, ==, cases[i].role);
        g_assert_true(pki_check_pair(ca, cert, key, &f->error));
        g_autofree char *path = g_build_filename(f->dir, cases[i].key, NULL);
        GStatBuf status;
        g_assert_cmpint(g_stat(path, &status), ==, 0);
        g_assert_cmpint(status.st_mode & 0777, ==, 0600);
    }
}

static void test_init_is_idempotent(void)
{
    static const char *const files[] = { PKI_CA_CERT,    PKI_CA_KEY,      PKI_ENGINE_CERT,
                                         PKI_ENGINE_KEY, PKI_SERVER_CERT, PKI_SERVER_KEY };
    g_autoptr(Fixture) f = initialised();
    g_autofree char *before = world(f);
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    for (gsize i = 0; i < G_N_ELEMENTS(files); i++)
        g_ptr_array_add(texts, file_text(f, files[i]));
    g_assert_true(engine_init(&f->config, f->store, PASSWORD, names, &f->error));
    g_assert_true(engine_init(&f->config, f->store, NULL, names, &f->error));
    g_autofree char *after = world(f);
    g_assert_cmpstr(before, ==, after);
    for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *text = file_text(f, files[i]);
        g_assert_cmpstr(text, ==, g_ptr_array_index(texts, i));
    }
}

static void test_init_with_other_names(void)
{
    static const char *const others[] = { "other.example.org", NULL };
    g_autoptr(Fixture) f = initialised();
    g_autofree char *ca = file_text(f, PKI_CA_CERT), *before = file_text(f, PKI_SERVER_CERT);
    g_assert_true(engine_init(&f->config, f->store, NULL, others, &f->error));
    g_autofree char *same = file_text(f, PKI_CA_CERT), *after = file_text(f, PKI_SERVER_CERT);
    g_assert_cmpstr(ca, ==, same);
    g_assert_cmpstr(before, !=, after);
}

/* A CA that hosts trust is never replaced behind their back. */
static void test_init_keeps_half_a_ca(void)
{
    g_autoptr(Fixture) f = initialised();
    g_autofree char *path = g_build_filename(f->dir, PKI_CA_KEY, NULL);
    g_assert_cmpint(g_unlink(path), ==, 0);
    g_assert_false(engine_init(&f->config, f->store, NULL, names, &f->error));
    assert_contains(f->error->message, "incomplete");
}

static void test_init_repairs_leaf(void)
{
    g_autoptr(Fixture) f = initialised();
    g_autofree char *path = g_build_filename(f->dir, PKI_ENGINE_CERT, NULL);
    g_assert_true(g_file_set_contents(path, "half", -1, NULL));
    g_assert_true(engine_init(&f->config, f->store, NULL, names, &f->error));
    g_autofree char *cert = file_text(f, PKI_ENGINE_CERT);
    g_autoptr(PkiIdentity) says = pki_identity_read(cert, &f->error);
    g_assert_no_error(f->error);
}

static void test_init_refuses_weak_password(void)
{
    static const char *const weak[] = { "", "seven77", "\xff\xff\xff\xff\xff\xff\xff\xff" };
    g_autoptr(Fixture) f = fixture_new();
    g_autofree char *before = world(f);
    for (gsize i = 0; i < G_N_ELEMENTS(weak); i++) {
        g_assert_false(engine_init(&f->config, f->store, weak[i], names, &f->error));
        assert_refused(f, before, FAULT_ADMIN_PASSWORD_WEAK, "at least 8 characters");
    }
    g_autoptr(Store) empty = store_open("sqlite::memory:", NULL);
    g_assert_false(engine_init(&f->config, empty, NULL, names, &f->error));
    g_assert_error(f->error, FAULT, FAULT_ADMIN_PASSWORD_WEAK);
}

static void test_init_changes_password(void)
{
    g_autoptr(Fixture) f = initialised();
    g_autoptr(User) user = engine_check_password(f->engine, "admin@internal", PASSWORD, &f->error);
    char *token = engine_token_new(f->engine, user, NULL, &f->error);
    g_assert_true(engine_init(&f->config, f->store, "another horse", names, &f->error));
    g_assert_cmpint(store_count(f->store, &token_type, NULL, NULL), ==, 0);
    g_assert_null(engine_check_password(f->engine, "admin@internal", PASSWORD, &f->error));
    g_clear_error(&f->error);
    g_autoptr(User) again =
        engine_check_password(f->engine, "admin@internal", "another horse", &f->error);
    g_assert_no_error(f->error);
    secret_free(token);
}

/* --- passwords -------------------------------------------------------------------------------- */

static void test_right_password(void)
{
    static const char *const good[] = { "admin", "admin@internal", "admin@internal-authz" };
    g_autoptr(Fixture) f = initialised();
    for (gsize i = 0; i < G_N_ELEMENTS(good); i++) {
        g_autoptr(User) user = engine_check_password(f->engine, good[i], PASSWORD, &f->error);
        g_assert_no_error(f->error);
        g_assert_cmpstr(user->base.id, ==, USER_ADMIN_ID);
        g_assert_null(user->password_hash);
    }
}

/* One text for all causes. */
static void test_wrong_password(void)
{
    static const struct {
        const char *name, *password;
    } cases[] = {
        { "admin@internal", "wrong horse" }, { "admin@internal", "" },
        { "ghost@internal", PASSWORD },      { "admin@elsewhere", PASSWORD },
        { "@internal", PASSWORD },           { "admin@internal@x", PASSWORD },
        { "\xff@internal", PASSWORD },
    };
    g_autoptr(Fixture) f = initialised();
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *before = world(f);
        g_assert_null(
            engine_check_password(f->engine, cases[i].name, cases[i].password, &f->error));
        g_assert_cmpint(fault_err_code(f->error), ==, ERR_UNAUTHENTICATED);
        assert_refused(f, before, FAULT_LOGIN_FAILED, "the user name or password is incorrect");
        assert_event(f, "USER_VDC_LOGIN_FAILED", "failed to log in");
    }
}

static void test_throttle(void)
{
    g_autoptr(Fixture) f = initialised();
    for (int i = 0; i < 8; i++) {
        g_assert_null(engine_check_password(f->engine, "admin@internal", "wrong", &f->error));
        bool throttled = g_error_matches(f->error, FAULT, FAULT_LOGIN_THROTTLED);
        g_assert_cmpint(throttled, ==, i >= 5);
        g_clear_error(&f->error);
    }
    gint64 events = n_events(f);
    g_assert_null(engine_check_password(f->engine, "admin@internal", PASSWORD, &f->error));
    g_assert_error(f->error, FAULT, FAULT_LOGIN_THROTTLED);
    assert_contains(f->error->message, "Try again in 1 seconds");
    g_assert_cmpint(fault_err_code(f->error), ==, ERR_UNAUTHENTICATED);
    g_assert_cmpint(n_events(f), ==, events);
}

static void test_disabled_user(void)
{
    g_autoptr(Fixture) f = initialised();
    g_autoptr(User) admin = store_get(f->store, &user_type, USER_ADMIN_ID, NULL);
    admin->disabled = TRUE;
    g_autoptr(StoreTxn) txn = store_begin(f->store, NULL);
    g_assert_true(store_update(f->store, admin, NULL));
    g_assert_true(store_commit(txn, NULL));
    g_assert_null(engine_check_password(f->engine, "admin@internal", PASSWORD, &f->error));
    g_assert_error(f->error, FAULT, FAULT_LOGIN_FAILED);
}

/* --- tokens ----------------------------------------------------------------------------------- */

static void test_token(void)
{
    g_autoptr(Fixture) f = initialised();
    g_autoptr(User) user = engine_check_password(f->engine, "admin", PASSWORD, &f->error);
    gint64 expires = 0;
    char *token = engine_token_new(f->engine, user, &expires, &f->error);
    g_assert_no_error(f->error);
    assert_event(f, "USER_VDC_LOGIN", "User admin@internal-authz logged in");
    g_assert_cmpint(expires, >, engine_now());

    g_autofree char *all = world(f);
    g_assert_null(strstr(all, token));
    g_autoptr(User) first = engine_token_user(f->engine, token, &f->error);
    g_autoptr(User) cached = engine_token_user(f->engine, token, &f->error);
    g_assert_no_error(f->error);
    g_assert_cmpstr(cached->base.id, ==, USER_ADMIN_ID);
    g_assert_null(cached->password_hash);

    g_assert_true(engine_token_revoke(f->engine, token, &f->error));
    assert_event(f, "USER_VDC_LOGOUT", "User admin@internal-authz logged out");
    g_assert_null(engine_token_user(f->engine, token, &f->error));
    g_assert_error(f->error, FAULT, FAULT_TOKEN_INVALID);
    g_assert_cmpint(fault_err_code(f->error), ==, ERR_UNAUTHENTICATED);
    g_clear_error(&f->error);
    g_assert_true(engine_token_revoke(f->engine, token, &f->error));
    g_assert_true(engine_token_revoke(f->engine, "", &f->error));
    secret_free(token);
}

static void test_unknown_token(void)
{
    g_autoptr(Fixture) f = initialised();
    static const char *const bad[] = { "", "x", "../../etc/passwd" };
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_assert_null(engine_token_user(f->engine, bad[i], &f->error));
        g_assert_error(f->error, FAULT, FAULT_TOKEN_INVALID);
        g_clear_error(&f->error);
    }
}

static void test_expired_token(void)
{
    g_autoptr(Fixture) f = initialised();
    g_autoptr(Token) old = entity_new(&token_type);
    old->base.id = secret_digest("old");
    old->user = g_strdup(USER_ADMIN_ID);
    old->expires = engine_now() - 1;
    put(f, old);
    g_assert_null(engine_token_user(f->engine, "old", &f->error));
    g_assert_error(f->error, FAULT, FAULT_TOKEN_INVALID);
    g_clear_error(&f->error);

    g_autoptr(User) user = engine_check_password(f->engine, "admin", PASSWORD, &f->error);
    char *token = engine_token_new(f->engine, user, NULL, &f->error);
    g_assert_cmpint(store_count(f->store, &token_type, NULL, NULL), ==, 1);
    secret_free(token);
}

#define N_THREADS 8

static gpointer use_tokens(gpointer data)
{
    Fixture *f = data;
    g_autoptr(User) admin = store_get(f->store, &user_type, USER_ADMIN_ID, NULL);
    for (int i = 0; i < 5; i++) {
        g_autoptr(GError) error = NULL;
        char *token = engine_token_new(f->engine, admin, NULL, &error);
        g_autoptr(User) user = engine_token_user(f->engine, token, &error);
        g_assert_no_error(error);
        g_assert_true(engine_token_revoke(f->engine, token, &error));
        g_assert_null(engine_token_user(f->engine, token, NULL));
        secret_free(token);
    }
    return NULL;
}

static void test_many_at_once(void)
{
    g_autoptr(Fixture) f = fixture_new();
    GThread *threads[N_THREADS];
    for (int i = 0; i < N_THREADS; i++)
        threads[i] = g_thread_new("tokens", use_tokens, f);
    for (int i = 0; i < N_THREADS; i++)
        g_thread_join(threads[i]);
    g_assert_cmpint(store_count(f->store, &token_type, NULL, NULL), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/engine-init/makes-certificates", test_init_makes_certificates);
    g_test_add_func("/engine-init/idempotent", test_init_is_idempotent);
    g_test_add_func("/engine-init/other-names", test_init_with_other_names);
    g_test_add_func("/engine-init/keeps-half-a-ca", test_init_keeps_half_a_ca);
    g_test_add_func("/engine-init/repairs-leaf", test_init_repairs_leaf);
    g_test_add_func("/engine-init/refuses-weak-password", test_init_refuses_weak_password);
    g_test_add_func("/engine-init/changes-password", test_init_changes_password);
    g_test_add_func("/session/right-password", test_right_password);
    g_test_add_func("/session/wrong-password", test_wrong_password);
    g_test_add_func("/session/throttle", test_throttle);
    g_test_add_func("/session/disabled-user", test_disabled_user);
    g_test_add_func("/session/token", test_token);
    g_test_add_func("/session/unknown-token", test_unknown_token);
    g_test_add_func("/session/expired-token", test_expired_token);
    g_test_add_func("/session/many-at-once", test_many_at_once);
    return g_test_run();
}
