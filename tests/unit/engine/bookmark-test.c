/* Bookmarks: searches under a unique name. */
#include "fixture.h"

#include "model/bookmark.h"

static void *bookmark(const char *name, const char *value)
{
    return given(&bookmark_type, "name", name, "value", value, NULL);
}

static void test_life(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Bookmark) added = add(f, bookmark("busy", "Vms: status=up"), NULL);
    assert_event(f, "USER_ADD_BOOKMARK", "Bookmark busy was added by");
    g_autoptr(Bookmark) changed = update(f, added->base.id, bookmark("idle", "Vms: status=down"));
    assert_event(f, "USER_UPDATE_BOOKMARK", "Bookmark idle was updated by");
    g_assert_cmpstr(changed->value, ==, "Vms: status=down");
    removes(f, &bookmark_type, added->base.id);
    assert_event(f, "USER_REMOVE_BOOKMARK", "Bookmark idle was removed by");
}

static void test_names(void)
{
    g_autoptr(Fixture) f = fixture_new();
    g_autoptr(Bookmark) one = add(f, bookmark("one", "Hosts:"), NULL);
    g_autoptr(Bookmark) two = add(f, bookmark("\u05e9\u05ea\u05d9\u05d9\u05dd 2", "Hosts:"), NULL);
    refuse_add(f, bookmark("one", "Vms:"), NULL, FAULT_NAME_ALREADY_USED,
               "Cannot add Bookmark. The name one is already in use by another bookmark");
    assert_event(f, "USER_ADD_BOOKMARK_FAILED", "Failed to add bookmark one");
    refuse_update(f, two->base.id, bookmark("one", "Vms:"), FAULT_NAME_ALREADY_USED,
                  "Cannot edit Bookmark. The name one is already in use by another bookmark");
    refuse_add(f, bookmark(" one", "Vms:"), NULL, FAULT_NAME_MAY_NOT_BE_EMPTY,
               "begin or end with a space");
    g_autoptr(Bookmark) same = update(f, one->base.id, bookmark("one", "Vms:"));
    g_assert_cmpstr(same->value, ==, "Vms:");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/bookmark/life", test_life);
    g_test_add_func("/bookmark/names", test_names);
    return g_test_run();
}
