#include "rest/cookie-session.h"

#include "engine/secret.h"

#include <pthread.h>
#include <string.h>

#define SWEPT_AT_ONCE 16 /* sessions that a new one clears away */

typedef struct {
    CookieSession session;
    gint64 used;
} Entry;

struct CookieSessions {
    pthread_mutex_t lock;
    GHashTable *entries; /* digest of the id -> Entry */
};

/* --- headers ---------------------------------------------------------------------------------- */

/* The header may have been sent more than once: then it is joined by commas. */
char *cookie_find(const char *header, const char *name)
{
    gsize length = strlen(name);
    if (header == NULL)
        return NULL;
    g_auto(GStrv) pairs = g_strsplit_set(header, ";,", 64);
    for (char **pair = pairs; *pair != NULL; pair++) {
        char *text = g_strstrip(*pair);
        if (strncmp(text, name, length) == 0 && text[length] == '=' && text[length + 1] != '\0')
            return g_strdup(text + length + 1);
    }
    return NULL;
}

/* --- sessions --------------------------------------------------------------------------------- */

void cookie_session_clear(CookieSession *session)
{
    g_clear_pointer(&session->token, secret_free);
    g_clear_pointer(&session->user_name, g_free);
}

static CookieSession copy_of(const CookieSession *session)
{
    CookieSession copy = *session;
    copy.token = g_strdup(session->token);
    copy.user_name = g_strdup(session->user_name);
    return copy;
}

static void entry_free(gpointer data)
{
    Entry *entry = data;
    cookie_session_clear(&entry->session);
    g_free(entry);
}

CookieSessions *cookie_sessions_new(void)
{
    CookieSessions *sessions = g_new0(CookieSessions, 1);
    pthread_mutex_init(&sessions->lock, NULL);
    sessions->entries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, entry_free);
    return sessions;
}

void cookie_sessions_free(CookieSessions *sessions)
{
    if (sessions == NULL)
        return;
    g_hash_table_unref(sessions->entries);
    pthread_mutex_destroy(&sessions->lock);
    g_free(sessions);
}

static bool is_over(const Entry *entry, gint64 now)
{
    return now - entry->used >= entry->session.ttl_us;
}

static void end(CookieSessions *sessions, const char *digest, GPtrArray *ended)
{
    const Entry *entry = g_hash_table_lookup(sessions->entries, digest);
    if (entry->session.owns_token)
        g_ptr_array_add(ended, g_strdup(entry->session.token));
    g_hash_table_remove(sessions->entries, digest);
}

/* Clears away some that are over, and the one that was idle for longest when there are too many. */
static void make_room(CookieSessions *sessions, gint64 now, GPtrArray *ended)
{
    GHashTableIter iter;
    gpointer key, value;
    g_autoptr(GPtrArray) over = g_ptr_array_new_with_free_func(g_free);
    const char *oldest = NULL;
    gint64 oldest_used = G_MAXINT64;
    g_hash_table_iter_init(&iter, sessions->entries);
    while (g_hash_table_iter_next(&iter, &key, &value)) {
        const Entry *entry = value;
        if (is_over(entry, now) && over->len < SWEPT_AT_ONCE) {
            g_ptr_array_add(over, g_strdup(key));
        } else if (entry->used < oldest_used) {
            oldest = key;
            oldest_used = entry->used;
        }
    }
    if (over->len == 0 && g_hash_table_size(sessions->entries) >= COOKIE_SESSION_MAX)
        g_ptr_array_add(over, g_strdup(oldest));
    for (guint i = 0; i < over->len; i++)
        end(sessions, over->pdata[i], ended);
}

char *cookie_sessions_add(CookieSessions *sessions, const CookieSession *session, gint64 now,
                          GPtrArray *ended, GError **error)
{
    char *id = secret_new(error);
    if (id == NULL)
        return NULL;
    Entry *entry = g_new(Entry, 1);
    *entry = (Entry){ copy_of(session), now };
    pthread_mutex_lock(&sessions->lock);
    make_room(sessions, now, ended);
    g_hash_table_replace(sessions->entries, secret_digest(id), entry);
    pthread_mutex_unlock(&sessions->lock);
    return id;
}

bool cookie_sessions_find(CookieSessions *sessions, const char *id, gint64 now, CookieSession *ret)
{
    g_autofree char *digest = secret_digest(id);
    pthread_mutex_lock(&sessions->lock);
    Entry *entry = g_hash_table_lookup(sessions->entries, digest);
    bool found = entry != NULL && !is_over(entry, now);
    if (found) {
        entry->used = now;
        *ret = copy_of(&entry->session);
    }
    pthread_mutex_unlock(&sessions->lock);
    return found;
}

bool cookie_sessions_remove(CookieSessions *sessions, const char *id, CookieSession *ret)
{
    g_autofree char *digest = secret_digest(id);
    pthread_mutex_lock(&sessions->lock);
    Entry *entry = g_hash_table_lookup(sessions->entries, digest);
    bool found = entry != NULL;
    if (found) {
        *ret = copy_of(&entry->session);
        g_hash_table_remove(sessions->entries, digest);
    }
    pthread_mutex_unlock(&sessions->lock);
    return found;
}
