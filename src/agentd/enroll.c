#include "agentd/enroll.h"

#include "agentd/enroll-files.h"
#include "base/autofd.h"
#include "base/err.h"
#include "base/memory-file.h"
#include "base/uuid.h"
#include "link/pki.h"

#include <curl/curl.h>
#include <jansson.h>
#include <string.h>

#define CA_PATH       "/ovirt-engine/services/pki-resource?resource=ca-certificate&format=X509-PEM-CA"
#define ENROLL_PATH   "/ovirt-engine/services/enroll"
#define REGISTER_PATH "/ovirt-engine/services/register"
#define ASK_AGAIN_US  (3 * G_USEC_PER_SEC)
#define MAX_REPLY     (256 * 1024)
#define TIMEOUT_S     30L

typedef struct curl_slist CurlList;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CURL, curl_easy_cleanup)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CurlList, curl_slist_free_all)

/* ---------------------------------------------------------------------------------- the token */

/* "AB:CD" to "abcd". */
static char *plain_hex(const char *text)
{
    GString *plain = g_string_new(NULL);
    for (; *text != '\0'; text++)
        if (*text != ':')
            g_string_append_c(plain, g_ascii_tolower(*text));
    return g_string_free(plain, FALSE);
}

static bool is_fingerprint(const char *text)
{
    return strlen(text) == 64 && strspn(text, "0123456789abcdef") == 64;
}

void enroll_token_clear(EnrollToken *token)
{
    g_clear_pointer(&token->host_id, g_free);
    g_clear_pointer(&token->secret, g_free);
    g_clear_pointer(&token->fingerprint, g_free);
}

/* The message never repeats the token: it is a secret. */
bool enroll_token_parse(const char *token, EnrollToken *ret, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(token, ".", -1);
    if (g_strv_length(parts) != 3 || !uuid_is_valid(parts[0]) || *parts[1] == '\0')
        return err_set(
            error, ERR_INVALID,
            "this is not an enrolment token: it has the form HOST-ID.SECRET.FINGERPRINT");
    g_autofree char *fingerprint = plain_hex(parts[2]);
    if (!is_fingerprint(fingerprint))
        return err_set(error, ERR_INVALID,
                       "the token's fingerprint is not a SHA-256; was it copied whole?");
    *ret = (EnrollToken){ g_strdup(parts[0]), g_strdup(parts[1]), g_steal_pointer(&fingerprint) };
    return true;
}

/* ------------------------------------------------------------------------------------- HTTPS */

static size_t on_data(char *data, size_t size, size_t n, void *user_data)
{
    GString *reply = user_data;
    if (reply->len + size * n > MAX_REPLY)
        return 0; /* ends the transfer */
    g_string_append_len(reply, data, (gssize)(size * n));
    return size * n;
}

/* The fault of a REST reply, when it has one we can read. */
static char *dup_fault(const char *reply)
{
    json_t *json = json_loads(reply, 0, NULL);
    json_t *fault = json_object_get(json, "fault");
    const char *detail = json_string_value(json_object_get(fault != NULL ? fault : json, "detail"));
    char *text = detail != NULL ? g_strdup(detail) : g_strdup("it gave no reason");
    json_decref(json);
    return text;
}

static char *perform(CURL *curl, const char *url, GError **error)
{
    g_autoptr(GString) reply = g_string_new(NULL);
    char trouble[CURL_ERROR_SIZE] = "";
    long status = 0;
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_data);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, reply);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, trouble);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, TIMEOUT_S);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https");
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    CURLcode code = curl_easy_perform(curl);
    if (code != CURLE_OK)
        return err_null(error, ERR_UNREACHABLE, "%s: %s", url,
                        *trouble != '\0' ? trouble : curl_easy_strerror(code));
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    if (status / 100 == 2)
        return g_string_free(g_steal_pointer(&reply), FALSE);
    g_autofree char *fault = dup_fault(reply->str);
    return err_null(error, status == 401 || status == 403 ? ERR_DENIED : ERR_INTERNAL,
                    "the engine answered %ld: %s", status, fault);
}

/* Anybody may answer here: what counts is the fingerprint that the token brings. */
static char *fetch_ca(const char *engine, const char *expected, GError **error)
{
    g_autoptr(CURL) curl = curl_easy_init();
    g_autofree char *url = g_strconcat(engine, CA_PATH, NULL);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
    g_autofree char *ca = perform(curl, url, error);
    g_autofree char *fingerprint = ca != NULL ? pki_fingerprint(ca, error) : NULL;
    if (fingerprint == NULL)
        return NULL;
    g_autofree char *plain = plain_hex(fingerprint);
    if (expected != NULL && strcmp(plain, expected) != 0)
        return err_null(error, ERR_DENIED,
                        "the CA at %s has fingerprint %s, expected is %s: this is not the engine "
                        "that is meant",
                        engine, plain, expected);
    return g_steal_pointer(&ca);
}

