"""What suites written for oVirt do from end to end: many calls, and whole objects handed back as they
were read, where the other cases hand over the one field that they are about."""
import random

import ovirtsdk4 as sdk
from ovirtsdk4 import types

from world import names, only, refused, remove_vm, run_once, start, wait, wait_vm
from cases_run import Vfs, virtual_functions

VIRTIO = types.NicInterface.VIRTIO
PASSTHROUGH = types.NicInterface.PCI_PASSTHROUGH
Up, Down = types.VmStatus.UP, types.VmStatus.DOWN


def by_name(service, name):
    """As such suites look things up: all are listed."""
    return only(item for item in service.list() if item.name == name)


def tell(world, text):
    """A suite's mark in the events, which it leaves before and after each test."""
    return world.api.events_service().add(types.Event(
        description=text, comment='', origin='suite', severity=types.LogSeverity.NORMAL,
        custom_id=random.randrange(1, 2 ** 31)))


def await_jobs(world):
    wait(lambda: all(job.status != types.JobStatus.STARTED
                     for job in world.api.jobs_service().list()), 'no job runs')


def network_of_dc(world, **fields):
    """A network below its data center, with the whole data center in the body; attached."""
    dc = world.api.data_centers_service().data_center_service(world.data_center.id)
    network = dc.networks_service().add(types.Network(
        name=world.name('flow'), data_center=dc.get(), usages=[types.NetworkUsage.VM],
        profile_required=True, **fields))
    network.required = False
    networks = world.api.clusters_service().cluster_service(world.cluster.id).networks_service()
    networks.add(network)
    return network


def profile_of(world, network):
    """The profile that came with a network."""
    service = world.api.networks_service().network_service(network.id).vnic_profiles_service()
    return by_name(service, network.name)


def whole_vm(world, **fields):
    vm = world.api.vms_service().add(types.Vm(
        name=world.name('flow'), cluster=world.cluster, template=types.Template(name='Blank'),
        stateless=False, memory=256 << 20, memory_policy=types.MemoryPolicy(guaranteed=128 << 20),
        console=types.Console(enabled=True), **fields))
    return world.api.vms_service().vm_service(vm.id)


def case_session_of_a_suite(world):
    before = tell(world, 'a test begins')
    dc = only(world.api.data_centers_service().list(search='name=Default'))
    assert dc.status == types.DataCenterStatus.UP
    cluster = by_name(world.api.clusters_service(), 'Default')
    assert cluster.data_center.id == dc.id
    for host in world.api.hosts_service().list():
        if host.name in ('h1', 'h2'):
            assert host.cluster.id == cluster.id and host.status == types.HostStatus.UP
            assert world.api.hosts_service().host_service(host.id).nics_service().list()
    assert 'Blank' in names(world.api.templates_service().list())
    await_jobs(world)
    assert int(tell(world, 'a test ends').id) > int(before.id)


def case_network_from_a_whole_data_center(world):
    network = network_of_dc(world, vlan=types.Vlan(id=600), mtu=1600)
    attached = by_name(world.api.clusters_service().cluster_service(world.cluster.id)
                       .networks_service(), network.name)
    assert attached.required is False and attached.vlan.id == 600
    assert types.NetworkUsage.MANAGEMENT not in attached.usages
    one = world.api.networks_service().network_service(network.id)
    assert one.network_labels_service().list() == []
    whole = one.get()
    whole.mtu = 9000
    assert one.update(whole).mtu == 9000
    one.remove()
    refused(404, '', one.get)
    assert network.name not in names(
        world.api.clusters_service().cluster_service(world.cluster.id).networks_service().list())


def case_role_of_a_network_in_its_cluster(world):
    network = network_of_dc(world)
    service = (world.api.clusters_service().cluster_service(world.cluster.id).networks_service()
               .network_service(network.id))
    whole = service.get()
    whole.usages = [types.NetworkUsage.VM, types.NetworkUsage.MIGRATION]
    service.update(whole)
    assert types.NetworkUsage.MIGRATION in service.get().usages
    world.api.networks_service().network_service(network.id).remove()


