/* call.h - one request on its way through the API: who asks, for what, and in which representation.
 *
 * Private to this folder.  A handler reads the call, asks the engine and sets the reply. */
#pragma once

#include "engine/engine.h"
#include "repr/node.h"
#include "repr/write.h"
#include "rest/api.h"
#include "rest/follow.h"
#include "rest/links.h"
#include "rest/media.h"
#include "rest/refusal.h"
#include "rest/routes.h"
#include "rest/url.h"

#define API_PREFIX "/ovirt-engine/api"

struct CookieSessions;
struct EventHub;
struct WebFiles;

struct Api {
    Engine *engine;
    RouteNode *tree;
    Links *links;
    struct EventHub *events;
    struct CookieSessions *sessions;
    char *ca_pem, *public_url;
    GBytes *openapi;   /* the page that describes it all */
    char *openapi_tag; /* its ETag, quotes and all */
    struct WebFiles *web;
};

struct Call {
    Api *api;
    Engine *engine;
    const HttpRequest *request;
    const Url *url; /* borrowed from 'request'; NULL: broken */

    const RouteNode *node; /* of the path, and the row of it that is called */
    const Route *route;
    const char *captures[ROUTE_MAX_CAPTURES]; /* borrowed from 'url' */
    int n_captures;
    const char *prefix; /* of all addresses in the reply: as the client wrote it, "…/api/v4" */

    Caller caller;
    User *user;
    char *user_name, *correlation_id;
    char *token;                    /* when it was by a token or a session; NULL: by a password */
    char *new_cookie, *last_cookie; /* of a session that begins, that ends, with this call */

    Media media;
    ReprFormat format;
    Node *body;   /* NULL: none was sent */
    bool async;   /* the client asked not to wait: by the query or inside the action */
    gint64 max;   /* how many of a list; negative: all */
    bool count;   /* the client wants to know how many there are in all, too */
    gint64 total; /* that; negative: it was not counted */
    Follow *own_follow;
    const Follow *follow;      /* which links are inlined in what this call writes; NULL: none */
    struct Inlining *inlining; /* shared with the calls that 'follow' makes */

    char *job; /* the id of the one that the use case made; NULL: none */
    HttpReply *reply;
};

#define CALL_API_SEGMENTS 2 /* "ovirt-engine", "api" */

/* Whether it is an address of the API, not of a service beside it. */
bool call_under_api(const Url *url);

/* Finds node, route and captures of 'url'. */
void call_find(Call *call);

/* The id that the path ends with; the one of the entity that a collection or an item lies under. */
const char *call_id(const Call *call);
const char *call_parent_id(const Call *call);
const char *call_grandparent_id(const Call *call); /* NULL: none */

/* How many of 'n' entries of a list are wanted. */
guint call_limit(const Call *call, guint n);

/* Whether expensive parts are wanted, too: all_content. */
bool call_wants_all(const Call *call);

/* How entities are written in the reply.  'links' come from the routes of their own type. */
ReprContext call_context(const Call *call);

/* Set the reply. */
void call_reply_text(Call *call, unsigned status, const char *content_type, char *text);
void call_reply_entity(Call *call, unsigned status, const void *entity);
/* 'entities' are all there are, unless 'total' has been set. */
void call_reply_list(Call *call, const EntityType *type, const GPtrArray *entities);

/* <action> with the job (NULL: none) and a status; 'extra' (may be NULL) adds its own elements. */
void call_reply_action(Call *call, const char *job_id, void (*extra)(Emit *emit, gpointer data),
                       gpointer data);
void call_take_reply(Call *call, unsigned status, Emit *emit);

/* The body, or a refusal that names what should be in it. */
const Node *call_need_body(const Call *call, GError **error);

/* Text of the body at 'path'; NULL when it has none or it is empty. */
const char *call_text(const Call *call, const char *path);
