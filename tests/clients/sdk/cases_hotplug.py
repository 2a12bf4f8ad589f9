"""vNICs that are plugged into, changed in and unplugged from VMs that run."""
import contextlib

from ovirtsdk4 import types

from cases_run import PASSTHROUGH, Down, Up, Vfs, virtual_functions
from world import KERNEL, refused, start, wait, wait_vm


@contextlib.contextmanager
def web(world, n_vfs=2, n_nics=0, vlan=321, cmdline=None):
    """A VM that runs on h1, whose only PF with VFs has 'n_vfs'; and a passthrough profile."""
    profile = world.profile(world.network(vlan=types.Vlan(id=vlan)), passthrough=True)
    with Vfs(world, h1_sim0=n_vfs):
        vm = world.vm(os=types.OperatingSystem(kernel=KERNEL, custom_kernel_cmdline=cmdline,
                                               cmdline=cmdline))
        for _ in range(n_nics):
            world.nic(vm, profile, interface=PASSTHROUGH)
        with world.running(vm, 'h1'):
            yield vm, profile


def held(world):
    """The VFs of h1 that a VM has, by MAC."""
    return {vf.findtext('mac/address'): vf for vf in virtual_functions(world, 'h1', 'sim0')
            if vf.find('vm') is not None}


def codes(world, vm):
    return [event.code for event in
            world.api.events_service().list(search=f'vm.name={vm.get().name}')]


def case_add_to_a_running_vm(world):
    with web(world) as (vm, profile):
        nic = world.nic(vm, profile, interface=PASSTHROUGH)
        mac = nic.get().mac.address
        assert nic.get().plugged is True
        vf = held(world)[mac]  # when the call returns, it is there
        assert vf.find('vlan').get('id') == '321' and vf.find('vm').get('id') == vm.get().id
        assert {932, 1012} <= set(codes(world, vm)), codes(world, vm)
        assert world.api.events_service().list(search='type=606', max=1)[0].host.id == \
            world.host('h1').id


def case_unplug_and_plug_again(world):
    with web(world, n_nics=1) as (vm, _):
        nic = vm.nics_service().nic_service(vm.nics_service().list()[0].id)
        assert len(held(world)) == 1
        nic.deactivate()
        assert nic.get().plugged is False
        assert not held(world)  # when the call returns, it is free
        assert all(vf.findtext('status') == 'free'
                   for vf in virtual_functions(world, 'h1', 'sim0'))
        nic.activate()
        assert nic.get().plugged is True
        assert list(held(world)) == [nic.get().mac.address]
        assert {1012, 1014} <= set(codes(world, vm))


def case_plugged_in_an_update(world):
    with web(world, n_nics=1) as (vm, _):
        nic = vm.nics_service().nic_service(vm.nics_service().list()[0].id)
        assert nic.update(types.Nic(plugged=False)).plugged is False
        assert nic.update(types.Nic(plugged=False)).plugged is False
        assert nic.update(types.Nic(plugged=True)).plugged is True
        assert len(held(world)) == 1


def case_change_while_unplugged(world):
    other = world.profile(world.network(vlan=types.Vlan(id=322)), passthrough=True)
    with web(world, n_nics=1) as (vm, _):
        nic = vm.nics_service().nic_service(vm.nics_service().list()[0].id)
        nic.deactivate()
        nic.update(types.Nic(name='renamed', mac=types.Mac(address='56:6f:1a:99:00:01')))
        # One request changes and plugs.
        changed = nic.update(types.Nic(vnic_profile=types.VnicProfile(id=other.id), plugged=True))
        assert changed.plugged is True and changed.name == 'renamed'
        vf = held(world)['56:6f:1a:99:00:01']
        assert vf.find('vlan').get('id') == '322'


def case_whole_nic_unplugged(world):
    """Scripts send back all that they read."""
    with web(world, n_nics=1) as (vm, _):
        nic = vm.nics_service().nic_service(vm.nics_service().list()[0].id)
        whole = nic.get()
        whole.plugged = False
        assert nic.update(whole).plugged is False
        whole.plugged = True
        assert nic.update(whole).plugged is True


