#include "fixture.h"
#include "silent-port.h"

#include "engine/pki-files.h"
#include "link/pki.h"

#include <string.h>

/* A host that waits for its agent, and the agent's request. */
typedef struct {
    Fixture *f;
    Host *host;
    char *key, *request;
} Setup;

static Setup setup_new(void)
{
    Setup s = { .f = fixture_new() };
    static const char *const names[] = { "localhost", NULL };
    g_assert_true(engine_init(&s.f->config, s.f->store, "correct horse", names, &s.f->error));
    s.host = add_host(s.f, "h1");
    g_assert_true(pki_make_request("agent", &s.key, &s.request, &s.f->error));
    return s;
}

static void setup_clear(Setup *s)
{
    entity_free(s->host);
    g_free(s->key);
    g_free(s->request);
    fixture_free(s->f);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Setup, setup_clear)

static char *new_token(const Setup *s)
{
    gint64 expires = 0;
    char *token = engine_host_token_new(s->f->engine, &s->f->caller, s->host->base.id, &expires,
                                        &s->f->error);
    g_assert_no_error(s->f->error);
    g_assert_cmpint(expires, >, engine_now());
    return token;
}

static bool enroll(const Setup *s, const char *token, char **ret_certificate)
{
    g_autofree char *certificate = NULL, *ca = NULL, *id = NULL;
    if (!engine_host_enroll(s->f->engine, token, s->request, &certificate, &ca, &id, &s->f->error))
        return false;
    g_assert_cmpstr(id, ==, s->host->base.id);
    g_assert_true(pki_check_pair(ca, certificate, s->key, &s->f->error));
    if (ret_certificate != NULL)
        *ret_certificate = g_steal_pointer(&certificate);
    return true;
}

static Host *host_now(const Setup *s)
{
    return store_get(s->f->store, &host_type, s->host->base.id, NULL);
}

static void test_enroll(void)
{
    g_auto(Setup) s = setup_new();
    g_autofree char *token = new_token(&s), *certificate = NULL;
    g_autofree char *all = world(s.f);
    g_auto(GStrv) parts = g_strsplit(token, ".", -1);
    g_assert_cmpuint(g_strv_length(parts), ==, 3);
    g_assert_null(strstr(all, parts[1]));
    g_autofree char *path = g_build_filename(s.f->dir, PKI_CA_CERT, NULL), *ca = NULL;
    g_assert_true(g_file_get_contents(path, &ca, NULL, NULL));
    g_autofree char *fingerprint = pki_fingerprint(ca, NULL);
    g_assert_cmpstr(parts[2], ==, fingerprint);

    g_assert_true(enroll(&s, token, &certificate));
    assert_event(s.f, "HOST_ENROLLED", "The agent of host h1 was enrolled");
    g_autoptr(PkiIdentity) says = pki_identity_read(certificate, NULL);
    g_assert_cmpint(says->role, ==, PKI_ROLE_HOST);
    g_assert_cmpstr(says->identity, ==, s.host->base.id);
    g_autoptr(Host) host = host_now(&s);
    g_assert_cmpstr(host->certificate_fingerprint, ==, says->fingerprint);
    g_assert_null(host->token_hash);
    g_assert_cmpint(host->status, ==, HOST_INITIALIZING);
}

static void test_goes_to_maintenance(void)
{
    g_auto(Setup) s = setup_new();
    g_autoptr(Host) quiet = add(
        s.f, given(&host_type, "name", "h2", "address", "h2", "activate_when_ready", "false", NULL),
        NULL);
    entity_free(s.host);
    s.host = entity_dup(quiet);
    g_autofree char *token = new_token(&s);
    g_assert_true(enroll(&s, token, NULL));
    g_autoptr(Host) host = host_now(&s);
    g_assert_cmpint(host->status, ==, HOST_MAINTENANCE);
}

