"""VMs and their vNICs, while they are down."""
from ovirtsdk4 import types

from world import BLANK, KERNEL, UNKNOWN, names, only, refused

HEBREW = '\u05de\u05db\u05d5\u05e0\u05d4'
PASSTHROUGH = types.NicInterface.PCI_PASSTHROUGH
VIRTIO = types.NicInterface.VIRTIO


def vms(world):
    return world.api.vms_service()


def new_vm(world, **fields):
    fields.setdefault('name', world.name('vm'))
    fields.setdefault('cluster', types.Cluster(name='Default'))
    fields.setdefault('template', types.Template(id=BLANK))
    return vms(world).vm_service(vms(world).add(types.Vm(**fields)).id)


ALWAYS = ('type', 'memory', 'memory_policy', 'cpu', 'cpu_shares', 'os', 'bios', 'display', 'usb',
          'io', 'high_availability', 'migration', 'placement_policy', 'delete_protected',
          'stateless', 'time_zone', 'multi_queues_enabled', 'virtio_scsi_multi_queues_enabled',
          'storage_error_resume_behaviour', 'creation_time', 'next_run_configuration_exists',
          'status', 'origin', 'cluster', 'template', 'original_template', 'description', 'comment')


def case_vm_has_what_clients_read_unasked(world):
    vm = new_vm(world).get()
    for name in ALWAYS:
        assert getattr(vm, name) is not None, name
    assert vm.status == types.VmStatus.DOWN and vm.memory == 1 << 30
    assert vm.memory_policy.guaranteed == 1 << 30 and vm.cpu.topology.sockets == 1
    assert vm.placement_policy.affinity == types.VmAffinity.MIGRATABLE
    assert vm.os.type == 'other' and vm.os.boot.devices == [types.BootDevice.HD]
    assert vm.host is None


def case_vm_life(world):
    one = new_vm(world, memory=256 << 20, description='d', os=types.OperatingSystem(
        kernel=KERNEL, initrd='/i', cmdline='a=b c'))
    vm = one.get()
    assert vm.memory == 256 << 20 and vm.os.kernel == KERNEL and vm.os.cmdline == 'a=b c'
    changed = one.update(types.Vm(memory=512 << 20, cpu=types.Cpu(
        topology=types.CpuTopology(cores=2, sockets=1, threads=1))))
    assert changed.memory == 512 << 20 and changed.cpu.topology.cores == 2
    assert changed.description == 'd' and changed.os.initrd == '/i'
    one.remove()
    refused(404, '', one.get)


def settings():
    """What scripts set of a VM, each unlike in a new one."""
    return {
        'type': types.VmType.DESKTOP,
        'memory_policy': types.MemoryPolicy(guaranteed=512 << 20, max=2 << 30, ballooning=False),
        'cpu': types.Cpu(
            mode=types.CpuMode.HOST_MODEL, topology=types.CpuTopology(cores=2, sockets=1, threads=1),
            cpu_tune=types.CpuTune(vcpu_pins=[types.VcpuPin(vcpu=0, cpu_set='0-3'),
                                              types.VcpuPin(vcpu=1, cpu_set='2')])),
        'cpu_shares': 512,
        'os': types.OperatingSystem(type='rhel_9x64', boot=types.Boot(devices=[
            types.BootDevice.NETWORK, types.BootDevice.HD])),
        'bios': types.Bios(type=types.BiosType.Q35_OVMF, boot_menu=types.BootMenu(enabled=True)),
        'display': types.Display(
            type=types.DisplayType.SPICE, monitors=2, smartcard_enabled=True, keyboard_layout='en-us',
            disconnect_action='LOGOUT', copy_paste_enabled=False, file_transfer_enabled=False),
        'usb': types.Usb(enabled=True),
        'io': types.Io(threads=1),
        'high_availability': types.HighAvailability(enabled=True, priority=50),
        'migration': types.MigrationOptions(
            auto_converge=types.InheritableBoolean.TRUE, compressed=types.InheritableBoolean.FALSE),
        'migration_downtime': 200,
        'stateless': True,
        'start_paused': True,
        'time_zone': types.TimeZone(name='Europe/Prague'),
        'multi_queues_enabled': False,
        'storage_error_resume_behaviour': types.VmStorageErrorResumeBehaviour.KILL,
        'sso': types.Sso(methods=[types.Method(id=types.SsoMethod.GUEST_AGENT)]),
        'soundcard_enabled': True,
        'custom_properties': [types.CustomProperty(name='hugepages', value='2048')],
        'custom_compatibility_version': types.Version(major=4, minor=6),
        'custom_cpu_model': 'Skylake-Server',
        'custom_emulated_machine': 'pc-q35-rhel8.4.0',
        'serial_number': types.SerialNumber(policy=types.SerialNumberPolicy.CUSTOM, value='A-1'),
        'rng_device': types.RngDevice(source=types.RngSource.HWRNG),
        'numa_tune_mode': types.NumaTuneMode.STRICT,
    }


