"""Hosts, their NICs, and what PFs may be used for."""
import contextlib

from ovirtsdk4 import types

from fleet import harness
from world import UNKNOWN, names, only, refused, wait

HostStatus = types.HostStatus


def hosts(world):
    return world.api.hosts_service()


def new_host(world, **fields):
    number = next(world.counter)
    fields.setdefault('name', f'new{number}')
    fields.setdefault('address', f'192.0.2.{number % 250 + 1}')
    return hosts(world).add(types.Host(**fields))


# --- hosts ----------------------------------------------------------------------------------------

ALWAYS = ('status', 'cluster', 'address', 'port', 'protocol', 'type', 'spm', 'os', 'ksm',
          'transparent_huge_pages', 'power_management', 'ssh', 'summary', 'memory', 'cpu', 'se_linux',
          'max_scheduling_memory', 'device_passthrough', 'kdump_status', 'auto_numa_status',
          'numa_supported', 'update_available', 'external_status', 'vgpu_placement', 'version',
          'libvirt_version', 'description', 'comment')


def case_host_has_what_clients_read_unasked(world):
    host = world.host('h1')
    for name in ALWAYS:
        assert getattr(host, name) is not None, name
    assert host.protocol == types.HostProtocol.STOMP and host.spm.priority == 5
    assert host.os.custom_kernel_cmdline == '' and host.power_management.enabled is False
    assert host.cpu.topology.cores >= 1 and host.memory > 0 and host.summary.total >= 0
    assert host.device_passthrough.enabled is True


def case_host_add_gives_installing(world):
    host = new_host(world, cluster=types.Cluster(name='Default'))
    assert host.status == HostStatus.INSTALLING
    one = hosts(world).host_service(host.id)
    assert one.get().status == HostStatus.INSTALLING
    refused(409, 'Cannot activate Host', one.activate)
    one.remove()
    refused(404, '', one.get)


@contextlib.contextmanager
def added(world, password='toor', **fields):
    """A new agent whose root's password is "toor", added with another one or this."""
    agent = harness.NewAgent(world.folder / world.name('agent'))
    try:
        host = new_host(world, address='127.0.0.1', port=agent.port, root_password=password, **fields)
        assert host.status == HostStatus.INSTALLING and host.root_password is None
        one = hosts(world).host_service(host.id)
        yield agent, one
        if one.get().status == HostStatus.UP:
            one.deactivate()
            wait(lambda: one.get().status == HostStatus.MAINTENANCE, 'the host is in maintenance')
        one.remove()
    finally:
        agent.stop()


def case_host_add_by_root_password(world):
    newest = world.api.events_service().list(max=1)[0].index
    with added(world) as (agent, one):
        wait(lambda: one.get().status == HostStatus.UP, 'the host is up')
        assert one.get().ssh.fingerprint == agent.fingerprint
        codes = {e.code for e in world.api.events_service().list(from_=newest)
                 if e.host and e.host.id == one.get().id}
        assert {42, 504} <= codes, codes
        assert [nic.name for nic in one.nics_service().list()] == ['sim0']
        one.deactivate()
        wait(lambda: one.get().status == HostStatus.MAINTENANCE, 'the host is in maintenance')
        one.install(root_password='toor')
        wait(lambda: one.get().status == HostStatus.UP, 'the host is up again')
        refused(409, 'is up', one.install, root_password='toor')


def case_host_add_by_a_wrong_password(world):
    newest = world.api.events_service().list(max=1)[0].index
    with added(world, password='guess') as (_, one):
        wait(lambda: one.get().status == HostStatus.INSTALL_FAILED, 'the installation failed')
        assert 'not accepted' in one.get().status_detail
        failed = [e for e in world.api.events_service().list(from_=newest) if e.code == 505]
        assert failed[0].host.id == one.get().id and failed[0].severity == types.LogSeverity.ERROR
        refused(400, 'root_password', one.install)
        one.install(ssh=types.Ssh(user=types.User(user_name='root', password='toor')), activate=False)
        wait(lambda: one.get().status == HostStatus.MAINTENANCE, 'the host is in maintenance')


def case_host_add_by_root_password_rules(world):
    ssh = types.Ssh(authentication_method=types.SshAuthenticationMethod.PASSWORD)
    refused(400, 'root_password', new_host, world, ssh=ssh)
    user = types.Ssh(user=types.User(user_name='admin', password='x'))
    refused(400, 'admin', new_host, world, ssh=user)
    refused(400, 'fingerprint', new_host, world, root_password='x',
            ssh=types.Ssh(fingerprint='12:34'))


