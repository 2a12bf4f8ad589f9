/* The web admin: files out of the engine itself, and its start page for every address that only
 * its script knows. */
#include "rest/handlers.h"

#include "rest/web-files.h"

static bool reply_file(Call *call, const char *name)
{
    call->reply = web_files_reply(call->api->web, name, call->request);
    return call->reply != NULL;
}

static char *file_name(const Call *call)
{
    return g_strjoinv("/", call->url->segments);
}

bool page_get(Call *call, GError **error)
{
    g_autofree char *name = file_name(call);
    return reply_file(call, name) || reply_file(call, "index.html") ||
           refuse(error, REFUSAL_NOT_FOUND, "The engine was built without any page");
}

bool asset_get(Call *call, GError **error)
{
    g_autofree char *name = file_name(call);
    return reply_file(call, name) ||
           refuse(error, REFUSAL_NOT_FOUND,
                  "There is no file %.200s in this version of the web admin; reload the page",
                  name);
}

/* Where oVirt's users have their bookmark. */
bool page_moved(Call *call, GError **error)
{
    call->reply = http_reply_new(302);
    http_reply_add_header(call->reply, "Location", "/");
    return true;
}
