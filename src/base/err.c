#include "base/err.h"

#include <errno.h>
#include <gio/gio.h>

/* --- domains that know a field
 * --------------------------------------------------------------------
 */

#define DOMAIN_PREFIX "berth:" /* err_domain_new() alone makes such names */

/* GLib keeps it in front of the GError. */
typedef struct {
    char *field;
} About;

static About *about_of(const GError *error)
{
    const gsize alignment = 2 * sizeof(gsize); /* as in G_DEFINE_EXTENDED_ERROR() */
    const gsize size = (sizeof(About) + alignment - 1) / alignment * alignment;
    return (About *)(gpointer)((guint8 *)error - size);
}

static void about_init(GError *error)
{
    about_of(error)->field = NULL;
}

static void about_copy(const GError *from, GError *to)
{
    about_of(to)->field = g_strdup(about_of(from)->field);
}

static void about_clear(GError *error)
{
    g_free(about_of(error)->field);
}

GQuark err_domain_new(const char *name)
{
    g_autofree char *full = g_strconcat(DOMAIN_PREFIX, name, NULL);
    return g_error_domain_register(full, sizeof(About), about_init, about_copy, about_clear);
}

ERR_DOMAIN(err)

static bool has_about(const GError *error)
{
    return g_str_has_prefix(g_quark_to_string(error->domain), DOMAIN_PREFIX);
}

bool err_about(GError **error, const char *field)
{
    if (error == NULL || *error == NULL || !has_about(*error))
        return false;
    About *about = about_of(*error);
    g_free(about->field);
    about->field = g_strdelimit(g_strdup(field), "/", '.');
    return false;
}

const char *err_field(const GError *error)
{
    return has_about(error) ? about_of(error)->field : NULL;
}

/* --- codes
 * ----------------------------------------------------------------------------------------
 */

static const ErrInfo infos[] = {
    /* code, name, HTTP, JSON-RPC (VDSM), exit status */
    { ERR_INVALID, "invalid", 400, 91, 2 },
    { ERR_UNAUTHENTICATED, "unauthenticated", 401, -32001, 4 },
    { ERR_DENIED, "denied", 403, -32002, 5 },
    { ERR_NOT_FOUND, "not_found", 404, 1, 3 },
    { ERR_CONFLICT, "conflict", 409, 100, 6 },
    { ERR_BUSY, "busy", 409, 40, 6 },
    { ERR_TOO_LARGE, "too_large", 413, -32600, 2 },
    { ERR_UNSUPPORTED, "unsupported", 400, 7102, 2 },
    { ERR_UNREACHABLE, "unreachable", 409, 5022, 7 },
    { ERR_TIMEOUT, "timeout", 500, -32605, 8 },
    { ERR_NO_SPACE, "no_space", 507, 16, 9 },
    { ERR_INTERNAL, "internal", 500, -32603, 1 },
};
G_STATIC_ASSERT(G_N_ELEMENTS(infos) == N_ERR_CODES);

static const struct {
    int errnum;
    ErrCode code;
} from_errno[] = {
    { ENOENT, ERR_NOT_FOUND },
    { ENODEV, ERR_NOT_FOUND },
    { ENXIO, ERR_NOT_FOUND },
    { EBUSY, ERR_BUSY },
    { EAGAIN, ERR_BUSY },
    { EEXIST, ERR_CONFLICT },
    { EINVAL, ERR_INVALID },
    { ERANGE, ERR_INVALID },
    { EPERM, ERR_DENIED },
    { EACCES, ERR_DENIED },
    { EOPNOTSUPP, ERR_UNSUPPORTED },
    { ENOSYS, ERR_UNSUPPORTED },
    { ENOSPC, ERR_NO_SPACE },
    { EDQUOT, ERR_NO_SPACE },
    { EROFS, ERR_NO_SPACE },
    { ETIMEDOUT, ERR_TIMEOUT },
    { ECONNREFUSED, ERR_UNREACHABLE },
    { EHOSTUNREACH, ERR_UNREACHABLE },
};

static const struct {
    GIOErrorEnum io;
    ErrCode code;
} from_gio[] = {
    { G_IO_ERROR_NOT_FOUND, ERR_NOT_FOUND },
    { G_IO_ERROR_TIMED_OUT, ERR_TIMEOUT },
    { G_IO_ERROR_BUSY, ERR_BUSY },
    { G_IO_ERROR_PERMISSION_DENIED, ERR_DENIED },
    { G_IO_ERROR_NO_SPACE, ERR_NO_SPACE },
    { G_IO_ERROR_READ_ONLY, ERR_NO_SPACE },
    { G_IO_ERROR_CONNECTION_REFUSED, ERR_UNREACHABLE },
    { G_IO_ERROR_HOST_UNREACHABLE, ERR_UNREACHABLE },
    { G_IO_ERROR_NETWORK_UNREACHABLE, ERR_UNREACHABLE },
    { G_IO_ERROR_BROKEN_PIPE, ERR_UNREACHABLE },
    { G_IO_ERROR_NOT_SUPPORTED, ERR_UNSUPPORTED },
    { G_IO_ERROR_INVALID_ARGUMENT, ERR_INVALID },
};

const ErrInfo *err_info(ErrCode code)
{
    g_assert(code < N_ERR_CODES && infos[code].code == code);
    return &infos[code];
}

ErrCode err_code(const GError *error)
{
    if (error->domain == ERR)
        return (ErrCode)error->code;
    if (error->domain == G_IO_ERROR)
        for (gsize i = 0; i < G_N_ELEMENTS(from_gio); i++)
            if (from_gio[i].io == (GIOErrorEnum)error->code)
                return from_gio[i].code;
    return ERR_INTERNAL;
}

static void err_set_valist(GError **error, ErrCode code, const char *format, va_list args)
{
    if (error != NULL) {
        g_assert(*error == NULL);
        *error = g_error_new_valist(ERR, (int)code, format, args);
    }
}

bool err_set(GError **error, ErrCode code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    err_set_valist(error, code, format, args);
    va_end(args);
    return false;
}

void *err_null(GError **error, ErrCode code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    err_set_valist(error, code, format, args);
    va_end(args);
    return NULL;
}

bool err_errno(GError **error, int errnum, const char *format, ...)
{
    ErrCode code = ERR_INTERNAL;
    for (gsize i = 0; i < G_N_ELEMENTS(from_errno); i++)
        if (from_errno[i].errnum == errnum)
            code = from_errno[i].code;

    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    return err_set(error, code, "%s: %s", text, g_strerror(errnum));
}

bool err_prefix(GError **error, const char *format, ...)
{
    if (error == NULL || *error == NULL)
        return false;
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    g_prefix_error(error, "%s: ", text);
    return false;
}
