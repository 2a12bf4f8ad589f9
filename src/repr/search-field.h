/* search-field.h - where a search term finds its values: from an entity along references, forward
 * and backward, to a column.  Private to this folder. */
#pragma once

#include "repr/search.h"

#define SEARCH_MAX_STEPS 6

/* To the entities that the reference 'row' of this one leads to, or that lead here by it. */
typedef struct {
    const EntityType *type; /* whose row it is */
    int row;
    bool backward;
} SearchStep;

typedef struct {
    SearchStep steps[SEARCH_MAX_STEPS];
    int n_steps;
    const Field *field; /* at the end; NULL: the id, or nothing at all with 'none' */
    const char *word;   /* not NULL: the query's true or false is whether the field has this word */
    bool none;          /* known to clients, but nothing here has it: "tag" */
} SearchField;

/* Finds "name" or "host.name" as said of 'type', in any case, singular or plural. */
bool search_field_find(const EntityType *type, const char *object, const char *name,
                       SearchField *ret, GError **error);

/* The same from a path of ours, "data_center.name" (search-field.c says how they are written). */
SearchField search_field_compile(const EntityType *type, const char *path);

/* Calls for every name that may be asked of 'type', "status" and "host.name", once each: less what
 * nothing here has and what is seldom set. */
typedef void (*SearchFieldVisit)(const char *name, const SearchField *field, gpointer data);
void search_field_each(const EntityType *type, SearchFieldVisit each, gpointer data);

/* Whether an entity has one value of it at most, so that sorting by it has a sense. */
bool search_field_is_single(const SearchField *field);

/* Calls 'visit' for each entity at the end of the steps until one returns true; whether one did. */
bool search_field_any(const SearchField *field, const void *entity, const SearchWorld *world,
                      bool (*visit)(const void *end, gpointer data), gpointer data);

/* The type that "Hosts" or "datacenter" names; NULL when there is none. */
const EntityType *search_type_find(const char *word);
