#include "link/jsonrpc.h"
#include "link/vdsm-code.h"

#include <string.h>

static JsonrpcMessage *read_one(const char *body)
{
    bool batch;
    g_autoptr(GPtrArray) messages = jsonrpc_read(body, strlen(body), &batch);
    g_assert_cmpuint(messages->len, ==, 1);
    g_assert_false(batch);
    return g_ptr_array_steal_index(messages, 0);
}

static void test_read_kinds(void)
{
    static const struct {
        const char *body;
        JsonrpcKind kind;
        int code;
    } cases[] = {
        { "{\"jsonrpc\":\"2.0\",\"method\":\"a\",\"id\":\"1\"}", JSONRPC_REQUEST, 0 },
        { "[{\"jsonrpc\":\"2.0\",\"method\":\"a\",\"id\":1}]", JSONRPC_REQUEST, 0 },
        { "{\"jsonrpc\":\"2.0\",\"method\":\"a\",\"params\":[1],\"id\":1.5}", JSONRPC_REQUEST, 0 },
        { "{\"jsonrpc\":\"2.0\",\"method\":\"a\",\"params\":{},\"id\":null}", JSONRPC_REQUEST, 0 },
        { "{\"jsonrpc\":\"2.0\",\"method\":\"a\"}", JSONRPC_NOTIFICATION, 0 },
        { "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"result\":true}", JSONRPC_RESULT, 0 },
        { "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"result\":0,\"error\":null}", JSONRPC_RESULT, 0 },
        { "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"error\":{\"code\":1,\"message\":\"m\"}}",
          JSONRPC_ERROR, 1 },
        { "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"error\":{\"code\":1}}", JSONRPC_ERROR, 1 },
        { "", JSONRPC_BROKEN, JSONRPC_PARSE_ERROR },
        { "{", JSONRPC_BROKEN, JSONRPC_PARSE_ERROR },
        { "{} x", JSONRPC_BROKEN, JSONRPC_PARSE_ERROR },
        { "\"text\"", JSONRPC_BROKEN, JSONRPC_PARSE_ERROR },
        { "{\"id\":1,\"id\":2}", JSONRPC_BROKEN, JSONRPC_PARSE_ERROR },
        { "{\"jsonrpc\":\"2.0\",\"method\":\"\\u0000\",\"id\":1}", JSONRPC_BROKEN,
          JSONRPC_PARSE_ERROR },
        { "[]", JSONRPC_BROKEN, JSONRPC_INVALID_REQUEST },
        { "[1]", JSONRPC_BROKEN, JSONRPC_INVALID_REQUEST },
        { "{}", JSONRPC_BROKEN, JSONRPC_INVALID_REQUEST },
        { "{\"jsonrpc\":\"1.0\",\"method\":\"a\",\"id\":1}", JSONRPC_BROKEN,
          JSONRPC_INVALID_REQUEST },
        { "{\"jsonrpc\":\"2.0\",\"method\":5,\"id\":1}", JSONRPC_BROKEN, JSONRPC_INVALID_REQUEST },
        { "{\"jsonrpc\":\"2.0\",\"method\":\"a\",\"params\":5,\"id\":1}", JSONRPC_BROKEN,
          JSONRPC_INVALID_REQUEST },
        { "{\"jsonrpc\":\"2.0\",\"method\":\"a\",\"id\":{}}", JSONRPC_BROKEN,
          JSONRPC_INVALID_REQUEST },
        { "{\"jsonrpc\":\"2.0\",\"result\":1}", JSONRPC_BROKEN, JSONRPC_INVALID_REQUEST },
        { "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":99999999999}}", JSONRPC_BROKEN,
          JSONRPC_INVALID_REQUEST },
        { "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":\"text\"}", JSONRPC_BROKEN,
          JSONRPC_INVALID_REQUEST },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("%s", cases[i].body);
        g_autoptr(JsonrpcMessage) message = read_one(cases[i].body);
        g_assert_cmpint(message->kind, ==, cases[i].kind);
        g_assert_cmpint(message->code, ==, cases[i].code);
        if (message->kind == JSONRPC_BROKEN)
            g_assert_cmpuint(strlen(message->text), >, 0);
    }
}

