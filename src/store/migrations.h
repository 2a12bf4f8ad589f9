/* migrations.h - the steps from an empty database to this build's, as embedded from migrations/.
 *
 * A file is never edited once it was released; a change is a new file. */
#pragma once

typedef struct {
    int version;      /* the file name's number; from 1, without a gap */
    const char *name; /* "001-first" */
    const char *sql;
} Migration;

extern const Migration migrations[];
extern const int n_migrations;
