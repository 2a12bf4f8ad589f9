#include "rest/prefer.h"

#include <glib.h>

unsigned prefer_parse(const char *header)
{
    static const struct {
        const char *word;
        unsigned bit;
    } words[] = {
        { "persistent-auth", PREFER_PERSISTENT }, { "new-auth", PREFER_NEW },
        { "csrf-protection", PREFER_CSRF },       { "count=exact", PREFER_COUNT },
        { "count=\"exact\"", PREFER_COUNT },
    };
    unsigned bits = 0;
    if (header == NULL)
        return 0;
    g_auto(GStrv) elements = g_strsplit(header, ",", 32);
    for (char **element = elements; *element != NULL; element++) {
        (*element)[strcspn(*element, ";")] = '\0';
        g_strstrip(*element);
        for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
            if (g_ascii_strcasecmp(*element, words[i].word) == 0)
                bits |= words[i].bit;
    }
    return bits;
}
