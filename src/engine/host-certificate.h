/* host-certificate.h - what all ways to enrol a host have in common: the signature of the engine's
 * CA and what it makes of the host's row. */
#pragma once

#include "engine/engine-private.h"
#include "model/host.h"

/* The CA, as PEM; the caller frees the key with secret_free().  Blocks on the disk: not within a
 * transaction. */
bool host_certificate_load_ca(Engine *engine, char **ret_key, char **ret_cert, GError **error);

/* Signs the agent's request as this host's.  Caller frees. */
char *host_certificate_sign(const char *ca_key, const char *ca_cert, const Host *host,
                            const char *request, GError **error);

/* Notes in the row that its agent has 'certificate' now: status, no token, no installation. */
bool host_certificate_note(Host *host, const char *certificate, GError **error);
