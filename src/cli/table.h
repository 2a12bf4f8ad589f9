/* table.h - rows for people: aligned columns that fit the terminal.  Pure but for table_print(). */
#pragma once

#include <glib.h>
#include <stdio.h>

typedef struct Table Table;

/* 'titles' is NULL-terminated and copied. */
Table *table_new(const char *const *titles);
void table_free(Table *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Table, table_free)

/* Adds a cell to the current row, opening one when the last is full; NULL shows as "-". */
void table_add(Table *table, const char *text);
guint table_n_rows(const Table *table);

/* The table as text.  'width' > 0: the widest columns are cut with "…" until a line fits. */
char *table_format(const Table *table, int width);

/* Columns of the terminal behind 'file'; 0 when it is none (then nothing is cut). */
int table_terminal_width(FILE *file);
void table_print(const Table *table, FILE *file);
