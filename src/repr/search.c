#include "repr/search.h"

#include "base/err.h"
#include "repr/search-field.h"
#include "repr/search-value.h"

#include <string.h>

#define TEXT_MAX     4096
#define TERMS_MAX    100
#define PAGE_DEFAULT 100
#define SORTS_MAX    2

typedef struct {
    bool anywhere; /* a bare value: in any text */
    SearchField field;
    SearchOp op;
    SearchValue value;
} Term;

typedef struct {
    SearchField field;
    bool descending;
} Sort;

struct Search {
    const EntityType *type;
    GPtrArray *groups; /* ANDed; each a GPtrArray of ORed alternatives, each one of ANDed Terms */
    guint n_terms;
    Sort sorts[SORTS_MAX];
    int n_sorts;
    bool own_order; /* no "sortby" */
    guint page;
};

static void term_free(Term *term)
{
    search_value_clear(&term->value);
    g_free(term);
}

static GPtrArray *array_of_arrays(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
}

void search_free(Search *search)
{
    if (search == NULL)
        return;
    g_clear_pointer(&search->groups, g_ptr_array_unref);
    g_free(search);
}

guint search_page(const Search *search)
{
    return search->page;
}

/* --- reading ------------------------------------------------------------------------------------
 */

typedef struct {
    Search *search;
    const char *text, *at;
} Input;

static bool is_space(char c)
{
    return c != '\0' && strchr(" \t\r\n", c) != NULL;
}

static void skip_space(Input *input)
{
    while (is_space(*input->at))
        input->at++;
}

static bool fail(const Input *input, GError **error, const char *what)
{
    return err_set(error, ERR_INVALID, "Search: %s at \"%.40s\" (position %ld)", what, input->at,
                   (long)(input->at - input->text) + 1);
}

/* Takes the word 'keyword', in any case, if it is next. */
static bool take_keyword(Input *input, const char *keyword)
{
    gsize length = strlen(keyword);
    if (g_ascii_strncasecmp(input->at, keyword, length) != 0 ||
        (input->at[length] != '\0' && !is_space(input->at[length])))
        return false;
    input->at += length;
    skip_space(input);
    return true;
}

static bool has_keyword(const Input *input, const char *keyword)
{
    Input probe = *input;
    return take_keyword(&probe, keyword);
}

/* At the end, or at what follows the conditions. */
static bool at_tail(const Input *input)
{
    return *input->at == '\0' || has_keyword(input, "sortby") || has_keyword(input, "page");
}

static const struct {
    const char *text; /* the longer first */
    SearchOp op;
} operators[] = {
    { "!=", SEARCH_NE }, { "<=", SEARCH_LE }, { ">=", SEARCH_GE },
    { "=", SEARCH_EQ },  { "<", SEARCH_LT },  { ">", SEARCH_GT },
};

/* Index of the operator that is next; -1: none is. */
static int find_operator(const char *at)
{
    for (gsize i = 0; i < G_N_ELEMENTS(operators); i++)
        if (g_str_has_prefix(at, operators[i].text))
            return (int)i;
    return -1;
}

static bool take_quoted(Input *input, char **ret, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    const char *at = input->at + 1;
    for (; *at != '"'; at++) {
        if (*at == '\\' && (at[1] == '"' || at[1] == '\\'))
            at++;
        if (*at == '\0')
            return fail(input, error, "the quote is not closed");
        g_string_append_c(text, *at);
    }
    input->at = at + 1;
    skip_space(input);
    *ret = g_string_free(g_steal_pointer(&text), FALSE);
    return true;
}

/* A word up to a space; with 'name' also up to an operator. */
static char *take_word(Input *input, bool name)
{
    const char *begin = input->at;
    while (*input->at != '\0' && !is_space(*input->at) && !(name && find_operator(input->at) >= 0))
        input->at++;
    char *word = g_strndup(begin, (gsize)(input->at - begin));
    skip_space(input);
    return word;
}

static bool take_value(Input *input, char **ret, GError **error)
{
    if (*input->at == '"')
        return take_quoted(input, ret, error);
    g_autofree char *word = take_word(input, false);
    if (*word == '\0')
        return fail(input, error, "a value is missing");
    *ret = g_steal_pointer(&word);
    return true;
}

/* "name" or "object.name". */
static bool find_field(const Input *input, const char *name, SearchField *ret, GError **error)
{
    const char *dot = strchr(name, '.');
    g_autofree char *object = dot != NULL ? g_strndup(name, (gsize)(dot - name)) : NULL;
    if (!search_field_find(input->search->type, object, dot != NULL ? dot + 1 : name, ret, error))
        return err_prefix(error, "Search");
    return true;
}

