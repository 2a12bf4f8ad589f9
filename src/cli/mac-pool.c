#include "cli/mac-pool.h"

#include "base/err.h"
#include "base/mac.h"
#include "cli/crud.h"

/* Puts the --range options into 'body'. */
static bool set_ranges(Cli *cli, json_t *body, GError **error)
{
    const GPtrArray *values = cli_values(cli, "range");
    if (values == NULL)
        return true;
    json_t *ranges = json_array();
    json_object_set_new(body, "ranges", json_pack("{s:o}", "range", ranges));
    for (guint i = 0; i < values->len; i++) {
        g_auto(GStrv) ends = g_strsplit(values->pdata[i], ",", -1);
        MacAddr from, to;
        if (g_strv_length(ends) != 2)
            return err_set(error, ERR_INVALID, "--range is FROM,TO, not \"%s\"",
                           (const char *)values->pdata[i]);
        if (!mac_parse(ends[0], &from, error) || !mac_parse(ends[1], &to, error))
            return false;
        json_array_append_new(ranges, json_pack("{s:s, s:s}", "from", ends[0], "to", ends[1]));
    }
    return true;
}

static bool with_ranges(Cli *cli, bool (*go_on)(Cli *cli, json_t *body, GError **error),
                        GError **error)
{
    json_t *body = crud_body(cli);
    if (set_ranges(cli, body, error))
        return go_on(cli, body, error);
    json_decref(body);
    return false;
}

bool mac_pool_add(Cli *cli, GError **error)
{
    return with_ranges(cli, crud_add_body, error);
}

bool mac_pool_set(Cli *cli, GError **error)
{
    return with_ranges(cli, crud_set_body, error);
}
