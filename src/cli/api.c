#include "cli/api.h"

#include "base/autofd.h"
#include "base/err.h"
#include "base/memory-file.h"
#include "base/uuid.h"

#include <curl/curl.h>
#include <string.h>

#define API_PATH        "/ovirt-engine/api"
#define MAX_REPLY       (64 * 1024 * 1024)
#define CONNECT_SECONDS 10L
#define REQUEST_SECONDS 600L /* an update of VFs waits for the card */

struct Api {
    const Session *session;
    CURL *curl; /* kept: one connection for all requests of a command */
    int ca_fd;
};

Api *api_new(const Session *session)
{
    Api *api = g_new0(Api, 1);
    api->session = session;
    api->curl = curl_easy_init();
    api->ca_fd = -1;
    return api;
}

void api_free(Api *api)
{
    if (api == NULL)
        return;
    curl_easy_cleanup(api->curl);
    autofd_close(&api->ca_fd);
    g_free(api);
}

static size_t collect(char *data, size_t size, size_t n, void *user_data)
{
    GString *reply = user_data;
    if (reply->len + size * n > MAX_REPLY)
        return 0;
    g_string_append_len(reply, data, (gssize)(size * n));
    return size * n;
}

static void set_common(CURL *curl, const char *url, int ca_fd)
{
    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
    if (ca_fd >= 0) {
        char path[MEMORY_FILE_PATH_SIZE];
        curl_easy_setopt(curl, CURLOPT_CAINFO, memory_file_path(ca_fd, path));
    }
}

static bool curl_failed(CURLcode code, const char *url, GError **error)
{
    ErrCode err = code == CURLE_OPERATION_TIMEDOUT ? ERR_TIMEOUT : ERR_UNREACHABLE;
    const char *advice = code == CURLE_PEER_FAILED_VERIFICATION
                             ? "; its certificate is not the one that was trusted at login"
                             : "";
    return err_set(error, err, "%s: %s%s", url, curl_easy_strerror(code), advice);
}

static ErrCode code_of_status(long status)
{
    if (status == 404)
        return ERR_NOT_FOUND;
    for (int code = 0; code < N_ERR_CODES; code++)
        if (err_info((ErrCode)code)->http_status == status)
            return (ErrCode)code;
    return status >= 500 ? ERR_INTERNAL : ERR_INVALID;
}

static bool set_fault(long status, json_t *reply, GError **error)
{
    json_t *fault = json_object_get(reply, "fault");
    if (fault == NULL)
        fault = reply;
    const char *detail = json_string_value(json_object_get(fault, "detail"));
    const char *reason = json_string_value(json_object_get(fault, "reason"));
    ErrCode code = code_of_status(status);
    if (code == ERR_UNAUTHENTICATED)
        return err_set(error, code, "%s. Log in again: berth login",
                       detail != NULL ? detail : "The session has ended");
    if (detail == NULL || *detail == '\0')
        return err_set(error, code, "%s (HTTP %ld)", reason != NULL ? reason : "Refused", status);
    gsize length = strlen(detail);
    if (detail[0] == '[' && detail[length - 1] == ']')
        return err_set(error, code, "%.*s", (int)(length - 2), detail + 1);
    return err_set(error, code, "%s", detail);
}

/* Sends what was set up on 'curl' and returns the reply's JSON. */
static json_t *perform(CURL *curl, const char *url, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, collect);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, text);
    CURLcode code = curl_easy_perform(curl);
    if (code != CURLE_OK) {
        curl_failed(code, url, error);
        return NULL;
    }
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    json_t *reply = json_loadb(text->str, text->len, 0, NULL);
    if (status >= 300) {
        set_fault(status, reply, error);
        json_decref(reply);
        return NULL;
    }
    if (reply == NULL)
        return err_null(error, ERR_INTERNAL, "%s: the reply is not JSON", url);
    return reply;
}

static struct curl_slist *add_header(struct curl_slist *list, const char *format, ...)
    G_GNUC_PRINTF(2, 3);

static struct curl_slist *add_header(struct curl_slist *list, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *line = g_strdup_vprintf(format, args);
    va_end(args);
    return curl_slist_append(list, line);
}

static bool prepare(Api *api, const char *url, GError **error)
{
    if (api->ca_fd < 0)
        api->ca_fd = memory_file_new("berth-ca", api->session->ca_pem, error);
    if (api->ca_fd < 0)
        return false;
    set_common(api->curl, url, api->ca_fd);
    return true;
}

