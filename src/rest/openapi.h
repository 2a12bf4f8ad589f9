/* openapi.h - the page that describes the API to programs, OpenAPI 3.1, made of the tables of
 * routes and fields.  Pure. */
#pragma once

#include "rest/routes.h"

/* For the 'n_rows' routes at 'rows'; the caller frees. */
char *openapi_write(const Route *rows, int n_rows, const char *version);

/* "/ovirt-engine/api/vms/{vm_id}/nics" of a route's pattern; the caller frees. */
char *openapi_path(const char *pattern);
