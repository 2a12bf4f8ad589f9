/* server.h - the agent's end of the host link: takes requests, answers them, tells events.
 *
 * Lives in one main context, the one that was thread-default when it was made; every function and
 * every op belongs to that thread.  It does not know what a verb does: ops->request does, and
 * answers at once or much later.  A peer is a certificate, not a connection: an answer goes to the
 * connection that asked or, when that died, to a newer one of the same certificate. */
#pragma once

#include "link/credentials.h"
#include "link/verbs.h"

#include <jansson.h>

typedef struct LinkServer LinkServer;

typedef struct {
    LinkRole role;
    char *name;    /* identity in the certificate: the host's or engine's UUID */
    char *address; /* of its newest connection, for people */
} LinkPeer;

/* A request that is checked against the verbs table.  Answer it exactly once. */
typedef struct {
    LinkServer *server;
    const Verb *verb;
    json_t *params;       /* normalised object, see verb_normalize_params(); borrowed */
    const LinkPeer *peer; /* lives as long as the request */
} LinkRequest;

typedef struct {
    /* Owes 'request' one link_request_reply() or link_request_fail*().  Host.ping2 never comes: it
     * is answered before, so that nothing can delay it. */
    void (*request)(LinkRequest *request, void *data);
    /* First connection of a peer is there; last one is gone.  NULL is fine for all below. */
    void (*peer_up)(LinkServer *server, const LinkPeer *peer, void *data);
    void (*peer_down)(LinkServer *server, const LinkPeer *peer, const GError *reason, void *data);
    /* A connection that never became a peer's, or broke the protocol: worth a line in the log. */
    void (*refused)(LinkServer *server, const char *address, const GError *reason, void *data);
} LinkServerOps;

typedef struct {
    LinkCredentials *credentials; /* borrowed; the server takes its own reference */
    const char *address;          /* NULL: every address, IPv6 and IPv4 */
    guint16 port;                 /* 0: the kernel chooses */
    guint handshake_ms;           /* 0: 10 s, for TLS, and again for the first frame */
    guint max_body;               /* 0: 16 MiB, of one frame */
    guint max_output;             /* 0: 32 MiB queued for one connection, then it is dropped */
    guint max_connections;        /* 0: 64 */
    guint max_peer_connections;   /* 0: 8 of one certificate; the oldest is dropped for a ninth */
    guint max_pending;            /* 0: 256 unanswered requests of one peer, then error 1100 */
} LinkServerConfig;

#define LINK_DEFAULT_PORT 54321

/* Listens.  'ops' must outlive the server. */
LinkServer *link_server_new(const LinkServerConfig *config, const LinkServerOps *ops, void *data,
                            GError **error);

/* Closes every connection.  Requests still unanswered stay valid; answering them does nothing. */
void link_server_free(LinkServer *server); /* NULL is fine */

guint16 link_server_get_port(const LinkServer *server);

/* While set, every verb is answered with error 99 and events are dropped: the agent is still
 * finding its VMs. */
void link_server_set_recovering(LinkServer *server, bool recovering);

/* Answers.  Each frees 'request'.  A result that does not fit the verb's row goes out as an
 * internal error naming the mismatch. */
void link_request_reply(LinkRequest *request, json_t *result /* takes; NULL is true */);
void link_request_fail(LinkRequest *request, int vdsm_code, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
void link_request_fail_error(LinkRequest *request, const GError *error);

/* Publishes an event, "|virt|VM_status|<id>", to every engine that subscribed; adds notify_time.
 * 'params' is taken.  Fails when the events table does not know it so; nothing is sent then. */
bool link_server_emit(LinkServer *server, const char *method, json_t *params, GError **error);

/* The clock of notify_time and of statusTime in VM statistics: 2^31-1 plus monotonic ms. */
gint64 link_notify_time(void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(LinkServer, link_server_free)
