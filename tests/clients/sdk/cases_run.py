"""VMs that run, with virtual functions: the main job, and what is refused on the way."""
import ovirtsdk4 as sdk
from ovirtsdk4 import types

from world import KERNEL, only, refused, remove_vm, run_once, start, wait, wait_vm

PASSTHROUGH = types.NicInterface.PCI_PASSTHROUGH
Up, Down = types.VmStatus.UP, types.VmStatus.DOWN


class Vfs:
    """So many VFs on PFs inside a with block, none after it: Vfs(world, h1_sim0=1)."""

    def __init__(self, world, **numbers):
        self.world = world
        self.numbers = {tuple(pf.split('_')): n for pf, n in numbers.items()}

    def __enter__(self):
        for (host, pf), number in self.numbers.items():
            self.world.set_vfs(host, pf, number)

    def __exit__(self, *error):
        for host, pf in self.numbers:
            self.reset(host, pf)

    def reset(self, host, pf):
        """VFs are busy for a moment after their VM is down."""
        def done():
            try:
                self.world.set_vfs(host, pf, 0, True)
                return True
            except sdk.Error:
                return False
        wait(done, f'{pf} of {host} has no VFs')


def virtual_functions(world, host, pf):
    nic = world.pf(host, pf).get()
    return world.raw().get(f'hosts/{world.host(host).id}/nics/{nic.id}/virtualfunctions').xml


def case_start_and_stop(world):
    vm = world.vm()
    with world.running(vm) as running:
        assert running.host is not None
        assert world.connection.follow_link(running.host).name in ('h1', 'h2')
        assert running.start_time is not None


def case_start_once_on_a_host_by_name(world):
    for host in ('h1', 'h2'):
        with world.running(world.vm(), host) as running:
            assert running.host.id == world.host(host).id


def case_start_once_on_a_host_by_id(world):
    vm = world.vm()
    host = world.host('h2').id
    vm.start(vm=types.Vm(placement_policy=types.VmPlacementPolicy(hosts=[types.Host(id=host)])))
    wait_vm(vm, Up)
    assert vm.get().host.id == host
    vm.stop()
    wait_vm(vm, Down)


def case_start_once_on_an_unknown_host(world):
    refused(400, 'does not exist', world.vm().start, vm=run_once('nothing'))


def case_start_once_with_a_kernel(world):
    vm = world.vm(os=types.OperatingSystem())
    refused(409, 'Cannot run VM', vm.start)
    vm.start(vm=types.Vm(os=types.OperatingSystem(kernel=KERNEL)))
    wait_vm(vm, Up)
    assert vm.get().os.kernel is None
    vm.stop()
    wait_vm(vm, Down)


def case_start_once_from_the_network(world):
    vm = world.vm(os=types.OperatingSystem())
    world.nic(vm, world.profile(passthrough=True), interface=PASSTHROUGH)
    devices = types.OperatingSystem(boot=types.Boot(devices=[types.BootDevice.NETWORK]))
    refused(409, 'neither a disk nor a kernel', vm.start)
    with Vfs(world, h1_sim0=1):
        vm.start(vm=types.Vm(os=devices))
        wait_vm(vm, Up)
        assert vm.get().run_once is True and vm.get().os.boot.devices == [types.BootDevice.HD]
        vm.stop()
        wait_vm(vm, Down)
        assert vm.get().run_once is False
        remove_vm(vm)


def case_start_with_initial_data(world):
    vm = world.vm()
    refused(409, 'one way only', vm.start, use_cloud_init=True, use_sysprep=True)
    vm.start(use_cloud_init=True)
    wait_vm(vm, Up)
    assert vm.get().run_once is False
    told = world.api.events_service().list(search='type=20019', max=1)[0]
    assert vm.get().name in told.description and told.severity == types.LogSeverity.WARNING
    vm.stop()
    wait_vm(vm, Down)


