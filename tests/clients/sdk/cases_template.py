"""Templates, their vNICs, and VMs that are made from them."""
from ovirtsdk4 import types

from cases_vm import includes, new_vm, settings
from world import BLANK, UNKNOWN, names, refused, start, wait_vm, only

PASSTHROUGH = types.NicInterface.PCI_PASSTHROUGH


def templates(world):
    return world.api.templates_service()


def service(world, template):
    return templates(world).template_service(template.id)


def new_template(world, vm, **fields):
    fields.setdefault('name', world.name('template'))
    return templates(world).add(types.Template(vm=types.Vm(id=vm.get().id), **fields))


def source(world, **fields):
    """A VM with a virtio and a passthrough vNIC."""
    network = world.network()
    vm = new_vm(world, **fields)
    world.nic(vm, world.profile(network), name='nic1')
    world.nic(vm, world.profile(network, passthrough=True), name='nic2', interface=PASSTHROUGH)
    return vm


def case_template_life(world):
    template = new_template(world, source(world, memory=256 << 20), description='d')
    assert template.status == types.TemplateStatus.OK and template.memory == 256 << 20
    assert template.version.version_number == 1 and template.description == 'd'
    assert template.cluster.id == world.cluster.id and template.creation_time is not None
    one = service(world, template)
    changed = one.update(types.Template(comment='c', memory=512 << 20))
    assert changed.comment == 'c' and changed.memory == 512 << 20 and changed.description == 'd'
    one.remove()
    refused(404, '', one.get)


def case_template_has_the_settings_of_its_vm(world):
    template = new_template(world, new_vm(world, **settings()))
    wanted = settings()
    for name in wanted:
        if name != 'numa_tune_mode':  # the client's template has none
            includes(getattr(template, name), wanted[name], name)
    vm = new_vm(world, template=types.Template(id=template.id)).get(all_content=True)
    for name, value in wanted.items():
        includes(getattr(vm, name), value, name)


def case_template_by_the_name_of_its_vm(world):
    vm = new_vm(world)
    template = templates(world).add(types.Template(
        name=world.name('template'), vm=types.Vm(name=vm.get().name),
        cluster=types.Cluster(name='Default')))
    assert template.cluster.id == world.cluster.id


def case_template_needs_a_vm(world):
    refused(400, 'Incomplete parameters.*vm', templates(world).add, types.Template(name='x'))
    refused(404, 'Entity not found', templates(world).add,
            types.Template(name='x', vm=types.Vm(id=UNKNOWN)))


def case_template_of_a_vm_that_runs(world):
    vm = world.vm()
    with world.running(vm):
        refused(409, 'Cannot add Template.*Down', new_template, world, vm)


def case_template_name_has_rules(world):
    vm = new_vm(world)
    name = new_template(world, vm).name
    refused(409, 'already in use', new_template, world, vm, name=name)
    for wrong in ('', 'a b', 'a' * 256):
        refused(400, '', new_template, world, vm, name=wrong)


def case_template_search(world):
    template = new_template(world, new_vm(world), description='for the search')
    for search in (f'name={template.name}', f'name={template.name} and datacenter=Default',
                   f'name={template.name} and cluster=Default', f'id={template.id}',
                   f'name={template.name} and status=ok', 'description="for the search"'):
        assert template.name in names(templates(world).list(search=search)), search
    assert templates(world).list(search=f'name={template.name} and datacenter=other') == []


def case_template_blank_is_of_every_data_center(world):
    assert names(templates(world).list(search='name=Blank and datacenter=Default')) == ['Blank']


def case_template_parts_are_there(world):
    one = service(world, new_template(world, new_vm(world)))
    assert one.disk_attachments_service().list() == []
    assert one.graphics_consoles_service().list() == []


def case_template_blank_cannot_be_changed(world):
    one = templates(world).template_service(BLANK)
    refused(409, 'Blank', one.update, types.Template(memory=2 << 30))
    refused(409, 'Blank', one.remove)
    refused(409, 'Blank', one.nics_service().add, types.Nic(name='nic1'))
    one.update(one.get())  # what it is already


