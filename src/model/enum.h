/* enum.h - an enumeration with its words, so that reader, writer, database and docs agree.  Pure.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct {
    const char *name;         /* "vm_status" */
    const char *const *words; /* by value; "" for a value that has no word */
    int n_words;
} EnumTable;

/* The word of 'value'; an assertion when it has none. */
const char *enum_word(const EnumTable *table, int value);

/* Finds 'word' without regard to case; ERR_INVALID names the words that are possible. */
bool enum_parse(const EnumTable *table, const char *word, int *ret, GError **error);

/* Declares 'extern const EnumTable x_table'; ENUM_TABLE defines it from designated words. */
#define ENUM_TABLE(x, ...)                                                                         \
    static const char *const x##_words[] = { __VA_ARGS__ };                                        \
    const EnumTable x##_table = { #x, x##_words, (int)G_N_ELEMENTS(x##_words) }
