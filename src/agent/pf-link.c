#include "agent/pf-link.h"

#include "base/err.h"

static bool read_link(Sys *sys, const char *name, bool *ret_up, bool *ret_carrier, GError **error)
{
    g_autoptr(GPtrArray) links = sys->ops->list_links(sys, error);
    const SysLink *link = links != NULL ? sys_link_find(links, name) : NULL;
    if (links == NULL)
        return false;
    if (link == NULL)
        return err_set(error, ERR_NOT_FOUND, "%s: no such interface", name);
    *ret_up = link->up;
    *ret_carrier = link->carrier;
    return true;
}

bool pf_link_ensure_up(Sys *sys, const char *name, guint carrier_ms, bool *ret_was_down,
                       bool *ret_carrier, GError **error)
{
    gint64 deadline = g_get_monotonic_time() + (gint64)carrier_ms * 1000;
    SysWatch *watch = sys->ops->watch_new(sys, error);
    bool up = false, carrier = false;
    if (watch == NULL)
        return false;
    bool good = read_link(sys, name, &up, &carrier, error);
    bool was_down = !up;
    if (good && was_down)
        good = sys->ops->set_link_up(sys, name, true, error) &&
               read_link(sys, name, &up, &carrier, error);
    while (good && !carrier) {
        gint64 left_ms = (deadline - g_get_monotonic_time()) / 1000;
        if (left_ms <= 0)
            break;
        sys->ops->watch_wait(watch, (int)MIN(left_ms, 1000));
        good = read_link(sys, name, &up, &carrier, error);
    }
    sys->ops->watch_free(watch);
    if (!good)
        return false;
    *ret_was_down = was_down;
    *ret_carrier = carrier;
    return true;
}
