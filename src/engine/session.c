#include "engine/session.h"

#include "engine/event-log.h"
#include "engine/login-throttle.h"
#include "engine/secret.h"

#include <string.h>

#define DOMAIN          DOMAIN_NAME
#define TOKEN_LIFETIME  (12 * G_TIME_SPAN_HOUR)
#define TOKEN_FRESH     (60 * G_USEC_PER_SEC) /* then the store is asked again */
#define MAX_TOKENS      4096
#define PASSWORD_FRESH  (60 * G_USEC_PER_SEC)
#define MAX_PASSWORDS   64
#define MAX_NAME        100 /* characters of a name that is recorded */
#define EXPIRED_AT_ONCE 100 /* old tokens that a new one clears away */

typedef struct {
    User *user;
    gint64 expires, stale;
} CachedToken;

struct Sessions {
    /* Passwords are checked one at a time: each check takes 16 MiB.  Taken before 'lock'. */
    pthread_mutex_t password_lock;

    pthread_mutex_t lock; /* of all below */
    LoginThrottle *logins, *others;
    GHashTable *tokens; /* digest -> CachedToken */
    guint64 n_forgotten;
    /* Digests of (user, hash, password) that were found right, under a key that only this process
     * has: with basic authentication each request brings the password. */
    GHashTable *passwords; /* digest -> gint64 *, when it goes stale */
    char *password_key;
};

static void cached_token_free(gpointer data)
{
    CachedToken *token = data;
    entity_free(token->user);
    g_free(token);
}

Sessions *sessions_new(void)
{
    Sessions *sessions = g_new0(Sessions, 1);
    pthread_mutex_init(&sessions->password_lock, NULL);
    pthread_mutex_init(&sessions->lock, NULL);
    sessions->logins = login_throttle_new();
    sessions->others = login_throttle_new();
    sessions->tokens = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, cached_token_free);
    sessions->passwords = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    sessions->password_key = secret_new(NULL);
    return sessions;
}

void sessions_free(Sessions *sessions)
{
    if (sessions == NULL)
        return;
    login_throttle_free(sessions->logins);
    login_throttle_free(sessions->others);
    g_hash_table_unref(sessions->tokens);
    g_hash_table_unref(sessions->passwords);
    secret_free(sessions->password_key);
    pthread_mutex_destroy(&sessions->lock);
    pthread_mutex_destroy(&sessions->password_lock);
    g_free(sessions);
}

static gboolean is_token_of(gpointer key, gpointer value, gpointer user_id)
{
    return strcmp(((CachedToken *)value)->user->base.id, user_id) == 0;
}

void sessions_forget_user(Sessions *sessions, const char *user_id, const char *user_name)
{
    g_auto(GStrv) parts = g_strsplit(user_name, "@", 2);
    g_autofree char *asked = g_strdup_printf("%s@internal", parts[0]);
    pthread_mutex_lock(&sessions->lock);
    g_hash_table_foreach_remove(sessions->tokens, is_token_of, (gpointer)user_id);
    g_hash_table_remove_all(sessions->passwords); /* their keys do not tell whose they are */
    login_throttle_succeeded(sessions->logins, asked);
    login_throttle_succeeded(sessions->logins, user_name);
    sessions->n_forgotten++;
    pthread_mutex_unlock(&sessions->lock);
}

bool sessions_may_record_failure(Sessions *sessions, const char *name)
{
    gint64 now = g_get_monotonic_time();
    pthread_mutex_lock(&sessions->lock);
    bool may = login_throttle_wait(sessions->others, name, now) == 0;
    if (may)
        login_throttle_failed(sessions->others, name, now);
    pthread_mutex_unlock(&sessions->lock);
    return may;
}

/* --- passwords -------------------------------------------------------------------------------- */

/* What somebody typed, cut and made fit for a sentence. */
static char *printable(const char *name)
{
    g_autofree char *valid = g_utf8_make_valid(name, -1);
    for (char *c = valid; *c != '\0'; c++)
        if ((guchar)*c < 0x20 || (guchar)*c == 0x7f)
            *c = '?';
    return g_utf8_strlen(valid, -1) > MAX_NAME ? g_utf8_substring(valid, 0, MAX_NAME)
                                               : g_steal_pointer(&valid);
}

/* "admin@internal" as it is stored, "admin@internal-authz"; NULL for a profile that is not ours. */
static char *stored_name(const char *user_name)
{
    const char *at = strrchr(user_name, '@');
    if (at == NULL)
        return g_strdup_printf("%s@" DOMAIN, user_name);
    if (strcmp(at + 1, "internal") != 0 && strcmp(at + 1, DOMAIN) != 0)
        return NULL;
    return g_strdup_printf("%.*s@" DOMAIN, (int)(at - user_name), user_name);
}

static User *find_user(Store *store, const char *user_name, GError **error)
{
    g_autofree char *name = g_utf8_validate(user_name, -1, NULL) ? stored_name(user_name) : NULL;
    return name != NULL ? store_find(store, &user_type, "user_name", name, error) : NULL;
}

