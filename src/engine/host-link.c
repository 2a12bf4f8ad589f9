#include "engine/host-port.h"

#include "engine/pki-files.h"

#define MAX_HANDSHAKES 32 /* at once: many hosts come back together when the engine restarts */

typedef struct {
    HostPort base;
    LinkCredentials *credentials;
    LinkLimiter *limiter;
    guint heartbeat_ms;
    guint64 seed;
} LinkPort;

typedef struct {
    LinkClient *client;
    const HostPortOps *ops;
    void *data;
} Link;

static void on_state(LinkClient *client, LinkState state, const GError *reason, void *data)
{
    Link *link = data;
    link->ops->state_changed(state, reason, link->data);
}

static void on_event(LinkClient *client, const LinkEvent *event, void *data)
{
    Link *link = data;
    link->ops->event(event, link->data);
}

static const LinkClientOps client_ops = { on_state, on_event };

static void *port_connect(HostPort *base, GMainContext *context, const HostAddress *address,
                          const HostPortOps *ops, void *data)
{
    LinkPort *port = (LinkPort *)base;
    const LinkClientConfig config = {
        .address = address->address,
        .port = address->port,
        .identity = address->id,
        .credentials = port->credentials,
        .limiter = port->limiter,
        .seed = port->seed ^ g_str_hash(address->id), /* hosts do not come back in step */
        .heartbeat_ms = port->heartbeat_ms,
    };
    Link *link = g_new0(Link, 1);
    link->ops = ops;
    link->data = data;
    link->client = link_client_new(context, &config, &client_ops, link);
    return link;
}

static void port_disconnect(void *data)
{
    Link *link = data;
    link_client_free(link->client);
    g_free(link);
}

static void port_call(void *data, const char *verb, json_t *params, guint timeout_ms,
                      LinkCallback callback, void *callback_data)
{
    Link *link = data;
    link_client_call(link->client, verb, params, timeout_ms, callback, callback_data);
}

static void port_free(HostPort *base)
{
    LinkPort *port = (LinkPort *)base;
    link_credentials_unref(port->credentials);
    link_limiter_unref(port->limiter);
    g_free(port);
}

HostPort *host_link_port_new(const char *pki_dir, guint heartbeat_ms, guint64 seed, GError **error)
{
    g_autofree char *ca = g_build_filename(pki_dir, PKI_CA_CERT, NULL);
    g_autofree char *cert = g_build_filename(pki_dir, PKI_ENGINE_CERT, NULL);
    g_autofree char *key = g_build_filename(pki_dir, PKI_ENGINE_KEY, NULL);
    LinkCredentials *credentials = link_credentials_load(ca, cert, key, error);
    if (credentials == NULL)
        return NULL;
    LinkPort *port = g_new0(LinkPort, 1);
    port->base = (HostPort){ port_connect, port_disconnect, port_call, port_free };
    port->credentials = credentials;
    port->limiter = link_limiter_new(MAX_HANDSHAKES);
    port->heartbeat_ms = heartbeat_ms;
    port->seed = seed;
    return &port->base;
}