/* "vmnetwork=false" is "usages!=vm". */
static bool take_word_of(Term *term, char **value, GError **error)
{
    gint64 wanted;
    if (!search_value_bool(*value, &wanted) || (term->op != SEARCH_EQ && term->op != SEARCH_NE))
        return err_set(error, ERR_INVALID, "\"%.80s\" is not true or false", *value);
    term->op = wanted == (term->op == SEARCH_EQ) ? SEARCH_EQ : SEARCH_NE;
    g_free(*value);
    *value = g_strdup(term->field.word);
    return true;
}

static bool read_comparison(Input *input, Term *term, const char *name, GError **error)
{
    int i = find_operator(input->at);
    term->op = operators[i].op;
    input->at += strlen(operators[i].text);
    skip_space(input);
    g_autofree char *value = NULL;
    if (!find_field(input, name, &term->field, error) || !take_value(input, &value, error))
        return false;
    if (term->field.word != NULL && !take_word_of(term, &value, error))
        return err_prefix(error, "Search: %s", name);
    return search_value_init(&term->value, term->field.field, term->op, value, error) ||
           err_prefix(error, "Search");
}

static bool read_term_into(Input *input, Term *term, GError **error)
{
    g_autofree char *word = NULL;
    if (*input->at == '"') {
        if (!take_quoted(input, &word, error))
            return false;
    } else {
        word = take_word(input, true);
        if (*word == '\0')
            return fail(input, error, "a condition is missing");
        if (find_operator(input->at) >= 0)
            return read_comparison(input, term, word, error);
    }
    g_autofree char *anywhere = g_strconcat("*", word, "*", NULL);
    term->anywhere = true;
    return search_value_init(&term->value, NULL, SEARCH_EQ, anywhere, error);
}

static Term *read_term(Input *input, GError **error)
{
    if (++input->search->n_terms > TERMS_MAX)
        return err_null(error, ERR_TOO_LARGE, "Search: more than %d conditions", TERMS_MAX);
    if (at_tail(input) || has_keyword(input, "and") || has_keyword(input, "or")) {
        fail(input, error, "a condition is missing");
        return NULL;
    }
    Term *term = g_new0(Term, 1);
    if (read_term_into(input, term, error))
        return term;
    term_free(term);
    return NULL;
}

static GPtrArray *read_conjunction(Input *input, GError **error)
{
    g_autoptr(GPtrArray) terms = g_ptr_array_new_with_free_func((GDestroyNotify)term_free);
    do {
        Term *term = read_term(input, error);
        if (term == NULL)
            return NULL;
        g_ptr_array_add(terms, term);
    } while (take_keyword(input, "and"));
    return g_steal_pointer(&terms);
}

static GPtrArray *read_group(Input *input, GError **error)
{
    g_autoptr(GPtrArray) alternatives = array_of_arrays();
    do {
        GPtrArray *terms = read_conjunction(input, error);
        if (terms == NULL)
            return NULL;
        g_ptr_array_add(alternatives, terms);
    } while (take_keyword(input, "or"));
    return g_steal_pointer(&alternatives);
}

static bool read_conditions(Input *input, GError **error)
{
    while (!at_tail(input)) {
        GPtrArray *group = read_group(input, error);
        if (group == NULL)
            return false;
        g_ptr_array_add(input->search->groups, group);
    }
    return true;
}

/* "Vms:" before a query over VMs says nothing new. */
static bool read_type(Input *input, GError **error)
{
    const char *end = input->at;
    while (g_ascii_isalpha(*end) || *end == '_')
        end++;
    g_autofree char *word = g_strndup(input->at, (gsize)(end - input->at));
    while (is_space(*end))
        end++;
    const EntityType *named = *end == ':' ? search_type_find(word) : NULL;
    if (named == NULL)
        return true;
    if (named != input->search->type)
        return err_set(error, ERR_INVALID, "Search: a %s is asked for in a list of %s",
                       named->title, input->search->type->path);
    input->at = end + 1;
    skip_space(input);
    return true;
}

static bool read_sort(Input *input, GError **error)
{
    if (!take_keyword(input, "sortby"))
        return true;
    g_autofree char *name = take_word(input, false);
    Sort *sort = &input->search->sorts[0];
    if (*name == '\0')
        return fail(input, error, "a field to sort by is missing");
    if (!find_field(input, name, &sort->field, error))
        return false;
    sort->descending = take_keyword(input, "desc");
    if (!sort->descending)
        take_keyword(input, "asc");
    input->search->n_sorts = 1;
    return true;
}

