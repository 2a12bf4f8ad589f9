#include "rest/url.h"

#include "base/err.h"

#include <errno.h>
#include <string.h>

/* Undoes percent escapes, and with 'form' those of '+' for a space. */
static char *decode(const char *text, gsize size, bool form, GError **error)
{
    g_autoptr(GString) out = g_string_sized_new(size);
    for (gsize i = 0; i < size; i++) {
        char c = text[i];
        if (c == '%') {
            if (size - i < 3 || !g_ascii_isxdigit(text[i + 1]) || !g_ascii_isxdigit(text[i + 2]))
                return err_null(error, ERR_INVALID, "The address has a broken %% escape");
            c = (char)(g_ascii_xdigit_value(text[i + 1]) << 4 | g_ascii_xdigit_value(text[i + 2]));
            i += 2;
        } else if (c == '+' && form) {
            c = ' ';
        }
        if (c == '\0')
            return err_null(error, ERR_INVALID, "The address holds a NUL");
        g_string_append_c(out, c);
    }
    if (!g_utf8_validate(out->str, (gssize)out->len, NULL))
        return err_null(error, ERR_INVALID, "The address is not UTF-8 text");
    return g_string_free(g_steal_pointer(&out), FALSE);
}

GHashTable *url_form_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

static bool add_pairs(const char *text, gsize size, char separator, GHashTable *params,
                      GError **error)
{
    const char *end = text + size;
    while (text < end) {
        const char *next = memchr(text, separator, (gsize)(end - text));
        const char *stop = next != NULL ? next : end;
        const char *equals = memchr(text, '=', (gsize)(stop - text));
        const char *name_end = equals != NULL ? equals : stop;
        const char *value = equals != NULL ? equals + 1 : stop;
        g_autofree char *key = decode(text, (gsize)(name_end - text), true, error);
        if (key == NULL)
            return false;
        g_autofree char *decoded = decode(value, (gsize)(stop - value), true, error);
        if (decoded == NULL)
            return false;
        if (*key != '\0' && !g_hash_table_contains(params, key))
            g_hash_table_insert(params, g_steal_pointer(&key), g_steal_pointer(&decoded));
        text = next != NULL ? next + 1 : end;
    }
    return true;
}

bool url_form_parse(const char *text, gsize size, GHashTable *params, GError **error)
{
    return add_pairs(text, size, '&', params, error);
}

static bool add_segment(GPtrArray *segments, const char *text, gsize size, GError **error)
{
    g_autofree char *segment = decode(text, size, false, error);
    if (segment == NULL)
        return false;
    if (*segment == '\0' || strcmp(segment, ".") == 0 || strcmp(segment, "..") == 0)
        return err_set(error, ERR_INVALID, "The path holds an empty or a relative segment");
    g_ptr_array_add(segments, g_steal_pointer(&segment));
    return true;
}

Url *url_parse(const char *target, GError **error)
{
    if (*target != '/')
        return err_null(error, ERR_INVALID, "The path does not start with /");
    const char *query = strchr(target, '?');
    const char *path_end = query != NULL ? query : target + strlen(target);
    g_autoptr(GHashTable) params = url_form_new();
    g_autoptr(GPtrArray) segments = g_ptr_array_new_with_free_func(g_free);

    const char *at = target + 1;
    while (at < path_end) {
        const char *slash = memchr(at, '/', (gsize)(path_end - at));
        const char *stop = slash != NULL ? slash : path_end;
        const char *matrix = memchr(at, ';', (gsize)(stop - at));
        const char *name_end = matrix != NULL ? matrix : stop;
        if (!add_segment(segments, at, (gsize)(name_end - at), error))
            return NULL;
        bool last = stop == path_end || stop + 1 == path_end;
        if (matrix != NULL && last &&
            !add_pairs(matrix + 1, (gsize)(stop - matrix - 1), ';', params, error))
            return NULL;
        at = slash != NULL ? slash + 1 : path_end;
    }
    if (query != NULL && !add_pairs(query + 1, strlen(query + 1), '&', params, error))
        return NULL;

    Url *url = g_new0(Url, 1);
    url->n_segments = (int)segments->len;
    g_ptr_array_add(segments, NULL);
    url->segments = (char **)g_ptr_array_free(g_steal_pointer(&segments), FALSE);
    url->params = g_steal_pointer(&params);
    return url;
}

void url_free(Url *url)
{
    if (url == NULL)
        return;
    g_strfreev(url->segments);
    g_hash_table_unref(url->params);
    g_free(url);
}

const char *url_param(const Url *url, const char *name)
{
    return g_hash_table_lookup(url->params, name);
}

bool url_param_bool(const Url *url, const char *name)
{
    static const char *const words[] = { "true", "t", "yes", "y", "1" };
    const char *value = url_param(url, name);
    for (gsize i = 0; value != NULL && i < G_N_ELEMENTS(words); i++)
        if (g_ascii_strcasecmp(value, words[i]) == 0)
            return true;
    return false;
}

bool url_param_int(const Url *url, const char *name, gint64 fallback, gint64 *ret, GError **error)
{
    const char *value = url_param(url, name);
    if (value == NULL || *value == '\0') {
        *ret = fallback;
        return true;
    }
    if (!g_ascii_string_to_signed(value, 10, G_MININT64, G_MAXINT64, ret, NULL))
        return err_set(error, ERR_INVALID, "\"%.80s\" is not a number, as parameter %s needs",
                       value, name);
    return true;
}