def case_host_add_without_activation(world):
    host = hosts(world).add(types.Host(name=world.name('new'), address='192.0.2.251'),
                            activate=False)
    hosts(world).host_service(host.id).remove()


def case_host_goes_to_the_default_cluster(world):
    host = new_host(world)
    assert host.cluster.id == world.cluster.id
    hosts(world).host_service(host.id).remove()


def case_host_needs_name_and_address(world):
    refused(400, 'Incomplete parameters.*address', hosts(world).add, types.Host(name='x'))
    refused(400, 'Incomplete parameters.*name', hosts(world).add, types.Host(address='x'))


def case_host_name_and_address_are_unique(world):
    host = new_host(world)
    refused(409, 'already in use', new_host, world, name=host.name)
    refused(409, 'already in use', new_host, world, address=host.address)
    hosts(world).host_service(host.id).remove()


def case_host_address_has_rules(world):
    for address in ('a b', 'x;y', '-x'):
        refused(400, '', new_host, world, address=address)


def case_host_in_an_unknown_cluster(world):
    refused(404, 'Entity not found', new_host, world, cluster=types.Cluster(name='nothing'))


def case_host_update(world):
    one = world.host_service('h1')
    assert one.update(types.Host(comment='rack 4')).comment == 'rack 4'
    assert one.get().name == 'h1' and one.get().comment == 'rack 4'


def case_host_cluster_only_in_maintenance(world):
    cluster = world.api.clusters_service().add(types.Cluster(
        name=world.name('cl'), data_center=types.DataCenter(name='Default')))
    refused(409, 'Cannot edit Host', world.host_service('h1').update,
            types.Host(cluster=types.Cluster(id=cluster.id)))
    world.api.clusters_service().cluster_service(cluster.id).remove()


def case_host_search(world):
    service = hosts(world)
    for search in ('name=h1', 'name="h1"', 'name=h1 status=up', 'name=h1 and status=up',
                   'status=up and datacenter=Default and name=h1', 'cluster=Default and name=h1',
                   'address=127.0.0.1', 'id="%s"' % world.host('h1').id):
        assert names(service.list(search=search)) == ['h1'], search
    assert names(service.list(search='name=h* and status=up sortby name desc')) == ['h2', 'h1']
    assert names(service.list(search='name=h* and status=up sortby name page 2', max=1)) == ['h2']
    assert service.list(search='name=h1 and status=maintenance') == []
    assert names(service.list(search='name=h1', all_content=True)) == ['h1']


def case_host_follow_links(world):
    host = world.host('h1')
    assert world.connection.follow_link(host.cluster).name == 'Default'
    nics = world.connection.follow_link(host.nics)
    assert {'sim0', 'sim1'} <= set(names(nics))


def case_host_activate_when_up(world):
    refused(409, 'Cannot activate Host. Host in Up status', world.host_service('h1').activate)


def case_host_maintenance_and_back(world):
    one = world.host_service('h2')
    one.deactivate(reason='a new disk')
    world.await_host('h2', HostStatus.MAINTENANCE)
    refused(409, 'Host is already in Maintenance mode', one.deactivate)
    one.activate()
    world.await_host('h2', HostStatus.UP)


def case_host_up_stays(world):
    refused(409, 'Cannot remove Host', world.host_service('h1').remove)


def case_host_refresh(world):
    one = world.host_service('h1')
    newest = world.api.events_service().list(max=1)[0]
    one.refresh()
    events = world.api.events_service().list(from_=int(newest.id), search='type=606')
    assert any('Successfully refreshed the capabilities' in event.description and
               event.host.id == world.host('h1').id for event in events), events


def case_host_refresh_in_maintenance_of_nothing(world):
    host = new_host(world)
    refused(409, 'Cannot refresh Host', hosts(world).host_service(host.id).refresh)
    hosts(world).host_service(host.id).remove()


def case_host_services_that_are_absent(world):
    one = world.host_service('h1')
    for service in (one.hooks_service(),
                    one.network_attachments_service(), one.unmanaged_networks_service(),
                    one.numa_nodes_service()):
        refused(404, '', service.list)
    host = world.host('h1')
    for link in ('hooks', 'network_attachments', 'numa_nodes'):
        assert getattr(host, link) is None, link


def case_host_actions_that_are_absent(world):
    one = world.host_service('h1')
    refused(409, "is up", one.approve)
    refused(409, "is up", one.fence, fence_type='manual')
    refused(400, 'power management', one.fence, fence_type='restart')
    for action in (one.commit_net_config, one.sync_all_networks):
        refused(404, '', action)
    refused(404, '', one.setup_networks, check_connectivity=True)


