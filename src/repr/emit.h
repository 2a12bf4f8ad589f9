/* emit.h - writes one document, as XML or JSON, from the same calls.
 *
 * What differs between the two in oVirt's API is known here and nowhere else: an attribute is a
 * member, a list is a member with an array, numbers and booleans are JSON strings but dates are
 * numbers, the root has no name in JSON.  Text is escaped; what neither can carry (control
 * characters, broken UTF-8) becomes U+FFFD.
 *
 * A 'name' is borrowed until its element is closed and ends at its NUL or at a '/', so that the
 * components of a field's path can be handed in as they are.  Pure. */
#pragma once

#include "repr/format.h"

#include <glib.h>
#include <stdbool.h>

typedef struct Emit Emit;

#define EMIT_MAX_DEPTH 32

Emit *emit_new(ReprFormat format);
void emit_free(Emit *emit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Emit, emit_free)

/* The document; every element must have been closed.  Frees 'emit'; the caller frees the text. */
char *emit_finish(Emit *emit, gsize *ret_size);

ReprFormat emit_format(const Emit *emit);

/* <name …>: attributes may follow until anything else does. */
void emit_open(Emit *emit, const char *name);
void emit_attribute(Emit *emit, const char *name, const char *text);
void emit_close(Emit *emit);

/* <name>text</name>, also when 'text' is empty: oVirt's SDKs tell "" from absent by it. */
void emit_text(Emit *emit, const char *name, const char *text);
void emit_bool(Emit *emit, const char *name, bool value);
void emit_int(Emit *emit, const char *name, gint64 value);
/* With at most two places; in JSON a number. */
void emit_decimal(Emit *emit, const char *name, double value);
/* Microseconds since the epoch: ISO 8601 in UTC; in JSON the number of milliseconds. */
void emit_time(Emit *emit, const char *name, gint64 time_us);

/* A whole document of the same format, made by another Emit, as the child 'name'. */
void emit_document(Emit *emit, const char *name, const char *text, gsize size);

/* Between these two every element is one 'item' of a list. */
void emit_open_list(Emit *emit, const char *item);
void emit_close_list(Emit *emit);
