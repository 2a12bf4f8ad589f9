/* client.h - the engine's end of the host link: one LinkClient per host.
 *
 * It connects by itself and again after each loss (reconnect.h), checks that the other side is the
 * host it is meant to be, keeps the heart-beat, and matches answers with calls.  It lives in one
 * main context, whose thread runs every callback; link_client_call() and link_client_free() may
 * come from any thread.  A request is never repeated by itself: after ERR_UNREACHABLE or
 * ERR_TIMEOUT the outcome is not known, and the caller reads the host's state before it goes on. */
#pragma once

#include "link/credentials.h"
#include "link/verbs.h"

#include <jansson.h>

typedef struct LinkClient LinkClient;
typedef struct LinkLimiter LinkLimiter;

typedef enum {
    LINK_CONNECTING, /* not reachable now; calls fail at once with ERR_UNREACHABLE */
    LINK_RECOVERING, /* reached, but its agent is still finding its VMs; calls fail with ERR_BUSY */
    LINK_UP,
} LinkState;

typedef struct {
    const LinkEventRow *kind;
    const char *component, *operation, *unique; /* "virt", "VM_status", "<vm id>" */
    gint64 notify_time;                         /* orders the events of one boot of one host */
    const json_t *params;                       /* checked against the events table */
} LinkEvent;

typedef struct {
    /* 'reason' says why it is no longer up, or why an attempt failed (each failed attempt reports
     * LINK_CONNECTING again); NULL on the way up. */
    void (*state_changed)(LinkClient *client, LinkState state, const GError *reason, void *data);
    void (*event)(LinkClient *client, const LinkEvent *event, void *data); /* NULL is fine */
} LinkClientOps;

typedef struct {
    const char *address;          /* host name or IP address */
    guint16 port;                 /* 0: 54321 */
    const char *identity;         /* the host's UUID, as its certificate must say */
    LinkCredentials *credentials; /* borrowed; the client takes its own reference */
    LinkLimiter *limiter;         /* of the same main context; NULL: no cap */
    guint64 seed;                 /* of the back-off's jitter */
    guint connect_ms;             /* 0: 20 s, from the first packet to CONNECTED */
    guint heartbeat_ms;           /* 0: 10 s, promised and asked for; lost after twice that */
    guint backoff_min_ms, backoff_max_ms; /* 0: 2 s and 60 s */
    guint max_body;                       /* 0: 16 MiB, of one frame */
    guint max_output;                     /* 0: 32 MiB queued, then the link is dropped */
    guint max_pending;                    /* 0: 1024 calls under way, then ERR_BUSY */
} LinkClientConfig;

/* Starts to connect when the main context runs.  NULL 'context' is the default one.  'ops' must
 * outlive the client. */
LinkClient *link_client_new(GMainContext *context, const LinkClientConfig *config,
                            const LinkClientOps *ops, void *data);
LinkClient *link_client_ref(LinkClient *client);

/* Stops, and gives up the caller's reference.  Calls under way fail with ERR_UNREACHABLE; called
 * in the context's thread, no op runs afterwards. */
void link_client_free(LinkClient *client); /* NULL is fine */

/* Drops a reference of link_client_ref(). */
void link_client_unref(LinkClient *client);

/* In the context's thread. */
LinkState link_client_get_state(const LinkClient *client);

/* One of 'result' and 'error' is NULL; both are borrowed.  'error' is of domain ERR; a refusal by
 * the agent has its text, with its number at the end, "… (host error 7101)". */
typedef void (*LinkCallback)(json_t *result, const GError *error, void *data);

/* Calls 'verb'; 'params' is taken (NULL: none); 'timeout_ms' 0 is the verb's own.  'callback' (NULL
 * is fine) runs in the context's thread exactly once and never before this returns.  Any thread. */
void link_client_call(LinkClient *client, const char *verb, json_t *params, guint timeout_ms,
                      LinkCallback callback, void *data);

/* The agent's number in an error of a LinkCallback, 0 when it is not the agent's. */
int link_error_number(const GError *error);

/* A cap on the handshakes that run at once over many clients of one main context. */
LinkLimiter *link_limiter_new(guint max_parallel);
void link_limiter_unref(LinkLimiter *limiter); /* clients hold references of their own */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(LinkClient, link_client_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LinkLimiter, link_limiter_unref)
