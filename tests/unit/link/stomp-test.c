#include "base/err.h"
#include "link/stomp.h"

#include <string.h>

#define MAX_BODY 1000

/* 'bytes' holds NULs, hence its size from the literal. */
#define BYTES(text) (text), sizeof(text) - 1

static StompFrame *read_one(StompSide side, const char *bytes, gsize size, GError **error)
{
    g_autoptr(StompParser) parser = stomp_parser_new(side, MAX_BODY);
    stomp_parser_push(parser, bytes, size);
    return stomp_parser_next(parser, error);
}

static void test_read_frame(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(StompFrame) frame =
        read_one(STOMP_FROM_CLIENT,
                 BYTES("\n\nSEND\ndestination:jms.topic.vdsm_requests\nreply-to:a\\cb\\\\c\\nd\n"
                       "content-length:3\n\n{\0}\0"),
                 &error);
    g_assert_no_error(error);
    g_assert_cmpint(frame->command, ==, STOMP_SEND);
    g_assert_cmpstr(stomp_frame_get(frame, "destination"), ==, "jms.topic.vdsm_requests");
    g_assert_cmpstr(stomp_frame_get(frame, "reply-to"), ==, "a:b\\c\nd");
    g_assert_null(stomp_frame_get(frame, "id"));
    g_assert_cmpmem(frame->body, frame->size, "{\0}", 3);
}

static void test_read_variants(void)
{
    static const struct {
        const char *bytes;
        gsize size;
        const char *header, *body; /* expected value of "h", and body */
    } cases[] = {
        { BYTES("CONNECT\r\nh:1\r\n\r\n\0"), "1", "" },
        { BYTES("\r\n\nCONNECT\nh:1\n\n\0"), "1", "" },
        { BYTES("SEND\nh:first\nh:second\n\nbody\0"), "first", "body" },
        { BYTES("SEND\nh:a:b:c\n\nx\0"), "a:b:c", "x" },
        { BYTES("SEND\nh:\n\nx\0"), "", "x" },
        { BYTES("SEND\nh: spaces stay \n\nx\0"), " spaces stay ", "x" },
        { BYTES("SEND\nh:1\ncontent-length:0\n\n\0"), "1", "" },
        { BYTES("SEND\nh:1\ncontent-length:1\ncontent-length:9\n\nx\0"), "1", "x" },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(StompFrame) frame =
            read_one(STOMP_FROM_CLIENT, cases[i].bytes, cases[i].size, &error);
        g_assert_no_error(error);
        g_assert_nonnull(frame);
        g_assert_cmpstr(stomp_frame_get(frame, "h"), ==, cases[i].header);
        g_assert_cmpstr(frame->body, ==, cases[i].body);
    }
}

static void test_refuse_hostile(void)
{
    static const struct {
        const char *bytes;
        gsize size;
        ErrCode code;
    } cases[] = {
        { BYTES("GET / HTTP/1.1\r\n"), ERR_INVALID },
        { BYTES("\x16\x03\x01"), ERR_INVALID },
        { BYTES("X"), ERR_INVALID },
        { BYTES("STOMP\n\n\0"), ERR_INVALID },
        { BYTES("SENDER\n\n\0"), ERR_INVALID },
        { BYTES("send\n\n\0"), ERR_INVALID },
        { BYTES("MESSAGE\n\n\0"), ERR_INVALID }, /* a server's */
        { BYTES("\rSEND\n\n\0"), ERR_INVALID },
        { BYTES("SEND\nno colon\n\n\0"), ERR_INVALID },
        { BYTES("SEND\n:no name\n\n\0"), ERR_INVALID },
        { BYTES("SEND\nh:a\\x\n\n\0"), ERR_INVALID },
        { BYTES("SEND\nh:ends in \\\n\n\0"), ERR_INVALID },
        { BYTES("SEND\nh:a\0b\n\n\0"), ERR_INVALID },
        { BYTES("SEND\nh:a\0"), ERR_INVALID },
        { BYTES("SEND\ncontent-length:x\n\n\0"), ERR_INVALID },
        { BYTES("SEND\ncontent-length:\n\n\0"), ERR_INVALID },
        { BYTES("SEND\ncontent-length:-1\n\n\0"), ERR_INVALID },
        { BYTES("SEND\ncontent-length:1 \n\n\0"), ERR_INVALID },
        { BYTES("SEND\ncontent-length:1\n\nxy\0"), ERR_INVALID },
        { BYTES("SEND\ncontent-length:1001\n\n"), ERR_TOO_LARGE },
        { BYTES("SEND\ncontent-length:99999999999999999999999999\n\n"), ERR_TOO_LARGE },
        { BYTES("SEND\ncontent-length:18446744073709551616\n\n"), ERR_TOO_LARGE },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(StompFrame) frame =
            read_one(STOMP_FROM_CLIENT, cases[i].bytes, cases[i].size, &error);
        g_test_message("case %zu: %s", i, cases[i].bytes);
        g_assert_null(frame);
        g_assert_error(error, ERR, (int)cases[i].code);
    }
}

