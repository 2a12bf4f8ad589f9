#include "agentd/enroll-listener.h"

#include "agentd/enroll-files.h"
#include "agentd/guess-limit.h"
#include "agentd/password.h"
#include "base/err.h"
#include "base/log.h"
#include "base/uuid.h"
#include "link/enroll-wire.h"
#include "link/pki.h"

#include <string.h>

#define MAX_CONNECTIONS 8
#define DEADLINE_MS     60000 /* of one connection; PAM may take a while to say no */
#define VERSION         1

struct EnrollListener {
    char *pki_dir, *service, *pam_dir;
    LinkCredentials *credentials;
    GSocketService *service_socket;
    GCancellable *cancellable;
    GThreadPool *pool;
    guint16 port;
    GMutex lock; /* of what follows; held while PAM is asked */
    GuessLimit limit;
    bool done;
    void (*enrolled)(gpointer data);
    gpointer data;
};

/* ------------------------------------------------------------------------------ one connection */

static bool check_password(EnrollListener *listener, const char *password, GError **error)
{
    const PasswordPolicy policy = { listener->service, listener->pam_dir };
    gint64 wait = guess_limit_wait_us(&listener->limit, g_get_monotonic_time());
    if (wait > 0)
        return err_set(error, ERR_BUSY,
                       "too many wrong passwords; try again in %" G_GINT64_FORMAT " seconds",
                       wait / G_USEC_PER_SEC + 1);
    g_autoptr(GError) failure = NULL;
    if (password_check(&policy, password, &failure)) {
        guess_limit_right(&listener->limit);
        return true;
    }
    if (err_code(failure) == ERR_DENIED)
        guess_limit_wrong(&listener->limit, g_get_monotonic_time());
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

/* What the engine asks; its host's id on success.  One after the other. */
static bool check_order(EnrollListener *listener, const json_t *order, const char **ret_host,
                        GError **error)
{
    const char *user = json_string_value(json_object_get(order, "user"));
    const char *password = json_string_value(json_object_get(order, "password"));
    const char *host = json_string_value(json_object_get(order, "host"));
    if (json_integer_value(json_object_get(order, "enroll")) != VERSION)
        return err_set(error, ERR_UNSUPPORTED, "this agent speaks version %d of the enrolment",
                       VERSION);
    if (password == NULL || host == NULL || !uuid_is_valid(host))
        return err_set(error, ERR_INVALID, "password or host is missing");
    if (g_strcmp0(user, "root") != 0)
        return err_set(error, ERR_DENIED, "only root may add this host, not %.40s",
                       user != NULL ? user : "nobody");
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&listener->lock);
    if (listener->done)
        return err_set(error, ERR_CONFLICT, "this host has just been enrolled by another engine");
    *ret_host = host;
    return check_password(listener, password, error);
}

static gboolean tell_enrolled(gpointer data)
{
    EnrollListener *listener = data;
    listener->enrolled(listener->data);
    return G_SOURCE_REMOVE;
}

static bool store(EnrollListener *listener, const json_t *grant, const char *key, GError **error)
{
    const char *ca = json_string_value(json_object_get(grant, "ca"));
    const char *cert = json_string_value(json_object_get(grant, "certificate"));
    if (ca == NULL || cert == NULL)
        return err_set(error, ERR_INVALID, "the engine sent no certificate");
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&listener->lock);
    if (listener->done)
        return err_set(error, ERR_CONFLICT, "this host has just been enrolled by another engine");
    listener->done = enroll_files_store(listener->pki_dir, ca, cert, key, error);
    return listener->done;
}

static bool serve(EnrollListener *listener, EnrollWire *wire, GError **error)
{
    const char *host = NULL;
    g_autofree char *key = NULL, *request = NULL;
    json_t *order = enroll_wire_receive(wire, error);
    bool good = order != NULL && check_order(listener, order, &host, error) &&
                pki_make_request(host, &key, &request, error) &&
                enroll_wire_send(wire, json_pack("{s:s}", "csr", request), error);
    json_decref(order);
    if (!good)
        return false;
    json_t *grant = enroll_wire_receive(wire, error);
    good = grant != NULL && store(listener, grant, key, error);
    json_decref(grant);
    return good;
}

