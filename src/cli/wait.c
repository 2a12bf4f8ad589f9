#include "cli/wait.h"

#include "base/err.h"
#include "cli/json-path.h"

#include <stdio.h>
#include <unistd.h>

#define TICKS_BETWEEN_LOOKS 5 /* seconds without an event after which to look all the same */

typedef struct {
    Cli *cli;
    const char *text;
    bool (*done)(Cli *cli, gpointer data, GError **error);
    gpointer data;
    gint64 started;
    guint ticks;
    bool finished;
    GError *error;
} Wait;

void wait_note(Cli *cli, const char *text)
{
    if (cli->quiet || cli->json || !isatty(STDERR_FILENO))
        return;
    fprintf(stderr, "\r\033[K%s", text != NULL ? text : "");
    fflush(stderr);
}

static bool look(json_t *event, gpointer user_data)
{
    Wait *wait = user_data;
    gint64 seconds = (g_get_monotonic_time() - wait->started) / G_USEC_PER_SEC;
    g_autofree char *note = g_strdup_printf("%s (%" G_GINT64_FORMAT " s)", wait->text, seconds);
    wait_note(wait->cli, note);
    if (event == NULL && ++wait->ticks % TICKS_BETWEEN_LOOKS != 1)
        return true;
    wait->finished = wait->done(wait->cli, wait->data, &wait->error);
    return !wait->finished && wait->error == NULL;
}

/* "events" from now on, so that nothing is missed between a look and the stream's begin. */
static char *stream_path(Cli *cli)
{
    json_t *newest = api_list(cli->api, "events?max=1", "event", NULL);
    g_autofree char *id = json_path_text(json_array_get(newest, 0), "id");
    json_decref(newest);
    return id == NULL ? g_strdup("events") : g_strdup_printf("events?from=%s", id);
}

bool wait_until(Cli *cli, const char *text, guint seconds,
                bool (*done)(Cli *cli, gpointer data, GError **error), gpointer data,
                GError **error)
{
    Wait wait = {
        .cli = cli, .text = text, .done = done, .data = data, .started = g_get_monotonic_time()
    };
    /* A second connection: 'done' asks on the command's own. */
    g_autoptr(Api) stream = api_new(cli->session);
    g_autofree char *path = stream_path(cli);
    bool streamed = true;
    if (look(json_null(), &wait))
        streamed = api_stream(stream, path, look, &wait, seconds, error);
    wait_note(cli, NULL);
    if (wait.error != NULL) {
        g_clear_error(error);
        g_propagate_error(error, wait.error);
        return false;
    }
    if (wait.finished || !streamed)
        return wait.finished;
    return err_set(error, ERR_TIMEOUT, "%s: not done after %u s; it goes on at the engine", text,
                   seconds);
}
