/* enroll-wire.h - how engine and agent talk while the agent has no certificate of the engine's CA.
 *
 * TLS with a key that the agent made itself, and in it one JSON object a line, each way in turn:
 *
 *     engine  {"enroll": 1, "user": "root", "password": "...", "host": "<uuid>"}
 *     agent   {"csr": "..."}                      or {"error": "..."}
 *     engine  {"certificate": "...", "ca": "..."}
 *     agent   {"enrolled": true}                  or {"error": "..."}
 *
 * Blocking, for worker threads; everything is bounded in size and by one deadline. */
#pragma once

#include "link/credentials.h"

#include <gio/gio.h>
#include <jansson.h>
#include <stdbool.h>

typedef struct EnrollWire EnrollWire;

/* What the other side's certificate says of it. */
typedef enum {
    ENROLL_PEER_NEW,     /* signed by itself: to be enrolled */
    ENROLL_PEER_OURS,    /* of our CA: enrolled already */
    ENROLL_PEER_FOREIGN, /* of another CA */
} EnrollPeer;

/* Connects and shakes hands; whoever answers is told by the next functions, so say nothing before
 * they were asked.  'cancellable' may be NULL. */
EnrollWire *enroll_wire_connect(const char *address, guint16 port, LinkCredentials *credentials,
                                guint timeout_ms, GCancellable *cancellable, GError **error);
EnrollPeer enroll_wire_peer(const EnrollWire *wire);
const char *enroll_wire_fingerprint(const EnrollWire *wire); /* SHA-256, hex with ':' */
const char *enroll_wire_identity(const EnrollWire *wire);    /* of OURS: the host's id; else NULL */

/* The agent's end; 'socket' is borrowed. */
EnrollWire *enroll_wire_accept(GSocket *socket, LinkCredentials *credentials, guint timeout_ms,
                               GCancellable *cancellable, GError **error);

void enroll_wire_free(EnrollWire *wire); /* NULL is fine */

/* 'message' is taken; the text that was sent is wiped from memory. */
bool enroll_wire_send(EnrollWire *wire, json_t *message, GError **error);
/* The next line; an {"error": ...} of the other side is ERR_DENIED with its text.  Caller decrefs.
 */
json_t *enroll_wire_receive(EnrollWire *wire, GError **error);

/* One line, without its end; pure.  Caller decrefs. */
json_t *enroll_message_parse(const char *line, gsize size, GError **error);

/* "SHA256:AB:cd..." or "abcd..." as lower-case hex with ':'; NULL when it is no SHA-256. */
char *enroll_fingerprint_normal(const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EnrollWire, enroll_wire_free)