static bool read_page(Input *input, GError **error)
{
    if (!take_keyword(input, "page"))
        return true;
    Input before = *input;
    g_autofree char *digits = take_word(input, false);
    guint64 page;
    if (!g_ascii_string_to_unsigned(digits, 10, 1, G_MAXINT, &page, NULL))
        return fail(&before, error, "the number of a page is missing");
    input->search->page = (guint)page;
    return true;
}

/* --- the order without "sortby" -----------------------------------------------------------------
 */

static const struct {
    const char *type;
    const char *paths[SORTS_MAX];
    bool descending;
} orders[] = {
    { "network", { "data_center.name", "name" }, false },
    { "event", { "id" }, true },
    { "job", { "start_time", "id" }, false },
    { "step", { "number" }, false },
    { "virtual_function", { "index" }, false },
    { "vm_nic", { "position", "name" }, false },
};

static void set_default_order(Search *search)
{
    for (gsize i = 0; i < G_N_ELEMENTS(orders); i++) {
        if (strcmp(orders[i].type, search->type->name) != 0)
            continue;
        for (int n = 0; n < SORTS_MAX && orders[i].paths[n] != NULL; n++)
            search->sorts[search->n_sorts++] =
                (Sort){ search_field_compile(search->type, orders[i].paths[n]),
                        orders[i].descending };
        return;
    }
    const char *path = entity_row_of(search->type, "name") >= 0 ? "name" : "id";
    search->sorts[search->n_sorts++] = (Sort){ search_field_compile(search->type, path), false };
}

Search *search_parse(const EntityType *type, const char *text, GError **error)
{
    if (strlen(text) > TEXT_MAX)
        return err_null(error, ERR_TOO_LARGE, "Search: more than %d bytes", TEXT_MAX);
    if (!g_utf8_validate(text, -1, NULL))
        return err_null(error, ERR_INVALID, "Search: not valid UTF-8");
    g_autoptr(Search) search = g_new0(Search, 1);
    search->type = type;
    search->groups = array_of_arrays();
    Input input = { search, text, text };
    skip_space(&input);
    if (!read_type(&input, error) || !read_conditions(&input, error) || !read_sort(&input, error) ||
        !read_page(&input, error))
        return NULL;
    if (*input.at != '\0') {
        fail(&input, error, "nothing is expected");
        return NULL;
    }
    search->own_order = search->n_sorts == 0;
    if (search->own_order)
        set_default_order(search);
    return g_steal_pointer(&search);
}

/* --- matching -----------------------------------------------------------------------------------
 */

typedef struct {
    const Term *term;
    bool case_sensitive;
} Comparison;

static bool end_holds(const void *end, gpointer data)
{
    const Comparison *comparison = data;
    const Term *term = comparison->term;
    return search_value_holds(&term->value, term->op, end, term->field.field,
                              comparison->case_sensitive);
}

static bool any_text_holds(const Term *term, const void *entity, bool case_sensitive)
{
    const EntityType *type = ((const Entity *)entity)->type;
    for (int i = 0; i < type->n_fields; i++) {
        const Field *field = &type->fields[i];
        bool is_text = field->kind == FIELD_STRING || field->kind == FIELD_MAC;
        if (is_text && field->path != NULL && !(field->flags & (F_INTERNAL | F_SECRET)) &&
            search_value_holds(&term->value, SEARCH_EQ, entity, field, case_sensitive))
            return true;
    }
    return false;
}

static bool term_holds(const Term *term, const void *entity, const SearchWorld *world,
                       bool case_sensitive)
{
    if (term->anywhere)
        return any_text_holds(term, entity, case_sensitive);
    Comparison comparison = { term, case_sensitive };
    bool any = search_field_any(&term->field, entity, world, end_holds, &comparison);
    return term->op == SEARCH_NE ? !any : any;
}

static bool all_terms_hold(const GPtrArray *terms, const void *entity, const SearchWorld *world,
                           bool case_sensitive)
{
    for (guint i = 0; i < terms->len; i++)
        if (!term_holds(terms->pdata[i], entity, world, case_sensitive))
            return false;
    return true;
}

