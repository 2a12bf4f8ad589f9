/* The transcript of tests/data/search, and what it cannot say. */
#include "base/err.h"
#include "repr/search-field.h"
#include "repr/search-value.h"
#include "repr/search.h"

#include <string.h>

/* --- a world of a transcript's "data" lines ------------------------------------------------------
 */

static const void *world_get(const EntityType *type, const char *id, gpointer data)
{
    const GPtrArray *all = data;
    for (guint i = 0; i < all->len; i++) {
        const Entity *entity = all->pdata[i];
        if (entity->type == type && strcmp(entity->id, id) == 0)
            return entity;
    }
    return NULL;
}

static GPtrArray *world_list_by(const EntityType *type, const char *column, const char *id,
                                gpointer data)
{
    const GPtrArray *all = data;
    GPtrArray *found = g_ptr_array_new();
    const Field *field = &type->fields[entity_row_of(type, column)];
    for (guint i = 0; i < all->len; i++) {
        Entity *entity = all->pdata[i];
        if (entity->type == type && g_strcmp0(field_string(entity, field), id) == 0)
            g_ptr_array_add(found, entity);
    }
    return found;
}

static void set_text(Entity *entity, const Field *field, const char *text)
{
    int word;
    if (field->kind == FIELD_STRINGS) {
        field_take_strings(entity, field, g_strsplit(text, ",", 0));
    } else if (field->kind == FIELD_ENUM) {
        g_assert_true(enum_parse(field->detail, text, &word, NULL));
        field_set_int(entity, field, word);
    } else if (field->kind == FIELD_INT || field->kind == FIELD_TIME) {
        field_set_int(entity, field, g_ascii_strtoll(text, NULL, 10));
    } else {
        field_take_string(entity, field, g_strdup(text));
    }
}

/* "data vm id=v1 name=web1 …" */
static Entity *read_data(const char *line)
{
    g_auto(GStrv) words = g_strsplit(line, " ", 0);
    const EntityType *type = entity_type_find(words[1]);
    g_assert_nonnull(type);
    Entity *entity = entity_new(type);
    for (int i = 2; words[i] != NULL; i++) {
        g_auto(GStrv) pair = g_strsplit(words[i], "=", 2);
        if (strcmp(pair[0], "id") == 0)
            entity->id = g_strdup(pair[1]);
        else
            set_text(entity, &type->fields[entity_row_of(type, pair[0])], pair[1]);
    }
    return entity;
}

/* --- cases ---------------------------------------------------------------------------------------
 */

/* What a list is shown by: names, ids of what has none. */
static char *describe(const GPtrArray *entities)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < entities->len; i++) {
        const Entity *entity = entities->pdata[i];
        int row = entity_row_of(entity->type, "name");
        if (strcmp(entity->type->name, "job") == 0)
            row = entity_row_of(entity->type, "description");
        g_string_append_printf(text, "%s%s", i > 0 ? " " : "",
                               row >= 0 ? field_string(entity, &entity->type->fields[row])
                                        : entity->id);
    }
    return g_string_free(text, FALSE);
}

static gint64 option_max(const char *head)
{
    const char *max = strstr(head, "max=");
    return max != NULL ? g_ascii_strtoll(max + 4, NULL, 10) : -1;
}

static void run_case(GPtrArray *all, const char *line)
{
    g_auto(GStrv) parts = g_strsplit(line, "|", 3);
    g_assert_cmpuint(g_strv_length(parts), ==, 3);
    g_autofree char *head = g_strstrip(g_strdup(parts[0]));
    const char *query = g_strstrip(parts[1]), *expected = g_strstrip(parts[2]);
    g_autofree char *name = g_strndup(head, strcspn(head, " "));
    const EntityType *type = entity_type_find(name);
    g_autoptr(GError) error = NULL;
    g_autoptr(Search) search = search_parse(type, query, &error);
    g_test_message("%s", line);
    if (*expected == '!') {
        g_assert_null(search);
        g_test_message("%s", error->message);
        g_assert_error(error, ERR, ERR_INVALID);
        g_assert_nonnull(strstr(error->message, g_strchug((char *)expected + 1)));
        return;
    }
    g_assert_no_error(error);
    SearchWorld world = { world_get, world_list_by, all };
    g_autoptr(GPtrArray) found = g_ptr_array_new();
    for (guint i = 0; i < all->len; i++)
        if (((Entity *)all->pdata[i])->type == type)
            g_ptr_array_add(found, all->pdata[i]);
    search_apply(search, found, &world, strstr(head, "case") != NULL, option_max(head));
    g_autofree char *got = describe(found);
    g_assert_cmpstr(got, ==, expected);
}

