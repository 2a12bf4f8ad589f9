/* host-port.h - all that the engine may ask of the world of hosts: one link to each agent.
 *
 * The real one is host_link_port_new() over link/client.h; unit tests invent hosts in memory.  The
 * rules are those of link/client.h: the port connects by itself and again after each loss; a call
 * is answered once, in the context's thread, never before call() returns, and never repeated; after
 * ERR_UNREACHABLE or ERR_TIMEOUT the outcome is not known. */
#pragma once

#include "link/client.h"

typedef struct {
    const char *id;      /* the host's UUID, as its certificate must say */
    const char *address; /* host name or IP address */
    guint16 port;
} HostAddress;

/* Both run in the context's thread. */
typedef struct {
    void (*state_changed)(LinkState state, const GError *reason, void *data);
    void (*event)(const LinkEvent *event, void *data);
} HostPortOps;

typedef struct HostPort HostPort;
struct HostPort {
    /* Starts to connect; the result is the link.  In the context's thread. */
    void *(*connect)(HostPort *port, GMainContext *context, const HostAddress *address,
                     const HostPortOps *ops, void *data);
    /* Calls under way fail with ERR_UNREACHABLE; no op runs afterwards.  In the context's thread.
     */
    void (*disconnect)(void *link);
    /* As link_client_call(): 'params' is taken, 'timeout_ms' 0 is the verb's own.  Any thread, from
     * connect() until disconnect() was called. */
    void (*call)(void *link, const char *verb, json_t *params, guint timeout_ms,
                 LinkCallback callback, void *data);
    void (*free)(HostPort *port); /* after the last disconnect() */
};

/* Links over TLS with the engine's certificate in 'pki_dir' ("ca.pem", "engine.pem",
 * "engine.key").  'heartbeat_ms' 0 is the link's own. */
HostPort *host_link_port_new(const char *pki_dir, guint heartbeat_ms, guint64 seed, GError **error);
