/* Runs each transcript of tests/data/agent/vf-plan: a PF, its VFs and what is wanted above "---",
 * the steps or the error below. */
#include "agent/vf-plan.h"
#include "base/err.h"

#include <string.h>

static void read_pf(NicInfo *pf, char **words)
{
    pf->ifname = g_strdup(words[1]);
    pf->driver = g_strdup(words[2]);
    for (char **word = words + 3; *word != NULL; word++) {
        g_auto(GStrv) pair = g_strsplit(*word, "=", 2);
        if (strcmp(pair[0], "total") == 0)
            pf->total_vfs = (guint)g_ascii_strtoull(pair[1], NULL, 10);
        else if (strcmp(pair[0], "up") == 0)
            pf->up = strcmp(pair[1], "yes") == 0;
        else if (strcmp(pair[0], "autoprobe") == 0)
            pf->autoprobe = strcmp(pair[1], "yes") == 0;
        else
            g_error("unknown word %s", *word);
    }
}

static void read_vf(NicInfo *pf, char **words)
{
    int state;
    VfInfo *vf = vf_info_new();
    g_assert_true(enum_parse(&vf_state_table, words[1], &state, NULL));
    vf->index = pf->num_vfs++;
    vf->state = (VfState)state;
    vf->detail = g_strdup(words[2]);
    g_ptr_array_add(pf->vfs, vf);
}

static char *format(const GArray *steps, const GError *error)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; steps != NULL && i < steps->len; i++) {
        const VfStep *step = &g_array_index(steps, VfStep, i);
        g_string_append_printf(text, "%s %u\n", enum_word(&vf_step_table, (int)step->kind),
                               step->count);
    }
    if (error != NULL)
        g_string_append_printf(text, "error %s: %s\n", err_info(err_code(error))->name,
                               error->message);
    return g_string_free(text, FALSE);
}

static void run_transcript(gconstpointer path)
{
    g_autofree char *text = NULL;
    g_autoptr(NicInfo) pf = nic_info_new();
    guint want = 0;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    char *expected = strstr(text, "---\n");
    g_assert_nonnull(expected);
    *expected = '\0';
    expected += 4;

    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        g_auto(GStrv) words = NULL;
        if (**line == '#' || !g_shell_parse_argv(*line, NULL, &words, NULL))
            continue;
        if (strcmp(words[0], "pf") == 0)
            read_pf(pf, words);
        else if (strcmp(words[0], "vf") == 0)
            read_vf(pf, words);
        else if (strcmp(words[0], "want") == 0)
            want = (guint)g_ascii_strtoull(words[1], NULL, 10);
        else
            g_error("%s: unknown line %s", (const char *)path, *line);
    }

    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) steps = vf_plan(pf, want, &error);
    g_autofree char *got = format(steps, error);
    if (strcmp(got, expected) != 0)
        g_error("%s\nexpected:\n%sgot:\n%s", (const char *)path, expected, got);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_autofree char *folder = g_test_build_filename(G_TEST_DIST, "vf-plan", NULL);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    g_assert_nonnull(dir);
    const char *name;
    while ((name = g_dir_read_name(dir)) != NULL) {
        g_autofree char *test = g_strdup_printf("/agent/vf-plan/%s", name);
        g_test_add_data_func_full(test, g_build_filename(folder, name, NULL), run_transcript,
                                  g_free);
    }
    return g_test_run();
}