static char *post(const char *engine, const char *path, const char *ca, const char *body,
                  GError **error)
{
    g_autoptr(CURL) curl = curl_easy_init();
    g_autoptr(CurlList) headers = curl_slist_append(NULL, "Content-Type: application/json");
    g_autofree char *url = g_strconcat(engine, path, NULL);
    char root[MEMORY_FILE_PATH_SIZE];
    autofd int root_fd = memory_file_new("berth-ca", ca, error);
    if (root_fd < 0)
        return NULL;
    headers = curl_slist_append(headers, "Accept: application/json");
    curl_easy_setopt(curl, CURLOPT_CAINFO, memory_file_path(root_fd, root));
    curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    return perform(curl, url, error);
}

/* ---------------------------------------------------------------------------------- all of it */

static char *ask_certificate(const char *engine, const char *ca, const EnrollToken *token,
                             const char *whole_token, const char *request, GError **error)
{
    json_t *json = json_pack("{s:s, s:s}", "token", whole_token, "csr", request);
    char *body = json_dumps(json, JSON_COMPACT);
    json_decref(json);
    g_autofree char *reply = post(engine, ENROLL_PATH, ca, body, error);
    free(body);
    if (reply == NULL)
        return NULL;
    json_t *answer = json_loads(reply, 0, NULL);
    g_autofree char *certificate =
        g_strdup(json_string_value(json_object_get(answer, "certificate")));
    g_autofree char *host_id = g_strdup(json_string_value(json_object_get(answer, "host_id")));
    json_decref(answer);
    if (certificate == NULL)
        return err_null(error, ERR_INVALID, "the engine's answer holds no certificate");
    if (host_id != NULL && strcmp(host_id, token->host_id) != 0)
        return err_null(error, ERR_INVALID, "the engine's answer is for host %s, the token for %s",
                        host_id, token->host_id);
    return g_steal_pointer(&certificate);
}

/* Without the slashes at its end. */
static char *check_engine(const char *engine, GError **error)
{
    g_autofree char *base = g_strdup(engine);
    while (g_str_has_suffix(base, "/"))
        base[strlen(base) - 1] = '\0';
    if (!g_str_has_prefix(base, "https://"))
        return err_null(error, ERR_INVALID,
                        "\"%s\" is not an engine; write it as https://NAME:PORT", engine);
    return g_steal_pointer(&base);
}

bool enroll_host(const char *engine, const char *text, const char *pki_dir, char **ret_host_id,
                 GError **error)
{
    g_auto(EnrollToken) token = { 0 };
    g_autofree char *key = NULL, *request = NULL;
    g_autofree char *base = check_engine(engine, error);
    if (base == NULL)
        return false;
    if (!enroll_token_parse(text, &token, error))
        return false;
    g_autofree char *ca = fetch_ca(base, token.fingerprint, error);
    if (ca == NULL || !pki_make_request(token.host_id, &key, &request, error))
        return false;
    g_autofree char *cert = ask_certificate(base, ca, &token, text, request, error);
    if (cert == NULL || !enroll_files_store(pki_dir, ca, cert, key, error))
        return false;
    *ret_host_id = g_steal_pointer(&token.host_id);
    return true;
}

/* ----------------------------------------------------------------------------------- registering
 */

/* One question; '*ret' is NULL while nobody has approved it. */
static bool ask_approval(const Registration *registration, const char *base, const char *ca,
                         const char *request, char **host_id, char **ret, GError **error)
{
    json_t *json = json_pack("{s:s, s:s, s:s, s:i, s:s*}", "csr", request, "name",
                             registration->name, "address", registration->address, "port",
                             (int)registration->port, "host_id", *host_id);
    char *body = json_dumps(json, JSON_COMPACT);
    json_decref(json);
    g_autofree char *reply = post(base, REGISTER_PATH, ca, body, error);
    free(body);
    if (reply == NULL)
        return false;
    json_t *answer = json_loads(reply, 0, NULL);
    g_free(*host_id);
    *host_id = g_strdup(json_string_value(json_object_get(answer, "host_id")));
    *ret = g_strdup(json_string_value(json_object_get(answer, "certificate")));
    json_decref(answer);
    return *host_id != NULL || err_set(error, ERR_INVALID, "the engine's answer names no host");
}

bool enroll_register(const Registration *registration, const char *pki_dir, bool wait,
                     char **ret_fingerprint, bool *ret_approved, GError **error)
{
    g_autofree char *key = NULL, *request = NULL, *host_id = NULL, *certificate = NULL;
    g_autofree char *base = check_engine(registration->engine, error);
    g_autofree char *expected =
        registration->fingerprint != NULL ? plain_hex(registration->fingerprint) : NULL;
    if (base == NULL ||
        !enroll_files_ensure_request(pki_dir, registration->name, &key, &request, error))
        return false;
    g_autofree char *ca = fetch_ca(base, expected, error);
    g_autofree char *fingerprint = ca != NULL ? pki_fingerprint(ca, error) : NULL;
    if (fingerprint == NULL)
        return false;
    for (;;) {
        if (!ask_approval(registration, base, ca, request, &host_id, &certificate, error))
            return false;
        if (certificate != NULL || !wait)
            break;
        g_usleep(ASK_AGAIN_US);
    }
    *ret_approved = certificate != NULL;
    *ret_fingerprint = g_steal_pointer(&fingerprint);
    return certificate == NULL || enroll_files_store(pki_dir, ca, certificate, key, error);
}
