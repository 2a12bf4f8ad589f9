/* login-throttle.h - how long to wait after failed attempts, by name and over all names.
 *
 * After LOGIN_FREE_FAILURES failures of one name each further one doubles its delay, up to
 * LOGIN_MAX_DELAY.  All names together have a larger allowance and a shorter delay: trying many
 * names is no way round it, and keeps others out only while it goes on without a pause.  Bounded:
 * names that find no room share one entry.
 *
 * Pure: the caller gives 'now' in microseconds of any clock that does not go back, and locks. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define LOGIN_FREE_FAILURES     5
#define LOGIN_FREE_FAILURES_ALL 50
#define LOGIN_MAX_DELAY         (60 * G_USEC_PER_SEC)
#define LOGIN_MAX_DELAY_ALL     G_USEC_PER_SEC
#define LOGIN_FORGET            (15 * 60 * G_USEC_PER_SEC)
#define LOGIN_MAX_NAMES         1024

typedef struct LoginThrottle LoginThrottle;

LoginThrottle *login_throttle_new(void);
void login_throttle_free(LoginThrottle *throttle); /* NULL is fine */

/* Microseconds until 'name' may be tried again; 0: now. */
gint64 login_throttle_wait(LoginThrottle *throttle, const char *name, gint64 now);

void login_throttle_failed(LoginThrottle *throttle, const char *name, gint64 now);
void login_throttle_succeeded(LoginThrottle *throttle, const char *name);

/* Names that are remembered now. */
guint login_throttle_size(const LoginThrottle *throttle);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(LoginThrottle, login_throttle_free)