def case_reboot(world):
    vm = world.vm()
    refused(409, 'VM is not running', vm.reboot)
    with world.running(vm) as running:
        vm.reboot()
        wait_vm(vm, Up)
        assert vm.get().host.id == running.host.id
        assert world.api.events_service().list(search='type=157', max=1)[0].vm.id == running.id


def case_start_from_a_network_needs_a_nic(world):
    devices = types.Boot(devices=[types.BootDevice.NETWORK])
    refused(409, 'network', world.vm(os=types.OperatingSystem(boot=devices)).start)


def case_start_twice(world):
    vm = world.vm()
    with world.running(vm):
        refused(409, 'is running', vm.start)


def case_change_of_a_vm_that_runs(world):
    vm = world.vm()
    with world.running(vm) as before:
        changed = vm.update(types.Vm(description='at once', memory=512 << 20))
        assert changed.description == 'at once' and changed.memory == before.memory
        assert changed.next_run_configuration_exists is True
        assert vm.get(next_run=True).memory == 512 << 20
        vm.update(vm.get())  # what it is already
        assert vm.get(next_run=True).memory == 512 << 20
        vm.update(types.Vm(comment='later', memory=256 << 20), next_run=True)
        assert vm.get().comment == '' and vm.get(next_run=True).comment == 'later'
        assert vm.get(next_run=True).memory == before.memory
        vm.update(types.Vm(cpu=types.Cpu(topology=types.CpuTopology(cores=2))))
        refused(409, 'cluster can only be changed while it is down', vm.update,
                types.Vm(cluster=types.Cluster(id=other_cluster(world).id)))
        refused(400, 'Cannot edit VM', vm.update, types.Vm(memory=(1 << 20) + 1))
        vm.stop()
        wait_vm(vm, Down)
        after = vm.get()
        assert after.cpu.topology.cores == 2 and after.comment == 'later'
        assert after.next_run_configuration_exists is False


def other_cluster(world):
    return world.api.clusters_service().add(types.Cluster(
        name=world.name('cl'), data_center=types.DataCenter(name='Default')))


def case_stop_and_shutdown_of_what_is_down(world):
    vm = world.vm()
    refused(409, 'VM is not running', vm.stop)
    refused(409, 'VM is not running', vm.shutdown)


def case_shutdown(world):
    vm = world.vm()
    start(vm)
    wait_vm(vm, Up)
    vm.shutdown(reason='night')
    wait_vm(vm, Down)


def case_start_where_no_host_is_up(world):
    cluster = world.api.clusters_service().add(types.Cluster(
        name=world.name('cl'), data_center=types.DataCenter(name='Default')))
    vm = world.api.vms_service().add(types.Vm(
        name=world.name('vm'), cluster=types.Cluster(id=cluster.id),
        template=types.Template(name='Blank'), os=types.OperatingSystem(kernel=KERNEL)))
    refused(409, 'Cannot run VM.*no hosts', world.api.vms_service().vm_service(vm.id).start)


def case_start_with_no_vf_anywhere(world):
    profile = world.profile(passthrough=True)
    vm = world.passthrough_vm(profile)
    error = refused(409, 'Cannot run VM', vm.start)
    for word in ('h1', 'h2', 'sim0'):
        assert word in error.fault.detail, error.fault.detail
    assert vm.get().status == Down
    assert world.api.events_service().list(search='type=54', max=1)[0].vm.id == vm.get().id


def case_start_takes_a_vf(world):
    with Vfs(world, h1_sim0=2):
        vm = world.passthrough_vm(world.profile(world.network(vlan=types.Vlan(id=321)),
                                                passthrough=True))
        mac = vm.nics_service().list()[0].mac.address
        with world.running(vm) as running:
            assert running.host.id == world.host('h1').id
            def taken():
                return [vf for vf in virtual_functions(world, 'h1', 'sim0')
                        if vf.find('vm') is not None]
            assert [vf.find('vm').get('id') for vf in taken()] == [running.id]
            wait(lambda: taken()[0].findtext('mac/address') == mac, 'the VF has its MAC')
            assert taken()[0].find('vlan').get('id') == '321'
        wait(lambda: all(vf.findtext('status') == 'free'
                         for vf in virtual_functions(world, 'h1', 'sim0')), 'the VFs are free')


