/* Bytes from the network, cut in two ways, as seen by each end: both cuts must give the same, and
 * what was read can be written. */
#include "link/stomp.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MAX_BODY 4096

static void write_back(const StompFrame *frame)
{
    const char *headers[2 * STOMP_MAX_HEADERS + 1] = { NULL };
    for (guint i = 0; i < frame->n_headers; i++) {
        headers[2 * i] = frame->headers[i].name;
        headers[2 * i + 1] = frame->headers[i].value;
    }
    g_bytes_unref(stomp_write(frame->command, headers, frame->body, frame->size));
}

/* Returns the number of frames; '*ret_failed' tells whether an error ended it. */
static guint feed(StompSide side, const uint8_t *data, size_t size, size_t step,
                  gboolean *ret_failed)
{
    g_autoptr(StompParser) parser = stomp_parser_new(side, MAX_BODY);
    guint n = 0;
    for (size_t at = 0; at < size; at += step) {
        stomp_parser_push(parser, data + at, MIN(step, size - at));
        for (;;) {
            g_autoptr(GError) error = NULL;
            g_autoptr(StompFrame) frame = stomp_parser_next(parser, &error);
            *ret_failed = error != NULL;
            if (frame == NULL)
                break;
            g_assert(error == NULL);
            write_back(frame);
            n++;
        }
        if (*ret_failed)
            break;
    }
    return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    for (int side = STOMP_FROM_CLIENT; side <= STOMP_FROM_SERVER; side++) {
        gboolean whole_failed = FALSE, cut_failed = FALSE;
        guint whole = feed((StompSide)side, data, size, size > 0 ? size : 1, &whole_failed);
        guint cut = feed((StompSide)side, data, size, 7, &cut_failed);
        g_assert(whole == cut && whole_failed == cut_failed);
    }
    return 0;
}