static bool any_alternative_holds(const GPtrArray *alternatives, const void *entity,
                                  const SearchWorld *world, bool case_sensitive)
{
    for (guint i = 0; i < alternatives->len; i++)
        if (all_terms_hold(alternatives->pdata[i], entity, world, case_sensitive))
            return true;
    return false;
}

bool search_matches(const Search *search, const void *entity, const SearchWorld *world,
                    bool case_sensitive)
{
    for (guint i = 0; i < search->groups->len; i++)
        if (!any_alternative_holds(search->groups->pdata[i], entity, world, case_sensitive))
            return false;
    return true;
}

/* --- what a store may look for ------------------------------------------------------------------
 */

static const SearchNeedKind need_of_op[] = {
    [SEARCH_EQ] = SEARCH_NEED_IS,       [SEARCH_LT] = SEARCH_NEED_LESS,
    [SEARCH_GT] = SEARCH_NEED_MORE,     [SEARCH_LE] = SEARCH_NEED_NOT_MORE,
    [SEARCH_GE] = SEARCH_NEED_NOT_LESS,
};

static bool need_of_number(const Term *term, SearchNeed *ret)
{
    const Field *field = term->field.field;
    bool by_size = field->kind == FIELD_INT || field->kind == FIELD_TIME;
    if (!term->value.is_number || field->scale > 1 || (!by_size && term->op != SEARCH_EQ))
        return false;
    *ret = (SearchNeed){ field->column, need_of_op[term->op], NULL, term->value.number };
    return true;
}

/* Several wildcards are left to our own matcher: a store's may take exponential time. */
static bool need_of_text(const Term *term, bool case_sensitive, SearchNeed *ret)
{
    const char *pattern = term->value.pattern, *star = strchr(pattern, '*');
    if (term->op != SEARCH_EQ || !g_str_is_ascii(pattern) ||
        (star != NULL && strchr(star + 1, '*') != NULL))
        return false;
    SearchNeedKind kind = star != NULL     ? SEARCH_NEED_LIKE
                          : case_sensitive ? SEARCH_NEED_IS
                                           : SEARCH_NEED_IS_ANY_CASE;
    *ret = (SearchNeed){ term->field.field->column, kind, pattern, 0 };
    return true;
}

/* False when a store cannot tell what 'term' says. */
static bool need_of(const Term *term, bool case_sensitive, SearchNeed *ret)
{
    const Field *field = term->field.field;
    if (term->anywhere || term->field.none || term->field.n_steps > 0 || field == NULL ||
        !field_is_stored(field) || term->op == SEARCH_NE)
        return false;
    switch (field->kind) {
    case FIELD_STRING:
    case FIELD_MAC:
        return need_of_text(term, case_sensitive, ret);
    case FIELD_BOOL:
    case FIELD_INT:
    case FIELD_ENUM:
    case FIELD_TIME:
        return need_of_number(term, ret);
    case FIELD_REF:
    case FIELD_STRINGS:
    case FIELD_CONST:
        return false;
    }
    g_assert_not_reached();
}

/* Whether what fulfils 'need' matches 'term'.  An absent number is one to a store. */
static bool need_decides(const SearchNeed *need, const Term *term, bool case_sensitive)
{
    FieldKind kind = term->field.field->kind;
    if (need->text != NULL)
        return need->kind != SEARCH_NEED_LIKE || !case_sensitive;
    return kind == FIELD_ENUM || kind == FIELD_BOOL;
}

GArray *search_needs(const Search *search, bool case_sensitive, bool *ret_decisive)
{
    bool decisive = true;
    GArray *needs = g_array_new(FALSE, FALSE, sizeof(SearchNeed));
    for (guint i = 0; i < search->groups->len; i++) {
        const GPtrArray *alternatives = search->groups->pdata[i];
        const GPtrArray *terms = alternatives->pdata[0];
        decisive = decisive && alternatives->len == 1;
        for (guint n = 0; alternatives->len == 1 && n < terms->len; n++) {
            SearchNeed need;
            bool needed = need_of(terms->pdata[n], case_sensitive, &need);
            if (needed)
                g_array_append_val(needs, need);
            decisive = decisive && needed && need_decides(&need, terms->pdata[n], case_sensitive);
        }
    }
    if (ret_decisive != NULL)
        *ret_decisive = decisive;
    return needs;
}

/* --- order and page -----------------------------------------------------------------------------
 */

typedef struct {
    bool present;
    gint64 number; /* of number fields; else of a text that is one */
    char *text;    /* in one case; NULL: compare the number */
} Key;