static void test_batch_keeps_the_good(void)
{
    static const char body[] = "[{\"jsonrpc\":\"2.0\",\"method\":\"a\",\"id\":1},7,"
                               "{\"jsonrpc\":\"2.0\",\"method\":\"b\"}]";
    bool batch;
    g_autoptr(GPtrArray) messages = jsonrpc_read(body, strlen(body), &batch);
    g_assert_true(batch);
    g_assert_cmpuint(messages->len, ==, 3);
    g_assert_cmpint(((JsonrpcMessage *)messages->pdata[0])->kind, ==, JSONRPC_REQUEST);
    g_assert_cmpint(((JsonrpcMessage *)messages->pdata[1])->kind, ==, JSONRPC_BROKEN);
    g_assert_cmpint(((JsonrpcMessage *)messages->pdata[2])->kind, ==, JSONRPC_NOTIFICATION);
}

static void test_bounds(void)
{
    g_autoptr(GString) batch = g_string_new("[1");
    for (int i = 0; i < JSONRPC_MAX_BATCH; i++)
        g_string_append(batch, ",1");
    g_string_append(batch, "]");
    g_autoptr(JsonrpcMessage) message = read_one(batch->str);
    g_assert_cmpint(message->kind, ==, JSONRPC_BROKEN);

    g_autofree char *long_id = g_strnfill(JSONRPC_MAX_ID_SIZE + 1, 'i');
    g_autofree char *body =
        g_strconcat("{\"jsonrpc\":\"2.0\",\"method\":\"a\",\"id\":\"", long_id, "\"}", NULL);
    g_autoptr(JsonrpcMessage) other = read_one(body);
    g_assert_cmpint(other->kind, ==, JSONRPC_BROKEN);

    g_autofree char *deep = g_strnfill(100000, '[');
    g_autoptr(JsonrpcMessage) nested = read_one(deep);
    g_assert_cmpint(nested->code, ==, JSONRPC_PARSE_ERROR);
}

static void assert_dump(json_t *json, const char *expected)
{
    gsize size;
    g_autofree char *text = jsonrpc_dump(json, &size);
    g_assert_cmpstr(text, ==, expected);
    g_assert_cmpuint(size, ==, strlen(expected));
    json_decref(json);
}

static void test_write(void)
{
    assert_dump(jsonrpc_request("Host.ping2", json_object(), json_string("7")),
                "{\"jsonrpc\":\"2.0\",\"method\":\"Host.ping2\",\"params\":{},\"id\":\"7\"}");
    assert_dump(jsonrpc_notification("|net|host_conn|no_id", NULL),
                "{\"jsonrpc\":\"2.0\",\"method\":\"|net|host_conn|no_id\"}");
    assert_dump(jsonrpc_result(json_integer(7), NULL),
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":true}");
    assert_dump(jsonrpc_error(NULL, -32700, "not JSON"),
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700,"
                "\"message\":\"not JSON\"}}");
}

/* libvirt and drivers may hand us anything. */
static void test_error_text_is_made_valid(void)
{
    json_t *message = jsonrpc_error(json_integer(1), 100, "bad \xff byte");
    const json_t *text = json_object_get(json_object_get(message, "error"), "message");
    g_assert_true(json_is_string(text));
    g_assert_true(g_utf8_validate(json_string_value(text), -1, NULL));
    json_decref(message);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/jsonrpc/read-kinds", test_read_kinds);
    g_test_add_func("/jsonrpc/batch-keeps-the-good", test_batch_keeps_the_good);
    g_test_add_func("/jsonrpc/bounds", test_bounds);
    g_test_add_func("/jsonrpc/write", test_write);
    g_test_add_func("/jsonrpc/error-text-is-made-valid", test_error_text_is_made_valid);
    return g_test_run();
}
