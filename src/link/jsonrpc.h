/* jsonrpc.h - JSON-RPC 2.0 messages: bytes to messages and back.
 *
 * Reading never fails as a whole: what is wrong becomes a JSONRPC_BROKEN message with the code and
 * text to answer, so that one bad member of a batch does not spoil the others.  Pure. */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

#define JSONRPC_MAX_BATCH   64
#define JSONRPC_MAX_ID_SIZE 128

typedef enum {
    JSONRPC_REQUEST,      /* method, params (may be NULL), id (may be JSON null) */
    JSONRPC_NOTIFICATION, /* method, params (may be NULL) */
    JSONRPC_RESULT,       /* id, result */
    JSONRPC_ERROR,        /* id, code, text */
    JSONRPC_BROKEN,       /* code, text, id when it could be read */
} JsonrpcKind;

typedef struct {
    JsonrpcKind kind;
    char *method;
    json_t *params, *id, *result;
    int code;
    char *text;
} JsonrpcMessage;

/* The messages in 'size' bytes, at least one.  '*ret_batch' tells whether they came as an array of
 * two or more, to be answered by one array.  Caller owns. */
GPtrArray *jsonrpc_read(const char *body, gsize size, bool *ret_batch);
void jsonrpc_message_free(JsonrpcMessage *message);

/* Writers.  'params', 'result' and 'id' are taken; NULL params are left out, a NULL result is true,
 * a NULL id is null.  Callers own. */
json_t *jsonrpc_request(const char *method, json_t *params, json_t *id);
json_t *jsonrpc_notification(const char *method, json_t *params);
json_t *jsonrpc_result(json_t *id, json_t *result);
json_t *jsonrpc_error(json_t *id, int code, const char *text);

/* Compact text; the caller frees with g_free(). */
char *jsonrpc_dump(const json_t *json, gsize *ret_size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(JsonrpcMessage, jsonrpc_message_free)
