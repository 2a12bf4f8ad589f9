/* stomp.h - the subset of STOMP 1.2 that the host link speaks: frames to bytes and back.
 *
 * The parser takes bytes as they come and is bounded: commands that the other side may not send,
 * too many or too long headers, bad escapes and bodies above the limit are errors as soon as they
 * can be seen.  After an error a parser gives the same error for ever.  Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum {
    STOMP_CONNECT,
    STOMP_SEND,
    STOMP_SUBSCRIBE,
    STOMP_UNSUBSCRIBE,
    STOMP_DISCONNECT,
    STOMP_CONNECTED,
    STOMP_MESSAGE,
    STOMP_RECEIPT,
    STOMP_ERROR,
    N_STOMP_COMMANDS
} StompCommand;

/* Whose frames a parser reads. */
typedef enum { STOMP_FROM_CLIENT, STOMP_FROM_SERVER } StompSide;

#define STOMP_MAX_HEADERS   32
#define STOMP_MAX_HEAD_SIZE (16 * 1024) /* command and headers */

typedef struct {
    char *name, *value;
} StompHeader;

typedef struct {
    StompCommand command;
    guint n_headers;
    StompHeader headers[STOMP_MAX_HEADERS];
    char *body; /* with a NUL after it that does not count */
    gsize size;
} StompFrame;

typedef struct StompParser StompParser;

StompParser *stomp_parser_new(StompSide side, gsize max_body);
void stomp_parser_free(StompParser *parser); /* NULL is fine */

/* Appends received bytes.  Take all frames with stomp_parser_next() before the next push, so that
 * no more than one frame waits. */
void stomp_parser_push(StompParser *parser, const void *data, gsize size);

/* The next whole frame, which the caller frees; NULL without an error when bytes are missing. */
StompFrame *stomp_parser_next(StompParser *parser, GError **error);

void stomp_frame_free(StompFrame *frame); /* NULL is fine */

/* The value of the first header 'name'; NULL when there is none. */
const char *stomp_frame_get(const StompFrame *frame, const char *name);

const char *stomp_command_name(StompCommand command);

/* One buffer with the whole frame.  'headers' are name, value, …, NULL; a pair whose value is NULL
 * is left out.  With a 'body' content-length is added.  Caller owns. */
GBytes *stomp_write(StompCommand command, const char *const *headers, const void *body, gsize size);

/* Reads the value of a heart-beat header, "x,y" in ms.  Garbage counts as 0,0, as in VDSM. */
void stomp_parse_heart_beat(const char *value, guint *ret_sends_ms, guint *ret_wants_ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(StompParser, stomp_parser_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StompFrame, stomp_frame_free)
