#include "model/enum.h"

#include "base/err.h"

const char *enum_word(const EnumTable *table, int value)
{
    g_assert(value >= 0 && value < table->n_words && table->words[value] != NULL);
    return table->words[value];
}

bool enum_parse(const EnumTable *table, const char *word, int *ret, GError **error)
{
    g_autoptr(GString) possible = g_string_new(NULL);
    for (int i = 0; i < table->n_words; i++) {
        if (table->words[i] == NULL || *table->words[i] == '\0')
            continue;
        if (g_ascii_strcasecmp(table->words[i], word) == 0) {
            *ret = i;
            return true;
        }
        g_string_append_printf(possible, "%s%s", possible->len > 0 ? ", " : "", table->words[i]);
    }
    return err_set(error, ERR_INVALID, "\"%.80s\" is not a %s; possible are: %s", word, table->name,
                   possible->str);
}
