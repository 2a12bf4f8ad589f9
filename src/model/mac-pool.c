#include "model/mac-pool.h"

#include "base/err.h"

#include <string.h>

#define AT(member) FIELD_AT(MacPool, member)

static const char *const range_names[] = { "from", "to", NULL };

static const Field fields[] = {
    { AT(name), "name", FIELD_STRING, F_REQUIRED | F_ALWAYS, 1, 40, NULL, "Unique name." },
    { AT(description), "description", FIELD_STRING, F_ALWAYS, 0, 4000, NULL, "For people." },
    { AT(allow_duplicates), "allow_duplicates", FIELD_BOOL, F_ALWAYS, 0, 0, NULL,
      "One address may be on several vNICs." },
    { AT(default_pool), "default_pool", FIELD_BOOL, F_ALWAYS | F_READONLY, 0, 0, NULL,
      "Used by clusters that name no pool." },
    { AT(ranges), "ranges/range", FIELD_STRINGS, F_REQUIRED | F_ALWAYS | F_PAIRS, 0, 0, range_names,
      "First and last address of each range." },
};

const EntityType mac_pool_type =
    ENTITY_TYPE(MacPool, fields, .name = "mac_pool", .element = "mac_pool",
                .collection = "mac_pools", .path = "macpools", .title = "MAC Pool");

typedef struct {
    guint64 from, to;
} Range;

static bool range_parse(const char *text, Range *ret, GError **error)
{
    g_auto(GStrv) ends = g_strsplit(text, ",", 3);
    if (g_strv_length(ends) != 2)
        return err_set(error, ERR_INVALID, "\"%.80s\" is not a range of two MAC addresses", text);
    MacAddr from, to;
    if (!mac_parse(ends[0], &from, error) || !mac_parse(ends[1], &to, error))
        return false;
    ret->from = mac_to_number(&from);
    ret->to = mac_to_number(&to);
    if (ret->from > ret->to)
        return err_set(error, ERR_INVALID, "range %s ends before it begins", text);
    /* The multicast bit is in the first octet, so a range between two unicast addresses with one
     * first octet holds none; any wider range holds some. */
    if (mac_is_multicast(&from) || from.octet[0] != to.octet[0])
        return err_set(error, ERR_INVALID, "range %s contains multicast addresses", text);
    return true;
}

/* The ranges as numbers, in the pool's order. */
static GArray *pool_ranges(const MacPool *pool, GError **error)
{
    g_autoptr(GArray) ranges = g_array_new(FALSE, FALSE, sizeof(Range));
    for (int i = 0; pool->ranges != NULL && pool->ranges[i] != NULL; i++) {
        Range range;
        if (!range_parse(pool->ranges[i], &range, error))
            return NULL;
        g_array_append_val(ranges, range);
    }
    if (ranges->len == 0)
        return err_null(error, ERR_INVALID, "MAC pool %s has no range", pool->name);
    return g_steal_pointer(&ranges);
}

static int range_compare(gconstpointer a, gconstpointer b)
{
    const Range *left = a, *right = b;
    return left->from < right->from ? -1 : left->from > right->from;
}

bool mac_pool_check(const MacPool *pool, GError **error)
{
    g_autoptr(GArray) ranges = pool_ranges(pool, error);
    if (ranges == NULL)
        return false;
    g_array_sort(ranges, range_compare);
    for (guint i = 1; i < ranges->len; i++)
        if (g_array_index(ranges, Range, i).from <= g_array_index(ranges, Range, i - 1).to)
            return err_set(error, ERR_INVALID, "MAC pool cannot contain ranges which overlap: %s",
                           pool->name);
    return true;
}

bool mac_pool_find(const MacPool *pool, const MacAddr *after,
                   gboolean (*used)(const MacAddr *mac, gpointer data), gpointer data, MacAddr *ret,
                   GError **error)
{
    g_autoptr(GArray) ranges = pool_ranges(pool, error);
    if (ranges == NULL)
        return false;
    g_array_sort(ranges, range_compare);
    guint64 start = after != NULL ? mac_to_number(after) + 1 : 0;
    guint64 size = 0;
    /* First what lies behind 'after', then the rest. */
    for (int round = 0; round < 2; round++)
        for (guint i = 0; i < ranges->len; i++) {
            const Range *range = &g_array_index(ranges, Range, i);
            guint64 from = round == 0 ? MAX(range->from, start) : range->from;
            guint64 end = round == 0 ? range->to + 1 : MIN(range->to + 1, start);
            for (guint64 number = from; number < end; number++, size++) {
                MacAddr mac = mac_from_number(number);
                if (!used(&mac, data)) {
                    *ret = mac;
                    return true;
                }
            }
        }
    return err_set(error, ERR_CONFLICT,
                   "Not enough MAC addresses left in MAC pool %s: all %" G_GUINT64_FORMAT
                   " are used",
                   pool->name, size);
}
