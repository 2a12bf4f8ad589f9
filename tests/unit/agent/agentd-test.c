/* Settings and enrolment tokens. */
#include "agentd/config.h"
#include "agentd/enroll-files.h"
#include "agentd/enroll.h"
#include "agentd/guess-limit.h"
#include "agentd/password.h"
#include "base/err.h"
#include "state-dir.h"

static AgentConfig *load(const char *text, GError **error)
{
    StateDir dir;
    state_dir_open(&dir);
    g_autofree char *file = g_build_filename(dir.path, "agent.conf", NULL);
    g_assert_true(g_file_set_contents(file, text, -1, NULL));
    AgentConfig *config = agent_config_load(file, error);
    state_dir_close(&dir);
    return config;
}

static void test_defaults(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(AgentConfig) config = load("", &error);
    g_assert_no_error(error);
    g_assert_cmpuint(config->port, ==, 54321);
    g_assert_cmpstr(config->state_dir, ==, "/var/lib/berth");
    g_assert_cmpstr(config->pki_dir, ==, "/etc/berth/pki");
    g_assert_cmpstr(config->libvirt_uri, ==, "qemu:///system");
}

static void test_values(void)
{
    g_autoptr(AgentConfig) config = load("[agent]\nport = 1234\nstate_dir=/srv\n", NULL);
    g_assert_cmpuint(config->port, ==, 1234);
    g_assert_cmpstr(config->state_dir, ==, "/srv");
}

static void test_bad_settings(void)
{
    static const char *const bad[] = { "[agent]\nport=0\n", "[agent]\nport=65536\n",
                                       "[agent]\nport=x\n", "[agent]\nprot=1\n", "no group\n" };
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(AgentConfig) config = load(bad[i], &error);
        g_assert_null(config);
        g_assert_error(error, ERR, ERR_INVALID);
    }
}

static void test_named_file_must_be_there(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(AgentConfig) config = agent_config_load("/nonexistent/agent.conf", &error);
    g_assert_null(config);
    g_assert_error(error, ERR, ERR_INVALID);
}

#define HOST "4c4c4544-0051-4010-8057-b4c04f4a4d32"
#define PIN  "0123456789abcdef0123456789abcdef0123456789abcdef0123456789ABCDEF"

