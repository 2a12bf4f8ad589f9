/* prefer.h - what a request prefers, by the header "Prefer" of RFC 7240.  Pure. */
#pragma once

/* Bits. */
enum {
    PREFER_PERSISTENT = 1 << 0, /* a session, see cookie-session.h */
    PREFER_NEW = 1 << 1,        /* not the session that there is */
    PREFER_CSRF = 1 << 2,       /* the cookie must come in a header of its own, too */
    PREFER_COUNT = 1 << 3,      /* of a list, how many there are in all: "count=exact" */
};

/* Of the header (may be NULL): lists, any case, parameters and unknown words ignored. */
unsigned prefer_parse(const char *header);
