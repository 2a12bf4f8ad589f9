/* refusal.h - what HTTP or a representation alone makes us refuse, before any use case is asked;
 * and every error as a reply.
 *
 * Pure. */
#pragma once

#include "repr/format.h"
#include "rest/http.h"

#define REFUSAL (refusal_quark())
GQuark refusal_quark(void);

typedef enum {
    REFUSAL_PATH,       /* the address itself is broken */
    REFUSAL_VERSION,    /* an API version other than 4 */
    REFUSAL_MALFORMED,  /* not XML or JSON, or the wrong root */
    REFUSAL_INCOMPLETE, /* something required is missing */
    REFUSAL_VALUE,      /* a number, enumeration or parameter that cannot be */
    REFUSAL_SEARCH,     /* not a search query */
    REFUSAL_UNAUTHENTICATED,
    REFUSAL_DENIED,         /* the request itself lacks what it must prove */
    REFUSAL_NOT_FOUND,      /* no such resource */
    REFUSAL_METHOD,         /* not with this method */
    REFUSAL_NOT_SRIOV,      /* the NIC has no VFs to configure */
    REFUSAL_NOT_ACCEPTABLE, /* neither XML nor JSON is wanted */
    REFUSAL_IMMUTABLE,      /* the id in the body is another one */
    REFUSAL_TOO_LARGE,
    REFUSAL_MEDIA_TYPE, /* the body is of a type that is not read here */
    N_REFUSALS
} Refusal;

bool refuse(GError **error, Refusal refusal, const char *format, ...) G_GNUC_PRINTF(3, 4);
void *refuse_null(GError **error, Refusal refusal, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* As 'failure' says, and about what it is about. */
bool refuse_as(GError **error, Refusal refusal, const GError *failure);

/* What to answer with, for an error of this, the engine's or any lower domain. */
unsigned refusal_status(const GError *error);
const char *refusal_reason(const GError *error); /* <reason>, oVirt's words */
const char *refusal_name(const GError *error);   /* symbolic, for the Berth-Fault header */

/* A <fault>, with 'in_action' inside <action>, and the headers that go with it.  'field', of the
 * request that is refused, may be NULL. */
HttpReply *refusal_reply(const GError *error, const char *field, ReprFormat format, bool in_action);

/* The same as one line of text. */
HttpReply *refusal_text_reply(const GError *error);