static void test_token(void)
{
    g_autoptr(GError) error = NULL;
    g_auto(EnrollToken) token = { 0 };
    g_assert_true(enroll_token_parse(HOST ".c2VjcmV0." PIN, &token, &error));
    g_assert_no_error(error);
    g_assert_cmpstr(token.host_id, ==, HOST);
    g_assert_cmpstr(token.secret, ==, "c2VjcmV0");
    g_assert_cmpstr(token.fingerprint, ==,
                    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
}

static void test_token_with_colons(void)
{
    g_autoptr(GString) pin = g_string_new(HOST ".s.");
    g_auto(EnrollToken) token = { 0 };
    for (int i = 0; i < 32; i++)
        g_string_append(pin, i > 0 ? ":ab" : "ab");
    g_assert_true(enroll_token_parse(pin->str, &token, NULL));
}

/* No message may repeat the token. */
static void test_bad_tokens(void)
{
    static const char *const bad[] = {
        "",
        "x",
        HOST "..",
        HOST ".s3cr3t."
             "0123",
        HOST ".s3cr3t",
        "host.s3cr3t." PIN,
        HOST ".s3cr3t." PIN "00",
        HOST ".s3cr3t." PIN ".x",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_auto(EnrollToken) token = { 0 };
        g_assert_false(enroll_token_parse(bad[i], &token, &error));
        g_assert_error(error, ERR, ERR_INVALID);
        g_assert_null(g_strstr_len(error->message, -1, "s3cr3t"));
    }
}

static void test_enroll_by_password(void)
{
    g_autoptr(AgentConfig) usual = load("", NULL);
    g_assert_true(usual->enroll_by_password);
    g_assert_cmpstr(usual->pam_service, ==, "berth-agent");
    g_autoptr(AgentConfig) off = load("[agent]\nenroll_by_password = false\n", NULL);
    g_assert_false(off->enroll_by_password);
    g_autoptr(GError) error = NULL;
    g_assert_null(load("[agent]\nenroll_by_password=maybe\n", &error));
    g_assert_error(error, ERR, ERR_INVALID);
}

#define SECOND ((gint64)G_USEC_PER_SEC)

static void test_guess_limit(void)
{
    GuessLimit limit = { 0 };
    gint64 now = 1000 * SECOND;
    for (int i = 0; i < GUESS_FREE; i++)
        guess_limit_wrong(&limit, now);
    g_assert_cmpint(guess_limit_wait_us(&limit, now), ==, 0);
    guess_limit_wrong(&limit, now);
    g_assert_cmpint(guess_limit_wait_us(&limit, now), ==, 2 * SECOND);
    g_assert_cmpint(guess_limit_wait_us(&limit, now + 2 * SECOND), ==, 0);
    guess_limit_wrong(&limit, now);
    g_assert_cmpint(guess_limit_wait_us(&limit, now), ==, 4 * SECOND);
    for (int i = 0; i < 100; i++)
        guess_limit_wrong(&limit, now);
    g_assert_cmpint(guess_limit_wait_us(&limit, now), ==, GUESS_LAST_US);
    guess_limit_right(&limit);
    g_assert_cmpint(guess_limit_wait_us(&limit, now), ==, 0);
}

/* One PAM stack in a folder of its own. */
static bool ask_pam(const char *stack, GError **error)
{
    StateDir dir;
    state_dir_open(&dir);
    g_autofree char *file = g_build_filename(dir.path, "berth-agent", NULL);
    g_assert_true(g_file_set_contents(file, stack, -1, NULL));
    const PasswordPolicy policy = { "berth-agent", dir.path };
    bool good = password_check(&policy, "secret", error);
    state_dir_close(&dir);
    return good;
}

static void test_password(void)
{
    static const struct {
        const char *stack, *text; /* NULL: it is right */
    } cases[] = {
        { "auth required pam_permit.so\naccount required pam_permit.so\n", NULL },
        { "auth required pam_deny.so\naccount required pam_permit.so\n", "not accepted" },
        { "auth required pam_permit.so\naccount required pam_deny.so\n", "may not be used" },
        { "auth required no-such-module.so\naccount required pam_permit.so\n", "not accepted" },
        { "", "not accepted" },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        bool good = ask_pam(cases[i].stack, &error);
        g_test_message("%s", cases[i].stack);
        g_assert_cmpint(good, ==, cases[i].text == NULL);
        if (good)
            continue;
        g_assert_error(error, ERR, ERR_DENIED);
        g_assert_nonnull(strstr(error->message, cases[i].text));
        g_assert_null(strstr(error->message, "secret"));
    }
}

static void test_own_key_is_kept(void)
{
    StateDir dir;
    state_dir_open(&dir);
    g_autofree char *cert = NULL, *key = NULL, *cert2 = NULL, *key2 = NULL;
    g_assert_true(enroll_files_ensure_own(dir.path, &cert, &key, NULL));
    g_assert_true(enroll_files_ensure_own(dir.path, &cert2, &key2, NULL));
    g_assert_cmpstr(cert, ==, cert2);
    g_assert_cmpstr(key, ==, key2);
    g_assert_false(enroll_files_exist(dir.path));
    g_assert_true(enroll_files_remove(dir.path, NULL)); /* nothing to remove is fine */
    g_autoptr(GError) error = NULL;
    g_assert_false(enroll_files_store(dir.path, cert, cert, "no key", &error));
    g_assert_false(enroll_files_exist(dir.path));
    state_dir_close(&dir);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/agentd/config/defaults", test_defaults);
    g_test_add_func("/agentd/config/values", test_values);
    g_test_add_func("/agentd/config/bad-settings", test_bad_settings);
    g_test_add_func("/agentd/config/named-file-must-be-there", test_named_file_must_be_there);
    g_test_add_func("/agentd/enroll/token", test_token);
    g_test_add_func("/agentd/enroll/token-with-colons", test_token_with_colons);
    g_test_add_func("/agentd/enroll/bad-tokens", test_bad_tokens);
    g_test_add_func("/agentd/enroll-by-password", test_enroll_by_password);
    g_test_add_func("/agentd/guess-limit", test_guess_limit);
    g_test_add_func("/agentd/password", test_password);
    g_test_add_func("/agentd/own-key-is-kept", test_own_key_is_kept);
    return g_test_run();
}