# --- NICs -----------------------------------------------------------------------------------------

def nic(world, name, **options):
    return only(n for n in world.host_service('h1').nics_service().list(**options)
                if n.name == name)


def case_nic_of_a_pf(world):
    pf = nic(world, 'sim0', all_content=True)
    config = pf.virtual_functions_configuration
    assert config.max_number_of_virtual_functions == 7
    assert config.number_of_virtual_functions >= 0 and config.all_networks_allowed is not None
    assert pf.mac.address == '02:51:00:00:00:00' and pf.mtu >= 1500
    assert pf.status in (types.NicStatus.UP, types.NicStatus.DOWN)
    assert pf.host.id == world.host('h1').id and pf.physical_function is None


def case_nic_without_all_content(world):
    """Beyond oVirt, which shows it only with all_content: it costs nothing here."""
    assert nic(world, 'sim0').virtual_functions_configuration.max_number_of_virtual_functions == 7


def case_nic_links_of_a_pf(world):
    pf = world.raw().get(f'hosts/{world.host("h1").id}/nics/{nic(world, "sim0").id}').xml
    rels = {link.get('rel') for link in pf.iter('link')}
    assert {'virtualfunctionallowednetworks', 'virtualfunctionallowedlabels',
            'updatevirtualfunctionsconfiguration'} <= rels, rels


def case_nic_get(world):
    service = world.host_service('h1').nics_service()
    pf = nic(world, 'sim0')
    assert service.nic_service(pf.id).get(all_content=True).name == 'sim0'
    refused(404, '', service.nic_service(UNKNOWN).get)
    other = world.host_service('h2').nics_service().nic_service(pf.id)
    refused(404, '', other.get)


def case_nic_services_that_are_absent(world):
    one = world.pf('h1', 'sim0')
    for service in (one.network_labels_service(), one.network_attachments_service()):
        refused(404, '', service.list)


# --- the number of VFs ----------------------------------------------------------------------------

def config(world, host='h1', name='sim1'):
    return world.pf(host, name).get(all_content=True).virtual_functions_configuration


def vf_config(**fields):
    return {'virtual_functions_configuration': types.HostNicVirtualFunctionsConfiguration(**fields)}


def case_vfs_up_and_down(world):
    for number in (4, 7, 1, 0):
        world.set_vfs('h1', 'sim1', number)
        assert config(world).number_of_virtual_functions == number


def case_vfs_are_there_at_once(world):
    """Berth's VFs have no interface on the host, so unlike oVirt's they are no NICs of it."""
    world.set_vfs('h1', 'sim1', 3)
    pf = nic(world, 'sim1')
    path = f'hosts/{world.host("h1").id}/nics/{pf.id}/virtualfunctions'
    assert len(world.raw().get(path).xml) == 3
    nics = world.host_service('h1').nics_service().list(all_content=True)
    assert names(nics) == ['sim0', 'sim1']
    world.set_vfs('h1', 'sim1', 0)


def case_vfs_range(world):
    for number in (-1, 8, 100000):
        refused(400, '0 - 7', world.set_vfs, 'h1', 'sim1', number)
    assert config(world).number_of_virtual_functions == 0


def case_vfs_same_number(world):
    for _ in range(2):
        world.set_vfs('h1', 'sim1', 2)
    world.set_vfs('h1', 'sim1', 0)


def case_vfs_nothing_given(world):
    one = world.pf('h1', 'sim1')
    refused(400, 'Incomplete parameters', one.update_virtual_functions_configuration)
    refused(400, 'Incomplete parameters', one.update_virtual_functions_configuration, **vf_config())
    refused(400, 'Incomplete parameters', one.update_virtual_functions_configuration,
            **vf_config(max_number_of_virtual_functions=3))


def case_vfs_both_at_once(world):
    world.set_vfs('h1', 'sim1', 2, False)
    assert config(world).number_of_virtual_functions == 2
    assert config(world).all_networks_allowed is False
    world.set_vfs('h1', 'sim1', 0, True)
    assert config(world).all_networks_allowed is True


def case_vfs_of_an_unknown_nic(world):
    one = world.host_service('h1').nics_service().nic_service(UNKNOWN)
    refused(404, '', one.update_virtual_functions_configuration,
            **vf_config(number_of_virtual_functions=1))


def case_vfs_events(world):
    def newest(code):
        return world.api.events_service().list(search=f'type={code}', max=1)
    world.set_vfs('h1', 'sim1', 1)
    assert 'sim1' in newest(1201)[0].description and newest(1201)[0].host.id == world.host('h1').id
    refused(400, '', world.set_vfs, 'h1', 'sim1', 99)
    assert 'sim1' in newest(1202)[0].description
    world.set_vfs('h1', 'sim1', 0)