def includes(found, wanted, path=''):
    """'found' has every value that 'wanted' has."""
    if wanted is None:
        return
    if isinstance(wanted, list):
        assert found is not None and len(found) == len(wanted), (path, found)
        for one, other in zip(found, wanted):
            includes(one, other, path)
    elif isinstance(wanted, types.Struct):
        assert found is not None, path
        for name, value in vars(wanted).items():
            if value is not None and not name.startswith('_href'):
                includes(getattr(found, name.lstrip('_')), value, f'{path}.{name}')
    else:
        assert found == wanted, (path, found, wanted)


def events_of(world, vm):
    return world.api.events_service().list(search=f'vm.name={vm.get().name}')


def case_vm_settings_are_kept(world):
    one = new_vm(world, **settings())
    for name, value in settings().items():
        includes(getattr(one.get(all_content=True), name), value, name)
    other = new_vm(world)
    other.update(types.Vm(console=types.Console(enabled=True), tpm_enabled=True, **settings()))
    vm = other.get(all_content=True)
    for name, value in settings().items():
        includes(getattr(vm, name), value, name)
    assert vm.console.enabled is True and vm.tpm_enabled is True


def case_vm_whole_object_put_back_changes_nothing(world):
    for fields in ({}, settings()):
        one = new_vm(world, **fields)
        before = len(events_of(world, one))
        vm = one.get(all_content=True)
        one.update(vm)
        one.update(types.Vm(**fields))
        assert len(events_of(world, one)) == before
        again = one.get(all_content=True)
        assert again.memory_policy.max == vm.memory_policy.max
        assert again.custom_properties == [] or again.custom_properties is None or fields


def case_vm_settings_have_rules(world):
    for code, fields in ((409, {'memory_policy': types.MemoryPolicy(guaranteed=2 << 30)}),
                         (409, {'memory_policy': types.MemoryPolicy(max=1 << 20)}),
                         (400, {'bios': types.Bios(type=types.BiosType.I440FX_SEA_BIOS)}),
                         (400, {'time_zone': types.TimeZone(name='Mars/Olympus')}),
                         (400, {'os': types.OperatingSystem(type='multics')}),
                         (400, {'custom_properties': [types.CustomProperty(name='a b', value='c')]}),
                         (400, {'serial_number': types.SerialNumber(
                             policy=types.SerialNumberPolicy.CUSTOM)}),
                         (409, {'cpu': types.Cpu(cpu_tune=types.CpuTune(
                             vcpu_pins=[types.VcpuPin(vcpu=7, cpu_set='0')]))})):
        refused(code, '', new_vm, world, **fields)
        refused(code, '', new_vm(world).update, types.Vm(**fields))


def case_vm_memory_grows_with_its_policy(world):
    one = new_vm(world)
    vm = one.get()
    vm.memory = 2 << 30
    changed = one.update(vm)
    assert changed.memory == 2 << 30 and changed.memory_policy.guaranteed == 1 << 30
    assert changed.memory_policy.max == 4 << 30


def case_vm_by_ids(world):
    one = new_vm(world, cluster=types.Cluster(id=world.cluster.id))
    assert one.get().cluster.id == world.cluster.id and one.get().template.id == BLANK
    one.remove()


