/* entity.h - entities as plain structs, each described by one table of field rows.
 *
 * The rows are the only description there is: the XML and JSON readers and writers, the store, the
 * search language, the command line's columns and the reference page walk them.  An entity is a
 * value: copy it on the way into another thread or out of a cache.  Pure. */
#pragma once

#include "model/enum.h"

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

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
                    * is the item, the one before it the list: "usages/usage".  'detail' is an
                    * EnumTable or NULL: any text; see F_IDS and F_PAIRS */
    FIELD_CONST,   /* nothing; 'detail' is the text that is always written (never read or stored) */
} FieldKind;

enum {
    F_REQUIRED = 1 << 0,  /* must be given on create */
    F_READONLY = 1 << 1,  /* ignored on input from outside */
    F_ALWAYS = 1 << 2,    /* written even when empty, false or 0 */
    F_SECRET = 1 << 3,    /* never written to the outside or a log */
    F_IMMUTABLE = 1 << 4, /* may be given on create only; a different value later is a conflict */
    F_ATTRIBUTE = 1 << 5, /* an XML attribute of the path's last element, "vlan/id": <vlan id="5"/>;
                           * its row stands before the element's other rows */
    F_LINKED_ONLY = 1 << 6, /* written only in the full form (all_content) */
    F_INTERNAL = 1 << 7,    /* stored, never written to or read from the outside */
    F_PAIRS = 1 << 8,       /* STRINGS: an item "a,b", two MAC addresses, is an element with two
                             * children, named by 'detail', a const char *const[] ended by NULL;
                             * see F_TEXTS */
    F_IDS = 1 << 9,         /* STRINGS: ids of entities of the EntityType in 'detail' */
    F_LIST = 1 << 10,       /* CONST: the only item of a list, "sources/source" */
    F_INPUT_ONLY = 1 << 11, /* read from the outside, never written: an order, not a fact */
    F_TEXTS = 1 << 13,      /* PAIRS of any texts, and of two or more; only the last may have ',' */
    F_MINUS_ONE = 1 << 14,  /* INT: -1 from outside is an absent value, too */
    F_ALIAS = 1 << 12,      /* shows another row's value (or the id) once more under another path:
                             * not stored, owned or read */
    F_PACKED = 1 << 15,     /* stored, while it is not the initial value, in the type's one column
                             * 'packed' instead of its own: for what is seldom set */
    F_RECORDS = 1 << 16,    /* STRINGS: an item is an element with the children that 'detail', a
                             * NULL-terminated list, names; it holds their texts line by line.  A
                             * child "id" is an attribute */
};

typedef struct EntityType EntityType;

typedef struct {
    const char *column; /* name in store, search, JSON of the CLI; NULL: not stored */
    gsize offset;       /* into the struct */
    const char *path;   /* place in the representation, "mac/address"; NULL: not represented */
    FieldKind kind;
    unsigned flags;
    gint64 min, max;    /* bounds of an INT (0, 0: 0 and up), see field_bounds(); of a STRING the
                         * length in characters (0, 0: 0..255; one line unless 'max' is higher) */
    const void *detail; /* EnumTable, EntityType or text, by kind */
    const char *doc;    /* one line for the reference page and help */
    gint64 initial;     /* INT, BOOL, ENUM: value in a new entity.  Below 'min': absent */
    gint64 scale;       /* INT: the outside's number is ours times this; 0: 1 */
    bool (*shown)(const void *entity); /* NULL, or whether it is written for this entity */
    gsize name_at; /* REF: where the name of what it refers to is, a char *, NULL when it is not to
                    * be shown; 0: its name is not written */
} Field;

/* The first two members of a row whose column is named as its struct member. */
#define FIELD_AT(struct_, member) #member, offsetof(struct_, member)

/* A whole row that always writes 'text_' at 'path_'. */
#define FIELD_FIXED(path_, text_)                                                                  \
    {                                                                                              \
        NULL, 0, path_, FIELD_CONST, F_READONLY | F_ALWAYS, 0, 0, text_, NULL                      \
    }

#define ENTITY_MAX_FIELDS 128

