#include "link/jsonrpc.h"

#include "link/vdsm-code.h"

#include <string.h>

#define MAX_TEXT_SIZE 4096 /* of an error */

void jsonrpc_message_free(JsonrpcMessage *message)
{
    if (message == NULL)
        return;
    g_free(message->method);
    json_decref(message->params);
    json_decref(message->id);
    json_decref(message->result);
    g_free(message->text);
    g_free(message);
}

static JsonrpcMessage *broken(int code, const char *text)
{
    JsonrpcMessage *message = g_new0(JsonrpcMessage, 1);
    message->kind = JSONRPC_BROKEN;
    message->code = code;
    message->text = g_strdup(text);
    return message;
}

static bool id_is_valid(const json_t *id)
{
    return json_is_null(id) || json_is_number(id) ||
           (json_is_string(id) && json_string_length(id) <= JSONRPC_MAX_ID_SIZE);
}

/* Fills 'message' from an object with a method; returns what is wrong, NULL when nothing is. */
static const char *read_call(const json_t *object, JsonrpcMessage *message)
{
    const json_t *method = json_object_get(object, "method");
    json_t *params = json_object_get(object, "params");
    if (!json_is_string(method) || json_string_length(method) == 0)
        return "member \"method\" is not a string";
    if (params != NULL && !json_is_object(params) && !json_is_array(params))
        return "member \"params\" is neither an object nor an array";
    message->kind = message->id != NULL ? JSONRPC_REQUEST : JSONRPC_NOTIFICATION;
    message->method = g_strdup(json_string_value(method));
    message->params = json_incref(params);
    return NULL;
}

/* As read_call(), for an object without a method. */
static const char *read_answer(const json_t *object, JsonrpcMessage *message)
{
    json_t *result = json_object_get(object, "result");
    const json_t *error = json_object_get(object, "error");
    if (message->id == NULL)
        return "an answer has no \"id\"";
    if (error == NULL || json_is_null(error)) { /* some servers send "error": null */
        if (result == NULL)
            return "neither \"method\" nor \"result\" nor \"error\" is there";
        message->kind = JSONRPC_RESULT;
        message->result = json_incref(result);
        return NULL;
    }
    const json_t *code = json_object_get(error, "code");
    const json_t *text = json_object_get(error, "message");
    if (!json_is_integer(code) || json_integer_value(code) < G_MININT32 ||
        json_integer_value(code) > G_MAXINT32)
        return "\"error\" has no 32-bit integer \"code\"";
    message->kind = JSONRPC_ERROR;
    message->code = (int)json_integer_value(code);
    message->text = g_strdup(json_is_string(text) ? json_string_value(text) : "");
    return NULL;
}

static JsonrpcMessage *read_message(const json_t *object)
{
    if (!json_is_object(object))
        return broken(JSONRPC_INVALID_REQUEST, "a message is not an object");
    g_autoptr(JsonrpcMessage) message = g_new0(JsonrpcMessage, 1);
    json_t *id = json_object_get(object, "id");
    const char *version = json_string_value(json_object_get(object, "jsonrpc"));
    if (id != NULL && !id_is_valid(id))
        return broken(JSONRPC_INVALID_REQUEST, "member \"id\" is not a string or number");
    message->id = json_incref(id);

    const char *wrong = NULL;
    if (version == NULL || strcmp(version, "2.0") != 0)
        wrong = "member \"jsonrpc\" is not \"2.0\"";
    else if (json_object_get(object, "method") != NULL)
        wrong = read_call(object, message);
    else
        wrong = read_answer(object, message);
    if (wrong != NULL) {
        message->kind = JSONRPC_BROKEN;
        message->code = JSONRPC_INVALID_REQUEST;
        message->text = g_strdup(wrong);
    }
    return g_steal_pointer(&message);
}

GPtrArray *jsonrpc_read(const char *body, gsize size, bool *ret_batch)
{
    GPtrArray *messages = g_ptr_array_new_with_free_func((GDestroyNotify)jsonrpc_message_free);
    *ret_batch = false;
    json_error_t where;
    json_t *root = json_loadb(body, size, JSON_REJECT_DUPLICATES, &where);
    if (root == NULL) {
        g_autofree char *text =
            g_strdup_printf("not JSON at byte %d: %s", where.position, where.text);
        g_ptr_array_add(messages, broken(JSONRPC_PARSE_ERROR, text));
        return messages;
    }
    gsize n = json_array_size(root);
    if (!json_is_array(root)) {
        g_ptr_array_add(messages, read_message(root));
    } else if (n == 0 || n > JSONRPC_MAX_BATCH) {
        g_ptr_array_add(messages, broken(JSONRPC_INVALID_REQUEST,
                                         n == 0 ? "the batch is empty" : "the batch is too long"));
    } else {
        *ret_batch =
            n > 1; /* VDSM's own client wraps its one request, and wants it answered bare */
        for (gsize i = 0; i < n; i++)
            g_ptr_array_add(messages, read_message(json_array_get(root, i)));
    }
    json_decref(root);
    return messages;
}

static json_t *message_new(void)
{
    json_t *message = json_object();
    json_object_set_new(message, "jsonrpc", json_string("2.0"));
    return message;
}

json_t *jsonrpc_request(const char *method, json_t *params, json_t *id)
{
    json_t *message = jsonrpc_notification(method, params);
    json_object_set_new(message, "id", id != NULL ? id : json_null());
    return message;
}

json_t *jsonrpc_notification(const char *method, json_t *params)
{
    json_t *message = message_new();
    json_object_set_new(message, "method", json_string(method));
    if (params != NULL)
        json_object_set_new(message, "params", params);
    return message;
}

json_t *jsonrpc_result(json_t *id, json_t *result)
{
    json_t *message = message_new();
    json_object_set_new(message, "id", id != NULL ? id : json_null());
    json_object_set_new(message, "result", result != NULL ? result : json_true());
    return message;
}

json_t *jsonrpc_error(json_t *id, int code, const char *text)
{
    /* The text may come from libvirt, a driver or a foreign process. */
    g_autofree char *valid = g_utf8_make_valid(text, (gssize)strnlen(text, MAX_TEXT_SIZE));
    json_t *error = json_object();
    json_object_set_new(error, "code", json_integer(code));
    json_object_set_new(error, "message", json_string(valid));
    json_t *message = message_new();
    json_object_set_new(message, "id", id != NULL ? id : json_null());
    json_object_set_new(message, "error", error);
    return message;
}

char *jsonrpc_dump(const json_t *json, gsize *ret_size)
{
    g_autoptr(GString) text = g_string_sized_new(256);
    gsize size = json_dumpb(json, NULL, 0, JSON_COMPACT | JSON_ENCODE_ANY);
    g_string_set_size(text, size);
    json_dumpb(json, text->str, size, JSON_COMPACT | JSON_ENCODE_ANY);
    *ret_size = size;
    return g_string_free(g_steal_pointer(&text), FALSE);
}
