"""Tags and affinity labels, as far as clients put them on VMs and hosts."""
from ovirtsdk4 import types

from world import UNKNOWN, names, only, refused

ROOT = '00000000-0000-0000-0000-000000000000'


def tags(world):
    return world.api.tags_service()


def tag(world, **fields):
    return tags(world).add(types.Tag(name=world.name('tag'), **fields))


def case_tag_root(world):
    root = tags(world).tag_service(ROOT)
    assert root.get().name == 'root' and root.get().parent is None
    assert world.api.get().special_objects.root_tag.id == ROOT
    refused(409, 'root of all tags', root.update, types.Tag(name='other'))
    refused(409, 'root of all tags', root.remove)
    root.update(root.get())


def case_tag_life(world):
    added = tag(world, description='d')
    assert world.connection.follow_link(added.parent).name == 'root'
    one = tags(world).tag_service(added.id)
    assert one.update(types.Tag(description='e')).description == 'e'
    assert added.name in names(tags(world).list())
    refused(409, 'already in use', tags(world).add, types.Tag(name=added.name))
    refused(400, 'Incomplete', tags(world).add, types.Tag(description='x'))
    one.remove()
    refused(404, '', one.get)


def case_tag_tree(world):
    upper = tag(world)
    lower = tags(world).add(types.Tag(name=world.name('tag'), parent=types.Tag(name=upper.name)))
    assert lower.parent.id == upper.id
    one = tags(world).tag_service(upper.id)
    for parent in (upper, lower):
        refused(409, 'cannot be under itself', one.update,
                types.Tag(parent=types.Tag(id=parent.id)))
    refused(404, 'Entity not found', one.update, types.Tag(parent=types.Tag(name='nothing')))
    one.remove()
    refused(404, '', tags(world).tag_service(lower.id).get)


def case_tag_of_a_vm(world):
    vm, mark = world.vm(), tag(world)
    service = vm.tags_service()
    assert service.list() == []
    assert service.add(types.Tag(name=mark.name)).id == mark.id
    assert service.add(types.Tag(id=mark.id)).id == mark.id  # again: as it is
    assert names(service.list()) == [mark.name]
    assert names(world.connection.follow_link(vm.get().tags)) == [mark.name]
    assert names(world.api.vms_service().list(search=f'tag={mark.name}')) == [vm.get().name]
    assert names(world.api.vms_service().list(search=f'Vms.tag={mark.name}')) == [vm.get().name]
    refused(404, 'Entity not found', service.add, types.Tag(name='nothing'))
    service.tag_service(mark.id).remove()
    refused(404, '', service.tag_service(mark.id).remove)
    assert service.list() == [] and world.api.vms_service().list(search=f'tag={mark.name}') == []
    service.add(types.Tag(name=mark.name))
    tags(world).tag_service(mark.id).remove()
    assert service.list() == []
    vm.remove()


def case_tag_of_a_host(world):
    mark = tag(world)
    service = world.host_service('h1').tags_service()
    service.add(types.Tag(id=mark.id))
    assert names(service.list()) == [mark.name]
    assert names(world.api.hosts_service().list(search=f'tag={mark.name}')) == ['h1']
    service.tag_service(mark.id).remove()
    assert service.list() == []


def case_tag_events(world):
    mark, vm = tag(world), world.vm()
    query = {'correlation_id': world.name('tags')}
    vm.tags_service().add(types.Tag(id=mark.id), query=query)
    vm.tags_service().tag_service(mark.id).remove(query=query)
    found = world.api.events_service().list(search=f"correlation_id={query['correlation_id']}")
    assert [event.code for event in found] == [446, 440]
    vm.remove()


# --- affinity labels ------------------------------------------------------------------------------

def labels(world):
    return world.api.affinity_labels_service()


def case_affinity_label_life(world):
    added = labels(world).add(types.AffinityLabel(name=world.name('label')))
    assert added.read_only is False and added.has_implicit_affinity_group is False
    one = labels(world).label_service(added.id)
    assert one.update(types.AffinityLabel(name=added.name + 'x')).name == added.name + 'x'
    refused(409, 'already in use', labels(world).add, types.AffinityLabel(name=added.name + 'x'))
    refused(400, 'implicit affinity group', one.update,
            types.AffinityLabel(has_implicit_affinity_group=True))
    one.remove()
    refused(404, '', one.get)


def case_affinity_label_of_vms_and_hosts(world):
    added = labels(world).add(types.AffinityLabel(name=world.name('label')))
    one = labels(world).label_service(added.id)
    vm, host = world.vm(), world.host('h2')
    assert world.connection.follow_link(added.vms) == []
    one.vms_service().add(types.Vm(id=vm.get().id))
    one.hosts_service().add(types.Host(id=host.id))
    assert [v.id for v in world.connection.follow_link(one.get().vms)] == [vm.get().id]
    assert [h.id for h in one.hosts_service().list()] == [host.id]
    assert names(vm.affinity_labels_service().list()) == [added.name]
    assert added.name in names(world.host_service('h2').affinity_labels_service().list())
    refused(404, 'Entity not found', one.vms_service().add, types.Vm(id=UNKNOWN))
    one.vms_service().vm_service(vm.get().id).remove()
    refused(404, '', one.vms_service().vm_service(vm.get().id).remove)
    assert one.vms_service().list() == []
    vm.affinity_labels_service().add(types.AffinityLabel(id=added.id))
    assert only(one.vms_service().list()).id == vm.get().id
    vm.remove()
    assert one.vms_service().list() == []
    one.remove()
