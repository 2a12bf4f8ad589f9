#include "repr/emit.h"

#include <math.h>
#include <string.h>
#include <time.h>

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */
#define DIGITS_MAX  21             /* of a gint64, its sign and a NUL */

typedef struct {
    const char *name;
    bool list;  /* JSON: an array, its members have no names */
    bool empty; /* JSON: no comma before the next member */
} Level;

struct Emit {
    ReprFormat format;
    GString *out;
    bool tag_open; /* XML: the last start tag still lacks its '>' */
    int depth;
    Level levels[EMIT_MAX_DEPTH];
};

Emit *emit_new(ReprFormat format)
{
    Emit *emit = g_new0(Emit, 1);
    emit->format = format;
    emit->out = g_string_sized_new(4096);
    if (format == REPR_XML)
        g_string_append(emit->out, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>");
    return emit;
}

void emit_free(Emit *emit)
{
    if (emit == NULL)
        return;
    if (emit->out != NULL)
        g_string_free(emit->out, TRUE);
    g_free(emit);
}

char *emit_finish(Emit *emit, gsize *ret_size)
{
    g_assert(emit->depth == 0);
    emit->out->str[emit->out->len] = '\0';
    if (ret_size != NULL)
        *ret_size = emit->out->len;
    char *text = g_string_free(g_steal_pointer(&emit->out), FALSE);
    emit_free(emit);
    return text;
}

ReprFormat emit_format(const Emit *emit)
{
    return emit->format;
}

/* --- bytes --------------------------------------------------------------------------------------
 * A list of entities is made of a great many small pieces: what there is room for is copied here.
 * The text is ended by a NUL when it is finished. */

static void append(Emit *emit, const char *bytes, gsize size)
{
    GString *out = emit->out;
    if (out->len + size >= out->allocated_len) {
        g_string_append_len(out, bytes, (gssize)size);
        return;
    }
    memcpy(out->str + out->len, bytes, size);
    out->len += size;
}

static void append_char(Emit *emit, char c)
{
    append(emit, &c, 1);
}

static gsize name_length(const char *name)
{
    return (gsize)(strchrnul(name, '/') - name);
}

static void append_name(Emit *emit, const char *name)
{
    append(emit, name, name_length(name));
}

/* Whether 'text' is ASCII that neither format escapes, as most of it is; and its size. */
static bool is_plain(const char *text, gsize *ret_size)
{
    static const bool special[256] = {
        ['"'] = true, ['&'] = true, ['<'] = true, ['>'] = true, ['\\'] = true
    };
    const char *p = text;
    while ((guchar)*p >= 0x20 && (guchar)*p < 0x7f && !special[(guchar)*p])
        p++;
    *ret_size = (gsize)(p - text);
    return *p == '\0';
}

/* --- XML ----------------------------------------------------------------------------------------
 */

static void finish_tag(Emit *emit)
{
    if (emit->tag_open)
        append_char(emit, '>');
    emit->tag_open = false;
}

/* What 'c' is written as in XML; NULL: as itself.  White space in attributes and a carriage return
 * anywhere would be normalised away by a reader. */
static const char *xml_escape(guchar c, bool attribute)
{
    switch (c) {
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '&':
        return "&amp;";
    case '"':
        return attribute ? "&quot;" : NULL;
    case '\t':
        return attribute ? "&#9;" : NULL;
    case '\n':
        return attribute ? "&#10;" : NULL;
    case '\r':
        return "&#13;";
    default:
        return c < 0x20 ? REPLACEMENT : NULL;
    }
}

/* U+FFFE and U+FFFF are the only characters that UTF-8 can carry and XML, above the controls,
 * cannot. */
static bool is_noncharacter(const char *p)
{
    return (guchar)p[0] == 0xef && (guchar)p[1] == 0xbf && ((guchar)p[2] & 0xfe) == 0xbe;
}

static void append_xml(Emit *emit, const char *text, bool attribute)
{
    const char *run = text, *p = text;
    for (; *p != '\0'; p++) {
        /* Most text is letters and digits: one comparison each. */
        if (((guchar)*p > '>' && (guchar)*p != 0xef) || (*p >= '-' && *p <= ';'))
            continue;
        bool noncharacter = is_noncharacter(p);
        const char *escape = noncharacter ? REPLACEMENT : xml_escape((guchar)*p, attribute);
        if (escape == NULL)
            continue;
        append(emit, run, (gsize)(p - run));
        append(emit, escape, strlen(escape));
        p += noncharacter ? 2 : 0;
        run = p + 1;
    }
    append(emit, run, (gsize)(p - run));
}

/* --- JSON ---------------------------------------------------------------------------------------
 */

static void append_json(Emit *emit, const char *text)
{
    static const char hex[] = "0123456789abcdef";
    append_char(emit, '"');
    const char *run = text, *p = text;
    for (; *p != '\0'; p++) {
        if ((guchar)*p >= 0x20 && *p != '"' && *p != '\\')
            continue;
        append(emit, run, (gsize)(p - run));
        append_char(emit, '\\');
        if (*p == '"' || *p == '\\') {
            append_char(emit, *p);
        } else {
            append(emit, "u00", 3);
            append_char(emit, hex[*p >> 4]);
            append_char(emit, hex[*p & 0xf]);
        }
        run = p + 1;
    }
    append(emit, run, (gsize)(p - run));
    append_char(emit, '"');
}

/* The comma and the name that go before a value. */
static void begin_json(Emit *emit, const char *name)
{
    if (emit->depth == 0)
        return;
    Level *level = &emit->levels[emit->depth - 1];
    if (!level->empty)
        append_char(emit, ',');
    level->empty = false;
    if (level->list)
        return;
    append_char(emit, '"');
    append_name(emit, name);
    append(emit, "\":", 2);
}

/* --- Both ---------------------------------------------------------------------------------------
 */

static void push(Emit *emit, const char *name, bool list)
{
    g_assert(emit->depth < EMIT_MAX_DEPTH);
    emit->levels[emit->depth++] = (Level){ name, list, true };
}

static void append_start(Emit *emit, const char *name)
{
    finish_tag(emit);
    append_char(emit, '<');
    append_name(emit, name);
}

static void append_end(Emit *emit, const char *name)
{
    append(emit, "</", 2);
    append_name(emit, name);
    append_char(emit, '>');
}

void emit_open(Emit *emit, const char *name)
{
    if (emit->format == REPR_JSON) {
        begin_json(emit, name);
        append_char(emit, '{');
    } else {
        append_start(emit, name);
        emit->tag_open = true;
    }
    push(emit, name, false);
}

void emit_close(Emit *emit)
{
    g_assert(emit->depth > 0);
    const Level *level = &emit->levels[--emit->depth];
    if (emit->format == REPR_JSON) {
        append_char(emit, '}');
    } else if (emit->tag_open) {
        append(emit, "/>", 2);
        emit->tag_open = false;
    } else {
        append_end(emit, level->name);
    }
}

/* Text of any kind, escaped. */
static void append_text(Emit *emit, const char *text, bool attribute)
{
    g_autofree char *valid = g_utf8_validate(text, -1, NULL) ? NULL : g_utf8_make_valid(text, -1);
    if (valid != NULL)
        text = valid;
    if (emit->format == REPR_JSON)
        append_json(emit, text);
    else
        append_xml(emit, text, attribute);
}

/* Text that is known to need no escaping. */
static void append_plain(Emit *emit, const char *text, gsize size)
{
    if (emit->format == REPR_JSON)
        append_char(emit, '"');
    append(emit, text, size);
    if (emit->format == REPR_JSON)
        append_char(emit, '"');
}

void emit_attribute(Emit *emit, const char *name, const char *text)
{
    gsize size;
    bool plain = is_plain(text, &size), xml = emit->format == REPR_XML;
    if (xml) {
        g_assert(emit->tag_open);
        append_char(emit, ' ');
        append_name(emit, name);
        append(emit, "=\"", 2);
    } else {
        begin_json(emit, name);
    }
    if (plain)
        append_plain(emit, text, size);
    else
        append_text(emit, text, true);
    if (xml)
        append_char(emit, '"');
}

static void emit_plain(Emit *emit, const char *name, const char *text, gsize size)
{
    if (emit->format == REPR_JSON) {
        begin_json(emit, name);
        append_plain(emit, text, size);
        return;
    }
    append_start(emit, name);
    append_char(emit, '>');
    append_plain(emit, text, size);
    append_end(emit, name);
}

void emit_text(Emit *emit, const char *name, const char *text)
{
    gsize size;
    if (is_plain(text, &size)) {
        emit_plain(emit, name, text, size);
        return;
    }
    if (emit->format == REPR_JSON) {
        begin_json(emit, name);
        append_text(emit, text, false);
        return;
    }
    append_start(emit, name);
    append_char(emit, '>');
    append_text(emit, text, false);
    append_end(emit, name);
}

void emit_bool(Emit *emit, const char *name, bool value)
{
    emit_plain(emit, name, value ? "true" : "false", value ? 4 : 5);
}

void emit_int(Emit *emit, const char *name, gint64 value)
{
    char digits[DIGITS_MAX], *end = digits + sizeof digits, *at = end;
    guint64 rest = value < 0 ? -(guint64)value : (guint64)value;
    do
        *--at = (char)('0' + rest % 10);
    while ((rest /= 10) > 0);
    if (value < 0)
        *--at = '-';
    emit_plain(emit, name, at, (gsize)(end - at));
}

void emit_decimal(Emit *emit, const char *name, double value)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    if (!isfinite(value))
        value = 0;
    g_ascii_formatd(text, sizeof text, value == floor(value) ? "%.0f" : "%.2f", value);
    if (emit->format == REPR_JSON) {
        begin_json(emit, name);
        g_string_append(emit->out, text);
        return;
    }
    emit_plain(emit, name, text, strlen(text));
}

