#include "engine/secret.h"

#include "engine/fault.h"

#include <crypt.h>
#include <errno.h>
#include <string.h>
#include <sys/random.h>

#define SECRET_SIZE   32
#define PASSWORD_KIND "$y$"

#define MIN_PASSWORD_LENGTH 8

/* A hash of the kind that password_hash() makes, of no password. */
#define NOBODY "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$tnSYvahCwPBHKZUspmcxMfb0.WiB9W.zEaKlOBL35rC"

char *secret_new(GError **error)
{
    guchar bytes[SECRET_SIZE];
    if (getrandom(bytes, sizeof(bytes), 0) != sizeof(bytes)) {
        err_errno(error, errno, "get random bytes");
        return NULL;
    }
    char *text = g_base64_encode(bytes, sizeof(bytes));
    explicit_bzero(bytes, sizeof(bytes));
    g_strdelimit(text, "+", '-');
    g_strdelimit(text, "/", '_');
    *strchrnul(text, '=') = '\0';
    return text;
}

void secret_free(char *secret)
{
    if (secret != NULL)
        explicit_bzero(secret, strlen(secret));
    g_free(secret);
}

char *secret_digest(const char *secret)
{
    return g_compute_checksum_for_string(G_CHECKSUM_SHA256, secret, -1);
}

bool secret_equal(const char *a, const char *b)
{
    gsize size = strlen(a);
    if (strlen(b) != size)
        return false;
    guchar difference = 0;
    for (gsize i = 0; i < size; i++)
        difference |= (guchar)a[i] ^ (guchar)b[i];
    return difference == 0;
}

static char *hash_with(const char *password, const char *setting)
{
    struct crypt_data *data = g_new0(struct crypt_data, 1);
    const char *hash = crypt_rn(password, setting, data, sizeof(*data));
    char *copy = g_strdup(hash);
    explicit_bzero(data, sizeof(*data));
    g_free(data);
    return copy;
}

char *password_hash(const char *password, GError **error)
{
    char setting[CRYPT_GENSALT_OUTPUT_SIZE];
    if (crypt_gensalt_rn(PASSWORD_KIND, 0, NULL, 0, setting, sizeof(setting)) == NULL) {
        err_errno(error, errno, "make a salt");
        return NULL;
    }
    char *hash = hash_with(password, setting);
    if (hash == NULL)
        err_errno(error, errno, "hash a password");
    return hash;
}

bool password_check_policy(const char *user_name, const char *password, GError **error)
{
    return (g_utf8_validate(password, -1, NULL) &&
            g_utf8_strlen(password, -1) >= MIN_PASSWORD_LENGTH) ||
           fault_set(error, FAULT_ADMIN_PASSWORD_WEAK, user_name, G_STRINGIFY(MIN_PASSWORD_LENGTH));
}

bool password_matches(const char *password, const char *hash)
{
    g_autofree char *made = hash_with(password, hash != NULL ? hash : NOBODY);
    return made != NULL && hash != NULL && secret_equal(made, hash);
}