static void test_bound_head_and_body(void)
{
    g_autoptr(GString) many = g_string_new("SEND\n");
    for (int i = 0; i <= STOMP_MAX_HEADERS; i++)
        g_string_append_printf(many, "h%d:x\n", i);
    g_string_append(many, "\n");
    g_autoptr(GError) error = NULL;
    g_assert_null(read_one(STOMP_FROM_CLIENT, many->str, many->len + 1, &error));
    g_assert_error(error, ERR, ERR_TOO_LARGE);

    g_autofree char *filler = g_strnfill(STOMP_MAX_HEAD_SIZE, 'x');
    g_autofree char *wide = g_strconcat("SEND\nh:", filler, NULL);
    g_clear_error(&error);
    g_assert_null(read_one(STOMP_FROM_CLIENT, wide, strlen(wide), &error));
    g_assert_error(error, ERR, ERR_TOO_LARGE);

    g_autofree char *endless = g_strconcat("SEND\n\n", filler, NULL); /* a body without an end */
    g_clear_error(&error);
    g_assert_null(read_one(STOMP_FROM_CLIENT, endless, strlen(endless), &error));
    g_assert_error(error, ERR, ERR_TOO_LARGE);
}

static void test_error_stays(void)
{
    g_autoptr(StompParser) parser = stomp_parser_new(STOMP_FROM_CLIENT, MAX_BODY);
    for (int i = 0; i < 3; i++) {
        g_autoptr(GError) error = NULL;
        stomp_parser_push(parser, BYTES("what?"));
        g_assert_null(stomp_parser_next(parser, &error));
        g_assert_error(error, ERR, ERR_INVALID);
    }
}

/* Every way to cut the bytes gives the same frames. */
static void test_cut_anywhere(void)
{
    static const char bytes[] = "\nCONNECT\naccept-version:1.2\n\n\0\n"
                                "SUBSCRIBE\r\nid:1\r\n\r\n\0"
                                "SEND\ncontent-length:4\n\na\0\n\n\0"
                                "SEND\n\nto the end\0\n\n";
    static const gsize sizes[] = { 0, 0, 4, 10 };
    for (gsize step = 1; step < sizeof bytes; step++) {
        g_autoptr(StompParser) parser = stomp_parser_new(STOMP_FROM_CLIENT, MAX_BODY);
        guint n = 0;
        for (gsize at = 0; at < sizeof bytes - 1; at += step) {
            stomp_parser_push(parser, bytes + at, MIN(step, sizeof bytes - 1 - at));
            for (;;) {
                g_autoptr(GError) error = NULL;
                g_autoptr(StompFrame) frame = stomp_parser_next(parser, &error);
                g_assert_no_error(error);
                if (frame == NULL)
                    break;
                g_assert_cmpuint(n, <, G_N_ELEMENTS(sizes));
                g_assert_cmpuint(frame->size, ==, sizes[n++]);
            }
        }
        g_assert_cmpuint(n, ==, G_N_ELEMENTS(sizes));
    }
}

static void test_write_is_read_back(void)
{
    const char *headers[] = { "destination", "a:b\\c\nd\re", "left-out", NULL, "x", "", NULL };
    g_autoptr(GBytes) bytes = stomp_write(STOMP_MESSAGE, headers, "b\0dy", 4);
    gsize size;
    const char *data = g_bytes_get_data(bytes, &size);
    g_autoptr(GError) error = NULL;
    g_autoptr(StompFrame) frame = read_one(STOMP_FROM_SERVER, data, size, &error);
    g_assert_no_error(error);
    g_assert_cmpint(frame->command, ==, STOMP_MESSAGE);
    g_assert_cmpstr(stomp_frame_get(frame, "destination"), ==, "a:b\\c\nd\re");
    g_assert_cmpstr(stomp_frame_get(frame, "x"), ==, "");
    g_assert_cmpstr(stomp_frame_get(frame, "content-length"), ==, "4");
    g_assert_null(stomp_frame_get(frame, "left-out"));
    g_assert_cmpmem(frame->body, frame->size, "b\0dy", 4);
}

static void test_write_exact(void)
{
    const char *headers[] = { "version", "1.2", "heart-beat", "0,8000", NULL };
    static const char expected[] = "CONNECTED\nversion:1.2\nheart-beat:0,8000\n\n";
    g_autoptr(GBytes) bytes = stomp_write(STOMP_CONNECTED, headers, NULL, 0);
    gsize size;
    const void *data = g_bytes_get_data(bytes, &size);
    g_assert_cmpmem(data, size, expected, sizeof expected);
}

static void test_heart_beat_header(void)
{
    static const struct {
        const char *text;
        guint sends, wants;
    } cases[] = {
        { "0,24000", 0, 24000 },
        { "1000,2000", 1000, 2000 },
        { NULL, 0, 0 },
        { "", 0, 0 },
        { "1,2,3", 0, 0 },
        { "a,b", 0, 0 },
        { "-1,5", 0, 0 },
        { "5", 0, 0 },
        { "5,", 0, 0 },
        { "1, 2", 0, 0 },
        { "99999999999,1", 0, 0 },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        guint sends, wants;
        stomp_parse_heart_beat(cases[i].text, &sends, &wants);
        g_assert_cmpuint(sends, ==, cases[i].sends);
        g_assert_cmpuint(wants, ==, cases[i].wants);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/stomp/read-frame", test_read_frame);
    g_test_add_func("/stomp/read-variants", test_read_variants);
    g_test_add_func("/stomp/refuse-hostile", test_refuse_hostile);
    g_test_add_func("/stomp/bound-head-and-body", test_bound_head_and_body);
    g_test_add_func("/stomp/error-stays", test_error_stays);
    g_test_add_func("/stomp/cut-anywhere", test_cut_anywhere);
    g_test_add_func("/stomp/write-is-read-back", test_write_is_read_back);
    g_test_add_func("/stomp/write-exact", test_write_exact);
    g_test_add_func("/stomp/heart-beat-header", test_heart_beat_header);
    return g_test_run();
}
