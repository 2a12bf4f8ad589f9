/* transport.h - STOMP frames over TLS over TCP: the only file of the link that touches a socket.
 *
 * A transport is one connection from its first packet to its end.  It belongs to the thread of its
 * main context and tells its owner, through ops, what happens; ops never run within a call of the
 * owner.  Everything is bounded: the handshake in time, frames and the output queue in size. */
#pragma once

#include "link/credentials.h"
#include "link/pki.h"
#include "link/stomp.h"

#include <stdbool.h>

typedef struct LinkTransport LinkTransport;
typedef struct LinkListener LinkListener;

typedef struct {
    /* TCP stands; the owner says link_transport_handshake() when it may go on.  NULL: at once. */
    void (*connected)(LinkTransport *transport, void *data);
    /* TLS stands and the certificate of the other side is good.  NULL is fine. */
    void (*opened)(LinkTransport *transport, void *data);
    /* Bytes came, a heart-beat at least.  NULL is fine. */
    void (*received)(LinkTransport *transport, void *data);
    void (*frame)(LinkTransport *transport, const StompFrame *frame, void *data);
    /* The other side broke the protocol; the owner may still tell it so.  The link then ends with
     * 'reason'.  NULL is fine. */
    void (*broken)(LinkTransport *transport, const GError *reason, void *data);
    /* The end, once; the owner still has to free the transport.  Not called after a free. */
    void (*closed)(LinkTransport *transport, const GError *reason, void *data);
} LinkTransportOps;

typedef struct {
    guint handshake_ms; /* for TLS; a server then waits as long again for the first frame */
    gsize max_body;
    gsize max_output;
} LinkTransportLimits;

/* Starts to connect.  'session' (NULL is fine) resumes an earlier TLS session. */
LinkTransport *link_transport_connect(GMainContext *context, const char *address, guint16 port,
                                      LinkCredentials *credentials, GBytes *session,
                                      const LinkTransportLimits *limits,
                                      const LinkTransportOps *ops, void *data);
void link_transport_handshake(LinkTransport *transport);

/* Ends at once, without a call of ops->closed.  Also from within an op.  NULL is fine. */
void link_transport_free(LinkTransport *transport);

/* Ends from the loop, with ops->closed; 'reason' is taken.  link_transport_finish() first writes
 * what is queued, and gives the other side a moment to read it; what still comes is dropped. */
void link_transport_close(LinkTransport *transport, GError *reason);
void link_transport_finish(LinkTransport *transport, GError *reason);

/* Queues 'frame', which is taken.  Too much queued closes the link. */
void link_transport_send(LinkTransport *transport, GBytes *frame);

/* Queues a heart-beat unless something is queued anyway. */
void link_transport_send_heart_beat(LinkTransport *transport);

/* After 'opened'; borrowed. */
const PkiIdentity *link_transport_get_peer(const LinkTransport *transport);
const char *link_transport_get_address(const LinkTransport *transport); /* "" before connected */

/* What link_transport_connect() takes to resume; NULL when the other side gave nothing.  Caller
 * owns. */
GBytes *link_transport_get_session(const LinkTransport *transport);
bool link_transport_is_resumed(const LinkTransport *transport);

/* Listens on 'address' (NULL: all, IPv6 and IPv4).  'accepted' owns each new transport and starts
 * it with link_transport_start(). */
LinkListener *link_listener_new(GMainContext *context, const char *address, guint16 port,
                                LinkCredentials *credentials, const LinkTransportLimits *limits,
                                void (*accepted)(LinkTransport *transport, void *data), void *data,
                                GError **error);
void link_transport_start(LinkTransport *transport, const LinkTransportOps *ops, void *data);
guint16 link_listener_get_port(const LinkListener *listener);
void link_listener_free(LinkListener *listener); /* NULL is fine */
