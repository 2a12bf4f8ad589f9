/* Plays the transcripts in tests/data/link/reconnect.  A line at the margin is an input, with the
 * time standing still; indented lines below it are what it must print:
 *
 *   set NAME VALUE         backoff-min, backoff-max, jitter, connect-timeout, seed; before start
 *   start, stop, connecting, disconnected, sent, received
 *   connected SEND LOST    intervals of the heart-beat
 *   advance MS             moves the clock
 *   wait                   prints how long run has nothing to do
 *   run                    prints the action, nothing when there is none
 *
 * An input that changes the state also prints the new state and the time. */
#include "link/reconnect.h"

#include <stdio.h>
#include <string.h>

typedef struct {
    Reconnect fsm;
    ReconnectConfig config;
    bool started;
    gint64 now;
    GString *output;
} Player;

static void set(Player *player, const char *name, gint64 value)
{
    if (strcmp(name, "backoff-min") == 0)
        player->config.backoff_min = value;
    else if (strcmp(name, "backoff-max") == 0)
        player->config.backoff_max = value;
    else if (strcmp(name, "jitter") == 0)
        player->config.jitter_percent = (guint)value;
    else if (strcmp(name, "connect-timeout") == 0)
        player->config.connect_timeout = value;
    else if (strcmp(name, "seed") == 0)
        player->config.seed = (guint64)value;
    else
        g_error("unknown setting %s", name);
    reconnect_init(&player->fsm, &player->config, player->now);
}

static void print_run(Player *player)
{
    ReconnectAction action = reconnect_run(&player->fsm, player->now);
    if (action != RECONNECT_NOTHING)
        g_string_append_printf(player->output, "  %s\n", reconnect_action_name(action));
}

static void print_wait(Player *player)
{
    gint64 wait = reconnect_wait_ms(&player->fsm, player->now);
    if (wait < 0)
        g_string_append(player->output, "  for ever\n");
    else
        g_string_append_printf(player->output, "  %" G_GINT64_FORMAT " ms\n", wait);
}

static void play_line(Player *player, const char *line)
{
    char name[32] = "", word[32] = "";
    gint64 a = 0, b = 0;
    ReconnectState before = player->fsm.state;
    sscanf(line, "%31s", name);
    if (sscanf(line, "set %31s %" G_GINT64_FORMAT, word, &a) == 2)
        set(player, word, a);
    else if (sscanf(line, "advance %" G_GINT64_FORMAT, &a) == 1)
        player->now += a;
    else if (sscanf(line, "connected %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, &a, &b) == 2)
        reconnect_connected(&player->fsm, a, b, player->now);
    else if (strcmp(name, "start") == 0)
        reconnect_start(&player->fsm, player->now);
    else if (strcmp(name, "stop") == 0)
        reconnect_stop(&player->fsm, player->now);
    else if (strcmp(name, "connecting") == 0)
        reconnect_connecting(&player->fsm, player->now);
    else if (strcmp(name, "disconnected") == 0)
        reconnect_disconnected(&player->fsm, player->now);
    else if (strcmp(name, "sent") == 0)
        reconnect_sent(&player->fsm, player->now);
    else if (strcmp(name, "received") == 0)
        reconnect_received(&player->fsm, player->now);
    else if (strcmp(name, "run") == 0)
        print_run(player);
    else if (strcmp(name, "wait") == 0)
        print_wait(player);
    else
        g_error("unknown input \"%s\"", line);
    if (player->fsm.state != before)
        g_string_append_printf(player->output, "  %s at %" G_GINT64_FORMAT "\n",
                               reconnect_state_name(player->fsm.state), player->now);
}

/* Prints the transcript again, with what the machine says in place of what it should say. */
static char *play(char **lines)
{
    Player player = { .config = { 2000, 60000, 0, 20000, 1 }, .output = g_string_new(NULL) };
    reconnect_init(&player.fsm, &player.config, 0);
    for (char **line = lines; *line != NULL; line++) {
        if (g_str_has_prefix(*line, "  "))
            continue;
        g_string_append_printf(player.output, "%s\n", *line);
        if (**line != '\0' && **line != '#')
            play_line(&player, *line);
    }
    g_string_set_size(player.output, player.output->len - 1); /* the last line end is a split */
    return g_string_free(player.output, FALSE);
}

static void test_transcript(gconstpointer path)
{
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autofree char *got = play(lines);
    if (g_getenv("UPDATE") != NULL)
        g_assert_true(g_file_set_contents(path, got, -1, NULL));
    else
        g_assert_cmpstr(got, ==, text);
}

/* Over many seeds the wait lies within the jitter, and is not always the same. */
static void test_jitter_spreads(void)
{
    gint64 least = G_MAXINT64, most = 0;
    for (guint64 seed = 0; seed < 1000; seed++) {
        const ReconnectConfig config = { 2000, 60000, 50, 20000, seed };
        Reconnect fsm;
        reconnect_init(&fsm, &config, 0);
        reconnect_start(&fsm, 0);
        reconnect_connecting(&fsm, 0);
        reconnect_disconnected(&fsm, 0);
        gint64 wait = reconnect_wait_ms(&fsm, 0);
        least = MIN(least, wait);
        most = MAX(most, wait);
    }
    g_assert_cmpint(least, >=, 1000);
    g_assert_cmpint(least, <, 1050);
    g_assert_cmpint(most, <=, 2000);
    g_assert_cmpint(most, >, 1950);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_autofree char *directory = g_test_build_filename(G_TEST_DIST, "reconnect", NULL);
    g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
    g_assert_nonnull(dir);
    const char *name;
    while ((name = g_dir_read_name(dir)) != NULL) {
        g_autofree char *test = g_strconcat("/reconnect/", name, NULL);
        g_test_add_data_func_full(test, g_build_filename(directory, name, NULL), test_transcript,
                                  g_free);
    }
    g_test_add_func("/reconnect/jitter-spreads", test_jitter_spreads);
    return g_test_run();
}
