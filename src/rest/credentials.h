/* credentials.h - what the Authorization header says.  Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum {
    CREDENTIALS_NONE, /* there is none, or of a scheme that is not taken here */
    CREDENTIALS_BASIC,
    CREDENTIALS_BEARER,
    CREDENTIALS_BROKEN, /* of one of these schemes, but not well formed */
} CredentialsKind;

typedef struct {
    CredentialsKind kind;
    char *user, *password; /* BASIC */
    char *token;           /* BEARER */
} Credentials;

/* 'header' may be NULL. */
Credentials *credentials_parse(const char *header);
void credentials_free(Credentials *credentials);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Credentials, credentials_free)

/* "admin" is "admin@internal": the profile a user name has when it says none. */
char *credentials_full_user(const char *user);
