/* user.h - who may ask, the groups they are in, and the tokens they hold.  Pure data. */
#pragma once

#include "model/entity.h"

typedef struct {
    Entity base;
    char *name;      /* login, "admin" */
    char *user_name; /* "admin@internal-authz" */
    char *last_name, *email, *department;
    char *principal;     /* the login; alone it may stand for 'user_name' */
    char *domain_name;   /* of what is asked; shown always */
    char *password;      /* a new one */
    char *password_hash; /* memory-hard; never leaves the store */
    gboolean disabled;
} User;

typedef struct {
    Entity base;
    char *name;
    char *domain_name; /* empty: of Everyone */
} Group;

typedef struct {
    Entity base;
    char *group, *user;
} GroupMember;

/* Where users come from: one, which is not stored. */
typedef struct {
    Entity base;
    char *name;
} Domain;

typedef struct {
    Entity base; /* id: SHA-256 hex of the token */
    char *user;
    gint64 expires;
} Token;

extern const EntityType user_type, group_type, group_member_type, domain_type, token_type;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(User, entity_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Group, entity_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GroupMember, entity_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Domain, entity_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Token, entity_free)

#define USER_ADMIN_ID     "fdfc627c-d875-11e0-90f0-83df133b58cc"
#define GROUP_EVERYONE_ID "eee00000-0000-0000-0000-123456789eee"

#define DOMAIN_NAME "internal-authz"
#define DOMAIN_ID   "696E7465726E616C2D617574687A" /* as oVirt makes it: the name in hex */