def case_vm_needs_name_cluster_and_template(world):
    good = {'name': 'x', 'cluster': types.Cluster(name='Default'),
            'template': types.Template(name='Blank')}
    for missing in good:
        fields = {name: value for name, value in good.items() if name != missing}
        refused(400, f'Incomplete parameters.*{missing}', vms(world).add, types.Vm(**fields))


def case_vm_in_an_unknown_cluster(world):
    refused(404, 'Entity not found', new_vm, world, cluster=types.Cluster(name='nothing'))
    refused(404, 'Entity not found', new_vm, world, cluster=types.Cluster(id=UNKNOWN))


def case_vm_from_an_unknown_template(world):
    refused(404, 'Entity not found', new_vm, world, template=types.Template(name='nothing'))


def case_vm_name_is_taken(world):
    name = new_vm(world).get().name
    refused(409, 'already in use', new_vm, world, name=name)
    other = new_vm(world)
    refused(409, 'already in use', other.update, types.Vm(name=name))


def case_vm_name_has_rules(world):
    for name in ('', 'a' * 65, 'a b', 'a/b', 'tab\t'):
        refused(400, '', new_vm, world, name=name)


def case_vm_name_in_hebrew(world):
    name = HEBREW + str(next(world.counter))
    one = new_vm(world, name=name, comment=HEBREW)
    assert one.get().name == name and one.get().comment == HEBREW
    assert names(vms(world).list(search=f'name={name}')) == [name]


def case_vm_memory_has_rules(world):
    for memory in (0, -1, 1000):
        refused(400, '', new_vm, world, memory=memory)


def case_vm_delete_protected(world):
    one = new_vm(world, delete_protected=True)
    refused(409, 'Cannot remove VM', one.remove)
    one.update(types.Vm(delete_protected=False))
    one.remove()


def case_vm_pinned_to_a_host(world):
    policy = types.VmPlacementPolicy(affinity=types.VmAffinity.PINNED, hosts=[types.Host(name='h2')])
    one = new_vm(world, placement_policy=policy)
    found = one.get().placement_policy
    assert found.affinity == types.VmAffinity.PINNED
    assert [host.id for host in found.hosts] == [world.host('h2').id]
    one.remove()


def case_vm_search(world):
    name = world.name('findme')
    new_vm(world, name=name, description='for the search')
    for search in (f'name={name}', f'name="{name}"', f'name = {name}', f'name={name} status=down',
                   f'name={name} and cluster=Default', f'name={name.upper()}',
                   f'name={name} and datacenter=Default', f'name={name[:-1]}*',
                   f'name={name} or name=nothing', f'name={name} sortby name asc page 1'):
        assert name in names(vms(world).list(search=search)), search
    assert vms(world).list(search=f'name={name.upper()}', case_sensitive=True) == []
    assert vms(world).list(search=f'name={name} and status=up') == []


def case_vm_pages(world):
    prefix = world.name('page')
    for i in range(5):
        new_vm(world, name=f'{prefix}-{i}')
    found = []
    for page in (1, 2, 3):
        found += names(vms(world).list(search=f'name={prefix}-* sortby name page {page}', max=2))
    assert found == [f'{prefix}-{i}' for i in range(5)], found


def case_vm_all_content_and_correlation(world):
    one = new_vm(world)
    assert one.get(all_content=True).name == one.get().name
    assert one.get(next_run=True).name == one.get().name


def case_vm_follow_links(world):
    vm = new_vm(world).get()
    follow = world.connection.follow_link
    assert follow(vm.cluster).name == 'Default' and follow(vm.template).name == 'Blank'
    assert follow(follow(vm.cluster).data_center).name == 'Default'
    assert follow(vm.nics) == []


