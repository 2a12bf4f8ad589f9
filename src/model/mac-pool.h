/* mac-pool.h - ranges that MAC addresses of vNICs are taken from.  Pure. */
#pragma once

#include "base/mac.h"
#include "model/entity.h"

typedef struct {
    Entity base;
    char *name, *description;
    char **ranges; /* "56:6f:1a:1b:00:00,56:6f:1a:1b:ff:ff", lower case, in the order given */
    gboolean allow_duplicates, default_pool;
} MacPool;

extern const EntityType mac_pool_type;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MacPool, entity_free)

#define MAC_POOL_DEFAULT_ID "58ca604b-017d-0374-0220-00000000014e"

/* Checks that every range is two unicast MACs in order and that none overlap. */
bool mac_pool_check(const MacPool *pool, GError **error);

/* Finds the lowest address of the pool for which 'used(mac, data)' is false, starting after
 * 'after' (NULL: at the beginning) and going round once.  ERR_CONFLICT when none is left. */
bool mac_pool_find(const MacPool *pool, const MacAddr *after,
                   gboolean (*used)(const MacAddr *mac, gpointer data), gpointer data, MacAddr *ret,
                   GError **error);
