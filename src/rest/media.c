#include "rest/media.h"

#include <string.h>

static const char *const names[N_MEDIA] = {
    [MEDIA_XML] = "application/xml",
    [MEDIA_JSON] = "application/json",
    [MEDIA_EVENT_STREAM] = "text/event-stream",
    [MEDIA_FORM] = "application/x-www-form-urlencoded",
};

/* What may be written in a header, and how closely it names a type. */
static const struct {
    const char *range;
    Media media;
    int closeness;
} ranges[] = {
    { "application/xml", MEDIA_XML, 3 },
    { "text/xml", MEDIA_XML, 3 },
    { "application/json", MEDIA_JSON, 3 },
    { "text/event-stream", MEDIA_EVENT_STREAM, 3 },
    { "application/*", MEDIA_XML, 2 },
    { "text/*", MEDIA_XML, 2 },
    { "*/*", MEDIA_XML, 1 },
    { "*", MEDIA_XML, 1 },
};

const char *media_name(Media media)
{
    return names[media];
}

/* The quality of one "type;q=0.5" element; its parameters are cut off. */
static double take_quality(char *element)
{
    char *param = strchr(element, ';');
    double quality = 1;
    while (param != NULL) {
        *param++ = '\0';
        char *next = strchr(param, ';');
        char *text = g_strchug(param);
        if (g_ascii_strncasecmp(text, "q=", 2) == 0)
            quality = CLAMP(g_ascii_strtod(text + 2, NULL), 0, 1);
        param = next;
    }
    g_strstrip(element);
    return quality;
}

bool media_negotiate(const char *accept, bool streams, Media *ret)
{
    if (accept == NULL || *accept == '\0') {
        *ret = MEDIA_XML;
        return true;
    }
    g_auto(GStrv) elements = g_strsplit(accept, ",", 32);
    double best_quality = 0;
    int best_closeness = 0;
    for (char **element = elements; *element != NULL; element++) {
        double quality = take_quality(*element);
        for (gsize i = 0; i < G_N_ELEMENTS(ranges); i++) {
            if (g_ascii_strcasecmp(*element, ranges[i].range) != 0 ||
                (ranges[i].media == MEDIA_EVENT_STREAM && !streams))
                continue;
            if (quality > best_quality ||
                (quality > 0 && quality >= best_quality && ranges[i].closeness > best_closeness)) {
                best_quality = quality;
                best_closeness = ranges[i].closeness;
                *ret = ranges[i].media;
            }
        }
    }
    return best_quality > 0;
}

bool media_parse(const char *content_type, Media *ret)
{
    if (content_type == NULL || *content_type == '\0') {
        *ret = MEDIA_XML;
        return true;
    }
    g_autofree char *type = g_strdup(content_type);
    take_quality(type);
    if (g_ascii_strcasecmp(type, "text/xml") == 0) {
        *ret = MEDIA_XML;
        return true;
    }
    for (int i = 0; i < N_MEDIA; i++)
        if (i != MEDIA_EVENT_STREAM && g_ascii_strcasecmp(type, names[i]) == 0) {
            *ret = (Media)i;
            return true;
        }
    return false;
}