def case_plug_with_the_last_vf_taken(world):
    with web(world, n_vfs=1, n_nics=1) as (vm, profile):
        before = len(vm.nics_service().list())
        error = refused(400, 'no suitable virtual function', world.nic, vm, profile,
                        interface=PASSTHROUGH)
        assert 'sim0' in error.fault.detail and 'h1' in error.fault.detail, error.fault.detail
        assert len(vm.nics_service().list()) == before  # nothing is created
        assert 1013 in codes(world, vm)
        unplugged = world.nic(vm, profile, interface=PASSTHROUGH, plugged=False)
        refused(400, 'no suitable virtual function', unplugged.activate)
        vm.nics_service().nic_service(vm.nics_service().list()[0].id).deactivate()
        unplugged.activate()
        assert len(held(world)) == 1


def case_plug_where_the_network_is_not_allowed(world):
    with web(world) as (vm, profile):
        world.set_vfs('h1', 'sim0', all_networks=False)
        refused(400, 'is not allowed', world.nic, vm, profile, interface=PASSTHROUGH)
        world.pf('h1', 'sim0').virtual_function_allowed_networks_service().add(
            types.Network(id=world.api.vnic_profiles_service().profile_service(profile.id)
                          .get().network.id))
        assert world.nic(vm, profile, interface=PASSTHROUGH).get().plugged is True


def case_remove_from_a_running_vm(world):
    with web(world, n_nics=1) as (vm, _):
        nic = vm.nics_service().nic_service(vm.nics_service().list()[0].id)
        refused(409, 'Cannot remove VM network interface', nic.remove)
        nic.deactivate()
        nic.remove()
        assert not vm.nics_service().list()


def case_activate_what_is_plugged(world):
    with web(world, n_nics=1) as (vm, _):
        nic = vm.nics_service().nic_service(vm.nics_service().list()[0].id)
        refused(409, 'Cannot edit VM network interface', nic.activate)


def case_guest_that_keeps_its_device(world):
    with web(world, n_nics=1, cmdline='fake.unplug=refuse') as (vm, _):
        nic = vm.nics_service().nic_service(vm.nics_service().list()[0].id)
        refused(409, 'the guest refused', nic.deactivate)
        assert nic.get().plugged is True and len(held(world)) == 1
        assert 1015 in codes(world, vm)


def case_plug_into_a_paused_vm(world):
    profile = world.profile(passthrough=True)
    with Vfs(world, h1_sim0=1):
        vm = world.vm()
        nic = world.nic(vm, profile, interface=PASSTHROUGH, plugged=False)
        vm.start(pause=True)
        wait_vm(vm, types.VmStatus.PAUSED)
        refused(409, 'is paused', nic.activate)
        vm.stop()
        wait_vm(vm, Down)


def case_emulated_vnic_needs_its_bridge(world):
    with web(world) as (vm, _):
        profile = world.profile()
        refused(409, 'has no bridge', world.nic, vm, profile)
        assert not vm.nics_service().list()


def case_stop_frees_what_was_plugged(world):
    with web(world) as (vm, profile):
        world.nic(vm, profile, interface=PASSTHROUGH)
        vm.stop()
        wait_vm(vm, Down)
        wait(lambda: all(vf.findtext('status') == 'free'
                         for vf in virtual_functions(world, 'h1', 'sim0')), 'the VFs are free')
        start(vm, 'h1')  # with what was plugged
        wait_vm(vm, Up)
        assert len(held(world)) == 1


def case_plug_is_a_job(world):
    with web(world) as (vm, profile):
        vm.nics_service().add(types.Nic(name='jobbed', interface=PASSTHROUGH,
                                        vnic_profile=types.VnicProfile(id=profile.id)),
                              query={'correlation_id': 'plug-it'})
        jobs = [job for job in world.api.jobs_service().list(search='correlation_id=plug-it')
                if job.description.startswith('Plugging jobbed')]
        assert [job.status for job in jobs] == [types.JobStatus.FINISHED], jobs