/* The key of a right password in the cache. */
static char *password_digest(const Sessions *sessions, const User *user, const char *password)
{
    g_autofree char *text =
        g_strdup_printf("%s\n%s\n%s", user->base.id, user->password_hash, password);
    char *digest =
        g_compute_hmac_for_string(G_CHECKSUM_SHA256, (const guchar *)sessions->password_key,
                                  strlen(sessions->password_key), text, -1);
    explicit_bzero(text, strlen(text));
    return digest;
}

static bool was_right(Sessions *sessions, const char *digest, gint64 now)
{
    pthread_mutex_lock(&sessions->lock);
    const gint64 *stale = g_hash_table_lookup(sessions->passwords, digest);
    bool right = stale != NULL && now < *stale;
    pthread_mutex_unlock(&sessions->lock);
    return right;
}

static void remember_right(Sessions *sessions, const char *digest, gint64 now)
{
    gint64 *stale = g_new(gint64, 1);
    *stale = now + PASSWORD_FRESH;
    pthread_mutex_lock(&sessions->lock);
    if (g_hash_table_size(sessions->passwords) >= MAX_PASSWORDS)
        g_hash_table_remove_all(sessions->passwords);
    g_hash_table_insert(sessions->passwords, g_strdup(digest), stale);
    pthread_mutex_unlock(&sessions->lock);
}

/* 'user' may be NULL: nobody, which takes as long. */
static bool check_password(Sessions *sessions, const User *user, const char *password)
{
    if (user == NULL || user->password_hash == NULL || user->disabled ||
        sessions->password_key == NULL)
        return password_matches(password, NULL);
    gint64 now = g_get_monotonic_time();
    g_autofree char *digest = password_digest(sessions, user, password);
    if (was_right(sessions, digest, now))
        return true;
    if (!password_matches(password, user->password_hash))
        return false;
    remember_right(sessions, digest, now);
    return true;
}

static gint64 wait_of(Sessions *sessions, const char *name)
{
    pthread_mutex_lock(&sessions->lock);
    gint64 wait = login_throttle_wait(sessions->logins, name, g_get_monotonic_time());
    pthread_mutex_unlock(&sessions->lock);
    return wait;
}

static void count_attempt(Sessions *sessions, const char *name, bool succeeded)
{
    pthread_mutex_lock(&sessions->lock);
    if (succeeded)
        login_throttle_succeeded(sessions->logins, name);
    else
        login_throttle_failed(sessions->logins, name, g_get_monotonic_time());
    pthread_mutex_unlock(&sessions->lock);
}

