/* user.h - who may ask, and the tokens they hold.  Pure data. */
#pragma once

#include "model/entity.h"

typedef struct {
    Entity base;
    char *name;      /* login, "admin" */
    char *user_name; /* "admin@internal-authz" */
    char *last_name, *email;
    char *password_hash; /* memory-hard; never leaves the store */
    gboolean disabled;
} User;

typedef struct {
    Entity base; /* id: SHA-256 hex of the token */
    char *user;
    gint64 expires;
} Token;

extern const EntityType user_type, token_type;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(User, entity_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Token, entity_free)

#define USER_ADMIN_ID "fdfc627c-d875-11e0-90f0-83df133b58cc"
