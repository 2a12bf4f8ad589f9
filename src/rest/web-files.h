/* web-files.h - the files of the web admin, as they are embedded in the engine, and how a browser
 * is to treat them.
 *
 * A file "x.gz" is "x", compressed once and for all: it is handed out as it is to whoever takes
 * gzip.  Read once; any thread after that. */
#pragma once

#include "rest/http.h"

#define WEB_FILES_ROOT "/berth/web" /* of the resource bundle that tools/embed-web makes */

typedef struct WebFiles WebFiles;

/* All that is under the path 'root' of the registered resources and of G_RESOURCE_OVERLAYS. */
WebFiles *web_files_new(const char *root);
void web_files_free(WebFiles *files);

/* Takes in the file 'name', "assets/index-1a2b.js.gz".  Of a file that is there both ways the plain
 * one counts: it is a developer's overlay. */
void web_files_add(WebFiles *files, const char *name, GBytes *bytes);

/* The file 'name', or that the client has it already; NULL when there is none. */
HttpReply *web_files_reply(const WebFiles *files, const char *name, const HttpRequest *request);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(WebFiles, web_files_free)
