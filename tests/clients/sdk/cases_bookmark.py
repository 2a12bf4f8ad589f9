"""Bookmarks: searches that are kept for everybody."""
from ovirtsdk4 import types

from world import names, refused


def bookmarks(world):
    return world.api.bookmarks_service()


def bookmark(world, **fields):
    fields = {'name': world.name('bookmark'), 'value': 'Vms: status=up', **fields}
    return bookmarks(world).add(types.Bookmark(**fields))


def case_bookmark_life(world):
    added = bookmark(world)
    one = bookmarks(world).bookmark_service(added.id)
    assert one.get().value == 'Vms: status=up'
    assert added.name in names(bookmarks(world).list())
    changed = one.update(types.Bookmark(value='Hosts: status=down sortby name'))
    assert (changed.name, changed.value) == (added.name, 'Hosts: status=down sortby name')
    one.remove()
    refused(404, '', one.get)
    assert added.name not in names(bookmarks(world).list())


def case_bookmark_refusals(world):
    added = bookmark(world)
    refused(409, 'already in use by another bookmark', bookmark, world, name=added.name)
    refused(400, 'Incomplete', bookmarks(world).add, types.Bookmark(name='only'))
    refused(400, 'Incomplete', bookmarks(world).add, types.Bookmark(value='Vms:'))
    other = bookmark(world)
    refused(409, 'already in use by another bookmark',
            bookmarks(world).bookmark_service(other.id).update, types.Bookmark(name=added.name))


def case_the_search_of_a_bookmark_is_taken(world):
    vm = world.vm().get()
    value = bookmark(world, value=f'Vms: name={vm.name}').value
    assert names(world.api.vms_service().list(search=value)) == [vm.name]
