/* Settings and enrolment tokens. */
#include "agentd/config.h"
#include "agentd/enroll.h"
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
    return g_test_run();
}
