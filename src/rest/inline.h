/* inline.h - what "follow" puts in place of a link: the reply of the linked resource itself, made
 * by its own handler for the same user.
 *
 * What the user may not see, or what is gone, stays a link. */
#pragma once

#include "rest/call.h"
#include "rest/follow.h"

/* What one request may inline, all levels together. */
#define INLINE_MAX_REPLIES 20000
#define INLINE_MAX_BYTES   (64 * 1024 * 1024)

typedef struct Inlining Inlining;

/* For the requests of one client's request. */
Inlining *inlining_new(void);
void inlining_free(Inlining *inlining); /* NULL is fine */

/* Whether it would have been more than is allowed; then the reply is not whole. */
bool inlining_exceeded(const Inlining *inlining);

/* The member 'inlined' of a ReprContext; 'data' is the Call. */
bool inline_link(Emit *emit, const char *name, const char *href, gpointer data);
