/* enroll-files.h - the certificates of this host on disk, each replaced as a whole. */
#pragma once

#include <glib.h>
#include <stdbool.h>

bool enroll_files_exist(const char *pki_dir);

/* Checks that all of it fits together, then writes it, the certificate last: while that is missing
 * or old, the agent does not start with half a pair. */
bool enroll_files_store(const char *pki_dir, const char *ca, const char *cert, const char *key,
                        GError **error);

/* Takes the certificate away; the agent is nobody's then. */
bool enroll_files_remove(const char *pki_dir, GError **error);

/* The key and request with which this host registers itself: the same ones each time, so that the
 * engine knows it again. */
bool enroll_files_ensure_request(const char *pki_dir, const char *name, char **ret_key,
                                 char **ret_request, GError **error);

/* The key by which an engine knows this agent before it is enrolled, made when there is none. */
bool enroll_files_ensure_own(const char *pki_dir, char **ret_cert, char **ret_key, GError **error);
