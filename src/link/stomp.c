#include "link/stomp.h"

#include "base/err.h"

#include <string.h>

/* Above this an emptied buffer is given back: most links are idle most of the time. */
#define KEEP_SIZE (64 * 1024)

static const struct {
    const char *name;
    StompSide from;
} commands[] = {
    [STOMP_CONNECT] = { "CONNECT", STOMP_FROM_CLIENT },
    [STOMP_SEND] = { "SEND", STOMP_FROM_CLIENT },
    [STOMP_SUBSCRIBE] = { "SUBSCRIBE", STOMP_FROM_CLIENT },
    [STOMP_UNSUBSCRIBE] = { "UNSUBSCRIBE", STOMP_FROM_CLIENT },
    [STOMP_DISCONNECT] = { "DISCONNECT", STOMP_FROM_CLIENT },
    [STOMP_CONNECTED] = { "CONNECTED", STOMP_FROM_SERVER },
    [STOMP_MESSAGE] = { "MESSAGE", STOMP_FROM_SERVER },
    [STOMP_RECEIPT] = { "RECEIPT", STOMP_FROM_SERVER },
    [STOMP_ERROR] = { "ERROR", STOMP_FROM_SERVER },
};
G_STATIC_ASSERT(G_N_ELEMENTS(commands) == N_STOMP_COMMANDS);

struct StompParser {
    StompSide side;
    gsize max_body;
    GByteArray *buffer;
    gsize start;       /* bytes before it are consumed */
    gsize scanned;     /* bytes from 'start' to here hold no end of what is looked for */
    StompFrame *frame; /* head is read, body is missing */
    gint64 length;     /* of the body of 'frame'; -1: up to a NUL */
    GError *error;
};

StompParser *stomp_parser_new(StompSide side, gsize max_body)
{
    StompParser *parser = g_new0(StompParser, 1);
    parser->side = side;
    parser->max_body = max_body;
    parser->buffer = g_byte_array_new();
    return parser;
}

void stomp_parser_free(StompParser *parser)
{
    if (parser == NULL)
        return;
    g_byte_array_unref(parser->buffer);
    stomp_frame_free(parser->frame);
    g_clear_error(&parser->error);
    g_free(parser);
}

void stomp_parser_push(StompParser *parser, const void *data, gsize size)
{
    if (size > 0)
        g_byte_array_append(parser->buffer, data, (guint)size);
}

/* What is not consumed yet. */
static const char *rest(const StompParser *parser, gsize *ret_size)
{
    *ret_size = parser->buffer->len - parser->start;
    return (const char *)parser->buffer->data + parser->start;
}

static void consume(StompParser *parser, gsize size)
{
    parser->start += size;
    parser->scanned = 0;
}

/* Moves the unconsumed bytes to the front. */
static void compact(StompParser *parser)
{
    if (parser->start == 0)
        return;
    bool large = parser->buffer->len > KEEP_SIZE;
    g_byte_array_remove_range(parser->buffer, 0, (guint)parser->start);
    parser->start = 0;
    if (large && parser->buffer->len == 0) {
        g_byte_array_unref(parser->buffer);
        parser->buffer = g_byte_array_new();
    }
}

/* Skips the line ends between frames: heart-beats. */
static void skip_heart_beats(StompParser *parser)
{
    gsize size, n = 0;
    const char *text = rest(parser, &size);
    while (n < size &&
           (text[n] == '\n' || (text[n] == '\r' && n + 1 < size && text[n + 1] == '\n')))
        n += text[n] == '\n' ? 1 : 2;
    if (n > 0)
        consume(parser, n);
}

/* True when 'text' is the start of a command line that this parser's side may send, or may become
 * one.  A browser or a port scanner is found out at its first byte. */
static bool command_is_possible(StompSide side, const char *text, gsize size)
{
    if (size == 1 && text[0] == '\r')
        return true;
    for (gsize i = 0; i < G_N_ELEMENTS(commands); i++) {
        gsize length = strlen(commands[i].name);
        if (commands[i].from == side && memcmp(text, commands[i].name, MIN(size, length)) == 0 &&
            (size <= length || text[length] == '\n' || text[length] == '\r'))
            return true;
    }
    return false;
}

/* The size of the head with its empty line; 0 when it has not come whole. */
static gsize find_head_end(StompParser *parser, const char *text, gsize size)
{
    for (gsize i = parser->scanned; i < size; i++) {
        if (text[i] != '\n')
            continue;
        if (i + 1 < size && text[i + 1] == '\n')
            return i + 2;
        if (i + 2 < size && text[i + 1] == '\r' && text[i + 2] == '\n')
            return i + 3;
    }
    parser->scanned = size > 2 ? size - 2 : 0;
    return 0;
}

