#include "rest/refusal.h"

#include "engine/fault.h"
#include "repr/emit.h"
#include "rest/media.h"

#include <string.h>

ERR_DOMAIN(refusal)

#define OPERATION_FAILED "Operation Failed"

static const struct {
    unsigned status;
    const char *name, *reason;
} refusals[N_REFUSALS] = {
    [REFUSAL_PATH] = { 400, "BERTH_ADDRESS_INVALID", "Request syntactically incorrect." },
    [REFUSAL_VERSION] = { 400, "BERTH_VERSION_NOT_SUPPORTED", "Unsupported API version" },
    [REFUSAL_MALFORMED] = { 400, "BERTH_MALFORMED", "Request syntactically incorrect." },
    [REFUSAL_INCOMPLETE] = { 400, "BERTH_INCOMPLETE", "Incomplete parameters" },
    [REFUSAL_VALUE] = { 400, "BERTH_VALUE_INVALID", "Invalid value" },
    [REFUSAL_SEARCH] = { 400, "BERTH_SEARCH_INVALID", OPERATION_FAILED },
    [REFUSAL_UNAUTHENTICATED] = { 401, "BERTH_UNAUTHENTICATED", "Unauthorized" },
    [REFUSAL_DENIED] = { 403, "BERTH_DENIED", OPERATION_FAILED },
    [REFUSAL_NOT_FOUND] = { 404, "BERTH_RESOURCE_NOT_FOUND", "Not Found" },
    [REFUSAL_METHOD] = { 405, "BERTH_METHOD_NOT_ALLOWED", "Method Not Allowed" },
    [REFUSAL_NOT_SRIOV] = { 405, "INVALID_OPERATION_ON_NON_SRIOV_NIC",
                            "Cannot perform the operation: the network interface is not SR-IOV "
                            "capable." },
    [REFUSAL_NOT_ACCEPTABLE] = { 406, "BERTH_NOT_ACCEPTABLE", "Not Acceptable" },
    [REFUSAL_IMMUTABLE] = { 409, "BERTH_IMMUTABLE", "Broken immutability constraint" },
    [REFUSAL_TOO_LARGE] = { 413, "BERTH_TOO_LARGE", "Request Entity Too Large" },
    [REFUSAL_MEDIA_TYPE] = { 415, "BERTH_MEDIA_TYPE", "Unsupported Media Type" },
};

/* Of errors that have no symbolic name of their own. */
static const char *const err_names[N_ERR_CODES] = {
    [ERR_INVALID] = "BERTH_INVALID",         [ERR_UNAUTHENTICATED] = "BERTH_UNAUTHENTICATED",
    [ERR_DENIED] = "BERTH_DENIED",           [ERR_NOT_FOUND] = "BERTH_NOT_FOUND",
    [ERR_CONFLICT] = "BERTH_CONFLICT",       [ERR_BUSY] = "BERTH_BUSY",
    [ERR_TOO_LARGE] = "BERTH_TOO_LARGE",     [ERR_UNSUPPORTED] = "BERTH_UNSUPPORTED",
    [ERR_UNREACHABLE] = "BERTH_UNREACHABLE", [ERR_TIMEOUT] = "BERTH_TIMEOUT",
    [ERR_NO_SPACE] = "BERTH_NO_SPACE",       [ERR_INTERNAL] = "BERTH_INTERNAL",
};

static void set(GError **error, Refusal refusal, const char *format, va_list args)
{
    if (error == NULL)
        return;
    g_assert(*error == NULL);
    *error = g_error_new_valist(REFUSAL, (int)refusal, format, args);
}

bool refuse(GError **error, Refusal refusal, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    set(error, refusal, format, args);
    va_end(args);
    return false;
}

bool refuse_as(GError **error, Refusal refusal, const GError *failure)
{
    refuse(error, refusal, "%s", failure->message);
    return err_field(failure) != NULL && err_about(error, err_field(failure));
}

void *refuse_null(GError **error, Refusal refusal, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    set(error, refusal, format, args);
    va_end(args);
    return NULL;
}

unsigned refusal_status(const GError *error)
{
    if (error->domain == REFUSAL)
        return refusals[error->code].status;
    return (unsigned)err_info(fault_err_code(error))->http_status;
}

const char *refusal_reason(const GError *error)
{
    if (error->domain == REFUSAL)
        return refusals[error->code].reason;
    return fault_err_code(error) == ERR_UNAUTHENTICATED ? "Unauthorized" : OPERATION_FAILED;
}

const char *refusal_name(const GError *error)
{
    if (error->domain == REFUSAL)
        return refusals[error->code].name;
    const char *name = fault_name(error);
    return name != NULL ? name : err_names[fault_err_code(error)];
}

/* Messages of use cases stand in square brackets, as the first of a list. */
static char *detail_of(const GError *error)
{
    bool listed = strcmp(refusal_reason(error), OPERATION_FAILED) == 0;
    return g_strdup_printf(listed ? "[%s]" : "%s", error->message);
}

static void emit_fault(Emit *emit, const GError *error, const char *field)
{
    g_autofree char *detail = detail_of(error);
    emit_open(emit, "fault");
    emit_text(emit, "detail", detail);
    emit_text(emit, "reason", refusal_reason(error));
    emit_text(emit, "code", refusal_name(error)); /* ours; oVirt's clients skip it */
    if (field != NULL)
        emit_text(emit, "field", field); /* ours, too */
    emit_close(emit);
}

static HttpReply *reply_with(const GError *error)
{
    HttpReply *reply = http_reply_new(refusal_status(error));
    http_reply_add_header(reply, "Berth-Fault", refusal_name(error));
    if (reply->status == 401)
        http_reply_add_header(reply, "WWW-Authenticate", "Basic realm=\"RESTAPI\"");
    return reply;
}

HttpReply *refusal_reply(const GError *error, const char *field, ReprFormat format, bool in_action)
{
    Emit *emit = emit_new(format);
    if (in_action)
        emit_open(emit, "action");
    emit_fault(emit, error, field);
    if (in_action) {
        emit_text(emit, "status", "failed");
        emit_close(emit);
    }
    gsize size;
    HttpReply *reply = reply_with(error);
    http_reply_take_text(reply, media_name(format == REPR_JSON ? MEDIA_JSON : MEDIA_XML),
                         emit_finish(emit, &size));
    return reply;
}

HttpReply *refusal_text_reply(const GError *error)
{
    HttpReply *reply = reply_with(error);
    http_reply_take_text(reply, "text/plain; charset=utf-8",
                         g_strdup_printf("%s\n", error->message));
    return reply;
}
