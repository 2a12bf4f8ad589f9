#include "silent-port.h"

#include "engine/host-port.h"

static void *port_connect(HostPort *port, GMainContext *context, const HostAddress *address,
                          const HostPortOps *ops, void *data)
{
    return port;
}

static void port_disconnect(void *link)
{
}

static void port_call(void *link, const char *verb, json_t *params, guint timeout_ms,
                      LinkCallback callback, void *data)
{
    g_error("%s was called on a host that is not there", verb);
}

static void port_free(HostPort *port)
{
    g_free(port);
}

HostPort *silent_port_new(void)
{
    HostPort *port = g_new(HostPort, 1);
    *port = (HostPort){ port_connect, port_disconnect, port_call, port_free };
    return port;
}
