/* url.h - the path and the parameters of a request, decoded once at the edge.
 *
 * Parameters come from the query and, as oVirt allows, as matrix parameters (";from=5") from the
 * last path segment.  Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct {
    char **segments; /* "/a/b%2Fc/" is { "a", "b/c" }; NULL-terminated */
    int n_segments;
    GHashTable *params; /* name -> value; of a repeated one the first */
} Url;

/* ERR_INVALID for a path that does not start with '/', a broken escape, an escaped NUL, text that
 * is not UTF-8, and an empty, "." or ".." segment.  One trailing '/' is fine. */
Url *url_parse(const char *target, GError **error);
void url_free(Url *url);

/* NULL when absent. */
const char *url_param(const Url *url, const char *name);

/* true, t, yes, y or 1 in any case; absent or anything else is false. */
bool url_param_bool(const Url *url, const char *name);

/* The integer 'name'; absent or without a value: 'fallback'.  ERR_INVALID names it. */
bool url_param_int(const Url *url, const char *name, gint64 fallback, gint64 *ret, GError **error);

/* Adds the "name=value&…" pairs of 'text' to 'params': a query or a form body. */
bool url_form_parse(const char *text, gsize size, GHashTable *params, GError **error);

/* A table for url_form_parse(). */
GHashTable *url_form_new(void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Url, url_free)
