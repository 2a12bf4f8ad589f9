/* The transcripts in tests/data/placement: what there is, what is asked, what is answered. */
#include "topology.h"

#include <string.h>

/* "h1: nic1=ens1f0/0 nic2=bridge", or "none". */
static char *choice_text(const Topology *topology, const PlacementResult *result)
{
    if (result->host == NULL)
        return g_strdup("none");
    g_autoptr(GString) text = g_string_new(result->host);
    if (result->numa_node >= 0)
        g_string_append_printf(text, " node %d", result->numa_node);
    g_string_append_c(text, ':');
    for (int i = 0; i < result->n_vnics; i++) {
        const PlacementVnicChoice *choice = &result->vnics[i];
        g_string_append_printf(text, " %s=", topology->vnics[i].name);
        if (choice->pf == NULL)
            g_string_append(text, "bridge");
        else
            g_string_append_printf(text, "%s/%u", choice->pf, choice->vf_index);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* The answer as the files have it. */
static char *answer(const Topology *topology)
{
    g_autoptr(PlacementResult) result = placement_place(topology->snapshot, &topology->request);
    g_autoptr(PlacementExplanation) explanation =
        placement_explain(topology->snapshot, &topology->request);
    g_autofree char *choice = choice_text(topology, result);
    g_autofree char *tree = placement_explanation_format(explanation);
    g_assert_cmpstr(explanation->host, ==, result->host);
    g_assert_true((result->explanation == NULL) == (result->host != NULL));
    if (result->explanation != NULL) {
        g_autofree char *refusal = placement_explanation_format(result->explanation);
        g_assert_cmpstr(refusal, ==, tree);
    }
    return g_strdup_printf("%s\n%s", choice, tree);
}

/* One case: "<topology>---\n<answer>". */
static void test_case(gconstpointer data)
{
    const char *text = data;
    const char *line = strstr(text, "---\n");
    g_assert_nonnull(line);
    g_autofree char *input = g_strndup(text, (gsize)(line - text));
    g_autoptr(Topology) topology = topology_parse(input);
    g_autofree char *got = answer(topology);
    g_autofree char *expected = g_strchomp(g_strdup(line + strlen("---\n")));
    g_strchomp(got);
    if (strcmp(got, expected) != 0)
        g_test_message("input:\n%sexpected:\n%s\ngot:\n%s\n", input, expected, got);
    g_assert_cmpstr(got, ==, expected);
}

/* Cases are told apart by lines "=== name". */
static void add_file(const char *directory, const char *name)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(directory, name, NULL);
    g_autofree char *text = NULL;
    g_file_get_contents(path, &text, NULL, &error);
    g_assert_no_error(error);
    g_auto(GStrv) cases = g_strsplit(text, "=== ", -1);
    for (int i = 1; cases[i] != NULL; i++) {
        char *end = strchr(cases[i], '\n');
        g_autofree char *title = g_strndup(cases[i], (gsize)(end - cases[i]));
        g_autofree char *test = g_strdup_printf("/placement/%s/%s", name, title);
        g_test_add_data_func_full(test, g_strdup(end + 1), test_case, g_free);
    }
}

static void test_reasons_have_words(void)
{
    for (int i = 0; i < N_PLACEMENT_REASONS; i++) {
        int value;
        g_assert_true(enum_parse(&placement_reason_table, enum_word(&placement_reason_table, i),
                                 &value, NULL));
        g_assert_cmpint(value, ==, i);
        g_assert_cmpstr(placement_reason_sentence((PlacementReason)i), !=, "");
    }
}

/* Every reason there is stands in some transcript. */
static void test_reasons_are_shown(gconstpointer data)
{
    const char *directory = data;
    g_autoptr(GString) all = g_string_new(NULL);
    g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
    const char *name;
    while ((name = g_dir_read_name(dir)) != NULL) {
        g_autofree char *path = g_build_filename(directory, name, NULL);
        g_autofree char *text = NULL;
        g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
        g_string_append(all, text);
    }
    for (int i = 0; i < N_PLACEMENT_REASONS; i++) {
        g_autofree char *code = g_strdup_printf("[%s]", enum_word(&placement_reason_table, i));
        g_test_message("%s", code);
        g_assert_nonnull(strstr(all->str, code));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_assert_cmpint(argc, >, 1);
    const char *directory = argv[1];
    g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
    g_assert_nonnull(dir);
    const char *name;
    while ((name = g_dir_read_name(dir)) != NULL)
        if (g_str_has_suffix(name, ".txt"))
            add_file(directory, name);
    g_test_add_func("/placement/reasons/words", test_reasons_have_words);
    g_test_add_data_func("/placement/reasons/shown", directory, test_reasons_are_shown);
    return g_test_run();
}
