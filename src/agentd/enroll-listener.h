/* enroll-listener.h - waits for an engine that brings root's password, and gets this host its
 * certificate: the other side of "add host" with a root password (link/enroll-wire.h).
 *
 * Runs only while this host has no certificate.  Connections are served in threads, few at once and
 * each with a deadline; passwords are checked one after the other and guesses slowed down. */
#pragma once

#include "agentd/config.h"

#include <glib.h>
#include <stdbool.h>

typedef struct EnrollListener EnrollListener;

/* 'enrolled(data)' comes once, from the default main context, when the certificate is on disk. */
EnrollListener *enroll_listener_new(const AgentConfig *config, void (*enrolled)(gpointer data),
                                    gpointer data, GError **error);
/* Ends what is under way; waits for it. */
void enroll_listener_free(EnrollListener *listener); /* NULL is fine */
guint16 enroll_listener_get_port(const EnrollListener *listener);
