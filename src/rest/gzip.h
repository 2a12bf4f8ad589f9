/* gzip.h - replies made smaller for those who can read them so.
 *
 * Pure but for the time that it takes: a list of a thousand VMs is several milliseconds. */
#pragma once

#include "rest/http.h"

/* Whether an Accept-Encoding header (NULL: none) allows gzip. */
bool gzip_is_accepted(const char *accept_encoding);

/* What 'small', a whole gzip file, was made of; NULL when it is none or is broken. */
GBytes *gzip_inflate(GBytes *small);

/* Compresses the body of 'reply' when it is text of some size and 'request' accepts that; says in
 * both cases that it depends on the request.  What says so itself is left alone. */
void gzip_reply(HttpReply *reply, const HttpRequest *request);