typedef struct {
    void *entity;
    guint place; /* keeps what is equal in the order it came in */
    Key keys[SORTS_MAX];
} Item;

typedef struct {
    const Field *field;
    Key key;
} KeyOf;

static bool take_key(const void *end, gpointer data)
{
    KeyOf *of = data;
    const Field *field = of->field;
    g_autofree char *text = field != NULL ? NULL : g_strdup(entity_shown_id(end));
    if (field != NULL && !field_is_present(end, field))
        return false;
    of->key.present = true;
    if (field != NULL &&
        (field->kind == FIELD_INT || field->kind == FIELD_BOOL || field->kind == FIELD_TIME)) {
        of->key.number = field_int(end, field);
        return true;
    }
    if (field != NULL)
        text = field_text(end, field);
    if (text == NULL)
        text = g_strdup("");
    if (!g_ascii_string_to_signed(text, 10, G_MININT64, G_MAXINT64, &of->key.number, NULL))
        of->key.text = search_fold(text);
    return true;
}

/* Absent first, then numbers, then text. */
static int compare_keys(const Key *a, const Key *b)
{
    if (a->present != b->present)
        return a->present ? 1 : -1;
    if ((a->text == NULL) != (b->text == NULL))
        return a->text == NULL ? -1 : 1;
    if (a->text != NULL)
        return strcmp(a->text, b->text);
    return a->number < b->number ? -1 : a->number > b->number;
}

static int compare_items(gconstpointer a, gconstpointer b, gpointer data)
{
    const Search *search = data;
    const Item *left = a, *right = b;
    for (int i = 0; i < search->n_sorts; i++) {
        int order = compare_keys(&left->keys[i], &right->keys[i]);
        if (order != 0)
            return search->sorts[i].descending ? -order : order;
    }
    return left->place < right->place ? -1 : left->place > right->place;
}

static void sort_entities(const Search *search, GPtrArray *entities, const SearchWorld *world)
{
    g_autofree Item *items = g_new0(Item, entities->len + 1);
    for (guint i = 0; i < entities->len; i++) {
        items[i].entity = entities->pdata[i];
        items[i].place = i;
        for (int n = 0; n < search->n_sorts; n++) {
            KeyOf of = { .field = search->sorts[n].field.field };
            search_field_any(&search->sorts[n].field, items[i].entity, world, take_key, &of);
            items[i].keys[n] = of.key;
        }
    }
    g_qsort_with_data(items, (gint)entities->len, sizeof(Item), compare_items, (gpointer)search);
    for (guint i = 0; i < entities->len; i++) {
        entities->pdata[i] = items[i].entity;
        for (int n = 0; n < search->n_sorts; n++)
            g_free(items[i].keys[n].text);
    }
}

static void keep_range(GPtrArray *entities, guint64 from, guint64 size)
{
    guint begin = (guint)MIN(from, entities->len);
    guint end = (guint)MIN(from + size, entities->len);
    g_ptr_array_set_size(entities, (gint)end);
    if (begin > 0)
        g_ptr_array_remove_range(entities, 0, begin);
}

/* Moves what matches to the front, in order, and drops the rest. */
static void keep_matching(const Search *search, GPtrArray *entities, const SearchWorld *world,
                          bool case_sensitive)
{
    guint n_kept = 0;
    for (guint i = 0; i < entities->len; i++) {
        void *entity = entities->pdata[i];
        if (!search_matches(search, entity, world, case_sensitive))
            continue;
        entities->pdata[i] = entities->pdata[n_kept];
        entities->pdata[n_kept++] = entity;
    }
    g_ptr_array_set_size(entities, (gint)n_kept);
}

guint64 search_enough(const Search *search, gint64 max)
{
    if (!search->own_order || (max < 0 && search->page == 0))
        return G_MAXUINT64;
    guint64 size = max >= 0 ? (guint64)MIN(max, G_MAXINT) : PAGE_DEFAULT;
    return size * MAX(search->page, 1);
}

guint search_apply(const Search *search, GPtrArray *entities, const SearchWorld *world,
                   bool case_sensitive, gint64 max)
{
    keep_matching(search, entities, world, case_sensitive);
    guint n_matching = entities->len;
    sort_entities(search, entities, world);
    guint64 size = search->page > 0 ? PAGE_DEFAULT : entities->len;
    if (max >= 0)
        size = (guint64)MIN(max, G_MAXINT);
    keep_range(entities, search->page > 0 ? (search->page - 1) * size : 0, size);
    return n_matching;
}