/* Resolves \c \n \r \\ in 'size' bytes; NULL for any other escape.  Caller frees. */
static char *unescape(const char *text, gsize size)
{
    g_autofree char *plain = g_malloc(size + 1);
    gsize n = 0;
    for (gsize i = 0; i < size; i++) {
        if (text[i] != '\\') {
            plain[n++] = text[i];
            continue;
        }
        static const char from[] = "cnr\\", to[] = ":\n\r\\";
        const char *found = i + 1 < size ? memchr(from, text[++i], 4) : NULL;
        if (found == NULL)
            return NULL;
        plain[n++] = to[found - from];
    }
    plain[n] = '\0';
    return g_steal_pointer(&plain);
}

static bool add_header(StompFrame *frame, const char *line, gsize size, GError **error)
{
    const char *colon = memchr(line, ':', size);
    if (colon == NULL || colon == line)
        return err_set(error, ERR_INVALID, "STOMP header line \"%.*s\" has no name",
                       (int)MIN(size, 40), line);
    if (frame->n_headers == STOMP_MAX_HEADERS)
        return err_set(error, ERR_TOO_LARGE, "STOMP frame has more than %d headers",
                       STOMP_MAX_HEADERS);
    gsize name_size = (gsize)(colon - line);
    g_autofree char *name = unescape(line, name_size);
    g_autofree char *value = unescape(colon + 1, size - name_size - 1);
    if (name == NULL || value == NULL)
        return err_set(error, ERR_INVALID, "STOMP header line \"%.*s\" has an unknown escape",
                       (int)MIN(size, 40), line);
    StompHeader *header = &frame->headers[frame->n_headers++];
    header->name = g_steal_pointer(&name);
    header->value = g_steal_pointer(&value);
    return true;
}

static bool find_command(StompSide side, const char *line, gsize size, StompCommand *ret)
{
    for (gsize i = 0; i < G_N_ELEMENTS(commands); i++)
        if (commands[i].from == side && strlen(commands[i].name) == size &&
            memcmp(commands[i].name, line, size) == 0) {
            *ret = (StompCommand)i;
            return true;
        }
    return false;
}

/* Reads command and headers from 'size' bytes that end with an empty line. */
static StompFrame *parse_head(StompSide side, const char *text, gsize size, GError **error)
{
    if (memchr(text, '\0', size) != NULL)
        return err_null(error, ERR_INVALID, "STOMP frame has a NUL in its headers");
    g_autoptr(StompFrame) frame = g_new0(StompFrame, 1);
    bool first = true;
    for (const char *line = text, *end = text + size; line < end;) {
        const char *line_end = memchr(line, '\n', (gsize)(end - line));
        gsize length = (gsize)(line_end - line);
        if (length > 0 && line[length - 1] == '\r')
            length--;
        if (first && !find_command(side, line, length, &frame->command))
            return err_null(error, ERR_INVALID,
                            "\"%.*s\" is not a STOMP command this side may send",
                            (int)MIN(length, 20), line);
        if (!first && length > 0 && !add_header(frame, line, length, error))
            return NULL;
        first = false;
        line = line_end + 1;
    }
    return g_steal_pointer(&frame);
}

/* Sets '*ret' to the content-length, -1 when there is none. */
static bool read_length(const StompFrame *frame, gsize max_body, gint64 *ret, GError **error)
{
    const char *text = stomp_frame_get(frame, "content-length");
    *ret = -1;
    if (text == NULL)
        return true;
    gsize digits = strspn(text, "0123456789");
    if (digits == 0 || text[digits] != '\0')
        return err_set(error, ERR_INVALID, "STOMP content-length is \"%.20s\", not a number", text);
    guint64 length = digits > 18 ? G_MAXINT64 : g_ascii_strtoull(text, NULL, 10);
    if (length > max_body)
        return err_set(error, ERR_TOO_LARGE, "STOMP body of %.20s bytes, at most %zu are taken",
                       text, max_body);
    *ret = (gint64)length;
    return true;
}

static bool next_head(StompParser *parser, GError **error)
{
    skip_heart_beats(parser);
    gsize size;
    const char *text = rest(parser, &size);
    if (size == 0)
        return true;
    if (!command_is_possible(parser->side, text, size))
        return err_set(error, ERR_INVALID, "the other side does not speak STOMP");
    gsize head = find_head_end(parser, text, size);
    if (head > STOMP_MAX_HEAD_SIZE || (head == 0 && size > STOMP_MAX_HEAD_SIZE))
        return err_set(error, ERR_TOO_LARGE, "STOMP headers are larger than %d bytes",
                       STOMP_MAX_HEAD_SIZE);
    if (head == 0) {
        if (memchr(text, '\0', size) != NULL)
            return err_set(error, ERR_INVALID, "STOMP frame ends within its headers");
        return true;
    }
    g_autoptr(StompFrame) frame = parse_head(parser->side, text, head, error);
    if (frame == NULL || !read_length(frame, parser->max_body, &parser->length, error))
        return false;
    parser->frame = g_steal_pointer(&frame);
    consume(parser, head);
    return true;
}

