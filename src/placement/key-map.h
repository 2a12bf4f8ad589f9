/* key-map.h - a map from a kind and a text to a pointer, shared until it is changed.
 *
 * The texts are interned (base/intern.h), so that looking up compares pointers.  A map with more
 * than one reference is never edited; changing a map of one's own copies only the bucket concerned.
 */
#pragma once

#include <glib.h>

typedef enum {
    KEY_HOST,     /* host id -> slot number, plus 1 */
    KEY_CLUSTER,  /* cluster id -> HostSet of its hosts */
    KEY_NETWORK,  /* network id -> HostSet: has a free VF on a PF that lists the network */
    KEY_LABEL,    /* label -> HostSet: has a free VF on a PF that lists the label */
    KEY_BRIDGE,   /* network id -> HostSet: has a bridge of it */
    KEY_LABEL_OF, /* network id -> its label (interned) */
} KeyKind;

typedef struct KeyMap KeyMap;

KeyMap *key_map_new(void);
KeyMap *key_map_ref(KeyMap *map);
void key_map_unref(KeyMap *map);

/* The place of the value, to be edited; made with NULL when it is not there.  '*map' is replaced
 * by a copy when others hold it too.  Valid until the next call.  A value that is left NULL is
 * forgotten some time later. */
gpointer *key_map_edit(KeyMap **map, KeyKind kind, const char *text);

/* NULL when it is not there.  'text' must be interned. */
gpointer key_map_find(const KeyMap *map, KeyKind kind, const char *text);
