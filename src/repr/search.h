/* search.h - the query language of lists: "name=web* and cluster=Default sortby name page 2".
 *
 *   query   := [ type ":" ] group { group } [ "sortby" field [ "asc" | "desc" ] ] [ "page" N ]
 *   group   := and_expr { "or" and_expr }          groups are ANDed
 *   and_expr:= term { "and" term }
 *   term    := [ object "." ] field op value | value
 *   op      := = | != | < | > | <= | >=
 *
 * Text compares by '*' pattern, by default in any case; numbers and dates by size.  A bare value is
 * looked for inside every text of an entity.  Pure: what a query needs beyond the entity at hand,
 * "host.name" of a VM, comes through the functions of SearchWorld. */
#pragma once

#include "model/entity.h"

typedef struct Search Search;

/* The other entities.  What they return is borrowed and stays until the search function is done. */
typedef struct {
    /* The entity with that id; NULL when there is none. */
    const void *(*get)(const EntityType *type, const char *id, gpointer data);
    /* All entities whose reference 'column' is 'id'; the caller frees the array.  NULL: none. */
    GPtrArray *(*list_by)(const EntityType *type, const char *column, const char *id,
                          gpointer data);
    gpointer data;
} SearchWorld;

/* Reads a query over entities of 'type'; the empty one selects all.  ERR_INVALID names the position
 * or the fields that are possible. */
Search *search_parse(const EntityType *type, const char *text, GError **error);
void search_free(Search *search);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Search, search_free)

/* The page asked for, from 1; 0: none. */
guint search_page(const Search *search);

/* What a column of the type itself must be for a match.  IS compares numbers, words of an
 * enumeration by their index, and text; LIKE has '*' and any case of ASCII letters. */
typedef enum {
    SEARCH_NEED_IS,
    SEARCH_NEED_IS_ANY_CASE,
    SEARCH_NEED_LIKE,
    SEARCH_NEED_LESS,
    SEARCH_NEED_MORE,
    SEARCH_NEED_NOT_MORE,
    SEARCH_NEED_NOT_LESS,
} SearchNeedKind;

typedef struct {
    const char *column;
    SearchNeedKind kind;
    const char *text; /* borrowed from the search; NULL: 'number' */
    gint64 number;
} SearchNeed;

/* What every match fulfils, for a store that looks before it reads.  More may fulfil it than match,
 * unless 'ret_decisive' (NULL is fine) says that it decides: search_apply() is to be called all the
 * same.  GArray of SearchNeed. */
GArray *search_needs(const Search *search, bool case_sensitive, bool *ret_decisive);

/* How many matches, taken in the order of the type itself, hold all that search_apply() keeps:
 * whoever reads piece by piece need not read on.  G_MAXUINT64: all that there are. */
guint64 search_enough(const Search *search, gint64 max);

bool search_matches(const Search *search, const void *entity, const SearchWorld *world,
                    bool case_sensitive);

/* Keeps in 'entities' those that match, in the order asked for (else the type's own), and of them
 * the page, of 'max' entities or, with 'max' negative, of 100.  Without a page: the first 'max'.
 * Returns how many matched. */
guint search_apply(const Search *search, GPtrArray *entities, const SearchWorld *world,
                   bool case_sensitive, gint64 max);
