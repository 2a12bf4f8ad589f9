/* host-install.h - enrolling hosts by root's password, in workers.
 *
 * The password lives in this process's memory alone, until the agent's PAM has judged it.  The row
 * says that an installation is under way, so that an engine that was killed meanwhile tells the
 * next one to call it failed. */
#pragma once

#include "engine/engine-private.h"
#include "model/host.h"

typedef struct Installs Installs;

Installs *installs_new(Engine *engine);
/* Gives up what an earlier engine had begun. */
bool installs_recover(Engine *engine, GError **error);
void installs_stop_soon(Installs *installs);
/* Waits for what is under way. */
void installs_free(Installs *installs); /* NULL is fine */

/* Checks what a client says of password, user and fingerprint; the latter is normalised.  'verb' is
 * for the fault. */
bool host_install_check(Host *given, const char *verb, GError **error);
/* The password that was given; NULL: none. */
const char *host_install_password(const Host *given);

/* After the commit that set install_pending. */
void host_install_start(Engine *engine, const char *host_id, const char *password);