def case_taken_vf_still_counts(world):
    with Vfs(world, h1_sim0=2):
        with world.running(world.passthrough_vm(world.profile(passthrough=True))):
            config = world.pf('h1', 'sim0').get(all_content=True).virtual_functions_configuration
            assert config.number_of_virtual_functions == 2


def case_start_with_the_last_vf_taken(world):
    profile = world.profile(passthrough=True)
    with Vfs(world, h1_sim0=1):
        second = world.passthrough_vm(profile)
        with world.running(world.passthrough_vm(profile)):
            refused(409, 'Cannot run VM', second.start)
        wait(lambda: all(vf.findtext('status') == 'free'
                         for vf in virtual_functions(world, 'h1', 'sim0')), 'the VF is free')
        with world.running(second):
            pass


def case_start_on_a_host_without_vfs(world):
    with Vfs(world, h1_sim0=1):
        vm = world.passthrough_vm(world.profile(passthrough=True))
        error = refused(409, 'Cannot run VM', vm.start, vm=run_once('h2'))
        assert 'h2' in error.fault.detail, error.fault.detail
        remove_vm(vm)


def case_start_where_the_vfs_are(world):
    with Vfs(world, h2_sim0=1):
        with world.running(world.passthrough_vm(world.profile(passthrough=True))) as running:
            assert running.host.id == world.host('h2').id


def case_two_vnics_need_two_vfs(world):
    profile = world.profile(passthrough=True)
    with Vfs(world, h1_sim0=1):
        vm = world.passthrough_vm(profile, 2)
        refused(409, 'Cannot run VM', vm.start)
        world.set_vfs('h1', 'sim0', 2)
        with world.running(vm):
            pass


def case_two_vnics_that_greed_would_fail(world):
    """The unrestricted vNIC must leave the VF that only the other one may have."""
    network, other = world.network(), world.network()
    with Vfs(world, h1_sim0=1, h1_sim1=1):
        world.set_vfs('h1', 'sim0', all_networks=False)
        world.set_vfs('h1', 'sim1', all_networks=False)
        for pf, allowed in (('sim0', (network, other)), ('sim1', (other,))):
            service = world.pf('h1', pf).virtual_function_allowed_networks_service()
            for one in allowed:
                service.add(types.Network(id=one.id))
        vm = world.vm()
        for one in (other, network):
            world.nic(vm, world.profile(one, passthrough=True), interface=PASSTHROUGH)
        with world.running(vm):
            pass


def case_unplugged_vnic_needs_no_vf(world):
    vm = world.vm()
    world.nic(vm, world.profile(passthrough=True), interface=PASSTHROUGH, plugged=False)
    with world.running(vm):
        pass


def case_network_must_be_allowed(world):
    network = world.network()
    with Vfs(world, h1_sim0=1):
        world.set_vfs('h1', 'sim0', all_networks=False)
        vm = world.passthrough_vm(world.profile(network, passthrough=True))
        refused(409, 'Cannot run VM', vm.start)
        world.pf('h1', 'sim0').virtual_function_allowed_networks_service().add(
            types.Network(id=network.id))
        with world.running(vm):
            pass


def case_network_allowed_by_label(world):
    network = world.network()
    with Vfs(world, h1_sim0=1):
        world.set_vfs('h1', 'sim0', all_networks=False)
        pf = world.pf('h1', 'sim0')
        pf.virtual_function_allowed_labels_service().add(types.NetworkLabel(id='gold'))
        vm = world.passthrough_vm(world.profile(network, passthrough=True))
        refused(409, 'Cannot run VM', vm.start)
        world.api.networks_service().network_service(network.id).network_labels_service().add(
            types.NetworkLabel(id='gold'))
        with world.running(vm):
            pass


