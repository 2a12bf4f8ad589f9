/* err.h - the one error domain of the lower layers, and what each code means to the outside.
 *
 * A function that can fail returns a bool or a pointer and takes a GError **error last.  The
 * message is a sentence made where the fact is known; it names the object and both values.
 * Callers only prefix context.  Any thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define ERR (err_quark())
GQuark err_quark(void);

/* Defines NAME_quark() of another domain whose errors can say what they are about. */
#define ERR_DOMAIN(name)                                                                           \
    GQuark name##_quark(void)                                                                      \
    {                                                                                              \
        static gsize quark;                                                                        \
        if (g_once_init_enter(&quark))                                                             \
            g_once_init_leave(&quark, err_domain_new(#name));                                      \
        return (GQuark)quark;                                                                      \
    }
GQuark err_domain_new(const char *name);

typedef enum {
    ERR_INVALID,         /* the input is wrong, whatever the state */
    ERR_UNAUTHENTICATED, /* who is asking is not known */
    ERR_DENIED,          /* who is asking may not */
    ERR_NOT_FOUND,       /* the named object does not exist */
    ERR_CONFLICT,        /* the input is right, but not in this state */
    ERR_BUSY,            /* try again later: somebody else is at it */
    ERR_TOO_LARGE,       /* over a stated bound */
    ERR_UNSUPPORTED,     /* this driver, kernel or build cannot */
    ERR_UNREACHABLE,     /* the other side cannot be reached */
    ERR_TIMEOUT,         /* the deadline passed; the outcome is not known */
    ERR_NO_SPACE,        /* a disk is full or read-only; nothing was changed */
    ERR_INTERNAL,        /* our own bug or a broken environment */
    N_ERR_CODES
} ErrCode;

/* What a code is on each edge. */
typedef struct {
    ErrCode code;
    const char *name; /* "not_found" */
    int http_status;  /* 404 */
    int jsonrpc_code; /* host link, VDSM's numbers */
    int exit_status;  /* of the command line program */
} ErrInfo;

/* Borrows the row of 'code'. */
const ErrInfo *err_info(ErrCode code);

/* The ErrCode of 'error': its own when of this domain, a fitting one for GIO errors, else
 * ERR_INTERNAL. */
ErrCode err_code(const GError *error);

/* Sets '*error' and returns false / NULL, so that throwing is one line. */
bool err_set(GError **error, ErrCode code, const char *format, ...) G_GNUC_PRINTF(3, 4);
void *err_null(GError **error, ErrCode code, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* As err_set(), with ": <strerror>" appended; the code follows from 'errnum' (ENOENT is
 * ERR_NOT_FOUND, EBUSY ERR_BUSY, EOPNOTSUPP ERR_UNSUPPORTED, ENOSPC and EROFS ERR_NO_SPACE …). */
bool err_errno(GError **error, int errnum, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Says that '*error', when it is set, is about 'field' of the input, "vlan/id", which outside is
 * written "vlan.id"; returns false.  Who says it last knows best. */
bool err_about(GError **error, const char *field);

/* Borrows that; NULL: about no field, or of a domain that cannot say. */
const char *err_field(const GError *error);

/* Prepends "<text>: " to the message of '*error' when it is set; returns false. */
bool err_prefix(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);
