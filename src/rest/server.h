/* server.h - HTTP over TLS: connections, limits and threads; what is asked and answered is not its
 * business.
 *
 * A few threads with an epoll set each serve all connections.  A request that may wait (for the
 * disk, a password hash, an agent) is answered by a worker while its connection is suspended, so
 * that it never holds up the others of its thread. */
#pragma once

#include "rest/http.h"

#define SERVER_MAX_BODY (1024 * 1024)

typedef struct {
    const char *address; /* IPv4 or IPv6; NULL: all of this machine */
    guint16 port;        /* 0: any free one */
    const char *key_pem, *cert_pem;
    guint n_threads;       /* 0: by the number of processors */
    guint max_connections; /* 0: 4096 */
    /* 0: 60; twice as long may the head or the body of a request take, and to read 8 MiB of
     * a reply */
    guint idle_timeout_s;
} ServerConfig;

typedef struct {
    /* Whether answer() may wait for anything but a read of the local database. */
    bool (*may_wait)(const HttpRequest *request, gpointer data);
    /* Never NULL; from any thread. */
    HttpReply *(*answer)(const HttpRequest *request, gpointer data);
} ServerHandler;

typedef struct Server Server;

/* Listens and serves from the moment it returns. */
Server *server_start(const ServerConfig *config, const ServerHandler *handler, gpointer data,
                     GError **error);

guint16 server_port(const Server *server);

/* Accepts no more, lets running requests end, ends the streams, closes all.  NULL is fine. */
void server_stop(Server *server);