def case_filter_of_a_whole_profile(world):
    network = network_of_dc(world)
    service = world.api.vnic_profiles_service().profile_service(profile_of(world, network).id)
    first = service.get().network_filter
    assert world.connection.follow_link(first).name == 'vdsm-no-mac-spoofing'
    whole = service.get()
    whole.network_filter = types.NetworkFilter(id=None)
    service.update(whole)
    assert service.get().network_filter is None
    whole = service.get()
    whole.network_filter = by_name(world.api.network_filters_service(), 'clean-traffic')
    service.update(whole)
    assert world.connection.follow_link(service.get().network_filter).name == 'clean-traffic'


def case_vm_with_a_whole_cluster(world):
    network = network_of_dc(world)
    vm = whole_vm(world)
    nic = vm.nics_service().add(types.Nic(
        name='nic0', interface=VIRTIO, vnic_profile=profile_of(world, network)))
    refused(409, 'VM is not running', vm.stop)
    one = vm.nics_service().nic_service(nic.id)
    assert one.get().mac.address and one.get().linked and one.get().plugged
    remove_vm(vm)


def case_link_state_of_a_whole_vnic(world):
    network = network_of_dc(world)
    vm = whole_vm(world)
    nic = vm.nics_service().add(types.Nic(
        name='nic0', interface=VIRTIO, vnic_profile=profile_of(world, network)))
    one = vm.nics_service().nic_service(nic.id)
    for linked in (False, True):
        whole = one.get()
        whole.linked = linked
        one.update(whole)
        assert one.get().linked is linked
    remove_vm(vm)


def case_profile_of_a_whole_vnic(world):
    first, second = network_of_dc(world), network_of_dc(world)
    vm = whole_vm(world)
    nic = vm.nics_service().add(types.Nic(
        name='nic0', interface=VIRTIO, vnic_profile=profile_of(world, first)))
    one = vm.nics_service().nic_service(nic.id)
    whole = one.get()
    whole.vnic_profile.id = profile_of(world, second).id
    one.update(whole)
    assert one.get().vnic_profile.id == profile_of(world, second).id
    # A profile without an id is none at all, though the rest of it is still there.
    whole = one.get()
    whole.vnic_profile.id = None
    one.update(whole)
    assert one.get().vnic_profile is None
    whole = one.get()
    whole.vnic_profile = profile_of(world, first)
    one.update(whole)
    assert one.get().vnic_profile.id == profile_of(world, first).id
    remove_vm(vm)


def case_mac_of_a_whole_vnic(world):
    network = network_of_dc(world)
    vm = whole_vm(world)
    nic = vm.nics_service().add(types.Nic(
        name='nic0', interface=VIRTIO, vnic_profile=profile_of(world, network)))
    one = vm.nics_service().nic_service(nic.id)
    one.deactivate()
    whole = one.get()
    whole.mac.address = '02:00:5e:77:00:01'
    one.update(whole)
    one.activate()
    assert one.get().mac.address == '02:00:5e:77:00:01' and one.get().plugged
    refused(409, 'MAC Address.*in use', vm.nics_service().add, types.Nic(
        name='nic1', interface=VIRTIO, vnic_profile=profile_of(world, network),
        mac=types.Mac(address='02:00:5e:77:00:01')))
    remove_vm(vm)


def pool_of_cluster(world, first, last, duplicates=False):
    """A MAC pool, and a cluster of its own that uses it."""
    pool = world.api.mac_pools_service().add(types.MacPool(
        name=world.name('pool'), ranges=[types.Range(from_=first, to=last)],
        allow_duplicates=duplicates))
    cluster = world.api.clusters_service().add(types.Cluster(
        name=world.name('cluster'), data_center=world.data_center))
    service = world.api.clusters_service().cluster_service(cluster.id)
    whole = service.get()
    whole.mac_pool = pool
    service.update(whole)
    return world.api.mac_pools_service().mac_pool_service(pool.id), service