# --- allowed networks and labels ------------------------------------------------------------------

class Specific:
    """The PF sim1 of h1, with specific networks only, inside a with block."""

    def __init__(self, world):
        self.world = world

    def __enter__(self):
        self.world.set_vfs('h1', 'sim1', all_networks=False)
        return self.world.pf('h1', 'sim1')

    def __exit__(self, *error):
        self.world.set_vfs('h1', 'sim1', all_networks=True)


def case_allowed_networks_life(world):
    network = world.network()
    with Specific(world) as pf:
        service = pf.virtual_function_allowed_networks_service()
        assert service.list() == []
        assert service.add(types.Network(id=network.id)).id == network.id
        assert [n.id for n in service.list()] == [network.id]
        assert service.network_service(network.id).get().id == network.id
        refused(409, 'already', service.add, types.Network(id=network.id))
        service.network_service(network.id).remove()
        assert service.list() == []
        refused(404, '', service.network_service(network.id).get)


def case_allowed_networks_by_name(world):
    network = world.network()
    with Specific(world) as pf:
        service = pf.virtual_function_allowed_networks_service()
        assert service.add(types.Network(name=network.name)).id == network.id


def case_allowed_networks_of_an_unknown_network(world):
    with Specific(world) as pf:
        service = pf.virtual_function_allowed_networks_service()
        refused(400, 'does not exist', service.add, types.Network(id=UNKNOWN))
        refused(400, 'does not exist', service.add, types.Network(name='nothing'))
        refused(400, 'Incomplete', service.add, types.Network())
        refused(404, '', service.network_service(UNKNOWN).remove)


def case_allowed_networks_not_in_the_set(world):
    network = world.network()
    with Specific(world) as pf:
        service = pf.virtual_function_allowed_networks_service()
        refused(404, '', service.network_service(network.id).remove)


def case_allowed_networks_while_all_are(world):
    network = world.network()
    pf = world.pf('h1', 'sim1')
    service = pf.virtual_function_allowed_networks_service()
    refused(409, 'while all networks are allowed', service.add, types.Network(id=network.id))


def case_allowed_networks_are_cleared_by_all(world):
    network = world.network()
    with Specific(world) as pf:
        pf.virtual_function_allowed_networks_service().add(types.Network(id=network.id))
        pf.virtual_function_allowed_labels_service().add(types.NetworkLabel(id='gone'))
        world.set_vfs('h1', 'sim1', all_networks=True)
        world.set_vfs('h1', 'sim1', all_networks=False)
        assert pf.virtual_function_allowed_networks_service().list() == []
        assert pf.virtual_function_allowed_labels_service().list() == []


def case_allowed_networks_forget_a_removed_network(world):
    network = world.network(attach=False)
    with Specific(world) as pf:
        service = pf.virtual_function_allowed_networks_service()
        service.add(types.Network(id=network.id))
        world.api.networks_service().network_service(network.id).remove()
        assert service.list() == []


def case_allowed_labels_life(world):
    with Specific(world) as pf:
        service = pf.virtual_function_allowed_labels_service()
        assert service.list() == []
        label = service.add(types.NetworkLabel(id='fast'))
        assert label.id == 'fast' and label.host_nic.id == nic(world, 'sim1').id
        assert [one.id for one in service.list()] == ['fast']
        refused(409, 'already', service.add, types.NetworkLabel(id='fast'))
        service.label_service('fast').remove()
        assert service.list() == []


def case_allowed_labels_have_rules(world):
    with Specific(world) as pf:
        service = pf.virtual_function_allowed_labels_service()
        refused(400, 'label', service.add, types.NetworkLabel(id='no spaces'))
        refused(400, 'Incomplete', service.add, types.NetworkLabel())
        refused(409, 'not in the allowed labels', service.label_service('nothing').remove)


def case_allowed_labels_while_all_are(world):
    service = world.pf('h1', 'sim1').virtual_function_allowed_labels_service()
    refused(409, 'while all networks are allowed', service.add, types.NetworkLabel(id='x'))


def case_allowed_events(world):
    def newest(code):
        return world.api.events_service().list(search=f'type={code}', max=1)[0].description
    network = world.network()
    with Specific(world) as pf:
        service = pf.virtual_function_allowed_networks_service()
        service.add(types.Network(id=network.id))
        assert network.name in newest(1203) and 'sim1' in newest(1203)
        refused(409, '', service.add, types.Network(id=network.id))
        assert network.name in newest(1204)
        service.network_service(network.id).remove()
        assert network.name in newest(1205)
        labels = pf.virtual_function_allowed_labels_service()
        labels.add(types.NetworkLabel(id='evt'))
        assert 'evt' in newest(1207)
        labels.label_service('evt').remove()
        assert 'evt' in newest(1209)


