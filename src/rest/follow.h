/* follow.h - the parameter "follow": which links of a reply are to be inlined, as a tree.
 *
 * "nics.vnic_profile,cluster" follows the NICs, of each its profile, and the cluster.  Case and
 * underscores do not count.  Pure. */
#pragma once

#include <stdbool.h>

#define FOLLOW_MAX_DEPTH 5
#define FOLLOW_MAX_NAMES 64

typedef struct Follow Follow;

/* NULL when 'text' (may be NULL) names nothing.  What is beyond the bounds is left out. */
Follow *follow_parse(const char *text);
void follow_free(Follow *follow);

/* Whether the link 'rel' is followed; what is followed from there (NULL: nothing) is '*ret_next'.
 * 'follow' may be NULL. */
bool follow_has(const Follow *follow, const char *rel, const Follow **ret_next);