static void refuse(const Setup *s, const char *token)
{
    g_autofree char *before = world(s->f);
    g_assert_false(enroll(s, token, NULL));
    g_assert_cmpint(fault_err_code(s->f->error), ==, ERR_DENIED);
    assert_refused(s->f, before, FAULT_HOST_TOKEN_INVALID, "wrong, used or expired");
}

static void test_serves_once(void)
{
    g_auto(Setup) s = setup_new();
    g_autofree char *token = new_token(&s);
    g_assert_true(enroll(&s, token, NULL));
    refuse(&s, token);
    assert_event(s.f, "HOST_ENROLL_REFUSED",
                 "An enrolment as host h1 was refused: there is no token");
}

static void test_newer_kills_older(void)
{
    g_auto(Setup) s = setup_new();
    g_autofree char *older = new_token(&s), *newer = new_token(&s);
    refuse(&s, older);
    assert_event(s.f, "HOST_ENROLL_REFUSED", "the token is wrong");
    g_assert_true(enroll(&s, newer, NULL));
}

static void test_expired(void)
{
    g_auto(Setup) s = setup_new();
    g_autofree char *token = new_token(&s);
    g_autoptr(Host) host = host_now(&s);
    host->token_expires = engine_now() - 1;
    g_autoptr(StoreTxn) txn = store_begin(s.f->store, NULL);
    g_assert_true(store_update(s.f->store, host, NULL));
    g_assert_true(store_commit(txn, NULL));
    refuse(&s, token);
    assert_event(s.f, "HOST_ENROLL_REFUSED", "the token has expired");
}

static void test_malformed(void)
{
    g_auto(Setup) s = setup_new();
    g_autofree char *token = new_token(&s), *long_one = g_strnfill(100000, 'x');
    g_autofree char *ghost =
        g_strdup_printf("11111111-2222-3333-4444-555555555555%s", strchr(token, '.'));
    const char *const bad[] = { "", ".", "..", "a.b.c", s.host->base.id, long_one, ghost };
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++)
        refuse(&s, bad[i]);
    g_assert_true(enroll(&s, token, NULL));
}

/* Somebody who guesses without end does not fill the event log. */
static void test_refusals_are_bounded(void)
{
    g_auto(Setup) s = setup_new();
    g_autofree char *token = new_token(&s);
    g_autofree char *wrong = g_strdup_printf("%s.wrong.x", s.host->base.id);
    gint64 before = n_events(s.f);
    for (int i = 0; i < 50; i++)
        refuse(&s, wrong);
    g_assert_cmpint(n_events(s.f) - before, <=, 7);
}

static void test_bad_request(void)
{
    g_auto(Setup) s = setup_new();
    g_autofree char *token = new_token(&s);
    g_autofree char *certificate = NULL, *ca = NULL, *id = NULL, *before = world(s.f);
    g_assert_false(
        engine_host_enroll(s.f->engine, token, "no request", &certificate, &ca, &id, &s.f->error));
    assert_refused(s.f, before, FAULT_HOST_REQUEST_INVALID, "h1");
    g_assert_true(enroll(&s, token, NULL));
}

static void test_again(void)
{
    g_auto(Setup) s = setup_new();
    g_autofree char *first = new_token(&s);
    g_assert_true(enroll(&s, first, NULL));
    set_host_status(s.f, s.host->base.id, HOST_UP);
    g_autofree char *before = world(s.f);
    g_assert_null(
        engine_host_token_new(s.f->engine, &s.f->caller, s.host->base.id, NULL, &s.f->error));
    assert_refused(s.f, before, FAULT_HOST_ENROLL_STATUS, "Host h1 is enrolled and up");

    set_host_status(s.f, s.host->base.id, HOST_NON_RESPONSIVE);
    g_autofree char *second = new_token(&s);
    g_autoptr(Host) known = host_now(&s);
    g_assert_true(enroll(&s, second, NULL));
    g_autoptr(Host) host = host_now(&s);
    g_assert_cmpint(host->status, ==, HOST_NON_RESPONSIVE);
    g_assert_cmpstr(host->certificate_fingerprint, !=, known->certificate_fingerprint);
}