/* Under 'password_lock', so that attempts at the same time count, too. */
static User *try_password(Engine *engine, const char *name, const char *password, GError **error)
{
    Sessions *sessions = engine->sessions;
    gint64 wait = wait_of(sessions, name);
    if (wait > 0) {
        g_autofree char *seconds =
            g_strdup_printf("%" G_GINT64_FORMAT, (wait + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
        return fault_null(error, FAULT_LOGIN_THROTTLED, name, seconds);
    }
    g_autoptr(GError) failure = NULL;
    g_autoptr(User) user = find_user(engine->store, name, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return NULL;
    }
    bool right = check_password(sessions, user, password);
    count_attempt(sessions, name, right);
    if (!right)
        return fault_null(error, FAULT_LOGIN_FAILED, name);
    return g_steal_pointer(&user);
}

User *engine_check_password(Engine *engine, const char *user_name, const char *password,
                            GError **error)
{
    g_autofree char *name = printable(user_name);
    g_autoptr(GError) failure = NULL;
    pthread_mutex_lock(&engine->sessions->password_lock);
    User *user = try_password(engine, name, password, &failure);
    pthread_mutex_unlock(&engine->sessions->password_lock);
    if (user != NULL) {
        g_clear_pointer(&user->password_hash, g_free);
        return user;
    }
    if (g_error_matches(failure, FAULT, FAULT_LOGIN_FAILED))
        event_record(engine, &(Caller){ .user_name = name }, "USER_VDC_LOGIN_FAILED", NULL);
    g_propagate_error(error, g_steal_pointer(&failure));
    return NULL;
}

/* --- tokens ----------------------------------------------------------------------------------- */

static gboolean is_stale(gpointer key, gpointer value, gpointer data)
{
    const CachedToken *token = value;
    gint64 now = *(gint64 *)data;
    return token->expires <= now || token->stale <= now;
}

/* Keeps 'user' for the next requests with the token, unless one was forgotten since 'n_forgotten':
 * it may have been this. */
static void remember(Sessions *sessions, const char *digest, const User *user, gint64 expires,
                     guint64 n_forgotten)
{
    gint64 now = engine_now();
    CachedToken *token = g_new(CachedToken, 1);
    *token = (CachedToken){ entity_dup(user), expires, now + TOKEN_FRESH };
    g_clear_pointer(&token->user->password_hash, g_free);

    pthread_mutex_lock(&sessions->lock);
    if (g_hash_table_size(sessions->tokens) >= MAX_TOKENS)
        g_hash_table_foreach_remove(sessions->tokens, is_stale, &now);
    if (g_hash_table_size(sessions->tokens) >= MAX_TOKENS)
        g_hash_table_remove_all(sessions->tokens);
    if (sessions->n_forgotten == n_forgotten)
        g_hash_table_replace(sessions->tokens, g_strdup(digest), g_steal_pointer(&token));
    pthread_mutex_unlock(&sessions->lock);
    if (token != NULL)
        cached_token_free(token);
}

/* The user of a token that is in memory; NULL when it is not. */
static User *recall(Sessions *sessions, const char *digest, guint64 *ret_n_forgotten)
{
    gint64 now = engine_now();
    pthread_mutex_lock(&sessions->lock);
    CachedToken *token = g_hash_table_lookup(sessions->tokens, digest);
    User *user = token != NULL && !is_stale(NULL, token, &now) ? entity_dup(token->user) : NULL;
    *ret_n_forgotten = sessions->n_forgotten;
    pthread_mutex_unlock(&sessions->lock);
    return user;
}

/* 'tokens' NULL: they could not be listed, and the error is set. */
static bool delete_all(Store *store, const GPtrArray *tokens, GError **error)
{
    for (guint i = 0; tokens != NULL && i < tokens->len; i++)
        if (!store_delete(store, &token_type, ((Entity *)g_ptr_array_index(tokens, i))->id, error))
            return false;
    return tokens != NULL;
}

bool session_delete_tokens(Store *store, const char *user_id, GError **error)
{
    g_autoptr(GPtrArray) tokens = store_list_by(store, &token_type, "user", user_id, error);
    return delete_all(store, tokens, error);
}

static bool delete_expired(Store *store, GError **error)
{
    const StoreCondition condition = { .column = "expires",
                                       .op = STORE_LT,
                                       .number = engine_now() };
    const StoreQuery query = { .conditions = &condition,
                               .n_conditions = 1,
                               .limit = EXPIRED_AT_ONCE };
    g_autoptr(GPtrArray) tokens = store_list(store, &token_type, &query, error);
    return delete_all(store, tokens, error);
}

char *engine_token_new(Engine *engine, const User *user, gint64 *ret_expires, GError **error)
{
    char *secret = secret_new(error);
    if (secret == NULL)
        return NULL;
    g_autoptr(Token) token = entity_new(&token_type);
    token->base.id = secret_digest(secret);
    token->user = g_strdup(user->base.id);
    token->expires = engine_now() + TOKEN_LIFETIME;

    const Caller caller = { .user_id = user->base.id, .user_name = user->user_name };
    g_autoptr(StoreTxn) txn = store_begin(engine->store, error);
    if (txn == NULL || !delete_expired(engine->store, error) ||
        !store_insert(engine->store, token, error) ||
        !event_add(engine->store, &caller, "USER_VDC_LOGIN", NULL, error) ||
        !store_commit(txn, error)) {
        secret_free(secret);
        return NULL;
    }
    if (ret_expires != NULL)
        *ret_expires = token->expires;
    return secret;
}

User *engine_token_user(Engine *engine, const char *token, GError **error)
{
    g_autofree char *digest = secret_digest(token);
    guint64 n_forgotten;
    User *known = recall(engine->sessions, digest, &n_forgotten);
    if (known != NULL)
        return known;

    g_autoptr(GError) failure = NULL;
    g_autoptr(Token) row = store_find(engine->store, &token_type, "id", digest, &failure);
    g_autoptr(User) user =
        row != NULL ? store_find(engine->store, &user_type, "id", row->user, &failure) : NULL;
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return NULL;
    }
    if (user == NULL || user->disabled || row->expires <= engine_now())
        return fault_null(error, FAULT_TOKEN_INVALID);
    remember(engine->sessions, digest, user, row->expires, n_forgotten);
    g_clear_pointer(&user->password_hash, g_free);
    return g_steal_pointer(&user);
}

static void forget(Sessions *sessions, const char *digest)
{
    pthread_mutex_lock(&sessions->lock);
    g_hash_table_remove(sessions->tokens, digest);
    sessions->n_forgotten++;
    pthread_mutex_unlock(&sessions->lock);
}

bool engine_token_revoke(Engine *engine, const char *token, GError **error)
{
    g_autofree char *digest = secret_digest(token);
    g_autoptr(StoreTxn) txn = store_begin(engine->store, error);
    if (txn == NULL)
        return false;
    g_autoptr(Token) row = store_find(engine->store, &token_type, "id", digest, NULL);
    if (row == NULL)
        return true;
    g_autoptr(User) user = store_get(engine->store, &user_type, row->user, error);
    if (user == NULL)
        return false;
    const Caller caller = { .user_id = user->base.id, .user_name = user->user_name };
    if (!store_delete(engine->store, &token_type, digest, error) ||
        !event_add(engine->store, &caller, "USER_VDC_LOGOUT", NULL, error) ||
        !store_commit(txn, error))
        return false;
    forget(engine->sessions, digest);
    return true;
}
