#include "rest/credentials.h"

#include <string.h>

#define MAX_HEADER 4096

/* The text after "scheme " of any case; NULL when it is another one. */
static const char *after_scheme(const char *header, const char *scheme)
{
    gsize length = strlen(scheme);
    if (g_ascii_strncasecmp(header, scheme, length) != 0 || header[length] != ' ')
        return NULL;
    while (header[length] == ' ')
        length++;
    return header + length;
}

static CredentialsKind parse_basic(Credentials *credentials, const char *text)
{
    gsize size = 0;
    g_autofree guchar *bytes = g_base64_decode(text, &size);
    g_autofree char *decoded = g_strndup((const char *)bytes, size);
    char *colon = strchr(decoded, ':');
    if (colon == NULL || colon == decoded || strlen(decoded) != size ||
        !g_utf8_validate(decoded, -1, NULL))
        return CREDENTIALS_BROKEN;
    credentials->user = g_strndup(decoded, (gsize)(colon - decoded));
    credentials->password = g_strdup(colon + 1);
    return CREDENTIALS_BASIC;
}

static CredentialsKind parse_bearer(Credentials *credentials, const char *text)
{
    if (*text == '\0' || strpbrk(text, " ,\t") != NULL)
        return CREDENTIALS_BROKEN;
    credentials->token = g_strdup(text);
    return CREDENTIALS_BEARER;
}

Credentials *credentials_parse(const char *header)
{
    Credentials *credentials = g_new0(Credentials, 1);
    const char *text;
    if (header == NULL)
        credentials->kind = CREDENTIALS_NONE;
    else if (strlen(header) > MAX_HEADER)
        credentials->kind = CREDENTIALS_BROKEN;
    else if ((text = after_scheme(header, "basic")) != NULL)
        credentials->kind = parse_basic(credentials, text);
    else if ((text = after_scheme(header, "bearer")) != NULL)
        credentials->kind = parse_bearer(credentials, text);
    return credentials;
}

void credentials_free(Credentials *credentials)
{
    if (credentials == NULL)
        return;
    g_free(credentials->user);
    g_free(credentials->password);
    g_free(credentials->token);
    g_free(credentials);
}

char *credentials_full_user(const char *user)
{
    return strchr(user, '@') != NULL ? g_strdup(user) : g_strconcat(user, "@internal", NULL);
}
