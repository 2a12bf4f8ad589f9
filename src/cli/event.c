#include "cli/event.h"

#include "cli/crud.h"
#include "cli/json-path.h"

static bool print_event(json_t *event, gpointer user_data)
{
    Cli *cli = user_data;
    if (event == NULL)
        return true;
    if (cli->json) {
        json_dumpf(event, stdout, JSON_COMPACT);
        putchar('\n');
    } else {
        for (const Column *column = event_resource.columns; column->title != NULL; column++) {
            g_autofree char *text = json_path_text(event, column->path);
            g_autofree char *shown =
                text != NULL && column->format != NULL ? column->format(text) : g_strdup(text);
            printf("%s%s", shown != NULL ? shown : "-", column[1].title != NULL ? "  " : "\n");
        }
    }
    fflush(stdout);
    return true;
}

bool event_list(Cli *cli, GError **error)
{
    if (!cli_flag(cli, "follow"))
        return crud_list(cli, error);
    Api *api = cli_api(cli, error);
    const char *from = cli_option(cli, "from");
    g_autofree char *path =
        from == NULL ? g_strdup("events") : g_strdup_printf("events?from=%s", from);
    return api != NULL && api_stream(api, path, print_event, cli, 0, error);
}

bool job_show(Cli *cli, GError **error)
{
    if (!crud_show(cli, error))
        return false;
    g_autofree char *path = resource_collection(cli, &step_resource, 0, error);
    json_t *steps = path == NULL ? NULL : api_list(cli->api, path, "step", error);
    bool good = steps != NULL && (putchar('\n'), resource_print(cli, &step_resource, steps, error));
    json_decref(steps);
    return good;
}
