/* media.h - which representation a client wants, and which one it sent.  Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum {
    MEDIA_XML, /* the default of both directions */
    MEDIA_JSON,
    MEDIA_EVENT_STREAM, /* replies of the event list only */
    MEDIA_FORM,         /* bodies only */
    N_MEDIA
} Media;

/* "application/xml". */
const char *media_name(Media media);

/* Chooses among XML, JSON and, with 'streams', the event stream, by the quality values of the
 * Accept header 'accept' (NULL: XML).  False when it wants none of them. */
bool media_negotiate(const char *accept, bool streams, Media *ret);

/* What the Content-Type 'content_type' says; NULL or empty is XML.  False for any other type. */
bool media_parse(const char *content_type, Media *ret);
