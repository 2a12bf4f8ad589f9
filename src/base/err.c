#include "base/err.h"

#include <errno.h>
#include <gio/gio.h>

G_DEFINE_QUARK(berth - err, err)

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