struct EntityType {
    const char *name;       /* "vm_nic": store table; unique */
    const char *element;    /* "nic": XML element, JSON member */
    const char *collection; /* "nics": root element of lists */
    const char *path;       /* "nics": its path component in the API; NULL: not served by itself */
    const char *parent;    /* column of the REF to the entity it is served under; NULL: top level */
    const char *id_column; /* column shown as its id outside ("label"); NULL: the id */
    const char *title;     /* "VM network interface": in sentences and faults */
    const char *packed;    /* the column of the rows with F_PACKED; NULL: it has none */
    bool computed;         /* made when asked for, never stored */
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

/* Initialises an EntityType: keeps size, rows and count together. */
#define ENTITY_TYPE(struct_, table_, ...)                                                          \
    {                                                                                              \
        __VA_ARGS__, .size = sizeof(struct_), .fields = table_,                                    \
                     .n_fields = (int)G_N_ELEMENTS(table_)                                         \
    }

/* Every entity type there is, NULL-terminated: the store's schema test (less the computed ones) and
 * the reference page walk it. */
extern const EntityType *const entity_types[];

/* The type of that name; NULL when there is none. */
const EntityType *entity_type_find(const char *name);

/* A set of types: bit i is entity_types[i]. */
typedef guint64 EntityTypeSet;
EntityTypeSet entity_type_bit(const EntityType *type);

/* A new entity of 'type' without an id; each row has its initial value. */
void *entity_new(const EntityType *type);
void entity_free(void *entity); /* NULL is fine */
void *entity_dup(const void *entity);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Entity, entity_free)

/* Whether row 'row' was given by the input.  _at: the row of the struct member at 'offset', as in
 * entity_given_at(vm, offsetof(Vm, memory)). */
bool entity_given(const void *entity, int row);
bool entity_given_at(const void *entity, gsize offset);
void entity_set_given(void *entity, int row);
void entity_set_all_given(void *entity);

/* Copies the value of one row between entities of one type, or of two that begin alike. */
void entity_copy_row(void *dst, const void *src, const Field *field);

/* Row index of the field named 'column'; -1 when none. */
int entity_row_of(const EntityType *type, const char *column);

/* The id as the outside sees it, of 'id_column' where the type has one.  Borrowed; may be NULL. */
const char *entity_shown_id(const void *entity);

/* Copies every given row of 'src' over 'dst' (same type), rows that are read-only, internal, alias
 * or constant apart.  References by name must have been resolved.  They
 * are given rows of 'dst' then.  An IMMUTABLE row that would
 * change is ERR_CONFLICT naming both values, and nothing is changed. */
bool entity_merge(void *dst, const void *src, GError **error);

/* True when the ids and all stored rows of two entities of one type are equal.  An absent string is
 * not an empty one. */
bool entity_equal(const void *a, const void *b);

/* Checks bounds, text (UTF-8 without control characters), MACs and, with 'for_create', that
 * required rows are given. */
bool entity_validate(const void *entity, bool for_create, GError **error);

/* The names of required rows that were not given, "name, data_center"; NULL when none is missing.
 * Caller frees. */
char *entity_missing(const void *entity);

/* The bounds of an INT or of a STRING's length, with their defaults filled in. */
void field_bounds(const Field *field, gint64 *ret_min, gint64 *ret_max);

/* Whether it is kept in the store: it has a column or is packed with others; whether it has a
 * column of its own. */
bool field_is_stored(const Field *field);
bool field_has_column(const Field *field);

/* The stored rows of 'entity' that 'wanted' says true for (NULL: the packed ones that do not have
 * their initial value), as lines "column=value"; NULL when there is none.  Caller frees.  The other
 * way round, rows that the text does not name are left alone; ERR_INTERNAL for a bad one. */
char *entity_pack(const void *entity, bool (*wanted)(const Field *field, gpointer data),
                  gpointer data);
bool entity_unpack(void *entity, const char *text, GError **error);

/* False for a string, reference or list that is NULL, a time of 0, an INT below its 'min'. */
bool field_is_present(const void *entity, const Field *field);

/* Typed access by row, for the walkers. */
const char *field_string(const void *entity, const Field *field); /* STRING, REF, MAC */
void field_take_string(void *entity, const Field *field, char *value);
gint64 field_int(const void *entity, const Field *field); /* INT, BOOL, ENUM, TIME */
void field_set_int(void *entity, const Field *field, gint64 value);
char **field_strings(const void *entity, const Field *field);
void field_take_strings(void *entity, const Field *field, char **value);

/* Text of any stored field as the search language and tables show it ("true", "up", "1500");
 * NULL when absent.  Caller frees. */
char *field_text(const void *entity, const Field *field);
