/* entity.h - entities as plain structs, each described by one table of field rows.
 *
 * The rows are the only description there is: the XML and JSON readers and writers, the store, the
 * search language, the command line's columns and the reference page walk them.  An entity is a
 * value: copy it on the way into another thread or out of a cache.  Pure. */
#pragma once

#include "model/enum.h"

#include <glib.h>
#include <stdbool.h>

/* What lies at a field's offset. */
typedef enum {
    FIELD_STRING,  /* char *, owned; NULL when absent */
    FIELD_BOOL,    /* gboolean */
    FIELD_INT,     /* gint64 */
    FIELD_ENUM,    /* int, an index of the EnumTable in 'detail' */
    FIELD_REF,     /* char *, the id of an entity of the EntityType in 'detail'; NULL when absent */
    FIELD_TIME,    /* gint64, microseconds since the epoch, UTC; 0 when absent */
    FIELD_MAC,     /* char *, lower case with ':'; NULL when absent */
    FIELD_STRINGS, /* char **, NULL-terminated, owned; NULL when absent.  The path's last component
                    * is the item, the one before it the list: "usages/usage" */
    FIELD_CONST,   /* nothing; 'detail' is the text that is always written (never read or stored) */
} FieldKind;

enum {
    F_REQUIRED = 1 << 0,  /* must be given on create */
    F_READONLY = 1 << 1,  /* ignored on input from outside */
    F_ALWAYS = 1 << 2,    /* written even when empty, false or 0 */
    F_SECRET = 1 << 3,    /* never written to the outside or a log */
    F_IMMUTABLE = 1 << 4, /* may be given on create only; a different value later is a conflict */
    F_ATTRIBUTE = 1 << 5, /* an XML attribute of the path's last element, "vlan/id": <vlan id="5"/> */
    F_LINKED_ONLY = 1 << 6, /* written only in the full form (all_content) */
    F_INTERNAL = 1 << 7,  /* stored, never written to or read from the outside */
};

typedef struct EntityType EntityType;

typedef struct {
    const char *column; /* name in store, search, JSON of the CLI; NULL: not stored */
    const char *path;   /* place in the representation, "mac/address"; NULL: not represented */
    FieldKind kind;
    gsize offset;       /* into the struct */
    unsigned flags;
    gint64 min, max;    /* bounds of an INT; of a STRING the length in characters (0, 0: 0..255) */
    const void *detail; /* EnumTable, EntityType or text, by kind */
    const char *doc;    /* one line for the reference page and help */
} Field;

#define ENTITY_MAX_FIELDS 128

struct EntityType {
    const char *name;       /* "host_nic": element, store table, JSON member */
    const char *collection; /* "host_nics": root element of lists */
    const char *path;       /* "vms": its path component in the API; NULL: not served by itself */
    const char *parent;     /* column of the REF to the entity it is served under; NULL: top level */
    const char *title;      /* "VM network interface": in sentences and faults */
    gsize size;
    const Field *fields;
    int n_fields;
};

/* First member of every entity struct. */
typedef struct {
    const EntityType *type;
    char *id;
    guint64 given[ENTITY_MAX_FIELDS / 64]; /* bit i: row i was given by the input; "not given" is
                                            * distinct from any value */
} Entity;

/* Ends a table of rows: { ENTITY_TYPE(...) } keeps size, rows and count together. */
#define ENTITY_TYPE(struct_, table_, ...)                                                          \
    .size = sizeof(struct_), .fields = table_, .n_fields = (int)G_N_ELEMENTS(table_), __VA_ARGS__

/* Every entity type there is, NULL-terminated: the store's schema test and the reference page walk
 * it. */
extern const EntityType *const entity_types[];

/* A new zeroed entity of 'type' without an id. */
void *entity_new(const EntityType *type);
void entity_free(void *entity); /* NULL is fine */
void *entity_dup(const void *entity);

bool entity_given(const void *entity, int row);
void entity_set_given(void *entity, int row);
void entity_set_all_given(void *entity);

/* Row index of the field at 'offset' / named 'column'; -1 when none. */
int entity_row_of(const EntityType *type, const char *column);

/* Copies every given row of 'src' over 'dst' (same type), rows that are read-only, internal or
 * constant apart.  An IMMUTABLE row that would change is ERR_CONFLICT naming both values, and
 * nothing is changed. */
bool entity_merge(void *dst, const void *src, GError **error);

/* True when all stored rows of two entities of one type are equal. */
bool entity_equal(const void *a, const void *b);

/* Checks bounds and, with 'for_create', that required rows are given. */
bool entity_validate(const void *entity, bool for_create, GError **error);

/* Typed access by row, for the walkers. */
const char *field_string(const void *entity, const Field *field);  /* STRING, REF, MAC */
void field_take_string(void *entity, const Field *field, char *value);
gint64 field_int(const void *entity, const Field *field);          /* INT, BOOL, ENUM, TIME */
void field_set_int(void *entity, const Field *field, gint64 value);
char **field_strings(const void *entity, const Field *field);
void field_take_strings(void *entity, const Field *field, char **value);

/* Text of any stored field as the search language and tables show it ("true", "up", "1500");
 * NULL when absent.  Caller frees. */
char *field_text(const void *entity, const Field *field);