def vm_in(world, cluster):
    vm = world.api.vms_service().add(types.Vm(
        name=world.name('flow'), cluster=cluster.get(), template=types.Template(name='Blank')))
    return world.api.vms_service().vm_service(vm.id)


def nic_of(world, vm, mac=None):
    return vm.nics_service().add(types.Nic(
        name=world.name('nic'), interface=VIRTIO,
        mac=types.Mac(address=mac) if mac else None))


def case_duplicates_of_a_pool_that_has_some(world):
    pool, cluster = pool_of_cluster(world, '02:00:5e:78:00:00', '02:00:5e:78:00:0f', True)
    vms = [vm_in(world, cluster) for _ in range(2)]
    for vm in vms:
        nic_of(world, vm, '02:00:5e:78:00:01')
    whole = pool.get()
    whole.allow_duplicates = False
    refused(409, 'mac pool contains duplicate macs', pool.update, whole)
    vms[0].remove()
    assert pool.update(whole).allow_duplicates is False
    refused(409, 'MAC Address.*in use', nic_of, world, vm_in(world, cluster), '02:00:5e:78:00:01')


def case_cluster_to_a_pool_that_wants_no_duplicates(world):
    pool, cluster = pool_of_cluster(world, '02:00:5e:79:00:00', '02:00:5e:79:00:0f', True)
    for _ in range(2):
        nic_of(world, vm_in(world, cluster), '02:00:5e:79:00:01')
    strict = world.api.mac_pools_service().add(types.MacPool(
        name=world.name('pool'),
        ranges=[types.Range(from_='02:00:5e:7a:00:00', to='02:00:5e:7a:00:0f')]))
    whole = cluster.get()
    whole.mac_pool = strict
    refused(409, 'Cannot migrate MACs to another MAC pool', cluster.update, whole)
    assert cluster.get().mac_pool.id == pool.get().id


def case_pool_without_an_address_left(world):
    pool, cluster = pool_of_cluster(world, '02:00:5e:7b:00:00', '02:00:5e:7b:00:01')
    vm = vm_in(world, cluster)
    given = {nic_of(world, vm).mac.address for _ in range(2)}
    assert given == {'02:00:5e:7b:00:00', '02:00:5e:7b:00:01'}
    refused(409, 'Not enough MAC addresses', nic_of, world, vm)
    # One from outside of the ranges takes none of them.
    assert nic_of(world, vm, '02:00:5e:7c:00:01').mac.address == '02:00:5e:7c:00:01'
    vm.remove()
    assert nic_of(world, vm_in(world, cluster)).mac.address in given


def case_ranges_of_a_whole_pool(world):
    pool, cluster = pool_of_cluster(world, '02:00:5e:7d:00:00', '02:00:5e:7d:00:00')
    vm = vm_in(world, cluster)
    nic_of(world, vm)
    refused(409, 'Not enough MAC addresses', nic_of, world, vm)
    whole = pool.get()
    whole.ranges.append(types.Range(from_='02:00:5e:7d:01:00', to='02:00:5e:7d:01:00'))
    assert len(pool.update(whole).ranges) == 2
    assert nic_of(world, vm).mac.address == '02:00:5e:7d:01:00'
    whole.ranges.append(types.Range(from_='02:00:5e:7d:00:00', to='02:00:5e:7d:00:ff'))
    refused(400, 'MAC pool cannot contain ranges which overlap', pool.update, whole)


# --- virtual functions ----------------------------------------------------------------------------

