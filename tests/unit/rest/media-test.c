#include "rest/media.h"

typedef struct {
    const char *header;
    Media media; /* N_MEDIA: refused */
} Case;

static void assert_negotiated(const Case *c, bool streams)
{
    Media media = N_MEDIA;
    bool accepted = media_negotiate(c->header, streams, &media);
    g_test_message("Accept: %s", c->header != NULL ? c->header : "(none)");
    g_assert_cmpint(accepted ? media : N_MEDIA, ==, c->media);
}

static void test_negotiate(void)
{
    static const Case cases[] = {
        { NULL, MEDIA_XML },
        { "", MEDIA_XML },
        { "*/*", MEDIA_XML },
        { "application/xml", MEDIA_XML },
        { "application/xml; charset=UTF-8", MEDIA_XML },
        { "text/xml", MEDIA_XML },
        { "application/json", MEDIA_JSON },
        { "APPLICATION/JSON", MEDIA_JSON },
        { "application/json, */*", MEDIA_JSON },
        { "application/json;q=0.5, application/xml", MEDIA_XML },
        { "application/xml;q=0.4,application/json;q=0.9", MEDIA_JSON },
        { "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", MEDIA_XML },
        { "application/*", MEDIA_XML },
        { "text/html", N_MEDIA },
        { "application/json;q=0", N_MEDIA },
        { "application/x-yaml, image/png", N_MEDIA },
        { "text/event-stream", N_MEDIA },
        { ",,;q=,", N_MEDIA },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_negotiated(&cases[i], false);
}

static void test_negotiate_stream(void)
{
    static const Case cases[] = {
        { "text/event-stream", MEDIA_EVENT_STREAM },
        { "text/event-stream, */*;q=.1", MEDIA_EVENT_STREAM },
        { "*/*", MEDIA_XML },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_negotiated(&cases[i], true);
}

static void test_parse(void)
{
    static const Case cases[] = {
        { NULL, MEDIA_XML },
        { "", MEDIA_XML },
        { "application/xml", MEDIA_XML },
        { "text/xml; charset=utf-8", MEDIA_XML },
        { "application/json;charset=UTF-8", MEDIA_JSON },
        { "application/x-www-form-urlencoded", MEDIA_FORM },
        { "text/plain", N_MEDIA },
        { "text/event-stream", N_MEDIA },
        { "application/jsonx", N_MEDIA },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        Media media = N_MEDIA;
        g_assert_cmpint(media_parse(cases[i].header, &media) ? media : N_MEDIA, ==, cases[i].media);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/media/negotiate", test_negotiate);
    g_test_add_func("/media/negotiate-stream", test_negotiate_stream);
    g_test_add_func("/media/parse", test_parse);
    return g_test_run();
}