def case_vm_parts_are_there(world):
    one = new_vm(world)
    for service in (one.disk_attachments_service(), one.graphics_consoles_service(),
                    one.host_devices_service(), one.sessions_service(), one.numa_nodes_service(),
                    one.watchdogs_service(), one.reported_devices_service(),
                    one.applications_service()):
        assert service.list() == [], service
    vm = one.get()
    for link in ('disk_attachments', 'graphics_consoles', 'sessions', 'numa_nodes', 'watchdogs'):
        assert world.connection.follow_link(getattr(vm, link)) == [], link
    cdrom = only(one.cdroms_service().list())
    assert cdrom.file is None and cdrom.vm.id == vm.id
    assert one.cdroms_service().cdrom_service(cdrom.id).get(current=True).id == cdrom.id
    refused(404, '', one.cdroms_service().cdrom_service(UNKNOWN).get)
    snapshot = only(one.snapshots_service().list())
    assert snapshot.snapshot_type == types.SnapshotType.ACTIVE
    assert snapshot.snapshot_status == types.SnapshotStatus.OK and snapshot.date is not None
    assert one.snapshots_service().snapshot_service(snapshot.id).get().description == 'Active VM'
    nic = world.nic(one)
    assert nic.reported_devices_service().list() == []
    missing = vms(world).vm_service(UNKNOWN)
    refused(404, '', missing.numa_nodes_service().list)
    refused(404, '', missing.cdroms_service().list)


def case_vm_services_that_are_absent(world):
    one = new_vm(world)
    refused(404, '', one.backups_service().list)
    refused(404, '', one.mediated_devices_service().list)


def case_vm_actions_that_are_absent(world):
    one = new_vm(world)
    for action in (one.migrate, one.suspend, one.reset, one.detach, one.ticket):
        refused(404, '', action)


# --- vNICs ----------------------------------------------------------------------------------------

def case_nic_life(world):
    vm, profile = new_vm(world), world.profile()
    one = world.nic(vm, profile, name='eth0')
    nic = one.get()
    assert nic.interface == VIRTIO and nic.linked is True and nic.plugged is True
    assert nic.mac.address and nic.vm.id == vm.get().id and nic.vnic_profile.id == profile.id
    assert one.update(types.Nic(name='eth1')).name == 'eth1'
    assert names(vm.nics_service().list()) == ['eth1']
    one.remove()
    refused(404, '', one.get)


def case_nic_needs_a_name(world):
    refused(400, 'Incomplete parameters.*name', new_vm(world).nics_service().add, types.Nic())


def case_nic_name_is_taken(world):
    vm = new_vm(world)
    world.nic(vm, name='eth0')
    refused(409, 'already has', vm.nics_service().add, types.Nic(name='eth0'))
    world.nic(new_vm(world), name='eth0')


def case_nic_mac_is_taken(world):
    vm = new_vm(world)
    address = world.nic(vm).get().mac.address
    refused(409, f'MAC Address {address}.*in use', vm.nics_service().add,
            types.Nic(name='other', mac=types.Mac(address=address)))


def case_nic_mac_own(world):
    one = world.nic(new_vm(world), mac=types.Mac(address='02-00-00-AA-BB-0C'))
    assert one.get().mac.address == '02:00:00:aa:bb:0c'
    changed = one.update(types.Nic(mac=types.Mac(address='02:00:00:aa:bb:0d')))
    assert changed.mac.address == '02:00:00:aa:bb:0d'
    assert one.update(types.Nic(name='keeps')).mac.address == '02:00:00:aa:bb:0d'


def case_nic_mac_has_rules(world):
    vm = new_vm(world)
    for address in ('01:00:5e:00:00:01', '00:00:00:00:00:00', 'nonsense', '02:00'):
        refused(400, '', vm.nics_service().add, types.Nic(name='x', mac=types.Mac(address=address)))


def case_nic_of_an_unknown_profile(world):
    try:
        world.nic(new_vm(world), types.VnicProfile(id=UNKNOWN))
    except Exception as error:
        assert error.code in (400, 404), error
        return
    raise AssertionError('it was added')


def case_nic_network_must_be_in_the_cluster(world):
    profile = world.profile(world.network(attach=False))
    refused(409, 'not attached to cluster', world.nic, new_vm(world), profile)


def case_nic_interface_matches_the_profile(world):
    network = world.network()
    plain, vf = world.profile(network), world.profile(network, passthrough=True)
    vm = new_vm(world)
    text = 'does not match vNIC profile'
    refused(409, text, world.nic, vm, plain, interface=PASSTHROUGH)
    refused(409, text, world.nic, vm, vf, interface=VIRTIO)
    refused(409, text, world.nic, vm, vf)
    assert world.nic(vm, vf, interface=PASSTHROUGH).get().interface == PASSTHROUGH
    assert world.nic(vm, plain, interface=types.NicInterface.E1000E).get().plugged is True


