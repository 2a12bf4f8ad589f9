/* The body of a frame, through the reader and the verbs and events tables. */
#include "link/jsonrpc.h"
#include "link/verbs.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What passed once passes again in its normal form. */
static void check_call(const JsonrpcMessage *message)
{
    const Verb *verb = verb_find(message->method);
    json_t *native = verb != NULL ? verb_normalize_params(verb, message->params, NULL) : NULL;
    if (native != NULL)
        g_assert(verb_check_params(verb, native, NULL));
    json_decref(native);
    event_check(message->method, message->params, NULL, NULL);
}

/* Any answer may be to any verb. */
static void check_result(const JsonrpcMessage *message)
{
    guint n;
    const Verb *verbs = verb_table(&n);
    for (guint i = 0; i < n; i++)
        verb_check_result(&verbs[i], message->result, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bool batch;
    g_autoptr(GPtrArray) messages = jsonrpc_read((const char *)data, size, &batch);
    g_assert(messages->len > 0);
    for (guint i = 0; i < messages->len; i++) {
        const JsonrpcMessage *message = messages->pdata[i];
        if (message->kind == JSONRPC_REQUEST || message->kind == JSONRPC_NOTIFICATION)
            check_call(message);
        else if (message->kind == JSONRPC_RESULT)
            check_result(message);
    }
    return 0;
}
