/* search-world.h - the other entities that a search needs, read from the store once each. */
#pragma once

#include "engine/engine.h"
#include "repr/search.h"

typedef struct SearchScope SearchScope;

/* One thread; lives as long as one search. */
SearchScope *search_scope_new(Engine *engine);
void search_scope_free(SearchScope *scope);
const SearchWorld *search_scope_world(SearchScope *scope);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SearchScope, search_scope_free)

/* What the store is to look for, GArray of StoreCondition that borrow from 'search'; its matches
 * are among what that finds, or are that when 'ret_decisive' (NULL is fine) says so. */
GArray *search_conditions(const Search *search, bool case_sensitive, bool *ret_decisive);
