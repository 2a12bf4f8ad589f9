/* links.h - the links and actions of an entity: the branches of the route tree below its own
 * address.
 *
 * Made once from the table; any thread reads. */
#pragma once

#include "repr/write.h"
#include "rest/routes.h"

typedef struct Links Links;

/* For the routes under 'api', the node of the API's root. */
Links *links_new(const RouteNode *api);
void links_free(Links *links);

/* Rows ended by a 'rel' of NULL, borrowed; NULL when the entity's type has none. */
const ReprLink *links_of(const Links *links, const void *entity);
const ReprLink *links_actions_of(const Links *links, const void *entity);

/* The links of the API's root, with "vms/search" and the like. */
const ReprLink *links_root(const Links *links);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Links, links_free)
