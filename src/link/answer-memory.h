/* answer-memory.h - the last answers to one peer by request id, so that a repeated request gets the
 * old answer instead of a second run.
 *
 * An id alone is not trusted to be unique: the same id with another call is another request, and
 * after a while every id is forgotten.  Pure. */
#pragma once

#include <glib.h>
#include <jansson.h>

typedef struct AnswerMemory AnswerMemory;

AnswerMemory *answer_memory_new(guint max_answers, gint64 keep_ms);
void answer_memory_free(AnswerMemory *memory); /* NULL is fine */

/* Remembers 'answer' (shared, not to be changed any more); the oldest one gives way. */
void answer_memory_put(AnswerMemory *memory, const char *id, const char *call, json_t *answer,
                       gint64 now_ms);

/* The answer to 'call' under 'id', a new reference; NULL when there is none. */
json_t *answer_memory_get(AnswerMemory *memory, const char *id, const char *call, gint64 now_ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(AnswerMemory, answer_memory_free)
