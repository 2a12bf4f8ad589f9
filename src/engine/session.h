/* session.h - the memory of session.c: failed attempts, and tokens that were looked up lately. */
#pragma once

#include "engine/engine-private.h"

typedef struct Sessions Sessions;

Sessions *sessions_new(void);
void sessions_free(Sessions *sessions); /* NULL is fine */

/* Deletes the tokens of a user, in the transaction of the calling thread. */
bool session_delete_tokens(Store *store, const char *user_id, GError **error);

/* Ends all that is remembered of a user: tokens, the right password, failed attempts. */
void sessions_forget_user(Sessions *sessions, const char *user_id, const char *user_name);

/* Whether something that 'name' failed at should be recorded now: not more often than a person
 * could fail.  Counts the failure. */
bool sessions_may_record_failure(Sessions *sessions, const char *name);