def case_nic_interface_matches_the_profile_on_update(world):
    network = world.network()
    plain, vf = world.profile(network), world.profile(network, passthrough=True)
    vm, text = new_vm(world), 'does not match vNIC profile'
    one = world.nic(vm, vf, interface=PASSTHROUGH)
    refused(409, text, one.update, types.Nic(interface=VIRTIO))
    refused(409, text, one.update, types.Nic(vnic_profile=types.VnicProfile(id=plain.id)))
    changed = one.update(types.Nic(interface=VIRTIO, vnic_profile=types.VnicProfile(id=plain.id)))
    assert changed.interface == VIRTIO and changed.vnic_profile.id == plain.id


def case_nic_passthrough_cannot_be_unlinked(world):
    vf, vm = world.profile(passthrough=True), new_vm(world)
    refused(400, 'not be unlinked', world.nic, vm, vf, interface=PASSTHROUGH, linked=False)
    one = world.nic(vm, vf, interface=PASSTHROUGH)
    refused(400, 'not be unlinked', one.update, types.Nic(linked=False))
    plain = world.nic(vm, world.profile())
    assert plain.update(types.Nic(linked=False)).linked is False


def case_nic_profile_can_be_cleared(world):
    one = world.nic(new_vm(world), world.profile())
    assert one.update(types.Nic(name='keeps')).vnic_profile is not None
    assert one.update(types.Nic(vnic_profile=types.VnicProfile())).vnic_profile is None


def case_nic_without_a_profile(world):
    assert world.nic(new_vm(world)).get().vnic_profile is None


def case_nic_follow_links(world):
    profile = world.profile()
    nic = world.nic(new_vm(world), profile).get()
    assert world.connection.follow_link(nic.vnic_profile).name == profile.name
    assert world.connection.follow_link(nic.vm).id == nic.vm.id


def case_nic_plugging_while_down(world):
    one = world.nic(new_vm(world), world.profile(passthrough=True), interface=PASSTHROUGH)
    one.deactivate()
    assert one.get().plugged is False
    one.activate()
    assert one.get().plugged is True
    one.activate()
    assert one.update(types.Nic(plugged=False)).plugged is False


def case_nic_of_another_vm(world):
    vm, other = new_vm(world), new_vm(world)
    nic = world.nic(vm).get()
    refused(404, '', other.nics_service().nic_service(nic.id).get)
    refused(404, '', other.nics_service().nic_service(nic.id).remove)
    refused(404, '', other.nics_service().nic_service(nic.id).activate)


def case_nic_order_is_kept(world):
    vm = new_vm(world)
    for name in ('c', 'a', 'b'):
        world.nic(vm, name=name)
    assert sorted(names(vm.nics_service().list())) == ['a', 'b', 'c']


def case_nics_go_with_their_vm(world):
    profile, vm = world.profile(), new_vm(world)
    world.nic(vm, profile)
    vm.remove()
    world.api.vnic_profiles_service().profile_service(profile.id).remove()


def case_nic_profile_by_name(world):
    profile, vm = world.profile(), new_vm(world)
    nic = vm.nics_service().add(types.Nic(
        name='n', vnic_profile=types.VnicProfile(name=profile.name)))
    assert nic.vnic_profile.id == profile.id


def case_vm_moves_only_to_a_cluster_with_its_networks(world):
    cluster = world.api.clusters_service().add(types.Cluster(
        name=world.name('cl'), data_center=types.DataCenter(name='Default')))
    vm = new_vm(world)
    world.nic(vm, world.profile())
    refused(409, 'Cannot edit VM', vm.update, types.Vm(cluster=types.Cluster(id=cluster.id)))
    only(vm.nics_service().list())
    vm.nics_service().nic_service(vm.nics_service().list()[0].id).remove()
    assert vm.update(types.Vm(cluster=types.Cluster(id=cluster.id))).cluster.id == cluster.id
    vm.remove()
    world.api.clusters_service().cluster_service(cluster.id).remove()