void emit_time(Emit *emit, const char *name, gint64 time_us)
{
    gint64 time_ms = MAX(time_us, 0) / 1000;
    if (emit->format == REPR_JSON) {
        begin_json(emit, name);
        g_string_append_printf(emit->out, "%" G_GINT64_FORMAT, time_ms);
        return;
    }
    time_t seconds = (time_t)(time_ms / 1000);
    struct tm tm;
    char text[64];
    if (gmtime_r(&seconds, &tm) == NULL)
        return;
    g_snprintf(text, sizeof(text), "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", tm.tm_year + 1900,
               tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, (int)(time_ms % 1000));
    emit_plain(emit, name, text, strlen(text));
}

void emit_open_list(Emit *emit, const char *item)
{
    if (emit->format == REPR_XML)
        return;
    begin_json(emit, item);
    append_char(emit, '[');
    push(emit, item, true);
}

void emit_close_list(Emit *emit)
{
    if (emit->format == REPR_XML)
        return;
    g_assert(emit->depth > 0 && emit->levels[emit->depth - 1].list);
    emit->depth--;
    append_char(emit, ']');
}

/* In XML the name of the root is exchanged. */
void emit_document(Emit *emit, const char *name, const char *text, gsize size)
{
    if (emit->format == REPR_JSON) {
        begin_json(emit, name);
        g_string_append_len(emit->out, text, (gssize)size);
        return;
    }
    const char *end = text + size, *root = strchr(strstr(text, "?>"), '<');
    const char *rest = root + strcspn(root, " />");
    bool empty = end[-2] == '/' && strchr(root, '>') == end - 1;
    const char *stop = empty ? end : end - (rest - root) - strlen("</>") + 1;
    finish_tag(emit);
    g_string_append_c(emit->out, '<');
    append_name(emit, name);
    g_string_append_len(emit->out, rest, stop - rest);
    if (empty)
        return;
    g_string_append(emit->out, "</");
    append_name(emit, name);
    g_string_append_c(emit->out, '>');
}