/* The next engine knows no password: what was under way has failed. */
static void test_install_under_way(void)
{
    g_auto(Setup) s = setup_new();
    g_autoptr(Host) host = host_now(&s);
    host->install_pending = TRUE;
    host->status = HOST_INSTALLING;
    g_autoptr(StoreTxn) txn = store_begin(s.f->store, NULL);
    g_assert_true(store_update(s.f->store, host, NULL) && store_commit(txn, NULL));
    engine_free(s.f->engine);
    s.f->engine = engine_new_with_port(&s.f->config, s.f->store, silent_port_new(), &s.f->error);
    g_assert_no_error(s.f->error);
    g_autoptr(Host) now = host_now(&s);
    g_assert_cmpint(now->status, ==, HOST_INSTALL_FAILED);
    g_assert_false(now->install_pending);
    g_assert_nonnull(strstr(now->status_detail, "install it again"));
}

static void refuse_install(Setup *s, Host *how, Fault fault, const char *part)
{
    g_autofree char *before = world(s->f);
    g_assert_false(
        engine_host_install(s->f->engine, &s->f->caller, s->host->base.id, how, &s->f->error));
    assert_refused(s->f, before, fault, part);
    entity_free(how);
}

static Host *with_password(const char *password)
{
    Host *how = entity_new(&host_type);
    how->root_password = g_strdup(password);
    return how;
}

static void test_install_rules(void)
{
    g_auto(Setup) s = setup_new();
    refuse_install(&s, with_password(NULL), FAULT_HOST_EMPTY_PASSWORD, "root_password");
    refuse_install(&s, with_password(""), FAULT_HOST_EMPTY_PASSWORD, "root_password");
    Host *somebody = with_password("x");
    somebody->ssh_user = g_strdup("mallory");
    refuse_install(&s, somebody, FAULT_HOST_USER_NOT_ROOT, "mallory");
    Host *pinned = with_password("x");
    pinned->enroll_fingerprint = g_strdup("12:34");
    refuse_install(&s, pinned, FAULT_HOST_FINGERPRINT_INVALID, "12:34");
    set_host_status(s.f, s.host->base.id, HOST_UP);
    refuse_install(&s, with_password("x"), FAULT_HOST_INSTALL_STATUS, "is up");
    s.f->caller = (Caller){ "somebody", "somebody", "c" };
    refuse_install(&s, with_password("x"), FAULT_NOT_AUTHORIZED, "manipulate_host");
}

static void test_permission(void)
{
    g_auto(Setup) s = setup_new();
    s.f->caller = (Caller){ "somebody", "somebody", "c" };
    g_autofree char *before = world(s.f);
    g_assert_null(
        engine_host_token_new(s.f->engine, &s.f->caller, s.host->base.id, NULL, &s.f->error));
    assert_refused(s.f, before, FAULT_NOT_AUTHORIZED, "edit_host_configuration");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/host-enroll/enroll", test_enroll);
    g_test_add_func("/host-enroll/goes-to-maintenance", test_goes_to_maintenance);
    g_test_add_func("/host-enroll/serves-once", test_serves_once);
    g_test_add_func("/host-enroll/newer-kills-older", test_newer_kills_older);
    g_test_add_func("/host-enroll/expired", test_expired);
    g_test_add_func("/host-enroll/malformed", test_malformed);
    g_test_add_func("/host-enroll/refusals-are-bounded", test_refusals_are_bounded);
    g_test_add_func("/host-enroll/bad-request", test_bad_request);
    g_test_add_func("/host-enroll/again", test_again);
    g_test_add_func("/host-enroll/install-under-way", test_install_under_way);
    g_test_add_func("/host-enroll/install-rules", test_install_rules);
    g_test_add_func("/host-enroll/permission", test_permission);
    return g_test_run();
}
