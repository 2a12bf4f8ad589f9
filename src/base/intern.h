/* intern.h - one counted copy of each text, so that equal texts are equal pointers.
 *
 * GLib's g_ref_string_new_intern() may hand out a string whose last reference is just being
 * released by another thread; this does not.  Any thread. */
#pragma once

#include <glib.h>

/* The copy of 'text'; the caller releases it. */
const char *intern_new(const char *text);

/* Another reference to an interned text; returns it. */
const char *intern_ref(const char *interned);

/* NULL is fine. */
void intern_unref(const char *interned);

static inline void intern_clear(const char **interned)
{
    intern_unref(*interned);
}

/* 'autointern const char *text = intern_new("x");' releases itself. */
#define autointern __attribute__((cleanup(intern_clear)))