static void serve_connection(gpointer data, gpointer user_data)
{
    EnrollListener *listener = user_data;
    g_autoptr(GSocketConnection) connection = data;
    g_autoptr(GError) error = NULL;
    g_autoptr(EnrollWire) wire =
        enroll_wire_accept(g_socket_connection_get_socket(connection), listener->credentials,
                           DEADLINE_MS, listener->cancellable, &error);
    if (wire != NULL && serve(listener, wire, &error)) {
        enroll_wire_send(wire, json_pack("{s:b}", "enrolled", 1), NULL);
        log_info("enrolled");
        g_idle_add(tell_enrolled, listener);
        return;
    }
    log_warning("enrolment-refused reason=\"%s\"", error->message);
    if (wire != NULL)
        enroll_wire_send(wire, json_pack("{s:s}", "error", error->message), NULL);
}

/* ------------------------------------------------------------------------------ listening */

static gboolean on_incoming(GSocketService *service, GSocketConnection *connection, GObject *source,
                            gpointer data)
{
    EnrollListener *listener = data;
    if (g_thread_pool_unprocessed(listener->pool) >= MAX_CONNECTIONS)
        return TRUE; /* it is closed: somebody keeps all others busy */
    g_thread_pool_push(listener->pool, g_object_ref(connection), NULL);
    return TRUE;
}

static bool listen_on(EnrollListener *listener, const AgentConfig *config, GError **error)
{
    GSocketListener *socket = G_SOCKET_LISTENER(listener->service_socket);
    g_autoptr(GSocketAddress) wanted = NULL, bound = NULL;
    g_autoptr(GError) failure = NULL;
    bool good;
    if (*config->address == '\0') {
        good = g_socket_listener_add_inet_port(socket, (guint16)config->port, NULL, &failure);
        listener->port = (guint16)config->port;
    } else {
        wanted = g_inet_socket_address_new_from_string(config->address, config->port);
        if (wanted == NULL)
            return err_set(error, ERR_INVALID, "\"%.60s\" is not an IP address", config->address);
        good = g_socket_listener_add_address(socket, wanted, G_SOCKET_TYPE_STREAM,
                                             G_SOCKET_PROTOCOL_TCP, NULL, &bound, &failure);
        if (good)
            listener->port = g_inet_socket_address_get_port(G_INET_SOCKET_ADDRESS(bound));
    }
    return good ||
           err_set(error, ERR_INTERNAL, "listen on port %u: %s", config->port, failure->message);
}

EnrollListener *enroll_listener_new(const AgentConfig *config, void (*enrolled)(gpointer data),
                                    gpointer data, GError **error)
{
    g_autofree char *cert = NULL, *key = NULL;
    if (!enroll_files_ensure_own(config->pki_dir, &cert, &key, error))
        return NULL;
    EnrollListener *listener = g_new0(EnrollListener, 1);
    g_mutex_init(&listener->lock);
    listener->pki_dir = g_strdup(config->pki_dir);
    listener->service = g_strdup(config->pam_service);
    listener->pam_dir = g_strdup(config->pam_dir);
    listener->enrolled = enrolled;
    listener->data = data;
    listener->cancellable = g_cancellable_new();
    listener->pool = g_thread_pool_new(serve_connection, listener, MAX_CONNECTIONS, FALSE, NULL);
    listener->service_socket = g_socket_service_new();
    listener->credentials = link_credentials_new_open(cert, key, error);
    if (listener->credentials == NULL || !listen_on(listener, config, error)) {
        enroll_listener_free(listener);
        return NULL;
    }
    g_signal_connect(listener->service_socket, "incoming", G_CALLBACK(on_incoming), listener);
    g_socket_service_start(listener->service_socket);
    return listener;
}

void enroll_listener_free(EnrollListener *listener)
{
    if (listener == NULL)
        return;
    g_socket_service_stop(listener->service_socket);
    g_socket_listener_close(G_SOCKET_LISTENER(listener->service_socket));
    g_signal_handlers_disconnect_by_data(listener->service_socket, listener);
    g_cancellable_cancel(listener->cancellable);
    g_thread_pool_free(listener->pool, FALSE, TRUE);
    g_idle_remove_by_data(listener);
    g_object_unref(listener->service_socket);
    g_object_unref(listener->cancellable);
    link_credentials_unref(listener->credentials);
    g_mutex_clear(&listener->lock);
    g_free(listener->pki_dir);
    g_free(listener->service);
    g_free(listener->pam_dir);
    g_free(listener);
}

guint16 enroll_listener_get_port(const EnrollListener *listener)
{
    return listener->port;
}