def case_count_while_a_vf_is_used(world):
    with Vfs(world, h1_sim0=2):
        vm = world.passthrough_vm(world.profile(passthrough=True))
        with world.running(vm) as running:
            error = refused(400, 'cannot be changed', world.set_vfs, 'h1', 'sim0', 1)
            assert running.name in error.fault.detail, error.fault.detail
            refused(400, 'cannot be changed', world.set_vfs, 'h1', 'sim0', 8)
            world.set_vfs('h1', 'sim0', 2)
            world.set_vfs('h1', 'sim0', all_networks=False)
            assert vm.get().status == Up


def case_count_while_a_vm_that_is_down_wants_a_vf(world):
    with Vfs(world, h1_sim0=2):
        world.passthrough_vm(world.profile(passthrough=True))
        world.set_vfs('h1', 'sim0', 1)


def case_maintenance_with_a_running_vm(world):
    with world.running(world.vm(), 'h2'):
        refused(409, 'Cannot switch Host to Maintenance', world.host_service('h2').deactivate)


def case_running_vm_stays(world):
    vm = world.vm()
    with world.running(vm):
        refused(409, 'Cannot remove VM', vm.remove)


def case_running_vm_update(world):
    vm = world.vm()
    with world.running(vm):
        assert vm.update(types.Vm(comment='live')).comment == 'live'
        changed = vm.update(types.Vm(memory=512 << 20))
        assert changed.memory == 256 << 20 and changed.next_run_configuration_exists is True


def case_running_vm_whole_update(world):
    vm = world.vm()
    with world.running(vm):
        assert vm.update(vm.get()).status == Up


def case_running_nic_rules(world):
    with Vfs(world, h1_sim0=1):
        vm = world.vm()
        vf = world.nic(vm, world.profile(passthrough=True), interface=PASSTHROUGH)
        with world.running(vm):
            refused(409, 'Cannot edit VM network interface', vf.update, types.Nic(name='x'))
            refused(409, 'Cannot edit VM network interface', vf.update, vf.get())
            refused(409, 'Cannot remove VM network interface', vf.remove)
            refused(409, 'Cannot edit VM network interface', vf.activate)
            refused(409, 'no bridge', world.nic, vm)
            assert world.nic(vm, plugged=False).get().plugged is False


def case_profile_of_a_running_vm(world):
    profile = world.profile(passthrough=True)
    with Vfs(world, h1_sim0=1):
        with world.running(world.passthrough_vm(profile)):
            service = world.api.vnic_profiles_service().profile_service(profile.id)
            refused(409, 'is used by', service.remove)


def case_start_paused(world):
    vm = world.vm()
    vm.start(pause=True)
    wait_vm(vm, types.VmStatus.PAUSED)
    vm.stop()
    wait_vm(vm, Down)


def case_placement_beyond_ovirt(world):
    """Why which host, without starting."""
    vm = world.passthrough_vm(world.profile(passthrough=True)).get()
    assert world.raw().get(f'vms/{vm.id}/placement').xml.findtext('fits') == 'false'
    with Vfs(world, h1_sim0=1):
        assert world.raw().get(f'vms/{vm.id}/placement').xml.findtext('fits') == 'true'


def case_network_change_under_running_vms(world):
    """The VLAN of a network changes, but running VMs keep what they have: an alert says which."""
    network = world.network(vlan=types.Vlan(id=30))
    vm = world.passthrough_vm(world.profile(network, passthrough=True))
    query = {'correlation_id': world.name('vlan')}
    with Vfs(world, h1_sim0=1), world.running(vm, 'h1'):
        world.api.networks_service().network_service(network.id).update(
            types.Network(vlan=types.Vlan(id=31)), query=query)
        event = only(world.api.events_service().list(
            search=f"correlation_id={query['correlation_id']} and type=11291"))
        assert vm.get().name in event.description and event.severity == types.LogSeverity.ALERT
