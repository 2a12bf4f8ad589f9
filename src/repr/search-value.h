/* search-value.h - comparing a field with what a query says.  Private to search. */
#pragma once

#include "model/entity.h"

typedef enum { SEARCH_EQ, SEARCH_NE, SEARCH_LT, SEARCH_GT, SEARCH_LE, SEARCH_GE } SearchOp;

/* The right side of a term, made ready for the kind of field on the left. */
typedef struct {
    char *pattern; /* as given */
    char *folded;  /* in one case */
    bool is_number;
    gint64 number;
} SearchValue;

/* Checks 'text' for 'field' (NULL: an id): an ENUM needs one of its words, a date is a date, an
 * order of numbers needs a number. */
bool search_value_init(SearchValue *value, const Field *field, SearchOp op, const char *text,
                       GError **error);
/* Reads true or false as the language writes it. */
bool search_value_bool(const char *text, gint64 *ret);
void search_value_clear(SearchValue *value);

/* Whether 'field' of 'entity' stands so to 'value'; never when it is absent.  NE is asked as EQ. */
bool search_value_holds(const SearchValue *value, SearchOp op, const void *entity,
                        const Field *field, bool case_sensitive);

/* Whether 'text' has the pattern, with any number of '*'. */
bool search_pattern_matches(const char *pattern, const char *text);

/* 'text' in one case.  Caller frees. */
char *search_fold(const char *text);

/* Order of two texts: by number when both are one, else without regard to case. */
int search_text_compare(const char *a, const char *b);
