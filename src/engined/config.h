/* config.h - the engine's configuration file, with a default for everything.
 *
 *   [engine]
 *   database=sqlite:/var/lib/berth-engine/engine.db
 *   pki_dir=/var/lib/berth-engine/pki
 *   address=            an IP address to listen on; empty: all
 *   port=8443           0: any free one
 *   public_url=         what clients and agents reach it by; empty: https://<host name>:<port>
 *   log_level=info      error, warning, info or debug; read again on SIGHUP
 *   idle_timeout=60     seconds until a silent connection is closed
 *   max_connections=4096
 *   heartbeat_ms=       asked of agents; these four: empty is the engine's own default
 *   connecting_grace_ms=
 *   reservation_ms=
 *   audit_ms= */
#pragma once

#include <glib.h>

typedef struct {
    char *database, *pki_dir, *address, *public_url, *log_level;
    gint64 port, idle_timeout, max_connections;
    gint64 heartbeat_ms, connecting_grace_ms, reservation_ms, audit_ms;
} Config;

#define CONFIG_DEFAULT_PATH "/etc/berth/engine.conf"

/* 'path' NULL: the default path, which may be missing; any other must be there.  An unknown key is
 * an error: it is a misspelt one. */
Config *config_load(const char *path, GError **error);
void config_free(Config *config);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Config, config_free)
