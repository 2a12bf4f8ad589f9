/* uuid.h - identifiers of entities, as lower-case text. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* A new random UUID.  Caller frees. */
char *uuid_new(void);

/* True for the 36-character form. */
bool uuid_is_valid(const char *text);

/* A UUID that depends on 'name' alone (RFC 9562 version 5 under a namespace of ours): for
 * things that must keep their id when they vanish and come back.  Caller frees. */
char *uuid_from_name(const char *name);
