/* change.h - what a client is told when something has changed: in which collections, by the names
 * of the API's paths, and no more.
 *
 * Which entity it was is not told, so nothing is that the client may not see.  Pure. */
#pragma once

#include "model/entity.h"

/* The collections that show entities of 'types', sorted, each once: ["hosts","nics"].  Strings
 * borrowed; NULL-terminated; the caller frees the array. */
const char **change_collections(EntityTypeSet types);

/* The message of a stream: "event: change" and {"collections":["hosts","nics"]}; nothing when no
 * collection shows any of 'types'. */
void change_write(EntityTypeSet types, GString *text);