static void test_transcript(void)
{
    g_autofree char *path = g_build_filename(TEST_DATA, "search", "queries.txt", NULL);
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)entity_free);
    g_auto(GStrv) lines = g_strsplit(text, "\n", 0);
    for (int i = 0; lines[i] != NULL; i++)
        if (g_str_has_prefix(lines[i], "data "))
            g_ptr_array_add(all, read_data(lines[i]));
        else if (*lines[i] != '#' && *lines[i] != '\0')
            run_case(all, lines[i]);
}

/* Every path that the tables can be entered by leads somewhere. */
static void test_tables(void)
{
    static const char *const objects[] = {
        NULL, "vms", "Hosts", "clusters", "Data_Center", "networks", "template", "event", "user",
    };
    static const char *const names[] = {
        "id",
        "name",
        "status",
        "cluster",
        "datacenter",
        "host",
        "template",
        "tag",
        "type",
        "usrname",
        "label",
        "vlanid",
        "architecture",
        "cpu_type",
        "version_name",
        "directory",
        "event_host",
        "event_vm",
        "event_datacenter",
        "message",
        "login",
        "lastname",
    };
    int n_found = 0;
    for (int t = 0; entity_types[t] != NULL; t++)
        for (gsize o = 0; o < G_N_ELEMENTS(objects); o++)
            for (gsize n = 0; n < G_N_ELEMENTS(names); n++) {
                SearchField field;
                n_found += search_field_find(entity_types[t], objects[o], names[n], &field, NULL);
            }
    g_assert_cmpint(n_found, >, 100);
}

static void test_every_type_has_an_order(void)
{
    for (int t = 0; entity_types[t] != NULL; t++) {
        g_autoptr(Search) search = search_parse(entity_types[t], "", NULL);
        g_assert_nonnull(search);
        g_autoptr(GPtrArray) entities = g_ptr_array_new_with_free_func((GDestroyNotify)entity_free);
        for (int i = 0; i < 3; i++)
            g_ptr_array_add(entities, entity_new(entity_types[t]));
        SearchWorld world = { world_get, world_list_by, entities };
        g_assert_cmpuint(search_apply(search, entities, &world, false, 2), ==, 3);
        g_assert_cmpuint(entities->len, ==, 2);
    }
}

static void test_patterns(void)
{
    static const struct {
        const char *pattern, *text;
        bool matches;
    } cases[] = {
        { "", "", true },         { "", "a", false },         { "*", "", true },
        { "*", "abc", true },     { "a*c", "abc", true },     { "a*c", "ab", false },
        { "**a", "ba", true },    { "*a*b*", "xaybz", true }, { "*a*b*", "xbya", false },
        { "a*ab", "aaab", true }, { "a*ab", "aba", false },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("%s %s", cases[i].pattern, cases[i].text);
        g_assert_cmpint(search_pattern_matches(cases[i].pattern, cases[i].text), ==,
                        cases[i].matches);
    }
}

static char *describe_needs(const char *type, const char *text, bool case_sensitive,
                            bool *ret_decisive)
{
    static const char *const kinds[] = {
        [SEARCH_NEED_IS] = "=",        [SEARCH_NEED_IS_ANY_CASE] = "~",
        [SEARCH_NEED_LIKE] = "like",   [SEARCH_NEED_LESS] = "<",
        [SEARCH_NEED_MORE] = ">",      [SEARCH_NEED_NOT_MORE] = "<=",
        [SEARCH_NEED_NOT_LESS] = ">=",
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(Search) search = search_parse(entity_type_find(type), text, &error);
    g_assert_no_error(error);
    g_autoptr(GArray) needs = search_needs(search, case_sensitive, ret_decisive);
    GString *all = g_string_new(NULL);
    for (guint i = 0; i < needs->len; i++) {
        const SearchNeed *need = &g_array_index(needs, SearchNeed, i);
        g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, need->number);
        g_string_append_printf(all, "%s%s%s%s", i > 0 ? " " : "", need->column, kinds[need->kind],
                               need->text != NULL ? need->text : number);
    }
    return g_string_free(all, FALSE);
}

