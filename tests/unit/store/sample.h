/* sample.h - entities with every field filled, and stores to put them in. */
#pragma once

#include "store/store.h"

/* A new entity of 'type' in which every stored field has a value of its own.  What it refers to is
 * inserted into 'store', inside the caller's transaction. */
void *sample_entity(Store *store, const EntityType *type);

/* As sample_entity(), and inserts it, too. */
void *sample_insert(Store *store, const EntityType *type);

/* The id of a sample of 'type', inserted in a transaction of its own.  Caller frees. */
char *sample_commit(Store *store, const EntityType *type);

/* Sets the text, or the number, of 'column'. */
void sample_set_text(void *entity, const char *column, const char *value);
void sample_set_number(void *entity, const char *column, gint64 value);

/* Leaves out the next 'n' values, for a process that shares its database with its parent. */
void sample_skip(int n);

/* Opens 'url'; the test ends when that fails. */
Store *sample_open(const char *url);

/* An empty directory and its end. */
char *sample_directory(void);
void sample_remove_directory(const char *path);