def case_virtual_functions_beyond_ovirt(world):
    """Each VF with its state: what oVirt keeps to itself."""
    world.set_vfs('h1', 'sim1', 2)
    path = f'hosts/{world.host("h1").id}/nics/{nic(world, "sim1").id}/virtualfunctions'
    wait(lambda: [vf.findtext('status') for vf in world.raw().get(path).xml] == ['free', 'free'],
         'both VFs are free')
    world.set_vfs('h1', 'sim1', 0)


# --- statistics and devices -----------------------------------------------------------------------

def by_name(statistics):
    return {statistic.name: statistic for statistic in statistics}


def case_host_statistics(world):
    host = world.host_service('h1')
    found = by_name(host.statistics_service().list())
    assert found['memory.total'].values[0].datum == host.get().memory
    free = found['memory.free'].values[0].datum
    assert found['memory.used'].values[0].datum == host.get().memory - free > 0
    assert found['memory.total'].unit == types.StatisticUnit.BYTES
    assert found['memory.total'].type == types.ValueType.INTEGER
    assert found['memory.total'].kind == types.StatisticKind.GAUGE
    for name in ('swap.total', 'swap.free', 'swap.used', 'swap.cached', 'memory.shared', 'memory.buffers',
                 'memory.cached', 'ksm.cpu.current', 'cpu.current.user', 'cpu.current.system',
                 'cpu.current.idle', 'cpu.load.avg.5m', 'boot.time'):
        assert found[name].values[0].datum >= 0 and found[name].host.id == host.get().id, name
    assert found['cpu.load.avg.5m'].values[0].datum == 50  # of one processor, in percent
    one = found['memory.free']
    again = host.statistics_service().statistic_service(one.id).get()
    assert again.name == one.name and again.id == one.id
    refused(404, '', host.statistics_service().statistic_service(UNKNOWN).get)
    linked = world.connection.follow_link(host.get().statistics)
    assert {statistic.name for statistic in linked} == set(found)


def case_nic_statistics(world):
    host = world.host_service('h1')
    nic = host.nics_service().list()[0]
    service = host.nics_service().nic_service(nic.id).statistics_service()
    found = by_name(service.list())
    assert set(found) == {'data.current.rx', 'data.current.tx', 'data.current.rx.bps',
                          'data.current.tx.bps', 'data.total.rx', 'data.total.tx', 'errors.total.rx',
                          'errors.total.tx'}
    total = found['data.total.rx']
    assert total.kind == types.StatisticKind.COUNTER and total.unit == types.StatisticUnit.BYTES
    assert total.host_nic.id == nic.id and total.host_nic.host.id == host.get().id
    assert found['data.current.rx.bps'].unit == types.StatisticUnit.BITS_PER_SECOND
    assert service.statistic_service(total.id).get().name == 'data.total.rx'
    other = world.host_service('h2').nics_service().list()[0]
    refused(404, '', host.nics_service().nic_service(other.id).statistics_service().list)


def case_host_devices(world):
    host = world.host_service('h1')
    devices = {device.name: device for device in host.devices_service().list()}
    pf = next(d for d in devices.values() if d.virtual_functions)
    assert pf.id == pf.name.encode().hex() and pf.capability == 'pci'
    assert pf.virtual_functions == 7 and pf.driver and pf.product.id and pf.vendor.id
    assert pf.parent_device.name and pf.physical_function is None
    assert host.devices_service().device_service(pf.id).get().name == pf.name
    refused(404, '', host.devices_service().device_service('7063').get)
    nets = [d for d in devices.values() if d.capability == 'net']
    assert nets and all(d.parent_device.name in devices for d in nets)


def case_host_devices_show_who_has_a_vf(world):
    """QE finds free VFs so: "virtual function" in the product's name, and no VM."""
    host = world.host_service('h1')

    def taken():
        return {d.vm.id for d in host.devices_service().list()
                if d.physical_function and 'virtual function' in d.product.name.lower() and d.vm}
    world.set_vfs('h1', 'sim0', number=2)
    vm = world.passthrough_vm(world.profile(passthrough=True))
    vm = vm[0] if isinstance(vm, tuple) else vm
    id = vm.get().id
    assert id not in taken()
    with world.running(vm, host='h1'):
        assert id in taken()
    wait(lambda: id not in taken(), 'the VF is free')
    world.set_vfs('h1', 'sim0', number=0)