def case_template_versions(world):
    vm = new_vm(world)
    base = new_template(world, vm)
    second = new_template(world, vm, name=base.name, version=types.TemplateVersion(
        base_template=types.Template(id=base.id), version_name='second'))
    assert second.version.version_number == 2 and second.version.version_name == 'second'
    assert second.version.base_template.id == base.id and second.name == base.name
    found = templates(world).list(search=f'name={base.name}')
    assert sorted(t.version.version_number for t in found) == [1, 2]
    assert [t.id for t in templates(world).list(search=f'name={base.name} and version_name=second')
            ] == [second.id]
    newest = new_vm(world, template=types.Template(name=base.name)).get()
    assert newest.template.id == second.id
    refused(409, 'versions', service(world, base).remove)
    refused(409, 'version', service(world, second).update, types.Template(name='other'))


def case_vm_from_template(world):
    template = new_template(world, source(world, memory=256 << 20, comment='not inherited'))
    one = new_vm(world, template=types.Template(id=template.id), cpu=types.Cpu(
        topology=types.CpuTopology(cores=2, sockets=1, threads=1)))
    vm = one.get()
    assert vm.memory == 256 << 20 and vm.cpu.topology.cores == 2 and vm.comment == ''
    assert vm.template.id == template.id and vm.original_template.id == template.id
    ours = one.nics_service().list()
    theirs = service(world, template).nics_service().list()
    assert names(ours) == names(theirs) == ['nic1', 'nic2']
    assert [nic.vnic_profile.id for nic in ours] == [nic.vnic_profile.id for nic in theirs]
    assert ours[1].interface == PASSTHROUGH and ours[0].mac.address != ours[1].mac.address
    refused(409, vm.name, service(world, template).remove)
    one.remove()
    service(world, template).remove()


def case_vm_cloned_from_template(world):
    template = new_template(world, source(world))
    vm = world.api.vms_service().add(types.Vm(
        name=world.name('vm'), cluster=types.Cluster(name='Default'),
        template=types.Template(name=template.name)), clone=True)
    assert vm.template.id == BLANK and vm.original_template.id == template.id
    one = world.api.vms_service().vm_service(vm.id)
    assert len(one.nics_service().list()) == 2
    service(world, template).remove()
    assert one.get().name == vm.name


def case_vm_from_template_in_a_cluster_without_its_network(world):
    template = new_template(world, source(world))
    cluster = world.api.clusters_service().add(types.Cluster(
        name=world.name('cl'), data_center=types.DataCenter(name='Default')))
    refused(409, 'not attached to cluster', new_vm, world, template=types.Template(id=template.id),
            cluster=types.Cluster(id=cluster.id))


def case_vm_from_template_starts(world):
    template = new_template(world, world.vm())
    vm = new_vm(world, template=types.Template(id=template.id))
    with world.running(vm):
        assert vm.get().template.id == template.id


def case_template_nics(world):
    template = new_template(world, new_vm(world))
    nics = service(world, template).nics_service()
    assert nics.list() == []
    profile = world.profile()
    nic = nics.add(types.Nic(name='eth0', vnic_profile=types.VnicProfile(id=profile.id)))
    assert nic.interface == types.NicInterface.VIRTIO and nic.linked is True
    one = nics.nic_service(nic.id)
    assert one.update(types.Nic(name='eth1', linked=False)).linked is False
    assert names(nics.list()) == ['eth1'] and one.get().vnic_profile.id == profile.id
    refused(409, 'already has', nics.add, types.Nic(name='eth1'))
    refused(409, 'does not match vNIC profile', one.update,
            types.Nic(interface=PASSTHROUGH, linked=True))
    refused(409, '', world.api.vnic_profiles_service().profile_service(profile.id).remove)
    one.remove()
    refused(404, '', one.get)


def case_template_delete_protected(world):
    template = new_template(world, new_vm(world), delete_protected=True)
    refused(409, 'protected', service(world, template).remove)
    service(world, template).update(types.Template(delete_protected=False))
    service(world, template).remove()


def case_template_events(world):
    template = new_template(world, new_vm(world))
    service(world, template).remove()
    for code in (48, 50):
        found = world.api.events_service().list(search=f'type={code}', max=1)
        assert template.name in only(found).description
