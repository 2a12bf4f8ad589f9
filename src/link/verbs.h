/* verbs.h - everything that can be said over the host link: one table of verbs, one of events.
 *
 * Both ends check every message against the tables: the sender before it leaves, the receiver
 * before it is acted on.  Pure, any thread. */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

/* Who may call.  From the certificate (pki.h). */
typedef enum { LINK_ROLE_ENGINE = 1 << 0, LINK_ROLE_HOST = 1 << 1 } LinkRole;

typedef enum {
    VERB_TRUE,   /* a result only: the constant true */
    VERB_BOOL,   /* true, false; "true" and "false" in any case are accepted */
    VERB_INT,    /* an integer; its decimal text is accepted.  Bounds are of the value */
    VERB_STRING, /* bounds are of the length in bytes */
    VERB_UUID,
    VERB_STRINGS, /* an array of strings; bounds are of the number of items */
    VERB_ARRAY,   /* an array of objects; bounds are of the number of items */
    VERB_OBJECT,  /* with the members of 'members', or any members when that is NULL */
    VERB_MAP,     /* an object whose every member is an object; bounds are of their number */
} VerbKind;

enum {
    VERB_REQUIRED = 1 << 0, /* must be there */
    VERB_OPEN = 1 << 1,     /* an object that may hold members beside those listed */
    VERB_NULLABLE = 1 << 2, /* null is accepted and means "not given" */
};

typedef struct VerbParam VerbParam;
struct VerbParam {
    const char *name; /* NULL ends a list */
    VerbKind kind;
    unsigned flags;
    gint64 min, max;          /* 0, 0: the kind's own bounds */
    const char *const *words; /* of a STRING: the only values; NULL: any */
    const VerbParam *members; /* of an OBJECT, and of each item of an ARRAY or MAP */
};

typedef struct {
    const char *name; /* "Host.ping2" */
    unsigned roles;   /* of LinkRole, those who may call */
    bool mutating;    /* its answer is remembered, so that a repeated id does not run it again */
    guint timeout_ms; /* what the caller waits when it does not say */
    const VerbParam *params;
    VerbParam result; /* unknown members of a result are always accepted */
} Verb;

typedef struct {
    const char *component, *operation; /* "virt", "VM_status" */
    bool keyed;                        /* 'params' lie under a member named as the unique part */
    const VerbParam *params;           /* beside notify_time; unknown members are accepted */
} LinkEventRow;

/* The row of 'name'; NULL when there is none. */
const Verb *verb_find(const char *name);

/* Borrows the whole table, for tests and the reference page. */
const Verb *verb_table(guint *ret_n_verbs);

/* Checks what is sent: names, kinds, bounds, required ones.  'params' may be NULL, an object, or
 * an array in the order of the table. */
bool verb_check_params(const Verb *verb, const json_t *params, GError **error);

/* As above, and returns them as an object with native kinds: a positional list is named, decimal
 * text is an integer, "true" is true, and null members are left out.  Caller owns. */
json_t *verb_normalize_params(const Verb *verb, const json_t *params, GError **error);

bool verb_check_result(const Verb *verb, const json_t *result, GError **error);

/* Splits "|virt|VM_status|<id>" and checks it and 'params' against the events table.  '*ret_unique'
 * (NULL is fine) borrows from 'method'. */
const LinkEventRow *event_check(const char *method, const json_t *params, const char **ret_unique,
                                GError **error);
const LinkEventRow *event_table(guint *ret_n_events);

/* Readers for checked and normalised params. */
const char *verb_param_string(const json_t *params, const char *name); /* NULL: not given */
gint64 verb_param_int(const json_t *params, const char *name, gint64 fallback);
bool verb_param_bool(const json_t *params, const char *name, bool fallback);
bool verb_param_given(const json_t *params, const char *name);