def case_virtual_functions_from_end_to_end(world):
    """VFs, who may use them, a profile, a VM: all of it in the order in which it is set up."""
    with Vfs(world, h1_sim0=2):
        pf = world.pf('h1', 'sim0')
        network, other = network_of_dc(world, vlan=types.Vlan(id=601)), network_of_dc(world)
        profile = world.profile(network, passthrough=True)
        vm = world.vm()
        nic = vm.nics_service().add(types.Nic(
            name='vf', interface=PASSTHROUGH, vnic_profile=profile,
            mac=types.Mac(address='02:00:5e:7e:00:01')))

        # Only what is allowed may use them.
        world.set_vfs('h1', 'sim0', all_networks=False)
        pf.virtual_function_allowed_networks_service().add(types.Network(id=other.id))
        refused(409, 'h1.*vf', vm.start, vm=run_once('h1'))
        label = world.name('label')
        pf.virtual_function_allowed_labels_service().add(types.NetworkLabel(id=label))
        world.api.networks_service().network_service(network.id).network_labels_service().add(
            types.NetworkLabel(id=label))

        start(vm, 'h1')
        wait_vm(vm, Up)
        used = only(vf for vf in virtual_functions(world, 'h1', 'sim0')
                    if vf.find('vm') is not None)
        assert used.find('vm').get('id') == vm.get().id
        assert used.findtext('mac/address') == '02:00:5e:7e:00:01'
        assert used.find('vlan').get('id') == '601'

        # What is in use stays; what is not about the VFs does not.
        refused(400, vm.get().name, world.set_vfs, 'h1', 'sim0', 1)
        world.set_vfs('h1', 'sim0', 2)
        world.set_vfs('h1', 'sim0', all_networks=True)
        assert pf.virtual_function_allowed_labels_service().list() == []
        whole = world.api.vnic_profiles_service().profile_service(profile.id).get()
        whole.pass_through = types.VnicPassThrough(mode=types.VnicPassThroughMode.DISABLED)
        refused(409, 'is used by vf', world.api.vnic_profiles_service().profile_service(profile.id).update,
                whole)
        refused(409, '', vm.nics_service().nic_service(nic.id).update, types.Nic(comment='x'))

        vm.stop()
        wait_vm(vm, Down)
        world.api.networks_service().network_service(network.id).network_labels_service() \
            .label_service(label).remove()
        remove_vm(vm)


def case_profile_turned_to_passthrough_and_back(world):
    """QoS, filter and mirroring go before it and come after it."""
    network = network_of_dc(world)
    service = world.api.vnic_profiles_service().profile_service(profile_of(world, network).id)
    whole = service.get()
    whole.port_mirroring = True
    service.update(whole)
    whole = service.get()
    whole.pass_through = types.VnicPassThrough(mode=types.VnicPassThroughMode.ENABLED)
    refused(400, '', service.update, whole)
    whole.port_mirroring = False
    whole.network_filter = types.NetworkFilter()
    whole.qos = types.Qos()
    whole.migratable = True
    assert service.update(whole).migratable is True
    whole = service.get()
    whole.pass_through = types.VnicPassThrough(mode=types.VnicPassThroughMode.DISABLED)
    service.update(whole)
    assert service.update(types.VnicProfile(port_mirroring=True)).port_mirroring is True


def case_the_last_virtual_function(world):
    """Of two VMs that want the only one, one runs; the other does when the first is down."""
    with Vfs(world, h2_sim0=1):
        profile = world.profile(passthrough=True)
        vms = [world.passthrough_vm(profile) for _ in range(2)]
        start(vms[0], 'h2')
        wait_vm(vms[0], Up)
        refused(409, 'h2', vms[1].start, vm=run_once('h2'))
        assert vms[1].get().status == Down
        vms[0].stop()
        wait_vm(vms[0], Down)

        def started():
            try:
                start(vms[1], 'h2')
                return True
            except sdk.Error as error:
                assert 'h2' in str(error), error
                return False
        wait(started, 'the VF is given to the other VM')
        wait_vm(vms[1], Up)
        vms[1].stop()
        for vm in vms:
            wait_vm(vm, Down)
            remove_vm(vm)
