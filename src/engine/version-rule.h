/* version-rule.h - which versions of oVirt data centers and clusters can be of, and together.
 *
 * A version is what clients ask for by number; it changes nothing that Berth does. */
#pragma once

#include "engine/crud.h"

/* FAULT_VERSION_NOT_SUPPORTED unless it is one of the cluster levels. */
bool version_check(const Crud *crud, const EntityType *type, gint64 major, gint64 minor,
                   GError **error);

/* "4.7".  Caller frees. */
char *version_text(gint64 major, gint64 minor);
