/* api.h - oVirt's v4 REST API over the engine's use cases: a request in, a reply out.
 *
 * Any thread.  What is served is the table in routes.c. */
#pragma once

#include "engine/engine.h"
#include "rest/server.h"

typedef struct Api Api;

/* Borrows 'engine' until api_free().  'ca_pem' is served to whoever asks. */
Api *api_new(Engine *engine, const char *ca_pem, const char *public_url);
void api_free(Api *api);

/* The two functions of a server; their data is the Api. */
extern const ServerHandler api_handler;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Api, api_free)