json_t *api_request(Api *api, const char *method, const char *path, json_t *body, GError **error)
{
    g_autofree char *url = g_strdup_printf("%s%s/%s", api->session->url, API_PATH, path);
    if (!prepare(api, url, error))
        return NULL;
    struct curl_slist *headers = NULL;
    g_autofree char *correlation = uuid_new();
    headers = add_header(headers, "Authorization: Bearer %s", api->session->token);
    headers = add_header(headers, "Accept: application/json");
    headers = add_header(headers, "Correlation-Id: %s", correlation);
    headers = add_header(headers, "Expect:");
    char *text = NULL;
    if (body != NULL) {
        headers = add_header(headers, "Content-Type: application/json");
        text = json_dumps(body, JSON_COMPACT);
        curl_easy_setopt(api->curl, CURLOPT_COPYPOSTFIELDS, text);
    }
    curl_easy_setopt(api->curl, CURLOPT_CUSTOMREQUEST, method);
    curl_easy_setopt(api->curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(api->curl, CURLOPT_TIMEOUT, REQUEST_SECONDS);
    json_t *reply = perform(api->curl, url, error);
    curl_slist_free_all(headers);
    free(text);
    return reply;
}

char *api_escape(const char *text)
{
    return g_uri_escape_string(text, NULL, FALSE);
}

json_t *api_list(Api *api, const char *path, const char *element, GError **error)
{
    json_t *reply = api_request(api, "GET", path, NULL, error);
    if (reply == NULL)
        return NULL;
    json_t *items = json_object_get(reply, element);
    items = json_is_array(items) ? json_incref(items) : json_array();
    json_decref(reply);
    return items;
}

json_t *api_find(Api *api, const char *path, const char *element, bool searchable, const char *name,
                 GError **error)
{
    g_autofree char *query = NULL;
    if (searchable && !uuid_is_valid(name) && strchr(name, '"') == NULL) {
        g_autofree char *search = g_strdup_printf("name=\"%s\"", name),
                        *escaped = api_escape(search);
        query = g_strdup_printf("%s?search=%s", path, escaped);
    }
    json_t *items = api_list(api, query != NULL ? query : path, element, error);
    if (items == NULL)
        return NULL;
    json_t *item, *found = NULL;
    size_t i;
    json_array_foreach(
        items, i,
        item) if (g_strcmp0(json_string_value(json_object_get(item, "name")), name) == 0 ||
                  g_strcmp0(json_string_value(json_object_get(item, "id")), name) == 0) found =
        item;
    json_incref(found);
    json_decref(items);
    if (found == NULL) {
        g_autofree char *kind = g_strdelimit(g_strdup(element), "_", ' ');
        return err_null(error, ERR_NOT_FOUND, "There is no %s \"%s\"", kind, name);
    }
    return found;
}

typedef struct {
    bool (*event)(json_t *data, gpointer user_data);
    gpointer user_data;
    GString *line;
    char *last_id;
    bool stopped;
    gint64 deadline, next_tick;
} Stream;

static void stream_line(Stream *stream, const char *line)
{
    if (g_str_has_prefix(line, "id:")) {
        g_free(stream->last_id);
        stream->last_id = g_strdup(g_strchug((char *)line + 3));
    } else if (g_str_has_prefix(line, "data:")) {
        json_t *data = json_loads(line + 5, 0, NULL);
        if (data != NULL && !stream->event(data, stream->user_data))
            stream->stopped = true;
        json_decref(data);
    }
}

static size_t stream_data(char *data, size_t size, size_t n, void *user_data)
{
    Stream *stream = user_data;
    for (size_t i = 0; i < size * n && !stream->stopped; i++) {
        if (data[i] != '\n') {
            if (stream->line->len < 1024 * 1024)
                g_string_append_c(stream->line, data[i]);
            continue;
        }
        stream_line(stream, stream->line->str);
        g_string_truncate(stream->line, 0);
    }
    return stream->stopped ? 0 : size * n;
}

static int stream_tick(void *user_data, curl_off_t dt, curl_off_t dn, curl_off_t ut, curl_off_t un)
{
    Stream *stream = user_data;
    gint64 now = g_get_monotonic_time();
    if (now >= stream->next_tick) {
        stream->next_tick = now + G_USEC_PER_SEC;
        if (!stream->event(NULL, stream->user_data))
            stream->stopped = true;
    }
    return stream->stopped || (stream->deadline != 0 && now >= stream->deadline);
}

static bool stream_once(Api *api, const char *url, Stream *stream, GError **error)
{
    if (!prepare(api, url, error))
        return false;
    struct curl_slist *headers = NULL;
    headers = add_header(headers, "Authorization: Bearer %s", api->session->token);
    headers = add_header(headers, "Accept: text/event-stream");
    if (stream->last_id != NULL)
        headers = add_header(headers, "Last-Event-ID: %s", stream->last_id);
    curl_easy_setopt(api->curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(api->curl, CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(api->curl, CURLOPT_WRITEFUNCTION, stream_data);
    curl_easy_setopt(api->curl, CURLOPT_WRITEDATA, stream);
    curl_easy_setopt(api->curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(api->curl, CURLOPT_XFERINFOFUNCTION, stream_tick);
    curl_easy_setopt(api->curl, CURLOPT_XFERINFODATA, stream);
    CURLcode code = curl_easy_perform(api->curl);
    long status = 0;
    curl_easy_getinfo(api->curl, CURLINFO_RESPONSE_CODE, &status);
    curl_slist_free_all(headers);
    if (code == CURLE_HTTP_RETURNED_ERROR)
        return set_fault(status, NULL, error);
    return true;
}

bool api_stream(Api *api, const char *path, bool (*event)(json_t *data, gpointer user_data),
                gpointer user_data, guint seconds, GError **error)
{
    g_autofree char *url = g_strdup_printf("%s%s/%s", api->session->url, API_PATH, path);
    Stream stream = { .event = event, .user_data = user_data, .line = g_string_new(NULL) };
    if (seconds > 0)
        stream.deadline = g_get_monotonic_time() + seconds * G_USEC_PER_SEC;
    bool good = true;
    while (good && !stream.stopped &&
           (stream.deadline == 0 || g_get_monotonic_time() < stream.deadline)) {
        gint64 opened = g_get_monotonic_time();
        g_string_truncate(stream.line, 0);
        good = stream_once(api, url, &stream, error);
        if (good && !stream.stopped && g_get_monotonic_time() - opened < G_USEC_PER_SEC)
            g_usleep(G_USEC_PER_SEC); /* the engine is restarting */
    }
    g_string_free(stream.line, TRUE);
    g_free(stream.last_id);
    return good;
}

char *api_fetch_ca(const char *url, GError **error)
{
    g_autofree char *where = g_strdup_printf(
        "%s/ovirt-engine/services/pki-resource?resource=ca-certificate&format=X509-PEM-CA", url);
    CURL *curl = curl_easy_init();
    g_autoptr(GString) text = g_string_new(NULL);
    set_common(curl, where, -1);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
    curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 30L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, collect);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, text);
    CURLcode code = curl_easy_perform(curl);
    curl_easy_cleanup(curl);
    if (code != CURLE_OK) {
        curl_failed(code, where, error);
        return NULL;
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

char *api_fingerprint(const char *pem, GError **error)
{
    static const char begin[] = "-----BEGIN CERTIFICATE-----", end[] = "-----END CERTIFICATE-----";
    const char *from = strstr(pem, begin), *to = from == NULL ? NULL : strstr(from, end);
    if (to == NULL)
        return err_null(error, ERR_INVALID, "the engine did not send a certificate");
    g_autofree char *base64 = g_strndup(from + strlen(begin), (gsize)(to - from) - strlen(begin));
    gsize size = 0;
    g_autofree guchar *der = g_base64_decode(base64, &size);
    return g_compute_checksum_for_data(G_CHECKSUM_SHA256, der, size);
}

/* Posts a form to 'path' with 'ca_pem' as the only trust root. */
static json_t *post_form(const char *url, const char *path, const char *ca_pem, const char *form,
                         GError **error)
{
    autofd int ca_fd = memory_file_new("berth-ca", ca_pem, error);
    if (ca_fd < 0)
        return NULL;
    g_autofree char *where = g_strconcat(url, path, NULL);
    CURL *curl = curl_easy_init();
    set_common(curl, where, ca_fd);
    struct curl_slist *headers = add_header(NULL, "Accept: application/json");
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, form);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 60L);
    g_autoptr(GString) text = g_string_new(NULL);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, collect);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, text);
    CURLcode code = curl_easy_perform(curl);
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    if (code != CURLE_OK) {
        curl_failed(code, where, error);
        return NULL;
    }
    json_t *reply = json_loadb(text->str, text->len, 0, NULL);
    json_t *refused = json_object_get(reply, "error");
    if (reply == NULL || refused != NULL) {
        err_set(error, ERR_UNAUTHENTICATED, "%s",
                json_is_string(refused) ? json_string_value(refused) : "the login was refused");
        json_decref(reply);
        return NULL;
    }
    return reply;
}

char *api_login(const char *url, const char *ca_pem, const char *user, const char *password,
                GError **error)
{
    g_autofree char *escaped_user = api_escape(user), *escaped_password = api_escape(password);
    g_autofree char *form =
        g_strdup_printf("grant_type=password&scope=ovirt-app-api&username=%s&password=%s",
                        escaped_user, escaped_password);
    json_t *reply = post_form(url, "/ovirt-engine/sso/oauth/token", ca_pem, form, error);
    if (reply == NULL)
        return NULL;
    char *token = g_strdup(json_string_value(json_object_get(reply, "access_token")));
    json_decref(reply);
    if (token == NULL)
        return err_null(error, ERR_INTERNAL, "%s: the reply holds no token", url);
    return token;
}

bool api_logout(const Session *session, GError **error)
{
    g_autofree char *escaped = api_escape(session->token);
    g_autofree char *form = g_strdup_printf("scope=ovirt-app-api&token=%s", escaped);
    json_t *reply =
        post_form(session->url, "/ovirt-engine/services/sso-logout", session->ca_pem, form, error);
    json_decref(reply);
    return reply != NULL;
}
