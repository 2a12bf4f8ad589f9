#include "engine/login-throttle.h"

typedef struct {
    guint n_failures;
    gint64 last, until;
} Attempts;

struct LoginThrottle {
    GHashTable *by_name; /* char * -> Attempts */
    Attempts others;     /* names that found no room */
    Attempts all;
};

LoginThrottle *login_throttle_new(void)
{
    LoginThrottle *throttle = g_new0(LoginThrottle, 1);
    throttle->by_name = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return throttle;
}

void login_throttle_free(LoginThrottle *throttle)
{
    if (throttle == NULL)
        return;
    g_hash_table_unref(throttle->by_name);
    g_free(throttle);
}

static bool is_forgotten(const Attempts *attempts, gint64 now)
{
    return now - attempts->last > LOGIN_FORGET;
}

static gboolean is_forgotten_entry(gpointer key, gpointer value, gpointer data)
{
    return is_forgotten(value, *(gint64 *)data);
}

static Attempts *find(LoginThrottle *throttle, const char *name)
{
    Attempts *attempts = g_hash_table_lookup(throttle->by_name, name);
    if (attempts == NULL && g_hash_table_size(throttle->by_name) >= LOGIN_MAX_NAMES)
        return &throttle->others;
    return attempts;
}

static Attempts *ensure(LoginThrottle *throttle, const char *name, gint64 now)
{
    if (g_hash_table_size(throttle->by_name) >= LOGIN_MAX_NAMES)
        g_hash_table_foreach_remove(throttle->by_name, is_forgotten_entry, &now);
    Attempts *attempts = find(throttle, name);
    if (attempts == NULL) {
        attempts = g_new0(Attempts, 1);
        g_hash_table_insert(throttle->by_name, g_strdup(name), attempts);
    }
    return attempts;
}

static void fail(Attempts *attempts, guint n_free, gint64 max_delay, gint64 now)
{
    if (is_forgotten(attempts, now))
        *attempts = (Attempts){ 0 };
    attempts->last = now;
    if (++attempts->n_failures < n_free)
        return;
    guint doublings = MIN(attempts->n_failures - n_free, 6);
    attempts->until = now + MIN((gint64)G_USEC_PER_SEC << doublings, max_delay);
}

gint64 login_throttle_wait(LoginThrottle *throttle, const char *name, gint64 now)
{
    const Attempts *attempts = find(throttle, name);
    gint64 until = MAX(attempts != NULL ? attempts->until : 0, throttle->all.until);
    return MAX(until - now, 0);
}

void login_throttle_failed(LoginThrottle *throttle, const char *name, gint64 now)
{
    fail(ensure(throttle, name, now), LOGIN_FREE_FAILURES, LOGIN_MAX_DELAY, now);
    fail(&throttle->all, LOGIN_FREE_FAILURES_ALL, LOGIN_MAX_DELAY_ALL, now);
}

void login_throttle_succeeded(LoginThrottle *throttle, const char *name)
{
    g_hash_table_remove(throttle->by_name, name);
}

guint login_throttle_size(const LoginThrottle *throttle)
{
    return g_hash_table_size(throttle->by_name);
}