/* Finds where the body of the frame ends; '*ret_whole' stays false while bytes are missing. */
static bool find_body_end(StompParser *parser, gsize *ret_length, bool *ret_whole, GError **error)
{
    gsize size;
    const char *text = rest(parser, &size);
    if (parser->length >= 0) {
        *ret_length = (gsize)parser->length;
        *ret_whole = size > *ret_length;
        if (*ret_whole && text[*ret_length] != '\0')
            return err_set(error, ERR_INVALID, "STOMP body of %zu bytes has no NUL after it",
                           *ret_length);
        return true;
    }
    const char *end = size > parser->scanned
                          ? memchr(text + parser->scanned, '\0', size - parser->scanned)
                          : NULL;
    gsize known = end != NULL ? (gsize)(end - text) : size;
    if (known > parser->max_body)
        return err_set(error, ERR_TOO_LARGE, "STOMP body is larger than %zu bytes",
                       parser->max_body);
    parser->scanned = size;
    *ret_length = known;
    *ret_whole = end != NULL;
    return true;
}

static bool next_body(StompParser *parser, StompFrame **ret, GError **error)
{
    gsize length = 0;
    bool whole = false;
    if (!find_body_end(parser, &length, &whole, error))
        return false;
    if (!whole)
        return true;
    gsize size;
    const char *text = rest(parser, &size);
    parser->frame->body = g_malloc(length + 1);
    memcpy(parser->frame->body, text, length);
    parser->frame->body[length] = '\0';
    parser->frame->size = length;
    consume(parser, length + 1);
    *ret = g_steal_pointer(&parser->frame);
    return true;
}

StompFrame *stomp_parser_next(StompParser *parser, GError **error)
{
    StompFrame *frame = NULL;
    if (parser->error == NULL && parser->frame == NULL)
        next_head(parser, &parser->error);
    if (parser->error == NULL && parser->frame != NULL)
        next_body(parser, &frame, &parser->error);
    if (parser->error != NULL && error != NULL)
        *error = g_error_copy(parser->error);
    if (frame == NULL)
        compact(parser);
    return frame;
}

void stomp_frame_free(StompFrame *frame)
{
    if (frame == NULL)
        return;
    for (guint i = 0; i < frame->n_headers; i++) {
        g_free(frame->headers[i].name);
        g_free(frame->headers[i].value);
    }
    g_free(frame->body);
    g_free(frame);
}

const char *stomp_frame_get(const StompFrame *frame, const char *name)
{
    for (guint i = 0; i < frame->n_headers; i++)
        if (strcmp(frame->headers[i].name, name) == 0)
            return frame->headers[i].value;
    return NULL;
}

const char *stomp_command_name(StompCommand command)
{
    return commands[command].name;
}

static void append_escaped(GByteArray *bytes, const char *text)
{
    for (; *text != '\0'; text++) {
        static const char from[] = ":\n\r\\", to[] = "cnr\\";
        const char *found = strchr(from, *text);
        if (found != NULL)
            g_byte_array_append(bytes, (const guint8 *)"\\", 1);
        g_byte_array_append(bytes, (const guint8 *)(found != NULL ? &to[found - from] : text), 1);
    }
}

static void append_header(GByteArray *bytes, const char *name, const char *value)
{
    append_escaped(bytes, name);
    g_byte_array_append(bytes, (const guint8 *)":", 1);
    append_escaped(bytes, value);
    g_byte_array_append(bytes, (const guint8 *)"\n", 1);
}

GBytes *stomp_write(StompCommand command, const char *const *headers, const void *body, gsize size)
{
    GByteArray *bytes = g_byte_array_sized_new((guint)size + 256);
    const char *name = commands[command].name;
    g_byte_array_append(bytes, (const guint8 *)name, (guint)strlen(name));
    g_byte_array_append(bytes, (const guint8 *)"\n", 1);
    for (; headers != NULL && headers[0] != NULL; headers += 2)
        if (headers[1] != NULL)
            append_header(bytes, headers[0], headers[1]);
    if (body != NULL) {
        char length[24];
        g_snprintf(length, sizeof length, "%zu", size);
        append_header(bytes, "content-length", length);
    }
    g_byte_array_append(bytes, (const guint8 *)"\n", 1);
    if (body != NULL)
        g_byte_array_append(bytes, body, (guint)size);
    g_byte_array_append(bytes, (const guint8 *)"", 1);
    return g_byte_array_free_to_bytes(bytes);
}

void stomp_parse_heart_beat(const char *value, guint *ret_sends_ms, guint *ret_wants_ms)
{
    static const char digits[] = "0123456789";
    *ret_sends_ms = *ret_wants_ms = 0;
    gsize first = value != NULL ? strspn(value, digits) : 0;
    if (first == 0 || first > 9 || value[first] != ',')
        return;
    gsize second = strspn(value + first + 1, digits);
    if (second == 0 || second > 9 || value[first + 1 + second] != '\0')
        return;
    *ret_sends_ms = (guint)g_ascii_strtoull(value, NULL, 10);
    *ret_wants_ms = (guint)g_ascii_strtoull(value + first + 1, NULL, 10);
}
