"""What the cases share: one real engine, two simulated hosts, and oVirt's own client."""
import contextlib
import itertools
import re

import ovirtsdk4 as sdk
from ovirtsdk4 import types

from fleet import Fleet, harness, wait

BLANK = '00000000-0000-0000-0000-000000000000'
UNKNOWN = '11111111-2222-4333-8444-555555555555'
KERNEL = '/var/lib/berth/images/vmlinuz'


class World(Fleet):
    """The system service of the SDK is 'api'; helpers make the things that cases stand on."""

    def __init__(self, build):
        super().__init__(build)
        self.counter = itertools.count(1)

    def __enter__(self):
        super().__enter__()
        self.connection = self.connect()
        self.api = self.connection.system_service()
        return self

    def __exit__(self, kind, error, trace):
        self.connection.close()
        super().__exit__(kind, error, trace)

    # --- connections ------------------------------------------------------------------------------

    def connect(self, **options):
        return sdk.Connection(**{'url': self.url, 'username': 'admin@internal',
                                 'password': harness.PASSWORD, 'ca_file': self.ca, 'timeout': 60,
                                 **options})

    # --- hosts ------------------------------------------------------------------------------------

    def host(self, name):
        return only(self.api.hosts_service().list(search=f'name={name}'))

    def host_service(self, name):
        return self.api.hosts_service().host_service(self.host(name).id)

    def await_host(self, name, status):
        wait(lambda: self.host(name).status == status, f'host {name} is {status}')

    def pf(self, host, name):
        """The service of a PF, by its name on the host."""
        nics = self.host_service(host).nics_service()
        pf = only(nic for nic in nics.list(all_content=True) if nic.name == name)
        return nics.nic_service(pf.id)

    def set_vfs(self, host, name, number=None, all_networks=None):
        self.pf(host, name).update_virtual_functions_configuration(
            virtual_functions_configuration=types.HostNicVirtualFunctionsConfiguration(
                number_of_virtual_functions=number, all_networks_allowed=all_networks))

    # --- things by name ---------------------------------------------------------------------------

    def name(self, prefix):
        """A name that nothing has yet."""
        return f'{prefix}{next(self.counter)}'

    @property
    def cluster(self):
        return only(self.api.clusters_service().list(search='name=Default'))

    @property
    def data_center(self):
        return only(self.api.data_centers_service().list(search='name=Default'))

    @property
    def management(self):
        return only(self.api.networks_service().list(search='name=ovirtmgmt and datacenter=Default'))

    def network(self, attach=True, **fields):
        """A network of the data center Default, in its cluster when 'attach'."""
        fields.setdefault('name', self.name('net'))
        network = self.api.networks_service().add(
            types.Network(data_center=types.DataCenter(name='Default'), **fields))
        if attach:
            networks = self.api.clusters_service().cluster_service(self.cluster.id).networks_service()
            networks.add(types.Network(id=network.id, required=False))
        return network

    def profile(self, network=None, passthrough=False, **fields):
        fields.setdefault('name', self.name('profile'))
        network = network or self.network()
        mode = types.VnicPassThroughMode.ENABLED if passthrough else None
        return self.api.vnic_profiles_service().add(types.VnicProfile(
            network=types.Network(id=network.id),
            pass_through=types.VnicPassThrough(mode=mode) if mode else None, **fields))

    def vm(self, **fields):
        fields.setdefault('name', self.name('vm'))
        fields.setdefault('os', types.OperatingSystem(kernel=KERNEL))
        vm = self.api.vms_service().add(types.Vm(
            cluster=types.Cluster(name='Default'), template=types.Template(name='Blank'),
            memory=256 << 20, **fields))
        return self.api.vms_service().vm_service(vm.id)

    def nic(self, vm, profile=None, **fields):
        fields.setdefault('name', self.name('nic'))
        if profile is not None:
            fields['vnic_profile'] = types.VnicProfile(id=profile.id)
        nic = vm.nics_service().add(types.Nic(**fields))
        return vm.nics_service().nic_service(nic.id)

    def passthrough_vm(self, profile, n_nics=1):
        """A VM with that many passthrough vNICs."""
        vm = self.vm()
        for _ in range(n_nics):
            self.nic(vm, profile, interface=types.NicInterface.PCI_PASSTHROUGH)
        return vm

    @contextlib.contextmanager
    def running(self, vm, host=None):
        """The VM runs inside the block and is down and gone after it."""
        start(vm, host)
        try:
            wait_vm(vm, types.VmStatus.UP)
            yield vm.get()
        finally:
            if vm.get().status != types.VmStatus.DOWN:
                vm.stop()
                wait_vm(vm, types.VmStatus.DOWN)
            remove_vm(vm)


def run_once(host):
    """What lays a host, by name, over a VM for one start."""
    return types.Vm(placement_policy=types.VmPlacementPolicy(hosts=[types.Host(name=host)]))


def start(vm, host=None):
    if host is None:
        vm.start()
    else:
        vm.start(vm=run_once(host))


def wait_vm(vm, status):
    wait(lambda: vm.get().status == status, f'VM is {status}')


def remove_vm(vm):
    """A VF is scrubbed for a moment after the VM that had it is down."""
    def removed():
        try:
            vm.remove()
            return True
        except sdk.Error as error:
            if 'Please try again later' not in str(error):
                raise
            return False
    wait(removed, 'VM is removed')


def only(items):
    items = list(items)
    assert len(items) == 1, items
    return items[0]


def names(items):
    return [item.name for item in items]


def refused(code, text, call, *arguments, **options):
    """The call must fail with that status and with 'text', a regular expression, in its message."""
    expected = {401: sdk.AuthError, 403: sdk.AuthError, 404: sdk.NotFoundError}.get(code, sdk.Error)
    try:
        result = call(*arguments, **options)
    except sdk.Error as error:
        assert type(error) is expected, (type(error), error)
        assert error.code == code, (error.code, str(error))
        assert re.search(text, str(error)), str(error)
        return error
    raise AssertionError(f'it was not refused: {result}')
