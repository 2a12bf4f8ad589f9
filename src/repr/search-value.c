#include "repr/search-value.h"

#include "base/err.h"

#include <string.h>

bool search_pattern_matches(const char *pattern, const char *text)
{
    /* On a mismatch the last '*' takes one character more; an earlier one never has to. */
    const char *star = NULL, *retry = NULL;
    while (*text != '\0')
        if (*pattern == '*') {
            star = pattern++;
            retry = text;
        } else if (*pattern == *text) {
            pattern++;
            text++;
        } else if (star != NULL) {
            pattern = star + 1;
            text = ++retry;
        } else {
            return false;
        }
    while (*pattern == '*')
        pattern++;
    return *pattern == '\0';
}

/* One character at a time, and never into ASCII from outside of it: an index that knows the letters
 * of ASCII alone finds whatever is equal to an ASCII text. */
char *search_fold(const char *text)
{
    if (g_str_is_ascii(text))
        return g_ascii_strdown(text, -1);
    GString *folded = g_string_sized_new(strlen(text));
    for (; *text != '\0'; text = g_utf8_next_char(text)) {
        gunichar c = g_utf8_get_char(text), lower = g_unichar_tolower(c);
        g_string_append_unichar(folded, lower < 0x80 && c >= 0x80 ? c : lower);
    }
    return g_string_free(folded, FALSE);
}

int search_text_compare(const char *a, const char *b)
{
    gint64 number_a, number_b;
    if (g_ascii_string_to_signed(a, 10, G_MININT64, G_MAXINT64, &number_a, NULL) &&
        g_ascii_string_to_signed(b, 10, G_MININT64, G_MAXINT64, &number_b, NULL))
        return number_a < number_b ? -1 : number_a > number_b;
    g_autofree char *folded_a = search_fold(a), *folded_b = search_fold(b);
    return strcmp(folded_a, folded_b);
}

/* --- the right side -----------------------------------------------------------------------------
 */

static bool is_ordering(SearchOp op)
{
    return op != SEARCH_EQ && op != SEARCH_NE;
}

bool search_value_bool(const char *text, gint64 *ret)
{
    static const char *const no_yes[2][5] = {
        { "false", "f", "no", "n", "0" },
        { "true", "t", "yes", "y", "1" },
    };
    for (int value = 0; value < 2; value++)
        for (int i = 0; i < 5; i++)
            if (g_ascii_strcasecmp(no_yes[value][i], text) == 0) {
                *ret = value;
                return true;
            }
    return false;
}

/* "nonoperational", as oVirt's language has it, for "non_operational". */
static bool parse_joined_word(const EnumTable *table, const char *text, gint64 *ret)
{
    for (int i = 0; i < table->n_words; i++) {
        if (table->words[i] == NULL || strchr(table->words[i], '_') == NULL)
            continue;
        g_auto(GStrv) parts = g_strsplit(table->words[i], "_", -1);
        g_autofree char *joined = g_strjoinv("", parts);
        if (g_ascii_strcasecmp(joined, text) == 0) {
            *ret = i;
            return true;
        }
    }
    return false;
}

static bool parse_word(const EnumTable *table, const char *text, gint64 *ret, GError **error)
{
    int value;
    if (g_ascii_string_to_signed(text, 10, 0, table->n_words - 1, ret, NULL) ||
        parse_joined_word(table, text, ret))
        return true;
    if (!enum_parse(table, text, &value, error))
        return false;
    *ret = value;
    return true;
}

/* "2024-05-06", with a time, with a zone; UTC without one. */
static bool parse_date(const char *text, gint64 *ret)
{
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autofree char *whole =
        strlen(text) == 10 ? g_strconcat(text, "T00:00:00", NULL) : g_strdup(text);
    g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(whole, utc);
    if (time == NULL)
        return false;
    *ret = g_date_time_to_unix(time) * G_USEC_PER_SEC + g_date_time_get_microsecond(time);
    return true;
}

/* What a number field is compared with; without a result the field's text is, as a pattern. */
static bool parse_number(SearchValue *value, const Field *field, SearchOp op, const char *text,
                         GError **error)
{
    bool is_pattern = strchr(text, '*') != NULL && !is_ordering(op);
    if (is_pattern)
        return true;
    value->is_number = true;
    switch (field->kind) {
    case FIELD_BOOL:
        return search_value_bool(text, &value->number) ||
               err_set(error, ERR_INVALID, "\"%.80s\" is not true or false", text);
    case FIELD_INT:
        return g_ascii_string_to_signed(text, 10, G_MININT64, G_MAXINT64, &value->number, NULL) ||
               err_set(error, ERR_INVALID, "\"%.80s\" is not a number", text);
    case FIELD_ENUM:
        return parse_word(field->detail, text, &value->number, error);
    case FIELD_TIME:
        return parse_date(text, &value->number) ||
               err_set(error, ERR_INVALID, "\"%.80s\" is not a date like 2024-05-06T07:08:09Z",
                       text);
    case FIELD_STRING:
    case FIELD_REF:
    case FIELD_MAC:
    case FIELD_STRINGS:
    case FIELD_CONST:
        value->is_number = false;
        return true;
    }
    g_assert_not_reached();
}

bool search_value_init(SearchValue *value, const Field *field, SearchOp op, const char *text,
                       GError **error)
{
    SearchValue parsed = { 0 };
    if (field != NULL && !parse_number(&parsed, field, op, text, error))
        return err_prefix(error, "%s", field->column != NULL ? field->column : field->path);
    parsed.pattern = g_strdup(text);
    parsed.folded = search_fold(text);
    *value = parsed;
    return true;
}

void search_value_clear(SearchValue *value)
{
    g_clear_pointer(&value->pattern, g_free);
    g_clear_pointer(&value->folded, g_free);
}

/* --- comparing ----------------------------------------------------------------------------------
 */

static bool order_holds(SearchOp op, int order)
{
    switch (op) {
    case SEARCH_EQ:
    case SEARCH_NE:
        return order == 0;
    case SEARCH_LT:
        return order < 0;
    case SEARCH_GT:
        return order > 0;
    case SEARCH_LE:
        return order <= 0;
    case SEARCH_GE:
        return order >= 0;
    }
    g_assert_not_reached();
}

static bool text_holds(const SearchValue *value, SearchOp op, const char *text, bool case_sensitive)
{
    if (is_ordering(op))
        return order_holds(op, search_text_compare(text, value->pattern));
    if (case_sensitive)
        return search_pattern_matches(value->pattern, text);
    g_autofree char *folded = search_fold(text);
    return search_pattern_matches(value->folded, folded);
}

static bool any_string_holds(const SearchValue *value, SearchOp op, char **strings,
                             bool case_sensitive)
{
    for (int i = 0; strings[i] != NULL; i++)
        if (text_holds(value, op, strings[i], case_sensitive))
            return true;
    return false;
}

bool search_value_holds(const SearchValue *value, SearchOp op, const void *entity,
                        const Field *field, bool case_sensitive)
{
    if (field == NULL) {
        const char *id = entity_shown_id(entity);
        return id != NULL && text_holds(value, op, id, case_sensitive);
    }
    if (!field_is_present(entity, field))
        return false;
    if (value->is_number) {
        gint64 number = field_int(entity, field);
        number *= field->scale != 0 ? field->scale : 1;
        return order_holds(op, number < value->number ? -1 : number > value->number);
    }
    if (field->kind == FIELD_STRINGS)
        return any_string_holds(value, op, field_strings(entity, field), case_sensitive);
    g_autofree char *text = field_text(entity, field);
    return text != NULL && text_holds(value, op, text, case_sensitive);
}