static void test_needs(void)
{
    static const struct {
        const char *type, *text;
        bool case_sensitive;
        const char *needs;
        bool decisive;
    } cases[] = {
        { "vm", "name=web1", false, "name~web1", true },
        { "vm", "name=web1", true, "name=web1", true },
        { "vm", "name=web* and cluster=Default", false, "namelikeweb*" },
        { "vm", "name=*a*", false, "" }, /* several wildcards */
        { "vm", "name=stra\u00dfe", false, "" },
        { "vm", "name!=web1", false, "" },
        { "vm", "name>web1", false, "" },
        { "vm", "web1", false, "" },
        { "vm", "name=a or name=b", false, "" },
        { "vm", "name=a status=up", false, "name~a status=3", true },
        { "vm", "(", false, "" },
        { "vm", "", false, "", true },
        { "vm", "name=web* sortby name page 2", false, "namelikeweb*", true },
        { "vm", "name=web*", true, "namelikeweb*", false }, /* the store's LIKE is of any case */
        { "vm", "status!=up", false, "" },
        { "vm", "tag=x", false, "" },
        { "vm", "host.name=alpha", false, "" },
        { "event", "severity=error and time>=1970-01-01T00:00:01", false,
          "severity=2 time>=1000000" },
        { "event", "type=42", false, "code=42" },
        { "network", "vlanid<5 and vmnetwork=true", false, "vlan<5" },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("%s", cases[i].text);
        bool decisive;
        g_autofree char *needs =
            describe_needs(cases[i].type, cases[i].text, cases[i].case_sensitive, &decisive);
        g_assert_cmpstr(needs, ==, cases[i].needs);
        g_assert_cmpint(decisive, ==, cases[i].decisive);
    }
}

static void test_enough(void)
{
    static const struct {
        const char *text;
        gint64 max;
        guint64 enough;
    } cases[] = {
        { "severity=error", 5, 5 }, { "severity=error", -1, G_MAXUINT64 }, { "page 3", 10, 30 },
        { "page 3", -1, 300 },      { "sortby time", 5, G_MAXUINT64 },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("%s", cases[i].text);
        g_autoptr(Search) search = search_parse(entity_type_find("event"), cases[i].text, NULL);
        g_assert_cmpuint(search_enough(search, cases[i].max), ==, cases[i].enough);
    }
}

/* An index that folds ASCII alone must find all that the matcher takes for equal to ASCII. */
static void test_fold(void)
{
    static const struct {
        const char *text, *folded;
    } cases[] = {
        { "Web-1", "web-1" },
        { "\u00c4pfel", "\u00e4pfel" },
        { "stra\u00dfe", "stra\u00dfe" },
        { "\u212a", "\u212a" }, /* the sign of Kelvin is no k */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *folded = search_fold(cases[i].text);
        g_assert_cmpstr(folded, ==, cases[i].folded);
    }
}

static void test_bounds(void)
{
    g_autofree char *stars = g_strnfill(4000, '*');
    g_autofree char *query = g_strconcat("name=", stars, "x", NULL);
    g_autoptr(Search) search = search_parse(entity_type_find("vm"), query, NULL);
    g_assert_nonnull(search);

    g_autoptr(GError) error = NULL;
    g_autofree char *huge = g_strnfill(5000, 'a');
    g_assert_null(search_parse(entity_type_find("vm"), huge, &error));
    g_assert_error(error, ERR, ERR_TOO_LARGE);

    g_clear_error(&error);
    g_autoptr(GString) many = g_string_new(NULL);
    for (int i = 0; i < 101; i++)
        g_string_append(many, "a ");
    g_assert_null(search_parse(entity_type_find("vm"), many->str, &error));
    g_assert_error(error, ERR, ERR_TOO_LARGE);

    g_clear_error(&error);
    g_assert_null(search_parse(entity_type_find("vm"), "name=\xff", &error));
    g_assert_error(error, ERR, ERR_INVALID);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/search/transcript", test_transcript);
    g_test_add_func("/search/tables", test_tables);
    g_test_add_func("/search/every-type-has-an-order", test_every_type_has_an_order);
    g_test_add_func("/search/patterns", test_patterns);
    g_test_add_func("/search/needs", test_needs);
    g_test_add_func("/search/enough", test_enough);
    g_test_add_func("/search/fold", test_fold);
    g_test_add_func("/search/bounds", test_bounds);
    return g_test_run();
}
