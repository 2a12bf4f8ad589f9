/* secret.h - passwords and random secrets: making them, keeping only hashes, comparing. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* 256 random bits as text that fits in a URL.  Caller frees with secret_free(). */
char *secret_new(GError **error);
void secret_free(char *secret); /* wipes; NULL is fine */

/* SHA-256 in hex: enough for a secret that nobody can guess.  Caller frees. */
char *secret_digest(const char *secret);

/* Takes the same time wherever they differ. */
bool secret_equal(const char *a, const char *b);

/* Memory-hard (yescrypt, 16 MiB), with a salt of its own; for what people think up. */
char *password_hash(const char *password, GError **error);

/* FAULT_ADMIN_PASSWORD_WEAK unless 'password' is long enough to be that of 'user_name'. */
bool password_check_policy(const char *user_name, const char *password, GError **error);

/* False also for a hash of NULL, which costs the same time: nobody learns which users exist. */
bool password_matches(const char *password, const char *hash);
